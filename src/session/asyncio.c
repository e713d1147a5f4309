#include "session/asyncio.h"

#include "loop/target.h"
#include "session/asyncio_internal.h"
#include "vm/frame.h"

#include <string.h>

/* ---- module functions ---- */

static Value sleep_function(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return asyncio_sleep(vm, arguments, count, keywords);
}

static Value create_task(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value out[3] = {VALUE_NULL, VALUE_NULL, VALUE_NULL};
    if (value_is_null(keywords) && count == 1) {
        out[0] = arguments[0];
    } else if (!arguments_bind(vm, "create_task", "coro, *, name=, context=", arguments, count,
                               keywords, out)) {
        return VALUE_NULL;
    }
    LoopObject *loop = asyncio_running_loop(vm);
    if (loop == NULL || !asyncio_check_open(loop)) {
        return VALUE_NULL;
    }
    /* A number is spent even when a name follows, as in CPython. */
    Value task = asyncio_task_new(loop, out[0], VALUE_NULL, out[2]);
    if (!value_is_null(task) && !value_is_null(out[1]) && !value_is_none(out[1])) {
        Value done = vm_call_method(vm, task, "set_name", &out[1], 1);
        value_release(vm, done);
        if (value_is_null(done)) {
            value_release(vm, task);
            return VALUE_NULL;
        }
    }
    return task;
}

static bool loop_argument(Vm *vm, Value value, LoopObject **loop) {
    if (value_is_null(value) || value_is_none(value)) {
        *loop = NULL;
        return true;
    }
    if (!value_is_loop(asyncio_of(vm), value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "an event loop was expected");
        return false;
    }
    *loop = (LoopObject *)value_obj(value);
    return true;
}

static Value ensure_future(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value out[2];
    LoopObject *loop;
    if (!arguments_bind(vm, "ensure_future", "coro_or_future, *, loop=", arguments, count, keywords,
                        out) ||
        !loop_argument(vm, out[1], &loop)) {
        return VALUE_NULL;
    }
    return asyncio_ensure_future(asyncio_of(vm), out[0], loop);
}

/* The loop given, or the running one. */
static LoopObject *given_or_running(Vm *vm, const char *name, const Value *arguments,
                                    uint32_t count, Value keywords) {
    Value value;
    LoopObject *loop;
    if (!arguments_bind(vm, name, "loop=", arguments, count, keywords, &value) ||
        !loop_argument(vm, value, &loop)) {
        return NULL;
    }
    return loop != NULL ? loop : asyncio_running_loop(vm);
}

static Value current_task(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    LoopObject *loop = given_or_running(vm, "current_task", arguments, count, keywords);
    if (loop == NULL) {
        return VALUE_NULL;
    }
    if (loop->loop.current == NULL) {
        return VALUE_NONE;
    }
    return value_retain(future_value(&loop->loop.current->future));
}

static Value pending_list(Vm *vm, LoopObject *loop) {
    Value tasks = list_new(vm, (uint32_t)loop->loop.tasks_count);
    for (LoopTask *task = loop->loop.tasks_first; task != NULL; task = task->next) {
        list_append(vm, tasks, future_value(&task->future));
    }
    return tasks;
}

static Value all_tasks(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    LoopObject *loop = given_or_running(vm, "all_tasks", arguments, count, keywords);
    if (loop == NULL) {
        return VALUE_NULL;
    }
    Value tasks = pending_list(vm, loop);
    Value set = asyncio_task_set_new(loop->asyncio, tasks);
    value_release(vm, tasks);
    return set;
}

static Value pending_tasks(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopObject *loop;
    if (!loop_argument(vm, arguments[0], &loop) || loop == NULL) {
        return VALUE_NULL;
    }
    return pending_list(vm, loop);
}

static Value task_set(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_task_set_new(asyncio_of(vm), arguments[0]);
}

static Value in_any_order(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_in_any_order(asyncio_of(vm), arguments[0]);
}

/* list(iterable), without asking in which order a set of ours gives its tasks. */
static Value members(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    return value_is_obj(arguments[0]) && value_obj(arguments[0])->type == asyncio->type_task_set
               ? asyncio_task_set_members(asyncio, arguments[0])
               : value_to_list(vm, arguments[0]);
}

static Value in_creation_order(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_in_creation_order(asyncio_of(vm), arguments[0]);
}

static Value get_running_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    LoopObject *loop = asyncio_running_loop(vm);
    return loop == NULL ? VALUE_NULL : value_retain(value_from_obj(loop));
}

static Value get_running_loop_or_none(Vm *vm, const Value *arguments, uint32_t count,
                                      Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    LoopObject *loop = session_thread(vm)->running;
    return loop == NULL ? VALUE_NONE : value_retain(value_from_obj(loop));
}

static Value get_event_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    LoopObject *loop = asyncio_get_loop(vm);
    return loop == NULL ? VALUE_NULL : value_retain(value_from_obj(loop));
}

static Value new_event_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return value_from_obj(asyncio_loop_new(asyncio_of(vm)));
}

static Value set_event_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopObject *loop;
    if (!loop_argument(vm, arguments[0], &loop)) {
        return VALUE_NULL;
    }
    SessionThread *thread = session_thread(vm);
    LoopObject *old = thread->current;
    thread->current = loop == NULL ? NULL : obj_retain(loop);
    thread->loop_was_set = true;
    if (old != NULL) {
        obj_release(vm, old);
    }
    return VALUE_NONE;
}

/* A new policy knows of no loop that was set before. */
static Value forget_event_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value none = VALUE_NONE;
    set_event_loop(vm, &none, 1, keywords);
    session_thread(vm)->loop_was_set = false;
    (void)arguments;
    (void)count;
    return VALUE_NONE;
}

static Value iscoroutine(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return value_from_bool(asyncio_is_coroutine(vm, arguments[0]));
}

/* The function behind a bound method, a native one included. */
static Value innermost_function(Vm *vm, Value callable) {
    while (value_is_obj(callable) && value_obj(callable)->type == vm->type_bound_method) {
        callable = ((BoundMethod *)value_obj(callable))->function;
    }
    return callable;
}

static Value iscoroutinefunction(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value function = innermost_function(vm, arguments[0]);
    if (!value_is_obj(function)) {
        return VALUE_FALSE;
    }
    if (value_obj(function)->type == vm->type_function) {
        return value_from_bool(
            (((Function *)value_obj(function))->code->code->flags & CODE_COROUTINE) != 0);
    }
    if (value_obj(function)->type == vm->type_native) {
        NativeFunction native = ((NativeCallable *)value_obj(function))->method->function;
        return value_from_bool(asyncio_makes_coroutine(asyncio_of(vm), function) ||
                               native == sleep_function);
    }
    return VALUE_FALSE;
}

static Value isfuture(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return value_from_bool(value_is_future(asyncio_of(vm), arguments[0]));
}

/* ---- for asyncio.py ---- */

/* _name_tasks_from(loop, n): its tasks are Task-n, …, as in a process of their own. */
static Value name_tasks_from(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopObject *loop;
    if (!loop_argument(vm, arguments[0], &loop)) {
        return VALUE_NULL;
    }
    loop->has_own_task_names = true;
    loop->task_names = (uint32_t)value_small_int(arguments[1]) - 1;
    return VALUE_NONE;
}

static Value create_future(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    static const struct {
        const char *name;
        TraceReason reason;
    } reasons[] = {
        {"wait", TRACE_FOR_GATHER},         {"timeout", TRACE_FOR_TIMEOUT},
        {"task", TRACE_FOR_TASK},           {"group", TRACE_FOR_GROUP},
        {"condition", TRACE_FOR_CONDITION}, {"thread", TRACE_FOR_THREAD},
        {"barrier", TRACE_FOR_BARRIER},
    };
    LoopObject *loop;
    if (!loop_argument(vm, arguments[0], &loop) || loop == NULL) {
        return VALUE_NULL;
    }
    TraceReason reason = TRACE_FOR_FUTURE;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (str_equal_cstr(arguments[1], reasons[i].name)) {
            reason = reasons[i].reason;
        }
    }
    return asyncio_future_new(loop, reason);
}

static Value callbacks(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    size_t number = loop_future_callback_count(future);
    Value list = list_new(vm, (uint32_t)number);
    for (size_t i = 0; i < number; i++) {
        uint64_t target = loop_future_callback(future, i);
        switch (loop_target_kind(target)) {
        case LOOP_TARGET_WAKEUP:
            list_append_new(vm, list, str_from_cstr(vm, "Task.task_wakeup()"));
            break;
        case LOOP_TARGET_GATHER:
            list_append_new(vm, list,
                            str_from_cstr(vm, "gather.<locals>._done_callback() at "
                                              "/usr/lib/python3.11/asyncio/tasks.py:754"));
            break;
        default:
            list_append(
                vm, list,
                asyncio_callable_of(asyncio_of(vm), value_from_obj(loop_target_pointer(target))));
            break;
        }
    }
    return list;
}

static Value task_context(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const TaskObject *task = (const TaskObject *)value_obj(arguments[0]);
    Value context = asyncio_task_context(asyncio_of(vm), task);
    return value_is_null(context) ? VALUE_NONE : value_retain(context);
}

static Value describe_coroutine(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Text text = {0};
    asyncio_coroutine_text(vm, arguments[0], &text);
    return str_from_text(vm, &text);
}

static Value describe_waiter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    LoopFuture *future = task_in(arguments[0])->waiting_for;
    if (future == NULL) {
        return VALUE_NONE;
    }
    Value object = future_value(future);
    if (value_is_future(asyncio, object)) {
        return value_repr(vm, object);
    }
    switch (future->state) {
    case LOOP_PENDING:
        return str_from_cstr(vm, "<Future pending cb=[Task.task_wakeup()]>");
    case LOOP_CANCELLED:
        return str_from_cstr(vm, "<Future cancelled>");
    default: {
        bool is_lock = future->kind == LOOP_KIND_WAITER && future->reason != TRACE_FOR_QUEUE_GET &&
                       future->reason != TRACE_FOR_QUEUE_PUT;
        return str_from_cstr(vm, is_lock ? "<Future finished result=True>"
                                         : "<Future finished result=None>");
    }
    }
}

/* " at FILE:LINE" of a callback that is a function, "" of others. Our own stand where CPython's do.
 */
static Value source_of(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    static const struct {
        const char *name;
        const char *place;
    } places[] = {
        {"_run_until_complete_cb", "base_events.py:180"},
        {"_wait.<locals>._on_completion", "tasks.py:509"},
        {"as_completed.<locals>._on_completion", "tasks.py:592"},
        {"as_completed.<locals>._on_timeout", "tasks.py:586"},
        {"shield.<locals>._inner_done_callback", "tasks.py:881"},
        {"shield.<locals>._outer_done_callback", "tasks.py:898"},
        {"_chain_future.<locals>._call_check_cancel", "futures.py:387"},
        {"_chain_future.<locals>._call_set_state", "futures.py:394"},
    };
    Value callback = arguments[0];
    if (!value_is_obj(callback)) {
        return value_retain(vm->names.empty);
    }
    Type *type = value_obj(callback)->type;
    if (type == vm->type_native &&
        value_same(callback, asyncio_of(vm)->run_until_complete_callback)) {
        return str_printf(vm, " at /usr/lib/python3.11/asyncio/%s", places[0].place);
    }
    if (type != vm->type_function) {
        Value inner = strcmp(type_name(type), "partial") == 0
                          ? value_get_attr_cstr(vm, callback, "func")
                          : VALUE_NULL;
        if (value_is_null(inner)) {
            vm_clear_raised(vm);
            return value_retain(vm->names.empty);
        }
        Value result = source_of(vm, &inner, 1, VALUE_NULL);
        value_release(vm, inner);
        return result;
    }
    Function *function = (Function *)value_obj(callback);
    const Code *code = function->code->code;
    if (function->code->module->is_library) {
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            if (str_equal_cstr(function_qualified_name(vm, function), places[i].name)) {
                return str_printf(vm, " at /usr/lib/python3.11/asyncio/%s", places[i].place);
            }
        }
        return value_retain(vm->names.empty);
    }
    return str_printf(vm, " at %s:%d", code->unit->file_name, (int)code->first_line);
}

/* _install(loop_methods, future_repr, handle_repr, callback_failed, slow_callback, wrap_awaitable)
 */
static Value install(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    uint32_t position = 0;
    Value name;
    Value function;
    while (dict_next(value_dict(arguments[0]), &position, &name, &function)) {
        type_set(vm, asyncio->type_loop, str_utf8(vm, name), function);
    }
    Value *slots[] = {&asyncio->future_repr, &asyncio->handle_repr, &asyncio->callback_failed,
                      &asyncio->slow_callback, &asyncio->wrap_awaitable};
    for (int i = 0; i < 5; i++) {
        value_store(vm, slots[i], value_retain(arguments[i + 1]));
    }
    return VALUE_NONE;
}

static const NativeMethod FUNCTIONS[] = {
    {"sleep", sleep_function, 0, -1, true, METHOD_STATIC},
    {"gather", asyncio_gather, 0, -1, true, METHOD_STATIC},
    {"create_task", create_task, 1, 1, true, METHOD_STATIC},
    {"ensure_future", ensure_future, 1, 1, true, METHOD_STATIC},
    {"current_task", current_task, 0, 1, true, METHOD_STATIC},
    {"all_tasks", all_tasks, 0, 1, true, METHOD_STATIC},
    {"get_running_loop", get_running_loop, 0, 0, false, METHOD_STATIC},
    {"_get_running_loop", get_running_loop_or_none, 0, 0, false, METHOD_STATIC},
    {"get_event_loop", get_event_loop, 0, 0, false, METHOD_STATIC},
    {"new_event_loop", new_event_loop, 0, 0, false, METHOD_STATIC},
    {"set_event_loop", set_event_loop, 1, 1, false, METHOD_STATIC},
    {"_forget_event_loop", forget_event_loop, 0, 0, false, METHOD_STATIC},
    {"iscoroutine", iscoroutine, 1, 1, false, METHOD_STATIC},
    {"_iscoroutinefunction", iscoroutinefunction, 1, 1, false, METHOD_STATIC},
    {"isfuture", isfuture, 1, 1, false, METHOD_STATIC},
    {"_create_future", create_future, 2, 2, false, METHOD_STATIC},
    {"_name_tasks_from", name_tasks_from, 2, 2, false, METHOD_STATIC},
    {"_pending_tasks", pending_tasks, 1, 1, false, METHOD_STATIC},
    {"_task_set", task_set, 1, 1, false, METHOD_STATIC},
    {"_in_any_order", in_any_order, 1, 1, false, METHOD_STATIC},
    {"_members", members, 1, 1, false, METHOD_STATIC},
    {"_in_creation_order", in_creation_order, 1, 1, false, METHOD_STATIC},
    {"_callbacks", callbacks, 1, 1, false, METHOD_STATIC},
    {"_task_context", task_context, 1, 1, false, METHOD_STATIC},
    {"_describe_coroutine", describe_coroutine, 1, 1, false, METHOD_STATIC},
    {"_describe_waiter", describe_waiter, 1, 1, false, METHOD_STATIC},
    {"_source_of", source_of, 1, 1, false, METHOD_STATIC},
    {"_install", install, 6, 6, false, METHOD_STATIC},
    {0},
};

/* ---- life ---- */

static Type *new_exception(Vm *vm, const char *name, const char *module, ExceptionId base) {
    Value name_value = str_intern_cstr(vm, name);
    Value namespace = dict_new(vm);
    Value module_value = str_intern_cstr(vm, module);
    dict_set_name(vm, value_dict(namespace), vm->names.dunder_module, module_value);
    Value base_value = value_from_obj(vm_exception(vm, base));
    Value type = type_new_class(vm, name_value, &base_value, 1, VALUE_NULL, namespace);
    CHECK(!value_is_null(type));
    value_release(vm, name_value);
    value_release(vm, namespace);
    value_release(vm, module_value);
    return (Type *)value_obj(type);
}

Asyncio *asyncio_new(Session *session) {
    Asyncio *asyncio = memory_new_zeroed(1, sizeof *asyncio);
    asyncio->session = session;
    asyncio->vm = session->vm;
    session->asyncio = asyncio;
    return asyncio;
}

void asyncio_end(Asyncio *asyncio) {
    Vm *vm = asyncio->vm;
    for (LoopObject *loop = asyncio->loops; loop != NULL; loop = loop->next) {
        loop->loop.observer = NULL; /* what dies from now on is not part of the run */
    }
    Value *values[] = {&asyncio->module,          &asyncio->run_until_complete_callback,
                       &asyncio->future_repr,     &asyncio->handle_repr,
                       &asyncio->callback_failed, &asyncio->slow_callback,
                       &asyncio->wrap_awaitable,  &asyncio->context_name};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        value_store(vm, values[i], VALUE_NULL);
    }
    Type **types[] = {&asyncio->cancelled_error, &asyncio->invalid_state_error,
                      &asyncio->queue_empty, &asyncio->queue_full, &asyncio->broken_barrier_error};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (*types[i] != NULL) {
            obj_release(vm, *types[i]);
            *types[i] = NULL;
        }
    }
}

void asyncio_free(Asyncio *asyncio) {
    memory_free(asyncio);
}

Value asyncio_import(Session *session) {
    Asyncio *asyncio = session->asyncio;
    Vm *vm = session->vm;
    if (!value_is_null(asyncio->module)) {
        return value_retain(asyncio->module);
    }
    asyncio->cancelled_error =
        new_exception(vm, "CancelledError", "asyncio.exceptions", EXC_BASE_EXCEPTION);
    asyncio->invalid_state_error =
        new_exception(vm, "InvalidStateError", "asyncio.exceptions", EXC_EXCEPTION);
    asyncio->broken_barrier_error =
        new_exception(vm, "BrokenBarrierError", "asyncio.exceptions", EXC_RUNTIME_ERROR);
    asyncio->queue_empty = new_exception(vm, "QueueEmpty", "asyncio.queues", EXC_EXCEPTION);
    asyncio->queue_full = new_exception(vm, "QueueFull", "asyncio.queues", EXC_EXCEPTION);
    asyncio_loop_setup(asyncio);
    asyncio_future_setup(asyncio);
    asyncio_task_setup(asyncio);
    asyncio_coroutine_setup(asyncio);
    asyncio_lock_setup(asyncio);
    asyncio_queue_setup(asyncio);
    asyncio_context_setup(asyncio);
    asyncio_set_setup(asyncio);
    Value module = module_new(vm, "_asyncio");
    module_add_functions(vm, module, FUNCTIONS);
    const struct {
        const char *name;
        Type *type;
    } types[] = {
        {"AbstractEventLoop", asyncio->type_loop},
        {"Future", asyncio->type_future},
        {"Task", asyncio->type_task},
        {"Handle", asyncio->type_handle},
        {"TimerHandle", asyncio->type_timer_handle},
        {"Lock", asyncio->type_lock},
        {"Event", asyncio->type_event},
        {"Semaphore", asyncio->type_semaphore},
        {"BoundedSemaphore", asyncio->type_bounded_semaphore},
        {"Queue", asyncio->type_queue},
        {"PriorityQueue", asyncio->type_priority_queue},
        {"LifoQueue", asyncio->type_lifo_queue},
        {"CancelledError", asyncio->cancelled_error},
        {"InvalidStateError", asyncio->invalid_state_error},
        {"BrokenBarrierError", asyncio->broken_barrier_error},
        {"QueueEmpty", asyncio->queue_empty},
        {"QueueFull", asyncio->queue_full},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        module_set(vm, module, types[i].name, value_from_obj(types[i].type));
    }
    asyncio->module = value_retain(module);
    return module;
}
