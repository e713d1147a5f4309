/* Generators, coroutines and async generators: heap frames that are resumed. The interpreter
 * resumes them by itself in `for`, `await` and `yield from`; here are their methods, their death,
 * and the awaitables of async generators (asend, athrow, aclose), which are native and resumed
 * through their type's slot. */
#include "vm/frame.h"

#include "vm/anext.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <string.h>

Value generator_new(Vm *vm, Function *function, uint32_t flags) {
    CodeObject *code = function->code;
    Type *type = flags & CODE_ASYNC_GENERATOR ? vm->type_async_generator
                 : flags & CODE_COROUTINE     ? vm->type_coroutine
                                              : vm->type_generator;
    uint32_t count = code->code->register_count;
    Generator *generator = heap_new(vm, type, sizeof *generator + count * sizeof(Value));
    generator->frame.code = code;
    generator->frame.pc = code->code->instructions;
    generator->frame.registers = generator->registers;
    generator->frame.generator = generator;
    generator->frame.function = value_retain(value_from_obj(function));
    generator->state = GENERATOR_CREATED;
    return value_from_obj(generator);
}

/* Borrowed; empty once the collector has taken it apart. */
static Value plain_name(Vm *vm, const Generator *generator) {
    Value function = generator->frame.function;
    return value_is_null(function) ? vm->names.empty : ((Function *)value_obj(function))->name;
}

static Value qualified_name(Vm *vm, const Generator *generator) {
    Value function = generator->frame.function;
    return value_is_null(function) ? vm->names.empty
                                   : function_qualified_name(vm, (Function *)value_obj(function));
}

Value generator_delegate(const Generator *generator) {
    if (generator->state != GENERATOR_SUSPENDED) {
        return VALUE_NULL;
    }
    const Instruction *pc = generator->frame.pc;
    return pc->op == OP_AWAIT || pc->op == OP_YIELD_FROM ? generator->registers[pc->b] : VALUE_NULL;
}

/* gen.close(): GeneratorExit is raised inside. False: something else came out. */
bool generator_close(Vm *vm, Generator *generator) {
    if (generator->state == GENERATOR_FINISHED) {
        return true;
    }
    if (generator->state == GENERATOR_CREATED) {
        generator->state = GENERATOR_FINISHED;
        uint32_t count = generator->frame.code->code->register_count;
        for (uint32_t i = 0; i < count; i++) {
            value_release(vm, value_take(&generator->registers[i]));
        }
        return true;
    }
    Value exit = vm_call0(vm, value_from_obj(vm->exceptions[EXC_GENERATOR_EXIT]));
    if (value_is_null(exit)) {
        return false;
    }
    Value result;
    Resumption outcome = vm_resume(vm, value_from_obj(generator), VALUE_NONE, exit, &result);
    value_release(vm, exit);
    if (outcome == RESUMED_RAISED) {
        if (vm_raised_is(vm, EXC_GENERATOR_EXIT) || vm_raised_is(vm, EXC_STOP_ITERATION)) {
            vm_clear_raised(vm);
            return true;
        }
        return false;
    }
    value_release(vm, result);
    if (outcome == RESUMED_RETURNED) {
        return true;
    }
    vm_raise(vm, EXC_RUNTIME_ERROR, "%s ignored GeneratorExit",
             generator->obj.type == vm->type_coroutine         ? "coroutine"
             : generator->obj.type == vm->type_async_generator ? "async generator"
                                                               : "generator");
    return false;
}

/* ---- resuming from C: next(), send(), throw() ---- */

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

static Value generator_next(Vm *vm, Value self) {
    Generator *generator = (Generator *)value_obj(self);
    if (generator->state == GENERATOR_FINISHED && generator->obj.type == vm->type_generator) {
        return VALUE_NULL;
    }
    Value result;
    Resumption outcome = vm_resume(vm, self, VALUE_NONE, VALUE_NULL, &result);
    if (outcome == RESUMED_RETURNED) {
        value_release(vm, result); /* whoever iterates has no use for it */
        return VALUE_NULL;
    }
    return outcome == RESUMED_RAISED ? VALUE_NULL : result;
}

static Value generator_method_send(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value result;
    Resumption outcome =
        vm_resume(vm, arguments[0], value_retain(arguments[1]), VALUE_NULL, &result);
    return finished(vm, outcome, result);
}

/* The exception that throw(type, value, traceback) means; a new reference. */
static Value thrown_exception(Vm *vm, const Value *arguments, uint32_t count) {
    Value first = arguments[0];
    if (value_is_obj(first) && (value_obj(first)->type->flags & TYPE_EXCEPTION)) {
        return value_retain(first);
    }
    if (value_is_obj(first) && value_obj(first)->type == vm->type_type &&
        (((Type *)value_obj(first))->flags & TYPE_EXCEPTION)) {
        if (count > 1 && value_is_instance(vm, arguments[1], (Type *)value_obj(first))) {
            return value_retain(arguments[1]);
        }
        return count > 1 && !value_is_none(arguments[1]) ? vm_call1(vm, first, arguments[1])
                                                         : vm_call0(vm, first);
    }
    return vm_raise(vm, EXC_TYPE_ERROR,
                    "exceptions must be classes or instances deriving from BaseException, not %s",
                    value_type_name(vm, first));
}

static Value generator_method_throw(Vm *vm, const Value *arguments, uint32_t count,
                                    Value keywords) {
    (void)keywords;
    Value exception = thrown_exception(vm, arguments + 1, count - 1);
    if (value_is_null(exception)) {
        return VALUE_NULL;
    }
    Value result;
    Resumption outcome = vm_resume(vm, arguments[0], VALUE_NONE, exception, &result);
    value_release(vm, exception);
    return finished(vm, outcome, result);
}

static Value generator_method_close(Vm *vm, const Value *arguments, uint32_t count,
                                    Value keywords) {
    (void)count;
    (void)keywords;
    return generator_close(vm, (Generator *)value_obj(arguments[0])) ? VALUE_NONE : VALUE_NULL;
}

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value generator_method_iter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return value_iter(vm, arguments[0]);
}

static Value generator_method_next(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Obj *self = value_obj(arguments[0]);
    if (self->type == vm->type_generator && ((Generator *)self)->state == GENERATOR_FINISHED) {
        return vm_raise_stop_iteration(vm, VALUE_NONE);
    }
    Value result;
    Resumption outcome = vm_resume(vm, arguments[0], VALUE_NONE, VALUE_NULL, &result);
    return finished(vm, outcome, result);
}

static Value generator_repr(Vm *vm, Value self) {
    Generator *generator = (Generator *)value_obj(self);
    Text text = {0};
    text_printf(&text, "<%s object ", value_type_name(vm, self));
    str_append_utf8(qualified_name(vm, generator), &text);
    text_printf(&text, " at 0x%012x>", obj_serial(vm, &generator->obj));
    return str_from_text(vm, &text);
}

static Value generator_get_attr(Vm *vm, Value self, Value name) {
    Generator *generator = (Generator *)value_obj(self);
    if (value_same(name, vm->names.dunder_name)) {
        return value_retain(plain_name(vm, generator));
    }
    if (value_same(name, vm->names.dunder_qualname)) {
        return value_retain(qualified_name(vm, generator));
    }
    const char *text = str_utf8(vm, name);
    if (strcmp(text, "gi_running") == 0 || strcmp(text, "cr_running") == 0) {
        return value_from_bool(generator->state == GENERATOR_RUNNING);
    }
    if (strcmp(text, "gi_code") == 0 || strcmp(text, "cr_code") == 0 ||
        strcmp(text, "ag_code") == 0) {
        return value_retain(value_from_obj(generator->frame.code));
    }
    if (strcmp(text, "gi_yieldfrom") == 0 || strcmp(text, "cr_await") == 0) {
        Value delegate = generator_delegate(generator);
        return value_is_null(delegate) ? VALUE_NONE : value_retain(delegate);
    }
    if (strcmp(text, "gi_frame") == 0 || strcmp(text, "cr_frame") == 0) {
        return generator->state == GENERATOR_FINISHED ? VALUE_NONE
                                                      : vm_refuse(vm, "a frame object", NULL);
    }
    return object_get_attr(vm, self, name);
}

static void generator_visit(Obj *self, VisitFunction visit, void *context) {
    Generator *generator = (Generator *)self;
    visit(generator->handled.exception, context);
    visit(generator->frame.function, context);
    visit(generator->frame.sent, context);
    visit(generator->frame.thrown, context);
    if (generator->frame.keep != NULL) {
        visit(value_from_obj(generator->frame.keep), context);
    }
    if (!value_is_null(generator->frame.function)) {
        uint32_t count = generator->frame.code->code->register_count;
        for (uint32_t i = 0; i < count; i++) {
            visit(generator->registers[i], context);
        }
    }
}

static void generator_destroy(Vm *vm, Obj *self) {
    Generator *generator = (Generator *)self;
    if (!value_is_null(generator->frame.function)) {
        uint32_t count = generator->frame.code->code->register_count;
        if (generator->frame.keep != NULL) {
            obj_release(vm, generator->frame.keep);
            generator->frame.keep = NULL;
        }
        for (uint32_t i = 0; i < count; i++) {
            value_release(vm, value_take(&generator->registers[i]));
        }
    }
    generator->state = GENERATOR_FINISHED;
    value_release(vm, value_take(&generator->frame.sent));
    value_release(vm, value_take(&generator->frame.thrown));
    value_release(vm, value_take(&generator->handled.exception));
    value_release(vm, value_take(&generator->frame.function));
}

static void generator_finalize(Vm *vm, Obj *self) {
    Generator *generator = (Generator *)self;
    if (generator->hooks_told && vm->hooks.async_generator_gone != NULL &&
        (generator->state == GENERATOR_FINISHED || generator->closed)) {
        vm->hooks.async_generator_gone(vm->hooks.context, value_from_obj(generator));
    }
    if (vm->stop != STOP_NONE || vm->thread == NULL || generator->state == GENERATOR_FINISHED ||
        value_is_null(generator->frame.function)) {
        return;
    }
    Value raised = value_take(&vm->thread->raised);
    if (generator->obj.type == vm->type_coroutine && generator->state == GENERATOR_CREATED) {
        vm_warn_never_awaited(vm, qualified_name(vm, generator));
    } else if (generator->obj.type == vm->type_async_generator && !generator->closed &&
               generator->hooks_told && vm->hooks.async_generator_dropped != NULL) {
        vm->hooks.async_generator_dropped(vm->hooks.context, value_from_obj(generator));
    } else if (generator->state == GENERATOR_SUSPENDED && !generator_close(vm, generator) &&
               vm->stop == STOP_NONE) {
        vm_write_unraisable(vm, value_from_obj(generator));
    }
    if (vm->stop == STOP_NONE) {
        vm->thread->raised = raised;
    } else {
        value_release(vm, raised);
    }
}

/* ---- awaiting ---- */

Value coroutine_await_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value async_step_generator(Value step); /* borrowed */
static Value wrapped_coroutine(Value wrapper); /* borrowed */

bool value_is_coroutine(Vm *vm, Value value) {
    return value_is_obj(value) && (value_obj(value)->type == vm->type_coroutine ||
                                   (value_obj(value)->type->flags & TYPE_COROUTINE));
}

Value vm_get_awaitable(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    if (type == vm->type_coroutine) {
        if (!value_is_null(generator_delegate((Generator *)value_obj(value)))) {
            return vm_raise(vm, EXC_RUNTIME_ERROR, "coroutine is being awaited already");
        }
        return value_retain(value);
    }
    if (type->await_iter == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "object %s can't be used in 'await' expression",
                        value_type_name(vm, value));
    }
    return type->await_iter(vm, value);
}

/* The frame on the heap that an awaitable or iterator resumes, or NULL. */
static Generator *generator_in(Vm *vm, Value value) {
    if (!value_is_obj(value)) {
        return NULL;
    }
    Type *type = value_obj(value)->type;
    if (type == vm->type_async_step) {
        return generator_in(vm, async_step_generator(value));
    }
    if (type == vm->type_coroutine_wrapper) {
        return generator_in(vm, wrapped_coroutine(value));
    }
    bool is_generator = type == vm->type_coroutine || type == vm->type_generator ||
                        type == vm->type_async_generator;
    return is_generator ? (Generator *)value_obj(value) : NULL;
}

int32_t coroutine_line(Vm *vm, Value coroutine) {
    Generator *generator = generator_in(vm, coroutine);
    if (generator != NULL && generator->state == GENERATOR_CREATED &&
        !generator->frame.code->module->is_library) {
        return generator->frame.code->code->first_line;
    }
    int32_t line = 0;
    while (generator != NULL && generator->state != GENERATOR_FINISHED &&
           generator->state != GENERATOR_CREATED) {
        const Code *code = generator->frame.code->code;
        if (!generator->frame.code->module->is_library) {
            line = code->positions[generator->frame.pc - code->instructions].line;
        }
        generator = generator_in(vm, generator_delegate(generator));
    }
    return line;
}

const char *coroutine_name(Vm *vm, Value coroutine) {
    if (value_is_obj(coroutine) && (value_obj(coroutine)->type == vm->type_coroutine ||
                                    value_obj(coroutine)->type == vm->type_generator ||
                                    value_obj(coroutine)->type == vm->type_async_generator)) {
        return str_utf8(vm, qualified_name(vm, (Generator *)value_obj(coroutine)));
    }
    return value_type_name(vm, coroutine);
}

/* ---- async generators: what anext(), asend(), athrow() and aclose() give ---- */

typedef struct AsyncStep {
    Obj obj;
    Value generator;
    Value sent;   /* for asend */
    Value thrown; /* for athrow and aclose; VALUE_NULL for asend */
    bool started;
    bool finished;
    bool closes; /* aclose */
} AsyncStep;

static Value async_step_generator(Value step) {
    return ((AsyncStep *)value_obj(step))->generator;
}

static Value async_step_new(Vm *vm, Value generator, Value sent, Value thrown, bool closes) {
    Generator *of = (Generator *)value_obj(generator);
    if (!of->hooks_told) {
        of->hooks_told = true;
        if (vm->hooks.async_generator_first != NULL) {
            vm->hooks.async_generator_first(vm->hooks.context, generator);
        }
    }
    AsyncStep *step = heap_new(vm, vm->type_async_step, sizeof *step);
    step->generator = value_retain(generator);
    step->sent = value_retain(sent);
    step->thrown = value_retain(thrown);
    step->closes = closes;
    return value_from_obj(step);
}

static Resumption stop_async(Vm *vm, Generator *generator) {
    generator->closed = true;
    vm_raise_arguments(vm, vm->exceptions[EXC_STOP_ASYNC_ITERATION], NULL, 0);
    return RESUMED_RAISED;
}

static Resumption async_step_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    AsyncStep *step = (AsyncStep *)value_obj(self);
    Generator *generator = (Generator *)value_obj(step->generator);
    if (step->finished) {
        value_release(vm, sent);
        vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited %s",
                 value_is_null(step->thrown) ? "__anext__()/asend()" : "aclose()/athrow()");
        return RESUMED_RAISED;
    }
    Value inside = thrown; /* what is thrown into the generator */
    if (!step->started) {
        if (generator->async_running) {
            value_release(vm, sent);
            step->finished = true;
            vm_raise(vm, EXC_RUNTIME_ERROR, "%s: asynchronous generator is already running",
                     step->closes                  ? "aclose()"
                     : value_is_null(step->thrown) ? "anext()"
                                                   : "athrow()");
            return RESUMED_RAISED;
        }
        step->started = true;
        if (!value_is_null(step->thrown) && value_is_null(thrown)) {
            if (generator->closed || generator->state == GENERATOR_FINISHED) {
                value_release(vm, sent);
                step->finished = true;
                /* Into a generator that has ended nothing can be thrown: CPython returns. */
                if (step->closes || generator->state == GENERATOR_FINISHED) {
                    *result = VALUE_NONE;
                    return RESUMED_RETURNED;
                }
                return stop_async(vm, generator);
            }
            if (step->closes) {
                generator->closed = true;
                if (generator->state == GENERATOR_CREATED) {
                    value_release(vm, sent);
                    step->finished = true;
                    generator_close(vm, generator);
                    *result = VALUE_NONE;
                    return RESUMED_RETURNED;
                }
            }
            inside = step->thrown;
        } else if (value_is_null(step->thrown) && value_is_none(sent)) {
            if (generator->closed || generator->state == GENERATOR_FINISHED) {
                step->finished = true;
                return stop_async(vm, generator);
            }
            sent = value_retain(step->sent);
        }
    }
    generator->async_running = true;
    Resumption outcome = vm_resume(vm, step->generator, sent, inside, result);
    if (outcome == RESUMED_AWAITS) {
        return RESUMED_AWAITS;
    }
    generator->async_running = false;
    step->finished = true;
    if (outcome == RESUMED_YIELDED) {
        if (step->closes) {
            value_release(vm, value_take(result));
            vm_raise(vm, EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
            return RESUMED_RAISED;
        }
        return RESUMED_RETURNED;
    }
    if (outcome == RESUMED_RETURNED) {
        value_release(vm, value_take(result));
        generator->closed = true;
        if (step->closes) {
            *result = VALUE_NONE;
            return RESUMED_RETURNED;
        }
        return stop_async(vm, generator);
    }
    bool ends = vm_raised_is(vm, EXC_GENERATOR_EXIT) || vm_raised_is(vm, EXC_STOP_ASYNC_ITERATION);
    generator->closed = generator->closed || ends;
    if (step->closes && ends) {
        vm_clear_raised(vm);
        *result = VALUE_NONE;
        return RESUMED_RETURNED;
    }
    return RESUMED_RAISED;
}

static Value async_step_next(Vm *vm, Value self) {
    Value result = VALUE_NULL;
    Resumption outcome = async_step_resume(vm, self, VALUE_NONE, VALUE_NULL, &result);
    return finished(vm, outcome, result);
}

static void async_step_visit(Obj *self, VisitFunction visit, void *context) {
    AsyncStep *step = (AsyncStep *)self;
    visit(step->generator, context);
    visit(step->sent, context);
    visit(step->thrown, context);
}

static void async_step_destroy(Vm *vm, Obj *self) {
    AsyncStep *step = (AsyncStep *)self;
    value_store(vm, &step->generator, VALUE_NULL);
    value_store(vm, &step->sent, VALUE_NULL);
    value_store(vm, &step->thrown, VALUE_NULL);
}

static Value async_generator_next(Vm *vm, Value self) {
    return async_step_new(vm, self, VALUE_NONE, VALUE_NULL, false);
}

static Value async_generator_method_anext(Vm *vm, const Value *arguments, uint32_t count,
                                          Value keywords) {
    (void)count;
    (void)keywords;
    return async_generator_next(vm, arguments[0]);
}

static Value async_generator_method_asend(Vm *vm, const Value *arguments, uint32_t count,
                                          Value keywords) {
    (void)count;
    (void)keywords;
    return async_step_new(vm, arguments[0], arguments[1], VALUE_NULL, false);
}

static Value async_generator_method_athrow(Vm *vm, const Value *arguments, uint32_t count,
                                           Value keywords) {
    (void)keywords;
    Value exception = thrown_exception(vm, arguments + 1, count - 1);
    if (value_is_null(exception)) {
        return VALUE_NULL;
    }
    Value step = async_step_new(vm, arguments[0], VALUE_NONE, exception, false);
    value_release(vm, exception);
    return step;
}

static Value async_generator_method_aclose(Vm *vm, const Value *arguments, uint32_t count,
                                           Value keywords) {
    (void)count;
    (void)keywords;
    Value exception = vm_call0(vm, value_from_obj(vm->exceptions[EXC_GENERATOR_EXIT]));
    if (value_is_null(exception)) {
        return VALUE_NULL;
    }
    Value step = async_step_new(vm, arguments[0], VALUE_NONE, exception, true);
    value_release(vm, exception);
    return step;
}

/* ---- coro.__await__() ---- */

/* The iterator that coroutine.__await__() gives, so that `yield from` can delegate to a coroutine.
 */
typedef struct CoroutineWrapper {
    Obj obj;
    Value coroutine;
} CoroutineWrapper;

static Value wrapped_coroutine(Value wrapper) {
    return ((CoroutineWrapper *)value_obj(wrapper))->coroutine;
}

Value coroutine_wrapper_new(Vm *vm, Value coroutine) {
    CoroutineWrapper *wrapper = heap_new(vm, vm->type_coroutine_wrapper, sizeof *wrapper);
    wrapper->coroutine = value_retain(coroutine);
    return value_from_obj(wrapper);
}

static Resumption wrapper_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    return vm_resume(vm, wrapped_coroutine(self), sent, thrown, result);
}

static Value wrapper_next(Vm *vm, Value self) {
    Value result = VALUE_NULL;
    Resumption outcome = wrapper_resume(vm, self, VALUE_NONE, VALUE_NULL, &result);
    return finished(vm, outcome, result);
}

static Value wrapper_method_close(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return vm_call_method(vm, wrapped_coroutine(arguments[0]), "close", NULL, 0);
}

static void wrapper_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((CoroutineWrapper *)self)->coroutine, context);
}

static void wrapper_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((CoroutineWrapper *)self)->coroutine, VALUE_NULL);
}

static const NativeMethod WRAPPER_METHODS[] = {
    {"send", generator_method_send, 1, 1, false, METHOD_INSTANCE},
    {"throw", generator_method_throw, 1, 3, false, METHOD_INSTANCE},
    {"close", wrapper_method_close, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static const NativeMethod GENERATOR_METHODS[] = {
    {"send", generator_method_send, 1, 1, false, METHOD_INSTANCE},
    {"throw", generator_method_throw, 1, 3, false, METHOD_INSTANCE},
    {"close", generator_method_close, 0, 0, false, METHOD_INSTANCE},
    {"__iter__", generator_method_iter, 0, 0, false, METHOD_INSTANCE},
    {"__next__", generator_method_next, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static Value coroutine_method_await(Vm *vm, const Value *arguments, uint32_t count,
                                    Value keywords) {
    (void)count;
    (void)keywords;
    return coroutine_wrapper_new(vm, arguments[0]);
}

static const NativeMethod COROUTINE_METHODS[] = {
    {"send", generator_method_send, 1, 1, false, METHOD_INSTANCE},
    {"throw", generator_method_throw, 1, 3, false, METHOD_INSTANCE},
    {"close", generator_method_close, 0, 0, false, METHOD_INSTANCE},
    {"__await__", coroutine_method_await, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static Value async_generator_method_aiter(Vm *vm, const Value *arguments, uint32_t count,
                                          Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arguments[0]);
}

static const NativeMethod ASYNC_GENERATOR_METHODS[] = {
    {"__aiter__", async_generator_method_aiter, 0, 0, false, METHOD_INSTANCE},
    {"__anext__", async_generator_method_anext, 0, 0, false, METHOD_INSTANCE},
    {"asend", async_generator_method_asend, 1, 1, false, METHOD_INSTANCE},
    {"athrow", async_generator_method_athrow, 1, 3, false, METHOD_INSTANCE},
    {"aclose", async_generator_method_aclose, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static void generator_fork(Fork *fork, const Obj *from, Obj *to) {
    const Generator *source = (const Generator *)from;
    Generator *generator = (Generator *)to;
    generator->state = source->state;
    generator->handled.exception = fork_value(fork, source->handled.exception);
    generator->frame.code = source->frame.code;
    generator->frame.pc = source->frame.pc;
    generator->frame.flags = source->frame.flags;
    generator->frame.registers = generator->registers;
    generator->frame.generator = generator;
    generator->frame.function = fork_value(fork, source->frame.function);
    for (uint32_t i = 0; i < source->frame.code->code->register_count; i++) {
        generator->registers[i] = fork_value(fork, source->registers[i]);
    }
}

void generator_setup(Vm *vm) {
    static const TypeSpec generator = {.name = "generator",
                                       .instance_size = sizeof(Generator),
                                       .flags = TYPE_FINAL,
                                       .methods = GENERATOR_METHODS,
                                       .slots = {.fork = generator_fork,
                                                 .repr = generator_repr,
                                                 .visit = generator_visit,
                                                 .destroy = generator_destroy,
                                                 .finalize = generator_finalize,
                                                 .get_attr = generator_get_attr,
                                                 .iter = self_iter,
                                                 .next = generator_next}};
    static const TypeSpec coroutine = {.name = "coroutine",
                                       .instance_size = sizeof(Generator),
                                       .flags = TYPE_FINAL,
                                       .methods = COROUTINE_METHODS,
                                       .slots = {.repr = generator_repr,
                                                 .visit = generator_visit,
                                                 .destroy = generator_destroy,
                                                 .finalize = generator_finalize,
                                                 .get_attr = generator_get_attr,
                                                 .await_iter = coroutine_await_iter}};
    static const TypeSpec async_generator = {.name = "async_generator",
                                             .instance_size = sizeof(Generator),
                                             .flags = TYPE_FINAL,
                                             .methods = ASYNC_GENERATOR_METHODS,
                                             .slots = {.repr = generator_repr,
                                                       .visit = generator_visit,
                                                       .destroy = generator_destroy,
                                                       .finalize = generator_finalize,
                                                       .get_attr = generator_get_attr,
                                                       .async_iter = self_iter,
                                                       .async_next = async_generator_next}};
    static const TypeSpec async_step = {.name = "async_generator_asend",
                                        .instance_size = sizeof(AsyncStep),
                                        .flags = TYPE_FINAL,
                                        .methods = GENERATOR_METHODS,
                                        .slots = {.visit = async_step_visit,
                                                  .destroy = async_step_destroy,
                                                  .await_iter = coroutine_await_iter,
                                                  .iter = self_iter,
                                                  .next = async_step_next,
                                                  .resume = async_step_resume}};
    static const TypeSpec wrapper = {.name = "coroutine_wrapper",
                                     .instance_size = sizeof(CoroutineWrapper),
                                     .flags = TYPE_FINAL,
                                     .methods = WRAPPER_METHODS,
                                     .slots = {.visit = wrapper_visit,
                                               .destroy = wrapper_destroy,
                                               .iter = self_iter,
                                               .next = wrapper_next,
                                               .resume = wrapper_resume}};
    vm->type_coroutine_wrapper = type_new_native(vm, &wrapper, NULL);
    vm->type_generator = type_new_native(vm, &generator, NULL);
    vm->type_coroutine = type_new_native(vm, &coroutine, NULL);
    vm->type_async_generator = type_new_native(vm, &async_generator, NULL);
    vm->type_async_step = type_new_native(vm, &async_step, NULL);
    anext_setup(vm);
}
