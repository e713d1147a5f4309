/* The record that a child process writes into memory that it shares with us: lines of JSON, the
 * events of a trace, one after the other, and zeros after the last. The child needs no system call
 * to write, and what it wrote is there however it ends, in the midst of a line at worst.
 *
 *     {"t": 0, "ev": "thread", "lane": 0, "thread": "MainThread"}⏎
 *     {"t": 9521900, "ev": "step", "lane": 1, "line": 8}⏎0000…
 *
 * Its threads write side by side, so lines may be a little out of order: here they are sorted by
 * time. Every line begins with its time, as above. */
#ifndef SESSION_SHARED_RECORD_H
#define SESSION_SHARED_RECORD_H

#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

#define SHARED_RECORD_BYTES                                                                        \
    ((int64_t)1 << 30) /* address space; memory is taken as it is filled                           \
                        */

typedef struct SharedRecord {
    int fd;         /* to be mapped by the child */
    Text lines;     /* after shared_record_read(), in order of time */
    int64_t end_ns; /* the time of the last */
} SharedRecord;

/* On failure nothing is to be released. */
MUST_CHECK Status shared_record_open(SharedRecord *record, Error *error);
MUST_CHECK Status shared_record_read(SharedRecord *record, Error *error);

/* A child that was stopped has not recorded its end: adds it, after a "limit" event with this
 * message if there is one. */
void shared_record_finish(SharedRecord *record, int exit_code, const char *limit);
void shared_record_release(SharedRecord *record);

#endif
