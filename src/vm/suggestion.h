/* "Did you mean: 'print'?": what CPython 3.11 adds to the report of an uncaught NameError or
 * AttributeError (and only there; the traceback module does not), and what is said as a hint where
 * a program is refused for a name that a module has not. What is near is CPython's rule. */
#ifndef VM_SUGGESTION_H
#define VM_SUGGESTION_H

#include "vm/vm.h"

/* Appends ". Did you mean: 'x'?" if a name that exists is close to the one that does not. */
void suggestion_append(Vm *vm, Value exception, Text *out);

/* Appends "did you mean 'sleep'?" if a module, or the library, has a name close to the wrong one;
 * whether it has. */
bool suggestion_in_module(Vm *vm, Value module, const char *wrong, Text *out);
bool suggestion_of_module(Vm *vm, const char *wrong, Text *out);

#endif
