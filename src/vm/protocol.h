/* What Python can do with any value: the builtin functions' and operators' meaning, over the types'
 * slots. Results are new references; arguments are borrowed; failure is VALUE_NULL (-1, false) with
 * an exception. */
#ifndef VM_PROTOCOL_H
#define VM_PROTOCOL_H

#include "base/text.h"
#include "vm/vm.h"

Value value_repr(Vm *vm, Value value); /* a str */
Value value_str(Vm *vm, Value value);  /* a str */
Value value_ascii(Vm *vm, Value value);
Value value_format(Vm *vm, Value value, Value spec); /* format(value, spec) */
bool value_hash(Vm *vm, Value value, int64_t *hash);
int value_truth(Vm *vm, Value value);
Value value_compare(Vm *vm, Value a, Value b, CompareOperator op); /* rich comparison, is, in */
int value_equal(Vm *vm, Value a, Value b); /* identity first, as containers do */
int value_compare_truth(Vm *vm, Value a, Value b, CompareOperator op);
Value value_binary(Vm *vm, BinaryOperator op, Value a, Value b);
Value value_inplace(Vm *vm, BinaryOperator op, Value a, Value b);
Value value_negative(Vm *vm, Value value);
Value value_positive(Vm *vm, Value value);
Value value_invert(Vm *vm, Value value);
Value value_get_attr(Vm *vm, Value value, Value name);
Value value_get_attr_cstr(Vm *vm, Value value, const char *name);
/* VALUE_NULL and nothing raised when the attribute is missing (AttributeError is swallowed). */
Value value_find_attr(Vm *vm, Value value, Value name);
bool value_set_attr(Vm *vm, Value value, Value name, Value attribute); /* VALUE_NULL deletes */
/* object's own lookup and store, for types that override get_attr and fall back. */
Value object_get_attr(Vm *vm, Value value, Value name);
bool object_set_attr(Vm *vm, Value value, Value name, Value attribute);
Value value_get_item(Vm *vm, Value value, Value key);
bool value_set_item(Vm *vm, Value value, Value key, Value item); /* VALUE_NULL deletes */
int value_contains(Vm *vm, Value container, Value item);
int64_t value_length(Vm *vm, Value value);
Value value_iter(Vm *vm, Value value);
Value value_next(Vm *vm, Value iterator); /* VALUE_NULL with nothing raised: exhausted */
/* The same, but a StopIteration that a class of the program raises stays raised, with its value. */
Value value_next_or_stop(Vm *vm, Value iterator);
/* Any iterable as a new list; the workhorse of list(), sorted(), unpacking, join(). */
Value value_to_list(Vm *vm, Value iterable);
bool value_is_callable(Vm *vm, Value value);
/* __index__: an int (any size), TypeError "'float' object cannot be interpreted as an integer". */
Value value_index(Vm *vm, Value value);
/* … that fits an int64, clamped for slices when `clamp`, else IndexError/OverflowError. */
bool value_index_int64(Vm *vm, Value value, bool clamp, int64_t *out);
/* isinstance's second argument: a type, a tuple of them, or a union; -1 on TypeError. */
int value_is_instance_of(Vm *vm, Value value, Value class_info);
int type_is_subclass_of(Vm *vm, Value type, Value class_info);
/* The default "<__main__.C object at 0x…>". */
Value object_repr(Vm *vm, Value value);

#endif
