#include "scene/wait_sums.h"

#include "base/random.h"
#include "scene/time_sort.h"
#include "unit/samples.h"
#include "unit/unit.h"

static WaitFigures counted(const Spans *spans, int64_t t_ns) {
    WaitFigures figures = {0};
    for (size_t i = 0; i < spans->count; i++) {
        const Span *span = &spans->items[i];
        if (span_is_external(span) && span->end_ns > span->start_ns && span->start_ns <= t_ns) {
            int64_t length_ns = (span->end_ns < t_ns ? span->end_ns : t_ns) - span->start_ns;
            figures.sum_ns += length_ns;
            figures.longest_ns = length_ns > figures.longest_ns ? length_ns : figures.longest_ns;
            figures.begun++;
            figures.in_flight += span->end_ns > t_ns;
        }
    }
    return figures;
}

static void expect_figures(Trace *trace) {
    Spans spans;
    WaitSums sums;
    spans_derive(&spans, trace);
    wait_sums_init(&sums, &spans);
    for (int64_t t_ns = 0; t_ns <= spans.end_ns; t_ns += 10 * MS) {
        WaitFigures found = wait_sums_at(&sums, t_ns), expected = counted(&spans, t_ns);
        assert_int_equal(found.sum_ns, expected.sum_ns);
        assert_int_equal(found.longest_ns, expected.longest_ns);
        assert_int_equal(found.begun, expected.begun);
        assert_int_equal(found.in_flight, expected.in_flight);
    }
    wait_sums_release(&sums);
    spans_release(&spans);
    trace_free(trace);
}

static void figures_grow_as_counting_every_wait_says(void **state) {
    (void)state;
    expect_figures(sample_sequential(10, sample_latency));
    expect_figures(sample_concurrent(30, sample_latency));
    expect_figures(sample_blocking());
    expect_figures(sample_concurrent(0, sample_latency));
}

static void sorting_by_time_keeps_the_order_of_equals(void **state) {
    (void)state;
    Random random = random_stream(1, "times");
    enum { COUNT = 3000 };
    static TimedItem items[COUNT];
    for (int round = 0; round < 20; round++) {
        int64_t scale = round % 2 == 0 ? 1 : INT64_MAX / 700;
        for (int i = 0; i < COUNT; i++) {
            items[i] = (TimedItem){(int64_t)random_below(&random, 700) * scale, i};
        }
        time_sort(items, COUNT);
        for (int i = 1; i < COUNT; i++) {
            assert_true(items[i - 1].t_ns <= items[i].t_ns);
            assert_true(items[i - 1].t_ns < items[i].t_ns || items[i - 1].value < items[i].value);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_grow_as_counting_every_wait_says),
        cmocka_unit_test(sorting_by_time_keeps_the_order_of_equals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
