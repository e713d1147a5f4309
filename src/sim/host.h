/* Simulated hosts: what the k-th request to a URL gets, and how long each part of that takes. All
 * state (counters, random streams, servers) belongs to the host's name and lives as long as the
 * table, which is one run. Who sends a request and lives through its phases is sim/exchange.h.
 *
 * A request draws when it is sent, from its host's own streams, one latency, one round trip time
 * and one number for the faults, whatever then happens to it: so the k-th request to a host draws
 * the same in every run of the same seed, sequential or concurrent, cancelled or not.
 *
 *     |-- connect --|-- TLS --|-- queue --|-- service --|-- receive --|
 *     sent                    arrived                                 replied
 *
 * connect   one rtt, and one more for TLS with https; nothing on a connection that the client kept
 * queue     until one of `servers` is free; they take requests in the order of arrival, and serve
 *           them to the end, even those whose client has gone. More than `queue` waiting: 503 at
 *           once
 * service   the host's latency; /delay/N adds N seconds (and stands alone if no line of the world
 *           gives this host a latency)
 * receive   size (or the body's) over bandwidth; the server is free meanwhile
 *
 * `rate R`: a request beyond R in the last period is answered 429 at once, with a Retry-After. A
 * `fail reset` comes when the service ends, a `fail connect` when the connection was due; after a
 * `fail timeout` nothing comes.
 *
 * Every host knows httpbin's paths, see sim/httpbin.h. Otherwise the body is the world's, or
 * {"url": URL, "path": PATH} as Python's json.dumps writes it. A `status` leaves the body alone.
 *
 * A host may be a program's own server instead: see host_table_serve(). */
#ifndef SIM_HOST_H
#define SIM_HOST_H

#include "base/array.h"
#include "base/text.h"
#include "sim/url.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_NEVER INT64_MAX

typedef struct HostTable HostTable;

typedef struct HostHeader {
    const char *name;
    const char *value;
} HostHeader;

/* Borrowed for the call. */
typedef struct HostRequest {
    const char *method; /* upper case */
    const char *url;
    size_t url_length;
    const HostHeader *headers; /* what /get and /delay show */
    size_t header_count;
    const char *body;
    size_t body_length;
    bool fresh; /* a connection must be made first */
} HostRequest;

typedef enum HostFailure {
    HOST_OK,
    HOST_CONNECT,         /* refused */
    HOST_RESET,           /* by the peer, while waiting for the reply */
    HOST_POOL_TIMEOUT,    /* the rest comes from the client: see session/call.h, */
    HOST_CONNECT_TIMEOUT, /* and sim/exchange.h */
    HOST_READ_TIMEOUT,
    HOST_TOTAL_TIMEOUT,
    HOST_CANCELLED,
} HostFailure;

/* What a request will get. Owns its body and headers; the other strings are literals. */
typedef struct HostReply {
    int64_t connect_ns;
    int64_t tls_ns;
    int64_t send_ns;    /* to an app whose host has a latency; else 0 */
    int64_t queue_ns;   /* known when it has arrived */
    int64_t service_ns; /* HOST_NEVER: no reply will come, or an app decides */
    int64_t receive_ns;
    HostFailure failure; /* HOST_OK, HOST_CONNECT or HOST_RESET */
    int status;
    const char *reason;
    char *given_reason;           /* owned: of a real server, where `reason` points to; else NULL */
    const char *content_type;     /* "" for none, or when it is among the headers */
    ARRAY_OF(HostHeader) headers; /* beside Content-Type and Content-Length; owned strings */
    Text body;
    size_t content_length; /* of the body, or of what HEAD leaves out */
    bool is_head;
    bool never;                  /* a server takes it, and no reply comes */
    struct HostService *service; /* who serves it; NULL when the URL is none, or not simulated */
    const struct HostApp *app;   /* the program's own server, or NULL */
    void *app_context;
} HostReply;

struct Exchange;
struct ExchangeCarrier;

/* A program's own server: see sim/exchange.h for what it does with an exchange. */
typedef struct HostApp {
    /* A request has arrived, now. The app answers on the spot or later, once, with
     * exchange_answer(); the exchange is good until then, or until gone(). NULL: nobody listens
     * there, and connections are refused. */
    void (*arrived)(void *context, struct Exchange *exchange);
    /* The client has left (a timeout, a cancelled task) before the answer: the exchange must not be
     * touched any more. */
    void (*gone)(void *context, struct Exchange *exchange);
} HostApp;

HostTable *host_table_new(const World *world); /* the world must outlive it */
/* From now on each request whose draws depend on the seed asks whether it draws as it would when
 * the seed were larger: by so much, 0 for the seed itself. */
void host_table_set_chooser(HostTable *table, uint32_t (*further)(void *context), void *context);
void host_table_free(HostTable *table);

/* From now on `app` answers all requests to the host of this name ("app.local", "localhost:8000";
 * NULL takes it away again). The world's line for it still says its rtt, bandwidth, size, rate and
 * faults; its latency, if the line gives one, is the way to the app; its servers, queue and body
 * are the app's business. Borrowed. */
void host_table_serve(HostTable *table, const char *name, const HostApp *app, void *context);

/* From now on `carrier` (sim/exchange.h) takes all other requests to where they are answered.
 * Borrowed. */
void host_table_set_carrier(HostTable *table, const struct ExchangeCarrier *carrier);
/* Who takes a request to this URL there; NULL: it is answered here. */
const struct ExchangeCarrier *host_table_carrier(HostTable *table, const HostRequest *request);

/* Draws what a request gets that is sent now: fills `reply` (host_reply_release() it). Returns
 * NULL, or why this is no URL: then there is no such host, and the reply is that it refused the
 * connection. */
const char *host_draw(HostTable *table, const HostRequest *request, HostReply *reply);

/* The request has arrived at its host: fills queue_ns, or turns it away with 429 or 503. Not for
 * what an app answers beyond the 429. Arrivals come in order of time. */
void host_arrive(HostReply *reply, int64_t now_ns);
void host_reply_release(HostReply *reply);

/* Replaces what is in the reply: copies headers and body. Status 100 to 999. */
void host_reply_fill(HostReply *reply, int status, const HostHeader *headers, size_t header_count,
                     const char *body, size_t body_length);
/* Calls add() for each header field as it is sent: Content-Type and Content-Length first, unless
 * there is none, or it is among the others. */
void host_reply_each_header(const HostReply *reply,
                            void (*add)(void *context, const char *name, const char *value),
                            void *context);
void host_reply_add_header(HostReply *reply, const char *name, const char *value); /* copies */

const char *
host_failure_name(HostFailure failure); /* "" for HOST_OK, "connect", "read timeout" … */
const char *host_reason(int status);    /* "Not Found"; "" for a status without one */

/* The name under which a URL's server keeps its state, such as "localhost:8000", for trace and
 * messages: NULL when it is no URL. The caller frees. */
char *host_name_of(const char *bytes, size_t length);

#endif
