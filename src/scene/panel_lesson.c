/* A lesson's page: which step it is, and below that the items that were revealed, as high as they
 * need; what does not fit is scrolled to. At the bottom the keys that matter just now. Where the
 * page has all the width, its text stays as narrow as can be read well. */
#include "scene/lesson_card.h"

#include <string.h>

enum { COLUMN_EMS_MAX = 46 };

/* ---- the head ---- */

/* A dot for each step: done, present, to come; a click goes there. */
static void draw_steps(Frame *frame, const ViewLesson *lesson, int32_t right, int32_t y) {
    int32_t size = frame_whole(frame->small * 45 / 100), gap = size * 3 / 4;
    int32_t w = lesson->step_count * (size + gap);
    if (lesson->step_count > 20) {
        return;
    }
    for (int i = 0; i < lesson->step_count; i++) {
        DrawRect dot = {right - w + i * (size + gap) + gap, y - size / 2, size, size};
        uint32_t color = frame_color(frame, i + 1 == lesson->step ? THEME_LESSON : THEME_TEXT_DIM);
        if (i + 1 <= lesson->step) {
            draw_fill(frame->list, dot, size / 2, color);
        } else {
            draw_outline(frame->list, dot, frame->hair, size / 2, color);
        }
        DrawRect around = {dot.x - gap / 2, dot.y - size, size + gap, 3 * size};
        frame_hit(
            frame,
            (SceneHit){.rect = around, .kind = SCENE_HIT_STEP, .run = -1, .index = (size_t)i});
    }
}

static int32_t draw_head(Frame *frame, const ViewLesson *lesson, DrawRect rect) {
    int32_t small_h = frame_whole(frame->small * 3 / 2);
    Text *text = frame_text_begin(frame);
    text_printf(text, "%s · step %d of %d", lesson->title, lesson->step, lesson->step_count);
    int32_t dots = lesson->step_count > 20
                       ? 0
                       : lesson->step_count * frame_whole(frame->small * 45 / 100) * 7 / 4;
    bool has_room =
        frame_measure(frame, DRAW_SANS, frame->small, text_cstr(text)) + dots + frame->gap <=
        rect.w;
    if (!has_room) {
        text = frame_text_begin(frame);
        text_append_cstr(text, lesson->title);
    }
    frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, rect.x,
                frame_baseline(rect.y, small_h, frame->small), rect.w - dots - frame->gap,
                THEME_TEXT_DIM, text_cstr(text));
    draw_steps(frame, lesson, rect.x + rect.w, rect.y + small_h / 2);
    LessonColumn column = {.frame = frame, .x = rect.x, .w = rect.w, .y = rect.y + small_h};
    lesson_card_line(&column, lesson->heading, DRAW_SANS_BOLD, frame_whole(frame->em * 4 / 3),
                     THEME_TEXT);
    return column.y + frame->em / 3;
}

/* ---- items ---- */

/* "Stop 2 of 4", and what was said at those before. */
static void draw_watch(LessonColumn *column, const ViewWatch *watch, const ViewButton *buttons,
                       size_t button_count) {
    Frame *frame = column->frame;
    LessonCard card = lesson_card_begin(column, "Watch", watch->mark);
    if (watch->mark == VIEW_OPEN && watch->stop == 0) {
        lesson_card_line(column, "It is played, and stops where there is something to see.",
                         DRAW_SANS, frame->em, THEME_TEXT);
    } else if (watch->mark == VIEW_OPEN) {
        Text *text = frame_text_begin(frame);
        text_printf(text, "Stop %zu of %zu", watch->stop, watch->stop_count);
        lesson_card_line(column, text_cstr(text), DRAW_SANS_BOLD, frame->em, THEME_TEXT);
    }
    for (size_t i = 0; i < watch->count; i++) {
        bool is_last = i + 1 == watch->count && watch->mark == VIEW_OPEN;
        column->y += frame->em / 4;
        column->y = rich_layout_draw(
            frame, watch->said[i],
            (RichLook){.size = frame->small, .role = is_last ? THEME_TEXT : THEME_TEXT_DIM},
            column->x, column->y, column->w);
    }
    lesson_card_buttons(column, buttons, button_count);
    lesson_card_end(column, &card);
}

static void draw_tune(LessonColumn *column, const ViewButton *buttons, size_t button_count) {
    LessonCard card = lesson_card_begin(column, "Change it", VIEW_SKIPPED);
    lesson_card_line(column, "Move the sliders above the picture: it is run again at once.",
                     DRAW_SANS, column->frame->em, THEME_TEXT);
    lesson_card_buttons(column, buttons, button_count);
    lesson_card_end(column, &card);
}

/* A row of what was measured: the times stand one under the other. */
static void draw_measured(LessonColumn *column, const ViewMeasured *row) {
    Frame *frame = column->frame;
    int32_t size = frame->em, line = frame_whole(size * 7 / 5), w = column->w;
    int32_t baseline = frame_baseline(column->y, line, size);
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, column->x, baseline, w * 36 / 100,
                THEME_TEXT, row->program);
    frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, column->x + w * 37 / 100, baseline,
                w * 22 / 100, THEME_TEXT_DIM, row->engine);
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_RIGHT, column->x + w * 82 / 100, baseline,
                w * 23 / 100, THEME_TEXT, row->took);
    frame_write(frame, DRAW_SANS, frame->small, DRAW_RIGHT, column->x + w, baseline, w * 17 / 100,
                THEME_TEXT_DIM, row->detail);
    column->y += line;
}

static void draw_measure(LessonColumn *column, const ViewMeasure *measure,
                         const ViewButton *buttons, size_t button_count) {
    Frame *frame = column->frame;
    LessonCard card = lesson_card_begin(column, "In the real world", measure->mark);
    lesson_card_rich(column, measure->says, false);
    column->y += frame->em / 4;
    for (size_t i = 0; i < measure->row_count; i++) {
        draw_measured(column, &measure->rows[i]);
    }
    if (measure->status != NULL) {
        lesson_card_line(column, measure->status, DRAW_SANS, frame->small, THEME_TEXT_DIM);
    }
    lesson_card_buttons(column, buttons, button_count);
    lesson_card_end(column, &card);
}

static void draw_item(LessonColumn *column, const ViewItem *item) {
    switch (item->kind) {
    case VIEW_ITEM_TEXT:
        lesson_card_rich(column, item->as.text, false);
        break;
    case VIEW_ITEM_QUESTION:
        lesson_card_question(column, item->as.question, item->buttons, item->button_count);
        break;
    case VIEW_ITEM_WATCH:
        draw_watch(column, item->as.watch, item->buttons, item->button_count);
        break;
    case VIEW_ITEM_VERDICT:
        lesson_card_verdict(column, item->as.question);
        break;
    case VIEW_ITEM_TUNE:
        draw_tune(column, item->buttons, item->button_count);
        break;
    case VIEW_ITEM_GOAL:
        lesson_card_goal(column, item->as.goal, item->buttons, item->button_count);
        break;
    case VIEW_ITEM_MEASURE:
        draw_measure(column, item->as.measure, item->buttons, item->button_count);
        break;
    case VIEW_ITEM_ON:
        lesson_card_buttons(column, item->buttons, item->button_count);
        break;
    }
}

static void draw_items(Frame *frame, const ViewLesson *lesson, DrawRect rect) {
    Scene *scene = frame->scene;
    int32_t top = rect.y - lesson->scroll * DRAW_UNIT;
    LessonColumn column = {.frame = frame, .x = rect.x, .w = rect.w, .y = top};
    scene->current_top = scene->current_bottom = 0;
    for (size_t i = 0; i < lesson->item_count; i++) {
        column.y = frame_whole(column.y + (i > 0 ? frame->em * 4 / 5 : 0));
        int32_t begin = column.y;
        draw_item(&column, &lesson->items[i]);
        if (i == lesson->current) {
            scene->current_top = (begin - top) / DRAW_UNIT;
            scene->current_bottom = (column.y - top) / DRAW_UNIT;
        }
    }
    int32_t h = (column.y - top) / DRAW_UNIT + frame->em / DRAW_UNIT;
    scene->lesson_height = rect.h / DRAW_UNIT;
    scene->lesson_scroll_max = h > scene->lesson_height ? h - scene->lesson_height : 0;
}

static void draw_scroll_bar(Frame *frame, const ViewLesson *lesson, DrawRect rect) {
    int64_t seen = frame->scene->lesson_height, all = seen + frame->scene->lesson_scroll_max;
    if (all > seen) {
        int32_t w = frame_whole(frame->gap / 2), x = rect.x + rect.w - w;
        DrawRect thumb = {x, rect.y + frame_whole(rect.h * (int64_t)lesson->scroll / all), w,
                          frame_whole(rect.h * seen / all)};
        draw_fill(frame->list, (DrawRect){x, rect.y, w, rect.h}, w / 2,
                  frame_color(frame, THEME_LANE));
        draw_fill(frame->list, thumb, w / 2, frame_color(frame, THEME_TEXT_DIM));
    }
}

/* ---- the whole ---- */

static DrawRect draw_keys(Frame *frame, const ViewLesson *lesson, DrawRect rect) {
    if (lesson->keys == NULL || rect.h < 12 * frame->em) {
        return rect;
    }
    LessonColumn column = {.frame = frame, .x = rect.x, .w = rect.w, .y = 0};
    int32_t line = frame_whole(frame->small * 7 / 5);
    bool is_long = frame_measure(frame, DRAW_SANS, frame->small, lesson->keys) > rect.w;
    int32_t h = (is_long ? 2 : 1) * line;
    column.y = rect.y + rect.h - h;
    draw_line(frame->list, rect.x, column.y - frame->gap / 2, rect.x + rect.w,
              column.y - frame->gap / 2, frame->hair, false, frame_color(frame, THEME_PANEL_EDGE));
    frame_write_lines(frame, DRAW_SANS, frame->small, column.x, column.y, column.w, line,
                      is_long ? 2 : 1, THEME_TEXT_DIM, lesson->keys);
    rect.h -= h + frame->gap;
    return rect;
}

void panel_lesson(Frame *frame, DrawRect rect) {
    const ViewLesson *lesson = frame->view->lesson;
    DrawRect inside = panel_ground(frame, rect);
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_LESSON, .run = -1});
    int32_t most = COLUMN_EMS_MAX * frame->em;
    if (inside.w > most) {
        inside.x += frame_whole((inside.w - most) / 2);
        inside.w = most;
    }
    inside = draw_keys(frame, lesson, inside);
    int32_t top = frame_whole(draw_head(frame, lesson, inside));
    inside = panel_cut_top(inside, top - inside.y);
    DrawRect room = inside;
    room.w -= frame->gap; /* for the scroll bar */
    draw_clip(frame->list, inside);
    frame->seen = inside;
    draw_items(frame, lesson, room);
    draw_scroll_bar(frame, lesson, inside);
    draw_unclip(frame->list);
}
