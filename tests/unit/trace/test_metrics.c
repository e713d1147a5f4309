#include "trace/metrics.h"

#include "unit/samples.h"
#include "unit/unit.h"

static Metrics metrics_of(Trace *trace) {
    Spans spans;
    Metrics metrics;
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    spans_release(&spans);
    trace_free(trace);
    return metrics;
}

static void metrics_of_calls_one_after_another(void **state) {
    (void)state;
    Metrics m = metrics_of(sample_sequential(10, sample_latency));
    assert_int_equal(m.makespan_ns, 2970 * MS);
    assert_int_equal(m.waits, 10);
    assert_int_equal(m.waits_sum_ns, 2970 * MS);
    assert_int_equal(m.waits_covered_ns, 2970 * MS);
    assert_int_equal(m.in_flight_max, 1);
    assert_int_equal(m.busy_ns, 0);
    assert_false(m.has_loop);
    assert_int_equal(m.loop_time_ns, 0);
    assert_int_equal(m.requests, 10);
    assert_int_equal(m.responses, 10);
    assert_int_equal(m.latency.p50, 260 * MS);
    assert_int_equal(m.latency.p95, 600 * MS);
    assert_int_equal(m.latency.max, 600 * MS);
}

static void metrics_of_calls_all_at_once(void **state) {
    (void)state;
    Metrics m = metrics_of(sample_concurrent(10, sample_latency));
    assert_int_equal(m.makespan_ns, 600 * MS);
    assert_int_equal(m.waits_sum_ns, 2970 * MS);
    assert_int_equal(m.waits_covered_ns, 600 * MS);
    assert_int_equal(m.in_flight_max, 10);
    assert_int_equal(m.tasks, 11);
    assert_int_equal(m.steps, 22);
    assert_true(m.has_loop);
    assert_int_equal(m.loop_time_ns, 600 * MS);
    assert_int_equal(m.loop_busy_ns, 0);
    assert_int_equal(m.scheduling_delay.count, 22);
    assert_int_equal(m.scheduling_delay.max, 0);
}

static void metrics_of_a_blocked_loop(void **state) {
    (void)state;
    Metrics m = metrics_of(sample_blocking());
    assert_int_equal(m.loop_time_ns, 1500 * MS);
    assert_int_equal(m.loop_busy_ns, 1000 * MS);
    assert_int_equal(m.loop_blocked_ns, 1000 * MS);
    /* 200, 1000 (blocking), 500, 300, 100: the wait for the lock is a consequence. */
    assert_int_equal(m.waits, 5);
    assert_int_equal(m.waits_sum_ns, 2100 * MS);
    assert_int_equal(m.in_flight_max, 3);
    assert_int_equal(m.scheduling_delay.max, 700 * MS);
}

static void metrics_count_waits_that_touch_as_one_after_another(void **state) {
    (void)state;
    Metrics m = metrics_of(sample_sequential(3, sample_second));
    assert_int_equal(m.in_flight_max, 1);
    assert_int_equal(m.waits_covered_ns, 3000 * MS);
}

static void metrics_of_nothing_are_zero(void **state) {
    (void)state;
    Metrics m = metrics_of(sample_begin("a.py"));
    assert_int_equal(m.makespan_ns, 0);
    assert_int_equal(m.waits, 0);
    assert_int_equal(m.latency.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_of_calls_one_after_another),
        cmocka_unit_test(metrics_of_calls_all_at_once),
        cmocka_unit_test(metrics_of_a_blocked_loop),
        cmocka_unit_test(metrics_count_waits_that_touch_as_one_after_another),
        cmocka_unit_test(metrics_of_nothing_are_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
