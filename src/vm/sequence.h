/* What str, bytes, list, tuple and range share: indices, repetition, and when `sequence + x` leaves
 * the answer to x. */
#ifndef VM_SEQUENCE_H
#define VM_SEQUENCE_H

#include "vm/vm.h"

/* An index as written: negative ones count from the end. Raises TypeError with `type_message`
 * (which names the key's type with one %s) or IndexError with `range_message`. */
bool sequence_index(Vm *vm, Value key, const char *type_message, const char *range_message,
                    int64_t length, int64_t *index);

/* Whether value_index() can make an int of it. */
bool value_has_index(Vm *vm, Value value);

/* The factor of `sequence * factor`, which value_has_index(); OverflowError when it is out of all
 * reason. */
bool sequence_repeat_count(Vm *vm, Value factor, int64_t *times);

/* start and end arguments of find, count, index …: None and VALUE_NULL mean the whole; clamped to
 * 0..length. */
bool sequence_bounds(Vm *vm, Value start, Value end, int64_t length, int64_t *from, int64_t *to);

/* The comparison of two arrays as list and tuple have it: the first difference decides. */
Value sequence_compare(Vm *vm, Value a, Value b, CompareOperator op);

/* The iterator of a list or tuple, which sees what is appended meanwhile. */
Value sequence_iterator_new(Vm *vm, Value sequence);

/* The type's name as messages about a method's arguments have it: None is called by its name. */
static inline const char *argument_type_name(Vm *vm, Value value) {
    return value_is_none(value) ? "None" : value_type_name(vm, value);
}

/* Whether text that is being put together still fits the memory budget; otherwise the run is
 * stopped. To be asked where a short program can ask for a very long text: repr([s] * n). */
static inline bool text_fits(Vm *vm, size_t length) {
    return length < (1u << 20) || heap_can_hold(vm, length);
}

/* The `iter` slot of iterators. */
Value iterator_self(Vm *vm, Value self);

/* The items that list and tuple hold now. */
static inline const Value *sequence_items(Value sequence, uint32_t *count) {
    if ((value_obj(sequence)->type->flags & TYPE_IS_LIST) != 0) {
        const List *list = (const List *)value_obj(sequence);
        *count = list->count;
        return list->items;
    }
    const Tuple *tuple = (const Tuple *)value_obj(sequence);
    *count = tuple->count;
    return tuple->items;
}

#endif
