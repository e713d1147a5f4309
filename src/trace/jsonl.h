/* Traces as files: one JSON object a line, first a header with the run's circumstances, then the
 * events. trace_describe_format() prints the documentation; trace_events.def is its source.
 *
 *     {"format": "meanwhile trace", "version": 1, "program": "a.py", …}
 *     {"t": 0, "ev": "created", "lane": 1, "task": "Task-1", "call": "main()", "by": 0, "on": 0, …}
 *     {"t": 0, "ev": "step", "lane": 1, "task": "Task-1", "line": 4}
 *
 * Keys have a fixed order, numbers are integers, so the same trace is the same bytes. A trace that
 * was read is written back byte for byte. Files may come from anybody: whatever is wrong with one
 * is told in one message with the number of the line, and what was read is thrown away. */
#ifndef TRACE_JSONL_H
#define TRACE_JSONL_H

#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "trace/trace.h"

#define JSONL_BYTES_MAX ((size_t)4 << 30) /* of a file that is read */

/* Appends the header line, or the line of an event, with its newline. */
void jsonl_append_header(const Trace *trace, Text *text);
void jsonl_append_event(const Trace *trace, size_t index, Text *text);

/* Appends the whole trace. */
void jsonl_append(const Trace *trace, Text *text);

/* Writes the trace to a file that was opened before the run, so that an impossible target fails
 * early; closes it, whether that fails or not. Memory does not grow with the trace. */
Status jsonl_write_into(const Trace *trace, FileWriter *writer, Error *error) MUST_CHECK;
Status jsonl_write(const Trace *trace, const char *path, Error *error) MUST_CHECK;

/* Reads a trace from bytes; `name` is what messages call them. On success the caller frees *trace,
 * on failure it is NULL. */
Status jsonl_parse(const char *name, const char *bytes, size_t length, Trace **trace,
                   Error *error) MUST_CHECK;

#endif
