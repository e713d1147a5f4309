#include "trace/metrics.h"

#include "base/memory.h"
#include "trace/duration.h"
#include "trace/labels.h"

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

/* Sweeps over intervals given as starts and ends. Which end belongs to which start does not matter
 * for how many are open at a time, so each list is sorted alone. An interval is open up to, but not
 * at its end. */
static void sweep(Times *starts, Times *ends, int64_t *covered_ns, int64_t *open_max) {
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

static void measure_spans(Metrics *metrics, const Spans *spans) {
    Times wait_starts = {0}, wait_ends = {0}, run_starts = {0}, run_ends = {0};
    for (size_t i = 0; i < spans->count; i++) {
        const Span *span = &spans->items[i];
        int64_t length_ns = span->end_ns - span->start_ns;
        if (length_ns == 0) {
            continue;
        }
        if (span_is_external(span)) {
            ARRAY_PUSH(&wait_starts, span->start_ns);
            ARRAY_PUSH(&wait_ends, span->end_ns);
            metrics->waits++;
            metrics->waits_sum_ns = duration_add(metrics->waits_sum_ns, length_ns);
        } else if (span->state == SPAN_RUNNING) {
            ARRAY_PUSH(&run_starts, span->start_ns);
            ARRAY_PUSH(&run_ends, span->end_ns);
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
    int64_t run_max;
    sweep(&wait_starts, &wait_ends, &metrics->waits_covered_ns, &metrics->in_flight_max);
    sweep(&run_starts, &run_ends, &metrics->busy_ns, &run_max);
    ARRAY_RELEASE(&wait_starts);
    ARRAY_RELEASE(&wait_ends);
    ARRAY_RELEASE(&run_starts);
    ARRAY_RELEASE(&run_ends);
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
        bool is_task = trace->lanes.items[i].kind == TRACE_LANE_TASK;
        metrics->tasks += is_task;
        metrics->threads += !is_task && i != TRACE_MAIN;
        metrics->steps += is_task ? spans->lanes[i].steps : 0;
    }
    labels_release(&labels);
}

/* Latencies and scheduling delays are read off the events, since spans of no length count, too. */
static void measure_events(Metrics *metrics, const Trace *trace) {
    Times latencies = {0}, delays = {0};
    int64_t *sent_ns = memory_new_zeroed(trace->requests + 1, sizeof *sent_ns);
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
        } else if (event->kind == TRACE_REQUEST) {
            sent_ns[event->arg] = event->t_ns;
            metrics->requests++;
        } else if (event->kind == TRACE_RESPONSE || event->kind == TRACE_REQUEST_FAILED) {
            ARRAY_PUSH(&latencies, event->t_ns - sent_ns[event->arg]);
            metrics->responses += event->kind == TRACE_RESPONSE;
            metrics->failures += event->kind == TRACE_REQUEST_FAILED;
        }
    }
    metrics->latency = percentiles_of(&latencies);
    metrics->scheduling_delay = percentiles_of(&delays);
    ARRAY_RELEASE(&latencies);
    ARRAY_RELEASE(&delays);
    memory_free(sent_ns);
    memory_free(ready_ns);
    memory_free(due_ns);
}

void metrics_compute(Metrics *metrics, const Trace *trace, const Spans *spans) {
    *metrics = (Metrics){.makespan_ns = spans->end_ns};
    measure_spans(metrics, spans);
    count_lanes(metrics, trace, spans);
    measure_events(metrics, trace);
}
