/* Chrome traces, ours and those made elsewhere, as far as they have slices: Google's "Trace Event
 * Format", a JSON array of events or an object with "traceEvents".
 *
 *     {"ph": "X", "name": "sleeping", "pid": 1, "tid": 3, "ts": 100.5, "dur": 20}
 *     {"ph": "B", "name": "parse", "pid": 1, "tid": 4, "ts": 7}   …   {"ph": "E", …, "ts": 9}
 *
 * Each thread with slices (pid and tid, which may be numbers or text) becomes a lane, called by its
 * thread_name, and its process_name where there are several processes. A slice whose name is the
 * word of a state (states.def) puts the lane into that state; any other one means that it runs.
 * While slices nest the innermost counts; between slices the lane is idle. Of instants those that
 * are called "running" count, as steps that take no time. Times are moved to begin at 0, and
 * rounded to nanoseconds; a gap of one nanosecond is none (chrome_trace.h says whence they come).
 * Flows, counters, asynchronous and other events are passed over. Events are read one by one, so
 * that no tree of the whole file is ever in memory.
 *
 * All lanes are those of tasks on a thread of which nothing else is known. There is no program text
 * and no world; the engine is called "chrome". Files may come from anybody: whatever is wrong with
 * one is told in one message, and what was read is thrown away. */
#ifndef TRACE_CHROME_IMPORT_H
#define TRACE_CHROME_IMPORT_H

#include "base/status.h"
#include "trace/trace.h"

enum { CHROME_IMPORT_LANES_MAX = 100000 };
#define CHROME_IMPORT_BYTES_MAX ((size_t)1 << 30)              /* of a file that is read */
#define CHROME_IMPORT_TIME_MAX_NS INT64_C(4000000000000000000) /* later than any clock shows */

/* Reads a trace from bytes; `name` is what messages call them. On success the caller frees *trace,
 * on failure it is NULL. */
Status chrome_import_parse(const char *name, const char *bytes, size_t length, Trace **trace,
                           Error *error) MUST_CHECK;

#endif
