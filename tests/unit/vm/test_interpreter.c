#include "unit/vm/fixture.h"

/* Runs a program that raises, and compares the last line of its report. */
static void expect_error(const char *program, const char *last_line) {
    Fixture fixture;
    assert_false(fixture_run(&fixture, program));
    Text report = {0};
    fixture_report(&fixture, &report);
    assert_true(report.length > 0);
    report.bytes[report.length - 1] = '\0'; /* the final newline */
    const char *start = strrchr(report.bytes, '\n');
    assert_string_equal(start != NULL ? start + 1 : report.bytes, last_line);
    text_release(&report);
    fixture_end(&fixture);
}

static void calls_from_c_run_functions_of_the_program(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "def add(a, b=10, *, c=100):\n    return a + b + c\n"));
    Vm *vm = fixture.vm;
    Value add = fixture_global(&fixture, "add");
    Value one = value_from_small_int(1);
    Value sum = vm_call1(vm, add, one);
    assert_int_equal(value_small_int(sum), 111);
    Value name = str_intern_cstr(vm, "c");
    Value names = tuple_from(vm, &name, 1);
    Value arguments[2] = {one, value_from_small_int(2)};
    sum = vm_call(vm, add, arguments, 1, names);
    assert_int_equal(value_small_int(sum), 13);
    value_release(vm, names);
    value_release(vm, name);
    fixture_end(&fixture);
}

static void wrong_arguments_are_named_as_cpython_does(void **state) {
    (void)state;
    expect_error("def f(a, b): pass\nf(1)\n",
                 "TypeError: f() missing 1 required positional argument: 'b'");
    expect_error("def f(a, b, c): pass\nf()\n",
                 "TypeError: f() missing 3 required positional arguments: 'a', 'b', and 'c'");
    expect_error("def f(a, *, k): pass\nf(1)\n",
                 "TypeError: f() missing 1 required keyword-only argument: 'k'");
    expect_error("def f(a, b=1): pass\nf(1, 2, 3)\n",
                 "TypeError: f() takes from 1 to 2 positional arguments but 3 were given");
    expect_error("def f(a): pass\nf(1, a=2)\n",
                 "TypeError: f() got multiple values for argument 'a'");
    expect_error("def f(a): pass\nf(1, b=2)\n",
                 "TypeError: f() got an unexpected keyword argument 'b'");
    expect_error(
        "def f(a, /): pass\nf(a=2)\n",
        "TypeError: f() got some positional-only arguments passed as keyword arguments: 'a'");
}

static void unbound_names_are_told_apart(void **state) {
    (void)state;
    expect_error("def f():\n    print(x)\n    x = 1\nf()\n",
                 "UnboundLocalError: cannot access local variable 'x' where it is not associated "
                 "with a value");
    expect_error("nothing_here\n", "NameError: name 'nothing_here' is not defined");
}

static void recursion_without_end_raises(void **state) {
    (void)state;
    expect_error("def f(): return f()\nf()\n", "RecursionError: maximum recursion depth exceeded");
}

static void a_stop_runs_no_more_of_the_program(void **state) {
    (void)state;
    Fixture fixture;
    assert_false(fixture_run(&fixture, "try:\n    anything = 'a' * 10**12\n"
                                       "except BaseException:\n    print('caught')\n"
                                       "finally:\n    print('finally')\n"));
    assert_int_equal(fixture.vm->stop, STOP_LIMIT);
    assert_string_equal(text_cstr(&fixture.out), "");
    fixture_end(&fixture);
}

static void integers_leave_63_bits_and_come_back(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "x = 2 ** 62\ny = x * 4 - 1\nz = (y + 1) // 8 - x // 2\n"));
    assert_false(value_is_small_int(fixture_global(&fixture, "y")));
    assert_true(value_same(fixture_global(&fixture, "z"), value_from_small_int(0)));
    fixture_end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_from_c_run_functions_of_the_program),
        cmocka_unit_test(wrong_arguments_are_named_as_cpython_does),
        cmocka_unit_test(unbound_names_are_told_apart),
        cmocka_unit_test(recursion_without_end_raises),
        cmocka_unit_test(a_stop_runs_no_more_of_the_program),
        cmocka_unit_test(integers_leave_63_bits_and_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
