#include "trace/critical_path.h"

#include "base/memory.h"

#include <string.h>

/* The events of each lane, as one array of event numbers with the lanes back to back. */
typedef struct LaneIndex {
    size_t *first; /* of each lane, and one more */
    uint32_t *events;
} LaneIndex;

static void index_lanes(LaneIndex *index, const Trace *trace) {
    size_t lanes = trace->lanes.count, count = trace_count(trace);
    index->first = memory_new_zeroed(lanes + 2, sizeof *index->first);
    index->events = memory_new(sizeof *index->events * (count + 1));
    for (size_t i = 0; i < count; i++) {
        index->first[trace_at(trace, i)->lane + 2]++;
    }
    for (size_t lane = 2; lane < lanes + 2; lane++) {
        index->first[lane] += index->first[lane - 1];
    }
    for (size_t i = 0; i < count; i++) {
        index->events[index->first[trace_at(trace, i)->lane + 1]++] = (uint32_t)i;
    }
}

static void release_index(LaneIndex *index) {
    memory_free(index->first);
    memory_free(index->events);
}

/* The last event on `lane` before event number `before`; -1 if there is none. */
static int64_t last_before(const LaneIndex *index, uint32_t lane, int64_t before) {
    size_t low = index->first[lane], high = index->first[lane + 1];
    size_t start = low;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((int64_t)index->events[middle] < before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == start ? -1 : (int64_t)index->events[low - 1];
}

/* Events that say nothing about what their lane does next. */
static bool is_remark(const TraceEvent *event) {
    switch ((TraceKind)event->kind) {
    case TRACE_CANCEL:
    case TRACE_REQUEST:
    case TRACE_PHASE:
    case TRACE_RESPONSE:
    case TRACE_REQUEST_FAILED:
    case TRACE_PRINT:
    case TRACE_LINE:
    case TRACE_CORE:
    case TRACE_SLOW:
    case TRACE_CHOICE:
    case TRACE_STUCK:
    case TRACE_LIMIT:
    case TRACE_CUT:
        return true;
    default:
        return false;
    }
}

static bool is_end(const TraceEvent *event) {
    return event->kind == TRACE_DONE || event->kind == TRACE_FAILED ||
           event->kind == TRACE_CANCELLED || event->kind == TRACE_THREAD_END;
}

/* Whether the wait that event `begin` started and `end` ended was for the world outside: no other
 * lane could have ended it sooner. A sleep that is cut short is none; a wait with a timeout is one
 * if the timer ended it. */
static bool is_external_wait(const TraceEvent *begin, const TraceEvent *end) {
    return begin->reason == TRACE_FOR_REQUEST ||
           (begin->reason == TRACE_FOR_SLEEP && begin->arg <= end->t_ns) ||
           (begin->reason == TRACE_FOR_TIMEOUT && end->other == TRACE_NOBODY &&
            begin->arg == end->t_ns);
}

static bool is_wait(const TraceEvent *event) {
    return (event->kind == TRACE_SUSPEND && event->reason != TRACE_FOR_YIELD) ||
           event->kind == TRACE_BLOCK;
}

static bool is_wake(const TraceEvent *event) {
    return event->kind == TRACE_WAKE || event->kind == TRACE_UNBLOCK;
}

enum { WAKER_SEARCH_MAX = 256 };

/* The lane that caused a wake: named by the event, else whoever ended or ran last at that moment.
 */
static uint32_t waker_of(const Trace *trace, int64_t wake) {
    const TraceEvent *event = trace_at(trace, (size_t)wake);
    if (event->other != TRACE_NOBODY) {
        return event->other;
    }
    for (int64_t i = wake - 1; i >= 0 && wake - i < WAKER_SEARCH_MAX; i--) {
        const TraceEvent *earlier = trace_at(trace, (size_t)i);
        if (earlier->t_ns != event->t_ns) {
            break;
        }
        if (earlier->lane != event->lane && (is_end(earlier) || earlier->kind == TRACE_STEP)) {
            return earlier->lane;
        }
    }
    return TRACE_NOBODY;
}

/* When a task could have gone on, had the loop not been busy: a late timer's deadline. */
static int64_t due_ns(const TraceEvent *begin, const TraceEvent *wake) {
    bool is_late = begin->kind == TRACE_SUSPEND && begin->reason == TRACE_FOR_SLEEP &&
                   begin->arg >= begin->t_ns && begin->arg < wake->t_ns;
    return is_late ? begin->arg : wake->t_ns;
}

/* Whether the lane was ready, but kept waiting by the loop, before `event`. */
static bool is_kept_waiting(const TraceEvent *before, const TraceEvent *event) {
    bool was_ready = event->kind == TRACE_STEP &&
                     (before->kind == TRACE_WAKE || before->kind == TRACE_CREATED ||
                      (before->kind == TRACE_SUSPEND && before->reason == TRACE_FOR_YIELD));
    return (was_ready && before->t_ns < event->t_ns) ||
           (event->kind == TRACE_WAKE && due_ns(before, event) < event->t_ns);
}

/* The event on another lane of the same loop that freed the loop for this one; -1: not found. */
static int64_t find_culprit(const Trace *trace, int64_t at) {
    const TraceEvent *event = trace_at(trace, (size_t)at);
    uint32_t thread = trace->lanes.items[event->lane].thread;
    for (int64_t i = at - 1; i >= 0 && at - i < WAKER_SEARCH_MAX; i--) {
        const TraceEvent *earlier = trace_at(trace, (size_t)i);
        const TraceLane *lane = &trace->lanes.items[earlier->lane];
        if (earlier->t_ns != event->t_ns) {
            break;
        }
        if (earlier->lane != event->lane && lane->kind == TRACE_LANE_TASK &&
            lane->thread == thread && (is_end(earlier) || earlier->kind == TRACE_SUSPEND)) {
            return i;
        }
    }
    return -1;
}

static SpanState state_between(const Trace *trace, const TraceEvent *begin) {
    bool is_task = trace->lanes.items[begin->lane].kind == TRACE_LANE_TASK;
    switch ((TraceKind)begin->kind) {
    case TRACE_BLOCK:
        if (is_task) {
            return SPAN_BLOCKED;
        }
        __attribute__((fallthrough));
    case TRACE_SUSPEND:
        return begin->reason == TRACE_FOR_SLEEP     ? SPAN_SLEEPING
               : begin->reason == TRACE_FOR_REQUEST ? SPAN_NETWORK
               : begin->reason == TRACE_FOR_YIELD   ? SPAN_READY
                                                    : SPAN_WAITING;
    case TRACE_WAKE:
    case TRACE_CREATED:
        return SPAN_READY;
    case TRACE_IDLE:
        return SPAN_IDLE;
    default:
        return SPAN_RUNNING;
    }
}

/* Links are found from the end to the beginning; adjacent ones of one kind become one. */
static void add_link(CriticalPath *path, const Trace *trace, const TraceEvent *begin,
                     int64_t end_ns) {
    if (end_ns <= begin->t_ns) {
        return;
    }
    SpanState state = state_between(trace, begin);
    PathLink link = {.start_ns = begin->t_ns,
                     .end_ns = end_ns,
                     .arg = begin->arg,
                     .lane = begin->lane,
                     .line = begin->line,
                     .state = (uint8_t)state,
                     .reason = is_wait(begin) ? begin->reason : TRACE_FOR_NONE};
    PathLink *last = path->count > 0 ? &path->items[path->count - 1] : NULL;
    if (last != NULL && state == SPAN_RUNNING && last->state == state && last->lane == link.lane) {
        last->start_ns = link.start_ns;
        last->line = link.line;
    } else {
        ARRAY_PUSH(path, link);
    }
}

/* The lane's own event before, that is not a remark; -1 if there is none. */
static int64_t previous_of(const Trace *trace, const LaneIndex *index, int64_t at) {
    uint32_t lane = trace_at(trace, (size_t)at)->lane;
    int64_t previous = last_before(index, lane, at);
    while (previous >= 0 && is_remark(trace_at(trace, (size_t)previous))) {
        previous = last_before(index, lane, previous);
    }
    return previous;
}

/* On a real clock nothing ends at the moment at which something else begins: then the culprit is
 * whoever had the loop last, since the lane was ready. -1: not found. */
static int64_t find_earlier_culprit(const Trace *trace, int64_t at, int64_t ready_ns) {
    const TraceEvent *event = trace_at(trace, (size_t)at);
    uint32_t thread = trace->lanes.items[event->lane].thread;
    for (int64_t i = at - 1; i >= 0 && at - i < WAKER_SEARCH_MAX; i--) {
        const TraceEvent *earlier = trace_at(trace, (size_t)i);
        const TraceLane *lane = &trace->lanes.items[earlier->lane];
        bool is_idle = earlier->kind == TRACE_IDLE && earlier->lane == thread;
        if (earlier->t_ns <= ready_ns || is_idle) {
            break;
        }
        if (earlier->lane != event->lane && lane->kind == TRACE_LANE_TASK &&
            lane->thread == thread && (is_end(earlier) || earlier->kind == TRACE_SUSPEND)) {
            return i;
        }
    }
    return -1;
}

/* The lane was ready until `event`, though nobody ran. */
static void add_ready(CriticalPath *path, const TraceEvent *event, int64_t start_ns) {
    if (start_ns < event->t_ns) {
        ARRAY_PUSH(path, (PathLink){.start_ns = start_ns,
                                    .end_ns = event->t_ns,
                                    .lane = event->lane,
                                    .line = event->line,
                                    .state = SPAN_READY});
    }
}

/* One step back from event `at`: adds what lay between, returns the event to go on from, or -1. */
static int64_t step_back(CriticalPath *path, const Trace *trace, const LaneIndex *index,
                         int64_t at) {
    const TraceEvent *event = trace_at(trace, (size_t)at);
    int64_t previous = previous_of(trace, index, at);
    const TraceEvent *before = previous >= 0 ? trace_at(trace, (size_t)previous) : NULL;
    uint32_t cause = TRACE_NOBODY;
    if (event->kind == TRACE_CREATED || event->kind == TRACE_THREAD) {
        cause = event->other;
    } else if (event->kind == TRACE_LOOP_END) {
        cause = waker_of(trace, at);
    } else if (is_wake(event) && before != NULL && !is_external_wait(before, event)) {
        cause = waker_of(trace, at);
    }
    int64_t there = cause != TRACE_NOBODY ? last_before(index, cause, at) : -1;
    if (before != NULL && is_kept_waiting(before, event)) {
        there = find_culprit(trace, at);
        int64_t ready_ns = event->kind == TRACE_WAKE ? due_ns(before, event) : before->t_ns;
        int64_t earlier = there < 0 ? find_earlier_culprit(trace, at, ready_ns) : -1;
        if (earlier >= 0) {
            add_ready(path, event, trace_at(trace, (size_t)earlier)->t_ns);
            return earlier;
        }
    }
    if (there >= 0) {
        add_link(path, trace, trace_at(trace, (size_t)there), event->t_ns);
        return there;
    }
    if (before != NULL) {
        add_link(path, trace, before, event->t_ns);
    }
    return previous;
}

void critical_path_find(CriticalPath *path, const Trace *trace) {
    *path = (CriticalPath){0};
    size_t count = trace_count(trace);
    if (count == 0 || count > UINT32_MAX) {
        return;
    }
    LaneIndex index;
    index_lanes(&index, trace);
    int64_t at = (int64_t)count - 1;
    while (at >= 0) {
        at = step_back(path, trace, &index, at);
    }
    release_index(&index);
    for (size_t i = 0, j = path->count; i + 1 < j; i++) {
        PathLink swapped = path->items[--j];
        path->items[j] = path->items[i];
        path->items[i] = swapped;
    }
}

/* Slack. */

typedef struct LaneFuture {
    const TraceEvent *next; /* the lane's next event that is not a remark, or NULL */
    int64_t next_latest_ns; /* the latest time of that event */
    int64_t caused_ns;      /* the least slack of the later events that this lane caused */
    int64_t join_slack_ns;  /* slack and time of the lane's next wake from waiting for tasks */
    int64_t join_at_ns;
} LaneFuture;

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool waits_for_tasks(const TraceEvent *event) {
    return event->reason == TRACE_FOR_TASK || event->reason == TRACE_FOR_GATHER ||
           event->reason == TRACE_FOR_GROUP || event->reason == TRACE_FOR_TIMEOUT ||
           event->reason == TRACE_FOR_FUTURE || event->reason == TRACE_FOR_THREAD ||
           event->reason == TRACE_FOR_OTHER;
}

/* Slack that the lane's next event leaves to this one. */
static int64_t slack_on_lane(const LaneFuture *future, const TraceEvent *event, int64_t end_ns) {
    const TraceEvent *next = future->next;
    if (next == NULL) {
        return end_ns - event->t_ns;
    }
    int64_t slack = future->next_latest_ns - next->t_ns;
    if (is_kept_waiting(event, next)) {
        return slack + (next->t_ns - (is_wait(event) ? due_ns(event, next) : event->t_ns));
    }
    bool gives_way = (is_wait(event) && is_wake(next) && !is_external_wait(event, next)) ||
                     event->kind == TRACE_LOOP_START || event->kind == TRACE_TURN ||
                     event->kind == TRACE_IDLE;
    return gives_way ? slack + (next->t_ns - event->t_ns) : slack;
}

static void add_slack(Slacks *slacks, const TraceEvent *begin, const TraceEvent *end,
                      int64_t slack_ns) {
    if (end->t_ns > begin->t_ns &&
        (begin->reason == TRACE_FOR_SLEEP || begin->reason == TRACE_FOR_REQUEST)) {
        int64_t end_ns = due_ns(begin, end);
        WaitSlack slack = {.start_ns = begin->t_ns,
                           .end_ns = end_ns,
                           .slack_ns = slack_ns + (end->t_ns - end_ns),
                           .arg = begin->arg,
                           .lane = begin->lane,
                           .line = begin->line,
                           .reason = begin->reason};
        ARRAY_PUSH(slacks, slack);
    }
}

/* Whoever caused the event may be as much later as the event itself. */
static void pass_to_cause(LaneFuture *futures, uint32_t cause, int64_t slack_ns) {
    if (cause != TRACE_NOBODY) {
        futures[cause].caused_ns = smaller(futures[cause].caused_ns, slack_ns);
    }
}

/* Whoever kept the loop from this event may not be later, either. */
static void pass_to_culprit(LaneFuture *futures, const Trace *trace, const LaneIndex *index,
                            size_t at, int64_t slack_ns) {
    const TraceEvent *event = trace_at(trace, at);
    if (event->kind != TRACE_STEP && event->kind != TRACE_WAKE) {
        return;
    }
    int64_t previous = previous_of(trace, index, (int64_t)at);
    if (previous >= 0 && is_kept_waiting(trace_at(trace, (size_t)previous), event)) {
        int64_t culprit = find_culprit(trace, (int64_t)at);
        if (culprit >= 0) {
            pass_to_cause(futures, trace_at(trace, (size_t)culprit)->lane, slack_ns);
        }
    }
}

static void visit(Slacks *slacks, LaneFuture *futures, const Trace *trace, const LaneIndex *index,
                  size_t at, int64_t end_ns) {
    const TraceEvent *event = trace_at(trace, at);
    LaneFuture *future = &futures[event->lane];
    int64_t slack = smaller(slack_on_lane(future, event, end_ns), future->caused_ns);
    if (is_end(event)) {
        const TraceLane *lane = &trace->lanes.items[event->lane];
        bool is_joined = lane->parent != TRACE_NOBODY && futures[lane->parent].join_at_ns >= 0;
        if (is_joined) {
            const LaneFuture *parent = &futures[lane->parent];
            slack = smaller(slack, parent->join_slack_ns + parent->join_at_ns - event->t_ns);
        }
    }
    future->caused_ns = INT64_MAX;
    pass_to_culprit(futures, trace, index, at, slack);
    if (is_wait(event) && future->next != NULL && is_wake(future->next)) {
        add_slack(slacks, event, future->next, future->next_latest_ns - future->next->t_ns);
    }
    if (is_wake(event)) {
        bool is_outside = event->reason == TRACE_FOR_SLEEP || event->reason == TRACE_FOR_REQUEST;
        pass_to_cause(futures, is_outside ? TRACE_NOBODY : waker_of(trace, (int64_t)at), slack);
        if (waits_for_tasks(event)) {
            future->join_slack_ns = slack;
            future->join_at_ns = event->t_ns;
        }
    } else if (event->kind == TRACE_CREATED || event->kind == TRACE_THREAD ||
               event->kind == TRACE_LOOP_END) {
        pass_to_cause(futures, event->other, slack);
    }
    future->next = event;
    future->next_latest_ns = event->t_ns + slack;
}

void critical_path_slacks(Slacks *slacks, const Trace *trace) {
    *slacks = (Slacks){0};
    size_t count = trace_count(trace), lanes = trace->lanes.count;
    if (count == 0 || count > UINT32_MAX) {
        return;
    }
    LaneIndex index;
    index_lanes(&index, trace);
    LaneFuture *futures = memory_new_zeroed(lanes + 1, sizeof *futures);
    for (size_t i = 0; i < lanes; i++) {
        futures[i].caused_ns = INT64_MAX;
        futures[i].join_at_ns = -1;
    }
    int64_t end_ns = trace_at(trace, count - 1)->t_ns;
    for (size_t i = count; i-- > 0;) {
        if (!is_remark(trace_at(trace, i))) {
            visit(slacks, futures, trace, &index, i, end_ns);
        }
    }
    memory_free(futures);
    release_index(&index);
    for (size_t i = 0, j = slacks->count; i + 1 < j; i++) {
        WaitSlack swapped = slacks->items[--j];
        slacks->items[j] = slacks->items[i];
        slacks->items[i] = swapped;
    }
}
