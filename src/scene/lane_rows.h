/* Which rows the timelines have, and how high they are: a title for each run, then its lanes. All
 * lanes have a row of their own while rows high enough for a label fit into the room; where they do
 * not, large groups (lane_groups.h) share one row: as a stack of thin lines, one for each lane,
 * while these are thick enough to be seen, else as a census, which shows how many lanes are in
 * which state. What still does not fit is scrolled to. */
#ifndef SCENE_LANE_ROWS_H
#define SCENE_LANE_ROWS_H

#include "base/array.h"
#include "scene/scene_run.h"
#include "scene/view.h"

typedef enum LaneRowKind {
    LANE_ROW_TITLE,
    LANE_ROW_MESSAGE, /* why the run has no lanes */
    LANE_ROW_LANE,
    LANE_ROW_STACK,    /* a group, a thin line for each lane */
    LANE_ROW_CENSUS,   /* a group, by the number of lanes in each state */
    LANE_ROW_MEASURED, /* what it took on a real clock, below the title */
    LANE_ROW_FOLDED,   /* all of a folded run, as a census */
} LaneRowKind;

typedef struct LaneRow {
    LaneRowKind kind;
    int run;
    uint32_t lane;  /* of LANE */
    uint32_t group; /* of STACK and CENSUS; of MEASURED which of the view's times */
    int32_t y, h;   /* from the top of all rows, in DRAW_UNITs */
} LaneRow;

typedef struct LaneRows {
    ARRAY_OF(LaneRow) items;
    int32_t height;      /* of all rows together */
    int32_t lane_height; /* of a lane's row */
} LaneRows;

/* Lays the rows out anew, keeping their memory. `em` is the size of text. */
void lane_rows_lay_out(LaneRows *rows, const SceneRun *runs, size_t run_count, const View *view,
                       int32_t room, int32_t em);
void lane_rows_release(LaneRows *rows);

/* Where the middle of a lane is, from the top of all rows; false: it has no row. */
bool lane_rows_find(const LaneRows *rows, const SceneRun *runs, int run, uint32_t lane,
                    int32_t *middle);

#endif
