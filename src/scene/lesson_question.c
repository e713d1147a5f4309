/* A question's card: while it is open, what can be answered and how; then what was answered, what
 * is so, and the author's reply. Right and wrong have a sign besides their colour. */
#include "scene/lesson_card.h"

#include <string.h>

/* ---- rows ---- */

static void draw_row_ground(Frame *frame, DrawRect rect, bool has_focus, ThemeRole edge) {
    draw_fill(frame->list, rect, frame->em / 4,
              frame_color(frame, has_focus ? THEME_SELECTION : THEME_PANEL));
    draw_outline(frame->list, rect, has_focus ? 2 * frame->hair : frame->hair, frame->em / 4,
                 frame_color(frame, edge));
}

static void hit_answer(Frame *frame, DrawRect rect, size_t index) {
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_ANSWER, .run = -1, .index = index});
}

/* The digit that answers, or, once that is known, whether it is right. */
static void draw_number(Frame *frame, const ViewQuestion *question, size_t index, int32_t x,
                        int32_t baseline) {
    int32_t size = frame->em;
    bool is_over = question->mark != VIEW_OPEN;
    bool is_told = question->mark == VIEW_WRONG || question->mark == VIEW_RIGHT;
    if (is_over && index == question->right) {
        frame_sign(frame, DRAW_SIGN_DONE, size, x, baseline, frame_color(frame, THEME_GOOD));
    } else if (is_told && index == question->chosen) {
        frame_sign(frame, DRAW_SIGN_FAILED, size, x, baseline, frame_color(frame, THEME_BAD));
    } else {
        const char digits[] = {(char)('1' + index), '\0'};
        frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x + size / 5, baseline, size,
                    is_over ? THEME_TEXT_DIM : THEME_LESSON, digits);
    }
}

static void draw_choice(LessonColumn *column, const ViewQuestion *question, size_t index) {
    Frame *frame = column->frame;
    bool is_over = question->mark != VIEW_OPEN;
    bool is_right = is_over && index == question->right;
    bool is_taken = index == question->chosen && question->mark != VIEW_SKIPPED;
    bool is_meant = !is_over || is_right || is_taken;
    RichLook look = {.size = frame->em,
                     .role = is_meant ? THEME_TEXT : THEME_TEXT_DIM,
                     .is_bold = is_over && is_taken};
    int32_t pad = frame->em * 2 / 5, indent = frame->em * 3 / 2;
    int32_t w = column->w - 2 * pad - indent;
    int32_t h = rich_layout_height(frame, question->choices[index], look, w) + pad;
    DrawRect rect = {column->x, frame_whole(column->y), column->w, frame_whole(h)};
    bool is_wrong = is_taken && question->mark == VIEW_WRONG;
    ThemeRole edge = is_right   ? THEME_GOOD
                     : is_wrong ? THEME_BAD
                     : is_taken ? THEME_LESSON
                                : THEME_PANEL_EDGE;
    bool has_focus = is_taken && (!is_over || question->mark == VIEW_GIVEN);
    draw_row_ground(frame, rect, has_focus, edge);
    int32_t line = frame_whole(frame->em * 7 / 5);
    draw_number(frame, question, index, rect.x + pad / 2,
                frame_baseline(rect.y + pad / 2, line, frame->em));
    rich_layout_draw(frame, question->choices[index], look, rect.x + pad + indent, rect.y + pad / 2,
                     w);
    if (!is_over) {
        hit_answer(frame, rect, index);
    }
    column->y = rect.y + rect.h + frame->em / 4;
}

static void draw_choices(LessonColumn *column, const ViewQuestion *question) {
    for (size_t i = 0; i < question->count; i++) {
        draw_choice(column, question, i);
    }
}

/* ---- an order ---- */

static void draw_order(LessonColumn *column, const ViewQuestion *question) {
    Frame *frame = column->frame;
    int32_t h = frame_whole(frame->em * 9 / 5), size = frame->em;
    bool is_open = question->mark == VIEW_OPEN;
    for (size_t i = 0; i < question->count; i++) {
        bool has_focus = is_open && i == question->chosen;
        DrawRect rect = {column->x, frame_whole(column->y), column->w, h};
        rect.x += has_focus && question->is_held ? size / 2 : 0;
        draw_row_ground(frame, rect, has_focus, has_focus ? THEME_LESSON : THEME_PANEL_EDGE);
        int32_t baseline = frame_baseline(rect.y, rect.h, size);
        Text *text = frame_text_begin(frame);
        text_printf(text, "%zu.", i + 1);
        frame_write(frame, DRAW_SANS, size, DRAW_RIGHT, rect.x + size * 3 / 2, baseline, size * 2,
                    THEME_TEXT_DIM, text_cstr(text));
        frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, rect.x + size * 2, baseline,
                    rect.w - size * 4, THEME_TEXT, question->rows[i]);
        if (is_open) {
            frame_write(frame, DRAW_SANS, size, DRAW_RIGHT, rect.x + rect.w - size / 2, baseline,
                        size * 2, THEME_TEXT_DIM, "↕");
            hit_answer(frame, rect, i);
        }
        column->y = rect.y + rect.h + frame->em / 5;
    }
}

/* ---- a number ---- */

/* The field that is typed into. */
static void draw_field(LessonColumn *column, const ViewQuestion *question) {
    Frame *frame = column->frame;
    int32_t size = frame->em * 5 / 4 / DRAW_UNIT * DRAW_UNIT;
    DrawRect rect = {column->x, frame_whole(column->y), column->w, frame_whole(frame->em * 2)};
    draw_row_ground(frame, rect, true, THEME_LESSON);
    int32_t baseline = frame_baseline(rect.y, rect.h, size), x = rect.x + size / 2;
    const char *typed = question->typed != NULL ? question->typed : "";
    int32_t taken = frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x, baseline,
                                rect.w - 2 * size, THEME_TEXT, typed);
    draw_fill(frame->list,
              (DrawRect){x + taken + frame->hair, baseline - size * 8 / 10, 2 * frame->hair, size},
              0, frame_color(frame, THEME_LESSON));
    if (typed[0] == '\0' && question->invitation != NULL) {
        frame_write(frame, DRAW_SANS, frame->em, DRAW_LEFT, x + size / 2, baseline,
                    rect.w - 2 * size, THEME_TEXT_DIM, question->invitation);
    }
    column->y = rect.y + rect.h;
}

/* ---- afterwards ---- */

/* The reply, with a sign that says whether the answer was right. */
static void draw_reply(LessonColumn *column, const ViewQuestion *question) {
    Frame *frame = column->frame;
    int32_t indent = frame->em * 5 / 4, line = frame_whole(frame->em * 7 / 5);
    bool is_right = question->mark == VIEW_RIGHT, is_wrong = question->mark == VIEW_WRONG;
    column->y += frame->em / 3;
    if (question->says == NULL || rich_text_is_empty(question->says)) {
        lesson_card_line(column,
                         question->mark == VIEW_GIVEN ? "Now see whether it is so."
                                                      : "You went on without an answer.",
                         DRAW_SANS, frame->small, THEME_TEXT_DIM);
        return;
    }
    int32_t baseline = frame_baseline(column->y, line, frame->em);
    if (is_right || is_wrong) {
        frame_sign(frame, is_right ? DRAW_SIGN_DONE : DRAW_SIGN_FAILED, frame->em, column->x,
                   baseline, frame_color(frame, is_right ? THEME_GOOD : THEME_BAD));
        column->x += indent;
        column->w -= indent;
    }
    lesson_card_rich(column, question->says, false);
    if (is_right || is_wrong) {
        column->x -= indent;
        column->w += indent;
    }
}

/* "You said 2 s": in the place of the field. */
static void draw_given(LessonColumn *column, const ViewQuestion *question) {
    Frame *frame = column->frame;
    if (question->given == NULL) {
        return;
    }
    DrawRect rect = {column->x, frame_whole(column->y), column->w, frame_whole(frame->em * 8 / 5)};
    ThemeRole edge = question->mark == VIEW_RIGHT   ? THEME_GOOD
                     : question->mark == VIEW_WRONG ? THEME_BAD
                                                    : THEME_LESSON;
    draw_row_ground(frame, rect, false, edge);
    Text *text = frame_text_begin(frame);
    text_printf(text, "You said %s", question->given);
    frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, rect.x + frame->em / 2,
                frame_baseline(rect.y, rect.h, frame->em), rect.w - frame->em, THEME_TEXT,
                text_cstr(text));
    column->y = rect.y + rect.h;
}

void lesson_card_question(LessonColumn *column, const ViewQuestion *question,
                          const ViewButton *buttons, size_t button_count) {
    Frame *frame = column->frame;
    LessonCard card = lesson_card_begin(
        column, question->is_observation ? "What did you see?" : "Predict, before you run it",
        question->mark);
    lesson_card_rich(column, question->text, true);
    column->y += frame->em * 2 / 5;
    bool is_open = question->mark == VIEW_OPEN;
    switch (question->kind) {
    case VIEW_CHOICE:
        draw_choices(column, question);
        break;
    case VIEW_ORDER:
        draw_order(column, question);
        break;
    case VIEW_NUMBER:
        (is_open ? draw_field : draw_given)(column, question);
        break;
    }
    if (!is_open && !question->is_told_below) {
        draw_reply(column, question);
    }
    lesson_card_buttons(column, buttons, button_count);
    lesson_card_end(column, &card);
}

/* The question is repeated in small type: there may have been several. Of choices, those that count
 * now: what was taken, and what is so. */
void lesson_card_verdict(LessonColumn *column, const ViewQuestion *question) {
    Frame *frame = column->frame;
    LessonCard card = lesson_card_begin(column, "What you predicted", question->mark);
    column->y = rich_layout_draw(frame, question->text,
                                 (RichLook){.size = frame->small, .role = THEME_TEXT_DIM},
                                 column->x, column->y, column->w) +
                frame->em / 4;
    switch (question->kind) {
    case VIEW_CHOICE:
        for (size_t i = 0; i < question->count; i++) {
            if (i == question->chosen || i == question->right) {
                draw_choice(column, question, i);
            }
        }
        break;
    case VIEW_ORDER:
        break;
    case VIEW_NUMBER:
        draw_given(column, question);
        break;
    }
    draw_reply(column, question);
    lesson_card_end(column, &card);
}
