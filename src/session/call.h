/* One request of a client library, from the moment somebody asks for it until its reply is there:
 * in line for a connection of the client's pool (session/pool.h), then as an exchange with the host
 * (sim/exchange.h). A part of the module `_meanwhile`:
 *
 *     await exchange(class, pool, limits, method, target, fields, body, began_ns) -> reply
 *     exchange_blocking(class, pool, limits, method, target, fields, body, began_ns) -> reply
 *
 *     class     Reply or one below it: what the reply is to be (session/reply.h)
 *     pool      Pool; or None: the request has a new connection
 *     limits    Limits (session/limits.h)
 *     method    str, upper case
 *     target    Url (session/url_parts.h), absolute; the client has checked it
 *     fields    Fields (session/fields.h)
 *     body      bytes
 *     began_ns  when that began which `total` limits, by monotonic_ns(), since another request may
 *               have led to this one; None: with this one
 *
 * An exchange is drawn when it is sent, and is over at a time that is mostly known by then. The
 * wait is time.sleep's (exchange_blocking: this thread blocks) or asyncio.sleep's (exchange: the
 * same number of turns, and a timer in the loop's heap, so that requests and sleeps with one
 * deadline resume in the order they began); where a connection must be made first, there are two
 * such waits, since the client sends only when the connection stands and its loop is free. A wait
 * of no length is a sleep(0) in either. A reply that is never to come (`fail timeout`) waits for
 * ever: a future that nobody resolves, or a blocked thread. A request that is cancelled was sent
 * all the same: the host has counted it.
 *
 * A connection goes back to the pool when its reply is there, and is given up when there is none.
 */
#ifndef SESSION_CALL_H
#define SESSION_CALL_H

#include "session/asyncio.h"

/* The arguments, borrowed; methods, fields and bodies must be of these types. */
typedef struct CallRequest {
    Value class, pool, limits, method, target, fields, body;
    int64_t total_began_ns; /* or CALL_BEGINS_NOW */
} CallRequest;

#define CALL_BEGINS_NOW (-1)

/* Who says only when the call is awaited what the request is, and hears of the reply first: the
 * Sender of aiohttp's get(), whose coroutine may be awaited much later. */
typedef struct CallUser CallUser;
typedef struct CallUserKind {
    const char *name; /* of the coroutine, as the program sees it */
    AsyncioPlace place;
    /* Fills *request, whose target is a reference and the rest borrowed from the user; or *instead
     * with what is to be awaited in its place, a reference. False: raised. */
    bool (*begins)(Vm *vm, const CallUser *user, CallRequest *request, Value *instead);
    /* Fills *instead if something is to be awaited before the caller has the reply. False: raised.
     */
    bool (*ends)(Vm *vm, const CallUser *user, Value reply, Value *instead);
} CallUserKind;

struct CallUser {
    const CallUserKind *kind;
    Value given[4]; /* the user's own: kept as long as the call */
};

/* The awaitable; copies the user, whose values are borrowed. */
Value call_coroutine(Vm *vm, const CallUser *user);
/* What the two functions above give: the awaitable; the reply, or VALUE_NULL: raised. */
Value call_exchange(Vm *vm, const CallRequest *request);
Value call_exchange_blocking(Vm *vm, const CallRequest *request);

/* Puts these functions into the module. */
void call_add_functions(Session *session, Value module);

#endif
