/* A program that is to be changed in places: its tree tells where, edits of its text are collected,
 * and all are made at once. So that nothing else of the text moves, and comments and blank lines
 * stay what they are.
 *
 * Nodes are asked for by kind, and in which function they stand. Names are looked up by how they
 * are written: `asyncio.sleep` is asyncio's, if the program imports asyncio under that name. */
#ifndef LESSON_PROGRAM_EDIT_H
#define LESSON_PROGRAM_EDIT_H

#include "base/array.h"
#include "base/text.h"
#include "lang/source.h"
#include "lang/tree.h"

#include <stdbool.h>

typedef struct ProgramChange {
    size_t from, to; /* bytes of the source that go */
    char *put;       /* what comes there; owned */
} ProgramChange;

typedef struct ProgramEdit {
    Source source;
    Tree *tree;
    ARRAY_OF(ProgramChange) changes;
} ProgramEdit;

/* False: the text is no program. To be released either way. */
bool program_edit_init(ProgramEdit *edit, const char *program, size_t length);
void program_edit_release(ProgramEdit *edit);

/* Replaces `changed` by the text with all changes made. False: they overlap, or what comes out is
 * no program; then `changed` is of no use. */
bool program_edit_apply(const ProgramEdit *edit, Text *changed);

/* --- places --- */

size_t program_offset(const ProgramEdit *edit, int32_t line, int32_t column);
size_t program_start(const ProgramEdit *edit, const Node *node);
size_t program_end(const ProgramEdit *edit, const Node *node);
size_t program_line_start(const ProgramEdit *edit, const Node *node);
size_t program_next_line(const ProgramEdit *edit, const Node *node); /* behind its last line */
/* Appends a node's own text. */
void program_append(const ProgramEdit *edit, const Node *node, Text *out);
/* Does the statement have its lines for itself, but for a comment? */
bool program_is_alone(const ProgramEdit *edit, const Node *statement);
/* Does a string within these lines go over several of them? Then they cannot be indented. */
bool program_has_long_string(const ProgramEdit *edit, const Node *first, const Node *last);

/* --- changes --- */

void program_replace(ProgramEdit *edit, size_t from, size_t to, const Text *put);
/* Makes sure that `import module` stands in the program. */
void program_import(ProgramEdit *edit, const char *module);

/* --- questions --- */

bool program_imports(const ProgramEdit *edit, const char *module);
/* Does any name, parameter or attribute of the program have this name? */
bool program_uses(const ProgramEdit *edit, const char *name);
/* The function of that name at the program's top level, or NULL. */
const Node *program_function(const ProgramEdit *edit, const char *name);

/* Is this `module.name`, of an imported module? */
bool program_is_attribute(const ProgramEdit *edit, const Node *node, const char *module,
                          const char *name);
/* Is this a call of it? */
bool program_is_call(const ProgramEdit *edit, const Node *node, const char *module,
                     const char *name);
/* Is this `await x` of a call of a function? The call, or NULL. */
const Node *program_awaited_call(const Node *node);

/* Calls `visit` for every node, parents first; `function` is the innermost function that it stands
 * in, or NULL. */
typedef void ProgramVisitor(void *context, const Node *node, const Node *function);
void program_visit(const ProgramEdit *edit, ProgramVisitor *visit, void *context);

/* Calls `visit` for every list of statements of an `async def`; true from it ends the search, and
 * is the result. */
typedef bool ProgramBodyVisitor(void *context, const NodeList *body);
bool program_visit_bodies(const ProgramEdit *edit, ProgramBodyVisitor *visit, void *context);

#endif
