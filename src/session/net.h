/* The native module `_meanwhile`: what the HTTP clients (session/modules/requests.py, httpx.py and
 * aiohttp.py) stand on. The same three files are loaded by the Python shim over an `_meanwhile.py`
 * of its own (assets/shim), so this is a contract between the two. Exactly this is in the module:
 *
 *     request_blocking(method, url, headers, body, connect, read, total, fresh, place) -> reply
 *     await request(method, url, headers, body, connect, read, total, fresh, place) -> reply
 *     Pool                                   the connections of a client: session/pool.h
 *     wait_in_line, wait_in_line_blocking    how to wait for one of them: session/line.h
 *     monotonic_ns() -> int                  the virtual clock
 *     Url                                    a URL taken apart: session/url_parts.h
 *     has_own(client, methods) -> bool       whether all these methods, a tuple of (name,
 * function), are what the client's class or itself has by this name refuse(what, hint) ends the run
 * with exit code 2: the library has this, we have not
 *
 *     method   str, upper case
 *     url      str, absolute, with its query, without its fragment; the client has checked it
 *     headers  (name, value) pairs of str, in a list or tuple, as the client would send them
 *     body     bytes
 *     connect  seconds (int or float) until connecting must be over, or None: no limit
 *     read     seconds from being connected until the reply must be there, or None
 *     total    seconds for both, or None
 *     fresh    False when the client has an idle connection to this origin in its pool
 *     place    where it stood in line for a connection, which knows whether that is fresh; or None
 *
 *     reply = (failure, status, reason, headers, cookies, body, receive_ns)
 *
 *     failure  "" or one of "connect" (refused), "reset" (by the peer, while waiting for
 *              the reply), "connect timeout", "read timeout", "total timeout"; then status is 0
 *              and the rest empty
 *     status   int;  reason  str;  headers  tuple of (name, value);  body  bytes
 *     cookies  tuple of the values of those headers that are Set-Cookie
 *     receive_ns  int, how long the body took to come; a reply is there when its last byte is
 *
 * A request is an exchange (sim/exchange.h): drawn when it is sent, over at a time that is mostly
 * known by then. The wait is time.sleep's (request_blocking: this thread blocks) or asyncio.sleep's
 * (request: the same number of turns, and a timer in the loop's heap, so that requests and sleeps
 * with one deadline resume in the order they began); where a connection must be made first, there
 * are two such waits, since the client sends only when the connection stands and its loop is free.
 * A wait of no length is a sleep(0) in either. A reply that is never to come (`fail timeout`) waits
 * for ever: a future that nobody resolves, or a blocked thread. A request that is cancelled was
 * sent all the same: the host has counted it.
 *
 * The shim's module asks its parent process for the wait and the outcome: see assets/shim. */
#ifndef SESSION_NET_H
#define SESSION_NET_H

#include "session/context.h"

typedef struct Net Net;

Net *net_new(Session *session);
void net_free(Session *session, Net *net); /* before vm_free() */

/* A request of the running lane begins in the trace, which must be there: its number. */
int64_t net_trace_request(Session *session, const char *method, const char *url);

Value net_import(Session *session); /* the module `_meanwhile`, a new reference */

#endif
