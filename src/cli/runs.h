/* Runs from a command's operands, which are programs (that are run now, over the world that the
 * options give) and traces that were saved before (saved_trace.h); or from a HAR file. What a
 * program prints is hidden unless --output; what a program that failed has to say is not. */
#ifndef CLI_RUNS_H
#define CLI_RUNS_H

#include "cli/options.h"
#include "report/compare.h"
#include "session/measure.h"

#include <stddef.h>

/* One of the operands, or a page played again, run and derived of. */
typedef struct CommandRun {
    const char *name;
    SessionResult result;
    Spans spans;
    Metrics metrics;
    Text err;       /* what it wrote to standard error */
    Text full_name; /* "a.py (real)", where there are several engines */
    CompareMeasurement measurement;
} CommandRun;

typedef struct Runs {
    CommandRun *items;
    CompareRun *rows; /* the same, as reports want them */
    size_t count;
    Measurement measurement; /* what the rows of measured runs point into */
    CompareClock clock;
} Runs;

/* The runs of a command that takes programs and traces, or --har. */
Status runs_of_command(Runs *runs, CommandId command, Options *options, int *exit_code,
                       Error *error) MUST_CHECK;

/* Empty runs, and what a result says about itself. */
Runs runs_new(size_t count);
void runs_derive(CommandRun *run);

/* Runs or reads every operand in turn. After Ctrl-C there are as many runs as had begun. On success
 * the caller releases the runs; *exit_code is the worst of theirs. */
Status runs_make(Runs *runs, Options *options, int *exit_code, Error *error) MUST_CHECK;

void runs_release(Runs *runs);

/* What a report calls an operand: the last part of its path, unless another one has the same. */
const char *runs_name_of(const Options *options, int index);

#endif
