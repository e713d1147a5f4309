/* Requests, derived from the events: when each began and ended, how, and which phases it went
 * through in between. Phases lie back to back, in the order of TRACE_PHASE, and those of no length
 * are left out; the last one ends with the request. What lies between the beginning and the first
 * phase (or is the whole request, where nothing is known of its phases) is nobody's.
 *
 * Requests stand in the order of their numbers: request n is items[n - 1]. They do not refer to the
 * trace, but for lane and string numbers. */
#ifndef TRACE_REQUESTS_H
#define TRACE_REQUESTS_H

#include "trace/trace.h"

typedef enum RequestEnd {
    REQUEST_OPEN, /* had not ended when the run did; end_ns is the run's */
    REQUEST_ANSWERED,
    REQUEST_FAILED,
} RequestEnd;

typedef struct RequestPhase {
    int64_t start_ns, end_ns;
    TracePhase phase;
} RequestPhase;

typedef struct Request {
    int64_t start_ns, end_ns;
    size_t first_phase, phase_count; /* in Requests.phases */
    uint32_t lane;                   /* who sent it */
    uint32_t call;                   /* string: "GET https://…" */
    int32_t line;
    RequestEnd end;
    int status;     /* of an answered one */
    uint32_t error; /* string, of a failed one: "read timeout" */
} Request;

typedef struct Requests {
    Request *items;
    size_t count;
    RequestPhase *phases;
} Requests;

/* Derives all requests; requests_release() frees them. */
void requests_derive(Requests *requests, const Trace *trace);
void requests_release(Requests *requests);

/* How long a request spent in one phase; 0 if it had none. */
int64_t request_phase_ns(const Requests *requests, const Request *request, TracePhase phase);

/* What all requests together spent in each phase, saturating; `sums` has TRACE_PHASE_COUNT. */
void requests_sum_phases(const Requests *requests, int64_t *sums);

#endif
