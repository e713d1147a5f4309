/* A chart as a draw list: how long programs take (up) against a parameter (to the right), one line
 * a program, named at its end.
 *
 *      makespan by CONCURRENCY
 *      limited.py · 20 seeds: median, 5th to 95th percentile
 *     10 s ┤●
 *          │  ●                          the band:      from low to high
 *          │    ●                        dashed:        a limit below which no run can be
 *      2 s ┤      ●                      the ring:      the knee
 *          │        ◯───●───●  limited.py
 *     0 s  └┬───┬───┬───┬───┬
 *           1   2   5  10  20
 *               CONCURRENCY
 *
 * Lines differ by colour, marker and name, and so can be told apart in greyscale. Pure: the same
 * chart gives the same list. */
#ifndef SCENE_CHART_H
#define SCENE_CHART_H

#include "scene/chart_scale.h"
#include "scene/draw_list.h"
#include "scene/theme.h"

enum { CHART_LINES_MAX = 6 };

typedef struct ChartPoint {
    int64_t x; /* in 10^-places of the chart's */
    int64_t low_ns, middle_ns, high_ns;
    int64_t limit_ns; /* -1: none */
} ChartPoint;

typedef struct ChartLine {
    const char *name;
    const ChartPoint *points; /* at least one, x rising */
    size_t count;
    int64_t knee; /* which point; -1: none */
} ChartLine;

typedef struct Chart {
    const char *title, *subtitle;
    const char *x_name; /* of the axis */
    int x_places;
    const char *x_before, *x_after; /* what stands around a number: "", "ms" */
    ChartScale x, y;
    const int64_t *x_values; /* all that there are, rising */
    size_t x_count;
    bool has_bands;
    const ChartLine *lines; /* at least one, CHART_LINES_MAX at most */
    size_t line_count;
    const char *const *notes; /* below the axis */
    size_t note_count;
} Chart;

/* Draws it, in the size of a page across. */
void chart_draw(DrawList *list, const Chart *chart, const Theme *theme, const TextMetrics *metrics);

/* Appends one of the axis's numbers, with what stands around it. */
void chart_append_x(Text *text, const Chart *chart, int64_t x);

#endif
