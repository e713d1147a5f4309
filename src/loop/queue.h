/* asyncio's queues: first in first out, last in first out, smallest first. Items are the embedder's
 * values, held by reference. Getters and putters stand in lines of their own; whoever makes room or
 * brings an item wakes the first, who then looks for himself and may have to stand in line again:
 * these are CPython 3.11's rules. The priority queue's heap moves its items exactly as Python's
 * heapq does, so that equal priorities come out in the same order. */
#ifndef LOOP_QUEUE_H
#define LOOP_QUEUE_H

#include "loop/lock.h"

typedef enum LoopQueueKind {
    LOOP_QUEUE_FIFO,
    LOOP_QUEUE_LIFO,
    LOOP_QUEUE_PRIORITY,
} LoopQueueKind;

typedef struct LoopQueue {
    LoopWaiters getters;
    LoopWaiters putters;
    LoopEvent finished; /* set while no item is unfinished: join() waits for it */
    LoopQueueKind kind;
    int64_t maxsize;    /* ≤ 0: no limit */
    int64_t unfinished; /* items put and not reported by task_done() */
    LoopValue *items;   /* FIFO: a ring, capacity a power of two; else items[0 … count) */
    size_t count;
    size_t capacity;
    size_t head; /* FIFO: index of the first item */
} LoopQueue;

void loop_queue_init(LoopQueue *queue, LoopQueueKind kind, int64_t maxsize);
void loop_queue_release(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx);
bool loop_queue_is_full(const LoopQueue *queue);
LoopValue loop_queue_item(const LoopQueue *queue, size_t index); /* borrowed, in internal order */

/* put_nowait() and get_nowait() on a queue that is not full, or not empty. The item's reference
 * goes along. False: a comparison raised. (As in CPython a put that raised leaves its item in.) */
bool loop_queue_put_now(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx, LoopValue item);
bool loop_queue_get_now(LoopQueue *queue, const LoopEmbedder *embedder, void *ctx, LoopValue *item);

/* put(): after READY the caller puts with put_now, after which it is done. */
LoopOutcome loop_queue_put_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop);
LoopOutcome loop_queue_put_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown);
/* get(): after READY the caller gets with get_now. */
LoopOutcome loop_queue_get_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop);
LoopOutcome loop_queue_get_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown);

bool loop_queue_task_done(LoopQueue *queue); /* false: more often than there were items */
LoopOutcome loop_queue_join_start(LoopQueue *queue, LoopWaiter *waiter, Loop *loop);
LoopOutcome loop_queue_join_resume(LoopQueue *queue, LoopWaiter *waiter, LoopThrown thrown);

void loop_queue_visit(const LoopQueue *queue, const LoopVisitor *visitor);

#endif
