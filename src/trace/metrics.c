#include "trace/metrics.h"

#include "base/memory.h"
#include "trace/duration.h"
#include "trace/labels.h"
#include "trace/requests.h"

#include <stdlib.h>

typedef ARRAY_OF(int64_t) Times;

static int compare_times(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void sort(Times *times) {
    if (times->count > 1) {
        qsort(times->items, times->count, sizeof *times->items, compare_times);
    }
}

static Percentiles percentiles_of(Times *times) {
    Percentiles found = {.count = times->count};
    if (times->count > 0) {
        sort(times);
        found.p50 = times->items[(times->count * 50 + 99) / 100 - 1];
        found.p95 = times->items[(times->count * 95 + 99) / 100 - 1];
        found.p99 = times->items[(times->count * 99 + 99) / 100 - 1];
        found.max = times->items[times->count - 1];
    }
    return found;
}

typedef struct Intervals {
    Times starts, ends;
} Intervals;

static void intervals_release(Intervals *intervals) {
    ARRAY_RELEASE(&intervals->starts);
    ARRAY_RELEASE(&intervals->ends);
}

/* Sweeps over intervals given as starts and ends. Which end belongs to which start does not matter
 * for how many are open at a time, so each list is sorted alone. An interval is open up to, but not
 * at its end. */
static void sweep(Intervals *intervals, int64_t *covered_ns, int64_t *open_max) {
    Times *starts = &intervals->starts, *ends = &intervals->ends;
    sort(starts);
    sort(ends);
    size_t s = 0, e = 0;
    int64_t since_ns = 0;
    *covered_ns = *open_max = 0;
    while (e < ends->count) {
        if (s < starts->count && starts->items[s] < ends->items[e]) {
            if (s == e) {
                since_ns = starts->items[s];
            }
            s++;
            *open_max = (int64_t)(s - e) > *open_max ? (int64_t)(s - e) : *open_max;
        } else {
            int64_t t_ns = ends->items[e++];
            /* Intervals that touch count as one stretch, and as not open together. */
            if (s == e) {
                *covered_ns += t_ns - since_ns;
            }
        }
    }
}

static bool is_client(const Trace *trace, uint32_t lane) {
    return trace->lanes.items[lane].kind == TRACE_LANE_CLIENT;
}

static void add_interval(Intervals *intervals, int64_t start_ns, int64_t end_ns) {
    ARRAY_PUSH(&intervals->starts, start_ns);
    ARRAY_PUSH(&intervals->ends, end_ns);
}

static void add_wait(Metrics *metrics, Intervals *waits, int64_t start_ns, int64_t end_ns) {
    add_interval(waits, start_ns, end_ns);
    metrics->waits++;
    metrics->waits_sum_ns = duration_add(metrics->waits_sum_ns, end_ns - start_ns);
}

/* A client of the world's may have many requests under way at once: each is a wait. */
static void add_client_waits(Metrics *metrics, const Trace *trace, const Requests *requests,
                             Intervals *waits) {
    for (size_t i = 0; i < requests->count; i++) {
        const Request *request = &requests->items[i];
        if (is_client(trace, request->lane) && request->end_ns > request->start_ns) {
            add_wait(metrics, waits, request->start_ns, request->end_ns);
        }
    }
}

static void measure_span(Metrics *metrics, const Span *span, Intervals *waits, Intervals *runs) {
    int64_t length_ns = span->end_ns - span->start_ns;
    if (length_ns == 0) {
        return;
    }
    if (span_is_external(span)) {
        add_wait(metrics, waits, span->start_ns, span->end_ns);
    } else if (span->state == SPAN_RUNNING) {
        add_interval(runs, span->start_ns, span->end_ns);
    }
    if (span->in_loop) {
        bool is_blocked = span->state == SPAN_BLOCKED;
        int64_t busy_ns = is_blocked || span->state == SPAN_RUNNING ? length_ns : 0;
        metrics->loop_time_ns = duration_add(metrics->loop_time_ns, length_ns);
        metrics->loop_busy_ns = duration_add(metrics->loop_busy_ns, busy_ns);
        metrics->loop_blocked_ns =
            duration_add(metrics->loop_blocked_ns, is_blocked ? length_ns : 0);
    }
}

static void measure_spans(Metrics *metrics, const Trace *trace, const Spans *spans,
                          const Requests *requests) {
    Intervals waits = {0}, runs = {0};
    add_client_waits(metrics, trace, requests, &waits);
    for (uint32_t lane = 0; lane < spans->lane_count; lane++) {
        const LaneSpans *own = &spans->lanes[lane];
        for (size_t i = own->first; i < own->first + own->count && !is_client(trace, lane); i++) {
            measure_span(metrics, &spans->items[i], &waits, &runs);
        }
    }
    int64_t run_max;
    sweep(&waits, &metrics->waits_covered_ns, &metrics->in_flight_max);
    sweep(&runs, &metrics->busy_ns, &run_max);
    intervals_release(&waits);
    intervals_release(&runs);
}

/* asyncio's own housekeeping does not count. */
static void count_lanes(Metrics *metrics, const Trace *trace, const Spans *spans) {
    Labels labels;
    labels_init(&labels, trace);
    for (uint32_t i = 0; i < spans->lane_count; i++) {
        metrics->has_loop |= spans->lanes[i].runs_loop;
        if (labels_is_housekeeping(&labels, i)) {
            continue;
        }
        TraceLaneKind kind = trace->lanes.items[i].kind;
        bool is_task = kind == TRACE_LANE_TASK;
        metrics->tasks += is_task;
        metrics->threads += kind == TRACE_LANE_THREAD && i != TRACE_MAIN;
        metrics->clients += kind == TRACE_LANE_CLIENT;
        metrics->steps += is_task ? spans->lanes[i].steps : 0;
    }
    labels_release(&labels);
}

static void measure_requests(Metrics *metrics, const Requests *requests) {
    Times latencies = {0};
    metrics->requests = (int64_t)requests->count;
    requests_sum_phases(requests, metrics->phase_ns);
    for (size_t i = 0; i < requests->count; i++) {
        const Request *request = &requests->items[i];
        if (request->end != REQUEST_OPEN) {
            ARRAY_PUSH(&latencies, request->end_ns - request->start_ns);
        }
        metrics->responses += request->end == REQUEST_ANSWERED;
        metrics->failures += request->end == REQUEST_FAILED;
    }
    metrics->latency = percentiles_of(&latencies);
    ARRAY_RELEASE(&latencies);
}

/* Scheduling delays are read off the events, since spans of no length count, too. */
static void measure_delays(Metrics *metrics, const Trace *trace) {
    Times delays = {0};
    int64_t *ready_ns = memory_new(sizeof *ready_ns * (trace->lanes.count + 1));
    int64_t *due_ns = memory_new(sizeof *due_ns * (trace->lanes.count + 1)); /* of its timer */
    for (size_t i = 0; i < trace->lanes.count; i++) {
        ready_ns[i] = due_ns[i] = -1;
    }
    size_t count = trace_count(trace);
    for (size_t i = 0; i < count; i++) {
        const TraceEvent *event = trace_at(trace, i);
        bool is_yield = event->kind == TRACE_SUSPEND && event->reason == TRACE_FOR_YIELD;
        if (event->kind == TRACE_CREATED || event->kind == TRACE_WAKE || is_yield) {
            bool is_late = event->kind == TRACE_WAKE && event->reason == TRACE_FOR_SLEEP &&
                           due_ns[event->lane] >= 0 && due_ns[event->lane] < event->t_ns;
            ready_ns[event->lane] = is_late ? due_ns[event->lane] : event->t_ns;
        } else if (event->kind == TRACE_SUSPEND) {
            due_ns[event->lane] = event->reason == TRACE_FOR_SLEEP ? event->arg : -1;
        } else if (event->kind == TRACE_STEP && ready_ns[event->lane] >= 0) {
            ARRAY_PUSH(&delays, event->t_ns - ready_ns[event->lane]);
            ready_ns[event->lane] = -1;
        }
    }
    metrics->scheduling_delay = percentiles_of(&delays);
    ARRAY_RELEASE(&delays);
    memory_free(ready_ns);
    memory_free(due_ns);
}

void metrics_compute(Metrics *metrics, const Trace *trace, const Spans *spans) {
    *metrics = (Metrics){.makespan_ns = spans->end_ns};
    Requests requests;
    requests_derive(&requests, trace);
    measure_spans(metrics, trace, spans, &requests);
    count_lanes(metrics, trace, spans);
    measure_requests(metrics, &requests);
    measure_delays(metrics, trace);
    requests_release(&requests);
}
