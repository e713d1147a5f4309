#include "session/shared_record.h"
#include "unit/unit.h"

#include <string.h>
#include <unistd.h>

#define LINE(t, rest) "{\"t\": " #t ", \"ev\": " rest "}\n"

static SharedRecord recorded(const char *bytes) {
    SharedRecord record;
    Error error;
    assert_int_equal(shared_record_open(&record, &error), STATUS_OK);
    assert_int_equal(pwrite(record.fd, bytes, strlen(bytes), 0), strlen(bytes));
    assert_int_equal(shared_record_read(&record, &error), STATUS_OK);
    return record;
}

static void lines_are_sorted_by_time_and_ties_keep_their_order(void **state) {
    (void)state;
    SharedRecord record = recorded(LINE(0, "\"a\"") LINE(7, "\"c\"") LINE(5, "\"b\"")
                                       LINE(7, "\"d\"") LINE(12, "\"e\""));
    assert_string_equal(text_cstr(&record.lines), LINE(0, "\"a\"") LINE(5, "\"b\"") LINE(7, "\"c\"")
                                                      LINE(7, "\"d\"") LINE(12, "\"e\""));
    assert_int_equal(record.end_ns, 12);
    shared_record_release(&record);
}

static void a_line_that_was_begun_is_left_out_and_the_end_added(void **state) {
    (void)state;
    SharedRecord record = recorded(LINE(0, "\"a\"") LINE(9, "\"b\"") "{\"t\": 11, \"ev\"");
    shared_record_finish(&record, 122, NULL);
    assert_string_equal(text_cstr(&record.lines),
                        LINE(0, "\"a\"") LINE(9, "\"b\"") LINE(9, "\"exit\", \"code\": 122"));
    shared_record_finish(&record, 1, "no"); /* it has an end */
    assert_null(strstr(text_cstr(&record.lines), "limit"));
    shared_record_release(&record);
}

static void a_child_that_recorded_nothing_has_a_main_thread(void **state) {
    (void)state;
    SharedRecord record = recorded("");
    shared_record_finish(&record, 120, "the budget is used up");
    assert_string_equal(text_cstr(&record.lines),
                        LINE(0, "\"thread\", \"lane\": 0, \"thread\": \"MainThread\"") LINE(
                            0, "\"limit\", \"lane\": 0, \"message\": \"the budget is used up\"")
                            LINE(0, "\"exit\", \"code\": 120"));
    assert_int_equal(record.end_ns, 0);
    shared_record_release(&record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_sorted_by_time_and_ties_keep_their_order),
        cmocka_unit_test(a_line_that_was_begun_is_left_out_and_the_end_added),
        cmocka_unit_test(a_child_that_recorded_nothing_has_a_main_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
