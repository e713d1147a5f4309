#include "scene/panel.h"

#include "trace/duration.h"

#include <string.h>

static DrawRect inset(DrawRect rect, int32_t by) {
    int32_t w = rect.w > 2 * by ? rect.w - 2 * by : 0, h = rect.h > 2 * by ? rect.h - 2 * by : 0;
    return (DrawRect){rect.x + by, rect.y + by, w, h};
}

DrawRect panel_cut_top(DrawRect rect, int32_t by) {
    by = by < rect.h ? by : rect.h;
    return (DrawRect){rect.x, rect.y + by, rect.w, rect.h - by};
}

void frame_append_moment(const Frame *frame, int64_t t_ns, Text *text) {
    const int64_t second = 1000000000;
    int64_t seen_ns = frame->view->to_ns - frame->view->from_ns, seconds = t_ns / second;
    int decimals = seen_ns >= second / 10 ? 3 : seen_ns >= second / 10000 ? 6 : 9;
    if (t_ns < 600 * second && seen_ns < 600 * second) {
        duration_append_ratio(text, t_ns, second, decimals, false);
        text_append_cstr(text, " s");
        return;
    }
    text_printf(text, "%lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
                (int)(seconds % 60));
}

bool frame_is_over(const Frame *frame, size_t run) {
    const Trace *trace = frame->runs[run].trace;
    return trace != NULL && frame->view->moment.past[run] >= trace_count(trace);
}

const char *frame_complaint(const Frame *frame, size_t run) {
    bool is_to_come =
        frame->view->lesson != NULL && frame->runs[run].trace != NULL && !frame_is_over(frame, run);
    return is_to_come ? NULL : frame->runs[run].message;
}

DrawRect panel_ground(Frame *frame, DrawRect rect) {
    int32_t radius = frame->em / 3;
    draw_fill(frame->list, rect, radius, frame_color(frame, THEME_PANEL));
    draw_outline(frame->list, rect, frame->hair, radius, frame_color(frame, THEME_PANEL_EDGE));
    return inset(rect, frame->gap);
}

DrawRect panel_ground_titled(Frame *frame, DrawRect rect, const char *title) {
    DrawRect inside = panel_ground(frame, rect);
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, inside.x,
                frame_baseline(inside.y, frame->small, frame->small), inside.w, THEME_TEXT_DIM,
                title);
    int32_t taken = frame->small + frame->gap / 2;
    taken = taken < inside.h ? taken : inside.h;
    return (DrawRect){inside.x, inside.y + taken, inside.w, inside.h - taken};
}

Text *frame_text_begin(Frame *frame) {
    text_clear(&frame->scene->scratch);
    return &frame->scene->scratch;
}

Narrations *frame_narrations(Frame *frame, size_t run) {
    Scene *scene = frame->scene;
    while (scene->narrations.count <= run) {
        ARRAY_PUSH(&scene->narrations, (Narrations){0});
    }
    Narrations *narrations = &scene->narrations.items[run];
    if (narrations->narrator.trace == NULL) {
        narrations_init(narrations, frame->runs[run].trace);
    }
    return narrations;
}

int32_t frame_measure(const Frame *frame, DrawFace face, int32_t size, const char *text) {
    return frame->metrics->measure(frame->metrics->context, face, size, text, strlen(text));
}

/* Capitals are about 0.72 em high; rounded to whole pixels, so that text stays sharp. */
int32_t frame_baseline(int32_t y, int32_t h, int32_t size) {
    int32_t baseline = y + (h + size * 72 / 100) / 2;
    return (baseline + DRAW_UNIT / 2) / DRAW_UNIT * DRAW_UNIT;
}

int32_t frame_write(Frame *frame, DrawFace face, int32_t size, DrawAlign align, int32_t x,
                    int32_t baseline, int32_t width, ThemeRole role, const char *text) {
    return draw_text_cut(frame->list, frame->metrics, face, size, align, x, baseline, width,
                         frame_color(frame, role), text, strlen(text));
}

/* How many bytes of the text go on a line: up to the last space that fits, or all that fit. */
static size_t line_length(const Frame *frame, DrawFace face, int32_t size, int32_t width,
                          const char *text) {
    size_t fits = 0, at = 0;
    while (text[at] != '\0' && text[at] != '\n') {
        size_t end = at + strcspn(text + at, " \n");
        end += end == at;
        bool has_room =
            frame->metrics->measure(frame->metrics->context, face, size, text, end) <= width;
        if (!has_room) {
            return fits > 0 ? fits : end;
        }
        fits = at = end;
        at += strspn(text + at, " ");
    }
    return at;
}

int frame_write_lines(Frame *frame, DrawFace face, int32_t size, int32_t x, int32_t y,
                      int32_t width, int32_t line, int lines_max, ThemeRole role,
                      const char *text) {
    int count = 0;
    while (*text != '\0' && count < lines_max) {
        size_t length = count + 1 < lines_max ? line_length(frame, face, size, width, text)
                                              : strcspn(text, "\n");
        draw_text_cut(frame->list, frame->metrics, face, size, DRAW_LEFT, x,
                      frame_baseline(y + count * line, line, size), width, frame_color(frame, role),
                      text, length);
        text += length;
        text += *text == '\n' ? 1 : strspn(text, " ");
        count++;
    }
    return count;
}

void frame_sign(Frame *frame, DrawSign sign, int32_t size, int32_t x, int32_t baseline,
                uint32_t color) {
    int32_t side = size * 9 / 10;
    int32_t y = baseline - size * 36 / 100 - side / 2;
    draw_sign(frame->list, (DrawRect){x + (size - side) / 2, y, side, side}, sign, color);
}

/* Only its height is cut: x may stand for time or a position. */
void frame_hit(Frame *frame, SceneHit hit) {
    if (frame->seen.h > 0) {
        int32_t top = frame->seen.y, bottom = top + frame->seen.h, end = hit.rect.y + hit.rect.h;
        hit.rect.y = hit.rect.y > top ? hit.rect.y : top;
        hit.rect.h = (end < bottom ? end : bottom) - hit.rect.y;
    }
    if (hit.rect.w > 0 && hit.rect.h > 0) {
        ARRAY_PUSH(&frame->scene->hits, hit);
    }
}
