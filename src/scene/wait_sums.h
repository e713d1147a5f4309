/* How much a run has waited until any moment: the figures that grow while a run is played. Waits
 * are those of metrics.h (for the world outside, also when they block the loop); one that is under
 * way counts with the part that is over. Built once for a run; a question costs a logarithm. */
#ifndef SCENE_WAIT_SUMS_H
#define SCENE_WAIT_SUMS_H

#include "trace/spans.h"

typedef struct WaitEnd {
    int64_t t_ns;           /* when the wait ended */
    uint64_t sum_ns;        /* of the ends until here; wraps round, differences do not */
    int64_t longest_ns;     /* of the waits that ended until here */
    int64_t first_start_ns; /* of the waits that end here or later */
} WaitEnd;

typedef struct WaitStart {
    int64_t t_ns;
    uint64_t sum_ns; /* of the starts until here */
} WaitStart;

typedef struct WaitSums {
    WaitStart *starts; /* in the order of time */
    WaitEnd *ends;
    size_t count;
} WaitSums;

typedef struct WaitFigures {
    int64_t sum_ns;     /* what the waits so far would have taken one after another */
    int64_t longest_ns; /* of them */
    size_t begun;       /* how many waits there were so far */
    size_t in_flight;   /* of them, not over yet */
} WaitFigures;

void wait_sums_init(WaitSums *sums, const Spans *spans);
void wait_sums_release(WaitSums *sums);

/* The figures at a time; a wait that ends at that time is over. */
WaitFigures wait_sums_at(const WaitSums *sums, int64_t t_ns);

#endif
