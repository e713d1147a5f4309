/* _random: the Mersenne Twister (Matsumoto, Nishimura 1998) as CPython seeds and reads it, and the
 * draws that simulations make often. random.py adds the rarer distributions. */
#include "vm/fork.h"
#include "vm/modules/native.h"
#include "vm/modules/sha512.h"

#include <gmp.h>
#include <math.h>
#include <string.h>

enum { WORDS = 624, MIDDLE = 397 };

typedef struct Twister {
    Obj obj;
    uint32_t words[WORDS];
    uint32_t next; /* word to be given out; WORDS: all are used */
    bool has_gauss;
    double gauss; /* the second number of the last pair that gauss() made */
} Twister;

static Twister *twister_of(Value value) {
    return (Twister *)value_obj(value);
}

static void twister_fork(Fork *fork, const Obj *from, Obj *to) {
    (void)fork;
    Obj head = *to;
    *(Twister *)to = *(const Twister *)from;
    *to = head;
}

static void seed_with_word(Twister *twister, uint32_t seed) {
    twister->words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t before = twister->words[i - 1];
        twister->words[i] = 1812433253u * (before ^ before >> 30) + i;
    }
    twister->next = WORDS;
}

static void seed_with_words(Twister *twister, const uint32_t *key, size_t length) {
    seed_with_word(twister, 19650218u);
    uint32_t *words = twister->words;
    uint32_t i = 1;
    size_t j = 0;
    for (size_t k = length > WORDS ? length : WORDS; k > 0; k--) {
        words[i] =
            (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i >= WORDS) {
            words[0] = words[WORDS - 1];
            i = 1;
        }
        j = j + 1 < length ? j + 1 : 0;
    }
    for (uint32_t k = WORDS - 1; k > 0; k--) {
        words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1566083941u) - i;
        if (++i >= WORDS) {
            words[0] = words[WORDS - 1];
            i = 1;
        }
    }
    words[0] = 0x80000000u;
}

static uint32_t next_word(Twister *twister) {
    uint32_t *words = twister->words;
    if (twister->next >= WORDS) {
        for (uint32_t i = 0; i < WORDS; i++) {
            uint32_t y = (words[i] & 0x80000000u) | (words[(i + 1) % WORDS] & 0x7fffffffu);
            words[i] = words[(i + MIDDLE) % WORDS] ^ y >> 1 ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
        }
        twister->next = 0;
    }
    uint32_t y = words[twister->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

/* In [0, 1), 53 bits. */
static double next_unit(Twister *twister) {
    uint32_t high = next_word(twister) >> 5;
    uint32_t low = next_word(twister) >> 6;
    return ((double)high * 67108864.0 + (double)low) * (1.0 / 9007199254740992.0);
}

static uint64_t next_bits(Twister *twister, int bits) {
    if (bits <= 32) {
        return next_word(twister) >> (32 - bits);
    }
    uint64_t low = next_word(twister);
    uint64_t high = next_word(twister) >> (64 - bits);
    return high << 32 | low;
}

static int bit_length(uint64_t number) {
    return number == 0 ? 0 : 64 - __builtin_clzll(number);
}

static uint64_t next_below(Twister *twister, uint64_t limit) {
    int bits = bit_length(limit);
    uint64_t drawn = next_bits(twister, bits);
    while (drawn >= limit) {
        drawn = next_bits(twister, bits);
    }
    return drawn;
}

/* ---- seeding ---- */

static void seed_with_integer(Twister *twister, const mpz_t integer) {
    size_t length = 0;
    uint32_t *key = memory_new((mpz_sizeinbase(integer, 2) / 32 + 2) * sizeof *key);
    mpz_export(key, &length, -1, sizeof *key, 0, 0, integer);
    if (length == 0) {
        key[length++] = 0;
    }
    seed_with_words(twister, key, length);
    memory_free(key);
}

/* A text or bytes and its hash behind it are one large number, most significant byte first. */
static void seed_with_bytes(Twister *twister, const uint8_t *bytes, size_t length) {
    uint8_t *all = memory_new(length + SHA512_BYTES);
    if (length > 0) {
        memcpy(all, bytes, length);
    }
    sha512(bytes, length, all + length);
    mpz_t number;
    mpz_init(number);
    mpz_import(number, length + SHA512_BYTES, 1, 1, 0, 0, all);
    seed_with_integer(twister, number);
    mpz_clear(number);
    memory_free(all);
}

FUNCTION(twister_seed) {
    Value in[2];
    if (!arguments_bind(vm, "Random.seed", "a=, version=", arguments + 1, count - 1, keywords,
                        in)) {
        return VALUE_NULL;
    }
    Twister *twister = twister_of(arguments[0]);
    Value seed = in[0];
    if (value_is_null(seed) || value_is_none(seed)) {
        uint64_t further =
            vm->hooks.seed_further != NULL ? vm->hooks.seed_further(vm->hooks.context) : 0;
        uint64_t number = vm->world.seed + further;
        uint32_t key[2] = {(uint32_t)number, (uint32_t)(number >> 32)};
        seed_with_words(twister, key, key[1] != 0 ? 2 : 1);
    } else if (value_is_int(seed)) {
        mpz_t view;
        mp_limb_t limb;
        int_view(seed, view, &limb);
        seed_with_integer(twister, view);
    } else if (value_is_float(vm, seed)) {
        uint64_t hash = (uint64_t)float_hash(vm, seed);
        uint32_t key[2] = {(uint32_t)hash, (uint32_t)(hash >> 32)};
        seed_with_words(twister, key, key[1] != 0 ? 2 : 1);
    } else if (value_is_str(seed)) {
        Text text = {0};
        str_append_utf8(seed, &text);
        seed_with_bytes(twister, (const uint8_t *)text_cstr(&text), text.length);
        text_release(&text);
    } else if (value_is_instance(vm, seed, vm->type_bytes)) {
        Bytes *bytes = (Bytes *)value_obj(seed);
        seed_with_bytes(twister, bytes->data, bytes->length);
    } else {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "The only supported seed types are: None,\nint, float, str, bytes, and "
                        "bytearray.");
    }
    twister->has_gauss = false;
    return VALUE_NONE;
}

static Value twister_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords) {
    UNUSED();
    Twister *twister = heap_new(vm, type, type->instance_size);
    seed_with_word(twister, 0);
    return value_from_obj(twister);
}

FUNCTION(twister_getstate) {
    UNUSED();
    Twister *twister = twister_of(arguments[0]);
    Value words = tuple_new(vm, WORDS + 1);
    for (uint32_t i = 0; i < WORDS; i++) {
        value_tuple(words)->items[i] = value_from_small_int(twister->words[i]);
    }
    value_tuple(words)->items[WORDS] = value_from_small_int(twister->next);
    Value gauss = twister->has_gauss ? float_new(vm, twister->gauss) : VALUE_NONE;
    Value state = tuple_pack(vm, 3, value_from_small_int(3), words, gauss);
    value_release(vm, words);
    value_release(vm, gauss);
    return state;
}

FUNCTION(twister_setstate) {
    UNUSED();
    Twister *twister = twister_of(arguments[0]);
    Value state = arguments[1];
    bool fine = value_is_tuple(state) && value_tuple(state)->count == 3 &&
                value_is_tuple(value_tuple(state)->items[1]) &&
                value_tuple(value_tuple(state)->items[1])->count == WORDS + 1;
    if (!fine) {
        return vm_raise(vm, EXC_TYPE_ERROR, "state vector must be a tuple");
    }
    const Value *words = value_tuple(value_tuple(state)->items[1])->items;
    for (uint32_t i = 0; i <= WORDS; i++) {
        if (!value_is_small_int(words[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "an integer is required");
        }
    }
    int64_t next = value_small_int(words[WORDS]);
    if (next < 0 || next > WORDS) {
        return vm_raise(vm, EXC_VALUE_ERROR, "invalid state");
    }
    for (uint32_t i = 0; i < WORDS; i++) {
        twister->words[i] = (uint32_t)value_small_int(words[i]);
    }
    twister->next = (uint32_t)next;
    Value gauss = value_tuple(state)->items[2];
    twister->has_gauss = value_is_float(vm, gauss);
    twister->gauss = twister->has_gauss ? float_value(gauss) : 0;
    return VALUE_NONE;
}

/* ---- draws ---- */

FUNCTION(twister_random) {
    UNUSED();
    return float_new(vm, next_unit(twister_of(arguments[0])));
}

/* `bits` random bits: words from the least significant up, the last one cut. */
static void draw_bits(Twister *twister, uint64_t bits, mpz_t out) {
    size_t length = (size_t)((bits + 31) / 32);
    uint32_t *words = memory_new(length * sizeof *words);
    for (size_t i = 0; i < length; i++) {
        uint32_t word = next_word(twister);
        bool is_last = i + 1 == length && bits % 32 != 0;
        words[i] = is_last ? word >> (32 - bits % 32) : word;
    }
    mpz_import(out, length, -1, sizeof *words, 0, 0, words);
    memory_free(words);
}

FUNCTION(twister_getrandbits) {
    UNUSED();
    int64_t bits;
    if (!value_index_int64(vm, arguments[1], false, &bits)) {
        return VALUE_NULL;
    }
    if (bits < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "number of bits must be non-negative");
    }
    if (bits <= 62) {
        return value_from_small_int(
            bits == 0 ? 0 : (int64_t)next_bits(twister_of(arguments[0]), (int)bits));
    }
    if (!heap_can_hold(vm, (uint64_t)bits / 8)) {
        return VALUE_NULL;
    }
    mpz_t number;
    mpz_init(number);
    draw_bits(twister_of(arguments[0]), (uint64_t)bits, number);
    Value made = int_from_mpz(vm, number);
    mpz_clear(number);
    return made;
}

FUNCTION(twister_randbytes) {
    UNUSED();
    int64_t length;
    if (!value_index_int64(vm, arguments[1], false, &length)) {
        return VALUE_NULL;
    }
    if (length < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "number of bits must be non-negative");
    }
    if (length > UINT32_MAX - 64 || !heap_can_hold(vm, (uint64_t)length)) {
        return vm_raised(vm) ? VALUE_NULL : vm_raise(vm, EXC_OVERFLOW_ERROR, "too many bytes");
    }
    Bytes *bytes = heap_new(vm, vm->type_bytes, sizeof *bytes + (size_t)length + 1);
    bytes->hash = -1;
    bytes->length = (uint32_t)length;
    for (int64_t i = 0; i < length; i += 4) {
        int64_t left = length - i < 4 ? length - i : 4;
        uint32_t word = next_word(twister_of(arguments[0]));
        word >>= left < 4 ? 32 - 8 * left : 0;
        for (int64_t k = 0; k < left; k++) {
            bytes->data[i + k] = (uint8_t)(word >> (8 * k));
        }
    }
    return value_from_obj(bytes);
}

/* Uniform below an int of any size, which must be positive. */
static Value draw_below(Vm *vm, Twister *twister, Value limit) {
    if (value_is_small_int(limit)) {
        return value_from_small_int((int64_t)next_below(twister, (uint64_t)value_small_int(limit)));
    }
    mpz_t view;
    mp_limb_t limb;
    int_view(limit, view, &limb);
    mpz_t number;
    mpz_init(number);
    do {
        draw_bits(twister, mpz_sizeinbase(view, 2), number);
    } while (mpz_cmp(number, view) >= 0);
    Value made = int_from_mpz(vm, number);
    mpz_clear(number);
    return made;
}

FUNCTION(twister_randbelow) {
    UNUSED();
    Value limit = value_index(vm, arguments[1]);
    if (value_is_null(limit)) {
        return VALUE_NULL;
    }
    Value drawn = int_sign(limit) <= 0 ? value_from_small_int(0)
                                       : draw_below(vm, twister_of(arguments[0]), limit);
    value_release(vm, limit);
    return drawn;
}

/* randrange()'s argument as an int; a float that is one still counts, with what CPython says. */
static Value range_argument(Vm *vm, Value value, const char *which) {
    if (value_is_int(value) ||
        !value_is_null(type_lookup(value_type(vm, value), vm->names.dunder_index))) {
        return value_index(vm, value);
    }
    if (value_is_float(vm, value) && float_value(value) == floor(float_value(value)) &&
        isfinite(float_value(value))) {
        return int_from_double(vm, float_value(value));
    }
    if (value_is_float(vm, value)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "non-integer %s for randrange()", which);
    }
    return value_index(vm, value);
}

/* start + step * below((stop - start) / step rounded up); all ints. */
static Value draw_range(Vm *vm, Twister *twister, Value start, Value stop, Value step) {
    if (values_are_small_ints(start, stop) && value_same(step, value_from_small_int(1))) {
        int64_t width = value_small_int(stop) - value_small_int(start);
        if (width > 0) {
            return int_from_int64(vm, value_small_int(start) +
                                          (int64_t)next_below(twister, (uint64_t)width));
        }
    }
    Value width = int_binary(vm, BINARY_SUBTRACT, stop, start);
    Value drawn = VALUE_NULL;
    if (int_sign(step) == 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "zero step for randrange()");
    } else {
        Value one = value_from_small_int(int_sign(step) > 0 ? 1 : -1);
        Value reach = int_binary(vm, BINARY_ADD, width, step);
        Value more = int_binary(vm, BINARY_SUBTRACT, reach, one);
        Value steps = int_binary(vm, BINARY_FLOOR_DIVIDE, more, step);
        if (int_sign(steps) <= 0) {
            Value tuple = tuple_pack(vm, 3, start, stop,
                                     value_same(step, value_from_small_int(1)) ? width : step);
            Value shown = value_repr(vm, tuple);
            vm_raise(vm, EXC_VALUE_ERROR, "empty range for randrange() %s", str_utf8(vm, shown));
            value_release(vm, shown);
            value_release(vm, tuple);
        } else {
            Value below = draw_below(vm, twister, steps);
            Value offset = int_binary(vm, BINARY_MULTIPLY, below, step);
            drawn = int_binary(vm, BINARY_ADD, start, offset);
            value_release(vm, offset);
            value_release(vm, below);
        }
        value_release(vm, steps);
        value_release(vm, more);
        value_release(vm, reach);
    }
    value_release(vm, width);
    return drawn;
}

FUNCTION(twister_randrange) {
    Value in[3];
    if (!arguments_bind(vm, "Random.randrange", "start, stop=, step=", arguments + 1, count - 1,
                        keywords, in)) {
        return VALUE_NULL;
    }
    Twister *twister = twister_of(arguments[0]);
    Value start = range_argument(vm, in[0], "arg 1");
    Value result = VALUE_NULL;
    if (!value_is_null(start) && (value_is_null(in[1]) || value_is_none(in[1]))) {
        if (!value_is_null(in[2])) {
            vm_raise(vm, EXC_TYPE_ERROR, "Missing a non-None stop argument");
        } else if (int_sign(start) <= 0) {
            vm_raise(vm, EXC_VALUE_ERROR, "empty range for randrange()");
        } else {
            result = draw_below(vm, twister, start);
        }
    } else if (!value_is_null(start)) {
        Value stop = range_argument(vm, in[1], "stop");
        Value step = value_is_null(stop)    ? VALUE_NULL
                     : value_is_null(in[2]) ? value_from_small_int(1)
                                            : range_argument(vm, in[2], "step");
        if (!value_is_null(step)) {
            result = draw_range(vm, twister, start, stop, step);
        }
        value_release(vm, step);
        value_release(vm, stop);
    }
    value_release(vm, start);
    return result;
}

FUNCTION(twister_randint) {
    Value in[2];
    if (!arguments_bind(vm, "Random.randint", "a, b", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    Value a = range_argument(vm, in[0], "arg 1");
    Value last = value_is_null(a) ? VALUE_NULL
                                  : value_binary(vm, BINARY_ADD, in[1], value_from_small_int(1));
    Value b = value_is_null(last) ? VALUE_NULL : range_argument(vm, last, "stop");
    Value result = value_is_null(b)
                       ? VALUE_NULL
                       : draw_range(vm, twister_of(arguments[0]), a, b, value_from_small_int(1));
    value_release(vm, b);
    value_release(vm, last);
    value_release(vm, a);
    return result;
}

FUNCTION(twister_uniform) {
    Value in[2];
    double a;
    double b;
    if (!arguments_bind(vm, "Random.uniform", "a, b", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    Value width = value_binary(vm, BINARY_SUBTRACT, in[1], in[0]);
    bool fine =
        !value_is_null(width) && value_to_double(vm, in[0], &a) && value_to_double(vm, width, &b);
    value_release(vm, width);
    return fine ? float_new(vm, a + b * next_unit(twister_of(arguments[0]))) : VALUE_NULL;
}

FUNCTION(twister_choice) {
    Value in[1];
    if (!arguments_bind(vm, "Random.choice", "seq", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    int64_t length = value_length(vm, in[0]);
    if (length < 0) {
        return VALUE_NULL;
    }
    if (length == 0) {
        return vm_raise(vm, EXC_INDEX_ERROR, "Cannot choose from an empty sequence");
    }
    uint64_t index = next_below(twister_of(arguments[0]), (uint64_t)length);
    return value_get_item(vm, in[0], value_from_small_int((int64_t)index));
}

FUNCTION(twister_shuffle) {
    Value in[1];
    if (!arguments_bind(vm, "Random.shuffle", "x", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    Twister *twister = twister_of(arguments[0]);
    Value x = in[0];
    int64_t length = value_length(vm, x);
    for (int64_t i = length - 1; i >= 1; i--) {
        Value j = value_from_small_int((int64_t)next_below(twister, (uint64_t)i + 1));
        Value a = value_get_item(vm, x, value_from_small_int(i));
        Value b = value_is_null(a) ? VALUE_NULL : value_get_item(vm, x, j);
        bool fine = !value_is_null(b) && value_set_item(vm, x, value_from_small_int(i), b) &&
                    value_set_item(vm, x, j, a);
        value_release(vm, a);
        value_release(vm, b);
        if (!fine) {
            return VALUE_NULL;
        }
    }
    return length < 0 ? VALUE_NULL : VALUE_NONE;
}

/* mu and sigma, 0.0 and 1.0 unless given. */
static bool normal_arguments(Vm *vm, const char *name, const Value *arguments, uint32_t count,
                             Value keywords, double *mu, double *sigma) {
    Value in[2];
    *mu = 0;
    *sigma = 1;
    return arguments_bind(vm, name, "mu=, sigma=", arguments + 1, count - 1, keywords, in) &&
           (value_is_null(in[0]) || value_to_double(vm, in[0], mu)) &&
           (value_is_null(in[1]) || value_to_double(vm, in[1], sigma));
}

FUNCTION(twister_gauss) {
    double mu;
    double sigma;
    if (!normal_arguments(vm, "Random.gauss", arguments, count, keywords, &mu, &sigma)) {
        return VALUE_NULL;
    }
    Twister *twister = twister_of(arguments[0]);
    double z = twister->gauss;
    if (!twister->has_gauss) {
        double angle = next_unit(twister) * (2 * M_PI);
        double radius = sqrt(-2.0 * log(1.0 - next_unit(twister)));
        z = cos(angle) * radius;
        twister->gauss = sin(angle) * radius;
    }
    twister->has_gauss = !twister->has_gauss;
    return float_new(vm, mu + z * sigma);
}

/* Kinderman and Monahan's ratio of uniform numbers (1977). */
FUNCTION(twister_normalvariate) {
    double mu;
    double sigma;
    if (!normal_arguments(vm, "Random.normalvariate", arguments, count, keywords, &mu, &sigma)) {
        return VALUE_NULL;
    }
    const double constant = 4 * exp(-0.5) / sqrt(2.0);
    for (;;) {
        double first = next_unit(twister_of(arguments[0]));
        double second = 1.0 - next_unit(twister_of(arguments[0]));
        double z = constant * (first - 0.5) / second;
        if (z * z / 4.0 <= -log(second)) {
            return float_new(vm, mu + z * sigma);
        }
    }
}

FUNCTION(twister_expovariate) {
    Value in[1];
    double rate;
    if (!arguments_bind(vm, "Random.expovariate", "lambd", arguments + 1, count - 1, keywords,
                        in) ||
        !value_to_double(vm, in[0], &rate)) {
        return VALUE_NULL;
    }
    double drawn = -log(1.0 - next_unit(twister_of(arguments[0])));
    if (rate == 0) {
        return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
    }
    return float_new(vm, drawn / rate);
}

static const NativeMethod METHODS[] = {
    {"seed", twister_seed, 0, -1, true, METHOD_INSTANCE},
    {"getstate", twister_getstate, 0, 0, false, METHOD_INSTANCE},
    {"setstate", twister_setstate, 1, 1, false, METHOD_INSTANCE},
    {"random", twister_random, 0, 0, false, METHOD_INSTANCE},
    {"getrandbits", twister_getrandbits, 1, 1, false, METHOD_INSTANCE},
    {"randbytes", twister_randbytes, 1, 1, false, METHOD_INSTANCE},
    {"_randbelow", twister_randbelow, 1, 1, false, METHOD_INSTANCE},
    {"randrange", twister_randrange, 0, -1, true, METHOD_INSTANCE},
    {"randint", twister_randint, 0, -1, true, METHOD_INSTANCE},
    {"uniform", twister_uniform, 0, -1, true, METHOD_INSTANCE},
    {"choice", twister_choice, 0, -1, true, METHOD_INSTANCE},
    {"shuffle", twister_shuffle, 0, -1, true, METHOD_INSTANCE},
    {"gauss", twister_gauss, 0, -1, true, METHOD_INSTANCE},
    {"normalvariate", twister_normalvariate, 0, -1, true, METHOD_INSTANCE},
    {"expovariate", twister_expovariate, 0, -1, true, METHOD_INSTANCE},
    {0},
};

Value random_core_import(Vm *vm);
Value random_core_import(Vm *vm) {
    static const TypeSpec spec = {.name = "_random.Random",
                                  .instance_size = sizeof(Twister),
                                  .methods = METHODS,
                                  .slots = {.construct = twister_construct, .fork = twister_fork}};
    Value module = module_new(vm, "_random");
    module_set(vm, module, "Random", value_from_obj(type_new_native(vm, &spec, NULL)));
    return module;
}
