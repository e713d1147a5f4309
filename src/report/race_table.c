#include "report/race_table.h"

#include "base/json.h"
#include "base/utf8.h"
#include "report/csv.h"
#include "trace/duration.h"

#include <inttypes.h>
#include <string.h>

enum {
    RACE_FORMAT_VERSION = 1,
    GAP = 2, /* between columns */
};

typedef enum Column {
    COLUMN_MEDIAN,
    COLUMN_RANGE,
    COLUMN_RUNS,
    COLUMN_IDEAL,
    COLUMN_RATE,
    COLUMN_CPU,
    COLUMN_COUNT
} Column;

static const char *heading(Column column, bool ascii) {
    static const char *const HEADINGS[COLUMN_COUNT][2] = {
        [COLUMN_MEDIAN] = {"median", "median"}, [COLUMN_RANGE] = {"min … max", "min .. max"},
        [COLUMN_RUNS] = {"runs", "runs"},       [COLUMN_IDEAL] = {"× ideal", "x ideal"},
        [COLUMN_RATE] = {"calls/s", "calls/s"}, [COLUMN_CPU] = {"CPU a call", "CPU a call"}};
    return HEADINGS[column][ascii];
}

static const char *kind_of(const RaceRow *row) {
    return row->is_measured ? "measured" : "simulated";
}

/* The first row's that has a time. */
static DurationUnit unit_of(const RaceTable *table) {
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].note == NULL) {
            return duration_unit_for(table->rows[i].times.median_ns);
        }
    }
    return DURATION_MILLISECONDS;
}

static void append_rate(Text *text, const RaceTable *table, const RaceRow *row, bool ascii) {
    static const int64_t SECOND = INT64_C(1000000000);
    duration_append_ratio(text, table->calls * SECOND, row->times.median_ns, 1, ascii);
}

static void append_cell(Text *text, const RaceTable *table, const RaceRow *row, Column column,
                        DurationUnit unit, bool ascii) {
    switch (column) {
    case COLUMN_MEDIAN:
        duration_append_in(text, row->times.median_ns, unit);
        break;
    case COLUMN_RANGE:
        if (row->is_measured) {
            duration_append_in(text, row->times.min_ns, unit);
            text_append_cstr(text, ascii ? " .. " : " … ");
            duration_append_in(text, row->times.max_ns, unit);
        } else {
            text_append_cstr(text, "exact");
        }
        break;
    case COLUMN_RUNS:
        if (row->is_measured) {
            text_printf(text, "%zu", row->times.count);
        }
        break;
    case COLUMN_IDEAL:
        duration_append_ratio(text, row->times.median_ns, table->ideal_ns, 3, ascii);
        break;
    case COLUMN_RATE:
        append_rate(text, table, row, ascii);
        break;
    case COLUMN_CPU:
        if (row->cpu_ns >= 0) {
            duration_append(text, row->cpu_ns / table->calls, ascii);
        } else {
            text_append_cstr(text, ascii ? "-" : "–");
        }
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void append_title(Text *text, const RaceTable *table, bool ascii) {
    text_printf(text, "%" PRId64 " calls by %s, %" PRId64 " at once, %s: ", table->calls,
                table->client, table->concurrency, table->world);
    duration_append(text, table->ideal_ns, ascii);
    text_append_cstr(text, " for the network alone");
}

/* --- text --- */

typedef struct Widths {
    int engine, kind;
    int columns[COLUMN_COUNT];
} Widths;

static int larger(int a, int b) {
    return a > b ? a : b;
}

static Widths widths_of(const RaceTable *table, DurationUnit unit, bool ascii) {
    Widths widths = {.kind = utf8_columns("simulated")};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        widths.columns[i] = utf8_columns(heading((Column)i, ascii));
    }
    for (size_t n = 0; n < table->row_count; n++) {
        const RaceRow *row = &table->rows[n];
        widths.engine = larger(widths.engine, utf8_columns(row->engine));
        for (int i = 0; row->note == NULL && i < COLUMN_COUNT; i++) {
            Text cell = {0};
            append_cell(&cell, table, row, (Column)i, unit, ascii);
            widths.columns[i] = larger(widths.columns[i], utf8_columns(text_cstr(&cell)));
            text_release(&cell);
        }
    }
    return widths;
}

static void append_right(Text *text, const char *cell, int width) {
    int columns = utf8_columns(cell);
    text_append_repeated(text, ' ', (size_t)(width > columns ? width - columns : 0));
    text_append_cstr(text, cell);
}

static void append_left(Text *text, const char *cell, int width) {
    int columns = utf8_columns(cell);
    text_append_cstr(text, cell);
    text_append_repeated(text, ' ', (size_t)(width > columns ? width - columns : 0));
}

static void append_row(Text *text, const ReportStyle *style, const RaceTable *table,
                       const RaceRow *row, const Widths *widths, DurationUnit unit) {
    text_append_char(text, ' ');
    append_left(text, row->engine, widths->engine);
    text_append_repeated(text, ' ', GAP);
    if (row->note != NULL) {
        int indent = 1 + widths->engine + GAP;
        style_append_wrapped(style, text, row->note, indent, indent);
        text_append_char(text, '\n');
        return;
    }
    append_left(text, kind_of(row), widths->kind);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        Text cell = {0};
        append_cell(&cell, table, row, (Column)i, unit, style->ascii);
        append_right(text, text_cstr(&cell), widths->columns[i] + GAP);
        text_release(&cell);
    }
    text_append_char(text, '\n');
}

static void append_headings(Text *text, const ReportStyle *style, const Widths *widths,
                            DurationUnit unit) {
    Text line = {0};
    Text label = {0};
    text_printf(&label, "times in %s", duration_unit_name(unit, style->ascii));
    append_left(&line, text_cstr(&label), widths->engine + GAP + widths->kind);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        append_right(&line, heading((Column)i, style->ascii), widths->columns[i] + GAP);
    }
    text_append_char(text, ' ');
    style_append(style, text, text_cstr(&line), STYLE_DIM);
    text_append_char(text, '\n');
    text_release(&label);
    text_release(&line);
}

/* "Measured by Python 3.11.2, node 20.20.2" */
static void append_versions(Text *text, const RaceTable *table) {
    const char *between = "";
    for (size_t i = 0; i < table->row_count; i++) {
        const RaceRow *row = &table->rows[i];
        if (row->note == NULL && row->version[0] != '\0') {
            text_printf(text, "%s%s", between, row->version);
            between = ", ";
        }
    }
}

static void append_origin(Text *text, const ReportStyle *style, const RaceTable *table) {
    bool has_measured = false, has_simulated = false;
    for (size_t i = 0; i < table->row_count; i++) {
        has_measured |= table->rows[i].note == NULL && table->rows[i].is_measured;
        has_simulated |= table->rows[i].note == NULL && !table->rows[i].is_measured;
    }
    Text words = {0};
    if (has_simulated) {
        text_printf(&words, "Simulated times are exact; seed %llu. ",
                    (unsigned long long)table->seed);
    }
    if (has_measured) {
        text_append_cstr(&words,
                         "Measured times are each program's own, from its first call to "
                         "its last reply, without start-up, by CLOCK_MONOTONIC; the engines took "
                         "turns");
        Text versions = {0};
        append_versions(&versions, table);
        if (versions.length > 0) {
            text_printf(&words, ". %s", text_cstr(&versions));
        }
        text_release(&versions);
        text_append_cstr(&words, ".");
    }
    if (words.length > 0) {
        text_append_cstr(text, "\n ");
        style_append_wrapped(style, text, text_cstr(&words), 1, 1);
        text_append_char(text, '\n');
    }
    text_release(&words);
}

static void append_failures(Text *text, const RaceTable *table) {
    for (size_t i = 0; i < table->row_count; i++) {
        const RaceRow *row = &table->rows[i];
        if (row->note == NULL && row->failed > 0) {
            text_printf(text, "\n Of %s, %" PRId64 " of %" PRId64 " calls failed.\n", row->engine,
                        row->failed, table->calls);
        }
    }
}

void race_table_append(Text *text, const ReportStyle *style, const RaceTable *table) {
    DurationUnit unit = unit_of(table);
    Widths widths = widths_of(table, unit, style->ascii);
    Text title = {0};
    append_title(&title, table, style->ascii);
    text_append_cstr(text, "\n ");
    style_append_wrapped(style, text, text_cstr(&title), 1, 1);
    text_append_cstr(text, "\n\n");
    text_release(&title);
    append_headings(text, style, &widths, unit);
    for (size_t i = 0; i < table->row_count; i++) {
        append_row(text, style, table, &table->rows[i], &widths, unit);
    }
    append_failures(text, table);
    append_origin(text, style, table);
    if (table->is_partial) {
        text_append_cstr(text, "\n This race is partial: it was stopped.\n");
    }
}

/* --- Markdown, CSV, JSON --- */

void race_table_append_markdown(Text *text, const RaceTable *table) {
    DurationUnit unit = unit_of(table);
    append_title(text, table, false);
    text_printf(text, "%s\n\n| Engine | Times in %s |", table->is_partial ? " (partial)" : "",
                duration_unit_name(unit, false));
    for (int i = 0; i < COLUMN_COUNT; i++) {
        text_printf(text, " %s |", heading((Column)i, false));
    }
    text_append_cstr(text, "\n|:---|:---|");
    for (int i = 0; i < COLUMN_COUNT; i++) {
        text_append_cstr(text, "---:|");
    }
    for (size_t n = 0; n < table->row_count; n++) {
        const RaceRow *row = &table->rows[n];
        text_printf(text, "\n| %s | ", row->engine);
        for (const char *at = row->note != NULL ? row->note : kind_of(row); *at != '\0'; at++) {
            text_append_cstr(text, *at == '|' ? "\\" : "");
            text_append_char(text, *at);
        }
        text_append_cstr(text, " |");
        for (int i = 0; i < COLUMN_COUNT; i++) {
            text_append_char(text, ' ');
            if (row->note == NULL) {
                append_cell(text, table, row, (Column)i, unit, false);
            }
            text_append_cstr(text, " |");
        }
    }
    text_append_char(text, '\n');
}

void race_table_append_csv(Text *text, const RaceTable *table) {
    text_append_cstr(text, "engine,kind,version,calls,concurrency,ideal,runs,median,mean,stddev,"
                           "min,max,cpu,failed,note\n");
    for (size_t i = 0; i < table->row_count; i++) {
        const RaceRow *row = &table->rows[i];
        const Measured *times = &row->times;
        csv_append_field(text, row->engine);
        text_printf(text, ",%s,", kind_of(row));
        csv_append_field(text, row->version);
        text_printf(text, ",%" PRId64 ",%" PRId64 ",", table->calls, table->concurrency);
        json_append_seconds(text, table->ideal_ns);
        if (row->note != NULL) {
            text_append_cstr(text, ",0,,,,,,,,");
            csv_append_field(text, row->note);
        } else {
            const int64_t figures[] = {times->median_ns, times->mean_ns, times->deviation_ns,
                                       times->min_ns, times->max_ns};
            text_printf(text, ",%zu", times->count);
            for (size_t n = 0; n < sizeof figures / sizeof *figures; n++) {
                text_append_char(text, ',');
                json_append_seconds(text, figures[n]);
            }
            text_append_char(text, ',');
            if (row->cpu_ns >= 0) {
                json_append_seconds(text, row->cpu_ns);
            }
            text_printf(text, ",%" PRId64 ",", row->failed);
        }
        text_append_char(text, '\n');
    }
}

static void append_member(Text *text, const char *name, int64_t ns) {
    text_printf(text, ", \"%s\": ", name);
    json_append_seconds(text, ns);
}

static void append_json_row(Text *text, const RaceRow *row) {
    text_append_cstr(text, "{\"engine\": ");
    json_append_quoted(text, row->engine);
    text_printf(text, ", \"kind\": \"%s\"", kind_of(row));
    if (row->note != NULL) {
        text_append_cstr(text, ", \"note\": ");
        json_append_quoted(text, row->note);
        text_append_char(text, '}');
        return;
    }
    text_append_cstr(text, ", \"version\": ");
    json_append_quoted(text, row->version);
    text_printf(text, ", \"runs\": %zu", row->times.count);
    append_member(text, "median", row->times.median_ns);
    append_member(text, "mean", row->times.mean_ns);
    append_member(text, "stddev", row->times.deviation_ns);
    append_member(text, "min", row->times.min_ns);
    append_member(text, "max", row->times.max_ns);
    if (row->cpu_ns >= 0) {
        append_member(text, "cpu", row->cpu_ns);
    }
    text_printf(text, ", \"failed\": %" PRId64 "}", row->failed);
}

void race_table_append_json(Text *text, const RaceTable *table) {
    text_printf(text, "{\n  \"format\": \"meanwhile race\",\n  \"version\": %d,\n  \"client\": ",
                RACE_FORMAT_VERSION);
    json_append_quoted(text, table->client);
    text_printf(text,
                ",\n  \"calls\": %" PRId64 ",\n  \"concurrency\": %" PRId64 ",\n  \"world\": ",
                table->calls, table->concurrency);
    json_append_quoted(text, table->world);
    text_printf(text, ",\n  \"seed\": %llu,\n  \"partial\": %s,\n  \"ideal\": ",
                (unsigned long long)table->seed, table->is_partial ? "true" : "false");
    json_append_seconds(text, table->ideal_ns);
    text_append_cstr(text, ",\n  \"results\": [");
    for (size_t i = 0; i < table->row_count; i++) {
        text_append_cstr(text, i > 0 ? ",\n    " : "\n    ");
        append_json_row(text, &table->rows[i]);
    }
    text_append_cstr(text, "\n  ]\n}\n");
}
