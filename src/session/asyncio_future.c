#include "session/asyncio_internal.h"

#include "loop/target.h"
#include "vm/frame.h"

#include <stdio.h>
#include <string.h>

/* ---- life ---- */

bool value_is_future(Asyncio *asyncio, Value value) {
    return value_is_obj(value) && type_is_subtype(value_obj(value)->type, asyncio->type_future);
}

/* The future's reference to its loop's object goes, and with it all that the loop knows of it. */
static void forget_loop(Vm *vm, LoopFuture *future) {
    Loop *loop = future->loop;
    if (loop != NULL) {
        future->loop = NULL;
        obj_release(vm, loop_object(loop));
    }
}

static void release_dict(Vm *vm, Dict **dict) {
    Dict *old = *dict;
    *dict = NULL;
    if (old != NULL) {
        obj_release(vm, old);
    }
}

static void future_destroy(Vm *vm, Obj *self) {
    FutureObject *future = (FutureObject *)self;
    if (future->future.loop != NULL) {
        loop_future_release(&future->future);
        forget_loop(vm, &future->future);
    }
    release_dict(vm, &future->dict);
}

static void visit_common(LoopFuture *future, Dict *dict, VisitFunction visit, void *context) {
    if (future->loop != NULL) {
        visit(value_from_obj(loop_object(future->loop)), context);
    }
    if (dict != NULL) {
        visit(value_from_obj(dict), context);
    }
}

static void future_visit(Obj *self, VisitFunction visit, void *context) {
    FutureObject *future = (FutureObject *)self;
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_future_visit(&future->future, &visitor);
    visit_common(&future->future, future->dict, visit, context);
}

static void gather_destroy(Vm *vm, Obj *self) {
    GatherObject *gather = (GatherObject *)self;
    if (gather->gather.future.loop != NULL) {
        loop_gather_release(&gather->gather);
        forget_loop(vm, &gather->gather.future);
    }
    release_dict(vm, &gather->dict);
}

static void gather_visit(Obj *self, VisitFunction visit, void *context) {
    GatherObject *gather = (GatherObject *)self;
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_gather_visit(&gather->gather, &visitor);
    visit_common(&gather->gather.future, gather->dict, visit, context);
}

static Value failure_exception(const LoopFuture *future) {
    return value_tuple(bits_value(future->value))->items[0];
}

Value asyncio_failure(Vm *vm, Value exception) {
    Value traceback = ((Exception *)value_obj(exception))->traceback;
    return tuple_pack(vm, 2, exception, value_is_null(traceback) ? VALUE_NONE : traceback);
}

void asyncio_report(LoopObject *loop, const char *message, Value exception, const char *key,
                    Value value) {
    Vm *vm = loop->asyncio->vm;
    if (vm_stopping(vm)) {
        return;
    }
    Value raised = vm->thread->raised;
    vm->thread->raised = VALUE_NULL;
    Value context = dict_new(vm);
    const char *keys[] = {"message", "exception", key};
    Value text = str_from_cstr(vm, message);
    Value values[] = {text, exception, value};
    for (int i = 0; i < 3; i++) {
        if (!value_is_null(values[i])) {
            Value name = str_intern_cstr(vm, keys[i]);
            dict_set_name(vm, value_dict(context), name, values[i]);
            value_release(vm, name);
        }
    }
    Value done = vm_call_method(vm, value_from_obj(loop), "call_exception_handler", &context, 1);
    value_release(vm, done);
    value_release(vm, text);
    value_release(vm, context);
    if (value_is_null(done) && !vm_stopping(vm)) {
        vm_clear_raised(vm);
    }
    if (!vm_stopping(vm)) {
        vm->thread->raised = raised;
    } else {
        value_release(vm, raised);
    }
}

static void report_unretrieved(Vm *vm, Obj *self, LoopFuture *future) {
    if (future->loop == NULL || (future->flags & LOOP_FLAG_UNRETRIEVED) == 0) {
        return;
    }
    future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
    char message[160];
    snprintf(message, sizeof message, "%s exception was never retrieved", type_name(self->type));
    (void)vm;
    asyncio_report(loop_object(future->loop), message, failure_exception(future), "future",
                   value_from_obj(self));
}

static void future_finalize(Vm *vm, Obj *self) {
    report_unretrieved(vm, self, future_in(value_from_obj(self)));
}

Value asyncio_future_new(LoopObject *loop, TraceReason reason) {
    Asyncio *asyncio = loop->asyncio;
    FutureObject *future =
        heap_new(asyncio->vm, asyncio->type_future, asyncio->type_future->instance_size);
    loop_future_init(&future->future, &loop->loop, LOOP_KIND_FUTURE, reason);
    obj_retain(loop);
    asyncio_remember_place(loop, &future->dict);
    return value_from_obj(future);
}

static Value future_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    Asyncio *asyncio = asyncio_of(vm);
    Value loop_value;
    if (!arguments_bind(vm, "Future", "*, loop=", arguments, count, keywords, &loop_value)) {
        return VALUE_NULL;
    }
    LoopObject *loop;
    if (value_is_null(loop_value) || value_is_none(loop_value)) {
        loop = asyncio_get_loop(vm);
        if (loop == NULL) {
            return VALUE_NULL;
        }
    } else if (value_is_loop(asyncio, loop_value)) {
        loop = (LoopObject *)value_obj(loop_value);
    } else {
        return vm_raise(vm, EXC_TYPE_ERROR, "loop must be an event loop");
    }
    FutureObject *future = heap_new(vm, type, type->instance_size);
    loop_future_init(&future->future, &loop->loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    obj_retain(loop);
    asyncio_remember_place(loop, &future->dict);
    return value_from_obj(future);
}

static Value future_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value loop;
    return arguments_bind(vm, "Future", "*, loop=", arguments + 1, count - 1, keywords, &loop)
               ? VALUE_NONE
               : VALUE_NULL;
}

/* ---- results ---- */

static Value raise_invalid_state(Vm *vm, const char *message) {
    return vm_raise_type(vm, asyncio_of(vm)->invalid_state_error, "%s", message);
}

Value asyncio_future_result(Asyncio *asyncio, LoopFuture *future) {
    Vm *vm = asyncio->vm;
    if (future->state == LOOP_PENDING) {
        return raise_invalid_state(vm, "Result is not set.");
    }
    if (future->state == LOOP_FINISHED) {
        if ((future->flags & LOOP_FLAG_HAS_VALUE) == 0) {
            return VALUE_NONE;
        }
        return value_retain(bits_value(future->value));
    }
    Value error = bits_value(loop_future_take_error(future));
    vm_raise_value(vm, error);
    value_release(vm, error);
    return VALUE_NULL;
}

static Value future_result(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_future_result(asyncio_of(vm), future_in(arguments[0]));
}

static Value future_exception(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    switch (future->state) {
    case LOOP_PENDING:
        return raise_invalid_state(vm, "Exception is not set.");
    case LOOP_CANCELLED: {
        Value error = bits_value(loop_future_take_error(future));
        vm_raise_value(vm, error);
        value_release(vm, error);
        return VALUE_NULL;
    }
    case LOOP_FAILED:
        future->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
        return value_retain(failure_exception(future));
    default:
        return VALUE_NONE;
    }
}

static Value future_done(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_future_is_done(future_in(arguments[0])));
}

static Value future_cancelled(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(future_in(arguments[0])->state == LOOP_CANCELLED);
}

static Value future_cancel(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value message;
    if (!arguments_bind(vm, "cancel", "msg=", arguments + 1, count - 1, keywords, &message)) {
        return VALUE_NULL;
    }
    bool has_message = !value_is_null(message) && !value_is_none(message);
    LoopFuture *future = future_in(arguments[0]);
    bool did_cancel = loop_future_cancel(future, has_message, message.bits);
    if (future->loop->cancel_too_deep) {
        future->loop->cancel_too_deep = false;
        return vm_raise(vm, EXC_RECURSION_ERROR,
                        "maximum recursion depth exceeded while calling a Python object");
    }
    return value_from_bool(did_cancel);
}

static Value future_set_result(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Asyncio *asyncio = asyncio_of(vm);
    LoopFuture *future = future_in(arguments[0]);
    if (future->kind == LOOP_KIND_TASK) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "Task does not support set_result operation");
    }
    if (loop_future_is_done(future)) {
        return vm_raise_type(vm, asyncio->invalid_state_error, "invalid state");
    }
    loop_future_finish(future, value_retain(arguments[1]).bits);
    return VALUE_NONE;
}

static Value future_set_exception(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    if (future->kind == LOOP_KIND_TASK) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "Task does not support set_exception operation");
    }
    if (loop_future_is_done(future)) {
        return raise_invalid_state(vm, "invalid state");
    }
    Value exception = arguments[1];
    bool is_class = value_is_obj(exception) && value_obj(exception)->type == vm->type_type &&
                    (((Type *)value_obj(exception))->flags & TYPE_EXCEPTION) != 0;
    exception = is_class ? vm_call0(vm, exception) : value_retain(exception);
    if (value_is_null(exception)) {
        return VALUE_NULL;
    }
    if (!value_is_instance(vm, exception, vm_exception(vm, EXC_BASE_EXCEPTION))) {
        value_release(vm, exception);
        return vm_raise(vm, EXC_TYPE_ERROR, "invalid exception object");
    }
    if (value_obj(exception)->type == vm_exception(vm, EXC_STOP_ITERATION)) {
        value_release(vm, exception);
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "StopIteration interacts badly with generators and cannot be raised "
                        "into a Future");
    }
    loop_future_fail(future, asyncio_failure(vm, exception).bits);
    value_release(vm, exception);
    return VALUE_NONE;
}

/* ---- callbacks ---- */

static Value future_add_done_callback(Vm *vm, const Value *arguments, uint32_t count,
                                      Value keywords) {
    Value out[2];
    if (!arguments_bind(vm, "add_done_callback", "fn, /, *, context=", arguments + 1, count - 1,
                        keywords, out)) {
        return VALUE_NULL;
    }
    if (!value_is_obj(out[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "a callable object was expected");
    }
    Value context;
    if (!asyncio_context_given(vm, out[1], &context)) {
        return VALUE_NULL;
    }
    Value callback = asyncio_context_callback(asyncio_of(vm), out[0], context);
    loop_future_add_callback(future_in(arguments[0]), value_obj(callback));
    value_release(vm, callback);
    value_release(vm, context);
    return VALUE_NONE;
}

typedef struct Wanted {
    Vm *vm;
    Value callback;
} Wanted;

static bool is_wanted(void *arg, void *callback) {
    Wanted *wanted = arg;
    if (vm_raised(wanted->vm)) {
        return false;
    }
    Value callable = asyncio_callable_of(asyncio_of(wanted->vm), value_from_obj(callback));
    return value_equal(wanted->vm, callable, wanted->callback) > 0;
}

static Value future_remove_done_callback(Vm *vm, const Value *arguments, uint32_t count,
                                         Value keywords) {
    (void)count;
    (void)keywords;
    Wanted wanted = {vm, arguments[1]};
    size_t removed = loop_future_remove_callbacks(future_in(arguments[0]), is_wanted, &wanted);
    return vm_raised(vm) ? VALUE_NULL : value_from_small_int((int64_t)removed);
}

static Value future_get_loop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(value_from_obj(loop_object(future_in(arguments[0])->loop)));
}

/* ---- what asyncio.py and curious programs look at ---- */

static Value future_state(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    static const char *const names[] = {"PENDING", "FINISHED", "FINISHED", "CANCELLED"};
    return str_from_cstr(vm, names[future_in(arguments[0])->state]);
}

static Value future_result_attribute(Vm *vm, const Value *arguments, uint32_t count,
                                     Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    if (future->state == LOOP_FINISHED && (future->flags & LOOP_FLAG_HAS_VALUE) != 0) {
        return value_retain(bits_value(future->value));
    }
    return VALUE_NONE;
}

static Value future_exception_attribute(Vm *vm, const Value *arguments, uint32_t count,
                                        Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    LoopFuture *future = future_in(arguments[0]);
    return future->state == LOOP_FAILED ? value_retain(failure_exception(future)) : VALUE_NONE;
}

static Value future_blocking_attribute(Vm *vm, const Value *arguments, uint32_t count,
                                       Value keywords) {
    (void)vm;
    (void)arguments;
    (void)count;
    (void)keywords;
    return VALUE_FALSE;
}

/* ---- awaiting ---- */

static Value future_await(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value future_await_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arguments[0]);
}

/* A future is its own iterator: it needs no memory of whether it was awaited, because a task that
 * awaits it runs again only when it is done. */
static Resumption future_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    value_release(vm, sent);
    if (!value_is_null(thrown)) {
        vm_restore_raised(vm, value_retain(thrown));
        exception_chain(vm, thrown);
        return RESUMED_RAISED;
    }
    LoopFuture *future = future_in(self);
    if (!loop_future_is_done(future)) {
        *result = value_retain(self);
        return RESUMED_AWAITS;
    }
    *result = asyncio_future_result(asyncio_of(vm), future);
    return value_is_null(*result) ? RESUMED_RAISED : RESUMED_RETURNED;
}

static Value future_next(Vm *vm, Value self) {
    Value result;
    Resumption outcome = future_resume(vm, self, VALUE_NONE, VALUE_NULL, &result);
    if (outcome == RESUMED_RETURNED) {
        vm_raise_stop_iteration(vm, result);
        value_release(vm, result);
        return VALUE_NULL;
    }
    return outcome == RESUMED_RAISED ? VALUE_NULL : result;
}

static Value future_repr(Vm *vm, Value self) {
    Asyncio *asyncio = asyncio_of(vm);
    if (value_is_null(asyncio->future_repr)) {
        return object_repr(vm, self);
    }
    return vm_call1(vm, asyncio->future_repr, self);
}

Value asyncio_class_getitem(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return generic_alias_new(vm, arguments[0], arguments[1]);
}

/* ---- gather ---- */

/* Which arguments are repetitions of an earlier one: a table of addresses, since futures and
 * coroutines compare by identity. */
typedef struct Repetitions {
    uint32_t *first; /* for each argument, the index of its first occurrence */
} Repetitions;

static void find_repetitions(Repetitions *found, const Value *arguments, uint32_t count) {
    found->first = memory_new((count + 1) * sizeof *found->first);
    if (count <= 16) {
        for (uint32_t i = 0; i < count; i++) {
            uint32_t k = 0;
            while (!value_same(arguments[k], arguments[i])) {
                k++;
            }
            found->first[i] = k;
        }
        return;
    }
    uint32_t size = 32;
    while (size < count * 2) {
        size *= 2;
    }
    uint32_t *table = memory_new_zeroed(size, sizeof *table);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = arguments[i].bits * UINT64_C(0x9E3779B97F4A7C15);
        uint32_t slot = (uint32_t)(hash >> 32) & (size - 1);
        while (table[slot] != 0 && !value_same(arguments[table[slot] - 1], arguments[i])) {
            slot = (slot + 1) & (size - 1);
        }
        if (table[slot] == 0) {
            table[slot] = i + 1;
        }
        found->first[i] = table[slot] - 1;
    }
    memory_free(table);
}

static bool is_first(void *arg, size_t index) {
    return ((Repetitions *)arg)->first[index] == index;
}

static Value gather_of(Asyncio *asyncio, const Value *arguments, uint32_t count,
                       bool return_exceptions) {
    Vm *vm = asyncio->vm;
    if (count == 0) {
        LoopObject *loop = asyncio_get_loop(vm);
        if (loop == NULL) {
            return VALUE_NULL;
        }
        Value outer = asyncio_future_new(loop, TRACE_FOR_GATHER);
        loop_future_finish(future_in(outer), list_new(vm, 0).bits);
        return outer;
    }
    Repetitions repetitions;
    find_repetitions(&repetitions, arguments, count);
    LoopFuture **children = memory_new(count * sizeof *children);
    LoopObject *loop = NULL;
    uint32_t made = 0;
    for (; made < count; made++) {
        if (repetitions.first[made] != made) {
            children[made] = children[repetitions.first[made]];
            value_retain(future_value(children[made]));
            continue;
        }
        Value future = asyncio_ensure_future(asyncio, arguments[made], loop);
        if (value_is_null(future)) {
            break;
        }
        children[made] = future_in(future);
        if (loop == NULL) {
            loop = loop_object(children[made]->loop);
        }
        if (!value_same(future, arguments[made])) {
            children[made]->flags |= LOOP_FLAG_QUIET;
        }
    }
    if (made < count) {
        for (uint32_t i = 0; i < made; i++) {
            value_release(vm, future_value(children[i]));
        }
        memory_free(children);
        memory_free(repetitions.first);
        return VALUE_NULL;
    }
    GatherObject *gather = heap_new(vm, asyncio->type_gather, asyncio->type_gather->instance_size);
    obj_retain(loop);
    loop_gather_init(&gather->gather, &loop->loop, children, count, return_exceptions, is_first,
                     &repetitions);
    memory_free(repetitions.first);
    return value_from_obj(gather);
}

Value asyncio_gather(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    bool return_exceptions = false;
    if (!value_is_null(keywords)) {
        Tuple *names = value_tuple(keywords);
        for (uint32_t i = 0; i < names->count; i++) {
            if (!str_equal_cstr(names->items[i], "return_exceptions")) {
                return vm_raise(vm, EXC_TYPE_ERROR,
                                "gather() got an unexpected keyword argument '%s'",
                                str_utf8(vm, names->items[i]));
            }
            int truth = value_truth(vm, arguments[count + i]);
            if (truth < 0) {
                return VALUE_NULL;
            }
            return_exceptions = truth > 0;
        }
    }
    return gather_of(asyncio_of(vm), arguments, count, return_exceptions);
}

Value asyncio_gather_results(Asyncio *asyncio, LoopGather *gather) {
    Vm *vm = asyncio->vm;
    Value results = list_new(vm, (uint32_t)gather->count);
    for (size_t i = 0; i < gather->count; i++) {
        LoopFuture *child = gather->children[i];
        bool has_value = (child->flags & LOOP_FLAG_HAS_VALUE) != 0;
        if (child->state == LOOP_FINISHED) {
            list_append(vm, results, has_value ? bits_value(child->value) : VALUE_NONE);
        } else if (child->state == LOOP_FAILED) {
            child->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
            list_append(vm, results, failure_exception(child));
        } else {
            bool has_message = has_value && (child->flags & LOOP_FLAG_HAS_EXCEPTION) == 0;
            Value message = has_message ? bits_value(child->value) : vm->names.empty;
            Value error = vm_call1(vm, value_from_obj(asyncio->cancelled_error), message);
            if (!value_is_null(error)) {
                list_append_new(vm, results, error);
            }
        }
    }
    return results;
}

/* ---- types ---- */

static const NativeMethod FUTURE_METHODS[] = {
    {"__class_getitem__", asyncio_class_getitem, 1, 1, false, METHOD_CLASS},
    {"__init__", future_init, 0, -1, true, METHOD_INSTANCE},
    {"result", future_result, 0, 0, false, METHOD_INSTANCE},
    {"exception", future_exception, 0, 0, false, METHOD_INSTANCE},
    {"done", future_done, 0, 0, false, METHOD_INSTANCE},
    {"cancelled", future_cancelled, 0, 0, false, METHOD_INSTANCE},
    {"cancel", future_cancel, 0, 1, true, METHOD_INSTANCE},
    {"set_result", future_set_result, 1, 1, false, METHOD_INSTANCE},
    {"set_exception", future_set_exception, 1, 1, false, METHOD_INSTANCE},
    {"add_done_callback", future_add_done_callback, 1, 1, true, METHOD_INSTANCE},
    {"remove_done_callback", future_remove_done_callback, 1, 1, false, METHOD_INSTANCE},
    {"get_loop", future_get_loop, 0, 0, false, METHOD_INSTANCE},
    {"__await__", future_await_method, 0, 0, false, METHOD_INSTANCE},
    {"_loop", future_get_loop, 0, 0, false, METHOD_PROPERTY},
    {"_state", future_state, 0, 0, false, METHOD_PROPERTY},
    {"_result", future_result_attribute, 0, 0, false, METHOD_PROPERTY},
    {"_exception", future_exception_attribute, 0, 0, false, METHOD_PROPERTY},
    {"_asyncio_future_blocking", future_blocking_attribute, 0, 0, false, METHOD_PROPERTY},
    {0},
};

void asyncio_future_setup(Asyncio *asyncio) {
    TypeSpec future = {
        .name = "_asyncio.Future",
        .instance_size = sizeof(FutureObject),
        .methods = FUTURE_METHODS,
        .slots = {.dict_offset = offsetof(FutureObject, dict),
                  .finalize = future_finalize,
                  .destroy = future_destroy,
                  .visit = future_visit,
                  .construct = future_construct,
                  .repr = future_repr,
                  .iter = future_await,
                  .next = future_next,
                  .await_iter = future_await,
                  .resume = future_resume},
    };
    asyncio->type_future = type_new_native(asyncio->vm, &future, NULL);
    TypeSpec gather = {
        .name = "asyncio.tasks._GatheringFuture",
        .instance_size = sizeof(GatherObject),
        .slots = {.dict_offset = offsetof(GatherObject, dict),
                  .destroy = gather_destroy,
                  .visit = gather_visit},
    };
    asyncio->type_gather = type_new_native(asyncio->vm, &gather, asyncio->type_future);
}
