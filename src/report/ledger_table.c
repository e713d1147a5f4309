#include "report/ledger_table.h"

#include "base/utf8.h"
#include "report/measured_table.h"

#include <string.h>

enum {
    CAUSE_COLUMNS = 21, /* "measured - simulated" */
    SHARE_COLUMNS = 14, /* of a run, with the gap before it */
    RUNS_MAX = 8,       /* beside each other, however wide the terminal */
};

bool ledger_table_has(const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement != NULL && runs[i].measurement->has_ledger) {
            return true;
        }
    }
    return false;
}

void ledger_table_append_share(Text *text, const Ledger *ledger, LedgerCause cause, bool ascii) {
    int64_t ns = cause < LEDGER_CAUSE_COUNT ? ledger->causes_ns[cause]
                                            : ledger->measured_ns - ledger->simulated_ns;
    text_append_cstr(text, ns > 0 ? "+" : "");
    duration_append(text, ns, ascii);
}

/* A cell, right-aligned. */
static void append_cell(Text *line, const char *cell) {
    int pad = SHARE_COLUMNS - utf8_columns(cell);
    text_append_repeated(line, ' ', (size_t)(pad > 0 ? pad : 1));
    text_append_cstr(line, cell);
}

static void append_name(Text *line, const ReportStyle *style, const char *name) {
    Text label = {0};
    int columns = utf8_columns(name);
    style_append_label(style, &label, name,
                       columns < SHARE_COLUMNS - 1 ? columns : SHARE_COLUMNS - 1);
    append_cell(line, text_cstr(&label));
    text_release(&label);
}

static void append_headings(Text *text, const ReportStyle *style, const CompareRun *const *runs,
                            size_t count) {
    Text line = {0};
    const char *title = style->ascii ? "measured - simulated" : "measured − simulated";
    text_printf(&line, " %s", title);
    text_append_repeated(&line, ' ', (size_t)(CAUSE_COLUMNS - utf8_columns(title)));
    for (size_t i = 0; i < count; i++) {
        append_name(&line, style, runs[i]->program != NULL ? runs[i]->program : runs[i]->name);
    }
    text_printf(&line, "\n %-*s", CAUSE_COLUMNS, "");
    for (size_t i = 0; i < count; i++) {
        append_name(&line, style, measured_table_engine(runs[i]));
    }
    style_append(style, text, text_cstr(&line), STYLE_DIM);
    text_append_char(text, '\n');
    text_release(&line);
}

static void append_row(Text *text, const ReportStyle *style, LedgerCause cause,
                       const CompareRun *const *runs, size_t count) {
    bool is_sum = cause == LEDGER_CAUSE_COUNT;
    const char *meaning = is_sum ? "" : LEDGER_CAUSES[cause].meaning;
    text_printf(text, "   %-*s", CAUSE_COLUMNS - 2,
                is_sum ? "together" : LEDGER_CAUSES[cause].name);
    for (size_t i = 0; i < count; i++) {
        Text share = {0};
        ledger_table_append_share(&share, &runs[i]->measurement->ledger, cause, style->ascii);
        append_cell(text, text_cstr(&share));
        text_release(&share);
    }
    int left = style->width - 1 - CAUSE_COLUMNS - (int)count * SHARE_COLUMNS - 2;
    if (meaning[0] != '\0' && utf8_columns(meaning) <= left) {
        text_append_cstr(text, "  ");
        style_append(style, text, meaning, STYLE_DIM);
    }
    text_append_char(text, '\n');
}

void ledger_table_append(Text *text, const ReportStyle *style, const CompareRun *runs,
                         size_t run_count) {
    int room = (style->width - 1 - CAUSE_COLUMNS) / SHARE_COLUMNS;
    size_t columns = room < 1 ? 1 : room > RUNS_MAX ? RUNS_MAX : (size_t)room;
    for (size_t next = 0; next < run_count;) {
        const CompareRun *some[RUNS_MAX];
        size_t count = 0;
        for (; next < run_count && count < columns; next++) {
            if (runs[next].measurement != NULL && runs[next].measurement->has_ledger) {
                some[count++] = &runs[next];
            }
        }
        if (count == 0) {
            return;
        }
        text_append_char(text, '\n');
        append_headings(text, style, some, count);
        for (int cause = 0; cause <= LEDGER_CAUSE_COUNT; cause++) {
            append_row(text, style, (LedgerCause)cause, some, count);
        }
    }
}
