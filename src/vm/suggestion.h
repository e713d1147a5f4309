/* "Did you mean: 'print'?": what CPython 3.11 adds to the report of an uncaught NameError or
 * AttributeError (and only there; the traceback module does not). */
#ifndef VM_SUGGESTION_H
#define VM_SUGGESTION_H

#include "vm/vm.h"

/* Appends ". Did you mean: 'x'?" if a name that exists is close to the one that does not. */
void suggestion_append(Vm *vm, Value exception, Text *out);

#endif
