/* Class statements: new types from a namespace, instances, the slots that look dunder methods up,
 * and what every class builds on: object, property, staticmethod, classmethod, super. */
#include "vm/type.h"

#include "base/memory.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <string.h>

/* ---- calling a dunder method ---- */

/* The method as found on the type (borrowed), VALUE_NULL when absent or set to None. */
static Value find_special(Vm *vm, Value self, Value name) {
    Value found = type_find(vm, value_type(vm, self), name);
    return value_is_none(found) ? VALUE_NULL : found;
}

static Value call_special(Vm *vm, Value self, Value method, const Value *arguments,
                          uint32_t count) {
    Type *of = value_is_obj(method) ? value_obj(method)->type : NULL;
    if (of == vm->type_function || of == vm->type_native) {
        Value all[4] = {self};
        for (uint32_t i = 0; i < count; i++) {
            all[i + 1] = arguments[i];
        }
        if (of != vm->type_native || ((NativeCallable *)value_obj(method))->owner != NULL) {
            return vm_call(vm, method, all, count + 1, VALUE_NULL);
        }
    }
    Value bound = of != NULL && of->descriptor_get != NULL
                      ? of->descriptor_get(vm, method, self, value_type(vm, self))
                      : value_retain(method);
    if (value_is_null(bound)) {
        return VALUE_NULL;
    }
    Value result = vm_call(vm, bound, arguments, count, VALUE_NULL);
    value_release(vm, bound);
    return result;
}

static Value call_named(Vm *vm, Value self, Value name, const Value *arguments, uint32_t count) {
    Value method = find_special(vm, self, name);
    if (value_is_null(method)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    value_retain(method);
    Value result = call_special(vm, self, method, arguments, count);
    value_release(vm, method);
    return result;
}

/* ---- slots of classes ---- */

static Value slot_string(Vm *vm, Value self, Value name, const char *what) {
    Value text = call_named(vm, self, name, NULL, 0);
    if (!value_is_null(text) && !value_is_str(text)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s returned non-string (type %s)", what,
                 value_type_name(vm, text));
        value_release(vm, text);
        return VALUE_NULL;
    }
    return text;
}

static Value slot_repr(Vm *vm, Value self) {
    return slot_string(vm, self, vm->names.dunder_repr, "__repr__");
}

static Value slot_str(Vm *vm, Value self) {
    return slot_string(vm, self, vm->names.dunder_str, "__str__");
}

static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    Value value = call_named(vm, self, vm->names.dunder_hash, NULL, 0);
    if (value_is_null(value)) {
        return false;
    }
    if (!value_is_int(value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "__hash__ method should return an integer");
        value_release(vm, value);
        return false;
    }
    if (!int_to_int64(value, hash)) {
        *hash = int_hash(value);
    } else if (*hash == -1) {
        *hash = -2; /* as CPython, whose -1 means an error */
    }
    value_release(vm, value);
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    const Value names[] = {vm->names.dunder_lt, vm->names.dunder_le, vm->names.dunder_eq,
                           vm->names.dunder_ne, vm->names.dunder_gt, vm->names.dunder_ge};
    Value name = names[op];
    Value method = find_special(vm, a, name);
    if (op == COMPARE_NOT_EQUAL &&
        (value_is_null(method) || method.bits == type_lookup(vm->type_object, name).bits)) {
        /* != is the inverse of __eq__ unless it is defined itself. */
        Value equal = call_named(vm, a, vm->names.dunder_eq, &b, 1);
        if (value_is_null(equal) || value_same(equal, VALUE_NOT_IMPLEMENTED)) {
            return equal;
        }
        int truth = value_truth(vm, equal);
        value_release(vm, equal);
        return truth < 0 ? VALUE_NULL : value_from_bool(truth == 0);
    }
    return call_named(vm, a, name, &b, 1);
}

typedef struct OperatorNames {
    size_t plain;
    size_t reflected;
    size_t inplace;
} OperatorNames;

#define NAME_OFFSET(name) offsetof(Vm, names.dunder_##name)
#define OPERATOR_ROW(name)                                                                         \
    { NAME_OFFSET(name), NAME_OFFSET(r##name), NAME_OFFSET(i##name) }
static const OperatorNames OPERATOR_NAMES[BINARY_OPERATOR_COUNT] = {
    OPERATOR_ROW(add),      OPERATOR_ROW(sub), OPERATOR_ROW(mul), OPERATOR_ROW(truediv),
    OPERATOR_ROW(floordiv), OPERATOR_ROW(mod), OPERATOR_ROW(pow), OPERATOR_ROW(lshift),
    OPERATOR_ROW(rshift),   OPERATOR_ROW(and), OPERATOR_ROW(or),  OPERATOR_ROW(xor),
};

static Value name_at(Vm *vm, size_t offset) {
    return *(Value *)((char *)vm + offset);
}

/* Python's rule: left.__op__, then right.__rop__; the right one first when its type is a subclass
 * of the left one's and overrides it. value_binary() asks a's slot, then b's; this slot serves
 * either side. */
static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    const OperatorNames *names = &OPERATOR_NAMES[op];
    Type *type_a = value_type(vm, a);
    Type *type_b = value_type(vm, b);
    bool a_is_class = type_a->binary == slot_binary;
    bool b_is_class = type_b->binary == slot_binary;
    Value reflected = b_is_class && type_a != type_b
                          ? type_lookup(type_b, name_at(vm, names->reflected))
                          : VALUE_NULL;
    if (!value_is_null(reflected) && type_is_subtype(type_b, type_a) &&
        !value_same(reflected, type_lookup(type_a, name_at(vm, names->reflected)))) {
        Value result = call_named(vm, b, name_at(vm, names->reflected), &a, 1);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
        reflected = VALUE_NULL;
    }
    if (a_is_class) {
        Value result = call_named(vm, a, name_at(vm, names->plain), &b, 1);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
    }
    if (!value_is_null(reflected)) {
        return call_named(vm, b, name_at(vm, names->reflected), &a, 1);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static Value slot_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    return call_named(vm, a, name_at(vm, OPERATOR_NAMES[op].inplace), &b, 1);
}

static Value slot_negative(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_neg, NULL, 0);
}

static Value slot_positive(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_pos, NULL, 0);
}

static Value slot_invert(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_invert, NULL, 0);
}

static Value slot_absolute(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_abs, NULL, 0);
}

static int slot_truth(Vm *vm, Value self) {
    Value value = call_named(vm, self, vm->names.dunder_bool, NULL, 0);
    if (value_is_null(value)) {
        return -1;
    }
    if (!value_is_bool(value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "__bool__ should return bool, returned %s",
                 value_type_name(vm, value));
        value_release(vm, value);
        return -1;
    }
    return value_same(value, VALUE_TRUE);
}

static int64_t slot_length(Vm *vm, Value self) {
    Value value = call_named(vm, self, vm->names.dunder_len, NULL, 0);
    if (value_is_null(value)) {
        return -1;
    }
    if (value_same(value, VALUE_NOT_IMPLEMENTED)) {
        vm_raise(vm, EXC_TYPE_ERROR, "'NoneType' object is not callable"); /* __len__ = None */
        return -1;
    }
    Value index = value_index(vm, value);
    value_release(vm, value);
    if (value_is_null(index)) {
        return -1;
    }
    int64_t length;
    bool fits = int_to_int64(index, &length);
    value_release(vm, index);
    if (!fits) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
        return -1;
    }
    if (length < 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "__len__() should return >= 0");
        return -1;
    }
    return length;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    return call_named(vm, self, vm->names.dunder_getitem, &key, 1);
}

static bool slot_set_item(Vm *vm, Value self, Value key, Value value) {
    Value arguments[2] = {key, value};
    Value result;
    if (value_is_null(value)) {
        result = call_named(vm, self, vm->names.dunder_delitem, arguments, 1);
        if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
            vm_raise(vm, EXC_TYPE_ERROR, "'%s' object doesn't support item deletion",
                     value_type_name(vm, self));
            return false;
        }
    } else {
        result = call_named(vm, self, vm->names.dunder_setitem, arguments, 2);
        if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
            vm_raise(vm, EXC_TYPE_ERROR, "'%s' object does not support item assignment",
                     value_type_name(vm, self));
            return false;
        }
    }
    value_release(vm, result);
    return !value_is_null(result);
}

static int slot_contains(Vm *vm, Value self, Value item) {
    Value result = call_named(vm, self, vm->names.dunder_contains, &item, 1);
    if (value_is_null(result)) {
        return -1;
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED) &&
        value_is_none(type_lookup(value_type(vm, self), vm->names.dunder_contains))) {
        vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not a container", value_type_name(vm, self));
        return -1;
    }
    int truth = value_truth(vm, result);
    value_release(vm, result);
    return truth;
}

static Value slot_iter(Vm *vm, Value self) {
    Value method = type_lookup(value_type(vm, self), vm->names.dunder_iter);
    if (value_is_none(method)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not iterable",
                        value_type_name(vm, self));
    }
    Value iterator = call_named(vm, self, vm->names.dunder_iter, NULL, 0);
    if (!value_is_null(iterator) && value_type(vm, iterator)->next == NULL) {
        vm_raise(vm, EXC_TYPE_ERROR, "iter() returned non-iterator of type '%s'",
                 value_type_name(vm, iterator));
        value_release(vm, iterator);
        return VALUE_NULL;
    }
    return iterator;
}

static Value slot_next(Vm *vm, Value self) {
    Value item = call_named(vm, self, vm->names.dunder_next, NULL, 0);
    if (value_is_null(item) && vm_raised_is(vm, EXC_STOP_ITERATION)) {
        vm_clear_raised(vm);
    }
    return item;
}

static Value slot_call(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    Value method = find_special(vm, self, vm->names.dunder_call);
    if (value_is_null(method)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable",
                        value_type_name(vm, self));
    }
    Type *of = value_is_obj(method) ? value_obj(method)->type : NULL;
    Value bound = of != NULL && of->descriptor_get != NULL
                      ? of->descriptor_get(vm, method, self, value_type(vm, self))
                      : value_retain(method);
    if (value_is_null(bound)) {
        return VALUE_NULL;
    }
    Value result = vm_call(vm, bound, arguments, count, keywords);
    value_release(vm, bound);
    return result;
}

static Value slot_get_attr(Vm *vm, Value self, Value name) {
    Value method = type_lookup(value_type(vm, self), vm->names.dunder_getattribute);
    Value result = !value_is_null(method) && value_obj(method)->type == vm->type_function
                       ? call_named(vm, self, vm->names.dunder_getattribute, &name, 1)
                       : object_get_attr(vm, self, name);
    if (value_is_null(result) && vm_raised_is(vm, EXC_ATTRIBUTE_ERROR) &&
        !value_is_null(find_special(vm, self, vm->names.dunder_getattr))) {
        vm_clear_raised(vm);
        return call_named(vm, self, vm->names.dunder_getattr, &name, 1);
    }
    return result;
}

static bool slot_set_attr(Vm *vm, Value self, Value name, Value value) {
    Value arguments[2] = {name, value};
    Value result;
    if (value_is_null(value)) {
        result = call_named(vm, self, vm->names.dunder_delattr, arguments, 1);
    } else {
        result = call_named(vm, self, vm->names.dunder_setattr, arguments, 2);
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
        return object_set_attr(vm, self, name, value);
    }
    value_release(vm, result);
    return !value_is_null(result);
}

static Value slot_descriptor_get(Vm *vm, Value self, Value instance, Type *owner) {
    Value arguments[2] = {value_is_null(instance) ? VALUE_NONE : instance, value_from_obj(owner)};
    Value result = call_named(vm, self, vm->names.dunder_get, arguments, 2);
    return value_same(result, VALUE_NOT_IMPLEMENTED) ? value_retain(self) : result;
}

static bool slot_descriptor_set(Vm *vm, Value self, Value instance, Value value) {
    Value arguments[2] = {instance, value};
    Value result = value_is_null(value)
                       ? call_named(vm, self, vm->names.dunder_delete, arguments, 1)
                       : call_named(vm, self, vm->names.dunder_set, arguments, 2);
    if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
        vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%s", value_is_null(value) ? "__delete__" : "__set__");
        return false;
    }
    value_release(vm, result);
    return !value_is_null(result);
}

static Value slot_await_iter(Vm *vm, Value self) {
    Value iterator = call_named(vm, self, vm->names.dunder_await, NULL, 0);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Type *type = value_type(vm, iterator);
    if (type == vm->type_coroutine) {
        vm_raise(vm, EXC_TYPE_ERROR, "__await__() returned a coroutine");
    } else if (type->next == NULL && type->resume == NULL) {
        vm_raise(vm, EXC_TYPE_ERROR, "__await__() returned non-iterator of type '%s'",
                 type_name(type));
    } else {
        return iterator;
    }
    value_release(vm, iterator);
    return VALUE_NULL;
}

static Value slot_async_iter(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_aiter, NULL, 0);
}

static Value slot_async_next(Vm *vm, Value self) {
    return call_named(vm, self, vm->names.dunder_anext, NULL, 0);
}

static Value slot_format(Vm *vm, Value self, Value spec) {
    Value text = call_named(vm, self, vm->names.dunder_format, &spec, 1);
    if (!value_is_null(text) && !value_is_str(text)) {
        vm_raise(vm, EXC_TYPE_ERROR, "__format__ must return a str, not %s",
                 value_type_name(vm, text));
        value_release(vm, text);
        return VALUE_NULL;
    }
    return text;
}

static void slot_finalize(Vm *vm, Obj *self) {
    if (vm->stop != STOP_NONE || vm->thread == NULL || !obj_finalize_once(self)) {
        return;
    }
    Value raised = value_take(&vm->thread->raised);
    Value method = find_special(vm, value_from_obj(self), vm->names.dunder_del);
    if (!value_is_null(method)) {
        Value result = call_special(vm, value_from_obj(self), method, NULL, 0);
        if (value_is_null(result) && vm->stop == STOP_NONE) {
            vm_write_unraisable(vm, method);
        }
        value_release(vm, result);
    }
    if (vm->stop == STOP_NONE) {
        vm->thread->raised = raised;
    } else {
        value_release(vm, raised);
    }
}

static Type *native_base(Type *type) {
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if ((type->mro[i]->flags & TYPE_HEAP) == 0) {
            return type->mro[i];
        }
    }
    return type;
}

/* Whether a class in the order, before the native ones, defines `name`. */
static bool class_defines(Type *type, Value name) {
    for (uint32_t i = 0; i < type->mro_count && (type->mro[i]->flags & TYPE_HEAP); i++) {
        if (!value_is_null(dict_get_name(type->mro[i]->attributes, name))) {
            return true;
        }
    }
    return false;
}

/* The methods that a slot may call, of a class and its bases before the native ones: mostly none,
 * or a few. */
enum { DUNDERS_MAX = 24 };
typedef struct Dunders {
    Value names[DUNDERS_MAX]; /* borrowed */
    uint32_t count;
    bool is_whole; /* else there are others: ask class_defines() */
} Dunders;

static bool is_slot_name(Vm *vm, Value name) {
    const Str *text = value_str_obj(name);
    return text->length > 4 && str_read(text, 0) == '_' && str_read(text, 1) == '_' &&
           !value_same(name, vm->names.dunder_init) && !value_same(name, vm->names.dunder_module) &&
           !value_same(name, vm->names.dunder_doc);
}

static Dunders list_dunders(Vm *vm, const Type *type) {
    Dunders dunders = {.is_whole = true};
    for (uint32_t i = 0; i < type->mro_count && (type->mro[i]->flags & TYPE_HEAP); i++) {
        uint32_t position = 0;
        Value name, value;
        while (dict_next(type->mro[i]->attributes, &position, &name, &value)) {
            if (!is_slot_name(vm, name)) {
                continue;
            }
            if (dunders.count == DUNDERS_MAX || !value_str_obj(name)->interned) {
                dunders.is_whole = false;
                return dunders;
            }
            dunders.names[dunders.count++] = name;
        }
    }
    return dunders;
}

static bool has_dunder(Type *type, const Dunders *dunders, Value name) {
    for (uint32_t i = 0; i < dunders->count; i++) {
        if (value_same(dunders->names[i], name)) {
            return true;
        }
    }
    return !dunders->is_whole && class_defines(type, name);
}

/* Looks the dunder methods of a program's class up again and sets its slots. */
static void fill_slots(Vm *vm, Type *type) {
    /* What an earlier call filled goes back to the native type's first: the method may be gone. */
    const Type *native = native_base(type);
#define RESET(slot)                                                                                \
    if (type->slot == slot_##slot) {                                                               \
        type->slot = native->slot;                                                                 \
    }
    RESET(repr)
    RESET(str)
    RESET(negative)
    RESET(positive)
    RESET(invert)
    RESET(absolute)
    RESET(truth)
    RESET(length)
    RESET(get_item)
    RESET(set_item)
    RESET(contains)
    RESET(iter)
    RESET(next)
    RESET(call)
    RESET(get_attr)
    RESET(set_attr)
    RESET(descriptor_get)
    RESET(descriptor_set)
    RESET(await_iter)
    RESET(async_iter)
    RESET(async_next)
    RESET(format)
    RESET(finalize)
    RESET(compare)
    RESET(binary)
    RESET(inplace)
#undef RESET
    type->hash = native->hash;
    Dunders dunders = list_dunders(vm, type);
    if (dunders.count == 0 && dunders.is_whole) {
        type->flags &= ~(uint32_t)TYPE_HAS_GETATTR_HOOK;
        return;
    }
#define FILL(slot, name)                                                                           \
    if (has_dunder(type, &dunders, vm->names.dunder_##name)) {                                     \
        type->slot = slot_##slot;                                                                  \
    }
    FILL(repr, repr)
    FILL(str, str)
    FILL(negative, neg)
    FILL(positive, pos)
    FILL(invert, invert)
    FILL(absolute, abs)
    FILL(truth, bool)
    FILL(length, len)
    FILL(get_item, getitem)
    FILL(set_item, setitem)
    FILL(set_item, delitem)
    FILL(contains, contains)
    FILL(iter, iter)
    FILL(next, next)
    FILL(call, call)
    FILL(get_attr, getattr)
    FILL(get_attr, getattribute)
    FILL(set_attr, setattr)
    FILL(set_attr, delattr)
    FILL(descriptor_get, get)
    FILL(descriptor_set, set)
    FILL(descriptor_set, delete)
    FILL(await_iter, await)
    FILL(async_iter, aiter)
    FILL(async_next, anext)
    FILL(format, format)
    FILL(finalize, del)
    FILL(compare, lt)
    FILL(compare, le)
    FILL(compare, eq)
    FILL(compare, ne)
    FILL(compare, gt)
    FILL(compare, ge)
#undef FILL
    type->flags &= ~(uint32_t)TYPE_HAS_GETATTR_HOOK;
    if (type->get_attr == slot_get_attr) {
        type->flags |= TYPE_HAS_GETATTR_HOOK;
    }
    for (uint32_t op = 0; op < BINARY_OPERATOR_COUNT; op++) {
        if (has_dunder(type, &dunders, name_at(vm, OPERATOR_NAMES[op].plain)) ||
            has_dunder(type, &dunders, name_at(vm, OPERATOR_NAMES[op].reflected))) {
            type->binary = slot_binary;
        }
        if (has_dunder(type, &dunders, name_at(vm, OPERATOR_NAMES[op].inplace))) {
            type->inplace = slot_inplace;
        }
    }
    /* A class statement that defines __eq__ alone has put `__hash__ = None` into the class. */
    for (uint32_t i = 0; i < type->mro_count && (type->mro[i]->flags & TYPE_HEAP); i++) {
        Value hash = dict_get_name(type->mro[i]->attributes, vm->names.dunder_hash);
        if (!value_is_null(hash)) {
            type->hash = value_is_none(hash) ? NULL : slot_hash;
            break;
        }
    }
}

typedef struct SlotChange {
    Vm *vm;
    const Type *base;
} SlotChange;

static void fill_subclass(Type *type, void *context) {
    const SlotChange *change = context;
    if ((type->flags & TYPE_HEAP) && type != change->base && type_is_subtype(type, change->base)) {
        fill_slots(change->vm, type);
    }
}

void class_update_slots(Vm *vm, Type *type) {
    fill_slots(vm, type);
    if (type->flags & TYPE_IS_BASE) {
        SlotChange change = {.vm = vm, .base = type};
        heap_each_type(vm, fill_subclass, &change);
    }
}

static Value wrapper_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords);

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
    Type *native = native_base(type);
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
    Type *native = native_base(type);
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

static void property_set_name(Vm *vm, Value self, Value name);

/* The value of a class attribute is told its name, when it wants to know. */
static bool tell_names(Vm *vm, Type *type, Value namespace) {
    Value items = dict_copy(vm, value_dict(namespace));
    uint32_t position = 0;
    Value key;
    Value value;
    bool fine = true;
    while (fine && dict_next(value_dict(items), &position, &key, &value)) {
        if (value_is_obj(value) && value_obj(value)->type == vm->type_property) {
            property_set_name(vm, value, key);
        }
        if (value_is_obj(value) && (value_obj(value)->type->flags & TYPE_HEAP) &&
            !value_is_null(find_special(vm, value, vm->names.dunder_set_name))) {
            Value arguments[2] = {value_from_obj(type), key};
            Value result = call_named(vm, value, vm->names.dunder_set_name, arguments, 2);
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

static bool check_bases(Vm *vm, const Value *bases, uint32_t count, Type **out) {
    for (uint32_t i = 0; i < count; i++) {
        if (!value_is_obj(bases[i]) || value_obj(bases[i])->type != vm->type_type) {
            vm_refuse(vm, "a base that is no class", "inherit from a class");
            return false;
        }
        out[i] = (Type *)value_obj(bases[i]);
        if (out[i]->flags & TYPE_FINAL) {
            vm_raise(vm, EXC_TYPE_ERROR, "type '%s' is not an acceptable base type",
                     type_name(out[i]));
            return false;
        }
    }
    return true;
}

/* __new__ is a static method, __init_subclass__ and __class_getitem__ are class methods, without
 * being said. */
static void wrap_function(Vm *vm, Type *type, Value name, Type *wrapper) {
    Value function = dict_get_name(type->attributes, name);
    if (value_is_obj(function) && value_obj(function)->type == vm->type_function) {
        Value wrapped = wrapper_construct(vm, wrapper, &function, 1, VALUE_NULL);
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
    Type *base_types[16];
    if (base_count > 16) {
        return vm_refuse(vm, "a class with so many bases", NULL);
    }
    if (!check_bases(vm, bases, base_count, base_types)) {
        return VALUE_NULL;
    }
    if (base_count == 0) {
        base_types[0] = vm->type_object;
        base_count = 1;
    }
    Value slots = slot_names(vm, namespace);
    if (value_is_null(slots) && vm_raised(vm)) {
        return VALUE_NULL;
    }
    Type *solid = base_types[0];
    for (uint32_t i = 1; i < base_count; i++) {
        if (native_base(base_types[i]) != vm->type_object) {
            solid = base_types[i];
        }
    }
    bool is_tailed = (solid->flags & (TYPE_IS_STR | TYPE_IS_TUPLE)) != 0;
    if (!value_is_null(slots) && is_tailed && value_list(slots)->count > 0) {
        vm_raise(vm, EXC_TYPE_ERROR, "nonempty __slots__ not supported for subtype of '%s'",
                 type_name(solid));
        value_release(vm, slots);
        return VALUE_NULL;
    }
    Type *type = heap_new(vm, vm->type_type, sizeof *type);
    type->flags = TYPE_HEAP;
    type->instance_size = solid->instance_size;
    type->dict_offset = solid->dict_offset;
    if (type->dict_offset == 0 && value_is_null(slots)) {
        /* Behind what the base lays out. */
        if (is_tailed) {
            type->dict_offset = DICT_AT_END;
        } else {
            type->dict_offset = solid == vm->type_object ? (uint32_t)offsetof(Instance, dict)
                                                         : (solid->instance_size + 7u) & ~7u;
            type->instance_size = type->dict_offset + (uint32_t)sizeof(Dict *);
        }
    }
    type_set_bases(type, base_types, base_count);
    for (uint32_t i = 1; i < type->mro_count; i++) {
        if (type->mro[i]->flags & TYPE_HEAP) {
            type->mro[i]->flags |= TYPE_IS_BASE;
            obj_retain(type->mro[i]);
        }
    }
    type->flags &= ~(uint32_t)(TYPE_IMMORTAL | TYPE_FINAL);
    type->flags |= native_base(type) == vm->type_object ? TYPE_WITHIN_HEAP : 0;
    type->construct = type->flags & TYPE_CLASS_HOOKS ? hooked_construct : class_construct;
    type->visit = instance_visit;
    type->destroy = instance_destroy;
    type->name = value_retain(name);
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
    fill_slots(vm, type);
    if (!tell_names(vm, type, namespace) || !tell_base(vm, type, values, keywords)) {
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
        Type *native = native_base(type);
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
        (!own_init && native_base(type) == vm->type_object)) {
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
    Type *native = native_base(type);
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
    Type *native = native_base(value_type(vm, arguments[0]));
    return native->repr(vm, arguments[0]);
}

static Value object_method_str(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *native = native_base(value_type(vm, arguments[0]));
    return native->str != NULL ? native->str(vm, arguments[0]) : value_repr(vm, arguments[0]);
}

static Value object_method_hash(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    int64_t hash;
    Type *native = native_base(value_type(vm, arguments[0]));
    if (native->hash == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "unhashable type: '%s'",
                        value_type_name(vm, arguments[0]));
    }
    return native->hash(vm, arguments[0], &hash) ? int_from_int64(vm, hash) : VALUE_NULL;
}

static Value object_method_format(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *native = native_base(value_type(vm, arguments[0]));
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
        Type *native = native_base(value_type(vm, arguments[0]));                                  \
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
    Value equal = call_named(vm, arguments[0], vm->names.dunder_eq, &arguments[1], 1);
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

static void property_set_name(Vm *vm, Value self, Value name) {
    value_store(vm, &((Property *)value_obj(self))->name, value_retain(name));
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
static Value wrapper_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords) {
    if (count != 1 || !value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s expected 1 argument, got %u", type_name(type),
                        count);
    }
    BoundMethod *wrapper = heap_new(vm, type, sizeof *wrapper);
    wrapper->function = value_retain(arguments[0]);
    return value_from_obj(wrapper);
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

void class_setup(Vm *vm) {
    vm->type_object = type_new_native(vm, &OBJECT_SPEC, NULL);
    vm->type_property = type_new_native(vm, &PROPERTY_SPEC, NULL);
    vm->type_staticmethod = type_new_native(vm, &STATICMETHOD_SPEC, NULL);
    vm->type_classmethod = type_new_native(vm, &CLASSMETHOD_SPEC, NULL);
    vm->type_super = type_new_native(vm, &SUPER_SPEC, NULL);
    vm->type_member = type_new_native(vm, &MEMBER_SPEC, NULL);
}
