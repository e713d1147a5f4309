#include "report/differences.h"

#include "base/utf8.h"
#include "trace/difference.h"
#include "trace/duration.h"
#include "trace/figures.h"
#include "trace/narration.h"

#include <string.h>

enum {
    SENTENCES_BEFORE = 3,
    SENTENCES_AFTER = 5,
    MOMENT_COLUMNS = 10,
    FIGURE_COLUMNS = 22,
    VALUE_COLUMNS = 14,
};

static void append_sentence(Text *text, const ReportStyle *style, int64_t t_ns,
                            const Text *sentence) {
    Text moment = {0};
    duration_append_moment(&moment, t_ns);
    text_printf(text, " %*s  ", MOMENT_COLUMNS, text_cstr(&moment));
    style_append_plain(style, text, text_cstr(sentence));
    text_append_char(text, '\n');
    text_release(&moment);
}

/* The next sentence of interest and its event; NULL: all is told. A turn of the loop is told by
 * what the tasks do in it. */
static const TraceEvent *next_sentence(Narrator *narrator, Text *sentence) {
    const TraceEvent *event;
    do {
        text_clear(sentence);
        event = narrator_next(narrator, sentence);
    } while (event != NULL && (sentence->length == 0 || event->kind == TRACE_TURN));
    return event;
}

/* Tells the last few events before `until`. */
static void tell_before(Text *text, const ReportStyle *style, const Trace *trace, size_t until) {
    Text kept[SENTENCES_BEFORE] = {{0}}, sentence = {0};
    size_t count = 0;
    Narrator narrator;
    narrator_init(&narrator, trace, style->ascii);
    const TraceEvent *event;
    while ((event = next_sentence(&narrator, &sentence)) != NULL && narrator.next <= until) {
        Text *line = &kept[count++ % SENTENCES_BEFORE];
        text_clear(line);
        append_sentence(line, style, event->t_ns, &sentence);
    }
    size_t first = count > SENTENCES_BEFORE ? count - SENTENCES_BEFORE : 0;
    for (size_t i = first; i < count; i++) {
        text_append_cstr(text, text_cstr(&kept[i % SENTENCES_BEFORE]));
    }
    for (int i = 0; i < SENTENCES_BEFORE; i++) {
        text_release(&kept[i]);
    }
    text_release(&sentence);
    narrator_release(&narrator);
}

/* Tells the first few events from `from` on. */
static void tell_after(Text *text, const ReportStyle *style, const Trace *trace, size_t from) {
    Text sentence = {0};
    int told = 0;
    Narrator narrator;
    narrator_init(&narrator, trace, style->ascii);
    const TraceEvent *event;
    while (told < SENTENCES_AFTER && (event = next_sentence(&narrator, &sentence)) != NULL) {
        if (narrator.next > from) {
            append_sentence(text, style, event->t_ns, &sentence);
            told++;
        }
    }
    if (told == 0) {
        text_printf(text, " %*s  nothing more\n", MOMENT_COLUMNS, "");
    }
    text_release(&sentence);
    narrator_release(&narrator);
}

static void append_bold(Text *text, const ReportStyle *style, const char *before, const char *name,
                        const char *after) {
    text_append_cstr(text, before);
    style_append(style, text, name, STYLE_BOLD);
    text_append_cstr(text, after);
}

static void append_value(Text *text, const Text *value) {
    int pad = VALUE_COLUMNS - utf8_columns(text_cstr(value));
    text_append_repeated(text, ' ', (size_t)(pad > 1 ? pad : 1));
    text_append_cstr(text, text_cstr(value));
}

/* A figure as people read it: durations with their unit, the rest as it is. */
static void figure_of(Text *text, const ReportStyle *style, FigureId figure, const CompareRun *run,
                      const CompareRun *first) {
    if (figure == FIGURE_MAKESPAN) {
        duration_append(text, run->metrics->makespan_ns, style->ascii);
    } else if (!figure_append(text, figure, run->metrics, first->metrics)) {
        text_append_cstr(text, style->ascii ? "-" : "–");
    } else if (FIGURES[figure].unit == FIGURE_UNIT_SECONDS) {
        text_append_cstr(text, " s");
    }
}

static void append_figures(Text *text, const ReportStyle *style, const CompareRun *a,
                           const CompareRun *b) {
    Text of_a = {0}, of_b = {0};
    bool is_first = true;
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_clear(&of_a);
        text_clear(&of_b);
        figure_of(&of_a, style, (FigureId)i, a, a);
        figure_of(&of_b, style, (FigureId)i, b, a);
        if (strcmp(text_cstr(&of_a), text_cstr(&of_b)) == 0) {
            continue;
        }
        text_append_cstr(text, is_first ? "\n What differs in the end:\n\n" : "");
        is_first = false;
        text_printf(text, " %-*s", FIGURE_COLUMNS, FIGURES[i].key);
        append_value(text, &of_a);
        append_value(text, &of_b);
        text_append_char(text, '\n');
    }
    text_append_cstr(text, is_first ? "\n In the end all figures are the same.\n" : "");
    text_release(&of_a);
    text_release(&of_b);
}

bool differences_append(Text *text, const ReportStyle *style, const CompareRun *a,
                        const CompareRun *b) {
    size_t at = difference_find(a->trace, b->trace);
    Text count = {0};
    duration_append_count(&count, (int64_t)(at == DIFFERENCE_NONE ? trace_count(a->trace) : at));
    append_bold(text, style, "\n ", a->name, " and ");
    append_bold(text, style, "", b->name, " are the same");
    if (at == DIFFERENCE_NONE) {
        text_printf(text, ": %s events.\n", text_cstr(&count));
        text_release(&count);
        return true;
    }
    text_printf(text, " for %s events.\n\n", text_cstr(&count));
    text_release(&count);
    tell_before(text, style, a->trace, at);
    append_bold(text, style, " Then ", a->name, ":\n");
    tell_after(text, style, a->trace, at);
    append_bold(text, style, " but ", b->name, ":\n");
    tell_after(text, style, b->trace, at);
    append_figures(text, style, a, b);
    return false;
}
