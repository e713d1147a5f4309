/* What carries a real run's requests (sim/exchange.h: ExchangeCarrier), by libcurl:
 *
 *   - awaited ones by its multi interface, on the event base of the run's clock: one thread, any
 *     number of connections;
 *   - blocking ones by a handle on the thread that blocks, which has let go of the GIL meanwhile.
 *
 * Of HTTP, libcurl does what is below the client libraries: sockets, TLS, the bytes of requests and
 * replies. Whether there is a connection to reuse, how long to wait, where a redirect leads and
 * what is an error the clients decide (session/modules, sim/exchange.h), as in the simulation: a
 * request says whether it needs a fresh connection, and gets one of those that libcurl kept
 * otherwise. A request is sent once: what fails on a kept connection is not sent again.
 *
 * URLs stay what they are, and so do Host fields and the names in certificates; only connections go
 * to the latency server instead (real/server.h) or, for a host whose line of the world says that it
 * always refuses, to a port where nobody listens. A server that dies lets go of all its
 * connections, and refuses new ones. Handles and their buffers are kept for the next request, and
 * TLS sessions are shared by all. The system's soft limit of open files is raised as far as it
 * goes: each connection is one. */
#ifndef REAL_CARRIER_H
#define REAL_CARRIER_H

#include "real/clock.h"
#include "real/server.h"
#include "sim/exchange.h"
#include "sim/world.h"

enum {
    REAL_REPLY_BYTES_MAX = 256 << 20, /* of a body, and of all header fields; then it is a reset */
};

typedef struct RealCarrier RealCarrier;

typedef struct RealCarrierOptions {
    RealClock *clock;   /* must outlive the carrier */
    const World *world; /* likewise: who always refuses; NULL: nobody */
    RealServer *server; /* likewise: where all connections go; NULL: where their URLs say */
} RealCarrierOptions;

/* STATUS_REAL: no memory or files for it. */
Status real_carrier_new(const RealCarrierOptions *options, RealCarrier **carrier,
                        Error *error) MUST_CHECK;
void real_carrier_free(RealCarrier *carrier); /* with no exchange under way; NULL is fine */

/* Whether a connection was not to be had since the system allows no more open files; then
 * *files_max, if it is not NULL, is how many it allows this process. */
bool real_carrier_lacked_files(const RealCarrier *carrier, int64_t *files_max);

/* What host_table_set_carrier() takes; lives with the carrier. */
const ExchangeCarrier *real_carrier_seam(const RealCarrier *carrier);

#endif
