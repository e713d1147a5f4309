#include "loop/task.h"

#include "loop/loop.h"
#include "loop/target.h"

static void link_task(Loop *loop, LoopTask *task) {
    task->previous = loop->tasks_last;
    if (loop->tasks_last != NULL) {
        loop->tasks_last->next = task;
    } else {
        loop->tasks_first = task;
    }
    loop->tasks_last = task;
    loop->tasks_count++;
    task->future.flags |= LOOP_FLAG_LINKED;
}

static void unlink_task(LoopTask *task) {
    if ((task->future.flags & LOOP_FLAG_LINKED) == 0) {
        return;
    }
    Loop *loop = task->future.loop;
    task->future.flags &= (uint8_t)~LOOP_FLAG_LINKED;
    if (task->previous != NULL) {
        task->previous->next = task->next;
    } else {
        loop->tasks_first = task->next;
    }
    if (task->next != NULL) {
        task->next->previous = task->previous;
    } else {
        loop->tasks_last = task->previous;
    }
    task->next = task->previous = NULL;
    loop->tasks_count--;
}

void loop_task_init(LoopTask *task, Loop *loop, void *state, uint32_t name_number) {
    loop_future_init(&task->future, loop, LOOP_KIND_TASK, TRACE_FOR_TASK);
    task->state = state;
    task->waiting_for = NULL;
    task->next = task->previous = NULL;
    task->suspended_ns = 0;
    task->cancels_requested = 0;
    task->name_number = name_number;
    link_task(loop, task);
    loop->embedder->retain_future(loop->ctx, &task->future);
    loop_ready_push(loop, loop_target(LOOP_TARGET_STEP, task), 0);
    if (loop->observer != NULL) {
        loop->observer->created(loop->observer_ctx, task);
    }
}

void loop_task_release(LoopTask *task) {
    unlink_task(task);
    LoopFuture *waiting_for = task->waiting_for;
    task->waiting_for = NULL;
    if (waiting_for != NULL) {
        task->future.loop->embedder->release_future(task->future.loop->ctx, waiting_for);
    }
    loop_future_release(&task->future);
}

/* The step awaits `future`, whose reference is ours; the task's own one goes to the future. */
static void await_future(LoopTask *task, LoopFuture *future) {
    Loop *loop = task->future.loop;
    if (future->loop != loop || future == &task->future) {
        LoopError error = future->loop != loop ? LOOP_ERROR_OTHER_LOOP : LOOP_ERROR_AWAITS_ITSELF;
        LoopValue exception = loop->embedder->new_error(loop->ctx, error, task, future);
        if (loop->observer != NULL) {
            loop->observer->suspended(loop->observer_ctx, task, TRACE_FOR_YIELD, NULL);
        }
        loop_ready_push(loop, loop_target(LOOP_TARGET_THROW, task), exception);
        loop->embedder->release_future(loop->ctx, future);
        return;
    }
    task->suspended_ns = loop_now_ns(loop);
    if (loop->observer != NULL) {
        loop->observer->suspended(loop->observer_ctx, task, (TraceReason)future->reason, future);
    }
    task->waiting_for = future;
    loop_future_add_target(future, loop_target(LOOP_TARGET_WAKEUP, task));
    if ((task->future.flags & LOOP_FLAG_MUST_CANCEL) != 0) {
        bool has_message = (task->future.flags & LOOP_FLAG_HAS_VALUE) != 0;
        if (loop_future_cancel(future, has_message, task->future.value)) {
            task->future.flags &= (uint8_t)~LOOP_FLAG_MUST_CANCEL;
        }
    }
}

/* The step was the last one: the task is done and its reference goes. */
static void finish_task(LoopTask *task, LoopStepKind kind, LoopValue value) {
    Loop *loop = task->future.loop;
    unlink_task(task);
    bool must_cancel = (task->future.flags & LOOP_FLAG_MUST_CANCEL) != 0;
    if (loop->observer != NULL) {
        LoopFutureState state = LOOP_FAILED;
        if (kind == LOOP_STEP_DONE || kind == LOOP_STEP_CANCELLED) {
            state = kind == LOOP_STEP_DONE && !must_cancel ? LOOP_FINISHED : LOOP_CANCELLED;
        }
        loop->observer->finished(loop->observer_ctx, task, state, value);
    }
    if (kind == LOOP_STEP_DONE && must_cancel) {
        /* It was cancelled while it ran its last step. The message, if any, stands in `value`. */
        task->future.flags &= (uint8_t)~LOOP_FLAG_MUST_CANCEL;
        loop->embedder->release_value(loop->ctx, value);
        bool has_message = (task->future.flags & LOOP_FLAG_HAS_VALUE) != 0;
        loop_future_cancel_now(&task->future, has_message, task->future.value);
    } else if (kind == LOOP_STEP_DONE) {
        loop_future_finish(&task->future, value);
    } else if (kind == LOOP_STEP_CANCELLED) {
        loop_future_cancel_with(&task->future, value);
    } else {
        loop_future_fail(&task->future, value);
    }
    loop->embedder->release_future(loop->ctx, &task->future);
}

bool loop_task_step(LoopTask *task, LoopValue thrown) {
    Loop *loop = task->future.loop;
    const LoopEmbedder *embedder = loop->embedder;
    CHECK(!loop_future_is_done(&task->future));
    if ((task->future.flags & LOOP_FLAG_MUST_CANCEL) != 0) {
        if (thrown == 0 || !embedder->is_cancelled(loop->ctx, thrown)) {
            if (thrown != 0) {
                embedder->release_value(loop->ctx, thrown);
            }
            thrown = loop_future_take_cancelled(&task->future);
        }
        task->future.flags &= (uint8_t)~LOOP_FLAG_MUST_CANCEL;
    }
    /* What it waited for is held until the step is over, as the handle in CPython's loop does. */
    LoopFuture *waited_for = task->waiting_for;
    task->waiting_for = NULL;

    LoopTask *outer = loop->current;
    loop->current = loop->cause = task;
    if (loop->observer != NULL) {
        loop->observer->step_began(loop->observer_ctx, task);
    }
    LoopStep step = {0, NULL};
    LoopStepKind kind = embedder->step(loop->ctx, task, thrown, &step);
    loop->current = outer;

    bool goes_on = true;
    switch (kind) {
    case LOOP_STEP_YIELDED:
        if (loop->observer != NULL) {
            loop->observer->suspended(loop->observer_ctx, task, TRACE_FOR_YIELD, NULL);
        }
        loop_ready_push(loop, loop_target(LOOP_TARGET_STEP, task), 0);
        break;
    case LOOP_STEP_AWAITS:
        await_future(task, step.awaits);
        break;
    case LOOP_STEP_THROWS:
        if (loop->observer != NULL) {
            loop->observer->suspended(loop->observer_ctx, task, TRACE_FOR_YIELD, NULL);
        }
        loop_ready_push(loop, loop_target(LOOP_TARGET_THROW, task), step.value);
        break;
    case LOOP_STEP_DONE:
    case LOOP_STEP_FAILED:
    case LOOP_STEP_CANCELLED:
        finish_task(task, kind, step.value);
        break;
    case LOOP_STEP_STOPS:
        finish_task(task, kind, step.value);
        goes_on = false;
        break;
    case LOOP_STEP_ABANDONED:
        embedder->release_future(loop->ctx, &task->future);
        goes_on = false;
        break;
    }
    loop->cause = outer;
    if (waited_for != NULL) {
        embedder->release_future(loop->ctx, waited_for);
    }
    return goes_on;
}

bool loop_task_wakeup(LoopTask *task) {
    return loop_task_step(task, loop_future_take_error(task->waiting_for));
}

/* The task will be told at its next step, which is in the ready queue. */
static void set_must_cancel(LoopTask *task, bool has_message, LoopValue message) {
    Loop *loop = task->future.loop;
    LoopValue old = task->future.value;
    bool had_value = (task->future.flags & LOOP_FLAG_HAS_VALUE) != 0;
    task->future.flags &= (uint8_t)~LOOP_FLAG_HAS_VALUE;
    if (has_message) {
        loop->embedder->retain_value(loop->ctx, message);
        task->future.value = message;
        task->future.flags |= LOOP_FLAG_HAS_VALUE;
    }
    task->future.flags |= LOOP_FLAG_MUST_CANCEL;
    if (had_value) {
        loop->embedder->release_value(loop->ctx, old);
    }
}

/* A chain of tasks that wait for each other is followed without recursion: it may be long. */
bool loop_task_cancel(LoopTask *task, bool has_message, LoopValue message) {
    task->future.flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
    if (loop_future_is_done(&task->future)) {
        return false;
    }
    for (size_t links = 0;; links++) {
        if (links > task->future.loop->tasks_count) {
            return true; /* they wait for each other in a ring, and all have been asked */
        }
        task->cancels_requested++;
        if (task->future.loop->observer != NULL) {
            task->future.loop->observer->cancelled(task->future.loop->observer_ctx, task);
        }
        LoopFuture *inner = task->waiting_for;
        if (inner == NULL) {
            set_must_cancel(task, has_message, message);
            return true;
        }
        if (inner->kind == LOOP_KIND_TASK && !loop_future_is_done(inner)) {
            task = (LoopTask *)inner;
            continue;
        }
        if (!loop_future_cancel(inner, has_message, message)) {
            set_must_cancel(task, has_message, message);
        }
        return true;
    }
}

uint32_t loop_task_uncancel(LoopTask *task) {
    if (task->cancels_requested > 0) {
        task->cancels_requested--;
    }
    return task->cancels_requested;
}

void loop_task_visit(const LoopTask *task, const LoopVisitor *visitor) {
    loop_future_visit(&task->future, visitor);
    if (task->waiting_for != NULL) {
        visitor->future(visitor->arg, task->waiting_for);
    }
}
