#include "report/html_report.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "report/ledger_table.h"
#include "report/measured_table.h"
#include "report/player.h"
#include "report/run_table.h"
#include "report/summary.h"
#include "report/svg_report.h"
#include "report/tellers.h"
#include "scene/lane_groups.h"
#include "trace/duration.h"
#include "trace/labels.h"
#include "trace/requests.h"

#include <string.h>

/* What was left out of a page, to be said there. */
typedef struct Left {
    uint64_t lanes, spans, sentences;
} Left;

static void append_escaped(Text *text, const char *string) {
    size_t length = strlen(string);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        if (code_point == '<') {
            text_append_cstr(text, "&lt;");
        } else if (code_point == '&') {
            text_append_cstr(text, "&amp;");
        } else if (code_point == '"') {
            text_append_cstr(text, "&quot;");
        } else if ((code_point < 0x20 && code_point != '\n' && code_point != '\t') ||
                   code_point == 0x7F) {
            text_append_code_point(text, 0xFFFD);
        } else {
            text_append_code_point(text, code_point);
        }
        string += size;
        length -= size;
    }
}

/* A JSON string within a script element: "</script>" must not end it. */
static void append_string(Text *text, const char *string) {
    Text quoted = {0};
    json_append_quoted(&quoted, string);
    for (size_t i = 0; i < quoted.length; i++) {
        if (quoted.bytes[i] == '<') {
            text_append_cstr(text, "\\u003c");
        } else {
            text_append_char(text, quoted.bytes[i]);
        }
    }
    text_release(&quoted);
}

static void append_strings(Text *text, const char *key, const char *(*at)(size_t), size_t count) {
    text_printf(text, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        text_append_cstr(text, i > 0 ? "," : "");
        append_string(text, at(i));
    }
    text_append_char(text, ']');
}

static const char *state_at(size_t i) {
    return SPAN_STATES[i].word;
}

static const char *reason_at(size_t i) {
    return TRACE_REASONS[i].phrase;
}

static const char *phase_at(size_t i) {
    return TRACE_PHASES[i].name;
}

/* ---- a run's data ---- */

typedef struct RunWriter {
    ReportSink *sink;
    const CompareRun *run;
    Labels labels;
    int64_t *place;   /* of each lane among those that are written; -1: it is not */
    int64_t grain_ns; /* what is shorter is folded into its neighbour */
    Left *left;
} RunWriter;

/* Spans without length, and others below the grain, become one with the span before them where that
 * is as short: of a million steps as many are left as can be told apart. */
static void write_spans(RunWriter *writer, const LaneSpans *lane) {
    Text *text = &writer->sink->text;
    bool is_first = true;
    text_append_cstr(text, ",\"spans\":[");
    for (size_t i = lane->first; i < lane->first + lane->count;) {
        const Span *span = &writer->run->spans->items[i];
        int64_t end_ns = span->end_ns;
        size_t next = i + 1;
        while (next < lane->first + lane->count && end_ns - span->start_ns < writer->grain_ns &&
               writer->run->spans->items[next].end_ns - span->start_ns <= writer->grain_ns) {
            end_ns = writer->run->spans->items[next++].end_ns;
            writer->left->spans++;
        }
        int64_t other =
            span->other < writer->run->spans->lane_count ? writer->place[span->other] : -1;
        int64_t request = span->reason == TRACE_FOR_REQUEST ? span->arg : 0;
        text_printf(text, "%s%lld,%lld,%d,%d,%d,%lld,%lld", is_first ? "" : ",",
                    (long long)span->start_ns, (long long)(end_ns - span->start_ns), span->state,
                    (int)span->line, span->reason, (long long)other, (long long)request);
        is_first = false;
        i = next;
        report_sink_flow(writer->sink);
    }
    text_append_char(text, ']');
}

static void write_lane(RunWriter *writer, uint32_t lane) {
    const CompareRun *run = writer->run;
    const LaneSpans *spans = &run->spans->lanes[lane];
    Text *text = &writer->sink->text;
    Text label = {0};
    lane_label_append(run->trace, run->spans, &writer->labels, lane, &label);
    text_append_cstr(text, "{\"label\":");
    append_string(text, text_cstr(&label));
    text_release(&label);
    text_printf(text,
                ",\"start\":%lld,\"stop\":%lld,\"end\":%d,\"error\":", (long long)spans->start_ns,
                (long long)spans->end_ns, spans->end < SPAN_STATE_COUNT ? spans->end : -1);
    append_string(text, spans->error != 0 ? trace_string_at(run->trace, spans->error) : "");
    write_spans(writer, spans);
    text_append_char(text, '}');
}

/* Chooses the lanes that are written, and gives them their places. */
static void place_lanes(RunWriter *writer) {
    const CompareRun *run = writer->run;
    int64_t count = 0;
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        bool is_shown =
            run->spans->lanes[lane].has_begun && !labels_is_housekeeping(&writer->labels, lane);
        bool fits = count < HTML_LANES_MAX;
        writer->place[lane] = is_shown && fits ? count++ : -1;
        writer->left->lanes += is_shown && !fits ? 1 : 0;
    }
}

static void write_requests(RunWriter *writer) {
    Text *text = &writer->sink->text;
    const Trace *trace = writer->run->trace;
    Requests requests;
    requests_derive(&requests, trace);
    text_append_cstr(text, "],\"requests\":[");
    for (size_t i = 0; i < requests.count && i < HTML_SENTENCES_MAX; i++) {
        const Request *request = &requests.items[i];
        text_append_cstr(text, i > 0 ? ",{\"call\":" : "{\"call\":");
        append_string(text, trace_string_at(trace, request->call));
        text_append_cstr(text, ",\"phases\":[");
        for (size_t j = 0; j < request->phase_count; j++) {
            const RequestPhase *phase = &requests.phases[request->first_phase + j];
            text_printf(text, "%s[%d,%lld]", j > 0 ? "," : "", (int)phase->phase,
                        (long long)(phase->end_ns - phase->start_ns));
        }
        text_append_cstr(text, "]}");
        report_sink_flow(writer->sink);
    }
    requests_release(&requests);
    text_append_char(text, ']');
}

/* How short a span may be before it is folded: not at all while there are few. */
static int64_t grain_of(const CompareRun *run, size_t run_count) {
    size_t room = HTML_SPANS_MAX / run_count;
    size_t lanes =
        run->spans->lane_count < HTML_LANES_MAX ? run->spans->lane_count : HTML_LANES_MAX;
    if (run->spans->count <= room || lanes == 0) {
        return 0;
    }
    return run->spans->end_ns / (int64_t)(room / lanes + 1) * 2 + 1;
}

static void write_run(ReportSink *sink, const Report *report, size_t index, Left *left) {
    const CompareRun *run = &report->runs[index];
    Text *text = &sink->text;
    text_append_cstr(text, index > 0 ? ",{\"name\":" : "{\"name\":");
    append_string(text, run->name);
    if (run->trace == NULL) {
        text_append_cstr(text, ",\"end\":0,\"source\":\"\",\"lanes\":[],\"requests\":[]}");
        return;
    }
    RunWriter writer = {.sink = sink,
                        .run = run,
                        .place = memory_new_zeroed(run->spans->lane_count + 1, sizeof(int64_t)),
                        .grain_ns = grain_of(run, report->run_count),
                        .left = left};
    labels_init(&writer.labels, run->trace);
    place_lanes(&writer);
    text_printf(text, ",\"end\":%lld,\"source\":", (long long)run->spans->end_ns);
    append_string(text, run->trace->info.source != NULL ? run->trace->info.source : "");
    text_append_cstr(text, ",\"lanes\":[");
    bool is_first = true;
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        if (writer.place[lane] >= 0) {
            text_append_cstr(text, is_first ? "\n" : ",\n");
            write_lane(&writer, lane);
            is_first = false;
        }
    }
    write_requests(&writer);
    text_append_char(text, '}');
    labels_release(&writer.labels);
    memory_free(writer.place);
}

/* ---- sentences ---- */

/* Visits the sentences that are on the page; what comes after those is counted. */
static void write_steps(ReportSink *sink, const Report *report, bool as_items, Left *left) {
    Tellers tellers;
    tellers_init(&tellers, report);
    Text moment = {0};
    const Teller *teller;
    for (size_t i = 0; (teller = tellers_next(&tellers)) != NULL; i++) {
        if (i >= HTML_SENTENCES_MAX) {
            left->sentences++;
        } else if (as_items) {
            text_clear(&moment);
            duration_append_moment(&moment, teller->t_ns);
            text_printf(&sink->text, "<li><time>%s</time> ", text_cstr(&moment));
            if (report->run_count > 1) {
                append_escaped(&sink->text, teller->name);
                text_append_cstr(&sink->text, ": ");
            }
            text_append_cstr(&sink->text, "<span>");
            append_escaped(&sink->text, text_cstr(&teller->sentence));
            text_append_cstr(&sink->text, "</span></li>\n");
        } else {
            text_printf(&sink->text, "%s[%lld,%zu,%u,%d]", i > 0 ? "," : "",
                        (long long)teller->t_ns, teller->run, teller->lane, (int)teller->line);
        }
        report_sink_flow(sink);
    }
    text_release(&moment);
    tellers_release(&tellers);
}

/* ---- the parts of the page ---- */

static void write_data(ReportSink *sink, const Report *report, Left *left) {
    Text *text = &sink->text;
    Left ignored = {0};
    text_append_cstr(text, "{\"runs\":[");
    for (size_t i = 0; i < report->run_count; i++) {
        write_run(sink, report, i, left);
    }
    text_append_char(text, ']');
    append_strings(text, "states", state_at, SPAN_STATE_COUNT);
    append_strings(text, "reasons", reason_at, TRACE_REASON_COUNT);
    append_strings(text, "phases", phase_at, TRACE_PHASE_COUNT);
    text_append_cstr(text, ",\"steps\":[");
    write_steps(sink, report, false, &ignored);
    text_append_cstr(text, "]}");
}

static void append_title(Text *text, const Report *report) {
    for (size_t i = 0; i < report->run_count; i++) {
        text_append_cstr(text, i == 0 ? "" : i + 1 == report->run_count ? " and " : ", ");
        append_escaped(text, report->runs[i].name);
    }
}

static void append_origin(Text *text, const Report *report) {
    bool has_measured = compare_has_measured(report->runs, report->run_count);
    if (has_measured) {
        measured_table_append_origin(text, report->runs, report->run_count, false);
    }
    for (size_t i = 0; !has_measured && i < report->run_count; i++) {
        const Trace *trace = report->runs[i].trace;
        if (trace != NULL) {
            summary_append_origin(text, trace);
            break;
        }
    }
    if (report->command[0] != '\0') {
        text_append_cstr(text, " Made by <code>");
        append_escaped(text, report->command);
        text_append_cstr(text, "</code>.");
    }
}

/* The first cell of a row, and the others. */
static void append_row(Text *text, const RunTable *table, size_t row) {
    Text cell = {0};
    run_table_append_cell(&cell, table, row, 0);
    text_append_cstr(text, "<tr><th scope=\"row\">");
    append_escaped(text, text_cstr(&cell));
    text_append_cstr(text, "</th>");
    int columns = run_table_column_count(table);
    if (!run_table_has_cells(table, row)) {
        text_printf(text, "<td class=\"word\" colspan=\"%d\">did not run</td>", columns - 1);
        columns = 0;
    }
    for (int column = 1; column < columns; column++) {
        text_clear(&cell);
        run_table_append_cell(&cell, table, row, column);
        bool is_word = column < run_table_word_count(table);
        text_append_cstr(text, is_word ? "<td class=\"word\">" : "<td>");
        append_escaped(text, text_cstr(&cell));
        text_append_cstr(text, "</td>");
    }
    text_append_cstr(text, "</tr>\n");
    text_release(&cell);
}

static void append_table(Text *text, const RunTable *table) {
    text_append_cstr(text, "<table>\n<tr>");
    for (int column = 0; column < run_table_column_count(table); column++) {
        text_append_cstr(text, "<th scope=\"col\">");
        run_table_append_heading(text, table, column);
        text_append_cstr(text, "</th>");
    }
    text_append_cstr(text, "</tr>\n");
    for (size_t row = 0; row < table->run_count; row++) {
        append_row(text, table, row);
    }
    text_append_cstr(text, "</table>");
}

static bool has_ledger(const CompareRun *run) {
    return run->measurement != NULL && run->measurement->has_ledger;
}

/* Why measured runs took longer than their simulations: a column for each of them. */
static void append_ledger_table(Text *text, const Report *report) {
    text_append_cstr(text, "\n<table>\n<tr><th scope=\"col\">measured − simulated</th>");
    for (size_t i = 0; i < report->run_count; i++) {
        if (has_ledger(&report->runs[i])) {
            text_append_cstr(text, "<th scope=\"col\">");
            append_escaped(text, report->runs[i].name);
            text_append_cstr(text, "</th>");
        }
    }
    text_append_cstr(text, "</tr>\n");
    for (int cause = 0; cause <= LEDGER_CAUSE_COUNT; cause++) {
        bool is_sum = cause == LEDGER_CAUSE_COUNT;
        text_printf(text, "<tr><th scope=\"row\" title=\"%s\">%s</th>",
                    is_sum ? "" : LEDGER_CAUSES[cause].meaning,
                    is_sum ? "together" : LEDGER_CAUSES[cause].name);
        for (size_t i = 0; i < report->run_count; i++) {
            if (has_ledger(&report->runs[i])) {
                text_append_cstr(text, "<td>");
                ledger_table_append_share(text, &report->runs[i].measurement->ledger,
                                          (LedgerCause)cause, false);
                text_append_cstr(text, "</td>");
            }
        }
        text_append_cstr(text, "</tr>\n");
    }
    text_append_cstr(text, "</table>");
}

/* The picture stands within the page: without the XML declaration of a file of its own. */
static bool keep_picture(void *context, const char *bytes, size_t length) {
    text_append(context, bytes, length);
    return true;
}

static void append_picture(Text *text, const Report *report) {
    Text picture = {0};
    ReportSink sink = {.write = keep_picture, .context = &picture};
    svg_report_write(&sink, report);
    (void)report_sink_end(&sink);
    const char *root = strstr(text_cstr(&picture), "<svg");
    text_append_cstr(text, root != NULL ? root : "");
    text_release(&picture);
}

static void append_count(Text *text, uint64_t count, const char *what) {
    if (count > 0) {
        text_append_char(text, ' ');
        duration_append_count(text, (int64_t)count);
        text_append_cstr(text, what);
    }
}

static void append_note(Text *text, const Left *left) {
    if (left->lanes + left->spans + left->sentences > 0) {
        text_append_cstr(text, "<p class=\"note\">Left out, to keep this page small:");
        append_count(text, left->lanes, " more lanes;");
        append_count(text, left->spans, " spans that are too short to be seen;");
        append_count(text, left->sentences, " more sentences;");
        text_append_cstr(text, " they are in the trace.</p>");
    }
}

static void write_part(ReportSink *sink, const Report *report, const char *name, Left *left) {
    Text *text = &sink->text;
    if (strcmp(name, "TITLE") == 0) {
        append_title(text, report);
    } else if (strcmp(name, "ORIGIN") == 0) {
        append_origin(text, report);
    } else if (strcmp(name, "TABLE") == 0) {
        RunTable table = run_table_of(report->runs, report->run_count);
        append_table(text, &table);
        if (ledger_table_has(report->runs, report->run_count)) {
            append_ledger_table(text, report);
        }
    } else if (strcmp(name, "PICTURE") == 0) {
        append_picture(text, report);
    } else if (strcmp(name, "STORY") == 0) {
        write_steps(sink, report, true, left);
    } else if (strcmp(name, "NOTE") == 0) {
        append_note(text, left);
    } else if (strcmp(name, "DATA") == 0) {
        write_data(sink, report, left);
    } else if (strcmp(name, "STYLE") == 0) {
        text_append_cstr(text, PLAYER_STYLE);
    } else if (strcmp(name, "SCRIPT") == 0) {
        text_append_cstr(text, PLAYER_SCRIPT);
    }
}

/* The page is the player's template, whose @PARTS@ are filled in. */
void html_report_write(ReportSink *sink, const Report *report) {
    enum { NAME_MAX_BYTES = 16 };
    Left left = {0};
    const char *at = PLAYER_PAGE;
    while (*at != '\0') {
        size_t plain = strcspn(at, "@");
        text_append(&sink->text, at, plain);
        at += plain;
        size_t length = *at == '@' ? strcspn(at + 1, "@") : 0;
        char name[NAME_MAX_BYTES] = "";
        if (length > 0 && length < sizeof name) {
            memcpy(name, at + 1, length);
            write_part(sink, report, name, &left);
            at += length + 2;
        }
        report_sink_flow(sink);
    }
}
