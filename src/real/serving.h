/* What the latency server's process does: accepts connections, keeps the time for them, and obeys
 * the process that started it. What is said on a connection is real/connection.h.
 *
 * Time is the monotonic clock's, in ns. A request counts as arrived when the system said that its
 * bytes were there, not when its turn came among hundreds that arrived at once: the time it takes
 * to read all these is no part of their latency. So now_ns stands still while what one wait brought
 * is being looked at.
 *
 * The process that started it speaks over a socket of packets: one byte asks, a RealServerFigures
 * answers. When that socket closes, its owner is gone, and the server goes too. */
#ifndef REAL_SERVING_H
#define REAL_SERVING_H

#include "real/server.h"
#include "sim/host.h"

#include <event2/event_struct.h>
#include <openssl/types.h>

enum {
    SERVING_ASK_FIGURES = 'f',
    SERVING_ASK_STOP = 's',
    SERVING_BUFFER_BYTES = 64 * 1024,
};

struct Connection;

/* What a server's process has. The first half is given to it. */
typedef struct Serving {
    int listener, control, log; /* descriptors; log -1: none */
    uint16_t port;
    const World *world;
    SSL_CTX *tls;
    RealServerOptions options; /* without zeros */

    struct event_base *base;
    struct event accepting, controlled, terminated, grace;
    HostTable *hosts;
    RealServerFigures figures;
    struct Connection *first; /* of all that are open */
    int64_t began_ns;
    int64_t now_ns;
    bool now_is_over; /* the next callback comes after another wait */
    bool has_woken;   /* by this wait */
    bool is_full;     /* no more files: accepting waits until a connection closes */
    bool is_stopping; /* what is under way is finished, nothing else */
    bool is_orphan;   /* the owner has gone */
    char buffer[SERVING_BUFFER_BYTES]; /* for what is read */
} Serving;

/* Serves until it is told to stop, or its owner has gone; returns whether that is why. */
bool serving_run(Serving *serving);

/* To be called first and last by whatever the event loop calls: moves now_ns, if this is the first
 * that a wait brought. */
void serving_wake(Serving *serving);
void serving_rest(Serving *serving);

/* What the time is this very moment. */
int64_t serving_clock_ns(void);

/* A connection has closed, and is in no list any more. */
void serving_has_closed(Serving *serving);

#endif
