#include "loop/future.h"

#include "base/memory.h"
#include "loop/gather.h"
#include "loop/loop.h"
#include "loop/target.h"
#include "loop/task.h"

/* More than one callback, in the order in which they were added. */
typedef struct CallbackList {
    uint32_t count;
    uint32_t capacity;
    uint64_t targets[];
} CallbackList;

enum { CALLBACK_LIST_FIRST = 4 };

void loop_future_init(LoopFuture *future, Loop *loop, LoopFutureKind kind, TraceReason reason) {
    *future = (LoopFuture){.loop = loop, .kind = (uint8_t)kind, .reason = (uint8_t)reason};
}

void loop_target_release(Loop *loop, uint64_t target) {
    void *pointer = loop_target_pointer(target);
    switch (loop_target_kind(target)) {
    case LOOP_TARGET_STEP:
    case LOOP_TARGET_THROW:
    case LOOP_TARGET_WAKEUP:
    case LOOP_TARGET_SLEEP:
    case LOOP_TARGET_GATHER:
        loop->embedder->release_future(loop->ctx, pointer);
        break;
    case LOOP_TARGET_HANDLE:
        loop->embedder->release_handle(loop->ctx, pointer);
        break;
    case LOOP_TARGET_CALLBACK:
        loop->embedder->release_callback(loop->ctx, pointer);
        break;
    default:
        UNREACHABLE();
    }
}

void loop_target_visit(uint64_t target, const LoopVisitor *visitor) {
    void *pointer = loop_target_pointer(target);
    switch (loop_target_kind(target)) {
    case LOOP_TARGET_STEP:
    case LOOP_TARGET_THROW:
    case LOOP_TARGET_WAKEUP:
    case LOOP_TARGET_SLEEP:
    case LOOP_TARGET_GATHER:
        visitor->future(visitor->arg, pointer);
        break;
    case LOOP_TARGET_HANDLE:
        visitor->handle(visitor->arg, pointer);
        break;
    case LOOP_TARGET_CALLBACK:
        visitor->callback(visitor->arg, pointer);
        break;
    default:
        UNREACHABLE();
    }
}

static bool is_list(uint64_t callbacks) {
    return loop_target_kind(callbacks) == LOOP_TARGET_LIST;
}

size_t loop_future_callback_count(const LoopFuture *future) {
    if (future->callbacks == 0) {
        return 0;
    }
    if (!is_list(future->callbacks)) {
        return 1;
    }
    const CallbackList *list = loop_target_pointer(future->callbacks);
    return list->count;
}

uint64_t loop_future_callback(const LoopFuture *future, size_t index) {
    if (!is_list(future->callbacks)) {
        return future->callbacks;
    }
    const CallbackList *list = loop_target_pointer(future->callbacks);
    return list->targets[index];
}

static void drop_value(LoopFuture *future) {
    if ((future->flags & LOOP_FLAG_HAS_VALUE) != 0) {
        LoopValue value = future->value;
        future->flags &= (uint8_t) ~(LOOP_FLAG_HAS_VALUE | LOOP_FLAG_HAS_EXCEPTION);
        future->value = 0;
        future->loop->embedder->release_value(future->loop->ctx, value);
    }
}

void loop_future_release(LoopFuture *future) {
    uint64_t callbacks = future->callbacks;
    future->callbacks = 0;
    if (is_list(callbacks)) {
        CallbackList *list = loop_target_pointer(callbacks);
        for (uint32_t i = 0; i < list->count; i++) {
            loop_target_release(future->loop, list->targets[i]);
        }
        memory_free(list);
    } else if (callbacks != 0) {
        loop_target_release(future->loop, callbacks);
    }
    drop_value(future);
}

/* Sends one callback of a done future to the ready queue; the target's reference goes along. */
static void schedule(LoopFuture *future, uint64_t target) {
    Loop *loop = future->loop;
    switch (loop_target_kind(target)) {
    case LOOP_TARGET_WAKEUP:
        /* The task itself holds what it waits for. */
        loop_ready_push(loop, target, 0);
        loop_task_fetch(loop_target_pointer(target));
        if (loop->observer != NULL) {
            loop->observer->woken(loop->observer_ctx, loop_target_pointer(target));
        }
        break;
    case LOOP_TARGET_GATHER:
    case LOOP_TARGET_CALLBACK:
        loop->embedder->retain_future(loop->ctx, future);
        loop_ready_push(loop, target, (uint64_t)(uintptr_t)future);
        break;
    default:
        UNREACHABLE();
    }
}

static void schedule_callbacks(LoopFuture *future) {
    uint64_t callbacks = future->callbacks;
    if (callbacks == 0) {
        return;
    }
    future->callbacks = 0;
    if (!is_list(callbacks)) {
        schedule(future, callbacks);
        return;
    }
    CallbackList *list = loop_target_pointer(callbacks);
    for (uint32_t i = 0; i < list->count; i++) {
        schedule(future, list->targets[i]);
    }
    memory_free(list);
}

/* Every way to become done ends here. */
static void settle(LoopFuture *future, LoopFutureState state) {
    CHECK(future->state == LOOP_PENDING);
    future->state = (uint8_t)state;
    schedule_callbacks(future);
}

static void set_value(LoopFuture *future, LoopValue value) {
    drop_value(future);
    future->value = value;
    future->flags |= LOOP_FLAG_HAS_VALUE;
}

void loop_future_finish(LoopFuture *future, LoopValue value) {
    set_value(future, value);
    settle(future, LOOP_FINISHED);
}

void loop_future_finish_empty(LoopFuture *future) {
    settle(future, LOOP_FINISHED);
}

void loop_future_fail(LoopFuture *future, LoopValue failure) {
    set_value(future, failure);
    future->flags |= LOOP_FLAG_UNRETRIEVED;
    settle(future, LOOP_FAILED);
}

void loop_future_cancel_with(LoopFuture *future, LoopValue exception) {
    set_value(future, exception);
    future->flags |= LOOP_FLAG_HAS_EXCEPTION;
    settle(future, LOOP_CANCELLED);
}

bool loop_future_cancel_now(LoopFuture *future, bool has_message, LoopValue message) {
    future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
    if (loop_future_is_done(future)) {
        return false;
    }
    if (has_message) {
        future->loop->embedder->retain_value(future->loop->ctx, message);
        set_value(future, message);
    } else {
        drop_value(future);
    }
    settle(future, LOOP_CANCELLED);
    return true;
}

bool loop_future_cancel(LoopFuture *future, bool has_message, LoopValue message) {
    switch (future->kind) {
    case LOOP_KIND_TASK:
        return loop_task_cancel((LoopTask *)future, has_message, message);
    case LOOP_KIND_GATHER:
        return loop_gather_cancel((LoopGather *)future, has_message, message);
    default:
        return loop_future_cancel_now(future, has_message, message);
    }
}

LoopValue loop_future_take_cancelled(LoopFuture *future) {
    const LoopEmbedder *embedder = future->loop->embedder;
    bool has_value = (future->flags & LOOP_FLAG_HAS_VALUE) != 0;
    if (has_value && (future->flags & LOOP_FLAG_HAS_EXCEPTION) != 0) {
        LoopValue exception = future->value;
        future->value = 0;
        future->flags &= (uint8_t) ~(LOOP_FLAG_HAS_VALUE | LOOP_FLAG_HAS_EXCEPTION);
        return exception;
    }
    bool has_message =
        has_value && (future->state == LOOP_CANCELLED || (future->state == LOOP_PENDING));
    return embedder->new_cancelled(future->loop->ctx, has_message, has_message ? future->value : 0);
}

LoopValue loop_future_take_error(LoopFuture *future) {
    switch (future->state) {
    case LOOP_FAILED:
        future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
        return future->loop->embedder->exception_of(future->loop->ctx, future);
    case LOOP_CANCELLED:
        return loop_future_take_cancelled(future);
    default:
        CHECK(future->state == LOOP_FINISHED);
        return 0;
    }
}

void loop_future_add_target(LoopFuture *future, uint64_t target) {
    if (loop_future_is_done(future)) {
        schedule(future, target);
        return;
    }
    if (future->callbacks == 0) {
        future->callbacks = target;
        return;
    }
    CallbackList *list;
    if (!is_list(future->callbacks)) {
        list = memory_new(sizeof *list + CALLBACK_LIST_FIRST * sizeof list->targets[0]);
        list->count = 1;
        list->capacity = CALLBACK_LIST_FIRST;
        list->targets[0] = future->callbacks;
    } else {
        list = loop_target_pointer(future->callbacks);
        if (list->count == list->capacity) {
            list->capacity *= 2;
            list = memory_resize(list, 1, sizeof *list + list->capacity * sizeof list->targets[0]);
        }
    }
    list->targets[list->count++] = target;
    future->callbacks = loop_target(LOOP_TARGET_LIST, list);
}

void loop_future_add_callback(LoopFuture *future, void *callback) {
    future->loop->embedder->retain_callback(future->loop->ctx, callback);
    loop_future_add_target(future, loop_target(LOOP_TARGET_CALLBACK, callback));
}

size_t loop_future_remove_callbacks(LoopFuture *future, bool (*same)(void *arg, void *callback),
                                    void *arg) {
    uint64_t callbacks = future->callbacks;
    if (callbacks == 0) {
        return 0;
    }
    Loop *loop = future->loop;
    if (!is_list(callbacks)) {
        if (loop_target_kind(callbacks) == LOOP_TARGET_CALLBACK &&
            same(arg, loop_target_pointer(callbacks)) && future->callbacks == callbacks) {
            future->callbacks = 0;
            loop_target_release(loop, callbacks);
            return 1;
        }
        return 0;
    }
    /* Comparing may run program code, which may touch this very list: work on it detached. */
    CallbackList *list = loop_target_pointer(callbacks);
    future->callbacks = 0;
    CallbackList *removed = memory_new(sizeof *removed + list->count * sizeof removed->targets[0]);
    removed->count = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        uint64_t target = list->targets[i];
        if (loop_target_kind(target) == LOOP_TARGET_CALLBACK &&
            same(arg, loop_target_pointer(target))) {
            removed->targets[removed->count++] = target;
        } else {
            list->targets[kept++] = target;
        }
    }
    uint64_t added = future->callbacks; /* by the comparisons: stays behind the kept ones */
    future->callbacks = 0;
    for (uint32_t i = 0; i < kept; i++) {
        loop_future_add_target(future, list->targets[i]);
    }
    memory_free(list);
    if (is_list(added)) {
        list = loop_target_pointer(added);
        for (uint32_t i = 0; i < list->count; i++) {
            loop_future_add_target(future, list->targets[i]);
        }
        memory_free(list);
    } else if (added != 0) {
        loop_future_add_target(future, added);
    }
    size_t count = removed->count;
    for (uint32_t i = 0; i < removed->count; i++) {
        loop_target_release(loop, removed->targets[i]);
    }
    memory_free(removed);
    return count;
}

void loop_future_visit(const LoopFuture *future, const LoopVisitor *visitor) {
    if ((future->flags & LOOP_FLAG_HAS_VALUE) != 0) {
        visitor->value(visitor->arg, future->value);
    }
    for (size_t i = 0; i < loop_future_callback_count(future); i++) {
        loop_target_visit(loop_future_callback(future, i), visitor);
    }
}
