#include "report/compare.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "report/ledger_table.h"
#include "report/measured_table.h"
#include "report/summary.h"
#include "report/timeline.h"
#include "trace/duration.h"

#include <string.h>

enum {
    ROWS_MAX = 14,     /* of a run's timeline, */
    TWIN_ROWS_MAX = 8, /* where each program has several */
    NAME_COLUMNS_MIN = 10,
};

typedef struct Column {
    const char *heading[2];
    int width;
} Column;

static const Column COLUMNS[COMPARE_COLUMN_COUNT] = {
    [COMPARE_MAKESPAN] = {{"", "makespan"}, 11},
    [COMPARE_SPEEDUP] = {{"", "speedup"}, 8},
    [COMPARE_WAITS_SUM] = {{"sum of", "waits"}, 11},
    [COMPARE_OVERLAP] = {{"", "overlap"}, 8},
    [COMPARE_IDLE] = {{"", "idle"}, 9},
    [COMPARE_LOOP_BUSY] = {{"loop", "busy"}, 9},
    [COMPARE_IN_FLIGHT] = {{"in", "flight"}, 7},
};

const char *compare_heading(CompareColumn column) {
    static const char *const HEADINGS[COMPARE_COLUMN_COUNT] = {[COMPARE_MAKESPAN] = "Makespan",
                                                               [COMPARE_SPEEDUP] = "Speedup",
                                                               [COMPARE_WAITS_SUM] = "Sum of waits",
                                                               [COMPARE_OVERLAP] = "Overlap",
                                                               [COMPARE_IDLE] = "Idle",
                                                               [COMPARE_LOOP_BUSY] = "Loop busy",
                                                               [COMPARE_IN_FLIGHT] = "In flight"};
    return HEADINGS[column];
}

const Metrics *compare_first_metrics(const CompareRun *runs, const CompareRun *run) {
    const CompareRun *first = run->first != NULL ? run->first : &runs[0];
    return first->trace != NULL ? first->metrics : NULL;
}

bool compare_has_measured(const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement != NULL) {
            return true;
        }
    }
    return false;
}

/* "gathered.py (real): measured, run 4 of 10"; where nothing is measured, the name says it all. */
static void append_title(Text *text, const CompareRun *run, bool has_measured) {
    text_append_cstr(text, run->name);
    if (has_measured) {
        text_printf(text, ": %s", measured_table_kind(run));
    }
    if (run->measurement != NULL && run->measurement->is_apart) {
        text_append_cstr(text, ", recorded in a run of its own");
    } else if (run->measurement != NULL && run->measurement->shown > 0) {
        text_printf(text, ", run %zu of %zu", run->measurement->shown,
                    run->measurement->measured.count);
    }
}

void compare_append_timelines(Text *text, const ReportStyle *style, const CompareRun *runs,
                              size_t run_count) {
    TimelineRun *lines = memory_new_zeroed(run_count + 1, sizeof *lines);
    Text *figures = memory_new_zeroed(run_count + 1, sizeof *figures);
    Text *titles = memory_new_zeroed(run_count + 1, sizeof *titles);
    bool has_measured = compare_has_measured(runs, run_count);
    size_t count = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].trace != NULL) {
            duration_append(&figures[count], runs[i].metrics->makespan_ns, style->ascii);
            append_title(&titles[count], &runs[i], has_measured);
            lines[count] = (TimelineRun){.title = text_cstr(&titles[count]),
                                         .figure = text_cstr(&figures[count]),
                                         .trace = runs[i].trace,
                                         .spans = runs[i].spans};
            count++;
        }
    }
    timeline_append(text, style, lines, count, has_measured ? TWIN_ROWS_MAX : ROWS_MAX);
    for (size_t i = 0; i < run_count; i++) {
        text_release(&figures[i]);
        text_release(&titles[i]);
    }
    memory_free(figures);
    memory_free(titles);
    memory_free(lines);
}

static void append_cell(Text *text, const Text *cell, int width) {
    int pad = width - utf8_columns(text_cstr(cell));
    text_append_repeated(text, ' ', (size_t)(pad > 0 ? pad : 1));
    text_append_cstr(text, text_cstr(cell));
}

static void append_headings(Text *text, const ReportStyle *style, int name_columns) {
    for (int row = 0; row < 2; row++) {
        Text line = {0};
        text_append_repeated(&line, ' ', (size_t)name_columns + 1);
        for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
            text_printf(&line, "%*s", COLUMNS[i].width, COLUMNS[i].heading[row]);
        }
        while (line.length > 0 && line.bytes[line.length - 1] == ' ') {
            line.bytes[--line.length] = '\0';
        }
        style_append(style, text, text_cstr(&line), STYLE_DIM);
        text_append_char(text, '\n');
        text_release(&line);
    }
}

void compare_append_cell(Text *text, CompareColumn column, const Metrics *run, const Metrics *first,
                         bool ascii) {
    switch (column) {
    case COMPARE_MAKESPAN:
        duration_append(text, run->makespan_ns, ascii);
        break;
    case COMPARE_SPEEDUP:
        duration_append_ratio(text, first != NULL ? first->makespan_ns : 0,
                              first != NULL ? run->makespan_ns : 0, 2, ascii);
        break;
    case COMPARE_WAITS_SUM:
        duration_append(text, run->waits_sum_ns, ascii);
        break;
    case COMPARE_OVERLAP:
        duration_append_ratio(text, run->waits_sum_ns, run->waits_covered_ns, 2, ascii);
        break;
    case COMPARE_IDLE:
        duration_append_percent(text, run->makespan_ns - run->busy_ns, run->makespan_ns, ascii);
        break;
    case COMPARE_LOOP_BUSY:
        duration_append_percent(text, run->loop_busy_ns, run->loop_time_ns, ascii);
        break;
    case COMPARE_IN_FLIGHT:
        duration_append_count(text, run->in_flight_max);
        break;
    case COMPARE_COLUMN_COUNT:
        break;
    }
}

static void append_figures(Text *text, const ReportStyle *style, const Metrics *run,
                           const Metrics *first) {
    for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
        Text cell = {0};
        compare_append_cell(&cell, (CompareColumn)i, run, first, style->ascii);
        append_cell(text, &cell, COLUMNS[i].width);
        text_release(&cell);
    }
}

static void append_row(Text *text, const ReportStyle *style, const CompareRun *run,
                       const Metrics *first, int name_columns) {
    text_append_char(text, ' ');
    style_append_label(style, text, run->name, name_columns);
    if (run->trace == NULL) {
        text_append_cstr(text, "  did not run");
    } else {
        append_figures(text, style, run->metrics, first);
    }
    text_append_char(text, '\n');
}

static void append_exit_codes(Text *text, const ReportStyle *style, const CompareRun *runs,
                              size_t run_count) {
    bool is_first = true;
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].exit_code != 0) {
            text_append_cstr(text, is_first ? "\n " : " ");
            style_append(style, text, runs[i].name, STYLE_BOLD);
            text_printf(text, " ended with exit code %d\n", runs[i].exit_code);
            is_first = false;
        }
    }
}

/* "concurrent.py takes 3.60 times less than sequential.py". */
static void append_verdict(Text *text, const ReportStyle *style, const CompareRun *runs,
                           size_t run_count) {
    const CompareRun *best = NULL;
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].trace != NULL && runs[i].exit_code == 0 &&
            (best == NULL || runs[i].metrics->makespan_ns < best->metrics->makespan_ns)) {
            best = &runs[i];
        }
    }
    if (best == NULL || best == &runs[0] || runs[0].trace == NULL || runs[0].exit_code != 0 ||
        best->metrics->makespan_ns == 0) {
        return;
    }
    text_append_cstr(text, "\n ");
    style_append(style, text, best->name, STYLE_BOLD);
    text_append_cstr(text, " is ");
    duration_append_ratio(text, runs[0].metrics->makespan_ns, best->metrics->makespan_ns, 2,
                          style->ascii);
    text_append_cstr(text, " times as fast as ");
    style_append(style, text, runs[0].name, STYLE_BOLD);
    text_append_char(text, '\n');
}

static const CompareRun *any_trace(const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].trace != NULL) {
            return &runs[i];
        }
    }
    return NULL;
}

static void append_measured(Text *text, const ReportStyle *style, const CompareRun *runs,
                            size_t run_count) {
    measured_table_append(text, style, runs, run_count);
    append_exit_codes(text, style, runs, run_count);
    measured_table_append_verdict(text, style, runs, run_count);
    ledger_table_append(text, style, runs, run_count);
    Text note = {0};
    measured_table_append_origin(&note, runs, run_count, style->ascii);
    text_append_cstr(text, "\n ");
    style_begin(style, text, STYLE_NO_COLOR, STYLE_DIM);
    style_append_wrapped(style, text, text_cstr(&note), 1, 1);
    style_end(style, text);
    text_append_char(text, '\n');
    text_release(&note);
}

void compare_append_table(Text *text, const ReportStyle *style, const CompareRun *runs,
                          size_t run_count) {
    if (compare_has_measured(runs, run_count)) {
        append_measured(text, style, runs, run_count);
        return;
    }
    int figures = 0, name_columns = NAME_COLUMNS_MIN;
    for (int i = 0; i < COMPARE_COLUMN_COUNT; i++) {
        figures += COLUMNS[i].width;
    }
    for (size_t i = 0; i < run_count; i++) {
        int wanted = utf8_columns(runs[i].name);
        name_columns = wanted > name_columns ? wanted : name_columns;
    }
    int room = style->width - figures - 1;
    name_columns = name_columns > room && room > NAME_COLUMNS_MIN ? room : name_columns;
    name_columns = room <= NAME_COLUMNS_MIN ? NAME_COLUMNS_MIN : name_columns;
    append_headings(text, style, name_columns);
    for (size_t i = 0; i < run_count; i++) {
        append_row(text, style, &runs[i], compare_first_metrics(runs, &runs[i]), name_columns);
    }
    append_exit_codes(text, style, runs, run_count);
    append_verdict(text, style, runs, run_count);
    const CompareRun *some = any_trace(runs, run_count);
    if (some != NULL) {
        Text note = {0};
        summary_append_origin(&note, some->trace);
        text_append_cstr(text, "\n ");
        style_append(style, text, text_cstr(&note), STYLE_DIM);
        text_append_char(text, '\n');
        text_release(&note);
    }
}

void compare_append(Text *text, const ReportStyle *style, const CompareRun *runs,
                    size_t run_count) {
    bool has_time = false;
    for (size_t i = 0; i < run_count; i++) {
        has_time |= runs[i].trace != NULL && runs[i].metrics->makespan_ns > 0;
    }
    text_append_char(text, '\n');
    if (has_time) {
        compare_append_timelines(text, style, runs, run_count);
        text_append_char(text, '\n');
    }
    compare_append_table(text, style, runs, run_count);
}
