#include "trace/ledger.h"

#include "unit/samples.h"
#include "unit/unit.h"

#define US INT64_C(1000)

static void add(Trace *trace, int64_t t_ns, TraceKind kind, TraceReason reason, uint32_t lane,
                int64_t arg) {
    sample_add(trace, t_ns, kind, reason, lane, TRACE_NOBODY, 1, arg);
}

/* How late each thing is in a run of one task, which sends a request and then sleeps 50 ms. */
typedef struct Late {
    int64_t start, connect, reply, busy, step, wake, end;
} Late;

/* While the reply is due, another task may run; after it the loop is free. */
static Trace *run_of(const Late *late) {
    Trace *trace = sample_begin("late.py");
    add(trace, 0, TRACE_LOOP_START, TRACE_FOR_NONE, 0, 0);
    int64_t t = late->start;
    uint32_t task = trace_add_task(trace, t, NULL, 1, "main()", 0, 0, 1);
    uint32_t other = trace_add_task(trace, t, NULL, 2, "other()", 0, 0, 1);
    sample_turn(trace, t, 1);
    add(trace, t, TRACE_STEP, TRACE_FOR_NONE, task, 0);
    int64_t request = trace_add_request(trace, t, task, 1, "GET https://a.org/");
    if (late->connect > 0) {
        sample_add(trace, t, TRACE_PHASE, (TraceReason)TRACE_PHASE_CONNECT, task, TRACE_NOBODY, 1,
                   request);
    }
    sample_add(trace, t + late->connect, TRACE_PHASE, (TraceReason)TRACE_PHASE_SERVICE, task,
               TRACE_NOBODY, 1, request);
    add(trace, t, TRACE_SUSPEND, TRACE_FOR_REQUEST, task, request);
    sample_idle(trace, t, -1);
    t += late->connect + 100 * MS + late->reply;
    if (late->busy > 0) {
        sample_turn(trace, t, 1);
        add(trace, t, TRACE_STEP, TRACE_FOR_NONE, other, 0);
        t += late->busy;
        add(trace, t, TRACE_DONE, TRACE_FOR_NONE, other, 0);
    }
    add(trace, t, TRACE_RESPONSE, TRACE_FOR_NONE, task, request);
    add(trace, t, TRACE_WAKE, TRACE_FOR_REQUEST, task, request);
    sample_turn(trace, t, 1);
    add(trace, t, TRACE_STEP, TRACE_FOR_NONE, task, 0);
    t += late->step;
    int64_t due = t + 50 * MS;
    add(trace, t, TRACE_SUSPEND, TRACE_FOR_SLEEP, task, due);
    sample_idle(trace, t, due);
    t = due + late->wake;
    add(trace, t, TRACE_WAKE, TRACE_FOR_SLEEP, task, due);
    sample_turn(trace, t, 1);
    add(trace, t, TRACE_STEP, TRACE_FOR_NONE, task, 0);
    add(trace, t, TRACE_DONE, TRACE_FOR_NONE, task, 0);
    sample_add(trace, t, TRACE_LOOP_END, TRACE_FOR_NONE, 0, task, 1, 0);
    trace_finish(trace, t + late->end, 0);
    return trace;
}

static Ledger ledger_for(Late late) {
    Trace *model = run_of(&(Late){0}), *real = run_of(&late);
    Ledger ledger = ledger_of(model, real);
    trace_free(model);
    trace_free(real);
    return ledger;
}

static void expect_sum(const Ledger *ledger) {
    int64_t sum = 0;
    for (int i = 0; i < LEDGER_CAUSE_COUNT; i++) {
        sum += ledger->causes_ns[i];
    }
    assert_int_equal(sum, ledger->measured_ns - ledger->simulated_ns);
}

static void ledger_of_the_same_run_is_empty(void **state) {
    (void)state;
    Ledger ledger = ledger_for((Late){0});
    for (int i = 0; i < LEDGER_CAUSE_COUNT; i++) {
        assert_int_equal(ledger.causes_ns[i], 0);
    }
    assert_int_equal(ledger.measured_ns, 150 * MS);
}

static void ledger_tells_each_cause_from_the_others(void **state) {
    (void)state;
    Ledger ledger = ledger_for((Late){.start = 7 * US,
                                      .connect = 200 * US,
                                      .reply = 300 * US,
                                      .busy = 40 * US,
                                      .step = 900 * US,
                                      .wake = 60 * US,
                                      .end = 5 * US});
    expect_sum(&ledger);
    assert_int_equal(ledger.causes_ns[LEDGER_CONNECTION], 200 * US);
    assert_int_equal(ledger.causes_ns[LEDGER_SERVER], 300 * US);
    assert_int_equal(ledger.causes_ns[LEDGER_SCHEDULING], 40 * US);
    assert_int_equal(ledger.causes_ns[LEDGER_OVERHEAD], (7 + 900 + 5) * US);
    assert_int_equal(ledger.causes_ns[LEDGER_TIMERS], 60 * US);
    assert_int_equal(ledger.causes_ns[LEDGER_POOL], 0);
    assert_int_equal(ledger.causes_ns[LEDGER_RESIDUAL], 0);
}

static void ledger_of_a_faster_run_is_negative(void **state) {
    (void)state;
    Ledger ledger = ledger_for((Late){.reply = -30 * MS});
    expect_sum(&ledger);
    assert_int_equal(ledger.causes_ns[LEDGER_SERVER], -30 * MS);
    assert_int_equal(ledger.causes_ns[LEDGER_RESIDUAL], 0);
}

static void ledger_leaves_what_it_cannot_explain(void **state) {
    (void)state;
    Trace *model = sample_sequential(2, sample_latency), *real = sample_blocking();
    Ledger ledger = ledger_of(model, real);
    expect_sum(&ledger);
    /* It sleeps 200 ms and 300 ms, which the other does not at all, and blocks for 1 s. */
    assert_int_equal(ledger.causes_ns[LEDGER_RESIDUAL], 1500 * MS);
    trace_free(model);
    trace_free(real);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ledger_of_the_same_run_is_empty),
        cmocka_unit_test(ledger_tells_each_cause_from_the_others),
        cmocka_unit_test(ledger_of_a_faster_run_is_negative),
        cmocka_unit_test(ledger_leaves_what_it_cannot_explain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
