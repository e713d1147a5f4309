/* The same work for each number of a range, spread over processes: what a search over thousands of
 * runs, each of which is a function of its number alone, needs to use every core.
 *
 *     parent ── fork ──▶ child 0: work(0) work(2) work(4) …  ─┐
 *            ── fork ──▶ child 1: work(1) work(3) work(5) …  ─┤ a record each, over a pipe
 *     arrived(number, record) ◀────────────────────────────────┘
 *
 * The children start as copies of the parent and see what it saw then; a record is so many bytes
 * without pointers. Records arrive in no particular order, so that whoever wants the same bytes for
 * any number of processes sorts them by number. Processes rather than threads: a run owns the
 * signal handler, and a run that exhausts the memory takes nothing else along.
 *
 * Ctrl-C ends the children and the wait for them, and is no error: what has arrived is kept. */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { WORKERS_MAX = 64, WORKERS_RECORD_BYTES_MAX = 16384 };

typedef struct WorkersSpec {
    uint64_t first, count; /* the numbers: first … first + count - 1 */
    int workers;           /* processes; 0: one a core */
    size_t record_bytes;
    int64_t time_limit_ms; /* of real time; 0: none */
    /* In a child: does the work and fills the record, whose bytes are zero. */
    void (*work)(void *context, uint64_t number, void *record);
    /* In the parent, once for each number that was done. */
    void (*arrived)(void *context, uint64_t number, const void *record);
    void *context;
} WorkersSpec;

typedef enum WorkersEnd {
    WORKERS_DONE,        /* all numbers */
    WORKERS_TIME,        /* time_limit_ms had passed */
    WORKERS_INTERRUPTED, /* SIGINT */
} WorkersEnd;

/* Does the work. STATUS_SYSTEM: no process could be started; STATUS_LIMIT: one ended before its
 * work was done. Whatever comes of it, no child is left. */
MUST_CHECK Status workers_run(const WorkersSpec *spec, WorkersEnd *end, Error *error);

#endif
