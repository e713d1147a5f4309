/* The line before a client's pool: how a request waits for a free connection. Which connections
 * there are, and whose turn it is, the clients decide (session/modules/_http.py); here is what they
 * need for it, as a part of the module `_meanwhile`:
 *
 *     line_up(method, url) -> place         the request begins, with its phase `pool`; an int
 *     await wait_in_line(place, seconds) -> bool
 *     wait_in_line_blocking(place, seconds) -> bool
 *                                           until call_up(), or for so long (None: for ever);
 *                                           whether it was called up
 *     call_up(place)                        it is this one's turn
 *     step_out(place, why)                  it gives up: the request fails with this error. The
 *                                           place is none any more
 *
 * request() and request_blocking() take the place of who had to wait, and end it. */
#ifndef SESSION_LINE_H
#define SESSION_LINE_H

#include "session/context.h"

typedef struct Line Line;

Line *line_new(Session *session);
void line_free(Line *line); /* after vm_free(): waits that are left refer to their places */
/* Puts these functions into the module. */
void line_add_functions(Session *session, Value module);

/* Ends a place whose request is sent now: what the trace knows the request by (0: nothing is
 * recorded). False: there is no such place. */
bool line_leave(Session *session, Value place, int64_t *number);

#endif
