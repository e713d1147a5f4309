/* A report as Markdown, for a wiki or a pull request: the table of figures, the timelines as text,
 * and how to make it again. What stands in cells is escaped; one unit serves a whole table. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "report/report.h"

/* Writes the table of all runs, and the timelines of those that have a trace. */
void markdown_write(ReportSink *sink, const Report *report);

#endif
