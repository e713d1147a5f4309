/* Which URL a request asks for: its target and Host field say, and the server's own address may
 * stand in for any host.
 *
 *     GET /users/1   Host: api.example.com          http://api.example.com/users/1
 *     GET http://api.example.com/users/1            the same: as a proxy is asked
 *     GET /api.example.com/users/1   Host: 127.0.0.1:PORT      the same, by hand
 *     GET /delay/1   Host: 127.0.0.1:PORT           http://127.0.0.1:PORT/delay/1
 *
 * By hand, the first part of the path is a host if it has a dot or a port, or if a line of the
 * world is for a host of just that name. */
#ifndef REAL_TARGET_H
#define REAL_TARGET_H

#include "base/text.h"
#include "real/request_parser.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the URL. `secure`: the request came through TLS; `port` is the server's own. */
void target_append_url(Text *url, const RequestParser *request, bool secure, uint16_t port,
                       const World *world);

#endif
