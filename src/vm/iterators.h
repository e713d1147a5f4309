/* The builtin iterator types enumerate, zip, map, filter and reversed, and iter()'s two-argument
 * form. */
#ifndef VM_ITERATORS_H
#define VM_ITERATORS_H

#include "vm/vm.h"

/* The iterator of iter(function, sentinel): calls until the result equals the sentinel. */
Value callable_iterator_new(Vm *vm, Value function, Value sentinel);

/* Makes the types and puts them into vm->builtins. */
void iterators_setup(Vm *vm);

#endif
