/* Why a run took as long as it did: the critical path, and how much slack the other waits had.
 *
 * The path is found backwards from the program's end: a lane that was running was so since its step
 * began; a step began because the lane was woken; and it was woken by a timer or a reply (then the
 * wait is a link of the path), or by another lane, on which the search goes on, at that moment; a
 * lane that has just begun leads to the one that created it. The links lie back to back and add up
 * to the makespan.
 *
 * Slack of a wait: how much longer it could have taken without delaying the program's end, all
 * other durations being equal. It is found in one pass backwards over the events: each event's
 * latest time is the earliest that its followers allow, where a follower is the lane's own next
 * event (after running or waiting for the world, at a fixed distance; after waiting for others, at
 * any distance), the wake or creation that the lane caused, and, for a task that ends, the parent's
 * next wake from waiting for tasks. */
#ifndef TRACE_CRITICAL_PATH_H
#define TRACE_CRITICAL_PATH_H

#include "trace/spans.h"

typedef struct PathLink {
    int64_t start_ns, end_ns; /* end > start */
    int64_t arg;              /* as in Span */
    uint32_t lane;
    int32_t line;
    uint8_t state;  /* SpanState */
    uint8_t reason; /* TraceReason */
} PathLink;

typedef struct CriticalPath {
    PathLink *items; /* in the order of time */
    size_t count, capacity;
} CriticalPath;

typedef struct WaitSlack {
    int64_t start_ns, end_ns;
    int64_t slack_ns;
    int64_t arg;
    uint32_t lane;
    int32_t line;
    uint8_t reason; /* TRACE_FOR_SLEEP or TRACE_FOR_REQUEST */
} WaitSlack;

typedef struct Slacks {
    WaitSlack *items; /* in the order in which the waits ended */
    size_t count, capacity;
} Slacks;

/* Finds the path; the caller releases it with ARRAY_RELEASE. */
void critical_path_find(CriticalPath *path, const Trace *trace);

/* Finds the slack of every wait for a timer or a reply; the caller releases with ARRAY_RELEASE. */
void critical_path_slacks(Slacks *slacks, const Trace *trace);

#endif
