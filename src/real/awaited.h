/* The requests that a loop awaits, by libcurl's multi interface on the event base of the run's
 * clock: one thread, any number of connections. libcurl says which sockets it wants to hear of and
 * when it wants to be called; what has happened is told while the machine waits, or looks around.
 *
 * A transfer's handle and buffers are kept for the next request. So are connections, and their
 * sockets stay on the base, since they will be wanted again. A program may begin a thousand
 * requests before it waits for the first of them: they set out meanwhile, some at a time. */
#ifndef REAL_AWAITED_H
#define REAL_AWAITED_H

#include "base/array.h"
#include "real/transfer.h"

struct event;

/* Embedded in the carrier. */
typedef struct RealAwaited {
    const RealRoute *route;
    RealClock *clock;
    CURLM *multi;
    struct event *timer;
    ARRAY_OF(struct RealSocket *) sockets; /* by file descriptor; NULL: none so far */
    ARRAY_OF(curl_socket_t) connecting;    /* nobody has looked whether they stand already */
    RealTransfer *idle;
    RealSent *latest;
    bool is_called_back; /* from the event base */
    int waiting;         /* transfers that libcurl has been given, but no time since */
    size_t under_way, kept_max;
} RealAwaited;

/* False: no memory, or no files; then release it all the same. Route and clock are borrowed. */
bool real_awaited_init(RealAwaited *awaited, const RealRoute *route, RealClock *clock);
void real_awaited_release(RealAwaited *awaited); /* with nothing under way */

/* A stock of handles; and one request, to a port where nobody listens, so that what libcurl does
 * once for all is not done in the run. */
void real_awaited_warm_up(RealAwaited *awaited);

/* ExchangeCarrier's functions, for the thread that runs on the machine. */
void real_awaited_begin(RealAwaited *awaited, Exchange *exchange);
void real_awaited_cancel(RealAwaited *awaited, Exchange *exchange);

#endif
