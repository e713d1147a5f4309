/* What the native modules of this folder share: how their functions are written. */
#ifndef VM_MODULES_NATIVE_H
#define VM_MODULES_NATIVE_H

#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"
#include "vm/vm.h"

/* A NativeFunction of this name; UNUSED() for those that need no more than the vm and arguments. */
#define FUNCTION(name)                                                                             \
    static Value name(Vm *vm, const Value *arguments, uint32_t count, Value keywords)
#define UNUSED()                                                                                   \
    (void)vm;                                                                                      \
    (void)arguments;                                                                               \
    (void)count;                                                                                   \
    (void)keywords

/* A module with these functions. */
static inline Value native_module(Vm *vm, const char *name, const NativeMethod *functions) {
    Value module = module_new(vm, name);
    module_add_functions(vm, module, functions);
    return module;
}

/* Sets a module's name and hands the value over. */
static inline void module_give(Vm *vm, Value module, const char *name, Value value) {
    module_set(vm, module, name, value);
    value_release(vm, value);
}

#endif
