#include "report/sweep_table.h"

#include "report/csv.h"
#include "trace/figures.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void sweep_table_release(SweepTable *table) {
    text_release(&table->header);
    text_release(&table->lines);
    ARRAY_RELEASE(&table->points);
}

void sweep_table_append_header(Text *text, const char *const *names, size_t count) {
    text_append_cstr(text, "point,program");
    for (size_t i = 0; i < count; i++) {
        text_append_char(text, ',');
        csv_append_field(text, names[i]);
    }
    text_append_cstr(text, ",seed,exit_code");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_printf(text, ",%s", FIGURES[i].key);
    }
    text_append_char(text, '\n');
}

void sweep_table_append_line(Text *text, const SweepTableLine *line) {
    text_printf(text, "%llu,", (unsigned long long)line->point);
    csv_append_field(text, line->program);
    for (size_t i = 0; i < line->value_count; i++) {
        text_append_char(text, ',');
        csv_append_field(text, line->values[i]);
    }
    text_printf(text, ",%llu,%d", (unsigned long long)line->seed, line->exit_code);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_append_char(text, ',');
        if (line->run != NULL) {
            (void)figure_append(text, (FigureId)i, line->run, line->first);
        }
    }
    text_append_char(text, '\n');
}

void sweep_table_add(SweepTable *table, uint64_t point, const char *lines, size_t length) {
    ARRAY_PUSH(&table->points,
               (SweepTableRow){.point = point, .begin = table->lines.length, .length = length});
    text_append(&table->lines, lines, length);
}

/* ---- reading ---- */

size_t sweep_table_field(const char *line, size_t length) {
    bool is_quoted = false;
    size_t i = 0;
    for (; i < length && (is_quoted || (line[i] != ',' && line[i] != '\n')); i++) {
        is_quoted ^= line[i] == '"';
    }
    return i;
}

size_t sweep_table_record(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length) {
        i += sweep_table_field(bytes + i, length - i);
        if (i < length && bytes[i++] == '\n') {
            return i;
        }
    }
    return 0;
}

static bool parse_point(const char *record, size_t length, uint64_t *point) {
    size_t digits = sweep_table_field(record, length);
    *point = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)record[i]) || i >= 9) {
            return false;
        }
        *point = *point * 10 + (uint64_t)(record[i] - '0');
    }
    return digits > 0;
}

/* The lines of the point that begins here: 0 if none is whole. */
static size_t point_lines(const char *bytes, size_t length, uint64_t point, size_t *lines) {
    size_t used = 0;
    for (*lines = 0;; ++*lines) {
        uint64_t next;
        size_t record = sweep_table_record(bytes + used, length - used);
        if (record == 0 || !parse_point(bytes + used, record, &next) || next != point) {
            return used;
        }
        used += record;
    }
}

Status sweep_table_read(SweepTable *table, const char *name, const char *bytes, size_t length,
                        size_t lines_each, size_t *used, Error *error) {
    size_t at = sweep_table_record(bytes, length);
    if (at < 6 || memcmp(bytes, "point,", 6) != 0) {
        return error_set(error, STATUS_USAGE,
                         "could not read %.200s: it is not the .csv of a sweep", name);
    }
    if (table->header.length == 0) {
        text_append(&table->header, bytes, at);
    } else if (table->header.length != at || memcmp(table->header.bytes, bytes, at) != 0) {
        return error_set(error, STATUS_USAGE,
                         "could not add %.200s: it is of another sweep, its columns differ", name);
    }
    while (at < length) {
        uint64_t point;
        size_t lines, record = sweep_table_record(bytes + at, length - at);
        bool good = record > 0 && parse_point(bytes + at, record, &point);
        size_t taken = good ? point_lines(bytes + at, length - at, point, &lines) : 0;
        if (lines_each > 0 && (!good || lines < lines_each)) {
            break;
        }
        if (!good) {
            return error_set(error, STATUS_USAGE,
                             "could not read %.200s: after byte %zu there is no row of a sweep",
                             name, at);
        }
        sweep_table_add(table, point, bytes + at, taken);
        at += taken;
    }
    if (used != NULL) {
        *used = at;
    }
    return STATUS_OK;
}

/* ---- fields ---- */

void sweep_table_fields(const char *record, size_t length, SweepTableFields *fields) {
    *fields = (SweepTableFields){0};
    for (size_t at = 0; at < length;) {
        size_t field = sweep_table_field(record + at, length - at);
        bool is_quoted = field >= 2 && record[at] == '"';
        Text value = {0};
        for (size_t i = is_quoted; i < field - is_quoted; i++) {
            i += is_quoted && record[at + i] == '"';
            text_append_char(&value, record[at + i]);
        }
        text_append_cstr(&value, "");
        ARRAY_PUSH(&fields->items, memory_copy_string(text_cstr(&value)));
        text_release(&value);
        at += field + 1;
    }
}

void sweep_table_fields_release(SweepTableFields *fields) {
    for (size_t i = 0; i < fields->items.count; i++) {
        memory_free(fields->items.items[i]);
    }
    ARRAY_RELEASE(&fields->items);
}

/* ---- failures ---- */

enum { COLUMNS_BEFORE = 2, COLUMNS_AFTER = 2 + FIGURE_COUNT }; /* the parameters */

static int exit_code_of(const SweepTableFields *fields) {
    size_t count = fields->items.count;
    return count >= COLUMNS_BEFORE + COLUMNS_AFTER
               ? (int)strtol(fields->items.items[count - FIGURE_COUNT - 1], NULL, 10)
               : 0;
}

static void describe(Text *text, const SweepTableFields *header, const SweepTableFields *fields) {
    text_append_cstr(text, fields->items.items[1]);
    for (size_t i = COLUMNS_BEFORE; i + COLUMNS_AFTER < fields->items.count; i++) {
        text_printf(text, ", %s=%s", header->items.items[i], fields->items.items[i]);
    }
    text_printf(text, ", seed %s", fields->items.items[fields->items.count - COLUMNS_AFTER]);
}

int sweep_table_failures(const SweepTable *table, uint64_t *runs, uint64_t *failures,
                         SweepTableFailure *first) {
    SweepTableFields header;
    sweep_table_fields(text_cstr(&table->header), table->header.length, &header);
    int worst = 0;
    *runs = *failures = 0;
    for (size_t i = 0; i < table->points.count; i++) {
        const SweepTableRow *row = &table->points.items[i];
        const char *bytes = table->lines.bytes + row->begin;
        for (size_t at = 0; at < row->length; ++*runs) {
            SweepTableFields fields;
            size_t length = sweep_table_record(bytes + at, row->length - at);
            sweep_table_fields(bytes + at, length, &fields);
            int code = exit_code_of(&fields);
            if (code != 0 && (*failures)++ == 0) {
                *first = (SweepTableFailure){.point = row->point, .exit_code = code};
                describe(&first->what, &header, &fields);
            }
            worst = code > worst ? code : worst;
            sweep_table_fields_release(&fields);
            at += length;
        }
    }
    sweep_table_fields_release(&header);
    return worst;
}

/* ---- order ---- */

static int by_point(const void *left, const void *right) {
    const SweepTableRow *a = left;
    const SweepTableRow *b = right;
    return a->point < b->point ? -1 : a->point > b->point;
}

Status sweep_table_order(SweepTable *table, uint64_t first, Error *error) {
    if (table->points.count > 1) {
        qsort(table->points.items, table->points.count, sizeof(SweepTableRow), by_point);
    }
    for (size_t i = 0; i < table->points.count; i++) {
        uint64_t expected = first + i, point = table->points.items[i].point;
        if (point < expected) {
            return error_set(error, STATUS_USAGE,
                             "could not merge: point %llu is there twice: is a shard named twice?",
                             (unsigned long long)point);
        }
        if (point > expected) {
            return error_set(error, STATUS_USAGE,
                             "could not merge: point %llu is missing: was every shard named?",
                             (unsigned long long)expected);
        }
    }
    return STATUS_OK;
}

void sweep_table_write(ReportSink *sink, const SweepTable *table) {
    text_append(&sink->text, text_cstr(&table->header), table->header.length);
    for (size_t i = 0; i < table->points.count; i++) {
        const SweepTableRow *row = &table->points.items[i];
        text_append(&sink->text, table->lines.bytes + row->begin, row->length);
        report_sink_flow(sink);
    }
}
