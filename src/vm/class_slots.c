/* The slots of a program's classes: each looks the dunder method up that it stands for, and calls
 * it. A class has only those whose methods it or a base of the program defines; others it inherits
 * from its native base. */
#include "vm/frame.h"

#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>

/* ---- calling a dunder method ---- */

Value class_slots_find(Vm *vm, Value self, Value name) {
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

Value class_slots_call(Vm *vm, Value self, Value name, const Value *arguments, uint32_t count) {
    Value method = class_slots_find(vm, self, name);
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
    Value text = class_slots_call(vm, self, name, NULL, 0);
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
    Value value = class_slots_call(vm, self, vm->names.dunder_hash, NULL, 0);
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
    Value method = class_slots_find(vm, a, name);
    if (op == COMPARE_NOT_EQUAL &&
        (value_is_null(method) || method.bits == type_lookup(vm->type_object, name).bits)) {
        /* != is the inverse of __eq__ unless it is defined itself. */
        Value equal = class_slots_call(vm, a, vm->names.dunder_eq, &b, 1);
        if (value_is_null(equal) || value_same(equal, VALUE_NOT_IMPLEMENTED)) {
            return equal;
        }
        int truth = value_truth(vm, equal);
        value_release(vm, equal);
        return truth < 0 ? VALUE_NULL : value_from_bool(truth == 0);
    }
    return class_slots_call(vm, a, name, &b, 1);
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
        Value result = class_slots_call(vm, b, name_at(vm, names->reflected), &a, 1);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
        reflected = VALUE_NULL;
    }
    if (a_is_class) {
        Value result = class_slots_call(vm, a, name_at(vm, names->plain), &b, 1);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
    }
    if (!value_is_null(reflected)) {
        return class_slots_call(vm, b, name_at(vm, names->reflected), &a, 1);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static Value slot_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    return class_slots_call(vm, a, name_at(vm, OPERATOR_NAMES[op].inplace), &b, 1);
}

static Value slot_negative(Vm *vm, Value self) {
    return class_slots_call(vm, self, vm->names.dunder_neg, NULL, 0);
}

static Value slot_positive(Vm *vm, Value self) {
    return class_slots_call(vm, self, vm->names.dunder_pos, NULL, 0);
}

static Value slot_invert(Vm *vm, Value self) {
    return class_slots_call(vm, self, vm->names.dunder_invert, NULL, 0);
}

static Value slot_absolute(Vm *vm, Value self) {
    return class_slots_call(vm, self, vm->names.dunder_abs, NULL, 0);
}

static int slot_truth(Vm *vm, Value self) {
    Value value = class_slots_call(vm, self, vm->names.dunder_bool, NULL, 0);
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
    Value value = class_slots_call(vm, self, vm->names.dunder_len, NULL, 0);
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
    return class_slots_call(vm, self, vm->names.dunder_getitem, &key, 1);
}

static bool slot_set_item(Vm *vm, Value self, Value key, Value value) {
    Value arguments[2] = {key, value};
    Value result;
    if (value_is_null(value)) {
        result = class_slots_call(vm, self, vm->names.dunder_delitem, arguments, 1);
        if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
            vm_raise(vm, EXC_TYPE_ERROR, "'%s' object doesn't support item deletion",
                     value_type_name(vm, self));
            return false;
        }
    } else {
        result = class_slots_call(vm, self, vm->names.dunder_setitem, arguments, 2);
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
    Value result = class_slots_call(vm, self, vm->names.dunder_contains, &item, 1);
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
    Value iterator = class_slots_call(vm, self, vm->names.dunder_iter, NULL, 0);
    if (!value_is_null(iterator) && value_type(vm, iterator)->next == NULL) {
        vm_raise(vm, EXC_TYPE_ERROR, "iter() returned non-iterator of type '%s'",
                 value_type_name(vm, iterator));
        value_release(vm, iterator);
        return VALUE_NULL;
    }
    return iterator;
}

static Value slot_next(Vm *vm, Value self) {
    Value item = class_slots_call(vm, self, vm->names.dunder_next, NULL, 0);
    if (value_is_null(item) && vm_raised_is(vm, EXC_STOP_ITERATION)) {
        vm_clear_raised(vm);
    }
    return item;
}

static Value slot_call(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    Value method = class_slots_find(vm, self, vm->names.dunder_call);
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
                       ? class_slots_call(vm, self, vm->names.dunder_getattribute, &name, 1)
                       : object_get_attr(vm, self, name);
    if (value_is_null(result) && vm_raised_is(vm, EXC_ATTRIBUTE_ERROR) &&
        !value_is_null(class_slots_find(vm, self, vm->names.dunder_getattr))) {
        vm_clear_raised(vm);
        return class_slots_call(vm, self, vm->names.dunder_getattr, &name, 1);
    }
    return result;
}

static bool slot_set_attr(Vm *vm, Value self, Value name, Value value) {
    Value arguments[2] = {name, value};
    Value result;
    if (value_is_null(value)) {
        result = class_slots_call(vm, self, vm->names.dunder_delattr, arguments, 1);
    } else {
        result = class_slots_call(vm, self, vm->names.dunder_setattr, arguments, 2);
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
        return object_set_attr(vm, self, name, value);
    }
    value_release(vm, result);
    return !value_is_null(result);
}

static Value slot_descriptor_get(Vm *vm, Value self, Value instance, Type *owner) {
    Value arguments[2] = {value_is_null(instance) ? VALUE_NONE : instance, value_from_obj(owner)};
    Value result = class_slots_call(vm, self, vm->names.dunder_get, arguments, 2);
    return value_same(result, VALUE_NOT_IMPLEMENTED) ? value_retain(self) : result;
}

static bool slot_descriptor_set(Vm *vm, Value self, Value instance, Value value) {
    Value arguments[2] = {instance, value};
    Value result = value_is_null(value)
                       ? class_slots_call(vm, self, vm->names.dunder_delete, arguments, 1)
                       : class_slots_call(vm, self, vm->names.dunder_set, arguments, 2);
    if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
        vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%s", value_is_null(value) ? "__delete__" : "__set__");
        return false;
    }
    value_release(vm, result);
    return !value_is_null(result);
}

static Value slot_await_iter(Vm *vm, Value self) {
    Value iterator = class_slots_call(vm, self, vm->names.dunder_await, NULL, 0);
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
    return class_slots_call(vm, self, vm->names.dunder_aiter, NULL, 0);
}

static Value slot_async_next(Vm *vm, Value self) {
    return class_slots_call(vm, self, vm->names.dunder_anext, NULL, 0);
}

static Value slot_format(Vm *vm, Value self, Value spec) {
    Value text = class_slots_call(vm, self, vm->names.dunder_format, &spec, 1);
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
    Value method = class_slots_find(vm, value_from_obj(self), vm->names.dunder_del);
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

void class_slots_fill(Vm *vm, Type *type) {
    /* What an earlier call filled goes back to the native type's first: the method may be gone. */
    const Type *native = type_native_base(type);
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
        class_slots_fill(change->vm, type);
    }
}

void class_slots_update(Vm *vm, Type *type) {
    class_slots_fill(vm, type);
    if (type->flags & TYPE_IS_BASE) {
        SlotChange change = {.vm = vm, .base = type};
        heap_each_type(vm, fill_subclass, &change);
    }
}
