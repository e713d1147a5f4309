#include "trace/chrome_import.h"

#include "trace/labels.h"
#include "trace/spans.h"
#include "unit/unit.h"

#include <string.h>

/* What was read of a file with these events. */
typedef struct Case {
    Trace *trace;
    Spans spans;
    Labels labels;
} Case;

static Case read_events(const char *events) {
    Case c = {0};
    Text text = {0};
    Error error;
    text_printf(&text, "{\"traceEvents\": [%s]}", events);
    assert_int_equal(chrome_import_parse("x.json", text_cstr(&text), text.length, &c.trace, &error),
                     STATUS_OK);
    text_release(&text);
    spans_derive(&c.spans, c.trace);
    labels_init(&c.labels, c.trace);
    return c;
}

static void release(Case *c) {
    labels_release(&c->labels);
    spans_release(&c->spans);
    trace_free(c->trace);
}

static void expect_span(const Case *c, uint32_t lane, size_t number, SpanState state,
                        int64_t start_ns, int64_t end_ns) {
    const LaneSpans *spans = &c->spans.lanes[lane];
    assert_true(number < spans->count);
    const Span *span = &c->spans.items[spans->first + number];
    assert_int_equal(span->state, state);
    assert_int_equal(span->start_ns, start_ns);
    assert_int_equal(span->end_ns, end_ns);
}

static void chrome_import_makes_a_lane_of_each_thread_and_a_state_of_each_slice(void **state) {
    (void)state;
    Case c = read_events(
        "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":7,\"args\":{\"name\":\"one\"}},"
        "{\"ph\":\"X\",\"name\":\"sleeping\",\"pid\":1,\"tid\":7,\"ts\":10.5,\"dur\":2},"
        "{\"ph\":\"X\",\"name\":\"LOOP BLOCKED\",\"pid\":1,\"tid\":8,\"ts\":11,\"dur\":1},"
        "{\"ph\":\"X\",\"name\":\"parse\",\"pid\":1,\"tid\":7,\"ts\":14,\"dur\":1}");
    assert_int_equal(c.spans.lane_count, 3);
    assert_false(c.spans.lanes[TRACE_MAIN].has_begun);
    expect_span(&c, 1, 0, SPAN_SLEEPING, 0, 2000);
    expect_span(&c, 1, 1, SPAN_IDLE, 2000, 3500);
    expect_span(&c, 1, 2, SPAN_RUNNING, 3500, 4500);
    expect_span(&c, 2, 0, SPAN_BLOCKED, 500, 1500);
    Text label = {0};
    labels_append(&c.labels, 1, &label);
    assert_string_equal(text_cstr(&label), "one");
    text_clear(&label);
    labels_append(&c.labels, 2, &label);
    assert_string_equal(text_cstr(&label), "thread 8");
    text_release(&label);
    release(&c);
}

static void chrome_import_shows_the_innermost_of_nested_slices(void **state) {
    (void)state;
    Case c = read_events(
        "{\"ph\":\"B\",\"name\":\"a\",\"ts\":0},{\"ph\":\"B\",\"name\":\"ready\",\"ts\":1},"
        "{\"ph\":\"E\",\"ts\":2},{\"ph\":\"E\",\"ts\":3},{\"ph\":\"E\",\"ts\":4},"
        "{\"ph\":\"B\",\"name\":\"idle\",\"ts\":5}");
    expect_span(&c, 1, 0, SPAN_RUNNING, 0, 1000);
    expect_span(&c, 1, 1, SPAN_READY, 1000, 2000);
    expect_span(&c, 1, 2, SPAN_RUNNING, 2000, 3000);
    expect_span(&c, 1, 3, SPAN_IDLE, 3000, 5000);
    release(&c);
}

static void chrome_import_takes_a_gap_of_a_nanosecond_for_none(void **state) {
    (void)state;
    Case c = read_events("{\"ph\":\"X\",\"name\":\"sleeping\",\"ts\":0,\"dur\":0.999},"
                         "{\"ph\":\"X\",\"name\":\"running\",\"ts\":1,\"dur\":1}");
    assert_int_equal(c.spans.lanes[1].count, 2);
    expect_span(&c, 1, 0, SPAN_SLEEPING, 0, 1000);
    expect_span(&c, 1, 1, SPAN_RUNNING, 1000, 2000);
    release(&c);
}

static void chrome_import_knows_its_own_names_of_tasks(void **state) {
    (void)state;
    Case c = read_events(
        "{\"ph\":\"M\",\"name\":\"thread_name\",\"tid\":1,\"args\":{\"name\":\"Task-3 fetch\"}},"
        "{\"ph\":\"M\",\"name\":\"thread_name\",\"tid\":2,\"args\":{\"name\":\"Task-4 fetch\"}},"
        "{\"ph\":\"X\",\"name\":\"running\",\"tid\":1,\"ts\":0,\"dur\":1},"
        "{\"ph\":\"X\",\"name\":\"running\",\"tid\":2,\"ts\":0,\"dur\":1}");
    const TraceLane *lane = &c.trace->lanes.items[2];
    assert_int_equal(lane->number, 4);
    assert_string_equal(trace_string_at(c.trace, lane->call), "fetch");
    Text label = {0};
    labels_append(&c.labels, 2, &label);
    assert_string_equal(text_cstr(&label), "Task-4 fetch");
    text_release(&label);
    release(&c);
}

static void chrome_import_says_which_event_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *message;
    } ROWS[] = {
        {"[", "could not read x.json: line 1: this is not JSON: unexpected token near end of file"},
        {"[{\"ph\":\"X\",\"ts\":0},{\"ph\":\"X\",\"ts\":1e19}]",
         "could not read x.json: event 1: \"ts\" is out of range"},
        {"[{\"ph\":\"XX\"}]", "could not read x.json: event 0: \"ph\" must be a letter"},
        {"{\"a\": 1,\n\"traceEvents\": [{\"ph\":\"i\"},\n{\"ph\":\"i\"}\n{\"ph\":\"i\"}]}",
         "could not read x.json: line 4: this is not JSON: ',' or ']' expected"},
        {"{\"traceEvents\": [{\"ph\":\"X\",\"ts\":0,\"name\":\"a\"}]}\n\nx",
         "could not read x.json: line 3: this is not JSON: end of file expected"},
        {"{\"a\": [{\"b\": [1, 2]}], \"c\" 3}",
         "could not read x.json: line 1: this is not JSON: ':' expected"},
        {"{a: 1}", "could not read x.json: line 1: this is not JSON: a name expected"},
        {"{\"traceEvents\": 7}",
         "could not read x.json: it is no Chrome trace: it has no list \"traceEvents\""},
        {"{\"traceEvents\": [{\"ph\":\"i\",\"name\":\"x\"}, {\"ph\":\"M\"}]}",
         "could not read x.json: none of its 2 events is a slice (\"ph\" X, or B and E)"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Trace *trace = NULL;
        Error error;
        assert_int_equal(
            chrome_import_parse("x.json", ROWS[i].bytes, strlen(ROWS[i].bytes), &trace, &error),
            STATUS_USAGE);
        assert_null(trace);
        assert_string_equal(error.text, ROWS[i].message);
    }
}

static void chrome_import_finds_the_events_among_other_members(void **state) {
    (void)state;
    static const char BYTES[] =
        " {\"otherData\": {\"traceEvents\": [1]}, \"displayTimeUnit\": \"ns\",\n"
        "\"traceEvents\" :[ {\"ph\":\"X\",\"name\":\"a\",\"ts\":1,\"dur\":2.5} ,\n"
        "{\"ph\":\"X\",\"name\":\"b\",\"ts\":9,\"dur\":1}\t] , \"n\": -1.5e3 }\n ";
    Trace *trace = NULL;
    Error error;
    assert_int_equal(chrome_import_parse("x.json", BYTES, strlen(BYTES), &trace, &error),
                     STATUS_OK);
    Spans spans;
    spans_derive(&spans, trace);
    assert_int_equal(spans.items[spans.lanes[1].first].end_ns, 2500);
    spans_release(&spans);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chrome_import_makes_a_lane_of_each_thread_and_a_state_of_each_slice),
        cmocka_unit_test(chrome_import_shows_the_innermost_of_nested_slices),
        cmocka_unit_test(chrome_import_takes_a_gap_of_a_nanosecond_for_none),
        cmocka_unit_test(chrome_import_knows_its_own_names_of_tasks),
        cmocka_unit_test(chrome_import_says_which_event_is_wrong),
        cmocka_unit_test(chrome_import_finds_the_events_among_other_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
