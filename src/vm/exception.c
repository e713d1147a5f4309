/* Exceptions: the types of exceptions.def, raising, context, tracebacks as they grow, groups and
 * their splitting for except*. The report of an uncaught one is in traceback.c. */
#include "vm/frame.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What stands in VmThread.raised while a stop unwinds: no object, so nothing can catch it. */
#define STOP_MARKER VALUE_NOT_IMPLEMENTED

static Exception *exception_of(Value value) {
    return (Exception *)value_obj(value);
}

/* ---- raising ---- */

bool vm_raised(const Vm *vm) {
    return !value_is_null(vm->thread->raised);
}

bool vm_stopping(const Vm *vm) {
    return vm->stop != STOP_NONE;
}

bool vm_raised_is_type(Vm *vm, const Type *type) {
    Value raised = vm->thread->raised;
    return vm->stop == STOP_NONE && value_is_obj(raised) &&
           type_is_subtype(value_obj(raised)->type, type);
}

bool vm_raised_is(Vm *vm, ExceptionId id) {
    return vm_raised_is_type(vm, vm->exceptions[id]);
}

Value vm_take_raised(Vm *vm) {
    if (vm->stop != STOP_NONE && !value_is_obj(vm->thread->raised)) {
        /* The run was stopped while an exception was being made; whoever wants one gets an empty
         * one. */
        Exception *exception = heap_new(vm, vm->exceptions[EXC_RUNTIME_ERROR], sizeof *exception);
        exception->arguments = value_retain(vm->empty_tuple);
        return value_from_obj(exception);
    }
    CHECK(value_is_obj(vm->thread->raised));
    return value_take(&vm->thread->raised);
}

void vm_clear_raised(Vm *vm) {
    if (vm->stop == STOP_NONE) {
        value_release(vm, value_take(&vm->thread->raised));
    }
}

Value vm_restore_raised(Vm *vm, Value exception) {
    if (vm->stop != STOP_NONE) {
        value_release(vm, exception);
        return VALUE_NULL;
    }
    value_store(vm, &vm->thread->raised, exception);
    return VALUE_NULL;
}

Value vm_stop(Vm *vm, StopReason reason, const char *format, ...) {
    if (vm->stop == STOP_NONE) {
        vm->stop = reason;
        va_list arguments;
        va_start(arguments, format);
        text_vprintf(&vm->stop_message, format, arguments);
        va_end(arguments);
    }
    vm->instructions_left = 0;
    if (vm->thread != NULL) {
        value_store(vm, &vm->thread->raised, STOP_MARKER);
    }
    return VALUE_NULL;
}

static const Frame *program_frame(const Vm *vm) {
    const Frame *frame = vm->thread != NULL ? vm->thread->frame : NULL;
    while (frame != NULL && frame->code->module->is_library) {
        frame = frame->caller;
    }
    return frame;
}

Value vm_refuse(Vm *vm, const char *what, const char *hint) {
    const Frame *frame = program_frame(vm);
    Text where = {0};
    if (frame != NULL) {
        const Code *code = frame->code->code;
        Position position = code->positions[frame->pc - code->instructions];
        text_printf(&where, "%s:%d:%d: error: ", code->unit->source_name, position.line,
                    position.column + 1);
    }
    vm_stop(vm, STOP_REFUSED, "%s%s is not in the subset%s%s", text_cstr(&where), what,
            hint != NULL ? "\n  hint: " : "", hint != NULL ? hint : "");
    text_release(&where);
    return VALUE_NULL;
}

void exception_chain(Vm *vm, Value exception) {
    if (!value_is_obj(exception)) {
        return;
    }
    for (Handled *handled = vm->thread->handled; handled != NULL; handled = handled->outer) {
        if (value_is_null(handled->exception)) {
            continue;
        }
        if (value_same(handled->exception, exception)) {
            return;
        }
        /* Break a loop that this link would close, as CPython does. */
        Exception *link = exception_of(handled->exception);
        for (;;) {
            if (value_is_null(link->context)) {
                break;
            }
            if (value_same(link->context, exception)) {
                value_store(vm, &link->context, VALUE_NULL);
                break;
            }
            link = exception_of(link->context);
        }
        value_store(vm, &exception_of(exception)->context, value_retain(handled->exception));
        return;
    }
}

Value vm_raise_value(Vm *vm, Value exception) {
    if (vm->stop != STOP_NONE) {
        return VALUE_NULL;
    }
    exception_chain(vm, exception);
    value_store(vm, &vm->thread->raised, value_retain(exception));
    return VALUE_NULL;
}

static Value exception_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                 Value keywords);

Value vm_raise_arguments(Vm *vm, Type *type, const Value *arguments, uint32_t count) {
    if (vm->stop != STOP_NONE) {
        return VALUE_NULL;
    }
    Value exception = type->construct(vm, type, arguments, count, VALUE_NULL);
    if (!value_is_null(exception)) {
        vm_raise_value(vm, exception);
        value_release(vm, exception);
    }
    return VALUE_NULL;
}

static Value raise_formatted(Vm *vm, Type *type, const char *format, va_list arguments) {
    if (vm->stop != STOP_NONE) {
        return VALUE_NULL;
    }
    Text text = {0};
    text_vprintf(&text, format, arguments);
    Value message = str_from_text(vm, &text);
    vm_raise_arguments(vm, type, &message, 1);
    value_release(vm, message);
    return VALUE_NULL;
}

Value vm_raise(Vm *vm, ExceptionId id, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(vm, vm->exceptions[id], format, arguments);
    va_end(arguments);
    return VALUE_NULL;
}

Value vm_raise_type(Vm *vm, Type *type, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(vm, type, format, arguments);
    va_end(arguments);
    return VALUE_NULL;
}

Value vm_raise_key_error(Vm *vm, Value key) {
    return vm_raise_arguments(vm, vm->exceptions[EXC_KEY_ERROR], &key, 1);
}

Value vm_raise_stop_iteration(Vm *vm, Value value) {
    return vm_raise_arguments(vm, vm->exceptions[EXC_STOP_ITERATION], &value,
                              value_is_none(value) ? 0 : 1);
}

void exception_add_traceback(Vm *vm, Value exception, Frame *frame) {
    if (!value_is_obj(exception)) {
        return;
    }
    Exception *error = exception_of(exception);
    if (frame->keep == NULL) {
        frame->keep = heap_new(vm, vm->type_frame_keep, sizeof *frame->keep);
    }
    Traceback *entry = heap_new(vm, vm->type_traceback, sizeof *entry);
    entry->next = error->traceback;
    entry->code = obj_retain(frame->code);
    entry->instruction = (uint32_t)(frame->pc - frame->code->code->instructions);
    entry->keep = obj_retain(frame->keep);
    error->traceback = value_from_obj(entry);
}

/* ---- the types ---- */

/* OSError(number, text) is an exception of the class that stands for the number. */
static Type *os_error_class(Vm *vm, Type *type, const Value *arguments, uint32_t count) {
    static const struct {
        int number;
        ExceptionId id;
    } classes[] = {
        {EAGAIN, EXC_BLOCKING_IO_ERROR},
        {EALREADY, EXC_BLOCKING_IO_ERROR},
        {EINPROGRESS, EXC_BLOCKING_IO_ERROR},
        {EPIPE, EXC_BROKEN_PIPE_ERROR},
        {ESHUTDOWN, EXC_BROKEN_PIPE_ERROR},
        {ECHILD, EXC_CHILD_PROCESS_ERROR},
        {ECONNABORTED, EXC_CONNECTION_ABORTED_ERROR},
        {ECONNREFUSED, EXC_CONNECTION_REFUSED_ERROR},
        {ECONNRESET, EXC_CONNECTION_RESET_ERROR},
        {EEXIST, EXC_FILE_EXISTS_ERROR},
        {ENOENT, EXC_FILE_NOT_FOUND_ERROR},
        {EISDIR, EXC_IS_A_DIRECTORY_ERROR},
        {ENOTDIR, EXC_NOT_A_DIRECTORY_ERROR},
        {EINTR, EXC_INTERRUPTED_ERROR},
        {EACCES, EXC_PERMISSION_ERROR},
        {EPERM, EXC_PERMISSION_ERROR},
        {ESRCH, EXC_PROCESS_LOOKUP_ERROR},
        {ETIMEDOUT, EXC_TIMEOUT_ERROR},
    };
    if (type == vm->exceptions[EXC_OS_ERROR] && count >= 2 && count <= 5 &&
        value_is_small_int(arguments[0])) {
        for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
            if (value_small_int(arguments[0]) == classes[i].number) {
                return vm->exceptions[classes[i].id];
            }
        }
    }
    return type;
}

static Value exception_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                 Value keywords) {
    type = os_error_class(vm, type, arguments, count);
    Exception *exception = heap_new(vm, type, type->instance_size);
    exception->arguments = tuple_from(vm, arguments, count);
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        Value init = type_lookup(type, vm->names.dunder_init);
        bool own_init = value_is_obj(init) && value_obj(init)->type != vm->type_native;
        bool named = type_is_subtype(type, vm->exceptions[EXC_IMPORT_ERROR]) ||
                     type_is_subtype(type, vm->exceptions[EXC_NAME_ERROR]) ||
                     type_is_subtype(type, vm->exceptions[EXC_ATTRIBUTE_ERROR]);
        if (!own_init && named) {
            exception->dict = value_dict(dict_new(vm));
            for (uint32_t i = 0; i < value_tuple(keywords)->count; i++) {
                dict_set_name(vm, exception->dict, value_tuple(keywords)->items[i],
                              arguments[count + i]);
            }
        } else if (!own_init) {
            obj_release(vm, exception);
            return vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", type_name(type));
        }
    }
    if (type_is_subtype(type, vm->exceptions[EXC_STOP_ITERATION]) ||
        type_is_subtype(type, vm->exceptions[EXC_SYSTEM_EXIT])) {
        bool whole = count > 1 && type_is_subtype(type, vm->exceptions[EXC_SYSTEM_EXIT]);
        exception->extra = count == 0 ? VALUE_NONE
                           : whole    ? value_retain(exception->arguments)
                                      : value_retain(arguments[0]);
    }
    return value_from_obj(exception);
}

static void exception_visit(Obj *self, VisitFunction visit, void *context) {
    Exception *exception = (Exception *)self;
    if (exception->dict != NULL) {
        visit(value_from_obj(exception->dict), context);
    }
    visit(exception->arguments, context);
    visit(exception->cause, context);
    visit(exception->context, context);
    visit(exception->traceback, context);
    visit(exception->notes, context);
    visit(exception->extra, context);
}

static void exception_destroy(Vm *vm, Obj *self) {
    Exception *exception = (Exception *)self;
    Dict *dict = exception->dict;
    exception->dict = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
    value_store(vm, &exception->arguments, VALUE_NULL);
    value_store(vm, &exception->cause, VALUE_NULL);
    value_store(vm, &exception->context, VALUE_NULL);
    value_store(vm, &exception->traceback, VALUE_NULL);
    value_store(vm, &exception->notes, VALUE_NULL);
    value_store(vm, &exception->extra, VALUE_NULL);
}

static Value exception_repr(Vm *vm, Value self) {
    Exception *exception = exception_of(self);
    Tuple *arguments = value_tuple(exception->arguments);
    Value inner = arguments->count == 1 ? value_repr(vm, arguments->items[0])
                                        : value_repr(vm, exception->arguments);
    if (value_is_null(inner)) {
        return VALUE_NULL;
    }
    Text text = {0};
    str_append_utf8(exception->obj.type->name, &text);
    text_append_cstr(&text, arguments->count == 1 ? "(" : "");
    str_append_utf8(inner, &text);
    text_append_cstr(&text, arguments->count == 1 ? ")" : "");
    value_release(vm, inner);
    return str_from_text(vm, &text);
}

/* A KeyError shows its key with quotes, unless a base before it has a __str__ of its own. */
static bool shows_key(Vm *vm, const Type *type) {
    static const ExceptionId others[] = {EXC_ATTRIBUTE_ERROR, EXC_IMPORT_ERROR, EXC_NAME_ERROR,
                                         EXC_OS_ERROR, EXC_SYNTAX_ERROR};
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if (type->mro[i] == vm->exceptions[EXC_KEY_ERROR]) {
            return true;
        }
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
            if (type->mro[i] == vm->exceptions[others[k]]) {
                return false;
            }
        }
    }
    return false;
}

static Value exception_str(Vm *vm, Value self) {
    Exception *exception = exception_of(self);
    Tuple *arguments = value_tuple(exception->arguments);
    Type *type = exception->obj.type;
    if (type_is_subtype(type, vm->exceptions[EXC_UNICODE_ERROR]) && arguments->count == 5) {
        return codec_error_str(vm, arguments);
    }
    if (type_is_subtype(type, vm->exceptions[EXC_OS_ERROR]) && arguments->count == 2) {
        Value number = value_str(vm, arguments->items[0]);
        Value words = value_str(vm, arguments->items[1]);
        Text text = {0};
        text_append_cstr(&text, "[Errno ");
        str_append_utf8(number, &text);
        text_append_cstr(&text, "] ");
        str_append_utf8(words, &text);
        value_release(vm, number);
        value_release(vm, words);
        return str_from_text(vm, &text);
    }
    if (arguments->count == 0) {
        return value_retain(vm->names.empty);
    }
    if (arguments->count == 1) {
        return shows_key(vm, type) ? value_repr(vm, arguments->items[0])
                                   : value_str(vm, arguments->items[0]);
    }
    return value_str(vm, exception->arguments);
}

/* ---- attributes ---- */

static Value or_none(Value value) {
    return value_is_null(value) ? VALUE_NONE : value_retain(value);
}

static Value exception_get_attr(Vm *vm, Value self, Value name) {
    Exception *exception = exception_of(self);
    if (value_same(name, vm->names.args)) {
        return value_retain(exception->arguments);
    }
    if (value_same(name, vm->names.dunder_cause)) {
        return or_none(exception->cause);
    }
    if (value_same(name, vm->names.dunder_context)) {
        return or_none(exception->context);
    }
    if (value_same(name, vm->names.dunder_traceback)) {
        return or_none(exception->traceback);
    }
    if (value_same(name, vm->names.dunder_suppress_context)) {
        return value_from_bool(exception->suppress_context);
    }
    if (value_same(name, vm->names.dunder_notes) && !value_is_null(exception->notes)) {
        return value_retain(exception->notes);
    }
    Type *type = exception->obj.type;
    bool own = exception->dict != NULL && !value_is_null(dict_get_name(exception->dict, name));
    if (!own && value_same(name, vm->names.value) &&
        type_is_subtype(type, vm->exceptions[EXC_STOP_ITERATION])) {
        return or_none(exception->extra);
    }
    if (!own && value_same(name, vm->names.code) &&
        type_is_subtype(type, vm->exceptions[EXC_SYSTEM_EXIT])) {
        return or_none(exception->extra);
    }
    if (!own && type_is_subtype(type, vm->exceptions[EXC_UNICODE_ERROR]) &&
        value_tuple(exception->arguments)->count == 5) {
        static const char *const NAMES[] = {"encoding", "object", "start", "end", "reason"};
        for (uint32_t i = 0; i < 5; i++) {
            if (str_equal_cstr(name, NAMES[i])) {
                return value_retain(value_tuple(exception->arguments)->items[i]);
            }
        }
    }
    if (!own && type_is_subtype(type, vm->exceptions[EXC_OS_ERROR])) {
        Tuple *arguments = value_tuple(exception->arguments);
        const char *text = str_utf8(vm, name);
        uint32_t index = strcmp(text, "errno") == 0 ? 0 : strcmp(text, "strerror") == 0 ? 1 : 9;
        if (index < 2) {
            return arguments->count >= 2 ? value_retain(arguments->items[index]) : VALUE_NONE;
        }
        if (strcmp(text, "filename") == 0 || strcmp(text, "filename2") == 0) {
            return VALUE_NONE;
        }
    }
    if (!own && (value_same(name, vm->names.name) || value_same(name, vm->names.path) ||
                 value_same(name, vm->names.msg))) {
        if (type_is_subtype(type, vm->exceptions[EXC_IMPORT_ERROR])) {
            Tuple *arguments = value_tuple(exception->arguments);
            if (value_same(name, vm->names.name)) {
                return or_none(exception->extra);
            }
            return value_same(name, vm->names.msg) && arguments->count > 0
                       ? value_retain(arguments->items[0])
                       : VALUE_NONE;
        }
        if (value_same(name, vm->names.name) &&
            (type_is_subtype(type, vm->exceptions[EXC_NAME_ERROR]) ||
             type_is_subtype(type, vm->exceptions[EXC_ATTRIBUTE_ERROR]))) {
            return vm_refuse(vm, "the name attribute of NameError and AttributeError", NULL);
        }
    }
    return type->flags & TYPE_HAS_GETATTR_HOOK ? VALUE_NULL : object_get_attr(vm, self, name);
}

static bool set_link(Vm *vm, Value *slot, Value value, const char *what) {
    if (value_is_none(value)) {
        value_store(vm, slot, VALUE_NULL);
        return true;
    }
    if (!value_is_obj(value) || !(value_obj(value)->type->flags & TYPE_EXCEPTION)) {
        vm_raise(vm, EXC_TYPE_ERROR, "exception %s must be None or derive from BaseException",
                 what);
        return false;
    }
    value_store(vm, slot, value_retain(value));
    return true;
}

static bool exception_set_attr(Vm *vm, Value self, Value name, Value value) {
    Exception *exception = exception_of(self);
    if (value_is_null(value)) {
        return object_set_attr(vm, self, name, value);
    }
    if (value_same(name, vm->names.dunder_cause)) {
        exception->suppress_context = true;
        return set_link(vm, &exception->cause, value, "cause");
    }
    if (value_same(name, vm->names.dunder_context)) {
        return set_link(vm, &exception->context, value, "context");
    }
    if (value_same(name, vm->names.dunder_suppress_context)) {
        int truth = value_truth(vm, value);
        exception->suppress_context = truth > 0;
        return truth >= 0;
    }
    if (value_same(name, vm->names.dunder_traceback)) {
        if (!value_is_none(value) &&
            (!value_is_obj(value) || value_obj(value)->type != vm->type_traceback)) {
            vm_raise(vm, EXC_TYPE_ERROR, "__traceback__ must be a traceback or None");
            return false;
        }
        value_store(vm, &exception->traceback,
                    value_is_none(value) ? VALUE_NULL : value_retain(value));
        return true;
    }
    if (value_same(name, vm->names.dunder_notes)) {
        value_store(vm, &exception->notes, value_retain(value));
        return true;
    }
    if (value_same(name, vm->names.args)) {
        Value list = value_to_list(vm, value);
        if (value_is_null(list)) {
            return false;
        }
        value_store(vm, &exception->arguments,
                    tuple_from(vm, value_list(list)->items, value_list(list)->count));
        value_release(vm, list);
        return true;
    }
    if ((value_same(name, vm->names.value) &&
         type_is_subtype(exception->obj.type, vm->exceptions[EXC_STOP_ITERATION])) ||
        (value_same(name, vm->names.code) &&
         type_is_subtype(exception->obj.type, vm->exceptions[EXC_SYSTEM_EXIT]))) {
        value_store(vm, &exception->extra, value_retain(value));
        return true;
    }
    return object_set_attr(vm, self, name, value);
}

static Value exception_method_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    value_store(vm, &exception_of(arguments[0])->arguments,
                tuple_from(vm, arguments + 1, count - 1));
    return VALUE_NONE;
}

static Value exception_method_add_note(Vm *vm, const Value *arguments, uint32_t count,
                                       Value keywords) {
    (void)count;
    (void)keywords;
    Exception *exception = exception_of(arguments[0]);
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "note must be a str, not '%s'",
                        value_type_name(vm, arguments[1]));
    }
    if (value_is_null(exception->notes)) {
        exception->notes = list_new(vm, 1);
    }
    list_append(vm, exception->notes, arguments[1]);
    return VALUE_NONE;
}

static Value exception_method_with_traceback(Vm *vm, const Value *arguments, uint32_t count,
                                             Value keywords) {
    (void)count;
    (void)keywords;
    if (!exception_set_attr(vm, arguments[0], vm->names.dunder_traceback, arguments[1])) {
        return VALUE_NULL;
    }
    return value_retain(arguments[0]);
}

static const NativeMethod EXCEPTION_METHODS[] = {
    {"__init__", exception_method_init, 0, -1, true, METHOD_INSTANCE},
    {"add_note", exception_method_add_note, 1, 1, false, METHOD_INSTANCE},
    {"with_traceback", exception_method_with_traceback, 1, 1, false, METHOD_INSTANCE},
    {0},
};

/* ---- groups ---- `extra` holds the tuple (message, exceptions). */

static Tuple *group_members(Value group) {
    return value_tuple(value_tuple(exception_of(group)->extra)->items[1]);
}

static bool is_group(Vm *vm, Value exception) {
    return value_is_instance(vm, exception, vm->exceptions[EXC_BASE_EXCEPTION_GROUP]);
}

static Value group_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    (void)keywords;
    if (count != 2) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "BaseExceptionGroup.__new__() takes exactly 2 arguments (%u given)", count);
    }
    if (!value_is_str(arguments[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
                        value_type_name(vm, arguments[0]));
    }
    Type *sequence = value_type(vm, arguments[1]);
    if (!(sequence->flags & (TYPE_IS_LIST | TYPE_IS_TUPLE))) {
        return vm_raise(vm, EXC_TYPE_ERROR, "second argument (exceptions) must be a sequence");
    }
    Value list = value_to_list(vm, arguments[1]);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    List *members = value_list(list);
    bool all_ordinary = true;
    for (uint32_t i = 0; i < members->count; i++) {
        if (!value_is_instance(vm, members->items[i], vm->exceptions[EXC_BASE_EXCEPTION])) {
            value_release(vm, list);
            return vm_raise(vm, EXC_VALUE_ERROR,
                            "Item %u of second argument (exceptions) is not an exception", i);
        }
        all_ordinary =
            all_ordinary && value_is_instance(vm, members->items[i], vm->exceptions[EXC_EXCEPTION]);
    }
    if (members->count == 0) {
        value_release(vm, list);
        return vm_raise(vm, EXC_VALUE_ERROR,
                        "second argument (exceptions) must be a non-empty sequence");
    }
    if (type == vm->exceptions[EXC_BASE_EXCEPTION_GROUP] && all_ordinary) {
        type = vm->exceptions[EXC_EXCEPTION_GROUP];
    } else if (!all_ordinary && type_is_subtype(type, vm->exceptions[EXC_EXCEPTION])) {
        value_release(vm, list);
        return vm_raise(vm, EXC_TYPE_ERROR,
                        type == vm->exceptions[EXC_EXCEPTION_GROUP]
                            ? "Cannot nest BaseExceptions in an ExceptionGroup"
                            : "Cannot nest BaseExceptions in '%s'",
                        type_name(type));
    }
    Value group = exception_construct(vm, type, arguments, count, VALUE_NULL);
    Value tuple = tuple_from(vm, members->items, members->count);
    exception_of(group)->extra = tuple_pack(vm, 2, arguments[0], tuple);
    value_release(vm, tuple);
    value_release(vm, list);
    return group;
}

static Value group_str(Vm *vm, Value self) {
    Text text = {0};
    str_append_utf8(value_tuple(exception_of(self)->extra)->items[0], &text);
    uint32_t count = group_members(self)->count;
    text_printf(&text, " (%u sub-exception%s)", count, count == 1 ? "" : "s");
    return str_from_text(vm, &text);
}

static Value group_method_message(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(value_tuple(exception_of(arguments[0])->extra)->items[0]);
}

static Value group_method_exceptions(Vm *vm, const Value *arguments, uint32_t count,
                                     Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(value_tuple(exception_of(arguments[0])->extra)->items[1]);
}

/* A group of the same kind, message, cause, context, traceback and notes over other members. */
static Value group_derive(Vm *vm, Value group, Value members) {
    Value result;
    if (value_list(members)->count == 0) {
        return VALUE_NONE;
    }
    Value derive = type_lookup_cstr(vm, value_type(vm, group), "derive");
    if (value_is_obj(derive) && value_obj(derive)->type == vm->type_function) {
        result = vm_call2(vm, derive, group, members);
    } else {
        Value arguments[2] = {value_tuple(exception_of(group)->extra)->items[0], members};
        Type *base = vm->exceptions[EXC_BASE_EXCEPTION_GROUP];
        result = base->construct(vm, base, arguments, 2, VALUE_NULL);
    }
    if (value_is_null(result)) {
        return VALUE_NULL;
    }
    Exception *from = exception_of(group);
    Exception *to = exception_of(result);
    value_store(vm, &to->cause, value_retain(from->cause));
    value_store(vm, &to->context, value_retain(from->context));
    value_store(vm, &to->traceback, value_retain(from->traceback));
    to->suppress_context = from->suppress_context;
    if (!value_is_null(from->notes)) {
        Value notes = value_to_list(vm, from->notes);
        value_store(vm, &to->notes, notes);
    }
    return result;
}

/* Whether an exception (leaf or group) matches: a type, a tuple of types, or a function. */
static int group_condition(Vm *vm, Value exception, Value condition) {
    if (value_is_obj(condition) &&
        (value_obj(condition)->type == vm->type_type || value_is_tuple(condition))) {
        return value_is_instance_of(vm, exception, condition);
    }
    Value result = vm_call1(vm, condition, exception);
    if (value_is_null(result)) {
        return -1;
    }
    int truth = value_truth(vm, result);
    value_release(vm, result);
    return truth;
}

/* Splits into match and rest (None where empty); false: raised. */
static bool split(Vm *vm, Value exception, Value condition, Value *match, Value *rest) {
    int matches = group_condition(vm, exception, condition);
    if (matches < 0) {
        return false;
    }
    *match = *rest = VALUE_NONE;
    if (matches) {
        *match = value_retain(exception);
        return true;
    }
    if (!is_group(vm, exception)) {
        *rest = value_retain(exception);
        return true;
    }
    Value matched = list_new(vm, 0);
    Value others = list_new(vm, 0);
    Tuple *members = group_members(exception);
    bool fine = true;
    for (uint32_t i = 0; i < members->count && fine; i++) {
        Value inner_match;
        Value inner_rest;
        fine = vm_enter(vm);
        if (fine) {
            fine = split(vm, members->items[i], condition, &inner_match, &inner_rest);
            vm_leave(vm);
        }
        if (fine) {
            if (!value_is_none(inner_match)) {
                list_append_new(vm, matched, inner_match);
            }
            if (!value_is_none(inner_rest)) {
                list_append_new(vm, others, inner_rest);
            }
        }
    }
    if (fine) {
        *match = group_derive(vm, exception, matched);
        *rest = value_is_null(*match) ? VALUE_NULL : group_derive(vm, exception, others);
        fine = !value_is_null(*match) && !value_is_null(*rest);
    }
    value_release(vm, matched);
    value_release(vm, others);
    return fine;
}

static Value group_method_split(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value match;
    Value rest;
    if (!split(vm, arguments[0], arguments[1], &match, &rest)) {
        return VALUE_NULL;
    }
    Value pair = tuple_pack(vm, 2, match, rest);
    value_release(vm, match);
    value_release(vm, rest);
    return pair;
}

static Value group_method_subgroup(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value match;
    Value rest;
    if (!split(vm, arguments[0], arguments[1], &match, &rest)) {
        return VALUE_NULL;
    }
    value_release(vm, rest);
    return match;
}

static Value group_method_derive(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value inner[2] = {value_tuple(exception_of(arguments[0])->extra)->items[0], arguments[1]};
    Type *base = vm->exceptions[EXC_BASE_EXCEPTION_GROUP];
    return base->construct(vm, base, inner, 2, VALUE_NULL);
}

static const NativeMethod GROUP_METHODS[] = {
    {"message", group_method_message, 0, 0, false, METHOD_PROPERTY},
    {"exceptions", group_method_exceptions, 0, 0, false, METHOD_PROPERTY},
    {"split", group_method_split, 1, 1, false, METHOD_INSTANCE},
    {"subgroup", group_method_subgroup, 1, 1, false, METHOD_INSTANCE},
    {"derive", group_method_derive, 1, 1, false, METHOD_INSTANCE},
    {0},
};

/* except*: the part of `exception` that matches; *rest gets what does not. An exception that is no
 * group and matches is wrapped. */
Value exception_group_match(Vm *vm, Value exception, Value types, Value *rest) {
    const Value *items = &types;
    uint32_t count = 1;
    if (value_is_tuple(types)) {
        items = value_tuple(types)->items;
        count = value_tuple(types)->count;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!value_is_obj(items[i]) || value_obj(items[i])->type != vm->type_type ||
            !(((Type *)value_obj(items[i]))->flags & TYPE_EXCEPTION)) {
            return vm_raise(
                vm, EXC_TYPE_ERROR,
                "catching classes that do not inherit from BaseException is not allowed");
        }
        if (type_is_subtype((Type *)value_obj(items[i]),
                            vm->exceptions[EXC_BASE_EXCEPTION_GROUP])) {
            return vm_raise(
                vm, EXC_TYPE_ERROR,
                "catching ExceptionGroup with except* is not allowed. Use except instead.");
        }
    }
    if (value_is_none(exception)) {
        *rest = VALUE_NONE;
        return VALUE_NONE;
    }
    int matches = value_is_instance_of(vm, exception, types);
    if (matches > 0) {
        *rest = VALUE_NONE;
        if (is_group(vm, exception)) {
            return value_retain(exception);
        }
        Value members = tuple_from(vm, &exception, 1);
        Value arguments[2] = {vm->names.empty, members};
        Type *base = vm->exceptions[EXC_BASE_EXCEPTION_GROUP];
        Value wrapped = base->construct(vm, base, arguments, 2, VALUE_NULL);
        value_release(vm, members);
        return wrapped;
    }
    if (!is_group(vm, exception)) {
        *rest = value_retain(exception);
        return VALUE_NONE;
    }
    Value match;
    return split(vm, exception, types, &match, rest) ? match : VALUE_NULL;
}

/* Whether `exception` is a part that was split off `original`: same traceback, context and cause.
 */
static bool is_part_of(Value exception, Value original) {
    Exception *part = exception_of(exception);
    Exception *whole = exception_of(original);
    return value_same(part->traceback, whole->traceback) &&
           value_same(part->context, whole->context) && value_same(part->cause, whole->cause);
}

static bool collect_leaves(Vm *vm, Value exception, Value leaves) {
    if (!is_group(vm, exception)) {
        list_append(vm, leaves, exception);
        return true;
    }
    if (!vm_enter(vm)) {
        return false;
    }
    Tuple *members = group_members(exception);
    bool fine = true;
    for (uint32_t i = 0; i < members->count && fine; i++) {
        fine = collect_leaves(vm, members->items[i], leaves);
    }
    vm_leave(vm);
    return fine;
}

static bool list_has(Value list, Value item) {
    for (uint32_t i = 0; i < value_list(list)->count; i++) {
        if (value_same(value_list(list)->items[i], item)) {
            return true;
        }
    }
    return false;
}

/* The part of `group` whose leaves stand in `leaves`, in its own nesting; None when there is none.
 */
static Value project(Vm *vm, Value group, Value leaves) {
    if (!is_group(vm, group)) {
        return list_has(leaves, group) ? value_retain(group) : VALUE_NONE;
    }
    Value kept = list_new(vm, 0);
    Tuple *members = group_members(group);
    for (uint32_t i = 0; i < members->count; i++) {
        Value part = VALUE_NULL;
        if (vm_enter(vm)) {
            part = project(vm, members->items[i], leaves);
            vm_leave(vm);
        }
        if (value_is_null(part)) {
            value_release(vm, kept);
            return VALUE_NULL;
        }
        if (!value_is_none(part)) {
            list_append_new(vm, kept, part);
        }
    }
    Value result = group_derive(vm, group, kept);
    value_release(vm, kept);
    return result;
}

/* At the end of try/except*: what is raised and unhandled, merged as PEP 654 says. */
Value exception_group_combine(Vm *vm, Value original, Value list) {
    Value raised = list_new(vm, 0);
    Value leaves = list_new(vm, 0);
    bool fine = true;
    for (uint32_t i = 0; i < value_list(list)->count && fine; i++) {
        Value item = value_list(list)->items[i];
        if (value_is_none(item)) {
            continue;
        }
        if (is_group(vm, original) && is_part_of(item, original)) {
            fine = collect_leaves(vm, item, leaves);
        } else {
            list_append(vm, raised, item);
        }
    }
    Value result = fine ? VALUE_NONE : VALUE_NULL;
    if (!fine) {
        /* nested too deep: that is what is raised */
    } else if (!is_group(vm, original)) {
        if (value_list(raised)->count > 0) {
            result = value_retain(value_list(raised)->items[0]);
        }
    } else {
        Value reraised = value_list(leaves)->count > 0 ? project(vm, original, leaves) : VALUE_NONE;
        if (value_is_null(reraised)) {
            result = VALUE_NULL;
        } else if (value_list(raised)->count == 0) {
            result = reraised;
        } else {
            if (!value_is_none(reraised)) {
                list_append_new(vm, raised, reraised);
            }
            Value arguments[2] = {vm->names.empty, raised};
            Type *base = vm->exceptions[EXC_BASE_EXCEPTION_GROUP];
            result = base->construct(vm, base, arguments, 2, VALUE_NULL);
        }
    }
    value_release(vm, raised);
    value_release(vm, leaves);
    return result;
}

/* ---- tracebacks as objects ---- */

static void traceback_visit(Obj *self, VisitFunction visit, void *context) {
    Traceback *traceback = (Traceback *)self;
    visit(traceback->next, context);
    if (traceback->code != NULL) {
        visit(value_from_obj(traceback->code), context);
    }
    if (traceback->keep != NULL) {
        visit(value_from_obj(traceback->keep), context);
    }
}

static void traceback_destroy(Vm *vm, Obj *self) {
    Traceback *traceback = (Traceback *)self;
    value_store(vm, &traceback->next, VALUE_NULL);
    CodeObject *code = traceback->code;
    FrameKeep *keep = traceback->keep;
    traceback->code = NULL;
    traceback->keep = NULL;
    if (code != NULL) {
        obj_release(vm, code);
    }
    if (keep != NULL) {
        obj_release(vm, keep);
    }
}

static void keep_visit(Obj *self, VisitFunction visit, void *context) {
    FrameKeep *keep = (FrameKeep *)self;
    for (uint32_t i = 0; keep->values != NULL && i < keep->count; i++) {
        visit(keep->values[i], context);
    }
}

static void keep_destroy(Vm *vm, Obj *self) {
    FrameKeep *keep = (FrameKeep *)self;
    Value *values = keep->values;
    keep->values = NULL;
    for (uint32_t i = 0; values != NULL && i < keep->count; i++) {
        value_release(vm, values[i]);
    }
    memory_free(values);
}

static Value traceback_method_lineno(Vm *vm, const Value *arguments, uint32_t count,
                                     Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    Traceback *traceback = (Traceback *)value_obj(arguments[0]);
    return value_from_small_int(traceback->code->code->positions[traceback->instruction].line);
}

static Value traceback_method_next(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return or_none(((Traceback *)value_obj(arguments[0]))->next);
}

static const NativeMethod TRACEBACK_METHODS[] = {
    {"tb_lineno", traceback_method_lineno, 0, 0, false, METHOD_PROPERTY},
    {"tb_next", traceback_method_next, 0, 0, false, METHOD_PROPERTY},
    {0},
};

void exception_setup(Vm *vm) {
    static const struct {
        const char *name;
        ExceptionId base;
    } rows[] = {
#define EXCEPTION(id, name, base) {#name, EXC_##base},
#include "vm/exceptions.def"
#undef EXCEPTION
    };
    for (uint32_t i = 0; i < EXCEPTION_COUNT; i++) {
        TypeSpec spec = {.name = rows[i].name, .instance_size = sizeof(Exception)};
        if (i == EXC_BASE_EXCEPTION) {
            spec.flags = TYPE_EXCEPTION;
            spec.methods = EXCEPTION_METHODS;
            spec.slots = (Type){.dict_offset = offsetof(Exception, dict),
                                .construct = exception_construct,
                                .repr = exception_repr,
                                .str = exception_str,
                                .get_attr = exception_get_attr,
                                .set_attr = exception_set_attr,
                                .visit = exception_visit,
                                .fork = fork_exception,
                                .destroy = exception_destroy};
        } else if (i == EXC_BASE_EXCEPTION_GROUP) {
            spec.methods = GROUP_METHODS;
            spec.slots = (Type){.construct = group_construct, .str = group_str};
        }
        Type *base = i == EXC_BASE_EXCEPTION ? NULL : vm->exceptions[rows[i].base];
        vm->exceptions[i] = type_new_native(vm, &spec, base);
    }
    /* ExceptionGroup is a BaseExceptionGroup and an Exception. */
    Type *group = vm->exceptions[EXC_EXCEPTION_GROUP];
    Type *bases[2] = {vm->exceptions[EXC_BASE_EXCEPTION_GROUP], vm->exceptions[EXC_EXCEPTION]};
    memory_free(group->mro);
    CHECK(type_set_bases(group, bases, 2));

    static const TypeSpec traceback = {
        .name = "traceback",
        .instance_size = sizeof(Traceback),
        .flags = TYPE_FINAL,
        .methods = TRACEBACK_METHODS,
        .slots = {.visit = traceback_visit, .destroy = traceback_destroy}};
    static const TypeSpec keep = {.name = "frame",
                                  .instance_size = sizeof(FrameKeep),
                                  .flags = TYPE_FINAL,
                                  .slots = {.visit = keep_visit, .destroy = keep_destroy}};
    vm->type_traceback = type_new_native(vm, &traceback, NULL);
    vm->type_frame_keep = type_new_native(vm, &keep, NULL);
}
