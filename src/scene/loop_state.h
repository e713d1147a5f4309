/* What the inside of the event loop looks like after any number of a trace's events: who runs, who
 * stands in the ready queue, which timers are set, which requests are in flight, and each lane's
 * state with the line where it waits. Snapshots are kept every few thousand events, so that any
 * moment is found by replaying a short stretch, also backwards. */
#ifndef SCENE_LOOP_STATE_H
#define SCENE_LOOP_STATE_H

#include "base/array.h"
#include "trace/spans.h"
#include "trace/trace.h"

typedef struct LaneNow {
    int64_t since_ns; /* when it entered its state */
    int64_t due_ns;   /* of the timer it waits for; -1: none, or not known */
    int64_t arg;      /* of the event that began the state: the request's number, the object */
    uint32_t other;   /* lane that is waited for, or TRACE_NOBODY */
    int32_t line;     /* where it runs or waits; 0: not known */
    uint8_t state;    /* SpanState; SPAN_STATE_COUNT: it does not exist yet */
    uint8_t reason;   /* TraceReason of a wait */
    uint8_t phase;    /* TracePhase of the request it waits for; TRACE_PHASE_COUNT: not known */
} LaneNow;

/* The state after `past` events. Lists hold lanes. */
typedef struct LoopNow {
    size_t past;
    int64_t t_ns;
    LaneNow *lanes; /* of every lane of the trace */
    size_t lane_count;
    uint32_t running; /* the lane on the CPU, or TRACE_NOBODY */
    uint64_t turns;
    ARRAY_OF(uint32_t) ready;   /* in the order of the queue */
    ARRAY_OF(uint32_t) timers;  /* sleeping, the earliest due first */
    ARRAY_OF(uint32_t) flights; /* waiting for replies, in the order of sending */
    ARRAY_OF(uint32_t) waiting; /* for others of the program, in the order of time */
} LoopNow;

typedef struct LoopStates {
    const Trace *trace;
    ARRAY_OF(LoopNow) snapshots;
} LoopStates;

/* The trace must live as long, and not grow. */
void loop_states_init(LoopStates *states, const Trace *trace);
void loop_states_release(LoopStates *states);

/* Fills `now` (zeroed, or of an earlier call on the same trace: then its memory is used again, and
 * small steps cost little) with the state after `past` events. */
void loop_states_find(const LoopStates *states, size_t past, LoopNow *now);
void loop_now_release(LoopNow *now);

#endif
