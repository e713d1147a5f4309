#include "report/formats.h"

#include "report/chrome_trace.h"
#include "report/gzip.h"
#include "report/har_export.h"
#include "report/html_report.h"
#include "report/json_report.h"
#include "report/markdown.h"
#include "report/svg_report.h"
#include "report/transcript.h"
#include "trace/figures.h"

#include <string.h>

const ReportFormatInfo REPORT_FORMATS[REPORT_FORMAT_COUNT] = {
#define FORMAT(id, ending, meaning) {ending, meaning},
#include "report/formats.def"
};

ReportFormat report_format_of(const char *path) {
    size_t length = strlen(path);
    for (int i = 0; i < REPORT_FORMAT_COUNT; i++) {
        size_t ending = strlen(REPORT_FORMATS[i].ending);
        if (length >= ending && strcmp(path + length - ending, REPORT_FORMATS[i].ending) == 0) {
            return (ReportFormat)i;
        }
    }
    return REPORT_FORMAT_COUNT;
}

void report_write(ReportSink *sink, const Report *report, ReportFormat format, CsvTable table) {
    switch (format) {
    case REPORT_CHROME_TRACE_GZ: {
        Gzip gzip;
        ReportSink inner = gzip_begin(&gzip, sink);
        chrome_trace_write(&inner, report);
        gzip_end(&gzip, &inner);
        break;
    }
    case REPORT_CHROME_TRACE:
        chrome_trace_write(sink, report);
        break;
    case REPORT_JSON:
        json_report_write(sink, report);
        break;
    case REPORT_CSV:
        csv_write(sink, report, table);
        break;
    case REPORT_MARKDOWN:
        markdown_write(sink, report);
        break;
    case REPORT_HTML:
        html_report_write(sink, report);
        break;
    case REPORT_SVG:
        svg_report_write(sink, report);
        break;
    case REPORT_HAR:
        har_export_write(sink, report);
        break;
    case REPORT_VTT:
        transcript_write_vtt(sink, report);
        break;
    case REPORT_TEXT:
        transcript_write_text(sink, report);
        break;
    case REPORT_FORMAT_COUNT:
        break;
    }
}

void report_describe_formats(Text *text) {
    text_append_cstr(text, "Formats, by the ending of -o FILE:\n");
    for (int i = 0; i < REPORT_FORMAT_COUNT; i++) {
        text_printf(text, "  %-16s %s\n", REPORT_FORMATS[i].ending, REPORT_FORMATS[i].meaning);
    }
    text_append_cstr(text,
                     "  .png             a picture of the timelines, as `meanwhile shot` draws it\n"
                     "For a PDF, print the .html, or: rsvg-convert -f pdf -o r.pdf r.svg\n");
    text_append_cstr(text,
                     "\nFigures in .json and in the table `runs` of .csv (times in seconds):\n");
    figures_describe(text);
}
