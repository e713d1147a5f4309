#include "report/spread.h"
#include "unit/unit.h"

#include <string.h>

#define MS INT64_C(1000000)

static const ReportStyle PLAIN = {.width = 60, .color = TERMINAL_COLOR_NONE};
static const ReportStyle ASCII = {.width = 60, .ascii = true, .color = TERMINAL_COLOR_NONE};

static void expect_text(const ReportStyle *style, int64_t *values, size_t count,
                        const char *expected) {
    Spread spread = spread_of(values, count);
    Text text = {0};
    spread_append(&text, style, &spread, values, count);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void the_figures_are_those_of_the_sorted_values(void **state) {
    (void)state;
    int64_t values[100];
    for (int i = 0; i < 100; i++) {
        values[i] = (i * 37 % 100 + 1) * MS; /* 1 to 100 ms, shuffled */
    }
    Spread spread = spread_of(values, 100);
    assert_int_equal(spread.min_ns, 1 * MS);
    assert_int_equal(spread.median_ns, 50 * MS + MS / 2);
    assert_int_equal(spread.mean_ns, 50 * MS + MS / 2);
    assert_int_equal(spread.p95_ns, 95 * MS);
    assert_int_equal(spread.max_ns, 100 * MS);
    int64_t three[] = {9, 1, 2};
    spread = spread_of(three, 3);
    assert_int_equal(spread.median_ns, 2);
    assert_int_equal(spread.mean_ns, 4);
    assert_int_equal(spread.p95_ns, 9);
}

static void long_runs_do_not_overflow(void **state) {
    (void)state;
    int64_t values[] = {INT64_MAX, INT64_MAX, INT64_MAX - 3};
    Spread spread = spread_of(values, 3);
    assert_int_equal(spread.mean_ns, INT64_MAX - 1);
    assert_int_equal(spread.median_ns, INT64_MAX);
    Text text = {0};
    spread_append(&text, &PLAIN, &spread, values, 3);
    assert_non_null(strstr(text_cstr(&text), "max"));
    text_release(&text);
    int64_t wide[] = {0, INT64_MAX};
    spread = spread_of(wide, 2);
    spread_append(&text, &PLAIN, &spread, wide, 2);
    assert_non_null(strstr(text_cstr(&text), "█ 1"));
    text_release(&text);
}

static void one_makespan_needs_no_histogram(void **state) {
    (void)state;
    int64_t values[] = {5 * MS, 5 * MS};
    expect_text(&PLAIN, values, 2, " makespan   5.0 ms in every run\n");
    expect_text(&PLAIN, values, 1, " makespan   5.0 ms\n");
}

static void the_histogram_has_round_steps_and_shows_the_smallest_bar(void **state) {
    (void)state;
    int64_t values[500];
    for (int i = 0; i < 500; i++) {
        values[i] = i == 0 ? 150 * MS : i < 300 ? 105 * MS : 112 * MS;
    }
    expect_text(&ASCII, values, 500,
                " makespan   min 105.0 ms   median 105.0 ms   mean 107.9 ms   p95 112.0 ms   "
                "max 150.0 ms\n\n"
                "   105.0 ms  #################################### 299\n"
                "   110.0 ms  ######################### 200\n"
                "   115.0 ms  0\n"
                "   120.0 ms  0\n"
                "   125.0 ms  0\n"
                "   130.0 ms  0\n"
                "   135.0 ms  0\n"
                "   140.0 ms  0\n"
                "   145.0 ms  0\n"
                "   150.0 ms  # 1\n");
    int64_t small[] = {1500, 2500};
    expect_text(&PLAIN, small, 2,
                " makespan   min 1.5 µs   median 2.0 µs   mean 2.0 µs   p95 2.5 µs   max 2.5 µs\n\n"
                "     1.5 µs  ████████████████████████████████████ 1\n"
                "     1.6 µs  0\n     1.7 µs  0\n     1.8 µs  0\n     1.9 µs  0\n     2.0 µs  0\n"
                "     2.1 µs  0\n     2.2 µs  0\n     2.3 µs  0\n     2.4 µs  0\n"
                "     2.5 µs  ████████████████████████████████████ 1\n");
}

static void rows_that_differ_little_have_labels_that_differ(void **state) {
    (void)state;
    int64_t values[] = {1500 * MS, 1500 * MS, 1502 * MS};
    expect_text(
        &ASCII, values, 3,
        " makespan   min 1.500 s   median 1.500 s   mean 1.501 s   p95 1.502 s   max 1.502 s\n\n"
        "        1.500 s  ################################ 2\n"
        "     1.500200 s  0\n     1.500400 s  0\n     1.500600 s  0\n     1.500800 s  0\n"
        "        1.501 s  0\n"
        "     1.501200 s  0\n     1.501400 s  0\n     1.501600 s  0\n     1.501800 s  0\n"
        "        1.502 s  ################ 1\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_are_those_of_the_sorted_values),
        cmocka_unit_test(long_runs_do_not_overflow),
        cmocka_unit_test(one_makespan_needs_no_histogram),
        cmocka_unit_test(rows_that_differ_little_have_labels_that_differ),
        cmocka_unit_test(the_histogram_has_round_steps_and_shows_the_smallest_bar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
