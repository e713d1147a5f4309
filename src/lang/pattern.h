/* What the patterns of match statements bind, and what they may not be: the same name twice,
 * alternatives that bind different names, a case behind one that always matches. CPython finds
 * these while it compiles; here they are found before, so that the compiler may rely on it. */
#ifndef LANG_PATTERN_H
#define LANG_PATTERN_H

#include "base/array.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>

/* Interned names, in the order in which a match stores them. */
typedef ARRAY_OF(const char *) PatternNames;

/* Appends the names that the pattern binds; alternatives give theirs once. */
void pattern_names(const Node *pattern, PatternNames *names);

bool pattern_is_wildcard(const Node *pattern); /* `_`, which binds nothing */

/* Adds a diagnostic for each mistake in the patterns of a MATCH node. */
void pattern_check(const Node *match, Diagnostics *diagnostics);

#endif
