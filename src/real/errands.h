/* The requests that a thread waits for, each by a libcurl handle on that thread, beside whatever
 * else runs: what curl_easy_perform() does, with the client's own limits. A handle keeps its
 * connection for the next request to the same origin; whoever wants a fresh one takes a handle that
 * has none, or the one that was idle for longest. All threads may call these at the same time. */
#ifndef REAL_ERRANDS_H
#define REAL_ERRANDS_H

#include "real/transfer.h"

#include <pthread.h>
#include <stdatomic.h>

/* Embedded in the carrier. */
typedef struct RealErrands {
    const RealRoute *route;
    pthread_mutex_t lock;    /* guards the lists */
    struct RealErrand *idle; /* the one that was used last at the end */
    struct RealErrand *busy;
    size_t idle_count;
    atomic_bool is_interrupted;
} RealErrands;

void real_errands_init(RealErrands *errands, const RealRoute *route); /* borrowed */
void real_errands_release(RealErrands *errands);                      /* with none under way */

/* ExchangeCarrier's: returns when the exchange is over, or was interrupted. */
void real_errands_perform(RealErrands *errands, Exchange *exchange);
void real_errands_interrupt(RealErrands *errands); /* the run is over: all of them return */

#endif
