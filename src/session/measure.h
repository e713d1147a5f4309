/* Programs measured on the engines of the real clock, beside their simulations.
 *
 * Each program runs once on every simulated engine, whose times are exact, and several times on
 * every measured one: warm-up runs first, which do not count, then `runs` rounds. A round runs each
 * program on each engine once, so that whatever else slows the machine down for a while slows all
 * of them (A B A B, not A A B B):
 *
 *     simulated   a  b
 *     warm-up     a-real  a-cpython  b-real  b-cpython
 *     run 1       a-real  a-cpython  b-real  b-cpython
 *     run 2       …
 *
 * To record a trace costs python3 time, so its runs are measured without; when they are over it
 * runs each program once more, for the trace, and that run is no sample.
 *
 * The work keeps to a budget of time. How long a run takes is estimated first, from its simulation
 * and what it costs to start an engine; what does not fit is not begun: there are fewer runs then,
 * and a notice says so; where not even one of each fits, nothing is measured (STATUS_USAGE). A run
 * that takes longer than it should is stopped when the budget is used up.
 *
 * A program that is refused, hits a limit, is deadlocked or finds the real world failing on an
 * engine is not run there again. After Ctrl-C, and where the budget is used up, what was measured
 * so far is the result, and is called partial. */
#ifndef SESSION_MEASURE_H
#define SESSION_MEASURE_H

#include "base/array.h"
#include "session/session.h"
#include "trace/measured.h"

enum {
    MEASURE_RUNS_DEFAULT = 10, /* at least, */
    MEASURE_WARMUPS_DEFAULT = 1,
};

#define MEASURE_NS_DEFAULT (INT64_C(3) * 1000000000) /* and as many as fit into so long */
#define MEASURE_BUDGET_NS_DEFAULT (INT64_C(60) * 1000000000)

/* How what a program printed on one engine compares with the program's first engine. */
typedef enum MeasureOutput {
    MEASURE_OUTPUT_SAME,
    MEASURE_OUTPUT_NUMBERS, /* only numbers differ, as times that it measured itself do */
    MEASURE_OUTPUT_ORDER,   /* the same lines, but for numbers, in another order */
    MEASURE_OUTPUT_OTHER,
} MeasureOutput;

/* One program on one engine. */
typedef struct MeasureCell {
    size_t program;
    SessionEngine engine;
    /* The only run; of several the one nearest to the median, as far as traces were kept, or the
     * one that was recorded. */
    SessionResult result;
    ARRAY_OF(int64_t) samples_ns; /* makespans, in the order of running; none if simulated */
    size_t shown;                 /* which of them the result is, counted from 1; 0: of none */
    Text out, err;                /* what the first run wrote */
    MeasureOutput output;
    Text output_then, output_now; /* unless it is the same: the first line that differs, */
    int output_line;              /* and its number, from 1 */
    bool is_apart;                /* the result is of a run of its own, no sample */
    bool has_run;                 /* at least once */
    bool has_ended;               /* it is not run again */
} MeasureCell;

/* A run that begins (result NULL) or has ended. */
typedef struct MeasureRun {
    const MeasureCell *cell;
    size_t number, of; /* from 1; number 0 is a warm-up run, of + 1 one for the trace */
    const SessionResult *result;
} MeasureRun;

typedef struct MeasureOptions {
    const SessionOptions *session; /* what all runs have in common, without sinks */
    const char *const *programs;   /* paths */
    size_t program_count;
    const SessionEngine *engines; /* each once */
    size_t engine_count;
    size_t runs; /* up to MEASURED_RUNS_MAX; 0: the defaults */
    size_t warmups;
    int64_t budget_ns;
    bool no_traces; /* none is wanted: nothing is recorded */
    /* NULL: nobody wants to know. Notices are sentences without a newline. */
    void (*on_run)(void *context, const MeasureRun *run);
    void (*on_notice)(void *context, const char *notice);
    void *context;
} MeasureOptions;

typedef struct Measurement {
    MeasureCell *cells; /* program after program, each on its engines in order */
    size_t cell_count;
    size_t warmups; /* that there were */
    bool is_partial;
    bool was_interrupted; /* by Ctrl-C */
    Status failure;       /* why a run could not be begun, when others had been; or STATUS_OK */
} Measurement;

/* Measures. Fails like session_run() when a run could not even be begun, unless something was
 * measured by then: that is a notice, and the result partial. On success the caller releases. */
MUST_CHECK Status measure_run(const MeasureOptions *options, Measurement *measurement,
                              Error *error);
void measure_release(Measurement *measurement);

/* The worst exit code of a cell's runs is that of its result. Compares two outputs; where they
 * differ, the lines and their number are filled. */
MeasureOutput measure_compare_output(const Text *then, const Text *now, Text *line_then,
                                     Text *line_now, int *line);

#endif
