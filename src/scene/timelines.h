/* What the timelines' panel and its marks share. Marks lie over and under the lanes: what concerns
 * several lanes, or the time as a whole. */
#ifndef SCENE_TIMELINES_H
#define SCENE_TIMELINES_H

#include "scene/lane_picture.h"

typedef struct Timelines {
    Frame *frame;
    const LaneRows *rows;
    TimeAxis axis;
    DrawRect header; /* minimap and axis */
    DrawRect body;   /* the rows that are seen */
    int32_t label_w; /* left of the axis */
    int32_t top;     /* where the first row begins: above the body when scrolled */
    int32_t now_x;   /* of the present moment, not beyond the axis */
} Timelines;

/* Where a row is, right of its label, and whether it is seen at all. */
DrawRect timelines_row(const Timelines *t, const LaneRow *row);
bool timelines_sees(const Timelines *t, const LaneRow *row);

/* Whether a time is on the axis. */
bool timelines_has_time(const Timelines *t, int64_t t_ns);

/* Bands over all lanes of a run: where its loop is blocked, and the line at which it ends. They lie
 * under the lanes. */
void timelines_draw_bands(Timelines *t, int run);

/* The words of the bands, on the loop's own lane. */
void timelines_draw_blocked_words(Timelines *t, const LaneRow *row);

/* Arrows from those who wake to those who are woken. */
void timelines_draw_wakes(Timelines *t, int run);

/* What decided how long the run took, and how much longer other waits could have been. */
void timelines_draw_path(Timelines *t, int run);

/* Veils what has not happened yet, and draws the present moment. */
void timelines_veil_future(Timelines *t);
void timelines_draw_playhead(Timelines *t);

/* What is selected, and the chain of causes when the details show it. */
void timelines_draw_selection(Timelines *t);

/* What the reader of a lesson said a run would take, over what it takes; and all rows but those
 * that a stop looks at, dimmed. */
void timelines_draw_ghosts(Timelines *t);
void timelines_dim(Timelines *t);

/* What programs took on a real clock. */
void timelines_draw_measured(Timelines *t);

/* Whether a stop names a lane of this row. */
bool timelines_is_named(const Timelines *t, const LaneRow *row);

/* Bookmarks, and the range that is measured. */
void timelines_draw_bookmarks(Timelines *t);
void timelines_draw_range(Timelines *t);

#endif
