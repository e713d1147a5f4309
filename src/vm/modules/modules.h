/* The native modules that need neither loop nor clock (math, json, itertools …). Those written in
 * the subset itself stand beside this file as .py. */
#ifndef VM_MODULES_MODULES_H
#define VM_MODULES_MODULES_H

#include "vm/vm.h"

/* The module, a new reference; VALUE_NULL and nothing raised when there is none of that name. */
Value pure_module_import(Vm *vm, const char *name);
bool pure_module_known(const char *name);

#endif
