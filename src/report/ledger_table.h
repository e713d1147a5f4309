/* The ledgers of measured runs (trace/ledger.h) as one table: a row for each cause, a column for
 * each run that has a simulated twin. They are of the runs that the timelines show.
 *
 *      measured - simulated   gathered.py  gathered.py
 *                                    real      cpython
 *      connection set-up          +1.2 ms      +9.8 ms  looking up, connecting, …
 *      …
 *      residual                   +0.1 ms      +0.4 ms  what no cause explains
 *      together                   +3.1 ms     +24.0 ms */
#ifndef REPORT_LEDGER_TABLE_H
#define REPORT_LEDGER_TABLE_H

#include "report/compare.h"

/* Whether any run has a ledger. */
bool ledger_table_has(const CompareRun *runs, size_t run_count);

/* Appends a cause's share, or of LEDGER_CAUSE_COUNT all of them together: "+1.2 ms". */
void ledger_table_append_share(Text *text, const Ledger *ledger, LedgerCause cause, bool ascii);

/* Appends the table; nothing if no run has a ledger. */
void ledger_table_append(Text *text, const ReportStyle *style, const CompareRun *runs,
                         size_t run_count);

#endif
