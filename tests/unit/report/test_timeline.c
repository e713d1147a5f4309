#include "report/timeline.h"

#include "base/utf8.h"
#include "unit/golden.h"
#include "unit/samples.h"
#include "unit/unit.h"

static void append_timeline(Text *text, const ReportStyle *style, Trace *trace, int rows_max) {
    Spans spans;
    spans_derive(&spans, trace);
    TimelineRun run = {.trace = trace, .spans = &spans};
    timeline_append(text, style, &run, 1, rows_max);
    spans_release(&spans);
    trace_free(trace);
}

static void expect_timeline(const char *golden, const ReportStyle *style, Trace *trace) {
    Text text = {0};
    append_timeline(&text, style, trace, TIMELINE_ROWS_DEFAULT);
    expect_golden(golden, text_cstr(&text));
    text_release(&text);
}

static const ReportStyle PLAIN = {.width = 80};

static void timeline_of_calls_one_after_another(void **state) {
    (void)state;
    expect_timeline("timeline_sequential.txt", &PLAIN, sample_sequential(10, sample_latency));
}

static void timeline_of_calls_all_at_once(void **state) {
    (void)state;
    expect_timeline("timeline_concurrent.txt", &PLAIN, sample_concurrent(10, sample_latency));
}

static void timeline_shows_a_blocked_loop_failure_and_cancellation(void **state) {
    (void)state;
    expect_timeline("timeline_blocking.txt", &PLAIN, sample_blocking());
}

static void timeline_in_ascii_is_ascii(void **state) {
    (void)state;
    ReportStyle style = {.width = 60, .ascii = true};
    Text text = {0};
    append_timeline(&text, &style, sample_blocking(), TIMELINE_ROWS_DEFAULT);
    for (size_t i = 0; i < text.length; i++) {
        assert_true((unsigned char)text.bytes[i] < 0x80);
    }
    text_release(&text);
    expect_timeline("timeline_blocking_ascii.txt", &style, sample_blocking());
}

static void timeline_in_colour_uses_the_palette(void **state) {
    (void)state;
    ReportStyle truecolor = {.width = 60, .color = TERMINAL_COLOR_TRUE};
    expect_timeline("timeline_concurrent_color.txt", &truecolor,
                    sample_concurrent(3, sample_latency));
    ReportStyle cube = {.width = 60, .color = TERMINAL_COLOR_256};
    Text text = {0};
    append_timeline(&text, &cube, sample_blocking(), TIMELINE_ROWS_DEFAULT);
    assert_non_null(strstr(text_cstr(&text), "\033[38;5;"));
    assert_null(strstr(text_cstr(&text), "\033[38;2;"));
    text_release(&text);
}

static void timeline_folds_hundreds_of_lanes(void **state) {
    (void)state;
    expect_timeline("timeline_folded.txt", &PLAIN, sample_concurrent(300, sample_latency));
}

static void expect_label(const char *label, int columns, const char *expected) {
    Text text = {0};
    style_append_label(&PLAIN, &text, label, columns);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void timeline_cuts_names_rather_than_arguments(void **state) {
    (void)state;
    expect_label("fetch(3)", 12, "fetch(3)    ");
    expect_label("fetch_all_pages(3)", 12, "fetch_al…(3)");
    expect_label("fetch('https://api.example.com/')", 12, "fetch('http…");
    expect_label("漢字漢字漢字漢字", 7, "漢字漢…");
}

static void timeline_folds_many_different_coroutines_too(void **state) {
    (void)state;
    Trace *trace = sample_begin("many.py");
    uint32_t main = sample_main_task(trace);
    for (uint32_t i = 0; i < 5000; i++) {
        char call[32];
        snprintf(call, sizeof call, "job_%u()", (unsigned)i);
        trace_add_task(trace, 0, NULL, i + 2, call, main, 0, 2);
    }
    trace_finish(trace, 1000 * MS, 0);
    Text text = {0};
    append_timeline(&text, &PLAIN, trace, TIMELINE_ROWS_DEFAULT);
    size_t lines = 0;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    assert_true(lines <= TIMELINE_ROWS_DEFAULT + 6);
    assert_non_null(strstr(text_cstr(&text), "more others"));
    text_release(&text);
}

static void expect_width(Trace *(*make)(void), int width) {
    ReportStyle style = {.width = width};
    Text text = {0};
    append_timeline(&text, &style, make(), TIMELINE_ROWS_DEFAULT);
    for (char *line = strtok(text.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (utf8_columns(line) > width) {
            fail_msg("wider than %d: %s", width, line);
        }
    }
    text_release(&text);
}

static Trace *make_concurrent(void) {
    return sample_concurrent(10, sample_latency);
}

static Trace *make_folded(void) {
    return sample_concurrent(100, sample_latency);
}

static Trace *make_wide_names(void) {
    Trace *trace = sample_begin("wide.py");
    uint32_t main = sample_main_task(trace);
    trace_add_task(trace, 0, "数値を取得するタスクの名前です", 2, "f()", main, 0, 2);
    trace_add_task(trace, 0, "a\tname\nwith\033[31mcontrols", 3, "f()", main, 0, 2);
    trace_finish(trace, 7, 0);
    return trace;
}

static void timeline_is_never_wider_than_the_terminal(void **state) {
    (void)state;
    for (int width = TERMINAL_WIDTH_MIN; width <= 200; width += 7) {
        expect_width(make_concurrent, width);
        expect_width(sample_blocking, width);
        expect_width(make_folded, width);
        expect_width(make_wide_names, width);
    }
}

static void timeline_has_round_ticks_in_a_unit_that_fits(void **state) {
    (void)state;
    static const int64_t ENDS[] = {
        1,         3,         999,        2500,       60000,           1000000,
        101000000, 999999999, 1000000000, 3600000000, 100 * 1000 * MS, 86400 * 1000 * MS,
        INT64_MAX};
    Text axes = {0};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
        Trace *trace = sample_begin("axis.py");
        trace_finish(trace, ENDS[i], 0);
        Text text = {0};
        append_timeline(&text, &PLAIN, trace, TIMELINE_ROWS_DEFAULT);
        size_t first = strcspn(text.bytes, "\n") + 1;
        size_t second = strcspn(text.bytes + first, "\n") + 1;
        text_append(&axes, text.bytes, first + second);
        text_release(&text);
    }
    expect_golden("axes.txt", text_cstr(&axes));
    text_release(&axes);
}

static void timeline_of_a_run_without_duration_is_empty(void **state) {
    (void)state;
    Text text = {0};
    Trace *trace = sample_begin("a.py");
    trace_finish(trace, 0, 0);
    append_timeline(&text, &PLAIN, trace, TIMELINE_ROWS_DEFAULT);
    assert_int_equal(text.length, 0);
    text_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timeline_of_calls_one_after_another),
        cmocka_unit_test(timeline_of_calls_all_at_once),
        cmocka_unit_test(timeline_shows_a_blocked_loop_failure_and_cancellation),
        cmocka_unit_test(timeline_in_ascii_is_ascii),
        cmocka_unit_test(timeline_in_colour_uses_the_palette),
        cmocka_unit_test(timeline_folds_hundreds_of_lanes),
        cmocka_unit_test(timeline_cuts_names_rather_than_arguments),
        cmocka_unit_test(timeline_folds_many_different_coroutines_too),
        cmocka_unit_test(timeline_is_never_wider_than_the_terminal),
        cmocka_unit_test(timeline_has_round_ticks_in_a_unit_that_fits),
        cmocka_unit_test(timeline_of_a_run_without_duration_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
