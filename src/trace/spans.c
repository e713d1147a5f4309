#include "trace/spans.h"

#include "base/check.h"
#include "base/memory.h"

#include <string.h>

const StateInfo SPAN_STATES[SPAN_STATE_COUNT] = {
#define STATE(id, word, color, glyph, fill, ascii) {word, color, glyph, fill, ascii},
#include "trace/states.def"
};

bool span_is_external(const Span *span) {
    return span->state == SPAN_SLEEPING || span->state == SPAN_NETWORK ||
           (span->state == SPAN_BLOCKED &&
            (span->reason == TRACE_FOR_SLEEP || span->reason == TRACE_FOR_REQUEST));
}

SpanState span_state_of_wait(TraceReason reason) {
    switch (reason) {
    case TRACE_FOR_SLEEP:
        return SPAN_SLEEPING;
    case TRACE_FOR_REQUEST:
        return SPAN_NETWORK;
    case TRACE_FOR_YIELD:
    case TRACE_FOR_GIL:
    case TRACE_FOR_CORE:
        return SPAN_READY;
    default:
        return SPAN_WAITING;
    }
}

/* What a lane is doing while the events are walked. */
typedef struct Walker {
    Span open; /* end_ns not known yet */
    size_t position;
    int64_t step_start_ns; /* of a thread: when the running step of its loop began, or -1 */
    bool is_alive;
    bool in_loop;
    int64_t requests; /* of a client: how many are under way */
} Walker;

/* The walk is done twice: first to count each lane's spans, then to store them. */
typedef struct Derivation {
    const Trace *trace;
    Spans *spans;
    Walker *walkers;
    bool stores;
} Derivation;

static void store_span(Derivation *d, Walker *walker, int64_t t_ns) {
    if (walker->open.start_ns == t_ns && walker->open.state != SPAN_RUNNING) {
        return;
    }
    if (d->stores) {
        Span *span = &d->spans->items[walker->position];
        *span = walker->open;
        span->end_ns = t_ns;
    }
    walker->position++;
}

/* A task whose timer was due while the loop was busy is woken late: since then it was ready. */
static void close_span(Derivation *d, uint32_t lane, int64_t t_ns) {
    Walker *walker = &d->walkers[lane];
    if (!walker->is_alive) {
        return;
    }
    int64_t due_ns = walker->open.arg;
    bool is_late = walker->open.state == SPAN_SLEEPING && due_ns >= walker->open.start_ns &&
                   due_ns < t_ns && d->trace->lanes.items[lane].kind == TRACE_LANE_TASK;
    if (is_late) {
        store_span(d, walker, due_ns);
        walker->open = (Span){.start_ns = due_ns,
                              .other = TRACE_NOBODY,
                              .line = walker->open.line,
                              .state = SPAN_READY,
                              .in_loop = walker->in_loop};
    }
    store_span(d, walker, t_ns);
}

static void open_span(Derivation *d, uint32_t lane, const TraceEvent *event, SpanState state,
                      TraceReason reason) {
    Walker *walker = &d->walkers[lane];
    close_span(d, lane, event->t_ns);
    walker->open = (Span){.start_ns = event->t_ns,
                          .arg = reason != TRACE_FOR_NONE ? event->arg : 0,
                          .other = reason != TRACE_FOR_NONE ? event->other : TRACE_NOBODY,
                          .line = event->line,
                          .state = (uint8_t)state,
                          .reason = (uint8_t)reason,
                          .in_loop = walker->in_loop};
}

static void begin_lane(Derivation *d, const TraceEvent *event, SpanState state) {
    Walker *walker = &d->walkers[event->lane];
    LaneSpans *lane = &d->spans->lanes[event->lane];
    open_span(d, event->lane, event, state, TRACE_FOR_NONE);
    walker->is_alive = true;
    walker->step_start_ns = -1;
    lane->has_begun = true;
    lane->start_ns = event->t_ns;
    lane->steps = 0;
}

static void end_lane(Derivation *d, const TraceEvent *event, SpanState end) {
    Walker *walker = &d->walkers[event->lane];
    LaneSpans *lane = &d->spans->lanes[event->lane];
    if (walker->is_alive) {
        close_span(d, event->lane, event->t_ns);
        walker->is_alive = false;
        lane->end_ns = event->t_ns;
        lane->end = (uint8_t)end;
        lane->error = end == SPAN_FAILED ? (uint32_t)event->arg : 0;
    }
}

/* When a step has kept the loop for long, the loop's lane shows that it was blocked meanwhile. */
static void end_step(Derivation *d, const TraceEvent *event) {
    const TraceLane *lane = &d->trace->lanes.items[event->lane];
    if (lane->kind != TRACE_LANE_TASK) {
        return;
    }
    Walker *thread = &d->walkers[lane->thread];
    int64_t start_ns = thread->step_start_ns;
    thread->step_start_ns = -1;
    if (start_ns < 0 || thread->open.state != SPAN_RUNNING) {
        return;
    }
    TraceEvent since = *event;
    since.t_ns = start_ns > thread->open.start_ns ? start_ns : thread->open.start_ns;
    if (event->t_ns - since.t_ns < SPANS_SLOW_NS) {
        return;
    }
    open_span(d, lane->thread, &since, SPAN_BLOCKED, TRACE_FOR_NONE);
    open_span(d, lane->thread, event, SPAN_RUNNING, TRACE_FOR_NONE);
}

static void begin_step(Derivation *d, const TraceEvent *event) {
    const TraceLane *lane = &d->trace->lanes.items[event->lane];
    open_span(d, event->lane, event, SPAN_RUNNING, TRACE_FOR_NONE);
    d->spans->lanes[event->lane].steps++;
    if (lane->kind == TRACE_LANE_TASK) {
        Walker *thread = &d->walkers[lane->thread];
        thread->step_start_ns = event->t_ns;
        if (thread->is_alive && thread->open.state != SPAN_RUNNING) {
            open_span(d, lane->thread, event, SPAN_RUNNING, TRACE_FOR_NONE);
        }
    }
}

static void begin_blocking_call(Derivation *d, const TraceEvent *event) {
    const TraceLane *lane = &d->trace->lanes.items[event->lane];
    bool wants_cpu = trace_reason_is_processor((TraceReason)event->reason);
    bool blocks_loop = d->walkers[lane->thread].in_loop && !wants_cpu;
    if (lane->kind == TRACE_LANE_TASK && lane->thread != event->lane) {
        open_span(d, lane->thread, event, wants_cpu ? SPAN_READY : SPAN_BLOCKED, event->reason);
        /* The wait is counted on the task's lane. */
        d->walkers[lane->thread].open.reason = TRACE_FOR_NONE;
    }
    open_span(d, event->lane, event, blocks_loop ? SPAN_BLOCKED : span_state_of_wait(event->reason),
              event->reason);
}

static void end_blocking_call(Derivation *d, const TraceEvent *event) {
    const TraceLane *lane = &d->trace->lanes.items[event->lane];
    open_span(d, event->lane, event, SPAN_RUNNING, TRACE_FOR_NONE);
    if (lane->kind == TRACE_LANE_TASK) {
        open_span(d, lane->thread, event, SPAN_RUNNING, TRACE_FOR_NONE);
    }
}

/* A client's lane waits while any of its requests is under way. */
static void begin_request(Derivation *d, const TraceEvent *event) {
    Walker *walker = &d->walkers[event->lane];
    if (d->trace->lanes.items[event->lane].kind == TRACE_LANE_CLIENT && walker->requests++ == 0) {
        open_span(d, event->lane, event, SPAN_NETWORK, TRACE_FOR_REQUEST);
        walker->open.other = TRACE_NOBODY;
    }
}

static void end_request(Derivation *d, const TraceEvent *event) {
    Walker *walker = &d->walkers[event->lane];
    TraceLaneKind kind = d->trace->lanes.items[event->lane].kind;
    if (kind == TRACE_LANE_CLIENT && --walker->requests == 0) {
        open_span(d, event->lane, event, SPAN_IDLE, TRACE_FOR_NONE);
    } else if (kind == TRACE_LANE_TASK && walker->is_alive && walker->open.state == SPAN_NETWORK) {
        open_span(d, event->lane, event, SPAN_READY, TRACE_FOR_NONE);
    }
}

static void walk_event(Derivation *d, const TraceEvent *event) {
    Walker *walker = &d->walkers[event->lane];
    switch ((TraceKind)event->kind) {
    case TRACE_THREAD:
        begin_lane(d, event, SPAN_RUNNING);
        break;
    case TRACE_CREATED:
        begin_lane(d, event, SPAN_READY);
        break;
    case TRACE_CLIENT:
        begin_lane(d, event, SPAN_IDLE);
        break;
    case TRACE_LOOP_START:
        walker->in_loop = true;
        d->spans->lanes[event->lane].runs_loop = true;
        open_span(d, event->lane, event, SPAN_RUNNING, TRACE_FOR_NONE);
        break;
    case TRACE_LOOP_END:
        walker->in_loop = false;
        open_span(d, event->lane, event, SPAN_RUNNING, TRACE_FOR_NONE);
        break;
    case TRACE_TURN:
        d->spans->lanes[event->lane].steps++;
        if (walker->open.state != SPAN_RUNNING) {
            open_span(d, event->lane, event, SPAN_RUNNING, TRACE_FOR_NONE);
        }
        break;
    case TRACE_IDLE:
        open_span(d, event->lane, event, SPAN_IDLE, TRACE_FOR_NONE);
        break;
    case TRACE_STEP:
        begin_step(d, event);
        break;
    case TRACE_SUSPEND:
        end_step(d, event);
        open_span(d, event->lane, event, span_state_of_wait(event->reason), event->reason);
        break;
    case TRACE_WAKE:
        open_span(d, event->lane, event, SPAN_READY, TRACE_FOR_NONE);
        break;
    case TRACE_BLOCK:
        begin_blocking_call(d, event);
        break;
    case TRACE_UNBLOCK:
        end_blocking_call(d, event);
        break;
    case TRACE_DONE:
    case TRACE_THREAD_END:
    case TRACE_CLIENT_END:
        end_step(d, event);
        end_lane(d, event, SPAN_DONE);
        break;
    case TRACE_FAILED:
        end_step(d, event);
        end_lane(d, event, SPAN_FAILED);
        break;
    case TRACE_CANCELLED:
        end_step(d, event);
        end_lane(d, event, SPAN_CANCELLED);
        break;
    case TRACE_EXIT:
        d->spans->exit_code = (int)event->arg;
        break;
    case TRACE_REQUEST:
        begin_request(d, event);
        break;
    case TRACE_RESPONSE:
    case TRACE_REQUEST_FAILED:
        end_request(d, event);
        break;
    case TRACE_CANCEL:
    case TRACE_PHASE:
    case TRACE_CHOICE:
    case TRACE_PRINT:
    case TRACE_LINE:
    case TRACE_CORE:
    case TRACE_SLOW:
    case TRACE_STUCK:
    case TRACE_LIMIT:
    case TRACE_CUT:
    case TRACE_KIND_COUNT:
        break;
    }
}

static void walk(Derivation *d) {
    size_t count = trace_count(d->trace);
    for (size_t i = 0; i < count; i++) {
        walk_event(d, trace_at(d->trace, i));
    }
    for (uint32_t lane = 0; lane < d->spans->lane_count; lane++) {
        if (d->walkers[lane].is_alive) {
            close_span(d, lane, d->spans->end_ns);
            d->spans->lanes[lane].end_ns = d->spans->end_ns;
            d->spans->lanes[lane].end = SPAN_STATE_COUNT;
        }
    }
}

void spans_derive(Spans *spans, const Trace *trace) {
    size_t events = trace_count(trace), lanes = trace->lanes.count;
    *spans = (Spans){.lanes = memory_new_zeroed(lanes + 1, sizeof *spans->lanes),
                     .lane_count = lanes,
                     .exit_code = -1};
    spans->end_ns = events > 0 ? trace_at(trace, events - 1)->t_ns : 0;
    Derivation d = {
        .trace = trace, .spans = spans, .walkers = memory_new_zeroed(lanes + 1, sizeof(Walker))};
    walk(&d);
    for (size_t i = 0; i < lanes; i++) {
        spans->lanes[i].first = spans->count;
        spans->lanes[i].count = d.walkers[i].position;
        spans->count += d.walkers[i].position;
        d.walkers[i] = (Walker){.position = spans->lanes[i].first};
    }
    spans->items = memory_new_zeroed(spans->count + 1, sizeof *spans->items);
    d.stores = true;
    walk(&d);
    memory_free(d.walkers);
}

void spans_release(Spans *spans) {
    memory_free(spans->items);
    memory_free(spans->lanes);
    *spans = (Spans){0};
}

void spans_until(Spans *until, const Spans *spans, int64_t t_ns) {
    *until = *spans;
    until->items = memory_new_zeroed(spans->count + 1, sizeof *until->items);
    until->lanes = memory_new_zeroed(spans->lane_count + 1, sizeof *until->lanes);
    memcpy(until->items, spans->items, spans->count * sizeof *until->items);
    memcpy(until->lanes, spans->lanes, spans->lane_count * sizeof *until->lanes);
    for (size_t i = 0; i < spans->lane_count; i++) {
        LaneSpans *lane = &until->lanes[i];
        size_t kept = 0;
        while (kept < lane->count && until->items[lane->first + kept].start_ns <= t_ns) {
            Span *span = &until->items[lane->first + kept++];
            span->end_ns = span->end_ns < t_ns ? span->end_ns : t_ns;
        }
        lane->count = kept;
        lane->has_begun = lane->has_begun && lane->start_ns <= t_ns;
        if (lane->end_ns > t_ns) {
            lane->end = SPAN_STATE_COUNT;
            lane->end_ns = lane->start_ns < t_ns ? t_ns : lane->start_ns;
        }
    }
}
