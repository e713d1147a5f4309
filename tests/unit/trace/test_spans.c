#include "trace/spans.h"

#include "unit/samples.h"
#include "unit/unit.h"

/* A lane's spans as text, "running 0..0, sleeping 0..200", in ms. */
static void expect_lane(const Spans *spans, uint32_t lane, const char *expected) {
    Text text = {0};
    for (size_t i = 0; i < spans->lanes[lane].count; i++) {
        const Span *span = &spans->items[spans->lanes[lane].first + i];
        text_printf(&text, "%s%s %lld..%lld", i > 0 ? ", " : "", SPAN_STATES[span->state].word,
                    (long long)(span->start_ns / MS), (long long)(span->end_ns / MS));
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void spans_tell_what_each_task_did(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    Spans spans;
    spans_derive(&spans, trace);
    assert_int_equal(spans.lane_count, 6);
    assert_int_equal(spans.end_ns, 1500 * MS);
    assert_int_equal(spans.exit_code, 0);
    expect_lane(&spans, 1, "running 0..0, waiting for … 0..1500, running 1500..1500");
    expect_lane(&spans, 2,
                "running 0..0, sleeping 0..200, running 200..200, LOOP BLOCKED 200..1200, "
                "running 1200..1200");
    expect_lane(&spans, 4, "running 0..0, waiting for … 0..1200, running 1200..1200");
    expect_lane(&spans, 5, "running 0..0, sleeping 0..100, running 100..100");
    assert_int_equal(spans.lanes[1].end, SPAN_DONE);
    assert_int_equal(spans.lanes[4].end, SPAN_CANCELLED);
    assert_int_equal(spans.lanes[5].end, SPAN_FAILED);
    assert_string_equal(trace_string_at(trace, spans.lanes[5].error), "ValueError: no");
    assert_int_equal(spans.lanes[3].steps, 3);
    spans_release(&spans);
    trace_free(trace);
}

static void spans_show_a_late_timer_as_ready(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    Spans spans;
    spans_derive(&spans, trace);
    expect_lane(&spans, 3,
                "running 0..0, sleeping 0..500, ready 500..1200, running 1200..1200, "
                "sleeping 1200..1500, running 1500..1500");
    spans_release(&spans);
    trace_free(trace);
}

static void spans_show_the_loop_on_its_threads_lane(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    Spans spans;
    spans_derive(&spans, trace);
    assert_true(spans.lanes[0].runs_loop);
    expect_lane(&spans, 0,
                "running 0..0, running 0..0, idle 0..100, running 100..100, idle 100..200, "
                "running 200..200, LOOP BLOCKED 200..1200, running 1200..1200, idle 1200..1500, "
                "running 1500..1500, running 1500..1500");
    spans_release(&spans);
    trace_free(trace);
}

static void spans_of_a_program_without_a_loop_wait_on_the_main_thread(void **state) {
    (void)state;
    Trace *trace = sample_sequential(2, sample_latency);
    Spans spans;
    spans_derive(&spans, trace);
    assert_false(spans.lanes[0].runs_loop);
    expect_lane(&spans, 0,
                "running 0..0, waiting for reply 0..300, running 300..300, "
                "waiting for reply 300..420, running 420..420");
    spans_release(&spans);
    trace_free(trace);
}

static void spans_mark_a_long_step_as_a_blocked_loop(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    uint32_t main = sample_main_task(trace);
    sample_add(trace, 150 * MS, TRACE_SUSPEND, TRACE_FOR_SLEEP, main, TRACE_NOBODY, 2, 200 * MS);
    sample_idle(trace, 150 * MS, 200 * MS);
    sample_add(trace, 200 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, main, TRACE_NOBODY, 2, 200 * MS);
    sample_turn(trace, 200 * MS, 1);
    sample_add(trace, 200 * MS, TRACE_STEP, TRACE_FOR_NONE, main, TRACE_NOBODY, 2, 0);
    sample_add(trace, 250 * MS, TRACE_DONE, TRACE_FOR_NONE, main, TRACE_NOBODY, 2, 0);
    trace_finish(trace, 250 * MS, 0);
    Spans spans;
    spans_derive(&spans, trace);
    expect_lane(&spans, 1, "running 0..150, sleeping 150..200, running 200..250");
    expect_lane(&spans, 0,
                "running 0..0, running 0..0, LOOP BLOCKED 0..150, running 150..150, "
                "idle 150..200, running 200..250");
    spans_release(&spans);
    trace_free(trace);
}

static void spans_survive_events_that_make_no_sense(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    uint32_t task = trace_add_task(trace, 0, NULL, 1, "f", TRACE_NOBODY, 0, 0);
    for (int64_t t = 0; t < 40; t++) {
        for (int kind = 0; kind < TRACE_KIND_COUNT; kind++) {
            if (kind != TRACE_THREAD && kind != TRACE_CREATED) {
                sample_add(trace, t, (TraceKind)kind, (TraceReason)(t % TRACE_REASON_COUNT),
                           (uint32_t)((t * 7 + kind) % 2), task, 1, t);
            }
        }
    }
    Spans spans;
    spans_derive(&spans, trace);
    for (uint32_t lane = 0; lane < 2; lane++) {
        for (size_t i = 1; i < spans.lanes[lane].count; i++) {
            const Span *span = &spans.items[spans.lanes[lane].first + i];
            assert_true(span[-1].end_ns <= span->start_ns && span->start_ns <= span->end_ns);
        }
    }
    spans_release(&spans);
    trace_free(trace);
}

static void spans_of_an_empty_trace_are_empty(void **state) {
    (void)state;
    Trace *trace = trace_new(0);
    Spans spans;
    spans_derive(&spans, trace);
    assert_int_equal(spans.count, 0);
    assert_int_equal(spans.end_ns, 0);
    spans_release(&spans);
    trace_free(trace);
}

static void a_copy_until_a_moment_knows_nothing_of_what_follows(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    Spans spans, until;
    spans_derive(&spans, trace);
    spans_until(&until, &spans, 400 * MS);
    expect_lane(&until, 2,
                "running 0..0, sleeping 0..200, running 200..200, LOOP BLOCKED 200..400");
    expect_lane(&until, 3, "running 0..0, sleeping 0..400");
    expect_lane(&until, 5, "running 0..0, sleeping 0..100, running 100..100");
    assert_int_equal(until.lanes[1].end, SPAN_STATE_COUNT);
    assert_int_equal(until.lanes[5].end, SPAN_FAILED);
    assert_int_equal(until.end_ns, 1500 * MS);
    spans_release(&until);
    spans_release(&spans);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_tell_what_each_task_did),
        cmocka_unit_test(spans_show_a_late_timer_as_ready),
        cmocka_unit_test(spans_show_the_loop_on_its_threads_lane),
        cmocka_unit_test(spans_of_a_program_without_a_loop_wait_on_the_main_thread),
        cmocka_unit_test(spans_mark_a_long_step_as_a_blocked_loop),
        cmocka_unit_test(spans_survive_events_that_make_no_sense),
        cmocka_unit_test(spans_of_an_empty_trace_are_empty),
        cmocka_unit_test(a_copy_until_a_moment_knows_nothing_of_what_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
