/* The figures of a run. Integers, in ns; ratios are divided only where they are printed.
 *
 *     makespan          from the program's first instruction to its exit
 *     waits             stretches in which a task or thread waits for the world outside: a timer or
 *                       a reply, also when the wait blocks the loop, and every request of the
 *                       world's own clients (waits for each other, for
 *                       locks and for children are consequences and do not count)
 *     sum of waits      what they would take one after another
 *     overlap           sum of waits / time in which at least one wait was under way
 *     in flight         the most waits that were under way at once
 *     idle              share of the makespan in which nothing of the program was on a CPU
 *     loop busy         share of the loops' time in which they ran something or were blocked
 *     scheduling delay  from ready to running, of all steps
 *     latency           from sending a request to having its response or failure
 *     phases            the mean request's latency, by what it was spent on
 *     throughput        requests that were answered in the makespan
 *
 * Percentiles are the nearest rank: of n values in order, number ceil(p·n / 100). */
#ifndef TRACE_METRICS_H
#define TRACE_METRICS_H

#include "trace/spans.h"

typedef struct Percentiles {
    size_t count; /* 0: the others are 0, too */
    int64_t p50, p95, p99, max;
} Percentiles;

typedef struct Metrics {
    int64_t makespan_ns;
    int64_t waits; /* how many */
    int64_t waits_sum_ns;
    int64_t waits_covered_ns; /* at least one was under way */
    int64_t in_flight_max;
    int64_t busy_ns;      /* at least one lane was on a CPU */
    int64_t loop_time_ns; /* of all loops, from start to end */
    int64_t loop_busy_ns; /* running or blocked */
    int64_t loop_blocked_ns;
    bool has_loop;
    int64_t tasks, threads, clients; /* threads besides the main thread; the world's clients */
    int64_t steps;
    int64_t requests, responses, failures;
    Percentiles scheduling_delay;
    Percentiles latency;
    int64_t phase_ns[TRACE_PHASE_COUNT]; /* what all requests together spent in each phase */
} Metrics;

/* Computes all of them; the spans are those of the trace. */
void metrics_compute(Metrics *metrics, const Trace *trace, const Spans *spans);

#endif
