/* The connections of a client: how many are in use, which are idle, who stands in line for one. The
 * three HTTP clients keep one each, as the class Pool of the module `_meanwhile`:
 *
 *     Pool(most, most_each, idle_most, keep_ns, shared, origins)
 *                               At most `most` are in use, and `most_each` to one origin; None or
 *                               0: any number. At most `idle_most` idle ones are kept (None: any
 *                               number), per origin or (`shared`) in all, those in use counted,
 *                               each for keep_ns (None: for ever; below 0: not even for those in
 *                               line), and of the `origins` (None: all) that were used last
 *     pool.add(origin)          one more idle connection, just used
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

/* One request with the pool, in line or with a connection. Lives within the request. */
typedef struct PoolPlace {
    void (*called)(struct PoolPlace *place); /* it was in line, and has its connection now */
    Value pool;                              /* VALUE_NULL: it is not there */
    bool is_called;                          /* it has a connection: */
    bool fresh;                              /* a new one */
    /* the pool's */
    size_t origin;                    /* where its connection leads */
    uint64_t order;                   /* who lined up before has a lower one */
    struct PoolPlace *before, *after; /* in line */
} PoolPlace;

/* Takes a connection at once, if there is one to have, or lines up; `place` has nothing but
 * `called` set, and must not move. False: raised. */
bool pool_enter(Vm *vm, Value pool, Value origin, PoolPlace *place);
/* Steps out of line, or gives the connection back, or (not kept) up: the next in line has it then.
 * Only if nobody waits may it be one idle connection too many. */
void pool_leave(Vm *vm, PoolPlace *place, bool kept);

/* Whether this is a Pool. */
bool value_is_pool(Value value);

/* Puts the class into the module. */
void pool_add_class(Session *session, Value module);

#endif
