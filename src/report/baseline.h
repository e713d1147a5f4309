/* Runs against a report that was kept before (a .json of `meanwhile report`): for each run that
 * stands in both, by its program and engine, how its makespan has changed. It is slower when it
 * takes longer than the baseline by more than a tolerance; simulated makespans are exact, so that
 * may well be 0. Of measured runs the medians are compared, and one is slower only if that is no
 * chance: if the intervals of both medians do not overlap (trace/measured.h). */
#ifndef REPORT_BASELINE_H
#define REPORT_BASELINE_H

#include "base/array.h"
#include "base/status.h"
#include "report/compare.h"

enum { TOLERANCE_UNIT = 10000 }; /* a tolerance of so many is 100 % */

typedef struct BaselineRun {
    char *name;   /* owned, as the engine is; "a.py (real)" where there were several engines */
    char *engine; /* "" if it is not known */
    int64_t makespan_ns;
    Measured measured; /* of a measured one; else without samples */
} BaselineRun;

typedef struct Baseline {
    ARRAY_OF(BaselineRun) runs; /* those that ran */
} Baseline;

/* Reads a report; `name` is what messages call it. The caller releases the baseline either way. */
Status baseline_parse(Baseline *baseline, const char *name, const char *bytes, size_t length,
                      Error *error) MUST_CHECK;
void baseline_release(Baseline *baseline);

/* Appends a line for each run, and for each one that is in the baseline alone. Returns whether any
 * is slower than `tolerance` (of TOLERANCE_UNIT) allows, or did not run though it did then. */
bool baseline_append(Text *text, const ReportStyle *style, const Baseline *baseline,
                     const CompareRun *runs, size_t run_count, int64_t tolerance);

#endif
