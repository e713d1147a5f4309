#include "report/compare.h"

#include "unit/golden.h"
#include "unit/samples.h"
#include "unit/unit.h"

enum { RUNS = 4 };

typedef struct Fixture {
    Trace *traces[RUNS];
    Spans spans[RUNS];
    Metrics metrics[RUNS];
    CompareRun runs[RUNS];
} Fixture;

static void set_up(Fixture *fixture) {
    *fixture = (Fixture){.traces = {sample_sequential(10, sample_latency),
                                    sample_concurrent(10, sample_latency), sample_blocking(),
                                    sample_concurrent(300, sample_latency)}};
    static const char *const NAMES[] = {"sequential.py", "concurrent.py", "blocking.py",
                                        "many_more_calls_than_that.py"};
    for (size_t i = 0; i < RUNS; i++) {
        spans_derive(&fixture->spans[i], fixture->traces[i]);
        metrics_compute(&fixture->metrics[i], fixture->traces[i], &fixture->spans[i]);
        fixture->runs[i] = (CompareRun){.name = NAMES[i],
                                        .trace = fixture->traces[i],
                                        .spans = &fixture->spans[i],
                                        .metrics = &fixture->metrics[i]};
    }
}

static void tear_down(Fixture *fixture) {
    for (size_t i = 0; i < RUNS; i++) {
        spans_release(&fixture->spans[i]);
        trace_free(fixture->traces[i]);
    }
}

static void expect_comparison(const char *golden, const ReportStyle *style, const Fixture *fixture,
                              size_t count) {
    Text text = {0};
    compare_append_timelines(&text, style, fixture->runs, count);
    text_append_char(&text, '\n');
    compare_append_table(&text, style, fixture->runs, count);
    expect_golden(golden, text_cstr(&text));
    text_release(&text);
}

static void compare_puts_runs_on_one_axis_and_into_a_table(void **state) {
    (void)state;
    Fixture fixture;
    ReportStyle style = {.width = 80};
    set_up(&fixture);
    expect_comparison("compare_two.txt", &style, &fixture, 2);
    expect_comparison("compare_four.txt", &style, &fixture, 4);
    tear_down(&fixture);
}

static void compare_in_ascii(void **state) {
    (void)state;
    Fixture fixture;
    ReportStyle style = {.width = 80, .ascii = true};
    set_up(&fixture);
    expect_comparison("compare_two_ascii.txt", &style, &fixture, 2);
    tear_down(&fixture);
}

static void compare_tells_of_programs_that_failed_or_did_not_run(void **state) {
    (void)state;
    Fixture fixture;
    ReportStyle style = {.width = 80};
    set_up(&fixture);
    fixture.runs[0].trace = NULL;
    fixture.runs[0].exit_code = 2;
    fixture.runs[2].exit_code = 1;
    expect_comparison("compare_failed.txt", &style, &fixture, 3);
    tear_down(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare_puts_runs_on_one_axis_and_into_a_table),
        cmocka_unit_test(compare_in_ascii),
        cmocka_unit_test(compare_tells_of_programs_that_failed_or_did_not_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
