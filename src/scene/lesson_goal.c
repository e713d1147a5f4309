/* A goal's card: the task, what the engine checks and how the learner's program meets it, the hints
 * and the solution that were asked for, and at the end why it is so. */
#include "scene/lesson_card.h"

#include <string.h>

enum { CODE_LINES_MAX = 60 };

static void draw_check(LessonColumn *column, const ViewCheck *check) {
    Frame *frame = column->frame;
    int32_t size = frame->small, line = frame_whole(size * 7 / 5), indent = frame->em * 5 / 4;
    int32_t baseline = frame_baseline(column->y, line, size);
    if (check->is != NULL) {
        frame_sign(frame, check->is_met ? DRAW_SIGN_DONE : DRAW_SIGN_FAILED, frame->em, column->x,
                   baseline, frame_color(frame, check->is_met ? THEME_GOOD : THEME_BAD));
    } else {
        draw_outline(frame->list,
                     (DrawRect){column->x + size / 4, baseline - size * 6 / 10, size / 2, size / 2},
                     frame->hair, size / 4, frame_color(frame, THEME_TEXT_DIM));
    }
    column->x += indent;
    column->w -= indent;
    lesson_card_line(column, check->text, DRAW_MONO, size, THEME_TEXT);
    if (check->is != NULL && !check->is_met) {
        lesson_card_line(column, check->is, DRAW_SANS, size, THEME_TEXT_DIM);
    }
    column->x -= indent;
    column->w += indent;
}

/* Lines of code on a ground, as large as the longest of them allows. */
static int32_t code_size(const Frame *frame, int columns, int32_t room) {
    int32_t size = frame->small;
    while (size > frame->em / 2 &&
           (int64_t)columns * frame_measure(frame, DRAW_MONO, size, "0") > room) {
        size -= DRAW_UNIT;
    }
    return size;
}

static void draw_solution(LessonColumn *column, const char *program) {
    Frame *frame = column->frame;
    int lines = 0, columns = 0;
    for (const char *at = program; *at != '\0' && lines < CODE_LINES_MAX; lines++) {
        size_t length = strcspn(at, "\n");
        columns = (int)length > columns ? (int)length : columns;
        at += length + (at[length] == '\n');
    }
    int32_t pad = frame->em / 3, room = column->w - 2 * pad;
    int32_t size = code_size(frame, columns, room), line = frame_whole(size * 4 / 3);
    column->y += frame->em / 3;
    lesson_card_line(column, "A solution", DRAW_SANS_BOLD, frame->small, THEME_TEXT_DIM);
    DrawRect rect = {column->x, frame_whole(column->y), column->w, lines * line + pad};
    draw_fill(frame->list, rect, frame->em / 4, frame_color(frame, THEME_PANEL));
    int32_t y = rect.y + pad / 2;
    const char *at = program;
    for (int i = 0; i < lines; i++, y += line) {
        size_t length = strcspn(at, "\n");
        draw_text_cut(frame->list, frame->metrics, DRAW_MONO, size, DRAW_LEFT, rect.x + pad,
                      frame_baseline(y, line, size), room, frame_color(frame, THEME_TEXT), at,
                      length);
        at += length + (at[length] == '\n');
    }
    column->y = rect.y + rect.h;
}

static void draw_hint(LessonColumn *column, const RichText *hint, size_t number) {
    Frame *frame = column->frame;
    Text *text = frame_text_begin(frame);
    text_printf(text, "Hint %zu", number);
    column->y += frame->em / 3;
    lesson_card_line(column, text_cstr(text), DRAW_SANS_BOLD, frame->small, THEME_TEXT_DIM);
    lesson_card_rich(column, hint, false);
}

void lesson_card_goal(LessonColumn *column, const ViewGoal *goal, const ViewButton *buttons,
                      size_t button_count) {
    Frame *frame = column->frame;
    LessonCard card = lesson_card_begin(column, "Goal: change the program", goal->mark);
    lesson_card_rich(column, goal->task, true);
    column->y += frame->em / 3;
    for (size_t i = 0; i < goal->check_count; i++) {
        draw_check(column, &goal->checks[i]);
    }
    if (goal->broken != NULL) {
        lesson_card_told(column, DRAW_SIGN_FAILED, THEME_BAD, goal->broken, false);
    }
    if (goal->mark == VIEW_RIGHT) {
        column->y += frame->em / 3;
        lesson_card_told(column, DRAW_SIGN_DONE, THEME_GOOD, "Reached: all checks are met.", true);
    }
    for (size_t i = 0; i < goal->hint_count; i++) {
        draw_hint(column, goal->hints[i], i + 1);
    }
    if (goal->solution != NULL) {
        draw_solution(column, goal->solution);
    }
    if (goal->explanation != NULL) {
        column->y += frame->em / 3;
        lesson_card_rich(column, goal->explanation, false);
    }
    if (goal->file != NULL) {
        column->y += frame->em / 4;
        lesson_card_line(column, goal->file, DRAW_SANS, frame_whole(frame->small * 9 / 10),
                         THEME_TEXT_DIM);
    }
    lesson_card_buttons(column, buttons, button_count);
    lesson_card_end(column, &card);
}
