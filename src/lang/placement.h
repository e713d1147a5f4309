/* Statements and expressions that are well formed but stand in the wrong place: `return` outside a
 * function, `await` outside an async function, `break` outside a loop, `yield` in a comprehension,
 * a late `from __future__`. CPython finds these while it compiles; here they are found before, so
 * that later parts may rely on it. */
#ifndef LANG_PLACEMENT_H
#define LANG_PLACEMENT_H

#include "lang/diagnostic.h"
#include "lang/tree.h"

enum {
    PLACEMENT_BLOCKS_MAX = 20
}; /* loops, with and try blocks within each other, as in CPython */

/* Adds a diagnostic for each; statements that the parser lost are not looked at. */
void placement_check(const Tree *tree, Diagnostics *diagnostics);

#endif
