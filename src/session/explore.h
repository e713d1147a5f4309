/* Many runs of one program: over seeds, and over schedules that decide otherwise what the rules
 * leave open, to see how long it takes and what comes of it; and, when something went wrong, the
 * shortest schedule that still makes it go wrong.
 *
 * Run 0 is the usual one: the world's seed, the empty schedule. Run n has the n-th seed after that
 * and a schedule made up from n, so a run is a function of its number and any number of processes
 * find the same. A run whose exit code is not 0, or that reports an exception which nobody asked
 * for, has failed; runs that fail in the same way (exit code, and the error's text up to its first
 * colon) have one cause, as far as anybody can tell without reading.
 *
 * Shrinking tries the same failure with less: the world's own seed, then the beginning of the
 * schedule alone, then ever smaller parts of the schedule left out (delta debugging; Zeller and
 * Hildebrandt 2002), then smaller answers. Each try is a run, whose own deviations are what the
 * next try starts from. Leaving a choice out renumbers those behind it, so that what is left may
 * have no part that fails although another schedule, just as short, does: where there are few
 * choices, all schedules of one and of two of them are tried as well. Each of the two may take as
 * many runs as the search had. */
#ifndef SESSION_EXPLORE_H
#define SESSION_EXPLORE_H

#include "base/workers.h"
#include "session/schedule.h"
#include "session/session.h"

#include <signal.h>

enum {
    EXPLORE_RUNS_DEFAULT = 200,
    EXPLORE_RUNS_MAX = 10000000,
    EXPLORE_ERROR_MAX = 160, /* bytes of an error's text that are kept */
    EXPLORE_TRIES_MIN = 100, /* runs that a part of a shrinking may take, however few are wanted */
    EXPLORE_DRAWS_MAX = 4,   /* draws of another seed that say more than that seed itself */
    EXPLORE_ANSWERS_MAX = 3, /* answers to a choice that are looked at there */
};

typedef struct ExploreOptions {
    const SessionOptions *session; /* without chooser, sinks and trace */
    uint64_t runs;
    unsigned kinds;   /* bits of ChoiceKind that may deviate */
    bool varies_seed; /* false: every run has the world's seed */
    bool has_seeds;   /* the seeds are seed_first … seed_last, round and round */
    uint64_t seed_first, seed_last;
    int workers;           /* 0: one a core */
    int64_t time_limit_ms; /* of real time, 0: none */
    /* Told how many runs of the search, or of a shrinking, are done; may be NULL. */
    void (*progress)(void *context, uint64_t done, bool is_shrinking);
    void *context;
    const volatile sig_atomic_t *interrupted; /* ends a shrinking when not 0; may be NULL */
} ExploreOptions;

/* What came of one run. No pointers: it crosses a pipe. */
typedef struct ExploreRun {
    uint64_t number;
    uint64_t seed;
    int64_t makespan_ns;
    uint64_t output;              /* hash of what it printed on standard output */
    uint64_t schedule;            /* hash of its choices, in the order in which they were made */
    uint64_t asked[CHOICE_KINDS]; /* how often each kind was left open */
    int32_t exit_code;
    char error[EXPLORE_ERROR_MAX]; /* "ValueError: no", cut; "" when nothing was reported */
} ExploreRun;

typedef struct Exploration {
    ARRAY_OF(ExploreRun) runs; /* sorted by number; run 0 is there */
    WorkersEnd end;
    bool ran;     /* false: the program was refused */
    Text refusal; /* and this is what it was told */
} Exploration;

/* Does the runs. Fails only for operating errors; release the exploration in any case. */
MUST_CHECK Status explore_search(const ExploreOptions *options, Exploration *exploration,
                                 Error *error);
void exploration_release(Exploration *exploration);

bool explore_failed(const ExploreRun *run);
/* Whether two runs failed in the same way, or both not at all. */
bool explore_same(const ExploreRun *a, const ExploreRun *b);

/* A way to see what a run came to, as short as was found. */
typedef struct ExploreFinding {
    ExploreRun run;       /* what it comes to */
    Schedule schedule;    /* its choices */
    bool needs_seed;      /* run.seed, rather than the world's own */
    bool was_interrupted; /* by Ctrl-C: it may be longer than it has to be, and is nothing yet when
                             tries is 0 */
    uint64_t tries;       /* runs that it took */
} ExploreFinding;

/* Shrinks what run `wanted` came to: its failure; or that it did not fail and printed something
 * else than run 0. `base` is run 0. The caller releases finding->schedule. */
MUST_CHECK Status explore_shrink(const ExploreOptions *options, const ExploreRun *base,
                                 const ExploreRun *wanted, ExploreFinding *finding, Error *error);

#endif
