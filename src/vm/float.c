#include "vm/number.h"

#include "base/check.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HASH_MODULUS ((UINT64_C(1) << 61) - 1)

bool value_is_float(Vm *vm, Value value) {
    return value_is_obj(value) && (value_obj(value)->type == vm->type_float ||
                                   type_is_subtype(value_obj(value)->type, vm->type_float));
}

Value float_new(Vm *vm, double number) {
    Float *result = heap_new_raw(vm, vm->type_float, sizeof *result);
    result->number = number;
    return value_from_obj(result);
}

double float_value(Value value) {
    return ((const Float *)value_obj(value))->number;
}

bool value_to_double(Vm *vm, Value value, double *out) {
    if (value_is_float(vm, value)) {
        *out = float_value(value);
        return true;
    }
    if (value_is_int(value)) {
        return int_to_double(vm, value, out);
    }
    Type *type = value_type(vm, value);
    if (!value_is_null(type_lookup(type, vm->names.dunder_float))) {
        Value made = vm_call_method(vm, value, "__float__", NULL, 0);
        if (value_is_null(made)) {
            return false;
        }
        bool is_float = value_is_float(vm, made);
        if (is_float) {
            *out = float_value(made);
        } else {
            vm_raise(vm, EXC_TYPE_ERROR, "%s.__float__ returned non-float (type %s)",
                     value_type_name(vm, value), value_type_name(vm, made));
        }
        value_release(vm, made);
        return is_float;
    }
    if (!value_is_null(type_lookup(type, vm->names.dunder_index))) {
        Value index = value_index(vm, value);
        bool done = !value_is_null(index) && int_to_double(vm, index, out);
        value_release(vm, index);
        return done;
    }
    vm_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, value));
    return false;
}

/* ---- text ---- */

/* The shortest digits that read back as `number` (positive, finite), with the decimal point after
 * the first: d.ddd…e±x. glibc's printf and strtod round exactly. 15 digits always survive the way
 * there and back, 17 always suffice. */
static void shortest(double number, char out[40]) {
    int first = number < DBL_MIN ? 1 : DBL_DIG; /* subnormals have fewer digits */
    for (int digits = first; digits <= 17; digits++) {
        snprintf(out, 40, "%.*e", digits - 1, number);
        if (strtod(out, NULL) == number) {
            return;
        }
        /* Above a power of two floats lie further apart than below it, so that the next longer text
         * of as many digits can do, too. */
        int exponent = 0;
        if (digits == 16 && frexp(number, &exponent) == 0.5) {
            char *p = out + digits; /* the last digit */
            while (p > out && (*p == '9' || *p == '.')) {
                if (*p == '9') {
                    *p = '0';
                }
                p--;
            }
            if (*p != '9') {
                ++*p;
                if (strtod(out, NULL) == number) {
                    return;
                }
            }
        }
    }
}

void float_repr_append(double number, Text *out) {
    if (isnan(number)) {
        text_append_cstr(out, "nan");
        return;
    }
    if (signbit(number)) {
        text_append_char(out, '-');
        number = -number;
    }
    if (isinf(number)) {
        text_append_cstr(out, "inf");
        return;
    }
    if (number < 1e15 && number == (double)(int64_t)number) {
        text_printf(out, "%lld.0", (long long)number);
        return;
    }
    char text[40];
    shortest(number, text);
    char digits[20];
    int count = 0;
    char *p = text;
    for (; *p != 'e'; p++) {
        if (*p != '.') {
            digits[count++] = *p;
        }
    }
    int exponent = atoi(p + 1);
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    if (exponent < -4 || exponent >= 16) {
        text_append_char(out, digits[0]);
        if (count > 1) {
            text_append_char(out, '.');
            text_append(out, digits + 1, (size_t)count - 1);
        }
        text_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    } else if (exponent < 0) {
        text_append_cstr(out, "0.");
        text_append_repeated(out, '0', (size_t)(-exponent - 1));
        text_append(out, digits, (size_t)count);
    } else {
        for (int i = 0; i < count || i <= exponent; i++) {
            if (i == exponent + 1) {
                text_append_char(out, '.');
            }
            text_append_char(out, i < count ? digits[i] : '0');
        }
        if (count <= exponent + 1) {
            text_append_cstr(out, ".0");
        }
    }
}

static Value slot_repr(Vm *vm, Value self) {
    Text text = {0};
    float_repr_append(float_value(self), &text);
    return str_from_text(vm, &text);
}

/*  number: [sign] (digits ["." [digits]] | "." digits) [("e" | "E") [sign] digits]
 *  digits: digit (["_"] digit)*
 * Copies it without underscores; false when the text is not of that form. */
static bool scan_digits(const char **p, Text *out) {
    bool after_digit = false;
    bool any = false;
    for (; isdigit((unsigned char)**p) || **p == '_'; ++*p) {
        if (**p == '_') {
            if (!after_digit || !isdigit((unsigned char)(*p)[1])) {
                return false;
            }
            continue;
        }
        text_append_char(out, **p);
        any = after_digit = true;
    }
    return any;
}

static bool scan_number(const char *p, Text *out) {
    if (*p == '+' || *p == '-') {
        text_append_char(out, *p++);
    }
    if (strcasecmp(p, "inf") == 0 || strcasecmp(p, "infinity") == 0 || strcasecmp(p, "nan") == 0) {
        text_append_cstr(out, p);
        return true;
    }
    bool any = isdigit((unsigned char)*p) && scan_digits(&p, out);
    if (!any && *p != '.') {
        return false;
    }
    if (*p == '.') {
        text_append_char(out, *p++);
        if (isdigit((unsigned char)*p)) {
            any = scan_digits(&p, out);
        }
    }
    if (!any) {
        return false;
    }
    if (*p == 'e' || *p == 'E') {
        text_append_char(out, *p++);
        if (*p == '+' || *p == '-') {
            text_append_char(out, *p++);
        }
        if (!isdigit((unsigned char)*p) || !scan_digits(&p, out)) {
            return false;
        }
    }
    return *p == '\0';
}

bool float_parse(Vm *vm, Value text, double *out) {
    Text plain = {0};
    Text number = {0};
    number_text(vm, text, &plain);
    bool valid =
        strlen(text_cstr(&plain)) == plain.length && scan_number(text_cstr(&plain), &number);
    if (valid) {
        *out = strtod(text_cstr(&number), NULL);
    } else {
        Value repr = value_repr(vm, text);
        if (!value_is_null(repr)) {
            vm_raise(vm, EXC_VALUE_ERROR, "could not convert string to float: %s",
                     str_utf8(vm, repr));
            value_release(vm, repr);
        }
    }
    text_release(&plain);
    text_release(&number);
    return valid;
}

/* ---- rounding ---- */

static double round_to_unit(double number, int64_t places) {
    /* `places` digits before the point go: decides by the exact decimal digits and what follows
     * them. */
    char text[400];
    double whole = 0;
    bool sticky = modf(fabs(number), &whole) != 0;
    snprintf(text, sizeof text, "%.0f", whole);
    size_t length = strlen(text);
    if (places > (int64_t)length) {
        return 0;
    }
    size_t keep = length - (size_t)places;
    char first = text[keep];
    for (size_t i = keep + 1; i < length; i++) {
        sticky = sticky || text[i] != '0';
    }
    bool odd = keep > 0 && ((text[keep - 1] - '0') & 1) != 0;
    bool up = first > '5' || (first == '5' && (sticky || odd));
    char rounded[420];
    snprintf(rounded, sizeof rounded, "0%.*s", (int)keep, text);
    if (up) {
        char *p = rounded + keep;
        while (*p == '9') {
            *p-- = '0';
        }
        ++*p;
    }
    size_t end = strlen(rounded);
    snprintf(rounded + end, sizeof rounded - end, "e%lld", (long long)places);
    return strtod(rounded, NULL);
}

bool float_round(Vm *vm, double number, int64_t ndigits, double *out) {
    *out = number;
    if (!isfinite(number) || number == 0 || ndigits > 323) {
        return true;
    }
    if (ndigits < -308) {
        *out = copysign(0.0, number);
        return true;
    }
    double rounded;
    if (ndigits >= 0) {
        char text[700];
        snprintf(text, sizeof text, "%.*f", (int)ndigits, fabs(number));
        rounded = strtod(text, NULL);
    } else {
        rounded = round_to_unit(number, -ndigits);
    }
    if (isinf(rounded)) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "rounded value too large to represent");
        return false;
    }
    *out = copysign(rounded, number);
    return true;
}

/* ---- hash and comparison ---- */

/* The number modulo 2^61 - 1, so that equal ints and floats have equal hashes. */
int64_t float_hash(Vm *vm, Value value) {
    double number = float_value(value);
    if (isnan(number)) {
        return obj_serial(vm, value_obj(value));
    }
    if (isinf(number)) {
        return number > 0 ? 314159 : -314159;
    }
    int exponent = 0;
    double fraction = frexp(fabs(number), &exponent);
    uint64_t mantissa = (uint64_t)ldexp(fraction, 53);
    int turn = (exponent - 53) % 61;
    if (turn < 0) {
        turn += 61;
    }
    uint64_t rest = ((mantissa << turn) & HASH_MODULUS) | (mantissa >> (61 - turn));
    int64_t hash = number < 0 ? -(int64_t)(rest % HASH_MODULUS) : (int64_t)(rest % HASH_MODULUS);
    return hash == -1 ? -2 : hash;
}

static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    *hash = float_hash(vm, self);
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    double x = float_value(a);
    double y = 0;
    if (value_is_float(vm, b)) {
        y = float_value(b);
    } else if (value_is_int(b)) {
        if (!isnan(x)) {
            /* Exact, however large the int is. */
            mpz_t view;
            mp_limb_t limb;
            int_view(b, view, &limb);
            x = -(double)mpz_cmp_d(view, x);
        }
    } else {
        return VALUE_NOT_IMPLEMENTED;
    }
    switch (op) {
    case COMPARE_LESS:
        return value_from_bool(x < y);
    case COMPARE_LESS_EQUAL:
        return value_from_bool(x <= y);
    case COMPARE_EQUAL:
        return value_from_bool(x == y);
    case COMPARE_NOT_EQUAL:
        return value_from_bool(x != y);
    case COMPARE_GREATER:
        return value_from_bool(x > y);
    case COMPARE_GREATER_EQUAL:
        return value_from_bool(x >= y);
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
}

/* ---- arithmetic ---- */

/* The remainder has the divisor's sign, zeros included. */
static double modulo(double x, double y) {
    double rest = fmod(x, y);
    if (rest == 0) {
        return copysign(0.0, y);
    }
    return (y < 0) != (rest < 0) ? rest + y : rest;
}

static double floor_divide(double x, double y) {
    double rest = fmod(x, y);
    double quotient = (x - rest) / y;
    if (rest != 0 && (y < 0) != (rest < 0)) {
        quotient -= 1.0;
    }
    if (quotient == 0) {
        return copysign(0.0, x / y);
    }
    double below = floor(quotient);
    return quotient - below > 0.5 ? below + 1.0 : below;
}

static Value power(Vm *vm, double x, double y) {
    if (x == 0 && y < 0 && !isinf(y)) {
        return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    }
    if (isfinite(x) && isfinite(y) && x < 0 && y != floor(y)) {
        return vm_refuse(vm, "a complex number (the power of a negative number)",
                         "complex numbers are not in the subset");
    }
    double result = pow(x, y);
    if (isinf(result) && isfinite(x) && isfinite(y)) {
        Value arguments[2] = {value_from_small_int(ERANGE),
                              str_from_cstr(vm, "Numerical result out of range")};
        vm_raise_arguments(vm, vm_exception(vm, EXC_OVERFLOW_ERROR), arguments, 2);
        value_release(vm, arguments[1]);
        return VALUE_NULL;
    }
    return float_new(vm, result);
}

/* 1: *out is set, 0: neither int nor float, -1: raised. */
static int operand(Vm *vm, Value value, double *out) {
    if (value_is_float(vm, value)) {
        *out = float_value(value);
        return 1;
    }
    if (value_is_int(value)) {
        return int_to_double(vm, value, out) ? 1 : -1;
    }
    return 0;
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    double x = 0;
    double y = 0;
    if (op > BINARY_POWER) {
        return VALUE_NOT_IMPLEMENTED;
    }
    int left = operand(vm, a, &x);
    int right = left == 1 ? operand(vm, b, &y) : 0;
    if (left < 0 || right < 0) {
        return VALUE_NULL;
    }
    if (left == 0 || right == 0) {
        return VALUE_NOT_IMPLEMENTED;
    }
    switch (op) {
    case BINARY_ADD:
        return float_new(vm, x + y);
    case BINARY_SUBTRACT:
        return float_new(vm, x - y);
    case BINARY_MULTIPLY:
        return float_new(vm, x * y);
    case BINARY_TRUE_DIVIDE:
        if (y == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
        }
        return float_new(vm, x / y);
    case BINARY_FLOOR_DIVIDE:
        if (y == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float floor division by zero");
        }
        return float_new(vm, floor_divide(x, y));
    case BINARY_MODULO:
        if (y == 0) {
            return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float modulo");
        }
        return float_new(vm, modulo(x, y));
    case BINARY_POWER:
        return power(vm, x, y);
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
}

static Value slot_negative(Vm *vm, Value self) {
    return float_new(vm, -float_value(self));
}

static Value slot_positive(Vm *vm, Value self) {
    return float_new(vm, float_value(self));
}

static Value slot_absolute(Vm *vm, Value self) {
    return float_new(vm, fabs(float_value(self)));
}

static int slot_truth(Vm *vm, Value self) {
    (void)vm;
    return float_value(self) != 0;
}

static Value slot_format(Vm *vm, Value self, Value spec) {
    return str_length(spec) == 0 ? value_str(vm, self) : format_float(vm, float_value(self), spec);
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "float() takes no keyword arguments");
    }
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "float expected at most 1 argument, got %u", count);
    }
    double number = 0;
    if (count == 1) {
        Value from = arguments[0];
        if (type == vm->type_float && value_is_obj(from) && value_obj(from)->type == type) {
            return value_retain(from);
        }
        if (value_is_str(from) || value_is_bytes(vm, from)) {
            if (!float_parse(vm, from, &number)) {
                return VALUE_NULL;
            }
        } else if (!value_to_double(vm, from, &number)) {
            if (vm_raised_is(vm, EXC_TYPE_ERROR) &&
                value_is_null(type_lookup(value_type(vm, from), vm->names.dunder_float))) {
                vm_clear_raised(vm);
                vm_raise(vm, EXC_TYPE_ERROR,
                         "float() argument must be a string or a real number, not '%s'",
                         value_type_name(vm, from));
            }
            return VALUE_NULL;
        }
    }
    Float *result = heap_new(vm, type, type->instance_size);
    result->number = number;
    return value_from_obj(result);
}

/* ---- methods ---- */

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED (void)count, (void)keywords

static Value method_plain(ARGUMENTS) {
    UNUSED;
    return value_obj(arguments[0])->type == vm->type_float
               ? value_retain(arguments[0])
               : float_new(vm, float_value(arguments[0]));
}

static Value property_zero(ARGUMENTS) {
    UNUSED;
    (void)arguments;
    return float_new(vm, 0.0);
}

static Value method_trunc(ARGUMENTS) {
    UNUSED;
    return int_from_double(vm, float_value(arguments[0]));
}

static Value method_floor(ARGUMENTS) {
    UNUSED;
    return int_from_double(vm, floor(float_value(arguments[0])));
}

static Value method_ceil(ARGUMENTS) {
    UNUSED;
    return int_from_double(vm, ceil(float_value(arguments[0])));
}

static Value method_round(ARGUMENTS) {
    (void)keywords;
    double number = float_value(arguments[0]);
    if (count < 2 || value_is_none(arguments[1])) {
        double rounded = round(number);
        if (fabs(number - rounded) == 0.5) {
            rounded = 2.0 * round(number / 2.0);
        }
        return int_from_double(vm, rounded);
    }
    int64_t places = 0;
    if (!value_index_int64(vm, arguments[1], true, &places)) {
        return VALUE_NULL;
    }
    return float_round(vm, number, places, &number) ? float_new(vm, number) : VALUE_NULL;
}

static Value method_is_integer(ARGUMENTS) {
    UNUSED;
    (void)vm;
    double number = float_value(arguments[0]);
    return value_from_bool(isfinite(number) && floor(number) == number);
}

static Value method_as_integer_ratio(ARGUMENTS) {
    UNUSED;
    double number = float_value(arguments[0]);
    if (isnan(number)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    }
    if (isinf(number)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    }
    int exponent = 0;
    double fraction = frexp(number, &exponent);
    for (int i = 0; i < 53 && fraction != floor(fraction); i++) {
        fraction *= 2;
        exponent--;
    }
    mpz_t numerator;
    mpz_t denominator;
    mpz_init_set_d(numerator, fraction);
    mpz_init_set_ui(denominator, 1);
    if (exponent > 0) {
        mpz_mul_2exp(numerator, numerator, (mp_bitcnt_t)exponent);
    } else {
        mpz_mul_2exp(denominator, denominator, (mp_bitcnt_t)-exponent);
    }
    Value left = int_from_mpz(vm, numerator);
    Value right = int_from_mpz(vm, denominator);
    mpz_clear(numerator);
    mpz_clear(denominator);
    Value pair = tuple_pack(vm, 2, left, right);
    value_release(vm, left);
    value_release(vm, right);
    return pair;
}

static Value method_divmod(ARGUMENTS) {
    UNUSED;
    return number_divmod(vm, arguments[0], arguments[1]);
}

static Value method_rdivmod(ARGUMENTS) {
    UNUSED;
    return number_divmod(vm, arguments[1], arguments[0]);
}

static Value method_hex(ARGUMENTS) {
    UNUSED;
    double number = float_value(arguments[0]);
    if (!isfinite(number)) {
        return slot_repr(vm, arguments[0]);
    }
    const char *sign = signbit(number) ? "-" : "";
    number = fabs(number);
    if (number == 0) {
        return str_printf(vm, "%s0x0.0p+0", sign);
    }
    int exponent = 0;
    double fraction = frexp(number, &exponent);
    int shift = exponent < DBL_MIN_EXP ? DBL_MIN_EXP - exponent : 0;
    fraction = ldexp(fraction, 1 - shift);
    exponent += shift - 1;
    int lead = (int)fraction;
    uint64_t rest = (uint64_t)ldexp(fraction - lead, 52);
    return str_printf(vm, "%s0x%d.%013llxp%c%d", sign, lead, (unsigned long long)rest,
                      exponent < 0 ? '-' : '+', abs(exponent));
}

/*  [sign] ["0x"] hex ["." [hex]] ["p" [sign] digits]   which is what strtod reads behind "0x" */
static Value method_fromhex(ARGUMENTS) {
    UNUSED;
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "bad argument type for built-in operation");
    }
    Text plain = {0};
    number_text(vm, arguments[1], &plain);
    const char *p = text_cstr(&plain);
    Text number = {0};
    if (*p == '+' || *p == '-') {
        text_append_char(&number, *p++);
    }
    bool is_word =
        strcasecmp(p, "inf") == 0 || strcasecmp(p, "infinity") == 0 || strcasecmp(p, "nan") == 0;
    if (!is_word) {
        if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
            p += 2;
        }
        text_append_cstr(&number, "0x");
    }
    text_append_cstr(&number, p);
    bool first_is_digit =
        isxdigit((unsigned char)p[0]) || (p[0] == '.' && isxdigit((unsigned char)p[1]));
    char *end = NULL;
    errno = 0;
    double result = strtod(text_cstr(&number), &end);
    bool valid =
        (is_word || first_is_digit) && *end == '\0' && strlen(text_cstr(&plain)) == plain.length;
    text_release(&plain);
    text_release(&number);
    if (!valid) {
        return vm_raise(vm, EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
    }
    if (!is_word && isinf(result)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR,
                        "hexadecimal value too large to represent as a float");
    }
    Value made = float_new(vm, result);
    if (value_obj(arguments[0]) == &vm->type_float->obj) {
        return made;
    }
    Value converted = vm_call1(vm, arguments[0], made);
    value_release(vm, made);
    return converted;
}

static Value method_getnewargs(ARGUMENTS) {
    UNUSED;
    Value plain = float_new(vm, float_value(arguments[0]));
    Value result = tuple_pack(vm, 1, plain);
    value_release(vm, plain);
    return result;
}

static const NativeMethod METHODS[] = {
    {"__ceil__", method_ceil, 0, 0, false, METHOD_INSTANCE},
    {"__divmod__", method_divmod, 1, 1, false, METHOD_INSTANCE},
    {"__float__", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"__floor__", method_floor, 0, 0, false, METHOD_INSTANCE},
    {"__getnewargs__", method_getnewargs, 0, 0, false, METHOD_INSTANCE},
    {"__int__", method_trunc, 0, 0, false, METHOD_INSTANCE},
    {"__rdivmod__", method_rdivmod, 1, 1, false, METHOD_INSTANCE},
    {"__round__", method_round, 0, 1, false, METHOD_INSTANCE},
    {"__trunc__", method_trunc, 0, 0, false, METHOD_INSTANCE},
    {"as_integer_ratio", method_as_integer_ratio, 0, 0, false, METHOD_INSTANCE},
    {"conjugate", method_plain, 0, 0, false, METHOD_INSTANCE},
    {"fromhex", method_fromhex, 1, 1, false, METHOD_CLASS},
    {"hex", method_hex, 0, 0, false, METHOD_INSTANCE},
    {"imag", property_zero, 0, 0, false, METHOD_PROPERTY},
    {"is_integer", method_is_integer, 0, 0, false, METHOD_INSTANCE},
    {"real", method_plain, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "float",
    .instance_size = sizeof(Float),
    .methods = METHODS,
    .slots = {.construct = slot_construct,
              .repr = slot_repr,
              .hash = slot_hash,
              .compare = slot_compare,
              .binary = slot_binary,
              .negative = slot_negative,
              .positive = slot_positive,
              .absolute = slot_absolute,
              .truth = slot_truth,
              .format = slot_format},
};

void float_setup(Vm *vm) {
    vm->type_float = type_new_native(vm, &SPEC, NULL);
}
