#include "report/summary.h"

#include "base/utf8.h"
#include "unit/golden.h"
#include "unit/samples.h"
#include "unit/unit.h"

static void append_summary(Text *text, const ReportStyle *style, Trace *trace) {
    Spans spans;
    Metrics metrics;
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    summary_append(text, style, trace, &spans, &metrics);
    spans_release(&spans);
    trace_free(trace);
}

static void expect_summary(const char *golden, Trace *trace) {
    ReportStyle style = {.width = 80};
    Text text = {0};
    append_summary(&text, &style, trace);
    expect_golden(golden, text_cstr(&text));
    text_release(&text);
}

static void summary_has_the_figures_of_a_run(void **state) {
    (void)state;
    expect_summary("summary_sequential.txt", sample_sequential(10, sample_latency));
    expect_summary("summary_concurrent.txt", sample_concurrent(10, sample_latency));
}

static void summary_names_what_blocked_the_loop(void **state) {
    (void)state;
    expect_summary("summary_blocking.txt", sample_blocking());
}

static void summary_of_a_run_without_waits_is_short(void **state) {
    (void)state;
    Trace *trace = sample_begin("hello.py");
    trace_finish(trace, 0, 0);
    expect_summary("summary_hello.txt", trace);
}

static void summary_says_that_its_numbers_are_simulated(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    assert_string_equal(summary_kind_of_numbers(trace), "simulated");
    trace_set_info(trace, "a.py", "", "", "real", 0);
    assert_string_equal(summary_kind_of_numbers(trace), "measured");
    trace_free(trace);
}

static void summary_fits_narrow_terminals_and_ascii(void **state) {
    (void)state;
    for (int width = TERMINAL_WIDTH_MIN; width < 100; width += 5) {
        ReportStyle style = {.width = width, .ascii = true};
        Text text = {0};
        append_summary(&text, &style, sample_blocking());
        for (char *line = strtok(text.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            if (utf8_columns(line) > width) {
                fail_msg("wider than %d: %s", width, line);
            }
            for (const char *at = line; *at != '\0'; at++) {
                assert_true((unsigned char)*at < 0x80);
            }
        }
        text_release(&text);
    }
}

static void narration_has_a_line_for_each_event_with_its_time(void **state) {
    (void)state;
    ReportStyle style = {.width = 80};
    Trace *trace = sample_concurrent(3, sample_latency);
    Text text = {0};
    summary_append_narration(&text, &style, trace);
    expect_golden("narration_concurrent.txt", text_cstr(&text));
    text_release(&text);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary_has_the_figures_of_a_run),
        cmocka_unit_test(summary_names_what_blocked_the_loop),
        cmocka_unit_test(summary_of_a_run_without_waits_is_short),
        cmocka_unit_test(summary_says_that_its_numbers_are_simulated),
        cmocka_unit_test(summary_fits_narrow_terminals_and_ascii),
        cmocka_unit_test(narration_has_a_line_for_each_event_with_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
