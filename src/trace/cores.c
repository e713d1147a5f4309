#include "trace/cores.h"

#include "base/memory.h"

/* Where each thread computes; core -1: nowhere. */
typedef struct Computing {
    int64_t start_ns;
    int core;
} Computing;

static void leave(Cores *cores, Computing *threads, uint32_t lane, int64_t t_ns) {
    Computing *thread = &threads[lane];
    if (thread->core >= 0 && t_ns > thread->start_ns) {
        ARRAY_PUSH(&cores->items, ((CoreSpan){thread->start_ns, t_ns, lane, thread->core}));
    }
    thread->core = -1;
}

static void walk_event(Cores *cores, Computing *threads, const Trace *trace,
                       const TraceEvent *event) {
    uint32_t thread = trace->lanes.items[event->lane].thread;
    switch ((TraceKind)event->kind) {
    case TRACE_CORE:
        leave(cores, threads, thread, event->t_ns);
        threads[thread] = (Computing){event->t_ns, (int)event->arg};
        cores->count = (int)event->arg >= cores->count ? (int)event->arg + 1 : cores->count;
        break;
    case TRACE_BLOCK:
    case TRACE_IDLE:
    case TRACE_THREAD_END:
        leave(cores, threads, thread, event->t_ns);
        break;
    case TRACE_EXIT:
        for (uint32_t lane = 0; lane < trace->lanes.count; lane++) {
            leave(cores, threads, lane, event->t_ns);
        }
        break;
    default:
        break;
    }
}

void cores_derive(Cores *cores, const Trace *trace) {
    *cores = (Cores){0};
    size_t lanes = trace->lanes.count;
    Computing *threads = memory_new_zeroed(lanes + 1, sizeof *threads);
    for (size_t lane = 0; lane < lanes; lane++) {
        threads[lane].core = -1;
    }
    for (size_t i = 0; i < trace_count(trace); i++) {
        walk_event(cores, threads, trace, trace_at(trace, i));
    }
    memory_free(threads);
}

void cores_release(Cores *cores) {
    ARRAY_RELEASE(&cores->items);
    *cores = (Cores){0};
}
