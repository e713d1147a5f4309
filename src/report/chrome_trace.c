#include "report/chrome_trace.h"

#include "base/json.h"
#include "base/memory.h"
#include "report/span_merge.h"
#include "report/summary.h"
#include "scene/lane_groups.h"
#include "trace/labels.h"
#include "trace/requests.h"

#include <string.h>

typedef struct Writer {
    ReportSink *sink;
    const CompareRun *run;
    int process;
    uint64_t first_thread; /* number of lane 0 */
    uint64_t *arrows;      /* of all runs: the last arrow's number */
    bool *is_first;        /* nothing stands before the next event */
    const Span **current;  /* of each lane the last span that began; NULL: none, or it has ended */
    int64_t ready, in_flight; /* counters now */
    int64_t ready_written, in_flight_written;
    size_t event; /* the trace's next */
    Requests requests;
} Writer;

static void append_microseconds(Text *text, int64_t ns) {
    json_append_decimal(text, ns, 3);
}

/* Begins an event; the caller goes on with ", …" and ends it with "}". */
static Text *begin(Writer *writer, const char *phase, const char *name) {
    Text *text = &writer->sink->text;
    text_printf(text, "%s{\"ph\":\"%s\",\"name\":", *writer->is_first ? "\n" : ",\n", phase);
    *writer->is_first = false;
    json_append_quoted(text, name);
    text_printf(text, ",\"pid\":%d", writer->process);
    return text;
}

static void append_thread(Writer *writer, Text *text, uint32_t lane) {
    unsigned long long thread = writer->first_thread + lane;
    text_printf(text, ",\"tid\":%llu", thread);
}

static void append_time(Text *text, int64_t ns) {
    text_append_cstr(text, ",\"ts\":");
    append_microseconds(text, ns);
}

static void write_name(Writer *writer, const char *what, bool of_thread, uint32_t lane,
                       const char *name) {
    Text *text = begin(writer, "M", what);
    if (of_thread) {
        append_thread(writer, text, lane);
    }
    text_append_cstr(text, ",\"args\":{\"name\":");
    json_append_quoted(text, name);
    text_append_cstr(text, "}}");
}

static void write_order(Writer *writer, const char *what, bool of_thread, uint32_t lane,
                        uint64_t order) {
    Text *text = begin(writer, "M", what);
    if (of_thread) {
        append_thread(writer, text, lane);
    }
    text_printf(text, ",\"args\":{\"sort_index\":%llu}}", (unsigned long long)order);
}

static bool is_shown(const Writer *writer, const Labels *labels, uint32_t lane) {
    return writer->run->spans->lanes[lane].has_begun && !labels_is_housekeeping(labels, lane);
}

static void write_metadata(Writer *writer, const Labels *labels) {
    const CompareRun *run = writer->run;
    Text name = {0};
    text_printf(&name, "%s (%s)", run->name, summary_kind_of_numbers(run->trace));
    write_name(writer, "process_name", false, 0, text_cstr(&name));
    write_order(writer, "process_sort_index", false, 0, (uint64_t)writer->process);
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        if (is_shown(writer, labels, lane)) {
            text_clear(&name);
            lane_label_append(run->trace, run->spans, labels, lane, &name);
            write_name(writer, "thread_name", true, lane, text_cstr(&name));
            write_order(writer, "thread_sort_index", true, lane, writer->first_thread + lane);
            report_sink_flow(writer->sink);
        }
    }
    text_release(&name);
}

/* A name that is the same for all spans of this kind. */
static void append_state(Text *text, const Span *span) {
    if (span->state == SPAN_WAITING) {
        text_printf(text, "waiting for %s", TRACE_REASONS[span->reason].phrase);
    } else {
        text_append_cstr(text, SPAN_STATES[span->state].word);
    }
}

static void append_arguments(const Writer *writer, Text *text, const Labels *labels, uint32_t lane,
                             const Span *span) {
    const Trace *trace = writer->run->trace;
    Text label = {0};
    lane_label_append(trace, writer->run->spans, labels, lane, &label);
    text_append_cstr(text, ",\"args\":{\"task\":");
    json_append_quoted(text, text_cstr(&label));
    if (span->line > 0) {
        text_printf(text, ",\"line\":%d", (int)span->line);
    }
    if (span->state == SPAN_NETWORK && span->reason == TRACE_FOR_REQUEST) {
        text_printf(text, ",\"request\":%lld", (long long)span->arg);
        if (span->arg >= 1 && (uint64_t)span->arg <= writer->requests.count) {
            text_append_cstr(text, ",\"call\":");
            json_append_quoted(text,
                               trace_string_at(trace, writer->requests.items[span->arg - 1].call));
        }
    }
    if (span->other != TRACE_NOBODY && span->other < trace->lanes.count) {
        text_clear(&label);
        lane_label_append(trace, writer->run->spans, labels, span->other, &label);
        text_append_cstr(text, ",\"of\":");
        json_append_quoted(text, text_cstr(&label));
    }
    text_append_char(text, '}');
    if (span->line > 0) {
        text_clear(&label);
        text_printf(&label, "%s:%d", writer->run->name, (int)span->line);
        text_append_cstr(text, ",\"loc\":");
        json_append_quoted(text, text_cstr(&label));
    }
    text_release(&label);
}

/* What a slice's duration is written as: readers add it to the beginning in floating point, and the
 * sum must not come after the next slice's beginning, or they take the two for overlapping. */
static int64_t duration_to_write(const Span *span) {
    int64_t duration_ns = span->end_ns - span->start_ns;
    double end = (double)span->start_ns / 1000.0 + (double)duration_ns / 1000.0;
    return end > (double)span->end_ns / 1000.0 && duration_ns > 1 ? duration_ns - 1 : duration_ns;
}

static void write_span(Writer *writer, const Labels *labels, uint32_t lane, const Span *span) {
    Text name = {0};
    append_state(&name, span);
    bool is_instant = span->end_ns == span->start_ns;
    Text *text = begin(writer, is_instant ? "i" : "X", text_cstr(&name));
    append_thread(writer, text, lane);
    append_time(text, span->start_ns);
    if (is_instant) {
        text_append_cstr(text, ",\"s\":\"t\"");
    } else {
        text_append_cstr(text, ",\"dur\":");
        append_microseconds(text, duration_to_write(span));
    }
    text_append_cstr(text, ",\"cat\":\"state\"");
    append_arguments(writer, text, labels, lane, span);
    text_append_char(text, '}');
    text_release(&name);
}

static bool has_slice_at(const Writer *writer, uint32_t lane, int64_t t_ns) {
    const Span *span = writer->current[lane];
    return span != NULL && span->start_ns <= t_ns && t_ns < span->end_ns;
}

static void write_arrow(Writer *writer, const char *phase, uint32_t lane, int64_t t_ns) {
    Text *text = begin(writer, phase, "wake");
    append_thread(writer, text, lane);
    append_time(text, t_ns);
    text_printf(text, ",\"id\":%llu,\"cat\":\"flow\"%s}", (unsigned long long)*writer->arrows,
                *phase == 'f' ? ",\"bp\":\"e\"" : "");
}

/* The arrows of events before `t_ns`: all slices that begin until then have been written. */
static void write_arrows_until(Writer *writer, const Labels *labels, int64_t t_ns) {
    const Trace *trace = writer->run->trace;
    size_t count = trace_count(trace);
    for (; writer->event < count; writer->event++) {
        const TraceEvent *event = trace_at(trace, writer->event);
        if (event->t_ns >= t_ns) {
            return;
        }
        bool is_wake = event->kind == TRACE_WAKE || event->kind == TRACE_UNBLOCK;
        if (!is_wake || event->other >= trace->lanes.count || event->other == event->lane ||
            !is_shown(writer, labels, event->lane) || !is_shown(writer, labels, event->other) ||
            !has_slice_at(writer, event->lane, event->t_ns) ||
            !has_slice_at(writer, event->other, event->t_ns)) {
            continue;
        }
        ++*writer->arrows;
        write_arrow(writer, "s", event->other, event->t_ns);
        write_arrow(writer, "f", event->lane, event->t_ns);
    }
}

static void count(Writer *writer, const Span *span, int64_t by) {
    if (span == NULL) {
        return;
    }
    writer->ready += span->state == SPAN_READY ? by : 0;
    writer->in_flight += span_is_external(span) ? by : 0;
}

static void write_counters(Writer *writer, int64_t t_ns) {
    if (writer->ready == writer->ready_written && writer->in_flight == writer->in_flight_written) {
        return;
    }
    Text *text = begin(writer, "C", "loop");
    append_thread(writer, text, TRACE_MAIN);
    append_time(text, t_ns);
    text_printf(text, ",\"args\":{\"ready_queue\":%lld,\"in_flight\":%lld}}",
                (long long)writer->ready, (long long)writer->in_flight);
    writer->ready_written = writer->ready;
    writer->in_flight_written = writer->in_flight;
}

static void write_events(Writer *writer, const Labels *labels) {
    const CompareRun *run = writer->run;
    writer->current = memory_new_zeroed(run->spans->lane_count + 1, sizeof *writer->current);
    requests_derive(&writer->requests, run->trace);
    SpanMerge merge;
    span_merge_init(&merge, run->spans);
    SpanMergeItem item;
    int64_t t_ns = 0;
    while (span_merge_next(&merge, &item)) {
        if (item.t_ns > t_ns) {
            write_counters(writer, t_ns);
            write_arrows_until(writer, labels, item.t_ns);
            t_ns = item.t_ns;
        }
        count(writer, writer->current[item.lane], -1);
        count(writer, item.span, 1);
        writer->current[item.lane] = item.span;
        if (item.span != NULL && is_shown(writer, labels, item.lane)) {
            write_span(writer, labels, item.lane, item.span);
        }
        report_sink_flow(writer->sink);
    }
    write_counters(writer, t_ns);
    span_merge_release(&merge);
    requests_release(&writer->requests);
    memory_free(writer->current);
}

/* Writes the same part of every run: its metadata, or its events. */
static void write_runs(ReportSink *sink, const Report *report, bool *is_first,
                       void (*write)(Writer *writer, const Labels *labels)) {
    uint64_t arrows = 0, thread = 1;
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        if (run->trace == NULL) {
            continue;
        }
        Writer writer = {.sink = sink,
                         .run = run,
                         .process = (int)i + 1,
                         .first_thread = thread,
                         .arrows = &arrows,
                         .is_first = is_first};
        Labels labels;
        labels_init(&labels, run->trace);
        write(&writer, &labels);
        labels_release(&labels);
        thread += run->spans->lane_count;
    }
}

void chrome_trace_write(ReportSink *sink, const Report *report) {
    text_append_cstr(&sink->text, "{\"traceEvents\":[");
    bool is_first = true;
    write_runs(sink, report, &is_first, write_metadata);
    write_runs(sink, report, &is_first, write_events);
    text_append_cstr(&sink->text, "\n],\n\"displayTimeUnit\":\"ms\",\n\"otherData\":{\"command\":");
    json_append_quoted(&sink->text, report->command);
    for (size_t i = 0; i < report->run_count; i++) {
        if (report->runs[i].trace != NULL) {
            text_printf(&sink->text, ",\"seed\":\"%llu\"",
                        (unsigned long long)report->runs[i].trace->info.seed);
            break;
        }
    }
    text_append_cstr(&sink->text, "}}\n");
}
