/* Several runs side by side: their timelines on one axis, and a table. The first run is what the
 * others are compared with, or the first one on the same engine. */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "report/style.h"
#include "trace/duration.h"
#include "trace/ledger.h"
#include "trace/measured.h"
#include "trace/metrics.h"

/* How runs on a real clock were made. */
typedef struct CompareClock {
    const char *name;
    int64_t step_ns; /* what it can tell apart */
    size_t warmups;  /* runs of each that do not count */
    bool is_partial; /* there were to be more runs */
    /* In which unit the table tells times; DURATION_UNIT_COUNT: that of the first time in it. */
    DurationUnit unit;
} CompareClock;

/* All runs of a program on an engine of a real clock; the trace beside it is of one of them. */
typedef struct CompareMeasurement {
    const char *engine; /* "real" */
    Measured measured;
    const int64_t *samples_ns; /* makespans, in the order of running */
    size_t shown;              /* which of them the trace is of, from 1; 0: of none of them */
    bool is_apart;             /* it is of a run of its own, since recording takes time */
    const CompareClock *clock;
    bool has_ledger; /* of the trace beside it and the simulated twin's */
    Ledger ledger;
    /* How what it printed compares with the program's first run, `printed_by`: "same", "numbers"
     * (only they differ), "order" (of lines) or "other"; and the first line that differs. */
    const char *output;
    const char *printed_by, *printed_then, *printed_now;
    int printed_line;
} CompareMeasurement;

typedef struct CompareRun {
    const char *name;    /* no other run has the same */
    const char *program; /* what runs of one program on several engines share; NULL: the name */
    const Trace *trace;  /* NULL: the program was refused; its row says so */
    const Spans *spans;
    const Metrics *metrics;
    int exit_code;
    const CompareMeasurement *measurement; /* NULL: its times are exact */
    const struct CompareRun *first;        /* what it is compared with; NULL: with the first run */
    const struct CompareRun *twin;         /* of a measured one: the same, simulated; may be NULL */
} CompareRun;

/* The figures that a run's speedup is measured by; NULL: that one did not run. */
const Metrics *compare_first_metrics(const CompareRun *runs, const CompareRun *run);

/* Whether any of the runs was measured. */
bool compare_has_measured(const CompareRun *runs, size_t run_count);

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
 * busy, in flight. Where a run was measured, it is the table of times (measured_table.h). */
void compare_append_table(Text *text, const ReportStyle *style, const CompareRun *runs,
                          size_t run_count);

/* Appends all of it, as `meanwhile compare` prints it. */
void compare_append(Text *text, const ReportStyle *style, const CompareRun *runs, size_t run_count);

#endif
