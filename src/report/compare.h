/* Several runs side by side: their timelines on one axis, and a table. The first run is what the
 * others are compared with. */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "report/style.h"
#include "trace/metrics.h"

typedef struct CompareRun {
    const char *name;
    const Trace *trace; /* NULL: the program was refused; its row says so */
    const Spans *spans;
    const Metrics *metrics;
    int exit_code;
} CompareRun;

/* The columns of the table, in every format. */
typedef enum CompareColumn {
    COMPARE_MAKESPAN,
    COMPARE_SPEEDUP, /* against the first run */
    COMPARE_WAITS_SUM,
    COMPARE_OVERLAP,
    COMPARE_IDLE,
    COMPARE_LOOP_BUSY,
    COMPARE_IN_FLIGHT,
    COMPARE_COLUMN_COUNT
} CompareColumn;

/* A column's heading on one line, and what stands in it; `first` may be NULL. */
const char *compare_heading(CompareColumn column);
void compare_append_cell(Text *text, CompareColumn column, const Metrics *run, const Metrics *first,
                         bool ascii);

/* Appends the timelines of the runs, without those that have no trace. */
void compare_append_timelines(Text *text, const ReportStyle *style, const CompareRun *runs,
                              size_t run_count);

/* Appends the table: makespan, speedup against the first run, sum of waits, overlap, idle, loop
 * busy, in flight. */
void compare_append_table(Text *text, const ReportStyle *style, const CompareRun *runs,
                          size_t run_count);

/* Appends all of it, as `meanwhile compare` prints it. */
void compare_append(Text *text, const ReportStyle *style, const CompareRun *runs, size_t run_count);

#endif
