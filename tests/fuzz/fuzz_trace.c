/* Any bytes as a trace file, ours or a Chrome trace: what is accepted as ours is written back, read
 * again and written the same, and everything that is derived from traces is derived and shown. */
#include "base/check.h"
#include "report/compare.h"
#include "report/summary.h"
#include "report/timeline.h"
#include "trace/chrome_import.h"
#include "trace/critical_path.h"
#include "trace/jsonl.h"
#include "trace/metrics.h"
#include "trace/narration.h"
#include "trace/spans.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_that_it_is_written_as_it_was_read(const Trace *trace) {
    Text once = {0};
    Text twice = {0};
    Trace *again = NULL;
    Error error;
    jsonl_append(trace, &once);
    CHECK(jsonl_parse("written", once.bytes, once.length, &again, &error) == STATUS_OK);
    jsonl_append(again, &twice);
    CHECK(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0);
    trace_free(again);
    text_release(&once);
    text_release(&twice);
}

static void derive_everything(const Trace *trace) {
    Spans spans;
    Metrics metrics;
    CriticalPath path = {0};
    Slacks slacks = {0};
    Narrator narrator;
    Text sentence = {0};
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    critical_path_find(&path, trace);
    critical_path_slacks(&slacks, trace);
    narrator_init(&narrator, trace, false);
    while (narrator_next(&narrator, &sentence) != NULL) {
        text_clear(&sentence);
    }
    narrator_release(&narrator);
    text_release(&sentence);
    ARRAY_RELEASE(&path);
    ARRAY_RELEASE(&slacks);
    spans_release(&spans);
}

static void report_everything(const Trace *trace, const ReportStyle *style) {
    Spans spans;
    Metrics metrics;
    Text text = {0};
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    TimelineRun run = {.title = "title", .trace = trace, .spans = &spans};
    CompareRun row = {.name = "name", .trace = trace, .spans = &spans, .metrics = &metrics};
    summary_append(&text, style, trace, &spans, &metrics);
    summary_append_narration(&text, style, trace);
    timeline_append(&text, style, &run, 1, 5);
    compare_append_table(&text, style, &row, 1);
    text_release(&text);
    spans_release(&spans);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Trace *trace = NULL;
    Error error;
    const char *bytes = (const char *)data;
    if (jsonl_parse("input", bytes, size, &trace, &error) == STATUS_OK) {
        check_that_it_is_written_as_it_was_read(trace);
    } else if (chrome_import_parse("input", bytes, size, &trace, &error) != STATUS_OK) {
        CHECK(trace == NULL);
        return 0;
    }
    derive_everything(trace);
    report_everything(trace, &(ReportStyle){.width = 80, .color = TERMINAL_COLOR_TRUE});
    report_everything(trace, &(ReportStyle){.width = 40, .ascii = true});
    trace_free(trace);
    return 0;
}
