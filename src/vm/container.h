/* list, tuple, dict, set, frozenset, range, slice: what other files use of them. Items given are
 * borrowed (and retained by the container) unless the comment says consumed. */
#ifndef VM_CONTAINER_H
#define VM_CONTAINER_H

#include "vm/vm.h"

Value list_new(Vm *vm, uint32_t capacity);
Value list_from(Vm *vm, const Value *items, uint32_t count);
void list_append(Vm *vm, Value list, Value item);      /* borrowed */
void list_append_new(Vm *vm, Value value, Value item); /* consumed */
bool list_extend(Vm *vm, Value list, Value iterable);
static inline List *value_list(Value value) {
    return (List *)value_obj(value);
}
bool value_is_list(Value value); /* subclasses included */
/* Sorts in place, stably, by `key` (VALUE_NULL or None: none); as list.sort: the list is empty
 * meanwhile. */
bool list_sort(Vm *vm, Value list, Value key, bool reverse);

Value tuple_new(Vm *vm, uint32_t count); /* items VALUE_NULL, to be filled at once */
Value tuple_from(Vm *vm, const Value *items, uint32_t count);
Value tuple_pack(Vm *vm, uint32_t count, ...); /* Values, borrowed */
static inline Tuple *value_tuple(Value value) {
    return (Tuple *)value_obj(value);
}
bool value_is_tuple(Value value); /* subclasses included */

Value dict_new(Vm *vm);
static inline Dict *value_dict(Value value) {
    return (Dict *)value_obj(value);
}
bool value_is_dict(Value value); /* subclasses included */
/* Borrowed result; VALUE_NULL when absent, or when hashing or comparing raised. */
Value dict_get(Vm *vm, Dict *dict, Value key);
bool dict_set(Vm *vm, Dict *dict, Value key, Value value);
int dict_delete(Vm *vm, Dict *dict, Value key); /* 1 deleted, 0 absent, -1 raised */
/* For interned strs: never raise. The hint is the entry number where it was found last time. */
Value dict_get_name(Dict *dict, Value name);
Value dict_get_name_hinted(Dict *dict, Value name, uint32_t *hint);
void dict_set_name(Vm *vm, Dict *dict, Value name, Value value);
void dict_add_name(Vm *vm, Dict *dict, Value name, Value value); /* which is surely not in it */
bool dict_delete_name(Vm *vm, Dict *dict, Value name);
bool dict_update(Vm *vm, Dict *dict, Value other); /* mapping or iterable of pairs */
/* Goes through live entries in order: *position starts at 0; false at the end. Borrowed. */
bool dict_next(const Dict *dict, uint32_t *position, Value *key, Value *value);
void dict_clear(Vm *vm, Dict *dict);
void dict_reserve(Vm *vm, Dict *dict,
                  uint32_t count); /* room for so many entries, of an empty one */
Value dict_copy(Vm *vm, const Dict *dict);

Value set_new(Vm *vm, bool frozen);
Value set_new_of(Vm *vm, Type *type); /* of a type whose instances begin with a Set */
bool set_add(Vm *vm, Value set, Value item);
int set_contains(Vm *vm, Value set, Value item);
int set_discard(Vm *vm, Value set, Value item);
bool set_update(Vm *vm, Value set, Value iterable);
bool set_next(const Set *set, uint32_t *position, Value *key); /* borrowed */

Value range_new(Vm *vm, Value start, Value stop, Value step);
Value slice_new(Vm *vm, Value start, Value stop, Value step);
/* The indices that a slice means for a sequence of `length`: start, step and how many. */
bool slice_indices(Vm *vm, Value slice, int64_t length, int64_t *start, int64_t *step,
                   int64_t *count);

/* Where the slice ends for a sequence of `length`, as indices() says. */
int64_t slice_stop(Vm *vm, Value slice, int64_t length);
/* origin[arguments] of annotations, list[int]. */
Value generic_alias_new(Vm *vm, Value origin, Value arguments);

void tuple_setup(Vm *vm);
void list_setup(Vm *vm);
void set_setup(Vm *vm);
void range_setup(Vm *vm); /* range, slice, generic aliases */
void container_setup(
    Vm *vm); /* makes the types, by the functions above and those of dict.h, bytes.h */
void builtins_setup(Vm *vm); /* the builtin functions, into vm->builtins */

#endif
