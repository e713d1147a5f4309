/* From program text to bytecode: source, tree, scopes, subset check, code.
 *
 * The compiler walks the tree once and emits instructions for a register machine (opcodes.def) in
 * exactly the order in which CPython 3.11 evaluates. It refuses only what cannot be said in
 * bytecode: code that needs too many registers, nests too deeply, or grows beyond a limit because
 * `finally` bodies are repeated at each way out of their `try`. */
#ifndef LANG_COMPILER_H
#define LANG_COMPILER_H

#include "lang/code.h"
#include "lang/diagnostic.h"
#include "lang/source.h"
#include "lang/subset.h"

enum {
    COMPILER_DEPTH_MAX =
        1000, /* expressions within expressions, `a.b.c` and `a + b + c` included */
    COMPILER_INSTRUCTIONS_MAX = 1 << 20, /* of a unit, and 4 for each byte of its text; `finally`
                                            within `finally` multiplies */
};

/* Compiles one module. `names` may be NULL: then nothing is known to be missing. Returns NULL if
 * anything was added to `diagnostics`. The unit copies all that it needs; the caller frees it with
 * unit_free(). */
Unit *compiler_compile(const char *file_name, const char *module_name, const char *text,
                       size_t length, const SubsetNames *names, Diagnostics *diagnostics);

/* The same for a source that the caller has already read with source_init(), which it can go on
 * using to print the diagnostics. */
Unit *compiler_compile_source(const Source *source, const char *module_name,
                              const SubsetNames *names, Diagnostics *diagnostics);

#endif
