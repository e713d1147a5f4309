/* The requests of runs as an HTTP archive, which browsers' developer tools and HAR viewers open
 * (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec): a page for each run, an entry for each
 * request, times in ms. The virtual clock's 0 is 1970-01-01T00:00:00Z. A phase that a request did
 * not go through is -1, `connect` includes `ssl`, and `wait` is the server's queue and its service.
 * A request without a response has status 0 and says why in `_error`, as Chrome writes it. */
#ifndef REPORT_HAR_EXPORT_H
#define REPORT_HAR_EXPORT_H

#include "report/report.h"

/* Writes the requests of all runs that have a trace. */
void har_export_write(ReportSink *sink, const Report *report);

#endif
