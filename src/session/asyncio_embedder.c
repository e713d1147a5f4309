#include "session/apps.h"
#include "session/asyncio_internal.h"
#include "session/threads.h"

#include "loop/target.h"
#include "vm/frame.h"

enum {
    FETCHED_TEMPORARIES = 4 /* where a loop keeps its iterator */
};

/* ---- references ---- */

static void retain_future(void *ctx, LoopFuture *future) {
    (void)ctx;
    value_retain(future_value(future));
}

static void release_future(void *ctx, LoopFuture *future) {
    value_release(((LoopObject *)ctx)->asyncio->vm, future_value(future));
}

static HandleObject *handle_object(LoopHandle *handle) {
    return (HandleObject *)(void *)((char *)handle - offsetof(HandleObject, handle));
}

static void retain_handle(void *ctx, LoopHandle *handle) {
    (void)ctx;
    obj_retain(handle_object(handle));
}

static void release_handle(void *ctx, LoopHandle *handle) {
    obj_release(((LoopObject *)ctx)->asyncio->vm, handle_object(handle));
}

static void retain_callback(void *ctx, void *callback) {
    (void)ctx;
    obj_retain(callback);
}

static void release_callback(void *ctx, void *callback) {
    obj_release(((LoopObject *)ctx)->asyncio->vm, callback);
}

static void retain_value(void *ctx, LoopValue value) {
    (void)ctx;
    value_retain(bits_value(value));
}

static void release_value(void *ctx, LoopValue value) {
    value_release(((LoopObject *)ctx)->asyncio->vm, bits_value(value));
}

static void visit_value(void *arg, LoopValue value) {
    AsyncioVisit *visit = arg;
    visit->visit(bits_value(value), visit->context);
}

static void visit_future(void *arg, LoopFuture *future) {
    AsyncioVisit *visit = arg;
    visit->visit(future_value(future), visit->context);
}

static void visit_handle(void *arg, LoopHandle *handle) {
    AsyncioVisit *visit = arg;
    visit->visit(value_from_obj(handle_object(handle)), visit->context);
}

static void visit_callback(void *arg, void *callback) {
    AsyncioVisit *visit = arg;
    visit->visit(value_from_obj(callback), visit->context);
}

LoopVisitor asyncio_visitor(AsyncioVisit *visit) {
    return (LoopVisitor){.arg = visit,
                         .value = visit_value,
                         .future = visit_future,
                         .handle = visit_handle,
                         .callback = visit_callback};
}

/* ---- running the program ---- */

/* An exception that goes through the loop and ends run_forever(). */
static bool leaves_the_loop(Vm *vm, Value exception) {
    return value_is_instance(vm, exception, vm_exception(vm, EXC_SYSTEM_EXIT)) ||
           value_is_instance(vm, exception, vm_exception(vm, EXC_KEYBOARD_INTERRUPT));
}

/* A coroutine yielded what no task understands: the exception for its next step. */
static LoopStepKind bad_yield(LoopObject *loop, LoopTask *task, Value yielded, LoopStep *result) {
    Vm *vm = loop->asyncio->vm;
    Value text = value_repr(vm, yielded);
    Value task_text =
        value_is_null(text) ? VALUE_NULL : value_repr(vm, future_value(&task->future));
    if (value_is_null(task_text)) {
        value_release(vm, text);
        value_release(vm, yielded);
        if (vm_stopping(vm)) {
            return LOOP_STEP_ABANDONED;
        }
        result->value = vm_take_raised(vm).bits;
        return LOOP_STEP_THROWS;
    }
    if (value_is_future(loop->asyncio, yielded)) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "yield was used instead of yield from in task %s with %s",
                 str_utf8(vm, task_text), str_utf8(vm, text));
    } else if (value_is_obj(yielded) && value_obj(yielded)->type == vm->type_generator) {
        vm_raise(vm, EXC_RUNTIME_ERROR,
                 "yield was used instead of yield from for generator in task %s with %s",
                 str_utf8(vm, task_text), str_utf8(vm, text));
    } else {
        vm_raise(vm, EXC_RUNTIME_ERROR, "Task got bad yield: %s", str_utf8(vm, text));
    }
    value_release(vm, text);
    value_release(vm, task_text);
    value_release(vm, yielded);
    result->value = vm_take_raised(vm).bits;
    return LOOP_STEP_THROWS;
}

static LoopStepKind step_raised(LoopObject *loop, LoopStep *result) {
    Asyncio *asyncio = loop->asyncio;
    Vm *vm = asyncio->vm;
    if (vm_stopping(vm)) {
        return LOOP_STEP_ABANDONED;
    }
    Value exception = vm_take_raised(vm);
    if (value_is_instance(vm, exception, asyncio->cancelled_error)) {
        result->value = exception.bits;
        return LOOP_STEP_CANCELLED;
    }
    bool leaves = leaves_the_loop(vm, exception);
    if (leaves) {
        value_store(vm, &loop->leaving, value_retain(exception));
    }
    result->value = asyncio_failure(vm, exception).bits;
    value_release(vm, exception);
    return leaves ? LOOP_STEP_STOPS : LOOP_STEP_FAILED;
}

/* The CPU works before the step's code sees the clock. False: that was past the budget of time. */
static bool charge_step(Session *session) {
    return threads_compute(session, session->step_ns);
}

/* The step is over. A context that the task made in it is the task's from now on. */
static void leave_task_context(Asyncio *asyncio, TaskObject *task, Value outer) {
    Value context = asyncio_context_leave(asyncio->vm, outer);
    if (!value_is_null(context) && !value_same(context, asyncio_task_context(asyncio, task))) {
        asyncio_task_set_context(asyncio, task, context);
    }
    value_release(asyncio->vm, context);
}

static LoopStepKind step(void *ctx, LoopTask *task, LoopValue thrown, LoopStep *result) {
    LoopObject *loop = ctx;
    Asyncio *asyncio = loop->asyncio;
    Vm *vm = asyncio->vm;
    asyncio->session->slices++;
    Value got;
    Value exception = bits_value(thrown);
    if (asyncio->session->step_ns > 0 && !charge_step(asyncio->session)) {
        value_release(vm, exception);
        return LOOP_STEP_ABANDONED;
    }
    TaskObject *object = (TaskObject *)value_obj(future_value(&task->future));
    Value outer = VALUE_NULL;
    bool has_contexts = object->dict != NULL || !value_is_null(vm->thread->context);
    if (has_contexts) {
        outer = asyncio_context_enter(vm, asyncio_task_context(asyncio, object));
    }
    Resumption outcome = vm_resume(vm, value_from_obj(task->state), VALUE_NONE, exception, &got);
    if (has_contexts || !value_is_null(vm->thread->context)) {
        leave_task_context(asyncio, object, outer);
    }
    value_release(vm, exception);
    switch (outcome) {
    case RESUMED_RETURNED:
        result->value = got.bits;
        return LOOP_STEP_DONE;
    case RESUMED_RAISED:
        return step_raised(loop, result);
    case RESUMED_AWAITS:
    case RESUMED_YIELDED:
    case RESUMED_SUSPENDED:
        break;
    }
    if (vm_stopping(vm)) {
        value_release(vm, got);
        return LOOP_STEP_ABANDONED;
    }
    if (value_is_none(got)) {
        return LOOP_STEP_YIELDED;
    }
    if (value_is_obj(got) && outcome == RESUMED_AWAITS &&
        (value_is_native_coroutine(asyncio, got) || value_is_future(asyncio, got))) {
        result->awaits = future_in(got);
        return LOOP_STEP_AWAITS;
    }
    return bad_yield(loop, task, got, result);
}

static void fetch(void *ctx, const LoopTask *task) {
    Vm *vm = ((LoopObject *)ctx)->asyncio->vm;
    Generator *generator = task->state;
    if (generator->obj.type != vm->type_coroutine) {
        return;
    }
    uint32_t count = generator->frame.code->code->first_temp + FETCHED_TEMPORARIES;
    for (uint32_t i = 0; i < count && i < generator->frame.code->code->register_count; i++) {
        if (value_is_obj(generator->registers[i])) {
            __builtin_prefetch(value_obj(generator->registers[i]));
        }
    }
}

static void fetch_handle(void *ctx, const LoopHandle *handle) {
    (void)ctx;
    const HandleObject *self =
        (const void *)((const char *)handle - offsetof(HandleObject, handle));
    if (value_is_obj(self->callback)) { /* not cancelled */
        __builtin_prefetch(value_obj(self->callback));
        __builtin_prefetch(value_obj(self->arguments));
    }
}

/* What a callback raised: SystemExit goes on, anything else is reported. False: leave the loop. */
static bool callback_raised(LoopObject *loop, Value callback, Value arguments, Value handle) {
    Asyncio *asyncio = loop->asyncio;
    Vm *vm = asyncio->vm;
    if (vm_stopping(vm)) {
        return false;
    }
    Value exception = vm_take_raised(vm);
    if (leaves_the_loop(vm, exception)) {
        value_store(vm, &loop->leaving, exception);
        return false;
    }
    Value all[5] = {value_from_obj(loop), callback, arguments, exception, handle};
    Value done = vm_call(vm, asyncio->callback_failed, all, 5, VALUE_NULL);
    value_release(vm, exception);
    if (!value_is_null(done)) {
        value_release(vm, done);
        return true;
    }
    if (vm_stopping(vm)) {
        return false;
    }
    value_store(vm, &loop->leaving, vm_take_raised(vm));
    return false;
}

static bool call(void *ctx, LoopHandle *handle) {
    LoopObject *loop = ctx;
    Vm *vm = loop->asyncio->vm;
    HandleObject *self = handle_object(handle);
    loop->asyncio->session->slices++;
    Value callback = value_retain(self->callback);
    Value arguments = value_retain(self->arguments);
    Tuple *tuple = value_tuple(arguments);
    Value outer = asyncio_context_enter(vm, self->context);
    Value result = vm_call(vm, callback, tuple->items, tuple->count, VALUE_NULL);
    value_release(vm, asyncio_context_leave(vm, outer));
    bool goes_on = true;
    if (value_is_null(result)) {
        goes_on = callback_raised(loop, callback, arguments, value_from_obj(self));
    } else {
        value_release(vm, result);
    }
    value_release(vm, callback);
    value_release(vm, arguments);
    return goes_on && !vm_stopping(vm);
}

static bool call_done(void *ctx, void *callback, LoopFuture *future) {
    LoopObject *loop = ctx;
    Vm *vm = loop->asyncio->vm;
    loop->asyncio->session->slices++;
    Value callable = asyncio_callable_of(loop->asyncio, value_from_obj(callback));
    Value context = value_same(callable, value_from_obj(callback))
                        ? VALUE_NULL
                        : ((ContextCallback *)callback)->context;
    Value outer = asyncio_context_enter(vm, context);
    Value result = vm_call1(vm, callable, future_value(future));
    value_release(vm, asyncio_context_leave(vm, outer));
    if (!value_is_null(result)) {
        value_release(vm, result);
        return !vm_stopping(vm);
    }
    if (vm_stopping(vm)) {
        return false;
    }
    Value exception = vm_take_raised(vm);
    Value handle = asyncio_handle_for(loop, callback, future);
    vm_restore_raised(vm, exception);
    HandleObject *self = (HandleObject *)value_obj(handle);
    bool goes_on = callback_raised(loop, self->callback, self->arguments, handle);
    value_release(vm, handle);
    return goes_on;
}

static LoopValue new_cancelled(void *ctx, bool has_message, LoopValue message) {
    Asyncio *asyncio = ((LoopObject *)ctx)->asyncio;
    Value argument = bits_value(message);
    Value error = vm_call(asyncio->vm, value_from_obj(asyncio->cancelled_error), &argument,
                          has_message ? 1 : 0, VALUE_NULL);
    return value_is_null(error) ? VALUE_NONE.bits : error.bits;
}

static bool is_cancelled(void *ctx, LoopValue exception) {
    Asyncio *asyncio = ((LoopObject *)ctx)->asyncio;
    return value_is_instance(asyncio->vm, bits_value(exception), asyncio->cancelled_error);
}

static LoopValue exception_of(void *ctx, LoopFuture *failed) {
    Asyncio *asyncio = ((LoopObject *)ctx)->asyncio;
    Tuple *pair = value_tuple(bits_value(failed->value));
    Exception *exception = (Exception *)value_obj(pair->items[0]);
    Value traceback = pair->items[1];
    value_store(asyncio->vm, &exception->traceback,
                value_is_none(traceback) ? VALUE_NULL : value_retain(traceback));
    return value_retain(pair->items[0]).bits;
}

static LoopValue new_failure(void *ctx, LoopValue exception) {
    Vm *vm = ((LoopObject *)ctx)->asyncio->vm;
    Value failure = asyncio_failure(vm, bits_value(exception));
    value_release(vm, bits_value(exception));
    return failure.bits;
}

static LoopValue new_error(void *ctx, LoopError error, LoopTask *task, LoopFuture *future) {
    Vm *vm = ((LoopObject *)ctx)->asyncio->vm;
    Value text = value_repr(vm, future_value(&task->future));
    Value other = value_is_null(text) ? VALUE_NULL : value_repr(vm, future_value(future));
    if (!value_is_null(other)) {
        if (error == LOOP_ERROR_AWAITS_ITSELF) {
            vm_raise(vm, EXC_RUNTIME_ERROR, "Task cannot await on itself: %s", str_utf8(vm, text));
        } else {
            vm_raise(vm, EXC_RUNTIME_ERROR, "Task %s got Future %s attached to a different loop",
                     str_utf8(vm, text), str_utf8(vm, other));
        }
    }
    value_release(vm, text);
    value_release(vm, other);
    return vm_stopping(vm) ? VALUE_NONE.bits : vm_take_raised(vm).bits;
}

static LoopValue gather_results(void *ctx, LoopGather *gather) {
    return asyncio_gather_results(((LoopObject *)ctx)->asyncio, gather).bits;
}

static int queue_less(void *ctx, LoopValue a, LoopValue b) {
    return value_compare_truth(ctx, bits_value(a), bits_value(b), COMPARE_LESS);
}

static void queue_release_value(void *ctx, LoopValue value) {
    value_release(ctx, bits_value(value));
}

const LoopEmbedder ASYNCIO_QUEUE_EMBEDDER = {.release_value = queue_release_value,
                                             .less = queue_less};

static void slow(void *ctx, uint64_t target, int64_t took_ns) {
    LoopObject *loop = ctx;
    Asyncio *asyncio = loop->asyncio;
    Vm *vm = asyncio->vm;
    if (vm_stopping(vm) || value_is_null(asyncio->slow_callback)) {
        return;
    }
    Value what;
    void *pointer = loop_target_pointer(target);
    switch (loop_target_kind(target)) {
    case LOOP_TARGET_STEP:
    case LOOP_TARGET_THROW:
    case LOOP_TARGET_WAKEUP:
        what = value_retain(future_value(pointer));
        break;
    case LOOP_TARGET_HANDLE:
        what = value_retain(value_from_obj(handle_object(pointer)));
        break;
    case LOOP_TARGET_CALLBACK:
        what = asyncio_handle_for(loop, pointer, NULL);
        break;
    default:
        return;
    }
    if (asyncio->session->trace != NULL) {
        trace_add(asyncio->session->trace, machine_now(asyncio->session->machine), TRACE_SLOW,
                  TRACE_FOR_NONE, session_thread(vm)->lane, TRACE_NOBODY, 0, took_ns);
    }
    Value seconds = float_new(vm, (double)took_ns / 1e9);
    Value done = vm_call2(vm, asyncio->slow_callback, what, seconds);
    value_release(vm, seconds);
    value_release(vm, what);
    value_release(vm, done);
    if (value_is_null(done)) {
        vm_clear_raised(vm);
    }
}

const LoopEmbedder ASYNCIO_EMBEDDER = {
    .step = step,
    .fetch = fetch,
    .fetch_handle = fetch_handle,
    .call = call,
    .call_done = call_done,
    .retain_future = retain_future,
    .release_future = release_future,
    .retain_handle = retain_handle,
    .release_handle = release_handle,
    .retain_callback = retain_callback,
    .release_callback = release_callback,
    .retain_value = retain_value,
    .release_value = release_value,
    .new_cancelled = new_cancelled,
    .is_cancelled = is_cancelled,
    .exception_of = exception_of,
    .new_failure = new_failure,
    .new_error = new_error,
    .gather_results = gather_results,
    .slow = slow,
};

/* ---- the machine beneath ---- */

static int64_t driver_now_ns(void *ctx) {
    return machine_now(((LoopObject *)ctx)->asyncio->session->machine);
}

static LoopWaited driver_wait(void *ctx, int64_t deadline_ns) {
    LoopObject *loop = ctx;
    Session *session = loop->asyncio->session;
    if (apps_loop_waits(session)) {
        return LOOP_WAITED;
    }
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), TRACE_IDLE, TRACE_FOR_NONE,
                  session_thread(session->vm)->lane, TRACE_NOBODY, 0,
                  deadline_ns == LOOP_FOREVER ? -1 : deadline_ns);
    }
    loop->is_waiting = true;
    MachineOutcome outcome =
        machine_block(session->machine, deadline_ns == LOOP_FOREVER ? MACHINE_FOREVER : deadline_ns,
                      "its event loop");
    loop->is_waiting = false;
    return outcome == MACHINE_STOPPED ? LOOP_WAITED_STOPPED : LOOP_WAITED;
}

/* CPython's loop lets go of the GIL in every turn: other threads that may go on do. */
static void driver_poll(void *ctx) {
    LoopObject *loop = ctx;
    machine_yield(loop->asyncio->session->machine);
}

static void driver_wake(void *ctx) {
    LoopObject *loop = ctx;
    if (loop->is_waiting && loop->thread != NULL) {
        machine_wake(loop->asyncio->session->machine, loop->thread);
    }
}

static size_t driver_choose(void *ctx, size_t count) {
    LoopObject *loop = ctx;
    return session_choose(loop->asyncio->session, CHOICE_TIE, count);
}

LoopDriver asyncio_driver(LoopObject *loop) {
    return (LoopDriver){.ctx = loop,
                        .now_ns = driver_now_ns,
                        .wait = driver_wait,
                        .poll = driver_poll,
                        .poll_wanted = machine_others_waiting(loop->asyncio->session->machine),
                        .choose =
                            loop->asyncio->session->options->chooser != NULL ? driver_choose : NULL,
                        .wake = driver_wake};
}
