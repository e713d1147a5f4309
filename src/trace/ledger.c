#include "trace/ledger.h"

#include "base/memory.h"
#include "trace/critical_path.h"
#include "trace/requests.h"
#include "trace/spans.h"

#include <stdlib.h>
#include <string.h>

const LedgerCauseInfo LEDGER_CAUSES[LEDGER_CAUSE_COUNT] = {
    [LEDGER_CONNECTION] = {"connection", "connection set-up",
                           "looking up, connecting, agreeing on encryption"},
    [LEDGER_POOL] = {"pool", "connection pool", "waiting for a free connection"},
    [LEDGER_SCHEDULING] = {"scheduling", "scheduling", "ready, while the loop ran others"},
    [LEDGER_TIMERS] = {"timers", "timers", "woken later than asked for"},
    [LEDGER_OVERHEAD] = {"overhead", "client overhead", "running: steps, and the client library"},
    [LEDGER_SERVER] = {"server", "server", "replies later than the world says"},
    [LEDGER_RESIDUAL] = {"residual", "residual", "what no cause explains"},
};

/* One of the two runs, and what the time on its path went to. */
typedef struct Side {
    const Trace *trace;
    Spans spans;
    Requests requests;
    int64_t *twins_ns; /* how long each request's reply took on the other side; -1: not known */
    int64_t sums_ns[LEDGER_CAUSE_COUNT];
    int64_t whole_ns;
} Side;

/* ---- which requests are the same ---- */

typedef struct Call {
    const char *call;
    size_t number; /* of the request, from 0 */
} Call;

static int by_call(const void *left, const void *right) {
    const Call *a = left, *b = right;
    int order = strcmp(a->call, b->call);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static Call *sorted_calls(const Side *side) {
    Call *calls = memory_new_zeroed(side->requests.count + 1, sizeof *calls);
    for (size_t i = 0; i < side->requests.count; i++) {
        calls[i] = (Call){trace_string_at(side->trace, side->requests.items[i].call), i};
    }
    if (side->requests.count > 1) {
        qsort(calls, side->requests.count, sizeof *calls, by_call);
    }
    return calls;
}

static bool is_set_up(TracePhase phase) {
    return phase == TRACE_PHASE_DNS || phase == TRACE_PHASE_CONNECT || phase == TRACE_PHASE_TLS;
}

/* A request without what comes before it is sent. */
static int64_t reply_ns(const Side *side, size_t number) {
    const Request *request = &side->requests.items[number];
    int64_t ns = request->end_ns - request->start_ns;
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &side->requests.phases[request->first_phase + i];
        bool is_before = is_set_up(phase->phase) || phase->phase == TRACE_PHASE_POOL;
        ns -= is_before ? phase->end_ns - phase->start_ns : 0;
    }
    return ns;
}

/* The k-th request of one call is the other side's k-th of that call. */
static void pair_requests(Side *a, Side *b) {
    Call *as = sorted_calls(a), *bs = sorted_calls(b);
    for (size_t i = 0, j = 0; i < a->requests.count && j < b->requests.count;) {
        int order = strcmp(as[i].call, bs[j].call);
        if (order == 0) {
            a->twins_ns[as[i].number] = reply_ns(b, bs[j].number);
            b->twins_ns[bs[j].number] = reply_ns(a, as[i].number);
        }
        i += order <= 0;
        j += order >= 0;
    }
    memory_free(as);
    memory_free(bs);
}

/* ---- sorting the time on a path ---- */

static void add(Side *side, LedgerCause cause, int64_t ns) {
    side->sums_ns[cause] += ns;
}

/* For how long the loop (or whatever runs on the lane's thread) had been busy without a break at
 * `to_ns`, as far back as `from_ns`: whatever came meanwhile was not looked at. */
static int64_t busy_ns(const Side *side, uint32_t lane, int64_t from_ns, int64_t to_ns) {
    const LaneSpans *thread = &side->spans.lanes[side->trace->lanes.items[lane].thread];
    const Span *spans = side->spans.items + thread->first;
    size_t low = 0, high = thread->count;
    while (low < high) { /* the first that begins at the end or later */
        size_t middle = low + (high - low) / 2;
        if (spans[middle].start_ns < to_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int64_t since_ns = to_ns;
    for (size_t i = low; i-- > 0 && since_ns > from_ns && spans[i].end_ns >= since_ns;) {
        if (spans[i].state != SPAN_RUNNING && spans[i].state != SPAN_BLOCKED) {
            break;
        }
        since_ns = spans[i].start_ns;
    }
    return to_ns - (since_ns > from_ns ? since_ns : from_ns);
}

/* A stretch in which a task could have gone on: the loop was busy with others, or `otherwise`. */
static void add_late(Side *side, const PathLink *link, int64_t from_ns, LedgerCause otherwise) {
    bool is_task = side->trace->lanes.items[link->lane].kind == TRACE_LANE_TASK;
    int64_t late_ns = link->end_ns - from_ns;
    int64_t busy = is_task ? busy_ns(side, link->lane, from_ns, link->end_ns) : 0;
    add(side, LEDGER_SCHEDULING, busy);
    add(side, otherwise, late_ns - busy);
}

/* A wait for a timer: until it was due as asked, then late. */
static void add_sleep(Side *side, const PathLink *link) {
    bool is_late = link->arg >= link->start_ns && link->arg < link->end_ns;
    int64_t due_ns = is_late ? link->arg : link->end_ns;
    add(side, LEDGER_RESIDUAL, due_ns - link->start_ns);
    add_late(side, link, due_ns, LEDGER_TIMERS);
}

/* A wait for a reply: by the phases of its request. */
static void add_request(Side *side, const PathLink *link) {
    if (link->arg < 1 || (uint64_t)link->arg > side->requests.count) {
        add(side, LEDGER_SERVER, link->end_ns - link->start_ns);
        return;
    }
    const Request *request = &side->requests.items[link->arg - 1];
    int64_t left_ns = link->end_ns - link->start_ns;
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &side->requests.phases[request->first_phase + i];
        int64_t ns = phase->end_ns - phase->start_ns;
        bool connects = is_set_up(phase->phase);
        if ((connects || phase->phase == TRACE_PHASE_POOL) && ns <= left_ns) {
            add(side, connects ? LEDGER_CONNECTION : LEDGER_POOL, ns);
            left_ns -= ns;
        }
    }
    int64_t twin_ns = side->twins_ns[link->arg - 1];
    int64_t excess_ns = twin_ns >= 0 ? reply_ns(side, (size_t)link->arg - 1) - twin_ns : 0;
    excess_ns = excess_ns < 0 ? 0 : excess_ns < left_ns ? excess_ns : left_ns;
    add(side, LEDGER_SERVER, left_ns - excess_ns);
    add_late(side, link, link->end_ns - excess_ns, LEDGER_SERVER);
}

static void add_link(Side *side, const PathLink *link) {
    int64_t ns = link->end_ns - link->start_ns;
    if (link->reason == TRACE_FOR_REQUEST) {
        add_request(side, link);
    } else if (link->reason == TRACE_FOR_SLEEP) {
        add_sleep(side, link);
    } else if (link->reason == TRACE_FOR_CONNECTION) {
        add(side, LEDGER_POOL, ns);
    } else if (link->state == SPAN_READY || trace_reason_is_processor(link->reason)) {
        add(side, LEDGER_SCHEDULING, ns);
    } else if (link->state == SPAN_RUNNING) {
        add(side, LEDGER_OVERHEAD, ns);
    } else {
        add(side, LEDGER_RESIDUAL, ns);
    }
}

static void side_init(Side *side, const Trace *trace) {
    *side = (Side){.trace = trace};
    spans_derive(&side->spans, trace);
    requests_derive(&side->requests, trace);
    side->whole_ns = side->spans.end_ns;
    side->twins_ns = memory_new_zeroed(side->requests.count + 1, sizeof *side->twins_ns);
    for (size_t i = 0; i < side->requests.count; i++) {
        side->twins_ns[i] = -1;
    }
}

static void side_release(Side *side) {
    spans_release(&side->spans);
    requests_release(&side->requests);
    memory_free(side->twins_ns);
}

static void sort_path(Side *side) {
    CriticalPath path;
    critical_path_find(&path, side->trace);
    for (size_t i = 0; i < path.count; i++) {
        add_link(side, &path.items[i]);
    }
    ARRAY_RELEASE(&path);
}

Ledger ledger_of(const Trace *simulated, const Trace *measured) {
    Side model, real;
    side_init(&model, simulated);
    side_init(&real, measured);
    pair_requests(&model, &real);
    sort_path(&model);
    sort_path(&real);
    Ledger ledger = {.simulated_ns = model.whole_ns, .measured_ns = real.whole_ns};
    int64_t explained_ns = 0;
    for (int i = 0; i < LEDGER_RESIDUAL; i++) {
        ledger.causes_ns[i] = real.sums_ns[i] - model.sums_ns[i];
        explained_ns += ledger.causes_ns[i];
    }
    ledger.causes_ns[LEDGER_RESIDUAL] = real.whole_ns - model.whole_ns - explained_ns;
    side_release(&model);
    side_release(&real);
    return ledger;
}
