/* What a sweep has done so far, beside its target, until the target is written: killed at any
 * moment, a sweep loses the points that were running and no other.
 *
 *     FILE.partial:   # meanwhile sweep --set CALLS=1..9 a.py (3f2a…)     what it is of
 *                     point,program,CALLS,…                               then a table, whose
 * points 4,a.py,5,…                                          stand as they were done
 *
 * The first line holds the command without what says where the result goes, and a checksum of the
 * programs; a sweep that is another one is refused, rather than mixed with this. The file is locked
 * while it is in use. */
#ifndef CLI_SWEEP_JOURNAL_H
#define CLI_SWEEP_JOURNAL_H

#include "report/sweep_table.h"

typedef struct SweepJournal {
    char *path; /* NULL: none is kept */
    int fd;
    int problem; /* errno of what could not be written; 0 */
} SweepJournal;

/* Opens the journal of a target, and adds what is in it to the table, which has its header.
 * `about` is its first line, without "# "; a point has `lines_each` lines. STATUS_USAGE: it is of
 * another sweep; STATUS_SYSTEM: it cannot be opened, or another sweep uses it. */
Status sweep_journal_open(SweepJournal *journal, const char *target, const char *about,
                          size_t lines_each, SweepTable *table, Error *error) MUST_CHECK;

/* Keeps the lines of a point. What cannot be written is remembered as the journal's problem. */
void sweep_journal_add(SweepJournal *journal, const char *lines, size_t length);

/* Closes it; `is_done` removes the file, too. Does nothing for a journal that is {0}. */
void sweep_journal_close(SweepJournal *journal, bool is_done);

#endif
