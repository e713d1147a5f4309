#include "trace/critical_path.h"

#include "trace/labels.h"
#include "unit/samples.h"
#include "unit/unit.h"

/* The path as text, "fetch(6) waiting for reply 0..600", in ms. */
static void expect_path(Trace *trace, const char *expected) {
    CriticalPath path;
    Labels labels;
    Text text = {0};
    labels_init(&labels, trace);
    critical_path_find(&path, trace);
    int64_t end_ns = 0;
    for (size_t i = 0; i < path.count; i++) {
        const PathLink *link = &path.items[i];
        text_append_cstr(&text, i > 0 ? ", " : "");
        labels_append(&labels, link->lane, &text);
        text_printf(&text, " %s %lld..%lld", SPAN_STATES[link->state].word,
                    (long long)(link->start_ns / MS), (long long)(link->end_ns / MS));
        assert_int_equal(link->start_ns, end_ns);
        end_ns = link->end_ns;
    }
    assert_string_equal(text_cstr(&text), expected);
    assert_int_equal(end_ns, trace_at(trace, trace_count(trace) - 1)->t_ns);
    text_release(&text);
    labels_release(&labels);
    ARRAY_RELEASE(&path);
    trace_free(trace);
}

static void critical_path_of_a_sequence_is_all_of_it(void **state) {
    (void)state;
    expect_path(sample_sequential(3, sample_latency),
                "MainThread waiting for reply 0..300, MainThread waiting for reply 300..420, "
                "MainThread waiting for reply 420..900");
}

static void critical_path_of_a_gather_is_its_slowest_call(void **state) {
    (void)state;
    expect_path(sample_concurrent(10, sample_latency), "fetch(6) waiting for reply 0..600");
}

static void critical_path_goes_through_whoever_blocked_the_loop(void **state) {
    (void)state;
    expect_path(sample_blocking(), "rude() sleeping 0..200, rude() LOOP BLOCKED 200..1200, "
                                   "polite() sleeping 1200..1500");
}

/* On a real clock a step begins a little after the one before it has ended. */
static void critical_path_goes_through_whoever_had_the_loop_just_before(void **state) {
    (void)state;
    Trace *trace = sample_begin("real.py");
    uint32_t main = sample_main_task(trace);
    uint32_t a = trace_add_task(trace, 0, NULL, 2, "busy()", main, 0, 1);
    uint32_t b = trace_add_task(trace, 0, NULL, 3, "ready()", main, 0, 1);
    sample_add(trace, 1 * MS, TRACE_SUSPEND, TRACE_FOR_GATHER, main, TRACE_NOBODY, 2, 2);
    sample_add(trace, 2 * MS, TRACE_STEP, TRACE_FOR_NONE, a, TRACE_NOBODY, 5, 0);
    sample_add(trace, 9 * MS, TRACE_SUSPEND, TRACE_FOR_SLEEP, a, TRACE_NOBODY, 6, 10 * MS);
    sample_add(trace, 11 * MS, TRACE_STEP, TRACE_FOR_NONE, b, TRACE_NOBODY, 7, 0);
    sample_add(trace, 20 * MS, TRACE_DONE, TRACE_FOR_NONE, b, TRACE_NOBODY, 8, 0);
    sample_add(trace, 20 * MS, TRACE_LOOP_END, TRACE_FOR_NONE, 0, b, 14, 0);
    trace_finish(trace, 20 * MS, 0);
    expect_path(trace, "main() running 0..1, busy() ready 1..2, busy() running 2..9, "
                       "ready() ready 9..11, ready() running 11..20");
}

static void critical_path_follows_a_lock_to_its_holder(void **state) {
    (void)state;
    Trace *trace = sample_begin("lock.py");
    uint32_t a = sample_main_task(trace);
    uint32_t b = trace_add_task(trace, 0, NULL, 2, "holder()", a, 0, 1);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_YIELD, a, TRACE_NOBODY, 2, 0);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, b, TRACE_NOBODY, 5, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_SLEEP, b, TRACE_NOBODY, 6, 100 * MS);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, a, TRACE_NOBODY, 2, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_LOCK, a, TRACE_NOBODY, 3, 1);
    sample_add(trace, 100 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, b, TRACE_NOBODY, 6, 100 * MS);
    sample_add(trace, 100 * MS, TRACE_STEP, TRACE_FOR_NONE, b, TRACE_NOBODY, 6, 0);
    sample_add(trace, 100 * MS, TRACE_WAKE, TRACE_FOR_LOCK, a, b, 3, 1);
    sample_add(trace, 100 * MS, TRACE_DONE, TRACE_FOR_NONE, b, TRACE_NOBODY, 7, 0);
    sample_add(trace, 100 * MS, TRACE_STEP, TRACE_FOR_NONE, a, TRACE_NOBODY, 3, 0);
    sample_add(trace, 100 * MS, TRACE_SUSPEND, TRACE_FOR_SLEEP, a, TRACE_NOBODY, 4, 150 * MS);
    sample_add(trace, 150 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, a, TRACE_NOBODY, 4, 150 * MS);
    sample_add(trace, 150 * MS, TRACE_STEP, TRACE_FOR_NONE, a, TRACE_NOBODY, 4, 0);
    sample_add(trace, 150 * MS, TRACE_DONE, TRACE_FOR_NONE, a, TRACE_NOBODY, 4, 0);
    sample_add(trace, 150 * MS, TRACE_LOOP_END, TRACE_FOR_NONE, 0, a, 9, 0);
    trace_finish(trace, 150 * MS, 0);
    expect_path(trace, "holder() sleeping 0..100, main() sleeping 100..150");
}

static void expect_slacks(Trace *trace, const char *expected) {
    Slacks slacks;
    Text text = {0};
    critical_path_slacks(&slacks, trace);
    for (size_t i = 0; i < slacks.count; i++) {
        const WaitSlack *slack = &slacks.items[i];
        text_printf(&text, "%s%u: %lld..%lld +%lld", i > 0 ? ", " : "", (unsigned)slack->lane,
                    (long long)(slack->start_ns / MS), (long long)(slack->end_ns / MS),
                    (long long)(slack->slack_ns / MS));
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
    ARRAY_RELEASE(&slacks);
    trace_free(trace);
}

static void slack_is_what_the_slowest_call_leaves_to_the_others(void **state) {
    (void)state;
    expect_slacks(sample_concurrent(3, sample_latency),
                  "2: 0..300 +180, 3: 0..120 +360, 4: 0..480 +0");
}

static void a_sequence_has_no_slack(void **state) {
    (void)state;
    expect_slacks(sample_sequential(2, sample_latency), "0: 0..300 +0, 0: 300..420 +0");
}

static void slack_counts_on_a_loop_that_is_blocked_anyway(void **state) {
    (void)state;
    expect_slacks(sample_blocking(), "2: 0..200 +0, 3: 0..500 +700, 5: 0..100 +1400, "
                                     "2: 200..1200 +0, 3: 1200..1500 +0");
}

static void critical_path_survives_events_that_make_no_sense(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    trace_add_task(trace, 0, NULL, 1, "f", TRACE_NOBODY, 0, 0);
    for (int64_t t = 0; t < 40; t++) {
        for (int kind = 0; kind < TRACE_KIND_COUNT; kind++) {
            if (kind != TRACE_THREAD && kind != TRACE_CREATED) {
                sample_add(trace, t, (TraceKind)kind, (TraceReason)(t % TRACE_REASON_COUNT),
                           (uint32_t)((t * 7 + kind) % 2), (uint32_t)(t % 2), 1, t - 20);
            }
        }
    }
    CriticalPath path;
    Slacks slacks;
    critical_path_find(&path, trace);
    critical_path_slacks(&slacks, trace);
    ARRAY_RELEASE(&path);
    ARRAY_RELEASE(&slacks);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(critical_path_of_a_sequence_is_all_of_it),
        cmocka_unit_test(critical_path_of_a_gather_is_its_slowest_call),
        cmocka_unit_test(critical_path_goes_through_whoever_blocked_the_loop),
        cmocka_unit_test(critical_path_goes_through_whoever_had_the_loop_just_before),
        cmocka_unit_test(critical_path_follows_a_lock_to_its_holder),
        cmocka_unit_test(slack_is_what_the_slowest_call_leaves_to_the_others),
        cmocka_unit_test(a_sequence_has_no_slack),
        cmocka_unit_test(slack_counts_on_a_loop_that_is_blocked_anyway),
        cmocka_unit_test(critical_path_survives_events_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
