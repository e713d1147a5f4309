#include "unit/vm/vm_fixture.h"

static Value number(Vm *vm, const char *digits) {
    return int_from_decimal(vm, digits);
}

/* left op right, both as decimal digits. */
static void assert_result(Vm *vm, const char *left, BinaryOperator op, const char *right,
                          const char *expected) {
    Value a = number(vm, left);
    Value b = number(vm, right);
    assert_repr(vm, value_binary(vm, op, a, b), expected);
    value_release(vm, a);
    value_release(vm, b);
}

static void int_leaves_63_bits_and_comes_back(void **state) {
    Vm *vm = *state;
    Value big = int_from_int64(vm, SMALL_INT_MAX + 1);
    assert_true(value_is_obj(big));
    Value back = int_binary(vm, BINARY_SUBTRACT, big, value_from_small_int(1));
    assert_true(value_is_small_int(back));
    assert_int_equal(value_small_int(back), SMALL_INT_MAX);
    value_release(vm, big);
    assert_repr(vm, int_from_int64(vm, INT64_MIN), "-9223372036854775808");
    assert_repr(vm, int_from_uint64(vm, UINT64_MAX), "18446744073709551615");
    assert_true(value_is_small_int(int_from_int64(vm, SMALL_INT_MIN)));
}

static void int_division_rounds_to_the_floor(void **state) {
    Vm *vm = *state;
    assert_result(vm, "7", BINARY_FLOOR_DIVIDE, "-2", "-4");
    assert_result(vm, "7", BINARY_MODULO, "-2", "-1");
    assert_result(vm, "-7", BINARY_FLOOR_DIVIDE, "2", "-4");
    assert_result(vm, "-7", BINARY_MODULO, "2", "1");
    assert_result(vm, "-100000000000000000000000000007", BINARY_MODULO, "10", "3");
    assert_result(vm, "100000000000000000000000000007", BINARY_FLOOR_DIVIDE, "-10",
                  "-10000000000000000000000000001");
    assert_result(vm, "-4611686018427387904", BINARY_FLOOR_DIVIDE, "-1", "4611686018427387904");
}

static void int_true_division_rounds_once(void **state) {
    Vm *vm = *state;
    assert_result(vm, "1", BINARY_TRUE_DIVIDE, "3", "0.3333333333333333");
    assert_result(vm, "9007199254740993", BINARY_TRUE_DIVIDE, "1", "9007199254740992.0");
    assert_result(vm, "9007199254740995", BINARY_TRUE_DIVIDE, "1", "9007199254740996.0");
    assert_result(vm, "10000000000000000000000001", BINARY_TRUE_DIVIDE,
                  "10000000000000000000000000", "1.0");
    Value huge = int_binary(vm, BINARY_POWER, value_from_small_int(10), value_from_small_int(400));
    assert_true(value_is_null(value_binary(vm, BINARY_TRUE_DIVIDE, huge, value_from_small_int(3))));
    assert_raised(vm, EXC_OVERFLOW_ERROR, "integer division result too large for a float");
    value_release(vm, huge);
}

static void int_shifts_and_bits_are_of_two_s_complement(void **state) {
    Vm *vm = *state;
    assert_result(vm, "1", BINARY_LEFT_SHIFT, "100", "1267650600228229401496703205376");
    assert_result(vm, "-1267650600228229401496703205377", BINARY_RIGHT_SHIFT, "100", "-2");
    assert_result(vm, "-18446744073709551616", BINARY_OR, "5", "-18446744073709551611");
    assert_result(vm, "18446744073709551615", BINARY_AND, "-2", "18446744073709551614");
    assert_true(value_is_null(
        value_binary(vm, BINARY_LEFT_SHIFT, value_from_small_int(1), value_from_small_int(-1))));
    assert_raised(vm, EXC_VALUE_ERROR, "negative shift count");
}

static void int_add_in_place_equals_plain_addition(void **state) {
    Vm *vm = *state;
    static const int64_t steps[] = {1,
                                    -1,
                                    SMALL_INT_MAX,
                                    SMALL_INT_MIN,
                                    0,
                                    12345,
                                    SMALL_INT_MAX,
                                    SMALL_INT_MAX,
                                    SMALL_INT_MIN,
                                    SMALL_INT_MIN};
    Value grown = number(vm, "18446744073709551615");
    Value plain = number(vm, "18446744073709551615");
    for (int round = 0; round < 100; round++) {
        Value step = value_from_small_int(steps[round % 10]);
        grown = int_add_inplace(vm, grown, step);
        Value next = int_binary(vm, BINARY_ADD, plain, step);
        value_release(vm, plain);
        plain = next;
        assert_int_equal(int_compare(grown, plain), 0);
        assert_int_equal(int_hash(grown) == int_hash(plain), 1);
    }
    value_release(vm, grown);
    value_release(vm, plain);
}

static void int_text_has_cpython_s_limit(void **state) {
    Vm *vm = *state;
    Value huge = int_binary(vm, BINARY_POWER, value_from_small_int(10), value_from_small_int(4299));
    Value text = value_repr(vm, huge);
    assert_int_equal(str_length(text), 4300);
    Value back = int_parse(vm, text, 10);
    assert_int_equal(int_compare(back, huge), 0);
    Value more = int_binary(vm, BINARY_MULTIPLY, huge, value_from_small_int(10));
    assert_true(value_is_null(value_repr(vm, more)));
    assert_raised(vm, EXC_VALUE_ERROR,
                  "Exceeds the limit (4300 digits) for integer string conversion; use "
                  "sys.set_int_max_str_digits() to increase the limit");
    value_release(vm, back);
    value_release(vm, text);
    value_release(vm, more);
    value_release(vm, huge);
}

static void int_parses_what_python_writes(void **state) {
    Vm *vm = *state;
    static const struct {
        const char *text;
        int base;
        const char *expected; /* NULL: ValueError */
    } cases[] = {
        {" 12_3\n", 10, "123"},     {"0x_1f", 0, "31"}, {"-0b101", 2, "-5"},
        {"\u0663\u0664", 10, "34"}, {"_1", 10, NULL},   {"1__0", 10, NULL},
        {"010", 0, NULL},           {"", 10, NULL},     {"9", 8, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value text = str_from_cstr(vm, cases[i].text);
        Value parsed = int_parse(vm, text, cases[i].base);
        if (cases[i].expected != NULL) {
            assert_repr(vm, parsed, cases[i].expected);
        } else {
            assert_true(value_is_null(parsed));
            assert_true(vm_raised_is(vm, EXC_VALUE_ERROR));
            vm_clear_raised(vm);
        }
        value_release(vm, text);
    }
}

static void int_power_modulo_follows_the_modulus_sign(void **state) {
    Vm *vm = *state;
    assert_repr(vm,
                int_power_modulo(vm, value_from_small_int(2), value_from_small_int(5),
                                 value_from_small_int(-7)),
                "-3");
    assert_repr(vm,
                int_power_modulo(vm, value_from_small_int(3), value_from_small_int(-1),
                                 value_from_small_int(7)),
                "5");
    assert_true(value_is_null(int_power_modulo(vm, value_from_small_int(2),
                                               value_from_small_int(-1), value_from_small_int(4))));
    assert_raised(vm, EXC_VALUE_ERROR, "base is not invertible for the given modulus");
}

static void int_and_bool_share_arithmetic(void **state) {
    Vm *vm = *state;
    assert_repr(vm, value_binary(vm, BINARY_ADD, VALUE_TRUE, VALUE_TRUE), "2");
    assert_repr(vm, value_binary(vm, BINARY_AND, VALUE_TRUE, VALUE_FALSE), "False");
    assert_repr(vm, value_binary(vm, BINARY_AND, VALUE_TRUE, value_from_small_int(1)), "1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(int_leaves_63_bits_and_comes_back),
        cmocka_unit_test(int_division_rounds_to_the_floor),
        cmocka_unit_test(int_true_division_rounds_once),
        cmocka_unit_test(int_shifts_and_bits_are_of_two_s_complement),
        cmocka_unit_test(int_add_in_place_equals_plain_addition),
        cmocka_unit_test(int_text_has_cpython_s_limit),
        cmocka_unit_test(int_parses_what_python_writes),
        cmocka_unit_test(int_power_modulo_follows_the_modulus_sign),
        cmocka_unit_test(int_and_bool_share_arithmetic),
    };
    return VM_TESTS(tests);
}
