#include "sim/har.h"

#include "sim/page.h"
#include "trace/requests.h"
#include "trace/spans.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#define MS INT64_C(1000000)

/* One entry, its times in ms. */
#define ENTRY(start, url, timings)                                                                 \
    "{\"startedDateTime\": \"2024-05-01T12:00:" start "\", \"request\": {\"method\": \"GET\", "    \
    "\"url\": \"" url "\"}, \"response\": {\"status\": 200}, \"timings\": {" timings "}}"
#define ARCHIVE(entries) "{\"log\": {\"version\": \"1.2\", \"entries\": [" entries "]}}"

static Har parse(const char *text) {
    Har har;
    Error error;
    if (har_parse(&har, "a.har", text, strlen(text), &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return har;
}

static void har_reads_what_browsers_export(void **state) {
    (void)state;
    Har har = parse("\xEF\xBB\xBF" ARCHIVE(
        ENTRY("01.250Z", "https://b.org/2?x=1",
              "\"blocked\": 2.5, \"dns\": -1, \"connect\": 30, "
              "\"ssl\": 20, \"send\": 0.25, \"wait\": 100, "
              "\"receive\": 4, \"_queued\": 1") "," //
        ENTRY("02Z", "data:text/plain,x", "") ","   //
        ENTRY("00.5+00:00", "http://a.org:8080/", "\"wait\": 7, \"receive\": 0, \"ssl\": 9")));
    assert_int_equal(har.entries.count, 2);
    assert_int_equal(har.skipped, 1);
    const HarEntry *first = &har.entries.items[0], *second = &har.entries.items[1];
    assert_string_equal(first->url, "http://a.org:8080/");
    assert_string_equal(first->origin, "http://a.org:8080");
    assert_int_equal(first->start_ns, 0);
    assert_int_equal(first->phase_ns[TRACE_PHASE_TLS], 9 * MS);
    assert_int_equal(har_entry_latency_ns(first), 7 * MS);
    assert_int_equal(second->start_ns, 750 * MS);
    assert_int_equal(second->phase_ns[TRACE_PHASE_POOL], 2500000);
    assert_int_equal(second->phase_ns[TRACE_PHASE_DNS], 0);
    assert_int_equal(second->phase_ns[TRACE_PHASE_CONNECT], 10 * MS);
    assert_int_equal(second->phase_ns[TRACE_PHASE_TLS], 20 * MS);
    assert_int_equal(second->phase_ns[TRACE_PHASE_SEND], 250000);
    assert_int_equal(har_entry_latency_ns(second), 104250000);
    assert_int_equal(har_entry_length_ns(second), 136750000);
    har_release(&har);
}

static void har_refuses_hostile_files(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } list[] = {
        {"", "could not read a.har: line 1, column 0: '[' or '{' expected near end of file"},
        {"{\"log\": {\"entries\": [", "could not read a.har: line 1, column 21: "},
        {"\x1b[31m", "could not read a.har: line 1, column 1: '[' or '{' expected near '?'"},
        {"[]", "could not read a.har: it is no HTTP archive: it has no \"log\" with \"entries\""},
        {ARCHIVE(""), "could not read a.har: it has no requests"},
        {ARCHIVE("1"), "could not read a.har: entry 1: its \"startedDateTime\" is no date"},
        {ARCHIVE(ENTRY("61Z", "http://a/", "")),
         "could not read a.har: entry 1: its \"startedDateTime\" is no date"},
        {ARCHIVE(ENTRY("00", "http://a/", "")),
         "could not read a.har: entry 1: its \"startedDateTime\" is no date"},
        {ARCHIVE(ENTRY("00Z", "http://a/", "") "," ENTRY("00Z", "http://", "")),
         "could not read a.har: entry 2: its \"url\" is none: it has no host"},
        {ARCHIVE("{\"startedDateTime\": \"2024-05-01T12:00:00Z\", \"request\": {}}"),
         "could not read a.har: entry 1: its \"request\" has no \"method\" and \"url\""},
        {ARCHIVE("{\"startedDateTime\": \"2024-05-01T12:00:00Z\", \"request\": {\"method\": "
                 "\"GET\", \"url\": \"http://a/\"}}"),
         "could not read a.har: entry 1: it has no \"timings\""},
        {ARCHIVE(ENTRY("00Z", "http://a/", "\"wait\": -5")),
         "could not read a.har: entry 1: \"wait\" is -5 ms, less than none"},
        {ARCHIVE(ENTRY("00Z", "http://a/", "\"wait\": 1e300")),
         "could not read a.har: entry 1: \"wait\" is 1e+300 ms, more than a year"},
        {ARCHIVE(ENTRY("00Z", "http://a/", "\"wait\": \"5\"")),
         "could not read a.har: entry 1: \"wait\" is not a number"},
        {ARCHIVE(ENTRY("00Z", "http://a/", "\"wait\": NaN")), "could not read a.har: line 1, "},
        {ARCHIVE("{\"startedDateTime\": \"1970-01-01T00:00:00Z\", \"request\": {\"method\": "
                 "\"GET\", \"url\": \"http://a/\"}, \"timings\": {}}," //
                 ENTRY("00Z", "http://a/", "")),
         "could not read a.har: its requests are more than a year apart"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        Har har;
        Error error = {""};
        assert_int_equal(har_parse(&har, "a.har", list[i].text, strlen(list[i].text), &error),
                         STATUS_USAGE);
        if (strncmp(error.text, list[i].message, strlen(list[i].message)) != 0) {
            fail_msg("%zu: %s", i, error.text);
        }
        har_release(&har);
    }
}

static void har_refuses_deep_and_endless_files(void **state) {
    (void)state;
    Har har;
    Error error;
    Text deep = {0};
    text_append_repeated(&deep, '[', 1000000);
    assert_int_equal(har_parse(&har, "a.har", text_cstr(&deep), deep.length, &error), STATUS_USAGE);
    har_release(&har);
    text_release(&deep);
    assert_int_equal(har_parse(&har, "a.har", "", (size_t)HAR_BYTES_MAX + 1, &error), STATUS_USAGE);
    assert_string_equal(error.text, "could not read a.har: it is larger than 64 MB");
    har_release(&har);
}

static const char PAGE[] = ARCHIVE( //
    ENTRY("00.000Z", "https://a.org/1",
          "\"dns\": 5, \"connect\": 20, \"ssl\": 10, \"wait\": 100") ","                      //
    ENTRY("00.050Z", "https://a.org/2", "\"blocked\": 75, \"wait\": 50, \"receive\": 10") "," //
    ENTRY("00.060Z", "https://b.org/3", "\"connect\": 30, \"wait\": 40") ","                  //
    ENTRY("00.200Z", "https://a.org/4", "\"wait\": 30"));

static int64_t play(const char *text, size_t connections, Requests *requests, size_t *lanes) {
    Har har = parse(text);
    Trace *trace = connections == 0 ? page_as_recorded(&har, "a.har")
                                    : page_with_connections(&har, "a.har", connections);
    Spans spans;
    spans_derive(&spans, trace);
    requests_derive(requests, trace);
    *lanes = spans.lane_count;
    int64_t end_ns = spans.end_ns;
    spans_release(&spans);
    trace_free(trace);
    har_release(&har);
    return end_ns;
}

static void page_is_played_as_recorded(void **state) {
    (void)state;
    Requests requests;
    size_t lanes;
    assert_int_equal(play(PAGE, 0, &requests, &lanes), 230 * MS);
    assert_int_equal(lanes, 3); /* at most three under way at once */
    assert_int_equal(requests.count, 4);
    assert_int_equal(requests.items[1].start_ns, 50 * MS);
    assert_int_equal(requests.items[1].end_ns, 185 * MS);
    assert_int_equal(request_phase_ns(&requests, &requests.items[1], TRACE_PHASE_POOL), 75 * MS);
    assert_int_equal(requests.items[0].lane, requests.items[3].lane);
    requests_release(&requests);
}

static void page_is_played_with_so_many_connections(void **state) {
    (void)state;
    Requests requests;
    size_t lanes;
    /* 125 and 60 on the first connection to a.org, 70 to b.org, and a new one to a.org: 25 + 30. */
    assert_int_equal(play(PAGE, 1, &requests, &lanes), 310 * MS);
    assert_int_equal(lanes, 1);
    assert_int_equal(request_phase_ns(&requests, &requests.items[1], TRACE_PHASE_POOL), 0);
    assert_int_equal(request_phase_ns(&requests, &requests.items[3], TRACE_PHASE_DNS), 5 * MS);
    requests_release(&requests);
    /* 125 beside 25 + 60, then 70 behind the latter; 30 behind the former. */
    assert_int_equal(play(PAGE, 2, &requests, &lanes), 155 * MS);
    assert_int_equal(lanes, 2);
    requests_release(&requests);
    assert_int_equal(play(PAGE, 100, &requests, &lanes), 125 * MS);
    assert_int_equal(lanes, 4);
    requests_release(&requests);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(har_reads_what_browsers_export),
        cmocka_unit_test(har_refuses_hostile_files),
        cmocka_unit_test(har_refuses_deep_and_endless_files),
        cmocka_unit_test(page_is_played_as_recorded),
        cmocka_unit_test(page_is_played_with_so_many_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
