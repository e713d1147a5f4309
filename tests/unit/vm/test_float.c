#include "unit/vm/vm_fixture.h"

#include <float.h>
#include <math.h>

static void float_repr_is_the_shortest_that_reads_back(void **state) {
    Vm *vm = *state;
    static const struct {
        double number;
        const char *expected;
    } cases[] = {
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {100.0, "100.0"},
        {1e16, "1e+16"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {1e15, "1000000000000000.0"},
        {1e-4, "0.0001"},
        {1e-5, "1e-05"},
        {5e-324, "5e-324"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {-0.0, "-0.0"},
        {0x1p-44, "5.684341886080802e-14"},
        {9007199254740993.0, "9007199254740992.0"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_repr(vm, float_new(vm, cases[i].number), cases[i].expected);
    }
}

static void float_rounds_as_decimal_text_does(void **state) {
    Vm *vm = *state;
    static const struct {
        double number;
        int64_t digits;
        double expected;
    } cases[] = {
        {2.675, 2, 2.67},   {1.005, 2, 1.0},      {0.5, 0, 0.0},   {1.5, 0, 2.0},
        {150.0, -2, 200.0}, {250.0, -2, 200.0},   {50.0, -2, 0.0}, {50.5, -2, 100.0},
        {1e300, 5, 1e300},  {123.456, -400, 0.0}, {0.1, 400, 0.1}, {999.5, -3, 1000.0},
        {-2.5, 0, -2.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double rounded = 0;
        assert_true(float_round(vm, cases[i].number, cases[i].digits, &rounded));
        assert_true(rounded == cases[i].expected);
    }
    double rounded = 0;
    assert_false(float_round(vm, DBL_MAX, -308, &rounded));
    assert_raised(vm, EXC_OVERFLOW_ERROR, "rounded value too large to represent");
}

static void float_and_int_that_are_equal_hash_alike(void **state) {
    Vm *vm = *state;
    static const double numbers[] = {
        0.0, 1.0, -1.0, 4611686018427387904.0, 1e22, -1e300, 2305843009213693951.0};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        Value number = float_new(vm, numbers[i]);
        Value integer = int_from_double(vm, numbers[i]);
        assert_true(float_hash(vm, number) == int_hash(integer));
        assert_int_equal(value_equal(vm, number, integer), 1);
        value_release(vm, number);
        value_release(vm, integer);
    }
}

static void float_compares_with_ints_exactly(void **state) {
    Vm *vm = *state;
    Value odd = int_from_decimal(vm, "9007199254740993");
    Value even = float_new(vm, 9007199254740992.0);
    assert_int_equal(value_compare_truth(vm, even, odd, COMPARE_LESS), 1);
    assert_int_equal(value_compare_truth(vm, odd, even, COMPARE_EQUAL), 0);
    Value huge = int_binary(vm, BINARY_POWER, value_from_small_int(10), value_from_small_int(400));
    Value infinite = float_new(vm, INFINITY);
    assert_int_equal(value_compare_truth(vm, infinite, huge, COMPARE_GREATER), 1);
    Value nan = float_new(vm, NAN);
    assert_int_equal(value_compare_truth(vm, nan, huge, COMPARE_NOT_EQUAL), 1);
    assert_int_equal(value_compare_truth(vm, nan, huge, COMPARE_LESS), 0);
    value_release(vm, odd);
    value_release(vm, even);
    value_release(vm, huge);
    value_release(vm, infinite);
    value_release(vm, nan);
}

static void float_errors_have_cpython_s_words(void **state) {
    Vm *vm = *state;
    static const struct {
        BinaryOperator op;
        const char *message;
    } cases[] = {
        {BINARY_TRUE_DIVIDE, "float division by zero"},
        {BINARY_FLOOR_DIVIDE, "float floor division by zero"},
        {BINARY_MODULO, "float modulo"},
    };
    Value one = float_new(vm, 1.0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(value_is_null(value_binary(vm, cases[i].op, one, value_from_small_int(0))));
        assert_raised(vm, EXC_ZERO_DIVISION_ERROR, cases[i].message);
    }
    value_release(vm, one);
}

static void float_text_is_stripped_and_may_have_underscores(void **state) {
    Vm *vm = *state;
    static const char *const good[] = {" 1_0.5\n", "+inf",  "-Infinity", ".5",
                                       "5.",       "1e400", "\u0663.5"};
    static const char *const bad[] = {"",     ".",  "1__0", "_1",   "1_",
                                      "0x10", "1e", "1 2",  "nan1", "1e5_"};
    double number = 0;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        Value text = str_from_cstr(vm, good[i]);
        assert_true(float_parse(vm, text, &number));
        value_release(vm, text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Value text = str_from_cstr(vm, bad[i]);
        assert_false(float_parse(vm, text, &number));
        assert_true(vm_raised_is(vm, EXC_VALUE_ERROR));
        vm_clear_raised(vm);
        value_release(vm, text);
    }
}

static void float_power_that_is_complex_is_refused(void **state) {
    (void)state;
    VmHooks hooks = {0};
    Vm *vm = vm_new(&hooks, UINT64_C(16) << 20);
    Value base = float_new(vm, -8.0);
    Value third = float_new(vm, 1.0 / 3);
    assert_true(value_is_null(value_binary(vm, BINARY_POWER, base, third)));
    assert_int_equal(vm->stop, STOP_REFUSED);
    value_release(vm, base);
    value_release(vm, third);
    vm_free(vm);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(float_repr_is_the_shortest_that_reads_back),
        cmocka_unit_test(float_rounds_as_decimal_text_does),
        cmocka_unit_test(float_and_int_that_are_equal_hash_alike),
        cmocka_unit_test(float_compares_with_ints_exactly),
        cmocka_unit_test(float_errors_have_cpython_s_words),
        cmocka_unit_test(float_text_is_stripped_and_may_have_underscores),
        cmocka_unit_test(float_power_that_is_complex_is_refused),
    };
    return VM_TESTS(tests);
}
