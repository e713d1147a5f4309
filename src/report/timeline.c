#include "report/timeline.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "scene/lane_groups.h"
#include "scene/time_axis.h"
#include "trace/cores.h"
#include "trace/duration.h"
#include "trace/labels.h"

#include <stdio.h>
#include <string.h>

enum {
    LABEL_COLUMNS_MIN = 10,
    LABEL_COLUMNS_MAX = 24,
    FIGURE_COLUMNS = 11, /* right of the lanes: "  100.0 ms" and a space before */
    GROUP_ROWS = 6,      /* of a folded group: three lanes, two rows for the rest, one lane */
    GROUP_HEAD_LANES = 3,
    HISTOGRAM_LEVELS = 8,
    CORE_ROWS_MAX = 8,
};

typedef struct Layout {
    const ReportStyle *style;
    int label_columns;
    int cells;      /* of the axis; a row has one more, for what ends at its very end */
    int64_t end_ns; /* of the axis, above 0 */
    bool states_used[SPAN_STATE_COUNT];
    bool reasons_used[TRACE_REASON_COUNT];
} Layout;

/* How long a row's lanes were in each state within a cell, and what else is to be marked there. */
typedef struct Cell {
    int64_t time_ns[SPAN_STATE_COUNT];
    bool has_tick; /* a step of no length */
    uint8_t start; /* state of a span that begins here and is long enough for its glyph */
    uint8_t end;   /* SPAN_DONE and so on; for both, SPAN_STATE_COUNT: none */
} Cell;

/* Time and columns. */

static int column_of(const Layout *layout, int64_t t_ns) {
    __extension__ typedef __int128 Wide;
    return (int)((Wide)t_ns * layout->cells / layout->end_ns);
}

/* The first moment of a column. */
static int64_t column_start(const Layout *layout, int column) {
    __extension__ typedef __int128 Wide;
    Wide product = (Wide)column * layout->end_ns;
    return (int64_t)((product + layout->cells - 1) / layout->cells);
}

static void add_span(const Layout *layout, Cell *cells, const Span *span) {
    int first = column_of(layout, span->start_ns), last = column_of(layout, span->end_ns);
    if (span->start_ns == span->end_ns) {
        cells[first].has_tick |= span->state == SPAN_RUNNING;
        return;
    }
    for (int column = first; column <= last && column < layout->cells; column++) {
        int64_t from_ns = column_start(layout, column), to_ns = column_start(layout, column + 1);
        from_ns = from_ns < span->start_ns ? span->start_ns : from_ns;
        to_ns = to_ns > span->end_ns ? span->end_ns : to_ns;
        int64_t *time_ns = &cells[column].time_ns[span->state];
        *time_ns = duration_add(*time_ns, to_ns > from_ns ? to_ns - from_ns : 0);
    }
    if (last - first >= 2) {
        cells[first].start = span->state;
    }
}

static SpanState prevailing(const Cell *cell) {
    if (cell->time_ns[SPAN_BLOCKED] > 0) {
        return SPAN_BLOCKED;
    }
    SpanState best = SPAN_STATE_COUNT;
    int64_t best_ns = 0;
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        if (cell->time_ns[state] > best_ns) {
            best = (SpanState)state;
            best_ns = cell->time_ns[state];
        }
    }
    return best;
}

static Cell *new_cells(const Layout *layout) {
    /* Two more than the axis: the end mark of a lane that begins in the last one needs room. */
    size_t count = (size_t)layout->cells + 2;
    Cell *cells = memory_new_zeroed(count, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        cells[i].start = cells[i].end = SPAN_STATE_COUNT;
    }
    return cells;
}

static void note_state(Layout *layout, const Span *span) {
    if (span->end_ns > span->start_ns || span->state == SPAN_RUNNING) {
        layout->states_used[span->state] = true;
        if (span->state == SPAN_WAITING) {
            layout->reasons_used[span->reason] = true;
        }
    }
}

/* Rows. */

/* Cells that follow each other in one colour share one escape sequence. */
typedef struct Brush {
    const ReportStyle *style;
    Text *text;
    int color; /* in force, or STYLE_NO_COLOR */
} Brush;

static void brush_set(Brush *brush, int color) {
    if (brush->color != color) {
        if (brush->color != STYLE_NO_COLOR) {
            style_end(brush->style, brush->text);
        }
        if (color != STYLE_NO_COLOR) {
            style_begin(brush->style, brush->text, color, STYLE_PLAIN);
        }
        brush->color = color;
    }
}

static void append_state(Brush *brush, SpanState state, const char *sign) {
    brush_set(brush, (int)SPAN_STATES[state].color);
    text_append_cstr(brush->text, sign);
}

static void append_cells(const Layout *layout, Text *text, const Cell *cells, bool with_marks) {
    Brush brush = {.style = layout->style, .text = text, .color = STYLE_NO_COLOR};
    SpanState owed = SPAN_STATE_COUNT; /* whose glyph is still to be drawn */
    for (int column = 0; column <= layout->cells; column++) {
        const Cell *cell = &cells[column];
        SpanState state = prevailing(cell);
        owed = with_marks && cell->start != SPAN_STATE_COUNT ? cell->start : owed;
        if (cell->end != SPAN_STATE_COUNT && with_marks) {
            append_state(&brush, cell->end, style_glyph(layout->style, cell->end));
        } else if (cell->has_tick && with_marks && state != SPAN_BLOCKED) {
            append_state(&brush, SPAN_RUNNING, style_glyph(layout->style, SPAN_RUNNING));
        } else if (state == SPAN_STATE_COUNT) {
            brush_set(&brush, STYLE_NO_COLOR);
            text_append_char(text, ' ');
        } else if (state == owed) {
            append_state(&brush, state, style_glyph(layout->style, state));
            owed = SPAN_STATE_COUNT;
        } else {
            append_state(&brush, state, style_fill(layout->style, state));
        }
    }
    brush_set(&brush, STYLE_NO_COLOR);
}

static void append_label(const Layout *layout, Text *text, const char *label) {
    text_append_char(text, ' ');
    style_append_label(layout->style, text, label, layout->label_columns);
    text_append_cstr(text, "  ");
}

/* Right-aligns what a row has to say in figures, and ends the row. */
static void append_figure(Text *text, const char *figure) {
    int pad = FIGURE_COLUMNS - utf8_columns(figure);
    text_append_repeated(text, ' ', (size_t)(pad > 0 ? pad : 1));
    text_append_cstr(text, figure);
}

static void end_row(Text *text) {
    while (text->length > 0 && text->bytes[text->length - 1] == ' ') {
        text->bytes[--text->length] = '\0';
    }
    text_append_char(text, '\n');
}

static void append_lane(Layout *layout, Text *text, const TimelineRun *run, uint32_t lane,
                        const char *label) {
    const LaneSpans *spans = &run->spans->lanes[lane];
    Cell *cells = new_cells(layout);
    for (size_t i = 0; i < spans->count; i++) {
        add_span(layout, cells, &run->spans->items[spans->first + i]);
        note_state(layout, &run->spans->items[spans->first + i]);
    }
    bool is_task = run->trace->lanes.items[lane].kind == TRACE_LANE_TASK;
    if (is_task && spans->end != SPAN_STATE_COUNT) {
        int column = column_of(layout, spans->end_ns);
        column += column == column_of(layout, spans->start_ns);
        cells[column > layout->cells ? layout->cells : column].end = spans->end;
        layout->states_used[spans->end] = true;
    }
    append_label(layout, text, label);
    append_cells(layout, text, cells, true);
    if (!spans->runs_loop && (is_task || lane != TRACE_MAIN || run->title == NULL)) {
        Text figure = {0};
        duration_append(&figure, spans->end_ns - spans->start_ns, layout->style->ascii);
        append_figure(text, text_cstr(&figure));
        text_release(&figure);
    }
    end_row(text);
    memory_free(cells);
}

/* Folded lanes. */

static void append_histogram(const Layout *layout, Text *text, const Cell *cells, int64_t most) {
    static const char *const BARS[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const DIGITS[] = {" ", "1", "2", "3", "4", "5", "6", "7", "8"};
    for (int column = 0; column < layout->cells; column++) {
        int64_t width_ns = column_start(layout, column + 1) - column_start(layout, column);
        __extension__ typedef __int128 Wide;
        Wide lived_ns = 0;
        for (int state = 0; state < SPAN_STATE_COUNT; state++) {
            lived_ns += cells[column].time_ns[state];
        }
        Wide whole = (Wide)most * (width_ns > 0 ? width_ns : 1);
        Wide level = (lived_ns * HISTOGRAM_LEVELS + whole - 1) / whole;
        level = level > HISTOGRAM_LEVELS ? HISTOGRAM_LEVELS : level;
        text_append_cstr(text, layout->style->ascii ? DIGITS[level] : BARS[level]);
    }
    text_append_char(text, ' ');
}

static void append_fold(Layout *layout, Text *text, const TimelineRun *run, const uint32_t *lanes,
                        size_t count, const char *name) {
    Cell *cells = new_cells(layout);
    size_t ends[SPAN_STATE_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        const LaneSpans *spans = &run->spans->lanes[lanes[i]];
        for (size_t j = 0; j < spans->count; j++) {
            add_span(layout, cells, &run->spans->items[spans->first + j]);
            note_state(layout, &run->spans->items[spans->first + j]);
        }
        if (spans->end != SPAN_STATE_COUNT) {
            ends[spans->end]++;
        }
    }
    Text label = {0}, number = {0};
    duration_append_count(&number, (int64_t)count);
    text_printf(&label, layout->style->ascii ? ": %s more %s" : "┊ %s more %s", text_cstr(&number),
                name);
    append_label(layout, text, text_cstr(&label));
    append_cells(layout, text, cells, false);
    end_row(text);
    append_label(layout, text, layout->style->ascii ? ": under way" : "┊ under way");
    append_histogram(layout, text, cells, (int64_t)count);
    text_clear(&label);
    if (ends[SPAN_FAILED] > 0) {
        text_printf(&label, "%zu failed", ends[SPAN_FAILED]);
    } else if (ends[SPAN_CANCELLED] > 0) {
        text_printf(&label, "%zu cancelled", ends[SPAN_CANCELLED]);
    } else {
        text_printf(&label, "of %s", text_cstr(&number));
    }
    append_figure(text, text_cstr(&label));
    end_row(text);
    text_release(&label);
    text_release(&number);
    memory_free(cells);
}

/* Which lanes get a row. */

static bool is_visible(const TimelineRun *run, const Labels *labels, uint32_t lane) {
    return run->spans->lanes[lane].has_begun && !labels_is_housekeeping(labels, lane);
}

static void append_labelled_lane(Layout *layout, Text *text, const TimelineRun *run,
                                 const Labels *labels, uint32_t lane) {
    Text label = {0};
    lane_label_append(run->trace, run->spans, labels, lane, &label);
    append_lane(layout, text, run, lane, text_cstr(&label));
    text_release(&label);
}

/* All lanes of a run that need no folding. */
static void append_all_lanes(Layout *layout, Text *text, const TimelineRun *run,
                             const Labels *labels) {
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        if (is_visible(run, labels, lane)) {
            append_labelled_lane(layout, text, run, labels, lane);
        }
    }
}

/* A group's first and last lanes stand for themselves, the others in one fold between them. */
static void append_group(Layout *layout, Text *text, const TimelineRun *run, const Labels *labels,
                         const LaneGroups *groups, const LaneGroup *group) {
    const uint32_t *lanes = groups->lanes + group->first;
    bool folds = group->count > GROUP_ROWS;
    for (size_t i = 0; i < group->count; i++) {
        if (folds && i == GROUP_HEAD_LANES) {
            char name[64];
            snprintf(name, sizeof name, "%.*s",
                     (int)(group->name_length < 60 ? group->name_length : 60), group->name);
            append_fold(layout, text, run, lanes + i, group->count - i - 1, name);
            i = group->count - 1;
        }
        append_labelled_lane(layout, text, run, labels, lanes[i]);
    }
}

static int rows_of_group(const LaneGroup *group) {
    return group->count > GROUP_ROWS ? GROUP_ROWS : (int)group->count;
}

/* The main thread and one group more are shown, however few rows there may be. */
static void append_folded_lanes(Layout *layout, Text *text, const TimelineRun *run,
                                const Labels *labels, int rows_max) {
    LaneGroups groups;
    lane_groups_init(&groups, run->trace, run->spans, labels);
    int rows = 0;
    size_t shown = 0;
    for (; shown < groups.group_count; shown++) {
        rows += rows_of_group(&groups.groups[shown]);
        bool is_last = shown + 1 == groups.group_count;
        if (rows + (is_last ? 0 : 2) > rows_max && shown > 1) {
            break;
        }
        append_group(layout, text, run, labels, &groups, &groups.groups[shown]);
    }
    if (shown < groups.group_count) {
        size_t first = groups.groups[shown].first;
        append_fold(layout, text, run, groups.lanes + first, groups.visible_count - first,
                    "others");
    }
    lane_groups_release(&groups);
}

static size_t visible_lanes(const TimelineRun *run, const Labels *labels) {
    size_t count = 0;
    for (uint32_t lane = 0; lane < run->spans->lane_count; lane++) {
        count += is_visible(run, labels, lane);
    }
    return count;
}

/* Axis. */

static void append_tick_label(const Layout *layout, Text *text, int64_t t_ns, int64_t step_ns) {
    time_axis_append_label(text, t_ns, step_ns, layout->end_ns, layout->style->ascii);
}

/* The smallest step whose labels have room. */
static int64_t choose_step(const Layout *layout) {
    int64_t step_ns = time_axis_step(1);
    for (; step_ns < layout->end_ns; step_ns = time_axis_step(step_ns + 1)) {
        Text label = {0};
        append_tick_label(layout, &label, layout->end_ns / step_ns * step_ns, step_ns);
        int needed = utf8_columns(text_cstr(&label)) + 3;
        text_release(&label);
        if (column_of(layout, step_ns) >= needed) {
            break;
        }
    }
    return step_ns;
}

static void append_axis(const Layout *layout, Text *text) {
    int64_t step_ns = choose_step(layout);
    Text labels = {0}, line = {0};
    append_label(layout, &labels, "");
    append_label(layout, &line, "");
    int origin = utf8_columns(text_cstr(&labels)), next_column = 0;
    for (int64_t tick = 0;; tick++) {
        int64_t t_ns = tick * step_ns;
        int column = t_ns <= layout->end_ns ? column_of(layout, t_ns) : layout->cells + 1;
        for (; next_column < column && next_column <= layout->cells; next_column++) {
            text_append_cstr(&line, layout->style->ascii ? "-" : "─");
        }
        if (t_ns > layout->end_ns) {
            break;
        }
        bool is_edge = column == layout->cells;
        text_append_cstr(&line, layout->style->ascii ? "+"
                                : column == 0        ? "├"
                                : is_edge            ? "┤"
                                                     : "┼");
        next_column++;
        int at = utf8_columns(text_cstr(&labels));
        text_append_repeated(&labels, ' ',
                             (size_t)(origin + column > at ? origin + column - at : 0));
        append_tick_label(layout, &labels, t_ns, step_ns);
        if (t_ns > INT64_MAX - step_ns) {
            break;
        }
    }
    for (; next_column <= layout->cells; next_column++) {
        text_append_cstr(&line, layout->style->ascii ? "-" : "─");
    }
    style_append(layout->style, text, text_cstr(&labels), STYLE_DIM);
    text_append_char(text, '\n');
    style_append(layout->style, text, text_cstr(&line), STYLE_DIM);
    text_append_char(text, '\n');
    text_release(&labels);
    text_release(&line);
}

/* Legend. */

static void append_waiting_word(const Layout *layout, Text *word) {
    text_append_cstr(word, "waiting for ");
    int count = 0;
    for (int reason = 0; reason < TRACE_REASON_COUNT; reason++) {
        if (!layout->reasons_used[reason]) {
            continue;
        }
        if (++count > 3) {
            text_append_cstr(word, layout->style->ascii ? ", ..." : ", …");
            return;
        }
        text_append_cstr(word, count > 1 ? ", " : "");
        text_append_cstr(word, TRACE_REASONS[reason].phrase);
    }
}

static void append_legend(const Layout *layout, Text *text) {
    int column = 0;
    bool is_first = true;
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        if (!layout->states_used[state]) {
            continue;
        }
        Text word = {0};
        if (state == SPAN_WAITING) {
            append_waiting_word(layout, &word);
        } else {
            text_append_cstr(&word, SPAN_STATES[state].word);
        }
        const char *glyph = style_glyph(layout->style, (SpanState)state);
        const char *fill = style_fill(layout->style, (SpanState)state);
        bool has_fill = strcmp(glyph, fill) != 0;
        int columns = 1 + has_fill + 1 + utf8_columns(text_cstr(&word));
        if (is_first || column + 3 + columns > layout->style->width) {
            text_append_cstr(text, "\n ");
            column = 1 + columns;
        } else {
            text_append_cstr(text, "   ");
            column += 3 + columns;
        }
        is_first = false;
        style_begin(layout->style, text, (int)SPAN_STATES[state].color, STYLE_PLAIN);
        text_append_cstr(text, glyph);
        text_append_cstr(text, has_fill ? fill : "");
        style_end(layout->style, text);
        text_append_char(text, ' ');
        text_append_cstr(text, text_cstr(&word));
        text_release(&word);
    }
    text_append_char(text, '\n');
}

/* Labels get the room the longest needs, within limits; what folding adds is about as long. */
static int label_columns(const TimelineRun *runs, const Labels *labels, size_t run_count,
                         int rows_max) {
    int columns = LABEL_COLUMNS_MIN;
    for (size_t r = 0; r < run_count; r++) {
        bool folds = visible_lanes(&runs[r], &labels[r]) > (size_t)rows_max;
        size_t lanes = runs[r].spans->lane_count;
        columns = folds ? LABEL_COLUMNS_MAX - 2 : columns;
        for (uint32_t lane = 0; lane < lanes && !folds; lane++) {
            if (is_visible(&runs[r], &labels[r], lane)) {
                Text label = {0};
                lane_label_append(runs[r].trace, runs[r].spans, &labels[r], lane, &label);
                int wanted = utf8_columns(text_cstr(&label));
                columns = wanted > columns ? wanted : columns;
                text_release(&label);
            }
        }
    }
    return columns > LABEL_COLUMNS_MAX ? LABEL_COLUMNS_MAX : columns;
}

static void append_title(const Layout *layout, Text *text, const TimelineRun *run) {
    const char *figure = run->figure != NULL ? run->figure : "";
    int columns = layout->style->width - 2 - utf8_columns(figure);
    int title = utf8_columns(run->title) < columns ? utf8_columns(run->title) : columns - 2;
    text_append_char(text, ' ');
    style_begin(layout->style, text, STYLE_NO_COLOR, STYLE_BOLD);
    style_append_label(layout->style, text, run->title, title);
    text_append_repeated(text, ' ', figure[0] != '\0' ? (size_t)(columns - title) : 0);
    text_append_cstr(text, figure);
    style_end(layout->style, text);
    text_append_char(text, '\n');
}

/* Where several cores computed, a row for each: when it did, and for which part of the run. */
static void append_cores(Layout *layout, Text *text, const TimelineRun *run) {
    Cores cores;
    cores_derive(&cores, run->trace);
    int rows = cores.count < 2 ? 0 : cores.count < CORE_ROWS_MAX ? cores.count : CORE_ROWS_MAX;
    for (int core = 0; core < rows; core++) {
        Cell *cells = new_cells(layout);
        int64_t busy_ns = 0;
        for (size_t i = 0; i < cores.items.count; i++) {
            const CoreSpan *item = &cores.items.items[i];
            if (item->core == core) {
                Span span = {
                    .start_ns = item->start_ns, .end_ns = item->end_ns, .state = SPAN_RUNNING};
                add_span(layout, cells, &span);
                busy_ns += item->end_ns - item->start_ns;
            }
        }
        char label[24], figure[24];
        snprintf(label, sizeof label, "core %d", core);
        snprintf(figure, sizeof figure, "%.1f %%",
                 100.0 * (double)busy_ns / (double)run->spans->end_ns);
        append_label(layout, text, label);
        append_cells(layout, text, cells, false);
        append_figure(text, figure);
        end_row(text);
        memory_free(cells);
    }
    cores_release(&cores);
}

static void append_run(Layout *layout, Text *text, const TimelineRun *run, const Labels *labels,
                       int rows_max) {
    if (run->title != NULL) {
        append_title(layout, text, run);
    }
    if (visible_lanes(run, labels) > (size_t)rows_max) {
        append_folded_lanes(layout, text, run, labels, rows_max);
    } else {
        append_all_lanes(layout, text, run, labels);
    }
    append_cores(layout, text, run);
}

void timeline_append(Text *text, const ReportStyle *style, const TimelineRun *runs,
                     size_t run_count, int rows_max) {
    Layout layout = {.style = style};
    for (size_t i = 0; i < run_count; i++) {
        int64_t end_ns = runs[i].spans->end_ns;
        layout.end_ns = end_ns > layout.end_ns ? end_ns : layout.end_ns;
    }
    if (layout.end_ns == 0) {
        return;
    }
    Labels *labels = memory_new_zeroed(run_count, sizeof *labels);
    for (size_t i = 0; i < run_count; i++) {
        labels_init(&labels[i], runs[i].trace);
    }
    layout.label_columns = label_columns(runs, labels, run_count, rows_max);
    int widest = style->width / 3;
    layout.label_columns = layout.label_columns > widest ? widest : layout.label_columns;
    layout.cells = style->width - layout.label_columns - 3 - 1 - FIGURE_COLUMNS;
    append_axis(&layout, text);
    for (size_t i = 0; i < run_count; i++) {
        text_append_cstr(text, i > 0 ? "\n" : "");
        append_run(&layout, text, &runs[i], &labels[i], rows_max);
        labels_release(&labels[i]);
    }
    append_legend(&layout, text);
    memory_free(labels);
}
