#include "report/markdown.h"

#include "base/utf8.h"
#include "report/ledger_table.h"
#include "report/measured_table.h"
#include "report/run_table.h"
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

static void append_row(Text *text, const RunTable *table, size_t row) {
    Text cell = {0};
    run_table_append_cell(&cell, table, row, 0);
    text_append_char(text, '|');
    append_cell(text, text_cstr(&cell));
    bool has_cells = run_table_has_cells(table, row);
    for (int column = 1; column < run_table_column_count(table); column++) {
        text_clear(&cell);
        if (has_cells) {
            run_table_append_cell(&cell, table, row, column);
        } else if (column == 1) {
            text_append_cstr(&cell, "did not run");
        }
        append_cell(text, text_cstr(&cell));
    }
    text_append_char(text, '\n');
    text_release(&cell);
}

static void write_table(ReportSink *sink, const RunTable *table) {
    Text *text = &sink->text;
    text_append_char(text, '|');
    for (int column = 0; column < run_table_column_count(table); column++) {
        text_append_char(text, ' ');
        run_table_append_heading(text, table, column);
        text_append_cstr(text, " |");
    }
    text_append_cstr(text, "\n|");
    for (int column = 0; column < run_table_column_count(table); column++) {
        text_append_cstr(text, column < run_table_word_count(table) ? ":---|" : "---:|");
    }
    text_append_char(text, '\n');
    for (size_t row = 0; row < table->run_count; row++) {
        append_row(text, table, row);
        report_sink_flow(sink);
    }
}

/* What each run on a real clock took. */
static void append_samples(Text *text, const RunTable *table) {
    text_append_cstr(text, "\nEach run:\n\n");
    for (size_t i = 0; i < table->run_count; i++) {
        const CompareMeasurement *measurement = table->runs[i].measurement;
        if (measured_table_has_times(&table->runs[i])) {
            text_append_cstr(text, "-");
            append_escaped(text, table->runs[i].name);
            text_append_char(text, ':');
            for (size_t n = 0; n < measurement->measured.count; n++) {
                text_append_char(text, ' ');
                duration_append_in(text, measurement->samples_ns[n], table->unit);
            }
            text_append_char(text, '\n');
        }
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
    RunTable table = run_table_of(report->runs, report->run_count);
    write_table(sink, &table);
    if (table.is_measured) {
        append_samples(text, &table);
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
