/* Which thread computed on which core, from when to when: the machine's side of a run, derived from
 * the events `core` (a thread begins to compute) and whatever ends that (it blocks, idles, waits
 * for the GIL or a core, ends). Runs in which nothing that computes has a price have no such
 * events, and no cores. */
#ifndef TRACE_CORES_H
#define TRACE_CORES_H

#include "trace/trace.h"

typedef struct CoreSpan {
    int64_t start_ns, end_ns;
    uint32_t lane; /* the thread's */
    int core;      /* from 0 */
} CoreSpan;

typedef struct Cores {
    ARRAY_OF(CoreSpan) items; /* in the order of their ends */
    int count;                /* the highest core that was used, plus 1 */
} Cores;

void cores_derive(Cores *cores, const Trace *trace); /* cores_release() frees them */
void cores_release(Cores *cores);

#endif
