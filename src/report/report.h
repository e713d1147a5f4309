/* A report: runs, and what every format says about them. An exporter is a pure function from a
 * report to bytes, the same bytes for the same runs everywhere; where they go is the caller's
 * affair (ReportSink), so that an exporter needs no more memory for a trace of a million spans than
 * for one of ten. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/compare.h"

#include <stdbool.h>

typedef struct Report {
    const CompareRun *runs; /* the first is what the others are compared with */
    size_t run_count;
    const char *command; /* the command line that makes the same report again; "" if not known */
} Report;

/* Where an exporter's bytes go. It appends to `text` and calls report_sink_flow() now and then. */
typedef struct ReportSink {
    Text text;
    bool (*write)(void *context, const char *bytes, size_t length); /* false: could not */
    void *context;
    bool failed; /* once true, nothing more is written */
} ReportSink;

/* Passes on what has gathered, if that is much (report_sink_flow) or at all (report_sink_end, which
 * also releases the text and says whether all went well). */
void report_sink_flow(ReportSink *sink);
bool report_sink_end(ReportSink *sink);

#endif
