/* The interpreter: frames, calls, and what single instructions need. The dispatch loop itself is in
 * interpreter_loop.inc, compiled twice here: fast, and exact (every instruction counted, every line
 * told). */
#include "vm/frame.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/container.h"
#include "vm/match.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

/* The way that nearly every call, return and small integer takes: it shall run straight on. A jump
 * that is taken costs little by itself, but the processor foretells the next instruction of the
 * program from the last few hundred jumps, and so sees further back. */
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* ---- limits ---- */

/* `with` calls the manager's enter method by a call like any other, but CPython does so within one
 * instruction, which does not look at the eval breaker afterwards. */
static bool has_just_entered(const Frame *frame) {
    const Instruction *start = frame->code->code->instructions;
    return frame->pc - start >= 2 && frame->pc[-1].op == OP_CALL &&
           frame->pc[-2].op == OP_WITH_LOOKUP;
}

bool vm_tick(Vm *vm, TickPlace place) {
    uint64_t spent = (uint64_t)(vm->instruction_quantum - vm->instructions_left);
    vm->instructions += spent;
    vm->instructions_left = vm->instruction_quantum;
    if (vm->stop == STOP_NONE) {
        heap_collect_if_due(vm);
    }
    if (place == TICK_AT_BREAK && has_just_entered(vm->thread->frame)) {
        place = TICK_BETWEEN_INSTRUCTIONS;
    }
    if (vm->stop == STOP_NONE && vm->hooks.tick != NULL &&
        !vm->hooks.tick(vm->hooks.context, spent, place)) {
        return false;
    }
    if (vm->stop != STOP_NONE) {
        vm_stop(vm, vm->stop, "%s", "");
        return false;
    }
    return !vm_raised(vm);
}

/* Whether one more level of recursion in C would be too deep. */
static inline bool is_too_deep(const VmThread *thread) {
    return thread->depth >= RECURSION_MAX ||
           (const char *)__builtin_frame_address(0) < thread->c_stack_low;
}

bool vm_enter_while(Vm *vm, const char *where) {
    if (is_too_deep(vm->thread)) {
        vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded%s", where);
        return false;
    }
    vm->thread->depth++;
    return true;
}

bool vm_enter(Vm *vm) {
    return vm_enter_while(vm, " while calling a Python object");
}

void vm_leave(Vm *vm) {
    vm->thread->depth--;
}

/* ---- frames ---- */

/* Above the registers in use, and in dead temporaries, the stack never holds an object: what a
 * frame leaves behind there are ints and other immediates at most. So a call clears only its
 * locals. */

/* A frame struct for a call: the thread's next one, whose fields are NULL but for those that every
 * call sets. */
static inline Frame *frame_push(Vm *vm, VmThread *thread, Frame *caller) {
    if (UNLIKELY(thread->depth >= RECURSION_MAX)) {
        vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
        return NULL;
    }
    thread->depth++;
    Frame *frame = --thread->frame_last;
    frame->caller = caller;
    frame->stack_before = thread->stack_top;
    return frame;
}

/* Gives a frame back: one that has ended, or that was pushed but never ran. */
static inline void thread_frame_drop(VmThread *thread, Frame *frame) {
    thread->depth--;
    thread->frame_last = frame + 1;
}

/* The traceback that refers to the frame gets its locals, if it is still there. */
static __attribute__((noinline)) void keep_locals(Vm *vm, Frame *frame) {
    FrameKeep *keep = frame->keep;
    frame->keep = NULL;
    if (keep->obj.refs > 1) {
        uint32_t locals = frame->code->code->first_temp;
        keep->count = locals;
        keep->values = memory_new(locals * sizeof(Value));
        for (uint32_t i = 0; i < locals; i++) {
            keep->values[i] = value_take(&frame->registers[i]);
        }
    }
    obj_release(vm, keep);
}

/* The locals of a frame that ends: to the traceback that refers to them, or released. */
static inline void release_registers(Vm *vm, Frame *frame, uint32_t count) {
    if (UNLIKELY(frame->keep != NULL)) {
        keep_locals(vm, frame);
    }
    Value *registers = frame->registers;
    for (uint32_t i = 0; i < count; i++) {
        if (value_is_obj(registers[i])) {
            value_release(vm, value_take(&registers[i]));
        }
    }
}

/* Ends an ordinary frame: the first `count` registers go, the window and the struct are free again.
 */
static inline void frame_pop(Vm *vm, VmThread *thread, Frame *frame, uint32_t count) {
    release_registers(vm, frame, count);
    thread->frame = frame->caller;
    thread->stack_top = frame->stack_before;
    thread_frame_drop(thread, frame);
    Value function = frame->function;
    if (UNLIKELY(--value_obj(function)->refs == 0)) {
        heap_free(vm, value_obj(function));
    }
}

/* Whether a function of C (no method) can be called at once with so many arguments. */
static inline bool native_takes(const NativeCallable *native, uint32_t count) {
    return native->owner == NULL && (int32_t)count >= native->method->min &&
           ((int32_t)count <= native->method->max || native->method->max < 0);
}

/* Arguments that were used. */
static inline void release_all(Vm *vm, Value *values, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (value_is_obj(values[i])) {
            value_release(vm, value_take(&values[i]));
        }
    }
}

static inline uint32_t call_words(const Instruction *pc) {
    return pc->op == OP_CALL_KEYWORDS || pc->op == OP_CALL_METHOD_KEYWORDS ? 2 : 1;
}

static inline uint32_t count_positional(uint32_t count, Value keywords) {
    return value_is_null(keywords) ? count : count - value_tuple(keywords)->count;
}

/* ---- generators' frames ---- */

static const char *generator_kind(Vm *vm, const Generator *generator) {
    return generator->obj.type == vm->type_coroutine         ? "coroutine"
           : generator->obj.type == vm->type_async_generator ? "async generator"
                                                             : "generator";
}

/* Not every generator can be resumed: it runs, it is finished, it has not begun and is not given
 * None, it is too deep. False, raised, and sent and thrown released. */
static __attribute__((noinline)) bool generator_may_begin(Vm *vm, Generator *generator, Value sent,
                                                          Value thrown) {
    VmThread *thread = vm->thread;
    const char *kind = generator_kind(vm, generator);
    if (generator->state == GENERATOR_RUNNING) {
        vm_raise(vm, EXC_VALUE_ERROR, "%s already executing", kind);
    } else if (generator->state == GENERATOR_FINISHED) {
        if (generator->obj.type == vm->type_coroutine) {
            vm_raise(vm, EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
        } else if (!value_is_null(thrown)) {
            thread->raised = value_retain(thrown);
        } else {
            vm_raise_stop_iteration(vm, VALUE_NONE);
        }
    } else if (generator->state == GENERATOR_CREATED && !value_is_null(thrown)) {
        /* It never began, so no handler in its body sees the exception. */
        value_release(vm, sent);
        thread->raised = thrown;
        exception_chain(vm, thrown);
        exception_add_traceback(vm, thrown, &generator->frame);
        generator->state = GENERATOR_FINISHED;
        release_registers(vm, &generator->frame, generator->frame.code->code->register_count);
        return false;
    } else if (generator->state == GENERATOR_CREATED && !value_is_none(sent)) {
        vm_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started %s", kind);
    }
    if (!vm_raised(vm) && thread->depth >= RECURSION_MAX) {
        vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    if (vm_raised(vm)) {
        value_release(vm, sent);
        value_release(vm, thrown);
        return false;
    }
    return true;
}

/* Makes the generator's frame the running one; consumes sent and thrown. */
static bool generator_begin(Vm *vm, Generator *generator, Value sent, Value thrown) {
    VmThread *thread = vm->thread;
    bool is_usual = generator->state == GENERATOR_SUSPENDED && thread->depth < RECURSION_MAX;
    if (!is_usual && !generator_may_begin(vm, generator, sent, thrown)) {
        return false;
    }
    if (generator->state == GENERATOR_CREATED) {
        sent = VALUE_NULL; /* it was None: there is no `yield` yet that could give it */
    }
    thread->depth++;
    generator->obj.refs++; /* the running frame holds it */
    generator->state = GENERATOR_RUNNING;
    generator->handled.outer = thread->handled;
    thread->handled = &generator->handled;
    generator->frame.caller = thread->frame;
    generator->frame.sent = sent;
    generator->frame.thrown = thrown;
    thread->frame = &generator->frame;
    return true;
}

/* The frame is no longer the running one. */
static void generator_unlink(Vm *vm, Generator *generator) {
    VmThread *thread = vm->thread;
    thread->depth--;
    thread->handled = generator->handled.outer;
    generator->handled.outer = NULL;
    thread->frame = generator->frame.caller;
    generator->frame.caller = NULL;
}

static void generator_pause(Vm *vm, Generator *generator) {
    generator_unlink(vm, generator);
    generator->state = GENERATOR_SUSPENDED;
    obj_release(vm, generator);
}

static void generator_finish(Vm *vm, Generator *generator) {
    generator->state = GENERATOR_FINISHED;
    release_registers(vm, &generator->frame, generator->frame.code->code->register_count);
    value_release(vm, value_take(&generator->handled.exception));
    generator_unlink(vm, generator);
    obj_release(vm, generator);
}

/* The frame ends with an exception; StopIteration must not leave it. */
static void generator_fail(Vm *vm, Generator *generator) {
    if (vm->stop == STOP_NONE) {
        bool is_async = generator->obj.type == vm->type_async_generator;
        ExceptionId wrong = EXC_STOP_ITERATION;
        bool convert = vm_raised_is(vm, wrong);
        if (!convert && is_async) {
            wrong = EXC_STOP_ASYNC_ITERATION;
            convert = vm_raised_is(vm, wrong);
        }
        if (convert) {
            Value original = vm_take_raised(vm);
            vm_raise(vm, EXC_RUNTIME_ERROR, "%s raised %s", generator_kind(vm, generator),
                     wrong == EXC_STOP_ITERATION ? "StopIteration" : "StopAsyncIteration");
            if (value_is_obj(vm->thread->raised)) { /* else the run was stopped */
                Exception *error = (Exception *)value_obj(vm->thread->raised);
                value_store(vm, &error->cause, value_retain(original));
                value_store(vm, &error->context, value_retain(original));
                error->suppress_context = true;
            }
            value_release(vm, original);
        }
    }
    generator_finish(vm, generator);
}

/* ---- names ---- */

static void raise_unbound(Vm *vm, CodeObject *code, uint32_t reg) {
    const Code *plain = code->code;
    const char *name = plain->register_names[reg];
    if (reg >= (uint32_t)plain->local_count + plain->cell_count) {
        vm_raise(vm, EXC_NAME_ERROR,
                 "cannot access free variable '%s' where it is not associated with a value in "
                 "enclosing scope",
                 name);
    } else {
        vm_raise(vm, EXC_UNBOUND_LOCAL_ERROR,
                 "cannot access local variable '%s' where it is not associated with a value", name);
    }
}

static void raise_name_error(Vm *vm, CodeObject *code, uint32_t global) {
    const char *name = code->code->unit->globals[global];
    vm_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", name);
    if (!vm_stopping(vm)) {
        Exception *error = (Exception *)value_obj(vm->thread->raised);
        value_store(vm, &error->extra, str_from_cstr(vm, name));
    }
}

/* ---- attributes ---- */

static inline Dict *dict_of(Value self, const Type *type) {
    (void)type;
    Dict **dict = instance_dict(value_obj(self));
    return dict != NULL ? *dict : NULL;
}

/* Looks the type up for a cache: true when a plain instance attribute, class value or property will
 * do. */
static bool fill_cache(Vm *vm, const Type *type, Value name, InlineCache *cache) {
    if (type->get_attr != NULL || (type->flags & TYPE_HAS_GETATTR_HOOK)) {
        cache->type = NULL;
        return false;
    }
    Value found = type_lookup((Type *)type, name);
    cache->type = type;
    cache->epoch = vm->type_epoch;
    cache->hint = 0;
    cache->value = found;
    if (value_is_null(found)) {
        cache->kind = CACHE_INSTANCE;
    } else if (!value_is_obj(found)) {
        cache->kind = CACHE_CLASS_VALUE;
    } else {
        const Type *of = value_obj(found)->type;
        if (of == vm->type_function ||
            (of == vm->type_native && ((NativeCallable *)value_obj(found))->owner != NULL &&
             ((NativeCallable *)value_obj(found))->method->kind == METHOD_INSTANCE)) {
            cache->kind = CACHE_METHOD;
        } else if (of->descriptor_get == NULL) {
            cache->kind = CACHE_CLASS_VALUE;
        } else if (of->descriptor_set != NULL || type->dict_offset == 0) {
            cache->kind = CACHE_PROPERTY;
        } else {
            cache->kind = CACHE_DESCRIPTOR;
        }
    }
    return true;
}

/* An attribute of a module, most often one that its code names (`asyncio.sleep`): the cache then
 * remembers the number of the global. Such a module lives as long as the vm. */
static inline Value cached_module_attribute(Value self, const InlineCache *cache) {
    bool hits = cache->kind == CACHE_MODULE && value_same(cache->value, self);
    return hits ? ((Module *)value_obj(self))->globals[cache->hint] : VALUE_NULL;
}

static Value module_attribute(Vm *vm, Value self, Value name, InlineCache *cache) {
    Module *module = (Module *)value_obj(self);
    cache->type = NULL;
    Value number = module->slots != NULL ? dict_get_name(module->slots, name) : VALUE_NULL;
    if (!value_is_null(number)) {
        cache->kind = CACHE_MODULE;
        cache->value = self;
        cache->hint = (uint32_t)value_small_int(number);
    }
    Value value = module_get(vm, self, name);
    return value_is_null(value) ? value_get_attr(vm, self, name) : value_retain(value);
}

static Value ask_descriptor(Vm *vm, Value self, const InlineCache *cache) {
    const Type *of = value_obj(cache->value)->type;
    return of->descriptor_get(vm, cache->value, self, value_obj(self)->type);
}

static Value load_attribute(Vm *vm, Value self, Value name, InlineCache *cache) {
    if (!value_is_obj(self)) {
        return value_get_attr(vm, self, name);
    }
    const Type *type = value_obj(self)->type;
    if (cache->type != type || cache->epoch != vm->type_epoch) {
        if (type == vm->type_module) {
            return module_attribute(vm, self, name, cache);
        }
        if (!fill_cache(vm, type, name, cache)) {
            return value_get_attr(vm, self, name);
        }
    }
    if (cache->kind == CACHE_PROPERTY) {
        return ask_descriptor(vm, self, cache);
    }
    Dict *dict = dict_of(self, type);
    if (dict != NULL) {
        Value value = dict_get_name_hinted(dict, name, &cache->hint);
        if (!value_is_null(value)) {
            return value_retain(value);
        }
    }
    if (cache->kind == CACHE_CLASS_VALUE) {
        return value_retain(cache->value);
    }
    if (cache->kind == CACHE_METHOD) {
        return bound_method_new(vm, cache->value, self);
    }
    if (cache->kind == CACHE_DESCRIPTOR) {
        return ask_descriptor(vm, self, cache);
    }
    return value_get_attr(vm, self, name);
}

static Value load_method(Vm *vm, Value self, Value name, InlineCache *cache, bool *is_method) {
    *is_method = false;
    const Type *type = value_is_obj(self) ? value_obj(self)->type : value_type(vm, self);
    if (cache->type != type || cache->epoch != vm->type_epoch) {
        if (type == vm->type_module) {
            return module_attribute(vm, self, name, cache);
        }
        if (!fill_cache(vm, type, name, cache)) {
            return value_get_attr(vm, self, name);
        }
    }
    if (value_is_obj(self)) {
        if (cache->kind == CACHE_PROPERTY) {
            return ask_descriptor(vm, self, cache);
        }
        Dict *dict = dict_of(self, type);
        if (dict != NULL) {
            Value value = dict_get_name_hinted(dict, name, &cache->hint);
            if (!value_is_null(value)) {
                return value_retain(value);
            }
        }
    }
    if (cache->kind == CACHE_METHOD) {
        *is_method = true;
        return value_retain(cache->value);
    }
    if (cache->kind == CACHE_CLASS_VALUE) {
        return value_retain(cache->value);
    }
    if (cache->kind == CACHE_DESCRIPTOR && value_is_obj(self)) {
        return ask_descriptor(vm, self, cache);
    }
    return value_get_attr(vm, self, name);
}

static bool store_attribute(Vm *vm, Value self, Value name, Value value, InlineCache *cache) {
    if (value_is_obj(self)) {
        const Type *type = value_obj(self)->type;
        if ((type->flags & TYPE_HEAP) && type->set_attr == NULL && type->dict_offset != 0) {
            if (cache->type != type || cache->epoch != vm->type_epoch) {
                Value found = type_lookup((Type *)type, name);
                bool is_data =
                    value_is_obj(found) && value_obj(found)->type->descriptor_set != NULL;
                bool is_special = value_same(name, vm->names.dunder_dict) ||
                                  value_same(name, vm->names.dunder_class);
                cache->type = is_data || is_special ? NULL : type;
                cache->epoch = vm->type_epoch;
            }
            if (cache->type == type) {
                Dict **dict = instance_dict(value_obj(self));
                if (*dict == NULL) {
                    *dict = value_dict(dict_new(vm));
                }
                dict_set_name(vm, *dict, name, value);
                return true;
            }
        }
    }
    return value_set_attr(vm, self, name, value);
}

static inline int truth_of(Vm *vm, Value value) {
    if (value_is_bool(value)) {
        return value_same(value, VALUE_TRUE);
    }
    return value_truth(vm, value);
}

/* ---- iteration ---- */

/* Writes the items of `source` to registers; `after` < 0: exactly `before` items, else a list
 * between. */
static bool unpack(Vm *vm, Value source, Value *registers, uint32_t before, int32_t after) {
    Value list = VALUE_NULL;
    const Value *items = NULL;
    uint32_t count = 0;
    if (value_is_obj(source) && value_obj(source)->type == vm->type_tuple) {
        list = value_retain(source);
        items = value_tuple(list)->items;
        count = value_tuple(list)->count;
    } else {
        Value iterator = value_iter(vm, source);
        if (value_is_null(iterator)) {
            if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, source)->iter == NULL) {
                vm_clear_raised(vm);
                vm_raise(vm, EXC_TYPE_ERROR, "cannot unpack non-iterable %s object",
                         value_type_name(vm, source));
            }
            return false;
        }
        list = list_new(vm, before);
        for (;;) {
            /* One item more than wanted tells "too many"; the rest of an iterator stays unread. */
            if (after < 0 && value_list(list)->count > before) {
                break;
            }
            Value item = value_next(vm, iterator);
            if (value_is_null(item)) {
                break;
            }
            list_append_new(vm, list, item);
        }
        value_release(vm, iterator);
        if (vm_raised(vm)) {
            value_release(vm, list);
            return false;
        }
        items = value_list(list)->items;
        count = value_list(list)->count;
    }
    if (after < 0 ? count != before : count < before + (uint32_t)after) {
        if (after < 0 && count > before) {
            vm_raise(vm, EXC_VALUE_ERROR, "too many values to unpack (expected %u)", before);
        } else if (after < 0) {
            vm_raise(vm, EXC_VALUE_ERROR, "not enough values to unpack (expected %u, got %u)",
                     before, count);
        } else {
            vm_raise(vm, EXC_VALUE_ERROR,
                     "not enough values to unpack (expected at least %u, got %u)",
                     before + (uint32_t)after, count);
        }
        value_release(vm, list);
        return false;
    }
    for (uint32_t i = 0; i < before; i++) {
        value_store(vm, &registers[i], value_retain(items[i]));
    }
    if (after >= 0) {
        uint32_t middle = count - before - (uint32_t)after;
        value_store(vm, &registers[before],
                    middle > 0 ? list_from(vm, items + before, middle) : list_new(vm, 0));
        for (uint32_t i = 0; i < (uint32_t)after; i++) {
            value_store(vm, &registers[before + 1 + i], value_retain(items[before + middle + i]));
        }
    }
    value_release(vm, list);
    return true;
}

static Value get_async_iterator(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    if (type->async_iter == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "'async for' requires an object with __aiter__ method, got %s",
                        type_name(type));
    }
    Value iterator = type->async_iter(vm, value);
    if (!value_is_null(iterator) && value_type(vm, iterator)->async_next == NULL) {
        vm_raise(
            vm, EXC_TYPE_ERROR,
            "'async for' received an object from __aiter__ that does not implement __anext__: %s",
            value_type_name(vm, iterator));
        value_release(vm, iterator);
        return VALUE_NULL;
    }
    return iterator;
}

static Value get_async_next(Vm *vm, Value iterator) {
    Type *type = value_type(vm, iterator);
    if (type->async_next == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "'async for' requires an iterator with __anext__ method, got %s",
                        type_name(type));
    }
    Value awaitable = type->async_next(vm, iterator);
    if (value_is_null(awaitable)) {
        return VALUE_NULL;
    }
    Value ready = vm_get_awaitable(vm, awaitable);
    if (value_is_null(ready) && vm_raised_is(vm, EXC_TYPE_ERROR)) {
        Value cause = vm_take_raised(vm);
        vm_raise(vm, EXC_TYPE_ERROR, "'async for' received an invalid object from __anext__: %s",
                 value_type_name(vm, awaitable));
        if (value_is_obj(vm->thread->raised)) { /* else the run was stopped */
            Exception *error = (Exception *)value_obj(vm->thread->raised);
            value_store(vm, &error->cause, value_retain(cause));
            error->suppress_context = true;
        }
        value_release(vm, cause);
    }
    value_release(vm, awaitable);
    return ready;
}

/* A coroutine that nobody awaits yet, of the program or native: its own awaitable. */
static inline bool awaits_itself(Vm *vm, const Obj *obj) {
    if (obj->type == vm->type_coroutine) {
        return ((const Generator *)obj)->state == GENERATOR_CREATED;
    }
    return (obj->type->flags & TYPE_COROUTINE) != 0;
}

static Value get_awaitable(Vm *vm, Value value, uint32_t context) {
    Value ready = vm_get_awaitable(vm, value);
    if (value_is_null(ready) && context != AWAITABLE_AWAIT && vm_raised_is(vm, EXC_TYPE_ERROR) &&
        value_type(vm, value)->await_iter == NULL) {
        vm_clear_raised(vm);
        vm_raise(vm, EXC_TYPE_ERROR,
                 "'async with' received an object from %s that does not implement __await__: %s",
                 context == AWAITABLE_ASYNC_ENTER ? "__aenter__" : "__aexit__",
                 value_type_name(vm, value));
    }
    return ready;
}

static Value get_yield_from_iterator(Vm *vm, Value value, uint32_t flags) {
    if (value_is_obj(value) && value_obj(value)->type == vm->type_coroutine) {
        if ((flags & CODE_COROUTINE) == 0) {
            return vm_raise(vm, EXC_TYPE_ERROR,
                            "cannot 'yield from' a coroutine object in a non-coroutine generator");
        }
        return value_retain(value);
    }
    return value_iter(vm, value);
}

/* Sends to, or throws into, an iterator that is no generator of ours. Consumes `sent`. */
static Resumption resume_iterator(Vm *vm, Value iterator, Value sent, Value thrown, Value *result) {
    Type *type = value_type(vm, iterator);
    if (type->resume != NULL) {
        return type->resume(vm, iterator, sent, thrown, result);
    }
    Value item;
    if (!value_is_null(thrown)) {
        value_release(vm, sent);
        bool exits = type_is_subtype(value_obj(thrown)->type, vm->exceptions[EXC_GENERATOR_EXIT]);
        Value method = value_find_attr(vm, iterator, exits ? vm->names.close : vm->names.throw);
        if (vm_raised(vm)) {
            return RESUMED_RAISED;
        }
        if (exits && !value_is_null(method)) {
            Value closed = vm_call0(vm, method);
            value_release(vm, method);
            if (value_is_null(closed)) {
                return RESUMED_RAISED;
            }
            value_release(vm, closed);
            method = VALUE_NULL;
        }
        if (value_is_null(method)) {
            vm->thread->raised = value_retain(thrown);
            exception_chain(vm, thrown);
            return RESUMED_RAISED;
        }
        item = vm_call1(vm, method, thrown);
        value_release(vm, method);
    } else if (value_is_none(sent)) {
        item = value_next_or_stop(vm, iterator);
        if (value_is_null(item) && !vm_raised(vm)) {
            *result = VALUE_NONE;
            return RESUMED_RETURNED;
        }
    } else {
        item = vm_call_method(vm, iterator, "send", &sent, 1);
        value_release(vm, sent);
    }
    if (!value_is_null(item)) {
        *result = item;
        return RESUMED_AWAITS;
    }
    if (vm_raised_is(vm, EXC_STOP_ITERATION)) {
        Value stop = vm_take_raised(vm);
        Value extra = ((Exception *)value_obj(stop))->extra;
        *result = value_is_null(extra) ? VALUE_NONE : value_retain(extra);
        value_release(vm, stop);
        return RESUMED_RETURNED;
    }
    return RESUMED_RAISED;
}

Resumption vm_resume(Vm *vm, Value awaitable, Value sent, Value thrown, Value *result) {
    const Type *type = value_is_obj(awaitable) ? value_obj(awaitable)->type : NULL;
    *result = VALUE_NULL;
    if (type == vm->type_coroutine || type == vm->type_generator ||
        type == vm->type_async_generator) {
        Generator *generator = (Generator *)value_obj(awaitable);
        if ((const char *)__builtin_frame_address(0) < vm->thread->c_stack_low) {
            value_release(vm, sent);
            vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
            return RESUMED_RAISED;
        }
        if (!generator_begin(vm, generator, sent, value_retain(thrown))) {
            return RESUMED_RAISED;
        }
        generator->frame.flags = FRAME_GENERATOR | FRAME_ENTRY;
        return interpreter_run(vm, &generator->frame, result);
    }
    return resume_iterator(vm, awaitable, sent, thrown, result);
}

/* ---- exceptions ---- */

static void end_catch(VmThread *thread, Vm *vm, Value *registers) {
    Value before = value_take(&registers[0]);
    Value caught = value_take(&registers[1]);
    Value handled = value_take(&thread->handled->exception);
    thread->handled->exception = value_is_none(before) ? VALUE_NULL : before;
    value_release(vm, handled);
    value_release(vm, caught);
}

static void raise_handled_again(Vm *vm) {
    for (Handled *handled = vm->thread->handled; handled != NULL; handled = handled->outer) {
        if (!value_is_null(handled->exception)) {
            vm->thread->raised = value_retain(handled->exception);
            return;
        }
    }
    vm_raise(vm, EXC_RUNTIME_ERROR, "No active exception to reraise");
}

/* An exception instance for `raise value`: a class is called. */
static Value exception_instance(Vm *vm, Value value, const char *complaint) {
    if (value_is_obj(value)) {
        Obj *obj = value_obj(value);
        if (obj->type->flags & TYPE_EXCEPTION) {
            return value_retain(value);
        }
        if (obj->type == vm->type_type && (((Type *)obj)->flags & TYPE_EXCEPTION)) {
            Value made = vm_call0(vm, value);
            if (!value_is_null(made) && (value_type(vm, made)->flags & TYPE_EXCEPTION) == 0) {
                vm_raise(vm, EXC_TYPE_ERROR,
                         "calling %s should have returned an instance of BaseException, not %s",
                         type_name((Type *)obj), value_type_name(vm, made));
                value_release(vm, made);
                return VALUE_NULL;
            }
            return made;
        }
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "%s", complaint);
}

static void raise_statement(Vm *vm, Value value, Value cause) {
    Value exception = exception_instance(vm, value, "exceptions must derive from BaseException");
    if (value_is_null(exception)) {
        return;
    }
    if (!value_is_null(cause)) {
        Exception *error = (Exception *)value_obj(exception);
        if (value_is_none(cause)) {
            value_store(vm, &error->cause, VALUE_NULL);
        } else {
            Value instance =
                exception_instance(vm, cause, "exception causes must derive from BaseException");
            if (value_is_null(instance)) {
                value_release(vm, exception);
                return;
            }
            value_store(vm, &error->cause, instance);
        }
        error->suppress_context = true;
    }
    vm_raise_value(vm, exception);
    value_release(vm, exception);
}

static bool is_exception_class(Vm *vm, Value value) {
    return value_is_obj(value) && value_obj(value)->type == vm->type_type &&
           (((Type *)value_obj(value))->flags & TYPE_EXCEPTION);
}

static int exception_matches(Vm *vm, Value exception, Value types) {
    const Value *items = &types;
    uint32_t count = 1;
    if (value_is_tuple(types)) {
        items = value_tuple(types)->items;
        count = value_tuple(types)->count;
    }
    int matches = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_exception_class(vm, items[i])) {
            vm_raise(vm, EXC_TYPE_ERROR,
                     "catching classes that do not inherit from BaseException is not allowed");
            return -1;
        }
        matches |= type_is_subtype(value_type(vm, exception), (Type *)value_obj(items[i]));
    }
    return matches;
}

static Value bound_special(Vm *vm, Value manager, Value name) {
    Type *type = value_type(vm, manager);
    Value found = type_find(vm, type, name);
    if (!value_is_obj(found)) {
        return VALUE_NULL;
    }
    Type *of = value_obj(found)->type;
    return of->descriptor_get != NULL ? of->descriptor_get(vm, found, manager, type)
                                      : value_retain(found);
}

static Value with_lookup(Vm *vm, Value manager, bool is_async, Value *exit_method) {
    Value enter =
        bound_special(vm, manager, is_async ? vm->names.dunder_aenter : vm->names.dunder_enter);
    if (value_is_null(enter)) {
        return vm_raised(vm)
                   ? VALUE_NULL
                   : vm_raise(vm, EXC_TYPE_ERROR,
                              "'%s' object does not support the %scontext manager protocol",
                              value_type_name(vm, manager), is_async ? "asynchronous " : "");
    }
    *exit_method =
        bound_special(vm, manager, is_async ? vm->names.dunder_aexit : vm->names.dunder_exit);
    if (value_is_null(*exit_method)) {
        value_release(vm, enter);
        return vm_raised(vm)
                   ? VALUE_NULL
                   : vm_raise(vm, EXC_TYPE_ERROR,
                              "'%s' object does not support the %scontext manager protocol "
                              "(missed %s method)",
                              value_type_name(vm, manager), is_async ? "asynchronous " : "",
                              is_async ? "__aexit__" : "__exit__");
    }
    return enter;
}

/* ---- calls ---- */

static Value generator_call(Vm *vm, Function *function, const Value *arguments, uint32_t count,
                            Value keywords) {
    CodeObject *code = function->code;
    Value made = generator_new(vm, function, code->code->flags);
    Generator *generator = (Generator *)value_obj(made);
    if (code->plain_arguments == (int32_t)count && value_is_null(keywords)) {
        for (uint32_t i = 0; i < count; i++) {
            generator->registers[i] = value_retain(arguments[i]);
        }
        if (code->code->free_count > 0) {
            put_closure(function, generator->registers);
        }
    } else if (!function_bind(vm, function, arguments, count_positional(count, keywords), keywords,
                              generator->registers)) {
        generator->state = GENERATOR_FINISHED;
        value_release(vm, made);
        return VALUE_NULL;
    }
    return made;
}

static const NativeCallable *native_of(const BoundMethod *bound) {
    return (const NativeCallable *)value_obj(bound->function);
}

/* Whether this is a method of C's (`list.append`) on an object of its type, which can be called at
 * once with so many arguments. */
static bool is_method_of_c(Vm *vm, const BoundMethod *bound, uint32_t count) {
    if (!value_is_obj(bound->function) || value_obj(bound->function)->type != vm->type_native ||
        !value_is_obj(bound->self)) {
        return false;
    }
    const NativeMethod *method = native_of(bound)->method;
    const Type *owner = native_of(bound)->owner;
    const Type *type = value_obj(bound->self)->type;
    return (owner == type || (owner != NULL && type_is_subtype(type, owner))) &&
           method->kind == METHOD_INSTANCE && (int32_t)count >= method->min &&
           ((int32_t)count <= method->max || method->max < 0);
}

static Value call_bound(Vm *vm, BoundMethod *bound, const Value *arguments, uint32_t count,
                        Value keywords) {
    uint32_t total = count + (value_is_null(keywords) ? 0 : value_tuple(keywords)->count);
    Value few[8];
    Value *all = total < 8 ? few : memory_new((total + 1) * sizeof *all);
    all[0] = bound->self;
    for (uint32_t i = 0; i < total; i++) {
        all[i + 1] = arguments[i];
    }
    Value result = value_is_null(keywords) && is_method_of_c(vm, bound, count)
                       ? native_of(bound)->method->function(vm, all, count + 1, VALUE_NULL)
                       : vm_call(vm, bound->function, all, count + 1, keywords);
    if (all != few) {
        memory_free(all);
    }
    return result;
}

/* Whether a call makes a generator, coroutine or async generator, instead of running code. */
static inline bool makes_generator(const Function *function) {
    return (function->code->code->flags &
            (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) != 0;
}

static Function *find_plain_init(Vm *vm, Type *type) {
    if ((type->flags & TYPE_HEAP) == 0 || type->construct != class_construct ||
        type->instance_size != sizeof(Instance) || type->dict_offset != offsetof(Instance, dict) ||
        (type->flags & TYPE_EXCEPTION)) {
        return NULL;
    }
    Value init = type_lookup(type, vm->names.dunder_init);
    if (!value_is_obj(init) || value_obj(init)->type != vm->type_function) {
        return NULL;
    }
    Value new = type_lookup(type, vm->names.dunder_new);
    if (!value_is_obj(new) || value_obj(new)->type != vm->type_native) {
        return NULL;
    }
    Function *function = (Function *)value_obj(init);
    return makes_generator(function) ? NULL : function;
}

/* The __init__ to run inline for a call of the class; NULL: construct it the general way. */
static Function *plain_init_of(Vm *vm, Type *type) {
    if (type->plain_init_epoch != vm->type_epoch) {
        type->plain_init = find_plain_init(vm, type);
        type->plain_init_epoch = vm->type_epoch;
    }
    return type->plain_init;
}

/* A frame for a call whose arguments (borrowed) stand somewhere else, above all others: it is the
 * running one, but for `flags`, `result` and `goes_on`. NULL: raised. */
static Frame *frame_for(Vm *vm, Function *function, const Value *arguments, uint32_t count,
                        Value keywords) {
    VmThread *thread = vm->thread;
    CodeObject *target = function->code;
    const Code *code = target->code;
    Frame *frame = frame_push(vm, thread, thread->frame);
    if (frame == NULL) {
        return NULL;
    }
    Value *base = thread->stack_top;
    if (base + code->register_count > thread->stack_end) {
        thread_frame_drop(thread, frame);
        vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
        return NULL;
    }
    if (target->plain_arguments == (int32_t)count && value_is_null(keywords)) {
        for (uint32_t i = 0; i < count; i++) {
            base[i] = value_retain(arguments[i]);
        }
        for (uint32_t i = count; i < code->first_temp; i++) {
            base[i] = VALUE_NULL;
        }
        if (code->free_count > 0) {
            put_closure(function, base);
        }
    } else if (!function_bind(vm, function, arguments, count, keywords, base)) {
        thread_frame_drop(thread, frame);
        return NULL;
    }
    frame->function = value_retain(value_from_obj(function));
    frame->code = target;
    frame->pc = code->instructions;
    frame->registers = base;
    thread->stack_top = base + code->register_count;
    thread->frame = frame;
    return frame;
}

static Value call_function(Vm *vm, Function *function, const Value *arguments, uint32_t count,
                           Value keywords) {
    if (makes_generator(function)) {
        uint32_t total = count + (value_is_null(keywords) ? 0 : value_tuple(keywords)->count);
        return generator_call(vm, function, arguments, total, keywords);
    }
    if (is_too_deep(vm->thread)) {
        return vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    Frame *frame = frame_for(vm, function, arguments, count, keywords);
    if (frame == NULL) {
        return VALUE_NULL;
    }
    frame->flags = FRAME_ENTRY;
    Value result = VALUE_NULL;
    return interpreter_run(vm, frame, &result) == RESUMED_RETURNED ? result : VALUE_NULL;
}

Value vm_call(Vm *vm, Value callee, const Value *arguments, uint32_t count, Value keywords) {
    if (!value_is_obj(callee)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable",
                        value_type_name(vm, callee));
    }
    Type *type = value_obj(callee)->type;
    VmThread *thread = vm->thread;
    Value result;
    if (type == vm->type_native) {
        thread->natives_from_c++;
        result = native_call(vm, (NativeCallable *)value_obj(callee), arguments, count, keywords);
        thread->natives_from_c--;
        return result;
    }
    bool is_function = type == vm->type_function;
    if (!vm_enter_while(vm, is_function ? "" : " while calling a Python object")) {
        return VALUE_NULL;
    }
    if (is_function) {
        thread->depth--; /* the frame counts itself */
        result = call_function(vm, (Function *)value_obj(callee), arguments, count, keywords);
        thread->depth++;
    } else if (type == vm->type_bound_method) {
        thread->natives_from_c++;
        result = call_bound(vm, (BoundMethod *)value_obj(callee), arguments, count, keywords);
        thread->natives_from_c--;
    } else if (type == vm->type_type) {
        Type *made = (Type *)value_obj(callee);
        result = made->construct(vm, made, arguments, count, keywords);
    } else if (type->call != NULL) {
        result = type->call(vm, callee, arguments, count, keywords);
    } else {
        result = vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable",
                          value_type_name(vm, callee));
    }
    vm_leave(vm);
    return result;
}

Value vm_call0(Vm *vm, Value callee) {
    return vm_call(vm, callee, NULL, 0, VALUE_NULL);
}

Value vm_call1(Vm *vm, Value callee, Value argument) {
    return vm_call(vm, callee, &argument, 1, VALUE_NULL);
}

Value vm_call2(Vm *vm, Value callee, Value first, Value second) {
    Value arguments[2] = {first, second};
    return vm_call(vm, callee, arguments, 2, VALUE_NULL);
}

Value vm_call_method(Vm *vm, Value self, const char *name, const Value *arguments, uint32_t count) {
    Value method = value_get_attr_cstr(vm, self, name);
    if (value_is_null(method)) {
        return VALUE_NULL;
    }
    Value result = vm_call(vm, method, arguments, count, VALUE_NULL);
    value_release(vm, method);
    return result;
}

static const char *callee_text(Vm *vm, Value callee, Text *out) {
    if (value_is_obj(callee) && value_obj(callee)->type == vm->type_function) {
        Function *function = (Function *)value_obj(callee);
        text_printf(out, "%s.%s()", function->code->code->unit->module_name,
                    str_utf8(vm, function_qualified_name(vm, function)));
    } else if (value_is_obj(callee) && value_obj(callee)->type == vm->type_type) {
        Type *type = (Type *)value_obj(callee);
        text_printf(out, "%s.%s()", str_utf8(vm, type->module), str_utf8(vm, type->qualified_name));
    } else if (value_is_obj(callee) && value_obj(callee)->type == vm->type_native) {
        NativeCallable *native = (NativeCallable *)value_obj(callee);
        text_printf(out, "%s%s%s()", native->owner != NULL ? type_name(native->owner) : "",
                    native->owner != NULL ? "." : "", native->method->name);
    } else {
        text_printf(out, "%s object", value_type_name(vm, callee));
    }
    return text_cstr(out);
}

/* What f(*iterable) passes, as a tuple (new reference), or a list that nobody else can change. */
static Value unpacked_arguments(Vm *vm, Value iterable, Value callee) {
    if (value_is_obj(iterable) && value_obj(iterable)->type == vm->type_tuple) {
        return value_retain(iterable);
    }
    if (value_is_obj(iterable) && value_obj(iterable)->type == vm->type_list) {
        List *list = value_list(iterable);
        return list->obj.refs == 1 ? value_retain(iterable)
                                   : tuple_from(vm, list->items, list->count);
    }
    Value list = list_new(vm, 0);
    if (list_extend(vm, list, iterable)) {
        return list;
    }
    value_release(vm, list);
    if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, iterable)->iter == NULL &&
        value_type(vm, iterable)->get_item == NULL) {
        Text name = {0};
        vm_clear_raised(vm);
        vm_raise(vm, EXC_TYPE_ERROR, "%s argument after * must be an iterable, not %s",
                 callee_text(vm, callee, &name), value_type_name(vm, iterable));
        text_release(&name);
    }
    return VALUE_NULL;
}

/* The function of the program that a call comes to, whose code can run in the caller's frames;
 * `self` is what goes before the arguments, or VALUE_NULL. NULL: it is something else. */
static Function *called_function(Vm *vm, Value callee, Value *self) {
    *self = VALUE_NULL;
    if (value_is_obj(callee) && value_obj(callee)->type == vm->type_bound_method) {
        BoundMethod *bound = (BoundMethod *)value_obj(callee);
        *self = bound->self;
        callee = bound->function;
    }
    if (!value_is_obj(callee) || value_obj(callee)->type != vm->type_function ||
        makes_generator((Function *)value_obj(callee))) {
        return NULL;
    }
    return (Function *)value_obj(callee);
}

/* The frame for function(self, *arguments): see frame_for(). */
static Frame *frame_with_self(Vm *vm, Function *function, Value self, const Value *arguments,
                              uint32_t count, Value keywords) {
    if (value_is_null(self)) {
        return frame_for(vm, function, arguments, count, keywords);
    }
    uint32_t total = count + (value_is_null(keywords) ? 0 : value_tuple(keywords)->count);
    Value few[8];
    Value *all = total < 8 ? few : memory_new((total + 1) * sizeof *all);
    all[0] = self;
    for (uint32_t i = 0; i < total; i++) {
        all[i + 1] = arguments[i];
    }
    Frame *frame = frame_for(vm, function, all, count + 1, keywords);
    if (all != few) {
        memory_free(all);
    }
    return frame;
}

/* A call that comes to VALUE_NULL and a frame, where it is one of a function of the program. */
static Value call_or_frame(Vm *vm, Value callee, const Value *arguments, uint32_t count,
                           Value keywords, Frame **frame) {
    Value self;
    Function *function = called_function(vm, callee, &self);
    if (function == NULL) {
        return vm_call(vm, callee, arguments, count, keywords);
    }
    *frame = frame_with_self(vm, function, self, arguments, count, keywords);
    return VALUE_NULL;
}

/* f(*R[1], **R[2]); R[2] only when `has_keywords`. As in CPython, what was unpacked lives as long
 * as the call: see call_or_frame(). */
static Value call_unpacked(Vm *vm, Value *registers, bool has_keywords, Frame **frame) {
    Value arguments = unpacked_arguments(vm, registers[1], registers[0]);
    if (value_is_null(arguments)) {
        return VALUE_NULL;
    }
    value_store(vm, &registers[1], arguments);
    bool is_tuple = value_is_tuple(arguments);
    const Value *items = is_tuple ? value_tuple(arguments)->items : value_list(arguments)->items;
    uint32_t count = is_tuple ? value_tuple(arguments)->count : value_list(arguments)->count;
    if (!has_keywords || value_dict(registers[2])->count == 0) {
        return call_or_frame(vm, registers[0], items, count, VALUE_NULL, frame);
    }
    Dict *dict = value_dict(registers[2]);
    Value *all = memory_new((count + dict->count) * sizeof *all);
    if (count > 0) {
        memcpy(all, items, count * sizeof *all);
    }
    Value names = tuple_new(vm, dict->count);
    uint32_t position = 0;
    uint32_t filled = 0;
    Value key;
    Value value;
    while (dict_next(dict, &position, &key, &value)) {
        value_tuple(names)->items[filled] = str_intern(vm, value_retain(key));
        all[count + filled] = value;
        filled++;
    }
    Value result = call_or_frame(vm, registers[0], all, count, names, frame);
    value_release(vm, names);
    memory_free(all);
    return result;
}

static bool list_extend_star(Vm *vm, Value list, Value iterable) {
    if (list_extend(vm, list, iterable)) {
        return true;
    }
    if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, iterable)->iter == NULL &&
        value_type(vm, iterable)->get_item == NULL) {
        vm_clear_raised(vm);
        vm_raise(vm, EXC_TYPE_ERROR, "Value after * must be an iterable, not %s",
                 value_type_name(vm, iterable));
    }
    return false;
}

static bool dict_update_star(Vm *vm, Dict *dict, Value mapping) {
    if (!value_is_dict(mapping)) {
        Value keys = value_find_attr(vm, mapping, vm->names.keys);
        if (value_is_null(keys)) {
            if (!vm_raised(vm)) {
                vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not a mapping",
                         value_type_name(vm, mapping));
            }
            return false;
        }
        value_release(vm, keys);
    }
    return dict_update(vm, dict, mapping);
}

static bool dict_merge_keywords(Vm *vm, Dict *dict, Value mapping, Value callee) {
    Text name = {0};
    bool is_fine = true;
    if (!value_is_dict(mapping)) {
        Value keys = value_find_attr(vm, mapping, vm->names.keys);
        if (value_is_null(keys)) {
            if (!vm_raised(vm)) {
                vm_raise(vm, EXC_TYPE_ERROR, "%s argument after ** must be a mapping, not %s",
                         callee_text(vm, callee, &name), value_type_name(vm, mapping));
            }
            text_release(&name);
            return false;
        }
        value_release(vm, keys);
    }
    Value fresh = dict_new(vm);
    is_fine = dict_update(vm, value_dict(fresh), mapping);
    uint32_t position = 0;
    Value key;
    Value value;
    while (is_fine && dict_next(value_dict(fresh), &position, &key, &value)) {
        if (!value_is_str(key)) {
            vm_raise(vm, EXC_TYPE_ERROR, "keywords must be strings");
            is_fine = false;
        } else if (!value_is_null(dict_get(vm, dict, key))) {
            vm_raise(vm, EXC_TYPE_ERROR, "%s got multiple values for keyword argument '%s'",
                     callee_text(vm, callee, &name), str_utf8(vm, key));
            is_fine = false;
        } else {
            is_fine = dict_set(vm, dict, key, value);
        }
    }
    value_release(vm, fresh);
    text_release(&name);
    return is_fine;
}

/* A call from C of what call_unpacked() takes. */
static Value call_from_c(Vm *vm, Value call[3], Frame **frame) {
    bool has_keywords = !value_is_null(call[2]);
    if (has_keywords && !value_is_dict(call[2])) {
        Value keywords = dict_new(vm);
        if (!dict_merge_keywords(vm, value_dict(keywords), call[2], call[0])) {
            value_release(vm, keywords);
            return VALUE_NULL;
        }
        value_store(vm, &call[2], keywords);
    }
    if (is_too_deep(vm->thread)) {
        return vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    return call_unpacked(vm, call, has_keywords, frame);
}

Value vm_call_unpacked(Vm *vm, Value call[3]) {
    Frame *frame = NULL;
    Value result = call_from_c(vm, call, &frame);
    if (frame == NULL) {
        return result;
    }
    frame->flags = FRAME_ENTRY;
    return interpreter_run(vm, frame, &result) == RESUMED_RETURNED ? result : VALUE_NULL;
}

/* ---- the rest of what instructions need ---- */

static Value format_operand(Vm *vm, Value value, int conversion, Value spec) {
    Value converted = VALUE_NULL;
    if (conversion == FORMAT_STR) {
        converted = value_str(vm, value);
    } else if (conversion == FORMAT_REPR) {
        converted = value_repr(vm, value);
    } else if (conversion == FORMAT_ASCII) {
        converted = value_ascii(vm, value);
    } else {
        converted = value_retain(value);
    }
    if (value_is_null(converted)) {
        return VALUE_NULL;
    }
    if (value_is_null(spec) && value_is_obj(converted) &&
        value_obj(converted)->type == vm->type_str) {
        return converted;
    }
    Value formatted = value_format(vm, converted, value_is_null(spec) ? vm->names.empty : spec);
    value_release(vm, converted);
    return formatted;
}

/* registers: body function, name, bases, then a value for each name in `keywords`. */
static Value build_class(Vm *vm, const Value *registers, uint32_t count, Value keywords) {
    uint32_t base_count = count_positional(count, keywords);
    Value namespace = dict_new(vm);
    Value cell = vm_call1(vm, registers[0], namespace);
    Value made = VALUE_NULL;
    if (!value_is_null(cell)) {
        made = type_new_class(vm, registers[1], registers + 2, base_count, keywords, namespace);
        if (!value_is_null(made) && value_is_obj(cell) && value_obj(cell)->type == vm->type_cell) {
            value_store(vm, &((CellObject *)value_obj(cell))->value, value_retain(made));
        }
        value_release(vm, cell);
    }
    value_release(vm, namespace);
    return made;
}

static Value import_for(Vm *vm, const char *name, bool leaf) {
    Value module = vm_import(vm, name);
    const char *dot = strchr(name, '.');
    if (value_is_null(module) || leaf || dot == NULL) {
        return module;
    }
    value_release(vm, module);
    Text top = {0};
    text_append(&top, name, (size_t)(dot - name));
    module = vm_import(vm, text_cstr(&top));
    text_release(&top);
    return module;
}

static Value import_from(Vm *vm, Value module, Value name) {
    Value found = module_get(vm, module, name);
    if (!value_is_null(found)) {
        return value_retain(found);
    }
    Value module_name = ((Module *)value_obj(module))->name;
    Text dotted = {0};
    str_append_utf8(module_name, &dotted);
    text_append_char(&dotted, '.');
    str_append_utf8(name, &dotted);
    Value submodule =
        vm_module_known(vm, text_cstr(&dotted)) ? vm_import(vm, text_cstr(&dotted)) : VALUE_NULL;
    text_release(&dotted);
    if (!value_is_null(submodule) || vm_raised(vm)) {
        return submodule;
    }
    return vm_raise(vm, EXC_IMPORT_ERROR, "cannot import name '%s' from '%s' (unknown location)",
                    str_utf8(vm, name), str_utf8(vm, module_name));
}

/* ---- threads ---- */

/* The frames of a thread run, from the innermost one on. */
static Resumption run_thread(Vm *vm, Value *result) {
    VmThread *thread = vm->thread;
    thread->may_suspend = true;
    Resumption outcome = interpreter_run(vm, thread->frame, result);
    thread->may_suspend = outcome == RESUMED_SUSPENDED;
    return outcome;
}

Resumption vm_thread_begin(Vm *vm, Value call[3], uint32_t depth, Value *result) {
    VmThread *thread = vm->thread;
    Frame *frame = NULL;
    thread->depth = depth;
    *result = call_from_c(vm, call, &frame);
    if (frame == NULL) {
        return value_is_null(*result) ? RESUMED_RAISED : RESUMED_RETURNED;
    }
    frame->flags = FRAME_ENTRY;
    return run_thread(vm, result);
}

Resumption vm_thread_go_on(Vm *vm, Value value, Value *result) {
    VmThread *thread = vm->thread;
    *result = VALUE_NULL;
    thread->came = value;
    thread->goes_on = true;
    if (thread->frame->generator != NULL) {
        thread->frame->thrown = VALUE_NONE; /* the unusual way in */
    }
    return run_thread(vm, result);
}

bool vm_can_suspend(const Vm *vm) {
    const VmThread *thread = vm->thread;
    if (!thread->may_suspend || thread->natives_from_c > 0) {
        return false;
    }
    const Frame *frame = thread->frame;
    while ((frame->flags & FRAME_ENTRY) == 0) {
        frame = frame->caller;
    }
    return frame->caller == NULL; /* nobody in C waits for a frame but who began the thread */
}

Value vm_suspend(Vm *vm) {
    CHECK(vm_can_suspend(vm));
    vm->thread->is_suspended = true;
    return VALUE_NULL;
}

int32_t vm_current_place(const Vm *vm, const char **file, const char **function) {
    if (vm->thread == NULL) {
        return 0;
    }
    for (const Frame *frame = vm->thread->frame; frame != NULL; frame = frame->caller) {
        if (frame->code != NULL && !frame->code->module->is_library) {
            const Code *code = frame->code->code;
            *file = code->unit->file_name;
            *function = code->name;
            return code->positions[frame->pc - code->instructions].line;
        }
    }
    return 0;
}

int32_t vm_current_line(const Vm *vm) {
    const char *file;
    const char *function;
    return vm_current_place(vm, &file, &function);
}

#define EXACT 0
#define RUN run_fast
#include "vm/interpreter_loop.inc"
#undef EXACT
#undef RUN

#define EXACT 1
#define RUN run_exact
#include "vm/interpreter_loop.inc"
#undef EXACT
#undef RUN

Resumption interpreter_run(Vm *vm, Frame *frame, Value *result) {
    return vm->counts_exactly ? run_exact(vm, frame, result) : run_fast(vm, frame, result);
}
