#include "trace/jsonl.h"

#include "trace/saved_trace.h"
#include "unit/golden.h"
#include "unit/samples.h"
#include "unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

static void expect_round_trip(Trace *trace) {
    Text first = {0}, second = {0};
    Trace *read = NULL;
    Error error;
    jsonl_append(trace, &first);
    if (jsonl_parse("a.jsonl", text_cstr(&first), first.length, &read, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    jsonl_append(read, &second);
    assert_string_equal(text_cstr(&first), text_cstr(&second));
    assert_int_equal(trace_count(trace), trace_count(read));
    for (size_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *a = trace_at(trace, i), *b = trace_at(read, i);
        assert_int_equal(a->t_ns, b->t_ns);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->reason, b->reason);
        assert_int_equal(a->lane, b->lane);
    }
    trace_free(read);
    trace_free(trace);
    text_release(&first);
    text_release(&second);
}

static void jsonl_reads_what_it_wrote_byte_for_byte(void **state) {
    (void)state;
    expect_round_trip(sample_sequential(3, sample_latency));
    expect_round_trip(sample_concurrent(12, sample_latency));
    expect_round_trip(sample_blocking());
}

static void jsonl_round_trips_hostile_text(void **state) {
    (void)state;
    Trace *trace = sample_begin("\"quoted\"\\ \x01\x7f é 漢 \xff.py");
    trace_add_task(trace, 0, "Task-007", 0, "f('\n\t\"')", 0, 0, 1);
    trace_add_task(trace, 0, "Task-3", 0, "", 0, 0, 0);
    trace_add_print(trace, 5, 0, 1, 2, "\xc3\x28 \xed\xa0\x80", 6);
    trace_finish(trace, 5, 0);
    expect_round_trip(trace);
}

static void jsonl_round_trips_clients_of_the_world(void **state) {
    (void)state;
    Trace *trace = sample_begin("x.py");
    uint32_t lane = trace_add_client(trace, 0, "client 1", "load a.org/x");
    int64_t request = trace_add_request(trace, 0, lane, 0, "GET http://a.org/x");
    sample_add(trace, 0, TRACE_PHASE, (TraceReason)TRACE_PHASE_SERVICE, lane, TRACE_NOBODY, 0,
               request);
    sample_add(trace, 5, TRACE_RESPONSE, TRACE_FOR_NONE, lane, 200, 0, request);
    sample_add(trace, 5, TRACE_CLIENT_END, TRACE_FOR_NONE, lane, TRACE_NOBODY, 0, 0);
    trace_finish(trace, 5, 0);
    expect_round_trip(trace);
}

static void jsonl_has_the_documented_form(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    Text text = {0};
    jsonl_append(trace, &text);
    expect_golden("blocking.jsonl", text_cstr(&text));
    text_release(&text);
    trace_free(trace);
}

#define HEADER                                                                                     \
    "{\"format\": \"meanwhile trace\", \"version\": 1, \"program\": \"a\", \"engine\": \"sim\", "  \
    "\"seed\": 0, \"world\": \"\", \"source\": \"\"}\n"
#define THREAD "{\"t\": 5, \"ev\": \"thread\", \"lane\": 0, \"thread\": \"MainThread\"}\n"
#define TASK                                                                                       \
    "{\"t\": 5, \"ev\": \"created\", \"lane\": 1, \"task\": \"T\", \"call\": \"f\", \"on\": 0}\n"
#define SAYS(line, message) "could not read a.jsonl: line " line ": " message

static void expect_refused(const char *text, const char *message) {
    Trace *trace;
    Error error = {{0}};
    assert_int_not_equal(jsonl_parse("a.jsonl", text, strlen(text), &trace, &error), STATUS_OK);
    assert_null(trace);
    assert_string_equal(error.text, message);
}

static void jsonl_says_in_which_line_what_is_wrong(void **state) {
    (void)state;
    expect_refused("", SAYS("1", "the file is empty"));
    expect_refused("[]\n", SAYS("1", "this is not a JSON object"));
    expect_refused("{\"format\": \"other\"}", SAYS("1", "this is not a trace of meanwhile"));
    expect_refused("{\"format\": \"meanwhile trace\", \"version\": 9}",
                   SAYS("1", "its format has version 9, this program reads version 1"));
    expect_refused("{\"format\": \"meanwhile trace\", \"version\": 1}",
                   SAYS("1", "\"program\" is missing"));
    expect_refused(HEADER "{\"t\": 0}\n", SAYS("2", "\"ev\" is missing"));
    expect_refused(HEADER "{\"t\": 0, \"ev\": \"fly\"}\n", SAYS("2", "no event is called \"fly\""));
    expect_refused(HEADER "{\"t\": \"0\", \"ev\": \"step\"}\n",
                   SAYS("2", "\"t\" must be an integer"));
    expect_refused(HEADER "{\"t\": -1, \"ev\": \"step\"}\n", SAYS("2", "\"t\" is out of range"));
    expect_refused(HEADER "{\"t\": 0, \"ev\": \"step\", \"lane\": 0}\n",
                   SAYS("2", "\"lane\" is out of range"));
    expect_refused(HEADER THREAD "{\"t\": 4, \"ev\": \"step\", \"lane\": 0}\n",
                   SAYS("3", "time goes backwards"));
    expect_refused(HEADER THREAD THREAD, SAYS("3", "lane 0 is there already"));
    expect_refused(HEADER THREAD "{\"t\": 5, \"ev\": \"suspend\", \"lane\": 0, \"for\": \"fun\"}\n",
                   SAYS("3", "nothing waits for \"fun\""));
    expect_refused(HEADER THREAD TASK "{\"t\": 5, \"ev\": \"created\", \"lane\": 2, \"task\": \"x\""
                                      ", \"call\": \"f\", \"on\": 1}\n",
                   SAYS("4", "\"on\" must be the lane of a thread"));
    expect_refused(HEADER THREAD "{\"t\": 5, \"ev\": \"request\", \"lane\": 0, \"call\": \"\", "
                                 "\"request\": 2}\n",
                   SAYS("3", "request 2 is out of order"));
    expect_refused(HEADER THREAD "{\"t\": 5, \"ev\": \"response\", \"lane\": 0, \"status\": 200, "
                                 "\"request\": 1}\n",
                   SAYS("3", "there is no request 1"));
    expect_refused(HEADER "{\"t\": 5, \"ev\": \"exit\", \"code\": 0}\n",
                   SAYS("2", "the first event must be the main thread's beginning"));
    expect_refused(HEADER THREAD "{\"t\": 5, \"t\": 5, \"ev\": \"step\", \"lane\": 0}\n",
                   SAYS("3", "this is not JSON: duplicate object key near '\"t\"'"));
}

static void jsonl_writes_files_whole_or_not_at_all(void **state) {
    (void)state;
    Trace *trace = sample_concurrent(500, sample_latency), *read = NULL;
    char folder[] = "/tmp/test_jsonl.XXXXXX";
    Text path = {0};
    Error error;
    assert_non_null(mkdtemp(folder));
    text_printf(&path, "%s/a.jsonl", folder);
    assert_int_equal(jsonl_write(trace, text_cstr(&path), &error), STATUS_OK);
    assert_int_equal(saved_trace_read(text_cstr(&path), &read, &error), STATUS_OK);
    assert_int_equal(trace_count(read), trace_count(trace));
    assert_int_not_equal(jsonl_write(trace, "/dev/full", &error), STATUS_OK);
    assert_int_not_equal(jsonl_write(trace, folder, &error), STATUS_OK);
    trace_free(read);
    assert_int_not_equal(saved_trace_read("/nonexistent", &read, &error), STATUS_OK);
    unlink(text_cstr(&path));
    assert_int_equal(rmdir(folder), 0);
    text_release(&path);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jsonl_reads_what_it_wrote_byte_for_byte),
        cmocka_unit_test(jsonl_round_trips_hostile_text),
        cmocka_unit_test(jsonl_round_trips_clients_of_the_world),
        cmocka_unit_test(jsonl_has_the_documented_form),
        cmocka_unit_test(jsonl_says_in_which_line_what_is_wrong),
        cmocka_unit_test(jsonl_writes_files_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
