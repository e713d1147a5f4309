/* What the inside of the event loop looks like after any number of a trace's events: who runs, who
 * stands in the ready queue, which timers are set, which requests are in flight, and each lane's
 * state with the line where it waits.
 *
 * An event changes the state in constant time: lanes of one list are chained in the order in which
 * they joined it. Snapshots are kept every few thousand events (every so many events as there are
 * lanes, where that is more), so that any moment is found by replaying a short stretch, also
 * backwards. */
#ifndef SCENE_LOOP_STATE_H
#define SCENE_LOOP_STATE_H

#include "base/array.h"
#include "trace/spans.h"
#include "trace/trace.h"

/* Where a lane stands: which list it is in. */
typedef enum LoopPlace {
    LOOP_RUNNING, /* on a CPU, loops included, in the order in which they began */
    LOOP_READY,   /* in the order of the queue */
    LOOP_TIMERS,  /* sleeping; see loop_now_list() */
    LOOP_FLIGHTS, /* waiting for replies, in the order of sending */
    LOOP_WAITING, /* for others of the program, in the order of time */
    LOOP_LIST_COUNT,
    LOOP_NOWHERE = LOOP_LIST_COUNT, /* it has not begun, has ended, is blocked, is an idle loop */
} LoopPlace;

typedef struct LaneNow {
    int64_t since_ns;    /* when it entered its state */
    int64_t due_ns;      /* of the timer it waits for; -1: none, or not known */
    int64_t arg;         /* of the event that began the state: the request's number, the object */
    uint32_t other;      /* lane that is waited for, or TRACE_NOBODY */
    int32_t line;        /* where it runs or waits; 0: not known */
    uint32_t next, last; /* neighbours in its list, or TRACE_NOBODY */
    uint8_t state;       /* SpanState; SPAN_STATE_COUNT: it does not exist yet */
    uint8_t reason;      /* TraceReason of a wait */
    uint8_t phase;       /* TracePhase of the request it waits for; TRACE_PHASE_COUNT: not known */
    uint8_t place;       /* LoopPlace */
    bool in_loop;        /* a thread whose event loop runs */
} LaneNow;

typedef struct LoopList {
    uint32_t first, last; /* lanes, or TRACE_NOBODY */
    size_t count;
} LoopList;

/* The state after `past` events. */
typedef struct LoopNow {
    size_t past;
    int64_t t_ns;   /* of the last of them */
    LaneNow *lanes; /* of every lane of the trace */
    size_t lane_count;
    uint32_t running; /* the task or thread that runs or blocks the loop, or TRACE_NOBODY */
    uint64_t turns;
    LoopList lists[LOOP_LIST_COUNT];
} LoopNow;

typedef struct LoopStates {
    const Trace *trace;
    size_t distance; /* events from one snapshot to the next */
    ARRAY_OF(LoopNow) snapshots;
} LoopStates;

/* The trace must live as long, and not grow. */
void loop_states_init(LoopStates *states, const Trace *trace);
void loop_states_release(LoopStates *states);

/* Fills `now` (zeroed, or of an earlier call on the same trace: then its memory is used again, and
 * small steps forward cost little) with the state after `past` events. */
void loop_states_find(const LoopStates *states, size_t past, LoopNow *now);
void loop_now_release(LoopNow *now);

/* Writes the first lanes of a list, at most `room`, and returns how many. Timers come with the
 * earliest due first. */
size_t loop_now_list(const LoopNow *now, LoopPlace place, uint32_t *lanes, size_t room);

#endif
