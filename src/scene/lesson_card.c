#include "scene/lesson_card.h"

#include "scene/prose.h"

#include <string.h>

static ThemeRole role_of(ViewMark mark) {
    switch (mark) {
    case VIEW_RIGHT:
        return THEME_GOOD;
    case VIEW_WRONG:
        return THEME_BAD;
    case VIEW_SKIPPED:
        return THEME_PANEL_EDGE;
    case VIEW_OPEN:
    case VIEW_GIVEN:
        break;
    }
    return THEME_LESSON;
}

static RichLook look_of(const Frame *frame, bool is_bold) {
    return (RichLook){.size = frame->em, .role = THEME_TEXT, .is_bold = is_bold};
}

/* The ground is drawn first, and gets its height last. */
LessonCard lesson_card_begin(LessonColumn *column, const char *title, ViewMark mark) {
    Frame *frame = column->frame;
    LessonCard card = {.ground = frame->list->ops.count,
                       .x = column->x,
                       .w = column->w,
                       .top = column->y,
                       .edge = role_of(mark)};
    draw_fill(frame->list, (DrawRect){card.x, card.top, card.w, 0}, frame->em / 3,
              frame_color(frame, THEME_BACKGROUND));
    int32_t pad = frame->em / 2;
    column->x += pad + frame->em / 3;
    column->w -= 2 * pad + frame->em / 3;
    column->y += pad;
    int32_t h = frame_whole(frame->small * 5 / 4);
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, column->x,
                frame_baseline(column->y, h, frame->small), column->w,
                mark == VIEW_OPEN ? THEME_LESSON : THEME_TEXT_DIM, title);
    column->y += h + frame->em / 5;
    return card;
}

void lesson_card_end(LessonColumn *column, const LessonCard *card) {
    Frame *frame = column->frame;
    column->x = card->x;
    column->w = card->w;
    column->y += frame->em / 2;
    int32_t h = frame_whole(column->y - card->top);
    frame->list->ops.items[card->ground].rect.h = h;
    DrawRect bar = {card->x, card->top, frame_whole(frame->em / 4), h};
    draw_fill(frame->list, bar, frame->em / 8, frame_color(frame, card->edge));
    column->y = card->top + h;
}

void lesson_card_rich(LessonColumn *column, const RichText *rich, bool is_bold) {
    if (rich != NULL && !rich_text_is_empty(rich)) {
        column->y = rich_layout_draw(column->frame, rich, look_of(column->frame, is_bold),
                                     column->x, column->y, column->w);
    }
}

void lesson_card_line(LessonColumn *column, const char *text, DrawFace face, int32_t size,
                      ThemeRole role) {
    Prose prose;
    prose_init(&prose, column->frame, column->x, column->y, column->w);
    prose_write(&prose, &(ProseStyle){.face = face, .size = size, .role = role}, text,
                strlen(text));
    prose_end_paragraph(&prose);
    column->y = prose.y;
}

void lesson_card_told(LessonColumn *column, DrawSign sign, ThemeRole sign_role, const char *text,
                      bool is_bold) {
    Frame *frame = column->frame;
    int32_t indent = frame->em * 5 / 4, line = frame_whole(frame->em * 7 / 5);
    frame_sign(frame, sign, frame->em, column->x, frame_baseline(column->y, line, frame->em),
               frame_color(frame, sign_role));
    column->x += indent;
    column->w -= indent;
    lesson_card_line(column, text, is_bold ? DRAW_SANS_BOLD : DRAW_SANS, frame->em, THEME_TEXT);
    column->x -= indent;
    column->w += indent;
}

static int32_t draw_button(Frame *frame, const ViewButton *button, DrawRect rect) {
    int32_t size = frame->small, pad = size / 2;
    int32_t baseline = frame_baseline(rect.y, rect.h, size);
    int32_t key_w = frame_measure(frame, DRAW_SANS_BOLD, size, button->key);
    draw_fill(frame->list, rect, size / 3, frame_color(frame, THEME_PANEL));
    draw_outline(frame->list, rect, frame->hair, size / 3, frame_color(frame, THEME_PANEL_EDGE));
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, rect.x + pad, baseline, key_w + DRAW_UNIT,
                THEME_LESSON, button->key);
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, rect.x + pad + key_w + pad, baseline,
                rect.w - key_w - 3 * pad + DRAW_UNIT, THEME_TEXT, button->label);
    frame_hit(frame, (SceneHit){.rect = rect,
                                .kind = SCENE_HIT_BUTTON,
                                .run = -1,
                                .index = (size_t)button->meaning});
    return rect.x + rect.w;
}

void lesson_card_buttons(LessonColumn *column, const ViewButton *buttons, size_t count) {
    Frame *frame = column->frame;
    int32_t size = frame->small, pad = size / 2, h = frame_whole(size * 8 / 5), x = column->x;
    if (count == 0) {
        return;
    }
    column->y = frame_whole(column->y + frame->em / 2);
    for (size_t i = 0; i < count; i++) {
        int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, buttons[i].key) +
                    frame_measure(frame, DRAW_SANS, size, buttons[i].label) + 3 * pad;
        w = w < column->w ? w : column->w;
        if (x > column->x && x + w > column->x + column->w) {
            x = column->x;
            column->y += h + pad / 2;
        }
        x = draw_button(frame, &buttons[i], (DrawRect){x, column->y, w, h}) + pad / 2;
    }
    column->y += h;
}
