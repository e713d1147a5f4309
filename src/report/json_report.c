#include "report/json_report.h"

#include "base/json.h"
#include "base/memory.h"
#include "report/measured_table.h"
#include "report/summary.h"
#include "scene/lane_groups.h"
#include "trace/critical_path.h"
#include "trace/figures.h"
#include "trace/labels.h"
#include "trace/requests.h"

/* A run that is being written, and what is derived of it. */
typedef struct Writer {
    ReportSink *sink;
    const CompareRun *run;
    Labels labels;
} Writer;

static void append_member(Text *text, const char *before, const char *key, const char *string) {
    text_printf(text, "%s\"%s\": ", before, key);
    json_append_quoted(text, string != NULL ? string : "");
}

static void append_seconds_member(Text *text, const char *key, int64_t ns) {
    text_printf(text, ", \"%s\": ", key);
    json_append_seconds(text, ns);
}

/* The clock that measured, if one did. */
static void append_clock(Text *text, const Report *report) {
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareMeasurement *measurement = report->runs[i].measurement;
        if (measurement != NULL) {
            append_member(text, ",\n  \"clock\": {", "name", measurement->clock->name);
            append_seconds_member(text, "resolution", measurement->clock->step_ns);
            text_printf(text, ", \"warmup_runs\": %zu, \"partial\": %s}",
                        measurement->clock->warmups,
                        measurement->clock->is_partial ? "true" : "false");
            return;
        }
    }
}

static void append_interval(Text *text, const Measured *measured) {
    text_append_cstr(text, ", \"interval\": ");
    if (measured->has_interval) {
        text_printf(text, "{\"confidence\": 0.%d", MEASURED_CONFIDENCE_PERCENT);
        append_seconds_member(text, "low", measured->low_ns);
        append_seconds_member(text, "high", measured->high_ns);
        text_append_char(text, '}');
    } else {
        text_append_cstr(text, "null");
    }
}

static void append_spread(Text *text, const Measured *measured) {
    append_seconds_member(text, "median", measured->median_ns);
    append_seconds_member(text, "mean", measured->mean_ns);
    text_append_cstr(text, ", \"stddev\": ");
    if (measured->count > 1) {
        json_append_seconds(text, measured->deviation_ns);
    } else {
        text_append_cstr(text, "null");
    }
    append_seconds_member(text, "min", measured->min_ns);
    append_seconds_member(text, "max", measured->max_ns);
    append_interval(text, measured);
    text_printf(text, ", \"outliers\": %zu, \"slow_start\": %s", measured->outliers,
                measured->slow_start ? "true" : "false");
}

/* Why the run that is shown took longer than its simulation. */
static void append_ledger(Text *text, const Ledger *ledger) {
    text_append_cstr(text, ", \"ledger\": {\"simulated\": ");
    json_append_seconds(text, ledger->simulated_ns);
    append_seconds_member(text, "measured", ledger->measured_ns);
    for (int i = 0; i < LEDGER_CAUSE_COUNT; i++) {
        append_seconds_member(text, LEDGER_CAUSES[i].key, ledger->causes_ns[i]);
    }
    text_append_char(text, '}');
}

/* All runs on a real clock: the figures beside this are of the one that is shown. */
static void append_measurement(Text *text, const CompareRun *run) {
    const CompareMeasurement *measurement = run->measurement;
    text_append_cstr(text, ",\n      \"measured\": {\"runs\": [");
    for (size_t i = 0; i < measurement->measured.count; i++) {
        text_append_cstr(text, i > 0 ? ", " : "");
        json_append_seconds(text, measurement->samples_ns[i]);
    }
    text_printf(text, "], \"shown\": %zu", measurement->shown);
    if (measurement->measured.count > 0) {
        append_spread(text, &measurement->measured);
    }
    text_append_cstr(text, ", \"ratio_to_simulated\": ");
    if (!measured_table_append_ratio(text, run, 6)) {
        text_append_cstr(text, "null");
    }
    append_member(text, ", ", "output", measurement->output);
    if (measurement->has_ledger) {
        append_ledger(text, &measurement->ledger);
    }
    text_append_char(text, '}');
}

static void append_label(Writer *writer, Text *text, const char *key, uint32_t lane) {
    Text label = {0};
    lane_label_append(writer->run->trace, writer->run->spans, &writer->labels, lane, &label);
    append_member(text, "", key, text_cstr(&label));
    text_release(&label);
}

static void write_figures(Writer *writer, const Metrics *first) {
    Text *text = &writer->sink->text;
    text_append_cstr(text, ",\n      \"figures\": {");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_printf(text, "%s\n        \"%s\": ", i > 0 ? "," : "", FIGURES[i].key);
        if (!figure_append(text, (FigureId)i, writer->run->metrics, first)) {
            text_append_cstr(text, "null");
        }
    }
    text_append_cstr(text, "\n      }");
}

static const char *end_of(const LaneSpans *lane) {
    return lane->end < SPAN_STATE_COUNT ? SPAN_STATES[lane->end].word : NULL;
}

/* How long the lane was in each state it was ever in. */
static void append_states(Writer *writer, Text *text, const LaneSpans *lane) {
    int64_t sums[SPAN_STATE_COUNT] = {0};
    for (size_t i = lane->first; i < lane->first + lane->count; i++) {
        const Span *span = &writer->run->spans->items[i];
        sums[span->state] += span->end_ns - span->start_ns;
    }
    text_append_cstr(text, ", \"states\": {");
    bool is_first = true;
    for (int i = 0; i < SPAN_STATE_COUNT; i++) {
        if (sums[i] > 0) {
            text_append_cstr(text, is_first ? "" : ", ");
            json_append_quoted(text, SPAN_STATES[i].word);
            text_append_cstr(text, ": ");
            json_append_seconds(text, sums[i]);
            is_first = false;
        }
    }
    text_append_char(text, '}');
}

static void write_lanes(Writer *writer) {
    const CompareRun *run = writer->run;
    Text *text = &writer->sink->text;
    text_append_cstr(text, ",\n      \"lanes\": [");
    bool is_first = true;
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        const LaneSpans *spans = &run->spans->lanes[lane];
        if (!spans->has_begun || labels_is_housekeeping(&writer->labels, lane)) {
            continue;
        }
        text_printf(text, "%s\n        {\"lane\": %u, ", is_first ? "" : ",", lane);
        append_label(writer, text, "name", lane);
        text_printf(text, ", \"kind\": \"%s\"",
                    run->trace->lanes.items[lane].kind == TRACE_LANE_TASK ? "task" : "thread");
        append_seconds_member(text, "start", spans->start_ns);
        append_seconds_member(text, "end", spans->end_ns);
        text_printf(text, ", \"steps\": %u, \"ended\": ", spans->steps);
        if (end_of(spans) != NULL) {
            json_append_quoted(text, end_of(spans));
        } else {
            text_append_cstr(text, "null");
        }
        append_states(writer, text, spans);
        text_append_char(text, '}');
        is_first = false;
        report_sink_flow(writer->sink);
    }
    text_append_cstr(text, is_first ? "]" : "\n      ]");
}

static void append_request(Writer *writer, const Requests *requests, const Request *request) {
    const Trace *trace = writer->run->trace;
    Text *text = &writer->sink->text;
    append_member(text, "{", "call", trace_string_at(trace, request->call));
    text_append_cstr(text, ", ");
    append_label(writer, text, "lane", request->lane);
    text_printf(text, ", \"line\": %d", (int)request->line);
    append_seconds_member(text, "start", request->start_ns);
    append_seconds_member(text, "end", request->end_ns);
    if (request->end == REQUEST_ANSWERED) {
        text_printf(text, ", \"status\": %d, \"error\": null", request->status);
    } else {
        text_append_cstr(text, ", \"status\": null");
        append_member(text, ", ", "error",
                      request->end == REQUEST_FAILED ? trace_string_at(trace, request->error)
                                                     : "no response when the program ended");
    }
    text_append_cstr(text, ", \"phases\": {");
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &requests->phases[request->first_phase + i];
        text_printf(text, "%s\"%s\": ", i > 0 ? ", " : "", TRACE_PHASES[phase->phase].name);
        json_append_seconds(text, phase->end_ns - phase->start_ns);
    }
    text_append_cstr(text, "}}");
}

static void write_requests(Writer *writer) {
    Text *text = &writer->sink->text;
    Requests requests;
    requests_derive(&requests, writer->run->trace);
    text_append_cstr(text, ",\n      \"requests\": [");
    for (size_t i = 0; i < requests.count; i++) {
        text_append_cstr(text, i > 0 ? ",\n        " : "\n        ");
        append_request(writer, &requests, &requests.items[i]);
        report_sink_flow(writer->sink);
    }
    text_append_cstr(text, requests.count > 0 ? "\n      ]" : "]");
    requests_release(&requests);
}

static void write_critical_path(Writer *writer) {
    Text *text = &writer->sink->text;
    CriticalPath path = {0};
    critical_path_find(&path, writer->run->trace);
    text_append_cstr(text, ",\n      \"critical_path\": [");
    for (size_t i = 0; i < path.count; i++) {
        const PathLink *link = &path.items[i];
        text_append_cstr(text, i > 0 ? ",\n        {" : "\n        {");
        append_label(writer, text, "lane", link->lane);
        append_member(text, ", ", "state", SPAN_STATES[link->state].word);
        text_printf(text, ", \"line\": %d", (int)link->line);
        append_seconds_member(text, "start", link->start_ns);
        append_seconds_member(text, "end", link->end_ns);
        text_append_char(text, '}');
        report_sink_flow(writer->sink);
    }
    text_append_cstr(text, path.count > 0 ? "\n      ]" : "]");
    ARRAY_RELEASE(&path);
}

static void write_run(ReportSink *sink, const CompareRun *run, const Metrics *first) {
    Text *text = &sink->text;
    append_member(text, "\n    {\n      ", "name", run->name);
    text_printf(text, ",\n      \"exit_code\": %d", run->exit_code);
    text_printf(text, ",\n      \"ran\": %s", run->trace != NULL ? "true" : "false");
    if (run->trace != NULL) {
        Writer writer = {.sink = sink, .run = run};
        labels_init(&writer.labels, run->trace);
        append_member(text, ",\n      ", "program", run->trace->info.program);
        append_member(text, ",\n      ", "engine", run->trace->info.engine);
        append_member(text, ",\n      ", "numbers", summary_kind_of_numbers(run->trace));
        text_printf(text, ",\n      \"seed\": %llu", (unsigned long long)run->trace->info.seed);
        append_member(text, ",\n      ", "world", run->trace->info.world);
        text_printf(text, ",\n      \"events_dropped\": %zu", run->trace->events_dropped);
        if (run->measurement != NULL) {
            append_measurement(text, run);
        }
        write_figures(&writer, first);
        write_lanes(&writer);
        write_requests(&writer);
        write_critical_path(&writer);
        labels_release(&writer.labels);
    }
    text_append_cstr(text, "\n    }");
}

void json_report_write(ReportSink *sink, const Report *report) {
    Text *text = &sink->text;
    text_printf(text, "{\n  \"format\": \"meanwhile report\",\n  \"version\": %d",
                REPORT_JSON_VERSION);
    append_member(text, ",\n  ", "command", report->command);
    append_clock(text, report);
    text_append_cstr(text, ",\n  \"runs\": [");
    for (size_t i = 0; i < report->run_count; i++) {
        text_append_cstr(text, i > 0 ? "," : "");
        write_run(sink, &report->runs[i], compare_first_metrics(report->runs, &report->runs[i]));
    }
    text_append_cstr(text, "\n  ]\n}\n");
}
