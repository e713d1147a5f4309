#include "report/sweep_chart.h"

#include "unit/golden.h"
#include "unit/unit.h"

#include <string.h>

#define MS INT64_C(1000000)

/* Two programs that send 64 requests, 1 to 256 at a time, with three seeds; the second fails once.
 */
static void make_table(SweepTable *table) {
    static const char *const NAMES[] = {"CONCURRENCY", "latency"};
    sweep_table_append_header(&table->header, NAMES, 2);
    uint64_t point = 0;
    for (int64_t at_once = 1; at_once <= 256; at_once *= 2) {
        for (int64_t seed = 0; seed < 3; seed++, point++) {
            Text lines = {0}, value = {0};
            text_printf(&value, "%d", (int)at_once);
            const char *values[] = {text_cstr(&value), "normal(100ms, 30ms)"};
            for (int program = 0; program < 2; program++) {
                int64_t in_flight = at_once < 64 ? at_once : 64;
                Metrics metrics = {.waits_sum_ns = (6400 + 100 * seed) * MS,
                                   .in_flight_max = in_flight,
                                   .makespan_ns =
                                       (6400 / in_flight + 60 * seed) * MS + program * 150 * MS};
                SweepTableLine line = {.point = point,
                                       .seed = (uint64_t)seed,
                                       .program = program == 0 ? "pool.py" : "<\"slots\">.py",
                                       .values = values,
                                       .value_count = 2,
                                       .exit_code = program == 1 && point == 4 ? 1 : 0,
                                       .run = &metrics,
                                       .first = &metrics};
                sweep_table_append_line(&lines, &line);
            }
            sweep_table_add(table, point, text_cstr(&lines), lines.length);
            text_release(&lines);
            text_release(&value);
        }
    }
}

static void a_chart_shows_lines_bands_limits_and_knees(void **state) {
    (void)state;
    SweepTable table = {0};
    Error error;
    Text text = {0};
    make_table(&table);
    assert_int_equal(sweep_chart_check(&table, &error), STATUS_OK);
    assert_int_equal(sweep_chart_append_svg(&text, &table, &error), STATUS_OK);
    expect_golden("sweep_chart.svg", text_cstr(&text));
    assert_non_null(strstr(text_cstr(&text), "knee: 64, "));
    assert_non_null(strstr(text_cstr(&text), "3 seeds: median, 5th to 95th percentile"));
    assert_non_null(strstr(text_cstr(&text), "without 1 run that failed"));
    text_release(&text);
    sweep_table_release(&table);
}

static void a_page_holds_the_chart_and_its_numbers(void **state) {
    (void)state;
    SweepTable table = {0};
    Error error;
    Text text = {0};
    make_table(&table);
    assert_int_equal(sweep_chart_append_html(&text, &table, "meanwhile sweep <&>", &error),
                     STATUS_OK);
    assert_non_null(strstr(text_cstr(&text), "<svg "));
    assert_non_null(strstr(text_cstr(&text), "<code>meanwhile sweep &lt;&amp;></code>"));
    assert_non_null(strstr(text_cstr(&text), "<td>64 (knee)</td>"));
    assert_null(strstr(text_cstr(&text), "<\"slots\">"));
    text_release(&text);
    sweep_table_release(&table);
}

static void expect_refused(const char *name, const char *const *values, size_t count,
                           const char *message) {
    SweepTable table = {0};
    Error error;
    sweep_table_append_header(&table.header, &name, 1);
    for (size_t i = 0; i < count; i++) {
        Text line = {0};
        SweepTableLine row = {
            .point = i, .program = "a.py", .values = &values[i], .value_count = 1};
        sweep_table_append_line(&line, &row);
        sweep_table_add(&table, i, text_cstr(&line), line.length);
        text_release(&line);
    }
    assert_int_equal(sweep_chart_check(&table, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, message));
    sweep_table_release(&table);
}

static void what_cannot_be_a_chart_is_refused(void **state) {
    (void)state;
    expect_refused("N", (const char *const[]){"1"}, 1, "no parameter has several numbers");
    expect_refused("N", (const char *const[]){"10ms", "1s"}, 2, "no parameter has several numbers");
    expect_refused("N", (const char *const[]){"a", "b"}, 2, "no parameter has several numbers");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chart_shows_lines_bands_limits_and_knees),
        cmocka_unit_test(a_page_holds_the_chart_and_its_numbers),
        cmocka_unit_test(what_cannot_be_a_chart_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
