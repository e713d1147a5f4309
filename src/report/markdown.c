#include "report/markdown.h"

#include "base/utf8.h"
#include "report/ledger_table.h"
#include "report/measured_table.h"
#include "report/summary.h"

#include <string.h>

enum { TIMELINE_COLUMNS = 80 };

/* Text in a cell: '|' would end it, a newline the row, and some signs begin markup. */
static void append_escaped(Text *text, const char *cell) {
    text_append_cstr(text, " ");
    size_t length = strlen(cell);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(cell, length, &code_point);
        if (code_point < 0x20 || code_point == 0x7F) {
            text_append_char(text, ' ');
        } else {
            if (code_point < 0x80 && strchr("|\\`*_[]<>&", (int)code_point) != NULL) {
                text_append_char(text, '\\');
            }
            text_append_code_point(text, code_point);
        }
        cell += size;
        length -= size;
    }
}

static void append_cell(Text *text, const char *cell) {
    append_escaped(text, cell);
    text_append_cstr(text, " |");
}

static void append_row(Text *text, const CompareRun *run, const Metrics *first) {
    text_append_char(text, '|');
    append_cell(text, run->name);
    if (run->trace == NULL) {
        text_append_cstr(text, " did not run | | | | | | |\n");
        return;
    }
    for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
        text_append_char(text, ' ');
        compare_append_cell(text, (CompareColumn)i, run->metrics, first, false);
        text_append_cstr(text, " |");
    }
    text_append_char(text, '\n');
}

/* A fence that no line of the text can close. */
static void append_fenced(Text *text, const char *info, const char *lines) {
    size_t longest = 2;
    for (const char *at = lines; *at != '\0';) {
        size_t ticks = strspn(at, "`");
        longest = ticks > longest ? ticks : longest;
        at += ticks > 0 ? ticks : 1;
    }
    text_append_repeated(text, '`', longest + 1);
    text_printf(text, "%s\n%s", info, lines);
    text_append_repeated(text, '`', longest + 1);
    text_append_char(text, '\n');
}

static void append_heading(Text *text, const char *heading) {
    text_printf(text, " %s |", heading);
}

/* The table of times (measured_table.h), and each run's. */
static void write_measured(ReportSink *sink, const Report *report) {
    Text *text = &sink->text;
    DurationUnit unit = measured_table_unit(report->runs, report->run_count);
    text_append_cstr(text, "| Program | Engine | Numbers |");
    for (int i = 0; i < MEASURED_COLUMN_COUNT; i++) {
        append_heading(text, measured_table_heading((MeasuredColumn)i, false));
    }
    text_append_cstr(text, "\n|:---|:---|:---|");
    for (int i = 0; i < MEASURED_COLUMN_COUNT; i++) {
        text_append_cstr(text, "---:|");
    }
    text_append_char(text, '\n');
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        text_append_char(text, '|');
        append_cell(text, run->program != NULL ? run->program : run->name);
        if (run->trace == NULL) {
            text_append_cstr(text, " did not run | | | | | | | |\n");
            continue;
        }
        append_cell(text, measured_table_engine(run));
        append_cell(text, measured_table_kind(run));
        for (int column = 0; column < MEASURED_COLUMN_COUNT; column++) {
            Text cell = {0};
            measured_table_append_cell(&cell, (MeasuredColumn)column, run, unit, false);
            append_cell(text, text_cstr(&cell));
            text_release(&cell);
        }
        text_append_char(text, '\n');
        report_sink_flow(sink);
    }
    text_printf(text, "\nTimes in %s. Each run:\n\n", duration_unit_name(unit, false));
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareMeasurement *measurement = report->runs[i].measurement;
        if (measurement != NULL && measurement->measured.count > 0) {
            text_append_cstr(text, "-");
            append_escaped(text, report->runs[i].name);
            text_append_char(text, ':');
            for (size_t n = 0; n < measurement->measured.count; n++) {
                text_append_char(text, ' ');
                duration_append_in(text, measurement->samples_ns[n], unit);
            }
            text_append_char(text, '\n');
        }
    }
}

/* The table of figures. */
static void write_figures(ReportSink *sink, const Report *report) {
    Text *text = &sink->text;
    text_append_cstr(text, "| Program |");
    for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
        append_heading(text, compare_heading((CompareColumn)i));
    }
    text_append_cstr(text, "\n|:---|");
    for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
        text_append_cstr(text, "---:|");
    }
    text_append_char(text, '\n');
    for (size_t i = 0; i < report->run_count; i++) {
        append_row(text, &report->runs[i], compare_first_metrics(report->runs, &report->runs[i]));
        report_sink_flow(sink);
    }
}

static void append_origin(Text *text, const Report *report) {
    bool has_measured = compare_has_measured(report->runs, report->run_count);
    if (has_measured) {
        text_append_char(text, '\n');
        measured_table_append_origin(text, report->runs, report->run_count, false);
    }
    for (size_t i = 0; !has_measured && i < report->run_count; i++) {
        const Trace *trace = report->runs[i].trace;
        if (trace != NULL) {
            text_append_char(text, '\n');
            summary_append_origin(text, trace);
            break;
        }
    }
    if (report->command[0] != '\0') {
        text_append_cstr(text, " Made by\n\n");
        Text line = {0};
        text_printf(&line, "%s\n", report->command);
        append_fenced(text, "sh", text_cstr(&line));
        text_release(&line);
    } else {
        text_append_char(text, '\n');
    }
}

void markdown_write(ReportSink *sink, const Report *report) {
    Text *text = &sink->text;
    if (compare_has_measured(report->runs, report->run_count)) {
        write_measured(sink, report);
    } else {
        write_figures(sink, report);
    }
    if (ledger_table_has(report->runs, report->run_count)) {
        ReportStyle style = {.width = TIMELINE_COLUMNS};
        Text ledger = {0};
        ledger_table_append(&ledger, &style, report->runs, report->run_count);
        text_append_char(text, '\n');
        append_fenced(text, "text", text_cstr(&ledger) + 1); /* without its empty first line */
        text_release(&ledger);
    }
    bool has_time = false;
    for (size_t i = 0; i < report->run_count; i++) {
        has_time |= report->runs[i].trace != NULL && report->runs[i].metrics->makespan_ns > 0;
    }
    if (has_time) {
        ReportStyle style = {.width = TIMELINE_COLUMNS};
        Text timelines = {0};
        compare_append_timelines(&timelines, &style, report->runs, report->run_count);
        text_append_char(text, '\n');
        append_fenced(text, "text", text_cstr(&timelines));
        text_release(&timelines);
    }
    append_origin(text, report);
}
