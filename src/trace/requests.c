#include "trace/requests.h"

#include "base/memory.h"
#include "trace/duration.h"

/* Where each request's phases will stand: as many places as it has phase events. */
static void make_room(Requests *requests, const Trace *trace) {
    size_t events = trace_count(trace), phases = 0;
    for (size_t i = 0; i < events; i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->kind == TRACE_PHASE) {
            requests->items[event->arg - 1].first_phase++;
        }
    }
    for (size_t i = 0; i < requests->count; i++) {
        size_t count = requests->items[i].first_phase;
        requests->items[i].first_phase = phases;
        phases += count;
    }
    requests->phases = memory_new_zeroed(phases + 1, sizeof *requests->phases);
}

static void end_phase(const Requests *requests, Request *request, int64_t t_ns) {
    if (request->phase_count > 0) {
        RequestPhase *last = &requests->phases[request->first_phase + request->phase_count - 1];
        last->end_ns = t_ns;
        request->phase_count -= last->start_ns == t_ns;
    }
}

static void end_request(const Requests *requests, Request *request, int64_t t_ns) {
    request->end_ns = t_ns;
    end_phase(requests, request, t_ns);
}

static void follow(const Requests *requests, const TraceEvent *event) {
    Request *request = &requests->items[event->arg - 1];
    switch ((TraceKind)event->kind) {
    case TRACE_REQUEST:
        request->start_ns = event->t_ns;
        request->lane = event->lane;
        request->call = event->other;
        request->line = event->line;
        break;
    case TRACE_PHASE:
        end_phase(requests, request, event->t_ns);
        requests->phases[request->first_phase + request->phase_count++] =
            (RequestPhase){.start_ns = event->t_ns, .phase = (TracePhase)event->reason};
        break;
    case TRACE_RESPONSE:
        request->end = REQUEST_ANSWERED;
        request->status = (int)event->other;
        end_request(requests, request, event->t_ns);
        break;
    default:
        request->end = REQUEST_FAILED;
        request->error = event->other;
        end_request(requests, request, event->t_ns);
        break;
    }
}

void requests_derive(Requests *requests, const Trace *trace) {
    size_t events = trace_count(trace);
    *requests = (Requests){.items = memory_new_zeroed(trace->requests + 1, sizeof(Request)),
                           .count = trace->requests};
    make_room(requests, trace);
    for (size_t i = 0; i < events; i++) {
        const TraceEvent *event = trace_at(trace, i);
        bool is_known = event->kind == TRACE_REQUEST || event->kind == TRACE_PHASE ||
                        event->kind == TRACE_RESPONSE || event->kind == TRACE_REQUEST_FAILED;
        if (is_known && requests->items[event->arg - 1].end == REQUEST_OPEN) {
            follow(requests, event);
        }
    }
    int64_t end_ns = events > 0 ? trace_at(trace, events - 1)->t_ns : 0;
    for (size_t i = 0; i < requests->count; i++) {
        if (requests->items[i].end == REQUEST_OPEN) {
            end_request(requests, &requests->items[i], end_ns);
        }
    }
}

void requests_release(Requests *requests) {
    memory_free(requests->items);
    memory_free(requests->phases);
    *requests = (Requests){0};
}

int64_t request_phase_ns(const Requests *requests, const Request *request, TracePhase phase) {
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *item = &requests->phases[request->first_phase + i];
        if (item->phase == phase) {
            return item->end_ns - item->start_ns;
        }
    }
    return 0;
}

void requests_sum_phases(const Requests *requests, int64_t *sums) {
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        sums[i] = 0;
    }
    for (size_t i = 0; i < requests->count; i++) {
        const Request *request = &requests->items[i];
        for (size_t k = 0; k < request->phase_count; k++) {
            const RequestPhase *item = &requests->phases[request->first_phase + k];
            sums[item->phase] = duration_add(sums[item->phase], item->end_ns - item->start_ns);
        }
    }
}
