/* Any bytes as an HTTP archive: what is accepted is played again, and the traces are whole. */
#include "base/check.h"
#include "sim/har.h"
#include "sim/page.h"
#include "trace/metrics.h"
#include "trace/requests.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_trace(const Har *har, Trace *trace) {
    Spans spans;
    Metrics metrics;
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    CHECK(metrics.requests == (int64_t)har->entries.count);
    CHECK(metrics.responses + metrics.failures == metrics.requests);
    CHECK(metrics.waits_sum_ns >= metrics.waits_covered_ns);
    for (size_t i = 1; i < trace_count(trace); i++) {
        CHECK(trace_at(trace, i - 1)->t_ns <= trace_at(trace, i)->t_ns);
    }
    spans_release(&spans);
    trace_free(trace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Har har;
    Error error = {""};
    if (har_parse(&har, "fuzz.har", (const char *)data, size, &error) == STATUS_OK) {
        CHECK(har.entries.count > 0);
        check_trace(&har, page_as_recorded(&har, "fuzz.har"));
        check_trace(&har, page_with_connections(&har, "fuzz.har", 1));
        check_trace(&har, page_with_connections(&har, "fuzz.har", 6));
    } else {
        CHECK(error.text[0] != '\0');
    }
    har_release(&har);
    return 0;
}
