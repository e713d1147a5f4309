/* The present: an instant on the shared time axis, and, since many events may share an instant,
 * how many events of each run are past. Time moves by the clock (play, scrub) or by events, forward
 * and back; events of several runs are taken in the order of time, then of runs, then of the
 * record. All of these are pure: the same moment and the same runs give the same next moment. */
#ifndef SCENE_MOMENT_H
#define SCENE_MOMENT_H

#include "scene/scene_run.h"

enum { SCENE_RUNS_MAX = 16 };

typedef struct Moment {
    int64_t t_ns;
    size_t past[SCENE_RUNS_MAX]; /* events of each run that have happened */
    int last_run;                /* whose event happened last, -1: none yet */
} Moment;

/* What a step stops at. */
typedef enum MomentStep {
    MOMENT_EVENT, /* the next event that says something: see moment_is_told() */
    MOMENT_TURN,  /* the next turn of a loop */
    MOMENT_LANE,  /* the next event of one lane */
    MOMENT_STEP_KIND_COUNT
} MomentStep;

/* Whether an event is worth a stop and a sentence: not the program's lines, empty prints and what
 * asyncio does in its own house after the program's main task has ended. */
bool moment_is_told(const SceneRun *run, const TraceEvent *event);

/* The moment at a time: all events until then, t_ns included, are past. Cut to [0, end]. */
void moment_at(Moment *moment, const SceneRun *runs, size_t run_count, int64_t t_ns);

/* The moment before anything has happened. */
void moment_start(Moment *moment);

/* Step to just after the next such event, or to just after the one before the last that has
 * happened; back from the first leads to the start. `run` and `lane` are for MOMENT_LANE. False,
 * and the moment is as it was: there is nothing further. */
bool moment_forward(Moment *moment, const SceneRun *runs, size_t run_count, MomentStep step,
                    int run, uint32_t lane);
bool moment_back(Moment *moment, const SceneRun *runs, size_t run_count, MomentStep step, int run,
                 uint32_t lane);

/* The last event that has happened and is told: its run and index; false: none yet. */
bool moment_last_event(const Moment *moment, const SceneRun *runs, size_t run_count, int *run,
                       size_t *index);

/* When the longest of the runs ends. */
int64_t moment_end_ns(const SceneRun *runs, size_t run_count);

#endif
