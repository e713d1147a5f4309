#include "vm/sequence.h"

#include "vm/number.h"
#include "vm/protocol.h"

bool value_has_index(Vm *vm, Value value) {
    return value_is_int(value) ||
           !value_is_null(type_lookup(value_type(vm, value), vm->names.dunder_index));
}

bool sequence_index(Vm *vm, Value key, const char *type_message, const char *range_message,
                    int64_t length, int64_t *index) {
    if (value_is_small_int(key)) {
        *index = value_small_int(key);
    } else {
        if (!value_has_index(vm, key)) {
            vm_raise(vm, EXC_TYPE_ERROR, type_message, value_type_name(vm, key));
            return false;
        }
        if (!value_index_int64(vm, key, false, index)) {
            return false;
        }
    }
    if (*index < 0) {
        *index += length;
    }
    if (*index < 0 || *index >= length) {
        vm_raise(vm, EXC_INDEX_ERROR, "%s", range_message);
        return false;
    }
    return true;
}

bool sequence_repeat_count(Vm *vm, Value factor, int64_t *times) {
    if (value_is_small_int(factor)) {
        *times = value_small_int(factor);
        return true;
    }
    Value index = value_index(vm, factor);
    if (value_is_null(index)) {
        return false;
    }
    bool fits = int_to_int64(index, times);
    value_release(vm, index);
    if (!fits) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit '%s' into an index-sized integer",
                 value_type_name(vm, factor));
    }
    return fits;
}

static bool bound(Vm *vm, Value value, int64_t length, int64_t *out) {
    if (!value_is_small_int(value)) {
        if (!value_has_index(vm, value)) {
            vm_raise(vm, EXC_TYPE_ERROR,
                     "slice indices must be integers or None or have an __index__ method");
            return false;
        }
        if (!value_index_int64(vm, value, true, out)) {
            return false;
        }
    } else {
        *out = value_small_int(value);
    }
    if (*out < 0) {
        *out = *out < -length ? 0 : *out + length;
    }
    return true;
}

bool sequence_bounds(Vm *vm, Value start, Value end, int64_t length, int64_t *from, int64_t *to) {
    *from = 0;
    *to = length;
    if (!value_is_null(start) && !value_is_none(start) && !bound(vm, start, length, from)) {
        return false;
    }
    if (!value_is_null(end) && !value_is_none(end) && !bound(vm, end, length, to)) {
        return false;
    }
    if (*to > length) {
        *to = length;
    }
    return true;
}

Value sequence_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    uint32_t left_count = 0;
    uint32_t right_count = 0;
    const Value *left = sequence_items(a, &left_count);
    const Value *right = sequence_items(b, &right_count);
    if (left_count != right_count && (op == COMPARE_EQUAL || op == COMPARE_NOT_EQUAL)) {
        return value_from_bool(op == COMPARE_NOT_EQUAL);
    }
    if (!vm_enter(vm)) {
        return VALUE_NULL;
    }
    Value result = VALUE_NULL;
    for (uint32_t i = 0;; i++) {
        left = sequence_items(a, &left_count); /* an __eq__ may have changed them */
        right = sequence_items(b, &right_count);
        if (i >= left_count || i >= right_count) {
            break;
        }
        if (value_same(left[i], right[i])) {
            continue;
        }
        Value x = value_retain(left[i]);
        Value y = value_retain(right[i]);
        int equal = value_equal(vm, x, y);
        if (equal == 0) {
            result = op == COMPARE_EQUAL       ? VALUE_FALSE
                     : op == COMPARE_NOT_EQUAL ? VALUE_TRUE
                                               : value_compare(vm, x, y, op);
        }
        value_release(vm, x);
        value_release(vm, y);
        if (equal <= 0) {
            vm_leave(vm);
            return result;
        }
    }
    vm_leave(vm);
    int64_t order = (int64_t)left_count - (int64_t)right_count;
    switch (op) {
    case COMPARE_LESS:
        return value_from_bool(order < 0);
    case COMPARE_LESS_EQUAL:
        return value_from_bool(order <= 0);
    case COMPARE_EQUAL:
        return value_from_bool(order == 0);
    case COMPARE_NOT_EQUAL:
        return value_from_bool(order != 0);
    case COMPARE_GREATER:
        return value_from_bool(order > 0);
    default:
        return value_from_bool(order >= 0);
    }
}

Value iterator_self(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}
