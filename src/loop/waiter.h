/* One place in a line: of a lock, a semaphore, an event, a queue. The struct is embedded in the
 * coroutine object of `lock.acquire()` and the like, so standing in line costs no allocation; the
 * line holds a reference to everyone in it. What CPython calls the future in `_waiters` is
 * `waiter->future`. 48 bytes. */
#ifndef LOOP_WAITER_H
#define LOOP_WAITER_H

#include "loop/future.h"

#include <stddef.h>

typedef struct LoopWaiter LoopWaiter;
struct LoopWaiter {
    LoopFuture future;
    LoopWaiter *next;
    LoopWaiter *previous;
};

typedef struct LoopWaiters {
    LoopWaiter *first;
    LoopWaiter *last;
    size_t count;
} LoopWaiters;

/* What to do after an operation on a lock, event, semaphore or queue was begun or resumed. */
typedef enum LoopOutcome {
    LOOP_OUTCOME_READY,  /* it is done */
    LOOP_OUTCOME_WAIT,   /* await waiter->future, then resume the operation */
    LOOP_OUTCOME_RAISE,  /* let what was thrown in go on */
    LOOP_OUTCOME_FAILED, /* a comparison raised */
} LoopOutcome;

/* With what an operation is resumed. */
typedef enum LoopThrown {
    LOOP_THROWN_NOTHING,   /* its future is done, and has a result */
    LOOP_THROWN_CANCELLED, /* CancelledError */
    LOOP_THROWN_OTHER,     /* any other exception, or the coroutine is closed */
} LoopThrown;

/* A fresh pending future at the end of the line. */
void loop_waiters_join(LoopWaiters *line, LoopWaiter *waiter, Loop *loop, TraceReason reason);
/* Leaves the line; nothing happens if the waiter is not in it. */
void loop_waiters_leave(LoopWaiters *line, LoopWaiter *waiter);
/* The line is given up: everyone leaves, nobody is woken. */
void loop_waiters_release(LoopWaiters *line);
/* The first one whose future is not done, or NULL. */
LoopWaiter *loop_waiters_first_pending(const LoopWaiters *line);
bool loop_waiters_all_cancelled(const LoopWaiters *line);
void loop_waiters_visit(const LoopWaiters *line, const LoopVisitor *visitor);

#endif
