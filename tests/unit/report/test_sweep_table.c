#include "report/sweep_table.h"
#include "unit/unit.h"

#include <string.h>

#define HEADER "point,program,N,seed,exit_code,makespan\n"

static Status read_text(SweepTable *table, const char *text, size_t lines_each, size_t *used,
                        Error *error) {
    return sweep_table_read(table, "t.csv", text, strlen(text), lines_each, used, error);
}

static bool keep(void *context, const char *bytes, size_t length) {
    text_append(context, bytes, length);
    return true;
}

static void shards_in_any_order_make_one_table(void **state) {
    (void)state;
    SweepTable table = {0};
    Error error;
    assert_int_equal(read_text(&table, HEADER "2,a.py,3,0,0,1\n", 0, NULL, &error), STATUS_OK);
    assert_int_equal(read_text(&table, HEADER, 0, NULL, &error), STATUS_OK);
    assert_int_equal(read_text(&table, HEADER "0,\"a\n\"\"1,2\"\".py\",1,0,0,1\n1,a.py,2,0,0,1\n",
                               0, NULL, &error),
                     STATUS_OK);
    assert_int_equal(sweep_table_order(&table, 0, &error), STATUS_OK);
    Text written = {0};
    ReportSink sink = {.write = keep, .context = &written};
    sweep_table_write(&sink, &table);
    assert_true(report_sink_end(&sink));
    assert_string_equal(text_cstr(&written),
                        HEADER "0,\"a\n\"\"1,2\"\".py\",1,0,0,1\n1,a.py,2,0,0,1\n2,a.py,3,0,0,1\n");
    text_release(&written);
    sweep_table_release(&table);
}

static void expect_refused(const char *const *texts, size_t count, const char *message) {
    SweepTable table = {0};
    Error error;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = read_text(&table, texts[i], 0, NULL, &error);
    }
    status = status == STATUS_OK ? sweep_table_order(&table, 0, &error) : status;
    assert_int_equal(status, STATUS_USAGE);
    assert_non_null(strstr(error.text, message));
    sweep_table_release(&table);
}

static void what_is_no_whole_sweep_is_refused(void **state) {
    (void)state;
    expect_refused((const char *const[]){HEADER "0,a,1,0,0,1\n", HEADER "0,a,1,0,0,1\n"}, 2,
                   "point 0 is there twice");
    expect_refused((const char *const[]){HEADER "0,a,1,0,0,1\n2,a,1,0,0,1\n"}, 1,
                   "point 1 is missing");
    expect_refused((const char *const[]){HEADER "1,a,1,0,0,1\n"}, 1, "point 0 is missing");
    expect_refused((const char *const[]){HEADER, "point,program,M\n"}, 2, "its columns differ");
    expect_refused((const char *const[]){"run,engine\n"}, 1, "not the .csv of a sweep");
    expect_refused((const char *const[]){""}, 1, "not the .csv of a sweep");
    expect_refused((const char *const[]){HEADER "x,a,1\n"}, 1, "there is no row of a sweep");
    expect_refused((const char *const[]){HEADER "0,a,1,0,0"}, 1, "there is no row of a sweep");
}

/* What a kill leaves: every prefix of a file gives the points that are whole in it. */
static void a_file_may_end_anywhere(void **state) {
    (void)state;
    static const char TEXT[] = HEADER "7,a,1,0,0,1\n7,b,1,0,0,1\n3,a,1,0,0,1\n3,\"b\n\",1,0,0,1\n";
    size_t header = strlen(HEADER), first = header + 24, whole = strlen(TEXT);
    for (size_t length = header; length <= whole; length++) {
        SweepTable table = {0};
        Error error;
        size_t used;
        assert_int_equal(sweep_table_read(&table, "t.csv", TEXT, length, 2, &used, &error),
                         STATUS_OK);
        size_t points = length < first ? 0 : length < whole ? 1 : 2;
        assert_int_equal(table.points.count, points);
        assert_int_equal(used, points == 0 ? header : points == 1 ? first : whole);
        sweep_table_release(&table);
    }
}

static void fields_lose_their_quotes(void **state) {
    (void)state;
    static const char LINE[] = "1,\"a,\"\"b\"\"\nc\",,x\n";
    SweepTableFields fields;
    assert_int_equal(sweep_table_record(LINE, strlen(LINE)), strlen(LINE));
    sweep_table_fields(LINE, strlen(LINE), &fields);
    assert_int_equal(fields.items.count, 4);
    assert_string_equal(fields.items.items[1], "a,\"b\"\nc");
    assert_string_equal(fields.items.items[2], "");
    assert_string_equal(fields.items.items[3], "x");
    sweep_table_fields_release(&fields);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_in_any_order_make_one_table),
        cmocka_unit_test(what_is_no_whole_sweep_is_refused),
        cmocka_unit_test(a_file_may_end_anywhere),
        cmocka_unit_test(fields_lose_their_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
