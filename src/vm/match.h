/* What a match statement asks of its subject (opcodes.def, MATCH_…). The rules are those of PEP
 * 634, as CPython 3.11 has them: str and bytes are no sequences, a class says by __match_args__
 * what its positions mean, and where an attribute is missing nothing matches. */
#ifndef VM_MATCH_H
#define VM_MATCH_H

#include "vm/vm.h"

/* Is it a sequence of `count` items, or of as many at least? 1, 0, or -1: raised. */
int match_sequence(Vm *vm, Value subject, uint32_t count, bool or_more);
/* Its item at an index, counted from the end where that is below 0. */
Value match_item(Vm *vm, Value subject, int32_t index);
/* Is it a mapping of `count` entries at least? */
int match_mapping(Vm *vm, Value subject, uint32_t count);

/* The values at the keys (a tuple) as a tuple; None: one is missing; VALUE_NULL: raised. */
Value match_keys(Vm *vm, Value subject, Value keys);
/* A dict of the other entries. */
Value match_rest(Vm *vm, Value subject, Value keys);

/* The attributes for `count` positional patterns, then those of the names (a tuple of str), as a
 * tuple; None: it is no instance, or one is missing; VALUE_NULL: raised. */
Value match_class(Vm *vm, Value subject, Value class, uint32_t count, Value names);

#endif
