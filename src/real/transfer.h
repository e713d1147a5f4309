/* One request by one libcurl handle: how an exchange is put to libcurl, and what comes of it put
 * back into the exchange. The handle is made once and serves many requests, one after the other;
 * whoever owns the transfer runs it (carrier.h). */
#ifndef REAL_TRANSFER_H
#define REAL_TRANSFER_H

#include "base/text.h"
#include "real/clock.h"
#include "sim/exchange.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdbool.h>

/* What all transfers of a run have in common; borrowed. */
typedef struct RealRoute {
    const RealClock *clock;
    CURLSH *share;              /* TLS sessions */
    struct curl_slist *server;  /* where connections go instead; NULL: where the URL says */
    struct curl_slist *refused; /* … for a host that always refuses */
    const char *authority;      /* a file; NULL: the system's */
    const World *world;         /* with at least one such host, or NULL */
    atomic_bool *lacks_files;   /* set when the system gives no more sockets */
} RealRoute;

/* The fields of a request, as libcurl wants them; transfers of one thread share them. */
typedef struct RealSent {
    int users;
    Text text; /* to compare */
    struct curl_slist *list;
} RealSent;

void real_sent_release(RealSent *sent); /* one user less; NULL is fine */

typedef struct RealTransfer {
    CURL *easy;
    const RealRoute *route;
    Exchange *exchange;            /* NULL: it is idle */
    Text fields;                   /* of the reply, from its status line on */
    RealSent *sent;                /* those of the last request; NULL: there was none */
    struct curl_slist *connect_to; /* as set last */
    struct RealTransfer *next;     /* in a list of its owner's */
} RealTransfer;

bool real_transfer_init(RealTransfer *transfer, const RealRoute *route); /* false: no memory */
void real_transfer_release(RealTransfer *transfer);

/* Sets the handle up for the exchange. `latest` are the owner's: what was sent last, by any of its
 * transfers, and will most likely be sent again; NULL at first, and released in the end. */
void real_transfer_set(RealTransfer *transfer, Exchange *exchange, RealSent **latest);

/* libcurl is done with it, so and so: fills the reply and tells the exchange, which may be gone
 * afterwards. The handle is out of any multi handle by now; the transfer is idle again. */
void real_transfer_finish(RealTransfer *transfer, CURLcode code);

/* Nobody waits for it any more. */
void real_transfer_forget(RealTransfer *transfer);

#endif
