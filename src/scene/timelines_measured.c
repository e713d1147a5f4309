/* The timelines' rows of measured times:
 *
 *     python3  5 of 10    ▐▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒├──┼────┤  1.344 s measured, ×1.16
 *
 * A bar as long as the run in the middle took, with whiskers from the fastest run to the slowest.
 * It stands on the axis of the simulated runs, and no play hides it: it is not computed but was. */
#include "scene/timelines.h"
#include "trace/duration.h"

static void draw_whiskers(Timelines *t, const ViewTimes *times, int32_t y, int32_t h) {
    Frame *frame = t->frame;
    uint32_t color = frame_color(frame, THEME_TEXT);
    int32_t from = time_axis_x(&t->axis, times->min_ns), to = time_axis_x(&t->axis, times->max_ns);
    int32_t middle = y + h / 2, thick = 2 * frame->hair;
    draw_line(frame->list, from, middle, to, middle, thick, false, color);
    draw_line(frame->list, from, y + h / 5, from, y + h * 4 / 5, thick, false, color);
    draw_line(frame->list, to, y + h / 5, to, y + h * 4 / 5, thick, false, color);
}

static void append_figures(const Timelines *t, const ViewTimes *times, Text *text) {
    int64_t simulated_ns = t->frame->runs[times->run].metrics.makespan_ns;
    duration_append_spoken(text, times->median_ns);
    text_append_cstr(text, " measured");
    if (simulated_ns > 0) {
        text_append_cstr(text, ", ×");
        duration_append_ratio(text, times->median_ns, simulated_ns, 2, false);
    }
}

/* Right of the bar where there is room, else within it. */
static void write_figures(Timelines *t, const ViewTimes *times, DrawRect rect, int32_t end) {
    Frame *frame = t->frame;
    int32_t size = frame->small, baseline = frame_baseline(rect.y, rect.h, size);
    Text *text = frame_text_begin(frame);
    append_figures(t, times, text);
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, text_cstr(text)) + DRAW_UNIT;
    int32_t right = t->body.x + t->body.w;
    if (end + size + w <= right) {
        frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, end + size, baseline, w, THEME_TEXT,
                    text_cstr(text));
        return;
    }
    int32_t x = t->axis.x + size / 2;
    DrawRect ground = {x - size / 4, rect.y + rect.h / 5, w + size / 2, rect.h * 3 / 5};
    draw_fill(frame->list, ground, size / 4, frame_color(frame, THEME_PANEL));
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x, baseline, w, THEME_TEXT,
                text_cstr(text));
}

static void draw_times(Timelines *t, const ViewTimes *times, DrawRect rect) {
    Frame *frame = t->frame;
    int32_t size = frame->small, baseline = frame_baseline(rect.y, rect.h, size);
    Text *text = frame_text_begin(frame);
    text_append_cstr(text, times->engine);
    if (times->failure == NULL && times->count < times->of) {
        text_printf(text, "  %zu of %zu", times->count, times->of);
    }
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, t->body.x + size * 6 / 5, baseline,
                t->label_w - size * 6 / 5 - frame->gap, THEME_TEXT, text_cstr(text));
    if (times->failure != NULL) {
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, t->axis.x, baseline,
                    t->body.x + t->body.w - t->axis.x, THEME_BAD, times->failure);
        return;
    }
    if (times->count == 0) {
        return;
    }
    int32_t h = frame_whole(rect.h * 3 / 5), y = frame_whole(rect.y + (rect.h - h) / 2);
    int32_t x = time_axis_x(&t->axis, 0), end = time_axis_x(&t->axis, times->median_ns);
    DrawRect bar = {x, y, end > x ? end - x : DRAW_UNIT, h};
    DrawRect axis = {t->axis.x, rect.y, t->body.x + t->body.w - t->axis.x, rect.h};
    draw_clip(frame->list, axis);
    draw_fill(frame->list, bar, 0, theme_fade(frame_color(frame, THEME_TEXT), 50));
    draw_outline(frame->list, bar, frame->hair, 0, frame_color(frame, THEME_TEXT));
    draw_whiskers(t, times, y, h);
    draw_unclip(frame->list);
    int32_t longest = time_axis_x(&t->axis, times->max_ns);
    write_figures(t, times, rect, longest > end ? longest : end);
}

void timelines_draw_measured(Timelines *t) {
    const ViewMeasurement *measurement = &t->frame->view->measurement;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (row->kind == LANE_ROW_MEASURED && timelines_sees(t, row)) {
            draw_times(t, &measurement->times[row->group], timelines_row(t, row));
        }
    }
}
