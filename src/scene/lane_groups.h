/* Which lanes of a run are shown, under which names, and which belong together: lanes that run the
 * same coroutine form a group, and so do plain threads. A lane that is on its own is a group of
 * one. Where there are more lanes than fit, large groups share a row (lane_rows.h). */
#ifndef SCENE_LANE_GROUPS_H
#define SCENE_LANE_GROUPS_H

#include "scene/census.h"
#include "trace/labels.h"

enum {
    LANE_GROUP_LARGE = 6,  /* groups with more lanes can share a row */
    LANE_GROUPS_MAX = 4096 /* lanes of further coroutines join the last group */
};

typedef struct LaneGroup {
    const char *name; /* in the trace's pool: the call up to its parenthesis; or "threads" */
    size_t name_length;
    size_t first, count; /* in LaneGroups.lanes */
    Census census;       /* of large groups, once it is taken */
} LaneGroup;

typedef struct LaneGroups {
    uint32_t *visible; /* lanes in the order of their creation */
    uint32_t *lanes;   /* the same, by group */
    size_t visible_count;
    LaneGroup *groups; /* in the order of their first lanes */
    size_t group_count;
    uint32_t *group_of; /* of each lane of the trace; UINT32_MAX: it is not shown */
    Census census;      /* of all lanes, once it is taken */
} LaneGroups;

/* The labels, spans and trace must live as long. */
void lane_groups_init(LaneGroups *groups, const Trace *trace, const Spans *spans,
                      const Labels *labels);
void lane_groups_release(LaneGroups *groups);

/* Takes the census of all lanes and of each large group. */
void lane_groups_take_census(LaneGroups *groups, const Spans *spans);

/* Appends what a lane is called in a timeline: a thread that runs a loop is that loop. */
void lane_label_append(const Trace *trace, const Spans *spans, const Labels *labels, uint32_t lane,
                       Text *label);

#endif
