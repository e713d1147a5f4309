/* The bases of a class: in which order its attributes are looked up (C3), and on whose layout its
 * instances go on. Both are CPython's: what has no consistent order, or needs two layouts, is a
 * TypeError. Where a builtin type stands before a class with operators of its own, whose methods
 * the slots would not find, the class is refused. */
#ifndef VM_BASES_H
#define VM_BASES_H

#include "vm/type.h"
#include "vm/vm.h"

enum { BASES_MAX = 16 };

/* Writes the linear order of a type with these bases, itself first, and its length. False: there is
 * none. `order` has room for all of the bases' orders and one more. */
bool bases_merge(Type *type, Type *const *bases, uint32_t count, Type **order, uint32_t *length);

/* Raises the TypeError for bases without an order. */
void bases_raise_order(Vm *vm, Type *const *bases, uint32_t count);

/* The base whose layout contains that of all others; NULL: raised. */
Type *bases_layout(Vm *vm, Type *const *bases, uint32_t count);

/* False: refused, since a builtin type hides methods behind it. */
bool bases_check_order(Vm *vm, const Type *type);

#endif
