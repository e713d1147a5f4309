/* What a client sends the requests with that need no thought, as most do not: GET with nothing but
 * the client's own fields, to a usual URL. The class Sender of the module `_meanwhile`:
 *
 *     Sender(class, methods, headers, prepare, otherwise, after)
 *         class     what a reply is to be (session/reply.h)
 *         methods   (name, function) pairs: what such a request would go through. If the client has
 *                   others by these names (a subclass, or a function that a program has put in its
 *                   place), they are to be asked
 *         headers   the client's fields, whose `_pairs` is None as soon as they change; or None:
 *                   they do not
 *         prepare   prepare(client, target) -> (Fields, Pool or None): what is the same for all
 *                   requests to an origin, or None: they need more thought
 *     sender.exchange(client, url, limits) -> awaitable
 *     sender.exchange_blocking(client, url, limits) -> reply
 *         what exchange() and exchange_blocking() give (session/call.h); or None: this request may
 *         need more thought
 *
 *     sender.send(client, url, limits) -> coroutine
 *         to those who look, aiohttp's ClientSession._request(). None: the client has other methods
 *         otherwise    otherwise(client, url): what it is awaited as, if then the request needs
 *                      thought, or client._sender is no longer this one; else it is as exchange()
 *         after        after(client, reply): what is awaited if something follows from the reply
 *                      (a failure, a redirect, a cookie)
 *
 * The client has to see to it that it is asked only while it adds nothing else to a request. The
 * Python shim has the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_SENDER_H
#define SESSION_SENDER_H

#include "session/context.h"

/* Puts the class into the module. */
void sender_add_class(Session *session, Value module);

#endif
