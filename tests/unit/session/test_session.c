#include "session/session.h"
#include "unit/unit.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

typedef struct Outcome {
    Text out;
    Text err;
    int exit_code;
} Outcome;

static Outcome run(const char *program, SessionLimits limits) {
    Outcome outcome = {0};
    SessionOptions options = {.program_path = "p.py",
                              .program_text = program,
                              .program_length = strlen(program),
                              .limits = limits,
                              .stdout_sink = {.text = &outcome.out},
                              .stderr_sink = {.text = &outcome.err}};
    SessionResult result;
    Error error;
    assert_int_equal(session_run(&options, &result, &error), STATUS_OK);
    outcome.exit_code = result.exit_code;
    session_result_release(&result);
    return outcome;
}

static void release(Outcome *outcome) {
    text_release(&outcome->out);
    text_release(&outcome->err);
}

/* Runs `program`, whose standard output must be `out` and whose error output must hold `err`. */
static void expect(const char *program, SessionLimits limits, int exit_code, const char *out,
                   const char *err) {
    Outcome outcome = run(program, limits);
    assert_int_equal(outcome.exit_code, exit_code);
    assert_string_equal(text_cstr(&outcome.out), out);
    assert_non_null(strstr(text_cstr(&outcome.err), err));
    release(&outcome);
}

static const SessionLimits DEFAULT = {0};

static void exit_codes_are_the_programs_own(void **state) {
    (void)state;
    expect("print('hi')\n", DEFAULT, 0, "hi\n", "");
    expect("raise ValueError('no')\n", DEFAULT, 1, "", "ValueError: no");
    expect("import sys\nsys.exit(7)\n", DEFAULT, 7, "", "");
    expect("import sys\nsys.exit('bye')\n", DEFAULT, 1, "", "bye\n");
    expect("raise KeyboardInterrupt\n", DEFAULT, EXIT_INTERRUPTED, "", "KeyboardInterrupt");
    expect("def f(:\n", DEFAULT, EXIT_REFUSED, "", "p.py:1:");
    expect("def f(): return f()\nf()\n", DEFAULT, 1, "", "RecursionError");
}

#define NOT_TO_BE_CAUGHT(work)                                                                     \
    "try:\n    " work                                                                              \
    "\nexcept BaseException:\n    print('caught')\nfinally:\n    print('finally')\n"

static void no_except_swallows_a_limit_and_no_finally_runs(void **state) {
    (void)state;
    SessionLimits small = {.step_instructions = 1000000, .memory_bytes = 30 << 20};
    expect(NOT_TO_BE_CAUGHT("while True: pass"), small, EXIT_LIMIT, "", "instructions");
    expect(NOT_TO_BE_CAUGHT("'a' * 10**12"), small, EXIT_LIMIT, "", "memory budget");
    expect(NOT_TO_BE_CAUGHT("[0] * 10**12"), small, EXIT_LIMIT, "", "memory budget");
    expect(NOT_TO_BE_CAUGHT("10**10**9"), small, EXIT_LIMIT, "", "memory budget");
    expect(NOT_TO_BE_CAUGHT("1 << 10**12"), small, EXIT_LIMIT, "", "memory budget");
    expect("a = []\nwhile True: a.append([0] * 1000)\n", small, EXIT_LIMIT, "", "memory budget");
}

static void natives_that_iterate_without_end_are_stopped(void **state) {
    (void)state;
    SessionLimits small = {.step_instructions = 1000000, .memory_bytes = 30 << 20};
    expect("import itertools\nsum(itertools.count())\n", small, EXIT_LIMIT, "", "instructions");
    expect("import itertools\n-1 in itertools.count()\n", small, EXIT_LIMIT, "", "instructions");
    expect("list(iter(int, 1))\n", small, EXIT_LIMIT, "", "");
}

static void the_loop_has_a_budget_of_turns(void **state) {
    (void)state;
    SessionLimits turns = {.turns = 1000};
    expect(
        "import asyncio\nasync def main():\n    try:\n        while True: await asyncio.sleep(0)\n"
        "    finally: print('finally')\nasyncio.run(main())\n",
        turns, EXIT_LIMIT, "", "turns");
}

static void the_clock_has_a_budget(void **state) {
    (void)state;
    SessionLimits hour = {.time_ns = INT64_C(3600) * 1000000000};
    expect("import time\nwhile True: time.sleep(60)\n", hour, EXIT_LIMIT, "", "virtual time");
}

static void a_deadlock_runs_no_finally(void **state) {
    (void)state;
    expect("import asyncio\nasync def main():\n    try:\n        await asyncio.Event().wait()\n"
           "    finally: print('finally')\nasyncio.run(main())\n",
           DEFAULT, EXIT_DEADLOCK, "", "deadlock");
}

static void *cancel_soon(void *argument) {
    SessionControl *control = argument;
    while (atomic_load(&control->instructions) == 0) {
        usleep(1000);
    }
    atomic_store(&control->cancelled, true);
    return NULL;
}

static void another_thread_watches_a_run_and_ends_it(void **state) {
    (void)state;
    static const char PROGRAM[] = "try:\n    while True: pass\nfinally:\n    print('never')\n";
    SessionControl control = {.cancelled = false};
    Text out = {0};
    SessionOptions options = {.program_path = "p.py",
                              .program_text = PROGRAM,
                              .program_length = strlen(PROGRAM),
                              .trace = true,
                              .limits = {.step_instructions = INT64_MAX},
                              .control = &control,
                              .stdout_sink = {.text = &out},
                              .stderr_sink = {.text = &out}};
    SessionResult result;
    Error error;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &control), 0);
    assert_int_equal(session_run(&options, &result, &error), STATUS_OK);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(result.exit_code, EXIT_INTERRUPTED);
    assert_string_equal(text_cstr(&out), "");
    session_result_release(&result);
    text_release(&out);
}

static void requests_cost_the_clients_machine_what_the_world_says(void **state) {
    (void)state;
    /* Two at once: sent at 25 and 50 ms, read from 125 and 150 ms on; then one more on a kept
     * connection, and a blocking one on a new one, with encryption. */
    static const char PROGRAM[] = "# meanwhile: machine request 10ms connect 20ms tls 40ms\n"
                                  "import asyncio, time\n"
                                  "import aiohttp, requests\n"
                                  "async def fetch(session):\n"
                                  "    async with session.get('http://a.org/') as reply:\n"
                                  "        await reply.read()\n"
                                  "    print(round(time.monotonic() * 1000))\n"
                                  "async def main():\n"
                                  "    async with aiohttp.ClientSession() as session:\n"
                                  "        await asyncio.gather(fetch(session), fetch(session))\n"
                                  "        await fetch(session)\n"
                                  "asyncio.run(main())\n"
                                  "requests.get('https://a.org/')\n"
                                  "print(round(time.monotonic() * 1000))\n";
    expect(PROGRAM, DEFAULT, 0, "130\n155\n265\n435\n", "");
}

static void who_is_woken_by_a_cancel_with_a_message_has_no_deadline_in_the_trace(void **state) {
    (void)state;
    static const char PROGRAM[] = "import asyncio\n"
                                  "async def main():\n"
                                  "    task = asyncio.create_task(asyncio.sleep(5))\n"
                                  "    await asyncio.sleep(1)\n"
                                  "    task.cancel('enough')\n"
                                  "asyncio.run(main())\n";
    SessionOptions options = {.program_path = "p.py",
                              .program_text = PROGRAM,
                              .program_length = strlen(PROGRAM),
                              .trace = true};
    SessionResult result;
    Error error;
    int64_t until[2] = {0};
    size_t count = 0;
    assert_int_equal(session_run(&options, &result, &error), STATUS_OK);
    for (size_t i = 0; i < trace_count(result.trace); i++) {
        const TraceEvent *event = trace_at(result.trace, i);
        if (event->kind == TRACE_WAKE && event->reason == TRACE_FOR_SLEEP) {
            assert_true(count < 2);
            until[count++] = event->arg;
        }
    }
    assert_int_equal(count, 2);
    assert_int_equal(until[0], 1000000000);
    assert_int_equal(until[1], -1);
    session_result_release(&result);
}

static Status pretend(const SessionOptions *options, SessionResult *result, Error *error) {
    (void)error;
    *result = (SessionResult){.exit_code = (int)options->real.calls_max};
    return STATUS_OK;
}

static void engines_that_measure_are_added(void **state) {
    (void)state;
    SessionEngine engine = SESSION_ENGINE_SIM;
    assert_true(session_engine_named("cpython", &engine));
    assert_int_equal(engine, SESSION_ENGINE_CPYTHON);
    assert_true(session_engine_is_measured(engine));
    assert_false(session_engine_named("cpython2", &engine));
    SessionOptions options = {
        .program_path = "p.py", .program_text = "", .engine = engine, .real = {.calls_max = 7}};
    SessionResult result;
    Error error;
    assert_int_equal(session_run(&options, &result, &error), STATUS_SYSTEM);
    assert_non_null(strstr(error.text, "could not run by the engine cpython"));
    session_add_engine(SESSION_ENGINE_CPYTHON, pretend);
    assert_int_equal(session_run(&options, &result, &error), STATUS_OK);
    assert_int_equal(result.exit_code, 7);
    session_result_release(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_thread_watches_a_run_and_ends_it),
        cmocka_unit_test(exit_codes_are_the_programs_own),
        cmocka_unit_test(no_except_swallows_a_limit_and_no_finally_runs),
        cmocka_unit_test(natives_that_iterate_without_end_are_stopped),
        cmocka_unit_test(the_loop_has_a_budget_of_turns),
        cmocka_unit_test(the_clock_has_a_budget),
        cmocka_unit_test(a_deadlock_runs_no_finally),
        cmocka_unit_test(requests_cost_the_clients_machine_what_the_world_says),
        cmocka_unit_test(who_is_woken_by_a_cancel_with_a_message_has_no_deadline_in_the_trace),
        cmocka_unit_test(engines_that_measure_are_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
