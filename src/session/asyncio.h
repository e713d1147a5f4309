/* asyncio over loop/: tasks, futures, locks, queues and the event loop as Python objects. The
 * native module `_asyncio` holds what is hot (C: asyncio_*.c); `asyncio` itself is
 * session/modules/asyncio.py, which adds the rest in Python. */
#ifndef SESSION_ASYNCIO_H
#define SESSION_ASYNCIO_H

#include "session/context.h"

typedef struct Asyncio Asyncio;

Asyncio *asyncio_new(Session *session); /* session->vm must be there */
/* Gives up what it refers to in the heap, when nothing of the program runs any more. */
void asyncio_end(Asyncio *asyncio);
void asyncio_free(Asyncio *asyncio);    /* after vm_free(), which takes its objects along */
Value asyncio_import(Session *session); /* the module `_asyncio`, a new reference */

/* For the vm's hooks of these names; the context is the Session. */
void asyncio_generator_first(void *context, Value generator);
void asyncio_generator_dropped(void *context, Value generator);
void asyncio_generator_gone(void *context, Value generator);

/* When the run ended while everybody waited: appends which task waits for what, since when, at
 * which line; `is_stuck`, since it was a deadlock: and the trace is told. */
void asyncio_describe_waits(Session *session, bool is_stuck, Text *out);

/* The task that runs on the current thread's loop has been asked to cancel so many times more, as
 * Task.cancelling() has it; nothing else comes of it. */
void asyncio_count_cancels(Session *session, uint32_t count);

/* A coroutine function of a library. */
typedef struct AsyncioPlace {
    const char *file;
    int line;       /* of its def */
    int await_line; /* where it is suspended */
} AsyncioPlace;

/* For `await _meanwhile.exchange(…)`: a coroutine object (shown as `name`) that behaves like
 * asyncio.sleep() until deadline_ns (MACHINE_FOREVER: for ever), waits for `reason`, and returns
 * what finish() makes of `data`. finish() runs when the wait is over; drop() when the coroutine
 * goes, however it ended. Both get the session. A deadline that is not in the future is a bare
 * yield. A wait may have parts: go_on() is asked for another deadline when one is reached, and
 * asyncio_wait_wake() reaches it early. start() and finish() may put another awaitable into
 * `instead`, a reference: this coroutine goes on with that, and ends as it does. */
typedef struct AsyncioWait {
    const char *name;          /* a literal */
    const AsyncioPlace *place; /* where its code is, as CPython shows it; NULL: in asyncio */
    Value instead;             /* VALUE_NULL: nothing */
    bool is_abandoned;         /* drop() is called since the coroutine dies while it waits */
    TraceReason reason;
    int64_t reason_argument; /* the trace's arg: the number of the request */
    /* Called when the coroutine is first awaited; fills *deadline_ns. False: raised. `coroutine` is
     * borrowed, and good until drop(). */
    bool (*start)(Session *session, void *data, Value coroutine, int64_t *deadline_ns);
    /* The deadline was reached: true if the wait is over, else fills the next one. */
    bool (*go_on)(Session *session, void *data, int64_t *deadline_ns);
    Value (*finish)(Session *session, void *data); /* VALUE_NULL: raised */
    void (*drop)(Session *session, void *data);
} AsyncioWait;

/* A handle that will call `callback` on a loop (an object of asyncio's). It is made beforehand
 * because what schedules it may be another thread or a timer of the machine, where nothing can be
 * allocated. Each is good once. */
Value asyncio_handle_new(Value loop, Value callback);
void asyncio_handle_schedule(Value handle);

Value asyncio_wait_new(Session *session, AsyncioWait *wait, void *data);
void asyncio_wait_wake(Value coroutine); /* from any thread, or from a timer of the machine */

#endif
