/* Spans: the stretches of each lane's life in one state, derived from the events. They lie back to
 * back from the lane's beginning to its end, except that spans of no length are left out, but for
 * RUNNING ones: where the CPU costs nothing, a step takes no time and is still worth a mark.
 *
 * A task that makes a blocking call (`time.sleep` in an `async def`) is BLOCKED, and so is its
 * thread's lane, which is the loop's. A step that keeps the loop for SPANS_SLOW_NS or longer shows
 * as BLOCKED on the loop's lane, and as RUNNING on the task's own. The loop's lane is IDLE while
 * the loop waits with nothing ready. A lane that has not ended when the program exits ends in the
 * state it was in.
 *
 * Spans are one allocation, ordered by lane and time; they do not refer to the trace. */
#ifndef TRACE_SPANS_H
#define TRACE_SPANS_H

#include "trace/trace.h"

typedef enum SpanState {
#define STATE(id, word, color, glyph, fill, ascii) SPAN_##id,
#include "trace/states.def"
    SPAN_STATE_COUNT
} SpanState;

typedef struct StateInfo {
    const char *word;
    uint32_t color; /* 0xRRGGBB */
    const char *glyph;
    const char *fill;
    char ascii;
} StateInfo;

extern const StateInfo SPAN_STATES[SPAN_STATE_COUNT];

#define SPANS_SLOW_NS INT64_C(100000000) /* asyncio's slow_callback_duration */

typedef struct Span {
    int64_t start_ns, end_ns;
    int64_t arg;    /* of the event that began the wait: when a sleep ends, which request, … */
    uint32_t other; /* lane that is waited for, or TRACE_NOBODY */
    int32_t line;   /* where the wait or step began */
    uint8_t state;  /* SpanState */
    uint8_t reason; /* TraceReason of a wait */
    bool in_loop;   /* on a thread's lane: while a loop runs there */
} Span;

typedef struct LaneSpans {
    size_t first, count; /* in Spans.items */
    int64_t start_ns, end_ns;
    uint32_t steps;
    uint32_t error; /* string of the exception it failed with, 0: none */
    uint8_t end;    /* SPAN_DONE, SPAN_FAILED, SPAN_CANCELLED; SPAN_STATE_COUNT: has not ended */
    bool runs_loop; /* an event loop ran on this thread */
    bool has_begun; /* some event was recorded on it */
} LaneSpans;

typedef struct Spans {
    Span *items;
    size_t count;
    LaneSpans *lanes; /* one for each lane of the trace */
    size_t lane_count;
    int64_t end_ns; /* of the program: its exit, or the last event */
    int exit_code;  /* -1: no exit was recorded */
} Spans;

/* Whether a span is spent waiting for the world outside the program (timers and replies, also when
 * that blocks), and so could overlap with others. These are the "waits" of all reports. */
bool span_is_external(const Span *span);

/* What a lane that waits is called (a thread, or a task that has suspended): its state by reason.
 */
SpanState span_state_of_wait(TraceReason reason);

/* Derives the spans of all lanes; spans_release() frees them. */
void spans_derive(Spans *spans, const Trace *trace);
void spans_release(Spans *spans);

/* A copy that knows only what had happened until a moment: spans end there, and so do lanes that
 * had begun. Its `end_ns` stays the run's, so that pictures of several moments have one axis. */
void spans_until(Spans *until, const Spans *spans, int64_t t_ns);

#endif
