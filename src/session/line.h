/* The line before a client's pool: how a request waits for a free connection. Which connections
 * there are, and whose turn it is, the pool decides (session/pool.h); here is how one waits, as a
 * part of the module `_meanwhile`:
 *
 *     await wait_in_line(place, seconds) -> bool
 *     wait_in_line_blocking(place, seconds) -> bool
 *                                           until it is called up, or for so long (None: for ever);
 *                                           whether it was called up
 *
 * A place is an int, which Pool.line_up() has given; request() and request_blocking() take the
 * place of who had to wait, and end it. */
#ifndef SESSION_LINE_H
#define SESSION_LINE_H

#include "session/asyncio.h"

typedef struct Line Line;

/* One request that waits, asynchronously or in a thread. */
typedef struct Place {
    Session *session;
    int64_t number; /* of the request in the trace; 0: nobody records */
    uint32_t lane;
    int32_t line;
    int64_t deadline_ns;
    bool has_waited;
    bool is_called;
    bool fresh;             /* called up: its connection is a new one */
    Value waiting;          /* the coroutine of wait_in_line(), borrowed; VALUE_NULL: none */
    MachineThread *sleeper; /* who waits in wait_in_line_blocking(), or NULL */
    AsyncioWait wait;

    /* the pool's, while it stands there */
    size_t origin;                /* where its connection leads */
    uint64_t order;               /* who lined up before has a lower one */
    struct Place *before, *after; /* in line */
} Place;

Line *line_new(Session *session);
void line_free(Line *line); /* after vm_free(): waits that are left refer to their places */
/* Puts these functions into the module. */
void line_add_functions(Session *session, Value module);

/* A request lines up: it begins in the trace, with its phase `pool`. The line's, until it ends;
 * *number is the int that stands for it. */
Place *line_stand(Session *session, const char *method, const char *url, int64_t *number);
/* The place that an int stands for; NULL: there is none, which has been raised. */
Place *line_find(Session *session, Value number);
/* It is this one's turn. */
void line_call_up(Place *place, bool fresh);
/* The request of this place is sent now, or (given up) fails with this error: the place is none any
 * more. */
void line_leave(Session *session, Value number);
void line_give_up(Session *session, Value number, const char *why);

#endif
