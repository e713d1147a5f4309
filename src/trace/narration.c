#include "trace/narration.h"

#include "base/memory.h"
#include "trace/duration.h"
#include "trace/spans.h"

#include <string.h>

void narrator_init(Narrator *narrator, const Trace *trace, bool ascii) {
    *narrator = (Narrator){.trace = trace,
                           .lanes = memory_new_zeroed(trace->lanes.count + 1, sizeof(NarratorLane)),
                           .request_lane = memory_new_zeroed(trace->requests + 1, sizeof(uint32_t)),
                           .last_response = TRACE_NOBODY,
                           .ascii = ascii};
    labels_init(&narrator->labels, trace);
    for (size_t i = 0; i < trace->lanes.count; i++) {
        narrator->lanes[i].response_before = TRACE_NOBODY;
    }
}

void narrator_release(Narrator *narrator) {
    labels_release(&narrator->labels);
    memory_free(narrator->lanes);
    memory_free(narrator->request_lane);
    *narrator = (Narrator){0};
}

static void name(Narrator *n, uint32_t lane, Text *out) {
    if (lane == TRACE_MAIN) {
        text_append_cstr(out, out->length == 0 ? "The main thread" : "the main thread");
    } else {
        labels_append(&n->labels, lane, out);
    }
}

static void duration(Narrator *n, int64_t ns, Text *out) {
    duration_append(out, ns, n->ascii);
}

static void at_line(const TraceEvent *event, Text *out) {
    if (event->line > 0) {
        text_printf(out, " at line %d", (int)event->line);
    }
}

/* "a reply", "3 tasks", "fetch(1)", "lock 2", "a timer". */
static void awaited(Narrator *n, const TraceEvent *event, Text *out) {
    static const struct {
        TraceReason reason;
        const char *noun;
    } NUMBERED[] = {{TRACE_FOR_LOCK, "lock"},
                    {TRACE_FOR_SEMAPHORE, "semaphore"},
                    {TRACE_FOR_EVENT, "event"},
                    {TRACE_FOR_CONDITION, "condition"},
                    {TRACE_FOR_BARRIER, "barrier"},
                    {TRACE_FOR_QUEUE_GET, "an item from queue"},
                    {TRACE_FOR_QUEUE_PUT, "room in queue"}};
    for (size_t i = 0; i < sizeof NUMBERED / sizeof *NUMBERED; i++) {
        if (event->reason == NUMBERED[i].reason && event->arg > 0) {
            text_printf(out, "%s %lld", NUMBERED[i].noun, (long long)event->arg);
            return;
        }
    }
    bool counts = event->reason == TRACE_FOR_GATHER || event->reason == TRACE_FOR_GROUP;
    bool names = event->reason == TRACE_FOR_TASK || event->reason == TRACE_FOR_THREAD;
    if (counts && event->arg > 0) {
        duration_append_count(out, event->arg);
        text_append_cstr(out, event->arg == 1 ? " task" : " tasks");
    } else if (names && event->other != TRACE_NOBODY) {
        name(n, event->other, out);
    } else {
        text_append_cstr(out, TRACE_REASONS[event->reason].phrase);
    }
}

static void tell_wait(Narrator *n, const TraceEvent *event, Text *out) {
    NarratorLane *lane = &n->lanes[event->lane];
    lane->since_ns = event->t_ns;
    lane->reason = event->reason;
    lane->due_ns = event->reason == TRACE_FOR_SLEEP ? event->arg : -1;
    if (event->reason == TRACE_FOR_YIELD) {
        lane->ready_ns = event->t_ns;
    }
    name(n, event->lane, out);
    if (event->reason == TRACE_FOR_YIELD) {
        text_append_cstr(out, " lets the others run and goes to the end of the ready queue.");
    } else if (event->reason == TRACE_FOR_SLEEP && event->arg >= event->t_ns) {
        text_append_cstr(out, " sleeps for ");
        duration(n, event->arg - event->t_ns, out);
        text_append_cstr(out, "; the loop is free for others.");
    } else {
        text_append_cstr(out, " waits for ");
        awaited(n, event, out);
        at_line(event, out);
        text_append_cstr(out, "; the loop is free for others.");
    }
}

/* A lane that could go on waits for the GIL or a core, perhaps on its way back from another wait.
 */
static void tell_wait_for_processor(Narrator *n, const TraceEvent *event, Text *out) {
    NarratorLane *lane = &n->lanes[event->lane];
    if (event->kind == TRACE_UNBLOCK) {
        name(n, event->lane, out);
        text_printf(out, " gets %s", TRACE_REASONS[event->reason].phrase);
        if (event->other != TRACE_NOBODY) {
            text_append_cstr(out, " from ");
            name(n, event->other, out);
        }
        text_append_cstr(out, ", for which it had waited ");
        duration(n, event->t_ns - lane->processor_since_ns, out);
        text_append_char(out, '.');
        return;
    }
    lane->processor_since_ns = event->t_ns;
    name(n, event->lane, out);
    text_printf(out, " could go on, but waits for %s: ", TRACE_REASONS[event->reason].phrase);
    if (event->reason == TRACE_FOR_CORE) {
        text_append_cstr(out, "all cores are busy.");
    } else if (event->other != TRACE_NOBODY) {
        name(n, event->other, out);
        text_append_cstr(out, " has it.");
    } else {
        text_append_cstr(out, "another thread has it.");
    }
}

static void tell_block(Narrator *n, const TraceEvent *event, Text *out) {
    if (trace_reason_is_processor((TraceReason)event->reason)) {
        tell_wait_for_processor(n, event, out);
        return;
    }
    NarratorLane *lane = &n->lanes[event->lane];
    bool is_task = n->trace->lanes.items[event->lane].kind == TRACE_LANE_TASK;
    lane->since_ns = event->t_ns;
    lane->reason = event->reason;
    name(n, event->lane, out);
    if (event->reason == TRACE_FOR_SLEEP && event->arg >= event->t_ns) {
        text_append_cstr(out, is_task ? " calls a blocking sleep of " : " sleeps for ");
        duration(n, event->arg - event->t_ns, out);
    } else {
        text_append_cstr(out, is_task ? " makes a call that blocks until it has " : " waits for ");
        awaited(n, event, out);
    }
    at_line(event, out);
    text_append_cstr(out, is_task ? ": until it returns, the loop can run nothing else." : ".");
}

static void tell_unblock(Narrator *n, const TraceEvent *event, Text *out) {
    if (trace_reason_is_processor((TraceReason)event->reason)) {
        tell_wait_for_processor(n, event, out);
        return;
    }
    bool is_task = n->trace->lanes.items[event->lane].kind == TRACE_LANE_TASK;
    name(n, event->lane, out);
    text_append_cstr(out, " goes on; ");
    text_append_cstr(out, is_task ? "the loop was blocked for " : "it had waited for ");
    duration(n, event->t_ns - n->lanes[event->lane].since_ns, out);
    text_append_char(out, '.');
}

static void tell_wake(Narrator *n, const TraceEvent *event, Text *out) {
    NarratorLane *lane = &n->lanes[event->lane];
    lane->ready_ns = event->t_ns;
    bool is_late =
        event->reason == TRACE_FOR_SLEEP && lane->due_ns >= 0 && lane->due_ns < event->t_ns;
    if (is_late) {
        lane->ready_ns = lane->due_ns;
        text_append_cstr(out, "The timer of ");
        name(n, event->lane, out);
        text_append_cstr(out, " was due ");
        duration(n, event->t_ns - lane->due_ns, out);
        text_append_cstr(out, " ago: only now does the loop find the time to look.");
    } else if (event->reason == TRACE_FOR_SLEEP && lane->due_ns > event->t_ns) {
        name(n, event->lane, out);
        text_append_cstr(out, " is woken before its timer is due.");
    } else if (event->reason == TRACE_FOR_SLEEP) {
        text_append_cstr(out, "The timer of ");
        name(n, event->lane, out);
        text_append_cstr(out, " is due: it is ready.");
    } else if (event->reason == TRACE_FOR_REQUEST) {
        text_append_cstr(out, "The reply for ");
        name(n, event->lane, out);
        text_append_cstr(out, " is there: it is ready.");
    } else if (event->other != TRACE_NOBODY) {
        name(n, event->other, out);
        text_append_cstr(out, " wakes ");
        name(n, event->lane, out);
        text_append_cstr(out, ", which waited for ");
        text_append_cstr(out, TRACE_REASONS[event->reason].phrase);
        text_append_char(out, '.');
    } else {
        name(n, event->lane, out);
        text_append_cstr(out, " is ready; it waited for ");
        text_append_cstr(out, TRACE_REASONS[event->reason].phrase);
        text_append_char(out, '.');
    }
}

/* Why the step begins now, as far as that is worth a clause. */
static void tell_step(Narrator *n, const TraceEvent *event, Text *out) {
    NarratorLane *lane = &n->lanes[event->lane];
    name(n, event->lane, out);
    int64_t delay_ns = event->t_ns - lane->ready_ns;
    if (!lane->has_started) {
        lane->has_started = true;
        text_append_cstr(out, " starts");
    } else if (lane->reason == TRACE_FOR_REQUEST && lane->response_before != TRACE_NOBODY &&
               lane->response_before != event->lane) {
        text_append_cstr(out, " resumes; its response came ");
        if (lane->response_lag_ns > 0) {
            duration(n, lane->response_lag_ns, out);
            text_append_cstr(out, " after ");
        } else {
            text_append_cstr(out, "at the same time as ");
        }
        name(n, lane->response_before, out);
        text_append_cstr(out, "'s");
    } else if (lane->reason != TRACE_FOR_YIELD && lane->reason != TRACE_FOR_NONE &&
               lane->ready_ns > lane->since_ns) {
        text_append_cstr(out, " resumes after ");
        duration(n, lane->ready_ns - lane->since_ns, out);
        text_append_cstr(out, lane->reason == TRACE_FOR_SLEEP ? " of sleep" : " of waiting");
    } else {
        text_append_cstr(out, " resumes");
    }
    if (delay_ns > 0) {
        text_append_cstr(out, "; it had been ready for ");
        duration(n, delay_ns, out);
        text_append_cstr(out, " while the loop was busy");
    }
    text_append_char(out, '.');
}

static void tell_response(Narrator *n, const TraceEvent *event, Text *out) {
    uint32_t of = n->request_lane[event->arg];
    NarratorLane *lane = &n->lanes[of];
    lane->response_before = n->last_response;
    lane->response_lag_ns = event->t_ns - n->last_response_ns;
    n->last_response = of;
    n->last_response_ns = event->t_ns;
    if (event->kind == TRACE_RESPONSE) {
        text_append_cstr(out, "The response to ");
        name(n, of, out);
        text_printf(out, " arrives, with status %u.", (unsigned)event->other);
    } else {
        text_append_cstr(out, "The request of ");
        name(n, of, out);
        text_printf(out, " fails: %s.", trace_string_at(n->trace, event->other));
    }
}

static void tell_end(Narrator *n, const TraceEvent *event, Text *out) {
    name(n, event->lane, out);
    if (event->kind == TRACE_FAILED) {
        text_printf(out, " fails: %s.", trace_string_at(n->trace, (uint32_t)event->arg));
    } else {
        text_append_cstr(out, event->kind == TRACE_DONE ? " is done." : " ends, cancelled.");
    }
}

static void tell_print(Narrator *n, const TraceEvent *event, Text *out) {
    const char *written = trace_string_at(n->trace, (uint32_t)event->arg);
    size_t length = strlen(written);
    while (length > 0 && written[length - 1] == '\n') {
        length--;
    }
    if (length == 0) {
        return;
    }
    name(n, event->lane, out);
    text_append_cstr(out, event->other == 2 ? " writes to stderr: " : " prints: ");
    for (size_t i = 0; i < length; i++) {
        text_append_char(out, (unsigned char)written[i] < 0x20 ? ' ' : written[i]);
    }
}

static void tell_created(Narrator *n, const TraceEvent *event, Text *out) {
    n->lanes[event->lane].ready_ns = event->t_ns;
    if (event->other != TRACE_NOBODY) {
        name(n, event->other, out);
        text_append_cstr(out, " creates ");
    } else {
        text_append_cstr(out, "A task is created: ");
    }
    size_t own = out->length;
    trace_lane_name(n->trace, event->lane, out);
    size_t own_end = out->length;
    labels_append(&n->labels, event->lane, out);
    bool label_has_own = memmem(out->bytes + own_end, out->length - own_end, out->bytes + own,
                                own_end - own) != NULL;
    out->length = own_end; /* the label was there to be looked at */
    out->bytes[own_end] = '\0';
    const char *call = trace_string_at(n->trace, n->trace->lanes.items[event->lane].call);
    if (!label_has_own) {
        text_append_cstr(out, " to run ");
        labels_append(&n->labels, event->lane, out);
    } else if (call[0] != '\0') {
        text_printf(out, " to run %s", call);
    }
    text_append_cstr(out, "; it joins the ready queue.");
}

static void tell(Narrator *n, const TraceEvent *event, Text *out) {
    switch ((TraceKind)event->kind) {
    case TRACE_THREAD:
        if (event->other == TRACE_NOBODY) {
            text_append_cstr(out, "The program starts.");
        } else {
            name(n, event->other, out);
            text_append_cstr(out, " starts the thread ");
            name(n, event->lane, out);
            text_append_char(out, '.');
        }
        break;
    case TRACE_THREAD_END:
        text_append_cstr(out, "The thread ");
        name(n, event->lane, out);
        text_append_cstr(out, " ends.");
        break;
    case TRACE_CLIENT:
        text_append_cstr(out, "The world's ");
        text_append_cstr(out, trace_string_at(n->trace, n->trace->lanes.items[event->lane].call));
        text_append_cstr(out, " begins: ");
        name(n, event->lane, out);
        text_append_char(out, '.');
        break;
    case TRACE_CLIENT_END:
        name(n, event->lane, out);
        text_append_cstr(out, " has sent all its requests.");
        break;
    case TRACE_LOOP_START:
        text_append_cstr(out, "The event loop starts.");
        break;
    case TRACE_LOOP_END:
        text_append_cstr(out, "The event loop stops.");
        break;
    case TRACE_TURN:
        text_append_cstr(out, "The loop begins a turn: ");
        duration_append_count(out, event->arg);
        text_append_cstr(out, event->arg == 1 ? " callback is ready." : " callbacks are ready.");
        break;
    case TRACE_IDLE:
        text_append_cstr(out, "Nothing is ready: the loop waits");
        if (event->arg >= 0) { /* a timer or a reply; another thread may wake it before */
            text_append_cstr(out, ", until ");
            duration_append_spoken(out, event->arg);
            text_append_cstr(out, " at the latest");
        }
        text_append_char(out, '.');
        break;
    case TRACE_CREATED:
        tell_created(n, event, out);
        break;
    case TRACE_STEP:
        tell_step(n, event, out);
        break;
    case TRACE_SUSPEND:
        tell_wait(n, event, out);
        break;
    case TRACE_WAKE:
        tell_wake(n, event, out);
        break;
    case TRACE_CANCEL:
        if (event->other != TRACE_NOBODY) {
            name(n, event->other, out);
            text_append_cstr(out, " asks ");
            name(n, event->lane, out);
            text_append_cstr(out, " to stop.");
        } else {
            name(n, event->lane, out);
            text_append_cstr(out, " is asked to stop.");
        }
        break;
    case TRACE_DONE:
    case TRACE_FAILED:
    case TRACE_CANCELLED:
        tell_end(n, event, out);
        break;
    case TRACE_BLOCK:
        tell_block(n, event, out);
        break;
    case TRACE_UNBLOCK:
        tell_unblock(n, event, out);
        break;
    case TRACE_REQUEST:
        n->request_lane[event->arg] = event->lane;
        n->lanes[event->lane].request = event->arg;
        name(n, event->lane, out);
        text_printf(out, " sends %s.", trace_string_at(n->trace, event->other));
        break;
    case TRACE_PHASE:
        text_append_cstr(out, "The request of ");
        name(n, event->lane, out);
        text_printf(out, " %s.", TRACE_PHASES[event->reason].meaning);
        break;
    case TRACE_RESPONSE:
    case TRACE_REQUEST_FAILED:
        tell_response(n, event, out);
        break;
    case TRACE_PRINT:
        tell_print(n, event, out);
        break;
    case TRACE_LINE:
        name(n, event->lane, out);
        text_printf(out, " is at line %d.", (int)event->line);
        break;
    case TRACE_CORE:
        if (n->lanes[event->lane].core_told == event->arg + 1) {
            break; /* the same as last time */
        }
        n->lanes[event->lane].core_told = event->arg + 1;
        name(n, event->lane, out);
        text_printf(out, " computes on core %lld.", (long long)event->arg);
        break;
    case TRACE_SLOW:
        name(n, event->lane, out);
        text_append_cstr(out, " kept the loop from everything else for ");
        duration(n, event->arg, out);
        text_append_char(out, '.');
        break;
    case TRACE_STUCK:
        name(n, event->lane, out);
        text_append_cstr(out, " can never go on: it waits for ");
        awaited(n, event, out);
        text_append_cstr(out, ", and nothing will bring it.");
        break;
    case TRACE_LIMIT:
        text_printf(out, "The run is stopped: %s", trace_string_at(n->trace, (uint32_t)event->arg));
        break;
    case TRACE_CHOICE:
        text_printf(out, "The schedule chooses %s", trace_string_at(n->trace, event->other));
        if (event->line > 0) {
            text_append_cstr(out, ", in ");
            name(n, event->lane, out);
            at_line(event, out);
        }
        text_append_char(out, '.');
        break;
    case TRACE_EXIT:
        text_printf(out, "The program ends with exit code %lld.", (long long)event->arg);
        break;
    case TRACE_CUT:
        duration_append_count(out, event->arg);
        text_append_cstr(out, " events were not recorded.");
        break;
    case TRACE_KIND_COUNT:
        break;
    }
}

void narrator_forget_core(Narrator *narrator, uint32_t lane) {
    narrator->lanes[lane].core_told = 0;
}

const TraceEvent *narrator_next(Narrator *narrator, Text *sentence) {
    if (narrator->next >= trace_count(narrator->trace)) {
        return NULL;
    }
    const TraceEvent *event = trace_at(narrator->trace, narrator->next++);
    tell(narrator, event, sentence);
    return event;
}

NarratorMark narrator_mark(const Narrator *narrator) {
    size_t bytes = sizeof *narrator->lanes * narrator->trace->lanes.count;
    NarratorMark mark = {.next = narrator->next,
                         .lanes = memory_new(bytes + 1),
                         .last_response = narrator->last_response,
                         .last_response_ns = narrator->last_response_ns};
    memcpy(mark.lanes, narrator->lanes, bytes);
    return mark;
}

/* What is known of requests that are made later stays: nothing asks for it before they are. */
void narrator_return(Narrator *narrator, const NarratorMark *mark) {
    memcpy(narrator->lanes, mark->lanes, sizeof *mark->lanes * narrator->trace->lanes.count);
    narrator->next = mark->next;
    narrator->last_response = mark->last_response;
    narrator->last_response_ns = mark->last_response_ns;
}

void narrator_mark_release(NarratorMark *mark) {
    memory_free(mark->lanes);
    *mark = (NarratorMark){0};
}
