/* A task: a coroutine that the loop drives, and a future for what comes out of it.
 *
 * The coroutine is the embedder's: a state pointer that its step function resumes. One step runs
 * from one suspension to the next. While a task is not done, either its next step stands in the
 * ready queue, or it waits for exactly one future, among whose callbacks is the task's wakeup; that
 * wakeup is the only way back. The reference that keeps a running task alive travels along: ready
 * entry, future's callback, ready entry.
 *
 * Cancelling throws CancelledError at the next step: the future the task waits for is cancelled,
 * and if that cannot be (it is done already) the task remembers that it must. 88 bytes. */
#ifndef LOOP_TASK_H
#define LOOP_TASK_H

#include "loop/future.h"

struct LoopTask {
    LoopFuture future;
    void *state;             /* the coroutine; owned by the embedder */
    LoopFuture *waiting_for; /* a reference; NULL when the next step is in the ready queue */
    LoopTask *next;          /* in the loop's list of pending tasks, by creation */
    LoopTask *previous;
    int64_t suspended_ns;       /* since when it waits */
    uint32_t cancels_requested; /* cancel() minus uncancel() */
    uint32_t name_number;       /* N of Task-N; 0 when it was created with a name */
};

/* A task will run soon: fetches its coroutine, whose frame takes four cache lines. */
static inline void loop_task_fetch(const LoopTask *task) {
    uintptr_t state = (uintptr_t)task->state;
    __builtin_prefetch((const void *)state);
    __builtin_prefetch((const void *)(state + 64));
    __builtin_prefetch((const void *)(state + 128));
    __builtin_prefetch((const void *)(state + 176));
}

/* Makes a task and puts its first step into the ready queue (which takes a reference). */
void loop_task_init(LoopTask *task, Loop *loop, void *state, uint32_t name_number);

/* The task's object goes: leaves the loop's list, drops all references but `state`. */
void loop_task_release(LoopTask *task);

/* One step, with an exception to throw (owned) or 0. The caller's reference to the task is passed
 * on or released. False: an exception leaves the loop, or the run is over. */
bool loop_task_step(LoopTask *task, LoopValue thrown);
/* The step after what the task waited for is done. */
bool loop_task_wakeup(LoopTask *task);

bool loop_task_cancel(LoopTask *task, bool has_message, LoopValue message);
uint32_t loop_task_uncancel(LoopTask *task); /* returns how many requests are left */

void loop_task_visit(const LoopTask *task, const LoopVisitor *visitor); /* all but `state` */

#endif
