#include "session/asyncio_internal.h"

#include "loop/target.h"
#include "vm/frame.h"

Value asyncio_task_name(Vm *vm, TaskObject *task) {
    if (value_is_null(task->name)) {
        return str_printf(vm, "Task-%u", (unsigned)task->task.name_number);
    }
    return value_retain(task->name);
}

static void task_destroy(Vm *vm, Obj *self) {
    TaskObject *task = (TaskObject *)self;
    Loop *loop = task->task.future.loop;
    if (loop != NULL) {
        loop_task_release(&task->task);
        void *coroutine = task->task.state;
        task->task.state = NULL;
        task->task.future.loop = NULL;
        if (coroutine != NULL) {
            obj_release(vm, coroutine);
        }
        obj_release(vm, loop_object(loop));
    }
    value_store(vm, &task->name, VALUE_NULL);
    Dict *dict = task->dict;
    task->dict = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
}

static void task_visit(Obj *self, VisitFunction visit, void *context) {
    TaskObject *task = (TaskObject *)self;
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    if (task->task.future.loop != NULL) {
        loop_task_visit(&task->task, &visitor);
        visit(value_from_obj(loop_object(task->task.future.loop)), context);
        if (task->task.state != NULL) {
            visit(value_from_obj(task->task.state), context);
        }
    }
    visit(task->name, context);
    if (task->dict != NULL) {
        visit(value_from_obj(task->dict), context);
    }
}

static void task_finalize(Vm *vm, Obj *self) {
    TaskObject *task = (TaskObject *)self;
    LoopFuture *future = &task->task.future;
    if (future->loop == NULL) {
        return;
    }
    if (future->state == LOOP_PENDING && (future->flags & LOOP_FLAG_QUIET) == 0) {
        future->flags |= LOOP_FLAG_QUIET;
        asyncio_report(loop_object(future->loop), "Task was destroyed but it is pending!",
                       VALUE_NULL, "task", value_from_obj(self));
    }
    Type *future_type = loop_object(future->loop)->asyncio->type_future;
    future_type->finalize(vm, self);
}

/* An object of a class with a coroutine's methods is one, as collections.abc has it: aiohttp's
 * session.get(). */
static bool has_methods_of_coroutine(Vm *vm, Value value) {
    static const char *const names[] = {"send", "throw", "close", "__await__"};
    if (!value_is_obj(value) || (value_obj(value)->type->flags & TYPE_HEAP) == 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (value_is_null(type_lookup_cstr(vm, value_obj(value)->type, names[i]))) {
            return false;
        }
    }
    return true;
}

bool asyncio_is_coroutine(Vm *vm, Value value) {
    return value_is_coroutine(vm, value) || has_methods_of_coroutine(vm, value) ||
           (value_is_obj(value) && (value_obj(value)->type == vm->type_generator ||
                                    value_obj(value)->type == vm->type_async_step));
}

static Value new_task(LoopObject *loop, Type *type, Value coroutine, Value name, Value given) {
    Asyncio *asyncio = loop->asyncio;
    Vm *vm = asyncio->vm;
    if (!asyncio_is_coroutine(vm, coroutine)) {
        Value text = value_repr(vm, coroutine);
        if (!value_is_null(text)) {
            vm_raise(vm, EXC_TYPE_ERROR, "a coroutine was expected, got %s", str_utf8(vm, text));
            value_release(vm, text);
        }
        return VALUE_NULL;
    }
    Value runs = has_methods_of_coroutine(vm, coroutine) ? vm_get_awaitable(vm, coroutine)
                                                         : value_retain(coroutine);
    if (value_is_null(runs)) {
        return VALUE_NULL;
    }
    Value text = VALUE_NULL;
    uint32_t number = 0;
    if (value_is_null(name) || value_is_none(name)) {
        number = loop->has_own_task_names ? ++loop->task_names : ++asyncio->task_names;
    } else {
        text = value_str(vm, name);
        if (value_is_null(text)) {
            value_release(vm, runs);
            return VALUE_NULL;
        }
    }
    Value context;
    if (!asyncio_context_given(vm, given, &context)) {
        value_release(vm, runs);
        value_release(vm, text);
        return VALUE_NULL;
    }
    TaskObject *task = heap_new(vm, type, type->instance_size);
    task->name = text;
    obj_retain(loop);
    loop_task_init(&task->task, &loop->loop, value_obj(runs), number);
    asyncio_remember_place(loop, &task->dict);
    if (!value_is_null(context)) {
        asyncio_task_set_context(asyncio, task, context);
        value_release(vm, context);
    }
    if (asyncio->session->trace == NULL) {
        task->task.future.number = ++asyncio->tasks_created; /* else its lane, which grows, too */
    }
    if (!value_is_null(text) && asyncio->session->trace != NULL) {
        trace_rename(asyncio->session->trace, task->task.future.number, str_utf8(vm, text));
    }
    return value_from_obj(task);
}

Value asyncio_task_new(LoopObject *loop, Value coroutine, Value name, Value context) {
    return new_task(loop, loop->asyncio->type_task, coroutine, name, context);
}

static Value task_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    Asyncio *asyncio = asyncio_of(vm);
    Value out[4];
    if (!arguments_bind(vm, "Task", "coro, *, loop=, name=, context=", arguments, count, keywords,
                        out)) {
        return VALUE_NULL;
    }
    LoopObject *loop;
    if (value_is_null(out[1]) || value_is_none(out[1])) {
        loop = asyncio_get_loop(vm);
        if (loop == NULL) {
            return VALUE_NULL;
        }
    } else if (value_is_loop(asyncio, out[1])) {
        loop = (LoopObject *)value_obj(out[1]);
    } else {
        return vm_raise(vm, EXC_TYPE_ERROR, "loop must be an event loop");
    }
    return new_task(loop, type, out[0], out[2], out[3]);
}

static bool has_await(Vm *vm, Value value) {
    if (!value_is_obj(value)) {
        return false;
    }
    return value_obj(value)->type->await_iter != NULL ||
           !value_is_null(type_lookup(value_obj(value)->type, vm->names.dunder_await));
}

Value asyncio_ensure_future(Asyncio *asyncio, Value awaitable, LoopObject *loop) {
    Vm *vm = asyncio->vm;
    if (value_is_future(asyncio, awaitable)) {
        if (loop != NULL && future_in(awaitable)->loop != &loop->loop) {
            return vm_raise(vm, EXC_VALUE_ERROR,
                            "The future belongs to a different loop than the one specified as the "
                            "loop argument");
        }
        return value_retain(awaitable);
    }
    Value coroutine;
    bool is_wrapped = false;
    if (asyncio_is_coroutine(vm, awaitable)) {
        coroutine = value_retain(awaitable);
    } else if (has_await(vm, awaitable)) {
        coroutine = vm_call1(vm, asyncio->wrap_awaitable, awaitable);
        is_wrapped = true;
        if (value_is_null(coroutine)) {
            return VALUE_NULL;
        }
    } else {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "An asyncio.Future, a coroutine or an awaitable is required");
    }
    if (loop == NULL) {
        loop = asyncio_get_loop(vm);
    }
    Value task = VALUE_NULL;
    if (loop != NULL && asyncio_check_open(loop)) {
        task = asyncio_task_new(loop, coroutine, VALUE_NULL, VALUE_NULL);
    }
    if (value_is_null(task) && loop != NULL && !is_wrapped && vm_raised_is(vm, EXC_RUNTIME_ERROR)) {
        Value raised = vm_take_raised(vm);
        value_release(vm, vm_call_method(vm, coroutine, "close", NULL, 0));
        vm_restore_raised(vm, raised);
    }
    value_release(vm, coroutine);
    return task;
}

/* ---- methods ---- */

static Value task_get_name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_task_name(vm, (TaskObject *)value_obj(arguments[0]));
}

static Value task_set_name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    TaskObject *task = (TaskObject *)value_obj(arguments[0]);
    Value text = value_str(vm, arguments[1]);
    if (value_is_null(text)) {
        return VALUE_NULL;
    }
    Trace *trace = session_of(vm)->trace;
    if (trace != NULL) {
        trace_rename(trace, task->task.future.number, str_utf8(vm, text));
    }
    value_store(vm, &task->name, text);
    return VALUE_NONE;
}

static Value task_get_coro(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(value_from_obj(task_in(arguments[0])->state));
}

static Value task_cancelling(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_small_int(task_in(arguments[0])->cancels_requested);
}

void asyncio_count_cancels(Session *session, uint32_t count) {
    const SessionThread *thread = session_thread(session->vm);
    if (thread->running != NULL && thread->running->loop.current != NULL) {
        thread->running->loop.current->cancels_requested += count;
    }
}

static Value task_uncancel(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_small_int(loop_task_uncancel(task_in(arguments[0])));
}

static const NativeMethod TASK_METHODS[] = {
    {"get_name", task_get_name, 0, 0, false, METHOD_INSTANCE},
    {"set_name", task_set_name, 1, 1, false, METHOD_INSTANCE},
    {"get_coro", task_get_coro, 0, 0, false, METHOD_INSTANCE},
    {"cancelling", task_cancelling, 0, 0, false, METHOD_INSTANCE},
    {"uncancel", task_uncancel, 0, 0, false, METHOD_INSTANCE},
    {"_coro", task_get_coro, 0, 0, false, METHOD_PROPERTY},
    {0},
};

/* By address in CPython, so that a set of tasks has an order that nobody knows. Ours are numbers
 * that count up; the schedule may leave some out. */
static bool task_hash(Vm *vm, Value self, int64_t *hash) {
    enum { PLACES = 8 }; /* of a small set's table */
    Session *session = session_of(vm);
    Obj *task = value_obj(self);
    if (session->options->chooser != NULL && !obj_has_serial(task) && session_in_program(session)) {
        vm->next_serial += (uint32_t)session_choose(session, CHOICE_PLACE, PLACES);
    }
    *hash = obj_serial(vm, task);
    return true;
}

void asyncio_task_setup(Asyncio *asyncio) {
    TypeSpec task = {
        .name = "_asyncio.Task",
        .instance_size = sizeof(TaskObject),
        .methods = TASK_METHODS,
        .slots = {.dict_offset = offsetof(TaskObject, dict),
                  .finalize = task_finalize,
                  .destroy = task_destroy,
                  .visit = task_visit,
                  .construct = task_construct,
                  .hash = task_hash},
    };
    asyncio->type_task = type_new_native(asyncio->vm, &task, asyncio->type_future);
}

/* ---- what a coroutine looks like ---- */

void asyncio_coroutine_text(Vm *vm, Value coroutine, Text *out) {
    Asyncio *asyncio = asyncio_of(vm);
    if (value_is_native_coroutine(asyncio, coroutine)) {
        text_printf(out, "%s() ", asyncio_native_name(asyncio, coroutine));
        asyncio_native_place(asyncio, coroutine, out);
        return;
    }
    Type *type = value_obj(coroutine)->type;
    text_printf(out, "%s()", coroutine_name(vm, coroutine));
    if (type != vm->type_coroutine && type != vm->type_generator) {
        return;
    }
    Generator *generator = (Generator *)value_obj(coroutine);
    const Frame *frame = &generator->frame;
    const Code *code = frame->code->code;
    const char *file = code->unit->file_name;
    if (generator->state == GENERATOR_FINISHED) {
        text_printf(out, " done, defined at %s:%d", file, (int)code->first_line);
        return;
    }
    int32_t line = code->first_line;
    if (generator->state != GENERATOR_CREATED) {
        line = code->positions[frame->pc - code->instructions].line;
    }
    text_printf(out, " running at %s:%d", file, (int)line);
}
