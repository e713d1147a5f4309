#include "vm/modules/modules.h"

#include <string.h>

/* Each file of this folder makes one module: NAME_import(vm). */
#define PURE_MODULES(X)

#define DECLARE(name) Value name##_import(Vm *vm);
PURE_MODULES(DECLARE)
#undef DECLARE

static const struct {
    const char *name;
    Value (*import)(Vm *vm);
} ROWS[] = {
#define ROW(name) {#name, name##_import},
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
