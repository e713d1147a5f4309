#include "report/csv.h"

#include "base/json.h"
#include "report/measured_table.h"
#include "report/span_merge.h"
#include "report/summary.h"
#include "scene/lane_groups.h"
#include "trace/figures.h"
#include "trace/labels.h"
#include "trace/requests.h"

#include <string.h>

const char *const CSV_TABLES[CSV_TABLE_COUNT] = {
    [CSV_RUNS] = "runs",     [CSV_MEASURED] = "measured", [CSV_SAMPLES] = "samples",
    [CSV_LEDGER] = "ledger", [CSV_LANES] = "lanes",       [CSV_REQUESTS] = "requests",
    [CSV_SPANS] = "spans"};

/* A control character has no place in a table, and may mean something to a terminal. */
static void append_byte(Text *text, char byte) {
    bool is_control = ((unsigned char)byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    text_append_char(text, is_control ? '?' : byte);
}

void csv_append_field(Text *text, const char *field) {
    bool is_quoted = field[strcspn(field, ",\"\r\n")] != '\0';
    text_append_cstr(text, is_quoted ? "\"" : "");
    for (; *field != '\0'; field++) {
        text_append_cstr(text, *field == '"' ? "\"" : "");
        append_byte(text, *field);
    }
    text_append_cstr(text, is_quoted ? "\"" : "");
}

static void append_seconds(Text *text, int64_t ns) {
    text_append_char(text, ',');
    json_append_seconds(text, ns);
}

static void append_label(Text *text, const CompareRun *run, const Labels *labels, uint32_t lane) {
    Text label = {0};
    lane_label_append(run->trace, run->spans, labels, lane, &label);
    text_append_char(text, ',');
    csv_append_field(text, text_cstr(&label));
    text_release(&label);
}

static void append_line(Text *text, int32_t line) {
    text_append_char(text, ',');
    if (line > 0) {
        text_printf(text, "%d", (int)line);
    }
}

/* A column for each state or phase, named by its word with '_' for what is no letter. */
static void append_heading(Text *text, const char *word) {
    text_append_char(text, ',');
    for (; *word != '\0' && strcmp(word, " …") != 0; word++) {
        text_append_char(text, *word == ' ' ? '_' : *word);
    }
}

static void append_run_row(Text *text, const CompareRun *run, const Metrics *first) {
    csv_append_field(text, run->name);
    if (run->trace == NULL) {
        text_printf(text, ",,,,%d", run->exit_code);
        text_append_repeated(text, ',', FIGURE_COUNT);
    } else {
        text_append_char(text, ',');
        csv_append_field(text, run->trace->info.engine != NULL ? run->trace->info.engine : "");
        text_printf(text, ",%s,%llu,%d", summary_kind_of_numbers(run->trace),
                    (unsigned long long)run->trace->info.seed, run->exit_code);
        for (int i = 0; i < FIGURE_COUNT; i++) {
            text_append_char(text, ',');
            (void)figure_append(text, (FigureId)i, run->metrics, first);
        }
    }
    text_append_char(text, '\n');
}

static void write_runs(ReportSink *sink, const Report *report) {
    text_append_cstr(&sink->text, "run,engine,numbers,seed,exit_code");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_printf(&sink->text, ",%s", FIGURES[i].key);
    }
    text_append_char(&sink->text, '\n');
    for (size_t i = 0; i < report->run_count; i++) {
        append_run_row(&sink->text, &report->runs[i],
                       compare_first_metrics(report->runs, &report->runs[i]));
    }
}

static void append_spread(Text *text, const Measured *measured) {
    text_printf(text, ",%zu", measured->count);
    if (measured->count == 0) {
        text_append_repeated(text, ',', 8);
        return;
    }
    append_seconds(text, measured->median_ns);
    append_seconds(text, measured->mean_ns);
    if (measured->count > 1) {
        append_seconds(text, measured->deviation_ns);
    } else {
        text_append_char(text, ',');
    }
    if (measured->has_interval) {
        append_seconds(text, measured->low_ns);
        append_seconds(text, measured->high_ns);
    } else {
        text_append_cstr(text, ",,");
    }
    append_seconds(text, measured->min_ns);
    append_seconds(text, measured->max_ns);
    text_printf(text, ",%zu", measured->outliers);
}

static void append_run_begin(Text *text, const CompareRun *run) {
    csv_append_field(text, run->name);
    text_append_char(text, ',');
    csv_append_field(text, measured_table_engine(run));
}

static void append_measured_row(Text *text, const CompareRun *run) {
    append_run_begin(text, run);
    text_printf(text, ",%s", measured_table_kind(run));
    if (run->measurement != NULL) {
        append_spread(text, &run->measurement->measured);
    } else {
        text_append_cstr(text, ",1");
        append_seconds(text, run->metrics->makespan_ns);
        text_append_repeated(text, ',', 7);
    }
    text_append_char(text, ',');
    (void)measured_table_append_ratio(text, run, 6);
    text_append_char(text, '\n');
}

static void write_measured(ReportSink *sink, const Report *report) {
    text_append_cstr(&sink->text, "run,engine,numbers,runs,median,mean,stddev,low,high,min,max,"
                                  "outliers,ratio_to_simulated\n");
    for (size_t i = 0; i < report->run_count; i++) {
        if (report->runs[i].trace != NULL) {
            append_measured_row(&sink->text, &report->runs[i]);
        }
    }
}

static void write_samples(ReportSink *sink, const Report *report) {
    text_append_cstr(&sink->text, "run,engine,number,makespan\n");
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        size_t count = run->measurement != NULL ? run->measurement->measured.count : 0;
        for (size_t n = 0; n < count; n++) {
            append_run_begin(&sink->text, run);
            text_printf(&sink->text, ",%zu", n + 1);
            append_seconds(&sink->text, run->measurement->samples_ns[n]);
            text_append_char(&sink->text, '\n');
        }
    }
}

static void write_ledger(ReportSink *sink, const Report *report) {
    text_append_cstr(&sink->text, "run,engine,cause,seconds\n");
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareMeasurement *measurement = report->runs[i].measurement;
        bool has_ledger = measurement != NULL && measurement->has_ledger;
        for (int cause = 0; has_ledger && cause < LEDGER_CAUSE_COUNT; cause++) {
            append_run_begin(&sink->text, &report->runs[i]);
            text_printf(&sink->text, ",%s", LEDGER_CAUSES[cause].key);
            append_seconds(&sink->text, measurement->ledger.causes_ns[cause]);
            text_append_char(&sink->text, '\n');
        }
    }
}

static void append_lane_row(Text *text, const CompareRun *run, const Labels *labels,
                            uint32_t lane) {
    const LaneSpans *spans = &run->spans->lanes[lane];
    csv_append_field(text, run->name);
    text_printf(text, ",%u", lane);
    append_label(text, run, labels, lane);
    text_append_cstr(text,
                     run->trace->lanes.items[lane].kind == TRACE_LANE_TASK ? ",task" : ",thread");
    append_seconds(text, spans->start_ns);
    append_seconds(text, spans->end_ns);
    text_printf(text, ",%u,%s", spans->steps,
                spans->end < SPAN_STATE_COUNT ? SPAN_STATES[spans->end].word : "");
    int64_t sums[SPAN_STATE_COUNT] = {0};
    for (size_t i = spans->first; i < spans->first + spans->count; i++) {
        sums[run->spans->items[i].state] +=
            run->spans->items[i].end_ns - run->spans->items[i].start_ns;
    }
    for (int i = 0; i < SPAN_DONE; i++) {
        append_seconds(text, sums[i]);
    }
    text_append_char(text, '\n');
}

static void write_lanes(ReportSink *sink, const CompareRun *run, const Labels *labels) {
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        if (run->spans->lanes[lane].has_begun && !labels_is_housekeeping(labels, lane)) {
            append_lane_row(&sink->text, run, labels, lane);
            report_sink_flow(sink);
        }
    }
}

static void append_request_row(Text *text, const CompareRun *run, const Labels *labels,
                               const Requests *requests, size_t number) {
    const Request *request = &requests->items[number - 1];
    csv_append_field(text, run->name);
    text_printf(text, ",%zu,", number);
    csv_append_field(text, trace_string_at(run->trace, request->call));
    append_label(text, run, labels, request->lane);
    append_line(text, request->line);
    append_seconds(text, request->start_ns);
    append_seconds(text, request->end_ns);
    text_append_char(text, ',');
    if (request->end == REQUEST_ANSWERED) {
        text_printf(text, "%d", request->status);
    }
    text_append_char(text, ',');
    if (request->end == REQUEST_FAILED) {
        csv_append_field(text, trace_string_at(run->trace, request->error));
    }
    for (int i = 0; i < TRACE_PHASE_COUNT; i++) {
        append_seconds(text, request_phase_ns(requests, request, (TracePhase)i));
    }
    text_append_char(text, '\n');
}

static void write_requests(ReportSink *sink, const CompareRun *run, const Labels *labels) {
    Requests requests;
    requests_derive(&requests, run->trace);
    for (size_t i = 0; i < requests.count; i++) {
        append_request_row(&sink->text, run, labels, &requests, i + 1);
        report_sink_flow(sink);
    }
    requests_release(&requests);
}

static void write_spans(ReportSink *sink, const CompareRun *run, const Labels *labels) {
    SpanMerge merge;
    span_merge_init(&merge, run->spans);
    SpanMergeItem item;
    Text *text = &sink->text;
    while (span_merge_next(&merge, &item)) {
        if (item.span == NULL || labels_is_housekeeping(labels, item.lane)) {
            continue;
        }
        csv_append_field(text, run->name);
        text_printf(text, ",%u", item.lane);
        append_label(text, run, labels, item.lane);
        text_printf(text, ",%s,%s", SPAN_STATES[item.span->state].word,
                    item.span->reason != TRACE_FOR_NONE ? TRACE_REASONS[item.span->reason].name
                                                        : "");
        append_line(text, item.span->line);
        append_seconds(text, item.span->start_ns);
        append_seconds(text, item.span->end_ns);
        text_append_char(text, '\n');
        report_sink_flow(sink);
    }
    span_merge_release(&merge);
}

static void append_header(Text *text, CsvTable table) {
    switch (table) {
    case CSV_LANES:
        text_append_cstr(text, "run,lane,name,kind,start,end,steps,ended");
        for (int i = 0; i < SPAN_DONE; i++) {
            append_heading(text, SPAN_STATES[i].word);
        }
        break;
    case CSV_REQUESTS:
        text_append_cstr(text, "run,request,call,lane,line,start,end,status,error");
        for (int i = 0; i < TRACE_PHASE_COUNT; i++) {
            append_heading(text, TRACE_PHASES[i].name);
        }
        break;
    default:
        text_append_cstr(text, "run,lane,name,state,reason,line,start,end");
        break;
    }
    text_append_char(text, '\n');
}

void csv_write(ReportSink *sink, const Report *report, CsvTable table) {
    static void (*const OF_RUNS[CSV_TABLE_COUNT])(ReportSink *, const Report *) = {
        [CSV_RUNS] = write_runs,
        [CSV_MEASURED] = write_measured,
        [CSV_SAMPLES] = write_samples,
        [CSV_LEDGER] = write_ledger};
    if (OF_RUNS[table] != NULL) {
        OF_RUNS[table](sink, report);
        return;
    }
    append_header(&sink->text, table);
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        if (run->trace == NULL) {
            continue;
        }
        Labels labels;
        labels_init(&labels, run->trace);
        if (table == CSV_LANES) {
            write_lanes(sink, run, &labels);
        } else if (table == CSV_REQUESTS) {
            write_requests(sink, run, &labels);
        } else {
            write_spans(sink, run, &labels);
        }
        labels_release(&labels);
    }
}
