/* The modules that are written in the subset itself (src/vm/modules/ and src/session/modules/),
 * built into the program as text. The array ends with a row whose name is NULL. A file
 * `concurrent__futures.py` is the module `concurrent.futures`. */
#ifndef VM_EMBEDDED_H
#define VM_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedModule {
    const char *name; /* as `import` spells it */
    const char *text; /* UTF-8, NUL after the end */
    size_t length;    /* in bytes */
} EmbeddedModule;

extern const EmbeddedModule EMBEDDED_MODULES[];

#endif
