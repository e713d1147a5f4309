/* What panels have in common: the frame that is being built, sizes that follow from the picture's
 * height, and the few things every panel draws alike.
 *
 * Sizes. `em` is the size of text that matters: 1/40 of the picture's height at a scale of 100 %
 * (less where the picture is narrow), so that a picture looks the same at 960×540 and in 4K and
 * the last row of a classroom can read it. `small` is for text that is looked up. Everything else
 * is a multiple of `em`. Lengths are DRAW_UNITs, text sizes whole pixels.
 *
 * A panel is a file panel_NAME.c with one function panel_NAME(frame, rect): it draws itself into
 * the rectangle, tells what clicks there mean, and depends on nothing but the frame. Texts that it
 * puts together go into frame_text_begin()'s one scratch text, so that frames allocate nothing. */
#ifndef SCENE_PANEL_H
#define SCENE_PANEL_H

#include "scene/scene.h"

typedef struct Frame {
    Scene *scene;
    DrawList *list; /* the scene's */
    const SceneRun *runs;
    size_t run_count;
    const View *view;
    const LoopNow *now;     /* of each run, at the view's moment */
    const LoopNow *before;  /* where tasks travel from; NULL: nothing travels just now */
    size_t selected_span;   /* the view's, or what the selected lane does at the moment; or
                               VIEW_NO_SPAN */
    const uint32_t *colors; /* of the theme, by role */
    const TextMetrics *metrics;
    int32_t em, small; /* text sizes */
    int32_t hair;      /* thickness of rules and borders */
    int32_t gap;       /* between panels, and around what stands in one */
    DrawRect seen;     /* hits are cut above and below it; of no height: they are not */
} Frame;

/* The panels. */
void panel_titles(Frame *frame, DrawRect rect);
void panel_sliders(Frame *frame, DrawRect rect);
void panel_timelines(Frame *frame, DrawRect rect);
void panel_code(Frame *frame, DrawRect rect);
void panel_loop(Frame *frame, DrawRect rect);
void panel_output(Frame *frame, DrawRect rect);
void panel_narration(Frame *frame, DrawRect rect);
void panel_details(Frame *frame, DrawRect rect);
void panel_ledger(Frame *frame, DrawRect rect);
void panel_overlay(Frame *frame, DrawRect rect);
void panel_lesson(Frame *frame, DrawRect rect);
void panel_say(Frame *frame, DrawRect rect);
void panel_guess(Frame *frame, DrawRect rect);
void panel_diff(Frame *frame, DrawRect rect);

/* Fills in the selected span, the view's or what the selected lane does just now, and finds the
 * chain of its causes when details are shown. */
void frame_find_selected(Frame *frame);

/* What is left of a rectangle below a strip of its top. */
DrawRect panel_cut_top(DrawRect rect, int32_t by);

/* A moment, with as many decimals as can be told apart at this zoom, so that figures stay calm:
 * "1.500 s", and from ten minutes on "2:05:30". */
void frame_append_moment(const Frame *frame, int64_t t_ns, Text *text);

/* Whether all of a run has happened at the view's moment. */
bool frame_is_over(const Frame *frame, size_t run);

/* What is wrong with a run, or NULL. In a lesson, what ends a run badly is not told before it
 * happens. */
const char *frame_complaint(const Frame *frame, size_t run);

/* Draws a panel's ground and border and returns what is inside, less a gap on each side. */
DrawRect panel_ground(Frame *frame, DrawRect rect);

/* The same, with a small heading at the top. */
DrawRect panel_ground_titled(Frame *frame, DrawRect rect, const char *title);

/* The colour of a role. */
static inline uint32_t frame_color(const Frame *frame, ThemeRole role) {
    return frame->colors[role];
}

/* A length or place on whole pixels: edges stay sharp. Places above and left of the picture, where
 * something was scrolled to, are rounded in the same direction. */
static inline int32_t frame_whole(int64_t units) {
    int64_t below = units < 0 ? DRAW_UNIT - 1 : 0;
    return (int32_t)((units - below) / DRAW_UNIT) * DRAW_UNIT;
}

/* The scratch text, empty: for one text at a time. */
Text *frame_text_begin(Frame *frame);

/* The sentences of a run, which has a trace. */
Narrations *frame_narrations(Frame *frame, size_t run);

/* How wide a text is. */
int32_t frame_measure(const Frame *frame, DrawFace face, int32_t size, const char *text);

/* The baseline that centres text of a size in a row. */
int32_t frame_baseline(int32_t y, int32_t h, int32_t size);

/* Draws text, cut where it is wider than `width`; returns the width it took. */
int32_t frame_write(Frame *frame, DrawFace face, int32_t size, DrawAlign align, int32_t x,
                    int32_t baseline, int32_t width, ThemeRole role, const char *text);

/* Draws text in lines that break between words, at most so many (the last is cut); returns how many
 * there are. They stand `line` apart, the first in a row that begins at y. */
int frame_write_lines(Frame *frame, DrawFace face, int32_t size, int32_t x, int32_t y,
                      int32_t width, int32_t line, int lines_max, ThemeRole role, const char *text);

/* Draws a sign in the middle of a square of the text size, which stands on the baseline. */
void frame_sign(Frame *frame, DrawSign sign, int32_t size, int32_t x, int32_t baseline,
                uint32_t color);

/* Tells what a click means; later hits lie on top. */
void frame_hit(Frame *frame, SceneHit hit);

#endif
