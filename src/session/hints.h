/* What to write instead of a name that CPython has and the subset refuses, for the diagnostics of a
 * program that is refused when it is loaded. */
#ifndef SESSION_HINTS_H
#define SESSION_HINTS_H

/* For SubsetNames: a builtin (`module` NULL), a module (`name` NULL; its submodules share the hint)
 * or a name in one. A literal; NULL: there is nothing to say. The context is not used. */
const char *hint_for(void *context, const char *module, const char *name);

#endif
