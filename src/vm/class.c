/* Class statements: new types from a namespace, their instances with __slots__, and object, which
 * every class builds on. */
#include "vm/type.h"

#include "base/memory.h"
#include "vm/bases.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <string.h>

/* ---- making classes ---- */

/* Calls back for each value that __slots__ of the class or its bases hold. */
static void visit_slots(Obj *self, void (*each)(Vm *, Value *, VisitFunction, void *), Vm *vm,
                        VisitFunction visit, void *context) {
    const Type *type = self->type;
    for (uint32_t i = 0; i < type->mro_count; i++) {
        const Type *owner = type->mro[i];
        for (uint32_t k = 0; k < owner->slots_count; k++) {
            each(vm, (Value *)((char *)self + owner->slots_offset) + k, visit, context);
        }
    }
}

static void slot_visit(Vm *vm, Value *slot, VisitFunction visit, void *context) {
    (void)vm;
    visit(*slot, context);
}

static void slot_clear(Vm *vm, Value *slot, VisitFunction visit, void *context) {
    (void)visit;
    (void)context;
    value_store(vm, slot, VALUE_NULL);
}

static void instance_visit(Obj *self, VisitFunction visit, void *context) {
    Type *type = self->type;
    Type *native = type_native_base(type);
    visit_slots(self, slot_visit, NULL, visit, context);
    if (type->dict_offset != 0 && native->dict_offset != type->dict_offset) {
        Dict *dict = *instance_dict(self);
        if (dict != NULL) {
            visit(value_from_obj(dict), context);
        }
    }
    if (native->visit != NULL) {
        native->visit(self, visit, context);
    }
}

static void instance_destroy(Vm *vm, Obj *self) {
    Type *type = self->type;
    Type *native = type_native_base(type);
    visit_slots(self, slot_clear, vm, NULL, NULL);
    if (type->dict_offset != 0 && native->dict_offset != type->dict_offset) {
        Dict **dict = instance_dict(self);
        Dict *old = *dict;
        *dict = NULL;
        if (old != NULL) {
            obj_release(vm, old);
        }
    }
    if (native->destroy != NULL) {
        native->destroy(vm, self);
    }
}

/* ---- __slots__ ---- */

/* What stands in a class for a name of its __slots__: a data descriptor over a place in the
 * instance. */
typedef struct Member {
    Obj obj;
    Value name;
    Type *owner; /* borrowed: the class holds this */
    uint32_t offset;
} Member;

static Value *member_place(Vm *vm, const Member *member, Value instance) {
    if (!value_is_instance(vm, instance, member->owner)) {
        vm_raise(
            vm, EXC_TYPE_ERROR, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
            str_utf8(vm, member->name), type_name(member->owner), value_type_name(vm, instance));
        return NULL;
    }
    return (Value *)((char *)value_obj(instance) + member->offset);
}

static Value member_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)owner;
    Member *member = (Member *)value_obj(self);
    if (value_is_null(instance)) {
        return value_retain(self);
    }
    Value *place = member_place(vm, member, instance);
    if (place == NULL) {
        return VALUE_NULL;
    }
    if (value_is_null(*place)) {
        return vm_raise_attribute(vm, instance, member->name, "'%s' object has no attribute '%s'",
                                  value_type_name(vm, instance), str_utf8(vm, member->name));
    }
    return value_retain(*place);
}

static bool member_set(Vm *vm, Value self, Value instance, Value value) {
    Member *member = (Member *)value_obj(self);
    Value *place = member_place(vm, member, instance);
    if (place == NULL) {
        return false;
    }
    if (value_is_null(value) && value_is_null(*place)) {
        vm_raise_attribute(vm, instance, member->name, "%s", str_utf8(vm, member->name));
        return false;
    }
    value_store(vm, place, value_retain(value));
    return true;
}

static Value member_repr(Vm *vm, Value self) {
    Member *member = (Member *)value_obj(self);
    return str_printf(vm, "<member '%s' of '%s' objects>", str_utf8(vm, member->name),
                      type_name(member->owner));
}

static void member_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((Member *)self)->name, context);
}

static void member_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((Member *)self)->name, VALUE_NULL);
}

/* The names that a class body's __slots__ gives, as a list; VALUE_NULL: it has none, or raised. */
static Value slot_names(Vm *vm, Value namespace) {
    Value slots = dict_get_name(value_dict(namespace), vm->names.dunder_slots);
    if (value_is_null(slots)) {
        return VALUE_NULL;
    }
    Value names = value_is_str(slots) ? list_from(vm, &slots, 1) : value_to_list(vm, slots);
    for (uint32_t i = 0; !value_is_null(names) && i < value_list(names)->count; i++) {
        Value name = value_list(names)->items[i];
        if (!value_is_str(name)) {
            vm_raise(vm, EXC_TYPE_ERROR, "__slots__ items must be strings, not '%s'",
                     value_type_name(vm, name));
        } else if (str_equal_cstr(name, "__dict__") || str_equal_cstr(name, "__weakref__")) {
            vm_refuse(vm, "__dict__ or __weakref__ in __slots__", "leave __slots__ out");
        } else if (!value_is_null(dict_get(vm, value_dict(namespace), name))) {
            vm_raise(vm, EXC_VALUE_ERROR, "'%s' in __slots__ conflicts with class variable",
                     str_utf8(vm, name));
        } else {
            continue;
        }
        value_release(vm, names);
        return VALUE_NULL;
    }
    return names;
}

/* __name in a class C is _C__name. */
static Value mangled(Vm *vm, const Type *type, Value name) {
    const char *text = str_utf8(vm, name);
    const char *class_name = type_name(type);
    class_name += strspn(class_name, "_");
    size_t length = strlen(text);
    bool is_private = length > 2 && strncmp(text, "__", 2) == 0 && *class_name != '\0' &&
                      strcmp(text + length - 2, "__") != 0;
    return is_private ? str_printf(vm, "_%s%s", class_name, text) : value_retain(name);
}

static void add_members(Vm *vm, Type *type, Value names) {
    type->slots_offset = (type->instance_size + 7u) & ~7u;
    type->slots_count = value_list(names)->count;
    type->instance_size = type->slots_offset + type->slots_count * (uint32_t)sizeof(Value);
    for (uint32_t i = 0; i < type->slots_count; i++) {
        Member *member = heap_new(vm, vm->type_member, sizeof *member);
        member->name = str_intern(vm, mangled(vm, type, value_list(names)->items[i]));
        member->owner = type;
        member->offset = type->slots_offset + i * (uint32_t)sizeof(Value);
        dict_set_name(vm, type->attributes, member->name, value_from_obj(member));
        obj_release(vm, member);
    }
}

static const TypeSpec MEMBER_SPEC = {
    .name = "member_descriptor",
    .instance_size = sizeof(Member),
    .flags = TYPE_FINAL | TYPE_WITHIN_HEAP,
    .slots = {.repr = member_repr,
              .visit = member_visit,
              .destroy = member_destroy,
              .descriptor_get = member_get,
              .descriptor_set = member_set},
};

/* The value of a class attribute is told its name, when it wants to know. */
static bool tell_names(Vm *vm, Type *type, Value namespace) {
    Value items = dict_copy(vm, value_dict(namespace));
    uint32_t position = 0;
    Value key;
    Value value;
    bool fine = true;
    while (fine && dict_next(value_dict(items), &position, &key, &value)) {
        if (value_is_obj(value) && value_obj(value)->type == vm->type_property) {
            descriptors_tell_name(vm, value, key);
        }
        if (value_is_obj(value) && (value_obj(value)->type->flags & TYPE_HEAP) &&
            !value_is_null(class_slots_find(vm, value, vm->names.dunder_set_name))) {
            Value arguments[2] = {value_from_obj(type), key};
            Value result = class_slots_call(vm, value, vm->names.dunder_set_name, arguments, 2);
            fine = !value_is_null(result);
            value_release(vm, result);
        }
    }
    value_release(vm, items);
    return fine;
}

static Value raise_no_subclass_arguments(Vm *vm, const Type *type) {
    return vm_raise(vm, EXC_TYPE_ERROR, "%s.__init_subclass__() takes no keyword arguments",
                    str_utf8(vm, type->qualified_name));
}

/* Calls the next base's __init_subclass__ with the keyword arguments of the class statement. */
static bool tell_base(Vm *vm, Type *type, const Value *values, Value keywords) {
    uint32_t count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    if (count > 0 && (type->flags & TYPE_CLASS_HOOKS)) {
        vm_refuse(vm, "a keyword argument of such a class", "leave it out");
        return false;
    }
    for (uint32_t i = 1; i < type->mro_count; i++) {
        Value hook = dict_get_name(type->mro[i]->attributes, vm->names.dunder_init_subclass);
        if (value_is_null(hook) || (type->mro[i]->flags & TYPE_HEAP) == 0) {
            continue;
        }
        Value self = value_from_obj(type);
        Value function = value_obj(hook)->type == vm->type_classmethod
                             ? ((BoundMethod *)value_obj(hook))->function
                             : hook;
        Value *arguments = memory_new((count + 1) * sizeof *arguments);
        arguments[0] = self;
        for (uint32_t k = 0; k < count; k++) {
            arguments[k + 1] = values[k];
        }
        Value result = vm_call(vm, function, arguments, 1, keywords);
        memory_free(arguments);
        value_release(vm, result);
        return !value_is_null(result);
    }
    if (count > 0) {
        raise_no_subclass_arguments(vm, type);
    }
    return count == 0;
}

/* `class C(Generic[T], Stack[T])`: Generic is among the bases of Stack already. */
static bool is_repeated_generic(Vm *vm, Type *base, const Value *later, uint32_t count) {
    bool repeated = false;
    if (strcmp(type_name(base), "Generic") == 0 && str_equal_cstr(base->module, "typing")) {
        for (uint32_t i = 0; i < count && !repeated; i++) {
            repeated = value_is_obj(later[i]) && value_obj(later[i])->type == vm->type_type &&
                       (Type *)value_obj(later[i]) != base &&
                       type_is_subtype((Type *)value_obj(later[i]), base);
        }
    }
    return repeated;
}

/* The bases as types, and how many they are; object where there is none. */
static bool check_bases(Vm *vm, const Value *bases, uint32_t count, Type **out,
                        uint32_t *out_count) {
    *out_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!value_is_obj(bases[i]) || value_obj(bases[i])->type != vm->type_type) {
            vm_refuse(vm, "a base that is no class", "inherit from a class");
            return false;
        }
        Type *base = (Type *)value_obj(bases[i]);
        if (base->flags & TYPE_FINAL) {
            vm_raise(vm, EXC_TYPE_ERROR, "type '%s' is not an acceptable base type",
                     type_name(base));
            return false;
        }
        if (!is_repeated_generic(vm, base, bases + i + 1, count - i - 1)) {
            out[(*out_count)++] = base;
        }
    }
    if (*out_count == 0) {
        out[(*out_count)++] = vm->type_object;
    }
    return true;
}

/* __new__ is a static method, __init_subclass__ and __class_getitem__ are class methods, without
 * being said. */
static void wrap_function(Vm *vm, Type *type, Value name, Type *wrapper) {
    Value function = dict_get_name(type->attributes, name);
    if (value_is_obj(function) && value_obj(function)->type == vm->type_function) {
        Value wrapped = descriptors_wrap(vm, wrapper, function);
        dict_set_name(vm, type->attributes, name, wrapped);
        value_release(vm, wrapped);
    }
}

/* C(...) of a class with hooks: its __class_call__. */
static Value hooked_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    Value call = value_get_attr_cstr(vm, value_from_obj(type), "__class_call__");
    if (value_is_null(call)) {
        return VALUE_NULL;
    }
    Value made = vm_call(vm, call, arguments, count, keywords);
    value_release(vm, call);
    return made;
}

Value type_new_class(Vm *vm, Value name, const Value *bases, uint32_t base_count, Value keywords,
                     Value namespace) {
    const Value *values = bases + base_count;
    Type *base_types[BASES_MAX];
    if (base_count > BASES_MAX) {
        return vm_refuse(vm, "a class with so many bases", NULL);
    }
    if (!check_bases(vm, bases, base_count, base_types, &base_count)) {
        return VALUE_NULL;
    }
    Type *solid = bases_layout(vm, base_types, base_count);
    if (solid == NULL) {
        return VALUE_NULL;
    }
    Value slots = slot_names(vm, namespace);
    if (value_is_null(slots) && vm_raised(vm)) {
        return VALUE_NULL;
    }
    bool is_tailed = (solid->flags & (TYPE_IS_STR | TYPE_IS_TUPLE)) != 0;
    bool is_sized =
        is_tailed || (solid->flags & TYPE_IS_INT) || type_is_subtype(solid, vm->type_bytes);
    if (!value_is_null(slots) && is_sized && value_list(slots)->count > 0) {
        vm_raise(vm, EXC_TYPE_ERROR, "nonempty __slots__ not supported for subtype of '%s'",
                 type_name(solid));
        value_release(vm, slots);
        return VALUE_NULL;
    }
    Type *type = heap_new(vm, vm->type_type, sizeof *type);
    type->flags = TYPE_HEAP;
    type->instance_size = solid->instance_size;
    type->dict_offset = solid->dict_offset;
    bool has_dict = value_is_null(slots);
    for (uint32_t i = 0; i < base_count; i++) {
        has_dict = has_dict || base_types[i]->dict_offset != 0;
    }
    if (type->dict_offset == 0 && has_dict) {
        /* Behind what the base lays out. */
        if (is_tailed) {
            type->dict_offset = DICT_AT_END;
        } else {
            type->dict_offset = solid == vm->type_object ? (uint32_t)offsetof(Instance, dict)
                                                         : (solid->instance_size + 7u) & ~7u;
            type->instance_size = type->dict_offset + (uint32_t)sizeof(Dict *);
        }
    }
    type->name = value_retain(name);
    if (!type_set_bases(type, base_types, base_count)) {
        bases_raise_order(vm, base_types, base_count);
        value_release(vm, slots);
        obj_release(vm, type);
        return VALUE_NULL;
    }
    type->base = solid;
    for (uint32_t i = 1; i < type->mro_count; i++) {
        if (type->mro[i]->flags & TYPE_HEAP) {
            type->mro[i]->flags |= TYPE_IS_BASE;
            obj_retain(type->mro[i]);
        }
    }
    type->flags &= ~(uint32_t)(TYPE_IMMORTAL | TYPE_FINAL);
    type->flags |= type_native_base(type) == vm->type_object ? TYPE_WITHIN_HEAP : 0;
    type->construct = type->flags & TYPE_CLASS_HOOKS ? hooked_construct : class_construct;
    type->visit = instance_visit;
    type->destroy = instance_destroy;
    type->attributes = value_dict(dict_copy(vm, value_dict(namespace)));
    Value qualified = dict_get_name(type->attributes, vm->names.dunder_qualname);
    type->qualified_name = value_retain(value_is_null(qualified) ? name : qualified);
    dict_delete_name(vm, type->attributes, vm->names.dunder_qualname);
    Value module = dict_get_name(type->attributes, vm->names.dunder_module);
    type->module = value_is_null(module) ? str_intern_cstr(vm, "builtins") : value_retain(module);
    dict_delete_name(vm, type->attributes, vm->names.dunder_classcell);
    if (!value_is_null(slots)) {
        add_members(vm, type, slots);
        value_release(vm, slots);
    }
    if (!value_is_null(dict_get_name(type->attributes, vm->names.dunder_eq)) &&
        value_is_null(dict_get_name(type->attributes, vm->names.dunder_hash))) {
        dict_set_name(vm, type->attributes, vm->names.dunder_hash, VALUE_NONE);
    }
    if (!value_is_null(dict_get_name(type->attributes, vm->names.dunder_class_iter))) {
        type->flags |= TYPE_CLASS_HOOKS;
        type->construct = hooked_construct;
    }
    wrap_function(vm, type, vm->names.dunder_init_subclass, vm->type_classmethod);
    wrap_function(vm, type, vm->names.dunder_class_getitem, vm->type_classmethod);
    wrap_function(vm, type, vm->names.dunder_new, vm->type_staticmethod);
    vm->type_epoch++;
    class_slots_fill(vm, type);
    if (!bases_check_order(vm, type) || !tell_names(vm, type, namespace) ||
        !tell_base(vm, type, values, keywords)) {
        obj_release(vm, type);
        return VALUE_NULL;
    }
    return value_from_obj(type);
}

/* ---- instances ---- */

/* C(...): __new__, then __init__ when the result is a C. */
Value class_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count, Value keywords) {
    Value new = type_find(vm, type, vm->names.dunder_new);
    Value init = type_find(vm, type, vm->names.dunder_init);
    bool own_new = value_is_obj(new) && value_obj(new)->type != vm->type_native;
    bool own_init = value_is_obj(init) && value_obj(init)->type != vm->type_native;
    uint32_t keyword_count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    Value self;
    if (own_new) {
        Value function = value_obj(new)->type == vm->type_staticmethod
                             ? ((BoundMethod *)value_obj(new))->function
                             : new;
        Value *all = memory_new((count + keyword_count + 1) * sizeof *all);
        all[0] = value_from_obj(type);
        if (count + keyword_count > 0) {
            memcpy(all + 1, arguments, (count + keyword_count) * sizeof *all);
        }
        self = vm_call(vm, function, all, count + 1, keywords);
        memory_free(all);
        if (value_is_null(self) || !type_is_subtype(value_type(vm, self), type)) {
            return self;
        }
    } else {
        Type *native = type_native_base(type);
        if (native == vm->type_object) {
            if (count + keyword_count > 0 && !own_init) {
                return vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments", type_name(type));
            }
            self = value_from_obj(heap_new(vm, type, type->instance_size));
        } else if (own_init && (native->flags & TYPE_INIT_FILLS)) {
            self = native->construct(vm, type, NULL, 0, VALUE_NULL);
        } else {
            self = native->construct(vm, type, arguments, count, keywords);
            if (!own_init) {
                return self;
            }
        }
    }
    if (value_is_null(self) || value_is_null(init) ||
        (!own_init && type_native_base(type) == vm->type_object)) {
        return self;
    }
    Value *all = memory_new((count + keyword_count + 1) * sizeof *all);
    all[0] = self;
    if (count + keyword_count > 0) {
        memcpy(all + 1, arguments, (count + keyword_count) * sizeof *all);
    }
    Value result = vm_call(vm, init, all, count + 1, keywords);
    memory_free(all);
    if (value_is_null(result)) {
        value_release(vm, self);
        return VALUE_NULL;
    }
    if (!value_is_none(result)) {
        vm_raise(vm, EXC_TYPE_ERROR, "__init__() should return None, not '%s'",
                 value_type_name(vm, result));
        value_release(vm, result);
        value_release(vm, self);
        return VALUE_NULL;
    }
    return self;
}

static Value object_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    (void)arguments;
    if (count > 0 || !value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments", type_name(type));
    }
    return value_from_obj(heap_new(vm, type, type->instance_size));
}

static bool object_hash(Vm *vm, Value self, int64_t *hash) {
    *hash = value_is_obj(self) ? (int64_t)obj_serial(vm, value_obj(self)) : (int64_t)self.bits;
    return true;
}

static Value object_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (op == COMPARE_EQUAL && value_same(a, b)) {
        return VALUE_TRUE;
    }
    if (op == COMPARE_NOT_EQUAL && value_is_obj(a) &&
        value_obj(a)->type->compare == object_compare && value_same(a, b)) {
        return VALUE_FALSE;
    }
    return VALUE_NOT_IMPLEMENTED;
}

/* ---- methods of object: the dunder names, callable by hand and through super() ---- */

static Value object_method_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Type *type = value_type(vm, arguments[0]);
    Value new = type_lookup(type, vm->names.dunder_new);
    Value init = type_lookup(type, vm->names.dunder_init);
    bool own_new = value_is_obj(new) && value_obj(new)->type != vm->type_native;
    bool own_init = value_is_obj(init) && value_obj(init)->type != vm->type_native;
    if ((count > 1 || !value_is_null(keywords)) && (own_init || !own_new)) {
        return vm_raise(
            vm, EXC_TYPE_ERROR,
            own_init ? "object.__init__() takes exactly one argument (the instance to initialize)"
                     : "%s.__init__() takes exactly one argument (the instance to initialize)",
            type_name(type));
    }
    return VALUE_NONE;
}

static Value object_method_new(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    if (count == 0 || !value_is_obj(arguments[0]) ||
        value_obj(arguments[0])->type != vm->type_type) {
        return vm_raise(vm, EXC_TYPE_ERROR, "object.__new__(X): X is not a type object (%s)",
                        count == 0 ? "nothing" : value_type_name(vm, arguments[0]));
    }
    Type *type = (Type *)value_obj(arguments[0]);
    Type *native = type_native_base(type);
    if (native == vm->type_object) {
        Value init = type_lookup(type, vm->names.dunder_init);
        bool own_init = value_is_obj(init) && value_obj(init)->type != vm->type_native;
        if ((count > 1 || !value_is_null(keywords)) && !own_init) {
            return vm_raise(
                vm, EXC_TYPE_ERROR,
                "object.__new__() takes exactly one argument (the type to instantiate)");
        }
        return value_from_obj(heap_new(vm, type, type->instance_size));
    }
    if (native->flags & TYPE_INIT_FILLS) {
        return native->construct(vm, type, NULL, 0, VALUE_NULL);
    }
    return native->construct(vm, type, arguments + 1, count - 1, keywords);
}

static Value object_method_repr(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *native = type_native_base(value_type(vm, arguments[0]));
    return native->repr(vm, arguments[0]);
}

static Value object_method_str(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *native = type_native_base(value_type(vm, arguments[0]));
    return native->str != NULL ? native->str(vm, arguments[0]) : value_repr(vm, arguments[0]);
}

static Value object_method_hash(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    int64_t hash;
    Type *native = type_native_base(value_type(vm, arguments[0]));
    if (native->hash == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "unhashable type: '%s'",
                        value_type_name(vm, arguments[0]));
    }
    return native->hash(vm, arguments[0], &hash) ? int_from_int64(vm, hash) : VALUE_NULL;
}

static Value object_method_format(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *native = type_native_base(value_type(vm, arguments[0]));
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "__format__() argument must be str, not %s",
                        value_type_name(vm, arguments[1]));
    }
    if (native->format != NULL) {
        return native->format(vm, arguments[0], arguments[1]);
    }
    if (str_length(arguments[1]) > 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                        value_type_name(vm, arguments[0]));
    }
    return value_str(vm, arguments[0]);
}

static Value object_method_getattribute(Vm *vm, const Value *arguments, uint32_t count,
                                        Value keywords) {
    (void)count;
    (void)keywords;
    Value name = str_intern(vm, value_retain(arguments[1]));
    Value result = object_get_attr(vm, arguments[0], name);
    value_release(vm, name);
    return result;
}

static Value object_method_setattr(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    Value name = str_intern(vm, value_retain(arguments[1]));
    bool fine = object_set_attr(vm, arguments[0], name, count > 2 ? arguments[2] : VALUE_NULL);
    value_release(vm, name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

#define COMPARE_METHOD(name, op)                                                                   \
    static Value object_method_##name(Vm *vm, const Value *arguments, uint32_t count,              \
                                      Value keywords) {                                            \
        (void)count;                                                                               \
        (void)keywords;                                                                            \
        Type *native = type_native_base(value_type(vm, arguments[0]));                             \
        return native->compare(vm, arguments[0], arguments[1], op);                                \
    }
COMPARE_METHOD(eq, COMPARE_EQUAL)
COMPARE_METHOD(lt, COMPARE_LESS)
COMPARE_METHOD(le, COMPARE_LESS_EQUAL)
COMPARE_METHOD(gt, COMPARE_GREATER)
COMPARE_METHOD(ge, COMPARE_GREATER_EQUAL)

static Value object_method_ne(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value equal = class_slots_call(vm, arguments[0], vm->names.dunder_eq, &arguments[1], 1);
    if (value_is_null(equal) || value_same(equal, VALUE_NOT_IMPLEMENTED)) {
        return equal;
    }
    int truth = value_truth(vm, equal);
    value_release(vm, equal);
    return truth < 0 ? VALUE_NULL : value_from_bool(truth == 0);
}

static Value object_method_init_subclass(Vm *vm, const Value *arguments, uint32_t count,
                                         Value keywords) {
    const Type *type = (const Type *)value_obj(arguments[0]);
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        return raise_no_subclass_arguments(vm, type);
    }
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s.__init_subclass__() takes no arguments (%u given)",
                        str_utf8(vm, type->qualified_name), count - 1);
    }
    return VALUE_NONE;
}

static const NativeMethod OBJECT_METHODS[] = {
    {"__init__", object_method_init, 0, -1, true, METHOD_INSTANCE},
    {"__new__", object_method_new, 0, -1, true, METHOD_STATIC},
    {"__repr__", object_method_repr, 0, 0, false, METHOD_INSTANCE},
    {"__str__", object_method_str, 0, 0, false, METHOD_INSTANCE},
    {"__hash__", object_method_hash, 0, 0, false, METHOD_INSTANCE},
    {"__format__", object_method_format, 1, 1, false, METHOD_INSTANCE},
    {"__getattribute__", object_method_getattribute, 1, 1, false, METHOD_INSTANCE},
    {"__setattr__", object_method_setattr, 2, 2, false, METHOD_INSTANCE},
    {"__delattr__", object_method_setattr, 1, 1, false, METHOD_INSTANCE},
    {"__eq__", object_method_eq, 1, 1, false, METHOD_INSTANCE},
    {"__ne__", object_method_ne, 1, 1, false, METHOD_INSTANCE},
    {"__lt__", object_method_lt, 1, 1, false, METHOD_INSTANCE},
    {"__le__", object_method_le, 1, 1, false, METHOD_INSTANCE},
    {"__gt__", object_method_gt, 1, 1, false, METHOD_INSTANCE},
    {"__ge__", object_method_ge, 1, 1, false, METHOD_INSTANCE},
    {"__init_subclass__", object_method_init_subclass, 0, -1, true, METHOD_CLASS},
    {0},
};

static const TypeSpec OBJECT_SPEC = {
    .name = "object",
    .instance_size = sizeof(Obj),
    .methods = OBJECT_METHODS,
    .slots = {.construct = object_construct,
              .repr = object_repr,
              .hash = object_hash,
              .compare = object_compare},
};

void class_setup(Vm *vm) {
    vm->type_object = type_new_native(vm, &OBJECT_SPEC, NULL);
    descriptors_setup(vm);
    vm->type_member = type_new_native(vm, &MEMBER_SPEC, NULL);
}
