/* A bar whose end the reader drags to say how long a run will take, before it is run: on an axis of
 * its own, whose length gives nothing away.
 *
 *      0 s        1 s        2 s        3 s        4 s
 *     ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌◆
 *     └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌◆  2.0 s
 */
#include "scene/panel.h"
#include "scene/time_axis.h"
#include "trace/duration.h"

static void draw_ticks(Frame *frame, const TimeAxis *axis, DrawRect rect) {
    int32_t size = frame->small;
    int64_t step_ns = time_axis_step(time_axis_span(axis, 5 * size));
    for (int64_t t_ns = 0; t_ns <= axis->to_ns; t_ns += step_ns) {
        int32_t x = time_axis_x(axis, t_ns);
        draw_line(frame->list, x, rect.y + size * 5 / 4, x, rect.y + rect.h, frame->hair, false,
                  frame_color(frame, THEME_PANEL_EDGE));
        Text *text = frame_text_begin(frame);
        time_axis_append_label(text, t_ns, step_ns, axis->to_ns, false);
        frame_write(frame, DRAW_SANS, size, DRAW_CENTER, x,
                    frame_baseline(rect.y, size * 5 / 4, size), 6 * size, THEME_TEXT_DIM,
                    text_cstr(text));
    }
}

void panel_guess(Frame *frame, DrawRect rect) {
    const ViewGuess *guess = &frame->view->lesson->guess;
    DrawRect inside = panel_ground(frame, rect);
    int32_t size = frame->em, label_w = frame_measure(frame, DRAW_SANS_BOLD, size, guess->title);
    int32_t most = inside.w / 4, heading_h = frame_whole(frame->small * 3 / 2);
    label_w = label_w < most ? label_w : most;
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, inside.x,
                frame_baseline(inside.y, heading_h, frame->small), inside.w, THEME_TEXT_DIM,
                "How long will it take? Drag the end of the bar, or type it.");
    DrawRect body = panel_cut_top(inside, heading_h);
    TimeAxis axis =
        time_axis_make(0, guess->axis_ns, body.x + label_w + size, body.w - label_w - 3 * size);
    draw_ticks(frame, &axis, body);
    int32_t top = body.y + frame_whole(frame->small * 3 / 2);
    int32_t h = frame_whole(size * 8 / 5), room = body.y + body.h - top;
    h = h < room ? h : room;
    top += (room - h) / 2;
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, body.x, frame_baseline(top, h, size),
                label_w, THEME_TEXT, guess->title);
    bool is_set = guess->t_ns >= 0;
    int64_t t_ns = !is_set                        ? guess->axis_ns / 16
                   : guess->t_ns > guess->axis_ns ? guess->axis_ns
                                                  : guess->t_ns;
    int32_t x = time_axis_x(&axis, t_ns);
    uint32_t color = frame_color(frame, THEME_LESSON);
    DrawRect bar = {axis.x, top, x - axis.x, h};
    draw_fill(frame->list, bar, 0, theme_fade(color, 50));
    draw_line(frame->list, axis.x, top, x, top, 2 * frame->hair, true, color);
    draw_line(frame->list, axis.x, top + h, x, top + h, 2 * frame->hair, true, color);
    draw_line(frame->list, x, top - size / 4, x, top + h + size / 4, 4 * frame->hair, false, color);
    int32_t grip = size * 4 / 5;
    draw_fill(frame->list, (DrawRect){x - grip / 2, top + (h - grip) / 2, grip, grip}, grip / 2,
              color);
    Text *text = frame_text_begin(frame);
    if (is_set) {
        duration_append_spoken(text, guess->t_ns);
    } else {
        text_append_cstr(text, "drag");
    }
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, text_cstr(text));
    bool fits = x + grip + w + size / 2 <= body.x + body.w;
    frame_write(frame, DRAW_SANS_BOLD, size, fits ? DRAW_LEFT : DRAW_RIGHT,
                fits ? x + grip : x - grip, frame_baseline(top, h, size), w + DRAW_UNIT, THEME_TEXT,
                text_cstr(text));
    frame_hit(frame, (SceneHit){.rect = {axis.x, body.y, axis.w, body.h},
                                .kind = SCENE_HIT_GUESS,
                                .run = -1,
                                .from_ns = 0,
                                .to_ns = guess->axis_ns});
}
