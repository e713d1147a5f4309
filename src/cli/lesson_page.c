#include "cli/lesson_page.h"

#include "report/rich_print.h"
#include "report/timeline.h"
#include "trace/duration.h"
#include "trace/narration.h"

#include <string.h>

enum { INDENT = 2, OUTPUT_LINES_MAX = 12 };

static void print_text(const ReportStyle *style, Text *text, const LessonText *said, int indent) {
    if (said->rich != NULL) {
        rich_print(style, text, said->rich, indent);
    }
}

void lesson_page_program(const ReportStyle *style, Text *text, const char *program, size_t length) {
    const char *end = program + length;
    int number = 1;
    for (const char *line = program; line < end; number++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline != NULL ? newline : end;
        Text shown = {0};
        Text label = {0};
        diagnostic_append_visible(&shown, line, (size_t)(stop - line));
        text_printf(&label, "%4d  ", number);
        style_append(style, text, text_cstr(&label), STYLE_DIM);
        style_append_plain(style, text, text_cstr(&shown));
        text_append_char(text, '\n');
        text_release(&label);
        text_release(&shown);
        line = stop + 1;
    }
}

static void print_program(const ReportStyle *style, Text *text, const LessonProgram *program) {
    if (!program->is_hidden) {
        style_append(style, text, program->name, STYLE_BOLD);
        text_append_cstr(text, "\n\n");
        lesson_page_program(style, text, program->text, program->length);
    }
}

/* "world: host * latency 1s", a line each */
static void print_lines(const ReportStyle *style, Text *text, const Lesson *lesson,
                        const char *what, LessonSlice lines) {
    const char *bytes = lesson_bytes(lesson, lines);
    for (size_t at = 0; at < lines.length;) {
        const char *newline = memchr(bytes + at, '\n', lines.length - at);
        size_t length = newline != NULL ? (size_t)(newline - bytes) - at : lines.length - at;
        if (length > 0) {
            Text line = {0};
            text_printf(&line, "%s: %.*s\n", what, (int)length, bytes + at);
            style_append_plain(style, text, text_cstr(&line));
            text_release(&line);
        }
        at += length + 1;
    }
}

static void print_run(const ReportStyle *style, Text *text, const Lesson *lesson, size_t run) {
    const LessonRun *which = &lesson->runs[run];
    Text line = {0};
    text_printf(&line, "%s: %s", which->name, lesson->programs[which->program].name);
    for (size_t i = 0; i < which->setting_count; i++) {
        text_printf(&line, "%s%s = %s", i == 0 ? " with " : ", ", which->settings[i].name,
                    which->settings[i].value);
    }
    text_append_char(&line, '\n');
    style_append_plain(style, text, text_cstr(&line));
    text_release(&line);
}

static void print_question(const ReportStyle *style, Text *text, const LessonQuestion *question) {
    print_text(style, text, &question->question, 0);
    text_append_cstr(text, question->kind == LESSON_NUMBER ? "" : "\n");
    size_t count = question->kind == LESSON_CHOICE  ? question->choice_count
                   : question->kind == LESSON_ORDER ? question->item_count
                                                    : 0;
    for (size_t i = 0; i < count; i++) {
        text_printf(text, "  %zu  ", i + 1);
        if (question->kind == LESSON_CHOICE) {
            Text label = {0};
            rich_print(style, &label, question->choices[i].label.rich, INDENT + 3);
            text_append_cstr(text, text_cstr(&label) + INDENT + 3);
            text_release(&label);
        } else {
            style_append_plain(style, text, question->items[i]);
            text_append_char(text, '\n');
        }
    }
}

static void print_goal(const ReportStyle *style, Text *text, const LessonGoal *goal) {
    print_text(style, text, &goal->task, 0);
    text_append_cstr(text, goal->flip_count > 0 ? "\n" : "");
    for (size_t i = 0; i < goal->flip_count; i++) {
        text_printf(text, "  %zu  %s\n", i + 1, flip_meaning(goal->flips[i].kind));
    }
}

void lesson_page_item(const ReportStyle *style, Text *text, const Lesson *lesson,
                      const LessonItem *item) {
    switch (item->kind) {
    case LESSON_PROSE:
        print_text(style, text, &item->as.prose, 0);
        break;
    case LESSON_PROGRAM:
        print_program(style, text, &lesson->programs[item->as.program]);
        break;
    case LESSON_WORLD:
        print_lines(style, text, lesson, "world", item->as.lines);
        break;
    case LESSON_TUNE:
        print_lines(style, text, lesson, "slider, in the window", item->as.lines);
        break;
    case LESSON_RUN:
        print_run(style, text, lesson, item->as.run);
        break;
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        print_question(style, text, item->as.question);
        break;
    case LESSON_GOAL:
        print_goal(style, text, item->as.goal);
        break;
    case LESSON_MEASURE:
        print_text(style, text, &item->as.measure->say, 0);
        break;
    case LESSON_WATCH:
    case LESSON_EXPECT:
        break;
    }
}

/* --- stops --- */

/* The sentence that tells of an event. */
static void print_sentence(const ReportStyle *style, Text *text, const Trace *trace, size_t event) {
    Narrator narrator;
    Text sentence = {0};
    narrator_init(&narrator, trace, style->ascii);
    for (size_t i = 0; i <= event; i++) {
        text_clear(&sentence);
        (void)narrator_next(&narrator, &sentence);
    }
    style_append_plain(style, text, text_cstr(&sentence));
    narrator_release(&narrator);
    text_release(&sentence);
}

/* What the program has written by then: the last lines of it. */
static void print_output(const ReportStyle *style, Text *text, const Trace *trace, int64_t t_ns) {
    Text output = {0};
    for (size_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->kind == TRACE_PRINT && event->other == 1 && event->t_ns <= t_ns) {
            text_append_cstr(&output, trace_string_at(trace, (uint32_t)event->arg));
        }
    }
    const char *from = text_cstr(&output) + output.length;
    int lines = 0;
    while (from > text_cstr(&output) && (from[-1] != '\n' || lines++ < OUTPUT_LINES_MAX)) {
        from--;
    }
    for (; *from != '\0'; from += strcspn(from, "\n") + (strchr(from, '\n') != NULL)) {
        Text shown = {0};
        diagnostic_append_visible(&shown, from, strcspn(from, "\n"));
        text_append_cstr(text, style->ascii ? "  | " : "  │ ");
        style_append_plain(style, text, text_cstr(&shown));
        text_append_char(text, '\n');
        text_release(&shown);
    }
    text_release(&output);
}

static void print_timelines(const ReportStyle *style, Text *text, Walk *walk,
                            const LessonWatch *watch, int64_t t_ns) {
    TimelineRun *runs = memory_new_zeroed(watch->run_count, sizeof *runs);
    Spans *spans = memory_new_zeroed(watch->run_count, sizeof *spans);
    size_t count = 0;
    for (size_t i = 0; i < watch->run_count; i++) {
        const Outcome *outcome = walk_outcome(walk, watch->runs[i]);
        if (outcome->result.trace != NULL) {
            spans_until(&spans[count], &outcome->spans, t_ns);
            runs[count] = (TimelineRun){.title = walk_lesson(walk)->runs[watch->runs[i]].name,
                                        .trace = outcome->result.trace,
                                        .spans = &spans[count]};
            count++;
        }
    }
    timeline_append(text, style, runs, count, TIMELINE_ROWS_DEFAULT);
    for (size_t i = 0; i < count; i++) {
        spans_release(&spans[i]);
    }
    memory_free(spans);
    memory_free(runs);
}

void lesson_page_stop(const ReportStyle *style, Text *text, Walk *walk, size_t index, size_t stop) {
    const LessonWatch *watch = walk_item(walk, index)->item->as.watch;
    const LessonStop *which = &watch->stops[stop];
    int64_t t_ns = walk_stop_ns(walk, index, stop);
    print_timelines(style, text, walk, watch, t_ns);
    text_append_char(text, '\n');
    Text moment = {0};
    duration_append_moment(&moment, t_ns);
    style_append(style, text, text_cstr(&moment), STYLE_BOLD);
    text_release(&moment);
    size_t event = 0;
    const Trace *trace =
        which->kind == LESSON_STOP_WHEN ? walk_outcome(walk, which->event.run)->result.trace : NULL;
    if (trace != NULL && outcome_find_event(trace, &which->event, &event)) {
        text_append_cstr(text, "  ");
        print_sentence(style, text, trace, event);
    }
    text_append_char(text, '\n');
    for (size_t i = 0; (which->look & LESSON_LOOK_OUTPUT) != 0 && i < watch->run_count; i++) {
        const Outcome *outcome = walk_outcome(walk, watch->runs[i]);
        if (outcome->result.trace != NULL) {
            print_output(style, text, outcome->result.trace, t_ns);
        }
    }
    if (which->say.rich != NULL) {
        text_append_char(text, '\n');
        print_text(style, text, &which->say, 0);
    }
}

void lesson_page_checks(const ReportStyle *style, Text *text, const Lesson *lesson,
                        const WalkItem *goal) {
    for (size_t i = 0; goal->checks != NULL && i < goal->item->as.goal->check_count; i++) {
        const WalkCheck *check = &goal->checks[i];
        const char *sign = check->holds ? (style->ascii ? "ok" : "✓") : (style->ascii ? "no" : "✗");
        Text line = {0};
        text_printf(&line, "  %s %.*s", sign, (int)check->claim->source.length,
                    lesson_bytes(lesson, check->claim->source));
        if (!check->holds) {
            text_printf(&line, ": %s", check->found);
        }
        text_append_char(&line, '\n');
        style_append_plain(style, text, text_cstr(&line));
        text_release(&line);
    }
}
