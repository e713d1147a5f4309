/* range and slice, their iterators, and list[int]: the generic alias of annotations. */
#include "vm/container.h"
#include "vm/fork.h"

#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

/* ---- range ---- */

static Range *range_of(Value value) {
    return (Range *)value_obj(value);
}

/* The length as an int of any size. */
static Value length_value(Vm *vm, Value start, Value stop, Value step) {
    if (value_is_small_int(start) && value_is_small_int(stop) && value_is_small_int(step)) {
        int64_t from = value_small_int(start);
        int64_t to = value_small_int(stop);
        int64_t by = value_small_int(step);
        if (by > 0) {
            return value_from_small_int(from < to ? (to - from - 1) / by + 1 : 0);
        }
        return value_from_small_int(from > to ? (from - to - 1) / -by + 1 : 0);
    }
    bool up = int_sign(step) > 0;
    Value low = up ? start : stop;
    Value high = up ? stop : start;
    if (int_compare(low, high) >= 0) {
        return value_from_small_int(0);
    }
    Value distance = int_binary(vm, BINARY_SUBTRACT, high, low);
    Value by = up ? value_retain(step) : value_negative(vm, step);
    Value less = int_binary(vm, BINARY_SUBTRACT, distance, value_from_small_int(1));
    Value whole = int_binary(vm, BINARY_FLOOR_DIVIDE, less, by);
    Value length = int_binary(vm, BINARY_ADD, whole, value_from_small_int(1));
    value_release(vm, distance);
    value_release(vm, by);
    value_release(vm, less);
    value_release(vm, whole);
    return length;
}

Value range_new(Vm *vm, Value start, Value stop, Value step) {
    Range *range = heap_new(vm, vm->type_range, sizeof *range);
    range->start = value_retain(start);
    range->stop = value_retain(stop);
    range->step = value_retain(step);
    return value_from_obj(range);
}

static Value range_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    (void)type;
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "range() takes no keyword arguments");
    }
    if (count == 0 || count > 3) {
        return vm_raise(vm, EXC_TYPE_ERROR, "range expected at %s %d argument%s, got %u",
                        count == 0 ? "least" : "most", count == 0 ? 1 : 3, count == 0 ? "" : "s",
                        count);
    }
    Value parts[3] = {value_from_small_int(0), value_from_small_int(0), value_from_small_int(1)};
    for (uint32_t i = 0; i < count; i++) {
        Value index = value_index(vm, arguments[i]);
        if (value_is_null(index)) {
            return VALUE_NULL;
        }
        parts[count == 1 ? 1 : i] = index;
    }
    Value range = VALUE_NULL;
    if (int_sign(parts[2]) == 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    } else {
        range = range_new(vm, parts[0], parts[1], parts[2]);
    }
    for (int i = 0; i < 3; i++) {
        value_release(vm, parts[i]);
    }
    return range;
}

static void triple_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((Range *)self)->start, context);
    visit(((Range *)self)->stop, context);
    visit(((Range *)self)->step, context);
}

static void triple_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((Range *)self)->start, VALUE_NULL);
    value_store(vm, &((Range *)self)->stop, VALUE_NULL);
    value_store(vm, &((Range *)self)->step, VALUE_NULL);
}

static Value range_repr(Vm *vm, Value self) {
    Range *range = range_of(self);
    Text text = {0};
    text_append_cstr(&text, "range(");
    Value parts[3] = {range->start, range->stop, range->step};
    int shown = value_same(range->step, value_from_small_int(1)) ? 2 : 3;
    for (int i = 0; i < shown; i++) {
        Value repr = int_repr(vm, parts[i]);
        text_append_cstr(&text, i > 0 ? ", " : "");
        str_append_utf8(repr, &text);
        value_release(vm, repr);
    }
    text_append_char(&text, ')');
    return str_from_text(vm, &text);
}

static int64_t range_length(Vm *vm, Value self) {
    Range *range = range_of(self);
    Value length = length_value(vm, range->start, range->stop, range->step);
    int64_t result;
    if (!int_to_int64(length, &result)) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        result = -1;
    }
    value_release(vm, length);
    return result;
}

static int range_truth(Vm *vm, Value self) {
    Range *range = range_of(self);
    Value length = length_value(vm, range->start, range->stop, range->step);
    int truth = int_sign(length) > 0;
    value_release(vm, length);
    return truth;
}

/* start + index * step */
static Value item_at(Vm *vm, Range *range, Value index) {
    Value offset = int_binary(vm, BINARY_MULTIPLY, index, range->step);
    Value item = int_binary(vm, BINARY_ADD, range->start, offset);
    value_release(vm, offset);
    return item;
}

static Value range_slice(Vm *vm, Value self, Value key) {
    Range *range = range_of(self);
    int64_t length = range_length(vm, self);
    int64_t start;
    int64_t step;
    int64_t count;
    if (length < 0 || !slice_indices(vm, key, length, &start, &step, &count)) {
        return VALUE_NULL;
    }
    Value by = int_from_int64(vm, step);
    Value new_step = int_binary(vm, BINARY_MULTIPLY, range->step, by);
    Value new_start = item_at(vm, range, value_from_small_int(start));
    /* The stop that CPython computes: as if the slice's own stop were taken. */
    int64_t stop_index = slice_stop(vm, key, length);
    Value new_stop = item_at(vm, range, value_from_small_int(stop_index));
    Value result = range_new(vm, new_start, new_stop, new_step);
    value_release(vm, by);
    value_release(vm, new_step);
    value_release(vm, new_start);
    value_release(vm, new_stop);
    return result;
}

static Value range_get_item(Vm *vm, Value self, Value key) {
    if (value_is_obj(key) && value_obj(key)->type == vm->type_slice) {
        return range_slice(vm, self, key);
    }
    Range *range = range_of(self);
    Type *type = value_type(vm, key);
    if (!value_is_int(key) && value_is_null(type_lookup(type, vm->names.dunder_index))) {
        return vm_raise(vm, EXC_TYPE_ERROR, "range indices must be integers or slices, not %s",
                        value_type_name(vm, key));
    }
    Value index = value_index(vm, key);
    if (value_is_null(index)) {
        return VALUE_NULL;
    }
    Value length = length_value(vm, range->start, range->stop, range->step);
    if (int_sign(index) < 0) {
        Value moved = int_binary(vm, BINARY_ADD, index, length);
        value_store(vm, &index, moved);
    }
    Value item = VALUE_NULL;
    if (int_sign(index) < 0 || int_compare(index, length) >= 0) {
        vm_raise(vm, EXC_INDEX_ERROR, "range object index out of range");
    } else {
        item = item_at(vm, range, index);
    }
    value_release(vm, index);
    value_release(vm, length);
    return item;
}

/* The index of an int in the range; false when it is not there. */
static bool find_index(Vm *vm, Range *range, Value item, Value *index) {
    bool up = int_sign(range->step) > 0;
    bool inside = up ? int_compare(range->start, item) <= 0 && int_compare(item, range->stop) < 0
                     : int_compare(range->stop, item) < 0 && int_compare(item, range->start) <= 0;
    if (!inside) {
        return false;
    }
    Value distance = int_binary(vm, BINARY_SUBTRACT, item, range->start);
    Value rest = int_binary(vm, BINARY_MODULO, distance, range->step);
    bool found = int_sign(rest) == 0;
    if (found) {
        *index = int_binary(vm, BINARY_FLOOR_DIVIDE, distance, range->step);
    }
    value_release(vm, distance);
    value_release(vm, rest);
    return found;
}

static int range_contains(Vm *vm, Value self, Value item) {
    if (value_is_small_int(item) || value_is_bool(item) || value_type(vm, item) == vm->type_int) {
        Value index = VALUE_NULL;
        bool found = find_index(vm, range_of(self), item, &index);
        value_release(vm, index);
        return found;
    }
    Value iterator = value_iter(vm, self);
    int found = 0;
    while (found == 0) {
        Value next = value_next(vm, iterator);
        if (value_is_null(next)) {
            break;
        }
        found = value_equal(vm, next, item);
        value_release(vm, next);
    }
    value_release(vm, iterator);
    return found;
}

static Value range_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if ((op != COMPARE_EQUAL && op != COMPARE_NOT_EQUAL) || value_type(vm, b) != vm->type_range) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Range *left = range_of(a);
    Range *right = range_of(b);
    Value left_length = length_value(vm, left->start, left->stop, left->step);
    Value right_length = length_value(vm, right->start, right->stop, right->step);
    bool equal = int_compare(left_length, right_length) == 0;
    if (equal && int_sign(left_length) > 0) {
        equal = int_compare(left->start, right->start) == 0 &&
                (value_same(left_length, value_from_small_int(1)) ||
                 int_compare(left->step, right->step) == 0);
    }
    value_release(vm, left_length);
    value_release(vm, right_length);
    return value_from_bool(equal == (op == COMPARE_EQUAL));
}

static bool range_hash(Vm *vm, Value self, int64_t *hash) {
    Range *range = range_of(self);
    Value length = length_value(vm, range->start, range->stop, range->step);
    bool empty = int_sign(length) == 0;
    bool one = value_same(length, value_from_small_int(1));
    Value key = tuple_pack(vm, 3, length, empty ? VALUE_NONE : range->start,
                           empty || one ? VALUE_NONE : range->step);
    bool fine = value_hash(vm, key, hash);
    value_release(vm, key);
    value_release(vm, length);
    return fine;
}

/* Ranges of large ints iterate through a Range whose start moves on. */
static Value big_next(Vm *vm, Value self) {
    Range *range = range_of(self);
    bool up = int_sign(range->step) > 0;
    int order = int_compare(range->start, range->stop);
    if (up ? order >= 0 : order <= 0) {
        return VALUE_NULL;
    }
    Value item = value_retain(range->start);
    value_store(vm, &range->start, int_binary(vm, BINARY_ADD, range->start, range->step));
    return item;
}

static void small_fork(Fork *fork, const Obj *from, Obj *to) {
    (void)fork;
    Obj head = *to;
    *(RangeIterator *)to = *(const RangeIterator *)from;
    *to = head;
}

static Value small_next(Vm *vm, Value self) {
    (void)vm;
    RangeIterator *iterator = (RangeIterator *)value_obj(self);
    if (iterator->left == 0) {
        return VALUE_NULL;
    }
    iterator->left--;
    Value item = value_from_small_int(iterator->next);
    iterator->next += iterator->step;
    return item;
}

static Value range_iter(Vm *vm, Value self) {
    Range *range = range_of(self);
    if (value_is_small_int(range->start) && value_is_small_int(range->stop) &&
        value_is_small_int(range->step)) {
        RangeIterator *iterator = heap_new(vm, vm->type_range_iterator, sizeof *iterator);
        iterator->next = value_small_int(range->start);
        iterator->step = value_small_int(range->step);
        iterator->left =
            (uint64_t)value_small_int(length_value(vm, range->start, range->stop, range->step));
        return value_from_obj(iterator);
    }
    Range *moving = heap_new(vm, vm->type_big_range_iterator, sizeof *moving);
    moving->start = value_retain(range->start);
    moving->stop = value_retain(range->stop);
    moving->step = value_retain(range->step);
    return value_from_obj(moving);
}

#define METHOD(name)                                                                               \
    static Value method_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords)
#define UNUSED()                                                                                   \
    (void)vm;                                                                                      \
    (void)count;                                                                                   \
    (void)keywords

METHOD(index) {
    UNUSED();
    Value index;
    if (value_is_int(arguments[1]) &&
        find_index(vm, range_of(arguments[0]), arguments[1], &index)) {
        return index;
    }
    Value repr = value_repr(vm, arguments[1]);
    if (!value_is_null(repr)) {
        vm_raise(vm, EXC_VALUE_ERROR, "%s is not in range", str_utf8(vm, repr));
        value_release(vm, repr);
    }
    return VALUE_NULL;
}

METHOD(count) {
    UNUSED();
    int found = range_contains(vm, arguments[0], arguments[1]);
    return found < 0 ? VALUE_NULL : value_from_small_int(found);
}

METHOD(reversed) {
    UNUSED();
    Range *range = range_of(arguments[0]);
    Value length = length_value(vm, range->start, range->stop, range->step);
    Value last_index = int_binary(vm, BINARY_SUBTRACT, length, value_from_small_int(1));
    Value start = item_at(vm, range, last_index);
    Value step = value_negative(vm, range->step);
    Value stop = int_binary(vm, BINARY_SUBTRACT, range->start, range->step);
    Value reversed = range_new(vm, start, stop, step);
    Value iterator = range_iter(vm, reversed);
    value_release(vm, length);
    value_release(vm, last_index);
    value_release(vm, start);
    value_release(vm, step);
    value_release(vm, stop);
    value_release(vm, reversed);
    return iterator;
}

METHOD(start) {
    UNUSED();
    return value_retain(range_of(arguments[0])->start);
}

METHOD(stop) {
    UNUSED();
    return value_retain(range_of(arguments[0])->stop);
}

METHOD(step) {
    UNUSED();
    return value_retain(range_of(arguments[0])->step);
}

static const NativeMethod RANGE_METHODS[] = {
    {"index", method_index, 1, 1, false, METHOD_INSTANCE},
    {"count", method_count, 1, 1, false, METHOD_INSTANCE},
    {"__reversed__", method_reversed, 0, 0, false, METHOD_INSTANCE},
    {"start", method_start, 0, 0, false, METHOD_PROPERTY},
    {"stop", method_stop, 0, 0, false, METHOD_PROPERTY},
    {"step", method_step, 0, 0, false, METHOD_PROPERTY},
    {0},
};

/* ---- slice: laid out as Range ---- */

Value slice_new(Vm *vm, Value start, Value stop, Value step) {
    Slice *slice = heap_new(vm, vm->type_slice, sizeof *slice);
    slice->start = value_retain(start);
    slice->stop = value_retain(stop);
    slice->step = value_retain(step);
    return value_from_obj(slice);
}

static Value slice_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    (void)type;
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "slice() takes no keyword arguments");
    }
    if (count == 0 || count > 3) {
        return vm_raise(vm, EXC_TYPE_ERROR, "slice expected at %s %d argument%s, got %u",
                        count == 0 ? "least" : "most", count == 0 ? 1 : 3, count == 0 ? "" : "s",
                        count);
    }
    return count == 1
               ? slice_new(vm, VALUE_NONE, arguments[0], VALUE_NONE)
               : slice_new(vm, arguments[0], arguments[1], count == 3 ? arguments[2] : VALUE_NONE);
}

static bool slice_part(Vm *vm, Value part, int64_t *out) {
    if (!value_is_int(part) &&
        value_is_null(type_lookup(value_type(vm, part), vm->names.dunder_index))) {
        vm_raise(vm, EXC_TYPE_ERROR,
                 "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return value_index_int64(vm, part, true, out);
}

/* start, stop and step as PySlice_AdjustIndices leaves them. */
static bool adjusted(Vm *vm, Value value, int64_t length, int64_t *start, int64_t *stop,
                     int64_t *step) {
    Slice *slice = (Slice *)value_obj(value);
    *step = 1;
    if (!value_is_none(slice->step) && !slice_part(vm, slice->step, step)) {
        return false;
    }
    if (*step == 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
        return false;
    }
    if (*step < -INT64_MAX) {
        *step = -INT64_MAX;
    }
    int64_t low = *step < 0 ? -1 : 0;
    int64_t high = *step < 0 ? length - 1 : length;
    *start = *step < 0 ? high : low;
    *stop = *step < 0 ? low : high;
    Value parts[2] = {slice->start, slice->stop};
    int64_t *outs[2] = {start, stop};
    for (int i = 0; i < 2; i++) {
        if (value_is_none(parts[i])) {
            continue;
        }
        int64_t index;
        if (!slice_part(vm, parts[i], &index)) {
            return false;
        }
        if (index < 0) {
            index = index < -length ? low : index + length;
        } else if (index > high) {
            index = high;
        }
        *outs[i] = index;
    }
    return true;
}

bool slice_indices(Vm *vm, Value slice, int64_t length, int64_t *start, int64_t *step,
                   int64_t *count) {
    int64_t stop;
    if (!adjusted(vm, slice, length, start, &stop, step)) {
        return false;
    }
    if (*step > 0) {
        *count = *start < stop ? (stop - *start - 1) / *step + 1 : 0;
    } else {
        *count = stop < *start ? (*start - stop - 1) / -*step + 1 : 0;
    }
    return true;
}

int64_t slice_stop(Vm *vm, Value slice, int64_t length) {
    int64_t start;
    int64_t stop = 0;
    int64_t step;
    return adjusted(vm, slice, length, &start, &stop, &step) ? stop : 0;
}

METHOD(indices) {
    UNUSED();
    int64_t length;
    int64_t start;
    int64_t stop;
    int64_t step;
    if (!value_index_int64(vm, arguments[1], false, &length)) {
        return VALUE_NULL;
    }
    if (length < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "length should not be negative");
    }
    if (!adjusted(vm, arguments[0], length, &start, &stop, &step)) {
        return VALUE_NULL;
    }
    return tuple_pack(vm, 3, int_from_int64(vm, start), int_from_int64(vm, stop),
                      int_from_int64(vm, step));
}

static Value slice_repr(Vm *vm, Value self) {
    Range *slice = range_of(self);
    Value parts = tuple_pack(vm, 3, slice->start, slice->stop, slice->step);
    Value repr = value_repr(vm, parts);
    value_release(vm, parts);
    if (value_is_null(repr)) {
        return VALUE_NULL;
    }
    Text text = {0};
    text_append_cstr(&text, "slice");
    str_append_utf8(repr, &text);
    value_release(vm, repr);
    return str_from_text(vm, &text);
}

static Value slice_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (value_type(vm, b) != vm->type_slice) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Range *left = range_of(a);
    Range *right = range_of(b);
    Value first = tuple_pack(vm, 3, left->start, left->stop, left->step);
    Value second = tuple_pack(vm, 3, right->start, right->stop, right->step);
    Value result = value_compare(vm, first, second, op);
    value_release(vm, first);
    value_release(vm, second);
    return result;
}

static const NativeMethod SLICE_METHODS[] = {
    {"indices", method_indices, 1, 1, false, METHOD_INSTANCE},
    {"start", method_start, 0, 0, false, METHOD_PROPERTY},
    {"stop", method_stop, 0, 0, false, METHOD_PROPERTY},
    {"step", method_step, 0, 0, false, METHOD_PROPERTY},
    {0},
};

/* ---- list[int] ---- a BoundMethod's two values: the origin and the tuple of arguments. */

Value generic_alias_new(Vm *vm, Value origin, Value arguments) {
    BoundMethod *alias = heap_new(vm, vm->type_generic_alias, sizeof *alias);
    alias->function = value_retain(origin);
    alias->self =
        value_is_tuple(arguments) ? value_retain(arguments) : tuple_pack(vm, 1, arguments);
    return value_from_obj(alias);
}

static bool append_type(Vm *vm, Value value, Text *text) {
    if (value_is_obj(value) && value_obj(value)->type == vm->type_type) {
        Type *type = (Type *)value_obj(value);
        if (!str_equal_cstr(type->module, "builtins")) {
            str_append_utf8(type->module, text);
            text_append_char(text, '.');
        }
        str_append_utf8(type->qualified_name, text);
        return true;
    }
    if (value_same(value, VALUE_ELLIPSIS)) {
        text_append_cstr(text, "...");
        return true;
    }
    Value repr = value_repr(vm, value);
    if (value_is_null(repr)) {
        return false;
    }
    str_append_utf8(repr, text);
    value_release(vm, repr);
    return true;
}

static Value alias_repr(Vm *vm, Value self) {
    BoundMethod *alias = (BoundMethod *)value_obj(self);
    Text text = {0};
    bool fine = append_type(vm, alias->function, &text);
    text_append_char(&text, '[');
    Tuple *arguments = value_tuple(alias->self);
    for (uint32_t i = 0; i < arguments->count && fine; i++) {
        text_append_cstr(&text, i > 0 ? ", " : "");
        fine = append_type(vm, arguments->items[i], &text);
    }
    if (arguments->count == 0) {
        text_append_cstr(&text, "()");
    }
    text_append_char(&text, ']');
    if (!fine) {
        text_release(&text);
        return VALUE_NULL;
    }
    return str_from_text(vm, &text);
}

static Value alias_call(Vm *vm, Value self, const Value *arguments, uint32_t count,
                        Value keywords) {
    return vm_call(vm, ((BoundMethod *)value_obj(self))->function, arguments, count, keywords);
}

static Value alias_get_attr(Vm *vm, Value self, Value name) {
    BoundMethod *alias = (BoundMethod *)value_obj(self);
    if (str_equal_cstr(name, "__origin__")) {
        return value_retain(alias->function);
    }
    if (str_equal_cstr(name, "__args__")) {
        return value_retain(alias->self);
    }
    if (value_same(name, vm->names.dunder_class)) {
        return value_retain(value_from_obj(vm->type_generic_alias));
    }
    return value_get_attr(vm, alias->function, name);
}

static Value alias_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    return op == BINARY_OR ? union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

static Value alias_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if ((op != COMPARE_EQUAL && op != COMPARE_NOT_EQUAL) ||
        value_type(vm, b) != vm->type_generic_alias) {
        return VALUE_NOT_IMPLEMENTED;
    }
    BoundMethod *left = (BoundMethod *)value_obj(a);
    BoundMethod *right = (BoundMethod *)value_obj(b);
    int equal =
        value_same(left->function, right->function) ? value_equal(vm, left->self, right->self) : 0;
    return equal < 0 ? VALUE_NULL : value_from_bool(equal == (op == COMPARE_EQUAL));
}

static void pair_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((BoundMethod *)self)->function, context);
    visit(((BoundMethod *)self)->self, context);
}

static void pair_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((BoundMethod *)self)->function, VALUE_NULL);
    value_store(vm, &((BoundMethod *)self)->self, VALUE_NULL);
}

void range_setup(Vm *vm) {
    static const TypeSpec range = {.name = "range",
                                   .instance_size = sizeof(Range),
                                   .flags = TYPE_FINAL,
                                   .methods = RANGE_METHODS,
                                   .slots = {.construct = range_construct,
                                             .repr = range_repr,
                                             .hash = range_hash,
                                             .compare = range_compare,
                                             .truth = range_truth,
                                             .length = range_length,
                                             .get_item = range_get_item,
                                             .contains = range_contains,
                                             .iter = range_iter,
                                             .visit = triple_visit,
                                             .destroy = triple_destroy}};
    static const TypeSpec iterator = {
        .name = "range_iterator",
        .instance_size = sizeof(RangeIterator),
        .flags = TYPE_FINAL,
        .slots = {.fork = small_fork, .iter = self_iter, .next = small_next}};
    static const TypeSpec big_iterator = {
        .name = "longrange_iterator",
        .instance_size = sizeof(Range),
        .flags = TYPE_FINAL,
        .slots = {
            .iter = self_iter, .next = big_next, .visit = triple_visit, .destroy = triple_destroy}};
    static const TypeSpec slice = {.name = "slice",
                                   .instance_size = sizeof(Slice),
                                   .flags = TYPE_FINAL,
                                   .methods = SLICE_METHODS,
                                   .slots = {.construct = slice_construct,
                                             .repr = slice_repr,
                                             .compare = slice_compare,
                                             .visit = triple_visit,
                                             .destroy = triple_destroy}};
    static const TypeSpec alias = {.name = "types.GenericAlias",
                                   .instance_size = sizeof(BoundMethod),
                                   .flags = TYPE_FINAL,
                                   .slots = {.repr = alias_repr,
                                             .call = alias_call,
                                             .get_attr = alias_get_attr,
                                             .binary = alias_binary,
                                             .compare = alias_compare,
                                             .visit = pair_visit,
                                             .destroy = pair_destroy}};
    vm->type_range = type_new_native(vm, &range, NULL);
    vm->type_range_iterator = type_new_native(vm, &iterator, NULL);
    vm->type_big_range_iterator = type_new_native(vm, &big_iterator, NULL);
    vm->type_slice = type_new_native(vm, &slice, NULL);
    vm->type_generic_alias = type_new_native(vm, &alias, NULL);
}
