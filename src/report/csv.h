/* Tables for spreadsheets, as RFC 4180 says: a header line, commas, quotes where a field needs
 * them, a field that there is not is empty. Lines end with '\n' alone, as everything here does.
 * Times are seconds, exact. The tables and their columns (`meanwhile help report` lists them):
 *
 *     runs      a line for each run: run, engine, numbers, seed, exit_code, and figures.def's
 *     measured  a line for each run, as compare's table of times: run, engine, numbers, runs,
 *               median, mean, stddev, low and high (the interval), min, max, outliers,
 *               ratio_to_simulated; of a simulated one, median is its makespan
 *     samples   a line for each run on a real clock: run, engine, number, makespan
 *     ledger    a line for each cause why a run on a real clock took longer than its simulation:
 *               run, engine, cause, seconds (trace/ledger.h)
 *     lanes     a line for each task and thread: run, lane, name, kind, start, end, steps, ended,
 *               and the time in each state
 *     requests  a line for each request: run, request, call, lane, line, start, end, status, error,
 *               and the time in each phase
 *     spans     a line for each stretch of a lane's life: run, lane, name, state, reason, line,
 *               start, end */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "report/report.h"

typedef enum CsvTable {
    CSV_RUNS,
    CSV_MEASURED,
    CSV_SAMPLES,
    CSV_LEDGER,
    CSV_LANES,
    CSV_REQUESTS,
    CSV_SPANS,
    CSV_TABLE_COUNT
} CsvTable;

extern const char *const CSV_TABLES[CSV_TABLE_COUNT]; /* their names */

/* Writes one table of all runs. */
void csv_write(ReportSink *sink, const Report *report, CsvTable table);

/* Appends a field, in quotes where it needs them. */
void csv_append_field(Text *text, const char *field);

#endif
