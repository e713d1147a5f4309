/* Real runs of programs while the window goes on: a child, `meanwhile compare --stream`, whose
 * lines are read on a thread as each run ends. What it needs (programs) and what it leaves (a trace
 * of each run) lies in a folder of its own, which goes with it. */
#ifndef UI_MEASURING_H
#define UI_MEASURING_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Measuring Measuring;

/* A program to be measured: a file, or a text. Nothing is owned. */
typedef struct MeasuringProgram {
    const char *path; /* NULL: the text, */
    const char *text;
    const char *name; /* which gets a file of this name, without ".py" */
} MeasuringProgram;

typedef struct MeasuringPlan {
    const MeasuringProgram *programs;
    size_t program_count;
    const char *engines;        /* "real,cpython" */
    const char *const *options; /* further ones, as on the command line */
    size_t option_count;
    int64_t runs; /* how often each */
    int64_t scale_millionths;
} MeasuringPlan;

/* A run that has ended. Its strings are the caller's. */
typedef struct MeasuringRun {
    char *program, *engine;
    size_t number, of; /* from 1 */
    int64_t makespan_ns;
    int exit_code;
    char *trace; /* a path; NULL: there is none */
} MeasuringRun;

/* Starts. `wake` is called on another thread when there is something to take. */
Status measuring_start(Measuring **out, const MeasuringPlan *plan, void (*wake)(void *context),
                       void *context, Error *error) MUST_CHECK;

/* Takes a run that has ended; false: none has since the last one that was taken. */
bool measuring_take(Measuring *measuring, MeasuringRun *run);
void measuring_run_release(MeasuringRun *run);

/* Whether the child has ended and all of its runs were taken; then `why` gets what it complained
 * about first, which is empty when all went well. Good until measuring_free(). */
bool measuring_is_over(Measuring *measuring, const char **why);

/* Waits until the child has ended. */
void measuring_wait(Measuring *measuring);

/* Ends the child, if it goes on, and removes the folder. NULL is fine. */
void measuring_free(Measuring *measuring);

#endif
