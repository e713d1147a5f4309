#include "report/report.h"

enum { SINK_BYTES = 1 << 16 };

static void pass_on(ReportSink *sink) {
    if (!sink->failed && sink->text.length > 0) {
        sink->failed = !sink->write(sink->context, text_cstr(&sink->text), sink->text.length);
    }
    text_clear(&sink->text);
}

void report_sink_flow(ReportSink *sink) {
    if (sink->text.length >= SINK_BYTES) {
        pass_on(sink);
    }
}

bool report_sink_end(ReportSink *sink) {
    pass_on(sink);
    text_release(&sink->text);
    return !sink->failed;
}
