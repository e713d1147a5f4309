#include "session/asyncio_internal.h"

#include "vm/frame.h"

bool asyncio_context_given(Vm *vm, Value given, Value *context) {
    *context = VALUE_NULL;
    if (!value_is_null(given) && !value_is_none(given)) {
        *context = value_retain(given);
        return true;
    }
    if (!value_is_null(vm->thread->context)) {
        *context = vm_call_method(vm, vm->thread->context, "copy", NULL, 0);
        return !value_is_null(*context);
    }
    return true;
}

Value asyncio_context_enter(Vm *vm, Value context) {
    Value outer = vm->thread->context;
    vm->thread->context = value_retain(context);
    return outer;
}

Value asyncio_context_leave(Vm *vm, Value outer) {
    Value left = vm->thread->context;
    vm->thread->context = outer;
    return left;
}

Value asyncio_task_context(Asyncio *asyncio, const TaskObject *task) {
    return task->dict == NULL ? VALUE_NULL : dict_get_name(task->dict, asyncio->context_name);
}

void asyncio_task_set_context(Asyncio *asyncio, TaskObject *task, Value context) {
    if (task->dict == NULL) {
        task->dict = value_dict(dict_new(asyncio->vm));
    }
    dict_set_name(asyncio->vm, task->dict, asyncio->context_name, context);
}

/* ---- done callbacks ---- */

static void callback_destroy(Vm *vm, Obj *self) {
    ContextCallback *callback = (ContextCallback *)self;
    value_store(vm, &callback->callback, VALUE_NULL);
    value_store(vm, &callback->context, VALUE_NULL);
}

static void callback_visit(Obj *self, VisitFunction visit, void *context) {
    ContextCallback *callback = (ContextCallback *)self;
    visit(callback->callback, context);
    visit(callback->context, context);
}

Value asyncio_context_callback(Asyncio *asyncio, Value callable, Value context) {
    if (value_is_null(context)) {
        return value_retain(callable);
    }
    ContextCallback *callback =
        heap_new(asyncio->vm, asyncio->type_context_callback, sizeof *callback);
    callback->callback = value_retain(callable);
    callback->context = value_retain(context);
    return value_from_obj(callback);
}

Value asyncio_callable_of(Asyncio *asyncio, Value callback) {
    return value_obj(callback)->type == asyncio->type_context_callback
               ? ((ContextCallback *)value_obj(callback))->callback
               : callback;
}

void asyncio_context_setup(Asyncio *asyncio) {
    TypeSpec spec = {
        .name = "asyncio.context_callback",
        .instance_size = sizeof(ContextCallback),
        .slots = {.destroy = callback_destroy, .visit = callback_visit},
    };
    asyncio->type_context_callback = type_new_native(asyncio->vm, &spec, NULL);
    asyncio->context_name = str_intern_cstr(asyncio->vm, "_context");
}
