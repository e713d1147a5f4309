/* Runs as timelines of characters, on one time axis: a row for the event loop (or, without one, for
 * the main thread), then one for each task and thread.
 *
 *                     0 s                 0.5 s               1 s
 *                     ├───────────────────┼───────────────────┤
 *      event loop     ▶───────────────────────────────────────▶✓
 *      main()         ▶⧗╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲╲▶✓   1.000 s
 *      fetch(1)       ▶⇄╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱▶✓                     500.0 ms
 *
 * A cell shows the state that fills most of it, except that a blocked loop is never hidden by
 * others and a step that took no time still shows as ▶. A span's first cell is its glyph, the rest
 * its texture. Where there are more lanes than rows, lanes that run the same coroutine fold into
 * one row of their prevailing states, under it a small graph of how many were under way. */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "report/style.h"

typedef struct TimelineRun {
    const char *title;  /* a line above the run's lanes; NULL: none */
    const char *figure; /* at the right end of that line; NULL: none */
    const Trace *trace;
    const Spans *spans;
} TimelineRun;

enum { TIMELINE_ROWS_DEFAULT = 24 };

/* Appends the axis, the lanes of all runs, and a legend of the states that occur. `rows_max` is how
 * many rows a run may take, as far as folding can help. */
void timeline_append(Text *text, const ReportStyle *style, const TimelineRun *runs,
                     size_t run_count, int rows_max);

#endif
