/* One sentence for the present moment, and below it, while time stands still, the next event that
 * will happen: what one may ask a class to guess. */
#include "scene/panel.h"
#include "trace/duration.h"

#include <string.h>

static const char *sentence_of(Frame *frame, int run, size_t index) {
    return narrations_find(frame_narrations(frame, (size_t)run), index);
}

/* "gathered.py · 0.350 s  " where there are several programs. */
static void append_place(const Frame *frame, int run, size_t index, Text *text) {
    if (frame->run_count > 1) {
        text_printf(text, "%s · ", frame->runs[run].title);
    }
    frame_append_moment(frame, trace_at(frame->runs[run].trace, index)->t_ns, text);
    text_append_cstr(text, "  ");
}

/* The largest size, down to three fifths of the wanted one, at which both fit into a width. */
static int32_t fitting_size(const Frame *frame, int32_t size, int32_t width, const char *place,
                            DrawFace face, const char *sentence) {
    int64_t taken = (int64_t)frame_measure(frame, DRAW_SANS, size, place) +
                    frame_measure(frame, face, size, sentence);
    if (taken <= width) {
        return size;
    }
    int32_t fits = (int32_t)(size * (int64_t)width / taken), least = size * 3 / 5;
    return (fits > least ? fits : least) / DRAW_UNIT * DRAW_UNIT;
}

static void draw_sentence(Frame *frame, DrawRect row, int32_t size, int run, size_t index,
                          const char *before, bool is_dim) {
    const char *sentence = sentence_of(frame, run, index);
    DrawFace face = is_dim ? DRAW_SANS : DRAW_SANS_BOLD;
    Text *text = frame_text_begin(frame);
    text_append_cstr(text, before);
    append_place(frame, run, index, text);
    size = fitting_size(frame, size, row.w, text_cstr(text), face, sentence);
    int32_t baseline = frame_baseline(row.y, row.h, size);
    int32_t taken = frame_write(frame, DRAW_SANS, size, DRAW_LEFT, row.x, baseline, row.w / 2,
                                THEME_TEXT_DIM, text_cstr(text));
    frame_write(frame, face, size, DRAW_LEFT, row.x + taken, baseline, row.w - taken,
                is_dim ? THEME_TEXT_DIM : THEME_TEXT, sentence);
}

static void draw_now(Frame *frame, DrawRect row) {
    int run;
    size_t index;
    if (moment_last_event(&frame->view->moment, frame->runs, frame->run_count, &run, &index)) {
        draw_sentence(frame, row, frame->em, run, index, "", false);
    } else {
        frame_write(frame, DRAW_SANS, frame->em, DRAW_LEFT, row.x,
                    frame_baseline(row.y, row.h, frame->em), row.w, THEME_TEXT_DIM,
                    "Nothing has happened yet.");
    }
}

static void draw_next(Frame *frame, DrawRect row) {
    Moment next = frame->view->moment;
    if (moment_forward(&next, frame->runs, frame->run_count, MOMENT_EVENT, -1, TRACE_NOBODY)) {
        draw_sentence(frame, row, frame->small, next.last_run, next.past[next.last_run] - 1,
                      "next  ", true);
    }
}

/* A message passes by in the place of the next event. */
static void draw_message(Frame *frame, DrawRect row) {
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, row.x,
                frame_baseline(row.y, row.h, frame->small), row.w, THEME_TEXT,
                frame->view->message);
}

static void draw_progress(Frame *frame, DrawRect rect) {
    int32_t h = frame->em / 4;
    DrawRect whole = {rect.x, rect.y + rect.h - h, rect.w, h};
    DrawRect done = whole;
    done.w = (int32_t)((int64_t)whole.w * frame->view->progress / 1000);
    draw_fill(frame->list, whole, h / 2, frame_color(frame, THEME_PANEL_EDGE));
    draw_fill(frame->list, done, h / 2, frame_color(frame, THEME_ACCENT));
}

void panel_narration(Frame *frame, DrawRect rect) {
    const View *view = frame->view;
    DrawRect row = panel_ground(frame, rect);
    int32_t end = row.y + row.h;
    row.h = frame->em * 5 / 4 < row.h ? frame->em * 5 / 4 : row.h;
    draw_now(frame, row);
    row.y += row.h;
    row.h = frame->small * 5 / 4;
    if (row.y + row.h <= end) {
        if (view->message != NULL && view->overlay != VIEW_MESSAGE) {
            draw_message(frame, row);
        } else if (!view->playing) {
            draw_next(frame, row);
        }
        row.y += row.h;
    }
    if (row.y + row.h <= end && view->hint != NULL && !view->present) {
        frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, row.x,
                    frame_baseline(row.y, row.h, frame->small), row.w, THEME_TEXT_DIM, view->hint);
    }
    if (view->progress >= 0) {
        draw_progress(frame, rect);
    }
}
