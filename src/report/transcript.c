#include "report/transcript.h"

#include "base/utf8.h"
#include "report/tellers.h"
#include "trace/duration.h"

#include <string.h>

enum { NS_PER_MS = 1000000 };

/* Text on one line, with what has a meaning in WebVTT escaped. */
static void append_plain(Text *text, const char *string, bool is_vtt) {
    size_t length = strlen(string);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        if (code_point < 0x20 || code_point == 0x7F) {
            text_append_char(text, ' ');
        } else if (is_vtt && code_point == '<') {
            text_append_cstr(text, "&lt;");
        } else if (is_vtt && code_point == '>') {
            text_append_cstr(text, "&gt;");
        } else if (is_vtt && code_point == '&') {
            text_append_cstr(text, "&amp;");
        } else {
            text_append_code_point(text, code_point);
        }
        string += size;
        length -= size;
    }
}

void transcript_write_text(ReportSink *sink, const Report *report) {
    Tellers tellers;
    tellers_init(&tellers, report);
    Text moment = {0};
    const Teller *teller;
    while ((teller = tellers_next(&tellers)) != NULL) {
        text_clear(&moment);
        duration_append_moment(&moment, teller->t_ns);
        text_printf(&sink->text, "%10s  ", text_cstr(&moment));
        if (tellers.count > 1) {
            append_plain(&sink->text, teller->name, false);
            text_append_cstr(&sink->text, ": ");
        }
        append_plain(&sink->text, text_cstr(&teller->sentence), false);
        text_append_char(&sink->text, '\n');
        report_sink_flow(sink);
    }
    text_release(&moment);
    tellers_release(&tellers);
}

static void append_timestamp(Text *text, int64_t ms) {
    text_printf(text, "%02lld:%02lld:%02lld.%03lld", (long long)(ms / 3600000),
                (long long)(ms / 60000 % 60), (long long)(ms / 1000 % 60), (long long)(ms % 1000));
}

static void append_caption(Text *text, const Tellers *tellers, const Teller *teller) {
    if (tellers->count > 1) {
        text_append_cstr(text, "<v ");
        append_plain(text, teller->name, true);
        text_append_char(text, '>');
    }
    append_plain(text, text_cstr(&teller->sentence), true);
    text_append_char(text, '\n');
}

void transcript_write_vtt(ReportSink *sink, const Report *report) {
    Tellers tellers;
    tellers_init(&tellers, report);
    Text caption = {0};
    text_append_cstr(&sink->text, "WEBVTT\n");
    const Teller *teller = tellers_next(&tellers);
    while (teller != NULL) {
        int64_t start_ms = teller->t_ns / NS_PER_MS;
        text_clear(&caption);
        while (teller != NULL && teller->t_ns / NS_PER_MS == start_ms) {
            append_caption(&caption, &tellers, teller);
            teller = tellers_next(&tellers);
        }
        int64_t end_ms = (teller != NULL ? teller->t_ns : tellers.end_ns) / NS_PER_MS;
        text_append_char(&sink->text, '\n');
        append_timestamp(&sink->text, start_ms);
        text_append_cstr(&sink->text, " --> ");
        append_timestamp(&sink->text, end_ms > start_ms ? end_ms : start_ms + 1);
        text_printf(&sink->text, "\n%s", text_cstr(&caption));
        report_sink_flow(sink);
    }
    text_release(&caption);
    tellers_release(&tellers);
}
