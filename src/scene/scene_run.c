#include "scene/scene_run.h"

#include "base/memory.h"

#include <stdlib.h>

static TimedItem *order_slacks(const Slacks *slacks) {
    TimedItem *order = memory_new(sizeof *order * (slacks->count + 1));
    for (size_t i = 0; i < slacks->count; i++) {
        order[i] = (TimedItem){slacks->items[i].start_ns, (int64_t)i};
    }
    time_sort(order, slacks->count);
    return order;
}

static int compare_lanes(const void *left, const void *right) {
    uint32_t a = (*(const TraceEvent *const *)left)->lane;
    uint32_t b = (*(const TraceEvent *const *)right)->lane;
    return (a > b) - (a < b);
}

/* They are recorded at the very end. */
static void find_stuck(SceneRun *run) {
    for (size_t i = trace_count(run->trace); i-- > 0;) {
        const TraceEvent *event = trace_at(run->trace, i);
        if (event->kind == TRACE_STUCK) {
            ARRAY_PUSH(&run->stuck, event);
        } else if (event->t_ns < run->spans.end_ns) {
            break;
        }
    }
    if (run->stuck.count > 1) {
        qsort(run->stuck.items, run->stuck.count, sizeof *run->stuck.items, compare_lanes);
    }
}

static void measure_path(SceneRun *run) {
    for (size_t i = 0; i < run->path.count; i++) {
        const PathLink *link = &run->path.items[i];
        if (link->state == SPAN_NETWORK || link->state == SPAN_SLEEPING) {
            int64_t length_ns = link->end_ns - link->start_ns;
            run->path_waits++;
            run->path_longest_ns =
                length_ns > run->path_longest_ns ? length_ns : run->path_longest_ns;
        }
    }
}

const TraceEvent *scene_run_stuck(const SceneRun *run, uint32_t lane) {
    size_t low = 0, high = run->stuck.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->stuck.items[middle]->lane < lane) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_stuck = low < run->stuck.count && run->stuck.items[low]->lane == lane;
    return is_stuck ? run->stuck.items[low] : NULL;
}

void scene_run_init(SceneRun *run, const char *title, const Trace *trace, const char *message,
                    bool measured) {
    *run = (SceneRun){.title = memory_copy_string(title),
                      .message = message != NULL ? memory_copy_string(message) : NULL,
                      .trace = trace,
                      .measured = measured};
    code_text_init(&run->code, trace != NULL ? trace->info.source : NULL);
    if (trace == NULL) {
        return;
    }
    spans_derive(&run->spans, trace);
    metrics_compute(&run->metrics, trace, &run->spans);
    labels_init(&run->labels, trace);
    critical_path_find(&run->path, trace);
    critical_path_slacks(&run->slacks, trace);
    printed_init(&run->printed, trace);
    find_stuck(run);
    measure_path(run);
    run->slack_order = order_slacks(&run->slacks);
    requests_derive(&run->requests, trace);
    lane_groups_init(&run->groups, trace, &run->spans, &run->labels);
    lane_groups_take_census(&run->groups, &run->spans);
    span_index_init(&run->index, &run->spans);
    wait_sums_init(&run->waits, &run->spans);
    wakes_find(&run->wakes, trace);
    loop_states_init(&run->loop_states, trace);
}

void scene_run_release(SceneRun *run) {
    memory_free(run->title);
    memory_free(run->message);
    code_text_release(&run->code);
    if (run->trace != NULL) {
        loop_states_release(&run->loop_states);
        ARRAY_RELEASE(&run->wakes);
        wait_sums_release(&run->waits);
        span_index_release(&run->index);
        printed_release(&run->printed);
        lane_groups_release(&run->groups);
        requests_release(&run->requests);
        ARRAY_RELEASE(&run->stuck);
        memory_free(run->slack_order);
        ARRAY_RELEASE(&run->slacks);
        ARRAY_RELEASE(&run->path);
        labels_release(&run->labels);
        spans_release(&run->spans);
    }
    *run = (SceneRun){0};
}

void scene_run_move(SceneRun *to, SceneRun *from) {
    *to = *from;
    if (to->trace != NULL) {
        to->index.spans = &to->spans;
    }
    *from = (SceneRun){0};
}
