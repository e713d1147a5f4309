#include "loop/lock.h"

#include "loop/loop.h"

/* Lock. A released lock is free at once: the one that is woken takes it when it runs, and only
 * those who come while nobody stands in line may take it before. */

static void wake_up_first(LoopLock *lock) {
    LoopWaiter *first = lock->waiters.first;
    if (first != NULL && !loop_future_is_done(&first->future)) {
        loop_future_finish_empty(&first->future);
    }
}

LoopOutcome loop_lock_acquire_start(LoopLock *lock, LoopWaiter *waiter, Loop *loop) {
    if (!lock->is_locked && loop_waiters_all_cancelled(&lock->waiters)) {
        lock->is_locked = true;
        return LOOP_OUTCOME_READY;
    }
    loop_waiters_join(&lock->waiters, waiter, loop, TRACE_FOR_LOCK);
    return LOOP_OUTCOME_WAIT;
}

LoopOutcome loop_lock_acquire_resume(LoopLock *lock, LoopWaiter *waiter, LoopThrown thrown) {
    loop_waiters_leave(&lock->waiters, waiter);
    if (thrown == LOOP_THROWN_NOTHING) {
        lock->is_locked = true;
        return LOOP_OUTCOME_READY;
    }
    if (thrown == LOOP_THROWN_CANCELLED && !lock->is_locked) {
        wake_up_first(lock);
    }
    return LOOP_OUTCOME_RAISE;
}

bool loop_lock_release_one(LoopLock *lock) {
    if (!lock->is_locked) {
        return false;
    }
    lock->is_locked = false;
    wake_up_first(lock);
    return true;
}

/* Event. */

LoopOutcome loop_event_wait_start(LoopEvent *event, LoopWaiter *waiter, Loop *loop,
                                  TraceReason reason) {
    if (event->is_set) {
        return LOOP_OUTCOME_READY;
    }
    loop_waiters_join(&event->waiters, waiter, loop, reason);
    return LOOP_OUTCOME_WAIT;
}

LoopOutcome loop_event_wait_resume(LoopEvent *event, LoopWaiter *waiter, LoopThrown thrown) {
    loop_waiters_leave(&event->waiters, waiter);
    return thrown == LOOP_THROWN_NOTHING ? LOOP_OUTCOME_READY : LOOP_OUTCOME_RAISE;
}

void loop_event_set(LoopEvent *event) {
    if (event->is_set) {
        return;
    }
    event->is_set = true;
    for (LoopWaiter *waiter = event->waiters.first; waiter != NULL; waiter = waiter->next) {
        if (!loop_future_is_done(&waiter->future)) {
            loop_future_finish_empty(&waiter->future);
        }
    }
}

void loop_event_clear(LoopEvent *event) {
    event->is_set = false;
}

/* Semaphore. The one who releases takes the unit for the first in line, who wakes up owning it. */

static void wake_up_next(LoopSemaphore *semaphore) {
    LoopWaiter *next = loop_waiters_first_pending(&semaphore->waiters);
    if (next != NULL) {
        semaphore->value--;
        loop_future_finish_empty(&next->future);
    }
}

bool loop_semaphore_is_locked(const LoopSemaphore *semaphore) {
    return semaphore->value == 0 || !loop_waiters_all_cancelled(&semaphore->waiters);
}

LoopOutcome loop_semaphore_acquire_start(LoopSemaphore *semaphore, LoopWaiter *waiter, Loop *loop) {
    if (!loop_semaphore_is_locked(semaphore)) {
        semaphore->value--;
        return LOOP_OUTCOME_READY;
    }
    loop_waiters_join(&semaphore->waiters, waiter, loop, TRACE_FOR_SEMAPHORE);
    return LOOP_OUTCOME_WAIT;
}

LoopOutcome loop_semaphore_acquire_resume(LoopSemaphore *semaphore, LoopWaiter *waiter,
                                          LoopThrown thrown) {
    loop_waiters_leave(&semaphore->waiters, waiter);
    if (thrown == LOOP_THROWN_NOTHING) {
        if (semaphore->value > 0) {
            wake_up_next(semaphore);
        }
        return LOOP_OUTCOME_READY;
    }
    if (thrown == LOOP_THROWN_CANCELLED && waiter->future.state != LOOP_CANCELLED) {
        semaphore->value++;
        wake_up_next(semaphore);
    }
    return LOOP_OUTCOME_RAISE;
}

bool loop_semaphore_release_one(LoopSemaphore *semaphore) {
    if (semaphore->value >= semaphore->bound) {
        return false;
    }
    semaphore->value++;
    wake_up_next(semaphore);
    return true;
}
