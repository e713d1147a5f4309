/* One run as scenes see it: its trace, and everything that is derived from it once, so that a frame
 * looks up and never scans. The trace is not owned and must outlive the run; it is never written
 * here. A program that was refused is a run without a trace, whose `message` says why. */
#ifndef SCENE_SCENE_RUN_H
#define SCENE_SCENE_RUN_H

#include "scene/code_text.h"
#include "scene/lane_groups.h"
#include "scene/loop_state.h"
#include "scene/printed.h"
#include "scene/span_index.h"
#include "scene/time_sort.h"
#include "scene/wait_sums.h"
#include "scene/wakes.h"
#include "trace/critical_path.h"
#include "trace/labels.h"
#include "trace/metrics.h"
#include "trace/requests.h"

typedef struct SceneRun {
    char *title; /* file name; owned */
    /* What ended it badly, why it did not run, or what is wrong with what its file says now, while
     * the trace is of what it said before; NULL: all is well. Owned. */
    char *message;
    int message_line;   /* of the program, which the message is about; 0: none. Set by the owner */
    const Trace *trace; /* NULL: it did not run */
    bool measured;      /* on a real clock; simulated otherwise */
    Spans spans;
    Metrics metrics;
    Labels labels;
    CriticalPath path;
    Slacks slacks;
    CodeText code;          /* the program's text, in lines */
    Printed printed;        /* which events print */
    TimedItem *slack_order; /* of the waits with slack by their beginning: numbers in slacks */
    Requests requests;      /* with their phases */
    LaneGroups groups;      /* which lanes are shown, and which can share a row */
    SpanIndex index;        /* level of detail, for lanes that are thinner than pixels */
    WaitSums waits;         /* the figures that grow while it is played */
    Wakes wakes;            /* who woke whom */
    ARRAY_OF(const TraceEvent *) stuck; /* what a deadlock has caught, by lane */
    int64_t path_longest_ns; /* of the waits on the critical path that overlap with others */
    int64_t path_waits;      /* how many there are on it */
    LoopStates loop_states;  /* snapshots, from which any moment is found */
} SceneRun;

/* Derives all of it. `trace` may be NULL, then `message` says why. */
void scene_run_init(SceneRun *run, const char *title, const Trace *trace, const char *message,
                    bool measured);
void scene_run_release(SceneRun *run);

/* Why a lane can never go on: the event that says so, or NULL. */
const TraceEvent *scene_run_stuck(const SceneRun *run, uint32_t lane);

/* Moves a run to another place (it points into itself); `from` is empty after. */
void scene_run_move(SceneRun *to, SceneRun *from);

#endif
