/* How long a client's request may take: the class Limits of the module `_meanwhile`.
 *
 *     Limits(pool, connect, connected, read, total, whole_from, cancels)
 *
 *     pool        seconds (int or float) in line for a connection, or None: any time
 *     connect     … for connecting, once it is this one's turn
 *     connected   … for these two together
 *     read        … from being connected until the reply must be there
 *     total       … for everything
 *     whole_from  limits of at least so many seconds, of those that begin with the request, end on
 *                 a whole second of the clock, at or after the exact time; None: none does
 *     cancels     True: the library ends its own waits by cancelling its task, and does not take
 *                 that back
 *
 * That is what anyio 3.6 does beneath httpx: Task.cancelling() has counted one when a connection
 * stands, one when a reply or a turn in the pool's line does not come in time, and three when a
 * connection does not. So an asyncio.timeout() in the same task cannot tell its own cancellation
 * from these, and lets CancelledError pass. Who is cancelled while it connects loses its place in
 * the pool for good.
 *
 * What is left out is None; a negative limit is 0. A Limits does not change. The Python shim has
 * the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_LIMITS_H
#define SESSION_LIMITS_H

#include "session/context.h"

/* EXCHANGE_NO_LIMIT (sim/exchange.h): there is none. */
typedef struct Limits {
    int64_t pool_ns, connect_ns, connected_ns, read_ns, total_ns, whole_from_ns;
    bool cancels;
} Limits;

/* Whether this is a Limits, and what is in it: good as long as that. */
bool value_is_limits(Value value);
const Limits *value_limits(Value value);

/* When a limit of these ends that began then; MACHINE_FOREVER: never. */
int64_t limits_end_ns(const Limits *limits, int64_t began_ns, int64_t limit_ns);

/* Puts the class into the module. */
void limits_add_class(Session *session, Value module);

#endif
