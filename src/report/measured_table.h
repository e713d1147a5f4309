/* Runs on a real clock beside their simulated twins: a table of times, the same columns in every
 * format (run_table.h), and what there is to say about them. Every number is labelled simulated or
 * measured; one unit serves the whole table.
 *
 *      times in ms            median     mean ± σ  95 % interval      min … max  runs  × sim
 *      slow.py
 *        sim      simulated    400.0        exact
 *        real     measured     401.4  401.4 ± 0.8  400.4 … 402.4  400.0 … 402.4    10  1.004
 *
 * Where the terminal is too narrow, intervals and ranges stand on a second line. */
#ifndef REPORT_MEASURED_TABLE_H
#define REPORT_MEASURED_TABLE_H

#include "report/compare.h"
#include "trace/duration.h"

/* The columns of the table, in every format. */
typedef enum MeasuredColumn {
    MEASURED_MEDIAN,
    MEASURED_MEAN, /* ± σ; of a simulated one, "exact" */
    MEASURED_INTERVAL,
    MEASURED_RANGE,
    MEASURED_RUNS,
    MEASURED_TWIN, /* median / makespan of the simulated twin */
    MEASURED_COLUMN_COUNT
} MeasuredColumn;

/* The unit for all of these runs: the one that is wanted, or that of the first one's time. */
DurationUnit measured_table_unit(const CompareRun *runs, size_t run_count);

/* A column's heading on one line, and what stands in it: nothing where there is nothing to say. */
const char *measured_table_heading(MeasuredColumn column, bool ascii);
void measured_table_append_cell(Text *text, MeasuredColumn column, const CompareRun *run,
                                DurationUnit unit, bool ascii);

/* What a run's engine is called in the table, and which kind of numbers it gives. */
const char *measured_table_engine(const CompareRun *run);
const char *measured_table_kind(const CompareRun *run);

/* Appends median / makespan of the simulated twin with so many decimals; false where there is no
 * such ratio. */
bool measured_table_append_ratio(Text *text, const CompareRun *run, int decimals);

/* Whether a run was measured, if only in times: the one to be recorded may not have come any more.
 */
bool measured_table_has_times(const CompareRun *run);

/* The median of a measured run, the makespan of another. */
int64_t measured_table_time(const CompareRun *run);

/* Appends the table, as above, with how the runs ended. */
void measured_table_append(Text *text, const ReportStyle *style, const CompareRun *runs,
                           size_t run_count);

/* Appends who is how many times as fast as whom, on each engine, in a sentence of lines. */
void measured_table_append_verdict(Text *text, const ReportStyle *style, const CompareRun *runs,
                                   size_t run_count);

/* Appends a paragraph on where the numbers come from: "Simulated times are exact; seed 0. Measured
 * times: …". Without a newline at its end. */
void measured_table_append_origin(Text *text, const CompareRun *runs, size_t run_count, bool ascii);

/* Appends what a reader of the table should know before believing it, a line each, with what to do
 * about it: outliers, a slow first run, too few runs for an interval, other output. */
void measured_table_append_warnings(Text *text, const CompareRun *runs, size_t run_count);

#endif
