/* A race: the same calls by several engines and languages against one latency server, interleaved
 * (sim once; then real, cpython, node, go, real, cpython, …), after warm-up runs that do not count.
 * The programs are in assets/race, each in its language's own idiom, and each tells on its standard
 * output how long its calls took, as it saw it:
 *
 *     {"seconds": 0.5231, "cpu_seconds": 0.0352, "succeeded": 100, "version": "Python 3.11.2"}
 *
 * Start-up, and for Go the compiler, are no part of that. Those of Python ask http://race.example/,
 * a name that the engines lead to the server; the others ask the server by its address, which names
 * the same host in the path. An engine that is not installed, or that fails, is kept with a note
 * that says so. */
#ifndef SESSION_RACE_H
#define SESSION_RACE_H

#include "base/array.h"
#include "session/session.h"

typedef enum RaceEngine {
    RACE_SIM,
    RACE_REAL,
    RACE_CPYTHON,
    RACE_NODE,
    RACE_GO,
    RACE_ENGINE_COUNT
} RaceEngine;

extern const char *const RACE_ENGINES[RACE_ENGINE_COUNT]; /* "sim", "real" … */

/* What the Python programs call by: "aiohttp" and others, NULL at the end. */
extern const char *const RACE_CLIENTS[];

typedef struct RaceOptions {
    const SessionOptions *session; /* the world */
    const RaceEngine *engines;     /* each once */
    size_t engine_count;
    const char *client; /* of RACE_CLIENTS */
    int64_t calls, concurrency;
    size_t runs, warmups;
    int64_t budget_ns; /* no run begins that would not be over by then */
    /* Before each run; NULL: nobody wants to know. */
    void (*on_run)(void *context, RaceEngine engine, size_t number, size_t of);
    void *context;
} RaceOptions;

typedef struct RaceEntrant {
    RaceEngine engine;
    ARRAY_OF(int64_t) times_ns; /* of the runs that count */
    ARRAY_OF(int64_t) cpus_ns;
    int64_t failed;  /* calls, in the worst run */
    Text version;    /* of what ran it, as it says */
    Text note;       /* why it is out of the race; empty: it is not */
    bool has_failed; /* it is installed, and yet out */
} RaceEntrant;

typedef struct Race {
    RaceEntrant entrants[RACE_ENGINE_COUNT];
    size_t count;
    int64_t ideal_ns; /* the simulation, where computing costs nothing */
    uint64_t seed;
    bool is_refused; /* the world is wrong, which was said on the session's standard error */
    bool is_partial; /* fewer runs than were wanted: the budget, or Ctrl-C */
    bool was_interrupted;
} Race;

/* Runs it. STATUS_USAGE: the budget does not suffice for one run of each. On success the caller
 * releases the race. */
MUST_CHECK Status race_run(const RaceOptions *options, Race *race, Error *error);
void race_release(Race *race);

#endif
