#include "report/measured_table.h"

#include "base/utf8.h"
#include "report/summary.h"

#include <string.h>

enum {
    ENGINE_COLUMNS = 8,
    KIND_COLUMNS = 10,
    GAP = 2, /* between columns */
};

/* Which columns stand on the second line of a row where all do not fit into one. */
static const bool IS_SECOND[MEASURED_COLUMN_COUNT] = {
    [MEASURED_INTERVAL] = true, [MEASURED_RANGE] = true};

const char *measured_table_heading(MeasuredColumn column, bool ascii) {
    static const char *const HEADINGS[MEASURED_COLUMN_COUNT][2] = {
        [MEASURED_MEDIAN] = {"median", "median"},
        [MEASURED_MEAN] = {"mean ± σ", "mean +- sd"},
        [MEASURED_INTERVAL] = {"95 % interval", "95 % interval"},
        [MEASURED_RANGE] = {"min … max", "min .. max"},
        [MEASURED_RUNS] = {"runs", "runs"},
        [MEASURED_TWIN] = {"× sim", "x sim"}};
    return HEADINGS[column][ascii];
}

const char *measured_table_engine(const CompareRun *run) {
    if (run->measurement != NULL && run->measurement->engine != NULL) {
        return run->measurement->engine;
    }
    return run->trace != NULL && run->trace->info.engine != NULL ? run->trace->info.engine : "";
}

const char *measured_table_kind(const CompareRun *run) {
    return run->measurement != NULL ? "measured" : summary_kind_of_numbers(run->trace);
}

bool measured_table_has_times(const CompareRun *run) {
    return run->measurement != NULL && run->measurement->measured.count > 0;
}

int64_t measured_table_time(const CompareRun *run) {
    return run->measurement != NULL ? run->measurement->measured.median_ns
                                    : run->metrics->makespan_ns;
}

bool measured_table_append_ratio(Text *text, const CompareRun *run, int decimals) {
    bool has_twin = measured_table_has_times(run) && run->twin != NULL &&
                    run->twin->trace != NULL && run->twin->metrics->makespan_ns > 0;
    if (has_twin) {
        duration_append_ratio(text, run->measurement->measured.median_ns,
                              run->twin->metrics->makespan_ns, decimals, true);
    }
    return has_twin;
}

static const CompareRun *any_measured(const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement != NULL) {
            return &runs[i];
        }
    }
    return NULL;
}

DurationUnit measured_table_unit(const CompareRun *runs, size_t run_count) {
    const CompareRun *measured = any_measured(runs, run_count);
    if (measured != NULL && measured->measurement->clock->unit != DURATION_UNIT_COUNT) {
        return measured->measurement->clock->unit;
    }
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].trace != NULL && measured_table_time(&runs[i]) > 0) {
            return duration_unit_for(measured_table_time(&runs[i]));
        }
    }
    return DURATION_MILLISECONDS;
}

static void append_pair(Text *text, int64_t a_ns, const char *between, int64_t b_ns,
                        DurationUnit unit) {
    duration_append_in(text, a_ns, unit);
    text_append_cstr(text, between);
    duration_append_in(text, b_ns, unit);
}

static void append_measured(Text *text, MeasuredColumn column, const CompareRun *run,
                            DurationUnit unit, bool ascii) {
    const Measured *measured = &run->measurement->measured;
    const char *none = ascii ? "-" : "–", *to = ascii ? " .. " : " … ";
    if (measured->count == 0) {
        text_append_cstr(text, column == MEASURED_MEDIAN ? none : "");
        return;
    }
    switch (column) {
    case MEASURED_MEDIAN:
        duration_append_in(text, measured->median_ns, unit);
        break;
    case MEASURED_MEAN:
        if (measured->count > 1) {
            append_pair(text, measured->mean_ns, ascii ? " +- " : " ± ", measured->deviation_ns,
                        unit);
        } else {
            text_append_cstr(text, none);
        }
        break;
    case MEASURED_INTERVAL:
        if (measured->has_interval) {
            append_pair(text, measured->low_ns, to, measured->high_ns, unit);
        } else {
            text_append_cstr(text, none);
        }
        break;
    case MEASURED_RANGE:
        append_pair(text, measured->min_ns, to, measured->max_ns, unit);
        break;
    case MEASURED_RUNS:
        text_printf(text, "%zu", measured->count);
        break;
    case MEASURED_TWIN:
        (void)measured_table_append_ratio(text, run, 3);
        break;
    case MEASURED_COLUMN_COUNT:
        break;
    }
}

void measured_table_append_cell(Text *text, MeasuredColumn column, const CompareRun *run,
                                DurationUnit unit, bool ascii) {
    if (run->measurement != NULL) {
        append_measured(text, column, run, unit, ascii);
    } else if (column == MEASURED_MEDIAN) {
        duration_append_in(text, run->metrics->makespan_ns, unit);
    } else if (column == MEASURED_MEAN && strcmp(measured_table_kind(run), "simulated") == 0) {
        text_append_cstr(text, "exact");
    }
}

/* ---- the table as text ---- */

typedef struct Layout {
    DurationUnit unit;
    int widths[MEASURED_COLUMN_COUNT]; /* without the gap before */
    int label;                         /* columns before the first of them */
    bool is_folded;                    /* rows take two lines */
} Layout;

static Layout layout_of(const ReportStyle *style, const CompareRun *runs, size_t run_count) {
    Layout layout = {.unit = measured_table_unit(runs, run_count),
                     .label = 3 + ENGINE_COLUMNS + 1 + KIND_COLUMNS};
    int total = layout.label;
    for (int i = 0; i < MEASURED_COLUMN_COUNT; i++) {
        layout.widths[i] = utf8_columns(measured_table_heading((MeasuredColumn)i, style->ascii));
        for (size_t n = 0; n < run_count; n++) {
            Text cell = {0};
            if (runs[n].trace != NULL) {
                measured_table_append_cell(&cell, (MeasuredColumn)i, &runs[n], layout.unit,
                                           style->ascii);
            }
            int width = utf8_columns(text_cstr(&cell));
            layout.widths[i] = width > layout.widths[i] ? width : layout.widths[i];
            text_release(&cell);
        }
        total += layout.widths[i] + GAP;
    }
    layout.is_folded = total > style->width;
    return layout;
}

static void append_right(Text *text, const char *cell, int width) {
    int pad = width - utf8_columns(cell);
    text_append_repeated(text, ' ', (size_t)(pad > 0 ? pad : 0));
    text_append_cstr(text, cell);
}

/* Appends the cells of a row's first or second line; `run` NULL: the headings. Returns whether
 * there was anything. */
static bool append_cells(Text *text, const Layout *layout, const ReportStyle *style,
                         const CompareRun *run, bool is_second) {
    /* On a second line the first cell ends where the second one of the line above does. */
    int pad = is_second ? layout->widths[MEASURED_MEDIAN] + GAP + layout->widths[MEASURED_MEAN] -
                              layout->widths[MEASURED_INTERVAL]
                        : 0;
    bool has_any = false;
    Text line = {0};
    text_append_repeated(&line, ' ', (size_t)(pad > 0 ? pad : 0));
    for (int i = 0; i < MEASURED_COLUMN_COUNT; i++) {
        if (layout->is_folded && IS_SECOND[i] != is_second) {
            continue;
        }
        Text cell = {0};
        if (run == NULL) {
            text_append_cstr(&cell, measured_table_heading((MeasuredColumn)i, style->ascii));
        } else {
            measured_table_append_cell(&cell, (MeasuredColumn)i, run, layout->unit, style->ascii);
        }
        text_append_repeated(&line, ' ', GAP);
        append_right(&line, text_cstr(&cell), layout->widths[i]);
        has_any |= cell.length > 0;
        text_release(&cell);
    }
    while (line.length > 0 && line.bytes[line.length - 1] == ' ') {
        line.bytes[--line.length] = '\0';
    }
    text_append_cstr(text, text_cstr(&line));
    text_release(&line);
    return has_any;
}

static void append_headings(Text *text, const Layout *layout, const ReportStyle *style) {
    Text line = {0};
    text_printf(&line, " times in %s", duration_unit_name(layout->unit, style->ascii));
    text_append_repeated(&line, ' ', (size_t)(layout->label - utf8_columns(text_cstr(&line))));
    (void)append_cells(&line, layout, style, NULL, false);
    if (layout->is_folded) {
        text_append_char(&line, '\n');
        text_append_repeated(&line, ' ', (size_t)layout->label);
        (void)append_cells(&line, layout, style, NULL, true);
    }
    style_append(style, text, text_cstr(&line), STYLE_DIM);
    text_append_char(text, '\n');
    text_release(&line);
}

static void append_row(Text *text, const Layout *layout, const ReportStyle *style,
                       const CompareRun *run) {
    text_printf(text, "   %-*s ", ENGINE_COLUMNS, measured_table_engine(run));
    text_printf(text, "%-*s", KIND_COLUMNS, measured_table_kind(run));
    (void)append_cells(text, layout, style, run, false);
    text_append_char(text, '\n');
    Text second = {0};
    if (layout->is_folded && append_cells(&second, layout, style, run, true)) {
        text_append_repeated(text, ' ', (size_t)layout->label);
        text_append_cstr(text, text_cstr(&second));
        text_append_char(text, '\n');
    }
    text_release(&second);
}

static const char *program_of(const CompareRun *run) {
    return run->program != NULL ? run->program : run->name;
}

void measured_table_append(Text *text, const ReportStyle *style, const CompareRun *runs,
                           size_t run_count) {
    Layout layout = layout_of(style, runs, run_count);
    append_headings(text, &layout, style);
    for (size_t i = 0; i < run_count; i++) {
        if (i == 0 || strcmp(program_of(&runs[i]), program_of(&runs[i - 1])) != 0) {
            text_append_char(text, ' ');
            style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
            style_append_plain(style, text, program_of(&runs[i]));
            style_end(style, text);
            text_append_char(text, '\n');
        }
        if (runs[i].trace != NULL || measured_table_has_times(&runs[i])) {
            append_row(text, &layout, style, &runs[i]);
        } else {
            text_append_cstr(text, "   ");
            style_append_plain(style, text, runs[i].name);
            text_append_cstr(text, " did not run\n");
        }
    }
}

/* ---- sentences ---- */

static bool is_good(const CompareRun *run) {
    return run->trace != NULL && run->exit_code == 0 && measured_table_time(run) > 0;
}

static const CompareRun *of_engine(const CompareRun *runs, size_t run_count, const char *program,
                                   const char *engine) {
    for (size_t i = 0; i < run_count; i++) {
        if (strcmp(program_of(&runs[i]), program) == 0 &&
            strcmp(measured_table_engine(&runs[i]), engine) == 0) {
            return &runs[i];
        }
    }
    return NULL;
}

/* "8.39 times as fast as a.py (sim), 8.31 (real)": what is measured of one program, against what is
 * of the first, engine by engine. */
static void append_speedups(Text *text, const ReportStyle *style, const CompareRun *runs,
                            size_t run_count, const char *program) {
    bool is_first = true;
    for (size_t i = 0; i < run_count; i++) {
        const CompareRun *first = &runs[i];
        if (strcmp(program_of(first), program_of(&runs[0])) != 0) {
            break;
        }
        const CompareRun *run = of_engine(runs, run_count, program, measured_table_engine(first));
        if (run == NULL || !is_good(run) || !is_good(first)) {
            continue;
        }
        if (is_first) {
            text_append_cstr(text, "\n ");
            style_append(style, text, program, STYLE_BOLD);
            text_append_cstr(text, " is ");
        } else {
            text_append_cstr(text, ", ");
        }
        duration_append_ratio(text, measured_table_time(first), measured_table_time(run), 2,
                              style->ascii);
        if (is_first) {
            text_append_cstr(text, " times as fast as ");
            style_append(style, text, program_of(&runs[0]), STYLE_BOLD);
        }
        bool is_chance =
            run->measurement != NULL && first->measurement != NULL &&
            !measured_differ(&run->measurement->measured, &first->measurement->measured);
        text_printf(text, " (%s%s)", measured_table_engine(run),
                    is_chance ? ", which may be chance" : "");
        is_first = false;
    }
    text_append_cstr(text, is_first ? "" : "\n");
}

void measured_table_append_verdict(Text *text, const ReportStyle *style, const CompareRun *runs,
                                   size_t run_count) {
    for (size_t i = 1; i < run_count; i++) {
        const char *program = program_of(&runs[i]);
        if (strcmp(program, program_of(&runs[i - 1])) != 0 &&
            strcmp(program, program_of(&runs[0])) != 0) {
            append_speedups(text, style, runs, run_count, program);
        }
    }
}

static const Trace *any_simulated(const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement == NULL && runs[i].trace != NULL) {
            return runs[i].trace;
        }
    }
    return NULL;
}

void measured_table_append_origin(Text *text, const CompareRun *runs, size_t run_count,
                                  bool ascii) {
    const Trace *simulated = any_simulated(runs, run_count);
    if (simulated != NULL) {
        text_printf(text, "Simulated times are exact; seed %llu. ",
                    (unsigned long long)simulated->info.seed);
    }
    const CompareClock *clock = any_measured(runs, run_count)->measurement->clock;
    text_append_cstr(text, "Measured times are medians of runs that took turns");
    if (clock->warmups > 0) {
        text_printf(text, ", after %zu warm-up run%s of each", clock->warmups,
                    clock->warmups == 1 ? "" : "s");
    }
    text_printf(text, ", by %s, which tells ", clock->name);
    duration_append(text, clock->step_ns, ascii);
    text_printf(text,
                " apart; %s is the sample standard deviation, and the median of all possible runs "
                "lies within the interval with 95 %% confidence (order statistics).",
                ascii ? "sd" : "σ");
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement != NULL && runs[i].measurement->is_apart) {
            text_append_cstr(text, " To record what python3 does takes it time: its timelines, and "
                                   "what is derived of them, are of runs of their own.");
            break;
        }
    }
    if (clock->is_partial) {
        text_append_cstr(text, " PARTIAL: there were to be more runs.");
    }
}

/* ---- warnings ---- */

static void append_begin(Text *text, const CompareRun *run) {
    text_printf(text, "meanwhile: warning: %s: ", run->name);
}

static void warn_of_spread(Text *text, const CompareRun *run) {
    const Measured *measured = &run->measurement->measured;
    if (measured->slow_start) {
        append_begin(text, run);
        text_append_cstr(text, "the first run was the slowest by far, as with caches that were "
                               "cold; --warmup 3 keeps such runs out of the figures\n");
    } else if (measured->outliers > 0) {
        append_begin(text, run);
        text_printf(text,
                    "%zu of %zu runs %s far from the others; something else may have kept this "
                    "machine busy: try when it is quiet, or with more --runs\n",
                    measured->outliers, measured->count, measured->outliers == 1 ? "is" : "are");
    }
    if (measured->count > 0 && !measured->has_interval) {
        append_begin(text, run);
        text_printf(text, "%zu run%s too few for a confidence interval: --runs 6 or more\n",
                    measured->count, measured->count == 1 ? " is" : "s are");
    }
}

/* A line of a program's output, as far as a message has room for it. */
static void append_quoted_line(Text *text, const char *line) {
    enum { COLUMNS_MAX = 60 };
    if (*line == '\0') {
        text_append_cstr(text, "nothing");
        return;
    }
    Text plain = {0};
    for (; *line != '\0'; line++) { /* what it prints may mean something to a terminal */
        bool is_control = (unsigned char)*line < 0x20 || *line == 0x7F;
        text_append_char(&plain, is_control ? '?' : *line);
    }
    int columns = utf8_columns(text_cstr(&plain));
    text_append_char(text, '\'');
    utf8_append_fitted(text, text_cstr(&plain), columns < COLUMNS_MAX ? columns : COLUMNS_MAX, "…");
    text_append_char(text, '\'');
    text_release(&plain);
}

static void warn_of_output(Text *text, const CompareRun *run) {
    const CompareMeasurement *m = run->measurement;
    if (strcmp(m->output, "order") == 0) {
        append_begin(text, run);
        text_printf(text, "it printed the same lines as %s in another order, from line %d on\n",
                    m->printed_by, m->printed_line);
    } else if (strcmp(m->output, "other") == 0) {
        append_begin(text, run);
        text_printf(text, "it did not print what %s printed: line %d is ", m->printed_by,
                    m->printed_line);
        append_quoted_line(text, m->printed_now);
        text_append_cstr(text, " instead of ");
        append_quoted_line(text, m->printed_then);
        text_append_cstr(text, " (--output shows all of it)\n");
    }
}

void measured_table_append_warnings(Text *text, const CompareRun *runs, size_t run_count) {
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].measurement != NULL) {
            warn_of_spread(text, &runs[i]);
            warn_of_output(text, &runs[i]);
        }
    }
}
