/* The syntax tree of one program: node kinds and fields are those of CPython's `ast` module, so
 * that its documentation is the documentation of this file. What differs, and why:
 *
 *  - Matrix multiplication and complex numbers are refused by the parser: no node for them.
 *  - `withitem`, `comprehension` and `arguments` (here Parameters) are plain structs.
 *  - An int keeps its digits as text: the reader of the tree decides how large a number may be.
 *  - With `from __future__ import annotations` every annotation already is a Constant string.
 *
 * Positions are CPython's, since tracebacks underline by them: lines count from 1, columns are
 * UTF-8 bytes from 0, the end is exclusive. They fit the source as it was read (see source.h).
 *
 * Names (identifiers, attribute names, module names) are interned in the tree: equal names are
 * equal pointers. Nodes, lists, names and scopes live in the tree's arena and go with it, whole.
 * Lists are never NULL: an absent list is an empty one. Absent single children are NULL. */
#ifndef LANG_TREE_H
#define LANG_TREE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Node Node;
typedef struct Scope Scope; /* scope.h */

/* name, CPython's name, member of Node's union ("none" for those without fields) */
#define NODE_KINDS(X)                                                                              \
    /* statements */                                                                               \
    X(FUNCTION_DEF, "FunctionDef")            /* function */                                       \
    X(ASYNC_FUNCTION_DEF, "AsyncFunctionDef") /* function */                                       \
    X(CLASS_DEF, "ClassDef")                  /* class_def */                                      \
    X(RETURN, "Return")                       /* value: may be NULL */                             \
    X(DELETE, "Delete")                       /* items: the targets */                             \
    X(ASSIGN, "Assign")                       /* assign */                                         \
    X(AUG_ASSIGN, "AugAssign")                /* aug_assign; op */                                 \
    X(ANN_ASSIGN, "AnnAssign")                /* ann_assign */                                     \
    X(FOR, "For")                             /* for_loop */                                       \
    X(ASYNC_FOR, "AsyncFor")                  /* for_loop */                                       \
    X(WHILE, "While")                         /* test */                                           \
    X(IF, "If")                               /* test; `elif` is an If alone in orelse */          \
    X(WITH, "With")                           /* with */                                           \
    X(ASYNC_WITH, "AsyncWith")                /* with */                                           \
    X(RAISE, "Raise")                         /* raise */                                          \
    X(MATCH, "Match")                         /* match */                                          \
    X(TRY, "Try")                             /* try_block */                                      \
    X(TRY_STAR, "TryStar")                    /* try_block: its handlers are `except*` */          \
    X(ASSERT, "Assert")                       /* assertion */                                      \
    X(IMPORT, "Import")                       /* items: ALIAS nodes */                             \
    X(IMPORT_FROM, "ImportFrom")              /* import_from */                                    \
    X(GLOBAL, "Global")                       /* names */                                          \
    X(NONLOCAL, "Nonlocal")                   /* names */                                          \
    X(EXPR, "Expr")                           /* value */                                          \
    X(PASS, "Pass")                           /* - */                                              \
    X(BREAK, "Break")                         /* - ; always inside a loop */                       \
    X(CONTINUE, "Continue")                   /* - ; always inside a loop */                       \
    /* expressions */                                                                              \
    X(BOOL_OP, "BoolOp")                 /* items: two values or more; op */                       \
    X(NAMED_EXPR, "NamedExpr")           /* named_expr */                                          \
    X(BIN_OP, "BinOp")                   /* binary; op */                                          \
    X(UNARY_OP, "UnaryOp")               /* value: the operand; op */                              \
    X(LAMBDA, "Lambda")                  /* lambda */                                              \
    X(IF_EXP, "IfExp")                   /* if_exp */                                              \
    X(DICT, "Dict")                      /* dict */                                                \
    X(SET, "Set")                        /* items */                                               \
    X(LIST_COMP, "ListComp")             /* comprehension */                                       \
    X(SET_COMP, "SetComp")               /* comprehension */                                       \
    X(DICT_COMP, "DictComp")             /* comprehension */                                       \
    X(GENERATOR_EXP, "GeneratorExp")     /* comprehension */                                       \
    X(AWAIT, "Await")                    /* value */                                               \
    X(YIELD, "Yield")                    /* value: may be NULL */                                  \
    X(YIELD_FROM, "YieldFrom")           /* value */                                               \
    X(COMPARE, "Compare")                /* compare */                                             \
    X(CALL, "Call")                      /* call */                                                \
    X(FORMATTED_VALUE, "FormattedValue") /* formatted_value */                                     \
    X(JOINED_STR, "JoinedStr")           /* items: CONSTANT strings and FORMATTED_VALUEs */        \
    X(CONSTANT, "Constant")              /* constant */                                            \
    X(ATTRIBUTE, "Attribute")            /* attribute; context */                                  \
    X(SUBSCRIPT, "Subscript")            /* subscript; context */                                  \
    X(STARRED, "Starred")                /* value; context */                                      \
    X(NAME, "Name")                      /* name; context */                                       \
    X(LIST, "List")                      /* items; context */                                      \
    X(TUPLE, "Tuple")                    /* items; context */                                      \
    X(SLICE, "Slice")                    /* slice */                                               \
    /* patterns */                                                                                 \
    X(MATCH_VALUE, "MatchValue")         /* value: a literal or an attribute; compared by == */    \
    X(MATCH_SINGLETON, "MatchSingleton") /* value: None, True or False; compared by `is` */        \
    X(MATCH_SEQUENCE, "MatchSequence")   /* items */                                               \
    X(MATCH_MAPPING, "MatchMapping")     /* match_mapping */                                       \
    X(MATCH_CLASS, "MatchClass")         /* match_class */                                         \
    X(MATCH_STAR, "MatchStar")           /* name: NULL is `*_` */                                  \
    X(MATCH_AS, "MatchAs")               /* match_as */                                            \
    X(MATCH_OR, "MatchOr")               /* items */                                               \
    /* parts of the above that have a position of their own */                                     \
    X(PARAMETER, "arg")                /* parameter */                                             \
    X(KEYWORD, "keyword")              /* keyword: name NULL is `**value` */                       \
    X(ALIAS, "alias")                  /* alias */                                                 \
    X(EXCEPT_HANDLER, "ExceptHandler") /* handler */                                               \
    X(MATCH_CASE, "match_case")        /* match_case */

typedef enum NodeKind {
#define X(name, text) NODE_##name,
    NODE_KINDS(X)
#undef X
        NODE_KIND_COUNT
} NodeKind;

/* name, CPython's name, as written */
#define OPERATORS(X)                                                                               \
    X(ADD, "Add", "+")                                                                             \
    X(SUB, "Sub", "-")                                                                             \
    X(MULT, "Mult", "*")                                                                           \
    X(DIV, "Div", "/")                                                                             \
    X(FLOOR_DIV, "FloorDiv", "//")                                                                 \
    X(MOD, "Mod", "%")                                                                             \
    X(POW, "Pow", "**")                                                                            \
    X(LSHIFT, "LShift", "<<")                                                                      \
    X(RSHIFT, "RShift", ">>")                                                                      \
    X(BIT_OR, "BitOr", "|")                                                                        \
    X(BIT_XOR, "BitXor", "^")                                                                      \
    X(BIT_AND, "BitAnd", "&")                                                                      \
    X(AND, "And", "and")                                                                           \
    X(OR, "Or", "or")                                                                              \
    X(NOT, "Not", "not")                                                                           \
    X(INVERT, "Invert", "~")                                                                       \
    X(UADD, "UAdd", "+")                                                                           \
    X(USUB, "USub", "-")                                                                           \
    X(EQ, "Eq", "==")                                                                              \
    X(NOT_EQ, "NotEq", "!=")                                                                       \
    X(LT, "Lt", "<")                                                                               \
    X(LT_E, "LtE", "<=")                                                                           \
    X(GT, "Gt", ">")                                                                               \
    X(GT_E, "GtE", ">=")                                                                           \
    X(IS, "Is", "is")                                                                              \
    X(IS_NOT, "IsNot", "is not")                                                                   \
    X(IN, "In", "in")                                                                              \
    X(NOT_IN, "NotIn", "not in")

typedef enum Operator {
#define X(name, text, written) OPERATOR_##name,
    OPERATORS(X)
#undef X
        OPERATOR_COUNT
} Operator;

typedef enum NameContext {
    CONTEXT_LOAD,
    CONTEXT_STORE,
    CONTEXT_DEL,
} NameContext;

typedef enum LiteralKind {
    LITERAL_NONE,
    LITERAL_TRUE,
    LITERAL_FALSE,
    LITERAL_ELLIPSIS,
    LITERAL_INT, /* bytes: digits without underscores, with `0x`, `0o` or `0b` (lower case) kept */
    LITERAL_FLOAT, /* number */
    LITERAL_STR,   /* bytes: UTF-8, lone surrogates encoded likewise, NUL allowed */
    LITERAL_BYTES, /* bytes: as they are */
} LiteralKind;

typedef struct NodeList {
    uint32_t count;
    Node *items[];
} NodeList;

typedef struct NameList {
    uint32_t count;
    const char *items[]; /* interned */
} NameList;

/* The parameters of a function or lambda, grouped as in CPython's `arguments`. */
typedef struct Parameters {
    NodeList *positional_only;  /* PARAMETER nodes, those before `/` */
    NodeList *positional;       /* PARAMETER nodes */
    NodeList *keyword_only;     /* PARAMETER nodes, those after `*` */
    NodeList *defaults;         /* expressions, of the last of positional_only + positional */
    NodeList *keyword_defaults; /* as many as keyword_only; NULL where there is none */
    Node *var_positional;       /* `*args`, or NULL */
    Node *var_keyword;          /* `**kwargs`, or NULL */
} Parameters;

typedef struct FunctionDef {
    const char *name;
    Parameters *parameters;
    NodeList *body;
    NodeList *decorators; /* expressions, in source order */
    Node *returns;        /* the annotation, or NULL */
    Scope *scope;         /* filled by scope_analyse() */
} FunctionDef;

typedef struct ClassDef {
    const char *name;
    NodeList *bases;    /* expressions */
    NodeList *keywords; /* KEYWORD nodes */
    NodeList *body;
    NodeList *decorators;
    Scope *scope; /* filled by scope_analyse() */
} ClassDef;

typedef struct WithItem {
    Node *context;  /* the expression after `with` */
    Node *variable; /* the target after `as`, or NULL */
} WithItem;

typedef struct ComprehensionFor {
    Node *target;
    Node *iterable;       /* the first one is evaluated in the enclosing scope */
    NodeList *conditions; /* the `if` parts */
    bool is_async;        /* `async for` */
} ComprehensionFor;

typedef struct Comprehension {
    Node *element; /* of a dict: the key */
    Node *value;   /* of a dict only */
    ComprehensionFor *fors;
    uint32_t for_count; /* at least 1 */
    Scope *scope;       /* filled by scope_analyse() */
} Comprehension;

struct Node {
    uint8_t kind;        /* a NodeKind */
    uint8_t context;     /* a NameContext: of the kinds that say so above */
    uint8_t op;          /* an Operator: of the kinds that say so above */
    bool in_parentheses; /* an expression written in round brackets of its own */
    int32_t line;
    int32_t column;
    int32_t end_line;
    int32_t end_column;
    uint16_t height; /* levels of expressions below; the parser keeps it under PARSER_DEPTH_MAX, so
                        that whoever walks the tree may recurse */
    union {
        Node *value;
        NodeList *items;
        NameList *names;
        FunctionDef *function;
        ClassDef *class_def;
        Comprehension *comprehension;
        const char *name;
        struct {
            NodeList *targets; /* `a = b = value` has two */
            Node *value;
        } assign;
        struct {
            Node *target; /* Name, Attribute or Subscript, in store context */
            Node *value;
        } aug_assign;
        struct {
            Node *target;
            Node *annotation; /* evaluated at module and class level only, and not if target is a
                                 name in a function */
            Node *value;      /* or NULL */
            bool simple; /* a bare name without parentheses: only these go to __annotations__ */
        } ann_assign;
        struct {
            Node *target;
            Node *iterable;
            NodeList *body;
            NodeList *orelse;
        } for_loop;
        struct {
            Node *condition;
            NodeList *body;
            NodeList *orelse;
        } test;
        struct {
            WithItem *items;
            NodeList *body;
            uint32_t item_count;
        } with;
        struct {
            Node *exception; /* or NULL: re-raise */
            Node *cause;     /* or NULL */
        } raise;
        struct {
            NodeList *body;
            NodeList *handlers; /* EXCEPT_HANDLER nodes */
            NodeList *orelse;
            NodeList *finalbody;
        } try_block;
        struct {
            Node *condition;
            Node *message; /* or NULL */
        } assertion;
        struct {
            const char *module; /* dotted; NULL in `from . import x` */
            NodeList *aliases;
            uint32_t level; /* the number of leading dots */
        } import_from;
        struct {
            Node *target; /* a Name */
            Node *value;
        } named_expr;
        struct {
            Node *left;
            Node *right;
        } binary;
        struct {
            Parameters *parameters;
            Node *body;
            Scope *scope; /* filled by scope_analyse() */
        } lambda;
        struct {
            Node *condition;
            Node *body;
            Node *orelse;
        } if_exp;
        struct {
            NodeList *keys; /* NULL is `**value` */
            NodeList *values;
        } dict;
        struct {
            Node *left;
            const uint8_t *operators; /* Operators, one for each of the comparators */
            NodeList *comparators;
        } compare;
        struct {
            Node *function;
            NodeList *arguments; /* Starred for `*a` */
            NodeList *keywords;  /* KEYWORD nodes; name NULL for `**k` */
        } call;
        struct {
            Node *value;
            Node *format;    /* a JoinedStr, or NULL */
            char conversion; /* 's', 'r', 'a' or 0 */
        } formatted_value;
        struct {
            const char *bytes; /* of INT, STR, BYTES; a NUL follows */
            double number;     /* of FLOAT */
            uint32_t length;   /* of bytes */
            uint8_t kind;      /* a LiteralKind */
            bool has_u_prefix; /* u'...' */
        } constant;
        struct {
            Node *value;
            const char *name; /* as written; scope_mangle() gives what is looked up */
        } attribute;
        struct {
            Node *value;
            Node *index; /* may be a Slice, or a Tuple that holds Slices */
        } subscript;
        struct {
            Node *lower; /* each may be NULL */
            Node *upper;
            Node *step;
        } slice;
        struct {
            const char *name;
            Node *annotation; /* or NULL */
        } parameter;
        struct {
            const char *name;
            Node *value;
        } keyword;
        struct {
            const char *name; /* dotted in `import a.b`; "*" is refused */
            const char *as;   /* or NULL */
        } alias;
        struct {
            Node *type;       /* or NULL: a bare `except:` */
            const char *name; /* or NULL */
            NodeList *body;
        } handler;
        struct {
            Node *subject;
            NodeList *cases; /* MATCH_CASE nodes, at least one */
        } match;
        struct {
            Node *pattern;
            Node *guard; /* or NULL */
            NodeList *body;
        } match_case;
        struct {
            NodeList *keys;     /* literals and attributes */
            NodeList *patterns; /* as many */
            const char *rest;   /* `**rest`, or NULL */
        } match_mapping;
        struct {
            Node *class;
            NodeList *patterns; /* of positions */
            NameList *names;
            NodeList *keyword_patterns; /* as many as names */
        } match_class;
        struct {
            Node *pattern;    /* `pattern as name`, or NULL */
            const char *name; /* NULL: `_` */
        } match_as;
    } as;
};

typedef struct TreeBlock TreeBlock; /* a piece of the arena */

typedef struct Tree {
    NodeList *body; /* the module's statements */
    Scope *scope;   /* the module's, filled by scope_analyse() */
    bool future_annotations;
    TreeBlock *blocks;  /* the arena, newest first */
    const char **names; /* interning table, open addressing */
    uint32_t name_count;
    uint32_t name_capacity; /* a power of two, or 0 */
} Tree;

Tree *tree_new(void);
void tree_free(Tree *tree); /* with all nodes, lists, names and scopes; NULL is fine */

/* Zeroed memory, aligned for any object, that lives as long as the tree. */
void *tree_allocate(Tree *tree, size_t size);

/* The one copy of this name; it is followed by a NUL. */
const char *tree_intern(Tree *tree, const char *bytes, size_t length);

/* The docstring that a body begins with (a Constant node), or NULL. */
const Node *tree_docstring(const NodeList *body);

const char *tree_kind_name(NodeKind kind);      /* "FunctionDef" */
const char *tree_operator_name(Operator op);    /* "Add" */
const char *tree_operator_written(Operator op); /* "+" */

/* Calls `visit` for each child of a node, in the order of CPython's fields, with a label that says
 * which field it is. A child is NULL for a missing key of a Dict, and a missing keyword default. */
typedef void TreeVisitor(void *context, const char *label, Node *child);
void tree_each_child(const Node *node, TreeVisitor *visit, void *context);

/* Appends the tree as text, one node a line, indented, with positions: for tests. */
void tree_dump(const Tree *tree, Text *out);

/* Appends an expression as source text in CPython's normal form (as `ast.unparse`, and the strings
 * of `from __future__ import annotations`). */
void tree_unparse(const Node *expression, Text *out);

#endif
