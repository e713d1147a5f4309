/* A change that one key would make to the learner's program, before it is made: in the place of the
 * code, the lines that go and those that come.
 *
 *     gather: one by one ↔ together
 *      -      a = await fetch(1)
 *      -      b = await fetch(2)
 *      +      a, b = await asyncio.gather(fetch(1), fetch(2))
 *     Enter changes it · Esc leaves it as it is
 */
#include "scene/panel.h"

#include <string.h>

enum { MARK_COLUMNS = 2 }; /* the sign and a space */

static int32_t choose_size(const Frame *frame, const ViewGoal *goal, DrawRect rect) {
    int columns = 0;
    for (size_t i = 0; i < goal->diff_count; i++) {
        int here = (int)strlen(goal->diff[i].text) + MARK_COLUMNS;
        columns = here > columns ? here : columns;
    }
    int32_t size = frame->em;
    while (size > frame->em / 2 &&
           ((int64_t)columns * frame_measure(frame, DRAW_MONO, size, "0") > rect.w ||
            (int64_t)goal->diff_count * size * 7 / 5 > rect.h)) {
        size -= DRAW_UNIT;
    }
    return size;
}

static void draw_line_of_diff(Frame *frame, const ViewDiffLine *diff, int32_t size, DrawRect row) {
    const char sign[] = {diff->sign, '\0'};
    ThemeRole role = diff->sign == '+' ? THEME_GOOD : THEME_BAD;
    draw_fill(frame->list, row, 0, theme_fade(frame_color(frame, role), 36));
    int32_t baseline = frame_baseline(row.y, row.h, size);
    int32_t marks_w = MARK_COLUMNS * frame_measure(frame, DRAW_MONO, size, "0");
    frame_write(frame, DRAW_MONO_BOLD, size, DRAW_LEFT, row.x, baseline, marks_w, role, sign);
    frame_write(frame, DRAW_MONO, size, DRAW_LEFT, row.x + marks_w, baseline, row.w - marks_w,
                THEME_TEXT, diff->text);
}

void panel_diff(Frame *frame, DrawRect rect) {
    const ViewGoal *goal = frame->view->lesson->offer;
    const ViewFlip *flip = &goal->flips[goal->flip];
    DrawRect inside = panel_ground(frame, rect);
    int32_t head = frame_whole(frame->em * 3 / 2), foot = frame_whole(frame->small * 3 / 2);
    Text *text = frame_text_begin(frame);
    text_printf(text, "%s: %s", flip->name, flip->meaning);
    frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, inside.x,
                frame_baseline(inside.y, head, frame->em), inside.w, THEME_LESSON, text_cstr(text));
    DrawRect body = {inside.x, inside.y + head, inside.w, inside.h - head - foot};
    if (goal->refused != NULL) {
        int32_t line = frame_whole(frame->em * 7 / 5);
        text = frame_text_begin(frame);
        text_printf(text, "It cannot be made here: %s.", goal->refused);
        frame_write_lines(frame, DRAW_SANS, frame->em, body.x, body.y, body.w, line, body.h / line,
                          THEME_TEXT, text_cstr(text));
    }
    int32_t size = choose_size(frame, goal, body), line = frame_whole(size * 7 / 5);
    for (size_t i = 0; goal->refused == NULL && i < goal->diff_count; i++) {
        DrawRect row = {body.x, body.y + (int32_t)i * line, body.w, line};
        if (row.y + row.h <= body.y + body.h) {
            draw_line_of_diff(frame, &goal->diff[i], size, row);
        }
    }
    frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, inside.x,
                frame_baseline(inside.y + inside.h - foot, foot, frame->small), inside.w,
                THEME_TEXT_DIM,
                goal->refused != NULL ? "Esc back" : "Enter changes it   Esc leaves it as it is");
}
