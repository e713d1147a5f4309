/* The connections of a client: how many are in use, which are idle, who stands in line for one. The
 * three HTTP clients keep one each, as the class Pool of the module `_meanwhile`:
 *
 *     Pool(most, most_each, idle_most, keep_ns, shared, origins)
 *                               At most `most` are in use, and `most_each` to one origin; None or
 *                               0: any number. At most `idle_most` idle ones are kept (None: any
 *                               number), per origin or (`shared`) in all, those in use counted,
 * each for keep_ns (None: for ever), and those of the `origins` (None: all) that were used last
 *     pool.enter(origin)        takes a connection at once, if there is one to have: whether it is
 *                               a new one (True) or was idle (False), or None
 *     pool.line_up(origin, method, url)
 *                               stands in line (session/line.h): the place. A connection that came
 *                               free meanwhile is this one's at once
 *     pool.leave(origin, kept)  gives a connection back, or (not kept) up; the next in line has it
 *                               then. Only if nobody waits may it be one idle connection too many
 *     pool.give_up(place, why)  whoever stands there waits no longer: the request fails with `why`
 *     pool.times()              of each origin, since when its idle connections are
 *     pool.clear()              forgets the idle ones
 *     pool.most, pool.most_each, pool.busy, pool.standing
 *                               the limits, how many are in use and how many wait
 *
 * Who waits longest and may have a connection is next. An origin is a str, scheme://host:port. The
 * Python shim has the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_POOL_H
#define SESSION_POOL_H

#include "session/context.h"

/* Puts the class into the module. */
void pool_add_class(Session *session, Value module);

#endif
