/* __future__: the features that a program may name; the compiler has acted on them already. */
#include "vm/modules/native.h"

Value future_import(Vm *vm);
Value future_import(Vm *vm) {
    static const char *const names[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations"};
    Value module = module_new(vm, "__future__");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        module_set(vm, module, names[i], VALUE_NONE);
    }
    return module;
}
