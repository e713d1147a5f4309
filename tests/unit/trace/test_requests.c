#include "trace/requests.h"

#include "unit/samples.h"
#include "unit/unit.h"

static void add_phase(Trace *trace, int64_t t_ms, int64_t request, TracePhase phase) {
    sample_add(trace, t_ms * MS, TRACE_PHASE, (TraceReason)phase, 0, TRACE_NOBODY, 5, request);
}

/* A request's phases as text, "connect 0..10, service 10..110", in ms. */
static void expect_phases(const Requests *requests, size_t number, const char *expected) {
    const Request *request = &requests->items[number - 1];
    Text text = {0};
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &requests->phases[request->first_phase + i];
        text_printf(&text, "%s%s %lld..%lld", i > 0 ? ", " : "", TRACE_PHASES[phase->phase].name,
                    (long long)(phase->start_ns / MS), (long long)(phase->end_ns / MS));
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void requests_have_phases_back_to_back(void **state) {
    (void)state;
    Trace *trace = sample_begin("x.py");
    int64_t first = trace_add_request(trace, 0, 0, 5, "GET https://a.org/1");
    add_phase(trace, 0, first, TRACE_PHASE_POOL);
    int64_t second = trace_add_request(trace, 5 * MS, 0, 6, "GET https://a.org/2");
    add_phase(trace, 5, second, TRACE_PHASE_CONNECT);
    add_phase(trace, 20, first, TRACE_PHASE_QUEUE); /* of no length */
    add_phase(trace, 20, first, TRACE_PHASE_SERVICE);
    add_phase(trace, 25, second, TRACE_PHASE_TLS);
    sample_add(trace, 30 * MS, TRACE_REQUEST_FAILED, TRACE_FOR_NONE, 0,
               trace_string(trace, "connect timeout", 15), 6, second);
    add_phase(trace, 120, first, TRACE_PHASE_RECEIVE);
    sample_add(trace, 130 * MS, TRACE_RESPONSE, TRACE_FOR_NONE, 0, 404, 5, first);
    int64_t third = trace_add_request(trace, 130 * MS, 0, 7, "GET https://a.org/3");
    add_phase(trace, 130, third, TRACE_PHASE_SERVICE);
    int64_t fourth = trace_add_request(trace, 140 * MS, 0, 8, "GET https://a.org/4");
    sample_add(trace, 145 * MS, TRACE_RESPONSE, TRACE_FOR_NONE, 0, 200, 8, fourth);
    trace_finish(trace, 150 * MS, 0);
    Requests requests;
    requests_derive(&requests, trace);
    assert_int_equal(requests.count, 4);
    expect_phases(&requests, 1, "pool 0..20, service 20..120, receive 120..130");
    expect_phases(&requests, 2, "connect 5..25, tls 25..30");
    expect_phases(&requests, 3, "service 130..150");
    expect_phases(&requests, 4, "");
    const Request *items = requests.items;
    assert_int_equal(items[0].end, REQUEST_ANSWERED);
    assert_int_equal(items[0].status, 404);
    assert_int_equal(items[0].start_ns, 0);
    assert_int_equal(items[0].end_ns, 130 * MS);
    assert_string_equal(trace_string_at(trace, items[0].call), "GET https://a.org/1");
    assert_int_equal(items[1].end, REQUEST_FAILED);
    assert_string_equal(trace_string_at(trace, items[1].error), "connect timeout");
    assert_int_equal(items[1].line, 6);
    assert_int_equal(items[2].end, REQUEST_OPEN);
    assert_int_equal(items[2].end_ns, 150 * MS);
    assert_int_equal(request_phase_ns(&requests, &items[0], TRACE_PHASE_SERVICE), 100 * MS);
    assert_int_equal(request_phase_ns(&requests, &items[0], TRACE_PHASE_QUEUE), 0);
    int64_t sums[TRACE_PHASE_COUNT];
    requests_sum_phases(&requests, sums);
    assert_int_equal(sums[TRACE_PHASE_SERVICE], 120 * MS);
    assert_int_equal(sums[TRACE_PHASE_POOL], 20 * MS);
    assert_int_equal(sums[TRACE_PHASE_DNS], 0);
    requests_release(&requests);
    trace_free(trace);
}

static void requests_of_a_run_without_any(void **state) {
    (void)state;
    Trace *trace = sample_begin("x.py");
    trace_finish(trace, 0, 0);
    Requests requests;
    requests_derive(&requests, trace);
    assert_int_equal(requests.count, 0);
    requests_release(&requests);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_have_phases_back_to_back),
        cmocka_unit_test(requests_of_a_run_without_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
