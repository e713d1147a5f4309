/* What stands in a class's namespace and decides what looking it up gives: property, staticmethod
 * and classmethod; and super, which looks further up. */
#include "vm/frame.h"

#include "vm/container.h"
#include "vm/fork.h"
#include "vm/protocol.h"
#include "vm/str.h"

/* ---- property, staticmethod, classmethod ---- */

typedef struct Property {
    Obj obj;
    Value getter;
    Value setter;
    Value deleter;
    Value doc;
    Value name; /* of the class attribute; VALUE_NULL: not told */
} Property;

static void property_visit(Obj *self, VisitFunction visit, void *context) {
    Property *property = (Property *)self;
    visit(property->getter, context);
    visit(property->setter, context);
    visit(property->deleter, context);
    visit(property->doc, context);
    visit(property->name, context);
}

static void property_fork(Fork *fork, const Obj *from, Obj *to) {
    const Property *source = (const Property *)from;
    Property *property = (Property *)to;
    property->getter = fork_value(fork, source->getter);
    property->setter = fork_value(fork, source->setter);
    property->deleter = fork_value(fork, source->deleter);
    property->doc = fork_value(fork, source->doc);
    property->name = fork_value(fork, source->name);
}

static void property_destroy(Vm *vm, Obj *self) {
    Property *property = (Property *)self;
    value_store(vm, &property->getter, VALUE_NULL);
    value_store(vm, &property->setter, VALUE_NULL);
    value_store(vm, &property->deleter, VALUE_NULL);
    value_store(vm, &property->doc, VALUE_NULL);
    value_store(vm, &property->name, VALUE_NULL);
}

void descriptors_tell_name(Vm *vm, Value property, Value name) {
    value_store(vm, &((Property *)value_obj(property))->name, value_retain(name));
}

static Value property_get_attr(Vm *vm, Value self, Value name) {
    Property *property = (Property *)value_obj(self);
    if (!value_same(name, vm->names.dunder_doc)) {
        return object_get_attr(vm, self, name);
    }
    if (!value_is_null(property->doc)) {
        return value_retain(property->doc);
    }
    return value_is_null(property->getter) ? VALUE_NONE
                                           : value_get_attr(vm, property->getter, name);
}

/* " 'name'" for messages, or nothing. */
static void property_name(Vm *vm, const Property *property, Text *out) {
    text_append_cstr(out, "property");
    if (!value_is_null(property->name)) {
        text_printf(out, " '%s'", str_utf8(vm, property->name));
    }
}

static Value property_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                Value keywords) {
    Value given[4] = {VALUE_NULL, VALUE_NULL, VALUE_NULL, VALUE_NULL};
    if (!arguments_bind(vm, "property", "fget=, fset=, fdel=, doc=", arguments, count, keywords,
                        given)) {
        return VALUE_NULL;
    }
    Property *property = heap_new(vm, type, type->instance_size);
    Value *slots[] = {&property->getter, &property->setter, &property->deleter, &property->doc};
    for (int i = 0; i < 4; i++) {
        if (!value_is_null(given[i]) && !value_is_none(given[i])) {
            *slots[i] = value_retain(given[i]);
        }
    }
    return value_from_obj(property);
}

static Value property_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)owner;
    Property *property = (Property *)value_obj(self);
    if (value_is_null(instance)) {
        return value_retain(self);
    }
    if (value_is_null(property->getter)) {
        Text name = {0};
        property_name(vm, property, &name);
        vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%s of '%s' object has no getter", text_cstr(&name),
                 value_type_name(vm, instance));
        text_release(&name);
        return VALUE_NULL;
    }
    return vm_call1(vm, property->getter, instance);
}

static bool property_set(Vm *vm, Value self, Value instance, Value value) {
    Property *property = (Property *)value_obj(self);
    bool deletes = value_is_null(value);
    Value function = deletes ? property->deleter : property->setter;
    if (value_is_null(function)) {
        Text name = {0};
        property_name(vm, property, &name);
        vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%s of '%s' object has no %s", text_cstr(&name),
                 value_type_name(vm, instance), deletes ? "deleter" : "setter");
        text_release(&name);
        return false;
    }
    Value result =
        deletes ? vm_call1(vm, function, instance) : vm_call2(vm, function, instance, value);
    value_release(vm, result);
    return !value_is_null(result);
}

static Value property_with(Vm *vm, Value self, Value function, int which) {
    Property *old = (Property *)value_obj(self);
    Property *property = heap_new(vm, old->obj.type, old->obj.type->instance_size);
    property->getter = value_retain(which == 0 ? function : old->getter);
    property->setter = value_retain(which == 1 ? function : old->setter);
    property->deleter = value_retain(which == 2 ? function : old->deleter);
    property->doc = value_retain(old->doc);
    property->name = value_retain(old->name);
    return value_from_obj(property);
}

#define PROPERTY_METHOD(name, which)                                                               \
    static Value property_method_##name(Vm *vm, const Value *arguments, uint32_t count,            \
                                        Value keywords) {                                          \
        (void)count;                                                                               \
        (void)keywords;                                                                            \
        return property_with(vm, arguments[0], arguments[1], which);                               \
    }
PROPERTY_METHOD(getter, 0)
PROPERTY_METHOD(setter, 1)
PROPERTY_METHOD(deleter, 2)

#define PROPERTY_FIELD(name, field)                                                                \
    static Value property_method_##name(Vm *vm, const Value *arguments, uint32_t count,            \
                                        Value keywords) {                                          \
        (void)vm;                                                                                  \
        (void)count;                                                                               \
        (void)keywords;                                                                            \
        Value value = ((Property *)value_obj(arguments[0]))->field;                                \
        return value_is_null(value) ? VALUE_NONE : value_retain(value);                            \
    }
PROPERTY_FIELD(fget, getter)
PROPERTY_FIELD(fset, setter)
PROPERTY_FIELD(fdel, deleter)

static const NativeMethod PROPERTY_METHODS[] = {
    {"getter", property_method_getter, 1, 1, false, METHOD_INSTANCE},
    {"setter", property_method_setter, 1, 1, false, METHOD_INSTANCE},
    {"deleter", property_method_deleter, 1, 1, false, METHOD_INSTANCE},
    {"fget", property_method_fget, 0, 0, false, METHOD_PROPERTY},
    {"fset", property_method_fset, 0, 0, false, METHOD_PROPERTY},
    {"fdel", property_method_fdel, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static const TypeSpec PROPERTY_SPEC = {
    .name = "property",
    .instance_size = sizeof(Property),
    .flags = TYPE_WITHIN_HEAP,
    .methods = PROPERTY_METHODS,
    .slots = {.fork = property_fork,
              .construct = property_construct,
              .visit = property_visit,
              .destroy = property_destroy,
              .get_attr = property_get_attr,
              .descriptor_get = property_get,
              .descriptor_set = property_set},
};

/* staticmethod and classmethod wrap one function in a BoundMethod's `function`. */
Value descriptors_wrap(Vm *vm, Type *type, Value function) {
    BoundMethod *wrapper = heap_new(vm, type, sizeof *wrapper);
    wrapper->function = value_retain(function);
    return value_from_obj(wrapper);
}

static Value wrapper_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords) {
    if (count != 1 || !value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s expected 1 argument, got %u", type_name(type),
                        count);
    }
    return descriptors_wrap(vm, type, arguments[0]);
}

static Value static_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)vm;
    (void)instance;
    (void)owner;
    return value_retain(((BoundMethod *)value_obj(self))->function);
}

static Value static_call(Vm *vm, Value self, const Value *arguments, uint32_t count,
                         Value keywords) {
    return vm_call(vm, ((BoundMethod *)value_obj(self))->function, arguments, count, keywords);
}

static Value wrapper_repr(Vm *vm, Value self) {
    Value inner = value_repr(vm, ((BoundMethod *)value_obj(self))->function);
    if (value_is_null(inner)) {
        return VALUE_NULL;
    }
    Text text = {0};
    text_printf(&text, "<%s(", value_type_name(vm, self));
    str_append_utf8(inner, &text);
    text_append_cstr(&text, ")>");
    value_release(vm, inner);
    return str_from_text(vm, &text);
}

static Value classmethod_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)instance;
    return bound_method_new(vm, ((BoundMethod *)value_obj(self))->function, value_from_obj(owner));
}

static Value wrapper_get_attr(Vm *vm, Value self, Value name) {
    bool is_copied =
        value_same(name, vm->names.dunder_doc) || value_same(name, vm->names.dunder_name) ||
        value_same(name, vm->names.dunder_qualname) || value_same(name, vm->names.dunder_module) ||
        value_same(name, vm->names.dunder_annotations);
    return is_copied ? value_get_attr(vm, ((BoundMethod *)value_obj(self))->function, name)
                     : object_get_attr(vm, self, name);
}

static void bound_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((BoundMethod *)self)->function, context);
    visit(((BoundMethod *)self)->self, context);
}

static void bound_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((BoundMethod *)self)->function, VALUE_NULL);
    value_store(vm, &((BoundMethod *)self)->self, VALUE_NULL);
}

static Value wrapper_method_func(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(((BoundMethod *)value_obj(arguments[0]))->function);
}

static const NativeMethod WRAPPER_METHODS[] = {
    {"__func__", wrapper_method_func, 0, 0, false, METHOD_PROPERTY},
    {"__wrapped__", wrapper_method_func, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static const TypeSpec STATICMETHOD_SPEC = {
    .name = "staticmethod",
    .instance_size = sizeof(BoundMethod),
    .methods = WRAPPER_METHODS,
    .slots = {.fork = fork_bound_method,
              .construct = wrapper_construct,
              .repr = wrapper_repr,
              .visit = bound_visit,
              .destroy = bound_destroy,
              .call = static_call,
              .get_attr = wrapper_get_attr,
              .descriptor_get = static_get},
};

static const TypeSpec CLASSMETHOD_SPEC = {
    .name = "classmethod",
    .instance_size = sizeof(BoundMethod),
    .methods = WRAPPER_METHODS,
    .slots = {.fork = fork_bound_method,
              .construct = wrapper_construct,
              .repr = wrapper_repr,
              .visit = bound_visit,
              .destroy = bound_destroy,
              .get_attr = wrapper_get_attr,
              .descriptor_get = classmethod_get},
};

/* ---- super ---- */

typedef struct Super {
    Obj obj;
    Value type; /* the class after which the search begins */
    Value self; /* instance or class */
} Super;

static Value super_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    if (count == 0) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "super(): no arguments");
    }
    if (count != 2 || !value_is_null(keywords)) {
        return vm_refuse(vm, "super() with one argument", "write super() or super(Class, self)");
    }
    if (!value_is_obj(arguments[0]) || value_obj(arguments[0])->type != vm->type_type) {
        return vm_raise(vm, EXC_TYPE_ERROR, "super() argument 1 must be a type, not %s",
                        value_type_name(vm, arguments[0]));
    }
    Type *after = (Type *)value_obj(arguments[0]);
    bool is_class = value_is_obj(arguments[1]) && value_obj(arguments[1])->type == vm->type_type &&
                    type_is_subtype((Type *)value_obj(arguments[1]), after);
    if (!is_class && !type_is_subtype(value_type(vm, arguments[1]), after)) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "super(type, obj): obj must be an instance or subtype of type");
    }
    Super *super = heap_new(vm, type, sizeof *super);
    super->type = value_retain(arguments[0]);
    super->self = value_retain(arguments[1]);
    return value_from_obj(super);
}

static Value super_get_attr(Vm *vm, Value value, Value name) {
    Super *super = (Super *)value_obj(value);
    Type *after = (Type *)value_obj(super->type);
    bool is_class = value_is_obj(super->self) && value_obj(super->self)->type == vm->type_type &&
                    type_is_subtype((Type *)value_obj(super->self), after);
    Type *start = is_class ? (Type *)value_obj(super->self) : value_type(vm, super->self);
    uint32_t i = 0;
    while (i < start->mro_count && start->mro[i] != after) {
        i++;
    }
    for (i++; i < start->mro_count; i++) {
        Value found = dict_get_name(start->mro[i]->attributes, name);
        if (value_is_null(found)) {
            continue;
        }
        if (value_is_obj(found) && value_obj(found)->type->descriptor_get != NULL) {
            Value instance = is_class ? VALUE_NULL : super->self;
            if (is_class && value_obj(found)->type == vm->type_native &&
                ((NativeCallable *)value_obj(found))->method->kind == METHOD_CLASS) {
                return bound_method_new(vm, found, super->self);
            }
            return value_obj(found)->type->descriptor_get(vm, found, instance, start);
        }
        return value_retain(found);
    }
    if (value_same(name, vm->names.dunder_class)) {
        return value_retain(value_from_obj(vm->type_super));
    }
    return vm_raise_attribute(vm, value, name, "'super' object has no attribute '%s'",
                              str_utf8(vm, name));
}

static const TypeSpec SUPER_SPEC = {
    .name = "super",
    .instance_size = sizeof(Super),
    .slots = {.construct = super_construct,
              .visit = bound_visit,
              .destroy = bound_destroy,
              .get_attr = super_get_attr},
};

void descriptors_setup(Vm *vm) {
    vm->type_property = type_new_native(vm, &PROPERTY_SPEC, NULL);
    vm->type_staticmethod = type_new_native(vm, &STATICMETHOD_SPEC, NULL);
    vm->type_classmethod = type_new_native(vm, &CLASSMETHOD_SPEC, NULL);
    vm->type_super = type_new_native(vm, &SUPER_SPEC, NULL);
}
