/* anext(iterator, default): an awaitable that awaits the next item, and gives `default` where a
 * StopAsyncIteration would come out. */
#ifndef VM_ANEXT_H
#define VM_ANEXT_H

#include "vm/vm.h"

/* `awaitable` is what the iterator's __anext__ gave; both are borrowed. */
Value anext_with_default(Vm *vm, Value awaitable, Value fallback);
void anext_setup(Vm *vm); /* makes the type */

#endif
