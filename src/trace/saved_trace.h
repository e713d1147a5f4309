/* Traces in files, told apart by their names' ending: our own (.jsonl, see jsonl.h), and Chrome
 * traces, made here or elsewhere (.json, see chrome_import.h); either may be packed by gzip
 * (.jsonl.gz, .json.gz). Whoever takes programs and traces alike asks here. */
#ifndef TRACE_SAVED_TRACE_H
#define TRACE_SAVED_TRACE_H

#include "base/status.h"
#include "trace/trace.h"

/* Whether a file is a saved trace, by its name. */
bool saved_trace_is(const char *path);

/* How large a file of this name may be, and what it unpacks to. */
size_t saved_trace_bytes_max(const char *path);

/* Reads a trace from a file, or from the bytes that were in it, packed as they were. On success the
 * caller frees *trace, on failure it is NULL. */
Status saved_trace_read(const char *path, Trace **trace, Error *error) MUST_CHECK;
Status saved_trace_parse(const char *path, const char *bytes, size_t length, Trace **trace,
                         Error *error) MUST_CHECK;

#endif
