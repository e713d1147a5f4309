/* A report as one JSON object, for other programs: everything that the tables hold, exactly. Times
 * are seconds, numbers have a point whatever the locale, keys have a fixed order; null stands for a
 * figure that there is not. assets/report.schema.json describes it; REPORT_JSON_VERSION changes
 * whenever a reader would have to. */
#ifndef REPORT_JSON_REPORT_H
#define REPORT_JSON_REPORT_H

#include "report/report.h"

enum { REPORT_JSON_VERSION = 1 };

/* Writes all runs, also those that did not run. */
void json_report_write(ReportSink *sink, const Report *report);

#endif
