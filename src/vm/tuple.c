#include "vm/container.h"
#include "vm/fork.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"

#include <stdarg.h>
#include <string.h>

bool value_is_tuple(Value value) {
    return value_is_obj(value) && (value_obj(value)->type->flags & TYPE_IS_TUPLE) != 0;
}

static Value new_of_type(Vm *vm, Type *type, uint32_t count) {
    Tuple *tuple =
        heap_new(vm, type, offsetof(Tuple, items) + count * sizeof(Value) + instance_tail(type));
    tuple->count = count;
    return value_from_obj(tuple);
}

Value tuple_new(Vm *vm, uint32_t count) {
    if (count == 0 && value_is_obj(vm->empty_tuple)) {
        return value_retain(vm->empty_tuple);
    }
    return new_of_type(vm, vm->type_tuple, count);
}

Value tuple_from(Vm *vm, const Value *items, uint32_t count) {
    Value tuple = tuple_new(vm, count);
    for (uint32_t i = 0; i < count; i++) {
        value_tuple(tuple)->items[i] = value_retain(items[i]);
    }
    return tuple;
}

Value tuple_pack(Vm *vm, uint32_t count, ...) {
    Value tuple = tuple_new(vm, count);
    va_list items;
    va_start(items, count);
    for (uint32_t i = 0; i < count; i++) {
        value_tuple(tuple)->items[i] = value_retain(va_arg(items, Value));
    }
    va_end(items);
    return tuple;
}

static void destroy(Vm *vm, Obj *self) {
    Tuple *tuple = (Tuple *)self;
    for (uint32_t i = 0; i < tuple->count; i++) {
        value_store(vm, &tuple->items[i], VALUE_NULL);
    }
}

static void visit_all(Obj *self, VisitFunction visit, void *context) {
    Tuple *tuple = (Tuple *)self;
    for (uint32_t i = 0; i < tuple->count; i++) {
        visit(tuple->items[i], context);
    }
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "tuple() takes no keyword arguments");
    }
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "tuple expected at most 1 argument, got %u", count);
    }
    bool plain = type == vm->type_tuple;
    if (count == 0) {
        return plain ? tuple_new(vm, 0) : new_of_type(vm, type, 0);
    }
    if (plain && value_is_obj(arguments[0]) && value_obj(arguments[0])->type == vm->type_tuple) {
        return value_retain(arguments[0]);
    }
    Value list = value_to_list(vm, arguments[0]);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    const List *items = value_list(list);
    Value tuple = plain ? tuple_new(vm, items->count) : new_of_type(vm, type, items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        value_tuple(tuple)->items[i] = value_retain(items->items[i]);
    }
    value_release(vm, list);
    return tuple;
}

static Value slot_repr(Vm *vm, Value self) {
    Tuple *tuple = value_tuple(self);
    if (tuple->count == 0) {
        return str_from_cstr(vm, "()");
    }
    if (!repr_enter(vm, &tuple->obj)) {
        return str_from_cstr(vm, "(...)");
    }
    Text out = {0};
    text_append_char(&out, '(');
    for (uint32_t i = 0; i < tuple->count; i++) {
        if (i > 0) {
            text_append_cstr(&out, ", ");
        }
        Value item = value_repr(vm, tuple->items[i]);
        if (value_is_null(item) || !text_fits(vm, out.length)) {
            value_release(vm, item);
            repr_leave(vm, &tuple->obj);
            text_release(&out);
            return VALUE_NULL;
        }
        str_append_utf8(item, &out);
        value_release(vm, item);
    }
    repr_leave(vm, &tuple->obj);
    text_append_cstr(&out, tuple->count == 1 ? ",)" : ")");
    return str_from_text(vm, &out);
}

/* xxHash's round over the items' hashes, as CPython 3.8 and later have it, so that sets and dicts
 * of tuples of ints keep its order. */
static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    const uint64_t first = UINT64_C(11400714785074694791);
    const uint64_t second = UINT64_C(14029467366897019727);
    const uint64_t fifth = UINT64_C(2870177450012600261);
    const Tuple *tuple = value_tuple(self);
    uint64_t state = fifth;
    for (uint32_t i = 0; i < tuple->count; i++) {
        int64_t lane = 0;
        /* Tuples in tuples, and so on, must not use up the C stack. */
        if (!vm_enter(vm)) {
            return false;
        }
        bool done = value_hash(vm, tuple->items[i], &lane);
        vm_leave(vm);
        if (!done) {
            return false;
        }
        state += (uint64_t)lane * second;
        state = state << 31 | state >> 33;
        state *= first;
    }
    state += tuple->count ^ (fifth ^ UINT64_C(3527539));
    *hash = state == UINT64_MAX ? 1546275796 : (int64_t)state;
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!value_is_tuple(a) || !value_is_tuple(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return sequence_compare(vm, a, b, op);
}

static Value repeat(Vm *vm, Value self, Value factor) {
    int64_t times = 0;
    if (!value_has_index(vm, factor)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (!sequence_repeat_count(vm, factor, &times)) {
        return VALUE_NULL;
    }
    const Tuple *tuple = value_tuple(self);
    if (times <= 0 || tuple->count == 0) {
        return tuple_new(vm, 0);
    }
    if (times > INT32_MAX / tuple->count ||
        !heap_can_hold(vm, (uint64_t)times * tuple->count * sizeof(Value))) {
        return heap_over_budget(vm);
    }
    Value result = tuple_new(vm, (uint32_t)times * tuple->count);
    for (uint32_t i = 0; i < value_tuple(result)->count; i++) {
        value_tuple(result)->items[i] = value_retain(tuple->items[i % tuple->count]);
    }
    return result;
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD && value_is_tuple(a) && value_is_tuple(b)) {
        const Tuple *left = value_tuple(a);
        const Tuple *right = value_tuple(b);
        Value sum = tuple_new(vm, left->count + right->count);
        for (uint32_t i = 0; i < left->count; i++) {
            value_tuple(sum)->items[i] = value_retain(left->items[i]);
        }
        for (uint32_t i = 0; i < right->count; i++) {
            value_tuple(sum)->items[left->count + i] = value_retain(right->items[i]);
        }
        return sum;
    }
    if (op == BINARY_MULTIPLY) {
        return value_is_tuple(a) ? repeat(vm, a, b) : repeat(vm, b, a);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static int64_t slot_length(Vm *vm, Value self) {
    (void)vm;
    return value_tuple(self)->count;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    const Tuple *tuple = value_tuple(self);
    int64_t index = 0;
    if (value_is_obj(key) && value_obj(key)->type == vm->type_slice) {
        int64_t step = 0;
        int64_t count = 0;
        if (!slice_indices(vm, key, tuple->count, &index, &step, &count)) {
            return VALUE_NULL;
        }
        if (count == tuple->count && step == 1 && tuple->obj.type == vm->type_tuple) {
            return value_retain(self);
        }
        Value part = tuple_new(vm, count < 0 ? 0 : (uint32_t)count);
        for (int64_t i = 0; i < count; i++) {
            value_tuple(part)->items[i] = value_retain(tuple->items[index + i * step]);
        }
        return part;
    }
    if (!sequence_index(vm, key, "tuple indices must be integers or slices, not %s",
                        "tuple index out of range", tuple->count, &index)) {
        return VALUE_NULL;
    }
    return value_retain(tuple->items[index]);
}

static int slot_contains(Vm *vm, Value self, Value item) {
    const Tuple *tuple = value_tuple(self);
    for (uint32_t i = 0; i < tuple->count; i++) {
        int equal = value_equal(vm, tuple->items[i], item);
        if (equal != 0) {
            return equal;
        }
    }
    return 0;
}

static Value slot_iter(Vm *vm, Value self) {
    return sequence_iterator_new(vm, self);
}

static Value method_count(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const Tuple *tuple = value_tuple(arguments[0]);
    int64_t found = 0;
    for (uint32_t i = 0; i < tuple->count; i++) {
        int equal = value_equal(vm, tuple->items[i], arguments[1]);
        if (equal < 0) {
            return VALUE_NULL;
        }
        found += equal;
    }
    return int_from_int64(vm, found);
}

static Value method_index(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    const Tuple *tuple = value_tuple(arguments[0]);
    int64_t start = 0;
    int64_t end = 0;
    if (!sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                         count > 3 ? arguments[3] : VALUE_NULL, tuple->count, &start, &end)) {
        return VALUE_NULL;
    }
    for (int64_t i = start; i < end; i++) {
        int equal = value_equal(vm, tuple->items[i], arguments[1]);
        if (equal != 0) {
            return equal < 0 ? VALUE_NULL : int_from_int64(vm, i);
        }
    }
    return vm_raise(vm, EXC_VALUE_ERROR, "tuple.index(x): x not in tuple");
}

static Value method_getnewargs(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value plain =
        tuple_from(vm, value_tuple(arguments[0])->items, value_tuple(arguments[0])->count);
    Value result = tuple_pack(vm, 1, plain);
    value_release(vm, plain);
    return result;
}

static const NativeMethod METHODS[] = {
    {"__getnewargs__", method_getnewargs, 0, 0, false, METHOD_INSTANCE},
    {"count", method_count, 1, 1, false, METHOD_INSTANCE},
    {"index", method_index, 1, 3, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "tuple",
    .instance_size = sizeof(Tuple),
    .flags = TYPE_IS_TUPLE | TYPE_WITHIN_HEAP,
    .methods = METHODS,
    .slots = {.fork = fork_tuple,
              .destroy = destroy,
              .visit = visit_all,
              .construct = slot_construct,
              .repr = slot_repr,
              .hash = slot_hash,
              .compare = slot_compare,
              .binary = slot_binary,
              .length = slot_length,
              .get_item = slot_get_item,
              .contains = slot_contains,
              .iter = slot_iter},
};

void tuple_setup(Vm *vm) {
    vm->type_tuple = type_new_native(vm, &SPEC, NULL);
    vm->empty_tuple = new_of_type(vm, vm->type_tuple, 0);
}
