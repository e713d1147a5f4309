#include "session/asyncio_internal.h"

#include <stdio.h>

/* Lock, Event, Semaphore, BoundedSemaphore; and the table of what a waiting coroutine does. */

LoopObject *asyncio_bind_loop(Asyncio *asyncio, LoopObject **slot, Value owner) {
    LoopObject *loop = asyncio_running_loop(asyncio->vm);
    if (loop == NULL) {
        return NULL;
    }
    if (*slot == NULL) {
        *slot = obj_retain(loop);
    } else if (*slot != loop) {
        Value text = value_repr(asyncio->vm, owner);
        if (!value_is_null(text)) {
            vm_raise(asyncio->vm, EXC_RUNTIME_ERROR, "%s is bound to a different event loop",
                     str_utf8(asyncio->vm, text));
            value_release(asyncio->vm, text);
        }
        return NULL;
    }
    return loop;
}

static void drop_common(Vm *vm, LoopObject **loop, Dict **dict) {
    LoopObject *old_loop = *loop;
    Dict *old_dict = *dict;
    *loop = NULL;
    *dict = NULL;
    if (old_loop != NULL) {
        obj_release(vm, old_loop);
    }
    if (old_dict != NULL) {
        obj_release(vm, old_dict);
    }
}

static void visit_common(LoopObject *loop, Dict *dict, VisitFunction visit, void *context) {
    if (loop != NULL) {
        visit(value_from_obj(loop), context);
    }
    if (dict != NULL) {
        visit(value_from_obj(dict), context);
    }
}

static void visit_waiters(const LoopWaiters *waiters, VisitFunction visit, void *context) {
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_waiters_visit(waiters, &visitor);
}

/* "<asyncio.locks.Lock object at 0x… [locked, waiters:2]>" */
static Value repr_with(Vm *vm, Value self, const char *extra, size_t waiters) {
    Value base = object_repr(vm, self);
    if (value_is_null(base)) {
        return VALUE_NULL;
    }
    Text text = {0};
    str_append_utf8(base, &text);
    value_release(vm, base);
    text.bytes[--text.length] = 0; /* the '>' */
    text_printf(&text, " [%s", extra);
    if (waiters > 0) {
        text_printf(&text, ", waiters:%zu", waiters);
    }
    text_append_cstr(&text, "]>");
    return str_from_text(vm, &text);
}

/* ---- Lock ---- */

static LockObject *lock_in(Value value) {
    return (LockObject *)value_obj(value);
}

static Value lock_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (!arguments_bind(vm, "Lock.__init__", "self", arguments, count, keywords, NULL)) {
        return VALUE_NULL;
    }
    return value_from_obj(heap_new(vm, type, type->instance_size));
}

static Value no_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)arguments;
    (void)count;
    (void)keywords;
    return VALUE_NONE;
}

static void lock_destroy(Vm *vm, Obj *self) {
    LockObject *lock = (LockObject *)self;
    loop_waiters_release(&lock->lock.waiters);
    drop_common(vm, &lock->loop, &lock->dict);
}

static void lock_visit(Obj *self, VisitFunction visit, void *context) {
    LockObject *lock = (LockObject *)self;
    visit_waiters(&lock->lock.waiters, visit, context);
    visit_common(lock->loop, lock->dict, visit, context);
}

static Value lock_repr(Vm *vm, Value self) {
    LoopLock *lock = &lock_in(self)->lock;
    return repr_with(vm, self, lock->is_locked ? "locked" : "unlocked", lock->waiters.count);
}

static Value lock_locked(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(lock_in(arguments[0])->lock.is_locked);
}

static Value lock_acquire(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_LOCK_ACQUIRE, arguments[0], VALUE_NULL);
}

static Value lock_enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_LOCK_ENTER, arguments[0], VALUE_NULL);
}

static Value any_exit(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_EXIT, arguments[0], VALUE_NULL);
}

static bool lock_release_now(Vm *vm, Value self) {
    if (!loop_lock_release_one(&lock_in(self)->lock)) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "Lock is not acquired.");
        return false;
    }
    return true;
}

static Value lock_release(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return lock_release_now(vm, arguments[0]) ? VALUE_NONE : VALUE_NULL;
}

static const NativeMethod LOCK_METHODS[] = {
    {"__init__", no_init, 0, 0, false, METHOD_INSTANCE},
    {"locked", lock_locked, 0, 0, false, METHOD_INSTANCE},
    {"acquire", lock_acquire, 0, 0, false, METHOD_INSTANCE},
    {"release", lock_release, 0, 0, false, METHOD_INSTANCE},
    {"__aenter__", lock_enter, 0, 0, false, METHOD_INSTANCE},
    {"__aexit__", any_exit, 3, 3, false, METHOD_INSTANCE},
    {0},
};

/* ---- Event ---- */

static EventObject *event_in(Value value) {
    return (EventObject *)value_obj(value);
}

static Value event_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    if (!arguments_bind(vm, "Event.__init__", "self", arguments, count, keywords, NULL)) {
        return VALUE_NULL;
    }
    return value_from_obj(heap_new(vm, type, type->instance_size));
}

static void event_destroy(Vm *vm, Obj *self) {
    EventObject *event = (EventObject *)self;
    loop_waiters_release(&event->event.waiters);
    drop_common(vm, &event->loop, &event->dict);
}

static void event_visit(Obj *self, VisitFunction visit, void *context) {
    EventObject *event = (EventObject *)self;
    visit_waiters(&event->event.waiters, visit, context);
    visit_common(event->loop, event->dict, visit, context);
}

static Value event_repr(Vm *vm, Value self) {
    LoopEvent *event = &event_in(self)->event;
    return repr_with(vm, self, event->is_set ? "set" : "unset", event->waiters.count);
}

static Value event_is_set(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(event_in(arguments[0])->event.is_set);
}

static Value event_set(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    loop_event_set(&event_in(arguments[0])->event);
    return VALUE_NONE;
}

static Value event_clear(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    loop_event_clear(&event_in(arguments[0])->event);
    return VALUE_NONE;
}

static Value event_wait(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_EVENT_WAIT, arguments[0], VALUE_NULL);
}

static const NativeMethod EVENT_METHODS[] = {
    {"__init__", no_init, 0, 0, false, METHOD_INSTANCE},
    {"is_set", event_is_set, 0, 0, false, METHOD_INSTANCE},
    {"set", event_set, 0, 0, false, METHOD_INSTANCE},
    {"clear", event_clear, 0, 0, false, METHOD_INSTANCE},
    {"wait", event_wait, 0, 0, false, METHOD_INSTANCE},
    {0},
};

/* ---- Semaphore ---- */

static SemaphoreObject *semaphore_in(Value value) {
    return (SemaphoreObject *)value_obj(value);
}

static bool semaphore_fill(Vm *vm, SemaphoreObject *self, const Value *arguments, uint32_t count,
                           Value keywords) {
    Asyncio *asyncio = asyncio_of(vm);
    Value given;
    if (!arguments_bind(vm, "Semaphore.__init__", "self, value=", arguments, count, keywords,
                        &given)) {
        return false;
    }
    int64_t value = 1;
    if (!value_is_null(given)) {
        int is_negative = value_compare_truth(vm, given, value_from_small_int(0), COMPARE_LESS);
        if (is_negative < 0) {
            return false;
        }
        if (is_negative > 0) {
            vm_raise(vm, EXC_VALUE_ERROR, "Semaphore initial value must be >= 0");
            return false;
        }
        if (value_is_float(vm, given)) {
            double number = float_value(given);
            value = number > 1e18 ? INT64_MAX / 2 : (int64_t)number;
        } else if (!int_to_int64(given, &value) || value > INT64_MAX / 2) {
            value = INT64_MAX / 2;
        }
    }
    self->semaphore.value = value;
    bool is_bounded = type_is_subtype(self->obj.type, asyncio->type_bounded_semaphore);
    self->semaphore.bound = is_bounded ? value : INT64_MAX;
    return true;
}

static Value semaphore_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                 Value keywords) {
    SemaphoreObject *self = heap_new(vm, type, type->instance_size);
    if (!semaphore_fill(vm, self, arguments, count, keywords)) {
        obj_release(vm, self);
        return VALUE_NULL;
    }
    return value_from_obj(self);
}

static Value semaphore_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return semaphore_fill(vm, semaphore_in(arguments[0]), arguments + 1, count - 1, keywords)
               ? VALUE_NONE
               : VALUE_NULL;
}

static void semaphore_destroy(Vm *vm, Obj *self) {
    SemaphoreObject *semaphore = (SemaphoreObject *)self;
    loop_waiters_release(&semaphore->semaphore.waiters);
    drop_common(vm, &semaphore->loop, &semaphore->dict);
}

static void semaphore_visit(Obj *self, VisitFunction visit, void *context) {
    SemaphoreObject *semaphore = (SemaphoreObject *)self;
    visit_waiters(&semaphore->semaphore.waiters, visit, context);
    visit_common(semaphore->loop, semaphore->dict, visit, context);
}

static Value semaphore_repr(Vm *vm, Value self) {
    LoopSemaphore *semaphore = &semaphore_in(self)->semaphore;
    if (loop_semaphore_is_locked(semaphore)) {
        return repr_with(vm, self, "locked", semaphore->waiters.count);
    }
    char extra[64];
    snprintf(extra, sizeof extra, "unlocked, value:%lld", (long long)semaphore->value);
    return repr_with(vm, self, extra, semaphore->waiters.count);
}

static Value semaphore_locked(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_semaphore_is_locked(&semaphore_in(arguments[0])->semaphore));
}

static Value semaphore_acquire(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_SEMAPHORE_ACQUIRE, arguments[0],
                                 VALUE_NULL);
}

static Value semaphore_enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_SEMAPHORE_ENTER, arguments[0],
                                 VALUE_NULL);
}

static bool semaphore_release_now(Vm *vm, Value self) {
    if (!loop_semaphore_release_one(&semaphore_in(self)->semaphore)) {
        vm_raise(vm, EXC_VALUE_ERROR, "BoundedSemaphore released too many times");
        return false;
    }
    return true;
}

static Value semaphore_release(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return semaphore_release_now(vm, arguments[0]) ? VALUE_NONE : VALUE_NULL;
}

static Value semaphore_value(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return int_from_int64(vm, semaphore_in(arguments[0])->semaphore.value);
}

static const NativeMethod SEMAPHORE_METHODS[] = {
    {"__init__", semaphore_init, 0, -1, true, METHOD_INSTANCE},
    {"locked", semaphore_locked, 0, 0, false, METHOD_INSTANCE},
    {"acquire", semaphore_acquire, 0, 0, false, METHOD_INSTANCE},
    {"release", semaphore_release, 0, 0, false, METHOD_INSTANCE},
    {"__aenter__", semaphore_enter, 0, 0, false, METHOD_INSTANCE},
    {"__aexit__", any_exit, 3, 3, false, METHOD_INSTANCE},
    {"_value", semaphore_value, 0, 0, false, METHOD_PROPERTY},
    {0},
};

/* ---- what the waiting coroutines do ---- */

/* __aexit__ of a class of the program that overrides release() calls that. */
static LoopOutcome exit_now(Asyncio *asyncio, Value owner) {
    Vm *vm = asyncio->vm;
    Type *type = value_obj(owner)->type;
    if (type == asyncio->type_lock) {
        return lock_release_now(vm, owner) ? LOOP_OUTCOME_READY : LOOP_OUTCOME_FAILED;
    }
    if (type == asyncio->type_semaphore || type == asyncio->type_bounded_semaphore) {
        return semaphore_release_now(vm, owner) ? LOOP_OUTCOME_READY : LOOP_OUTCOME_FAILED;
    }
    Value done = vm_call_method(vm, owner, "release", NULL, 0);
    value_release(vm, done);
    return value_is_null(done) ? LOOP_OUTCOME_FAILED : LOOP_OUTCOME_READY;
}

static LoopOutcome put_item(Asyncio *asyncio, LoopQueue *queue, WaitObject *wait, Value *result) {
    Value item = wait->item;
    wait->item = VALUE_NULL;
    *result = VALUE_NONE;
    return loop_queue_put_now(queue, &ASYNCIO_QUEUE_EMBEDDER, asyncio->vm, item.bits)
               ? LOOP_OUTCOME_READY
               : LOOP_OUTCOME_FAILED;
}

static LoopOutcome get_item(Asyncio *asyncio, LoopQueue *queue, Value *result) {
    LoopValue item = 0;
    if (!loop_queue_get_now(queue, &ASYNCIO_QUEUE_EMBEDDER, asyncio->vm, &item)) {
        return LOOP_OUTCOME_FAILED;
    }
    *result = bits_value(item);
    return LOOP_OUTCOME_READY;
}

LoopOutcome asyncio_operation_start(Asyncio *asyncio, WaitObject *wait, Value *result) {
    Value owner = wait->owner;
    LoopWaiter *waiter = &wait->waiter;
    LoopObject *loop;
    switch ((Operation)wait->operation) {
    case OPERATION_LOCK_ACQUIRE:
    case OPERATION_LOCK_ENTER: {
        LockObject *lock = lock_in(owner);
        *result = wait->operation == OPERATION_LOCK_ENTER ? VALUE_NONE : VALUE_TRUE;
        if (!lock->lock.is_locked && loop_waiters_all_cancelled(&lock->lock.waiters)) {
            return loop_lock_acquire_start(&lock->lock, waiter, NULL);
        }
        loop = asyncio_bind_loop(asyncio, &lock->loop, owner);
        return loop == NULL ? LOOP_OUTCOME_FAILED
                            : loop_lock_acquire_start(&lock->lock, waiter, &loop->loop);
    }
    case OPERATION_EVENT_WAIT: {
        EventObject *event = event_in(owner);
        *result = VALUE_TRUE;
        if (event->event.is_set) {
            return LOOP_OUTCOME_READY;
        }
        loop = asyncio_bind_loop(asyncio, &event->loop, owner);
        return loop == NULL
                   ? LOOP_OUTCOME_FAILED
                   : loop_event_wait_start(&event->event, waiter, &loop->loop, TRACE_FOR_EVENT);
    }
    case OPERATION_SEMAPHORE_ACQUIRE:
    case OPERATION_SEMAPHORE_ENTER: {
        SemaphoreObject *semaphore = semaphore_in(owner);
        *result = wait->operation == OPERATION_SEMAPHORE_ENTER ? VALUE_NONE : VALUE_TRUE;
        if (!loop_semaphore_is_locked(&semaphore->semaphore)) {
            return loop_semaphore_acquire_start(&semaphore->semaphore, waiter, NULL);
        }
        loop = asyncio_bind_loop(asyncio, &semaphore->loop, owner);
        return loop == NULL
                   ? LOOP_OUTCOME_FAILED
                   : loop_semaphore_acquire_start(&semaphore->semaphore, waiter, &loop->loop);
    }
    case OPERATION_EXIT:
        *result = VALUE_NONE;
        return exit_now(asyncio, owner);
    case OPERATION_QUEUE_GET: {
        QueueObject *queue = (QueueObject *)value_obj(owner);
        if (queue->queue.count > 0) {
            return get_item(asyncio, &queue->queue, result);
        }
        loop = asyncio_bind_loop(asyncio, &queue->loop, owner);
        return loop == NULL ? LOOP_OUTCOME_FAILED
                            : loop_queue_get_start(&queue->queue, waiter, &loop->loop);
    }
    case OPERATION_QUEUE_PUT: {
        QueueObject *queue = (QueueObject *)value_obj(owner);
        if (!loop_queue_is_full(&queue->queue)) {
            return put_item(asyncio, &queue->queue, wait, result);
        }
        loop = asyncio_bind_loop(asyncio, &queue->loop, owner);
        return loop == NULL ? LOOP_OUTCOME_FAILED
                            : loop_queue_put_start(&queue->queue, waiter, &loop->loop);
    }
    case OPERATION_QUEUE_JOIN: {
        QueueObject *queue = (QueueObject *)value_obj(owner);
        *result = VALUE_NONE;
        if (queue->queue.unfinished == 0) {
            return LOOP_OUTCOME_READY;
        }
        loop = asyncio_bind_loop(asyncio, &queue->loop, owner);
        return loop == NULL ? LOOP_OUTCOME_FAILED
                            : loop_queue_join_start(&queue->queue, waiter, &loop->loop);
    }
    case OPERATION_COUNT:
        break;
    }
    UNREACHABLE();
}

LoopOutcome asyncio_operation_resume(Asyncio *asyncio, WaitObject *wait, LoopThrown thrown,
                                     Value *result) {
    Value owner = wait->owner;
    LoopWaiter *waiter = &wait->waiter;
    LoopOutcome outcome;
    switch ((Operation)wait->operation) {
    case OPERATION_LOCK_ACQUIRE:
    case OPERATION_LOCK_ENTER:
        *result = wait->operation == OPERATION_LOCK_ENTER ? VALUE_NONE : VALUE_TRUE;
        return loop_lock_acquire_resume(&lock_in(owner)->lock, waiter, thrown);
    case OPERATION_EVENT_WAIT:
        *result = VALUE_TRUE;
        return loop_event_wait_resume(&event_in(owner)->event, waiter, thrown);
    case OPERATION_SEMAPHORE_ACQUIRE:
    case OPERATION_SEMAPHORE_ENTER:
        *result = wait->operation == OPERATION_SEMAPHORE_ENTER ? VALUE_NONE : VALUE_TRUE;
        return loop_semaphore_acquire_resume(&semaphore_in(owner)->semaphore, waiter, thrown);
    case OPERATION_QUEUE_GET: {
        LoopQueue *queue = &((QueueObject *)value_obj(owner))->queue;
        outcome = loop_queue_get_resume(queue, waiter, thrown);
        return outcome == LOOP_OUTCOME_READY ? get_item(asyncio, queue, result) : outcome;
    }
    case OPERATION_QUEUE_PUT: {
        LoopQueue *queue = &((QueueObject *)value_obj(owner))->queue;
        outcome = loop_queue_put_resume(queue, waiter, thrown);
        return outcome == LOOP_OUTCOME_READY ? put_item(asyncio, queue, wait, result) : outcome;
    }
    case OPERATION_QUEUE_JOIN:
        *result = VALUE_NONE;
        return loop_queue_join_resume(&((QueueObject *)value_obj(owner))->queue, waiter, thrown);
    case OPERATION_EXIT:
    case OPERATION_COUNT:
        break;
    }
    UNREACHABLE();
}

/* ---- types ---- */

void asyncio_lock_setup(Asyncio *asyncio) {
    Vm *vm = asyncio->vm;
    TypeSpec lock = {
        .name = "asyncio.locks.Lock",
        .instance_size = sizeof(LockObject),
        .flags = TYPE_INIT_FILLS,
        .methods = LOCK_METHODS,
        .slots = {.dict_offset = offsetof(LockObject, dict),
                  .construct = lock_construct,
                  .destroy = lock_destroy,
                  .visit = lock_visit,
                  .repr = lock_repr},
    };
    asyncio->type_lock = type_new_native(vm, &lock, NULL);
    TypeSpec event = {
        .name = "asyncio.locks.Event",
        .instance_size = sizeof(EventObject),
        .flags = TYPE_INIT_FILLS,
        .methods = EVENT_METHODS,
        .slots = {.dict_offset = offsetof(EventObject, dict),
                  .construct = event_construct,
                  .destroy = event_destroy,
                  .visit = event_visit,
                  .repr = event_repr},
    };
    asyncio->type_event = type_new_native(vm, &event, NULL);
    TypeSpec semaphore = {
        .name = "asyncio.locks.Semaphore",
        .instance_size = sizeof(SemaphoreObject),
        .flags = TYPE_INIT_FILLS,
        .methods = SEMAPHORE_METHODS,
        .slots = {.dict_offset = offsetof(SemaphoreObject, dict),
                  .construct = semaphore_construct,
                  .destroy = semaphore_destroy,
                  .visit = semaphore_visit,
                  .repr = semaphore_repr},
    };
    asyncio->type_semaphore = type_new_native(vm, &semaphore, NULL);
    TypeSpec bounded = {
        .name = "asyncio.locks.BoundedSemaphore",
        .instance_size = sizeof(SemaphoreObject),
        .flags = TYPE_INIT_FILLS,
        .slots = {.dict_offset = offsetof(SemaphoreObject, dict)},
    };
    asyncio->type_bounded_semaphore = type_new_native(vm, &bounded, asyncio->type_semaphore);
}
