/* What CPython 3.11 has on Linux, where it matters that it lacks something too: a program that is
 * prepared for that is run. `try: import uvloop` goes on in its `except ImportError`, and what
 * stands behind `if sys.platform == "win32"` is not looked at. */
#ifndef SESSION_STANDARD_LIBRARY_H
#define SESSION_STANDARD_LIBRARY_H

#include <stdbool.h>

/* For SubsetNames.cpython_lacks: a module, dotted, when `name` is NULL, else a name in a module.
 * True for modules of which the standard library has none: here nobody has installed them. The
 * context is not used. */
bool standard_library_lacks(void *context, const char *module, const char *name);

#endif
