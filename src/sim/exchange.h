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
 * Or nobody here: a carrier (host_table_set_carrier) takes the exchange to where it is answered, by
 * real sockets. What is known of it then is what the carrier has seen:
 *
 *     begin(context, exchange)
 *     exchange_connected(exchange, now)      the connection stands; the request is sent
 *     exchange_first_byte(exchange, now)
 *     …fills exchange->reply…
 *     exchange_carried(exchange, now, failure)
 *
 * and nothing more after the last, or after the carrier's cancel(). The limits are kept here: they
 * are due like anything else. A sender that blocks its thread for a carried exchange sets
 * is_blocking before exchange_begin(), and calls exchange_perform() on an errand of the machine's
 * until it is over; the exchange is recorded at its end, since it was out of sight until then.
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

struct Exchange;
typedef struct ExchangeCarrier {
    void *context;
    void (*begin)(void *context, struct Exchange *exchange);
    void (*cancel)(void *context,
                   struct Exchange *exchange); /* of what has begun and is not over */
    /* All of it, on the calling thread, outside of the machine: comes back when the exchange is
     * over (it sees to the limits itself, with exchange_go_on()) or was interrupted. */
    void (*perform)(void *context, struct Exchange *exchange);
    void (*interrupt)(void *context, struct Exchange *exchange); /* from another thread */
} ExchangeCarrier;

typedef enum ExchangeStage {
    EXCHANGE_CONNECTING, /* or on the way to an app */
    EXCHANGE_AT_APP,     /* until it answers */
    EXCHANGE_CARRIED,    /* by real sockets */
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
    /* of a carried one */
    const ExchangeCarrier *carrier; /* NULL: it is simulated */
    void *carried;                  /* the carrier's */
    bool is_blocking;               /* see above */
    bool has_arrived, has_first_byte;
    bool is_arriving; /* the app is being told of it: no need to call `answered` */
    int64_t began_ns, arrived_ns, first_byte_ns;
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

/* The errand of a blocking sender. */
void exchange_perform(Exchange *exchange);
void exchange_interrupt(Exchange *exchange);

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

/* --- the carrier's side --- */

/* A phase begins or began; of those before, in order. */
void exchange_phase(Exchange *exchange, TracePhase phase, int64_t start_ns);
void exchange_connected(Exchange *exchange, int64_t now_ns);
void exchange_first_byte(Exchange *exchange, int64_t now_ns);
/* It is over: the reply is filled in, or failure says why there is none. */
void exchange_carried(Exchange *exchange, int64_t now_ns, HostFailure failure);

/* --- both again --- */

/* The run is over, and the app with it: nobody is told, and nothing will come of the exchange. */
void exchange_forget(Exchange *exchange);

#endif
