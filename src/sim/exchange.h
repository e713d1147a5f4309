/* An exchange is one request on its way to a host and back. Two sides meet in it, and neither knows
 * the other:
 *
 * Who sends: a client library of the program, a `load` or `arrivals` line of the world. It begins
 * the exchange and comes back when due_ns is reached, until it is over:
 *
 *     Exchange exchange = {0};
 *     exchange_begin(&exchange, hosts, &request, &limits, now_ns);
 *     while (!exchange.is_over) {
 *         … wait until exchange.due_ns, or until `answered` is called …
 *         exchange_go_on(&exchange, now_ns);
 *     }
 *     … exchange.failure, exchange.reply …
 *     exchange_end(&exchange, now_ns);
 *
 * A sender that comes back late (its event loop was blocked when the connection stood) sends late:
 * so it is with real clients. With an exchange that is over, due_ns is when the outcome arrived at
 * the client. Giving up early is exchange_end() alone.
 *
 * Who answers: a simulated host, by its line of the world, whose whole answer is known when the
 * request arrives; or an app, a server in the program, which host_table_serve() has put in its
 * place. An app is told of the arrival, may say when somebody begins to serve it, and answers:
 *
 *     arrived(context, exchange)      look at exchange->request, which is good as long as that is
 *     exchange_serve(exchange, now)   no longer in the app's queue: a handler works on it
 *     exchange_answer(exchange, now, status, headers, …)
 *
 * The phases are HAR's, in the order of TRACE_PHASE; those of no length are left out. What an
 * exchange knows of them stands in `phases`, also of the future; a recorded exchange (see
 * exchange_record) writes each to the trace when it begins, and the outcome when it is there.
 *
 * Limits are a client's timeouts. What comes at the very instant of one is in time. `connect`
 * covers connecting and TLS, `read` the wait from then until the first byte, `total` everything. */
#ifndef SIM_EXCHANGE_H
#define SIM_EXCHANGE_H

#include "sim/host.h"
#include "sim/machine.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

#define EXCHANGE_NO_LIMIT INT64_MAX

typedef struct ExchangeLimits {
    int64_t connect_ns, read_ns, total_ns;
} ExchangeLimits;

typedef struct ExchangePhase {
    int64_t start_ns;
    TracePhase phase;
} ExchangePhase;

typedef enum ExchangeStage {
    EXCHANGE_CONNECTING, /* or on the way to an app */
    EXCHANGE_AT_APP,     /* until it answers */
    EXCHANGE_DECIDED,    /* the outcome and its time are known */
} ExchangeStage;

/* Lives with the sender, and must not move while it is under way. */
typedef struct Exchange {
    /* what is sent; borrowed from the sender until exchange_end() */
    HostRequest request;
    ExchangeLimits limits;

    /* what comes of it */
    bool is_over;
    int64_t due_ns; /* when to come back: HOST_NEVER waits for `answered`, perhaps for ever */
    HostFailure failure;
    HostReply reply;                         /* whole when it is over without failure */
    ExchangePhase phases[TRACE_PHASE_COUNT]; /* those known so far */
    size_t phase_count;

    /* the sender's; set them after exchange_begin() */
    void (*answered)(void *sender, struct Exchange *exchange); /* due_ns has changed */
    void *sender;
    /* the app's */
    void *handler;

    ExchangeStage stage;
    bool is_arriving; /* the app is being told of it: no need to call `answered` */
    int64_t began_ns, arrived_ns;
    /* of a recorded exchange; trace NULL: nobody records */
    Trace *trace;
    Machine *machine;
    MachineTimer timer; /* for the next phase, or the outcome */
    int64_t number;     /* of the request, in the trace */
    uint32_t lane;
    int32_t line;
    size_t phases_written;
    bool outcome_written;
} Exchange;

/* --- the sender's side --- */

/* Has everything about the exchange recorded, for the request `number` that trace_add_request()
 * made. Call it before exchange_begin(), on a zeroed exchange. */
void exchange_record(Exchange *exchange, Trace *trace, Machine *machine, int64_t number,
                     uint32_t lane, int32_t line);

/* Draws what the request gets and sets out. Afterwards the exchange is over, or has a due_ns. */
void exchange_begin(Exchange *exchange, HostTable *hosts, const HostRequest *request,
                    const ExchangeLimits *limits, int64_t now_ns);

/* To be called when due_ns is reached; earlier it does nothing. */
void exchange_go_on(Exchange *exchange, int64_t now_ns);

/* Releases what it holds; one that is not over ends as cancelled. */
void exchange_end(Exchange *exchange, int64_t now_ns);

/* --- the app's side --- */

/* Somebody begins to serve it: its wait in the server's queue is over. */
void exchange_serve(Exchange *exchange, int64_t now_ns);

/* The answer leaves the app, now. Copies headers and body; Content-Length is added where it is
 * missing. After this the app must not touch the exchange. */
void exchange_answer(Exchange *exchange, int64_t now_ns, int status, const HostHeader *headers,
                     size_t header_count, const char *body, size_t body_length);

/* The connection breaks instead: the client sees a reset. */
void exchange_break(Exchange *exchange, int64_t now_ns);

/* The run is over, and the app with it: nobody is told, and nothing will come of the exchange. */
void exchange_forget(Exchange *exchange);

#endif
