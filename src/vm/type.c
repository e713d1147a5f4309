/* Types as such: native ones from their specs, lookup along the method resolution order, and what a
 * class object itself can do (type(x), C.__name__, C.attribute = …). Class statements are in
 * class.c. */
#include "vm/type.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/bases.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stdio.h>
#include <string.h>

Value type_lookup(Type *type, Value name) {
    for (uint32_t i = 0; i < type->mro_count; i++) {
        Value found = dict_get_name(type->mro[i]->attributes, name);
        if (!value_is_null(found)) {
            return found;
        }
    }
    return VALUE_NULL;
}

Value type_find(Vm *vm, Type *type, Value name) {
    uint64_t mixed = ((uint64_t)(uintptr_t)type ^ name.bits << 1) * UINT64_C(0x9E3779B97F4A7C15);
    TypeMemo *memo = &vm->type_memos[mixed >> 32 & (TYPE_MEMOS - 1)];
    if (memo->type != type || memo->epoch != vm->type_epoch || !value_same(memo->name, name)) {
        *memo = (TypeMemo){type, name, type_lookup(type, name), vm->type_epoch};
    }
    return memo->found;
}

Value type_lookup_cstr(Vm *vm, Type *type, const char *name) {
    Value interned = str_intern_cstr(vm, name);
    Value found = type_lookup(type, interned);
    value_release(vm, interned);
    return found;
}

Type *type_native_base(Type *type) {
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if ((type->mro[i]->flags & TYPE_HEAP) == 0) {
            return type->mro[i];
        }
    }
    return type;
}

void type_set(Vm *vm, Type *type, const char *name, Value value) {
    Value interned = str_intern_cstr(vm, name);
    dict_set_name(vm, type->attributes, interned, value);
    value_release(vm, interned);
    vm->type_epoch++;
}

bool type_is_subtype(const Type *type, const Type *base) {
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if (type->mro[i] == base) {
            return true;
        }
    }
    return false;
}

Type *value_type(Vm *vm, Value value) {
    if (value_is_obj(value)) {
        return value_obj(value)->type;
    }
    if (value_is_small_int(value)) {
        return vm->type_int;
    }
    if (value_is_bool(value)) {
        return vm->type_bool;
    }
    if (value_is_none(value)) {
        return vm->type_none;
    }
    if (value_same(value, VALUE_ELLIPSIS)) {
        return vm->type_ellipsis;
    }
    CHECK(value_same(value, VALUE_NOT_IMPLEMENTED));
    return vm->type_not_implemented;
}

const char *type_name(const Type *type) {
    /* Names are ASCII or not: str data of width 1 and ASCII can be used as it stands. */
    Str *name = (Str *)value_obj(type->name);
    return name->ascii ? (const char *)name->data : "?";
}

/* CPython's static types of modules are called by their full names in messages. */
static const char *full_name(const Type *type) {
    static const char *const names[] = {
        "types.GenericAlias",      "types.UnionType",    "collections.deque",
        "collections.defaultdict", "datetime.timedelta", "datetime.datetime",
        "collections.OrderedDict", "datetime.date",      "functools.partial",
        "itertools.count",         "itertools.cycle",    "itertools.chain",
        "itertools.islice",        "itertools.repeat",   "itertools.product",
        "_asyncio.Future",         "_asyncio.Task",      "datetime.time",
        "datetime.timezone",       "datetime.tzinfo",    "types.SimpleNamespace",
    };
    if (!value_is_str(type->module)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *dot = strchr(names[i], '.');
        if (str_equal_cstr(type->name, dot + 1) &&
            str_length(type->module) == (uint32_t)(dot - names[i]) &&
            memcmp(((const Str *)value_obj(type->module))->data, names[i],
                   (size_t)(dot - names[i])) == 0) {
            return names[i];
        }
    }
    return NULL;
}

const char *value_type_name(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    if (type == vm->type_bound_method) {
        /* A method of a native type is one of C's in CPython, a slot's one a wrapper. */
        Value function = ((BoundMethod *)value_obj(value))->function;
        if (value_is_obj(function) && value_obj(function)->type == vm->type_native) {
            return native_is_slot_wrapper(vm, (NativeCallable *)value_obj(function))
                       ? "method-wrapper"
                       : "builtin_function_or_method";
        }
    }
    const char *full = full_name(type);
    if (full != NULL) {
        return full;
    }
    Str *name = (Str *)value_obj(type->name);
    return name->ascii ? (const char *)name->data : str_utf8(vm, type->name);
}

bool value_is_instance(Vm *vm, Value value, const Type *type) {
    return type_is_subtype(value_type(vm, value), type);
}

/* Copies every slot that `type` leaves open from its base. */
static void inherit_slots(Type *type, const Type *base) {
#define INHERIT(slot)                                                                              \
    if (type->slot == NULL) {                                                                      \
        type->slot = base->slot;                                                                   \
    }
    INHERIT(fork)
    INHERIT(finalize)
    INHERIT(destroy)
    INHERIT(visit)
    INHERIT(construct)
    INHERIT(repr)
    INHERIT(str)
    INHERIT(negative)
    INHERIT(positive)
    INHERIT(invert)
    INHERIT(absolute)
    INHERIT(truth)
    INHERIT(length)
    INHERIT(get_item)
    INHERIT(set_item)
    INHERIT(contains)
    INHERIT(iter)
    INHERIT(next)
    INHERIT(call)
    INHERIT(get_attr)
    INHERIT(set_attr)
    INHERIT(descriptor_get)
    INHERIT(descriptor_set)
    INHERIT(await_iter)
    INHERIT(async_iter)
    INHERIT(async_next)
    INHERIT(format)
    INHERIT(resume)
    INHERIT(binary)
    INHERIT(inplace)
#undef INHERIT
    /* A type that defines equality alone is unhashable, as in CPython. */
    if (type->compare == NULL && type->hash == NULL) {
        type->hash = base->hash;
    }
    if (type->compare == NULL) {
        type->compare = base->compare;
    }
    type->flags |= base->flags & (TYPE_EXCEPTION | TYPE_IS_INT | TYPE_IS_STR | TYPE_IS_TUPLE |
                                  TYPE_IS_LIST | TYPE_IS_DICT | TYPE_HAS_GETATTR_HOOK |
                                  TYPE_INIT_FILLS | TYPE_HAS_DICT | TYPE_CLASS_HOOKS);
}

bool type_set_bases(Type *type, Type *const *bases, uint32_t count) {
    uint32_t most = 1 + count;
    for (uint32_t i = 0; i < count; i++) {
        most += bases[i]->mro_count;
    }
    type->mro = memory_new(most * sizeof(Type *));
    if (!bases_merge(type, bases, count, type->mro, &type->mro_count)) {
        type->mro_count = 1;
        return false;
    }
    type->base = count > 0 ? bases[0] : NULL;
    type->base_count = count;
    for (uint32_t i = 0; i < count; i++) {
        type->mro[type->mro_count + i] = bases[i];
    }
    /* The slots of classes are those of the native type below, or call what a class defines. */
    if (count > 1 && (type->flags & TYPE_HEAP)) {
        inherit_slots(type, type_native_base(type));
    }
    for (uint32_t i = 0; i < count; i++) {
        inherit_slots(type, bases[i]);
    }
    return true;
}

/* The core types refer to each other, so vm_new() lays their structs out before any is filled. */
static Type *laid_out(Vm *vm, const char *name) {
    struct {
        const char *name;
        Type *type;
    } core[] = {
        {"object", vm->type_object}, {"type", vm->type_type},
        {"str", vm->type_str},       {"dict", vm->type_dict},
        {"tuple", vm->type_tuple},   {"builtin_function_or_method", vm->type_native},
    };
    for (size_t i = 0; i < sizeof core / sizeof core[0]; i++) {
        if (core[i].type != NULL && core[i].type->mro == NULL && strcmp(core[i].name, name) == 0) {
            return core[i].type;
        }
    }
    return heap_new_untyped(vm, sizeof(Type));
}

/* Calling a type whose objects come from elsewhere. What CPython cannot make either is an error, as
 * there; what it can make by such a call (a function from code, a module) is refused. */
static Value cannot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Type *const never_made[] = {vm->type_generator, vm->type_coroutine, vm->type_async_generator,
                                vm->type_native};
    const char *name = type_name(type);
    bool never = strstr(name, "iterator") != NULL || strncmp(name, "dict_", 5) == 0;
    for (size_t i = 0; i < sizeof never_made / sizeof never_made[0]; i++) {
        never = never || type == never_made[i];
    }
    if (never) {
        return vm_raise(vm, EXC_TYPE_ERROR, "cannot create '%s' instances", name);
    }
    char what[80];
    snprintf(what, sizeof what, "calling the type '%s'", name);
    return vm_refuse(vm, what, NULL);
}

Type *type_new_native(Vm *vm, const TypeSpec *spec, Type *base) {
    Type *type = laid_out(vm, spec->name);
    Obj head = type->obj;
    *type = spec->slots;
    type->obj = head;
    type->obj.type = vm->type_type;
    type->flags = spec->flags | TYPE_IMMORTAL;
    type->instance_size = spec->instance_size;
    type->dict_offset = spec->slots.dict_offset;
    if (base == NULL && type != vm->type_object) {
        base = vm->type_object;
    }
    if (base != NULL) {
        if (type->instance_size == 0) {
            type->instance_size = base->instance_size;
        }
        if (type->dict_offset == 0) {
            type->dict_offset = base->dict_offset;
        }
    }
    if (base == vm->type_object && type->construct == NULL) {
        type->construct = cannot_construct;
    }
    CHECK(type_set_bases(type, &base, base != NULL ? 1 : 0));
    const char *dot = strrchr(spec->name, '.');
    const char *name = dot != NULL ? dot + 1 : spec->name;
    type->name = str_intern_cstr(vm, name);
    type->qualified_name = value_retain(type->name);
    if (dot != NULL) {
        char module[64];
        snprintf(module, sizeof module, "%.*s", (int)(dot - spec->name), spec->name);
        type->module = str_intern_cstr(vm, module);
    } else {
        type->module = str_intern_cstr(vm, "builtins");
    }
    type->attributes = value_dict(dict_new(vm));
    uint32_t count = 0;
    while (spec->methods != NULL && spec->methods[count].name != NULL) {
        count++;
    }
    dict_reserve(vm, type->attributes, count);
    for (uint32_t i = 0; i < count; i++) {
        Value native = native_new(vm, &spec->methods[i], type, VALUE_NULL);
        Value named = ((NativeCallable *)value_obj(native))->name;
        dict_add_name(vm, type->attributes, named, native);
        value_release(vm, native);
    }
    slot_methods_add(vm, type, &spec->slots);
    if (spec->doc != NULL) {
        Value doc = str_from_cstr(vm, spec->doc);
        type_set(vm, type, "__doc__", doc);
        value_release(vm, doc);
    }
    return type;
}

/* ---- class objects as values ---- */

static Value type_repr(Vm *vm, Value self) {
    Type *type = (Type *)value_obj(self);
    Value shown;
    if (class_hook(vm, self, vm->names.dunder_class_repr, NULL, 0, &shown)) {
        return shown;
    }
    Text text = {0};
    text_append_cstr(&text, "<class '");
    if (!str_equal_cstr(type->module, "builtins")) {
        str_append_utf8(type->module, &text);
        text_append_char(&text, '.');
    }
    str_append_utf8(type->qualified_name, &text);
    text_append_cstr(&text, "'>");
    return str_from_text(vm, &text);
}

static Value type_call(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    Type *type = (Type *)value_obj(self);
    return type->construct(vm, type, arguments, count, keywords);
}

static Value type_mro_tuple(Vm *vm, Type *type) {
    Value tuple = tuple_new(vm, type->mro_count);
    for (uint32_t i = 0; i < type->mro_count; i++) {
        value_tuple(tuple)->items[i] = value_retain(value_from_obj(type->mro[i]));
    }
    return tuple;
}

static Value special_attribute(Vm *vm, Type *type, Value name) {
    if (value_same(name, vm->names.dunder_name)) {
        return value_retain(type->name);
    }
    if (value_same(name, vm->names.dunder_qualname)) {
        return value_retain(type->qualified_name);
    }
    if (value_same(name, vm->names.dunder_module)) {
        return value_retain(type->module);
    }
    if (value_same(name, vm->names.dunder_mro)) {
        return type_mro_tuple(vm, type);
    }
    if (value_same(name, vm->names.dunder_bases)) {
        Value bases = tuple_new(vm, type->base_count);
        for (uint32_t i = 0; i < type->base_count; i++) {
            value_tuple(bases)->items[i] =
                value_retain(value_from_obj(type->mro[type->mro_count + i]));
        }
        return bases;
    }
    if (value_same(name, vm->names.dunder_class)) {
        return value_retain(value_from_obj(vm->type_type));
    }
    if (str_equal_cstr(name, "__base__")) {
        return type->base != NULL ? value_retain(value_from_obj(type->base)) : VALUE_NONE;
    }
    if (value_same(name, vm->names.dunder_dict)) {
        return dict_copy(vm, type->attributes);
    }
    if (value_same(name, vm->names.dunder_doc)) {
        Value doc = dict_get_name(type->attributes, name);
        if (value_is_null(doc) && (type->flags & TYPE_HEAP) == 0) {
            return vm_refuse(vm, "the docstring of a builtin", NULL);
        }
        return value_is_null(doc) ? VALUE_NONE : value_retain(doc);
    }
    if (value_same(name, vm->names.dunder_members) && (type->flags & TYPE_CLASS_HOOKS)) {
        Value map = type_lookup_cstr(vm, type, "_member_map_");
        return value_is_null(map) ? VALUE_NULL : dict_copy(vm, value_dict(map));
    }
    if (value_same(name, vm->names.dunder_hash) && type->hash == NULL) {
        return VALUE_NONE;
    }
    if (value_same(name, vm->names.dunder_annotations)) {
        Value own = dict_get_name(type->attributes, name);
        if (value_is_null(own) && (type->flags & TYPE_HEAP)) {
            own = dict_new(vm);
            dict_set_name(vm, type->attributes, name, own);
            return own;
        }
        return value_is_null(own) ? VALUE_NULL : value_retain(own);
    }
    return VALUE_NULL;
}

static Value type_get_attr(Vm *vm, Value self, Value name) {
    Type *type = (Type *)value_obj(self);
    Value special = special_attribute(vm, type, name);
    if (!value_is_null(special)) {
        return special;
    }
    Value found = type_lookup(type, name);
    if (!value_is_null(found)) {
        if (value_is_obj(found) && value_obj(found)->type->descriptor_get != NULL) {
            return value_obj(found)->type->descriptor_get(vm, found, VALUE_NULL, type);
        }
        return value_retain(found);
    }
    Value meta = type_lookup(vm->type_type, name);
    if (!value_is_null(meta)) {
        if (value_is_obj(meta) && value_obj(meta)->type->descriptor_get != NULL) {
            return value_obj(meta)->type->descriptor_get(vm, meta, self, vm->type_type);
        }
        return value_retain(meta);
    }
    if (type->flags & TYPE_CLASS_HOOKS) {
        vm_raise_attribute(vm, self, name, "%s", str_utf8(vm, name)); /* as EnumType does */
    } else if (!refuse_if_unsupported(vm, type, name)) {
        vm_raise_attribute(vm, self, name, "type object '%s' has no attribute '%s'",
                           str_utf8(vm, type->name), str_utf8(vm, name));
    }
    return VALUE_NULL;
}

static bool set_class_attr(Vm *vm, Value self, Value name, Value value);

static bool type_set_attr(Vm *vm, Value self, Value name, Value value) {
    Type *type = (Type *)value_obj(self);
    if ((type->flags & TYPE_HEAP) == 0) {
        vm_raise(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'",
                 str_utf8(vm, name), str_utf8(vm, type->name));
        return false;
    }
    Value checked;
    Value hook =
        value_is_null(value) ? vm->names.dunder_class_delattr : vm->names.dunder_class_setattr;
    if (class_hook(vm, self, hook, &name, 1, &checked)) {
        if (value_is_null(checked)) {
            return false;
        }
        value_release(vm, checked);
    }
    return set_class_attr(vm, self, name, value);
}

/* Slots depend on names that begin so only. */
static bool is_dunder(Value name) {
    const Str *str = (const Str *)value_obj(name);
    return str->ascii && str->length > 4 && memcmp(str->data, "__", 2) == 0;
}

static bool set_class_attr(Vm *vm, Value self, Value name, Value value) {
    Type *type = (Type *)value_obj(self);
    if (value_is_null(value)) {
        if (!dict_delete_name(vm, type->attributes, name)) {
            vm_raise_attribute(vm, self, name, "type object '%s' has no attribute '%s'",
                               str_utf8(vm, type->name), str_utf8(vm, name));
            return false;
        }
    } else if (value_same(name, vm->names.dunder_name) && value_is_str(value)) {
        value_store(vm, &type->name, value_retain(value));
    } else if (value_same(name, vm->names.dunder_qualname) && value_is_str(value)) {
        value_store(vm, &type->qualified_name, value_retain(value));
    } else if (value_same(name, vm->names.dunder_module) && value_is_str(value)) {
        value_store(vm, &type->module, value_retain(value));
    } else {
        dict_set_name(vm, type->attributes, name, value);
    }
    vm->type_epoch++;
    if (is_dunder(name)) {
        class_slots_update(vm, type);
    }
    return true;
}

static bool type_hash(Vm *vm, Value self, int64_t *hash) {
    *hash = obj_serial(vm, value_obj(self));
    return true;
}

/* type(x). The three-argument form makes classes at run time, which the subset leaves out. */
static Value type_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    (void)type;
    if (count == 1 && value_is_null(keywords)) {
        return value_retain(value_from_obj(value_type(vm, arguments[0])));
    }
    if (count == 3) {
        return vm_refuse(vm, "type() with three arguments", "write a class statement instead");
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "type() takes 1 or 3 arguments");
}

/* C | None in annotations. */
static Value type_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_OR) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return union_new(vm, a, b);
}

static Value type_method_mro(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value tuple = type_mro_tuple(vm, (Type *)value_obj(arguments[0]));
    Value list = list_from(vm, value_tuple(tuple)->items, value_tuple(tuple)->count);
    value_release(vm, tuple);
    return list;
}

/* type.__setattr__(C, name, value): past the class's own hooks. */
static Value type_method_setattr(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    Value name = str_intern(vm, value_retain(arguments[1]));
    bool fine = set_class_attr(vm, arguments[0], name, count > 2 ? arguments[2] : VALUE_NULL);
    value_release(vm, name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

static const NativeMethod TYPE_METHODS[] = {
    {"__setattr__", type_method_setattr, 2, 2, false, METHOD_INSTANCE},
    {"__delattr__", type_method_setattr, 1, 1, false, METHOD_INSTANCE},
    {"mro", type_method_mro, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static void type_visit(Obj *self, VisitFunction visit, void *context) {
    Type *type = (Type *)self;
    visit(type->name, context);
    visit(type->qualified_name, context);
    visit(type->module, context);
    if (type->attributes != NULL) {
        visit(value_from_obj(type->attributes), context);
    }
    if (type->flags & TYPE_HEAP) {
        for (uint32_t i = 1; i < type->mro_count; i++) {
            if (type->mro[i]->flags & TYPE_HEAP) {
                visit(value_from_obj(type->mro[i]), context);
            }
        }
    }
}

static void type_destroy(Vm *vm, Obj *self) {
    Type *type = (Type *)self;
    Dict *attributes = type->attributes;
    if (attributes != NULL) {
        type->attributes = value_dict(dict_new(vm));
        obj_release(vm, attributes);
        obj_release(vm, type->attributes);
        type->attributes = NULL;
    }
    for (uint32_t i = 1; i < type->mro_count; i++) {
        if (type->mro[i]->flags & TYPE_HEAP) {
            obj_release(vm, type->mro[i]);
        }
    }
    memory_free(type->mro);
    type->mro = NULL;
    type->mro_count = 0;
    value_store(vm, &type->name, VALUE_NULL);
    value_store(vm, &type->qualified_name, VALUE_NULL);
    value_store(vm, &type->module, VALUE_NULL);
    vm->type_epoch++;
}

static const TypeSpec TYPE_SPEC = {
    .name = "type",
    .instance_size = sizeof(Type),
    .methods = TYPE_METHODS,
    .slots = {.repr = type_repr,
              .call = type_call,
              .construct = type_construct,
              .get_attr = type_get_attr,
              .set_attr = type_set_attr,
              .hash = type_hash,
              .binary = type_binary,
              .visit = type_visit,
              .destroy = type_destroy},
};

void type_setup(Vm *vm) {
    vm->type_type = type_new_native(vm, &TYPE_SPEC, vm->type_object);
}
