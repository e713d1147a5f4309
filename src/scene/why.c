#include "scene/why.h"

#include "trace/duration.h"

enum { EVENTS_MAX = 1 << 16, LANES_MAX = 1 << 14, SPANS_BACK_MAX = 64 };

/* Looking things up. */

static size_t first_event_at(const Trace *trace, int64_t t_ns) {
    size_t low = 0, high = trace_count(trace);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (trace_at(trace, middle)->t_ns < t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The event of one of two kinds on a lane at a time; NULL: there is none. */
static const TraceEvent *find_event(const Trace *trace, uint32_t lane, int64_t t_ns, TraceKind kind,
                                    TraceKind other_kind) {
    size_t count = trace_count(trace), first = first_event_at(trace, t_ns);
    for (size_t i = first; i < count && i - first < EVENTS_MAX; i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->t_ns != t_ns) {
            break;
        }
        if (event->lane == lane && (event->kind == kind || event->kind == other_kind)) {
            return event;
        }
    }
    return NULL;
}

/* The event that ended a wait of the lane at a time; NULL: nothing did. */
static const TraceEvent *find_wake(const Trace *trace, uint32_t lane, int64_t t_ns) {
    return find_event(trace, lane, t_ns, TRACE_WAKE, TRACE_UNBLOCK);
}

static bool is_cancelled_at(const Trace *trace, uint32_t lane, int64_t t_ns) {
    return find_event(trace, lane, t_ns, TRACE_CANCEL, TRACE_CANCEL) != NULL;
}

/* The first lane of a thread's loop that became ready at a time. */
static uint32_t find_first_ready(const Trace *trace, uint32_t thread, int64_t t_ns) {
    size_t count = trace_count(trace), first = first_event_at(trace, t_ns);
    for (size_t i = first; i < count && i - first < EVENTS_MAX; i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->t_ns != t_ns) {
            break;
        }
        if (event->kind == TRACE_WAKE && event->lane != thread &&
            trace->lanes.items[event->lane].thread == thread) {
            return event->lane;
        }
    }
    return TRACE_NOBODY;
}

/* The last span of a lane that began before a time and took time; SIZE_MAX: there is none. */
static size_t last_span_before(const SceneRun *run, uint32_t lane, int64_t t_ns) {
    const LaneSpans *found = &run->spans.lanes[lane];
    size_t at = span_index_find(&run->index, lane, t_ns);
    at += at < found->first + found->count;
    for (size_t i = at; i > found->first && at - i < SPANS_BACK_MAX; i--) {
        const Span *span = &run->spans.items[i - 1];
        if (span->start_ns < t_ns && span->end_ns > span->start_ns) {
            return i - 1;
        }
    }
    return SIZE_MAX;
}

static bool is_on_cpu(const Span *span) {
    return span->state == SPAN_RUNNING || span->state == SPAN_BLOCKED;
}

/* Who had the loop (or, for threads, a processor) for most of a stretch. A loop's own lane is only
 * named when no task is to blame. */
static WhyLink find_busy(const SceneRun *run, uint32_t lane, const Span *ready) {
    const Trace *trace = run->trace;
    const TraceLane *lanes = trace->lanes.items;
    bool is_task = lanes[lane].kind == TRACE_LANE_TASK;
    WhyLink best = {.lane = TRACE_NOBODY};
    int64_t best_ns = 0;
    size_t count = run->spans.lane_count < LANES_MAX ? run->spans.lane_count : LANES_MAX;
    for (uint32_t other = 0; other < count; other++) {
        bool shares = !is_task || lanes[other].thread == lanes[lane].thread;
        const LaneSpans *found = &run->spans.lanes[other];
        if (other == lane || !shares) {
            continue;
        }
        size_t at = span_index_find(&run->index, other, ready->start_ns);
        for (size_t i = at; i < found->first + found->count && i - at < SPANS_BACK_MAX; i++) {
            const Span *span = &run->spans.items[i];
            if (span->start_ns >= ready->end_ns) {
                break;
            }
            int64_t from_ns = span->start_ns > ready->start_ns ? span->start_ns : ready->start_ns;
            int64_t to_ns = span->end_ns < ready->end_ns ? span->end_ns : ready->end_ns;
            bool is_better = to_ns - from_ns > best_ns ||
                             (to_ns - from_ns == best_ns && best_ns > 0 && found->runs_loop == 0 &&
                              run->spans.lanes[best.lane].runs_loop);
            if (is_on_cpu(span) && is_better) {
                best_ns = to_ns - from_ns;
                best = (WhyLink){.kind = span->state == SPAN_BLOCKED ? WHY_BLOCKING : WHY_RUNNING,
                                 .lane = other,
                                 .span = i};
            }
        }
    }
    return best;
}

/* The chain. */

static WhyLink link_of(const SceneRun *run, uint32_t lane, size_t span) {
    static const uint8_t KINDS[SPAN_STATE_COUNT] = {
        [SPAN_RUNNING] = WHY_RUNNING, [SPAN_READY] = WHY_BUSY,     [SPAN_NETWORK] = WHY_REPLY,
        [SPAN_SLEEPING] = WHY_TIMER,  [SPAN_WAITING] = WHY_OTHERS, [SPAN_BLOCKED] = WHY_BLOCKING,
        [SPAN_IDLE] = WHY_NO_WORK,
    };
    const Span *found = &run->spans.items[span];
    WhyKind kind = (WhyKind)KINDS[found->state];
    if (kind == WHY_OTHERS) {
        const TraceEvent *wake = find_wake(run->trace, lane, found->end_ns);
        bool timed_out = wake != NULL && wake->other == TRACE_NOBODY &&
                         found->reason == TRACE_FOR_TIMEOUT && found->arg == wake->t_ns;
        kind = wake == NULL ? WHY_NEVER : timed_out ? WHY_TIMER : kind;
    }
    return (WhyLink){.kind = kind, .lane = lane, .span = span};
}

/* The cause of a link; false: it has none further. */
static bool find_cause(const SceneRun *run, const WhyLink *link, WhyLink *cause) {
    const Span *span = &run->spans.items[link->span];
    const Trace *trace = run->trace;
    uint32_t lane = TRACE_NOBODY;
    switch (link->kind) {
    case WHY_BUSY:
        *cause = find_busy(run, link->lane, span);
        return cause->lane != TRACE_NOBODY;
    case WHY_BLOCKING: /* a loop's lane is blocked by one of its tasks */
        if (trace->lanes.items[link->lane].kind == TRACE_LANE_THREAD &&
            run->spans.lanes[link->lane].runs_loop && span->reason == TRACE_FOR_NONE) {
            *cause = find_busy(run, link->lane, span);
            return cause->lane != TRACE_NOBODY;
        }
        return false;
    case WHY_OTHERS:
        lane = find_wake(trace, link->lane, span->end_ns)->other;
        break;
    case WHY_NEVER:
        lane = span->other;
        break;
    case WHY_NO_WORK:
        lane = find_first_ready(trace, link->lane, span->end_ns);
        break;
    default:
        break;
    }
    size_t there = lane != TRACE_NOBODY && lane < run->spans.lane_count
                       ? last_span_before(run, lane, span->end_ns)
                       : SIZE_MAX;
    if (there == SIZE_MAX || run->spans.items[there].end_ns <= span->start_ns) {
        return false;
    }
    *cause = link_of(run, lane, there);
    return true;
}

static bool contains(const Why *why, const WhyLink *link) {
    for (size_t i = 0; i < why->count; i++) {
        if (why->links[i].lane == link->lane && why->links[i].span == link->span) {
            return true;
        }
    }
    return false;
}

void why_find(Why *why, const SceneRun *run, uint32_t lane, size_t span) {
    *why = (Why){.count = 1};
    why->links[0] = link_of(run, lane, span);
    WhyLink cause;
    while (find_cause(run, &why->links[why->count - 1], &cause)) {
        if (contains(why, &cause)) {
            break; /* a circle: everybody waits for the next */
        }
        if (why->count == WHY_LINKS_MAX) {
            why->is_cut = true;
            break;
        }
        why->links[why->count++] = cause;
    }
}

/* Sentences. */

static void append_name(const SceneRun *run, uint32_t lane, Text *text) {
    lane_label_append(run->trace, &run->spans, &run->labels, lane, text);
}

/* Who comes next in the chain, or who is named by the span itself. */
static uint32_t next_lane(const Why *why, size_t link, const SceneRun *run) {
    if (link + 1 < why->count) {
        return why->links[link + 1].lane;
    }
    const WhyLink *last = &why->links[link];
    const Span *span = &run->spans.items[last->span];
    if (last->kind == WHY_OTHERS) {
        return find_wake(run->trace, last->lane, span->end_ns)->other;
    }
    return last->kind == WHY_NEVER ? span->other : TRACE_NOBODY;
}

static void append_line(const Span *span, Text *text) {
    if (span->line > 0) {
        text_printf(text, ", line %d", (int)span->line);
    }
}

static bool is_joined(TraceReason reason) {
    return reason == TRACE_FOR_GATHER || reason == TRACE_FOR_GROUP || reason == TRACE_FOR_TASK ||
           reason == TRACE_FOR_THREAD;
}

static void append_others(const SceneRun *run, uint32_t lane, const Span *span, uint32_t next,
                          Text *text) {
    text_printf(text, " waits for %s", TRACE_REASONS[span->reason].phrase);
    append_line(span, text);
    text_append_cstr(text, ": ");
    if (is_cancelled_at(run->trace, lane, span->end_ns)) {
        text_append_cstr(text, "it was asked to stop");
    } else if (next == TRACE_NOBODY) {
        text_append_cstr(text, "it came");
    } else {
        append_name(run, next, text);
        text_append_cstr(text, is_joined((TraceReason)span->reason) ? " was the last to end"
                                                                    : " let it go on");
    }
    text_append_cstr(text, ", after ");
    duration_append_spoken(text, span->end_ns - span->start_ns);
    text_append_char(text, '.');
}

static void append_never(const SceneRun *run, const Span *span, uint32_t next, Text *text) {
    bool is_over = span->end_ns >= run->spans.end_ns && run->spans.exit_code == 0;
    text_printf(text, " waits for %s", TRACE_REASONS[span->reason].phrase);
    append_line(span, text);
    if (next != TRACE_NOBODY) {
        text_append_cstr(text, is_joined((TraceReason)span->reason) ? ", " : ", which ");
        append_name(run, next, text);
        text_append_cstr(text, is_joined((TraceReason)span->reason) ? "" : " has");
    }
    text_append_cstr(text, is_over ? ", until the program ends." : ", and nothing will bring it.");
}

static void append_blocking(const Span *span, Text *text) {
    text_append_cstr(text, span->reason == TRACE_FOR_SLEEP ? " blocks the loop: it sleeps"
                           : span->reason == TRACE_FOR_REQUEST
                               ? " blocks the loop: it waits for a reply"
                           : span->reason == TRACE_FOR_NONE ? " is blocked"
                                                            : " blocks the loop");
    append_line(span, text);
    text_append_cstr(text, ". For ");
    duration_append_spoken(text, span->end_ns - span->start_ns);
    text_append_cstr(text, " nothing else can run.");
}

static void append_reply(const SceneRun *run, const Span *span, Text *text) {
    text_append_cstr(text, " waits for a reply");
    append_line(span, text);
    if (span->arg > 0 && (size_t)span->arg <= run->requests.count) {
        const Request *request = &run->requests.items[span->arg - 1];
        text_printf(text, ": %s", trace_string_at(run->trace, request->call));
        if (request->end == REQUEST_FAILED) {
            text_printf(text, " fails (%s)", trace_string_at(run->trace, request->error));
        } else if (request->end == REQUEST_ANSWERED) {
            text_printf(text, " is answered with %d", request->status);
        }
    }
    text_append_cstr(text, " after ");
    duration_append_spoken(text, span->end_ns - span->start_ns);
    text_append_char(text, '.');
}

void why_append_sentence(const Why *why, size_t link, const SceneRun *run, Text *text) {
    const WhyLink *found = &why->links[link];
    const Span *span = &run->spans.items[found->span];
    uint32_t next = next_lane(why, link, run);
    int64_t length_ns = span->end_ns - span->start_ns;
    append_name(run, found->lane, text);
    switch (found->kind) {
    case WHY_RUNNING:
        text_append_cstr(text, length_ns > 0 ? " runs for " : " runs");
        if (length_ns > 0) {
            duration_append_spoken(text, length_ns);
        }
        append_line(span, text);
        text_append_char(text, '.');
        break;
    case WHY_REPLY:
        append_reply(run, span, text);
        break;
    case WHY_TIMER:
        text_append_cstr(text, span->reason == TRACE_FOR_TIMEOUT ? " waits until its timeout"
                                                                 : " sleeps");
        append_line(span, text);
        text_append_cstr(text, ": its timer is due after ");
        duration_append_spoken(text, length_ns);
        text_append_char(text, '.');
        break;
    case WHY_BUSY:
        text_append_cstr(text, " is ready for ");
        duration_append_spoken(text, length_ns);
        text_append_cstr(text, run->trace->lanes.items[found->lane].kind == TRACE_LANE_TASK
                                   ? ", but the loop is busy"
                                   : ", but has no processor");
        if (next != TRACE_NOBODY) {
            text_append_cstr(text, run->spans.lanes[next].runs_loop ? "" : " with ");
            if (!run->spans.lanes[next].runs_loop) {
                append_name(run, next, text);
            }
        }
        text_append_char(text, '.');
        break;
    case WHY_BLOCKING:
        append_blocking(span, text);
        break;
    case WHY_OTHERS:
        append_others(run, found->lane, span, next, text);
        break;
    case WHY_NEVER:
        append_never(run, span, next, text);
        break;
    case WHY_NO_WORK:
        text_append_cstr(text, " has nothing ready for ");
        duration_append_spoken(text, length_ns);
        text_append_cstr(text, ": everybody waits");
        if (next != TRACE_NOBODY) {
            text_append_cstr(text, "; ");
            append_name(run, next, text);
            text_append_cstr(text, " is the first to go on");
        }
        text_append_char(text, '.');
        break;
    }
}

int64_t why_slack_ns(const SceneRun *run, uint32_t lane, const Span *span) {
    size_t low = 0, high = run->slacks.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->slack_order[middle].t_ns < span->start_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < run->slacks.count && i - low < EVENTS_MAX; i++) {
        if (run->slack_order[i].t_ns != span->start_ns) {
            break;
        }
        const WaitSlack *slack = &run->slacks.items[run->slack_order[i].value];
        if (slack->lane == lane && slack->end_ns == span->end_ns) {
            return slack->slack_ns;
        }
    }
    return -1;
}
