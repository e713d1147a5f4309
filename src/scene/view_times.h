/* What programs took when they were measured, beside their simulation: a row below a run's title
 * for each engine, which grows as the runs come in, and the ledger of causes (trace/ledger.h). */
#ifndef SCENE_VIEW_TIMES_H
#define SCENE_VIEW_TIMES_H

#include "trace/ledger.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct ViewTimes {
    int run;                           /* the simulation that it stands beside */
    const char *engine;                /* "our loop", "python3" */
    size_t count, of;                  /* runs so far, and how many there will be */
    int64_t median_ns, min_ns, max_ns; /* of these; when count > 0 */
    const char *failure;               /* what went wrong instead, in a few words; NULL: nothing */
    bool has_ledger;
    Ledger ledger; /* of one of the runs */
} ViewTimes;

typedef struct ViewMeasurement {
    const ViewTimes *times; /* those of one run stand together */
    size_t count;
} ViewMeasurement;

/* Whether there is a ledger: it takes the place of the details while nothing is selected. */
static inline bool view_has_ledger(const ViewMeasurement *measurement) {
    for (size_t i = 0; i < measurement->count; i++) {
        if (measurement->times[i].has_ledger) {
            return true;
        }
    }
    return false;
}

#endif
