#include "vm/number.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"
#include "vm/unicode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DECIMAL_DIGITS_MAX = 4300, /* CPython's guard of conversions to and from decimal text */
    SUBCLASS_LIMBS_MAX = 4     /* an int of a class below int is stored in place */
};
#define HASH_MODULUS ((UINT64_C(1) << 61) - 1)
#define EXACT_IN_DOUBLE (INT64_C(1) << 53)

typedef __int128 Int128;
typedef unsigned __int128 UInt128;

bool value_is_int(Value value) {
    return value_is_small_int(value) || value_is_bool(value) ||
           (value_is_obj(value) && (value_obj(value)->type->flags & TYPE_IS_INT) != 0);
}

/* The int's value where it needs no limbs. */
static bool as_small(Value value, int64_t *out) {
    if (value_is_small_int(value)) {
        *out = value_small_int(value);
        return true;
    }
    if (value_is_bool(value)) {
        *out = value_same(value, VALUE_TRUE);
        return true;
    }
    return false;
}

void int_view(Value integer, mpz_t view, mp_limb_t *limb) {
    int64_t small = 0;
    if (as_small(integer, &small)) {
        *limb = small < 0 ? 0 - (mp_limb_t)small : (mp_limb_t)small;
        mpz_roinit_n(view, limb, small < 0 ? -1 : small > 0);
    } else {
        const BigInt *big = (const BigInt *)value_obj(integer);
        mpz_roinit_n(view, big->limbs, big->size);
    }
}

#define VIEW(name, value)                                                                          \
    mpz_t name;                                                                                    \
    mp_limb_t name##_limb;                                                                         \
    int_view(value, name, &name##_limb)

static BigInt *big_new(Vm *vm, uint32_t capacity) {
    /* An odd count of limbs fills the heap's slots of 16 bytes. */
    capacity |= 1;
    BigInt *big = heap_new_raw(vm, vm->type_int,
                               offsetof(BigInt, limbs) + (size_t)capacity * sizeof(mp_limb_t));
    big->size = 0;
    big->capacity = capacity;
    return big;
}

Value int_from_mpz(Vm *vm, const mpz_t number) {
    size_t count = mpz_size(number);
    mp_limb_t low = mpz_getlimbn(number, 0);
    if (count == 0) {
        return value_from_small_int(0);
    }
    if (count == 1 && low <= (mp_limb_t)SMALL_INT_MAX) {
        return value_from_small_int(mpz_sgn(number) < 0 ? -(int64_t)low : (int64_t)low);
    }
    if (count == 1 && mpz_sgn(number) < 0 && low == (mp_limb_t)SMALL_INT_MAX + 1) {
        return value_from_small_int(SMALL_INT_MIN);
    }
    BigInt *big = big_new(vm, (uint32_t)count);
    memcpy(big->limbs, mpz_limbs_read(number), count * sizeof(mp_limb_t));
    big->size = mpz_sgn(number) < 0 ? -(int32_t)count : (int32_t)count;
    return value_from_obj(big);
}

/* Takes the temporary's memory back, too. */
static Value from_temporary(Vm *vm, mpz_t number) {
    Value value = int_from_mpz(vm, number);
    mpz_clear(number);
    return value;
}

static Value from_int128(Vm *vm, Int128 integer) {
    if (integer >= SMALL_INT_MIN && integer <= SMALL_INT_MAX) {
        return value_from_small_int((int64_t)integer);
    }
    UInt128 magnitude = integer < 0 ? 0 - (UInt128)integer : (UInt128)integer;
    BigInt *big = big_new(vm, 3);
    big->limbs[0] = (mp_limb_t)magnitude;
    big->limbs[1] = (mp_limb_t)(magnitude >> 64);
    big->size = big->limbs[1] != 0 ? 2 : 1;
    if (integer < 0) {
        big->size = -big->size;
    }
    return value_from_obj(big);
}

Value int_from_int64(Vm *vm, int64_t integer) {
    return small_int_fits(integer) ? value_from_small_int(integer) : from_int128(vm, integer);
}

Value int_from_uint64(Vm *vm, uint64_t integer) {
    return from_int128(vm, (Int128)integer);
}

Value int_from_double(Vm *vm, double number) {
    if (isnan(number)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    }
    if (isinf(number)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    }
    if (number > -4e18 && number < 4e18) {
        return int_from_int64(vm, (int64_t)number);
    }
    mpz_t integer;
    mpz_init_set_d(integer, number);
    return from_temporary(vm, integer);
}

Value int_from_decimal(Vm *vm, const char *digits) {
    mpz_t integer;
    int failed = mpz_init_set_str(integer, digits, 10);
    CHECK(failed == 0);
    return from_temporary(vm, integer);
}

bool int_to_int64(Value integer, int64_t *out) {
    if (as_small(integer, out)) {
        return true;
    }
    const BigInt *big = (const BigInt *)value_obj(integer);
    if (big->size == 0) {
        *out = 0;
        return true;
    }
    if (big->size == 1 && big->limbs[0] <= (mp_limb_t)INT64_MAX) {
        *out = (int64_t)big->limbs[0];
        return true;
    }
    if (big->size == -1 && big->limbs[0] <= (mp_limb_t)INT64_MAX + 1) {
        *out = (int64_t)(0 - big->limbs[0]);
        return true;
    }
    return false;
}

bool int_to_double(Vm *vm, Value integer, double *out) {
    int64_t small = 0;
    if (int_to_int64(integer, &small)) {
        *out = (double)small; /* the processor rounds to even */
        return true;
    }
    VIEW(view, integer);
    size_t bits = mpz_sizeinbase(view, 2);
    double magnitude = 0;
    if (bits <= 1024) {
        /* The leading 64 bits, the last of which also stands for all that follow. */
        size_t drop = bits > 64 ? bits - 64 : 0;
        mpz_t top;
        mpz_init(top);
        mpz_tdiv_q_2exp(top, view, drop);
        uint64_t leading = mpz_getlimbn(top, 0);
        mpz_clear(top);
        if (drop > 0 && mpz_scan1(view, 0) < drop) {
            leading |= 1;
        }
        magnitude = ldexp((double)leading, (int)drop);
    }
    if (bits > 1024 || isinf(magnitude)) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
        return false;
    }
    *out = mpz_sgn(view) < 0 ? -magnitude : magnitude;
    return true;
}

int int_sign(Value integer) {
    int64_t small = 0;
    if (as_small(integer, &small)) {
        return (small > 0) - (small < 0);
    }
    int32_t size = ((const BigInt *)value_obj(integer))->size;
    return (size > 0) - (size < 0);
}

int64_t int_hash(Value integer) {
    int64_t small = 0;
    uint64_t rest;
    bool negative;
    if (as_small(integer, &small)) {
        negative = small < 0;
        rest = (negative ? 0 - (uint64_t)small : (uint64_t)small) % HASH_MODULUS;
    } else {
        const BigInt *big = (const BigInt *)value_obj(integer);
        negative = big->size < 0;
        rest = big->size == 0 ? 0 : mpn_mod_1(big->limbs, abs(big->size), HASH_MODULUS);
    }
    int64_t hash = negative ? -(int64_t)rest : (int64_t)rest;
    return hash == -1 ? -2 : hash;
}

int int_compare(Value a, Value b) {
    int64_t x = 0;
    int64_t y = 0;
    if (as_small(a, &x) && as_small(b, &y)) {
        return (x > y) - (x < y);
    }
    VIEW(left, a);
    VIEW(right, b);
    return mpz_cmp(left, right);
}

/* ---- text ---- */

static Value too_many_digits(Vm *vm) {
    return vm_raise(vm, EXC_VALUE_ERROR,
                    "Exceeds the limit (%d digits) for integer string conversion; use "
                    "sys.set_int_max_str_digits() to increase the limit",
                    DECIMAL_DIGITS_MAX);
}

Value int_repr(Vm *vm, Value integer) {
    int64_t small = 0;
    if (int_to_int64(integer, &small)) {
        char digits[24];
        char *end = digits + sizeof digits;
        char *p = end;
        uint64_t magnitude = small < 0 ? 0 - (uint64_t)small : (uint64_t)small;
        do {
            *--p = (char)('0' + magnitude % 10);
            magnitude /= 10;
        } while (magnitude != 0);
        if (small < 0) {
            *--p = '-';
        }
        return str_from_utf8(vm, p, (size_t)(end - p));
    }
    VIEW(view, integer);
    size_t room = mpz_sizeinbase(view, 10);
    if (room > DECIMAL_DIGITS_MAX + 1) {
        return too_many_digits(vm);
    }
    char *digits = memory_new(room + 2);
    mpz_get_str(digits, 10, view);
    if (strlen(digits) - (digits[0] == '-') > DECIMAL_DIGITS_MAX) {
        memory_free(digits);
        return too_many_digits(vm);
    }
    Value text = str_from_cstr(vm, digits);
    memory_free(digits);
    return text;
}

void number_text(Vm *vm, Value text, Text *out) {
    if (value_is_bytes(vm, text)) {
        const Bytes *bytes = (const Bytes *)value_obj(text);
        for (uint32_t i = 0; i < bytes->length; i++) {
            uint8_t c = bytes->data[i];
            text_append_char(out, c == 0 || c >= 0x80 ? '?' : c >= 9 && c <= 13 ? ' ' : (char)c);
        }
    } else {
        const Str *str = value_str_obj(text);
        for (uint32_t i = 0; i < str->length; i++) {
            uint32_t c = str_read(str, i);
            if (c > ' ' && c < 0x7F) {
                text_append_char(out, (char)c);
                continue;
            }
            uint32_t flags = unicode_flags(c);
            text_append_char(out, flags & U_DECIMAL ? (char)('0' + unicode_decimal(c))
                                  : flags & U_SPACE ? ' '
                                                    : '?');
        }
    }
    size_t start = 0;
    while (start < out->length && out->bytes[start] == ' ') {
        start++;
    }
    while (out->length > start && out->bytes[out->length - 1] == ' ') {
        out->length--;
    }
    if (out->bytes != NULL) {
        memmove(out->bytes, out->bytes + start, out->length - start);
        out->length -= start;
        out->bytes[out->length] = '\0';
    }
}

static int digit_value(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'z' ? c - 'a' + 10
           : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                  : 99;
}

/*  literal: [sign] ["0b" | "0o" | "0x"] digit (["_"] digit)*      with "_" after a prefix, too
 * Leaves sign and digits in `digits` and the base in *base; false when the text is not of that
 * form. */
static bool scan_literal(const char *p, int *base, Text *digits) {
    if (*p == '+' || *p == '-') {
        if (*p == '-') {
            text_append_char(digits, '-');
        }
        p++;
    }
    bool prefixed = false;
    if (*p == '0') {
        char letter = (char)(p[1] | 0x20);
        int named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (named != 0 && (*base == 0 || *base == named)) {
            *base = named;
            p += 2;
            prefixed = true;
        }
    }
    bool zero_only = false;
    if (*base == 0) {
        zero_only = *p == '0';
        *base = 10;
    }
    if (prefixed && *p == '_') {
        p++;
    }
    bool after_digit = false;
    for (; *p != '\0'; p++) {
        if (*p == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        int digit = digit_value(*p);
        if (digit >= *base || (zero_only && digit != 0)) {
            return false;
        }
        text_append_char(digits, *p);
        after_digit = true;
    }
    return after_digit;
}

Value int_parse(Vm *vm, Value text, int base) {
    Text plain = {0};
    Text digits = {0};
    int asked = base;
    number_text(vm, text, &plain);
    Value result = VALUE_NULL;
    if (!scan_literal(text_cstr(&plain), &base, &digits) ||
        strlen(text_cstr(&plain)) != plain.length) {
        Value repr = value_repr(vm, text);
        if (!value_is_null(repr)) {
            Text shown = {0};
            str_append_utf8(repr, &shown);
            vm_raise(vm, EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.200s", asked,
                     text_cstr(&shown));
            text_release(&shown);
            value_release(vm, repr);
        }
    } else {
        const char *start = text_cstr(&digits);
        size_t count = digits.length - (start[0] == '-');
        if (count > DECIMAL_DIGITS_MAX && (base & (base - 1)) != 0) {
            vm_raise(vm, EXC_VALUE_ERROR,
                     "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
                     "digits; use sys.set_int_max_str_digits() to increase the limit",
                     DECIMAL_DIGITS_MAX, count);
        } else {
            mpz_t integer;
            mpz_init_set_str(integer, start, base);
            result = from_temporary(vm, integer);
        }
    }
    text_release(&plain);
    text_release(&digits);
    return result;
}

/* ---- arithmetic ---- */

static Value divide_true(Vm *vm, Value a, Value b) {
    int64_t x = 0;
    int64_t y = 0;
    if (int_sign(b) == 0) {
        return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "division by zero");
    }
    if (int_to_int64(a, &x) && int_to_int64(b, &y) && x <= EXACT_IN_DOUBLE &&
        x >= -EXACT_IN_DOUBLE && y <= EXACT_IN_DOUBLE && y >= -EXACT_IN_DOUBLE) {
        return float_new(vm, (double)x / (double)y);
    }
    VIEW(left, a);
    VIEW(right, b);
    if (mpz_sgn(left) == 0) {
        return float_new(vm, mpz_sgn(right) < 0 ? -0.0 : 0.0);
    }
    bool negative = (mpz_sgn(left) < 0) != (mpz_sgn(right) < 0);
    /* A quotient of 66 bits or so times 2^-shift, rounded once to the bits that the float will
     * have. */
    int64_t shift = (int64_t)mpz_sizeinbase(right, 2) - (int64_t)mpz_sizeinbase(left, 2) + 66;
    if (shift < -2000) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    mpz_t numerator;
    mpz_t denominator;
    mpz_t quotient;
    mpz_init(numerator);
    mpz_init(denominator);
    mpz_init(quotient);
    mpz_abs(numerator, left);
    mpz_abs(denominator, right);
    double result = 0;
    if (shift < 2000) {
        if (shift >= 0) {
            mpz_mul_2exp(numerator, numerator, (mp_bitcnt_t)shift);
        } else {
            mpz_mul_2exp(denominator, denominator, (mp_bitcnt_t)-shift);
        }
        mpz_tdiv_qr(quotient, numerator, numerator, denominator);
        bool sticky = mpz_sgn(numerator) != 0;
        int64_t bits = (int64_t)mpz_sizeinbase(quotient, 2);
        int64_t exponent = bits - shift; /* the value is in [2^(exponent-1), 2^exponent) */
        int64_t keep = exponent >= -1021 ? 53 : 53 - (-1021 - exponent);
        if (keep >= 0) {
            int64_t drop = bits - keep; /* at least 12 */
            sticky = sticky || mpz_scan1(quotient, 0) < (mp_bitcnt_t)(drop - 1);
            bool half = mpz_tstbit(quotient, (mp_bitcnt_t)(drop - 1)) != 0;
            mpz_tdiv_q_2exp(quotient, quotient, (mp_bitcnt_t)drop);
            uint64_t mantissa = mpz_getlimbn(quotient, 0);
            if (half && (sticky || (mantissa & 1) != 0)) {
                mantissa++;
            }
            result = ldexp((double)mantissa, (int)(drop - shift));
        }
    }
    mpz_clear(numerator);
    mpz_clear(denominator);
    mpz_clear(quotient);
    if (isinf(result)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    return float_new(vm, negative ? -result : result);
}

/* Arithmetic on huge numbers takes long for one instruction: it counts as many, so that the budget
 * that stops endless loops stops endless squaring too. */
static void charge(Vm *vm, uint64_t limbs, int64_t each) {
    if (limbs > 1000) {
        vm->instructions_left -= (int64_t)(limbs < 1u << 30 ? limbs : 1u << 30) * each;
    }
}

static Value power(Vm *vm, Value a, Value b) {
    if (int_sign(b) < 0) {
        double base = 0;
        double exponent = 0;
        if (!int_to_double(vm, a, &base) || !int_to_double(vm, b, &exponent)) {
            return VALUE_NULL;
        }
        Value left = float_new(vm, base);
        Value right = float_new(vm, exponent);
        Value result = vm->type_float->binary(vm, BINARY_POWER, left, right);
        value_release(vm, left);
        value_release(vm, right);
        return result;
    }
    int64_t base = 0;
    int64_t exponent = 0;
    bool base_small = int_to_int64(a, &base);
    if (base_small && (base == 0 || base == 1)) {
        return int_sign(b) == 0 ? value_from_small_int(1) : value_from_small_int(base);
    }
    if (base_small && base == -1) {
        VIEW(view, b);
        return value_from_small_int(mpz_odd_p(view) ? -1 : 1);
    }
    VIEW(view, a);
    uint64_t bits = mpz_sizeinbase(view, 2);
    bool fits = int_to_int64(b, &exponent) && exponent < INT64_MAX / 16 &&
                bits <= (uint64_t)INT64_MAX / 8 / (uint64_t)(exponent + 1);
    if (!fits || bits * (uint64_t)exponent > 4096) {
        if (!heap_can_hold(
                vm, fits ? bits * (uint64_t)exponent
                         : /* eight times the result: what multiplying needs */ UINT64_MAX / 4)) {
            return heap_over_budget(vm);
        }
    }
    charge(vm, fits ? bits * (uint64_t)exponent / 64 : 0, 16);
    mpz_t result;
    mpz_init(result);
    mpz_pow_ui(result, view, (unsigned long)exponent);
    return from_temporary(vm, result);
}

static Value shift_left(Vm *vm, Value a, Value b) {
    if (int_sign(b) < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    }
    int64_t count = 0;
    int64_t small = 0;
    if (int_sign(a) == 0) {
        return value_from_small_int(0);
    }
    if (!int_to_int64(b, &count)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "too many digits in integer");
    }
    if (count <= 62 && int_to_int64(a, &small)) {
        return from_int128(vm, (Int128)small * ((Int128)1 << count));
    }
    VIEW(view, a);
    if (!heap_can_hold(vm, (uint64_t)count / 8 + mpz_size(view) * 8)) {
        return heap_over_budget(vm);
    }
    mpz_t result;
    mpz_init(result);
    mpz_mul_2exp(result, view, (mp_bitcnt_t)count);
    return from_temporary(vm, result);
}

static Value shift_right(Vm *vm, Value a, Value b) {
    if (int_sign(b) < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    }
    int64_t count = 0;
    int64_t small = 0;
    if (!int_to_int64(b, &count)) {
        return value_from_small_int(int_sign(a) < 0 ? -1 : 0);
    }
    if (int_to_int64(a, &small)) {
        return int_from_int64(vm, small >> (count > 63 ? 63 : count));
    }
    VIEW(view, a);
    mpz_t result;
    mpz_init(result);
    mpz_fdiv_q_2exp(result, view, (mp_bitcnt_t)count);
    return from_temporary(vm, result);
}

static const char *zero_message(BinaryOperator op) {
    return op == BINARY_MODULO ? "integer modulo by zero" : "integer division or modulo by zero";
}

/* Both in 64 bits; VALUE_NULL with nothing raised: not done here. */
static Value binary_small(Vm *vm, BinaryOperator op, int64_t x, int64_t y) {
    switch (op) {
    case BINARY_ADD:
        return from_int128(vm, (Int128)x + y);
    case BINARY_SUBTRACT:
        return from_int128(vm, (Int128)x - y);
    case BINARY_MULTIPLY:
        return from_int128(vm, (Int128)x * y);
    case BINARY_FLOOR_DIVIDE:
    case BINARY_MODULO: {
        if (y == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", zero_message(op));
        }
        if (y == -1) {
            return op == BINARY_MODULO ? value_from_small_int(0) : from_int128(vm, -(Int128)x);
        }
        int64_t quotient = x / y;
        int64_t rest = x % y;
        if (rest != 0 && (rest < 0) != (y < 0)) {
            quotient--;
            rest += y;
        }
        return int_from_int64(vm, op == BINARY_MODULO ? rest : quotient);
    }
    case BINARY_AND:
        return int_from_int64(vm, x & y);
    case BINARY_OR:
        return int_from_int64(vm, x | y);
    case BINARY_XOR:
        return int_from_int64(vm, x ^ y);
    default:
        return VALUE_NULL;
    }
}

Value int_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    int64_t x = 0;
    int64_t y = 0;
    switch (op) {
    case BINARY_TRUE_DIVIDE:
        return divide_true(vm, a, b);
    case BINARY_POWER:
        return power(vm, a, b);
    case BINARY_LEFT_SHIFT:
        return shift_left(vm, a, b);
    case BINARY_RIGHT_SHIFT:
        return shift_right(vm, a, b);
    default:
        break;
    }
    if (int_to_int64(a, &x) && int_to_int64(b, &y)) {
        return binary_small(vm, op, x, y);
    }
    VIEW(left, a);
    VIEW(right, b);
    if ((op == BINARY_FLOOR_DIVIDE || op == BINARY_MODULO) && mpz_sgn(right) == 0) {
        return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "%s", zero_message(op));
    }
    if (op == BINARY_MULTIPLY && mpz_size(left) + mpz_size(right) > 1000 &&
        !heap_can_hold(vm, (mpz_size(left) + mpz_size(right)) * 8)) {
        return heap_over_budget(vm);
    }
    charge(vm, mpz_size(left) + mpz_size(right),
           op == BINARY_ADD || op == BINARY_SUBTRACT ? 1 : 16);
    mpz_t result;
    mpz_init(result);
    switch (op) {
    case BINARY_ADD:
        mpz_add(result, left, right);
        break;
    case BINARY_SUBTRACT:
        mpz_sub(result, left, right);
        break;
    case BINARY_MULTIPLY:
        mpz_mul(result, left, right);
        break;
    case BINARY_FLOOR_DIVIDE:
        mpz_fdiv_q(result, left, right);
        break;
    case BINARY_MODULO:
        mpz_fdiv_r(result, left, right);
        break;
    case BINARY_AND:
        mpz_and(result, left, right);
        break;
    case BINARY_OR:
        mpz_ior(result, left, right);
        break;
    case BINARY_XOR:
        mpz_xor(result, left, right);
        break;
    default:
        UNREACHABLE();
    }
    return from_temporary(vm, result);
}

Value int_add_inplace(Vm *vm, Value a, Value b) {
    if (value_is_obj(a) && value_obj(a)->refs == 1 && value_obj(a)->type == vm->type_int &&
        value_is_small_int(b)) {
        BigInt *big = (BigInt *)value_obj(a);
        int64_t small = value_small_int(b);
        mp_limb_t magnitude = small < 0 ? 0 - (mp_limb_t)small : (mp_limb_t)small;
        mp_size_t size = abs(big->size);
        if ((small < 0) == (big->size < 0)) {
            if ((uint32_t)size < big->capacity) {
                mp_limb_t carry = mpn_add_1(big->limbs, big->limbs, size, magnitude);
                if (carry != 0) {
                    big->limbs[size] = carry;
                    big->size = big->size < 0 ? big->size - 1 : big->size + 1;
                }
                return a;
            }
        } else if (size > 2) {
            mpn_sub_1(big->limbs, big->limbs, size, magnitude);
            if (big->limbs[size - 1] == 0) {
                big->size = big->size < 0 ? big->size + 1 : big->size - 1;
            }
            return a;
        }
    }
    Value sum = int_binary(vm, BINARY_ADD, a, b);
    value_release(vm, a);
    return sum;
}

Value int_power_modulo(Vm *vm, Value a, Value b, Value modulus) {
    VIEW(base, a);
    VIEW(exponent, b);
    VIEW(divisor, modulus);
    if (mpz_sgn(divisor) == 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    }
    mpz_t result;
    mpz_init(result);
    if (mpz_cmpabs_ui(divisor, 1) == 0) {
        return from_temporary(vm, result);
    }
    if (mpz_sgn(exponent) < 0) {
        mpz_t inverse;
        mpz_init(inverse);
        if (mpz_invert(inverse, base, divisor) == 0) {
            mpz_clear(inverse);
            mpz_clear(result);
            return vm_raise(vm, EXC_VALUE_ERROR, "base is not invertible for the given modulus");
        }
        mpz_t positive;
        mpz_init(positive);
        mpz_neg(positive, exponent);
        mpz_powm(result, inverse, positive, divisor);
        mpz_clear(positive);
        mpz_clear(inverse);
    } else {
        mpz_powm(result, base, exponent, divisor);
    }
    if (mpz_sgn(divisor) < 0 && mpz_sgn(result) != 0) {
        mpz_add(result, result, divisor);
    }
    return from_temporary(vm, result);
}

Value number_divmod(Vm *vm, Value a, Value b) {
    Value quotient;
    Value rest;
    if (value_is_int(a) && value_is_int(b)) {
        if (int_sign(b) == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
        }
        quotient = int_binary(vm, BINARY_FLOOR_DIVIDE, a, b);
        rest = int_binary(vm, BINARY_MODULO, a, b);
    } else {
        bool known = (value_is_int(a) || value_is_float(vm, a)) &&
                     (value_is_int(b) || value_is_float(vm, b));
        if (!known) {
            return VALUE_NOT_IMPLEMENTED;
        }
        double divisor = 0;
        if (!value_to_double(vm, b, &divisor)) {
            return VALUE_NULL;
        }
        if (divisor == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
        }
        quotient = vm->type_float->binary(vm, BINARY_FLOOR_DIVIDE, a, b);
        rest =
            value_is_null(quotient) ? VALUE_NULL : vm->type_float->binary(vm, BINARY_MODULO, a, b);
    }
    Value pair = VALUE_NULL;
    if (!value_is_null(quotient) && !value_is_null(rest)) {
        pair = tuple_pack(vm, 2, quotient, rest);
    }
    value_release(vm, quotient);
    value_release(vm, rest);
    return pair;
}

/* ---- the type's slots ---- */

/* An int of a class below int: the limbs stand in the object, before its attributes. */
static Value with_type(Vm *vm, Type *type, Value plain) {
    if (type == vm->type_int || value_is_null(plain)) {
        return plain;
    }
    VIEW(view, plain);
    size_t count = mpz_size(view);
    if (count > SUBCLASS_LIMBS_MAX) {
        value_release(vm, plain);
        return vm_refuse(vm, "so large a number in a class derived from int", NULL);
    }
    BigInt *big = heap_new(vm, type, type->instance_size);
    memcpy(big->limbs, mpz_limbs_read(view), count * sizeof(mp_limb_t));
    big->size = mpz_sgn(view) < 0 ? -(int32_t)count : (int32_t)count;
    big->capacity = SUBCLASS_LIMBS_MAX;
    value_release(vm, plain);
    return value_from_obj(big);
}

/* The same int as exactly an int. */
static Value as_plain(Vm *vm, Value value) {
    if (value_is_bool(value)) {
        return value_from_small_int(value_same(value, VALUE_TRUE));
    }
    if (value_is_small_int(value) || value_obj(value)->type == vm->type_int) {
        return value_retain(value);
    }
    VIEW(view, value);
    return int_from_mpz(vm, view);
}

/* What __int__, __index__ or __trunc__ gave. */
static Value checked_int(Vm *vm, Value result, const char *method) {
    if (!value_is_null(result) && !value_is_int(result)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s returned non-int (type %s)", method,
                 value_type_name(vm, result));
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

static Value int_of(Vm *vm, Value value) {
    if (value_is_int(value)) {
        return as_plain(vm, value);
    }
    if (value_is_float(vm, value)) {
        return int_from_double(vm, float_value(value));
    }
    if (value_is_str(value) || value_is_bytes(vm, value)) {
        return int_parse(vm, value, 10);
    }
    static const char *const METHODS[] = {"__int__", "__index__", "__trunc__"};
    for (size_t i = 0; i < 3; i++) {
        if (!value_is_null(type_lookup_cstr(vm, value_type(vm, value), METHODS[i]))) {
            return checked_int(vm, vm_call_method(vm, value, METHODS[i], NULL, 0), METHODS[i]);
        }
    }
    return vm_raise(vm, EXC_TYPE_ERROR,
                    "int() argument must be a string, a bytes-like object or a real number, not "
                    "'%s'",
                    value_type_name(vm, value));
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (count == 1 && value_is_null(keywords)) {
        return with_type(vm, type, int_of(vm, arguments[0]));
    }
    Value in[2];
    if (!arguments_bind(vm, "int", "x=, /, base=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    if (value_is_null(in[1])) {
        return with_type(vm, type,
                         value_is_null(in[0]) ? value_from_small_int(0) : int_of(vm, in[0]));
    }
    if (value_is_null(in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "int() missing string argument");
    }
    int64_t base = 0;
    if (!value_index_int64(vm, in[1], true, &base)) {
        return VALUE_NULL;
    }
    if (base != 0 && (base < 2 || base > 36)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    if (!value_is_str(in[0]) && !value_is_bytes(vm, in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
    }
    return with_type(vm, type, int_parse(vm, in[0], (int)base));
}

static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    (void)vm;
    *hash = int_hash(self);
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (!value_is_int(a) || !value_is_int(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    int order = int_compare(a, b);
    switch (op) {
    case COMPARE_LESS:
        return value_from_bool(order < 0);
    case COMPARE_LESS_EQUAL:
        return value_from_bool(order <= 0);
    case COMPARE_EQUAL:
        return value_from_bool(order == 0);
    case COMPARE_NOT_EQUAL:
        return value_from_bool(order != 0);
    case COMPARE_GREATER:
        return value_from_bool(order > 0);
    case COMPARE_GREATER_EQUAL:
        return value_from_bool(order >= 0);
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (!value_is_int(a) || !value_is_int(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (value_is_bool(a) && value_is_bool(b)) {
        bool x = value_same(a, VALUE_TRUE);
        bool y = value_same(b, VALUE_TRUE);
        switch (op) {
        case BINARY_AND:
            return value_from_bool(x && y);
        case BINARY_OR:
            return value_from_bool(x || y);
        case BINARY_XOR:
            return value_from_bool(x != y);
        default:
            break;
        }
    }
    return int_binary(vm, op, a, b);
}

static Value slot_negative(Vm *vm, Value self) {
    return int_binary(vm, BINARY_SUBTRACT, value_from_small_int(0), self);
}

static Value slot_positive(Vm *vm, Value self) {
    return as_plain(vm, self);
}

static Value slot_invert(Vm *vm, Value self) {
    return int_binary(vm, BINARY_SUBTRACT, value_from_small_int(-1), self);
}

static Value slot_absolute(Vm *vm, Value self) {
    return int_sign(self) < 0 ? slot_negative(vm, self) : as_plain(vm, self);
}

static int slot_truth(Vm *vm, Value self) {
    (void)vm;
    return int_sign(self) != 0;
}

static Value slot_format(Vm *vm, Value self, Value spec) {
    return str_length(spec) == 0 ? value_str(vm, self) : format_int(vm, self, spec);
}

/* ---- methods ---- */

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED (void)count, (void)keywords

static Value method_plain(ARGUMENTS) {
    UNUSED;
    return as_plain(vm, arguments[0]);
}

static Value method_float(ARGUMENTS) {
    UNUSED;
    double number = 0;
    return int_to_double(vm, arguments[0], &number) ? float_new(vm, number) : VALUE_NULL;
}

static Value property_zero(ARGUMENTS) {
    UNUSED;
    (void)vm;
    (void)arguments;
    return value_from_small_int(0);
}

static Value property_one(ARGUMENTS) {
    UNUSED;
    (void)vm;
    (void)arguments;
    return value_from_small_int(1);
}

static Value method_as_integer_ratio(ARGUMENTS) {
    UNUSED;
    Value plain = as_plain(vm, arguments[0]);
    Value pair = tuple_pack(vm, 2, plain, value_from_small_int(1));
    value_release(vm, plain);
    return pair;
}

static Value method_bit_length(ARGUMENTS) {
    UNUSED;
    VIEW(view, arguments[0]);
    return int_from_uint64(vm, mpz_sgn(view) == 0 ? 0 : mpz_sizeinbase(view, 2));
}

static Value method_bit_count(ARGUMENTS) {
    UNUSED;
    VIEW(view, arguments[0]);
    uint64_t bits =
        mpz_sgn(view) == 0 ? 0 : mpn_popcount(mpz_limbs_read(view), (mp_size_t)mpz_size(view));
    return int_from_uint64(vm, bits);
}

/* divmod's meaning by hand: NotImplemented for what is no int, as the operators have it. */
static Value method_divmod(ARGUMENTS) {
    UNUSED;
    return value_is_int(arguments[1]) ? number_divmod(vm, arguments[0], arguments[1])
                                      : VALUE_NOT_IMPLEMENTED;
}

static Value method_rdivmod(ARGUMENTS) {
    UNUSED;
    return value_is_int(arguments[1]) ? number_divmod(vm, arguments[1], arguments[0])
                                      : VALUE_NOT_IMPLEMENTED;
}

/* round(n, -k): the nearest multiple of 10^k, ties to the even one. */
static Value method_round(ARGUMENTS) {
    (void)keywords;
    if (count < 2 || value_is_none(arguments[1])) {
        return as_plain(vm, arguments[0]);
    }
    Value digits = value_index(vm, arguments[1]);
    if (value_is_null(digits)) {
        return VALUE_NULL;
    }
    int64_t places = 0;
    bool fits = int_to_int64(digits, &places);
    int sign = int_sign(digits);
    value_release(vm, digits);
    if (sign >= 0) {
        return as_plain(vm, arguments[0]);
    }
    VIEW(view, arguments[0]);
    if (!fits || (uint64_t)-places > mpz_sizeinbase(view, 10) + 1) {
        return value_from_small_int(0);
    }
    mpz_t unit;
    mpz_t quotient;
    mpz_t rest;
    mpz_init(unit);
    mpz_init(quotient);
    mpz_init(rest);
    mpz_ui_pow_ui(unit, 10, (unsigned long)-places);
    mpz_fdiv_qr(quotient, rest, view, unit);
    mpz_mul_2exp(rest, rest, 1);
    int order = mpz_cmp(rest, unit);
    if (order > 0 || (order == 0 && mpz_odd_p(quotient))) {
        mpz_add_ui(quotient, quotient, 1);
    }
    mpz_mul(quotient, quotient, unit);
    mpz_clear(unit);
    mpz_clear(rest);
    return from_temporary(vm, quotient);
}

/* The argument `byteorder`: 1 big, 0 little, -1 raised. */
static int is_big_endian(Vm *vm, const char *method, Value order) {
    if (value_is_null(order)) {
        return 1;
    }
    if (!value_is_str(order)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s() argument 'byteorder' must be str, not %s", method,
                 argument_type_name(vm, order));
        return -1;
    }
    if (!str_equal_cstr(order, "big") && !str_equal_cstr(order, "little")) {
        vm_raise(vm, EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
        return -1;
    }
    return str_equal_cstr(order, "big");
}

static void reverse_bytes(uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        uint8_t byte = bytes[i];
        bytes[i] = bytes[count - 1 - i];
        bytes[count - 1 - i] = byte;
    }
}

static Value method_to_bytes(ARGUMENTS) {
    Value in[3];
    if (!arguments_bind(vm, "to_bytes", "length=, byteorder=, *, signed=", arguments + 1, count - 1,
                        keywords, in)) {
        return VALUE_NULL;
    }
    int64_t length = 1;
    if (!value_is_null(in[0]) && !value_index_int64(vm, in[0], false, &length)) {
        return VALUE_NULL;
    }
    int big_endian = is_big_endian(vm, "to_bytes", in[1]);
    int is_signed = value_is_null(in[2]) ? 0 : value_truth(vm, in[2]);
    if (big_endian < 0 || is_signed < 0) {
        return VALUE_NULL;
    }
    if (length < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "length argument must be non-negative");
    }
    VIEW(view, arguments[0]);
    bool negative = mpz_sgn(view) < 0;
    if (negative && !is_signed) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    if (length > INT32_MAX || !heap_can_hold(vm, (uint64_t)length * 2)) {
        return heap_over_budget(vm);
    }
    mpz_t image; /* the two's complement as a natural number */
    mpz_init(image);
    uint64_t bits = (uint64_t)length * 8;
    bool fits;
    if (negative) {
        mpz_set_ui(image, 1);
        mpz_mul_2exp(image, image, bits);
        mpz_add(image, image, view);
        fits = bits > 0 && mpz_sgn(image) > 0 && mpz_tstbit(image, bits - 1) != 0;
    } else {
        mpz_set(image, view);
        uint64_t needed = mpz_sgn(view) == 0 ? 0 : mpz_sizeinbase(view, 2) + (is_signed ? 1 : 0);
        fits = needed <= bits;
    }
    if (!fits) {
        mpz_clear(image);
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "int too big to convert");
    }
    Value result = bytes_new(vm, NULL, (uint32_t)length);
    uint8_t *data = ((Bytes *)value_obj(result))->data;
    mpz_export(data, NULL, -1, 1, 0, 0, image);
    mpz_clear(image);
    if (big_endian) {
        reverse_bytes(data, (size_t)length);
    }
    return result;
}

static Value method_from_bytes(ARGUMENTS) {
    Value in[3];
    if (!arguments_bind(vm, "from_bytes", "bytes, byteorder=, *, signed=", arguments + 1, count - 1,
                        keywords, in)) {
        return VALUE_NULL;
    }
    int big_endian = is_big_endian(vm, "from_bytes", in[1]);
    int is_signed = value_is_null(in[2]) ? 0 : value_truth(vm, in[2]);
    if (big_endian < 0 || is_signed < 0) {
        return VALUE_NULL;
    }
    if (value_is_int(in[0]) || value_is_str(in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "cannot convert '%s' object to bytes",
                        value_type_name(vm, in[0]));
    }
    Value bytes = value_is_bytes(vm, in[0]) ? value_retain(in[0])
                                            : vm_call1(vm, value_from_obj(vm->type_bytes), in[0]);
    if (value_is_null(bytes)) {
        return VALUE_NULL;
    }
    const Bytes *data = (const Bytes *)value_obj(bytes);
    mpz_t result;
    mpz_init(result);
    mpz_import(result, data->length, big_endian ? 1 : -1, 1, 0, 0, data->data);
    if (is_signed && data->length > 0 &&
        (data->data[big_endian ? 0 : data->length - 1] & 0x80) != 0) {
        mpz_t wrap;
        mpz_init_set_ui(wrap, 1);
        mpz_mul_2exp(wrap, wrap, (mp_bitcnt_t)data->length * 8);
        mpz_sub(result, result, wrap);
        mpz_clear(wrap);
    }
    value_release(vm, bytes);
    Value made = from_temporary(vm, result);
    Type *type = value_is_obj(arguments[0]) ? (Type *)value_obj(arguments[0]) : vm->type_int;
    if (type == vm->type_int) {
        return made;
    }
    Value converted = vm_call1(vm, arguments[0], made);
    value_release(vm, made);
    return converted;
}

static Value method_getnewargs(ARGUMENTS) {
    UNUSED;
    Value plain = as_plain(vm, arguments[0]);
    Value result = tuple_pack(vm, 1, plain);
    value_release(vm, plain);
    return result;
}

static const NativeMethod METHODS[] = {
    {"__ceil__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"__divmod__", method_divmod, 1, 1, false, METHOD_INSTANCE},
    {"__float__", method_float, 0, 0, false, METHOD_INSTANCE},
    {"__floor__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"__getnewargs__", method_getnewargs, 0, 0, false, METHOD_INSTANCE},
    {"__index__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"__int__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"__rdivmod__", method_rdivmod, 1, 1, false, METHOD_INSTANCE},
    {"__round__", method_round, 0, 1, false, METHOD_INSTANCE},
    {"__trunc__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"as_integer_ratio", method_as_integer_ratio, 0, 0, false, METHOD_INSTANCE},
    {"bit_count", method_bit_count, 0, 0, false, METHOD_INSTANCE},
    {"bit_length", method_bit_length, 0, 0, false, METHOD_INSTANCE},
    {"conjugate", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"denominator", property_one, 0, 0, false, METHOD_PROPERTY},
    {"from_bytes", method_from_bytes, 1, -1, true, METHOD_CLASS},
    {"imag", property_zero, 0, 0, false, METHOD_PROPERTY},
    {"numerator", method_plain, 0, 0, false, METHOD_PROPERTY},
    {"real", method_plain, 0, 0, false, METHOD_PROPERTY},
    {"to_bytes", method_to_bytes, 0, -1, true, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "int",
    .instance_size = offsetof(BigInt, limbs) + SUBCLASS_LIMBS_MAX * sizeof(mp_limb_t),
    .flags = TYPE_IS_INT,
    .methods = METHODS,
    .slots = {.construct = slot_construct,
              .repr = int_repr,
              .hash = slot_hash,
              .compare = slot_compare,
              .binary = slot_binary,
              .negative = slot_negative,
              .positive = slot_positive,
              .invert = slot_invert,
              .absolute = slot_absolute,
              .truth = slot_truth,
              .format = slot_format},
};

/* ---- bool ---- */

static Value bool_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    (void)type;
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "bool() takes no keyword arguments");
    }
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "bool expected at most 1 argument, got %u", count);
    }
    int truth = count == 0 ? 0 : value_truth(vm, arguments[0]);
    return truth < 0 ? VALUE_NULL : value_from_bool(truth);
}

static Value bool_repr(Vm *vm, Value self) {
    return str_intern_cstr(vm, value_same(self, VALUE_TRUE) ? "True" : "False");
}

static const TypeSpec BOOL_SPEC = {
    .name = "bool",
    .instance_size = sizeof(Obj),
    .flags = TYPE_IS_INT | TYPE_FINAL,
    .slots = {.construct = bool_construct, .repr = bool_repr},
};

void number_setup(Vm *vm) {
    vm->type_int = type_new_native(vm, &SPEC, NULL);
    vm->type_bool = type_new_native(vm, &BOOL_SPEC, vm->type_int);
    float_setup(vm);
}
