#include "vm/modules/modules.h"

#include <string.h>

/* Each file of this folder makes one module by NAME_import(vm). Those with an underscore are the
 * hot parts of a module in the subset. */
#define PURE_MODULES(X)                                                                            \
    X("math", math)                                                                                \
    X("itertools", itertools)                                                                      \
    X("__future__", future)                                                                        \
    X("_tools", tools)                                                                             \
    X("_random", random_core)                                                                      \
    X("_collections", collections_core)                                                            \
    X("_functools", functools_core)                                                                \
    X("_json", json_core)

#define DECLARE(text, name) Value name##_import(Vm *vm);
PURE_MODULES(DECLARE)
#undef DECLARE

static const struct {
    const char *name;
    Value (*import)(Vm *vm);
} ROWS[] = {
#define ROW(text, name) {text, name##_import},
    PURE_MODULES(ROW)
#undef ROW
        {NULL, NULL},
};

Value pure_module_import(Vm *vm, const char *name) {
    for (size_t i = 0; ROWS[i].name != NULL; i++) {
        if (strcmp(ROWS[i].name, name) == 0) {
            return ROWS[i].import(vm);
        }
    }
    return VALUE_NULL;
}

bool pure_module_known(const char *name) {
    for (size_t i = 0; ROWS[i].name != NULL; i++) {
        if (strcmp(ROWS[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}
