#include "loop/queue.h"

#include "base/memory.h"
#include "loop/loop.h"

void loop_queue_init(LoopQueue *queue, LoopQueueKind kind, int64_t maxsize) {
    *queue = (LoopQueue){.kind = kind, .maxsize = maxsize};
    queue->finished.is_set = true;
}

LoopValue loop_queue_item(const LoopQueue *queue, size_t index) {
    if (queue->kind == LOOP_QUEUE_FIFO) {
        return queue->items[(queue->head + index) & (queue->capacity - 1)];
    }
    return queue->items[index];
}

void loop_queue_release(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx) {
    loop_waiters_release(&queue->getters);
    loop_waiters_release(&queue->putters);
    loop_waiters_release(&queue->finished.waiters);
    LoopQueue old = *queue;
    queue->items = NULL;
    queue->count = queue->capacity = queue->head = 0;
    for (size_t i = 0; i < old.count; i++) {
        embedder->release_value(ctx, loop_queue_item(&old, i));
    }
    memory_free(old.items);
}

bool loop_queue_is_full(const LoopQueue *queue) {
    return queue->maxsize > 0 && (int64_t)queue->count >= queue->maxsize;
}

static void grow(LoopQueue *queue) {
    size_t capacity = queue->capacity == 0 ? 8 : queue->capacity * 2;
    LoopValue *items = memory_new(capacity * sizeof *items);
    for (size_t i = 0; i < queue->count; i++) {
        items[i] = loop_queue_item(queue, i);
    }
    memory_free(queue->items);
    queue->items = items;
    queue->capacity = capacity;
    queue->head = 0;
}

/* Moves the item at `at` up until its parent is not larger, but not above `top`. False: a
 * comparison raised, and the item stays where it was. */
static bool move_up(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx, size_t top,
                    size_t at) {
    while (at > top) {
        size_t parent = (at - 1) / 2;
        int less = embedder->less(ctx, queue->items[at], queue->items[parent]);
        if (less < 0) {
            return false;
        }
        if (less == 0) {
            break;
        }
        LoopValue item = queue->items[at];
        queue->items[at] = queue->items[parent];
        queue->items[parent] = item;
        at = parent;
    }
    return true;
}

/* Moves the hole at the top down to a leaf, always towards the smaller child, and what stood there
 * up again: fewer comparisons than stopping on the way, and the order of ties depends on it. */
static bool move_down(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx) {
    size_t at = 0;
    size_t limit = queue->count / 2; /* the first index without children */
    while (at < limit) {
        size_t child = 2 * at + 1;
        if (child + 1 < queue->count) {
            int less = embedder->less(ctx, queue->items[child], queue->items[child + 1]);
            if (less < 0) {
                return false;
            }
            child += less == 0;
        }
        LoopValue item = queue->items[child];
        queue->items[child] = queue->items[at];
        queue->items[at] = item;
        at = child;
    }
    return move_up(queue, embedder, ctx, 0, at);
}

/* Wakes the first in line that is still waiting; who is done already leaves the line. */
static void wake_up_next(LoopWaiters *line) {
    while (line->first != NULL) {
        LoopWaiter *waiter = line->first;
        bool is_done = loop_future_is_done(&waiter->future);
        if (!is_done) {
            loop_future_finish_empty(&waiter->future);
        }
        loop_waiters_leave(line, waiter);
        if (!is_done) {
            return;
        }
    }
}

bool loop_queue_put_now(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx, LoopValue item) {
    if (queue->count == queue->capacity) {
        grow(queue);
    }
    if (queue->kind == LOOP_QUEUE_FIFO) {
        queue->items[(queue->head + queue->count) & (queue->capacity - 1)] = item;
    } else {
        queue->items[queue->count] = item;
    }
    queue->count++;
    if (queue->kind == LOOP_QUEUE_PRIORITY && !move_up(queue, embedder, ctx, 0, queue->count - 1)) {
        return false;
    }
    queue->unfinished++;
    loop_event_clear(&queue->finished);
    wake_up_next(&queue->getters);
    return true;
}

bool loop_queue_get_now(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx,
                        LoopValue *item) {
    CHECK(queue->count > 0);
    queue->count--;
    switch (queue->kind) {
    case LOOP_QUEUE_FIFO:
        *item = queue->items[queue->head];
        queue->head = (queue->head + 1) & (queue->capacity - 1);
        break;
    case LOOP_QUEUE_LIFO:
        *item = queue->items[queue->count];
        break;
    case LOOP_QUEUE_PRIORITY:
        *item = queue->items[0];
        queue->items[0] = queue->items[queue->count];
        if (queue->count > 0 && !move_down(queue, embedder, ctx)) {
            embedder->release_value(ctx, *item);
            return false;
        }
        break;
    }
    wake_up_next(&queue->putters);
    return true;
}

LoopOutcome loop_queue_put_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop) {
    if (!loop_queue_is_full(queue)) {
        return LOOP_OUTCOME_READY;
    }
    loop_waiters_join(&queue->putters, waiter, loop, TRACE_FOR_QUEUE_PUT);
    return LOOP_OUTCOME_WAIT;
}

LoopOutcome loop_queue_put_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown) {
    if (thrown == LOOP_THROWN_NOTHING) {
        return loop_queue_put_start(queue, waiter, waiter->future.loop);
    }
    loop_future_cancel_now(&waiter->future, false, 0);
    loop_waiters_leave(&queue->putters, waiter);
    if (!loop_queue_is_full(queue) && waiter->future.state != LOOP_CANCELLED) {
        wake_up_next(&queue->putters);
    }
    return LOOP_OUTCOME_RAISE;
}

LoopOutcome loop_queue_get_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop) {
    if (queue->count > 0) {
        return LOOP_OUTCOME_READY;
    }
    loop_waiters_join(&queue->getters, waiter, loop, TRACE_FOR_QUEUE_GET);
    return LOOP_OUTCOME_WAIT;
}

LoopOutcome loop_queue_get_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown) {
    if (thrown == LOOP_THROWN_NOTHING) {
        return loop_queue_get_start(queue, waiter, waiter->future.loop);
    }
    loop_future_cancel_now(&waiter->future, false, 0);
    loop_waiters_leave(&queue->getters, waiter);
    if (queue->count > 0 && waiter->future.state != LOOP_CANCELLED) {
        wake_up_next(&queue->getters);
    }
    return LOOP_OUTCOME_RAISE;
}

bool loop_queue_task_done(LoopQueue *queue) {
    if (queue->unfinished <= 0) {
        return false;
    }
    queue->unfinished--;
    if (queue->unfinished == 0) {
        loop_event_set(&queue->finished);
    }
    return true;
}

LoopOutcome loop_queue_join_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop) {
    if (queue->unfinished == 0) {
        return LOOP_OUTCOME_READY;
    }
    return loop_event_wait_start(&queue->finished, waiter, loop, TRACE_FOR_QUEUE_JOIN);
}

LoopOutcome loop_queue_join_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown) {
    return loop_event_wait_resume(&queue->finished, waiter, thrown);
}

void loop_queue_visit(const LoopQueue *queue, const LoopVisitor *visitor) {
    loop_waiters_visit(&queue->getters, visitor);
    loop_waiters_visit(&queue->putters, visitor);
    loop_waiters_visit(&queue->finished.waiters, visitor);
    for (size_t i = 0; i < queue->count; i++) {
        visitor->value(visitor->arg, loop_queue_item(queue, i));
    }
}
