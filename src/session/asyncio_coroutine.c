#include "session/asyncio_internal.h"

#include "vm/frame.h"

#include <string.h>

/* The coroutine objects of asyncio's own `async def` functions that are native: sleep(), the locks'
 * and queues' methods, and what _meanwhile.exchange() gives. To a program they look like any
 * coroutine; a task that is suspended in one waits for the LoopFuture inside it. */

static const struct {
    const char *name;
    int line;       /* of the def, in CPython's file */
    int await_line; /* where it is suspended */
    const char *file;
} OPERATIONS[OPERATION_COUNT] = {
    [OPERATION_LOCK_ACQUIRE] = {"Lock.acquire", 93, 114, "locks"},
    [OPERATION_LOCK_ENTER] = {"_ContextManagerMixin.__aenter__", 14, 15, "locks"},
    [OPERATION_EVENT_WAIT] = {"Event.wait", 200, 213, "locks"},
    [OPERATION_SEMAPHORE_ACQUIRE] = {"Semaphore.acquire", 364, 387, "locks"},
    [OPERATION_SEMAPHORE_ENTER] = {"_ContextManagerMixin.__aenter__", 14, 15, "locks"},
    [OPERATION_EXIT] = {"_ContextManagerMixin.__aexit__", 20, 21, "locks"},
    [OPERATION_QUEUE_GET] = {"Queue.get", 149, 158, "queues"},
    [OPERATION_QUEUE_PUT] = {"Queue.put", 110, 120, "queues"},
    [OPERATION_QUEUE_JOIN] = {"Queue.join", 206, 215, "queues"},
};

bool value_is_native_coroutine(Asyncio *asyncio, Value value) {
    if (!value_is_obj(value)) {
        return false;
    }
    Type *type = value_obj(value)->type;
    return type == asyncio->type_sleep || type == asyncio->type_wait ||
           type == asyncio->type_external;
}

bool asyncio_makes_coroutine(Asyncio *asyncio, Value native) {
    static const char *const names[] = {"acquire", "wait",       "get",      "put",
                                        "join",    "__aenter__", "__aexit__"};
    NativeCallable *callable = (NativeCallable *)value_obj(native);
    Type *owner = callable->owner;
    if (owner != asyncio->type_lock && owner != asyncio->type_event &&
        owner != asyncio->type_semaphore && owner != asyncio->type_queue) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(callable->method->name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static CoroutineState state_of(Asyncio *asyncio, Value self) {
    Type *type = value_obj(self)->type;
    if (type == asyncio->type_sleep) {
        return (CoroutineState)((SleepObject *)value_obj(self))->state;
    }
    if (type == asyncio->type_wait) {
        return (CoroutineState)((WaitObject *)value_obj(self))->state;
    }
    return (CoroutineState)((ExternalObject *)value_obj(self))->state;
}

const char *asyncio_native_name(Asyncio *asyncio, Value coroutine) {
    Type *type = value_obj(coroutine)->type;
    if (type == asyncio->type_sleep) {
        return "sleep";
    }
    if (type == asyncio->type_wait) {
        return OPERATIONS[((WaitObject *)value_obj(coroutine))->operation].name;
    }
    return ((ExternalObject *)value_obj(coroutine))->name;
}

void asyncio_native_place(Asyncio *asyncio, Value coroutine, Text *out) {
    Type *type = value_obj(coroutine)->type;
    const char *file = "tasks";
    int line = 627;
    int await_line = 639;
    if (type == asyncio->type_wait) {
        Operation operation = ((WaitObject *)value_obj(coroutine))->operation;
        file = OPERATIONS[operation].file;
        line = OPERATIONS[operation].line;
        await_line = OPERATIONS[operation].await_line;
    }
    const AsyncioPlace *place = NULL;
    if (type == asyncio->type_external) {
        place = ((ExternalObject *)value_obj(coroutine))->place;
    }
    CoroutineState state = state_of(asyncio, coroutine);
    text_append_cstr(out, state == COROUTINE_FINISHED ? "done, defined at " : "running at ");
    if (place != NULL) {
        line = place->line;
        await_line = place->await_line;
        text_append_cstr(out, place->file);
    } else {
        text_printf(out, "/usr/lib/python3.11/asyncio/%s.py", file);
    }
    text_printf(out, ":%d", state == COROUTINE_SUSPENDED ? await_line : line);
}

/* ---- common to all ---- */

static Resumption raise_reused(Vm *vm, Value sent) {
    value_release(vm, sent);
    vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
    return RESUMED_RAISED;
}

static Resumption rethrow(Vm *vm, Value thrown) {
    vm_restore_raised(vm, value_retain(thrown));
    exception_chain(vm, thrown);
    return RESUMED_RAISED;
}

static LoopThrown thrown_kind(Asyncio *asyncio, Value thrown) {
    if (value_is_null(thrown)) {
        return LOOP_THROWN_NOTHING;
    }
    return value_is_instance(asyncio->vm, thrown, asyncio->cancelled_error) ? LOOP_THROWN_CANCELLED
                                                                            : LOOP_THROWN_OTHER;
}

/* While it is suspended on the loop, a coroutine keeps the loop's object alive. */
static void hold_loop(LoopObject *loop) {
    obj_retain(loop);
}

static void let_loop_go(Vm *vm, LoopFuture *future) {
    Loop *loop = future->loop;
    future->loop = NULL;
    if (loop != NULL) {
        obj_release(vm, loop_object(loop));
    }
}

static void visit_future_part(const LoopFuture *future, VisitFunction visit, void *context) {
    if (future->loop == NULL) {
        return;
    }
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_future_visit(future, &visitor);
    visit(value_from_obj(loop_object(future->loop)), context);
}

static Value finished(Vm *vm, Resumption outcome, Value value) {
    if (outcome == RESUMED_RAISED) {
        return VALUE_NULL;
    }
    if (outcome == RESUMED_RETURNED) {
        vm_raise_stop_iteration(vm, value);
        value_release(vm, value);
        return VALUE_NULL;
    }
    return value;
}

static Value method_send(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value result = VALUE_NULL;
    Resumption outcome =
        vm_resume(vm, arguments[0], value_retain(arguments[1]), VALUE_NULL, &result);
    return finished(vm, outcome, result);
}

static Value method_throw(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    Value exception = arguments[1];
    if (value_is_obj(exception) && value_obj(exception)->type == vm->type_type) {
        exception = count > 2 && !value_is_none(arguments[2]) ? value_retain(arguments[2])
                                                              : vm_call0(vm, exception);
    } else {
        value_retain(exception);
    }
    if (value_is_null(exception)) {
        return VALUE_NULL;
    }
    if (!value_is_instance(vm, exception, vm_exception(vm, EXC_BASE_EXCEPTION))) {
        value_release(vm, exception);
        return vm_raise(
            vm, EXC_TYPE_ERROR,
            "exceptions must be classes or instances deriving from BaseException, not %s",
            value_type_name(vm, arguments[1]));
    }
    Value result = VALUE_NULL;
    Resumption outcome = vm_resume(vm, arguments[0], VALUE_NONE, exception, &result);
    value_release(vm, exception);
    return finished(vm, outcome, result);
}

static Value method_close(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    if (state_of(asyncio, arguments[0]) == COROUTINE_FINISHED) {
        return VALUE_NONE;
    }
    Value exit = vm_call0(vm, value_from_obj(vm_exception(vm, EXC_GENERATOR_EXIT)));
    if (value_is_null(exit)) {
        return VALUE_NULL;
    }
    Value result = VALUE_NULL;
    Resumption outcome = vm_resume(vm, arguments[0], VALUE_NONE, exit, &result);
    value_release(vm, exit);
    if (outcome == RESUMED_RAISED && vm_raised_is(vm, EXC_GENERATOR_EXIT)) {
        vm_clear_raised(vm);
        return VALUE_NONE;
    }
    value_release(vm, result);
    return outcome == RESUMED_RAISED ? VALUE_NULL : VALUE_NONE;
}

static Value method_await(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return coroutine_wrapper_new(vm, arguments[0]);
}

static Value attribute_running(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)arguments;
    (void)count;
    (void)keywords;
    return VALUE_FALSE;
}

static Value attribute_qualified_name(Vm *vm, const Value *arguments, uint32_t count,
                                      Value keywords) {
    (void)count;
    (void)keywords;
    return str_from_cstr(vm, asyncio_native_name(asyncio_of(vm), arguments[0]));
}

static Value attribute_name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const char *name = asyncio_native_name(asyncio_of(vm), arguments[0]);
    const char *dot = strrchr(name, '.');
    return str_from_cstr(vm, dot != NULL ? dot + 1 : name);
}

static const NativeMethod COROUTINE_METHODS[] = {
    {"send", method_send, 1, 1, false, METHOD_INSTANCE},
    {"throw", method_throw, 1, 3, false, METHOD_INSTANCE},
    {"close", method_close, 0, 0, false, METHOD_INSTANCE},
    {"__await__", method_await, 0, 0, false, METHOD_INSTANCE},
    {"cr_running", attribute_running, 0, 0, false, METHOD_PROPERTY},
    {"__name__", attribute_name, 0, 0, false, METHOD_PROPERTY},
    {"__qualname__", attribute_qualified_name, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static Value self_await(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value coroutine_repr(Vm *vm, Value self) {
    return str_printf(vm, "<coroutine object %s at 0x%012x>",
                      asyncio_native_name(asyncio_of(vm), self),
                      (unsigned)obj_serial(vm, value_obj(self)));
}

/* Dies without ever having been awaited. */
static void warn_never_awaited(Vm *vm, Obj *self) {
    if (vm_stopping(vm)) {
        return;
    }
    Asyncio *asyncio = asyncio_of(vm);
    Value value = value_from_obj(self);
    Value raised = vm->thread->raised;
    vm->thread->raised = VALUE_NULL;
    Value name = str_from_cstr(vm, asyncio_native_name(asyncio, value));
    vm_warn_never_awaited(vm, name);
    value_release(vm, name);
    if (!vm_stopping(vm)) {
        vm->thread->raised = raised;
    } else {
        value_release(vm, raised);
    }
}

/* ---- sleep ---- */

Value asyncio_sleep(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Asyncio *asyncio = asyncio_of(vm);
    Value out[2] = {VALUE_NULL, VALUE_NULL};
    if (value_is_null(keywords) && (count == 1 || count == 2)) {
        out[0] = arguments[0];
        out[1] = count == 2 ? arguments[1] : VALUE_NULL;
    } else if (count == 0 && value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "sleep() missing 1 required positional argument: 'delay'");
    } else if (!arguments_bind(vm, "sleep", "delay, result=", arguments, count, keywords, out)) {
        return VALUE_NULL;
    }
    SleepObject *sleep = heap_new_raw(vm, asyncio->type_sleep, sizeof *sleep);
    loop_future_init(&sleep->sleep.future, NULL, LOOP_KIND_SLEEP, TRACE_FOR_SLEEP);
    sleep->sleep.future.value = value_retain(out[0]).bits;
    sleep->state = COROUTINE_CREATED;
    sleep->is_timed = false;
    sleep->result = value_is_null(out[1]) ? VALUE_NONE : value_retain(out[1]);
    return value_from_obj(sleep);
}

/* delay <= 0, -1 when that raised. */
static int is_over_at_once(Vm *vm, Value delay) {
    if (value_is_obj(delay) && value_obj(delay)->type == vm->type_float) {
        return ((Float *)value_obj(delay))->number <= 0.0;
    }
    return value_compare_truth(vm, delay, value_from_small_int(0), COMPARE_LESS_EQUAL);
}

static Resumption sleep_start(Vm *vm, SleepObject *sleep, Value *result) {
    Value delay = bits_value(sleep->sleep.future.value);
    sleep->sleep.future.value = 0;
    sleep->state = COROUTINE_SUSPENDED;
    *result = VALUE_NONE;
    if (value_is_small_int(delay)) {
        if (value_small_int(delay) <= 0) {
            return RESUMED_AWAITS;
        }
    } else {
        int is_over = is_over_at_once(vm, delay);
        if (is_over != 0) {
            value_release(vm, delay);
            if (is_over < 0) {
                sleep->state = COROUTINE_FINISHED;
                return RESUMED_RAISED;
            }
            return RESUMED_AWAITS;
        }
    }
    bool ok = true;
    int64_t delay_ns = asyncio_ns_from_seconds(vm, delay, &ok);
    value_release(vm, delay);
    LoopObject *loop = ok ? asyncio_running_loop(vm) : NULL;
    if (loop == NULL) {
        sleep->state = COROUTINE_FINISHED;
        return RESUMED_RAISED;
    }
    hold_loop(loop);
    int64_t deadline_ns = machine_after(asyncio_of(vm)->session->machine, delay_ns);
    loop_sleep_start(&sleep->sleep, &loop->loop, deadline_ns, TRACE_FOR_SLEEP);
    sleep->sleep.future.value = (uint64_t)deadline_ns;
    sleep->is_timed = true;
    *result = value_retain(value_from_obj(sleep));
    return RESUMED_AWAITS;
}

static void sleep_stop(Vm *vm, SleepObject *sleep) {
    sleep->state = COROUTINE_FINISHED;
    if (sleep->is_timed) {
        sleep->is_timed = false;
        loop_sleep_end(&sleep->sleep);
        loop_future_release(&sleep->sleep.future);
        let_loop_go(vm, &sleep->sleep.future);
    }
}

static Resumption sleep_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    SleepObject *sleep = (SleepObject *)value_obj(self);
    if (sleep->state == COROUTINE_FINISHED) {
        return raise_reused(vm, sent);
    }
    value_release(vm, sent);
    if (sleep->state == COROUTINE_CREATED) {
        if (value_is_null(thrown)) {
            return sleep_start(vm, sleep, result);
        }
        value_release(vm, bits_value(sleep->sleep.future.value));
        sleep->sleep.future.value = 0;
    } else if (sleep->is_timed && value_is_null(thrown) &&
               !loop_future_is_done(&sleep->sleep.future)) {
        *result = value_retain(self); /* sent to by hand */
        return RESUMED_AWAITS;
    }
    sleep_stop(vm, sleep);
    if (!value_is_null(thrown)) {
        value_store(vm, &sleep->result, VALUE_NONE);
        return rethrow(vm, thrown);
    }
    *result = sleep->result;
    sleep->result = VALUE_NONE;
    return RESUMED_RETURNED;
}

static void sleep_finalize(Vm *vm, Obj *self) {
    if (((SleepObject *)self)->state == COROUTINE_CREATED) {
        warn_never_awaited(vm, self);
    }
}

static void sleep_destroy(Vm *vm, Obj *self) {
    SleepObject *sleep = (SleepObject *)self;
    if (sleep->state == COROUTINE_CREATED) {
        value_release(vm, bits_value(sleep->sleep.future.value));
        sleep->sleep.future.value = 0;
    }
    sleep_stop(vm, sleep);
    value_store(vm, &sleep->result, VALUE_NONE);
}

static void sleep_visit(Obj *self, VisitFunction visit, void *context) {
    SleepObject *sleep = (SleepObject *)self;
    if (sleep->state == COROUTINE_CREATED) {
        visit(bits_value(sleep->sleep.future.value), context);
    }
    visit_future_part(&sleep->sleep.future, visit, context);
    visit(sleep->result, context);
}

/* ---- locks and queues ---- */

Value asyncio_operation_new(Asyncio *asyncio, Operation operation, Value owner, Value item) {
    WaitObject *wait = heap_new_raw(asyncio->vm, asyncio->type_wait, sizeof *wait);
    loop_future_init(&wait->waiter.future, NULL, LOOP_KIND_WAITER, TRACE_FOR_OTHER);
    wait->state = COROUTINE_CREATED;
    wait->operation = (uint8_t)operation;
    wait->owner = value_retain(owner);
    wait->item = value_retain(item);
    return value_from_obj(wait);
}

static void wait_drop(Vm *vm, WaitObject *wait) {
    wait->state = COROUTINE_FINISHED;
    if (wait->waiter.future.loop != NULL) {
        loop_future_release(&wait->waiter.future);
        let_loop_go(vm, &wait->waiter.future);
    }
}

static Resumption wait_outcome(Vm *vm, WaitObject *wait, LoopOutcome outcome, Value thrown,
                               Value *result) {
    switch (outcome) {
    case LOOP_OUTCOME_WAIT:
        if (wait->state == COROUTINE_CREATED) {
            wait->state = COROUTINE_SUSPENDED;
            hold_loop(loop_object(wait->waiter.future.loop));
        }
        *result = value_retain(value_from_obj(wait));
        return RESUMED_AWAITS;
    case LOOP_OUTCOME_READY:
        wait_drop(vm, wait);
        return RESUMED_RETURNED;
    case LOOP_OUTCOME_RAISE:
        wait_drop(vm, wait);
        return rethrow(vm, thrown);
    case LOOP_OUTCOME_FAILED:
        if (wait->state == COROUTINE_CREATED) {
            wait->waiter.future.loop = NULL;
        }
        wait_drop(vm, wait);
        return RESUMED_RAISED;
    }
    UNREACHABLE();
}

static Resumption wait_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    Asyncio *asyncio = asyncio_of(vm);
    WaitObject *wait = (WaitObject *)value_obj(self);
    if (wait->state == COROUTINE_FINISHED) {
        return raise_reused(vm, sent);
    }
    value_release(vm, sent);
    if (wait->state == COROUTINE_CREATED) {
        if (!value_is_null(thrown)) {
            wait->state = COROUTINE_FINISHED;
            return rethrow(vm, thrown);
        }
        return wait_outcome(vm, wait, asyncio_operation_start(asyncio, wait, result), thrown,
                            result);
    }
    if (value_is_null(thrown) && !loop_future_is_done(&wait->waiter.future)) {
        *result = value_retain(self); /* sent to by hand */
        return RESUMED_AWAITS;
    }
    LoopOutcome outcome =
        asyncio_operation_resume(asyncio, wait, thrown_kind(asyncio, thrown), result);
    return wait_outcome(vm, wait, outcome, thrown, result);
}

static void wait_finalize(Vm *vm, Obj *self) {
    if (((WaitObject *)self)->state == COROUTINE_CREATED) {
        warn_never_awaited(vm, self);
    }
}

static void wait_destroy(Vm *vm, Obj *self) {
    WaitObject *wait = (WaitObject *)self;
    if (wait->state == COROUTINE_SUSPENDED && !vm->is_ending) { /* others could still go on */
        Value result = VALUE_NULL;
        if (!value_is_null(wait->owner)) {
            asyncio_operation_resume(asyncio_of(vm), wait, LOOP_THROWN_OTHER, &result);
        }
    }
    wait_drop(vm, wait);
    value_store(vm, &wait->owner, VALUE_NULL);
    value_store(vm, &wait->item, VALUE_NULL);
}

static void wait_visit(Obj *self, VisitFunction visit, void *context) {
    WaitObject *wait = (WaitObject *)self;
    if (wait->state == COROUTINE_SUSPENDED) {
        visit_future_part(&wait->waiter.future, visit, context);
    }
    visit(wait->owner, context);
    visit(wait->item, context);
}

/* ---- waits of other files ---- */

static ExternalObject *external_new(Vm *vm, AsyncioWait *wait, CoroutineState state) {
    ExternalObject *external = heap_new_raw(vm, asyncio_of(vm)->type_external, sizeof *external);
    loop_future_init(&external->sleep.future, NULL, LOOP_KIND_SLEEP, wait->reason);
    external->state = (uint8_t)state;
    external->is_timed = external->is_spent = false;
    external->next = NULL;
    external->name = wait->name;
    external->place = wait->place;
    external->wait = wait;
    external->data = NULL;
    external->delegate = VALUE_NULL;
    return external;
}

Value asyncio_wait_new(Session *session, AsyncioWait *wait, void *data) {
    ExternalObject *external = external_new(session->vm, wait, COROUTINE_CREATED);
    external->data = data;
    return value_from_obj(external);
}

static ExternalObject *sleeper_of(ExternalObject *external) {
    return external->next != NULL ? external->next : external;
}

static void external_drop(Vm *vm, ExternalObject *external) {
    void *data = external->data;
    external->data = NULL;
    if (data != NULL) {
        external->wait->drop(session_of(vm), data);
    }
}

/* Waits for this deadline; one that is not in the future is a bare yield. */
static void external_wait(Vm *vm, ExternalObject *external, int64_t deadline_ns, Value *result) {
    LoopObject *loop = asyncio_running_loop(vm);
    *result = VALUE_NONE;
    if (deadline_ns <= machine_now(session_of(vm)->machine)) {
        return;
    }
    ExternalObject *sleeper = sleeper_of(external);
    if (sleeper->is_spent) {
        sleeper = external_new(vm, external->wait, COROUTINE_FINISHED);
        if (external->next != NULL) {
            obj_release(vm, external->next);
        }
        external->next = sleeper;
    }
    hold_loop(loop);
    loop_sleep_start(&sleeper->sleep, &loop->loop,
                     deadline_ns == MACHINE_FOREVER ? LOOP_FOREVER : deadline_ns,
                     external->wait->reason);
    sleeper->sleep.future.value = (uint64_t)deadline_ns;
    sleeper->is_timed = true;
    *result = value_retain(value_from_obj(sleeper));
}

static Resumption resume_delegate(Vm *vm, ExternalObject *external, Value sent, Value thrown,
                                  Value *result) {
    Resumption outcome = vm_resume(vm, external->delegate, sent, thrown, result);
    if (outcome != RESUMED_AWAITS) {
        external->state = COROUTINE_FINISHED;
        value_store(vm, &external->delegate, VALUE_NULL);
    }
    return outcome;
}

/* What start() or finish() has put in its place takes over. */
static Resumption hand_over(Vm *vm, ExternalObject *external, Value *result) {
    external->delegate = external->wait->instead;
    external_drop(vm, external);
    return resume_delegate(vm, external, VALUE_NONE, VALUE_NULL, result);
}

static Resumption external_start(Vm *vm, ExternalObject *external, Value *result) {
    int64_t deadline_ns = 0;
    external->state = COROUTINE_SUSPENDED;
    if (asyncio_running_loop(vm) == NULL ||
        !external->wait->start(session_of(vm), external->data, value_from_obj(external),
                               &deadline_ns)) {
        external->state = COROUTINE_FINISHED;
        external_drop(vm, external);
        return RESUMED_RAISED;
    }
    if (!value_is_null(external->wait->instead)) {
        return hand_over(vm, external, result);
    }
    external_wait(vm, external, deadline_ns, result);
    return RESUMED_AWAITS;
}

static void external_end_wait(Vm *vm, ExternalObject *external) {
    ExternalObject *sleeper = sleeper_of(external);
    if (sleeper->is_timed) {
        sleeper->is_timed = false;
        loop_sleep_end(&sleeper->sleep);
        loop_future_release(&sleeper->sleep.future);
        let_loop_go(vm, &sleeper->sleep.future);
    }
}

static Resumption external_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    ExternalObject *external = (ExternalObject *)value_obj(self);
    if (external->state == COROUTINE_FINISHED) {
        return raise_reused(vm, sent);
    }
    if (!value_is_null(external->delegate)) {
        return resume_delegate(vm, external, sent, thrown, result);
    }
    value_release(vm, sent);
    if (external->state == COROUTINE_CREATED && value_is_null(thrown)) {
        return external_start(vm, external, result);
    }
    ExternalObject *sleeper = sleeper_of(external);
    if (sleeper->is_timed && value_is_null(thrown) &&
        !loop_future_is_done(&sleeper->sleep.future)) {
        *result = value_retain(value_from_obj(sleeper)); /* sent to by hand */
        return RESUMED_AWAITS;
    }
    external_end_wait(vm, external);
    int64_t deadline_ns = 0;
    if (value_is_null(thrown) &&
        !external->wait->go_on(session_of(vm), external->data, &deadline_ns)) {
        external_wait(vm, external, deadline_ns, result);
        return RESUMED_AWAITS;
    }
    if (!value_is_null(thrown)) {
        external->state = COROUTINE_FINISHED;
        external_drop(vm, external);
        return rethrow(vm, thrown);
    }
    *result = external->wait->finish(session_of(vm), external->data);
    if (!value_is_null(external->wait->instead)) {
        return hand_over(vm, external, result);
    }
    external->state = COROUTINE_FINISHED;
    external_drop(vm, external);
    return value_is_null(*result) ? RESUMED_RAISED : RESUMED_RETURNED;
}

void asyncio_wait_wake(Value coroutine) {
    ExternalObject *sleeper = sleeper_of((ExternalObject *)value_obj(coroutine));
    if (!sleeper->is_timed || loop_future_is_done(&sleeper->sleep.future)) {
        return;
    }
    Loop *loop = sleeper->sleep.future.loop;
    if (loop_object(loop)->asyncio->vm->is_ending) {
        return; /* nobody goes on any more */
    }
    sleeper->is_spent = true;
    loop_sleep_end(&sleeper->sleep);
    loop_future_finish_empty(&sleeper->sleep.future);
    if (loop->driver.wake != NULL) {
        loop->driver.wake(loop->driver.ctx);
    }
}

static void external_finalize(Vm *vm, Obj *self) {
    if (((ExternalObject *)self)->state == COROUTINE_CREATED) {
        warn_never_awaited(vm, self);
    }
}

static void external_destroy(Vm *vm, Obj *self) {
    ExternalObject *external = (ExternalObject *)self;
    external->state = COROUTINE_FINISHED;
    if (external->data != NULL) {
        external->wait->is_abandoned = true;
    }
    external_end_wait(vm, external);
    if (external->next != NULL) {
        obj_release(vm, external->next);
        external->next = NULL;
    }
    external_drop(vm, external);
    value_store(vm, &external->delegate, VALUE_NULL);
}

static void external_visit(Obj *self, VisitFunction visit, void *context) {
    ExternalObject *external = (ExternalObject *)self;
    visit_future_part(&external->sleep.future, visit, context);
    if (external->next != NULL) {
        visit(value_from_obj(external->next), context);
    }
    visit(external->delegate, context);
}

/* ---- types ---- */

static Type *coroutine_type(Asyncio *asyncio, uint32_t size,
                            Resumption (*resume)(Vm *, Value, Value, Value, Value *),
                            void (*finalize)(Vm *, Obj *), void (*destroy)(Vm *, Obj *),
                            void (*visit)(Obj *, VisitFunction, void *)) {
    TypeSpec spec = {
        .name = "coroutine",
        .instance_size = size,
        .flags = TYPE_FINAL | TYPE_COROUTINE,
        .methods = COROUTINE_METHODS,
        .slots = {.repr = coroutine_repr,
                  .finalize = finalize,
                  .destroy = destroy,
                  .visit = visit,
                  .await_iter = self_await,
                  .resume = resume},
    };
    return type_new_native(asyncio->vm, &spec, NULL);
}

void asyncio_coroutine_setup(Asyncio *asyncio) {
    asyncio->type_sleep = coroutine_type(asyncio, sizeof(SleepObject), sleep_resume, sleep_finalize,
                                         sleep_destroy, sleep_visit);
    asyncio->type_wait = coroutine_type(asyncio, sizeof(WaitObject), wait_resume, wait_finalize,
                                        wait_destroy, wait_visit);
    asyncio->type_external = coroutine_type(asyncio, sizeof(ExternalObject), external_resume,
                                            external_finalize, external_destroy, external_visit);
}
