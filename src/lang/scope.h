/* Scopes: what each name means in each part of a program, decided before code is emitted, by the
 * rules of CPython's symbol tables.
 *
 * A module, class, function, lambda and comprehension each have a scope; they form a tree like
 * their nodes. Decorators, defaults, annotations, base classes, and the iterable of a
 * comprehension's first `for` belong to the scope around. Comprehensions are functions of one
 * parameter, ".0", as in CPython 3.11: they have a frame, and a line in a traceback, of their own.
 *
 * In a function-like scope (all but module and class) a name is a local slot, a cell (a local that
 * an inner function uses too), a free variable (a cell of an outer function) or a global. At module
 * level every name is global. In a class body names live in the class's namespace; functions inside
 * do not see them.
 *
 * How a compiler uses this: enter a node's scope, ask scope_symbol(scope, name) for every name that
 * is loaded, stored or deleted (names are mangled inside), and act by its kind:
 *
 *     SYMBOL_LOCAL    register `index`
 *     SYMBOL_CELL     scope->cells.items[index]
 *     SYMBOL_FREE     scope->frees.items[index]; in a class body the class's namespace comes first
 *     SYMBOL_GLOBAL   the module's globals, then the builtins
 *     SYMBOL_NAME     (class bodies only) the class's namespace, then globals, then builtins
 *
 * A closure for a child scope takes child->frees in order: each says where the parent has the cell.
 *
 * Scopes live in the tree's arena. All orders are order of appearance in the source. */
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "lang/diagnostic.h"
#include "lang/tree.h"

typedef enum ScopeKind {
    SCOPE_MODULE,
    SCOPE_CLASS,
    SCOPE_FUNCTION, /* `def` and `async def` */
    SCOPE_LAMBDA,
    SCOPE_LIST_COMPREHENSION,
    SCOPE_SET_COMPREHENSION,
    SCOPE_DICT_COMPREHENSION,
    SCOPE_GENERATOR_EXPRESSION,
} ScopeKind;

typedef enum SymbolKind {
    SYMBOL_LOCAL,
    SYMBOL_CELL,
    SYMBOL_FREE,
    SYMBOL_GLOBAL,
    SYMBOL_NAME,
} SymbolKind;

/* What is done to a name within its own scope, as bits of Symbol.uses. */
enum {
    USE_LOADED = 1 << 0,
    USE_ASSIGNED = 1 << 1, /* bound in any way: =, for, with, del, import, def, class, except … */
    USE_PARAMETER = 1 << 2,
    USE_IMPORTED = 1 << 3, /* one of the assignments is an import */
    USE_GLOBAL = 1 << 4,   /* a `global` statement */
    USE_NONLOCAL = 1 << 5, /* a `nonlocal` statement */
    USE_ANNOTATED = 1 << 6,
    USE_COMPREHENSION_TARGET = 1 << 7, /* bound by a comprehension's `for` */
    USE_BOUND_ELSEWHERE =
        1 << 8, /* module level only: a `global` statement in a function binds it */
};

typedef struct Symbol {
    const char *name; /* mangled, interned */
    SymbolKind kind;
    uint32_t index;       /* see above; 0 for GLOBAL and NAME */
    uint32_t uses;        /* bits USE_... */
    uint32_t bindings;    /* how many times it is bound in its own scope */
    const Node *imported; /* the ALIAS node that binds it last, or NULL */
    const Node *importer; /* the IMPORT or IMPORT_FROM node of that alias */
    int32_t line;         /* of the first appearance, for messages */
    int32_t column;
} Symbol;

typedef struct Cell {
    const char *name;
    int32_t parameter_slot; /* the local slot it gets its first value from, or -1 */
} Cell;

typedef struct FreeVariable {
    const char *name;
    bool from_cell; /* the parent scope has it in its cells (else in its frees) */
    uint32_t index; /* there */
} FreeVariable;

struct Scope {
    ScopeKind kind;
    const Node *node; /* NULL for the module */
    Scope *parent;    /* NULL for the module */
    Tree *tree;
    const char *name; /* "<module>", "f", "C", "<lambda>", "<listcomp>", "<genexpr>" … */
    const char *qualified_name; /* "f.<locals>.g", "C.method"; of the module "<module>" */
    const char *class_name;     /* for mangling: the class around, underscores stripped; or NULL */

    /* Local slots of a function-like scope: the parameters (in the order positional-only,
     * positional, keyword-only, *args, **kwargs), then the other locals. A parameter that is a cell
     * keeps its slot; another cell has none. */
    const char **locals;
    uint32_t local_count;
    uint32_t parameter_count;       /* all of them, *args and **kwargs included */
    uint32_t positional_only_count; /* before `/` */
    uint32_t positional_count;      /* positional_only_count included */
    uint32_t keyword_only_count;
    bool has_var_positional; /* slot positional_count + keyword_only_count */
    bool has_var_keyword;    /* the last parameter slot */

    Cell *cells; /* of a class: none, or `__class__` */
    uint32_t cell_count;
    FreeVariable *frees;
    uint32_t free_count;

    bool is_generator; /* has `yield`, or is a generator expression: calling it gives a generator */
    bool is_coroutine; /* `async def`, or a comprehension that awaits (its list, set or dict is
                          awaited where it stands). With is_generator: an async generator */
    bool is_nested;    /* some function is around it */
    bool has_await;    /* await, async for or async with stands in it */
    bool needs_class_cell; /* of a class: a method uses `super` or `__class__`; cell 0 is filled
                              with the class when it is made */

    Symbol **symbols; /* in order of first appearance */
    uint32_t symbol_count;
    uint32_t symbol_capacity;
    Symbol **table; /* open addressing by name pointer */
    uint32_t table_capacity;
    Scope **children;
    uint32_t child_count;
    uint32_t child_capacity;
};

/* Builds the scopes of a whole tree: tree->scope, and the `scope` of each node that has one. Adds a
 * diagnostic for each error that CPython's symbol table reports (`nonlocal` without a binding, a
 * name used before its `global`, …). Call it only for a tree that was parsed without errors. */
Scope *scope_analyse(Tree *tree, Diagnostics *diagnostics);

/* The symbol of a name that appears in this scope; NULL if it does not appear. The name is as
 * written (interned in the tree); it is mangled here. */
const Symbol *scope_symbol(const Scope *scope, const char *name);

/* `__x` inside a class C is `_C__x`: the name that is really looked up, interned. Needed by hand
 * for attribute names, and for the keys of __annotations__ and keyword defaults. */
const char *scope_mangle(const Scope *scope, const char *name);

/* Appends the scopes as text, for tests. */
void scope_dump(const Scope *scope, Text *out);

#endif
