#include "report/transcript.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "trace/duration.h"
#include "trace/narration.h"

#include <string.h>

enum { NS_PER_MS = 1000000 };

/* One run being told: the sentence that comes next is held until its turn. */
typedef struct Teller {
    Narrator narrator;
    const char *name;
    Text sentence;
    int64_t t_ns;
    bool is_over;
} Teller;

typedef struct Tellers {
    Teller *items;
    size_t count;
    int64_t end_ns; /* of the longest run */
} Tellers;

static void advance(Teller *teller) {
    text_clear(&teller->sentence);
    const TraceEvent *event;
    while ((event = narrator_next(&teller->narrator, &teller->sentence)) != NULL) {
        /* A turn of the loop is told by what the tasks do in it. */
        if (teller->sentence.length > 0 && event->kind != TRACE_TURN) {
            teller->t_ns = event->t_ns;
            return;
        }
        text_clear(&teller->sentence);
    }
    teller->is_over = true;
}

static void tellers_init(Tellers *tellers, const Report *report) {
    *tellers = (Tellers){.items = memory_new_zeroed(report->run_count + 1, sizeof(Teller))};
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        if (run->trace != NULL) {
            Teller *teller = &tellers->items[tellers->count++];
            teller->name = run->name;
            narrator_init(&teller->narrator, run->trace, false);
            advance(teller);
            tellers->end_ns =
                run->spans->end_ns > tellers->end_ns ? run->spans->end_ns : tellers->end_ns;
        }
    }
}

static void tellers_release(Tellers *tellers) {
    for (size_t i = 0; i < tellers->count; i++) {
        narrator_release(&tellers->items[i].narrator);
        text_release(&tellers->items[i].sentence);
    }
    memory_free(tellers->items);
}

/* Whose sentence comes next: the earliest's, of several the first run's. NULL: all is told. */
static Teller *next_of(const Tellers *tellers) {
    Teller *next = NULL;
    for (size_t i = 0; i < tellers->count; i++) {
        Teller *teller = &tellers->items[i];
        if (!teller->is_over && (next == NULL || teller->t_ns < next->t_ns)) {
            next = teller;
        }
    }
    return next;
}

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
    Teller *teller;
    while ((teller = next_of(&tellers)) != NULL) {
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
        advance(teller);
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
    Teller *teller = next_of(&tellers);
    while (teller != NULL) {
        int64_t start_ms = teller->t_ns / NS_PER_MS;
        text_clear(&caption);
        while (teller != NULL && teller->t_ns / NS_PER_MS == start_ms) {
            append_caption(&caption, &tellers, teller);
            advance(teller);
            teller = next_of(&tellers);
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
