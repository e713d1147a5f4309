#include "session/cpython_sim.h"

#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

typedef struct Outcome {
    Text output, errors;
    SessionResult result;
} Outcome;

static Outcome run_text(const char *program, SessionOptions options) {
    Outcome outcome = {0};
    options.program_path = "sample.py";
    options.program_text = program;
    options.program_length = strlen(program);
    options.engine = SESSION_ENGINE_CPYTHON_SIM;
    options.stdout_sink = (SessionSink){.fd = -1, .text = &outcome.output};
    options.stderr_sink = (SessionSink){.fd = -1, .text = &outcome.errors};
    Error error;
    assert_int_equal(cpython_sim_run(&options, &outcome.result, &error), STATUS_OK);
    return outcome;
}

static void release(Outcome *outcome) {
    text_release(&outcome->output);
    text_release(&outcome->errors);
    trace_free(outcome->result.trace);
}

static void cpython_runs_on_the_virtual_clock(void **state) {
    (void)state;
    Outcome outcome =
        run_text("import sys, time\n"
                 "time.sleep(1000)\n"
                 "print(time.time(), sys.argv)\n"
                 "sys.exit(3)\n",
                 (SessionOptions){.arguments = (const char *const[]){"a"}, .argument_count = 1});
    assert_string_equal(text_cstr(&outcome.output), "1000.0 ['sample.py', 'a']\n");
    assert_int_equal(outcome.result.exit_code, 3);
    assert_true(outcome.result.ran);
    release(&outcome);
}

static void requests_are_answered_by_the_world(void **state) {
    (void)state;
    Outcome outcome =
        run_text("# meanwhile: host a.org latency replay(1s, 2s) body '{\"n\": 5}'\n"
                 "from _meanwhile import Fields, Limits, Reply, Url, exchange_blocking\n"
                 "for limit in (None, 1.5):\n"
                 "    reply = exchange_blocking(Reply, None, Limits(read=limit), 'GET', "
                 "Url('http://a.org/x'),\n"
                 "                              Fields([]), b'', None)\n"
                 "    print((reply._failure, reply._status, reply._reason, reply._fields, "
                 "reply._set_cookies,\n"
                 "           reply._body, reply._receive_ns))\n",
                 (SessionOptions){0});
    assert_string_equal(text_cstr(&outcome.errors), "");
    assert_string_equal(text_cstr(&outcome.output),
                        "('', 200, 'OK', (('Content-Type', 'application/json'), "
                        "('Content-Length', '8')), (), b'{\"n\": 5}', 0)\n"
                        "('read timeout', 0, '', (), (), b'', 0)\n");
    release(&outcome);
}

static void the_trace_comes_back(void **state) {
    (void)state;
    Outcome outcome = run_text("import asyncio\n"
                               "async def main():\n"
                               "    await asyncio.sleep(2)\n"
                               "asyncio.run(main())\n",
                               (SessionOptions){.trace = true});
    assert_non_null(outcome.result.trace);
    const Trace *trace = outcome.result.trace;
    bool slept = false;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *event = trace_at(trace, i);
        slept |= event->kind == TRACE_SUSPEND && event->reason == TRACE_FOR_SLEEP &&
                 event->line == 3 && event->arg == INT64_C(2000000000);
    }
    assert_true(slept);
    assert_string_equal(trace->info.engine, "cpython-sim");
    release(&outcome);
}

static void constants_and_seed_are_handed_over(void **state) {
    (void)state;
    uint64_t seed = 7;
    SessionSetting setting = {"COUNT", "5"};
    Outcome outcome =
        run_text("import random\n"
                 "COUNT = 1\n"
                 "first = random.random()\n"
                 "random.seed(7)\n"
                 "print(COUNT, first == random.random())\n",
                 (SessionOptions){.seed = &seed, .settings = &setting, .setting_count = 1});
    assert_string_equal(text_cstr(&outcome.output), "5 True\n");
    release(&outcome);
}

static void wrong_and_costly_worlds_are_refused(void **state) {
    (void)state;
    Outcome outcome = run_text("# meanwhile: host a latency soon\nprint(1)\n", (SessionOptions){0});
    assert_int_equal(outcome.result.exit_code, EXIT_REFUSED);
    assert_false(outcome.result.ran);
    assert_string_equal(text_cstr(&outcome.output), "");
    assert_non_null(strstr(text_cstr(&outcome.errors), "sample.py:1:"));
    release(&outcome);
    outcome = run_text("# meanwhile: machine instruction 1ns\nprint(1)\n", (SessionOptions){0});
    assert_int_equal(outcome.result.exit_code, EXIT_REFUSED);
    release(&outcome);
}

int main(void) {
    assert_int_equal(setenv("PATH", "/usr/bin:/bin", 1), 0); /* Debian's python3 is the oracle */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cpython_runs_on_the_virtual_clock),
        cmocka_unit_test(requests_are_answered_by_the_world),
        cmocka_unit_test(the_trace_comes_back),
        cmocka_unit_test(constants_and_seed_are_handed_over),
        cmocka_unit_test(wrong_and_costly_worlds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
