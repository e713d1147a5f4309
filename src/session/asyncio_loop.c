#include "session/asyncio_internal.h"

#include "loop/target.h"
#include "session/threads.h"
#include "vm/frame.h"

#include <math.h>
#include <string.h>

/* The budget when none is given. */
enum {
    TURNS_MAX = 30000000,
    STEPS_AT_ONCE_MAX = 10000000, /* at one moment; twice as many stop the run */
};

/* ---- which loop ---- */

bool value_is_loop(Asyncio *asyncio, Value value) {
    return value_is_obj(value) && type_is_subtype(value_obj(value)->type, asyncio->type_loop);
}

static LoopObject *loop_in(Value value) {
    return (LoopObject *)value_obj(value);
}

LoopObject *asyncio_running_loop(Vm *vm) {
    SessionThread *thread = session_thread(vm);
    if (thread->running == NULL) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "no running event loop");
    }
    return thread->running;
}

LoopObject *asyncio_get_loop(Vm *vm) {
    Session *session = session_of(vm);
    SessionThread *thread = session_thread(vm);
    if (thread->running != NULL) {
        return thread->running;
    }
    bool is_main = thread->machine_thread == machine_main(session->machine);
    if (thread->current == NULL && !thread->loop_was_set && is_main) {
        thread->current = asyncio_loop_new(session->asyncio);
        thread->loop_was_set = true;
    }
    if (thread->current == NULL) {
        Text name = {0};
        threads_append_name(thread->machine_thread, &name);
        vm_raise(vm, EXC_RUNTIME_ERROR, "There is no current event loop in thread '%s'.",
                 text_cstr(&name));
        text_release(&name);
    }
    return thread->current;
}

bool asyncio_check_open(LoopObject *loop) {
    if (loop->is_closed) {
        vm_raise(loop->asyncio->vm, EXC_RUNTIME_ERROR, "Event loop is closed");
        return false;
    }
    return true;
}

/* ---- life ---- */

LoopObject *asyncio_loop_new(Asyncio *asyncio) {
    Vm *vm = asyncio->vm;
    LoopObject *loop = heap_new(vm, asyncio->type_loop, sizeof *loop);
    loop->asyncio = asyncio;
    LoopDriver driver = asyncio_driver(loop);
    loop_init(&loop->loop, &ASYNCIO_EMBEDDER, loop, &driver);
    if (asyncio->session->trace != NULL) {
        loop->loop.observer = &ASYNCIO_OBSERVER;
        loop->loop.observer_ctx = loop;
    }
    const SessionOptions *options = asyncio->session->options;
    loop->loop.is_debug = options != NULL && options->debug;
    loop->loop.turns_max =
        options != NULL && options->limits.turns > 0 ? (uint64_t)options->limits.turns : TURNS_MAX;
    loop->loop.steps_max =
        options != NULL && options->limits.turns > 0 ? UINT64_MAX : STEPS_AT_ONCE_MAX;
    loop->slow_callback_duration = 0.1;
    loop->exception_handler = VALUE_NONE;
    loop->dict = value_dict(dict_new(vm));
    const char *names[] = {"_default_executor", "_executor_shutdown_called"};
    Value values[] = {VALUE_NONE, VALUE_FALSE};
    for (int i = 0; i < 2; i++) {
        Value name = str_intern_cstr(vm, names[i]);
        dict_set_name(vm, loop->dict, name, values[i]);
        value_release(vm, name);
    }
    loop->next = asyncio->loops;
    asyncio->loops = loop;
    return loop;
}

static void loop_destroy(Vm *vm, Obj *self) {
    LoopObject *loop = (LoopObject *)self;
    if (loop->asyncio != NULL) {
        loop_release(&loop->loop);
        LoopObject **link = &loop->asyncio->loops;
        while (*link != NULL && *link != loop) {
            link = &(*link)->next;
        }
        if (*link == loop) {
            *link = loop->next;
        }
    }
    value_store(vm, &loop->exception_handler, VALUE_NULL);
    value_store(vm, &loop->leaving, VALUE_NULL);
    Dict *dict = loop->dict;
    loop->dict = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
    memory_free(loop->async_generators.items);
    memset(&loop->async_generators, 0, sizeof loop->async_generators);
}

static void loop_visit_object(Obj *self, VisitFunction visit, void *context) {
    LoopObject *loop = (LoopObject *)self;
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_visit(&loop->loop, &visitor);
    visit(loop->exception_handler, context);
    visit(loop->leaving, context);
    if (loop->dict != NULL) {
        visit(value_from_obj(loop->dict), context);
    }
}

static Value loop_repr(Vm *vm, Value self) {
    LoopObject *loop = loop_in(self);
    return str_printf(vm, "<%s running=%s closed=%s debug=%s>", value_type_name(vm, self),
                      loop->thread != NULL ? "True" : "False", loop->is_closed ? "True" : "False",
                      loop->loop.is_debug ? "True" : "False");
}

static Value loop_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    (void)type;
    if (!arguments_bind(vm, "loop", "", arguments, count, keywords, NULL)) {
        return VALUE_NULL;
    }
    return value_from_obj(asyncio_loop_new(asyncio_of(vm)));
}

static bool loop_set_attribute(Vm *vm, Value self, Value name, Value value) {
    if (!value_is_null(value) && str_equal_cstr(name, "slow_callback_duration")) {
        double seconds;
        if (!value_to_double(vm, value, &seconds)) {
            return false;
        }
        LoopObject *loop = loop_in(self);
        loop->slow_callback_duration = seconds;
        bool ok = true;
        loop->loop.slow_callback_ns = asyncio_ns_from_seconds(vm, value, &ok);
        return ok;
    }
    return object_set_attr(vm, self, name, value);
}

/* ---- time ---- */

/* The last deadline that is one. */
static const int64_t NS_MAX = LOOP_FOREVER - 1;

int64_t asyncio_ns_from_seconds(Vm *vm, Value seconds, bool *ok) {
    *ok = true;
    if (value_is_small_int(seconds)) {
        int64_t whole = value_small_int(seconds);
        if (whole > NS_MAX / 1000000000 || whole < -(NS_MAX / 1000000000)) {
            return whole > 0 ? NS_MAX : -NS_MAX;
        }
        return whole * 1000000000;
    }
    double number;
    if (!value_to_double(vm, seconds, &number)) {
        *ok = false;
        return 0;
    }
    double ns = number * 1e9;
    if (isnan(ns)) {
        return 0;
    }
    if (ns >= 0x1p63 || ns <= -0x1p63) {
        return ns > 0 ? NS_MAX : -NS_MAX;
    }
    int64_t whole = (int64_t)floor(ns + 0.5);
    return whole == 0 && ns > 0 ? 1
                                : whole; /* a sleep until a time that rounding missed gets there */
}

static Value seconds_value(Vm *vm, int64_t ns) {
    return float_new(vm, (double)ns / 1e9);
}

static Value loop_time(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return seconds_value(vm, machine_now(session_of(vm)->machine));
}

/* ---- handles ---- */

/* In debug mode things remember the line that made them, as "FILE:LINE"; else VALUE_NULL. */
Value asyncio_created_at(LoopObject *loop) {
    if (!loop->loop.is_debug) {
        return VALUE_NULL;
    }
    Session *session = loop->asyncio->session;
    int32_t line = vm_current_line(session->vm);
    return line == 0 ? VALUE_NULL
                     : str_printf(session->vm, "%s:%d", session->program_file, (int)line);
}

/* The same, as an attribute of a future or task. */
void asyncio_remember_place(LoopObject *loop, Dict **dict) {
    Value place = asyncio_created_at(loop);
    if (value_is_null(place)) {
        return;
    }
    Vm *vm = loop->asyncio->vm;
    if (*dict == NULL) {
        *dict = value_dict(dict_new(vm));
    }
    Value name = str_intern_cstr(vm, "_created_at");
    dict_set_name(vm, *dict, name, place);
    value_release(vm, name);
    value_release(vm, place);
}

static HandleObject *handle_new(LoopObject *loop, Type *type, Value callback,
                                const Value *arguments, uint32_t count, Value context) {
    Vm *vm = loop->asyncio->vm;
    HandleObject *handle = heap_new(vm, type, sizeof *handle);
    handle->loop = obj_retain(loop);
    handle->callback = value_retain(callback);
    handle->arguments = tuple_from(vm, arguments, count);
    handle->created_at = asyncio_created_at(loop);
    handle->context = value_retain(context);
    return handle;
}

Value asyncio_handle_for(LoopObject *loop, void *callback, LoopFuture *argument) {
    Value value = argument == NULL ? VALUE_NULL : future_value(argument);
    Value callable = asyncio_callable_of(loop->asyncio, value_from_obj(callback));
    return value_from_obj(handle_new(loop, loop->asyncio->type_handle, callable, &value,
                                     argument == NULL ? 0 : 1, VALUE_NULL));
}

static void handle_destroy(Vm *vm, Obj *self) {
    HandleObject *handle = (HandleObject *)self;
    LoopObject *loop = handle->loop;
    handle->loop = NULL;
    if (loop != NULL) {
        obj_release(vm, loop);
    }
    value_store(vm, &handle->callback, VALUE_NULL);
    value_store(vm, &handle->arguments, VALUE_NULL);
    value_store(vm, &handle->created_at, VALUE_NULL);
    value_store(vm, &handle->context, VALUE_NULL);
}

static void handle_visit(Obj *self, VisitFunction visit, void *context) {
    HandleObject *handle = (HandleObject *)self;
    if (handle->loop != NULL) {
        visit(value_from_obj(handle->loop), context);
    }
    visit(handle->callback, context);
    visit(handle->arguments, context);
    visit(handle->context, context);
}

static Value handle_repr(Vm *vm, Value self) {
    Asyncio *asyncio = asyncio_of(vm);
    if (value_is_null(asyncio->handle_repr)) {
        return object_repr(vm, self);
    }
    return vm_call1(vm, asyncio->handle_repr, self);
}

static HandleObject *handle_in(Value value) {
    return (HandleObject *)value_obj(value);
}

static Value handle_cancel(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    HandleObject *handle = handle_in(arguments[0]);
    if (!handle->handle.is_cancelled) {
        loop_handle_cancel(&handle->loop->loop, &handle->handle);
        value_store(vm, &handle->callback, VALUE_NULL);
        value_store(vm, &handle->arguments, VALUE_NULL);
    }
    return VALUE_NONE;
}

static Value handle_cancelled(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(handle_in(arguments[0])->handle.is_cancelled);
}

static Value handle_when(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return seconds_value(vm, handle_in(arguments[0])->when_ns);
}

static Value handle_call(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    HandleObject *handle = handle_in(arguments[0]);
    if (value_is_null(handle->callback)) {
        return tuple_pack(vm, 2, VALUE_NONE, VALUE_NONE);
    }
    return tuple_pack(vm, 2, handle->callback, handle->arguments);
}

static Value handle_created_at(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    Value place = handle_in(arguments[0])->created_at;
    return value_is_null(place) ? VALUE_NONE : value_retain(place);
}

static const NativeMethod HANDLE_METHODS[] = {
    {"cancel", handle_cancel, 0, 0, false, METHOD_INSTANCE},
    {"cancelled", handle_cancelled, 0, 0, false, METHOD_INSTANCE},
    {"_call", handle_call, 0, 0, false, METHOD_PROPERTY},
    {"_created_at", handle_created_at, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static const NativeMethod TIMER_HANDLE_METHODS[] = {
    {"when", handle_when, 0, 0, false, METHOD_INSTANCE},
    {0},
};

/* The keyword context= is all that call_soon and its like take besides the `count` positional
 * arguments. False: raised. */
static bool only_context(Vm *vm, const char *name, const Value *arguments, uint32_t count,
                         Value keywords, Value *context) {
    *context = VALUE_NULL;
    if (value_is_null(keywords)) {
        return asyncio_context_given(vm, VALUE_NULL, context);
    }
    Tuple *names = value_tuple(keywords);
    for (uint32_t i = 0; i < names->count; i++) {
        if (!str_equal_cstr(names->items[i], "context")) {
            vm_raise(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'", name,
                     str_utf8(vm, names->items[i]));
            return false;
        }
    }
    return asyncio_context_given(vm, names->count > 0 ? arguments[count] : VALUE_NULL, context);
}

/* In debug mode a callback must be callable, and no coroutine; and it comes from the loop's thread.
 */
static bool check_callback(LoopObject *loop, Value callback, const char *method, bool any_thread) {
    Vm *vm = loop->asyncio->vm;
    if (!loop->loop.is_debug) {
        return true;
    }
    if (!any_thread && loop->thread != NULL && loop->thread != session_thread(vm)->machine_thread) {
        vm_raise(vm, EXC_RUNTIME_ERROR,
                 "Non-thread-safe operation invoked on an event loop other than the current one");
        return false;
    }
    bool is_function = value_is_obj(callback) && value_obj(callback)->type == vm->type_function &&
                       (((Function *)value_obj(callback))->code->code->flags & CODE_COROUTINE);
    if (value_is_coroutine(vm, callback) || is_function) {
        vm_raise(vm, EXC_TYPE_ERROR, "coroutines cannot be used with %s()", method);
        return false;
    }
    if (!value_is_callable(vm, callback)) {
        Value text = value_repr(vm, callback);
        if (!value_is_null(text)) {
            vm_raise(vm, EXC_TYPE_ERROR, "a callable object was expected by %s(), got %s", method,
                     str_utf8(vm, text));
            value_release(vm, text);
        }
        return false;
    }
    return true;
}

static Value call_soon_named(Vm *vm, const Value *arguments, uint32_t count, Value keywords,
                             const char *name, bool is_threadsafe) {
    LoopObject *loop = loop_in(arguments[0]);
    Value context;
    if (!asyncio_check_open(loop) || !check_callback(loop, arguments[1], name, is_threadsafe) ||
        !only_context(vm, name, arguments, count, keywords, &context)) {
        return VALUE_NULL;
    }
    HandleObject *handle = handle_new(loop, loop->asyncio->type_handle, arguments[1], arguments + 2,
                                      count - 2, context);
    value_release(vm, context);
    if (is_threadsafe) {
        loop_call_soon_threadsafe(&loop->loop, &handle->handle);
    } else {
        loop_call_soon(&loop->loop, &handle->handle);
    }
    return value_from_obj(handle);
}

static Value loop_call_soon_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return call_soon_named(vm, arguments, count, keywords, "call_soon", false);
}

static Value loop_call_soon_threadsafe_method(Vm *vm, const Value *arguments, uint32_t count,
                                              Value keywords) {
    return call_soon_named(vm, arguments, count, keywords, "call_soon_threadsafe", true);
}

/* Takes the reference to `context`. */
static Value call_at_ns(LoopObject *loop, int64_t when_ns, const Value *arguments, uint32_t count,
                        Value context) {
    HandleObject *handle = handle_new(loop, loop->asyncio->type_timer_handle, arguments[0],
                                      arguments + 1, count - 1, context);
    value_release(loop->asyncio->vm, context);
    handle->when_ns = when_ns;
    loop_call_at(&loop->loop, &handle->handle, when_ns);
    return value_from_obj(handle);
}

/* CPython adds the delay to loop.time(); what cannot be added says so. */
static bool is_number(Vm *vm, Value delay) {
    if (value_is_small_int(delay) || value_is_float(vm, delay)) {
        return true;
    }
    Value zero = float_new(vm, 0.0);
    Value sum = value_binary(vm, BINARY_ADD, zero, delay);
    value_release(vm, zero);
    value_release(vm, sum);
    return !value_is_null(sum);
}

static Value loop_call_later(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    LoopObject *loop = loop_in(arguments[0]);
    if (value_is_none(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "delay must not be None");
    }
    bool ok = is_number(vm, arguments[1]);
    int64_t delay_ns = ok ? asyncio_ns_from_seconds(vm, arguments[1], &ok) : 0;
    Value context;
    if (!ok || !asyncio_check_open(loop) || !check_callback(loop, arguments[2], "call_at", false) ||
        !only_context(vm, "call_later", arguments, count, keywords, &context)) {
        return VALUE_NULL;
    }
    int64_t now_ns = machine_now(loop->asyncio->session->machine);
    int64_t when_ns = delay_ns > NS_MAX - now_ns ? NS_MAX : now_ns + delay_ns;
    return call_at_ns(loop, when_ns, arguments + 2, count - 2, context);
}

static Value loop_call_at_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    LoopObject *loop = loop_in(arguments[0]);
    if (value_is_none(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "when cannot be None");
    }
    bool ok;
    int64_t when_ns = asyncio_ns_from_seconds(vm, arguments[1], &ok);
    Value context;
    if (!ok || !asyncio_check_open(loop) || !check_callback(loop, arguments[2], "call_at", false) ||
        !only_context(vm, "call_at", arguments, count, keywords, &context)) {
        return VALUE_NULL;
    }
    return call_at_ns(loop, when_ns, arguments + 2, count - 2, context);
}

/* ---- making futures and tasks ---- */

static Value loop_create_future(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return asyncio_future_new(loop_in(arguments[0]), TRACE_FOR_FUTURE);
}

static Value loop_create_task(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value out[3] = {VALUE_NULL, VALUE_NULL, VALUE_NULL};
    if (value_is_null(keywords) && count == 2) {
        out[0] = arguments[1];
    } else if (!arguments_bind(vm, "BaseEventLoop.create_task", "coro, *, name=, context=",
                               arguments + 1, count - 1, keywords, out)) {
        return VALUE_NULL;
    }
    LoopObject *loop = loop_in(arguments[0]);
    return asyncio_check_open(loop) ? asyncio_task_new(loop, out[0], out[1], out[2]) : VALUE_NULL;
}

/* ---- running ---- */

static bool check_can_run(LoopObject *loop) {
    Vm *vm = loop->asyncio->vm;
    if (!asyncio_check_open(loop)) {
        return false;
    }
    if (loop->thread != NULL) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "This event loop is already running");
        return false;
    }
    if (session_thread(vm)->running != NULL) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "Cannot run the event loop while another loop is running");
        return false;
    }
    return true;
}

static void trace_loop(LoopObject *loop, TraceKind kind, uint32_t other) {
    Session *session = loop->asyncio->session;
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), kind, TRACE_FOR_NONE,
                  session_thread(session->vm)->lane, other, vm_current_line(session->vm), 0);
    }
}

/* Says which tasks there are, too: one of them never ends. */
static void stop_for_limit(LoopObject *loop, LoopTurn why) {
    Session *session = loop->asyncio->session;
    Text waits = {0};
    asyncio_describe_waits(session, false, &waits);
    if (why == LOOP_TURN_NO_TIME) {
        vm_stop(session->vm, STOP_LIMIT,
                "the event loop has run %llu steps while no time has passed: is there a loop that "
                "only awaits what is ready, as sleep(0)? (--limit-turns raises the budget)%s",
                2ULL * loop->loop.steps_max, text_cstr(&waits));
    } else {
        vm_stop(session->vm, STOP_LIMIT,
                "the event loop used up its budget of %llu turns: is there a loop that never ends? "
                "(--limit-turns raises the budget)%s",
                (unsigned long long)loop->loop.turns_max, text_cstr(&waits));
    }
    text_release(&waits);
}

/* False: an exception (or a stop) is on its way. `goal` is what it runs until done, or NULL. */
static bool run_forever(LoopObject *loop, LoopFuture *goal) {
    Vm *vm = loop->asyncio->vm;
    SessionThread *thread = session_thread(vm);
    if (!vm_enter(vm)) {
        return false;
    }
    thread->running = loop;
    loop->thread = thread->machine_thread;
    obj_retain(loop);
    trace_loop(loop, TRACE_LOOP_START, TRACE_NOBODY);
    LoopTurn turn = loop_run(&loop->loop);
    uint32_t lane = goal != NULL && goal->kind == LOOP_KIND_TASK ? goal->number : TRACE_NOBODY;
    trace_loop(loop, TRACE_LOOP_END, lane);
    thread->running = NULL;
    loop->thread = NULL;
    vm_leave(vm);
    if (!vm_stopping(vm)) {
        switch (turn) {
        case LOOP_TURN_RAN:
            break;
        case LOOP_TURN_RAISED: {
            Value leaving = loop->leaving;
            loop->leaving = VALUE_NULL;
            vm_restore_raised(vm, leaving);
            break;
        }
        case LOOP_TURN_LIMIT:
        case LOOP_TURN_NO_TIME:
            stop_for_limit(loop, turn);
            break;
        case LOOP_TURN_DEADLOCK:
        case LOOP_TURN_STOPPED:
            threads_goes_on(loop->asyncio->session, MACHINE_STOPPED);
            break;
        }
    }
    obj_release(vm, loop);
    return !vm_raised(vm) && !vm_stopping(vm);
}

static Value loop_run_forever(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    LoopObject *loop = loop_in(arguments[0]);
    return check_can_run(loop) && run_forever(loop, NULL) ? VALUE_NONE : VALUE_NULL;
}

/* The done callback of the future that run_until_complete() runs. */
static Value run_until_complete_callback(Vm *vm, const Value *arguments, uint32_t count,
                                         Value keywords) {
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    if (future->state == LOOP_FAILED) {
        future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
        Value exception = value_tuple(bits_value(future->value))->items[0];
        if (value_is_instance(vm, exception, vm_exception(vm, EXC_SYSTEM_EXIT)) ||
            value_is_instance(vm, exception, vm_exception(vm, EXC_KEYBOARD_INTERRUPT))) {
            return VALUE_NONE; /* run_forever() is over already */
        }
    }
    loop_stop(future->loop);
    return VALUE_NONE;
}

static bool is_run_callback(void *arg, void *callback) {
    return arg == callback;
}

static Value loop_run_until_complete(Vm *vm, const Value *arguments, uint32_t count,
                                     Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    LoopObject *loop = loop_in(arguments[0]);
    if (!check_can_run(loop)) {
        return VALUE_NULL;
    }
    bool is_new = !value_is_future(asyncio, arguments[1]);
    Value value = asyncio_ensure_future(asyncio, arguments[1], loop);
    if (value_is_null(value)) {
        return VALUE_NULL;
    }
    LoopFuture *future = future_in(value);
    if (is_new) {
        future->flags |= LOOP_FLAG_QUIET;
    }
    Obj *callback = value_obj(asyncio->run_until_complete_callback);
    loop_future_add_callback(future, callback);
    bool ok = run_forever(loop, future);
    if (!ok && is_new && future->state == LOOP_FAILED) {
        future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
    }
    if (!vm_stopping(vm)) {
        loop_future_remove_callbacks(future, is_run_callback, callback);
    }
    Value result = VALUE_NULL;
    if (ok) {
        result =
            loop_future_is_done(future)
                ? asyncio_future_result(asyncio, future)
                : vm_raise(vm, EXC_RUNTIME_ERROR, "Event loop stopped before Future completed.");
    }
    value_release(vm, value);
    return result;
}

static Value loop_stop_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    loop_stop(&loop_in(arguments[0])->loop);
    return VALUE_NONE;
}

static Value loop_close(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopObject *loop = loop_in(arguments[0]);
    if (loop->thread != NULL) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "Cannot close a running event loop");
    }
    if (loop->is_closed) {
        return VALUE_NONE;
    }
    loop->is_closed = true;
    loop_clear(&loop->loop);
    Value executor_name = str_intern_cstr(vm, "_default_executor");
    Value shutdown_name = str_intern_cstr(vm, "_executor_shutdown_called");
    dict_set_name(vm, loop->dict, shutdown_name, VALUE_TRUE);
    Value executor = value_retain(dict_get_name(loop->dict, executor_name));
    Value done = VALUE_NONE;
    if (!value_is_null(executor) && !value_is_none(executor)) {
        dict_set_name(vm, loop->dict, executor_name, VALUE_NONE);
        Value wait = VALUE_FALSE;
        done = vm_call_method(vm, executor, "shutdown", &wait, 1);
    }
    value_release(vm, executor);
    value_release(vm, executor_name);
    value_release(vm, shutdown_name);
    value_release(vm, done);
    return value_is_null(done) ? VALUE_NULL : VALUE_NONE;
}

static Value loop_is_running(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_in(arguments[0])->thread != NULL);
}

static Value loop_is_closed_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_in(arguments[0])->is_closed);
}

static Value loop_check_closed(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return asyncio_check_open(loop_in(arguments[0])) ? VALUE_NONE : VALUE_NULL;
}

static Value loop_get_debug(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_in(arguments[0])->loop.is_debug);
}

static Value loop_set_debug(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    int truth = value_truth(vm, arguments[1]);
    if (truth < 0) {
        return VALUE_NULL;
    }
    loop_in(arguments[0])->loop.is_debug = truth > 0;
    return VALUE_NONE;
}

static Value loop_slow_callback_duration(Vm *vm, const Value *arguments, uint32_t count,
                                         Value keywords) {
    (void)count;
    (void)keywords;
    return float_new(vm, loop_in(arguments[0])->slow_callback_duration);
}

static Value loop_set_exception_handler(Vm *vm, const Value *arguments, uint32_t count,
                                        Value keywords) {
    (void)count;
    (void)keywords;
    if (!value_is_none(arguments[1]) && !value_is_callable(vm, arguments[1])) {
        Value text = value_repr(vm, arguments[1]);
        if (!value_is_null(text)) {
            vm_raise(vm, EXC_TYPE_ERROR, "A callable object or None is expected, got %s",
                     str_utf8(vm, text));
            value_release(vm, text);
        }
        return VALUE_NULL;
    }
    value_store(vm, &loop_in(arguments[0])->exception_handler, value_retain(arguments[1]));
    return VALUE_NONE;
}

static Value loop_get_exception_handler(Vm *vm, const Value *arguments, uint32_t count,
                                        Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(loop_in(arguments[0])->exception_handler);
}

/* ---- async generators ---- */

void asyncio_generator_first(void *context, Value generator) {
    Session *session = context;
    LoopObject *loop = session_thread(session->vm)->running;
    if (loop != NULL) {
        ARRAY_PUSH(&loop->async_generators, value_obj(generator));
    }
}

/* Forgets a generator; the loop that knew it, or NULL. */
static LoopObject *forget_generator(Asyncio *asyncio, const Obj *generator) {
    for (LoopObject *loop = asyncio->loops; loop != NULL; loop = loop->next) {
        for (size_t i = loop->async_generators.count; i > 0; i--) {
            if (loop->async_generators.items[i - 1] == generator) {
                size_t behind = loop->async_generators.count - i;
                memmove(&loop->async_generators.items[i - 1], &loop->async_generators.items[i],
                        behind * sizeof *loop->async_generators.items);
                loop->async_generators.count--;
                return loop;
            }
        }
    }
    return NULL;
}

Value asyncio_handle_new(Value loop, Value callback) {
    LoopObject *object = loop_in(loop);
    return value_from_obj(
        handle_new(object, object->asyncio->type_handle, callback, NULL, 0, VALUE_NULL));
}

void asyncio_handle_schedule(Value handle) {
    HandleObject *object = (HandleObject *)value_obj(handle);
    loop_call_soon_threadsafe(&object->loop->loop, &object->handle);
}

void asyncio_generator_gone(void *context, Value generator) {
    Session *session = context;
    if (session->asyncio != NULL) {
        forget_generator(session->asyncio, value_obj(generator));
    }
}

void asyncio_generator_dropped(void *context, Value generator) {
    Session *session = context;
    Vm *vm = session->vm;
    LoopObject *loop = forget_generator(session->asyncio, value_obj(generator));
    if (loop == NULL || loop->is_closed) {
        return;
    }
    Value create = value_get_attr_cstr(vm, value_from_obj(loop), "create_task");
    Value closing = vm_call_method(vm, generator, "aclose", NULL, 0);
    if (!value_is_null(create) && !value_is_null(closing)) {
        HandleObject *handle =
            handle_new(loop, loop->asyncio->type_handle, create, &closing, 1, VALUE_NULL);
        loop_call_soon_threadsafe(&loop->loop, &handle->handle);
        obj_release(vm, handle);
    }
    value_release(vm, create);
    value_release(vm, closing);
    if (!vm_stopping(vm)) {
        vm_clear_raised(vm);
    }
}

static Value loop_take_asyncgens(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopObject *loop = loop_in(arguments[0]);
    Value taken = list_new(vm, 0);
    for (size_t i = 0; i < loop->async_generators.count; i++) {
        list_append(vm, taken, value_from_obj(loop->async_generators.items[i]));
    }
    loop->async_generators.count = 0;
    return taken;
}

/* ---- types ---- */

static const NativeMethod LOOP_METHODS[] = {
    {"time", loop_time, 0, 0, false, METHOD_INSTANCE},
    {"call_soon", loop_call_soon_method, 1, -1, true, METHOD_INSTANCE},
    {"call_soon_threadsafe", loop_call_soon_threadsafe_method, 1, -1, true, METHOD_INSTANCE},
    {"call_later", loop_call_later, 2, -1, true, METHOD_INSTANCE},
    {"call_at", loop_call_at_method, 2, -1, true, METHOD_INSTANCE},
    {"create_future", loop_create_future, 0, 0, false, METHOD_INSTANCE},
    {"create_task", loop_create_task, 1, 1, true, METHOD_INSTANCE},
    {"run_forever", loop_run_forever, 0, 0, false, METHOD_INSTANCE},
    {"run_until_complete", loop_run_until_complete, 1, 1, false, METHOD_INSTANCE},
    {"stop", loop_stop_method, 0, 0, false, METHOD_INSTANCE},
    {"close", loop_close, 0, 0, false, METHOD_INSTANCE},
    {"is_running", loop_is_running, 0, 0, false, METHOD_INSTANCE},
    {"is_closed", loop_is_closed_method, 0, 0, false, METHOD_INSTANCE},
    {"get_debug", loop_get_debug, 0, 0, false, METHOD_INSTANCE},
    {"set_debug", loop_set_debug, 1, 1, false, METHOD_INSTANCE},
    {"slow_callback_duration", loop_slow_callback_duration, 0, 0, false, METHOD_PROPERTY},
    {"set_exception_handler", loop_set_exception_handler, 1, 1, false, METHOD_INSTANCE},
    {"get_exception_handler", loop_get_exception_handler, 0, 0, false, METHOD_INSTANCE},
    {"_check_closed", loop_check_closed, 0, 0, false, METHOD_INSTANCE},
    {"_take_asyncgens", loop_take_asyncgens, 0, 0, false, METHOD_INSTANCE},
    {0},
};

void asyncio_loop_setup(Asyncio *asyncio) {
    Vm *vm = asyncio->vm;
    TypeSpec loop = {
        .name = "asyncio.unix_events._UnixSelectorEventLoop",
        .instance_size = sizeof(LoopObject),
        .flags = TYPE_FINAL,
        .methods = LOOP_METHODS,
        .slots = {.dict_offset = offsetof(LoopObject, dict),
                  .construct = loop_construct,
                  .destroy = loop_destroy,
                  .visit = loop_visit_object,
                  .repr = loop_repr,
                  .set_attr = loop_set_attribute},
    };
    asyncio->type_loop = type_new_native(vm, &loop, NULL);
    TypeSpec handle = {
        .name = "asyncio.events.Handle",
        .instance_size = sizeof(HandleObject),
        .flags = TYPE_FINAL,
        .methods = HANDLE_METHODS,
        .slots = {.destroy = handle_destroy, .visit = handle_visit, .repr = handle_repr},
    };
    asyncio->type_handle = type_new_native(vm, &handle, NULL);
    TypeSpec timer_handle = {
        .name = "asyncio.events.TimerHandle",
        .instance_size = sizeof(HandleObject),
        .flags = TYPE_FINAL,
        .methods = TIMER_HANDLE_METHODS,
    };
    asyncio->type_timer_handle = type_new_native(vm, &timer_handle, asyncio->type_handle);
    static const NativeMethod callback = {
        "_run_until_complete_cb", run_until_complete_callback, 1, 1, false, METHOD_INSTANCE};
    asyncio->run_until_complete_callback = native_new(vm, &callback, NULL, VALUE_NULL);
}
