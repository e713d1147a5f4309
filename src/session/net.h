/* The native module `_meanwhile`: what the HTTP clients (session/modules/requests.py, httpx.py and
 * aiohttp.py) stand on. The same three files are loaded by the Python shim over an `_meanwhile.py`
 * of its own (assets/shim), so this is a contract between the two. Exactly this is in the module:
 *
 *     exchange, exchange_blocking   one request: session/call.h
 *     Sender                        sends those that need no thought: session/sender.h
 *     Reply                         what comes of a request: session/reply.h
 *     Manager                       makes `async with` of one: session/manager.h
 *     Fields                        the header fields of a request: session/fields.h
 *     Limits                        its timeouts: session/limits.h
 *     Pool                          the connections of a client: session/pool.h
 *     Url                           a URL taken apart: session/url_parts.h
 *     monotonic_ns() -> int         the virtual clock
 *     refuse(what, hint)            ends the run with exit code 2: CPython's has it, ours not
 *
 * The shim's module asks its parent process for the wait and the outcome: see assets/shim. */
#ifndef SESSION_NET_H
#define SESSION_NET_H

#include "session/context.h"

Value net_import(Session *session); /* the module `_meanwhile`, a new reference */

#endif
