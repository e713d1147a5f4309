/* The table of runs for formats that lay out tables by themselves (HTML, Markdown): which columns
 * there are, and what stands in each. It is the table of times (measured_table.h) where a run was
 * measured, else that of figures (compare.h); a terminal has both of them in its own layout.
 *
 *      Program      | Makespan | Speedup | …          Times in ms | Engine | Numbers  | median | …
 *      slow.py      |  4.000 s |    1.00 | …          slow.py     | sim    | simulated |  400.0 | …
 *      refused.py   | did not run                     slow.py     | real   | measured  |  401.4 | …
 */
#ifndef REPORT_RUN_TABLE_H
#define REPORT_RUN_TABLE_H

#include "report/compare.h"

typedef struct RunTable {
    const CompareRun *runs;
    size_t run_count;
    bool is_measured;
    DurationUnit unit; /* of the table of times */
} RunTable;

/* The table of these runs, which belong to the caller. */
RunTable run_table_of(const CompareRun *runs, size_t run_count);

/* How many columns there are; the first of them hold words, the others numbers. */
int run_table_column_count(const RunTable *table);
int run_table_word_count(const RunTable *table);

/* Whether a run has a row of cells. One that did not run has its first cell alone. */
bool run_table_has_cells(const RunTable *table, size_t row);

/* Appends a column's heading on one line, and what stands in it of a run: nothing where there is
 * nothing to say. */
void run_table_append_heading(Text *text, const RunTable *table, int column);
void run_table_append_cell(Text *text, const RunTable *table, size_t row, int column);

#endif
