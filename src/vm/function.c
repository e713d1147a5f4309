/* Functions of the program and of C, methods bound to their object, cells, code objects. */
#include "vm/frame.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <string.h>

/* ---- code objects ---- */

static Value constant_value(Vm *vm, const Constant *constant, Module *module) {
    switch (constant->kind) {
    case CONSTANT_NONE:
        return VALUE_NONE;
    case CONSTANT_TRUE:
        return VALUE_TRUE;
    case CONSTANT_FALSE:
        return VALUE_FALSE;
    case CONSTANT_ELLIPSIS:
        return VALUE_ELLIPSIS;
    case CONSTANT_INT:
        return int_from_int64(vm, constant->integer);
    case CONSTANT_BIG_INT:
        return int_from_decimal(vm, constant->bytes);
    case CONSTANT_FLOAT:
        return float_new(vm, constant->number);
    case CONSTANT_STRING: {
        Value text = str_from_utf8(vm, constant->bytes, constant->count);
        return constant->count <= 64 ? str_intern(vm, text) : text;
    }
    case CONSTANT_BYTES: {
        Bytes *bytes = heap_new(vm, vm->type_bytes, sizeof *bytes + constant->count + 1);
        bytes->hash = -1;
        bytes->length = constant->count;
        memcpy(bytes->data, constant->bytes, constant->count);
        return value_from_obj(bytes);
    }
    case CONSTANT_TUPLE: {
        Value tuple = tuple_new(vm, constant->count);
        for (uint32_t i = 0; i < constant->count; i++) {
            value_tuple(tuple)->items[i] = constant_value(vm, &constant->items[i], module);
        }
        return tuple;
    }
    case CONSTANT_FROZENSET: {
        Value set = set_new(vm, true);
        for (uint32_t i = 0; i < constant->count; i++) {
            Value item = constant_value(vm, &constant->items[i], module);
            CHECK(set_add(vm, set, item));
            value_release(vm, item);
        }
        return set;
    }
    case CONSTANT_CODE:
        return code_object_new(vm, constant->code, module);
    }
    UNREACHABLE();
}

Value code_object_new(Vm *vm, const Code *code, Module *module) {
    CodeObject *made = heap_new(vm, vm->type_code, sizeof *made);
    made->code = code;
    made->module = module;
    made->name = str_intern_cstr(vm, code->name);
    made->plain_arguments = made->direct_arguments = -1; /* the first call binds, and fills */
    made->instructions = code->instructions;
    made->first_temp = code->first_temp;
    made->register_count = code->register_count;
    return value_from_obj(made);
}

Value code_qualified_name(Vm *vm, CodeObject *code) {
    if (value_is_null(code->qualified_name)) {
        code->qualified_name = str_intern_cstr(vm, code->code->qualified_name);
    }
    return code->qualified_name;
}

Value function_qualified_name(Vm *vm, const Function *function) {
    return value_is_null(function->qualified_name) ? code_qualified_name(vm, function->code)
                                                   : function->qualified_name;
}

Value code_register_name(Vm *vm, CodeObject *code, uint32_t index) {
    Value *name = &code->register_names[index];
    if (value_is_null(*name)) {
        const char *text = code->code->register_names[index];
        *name = str_intern_cstr(vm, text != NULL ? text : "");
    }
    return *name;
}

void code_object_fill(Vm *vm, CodeObject *made) {
    const Code *code = made->code;
    if (made->is_filled) {
        return;
    }
    made->is_filled = true;
    uint32_t count = code->constant_count + code->name_count + code->first_temp;
    InlineCache *caches =
        memory_new_zeroed(1, code->cache_count * sizeof(InlineCache) + count * sizeof(Value));
    made->caches = caches;
    made->constants = (Value *)(void *)(caches + code->cache_count);
    made->names = made->constants + code->constant_count;
    made->register_names = made->names + code->name_count;
    for (uint32_t i = 0; i < code->constant_count; i++) {
        made->constants[i] = constant_value(vm, &code->constants[i], made->module);
    }
    for (uint32_t i = 0; i < code->name_count; i++) {
        made->names[i] = str_intern_cstr(vm, code->names[i]);
    }
    bool plain =
        (code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) == 0 && code->keyword_only_count == 0;
    made->plain_arguments = plain ? code->positional_count : -1;
    bool runs_at_once =
        (code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) == 0;
    made->direct_arguments = runs_at_once && code->free_count == 0 ? made->plain_arguments : -1;
}

static void code_visit(Obj *self, VisitFunction visit, void *context) {
    CodeObject *code = (CodeObject *)self;
    visit(code->name, context);
    visit(code->qualified_name, context);
    for (uint32_t i = 0; code->constants != NULL && i < code->code->constant_count; i++) {
        visit(code->constants[i], context);
    }
    for (uint32_t i = 0; code->names != NULL && i < code->code->name_count; i++) {
        visit(code->names[i], context);
    }
    for (uint32_t i = 0; code->register_names != NULL && i < code->code->first_temp; i++) {
        visit(code->register_names[i], context);
    }
}

static void release_values(Vm *vm, Value *values, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        value_release(vm, values[i]);
    }
}

static void code_destroy(Vm *vm, Obj *self) {
    CodeObject *code = (CodeObject *)self;
    InlineCache *filled = code->caches; /* the values stand behind them */
    if (filled != NULL && !vm->is_ending) {
        release_values(vm, code->constants, code->code->constant_count);
        release_values(vm, code->names, code->code->name_count);
        release_values(vm, code->register_names, code->code->first_temp);
    }
    code->constants = code->names = code->register_names = NULL;
    code->caches = NULL;
    memory_free(filled);
    value_store(vm, &code->name, VALUE_NULL);
    value_store(vm, &code->qualified_name, VALUE_NULL);
}

static Value code_get(Vm *vm, Value self, Value name) {
    CodeObject *code = (CodeObject *)value_obj(self);
    const char *text = str_utf8(vm, name);
    if (strcmp(text, "co_name") == 0) {
        return value_retain(code->name);
    }
    if (strcmp(text, "co_qualname") == 0) {
        return value_retain(code_qualified_name(vm, code));
    }
    if (strcmp(text, "co_argcount") == 0) {
        return value_from_small_int(code->code->positional_count);
    }
    if (strcmp(text, "co_posonlyargcount") == 0) {
        return value_from_small_int(code->code->positional_only_count);
    }
    if (strcmp(text, "co_kwonlyargcount") == 0) {
        return value_from_small_int(code->code->keyword_only_count);
    }
    if (strcmp(text, "co_firstlineno") == 0) {
        return value_from_small_int(code->code->first_line);
    }
    if (strcmp(text, "co_filename") == 0) {
        return str_from_cstr(vm, code->code->unit->file_name);
    }
    if (strcmp(text, "co_varnames") == 0) {
        code_object_fill(vm, code);
        Value names = tuple_new(vm, code->code->local_count);
        for (uint32_t i = 0; i < code->code->local_count; i++) {
            value_tuple(names)->items[i] = value_retain(code_register_name(vm, code, i));
        }
        return names;
    }
    return object_get_attr(vm, self, name);
}

/* ---- functions ---- */

Value function_new(Vm *vm, CodeObject *code) {
    Function *function = heap_new(vm, vm->type_function, sizeof *function);
    function->code = obj_retain(code);
    function->name = value_retain(code->name);
    return value_from_obj(function);
}

static void function_visit(Obj *self, VisitFunction visit, void *context) {
    Function *function = (Function *)self;
    if (function->code != NULL) {
        visit(value_from_obj(function->code), context);
    }
    visit(function->name, context);
    visit(function->qualified_name, context);
    visit(function->defaults, context);
    visit(function->keyword_defaults, context);
    visit(function->annotations, context);
    visit(function->closure, context);
    if (function->dict != NULL) {
        visit(value_from_obj(function->dict), context);
    }
}

static void function_destroy(Vm *vm, Obj *self) {
    Function *function = (Function *)self;
    value_store(vm, &function->defaults, VALUE_NULL);
    value_store(vm, &function->keyword_defaults, VALUE_NULL);
    value_store(vm, &function->annotations, VALUE_NULL);
    value_store(vm, &function->closure, VALUE_NULL);
    Dict *dict = function->dict;
    function->dict = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
    if (self->refs == 0) {
        obj_release(vm, function->code);
        value_store(vm, &function->name, VALUE_NULL);
        value_store(vm, &function->qualified_name, VALUE_NULL);
    }
}

static Value function_repr(Vm *vm, Value self) {
    Function *function = (Function *)value_obj(self);
    Text text = {0};
    text_append_cstr(&text, "<function ");
    str_append_utf8(function_qualified_name(vm, function), &text);
    text_printf(&text, " at 0x%012x>", obj_serial(vm, value_obj(self)));
    return str_from_text(vm, &text);
}

static Value or_none(Value value) {
    return value_is_null(value) ? VALUE_NONE : value_retain(value);
}

static Value function_get_attr(Vm *vm, Value self, Value name) {
    Function *function = (Function *)value_obj(self);
    if (function->dict != NULL) {
        Value own = dict_get_name(function->dict, name);
        if (!value_is_null(own)) {
            return value_retain(own);
        }
    }
    if (value_same(name, vm->names.dunder_name)) {
        return value_retain(function->name);
    }
    if (value_same(name, vm->names.dunder_qualname)) {
        return value_retain(function_qualified_name(vm, function));
    }
    if (value_same(name, vm->names.dunder_module)) {
        return value_retain(function->code->module->name);
    }
    if (value_same(name, vm->names.dunder_doc)) {
        code_object_fill(vm, function->code);
        return function->code->code->has_docstring ? value_retain(function->code->constants[0])
                                                   : VALUE_NONE;
    }
    if (value_same(name, vm->names.dunder_defaults)) {
        return or_none(function->defaults);
    }
    if (value_same(name, vm->names.dunder_kwdefaults)) {
        return or_none(function->keyword_defaults);
    }
    if (value_same(name, vm->names.dunder_closure)) {
        return or_none(function->closure);
    }
    if (value_same(name, vm->names.dunder_code)) {
        return value_retain(value_from_obj(function->code));
    }
    if (value_same(name, vm->names.dunder_annotations)) {
        if (value_is_null(function->annotations)) {
            function->annotations = dict_new(vm);
        }
        return value_retain(function->annotations);
    }
    if (value_same(name, vm->names.dunder_dict)) {
        if (function->dict == NULL) {
            function->dict = value_dict(dict_new(vm));
        }
        return value_retain(value_from_obj(function->dict));
    }
    Value found = type_lookup(vm->type_function, name);
    if (value_is_null(found) && !value_same(name, vm->names.dunder_class)) {
        if (!refuse_if_unsupported(vm, vm->type_function, name)) {
            vm_raise_attribute(vm, self, name, "'function' object has no attribute '%s'",
                               str_utf8(vm, name));
        }
        return VALUE_NULL;
    }
    return object_get_attr(vm, self, name);
}

static bool function_set_attr(Vm *vm, Value self, Value name, Value value) {
    Function *function = (Function *)value_obj(self);
    if (!value_is_null(value) && value_is_str(value) &&
        (value_same(name, vm->names.dunder_name) || value_same(name, vm->names.dunder_qualname))) {
        value_store(vm,
                    value_same(name, vm->names.dunder_name) ? &function->name
                                                            : &function->qualified_name,
                    value_retain(value));
        return true;
    }
    if (!value_is_null(value) && value_same(name, vm->names.dunder_annotations)) {
        value_store(vm, &function->annotations, value_retain(value));
        return true;
    }
    if (value_same(name, vm->names.dunder_code) || value_same(name, vm->names.dunder_defaults) ||
        value_same(name, vm->names.dunder_kwdefaults)) {
        vm_refuse(vm, "assigning to a function's inner parts", "define a new function");
        return false;
    }
    if (value_is_null(value)) {
        if (function->dict == NULL || !dict_delete_name(vm, function->dict, name)) {
            vm_raise_attribute(vm, self, name, "'function' object has no attribute '%s'",
                               str_utf8(vm, name));
            return false;
        }
        return true;
    }
    if (function->dict == NULL) {
        function->dict = value_dict(dict_new(vm));
    }
    dict_set_name(vm, function->dict, name, value);
    return true;
}

static Value function_descriptor_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)owner;
    return value_is_null(instance) ? value_retain(self) : bound_method_new(vm, self, instance);
}

static Value function_method_get(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    if (value_is_none(arguments[1])) {
        return count == 2 || value_is_none(arguments[2])
                   ? vm_raise(vm, EXC_TYPE_ERROR, "__get__(None, None) is invalid")
                   : value_retain(arguments[0]);
    }
    return bound_method_new(vm, arguments[0], arguments[1]);
}

static const NativeMethod FUNCTION_METHODS[] = {
    {"__get__", function_method_get, 1, 2, false, METHOD_INSTANCE},
    {0},
};

/* ---- functions in C ---- */

Value native_new(Vm *vm, const NativeMethod *method, Type *owner, Value module) {
    NativeCallable *native = heap_new(vm, vm->type_native, sizeof *native);
    native->method = method;
    native->owner = owner;
    native->name = str_intern_cstr(vm, method->name);
    native->module = value_retain(module);
    return value_from_obj(native);
}

/* What stands before the function's name and a dot in a complaint: the type, or a module that
 * programs import. */
static const char *owner_text(Vm *vm, NativeCallable *native) {
    if (native->owner != NULL) {
        return type_name(native->owner);
    }
    if (value_is_null(native->module) || str_equal_cstr(native->module, "builtins")) {
        return "";
    }
    const char *module = str_utf8(vm, native->module);
    return module + (module[0] == '_');
}

bool native_is_slot_wrapper(Vm *vm, const NativeCallable *native) {
    static const char *const ordinary[] = {
        "__format__",        "__round__", "__reversed__", "__getnewargs__",
        "__trunc__",         "__floor__", "__ceil__",     "__length_hint__",
        "__class_getitem__", "__bytes__", "__enter__",    "__exit__",
    };
    const char *name = native->method->name;
    if (native->owner == NULL || strncmp(name, "__", 2) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof ordinary / sizeof ordinary[0]; i++) {
        if (strcmp(name, ordinary[i]) == 0) {
            return false;
        }
    }
    bool is_item = strcmp(name, "__getitem__") == 0;
    bool is_contains = strcmp(name, "__contains__") == 0;
    bool is_dict = native->owner == vm->type_dict;
    bool is_set = native->owner == vm->type_set || native->owner == vm->type_frozenset;
    return !(is_item && (is_dict || native->owner == vm->type_list)) &&
           !(is_contains && (is_dict || is_set));
}

/* CPython's words for a wrong number of arguments, by how many the function takes. */
static Value raise_count(Vm *vm, NativeCallable *native, uint32_t given) {
    const NativeMethod *method = native->method;
    const char *owner = owner_text(vm, native);
    const char *dot = owner[0] != '\0' ? "." : "";
    if (method->max == 0 && !native_is_slot_wrapper(vm, native)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s%s%s() takes no arguments (%u given)", owner, dot,
                        method->name, given);
    }
    if (method->min == 1 && method->max == 1 && !native_is_slot_wrapper(vm, native)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s%s%s() takes exactly one argument (%u given)", owner,
                        dot, method->name, given);
    }
    bool few = (int32_t)given < method->min;
    if (native->owner != NULL && native_is_slot_wrapper(vm, native)) {
        int32_t wanted = few ? method->min : method->max;
        return vm_raise(vm, EXC_TYPE_ERROR, "expected %d argument%s, got %u", wanted,
                        wanted == 1 ? "" : "s", given);
    }
    /* The searching methods of str and bytes have words of their own. */
    static const char *const searching[] = {"count",  "find",       "index",   "rfind",
                                            "rindex", "startswith", "endswith"};
    for (size_t i = 0; i < sizeof searching / sizeof searching[0]; i++) {
        if ((native->owner == vm->type_str || native->owner == vm->type_bytes) &&
            strcmp(method->name, searching[i]) == 0) {
            int32_t limit = few ? method->min : method->max;
            return vm_raise(vm, EXC_TYPE_ERROR, "%s() takes at %s %d argument%s (%u given)",
                            method->name, few ? "least" : "most", limit, limit == 1 ? "" : "s",
                            given);
        }
    }
    int32_t bound = few ? method->min : method->max;
    const char *how = method->min == method->max ? "" : few ? "at least " : "at most ";
    return vm_raise(vm, EXC_TYPE_ERROR, "%s expected %s%d argument%s, got %u", method->name, how,
                    bound, bound == 1 ? "" : "s", given);
}

Value native_call(Vm *vm, NativeCallable *native, const Value *arguments, uint32_t count,
                  Value keywords) {
    const NativeMethod *method = native->method;
    uint32_t given = count;
    if (native->owner != NULL && method->kind == METHOD_INSTANCE) {
        if (count == 0) {
            return vm_raise(vm, EXC_TYPE_ERROR, "unbound method %s.%s() needs an argument",
                            type_name(native->owner), method->name);
        }
        if (!type_is_subtype(value_type(vm, arguments[0]), native->owner)) {
            return vm_raise(vm, EXC_TYPE_ERROR,
                            native_is_slot_wrapper(vm, native)
                                ? "descriptor '%s' requires a '%s' object but received a '%s'"
                                : "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                            method->name, type_name(native->owner),
                            value_type_name(vm, arguments[0]));
        }
        given--;
    } else if (native->owner != NULL && method->kind == METHOD_CLASS) {
        given--;
    }
    if (!method->keywords) {
        if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
            const char *owner = owner_text(vm, native);
            return vm_raise(vm, EXC_TYPE_ERROR, "%s%s%s() takes no keyword arguments", owner,
                            owner[0] != '\0' ? "." : "", method->name);
        }
        if ((int32_t)given < method->min || (method->max >= 0 && (int32_t)given > method->max)) {
            return raise_count(vm, native, given);
        }
    }
    if (!vm_enter(vm)) {
        return VALUE_NULL;
    }
    Value result = method->function(vm, arguments, count, keywords);
    vm_leave(vm);
    return result;
}

static void native_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((NativeCallable *)self)->name, context);
    visit(((NativeCallable *)self)->module, context);
}

static void native_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((NativeCallable *)self)->name, VALUE_NULL);
    value_store(vm, &((NativeCallable *)self)->module, VALUE_NULL);
}

static Value native_repr(Vm *vm, Value self) {
    NativeCallable *native = (NativeCallable *)value_obj(self);
    if (native->owner != NULL) {
        return str_printf(vm, "<method '%s' of '%s' objects>", native->method->name,
                          type_name(native->owner));
    }
    return str_printf(vm, "<built-in function %s>", native->method->name);
}

static Value native_get_attr(Vm *vm, Value self, Value name) {
    NativeCallable *native = (NativeCallable *)value_obj(self);
    if (value_same(name, vm->names.dunder_name)) {
        return value_retain(native->name);
    }
    if (value_same(name, vm->names.dunder_qualname)) {
        return native->owner != NULL
                   ? str_printf(vm, "%s.%s", type_name(native->owner), native->method->name)
                   : value_retain(native->name);
    }
    if (value_same(name, vm->names.dunder_module)) {
        return value_is_null(native->module) ? str_intern_cstr(vm, "builtins")
                                             : value_retain(native->module);
    }
    return object_get_attr(vm, self, name);
}

static Value native_descriptor_get(Vm *vm, Value self, Value instance, Type *owner) {
    NativeCallable *native = (NativeCallable *)value_obj(self);
    if (native->owner == NULL) {
        return value_retain(self);
    }
    switch (native->method->kind) {
    case METHOD_STATIC:
        return value_retain(self);
    case METHOD_CLASS:
        return bound_method_new(vm, self, value_from_obj(owner));
    case METHOD_PROPERTY:
        return value_is_null(instance) ? value_retain(self)
                                       : native->method->function(vm, &instance, 1, VALUE_NULL);
    case METHOD_INSTANCE:
        break;
    }
    return value_is_null(instance) ? value_retain(self) : bound_method_new(vm, self, instance);
}

/* ---- bound methods ---- */

Value bound_method_new(Vm *vm, Value function, Value self) {
    BoundMethod *bound = heap_new(vm, vm->type_bound_method, sizeof *bound);
    bound->function = value_retain(function);
    bound->self = value_retain(self);
    return value_from_obj(bound);
}

static void bound_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((BoundMethod *)self)->function, context);
    visit(((BoundMethod *)self)->self, context);
}

static void bound_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((BoundMethod *)self)->function, VALUE_NULL);
    value_store(vm, &((BoundMethod *)self)->self, VALUE_NULL);
}

/* types.MethodType(function, self) */
static Value bound_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    (void)type;
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "method() takes no keyword arguments");
    }
    if (count != 2) {
        return vm_raise(vm, EXC_TYPE_ERROR, "method expected 2 arguments, got %u", count);
    }
    if (!value_is_callable(vm, arguments[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "first argument must be callable");
    }
    if (value_is_none(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "instance must not be None");
    }
    return bound_method_new(vm, arguments[0], arguments[1]);
}

static Value bound_repr(Vm *vm, Value self) {
    BoundMethod *bound = (BoundMethod *)value_obj(self);
    if (value_is_obj(bound->function) && value_obj(bound->function)->type == vm->type_native) {
        NativeCallable *native = (NativeCallable *)value_obj(bound->function);
        return str_printf(vm, "<built-in method %s of %s object at 0x%012x>", native->method->name,
                          value_type_name(vm, bound->self),
                          value_is_obj(bound->self) ? obj_serial(vm, value_obj(bound->self)) : 0u);
    }
    Value name = value_get_attr(vm, bound->function, vm->names.dunder_qualname);
    if (value_is_null(name)) {
        return VALUE_NULL;
    }
    Value of = value_repr(vm, bound->self);
    Text text = {0};
    text_append_cstr(&text, "<bound method ");
    str_append_utf8(name, &text);
    text_append_cstr(&text, " of ");
    if (!value_is_null(of)) {
        str_append_utf8(of, &text);
    }
    text_append_char(&text, '>');
    value_release(vm, name);
    if (value_is_null(of)) {
        text_release(&text);
        return VALUE_NULL;
    }
    value_release(vm, of);
    return str_from_text(vm, &text);
}

static Value bound_get_attr(Vm *vm, Value self, Value name) {
    BoundMethod *bound = (BoundMethod *)value_obj(self);
    if (value_same(name, vm->names.dunder_self)) {
        return value_retain(bound->self);
    }
    if (value_same(name, vm->names.dunder_func)) {
        return value_retain(bound->function);
    }
    return value_get_attr(vm, bound->function, name);
}

static Value bound_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if ((op != COMPARE_EQUAL && op != COMPARE_NOT_EQUAL) || !value_is_obj(b) ||
        value_obj(b)->type != vm->type_bound_method) {
        return VALUE_NOT_IMPLEMENTED;
    }
    BoundMethod *left = (BoundMethod *)value_obj(a);
    BoundMethod *right = (BoundMethod *)value_obj(b);
    bool same = value_same(left->self, right->self) && value_same(left->function, right->function);
    return value_from_bool(same == (op == COMPARE_EQUAL));
}

static bool bound_hash(Vm *vm, Value self, int64_t *hash) {
    BoundMethod *bound = (BoundMethod *)value_obj(self);
    *hash = value_is_obj(bound->self) ? obj_serial(vm, value_obj(bound->self)) : 1;
    *hash ^= (int64_t)obj_serial(vm, value_obj(bound->function)) << 20;
    return true;
}

/* ---- cells, kept frames ---- */

static void cell_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((CellObject *)self)->value, context);
}

static void cell_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((CellObject *)self)->value, VALUE_NULL);
}

static Value cell_method_contents(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value value = ((CellObject *)value_obj(arguments[0]))->value;
    return value_is_null(value) ? vm_raise(vm, EXC_VALUE_ERROR, "Cell is empty")
                                : value_retain(value);
}

static const NativeMethod CELL_METHODS[] = {
    {"cell_contents", cell_method_contents, 0, 0, false, METHOD_PROPERTY},
    {0},
};

void function_setup(Vm *vm) {
    static const TypeSpec native = {.name = "builtin_function_or_method",
                                    .instance_size = sizeof(NativeCallable),
                                    .flags = TYPE_FINAL | TYPE_WITHIN_HEAP,
                                    .slots = {.repr = native_repr,
                                              .visit = native_visit,
                                              .destroy = native_destroy,
                                              .get_attr = native_get_attr,
                                              .descriptor_get = native_descriptor_get}};
    static const TypeSpec code = {
        .name = "code",
        .instance_size = sizeof(CodeObject),
        .flags = TYPE_FINAL,
        .slots = {.visit = code_visit, .destroy = code_destroy, .get_attr = code_get}};
    static const TypeSpec function = {.name = "function",
                                      .instance_size = sizeof(Function),
                                      .flags = TYPE_FINAL | TYPE_WITHIN_HEAP,
                                      .methods = FUNCTION_METHODS,
                                      .slots = {.repr = function_repr,
                                                .fork = fork_function,
                                                .visit = function_visit,
                                                .destroy = function_destroy,
                                                .get_attr = function_get_attr,
                                                .set_attr = function_set_attr,
                                                .descriptor_get = function_descriptor_get}};
    static const TypeSpec bound = {.name = "method",
                                   .instance_size = sizeof(BoundMethod),
                                   .flags = TYPE_FINAL | TYPE_WITHIN_HEAP,
                                   .slots = {.construct = bound_construct,
                                             .repr = bound_repr,
                                             .fork = fork_bound_method,
                                             .visit = bound_visit,
                                             .destroy = bound_destroy,
                                             .get_attr = bound_get_attr,
                                             .compare = bound_compare,
                                             .hash = bound_hash}};
    static const TypeSpec cell = {
        .name = "cell",
        .instance_size = sizeof(CellObject),
        .flags = TYPE_FINAL | TYPE_WITHIN_HEAP,
        .methods = CELL_METHODS,
        .slots = {.visit = cell_visit, .destroy = cell_destroy, .fork = fork_cell}};
    vm->type_native = type_new_native(vm, &native, NULL);
    vm->type_code = type_new_native(vm, &code, NULL);
    vm->type_function = type_new_native(vm, &function, NULL);
    vm->type_bound_method = type_new_native(vm, &bound, NULL);
    vm->type_cell = type_new_native(vm, &cell, NULL);
}
