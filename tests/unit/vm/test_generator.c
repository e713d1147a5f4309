#include "unit/vm/fixture.h"

static void resuming_says_how_far_it_came(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture,
                            "def count():\n    got = yield 1\n    yield got\n    return 3\n"
                            "g = count()\n"));
    Vm *vm = fixture.vm;
    Value generator = fixture_global(&fixture, "g");
    Value result;
    assert_int_equal(vm_resume(vm, generator, VALUE_NONE, VALUE_NULL, &result), RESUMED_YIELDED);
    assert_int_equal(value_small_int(result), 1);
    Value sent = value_from_small_int(42);
    assert_int_equal(vm_resume(vm, generator, sent, VALUE_NULL, &result), RESUMED_YIELDED);
    assert_int_equal(value_small_int(result), 42);
    assert_int_equal(vm_resume(vm, generator, VALUE_NONE, VALUE_NULL, &result), RESUMED_RETURNED);
    assert_int_equal(value_small_int(result), 3);
    assert_int_equal(vm_resume(vm, generator, VALUE_NONE, VALUE_NULL, &result), RESUMED_RAISED);
    assert_true(vm_raised_is(vm, EXC_STOP_ITERATION));
    vm_clear_raised(vm);
    fixture_end(&fixture);
}

static void a_coroutine_passes_on_what_its_innermost_awaits(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "class Future:\n"
                                      "    def __await__(self):\n"
                                      "        return (yield self)\n"
                                      "f = Future()\n"
                                      "async def inner():\n    return await f\n"
                                      "async def outer():\n    return 1 + await inner()\n"
                                      "c = outer()\n"));
    Vm *vm = fixture.vm;
    Value coroutine = fixture_global(&fixture, "c");
    Value result;
    assert_int_equal(vm_resume(vm, coroutine, VALUE_NONE, VALUE_NULL, &result), RESUMED_AWAITS);
    assert_true(value_same(result, fixture_global(&fixture, "f")));
    value_release(vm, result);
    assert_int_equal(coroutine_line(vm, coroutine), 3);
    Value answer = value_from_small_int(41);
    assert_int_equal(vm_resume(vm, coroutine, answer, VALUE_NULL, &result), RESUMED_RETURNED);
    assert_int_equal(value_small_int(result), 42);
    fixture_end(&fixture);
}

static void a_thrown_exception_arrives_at_the_innermost_await(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "class Future:\n"
                                      "    def __await__(self):\n"
                                      "        yield self\n"
                                      "async def inner():\n"
                                      "    try:\n        await Future()\n"
                                      "    except KeyError:\n        return 'inner saw it'\n"
                                      "async def outer():\n    return await inner()\n"
                                      "c = outer()\ne = KeyError('k')\n"));
    Vm *vm = fixture.vm;
    Value coroutine = fixture_global(&fixture, "c");
    Value result;
    assert_int_equal(vm_resume(vm, coroutine, VALUE_NONE, VALUE_NULL, &result), RESUMED_AWAITS);
    value_release(vm, result);
    Value thrown = fixture_global(&fixture, "e");
    assert_int_equal(vm_resume(vm, coroutine, VALUE_NONE, thrown, &result), RESUMED_RETURNED);
    assert_string_equal(str_utf8(vm, result), "inner saw it");
    value_release(vm, result);
    fixture_end(&fixture);
}

static void a_dropped_generator_runs_its_finally_at_once(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "def g():\n    try:\n        yield 1\n"
                                      "    finally:\n        print('closed')\n"
                                      "x = g()\nnext(x)\nx = None\nprint('after')\n"));
    assert_string_equal(text_cstr(&fixture.out), "closed\nafter\n");
    fixture_end(&fixture);
}

static void a_coroutine_that_nobody_awaits_is_reported_when_it_goes(void **state) {
    (void)state;
    Fixture fixture;
    assert_true(fixture_run(&fixture, "async def f(): pass\nf()\nprint('after')\n"));
    assert_non_null(
        strstr(text_cstr(&fixture.err), "t.py:2: RuntimeWarning: coroutine 'f' was never awaited"));
    fixture_end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resuming_says_how_far_it_came),
        cmocka_unit_test(a_coroutine_passes_on_what_its_innermost_awaits),
        cmocka_unit_test(a_thrown_exception_arrives_at_the_innermost_await),
        cmocka_unit_test(a_dropped_generator_runs_its_finally_at_once),
        cmocka_unit_test(a_coroutine_that_nobody_awaits_is_reported_when_it_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
