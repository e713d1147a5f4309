#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/dict.h"
#include "vm/fork.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"

#include "base/check.h"
#include "base/memory.h"

#include <string.h>

bool value_is_list(Value value) {
    return value_is_obj(value) && (value_obj(value)->type->flags & TYPE_IS_LIST) != 0;
}

/* ---- storage ---- */

static void set_capacity(Vm *vm, List *list, uint32_t capacity) {
    list->items = heap_bytes_resize(vm, list->items, list->capacity * sizeof(Value),
                                    capacity * sizeof(Value));
    list->capacity = capacity;
}

static void reserve(Vm *vm, List *list, uint64_t count) {
    if (count <= list->capacity) {
        return;
    }
    CHECK(count < UINT32_MAX / 2);
    uint64_t capacity = list->capacity < 4 ? 4 : list->capacity + list->capacity / 2;
    set_capacity(vm, list, (uint32_t)(capacity < count ? count : capacity));
}

static Value new_of_type(Vm *vm, Type *type, uint32_t capacity) {
    List *list = heap_new(vm, type, type->instance_size);
    if (capacity > 0) {
        set_capacity(vm, list, capacity);
    }
    return value_from_obj(list);
}

Value list_new(Vm *vm, uint32_t capacity) {
    return new_of_type(vm, vm->type_list, capacity);
}

Value list_from(Vm *vm, const Value *items, uint32_t count) {
    Value value = list_new(vm, count);
    List *list = value_list(value);
    for (uint32_t i = 0; i < count; i++) {
        list->items[i] = value_retain(items[i]);
    }
    list->count = count;
    return value;
}

void list_append_new(Vm *vm, Value value, Value item) {
    List *list = value_list(value);
    if (list->count == list->capacity) {
        reserve(vm, list, (uint64_t)list->count + 1);
    }
    list->items[list->count++] = item;
}

void list_append(Vm *vm, Value list, Value item) {
    list_append_new(vm, list, value_retain(item));
}

bool list_extend(Vm *vm, Value value, Value iterable) {
    List *list = value_list(value);
    if (value_is_obj(iterable) && (value_obj(iterable)->type == vm->type_list ||
                                   value_obj(iterable)->type == vm->type_tuple)) {
        uint32_t count = 0;
        sequence_items(iterable, &count);
        reserve(vm, list, (uint64_t)list->count + count);
        const Value *items = sequence_items(iterable, &count);
        for (uint32_t i = 0; i < count; i++) {
            list->items[list->count++] = value_retain(items[i]);
        }
        return true;
    }
    Value iterator = value_iter(vm, iterable);
    if (value_is_null(iterator)) {
        return false;
    }
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        list_append_new(vm, value, item);
        if (vm_stopping(vm)) {
            break;
        }
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

static void clear(Vm *vm, List *list) {
    Value *items = list->items;
    uint32_t count = list->count;
    uint32_t capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    for (uint32_t i = count; i-- > 0;) {
        value_release(vm, items[i]);
    }
    heap_bytes_free(vm, items, capacity * sizeof(Value));
}

static void destroy(Vm *vm, Obj *self) {
    clear(vm, (List *)self);
}

static void visit_all(Obj *self, VisitFunction visit, void *context) {
    List *list = (List *)self;
    for (uint32_t i = 0; i < list->count; i++) {
        visit(list->items[i], context);
    }
}

/* ---- the type's slots ---- */

static bool fill(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    if (!value_is_null(keywords)) {
        vm_raise(vm, EXC_TYPE_ERROR, "list() takes no keyword arguments");
        return false;
    }
    if (count > 1) {
        vm_raise(vm, EXC_TYPE_ERROR, "list expected at most 1 argument, got %u", count);
        return false;
    }
    return count == 0 || list_extend(vm, self, arguments[0]);
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    Value self = new_of_type(vm, type, 0);
    if (!fill(vm, self, arguments, count, keywords)) {
        value_release(vm, self);
        return VALUE_NULL;
    }
    return self;
}

static Value slot_repr(Vm *vm, Value self) {
    List *list = value_list(self);
    if (list->count == 0) {
        return str_from_cstr(vm, "[]");
    }
    if (!repr_enter(vm, &list->obj)) {
        return str_from_cstr(vm, "[...]");
    }
    Text out = {0};
    text_append_char(&out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0) {
            text_append_cstr(&out, ", ");
        }
        Value item = value_retain(list->items[i]);
        Value text = value_repr(vm, item);
        value_release(vm, item);
        if (value_is_null(text) || !text_fits(vm, out.length)) {
            value_release(vm, text);
            repr_leave(vm, &list->obj);
            text_release(&out);
            return VALUE_NULL;
        }
        str_append_utf8(text, &out);
        value_release(vm, text);
    }
    repr_leave(vm, &list->obj);
    text_append_char(&out, ']');
    return str_from_text(vm, &out);
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!value_is_list(a) || !value_is_list(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return sequence_compare(vm, a, b, op);
}

static bool can_repeat(Vm *vm, const List *list, int64_t times) {
    if (times > 0 && list->count > 0 &&
        (times > INT32_MAX / list->count ||
         !heap_can_hold(vm, (uint64_t)times * list->count * sizeof(Value)))) {
        heap_over_budget(vm);
        return false;
    }
    return true;
}

static Value repeat(Vm *vm, Value self, Value factor) {
    int64_t times = 0;
    if (!value_has_index(vm, factor)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (!sequence_repeat_count(vm, factor, &times) || !can_repeat(vm, value_list(self), times)) {
        return VALUE_NULL;
    }
    const List *list = value_list(self);
    uint32_t count = times <= 0 ? 0 : (uint32_t)times * list->count;
    Value result = list_new(vm, count);
    for (uint32_t i = 0; i < count; i++) {
        value_list(result)->items[i] = value_retain(list->items[i % list->count]);
    }
    value_list(result)->count = count;
    return result;
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD && value_is_list(a) && value_is_list(b)) {
        const List *left = value_list(a);
        const List *right = value_list(b);
        Value sum = list_new(vm, left->count + right->count);
        List *out = value_list(sum);
        for (uint32_t i = 0; i < left->count; i++) {
            out->items[out->count++] = value_retain(left->items[i]);
        }
        for (uint32_t i = 0; i < right->count; i++) {
            out->items[out->count++] = value_retain(right->items[i]);
        }
        return sum;
    }
    if (op == BINARY_MULTIPLY) {
        return value_is_list(a) ? repeat(vm, a, b) : repeat(vm, b, a);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static Value slot_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD) {
        return list_extend(vm, a, b) ? value_retain(a) : VALUE_NULL;
    }
    if (op == BINARY_MULTIPLY && value_has_index(vm, b)) {
        int64_t times = 0;
        List *list = value_list(a);
        if (!sequence_repeat_count(vm, b, &times) || !can_repeat(vm, list, times)) {
            return VALUE_NULL;
        }
        if (times <= 0) {
            clear(vm, list);
            return value_retain(a);
        }
        uint32_t once = list->count;
        reserve(vm, list, (uint64_t)times * once);
        for (uint32_t i = once; i < (uint32_t)times * once; i++) {
            list->items[i] = value_retain(list->items[i - once]);
            list->count++;
        }
        return value_retain(a);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static int64_t slot_length(Vm *vm, Value self) {
    (void)vm;
    return value_list(self)->count;
}

static bool is_slice(Vm *vm, Value key) {
    return value_is_obj(key) && value_obj(key)->type == vm->type_slice;
}

/* slice_indices() for a list, which the slice's own __index__ methods may change. */
static bool list_slice(Vm *vm, Value slice, const List *list, int64_t *start, int64_t *step,
                       int64_t *count) {
    uint32_t length = list->count;
    if (!slice_indices(vm, slice, length, start, step, count)) {
        return false;
    }
    if (list->count != length) {
        vm_raise(vm, EXC_RUNTIME_ERROR, "list changed size while it was sliced");
        return false;
    }
    return true;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    int64_t index = 0;
    if (is_slice(vm, key)) {
        int64_t step = 0;
        int64_t count = 0;
        const List *list = value_list(self);
        if (!list_slice(vm, key, list, &index, &step, &count)) {
            return VALUE_NULL;
        }
        Value part = list_new(vm, count < 0 ? 0 : (uint32_t)count);
        for (int64_t i = 0; i < count; i++) {
            value_list(part)->items[i] = value_retain(list->items[index + i * step]);
            value_list(part)->count++;
        }
        return part;
    }
    if (!sequence_index(vm, key, "list indices must be integers or slices, not %s",
                        "list index out of range", value_list(self)->count, &index)) {
        return VALUE_NULL;
    }
    if (index >= value_list(self)->count) { /* __index__ has made it shorter */
        return vm_raise(vm, EXC_INDEX_ERROR, "list index out of range");
    }
    return value_retain(value_list(self)->items[index]);
}

/* Puts `fresh` (consumed references) in the place of `count` items from `start`. */
static void splice(Vm *vm, List *list, uint32_t start, uint32_t count, const Value *fresh,
                   uint32_t fresh_count) {
    Value *gone = memory_new((count + 1) * sizeof *gone);
    for (uint32_t i = 0; i < count; i++) {
        gone[i] = list->items[start + i];
    }
    if (fresh_count > count) {
        reserve(vm, list, (uint64_t)list->count + fresh_count - count);
    }
    if (fresh_count != count && list->count > start + count) {
        memmove(list->items + start + fresh_count, list->items + start + count,
                (list->count - start - count) * sizeof(Value));
    }
    if (fresh_count > 0) {
        memcpy(list->items + start, fresh, fresh_count * sizeof(Value));
    }
    list->count = list->count - count + fresh_count;
    for (uint32_t i = 0; i < count; i++) {
        value_release(vm, gone[i]);
    }
    memory_free(gone);
}

static void delete_strided(Vm *vm, List *list, int64_t start, int64_t step, int64_t count) {
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    Value *gone = memory_new((size_t)(count + 1) * sizeof *gone);
    int64_t taken = 0;
    uint32_t to = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (taken < count && i == start + taken * step) {
            gone[taken++] = list->items[i];
        } else {
            list->items[to++] = list->items[i];
        }
    }
    list->count = to;
    for (int64_t i = 0; i < taken; i++) {
        value_release(vm, gone[i]);
    }
    memory_free(gone);
}

static bool set_slice(Vm *vm, Value self, Value slice, Value value) {
    List *list = value_list(self);
    int64_t start = 0;
    int64_t step = 0;
    int64_t count = 0;
    Value fresh = VALUE_NULL;
    if (!value_is_null(value)) {
        fresh = value_to_list(vm, value);
        if (value_is_null(fresh)) {
            if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, value)->iter == NULL) {
                vm_clear_raised(vm);
                vm_raise(vm, EXC_TYPE_ERROR, "can only assign an iterable");
            }
            return false;
        }
    }
    if (!list_slice(vm, slice, list, &start, &step, &count)) {
        value_release(vm, fresh);
        return false;
    }
    if (count < 0) {
        count = 0;
    }
    uint32_t fresh_count = value_is_null(fresh) ? 0 : value_list(fresh)->count;
    if (step == 1) {
        Value *items = value_is_null(fresh) ? NULL : value_list(fresh)->items;
        for (uint32_t i = 0; i < fresh_count; i++) {
            value_retain(items[i]);
        }
        splice(vm, list, (uint32_t)start, (uint32_t)count, items, fresh_count);
    } else if (value_is_null(fresh)) {
        if (count > 0) {
            delete_strided(vm, list, start, step, count);
        }
    } else if (fresh_count != count) {
        vm_raise(vm, EXC_VALUE_ERROR,
                 "attempt to assign sequence of size %u to extended slice of size %lld",
                 fresh_count, (long long)count);
        value_release(vm, fresh);
        return false;
    } else {
        for (int64_t i = 0; i < count; i++) {
            /* The old items die with `fresh`, once the list is whole again. */
            Value old = list->items[start + i * step];
            list->items[start + i * step] = value_list(fresh)->items[i];
            value_list(fresh)->items[i] = old;
        }
    }
    value_release(vm, fresh);
    return true;
}

static bool slot_set_item(Vm *vm, Value self, Value key, Value value) {
    if (is_slice(vm, key)) {
        return set_slice(vm, self, key, value);
    }
    List *list = value_list(self);
    int64_t index = 0;
    if (!sequence_index(vm, key, "list indices must be integers or slices, not %s",
                        "list assignment index out of range", list->count, &index)) {
        return false;
    }
    if (index >= list->count) { /* __index__ has made it shorter */
        vm_raise(vm, EXC_INDEX_ERROR, "list assignment index out of range");
        return false;
    }
    if (value_is_null(value)) {
        splice(vm, list, (uint32_t)index, 1, NULL, 0);
    } else {
        value_store(vm, &list->items[index], value_retain(value));
    }
    return true;
}

/* Whether the item at `i` equals `item`; the list may change while an __eq__ runs. */
static int item_equals(Vm *vm, List *list, uint32_t i, Value item) {
    if (value_same(list->items[i], item)) {
        return 1;
    }
    if (values_are_small_ints(list->items[i], item)) {
        return 0;
    }
    Value there = value_retain(list->items[i]);
    int equal = value_equal(vm, there, item);
    value_release(vm, there);
    return equal;
}

static int slot_contains(Vm *vm, Value self, Value item) {
    List *list = value_list(self);
    for (uint32_t i = 0; i < list->count; i++) {
        int equal = item_equals(vm, list, i, item);
        if (equal != 0) {
            return equal;
        }
    }
    return 0;
}

static Value slot_iter(Vm *vm, Value self) {
    return sequence_iterator_new(vm, self);
}

/* ---- methods ---- */

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED (void)vm, (void)count, (void)keywords

static Value method_init(ARGUMENTS) {
    List *list = value_list(arguments[0]);
    clear(vm, list);
    return fill(vm, arguments[0], arguments + 1, count - 1, keywords) ? VALUE_NONE : VALUE_NULL;
}

static Value method_append(ARGUMENTS) {
    UNUSED;
    list_append(vm, arguments[0], arguments[1]);
    return VALUE_NONE;
}

static Value method_clear(ARGUMENTS) {
    UNUSED;
    clear(vm, value_list(arguments[0]));
    return VALUE_NONE;
}

static Value method_copy(ARGUMENTS) {
    UNUSED;
    return list_from(vm, value_list(arguments[0])->items, value_list(arguments[0])->count);
}

static Value method_count(ARGUMENTS) {
    UNUSED;
    List *list = value_list(arguments[0]);
    int64_t found = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        int equal = item_equals(vm, list, i, arguments[1]);
        if (equal < 0) {
            return VALUE_NULL;
        }
        found += equal;
    }
    return int_from_int64(vm, found);
}

static Value method_extend(ARGUMENTS) {
    UNUSED;
    return list_extend(vm, arguments[0], arguments[1]) ? VALUE_NONE : VALUE_NULL;
}

static Value method_index(ARGUMENTS) {
    (void)keywords;
    List *list = value_list(arguments[0]);
    int64_t start = 0;
    int64_t end = 0;
    if (!sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                         count > 3 ? arguments[3] : VALUE_NULL, list->count, &start, &end)) {
        return VALUE_NULL;
    }
    for (int64_t i = start; i < end && i < list->count; i++) {
        int equal = item_equals(vm, list, (uint32_t)i, arguments[1]);
        if (equal != 0) {
            return equal < 0 ? VALUE_NULL : int_from_int64(vm, i);
        }
    }
    Value repr = value_repr(vm, arguments[1]);
    if (!value_is_null(repr)) {
        vm_raise(vm, EXC_VALUE_ERROR, "%s is not in list", str_utf8(vm, repr));
        value_release(vm, repr);
    }
    return VALUE_NULL;
}

static Value method_insert(ARGUMENTS) {
    (void)count;
    (void)keywords;
    List *list = value_list(arguments[0]);
    int64_t index = 0;
    if (!value_index_int64(vm, arguments[1], true, &index)) {
        return VALUE_NULL;
    }
    if (index < 0) {
        index = index < -(int64_t)list->count ? 0 : index + list->count;
    }
    if (index > list->count) {
        index = list->count;
    }
    Value item = value_retain(arguments[2]);
    splice(vm, list, (uint32_t)index, 0, &item, 1);
    return VALUE_NONE;
}

static Value method_pop(ARGUMENTS) {
    (void)keywords;
    List *list = value_list(arguments[0]);
    int64_t index = -1;
    if (count > 1 && !value_index_int64(vm, arguments[1], false, &index)) {
        return VALUE_NULL;
    }
    if (list->count == 0) {
        return vm_raise(vm, EXC_INDEX_ERROR, "pop from empty list");
    }
    if (index < 0) {
        index += list->count;
    }
    if (index < 0 || index >= list->count) {
        return vm_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    }
    Value item = list->items[index];
    list->count--;
    if (index < list->count) {
        memmove(list->items + index, list->items + index + 1,
                (size_t)(list->count - index) * sizeof(Value));
    }
    return item;
}

static Value method_remove(ARGUMENTS) {
    UNUSED;
    List *list = value_list(arguments[0]);
    for (uint32_t i = 0; i < list->count; i++) {
        int equal = item_equals(vm, list, i, arguments[1]);
        if (equal < 0) {
            return VALUE_NULL;
        }
        if (equal == 1) {
            if (i < list->count) {
                splice(vm, list, i, 1, NULL, 0);
            }
            return VALUE_NONE;
        }
    }
    return vm_raise(vm, EXC_VALUE_ERROR, "list.remove(x): x not in list");
}

static Value method_reverse(ARGUMENTS) {
    UNUSED;
    List *list = value_list(arguments[0]);
    for (uint32_t i = 0; i < list->count / 2; i++) {
        Value item = list->items[i];
        list->items[i] = list->items[list->count - 1 - i];
        list->items[list->count - 1 - i] = item;
    }
    return VALUE_NONE;
}

static Value method_sort(ARGUMENTS) {
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "sort() takes no positional arguments");
    }
    Value in[2];
    if (!arguments_bind(vm, "sort", "*, key=, reverse=", arguments + 1, 0, keywords, in)) {
        return VALUE_NULL;
    }
    int reverse = 0;
    if (!value_is_null(in[1])) {
        if (!value_is_int(in[1])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, in[1]));
        }
        reverse = value_truth(vm, in[1]);
    }
    return list_sort(vm, arguments[0], in[0], reverse == 1) ? VALUE_NONE : VALUE_NULL;
}

/* ---- iterators ---- */

Value sequence_iterator_new(Vm *vm, Value sequence) {
    SequenceIterator *iterator = heap_new(vm, vm->type_sequence_iterator, sizeof *iterator);
    iterator->sequence = value_retain(sequence);
    return value_from_obj(iterator);
}

static SequenceIterator *iterator_of(Value value) {
    return (SequenceIterator *)value_obj(value);
}

static Value iterator_next(Vm *vm, Value self) {
    SequenceIterator *iterator = iterator_of(self);
    if (value_is_null(iterator->sequence)) {
        return VALUE_NULL;
    }
    uint32_t count = 0;
    const Value *items = sequence_items(iterator->sequence, &count);
    if (iterator->index < count) {
        return value_retain(items[iterator->index++]);
    }
    value_store(vm, &iterator->sequence, VALUE_NULL);
    return VALUE_NULL;
}

/* Backwards: `index` is one above the next item. */
static Value reverse_next(Vm *vm, Value self) {
    SequenceIterator *iterator = iterator_of(self);
    if (value_is_null(iterator->sequence)) {
        return VALUE_NULL;
    }
    uint32_t count = 0;
    const Value *items = sequence_items(iterator->sequence, &count);
    if (iterator->index > 0 && iterator->index <= count) {
        return value_retain(items[--iterator->index]);
    }
    value_store(vm, &iterator->sequence, VALUE_NULL);
    return VALUE_NULL;
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((SequenceIterator *)self)->sequence, VALUE_NULL);
}

static void iterator_fork(Fork *fork, const Obj *from, Obj *to) {
    const SequenceIterator *source = (const SequenceIterator *)from;
    ((SequenceIterator *)to)->sequence = fork_value(fork, source->sequence);
    ((SequenceIterator *)to)->index = source->index;
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((SequenceIterator *)self)->sequence, context);
}

static Value iterator_length_hint(ARGUMENTS) {
    (void)count;
    (void)keywords;
    SequenceIterator *iterator = iterator_of(arguments[0]);
    uint32_t length = 0;
    if (!value_is_null(iterator->sequence)) {
        sequence_items(iterator->sequence, &length);
    }
    int64_t left = iterator->obj.type == vm->type_sequence_iterator
                       ? (int64_t)length - iterator->index
                       : (iterator->index <= length ? iterator->index : 0);
    return int_from_int64(vm, left < 0 ? 0 : left);
}

static Value method_reversed(ARGUMENTS) {
    (void)count;
    (void)keywords;
    SequenceIterator *iterator = heap_new(vm, vm->type_list_reverse_iterator, sizeof *iterator);
    iterator->sequence = value_retain(arguments[0]);
    iterator->index = value_list(arguments[0])->count;
    return value_from_obj(iterator);
}

static const NativeMethod METHODS[] = {
    {"__init__", method_init, 0, -1, true, METHOD_INSTANCE},
    {"__reversed__", method_reversed, 0, 0, false, METHOD_INSTANCE},
    {"append", method_append, 1, 1, false, METHOD_INSTANCE},
    {"clear", method_clear, 0, 0, false, METHOD_INSTANCE},
    {"copy", method_copy, 0, 0, false, METHOD_INSTANCE},
    {"count", method_count, 1, 1, false, METHOD_INSTANCE},
    {"extend", method_extend, 1, 1, false, METHOD_INSTANCE},
    {"index", method_index, 1, 3, false, METHOD_INSTANCE},
    {"insert", method_insert, 2, 2, false, METHOD_INSTANCE},
    {"pop", method_pop, 0, 1, false, METHOD_INSTANCE},
    {"remove", method_remove, 1, 1, false, METHOD_INSTANCE},
    {"reverse", method_reverse, 0, 0, false, METHOD_INSTANCE},
    {"sort", method_sort, 0, -1, true, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const NativeMethod ITERATOR_METHODS[] = {
    {"__length_hint__", iterator_length_hint, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "list",
    .instance_size = sizeof(List),
    .flags = TYPE_IS_LIST | TYPE_INIT_FILLS,
    .methods = METHODS,
    .slots = {.fork = fork_list,
              .destroy = destroy,
              .visit = visit_all,
              .construct = slot_construct,
              .repr = slot_repr,
              .compare = slot_compare,
              .binary = slot_binary,
              .inplace = slot_inplace,
              .length = slot_length,
              .get_item = slot_get_item,
              .set_item = slot_set_item,
              .contains = slot_contains,
              .iter = slot_iter},
};

void list_setup(Vm *vm) {
    vm->type_list = type_new_native(vm, &SPEC, NULL);
    TypeSpec iterator = {
        .name = "list_iterator",
        .instance_size = sizeof(SequenceIterator),
        .flags = TYPE_FINAL,
        .methods = ITERATOR_METHODS,
        .slots = {.fork = iterator_fork,
                  .destroy = iterator_destroy,
                  .visit = iterator_visit,
                  .iter = iterator_self,
                  .next = iterator_next},
    };
    vm->type_sequence_iterator = type_new_native(vm, &iterator, NULL);
    iterator.name = "list_reverseiterator";
    iterator.slots.next = reverse_next;
    vm->type_list_reverse_iterator = type_new_native(vm, &iterator, NULL);
}

void container_setup(Vm *vm) {
    tuple_setup(vm);
    dict_setup(vm);
    list_setup(vm);
    bytes_setup(vm);
    range_setup(vm);
    set_setup(vm);
}
