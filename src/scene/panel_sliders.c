/* What can be changed while looking, side by side: name, a track with a knob, value. The hit of a
 * slider is its track: where it is touched is its position. */
#include "scene/panel.h"

static void draw_slider(Frame *frame, DrawRect rect, size_t index) {
    const ViewSlider *slider = &frame->view->sliders[index];
    bool has_focus = frame->view->slider == (int)index;
    int32_t size = frame->small, baseline = frame_baseline(rect.y, rect.h, size);
    int32_t name = frame_measure(frame, DRAW_SANS, size, slider->name);
    int32_t most = rect.w * 38 / 100;
    name = name < most ? name : most;
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, rect.x, baseline, name,
                has_focus ? THEME_TEXT : THEME_TEXT_DIM, slider->name);
    int32_t value = rect.w * 24 / 100, x = rect.x + name + size, radius = size / 2;
    int32_t w = rect.x + rect.w - value - size - x, y = rect.y + rect.h / 2;
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, rect.x + rect.w - value, baseline, value,
                THEME_TEXT, slider->value);
    if (w <= 2 * size) {
        return;
    }
    int32_t knob = x + (int32_t)((int64_t)w * slider->position / 1000);
    int32_t thick = frame->hair * 3;
    uint32_t color = frame_color(frame, has_focus ? THEME_ACCENT : THEME_TEXT_DIM);
    draw_line(frame->list, x, y, x + w, y, thick, false, frame_color(frame, THEME_PANEL_EDGE));
    draw_line(frame->list, x, y, knob, y, thick, false, color);
    draw_fill(frame->list, (DrawRect){knob - radius, y - radius, 2 * radius, 2 * radius}, radius,
              color);
    frame_hit(frame, (SceneHit){.rect = {x, rect.y, w, rect.h},
                                .kind = SCENE_HIT_SLIDER,
                                .run = -1,
                                .index = index});
}

void panel_sliders(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    inside = (DrawRect){inside.x, rect.y, inside.w, rect.h};
    size_t count = frame->view->slider_count;
    size_t fits = (size_t)(inside.w / (18 * frame->em));
    fits = fits < 1 ? 1 : fits > count ? count : fits;
    /* Where not all fit, those around the one that has the focus. */
    size_t focus = frame->view->slider >= 0 ? (size_t)frame->view->slider : 0;
    size_t first = focus >= fits ? focus + 1 - fits : 0;
    int32_t each = inside.w / (int32_t)fits;
    int32_t most = 34 * frame->em;
    each = each < most ? each : most;
    for (size_t i = 0; i < fits && first + i < count; i++) {
        draw_slider(frame,
                    (DrawRect){inside.x + (int32_t)i * each, inside.y, each - frame->em, inside.h},
                    first + i);
    }
}
