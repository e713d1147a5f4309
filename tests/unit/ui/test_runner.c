#include "ui/runner.h"

#include "base/memory.h"
#include "unit/unit.h"

#include <stdatomic.h>
#include <string.h>

static const SessionOptions OPTIONS = {.limits = {.step_instructions = INT64_MAX}};

static RunnerJob job(size_t program, const char *text) {
    return (RunnerJob){.program = program,
                       .path = memory_copy_string("p.py"),
                       .title = memory_copy_string("p.py"),
                       .text = memory_copy_string(text),
                       .length = strlen(text)};
}

static void submit(Runner *runner, size_t program, const char *text) {
    RunnerJob one = job(program, text);
    runner_submit(runner, &one);
}

static void count_wake(void *context) {
    atomic_fetch_add((atomic_int *)context, 1);
}

static void a_program_is_run_in_the_background(void **state) {
    (void)state;
    atomic_int wakes = 0;
    Runner *runner = runner_new(&OPTIONS, count_wake, &wakes);
    submit(runner, 3, "import time\ntime.sleep(2)\nprint('hi')\n");
    runner_wait(runner);
    assert_int_equal(atomic_load(&wakes), 1);
    RunnerResult *result = runner_take(runner);
    assert_non_null(result);
    assert_int_equal(result->program, 3);
    assert_int_equal(result->status, STATUS_OK);
    assert_int_equal(result->run.metrics.makespan_ns, INT64_C(2000000000));
    assert_null(result->run.message);
    runner_result_free(result);
    assert_null(runner_take(runner));
    runner_free(runner);
}

static void settings_change_constants(void **state) {
    (void)state;
    Runner *runner = runner_new(&OPTIONS, NULL, NULL);
    RunnerJob one = job(0, "import time\nSECONDS = 2\ntime.sleep(SECONDS)\n");
    ARRAY_PUSH(&one.names, memory_copy_string("SECONDS"));
    ARRAY_PUSH(&one.values, memory_copy_string("5"));
    runner_submit(runner, &one);
    runner_wait(runner);
    RunnerResult *result = runner_take(runner);
    assert_int_equal(result->run.metrics.makespan_ns, INT64_C(5000000000));
    runner_result_free(result);
    runner_free(runner);
}

static void what_was_superseded_is_ended_and_dropped(void **state) {
    (void)state;
    Runner *runner = runner_new(&OPTIONS, NULL, NULL);
    submit(runner, 0, "while True: pass\n");
    size_t program;
    unsigned long long instructions = 0;
    while (instructions == 0) {
        assert_true(runner_is_busy(runner, &program, &instructions));
    }
    submit(runner, 0, "while True: pass\n");
    submit(runner, 1, "print(1)\n");
    submit(runner, 0, "print(2)\n");
    runner_wait(runner);
    assert_true(runner_is_busy(runner, &program, &instructions)); /* nobody has taken the results */
    /* A result that nobody has taken is superseded, too. */
    submit(runner, 1, "raise ValueError\n");
    runner_wait(runner);
    for (int i = 0; i < 2; i++) {
        RunnerResult *result = runner_take(runner);
        assert_int_equal(result->program, i);
        assert_int_equal(result->session.exit_code, i);
        runner_result_free(result);
    }
    assert_null(runner_take(runner));
    runner_free(runner);
}

static void what_is_wrong_is_told(void **state) {
    (void)state;
    Runner *runner = runner_new(&OPTIONS, NULL, NULL);
    submit(runner, 0, "x = (\n");
    submit(runner, 1, "raise ValueError('no')\n");
    runner_wait(runner);
    RunnerResult *refused = runner_take(runner), *raised = runner_take(runner);
    assert_false(refused->session.ran);
    assert_null(refused->run.trace);
    assert_non_null(strstr(refused->run.message, "p.py:1:"));
    assert_non_null(raised->run.trace);
    assert_non_null(strstr(raised->run.message, "ValueError: no"));
    runner_result_free(refused);
    runner_result_free(raised);
    runner_free(runner);
}

static void a_runner_is_freed_while_it_works(void **state) {
    (void)state;
    Runner *runner = runner_new(&OPTIONS, NULL, NULL);
    submit(runner, 0, "while True: pass\n");
    submit(runner, 1, "while True: pass\n");
    runner_free(runner);
    runner = runner_new(&OPTIONS, NULL, NULL);
    submit(runner, 0, "print(1)\n");
    runner_wait(runner);
    submit(runner, 1, "while True: pass\n");
    runner_cancel(runner);
    runner_wait(runner);
    assert_null(runner_take(runner));
    runner_free(runner);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_run_in_the_background),
        cmocka_unit_test(settings_change_constants),
        cmocka_unit_test(what_was_superseded_is_ended_and_dropped),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(a_runner_is_freed_while_it_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
