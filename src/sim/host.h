/* Simulated hosts: what the k-th request to a URL at the time t gets, how long that takes, and
 * after which wait a client with timeouts knows it. All state (counters, random streams, servers)
 * belongs to the host's name and lives as long as the table, which is one run.
 *
 * A request draws when it is sent, from its host's own streams, one latency, one round trip time
 * and one number for the faults, whatever then happens to it: so the k-th request to a host draws
 * the same in every run of the same seed, sequential or concurrent, cancelled or not.
 *
 *     |-- connect --|-- wait for a server --|-- latency --|-- transfer --|
 *     sent          connected                                            replied
 *
 * connect   rtt, twice with https; nothing on a connection that the client kept
 * wait      until one of `servers` is free; they serve in the order of sending, to the end, even
 *           those whose client has gone. More than `queue` waiting: 503 at once
 * latency   the host's distribution; /delay/N adds N seconds (and stands alone if no line of the
 *           world gives this host a latency)
 * transfer  size (or the body's) over bandwidth
 *
 * `rate R`: a request beyond R in the last period is answered 429 at once. A `fail reset` comes
 * when the reply was due, a `fail connect` when the connection was; after a `fail timeout` nothing
 * comes.
 *
 * Every host knows httpbin's paths, see sim/httpbin.h. Otherwise the body is the world's, or
 * {"url": URL, "path": PATH} as Python's json.dumps writes it. A `status` leaves the body alone. */
#ifndef SIM_HOST_H
#define SIM_HOST_H

#include "base/text.h"
#include "sim/url.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_NEVER INT64_MAX
#define HOST_NO_LIMIT INT64_MAX

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
    int64_t now_ns;
} HostRequest;

typedef enum HostFailure {
    HOST_OK,
    HOST_CONNECT, /* refused */
    HOST_RESET,
    HOST_CONNECT_TIMEOUT, /* these three only from host_wait() */
    HOST_READ_TIMEOUT,
    HOST_TOTAL_TIMEOUT,
} HostFailure;

/* Owns its body and type; reason is a literal or the table's. */
typedef struct HostReply {
    int64_t connect_ns; /* from sending */
    int64_t queue_ns;   /* from being connected: waiting for a server */
    int64_t serve_ns;   /* from then: latency and transfer; HOST_NEVER: no reply will come */
    HostFailure failure;
    int status;
    const char *reason;
    const char *content_type; /* a literal; "" for none */
    Text body;
    size_t content_length; /* of the body, or of what HEAD leaves out */
} HostReply;

typedef struct HostLimits { /* a client's timeouts in ns, HOST_NO_LIMIT for none */
    int64_t connect_ns, read_ns, total_ns;
} HostLimits;

HostTable *host_table_new(const World *world); /* the world must outlive it */
void host_table_free(HostTable *table);

/* Fills `reply` (host_reply_release() it). Returns NULL, or why this is no URL: then there is no
 * such host, and the reply is that it refused the connection. */
const char *host_request(HostTable *table, const HostRequest *request, HostReply *reply);
void host_reply_release(HostReply *reply);

/* When the client knows the outcome, in ns from sending (HOST_NEVER: it waits for ever), and what
 * the outcome is. What comes at the very instant of a limit is in time. */
int64_t host_wait(const HostReply *reply, const HostLimits *limits, HostFailure *failure);

const char *
host_failure_name(HostFailure failure); /* "" for HOST_OK, "connect", "read timeout" … */
const char *host_reason(int status);    /* "Not Found"; "" for a status without one */

/* The name under which a URL's server keeps its state, such as "localhost:8000", for trace and
 * messages: NULL when it is no URL. The caller frees. */
char *host_name_of(const char *bytes, size_t length);

#endif
