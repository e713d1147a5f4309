/* A race: the same calls, made by several engines and languages, each in its own idiom, against one
 * latency server. A row for each that was asked for: those that could not run say why.
 *
 *     100 calls by aiohttp, 20 at once, latency 100ms: 500.0 ms for the network alone
 *
 *      times in ms           median      min … max  runs  × ideal  calls/s  CPU a call
 *      sim      simulated     500.0          exact          1.000    200.0           –
 *      cpython  measured      543.5  541.0 … 560.3     5    1.087    184.0    355.1 µs
 *      go       not installed: go (Debian: golang-go)
 *
 * The ideal is the simulation's makespan where computing costs nothing. Measured times are those
 * that each program measures itself, from its first call to its last reply: no start-up. */
#ifndef REPORT_RACE_TABLE_H
#define REPORT_RACE_TABLE_H

#include "report/style.h"
#include "trace/measured.h"

typedef struct RaceRow {
    const char *engine;
    const char *version; /* of what ran it, "Python 3.11.2"; "" if not known */
    bool is_measured;
    Measured times;   /* of all runs; a simulated one has one */
    int64_t cpu_ns;   /* of all calls together, the median of the runs; -1: not known */
    int64_t failed;   /* calls, in the worst run */
    const char *note; /* why there are no figures: "not installed: …"; NULL: there are */
} RaceRow;

typedef struct RaceTable {
    const char *client; /* of the Python programs: "aiohttp" */
    const char *world;  /* "latency 100ms" */
    int64_t calls, concurrency;
    int64_t ideal_ns;
    uint64_t seed;
    const RaceRow *rows;
    size_t row_count;
    bool is_partial; /* fewer runs than were wanted */
} RaceTable;

/* Appends the race in a format: as above, with where the numbers come from; as a Markdown table; as
 * CSV, in seconds; as one JSON object, in seconds. */
void race_table_append(Text *text, const ReportStyle *style, const RaceTable *table);
void race_table_append_markdown(Text *text, const RaceTable *table);
void race_table_append_csv(Text *text, const RaceTable *table);
void race_table_append_json(Text *text, const RaceTable *table);

#endif
