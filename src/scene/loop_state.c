#include "scene/loop_state.h"

#include "base/check.h"
#include "base/memory.h"

#include <string.h>

enum { SNAPSHOT_EVENTS = 4096 };

static void start(LoopNow *now) {
    now->past = 0;
    now->t_ns = 0;
    now->running = TRACE_NOBODY;
    now->turns = 0;
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        now->lists[place] = (LoopList){.first = TRACE_NOBODY, .last = TRACE_NOBODY};
    }
    for (size_t i = 0; i < now->lane_count; i++) {
        now->lanes[i] = (LaneNow){.due_ns = -1,
                                  .other = TRACE_NOBODY,
                                  .next = TRACE_NOBODY,
                                  .last = TRACE_NOBODY,
                                  .state = SPAN_STATE_COUNT,
                                  .phase = TRACE_PHASE_COUNT,
                                  .place = LOOP_NOWHERE};
    }
}

/* Lists. */

static void leave_list(LoopNow *now, uint32_t lane) {
    LaneNow *entry = &now->lanes[lane];
    if (entry->place == LOOP_NOWHERE) {
        return;
    }
    LoopList *list = &now->lists[entry->place];
    *(entry->last != TRACE_NOBODY ? &now->lanes[entry->last].next : &list->first) = entry->next;
    *(entry->next != TRACE_NOBODY ? &now->lanes[entry->next].last : &list->last) = entry->last;
    list->count--;
    entry->next = entry->last = TRACE_NOBODY;
    entry->place = LOOP_NOWHERE;
}

static void join_list(LoopNow *now, uint32_t lane, LoopPlace place) {
    LaneNow *entry = &now->lanes[lane];
    LoopList *list = &now->lists[place];
    entry->place = (uint8_t)place;
    entry->last = list->last;
    *(list->last != TRACE_NOBODY ? &now->lanes[list->last].next : &list->first) = lane;
    list->last = lane;
    list->count++;
}

static LoopPlace place_of(SpanState state) {
    switch (state) {
    case SPAN_RUNNING:
        return LOOP_RUNNING;
    case SPAN_READY:
        return LOOP_READY;
    case SPAN_SLEEPING:
        return LOOP_TIMERS;
    case SPAN_NETWORK:
        return LOOP_FLIGHTS;
    case SPAN_WAITING:
        return LOOP_WAITING;
    default:
        return LOOP_NOWHERE;
    }
}

/* Events. */

static bool is_task(const Trace *trace, uint32_t lane) {
    return trace->lanes.items[lane].kind == TRACE_LANE_TASK;
}

static void enter(LoopNow *now, uint32_t lane, const TraceEvent *event, SpanState state) {
    LaneNow *entry = &now->lanes[lane];
    bool waits = event->kind == TRACE_SUSPEND || event->kind == TRACE_BLOCK;
    TraceReason reason = waits ? (TraceReason)event->reason : TRACE_FOR_NONE;
    leave_list(now, lane);
    if (now->running == lane) {
        uint32_t other = now->lists[LOOP_RUNNING].last;
        now->running = other != TRACE_NOBODY && !now->lanes[other].in_loop ? other : TRACE_NOBODY;
    }
    entry->since_ns = event->t_ns;
    entry->due_ns =
        reason == TRACE_FOR_SLEEP || reason == TRACE_FOR_TIMEOUT || event->kind == TRACE_IDLE
            ? event->arg
            : -1;
    entry->arg = waits ? event->arg : 0;
    entry->other = waits ? event->other : TRACE_NOBODY;
    entry->line = lane == event->lane && event->line > 0 ? event->line : entry->line;
    entry->state = (uint8_t)state;
    entry->reason = (uint8_t)reason;
    if (state != SPAN_NETWORK && state != SPAN_BLOCKED) {
        entry->phase = TRACE_PHASE_COUNT;
    }
    LoopPlace place = place_of(state);
    if (place != LOOP_NOWHERE) {
        join_list(now, lane, place);
    }
}

static void run(LoopNow *now, const Trace *trace, const TraceEvent *event) {
    enter(now, event->lane, event, SPAN_RUNNING);
    now->running = event->lane;
    uint32_t thread = trace->lanes.items[event->lane].thread;
    if (is_task(trace, event->lane) && now->lanes[thread].state != SPAN_RUNNING) {
        enter(now, thread, event, SPAN_RUNNING);
    }
}

static void begin_blocking_call(LoopNow *now, const Trace *trace, const TraceEvent *event) {
    uint32_t thread = trace->lanes.items[event->lane].thread;
    TraceReason reason = (TraceReason)event->reason;
    bool wants_cpu = trace_reason_is_processor(reason);
    bool blocks = now->lanes[thread].in_loop && !wants_cpu;
    if (now->lanes[thread].in_loop && thread != event->lane) {
        enter(now, thread, event, wants_cpu ? SPAN_READY : SPAN_BLOCKED);
    }
    enter(now, event->lane, event, blocks ? SPAN_BLOCKED : span_state_of_wait(reason));
    now->running = blocks ? event->lane : now->running;
}

static void apply(LoopNow *now, const Trace *trace, const TraceEvent *event) {
    LaneNow *entry = &now->lanes[event->lane];
    switch ((TraceKind)event->kind) {
    case TRACE_THREAD:
    case TRACE_STEP:
    case TRACE_UNBLOCK:
        run(now, trace, event);
        break;
    case TRACE_LOOP_START:
        entry->in_loop = true;
        enter(now, event->lane, event, SPAN_RUNNING);
        break;
    case TRACE_LOOP_END:
        entry->in_loop = false;
        run(now, trace, event);
        break;
    case TRACE_TURN:
        now->turns++;
        if (entry->state != SPAN_RUNNING) {
            enter(now, event->lane, event, SPAN_RUNNING);
        }
        break;
    case TRACE_CLIENT: /* no part of the program's loop, whatever it sends */
    case TRACE_IDLE:
        enter(now, event->lane, event, SPAN_IDLE);
        break;
    case TRACE_CREATED:
    case TRACE_WAKE:
        enter(now, event->lane, event, SPAN_READY);
        break;
    case TRACE_SUSPEND:
        enter(now, event->lane, event, span_state_of_wait((TraceReason)event->reason));
        break;
    case TRACE_BLOCK:
        begin_blocking_call(now, trace, event);
        break;
    case TRACE_DONE:
    case TRACE_THREAD_END:
    case TRACE_CLIENT_END:
        enter(now, event->lane, event, SPAN_DONE);
        break;
    case TRACE_FAILED:
        enter(now, event->lane, event, SPAN_FAILED);
        break;
    case TRACE_CANCELLED:
        enter(now, event->lane, event, SPAN_CANCELLED);
        break;
    case TRACE_RESPONSE:
    case TRACE_REQUEST_FAILED:
        if (entry->state == SPAN_NETWORK && is_task(trace, event->lane)) {
            enter(now, event->lane, event, SPAN_READY);
        }
        break;
    case TRACE_PHASE:
        entry->phase = event->reason;
        break;
    case TRACE_REQUEST:
    case TRACE_PRINT:
    case TRACE_LINE:
        entry->line = entry->state == SPAN_RUNNING && event->line > 0 ? event->line : entry->line;
        break;
    case TRACE_EXIT:
        enter(now, event->lane, event, event->arg == 0 ? SPAN_DONE : SPAN_FAILED);
        now->running = TRACE_NOBODY;
        break;
    case TRACE_CANCEL:
    case TRACE_CORE:
    case TRACE_CHOICE:
    case TRACE_SLOW:
    case TRACE_STUCK:
    case TRACE_LIMIT:
    case TRACE_CUT:
    case TRACE_KIND_COUNT:
        break;
    }
    now->past++;
    now->t_ns = event->t_ns;
}

/* Snapshots. */

static void copy(LoopNow *to, const LoopNow *from) {
    LaneNow *lanes = to->lanes;
    if (lanes == NULL) {
        lanes = memory_new(sizeof *lanes * (from->lane_count + 1));
    }
    memcpy(lanes, from->lanes, sizeof *lanes * from->lane_count);
    *to = *from;
    to->lanes = lanes;
}

void loop_states_init(LoopStates *states, const Trace *trace) {
    size_t lanes = trace->lanes.count, count = trace_count(trace);
    *states =
        (LoopStates){.trace = trace, .distance = lanes > SNAPSHOT_EVENTS ? lanes : SNAPSHOT_EVENTS};
    LoopNow now = {.lanes = memory_new(sizeof *now.lanes * (lanes + 1)), .lane_count = lanes};
    start(&now);
    for (size_t i = 0; i <= count; i++) {
        if (i % states->distance == 0) {
            LoopNow snapshot = {0};
            copy(&snapshot, &now);
            ARRAY_PUSH(&states->snapshots, snapshot);
        }
        if (i < count) {
            apply(&now, trace, trace_at(trace, i));
        }
    }
    loop_now_release(&now);
}

void loop_states_release(LoopStates *states) {
    for (size_t i = 0; i < states->snapshots.count; i++) {
        loop_now_release(&states->snapshots.items[i]);
    }
    ARRAY_RELEASE(&states->snapshots);
}

void loop_states_find(const LoopStates *states, size_t past, LoopNow *now) {
    size_t count = trace_count(states->trace);
    past = past > count ? count : past;
    const LoopNow *snapshot = &states->snapshots.items[past / states->distance];
    bool can_go_on = now->lanes != NULL && now->past <= past && now->past >= snapshot->past;
    if (!can_go_on) {
        copy(now, snapshot);
    }
    while (now->past < past) {
        apply(now, states->trace, trace_at(states->trace, now->past));
    }
}

void loop_now_release(LoopNow *now) {
    memory_free(now->lanes);
    *now = (LoopNow){0};
}

/* Inserts a timer into the sorted lanes, of which there are `count`; equal ones stay in order. */
static size_t insert_timer(const LoopNow *now, uint32_t *lanes, size_t count, size_t room,
                           uint32_t lane) {
    size_t at = count;
    while (at > 0 && now->lanes[lanes[at - 1]].due_ns > now->lanes[lane].due_ns) {
        at--;
    }
    if (at == room) {
        return count;
    }
    count += count < room;
    for (size_t i = count - 1; i > at; i--) {
        lanes[i] = lanes[i - 1];
    }
    lanes[at] = lane;
    return count;
}

size_t loop_now_list(const LoopNow *now, LoopPlace place, uint32_t *lanes, size_t room) {
    CHECK(place < LOOP_LIST_COUNT);
    size_t count = 0;
    for (uint32_t lane = now->lists[place].first; lane != TRACE_NOBODY && room > 0;
         lane = now->lanes[lane].next) {
        if (place == LOOP_TIMERS) {
            count = insert_timer(now, lanes, count, room, lane);
        } else if (count < room) {
            lanes[count++] = lane;
        } else {
            break;
        }
    }
    return count;
}
