/* Names that CPython has and we have not, found when a program is loaded: modules, what is taken
 * from them, and builtins. It is better to refuse a program at once, with the line and a hint, than
 * to stop it in the middle.
 *
 * This file knows the rules for finding such names; which modules and names exist is asked of the
 * caller. A name counts only if it certainly means the module or builtin: `asyncio.x` is checked if
 * `asyncio` is bound by one import and by nothing else. Builtins that CPython does not have either
 * are no concern of ours: they are a NameError when the line runs, as in CPython. */
#ifndef LANG_SUBSET_H
#define LANG_SUBSET_H

#include "lang/diagnostic.h"
#include "lang/scope.h"
#include "lang/tree.h"

#include <stdbool.h>

typedef struct SubsetNames {
    /* Is there such a module? Names are dotted: "concurrent", "concurrent.futures". */
    bool (*module_known)(void *context, const char *module);
    /* Has this (known) module this name, or a submodule of that name? */
    bool (*module_has)(void *context, const char *module, const char *name);
    /* Is this one of our builtins? Asked only for builtins of CPython. */
    bool (*builtin_has)(void *context, const char *name);
    /* Has CPython it neither? Then it is an error when the line runs, as in CPython, and no concern
     * of ours. Asked for a name in a known module, and for a module that is unknown (`name` NULL)
     * and imported within a `try` that is prepared for its absence. */
    bool (*cpython_lacks)(void *context, const char *module, const char *name);
    /* What to use instead, or NULL. `name` is NULL when the module itself is unknown; `module` is
     * NULL for a builtin. */
    const char *(*hint)(void *context, const char *module, const char *name);
    void *context;
} SubsetNames;

/* Adds a diagnostic for each use of something that we have not. Call it after scope_analyse(). Any
 * function of `names` may be NULL: then that check is left out. Also refuses what is known from the
 * tree alone: `metaclass=` and unpacked bases. */
void subset_check(const Tree *tree, const SubsetNames *names, Diagnostics *diagnostics);

#endif
