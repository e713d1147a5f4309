/* The asyncio locks: Lock, Event, Semaphore (bounded or not). Fair in the order of arrival, with
 * CPython 3.11's rules for who may pass, and its number of turns.
 *
 * An operation that may wait comes in two halves: `…_start` either succeeds at once or puts the
 * waiter into the line, and `…_resume` goes on when the waiter's future is done or an exception was
 * thrown into the awaiting coroutine. A line belongs to the loop of its first waiter; the embedder
 * checks that later ones come from the same. */
#ifndef LOOP_LOCK_H
#define LOOP_LOCK_H

#include "loop/waiter.h"

typedef struct LoopLock {
    LoopWaiters waiters;
    bool is_locked;
} LoopLock;

LoopOutcome loop_lock_acquire_start(LoopLock *lock, LoopWaiter *waiter, Loop *loop);
LoopOutcome loop_lock_acquire_resume(LoopLock *lock, LoopWaiter *waiter, LoopThrown thrown);
bool loop_lock_release_one(LoopLock *lock); /* release(); false: it was not locked */

typedef struct LoopEvent {
    LoopWaiters waiters;
    bool is_set;
} LoopEvent;

/* `reason` is for whoever records: join() of a queue waits for an event, too. */
LoopOutcome loop_event_wait_start(LoopEvent *event, LoopWaiter *waiter, Loop *loop,
                                  TraceReason reason);
/* Events are not fair or unfair: all who wait are woken. */
LoopOutcome loop_event_wait_resume(LoopEvent *event, LoopWaiter *waiter, LoopThrown thrown);
/* Nothing happens when it is set already. */
void loop_event_set(LoopEvent *event);
void loop_event_clear(LoopEvent *event);

typedef struct LoopSemaphore {
    LoopWaiters waiters;
    int64_t value;
    int64_t bound; /* release() may not go above; INT64_MAX if there is no bound */
} LoopSemaphore;

bool loop_semaphore_is_locked(const LoopSemaphore *semaphore); /* would acquire() wait? */
LoopOutcome loop_semaphore_acquire_start(LoopSemaphore *semaphore, LoopWaiter *waiter, Loop *loop);
LoopOutcome loop_semaphore_acquire_resume(LoopSemaphore *semaphore, LoopWaiter *waiter,
                                          LoopThrown thrown);
bool loop_semaphore_release_one(LoopSemaphore *semaphore); /* false: above the bound */

#endif
