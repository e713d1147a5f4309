#include "loop/waiter.h"

#include "loop/loop.h"

void loop_waiters_join(LoopWaiters *line, LoopWaiter *waiter, Loop *loop, TraceReason reason) {
    loop_future_init(&waiter->future, loop, LOOP_KIND_WAITER, reason);
    waiter->next = NULL;
    waiter->previous = line->last;
    if (line->last != NULL) {
        line->last->next = waiter;
    } else {
        line->first = waiter;
    }
    line->last = waiter;
    line->count++;
    waiter->future.flags |= LOOP_FLAG_LINKED;
    loop->embedder->retain_future(loop->ctx, &waiter->future);
}

void loop_waiters_leave(LoopWaiters *line, LoopWaiter *waiter) {
    if ((waiter->future.flags & LOOP_FLAG_LINKED) == 0) {
        return;
    }
    Loop *loop = waiter->future.loop;
    waiter->future.flags &= (uint8_t)~LOOP_FLAG_LINKED;
    if (waiter->previous != NULL) {
        waiter->previous->next = waiter->next;
    } else {
        line->first = waiter->next;
    }
    if (waiter->next != NULL) {
        waiter->next->previous = waiter->previous;
    } else {
        line->last = waiter->previous;
    }
    waiter->next = waiter->previous = NULL;
    line->count--;
    if (loop != NULL) { /* NULL: at the end of a run, where the waiter went first */
        loop->embedder->release_future(loop->ctx, &waiter->future);
    }
}

void loop_waiters_release(LoopWaiters *line) {
    while (line->first != NULL) {
        loop_waiters_leave(line, line->first);
    }
}

LoopWaiter *loop_waiters_first_pending(const LoopWaiters *line) {
    LoopWaiter *waiter = line->first;
    while (waiter != NULL && loop_future_is_done(&waiter->future)) {
        waiter = waiter->next;
    }
    return waiter;
}

bool loop_waiters_all_cancelled(const LoopWaiters *line) {
    const LoopWaiter *waiter = line->first;
    while (waiter != NULL && waiter->future.state == LOOP_CANCELLED) {
        waiter = waiter->next;
    }
    return waiter == NULL;
}

void loop_waiters_visit(const LoopWaiters *line, const LoopVisitor *visitor) {
    for (LoopWaiter *waiter = line->first; waiter != NULL; waiter = waiter->next) {
        visitor->future(visitor->arg, &waiter->future);
    }
}
