/* The runs of a sweep: each program at each point of a grid (session/grid.h), over every core, to
 * figures. A run's trace is measured where it was recorded and goes with it. The modules that are
 * written in Python are compiled once for all runs. */
#ifndef SESSION_SWEEP_H
#define SESSION_SWEEP_H

#include "base/workers.h"
#include "session/grid.h"
#include "session/session.h"
#include "trace/metrics.h"

enum { SWEEP_PROGRAMS_MAX = 32 };

/* One program at one point. */
typedef struct SweepRun {
    Metrics metrics; /* zero if it did not run */
    uint64_t seed;
    int32_t exit_code;
    bool ran; /* false: refused */
} SweepRun;

typedef struct SweepOptions {
    const SessionOptions *session; /* what all runs have in common; its world lines come first */
    const Grid *grid;
    const char *const *programs; /* their paths, */
    const Text *texts;           /* and what is in them */
    size_t program_count;        /* 1 to SWEEP_PROGRAMS_MAX */
    const uint64_t *points;      /* those that are to be run, in any order */
    size_t point_count;
    int workers; /* processes; 0: one a core */
    /* Called as points are done, in no particular order, with a run for each program. */
    void (*arrived)(void *context, uint64_t point, const SweepRun *runs);
    void *context;
} SweepOptions;

typedef struct SweepEnd {
    Text refusal; /* why a program was refused at the first point; nothing else was run. Owned */
    bool was_interrupted; /* by Ctrl-C: what was done by then has arrived */
} SweepEnd;

/* Runs them. The first point comes first, and alone: a constant that is not there ends the sweep
 * before it begins. Release the end's text. */
MUST_CHECK Status sweep_run(const SweepOptions *options, SweepEnd *end, Error *error);

#endif
