/* The results of a sweep as CSV, a row for each run:
 *
 *     point,program,CALLS,latency,seed,exit_code,makespan,speedup,…
 *     0,a.py,1,10ms,1,0,0.0101,1,…
 *     0,b.py,1,10ms,1,0,0.0101,1,…
 *     1,a.py,1,10ms,2,0,…
 *
 * After the parameters, the seed and the exit code come the figures of figures.def, in seconds; the
 * speedup is that of the first program at the same point. The rows of a point are never parted, and
 * in a finished table points are in order, from whatever shards or interrupted sweeps they were put
 * together. Such a table is all that a chart needs. */
#ifndef REPORT_SWEEP_TABLE_H
#define REPORT_SWEEP_TABLE_H

#include "base/array.h"
#include "base/status.h"
#include "report/report.h"

#include <stdint.h>

#define SWEEP_TABLE_BYTES_MAX ((size_t)1 << 30) /* of a file that is read */

typedef struct SweepTableRow {
    uint64_t point;
    size_t begin, length; /* of the lines of all its programs, in `lines` */
} SweepTableRow;

typedef struct SweepTable {
    Text header; /* its line, with the newline; empty until it is known */
    Text lines;
    ARRAY_OF(SweepTableRow) points;
} SweepTable;

void sweep_table_release(SweepTable *table);

/* Appends the header's line, for parameters of these names. */
void sweep_table_append_header(Text *text, const char *const *names, size_t count);

/* One run's line, as it is written. */
typedef struct SweepTableLine {
    uint64_t point, seed;
    const char *program;
    const char *const *values; /* of the parameters */
    size_t value_count;
    int exit_code;
    const Metrics *run;   /* NULL: it did not run */
    const Metrics *first; /* of the first program at this point, or NULL */
} SweepTableLine;

/* Appends one run's line. */
void sweep_table_append_line(Text *text, const SweepTableLine *line);

/* Adds the lines of a point. */
void sweep_table_add(SweepTable *table, uint64_t point, const char *lines, size_t length);

/* Adds a table's text: its header, which must be the one that is there, and its lines. `name` is
 * the file's, for messages. With `lines_each` above 0 it may end anywhere, as what a killed sweep
 * has written does: a point that has not so many whole lines is left out. *used (may be NULL) is
 * how much of the text was taken. */
Status sweep_table_read(SweepTable *table, const char *name, const char *bytes, size_t length,
                        size_t lines_each, size_t *used, Error *error) MUST_CHECK;

/* Puts the points in order. STATUS_USAGE: one is there twice, or one is missing from `first` on. */
Status sweep_table_order(SweepTable *table, uint64_t first, Error *error) MUST_CHECK;

/* Writes all of it; the caller ends the sink. */
void sweep_table_write(ReportSink *sink, const SweepTable *table);

/* The first run that failed. */
typedef struct SweepTableFailure {
    uint64_t point;
    int exit_code;
    Text what; /* "a.py, CALLS=1, seed 2"; the caller's */
} SweepTableFailure;

/* How many runs there are, how many of them failed and which was the first. Returns the worst exit
 * code. */
int sweep_table_failures(const SweepTable *table, uint64_t *runs, uint64_t *failures,
                         SweepTableFailure *first);

/* A record's fields without their quotes. */
typedef struct SweepTableFields {
    ARRAY_OF(char *) items;
} SweepTableFields;

/* Takes a record apart; the caller releases the fields. */
void sweep_table_fields(const char *record, size_t length, SweepTableFields *fields);
void sweep_table_fields_release(SweepTableFields *fields);

/* The length of a line's first field, quotes included, and of a whole record with its newline (0:
 * it does not end). */
size_t sweep_table_field(const char *line, size_t length);
size_t sweep_table_record(const char *bytes, size_t length);

#endif
