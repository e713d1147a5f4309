/* A picture of some runs at a moment, as a draw list: the one function that the window, pictures,
 * films, SVG and golden screens have in common. It depends on its arguments alone.
 *
 *     +--------------------------------------------------------------+
 *     | titles · clock · speed · figures of each run · time saved    |
 *     +----------------+---------------------------------------------+
 *     | code           | time axis, minimap                          |
 *     |  ▶ line        | a group per run: loop, a lane per task      |
 *     |                |                                             |
 *     +----------------+---------------------------------------------+
 *     | output         | the loop: running, ready, timers, in flight |
 *     +----------------+---------------------------------------------+
 *     | one sentence for the present moment                          |
 *     | keys                                                         |
 *     +--------------------------------------------------------------+
 *
 * Each panel is a file of its own, panel_NAME.c, and draws itself into the rectangle it is given.
 * While it draws, it tells what a click there would mean (SceneHit); the window asks scene_hit().
 */
#ifndef SCENE_SCENE_H
#define SCENE_SCENE_H

#include "scene/draw_list.h"
#include "scene/lane_rows.h"
#include "scene/narrations.h"
#include "scene/view.h"
#include "scene/why.h"

typedef enum SceneHitKind {
    SCENE_HIT_NOTHING,
    SCENE_HIT_SPAN,    /* run, lane, span; t_ns by the x of the click */
    SCENE_HIT_LANE,    /* run, lane: its label */
    SCENE_HIT_RUN,     /* run: its title; folds */
    SCENE_HIT_AXIS,    /* scrubs: x tells the time */
    SCENE_HIT_MINIMAP, /* moves what is seen */
    SCENE_HIT_TAB,     /* run: its program in the code panel */
    SCENE_HIT_CODE,    /* line in `index` */
    SCENE_HIT_SLIDER,  /* index */
    SCENE_HIT_ROW,     /* index, of an overlay */
    SCENE_HIT_LINK,    /* index, in Scene.links */
    SCENE_HIT_ANSWER,  /* index of a choice, or of a row to be moved */
    SCENE_HIT_BUTTON,  /* index: what the button means */
    SCENE_HIT_STEP,    /* index of a lesson's step, from 0 */
    SCENE_HIT_GUESS,   /* the bar whose end is dragged: x tells the time */
    SCENE_HIT_LESSON,  /* the lesson's text, for the wheel */
    SCENE_HIT_PANEL,   /* some panel's ground: `index` tells which, for the wheel */
} SceneHitKind;

typedef struct SceneHit {
    DrawRect rect;
    SceneHitKind kind;
    int run;
    uint32_t lane;
    size_t index;           /* span (VIEW_NO_SPAN: none there), line, slider or row */
    int64_t from_ns, to_ns; /* what the left and right edge stand for, where x is time */
} SceneHit;

typedef ARRAY_OF(LoopNow) SceneStates;

typedef struct Scene {
    DrawList list;
    ARRAY_OF(SceneHit) hits;         /* later ones lie on top */
    ARRAY_OF(const char *) links;    /* where they lead; not owned */
    SceneStates now;                 /* of each run, kept between frames */
    SceneStates before;              /* likewise, where tasks travel from */
    ARRAY_OF(Narrations) narrations; /* likewise; a run whose sentences were asked for */
    LaneRows rows;                   /* of the timelines */
    Why why;                         /* of the selected span, and of which it is: */
    int why_run;                     /* -1: none */
    uint32_t why_lane;
    size_t why_span;
    Text scratch; /* what panels put their texts together in */

    /* Of the lanes, in pixels: how far View.scroll may go, how much of them is seen, and where the
     * selected one, or those that a stop looks at, lie in the whole (bottom 0: there are none), so
     * that they can be scrolled to.
     */
    int32_t scroll_max, lanes_height, selected_top, selected_bottom;

    /* Likewise of a lesson's text, and where its current item lies. */
    int32_t lesson_scroll_max, lesson_height, current_top, current_bottom;
} Scene;

void scene_init(Scene *scene);
void scene_release(Scene *scene);

/* Lays the picture out into scene->list. Runs that have not changed must be the same objects as in
 * the last call, or scene_forget_runs() be called first. */
void scene_build(Scene *scene, const SceneRun *runs, size_t run_count, const View *view,
                 const TextMetrics *metrics);
void scene_forget_runs(Scene *scene);

/* What lies at a point, in DRAW_UNITs; false: nothing. The runs are those of the last build. */
bool scene_hit(const Scene *scene, const SceneRun *runs, int32_t x, int32_t y, SceneHit *hit);

/* The time that an x stands for within a hit whose x is time. */
int64_t scene_hit_time(const SceneHit *hit, int32_t x);

#endif
