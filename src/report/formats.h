/* The formats of reports, in one table (formats.def), and the one function that writes any of them.
 * Pictures of pixels are not here: they need fonts. */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include "report/csv.h"
#include "report/report.h"

typedef enum ReportFormat {
#define FORMAT(id, ending, meaning) REPORT_##id,
#include "report/formats.def"
    REPORT_FORMAT_COUNT
} ReportFormat;

typedef struct ReportFormatInfo {
    const char *ending;
    const char *meaning;
} ReportFormatInfo;

extern const ReportFormatInfo REPORT_FORMATS[REPORT_FORMAT_COUNT];

/* The format that a file's name asks for; REPORT_FORMAT_COUNT: none. */
ReportFormat report_format_of(const char *path);

/* Writes the report in a format; `table` is for CSV. The caller ends the sink. */
void report_write(ReportSink *sink, const Report *report, ReportFormat format, CsvTable table);

/* Appends the list of formats, CSV's tables and the figures in them, as `meanwhile help report`
 * shows them. */
void report_describe_formats(Text *text);

#endif
