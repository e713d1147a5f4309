#include "report/race_table.h"
#include "unit/golden.h"

static Measured measured(int64_t a_ns, int64_t b_ns, int64_t c_ns) {
    const int64_t samples[] = {a_ns, b_ns, c_ns};
    return measured_of(samples, 3);
}

/* A race of all kinds of rows. */
static RaceTable sample_race(RaceRow rows[4]) {
    const int64_t exact_ns = 500000000;
    rows[0] =
        (RaceRow){.engine = "sim", .version = "", .times = measured_of(&exact_ns, 1), .cpu_ns = -1};
    rows[1] = (RaceRow){.engine = "cpython",
                        .version = "Python 3.11.2",
                        .is_measured = true,
                        .times = measured(543500000, 541000000, 1560300000),
                        .cpu_ns = 35510000,
                        .failed = 2};
    rows[2] =
        (RaceRow){.engine = "node",
                  .version = "",
                  .is_measured = true,
                  .note = "failed: TypeError: \"fetch\" is not a function, and so on | which is "
                          "longer than a line of a terminal"};
    rows[3] = (RaceRow){.engine = "go",
                        .version = "",
                        .is_measured = true,
                        .note = "not installed: go (Debian: golang-go)"};
    return (RaceTable){.client = "aiohttp",
                       .world = "latency 100ms",
                       .calls = 100,
                       .concurrency = 20,
                       .ideal_ns = exact_ns,
                       .seed = 7,
                       .rows = rows,
                       .row_count = 4,
                       .is_partial = true};
}

static void a_race_is_a_table_that_leaves_nobody_out(void **state) {
    (void)state;
    RaceRow rows[4];
    RaceTable table = sample_race(rows);
    ReportStyle style = {.width = 80};
    Text text = {0};
    race_table_append(&text, &style, &table);
    style.ascii = true;
    race_table_append(&text, &style, &table);
    expect_golden("race.txt", text_cstr(&text));
    text_release(&text);
}

static void a_race_is_read_by_other_programs(void **state) {
    (void)state;
    RaceRow rows[4];
    RaceTable table = sample_race(rows);
    Text json = {0}, csv = {0}, markdown = {0};
    race_table_append_json(&json, &table);
    race_table_append_csv(&csv, &table);
    race_table_append_markdown(&markdown, &table);
    expect_golden("race.json", text_cstr(&json));
    expect_golden("race.csv", text_cstr(&csv));
    expect_golden("race.md", text_cstr(&markdown));
    text_release(&json);
    text_release(&csv);
    text_release(&markdown);
}

static void a_race_that_nobody_could_run_has_no_times(void **state) {
    (void)state;
    RaceRow rows[4];
    RaceTable table = sample_race(rows);
    table.rows = &rows[3];
    table.row_count = 1;
    Text text = {0};
    const ReportStyle style = {.width = 80};
    race_table_append(&text, &style, &table);
    assert_non_null(strstr(text_cstr(&text), " go  not installed: go (Debian: golang-go)\n"));
    assert_null(strstr(text_cstr(&text), "Measured times"));
    text_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_race_is_a_table_that_leaves_nobody_out),
        cmocka_unit_test(a_race_is_read_by_other_programs),
        cmocka_unit_test(a_race_that_nobody_could_run_has_no_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
