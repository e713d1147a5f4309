#include "lang/subset.h"

#include "base/array.h"

#include <string.h>

typedef struct Subset {
    const SubsetNames *names;
    Diagnostics *diagnostics;
    const Tree *tree;
    const Scope *scope; /* of the node being looked at */
    bool prepared;      /* it stands in a `try` whose handler takes an ImportError */
} Subset;

/* The builtins of CPython 3.11, and the names that a module has by itself, sorted. */
static const char *const BUILTINS[] = {"ArithmeticError",
                                       "AssertionError",
                                       "AttributeError",
                                       "BaseException",
                                       "BaseExceptionGroup",
                                       "BlockingIOError",
                                       "BrokenPipeError",
                                       "BufferError",
                                       "BytesWarning",
                                       "ChildProcessError",
                                       "ConnectionAbortedError",
                                       "ConnectionError",
                                       "ConnectionRefusedError",
                                       "ConnectionResetError",
                                       "DeprecationWarning",
                                       "EOFError",
                                       "Ellipsis",
                                       "EncodingWarning",
                                       "EnvironmentError",
                                       "Exception",
                                       "ExceptionGroup",
                                       "False",
                                       "FileExistsError",
                                       "FileNotFoundError",
                                       "FloatingPointError",
                                       "FutureWarning",
                                       "GeneratorExit",
                                       "IOError",
                                       "ImportError",
                                       "ImportWarning",
                                       "IndentationError",
                                       "IndexError",
                                       "InterruptedError",
                                       "IsADirectoryError",
                                       "KeyError",
                                       "KeyboardInterrupt",
                                       "LookupError",
                                       "MemoryError",
                                       "ModuleNotFoundError",
                                       "NameError",
                                       "None",
                                       "NotADirectoryError",
                                       "NotImplemented",
                                       "NotImplementedError",
                                       "OSError",
                                       "OverflowError",
                                       "PendingDeprecationWarning",
                                       "PermissionError",
                                       "ProcessLookupError",
                                       "RecursionError",
                                       "ReferenceError",
                                       "ResourceWarning",
                                       "RuntimeError",
                                       "RuntimeWarning",
                                       "StopAsyncIteration",
                                       "StopIteration",
                                       "SyntaxError",
                                       "SyntaxWarning",
                                       "SystemError",
                                       "SystemExit",
                                       "TabError",
                                       "TimeoutError",
                                       "True",
                                       "TypeError",
                                       "UnboundLocalError",
                                       "UnicodeDecodeError",
                                       "UnicodeEncodeError",
                                       "UnicodeError",
                                       "UnicodeTranslateError",
                                       "UnicodeWarning",
                                       "UserWarning",
                                       "ValueError",
                                       "Warning",
                                       "ZeroDivisionError",
                                       "__build_class__",
                                       "__builtins__",
                                       "__cached__",
                                       "__debug__",
                                       "__import__",
                                       "__loader__",
                                       "__package__",
                                       "__spec__",
                                       "abs",
                                       "aiter",
                                       "all",
                                       "anext",
                                       "any",
                                       "ascii",
                                       "bin",
                                       "bool",
                                       "breakpoint",
                                       "bytearray",
                                       "bytes",
                                       "callable",
                                       "chr",
                                       "classmethod",
                                       "compile",
                                       "complex",
                                       "copyright",
                                       "credits",
                                       "delattr",
                                       "dict",
                                       "dir",
                                       "divmod",
                                       "enumerate",
                                       "eval",
                                       "exec",
                                       "exit",
                                       "filter",
                                       "float",
                                       "format",
                                       "frozenset",
                                       "getattr",
                                       "globals",
                                       "hasattr",
                                       "hash",
                                       "help",
                                       "hex",
                                       "id",
                                       "input",
                                       "int",
                                       "isinstance",
                                       "issubclass",
                                       "iter",
                                       "len",
                                       "license",
                                       "list",
                                       "locals",
                                       "map",
                                       "max",
                                       "memoryview",
                                       "min",
                                       "next",
                                       "object",
                                       "oct",
                                       "open",
                                       "ord",
                                       "pow",
                                       "print",
                                       "property",
                                       "quit",
                                       "range",
                                       "repr",
                                       "reversed",
                                       "round",
                                       "set",
                                       "setattr",
                                       "slice",
                                       "sorted",
                                       "staticmethod",
                                       "str",
                                       "sum",
                                       "super",
                                       "tuple",
                                       "type",
                                       "vars",
                                       "zip"};

static bool is_cpython_builtin(const char *name) {
    size_t low = 0;
    size_t high = sizeof BUILTINS / sizeof *BUILTINS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(BUILTINS[middle], name);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

static SourceSpan span_of(const Node *node) {
    return (SourceSpan){node->line, node->column, node->end_line, node->end_column};
}

static void add_hint(const Subset *subset, const char *module, const char *name,
                     const char *otherwise) {
    const char *hint = NULL;
    if (subset->names->hint != NULL) {
        hint = subset->names->hint(subset->names->context, module, name);
    }
    hint = hint ? hint : otherwise;
    if (hint != NULL) {
        diagnostics_hint(subset->diagnostics, "%s", hint);
    }
}

static bool module_known(const Subset *subset, const char *module) {
    return subset->names->module_known == NULL ||
           subset->names->module_known(subset->names->context, module);
}

static bool module_has(const Subset *subset, const char *module, const char *name) {
    return subset->names->module_has == NULL ||
           subset->names->module_has(subset->names->context, module, name);
}

static bool cpython_lacks(const Subset *subset, const char *module, const char *name) {
    return subset->names->cpython_lacks != NULL &&
           subset->names->cpython_lacks(subset->names->context, module, name);
}

/* --- imports --- */

/* Is it certain that this import fails, as in CPython, and does the program go on then? */
static bool is_absent(const Subset *subset, const char *module) {
    return subset->prepared && cpython_lacks(subset, module, NULL);
}

static void refuse_module(const Subset *subset, const Node *where, const char *module) {
    diagnostics_add(subset->diagnostics, span_of(where), "the module '%s' is not supported",
                    module);
    add_hint(subset, module, NULL, NULL);
}

static void check_import(const Subset *subset, const Node *node) {
    for (uint32_t i = 0; i < node->as.items->count; i++) {
        const Node *alias = node->as.items->items[i];
        const char *module = alias->as.alias.name;
        if (!module_known(subset, module) && !is_absent(subset, module)) {
            refuse_module(subset, alias, module);
        }
    }
}

static void check_import_from(const Subset *subset, const Node *node) {
    const char *module = node->as.import_from.module;
    if (node->as.import_from.level > 0) {
        diagnostics_add(subset->diagnostics, span_of(node), "relative imports are not supported");
        diagnostics_hint(subset->diagnostics, "a program is one file: put everything into it");
        return;
    }
    if (strcmp(module, "__future__") == 0) {
        return;
    }
    if (!module_known(subset, module)) {
        if (!is_absent(subset, module)) {
            refuse_module(subset, node, module);
        }
        return;
    }
    const NodeList *aliases = node->as.import_from.aliases;
    for (uint32_t i = 0; i < aliases->count; i++) {
        const char *name = aliases->items[i]->as.alias.name;
        if (!module_has(subset, module, name)) {
            diagnostics_add(subset->diagnostics, span_of(aliases->items[i]),
                            "'%s' of the module '%s' is not supported", name, module);
            add_hint(subset, module, name, NULL);
        }
    }
}

/* --- names --- */

/* The symbol that a name means in this scope: its own, that of the function around which owns it,
 * or the module's. */
static const Symbol *resolve(const Subset *subset, const char *name) {
    const char *mangled = scope_mangle(subset->scope, name);
    const Scope *scope = subset->scope;
    const Symbol *symbol = scope_symbol(scope, name);
    while (symbol != NULL && symbol->kind == SYMBOL_FREE && scope->parent != NULL) {
        scope = scope->parent;
        const Symbol *outer = scope->kind == SCOPE_CLASS ? NULL : scope_symbol(scope, mangled);
        if (outer != NULL && outer->kind != SYMBOL_FREE) {
            return outer;
        }
    }
    bool leaves = symbol == NULL || symbol->kind == SYMBOL_GLOBAL ||
                  (symbol->kind == SYMBOL_NAME && !(symbol->uses & USE_ASSIGNED));
    return leaves ? scope_symbol(subset->tree->scope, mangled) : symbol;
}

/* The module that this symbol certainly is, or NULL: one import binds it and nothing else. The text
 * is dotted. For `import a.b`, which binds `a`, that is "a". */
static const char *module_of_symbol(const Subset *subset, const Symbol *symbol, Text *text) {
    if (symbol == NULL || symbol->imported == NULL || symbol->bindings != 1 ||
        (symbol->uses & USE_BOUND_ELSEWHERE)) {
        return NULL;
    }
    const Node *alias = symbol->imported;
    if (symbol->importer->kind == NODE_IMPORT) {
        const char *name = alias->as.alias.name;
        const char *dot = alias->as.alias.as ? NULL : strchr(name, '.');
        text_append(text, name, dot ? (size_t)(dot - name) : strlen(name));
    } else if (symbol->importer->as.import_from.level == 0) {
        /* from concurrent import futures */
        text_printf(text, "%s.%s", symbol->importer->as.import_from.module, alias->as.alias.name);
    }
    return text->length > 0 && module_known(subset, text_cstr(text)) ? text_cstr(text) : NULL;
}

/* The module that an expression certainly is: a name, or `name.submodule`. */
static const char *module_of(const Subset *subset, const Node *node, Text *text) {
    if (node->kind == NODE_NAME) {
        return module_of_symbol(subset, resolve(subset, node->as.name), text);
    }
    if (node->kind != NODE_ATTRIBUTE || module_of(subset, node->as.attribute.value, text) == NULL) {
        return NULL;
    }
    text_printf(text, ".%s", node->as.attribute.name);
    return module_known(subset, text_cstr(text)) ? text_cstr(text) : NULL;
}

static void check_attribute(const Subset *subset, const Node *node) {
    const Node *value = node->as.attribute.value;
    if (node->context != CONTEXT_LOAD ||
        (value->kind != NODE_NAME && value->kind != NODE_ATTRIBUTE)) {
        return;
    }
    Text text = {0};
    const char *module = module_of(subset, value, &text);
    const char *name = node->as.attribute.name;
    if (module != NULL && !(name[0] == '_' && name[1] == '_') &&
        !module_has(subset, module, name) && !cpython_lacks(subset, module, name)) {
        SourceSpan span = span_of(node);
        if (node->end_line != value->end_line) {
            span.line = node->end_line;
            span.column = node->end_column - (int32_t)strlen(name);
        }
        diagnostics_add(subset->diagnostics, span, "'%s.%s' is not supported", module, name);
        add_hint(subset, module, name, NULL);
    }
    text_release(&text);
}

/* A name that means one of CPython's builtins must be one of ours. */
static void check_name(const Subset *subset, const Node *node) {
    const char *name = node->as.name;
    if (node->context != CONTEXT_LOAD || subset->names->builtin_has == NULL ||
        !is_cpython_builtin(name)) {
        return;
    }
    const Symbol *symbol = scope_symbol(subset->scope, name);
    bool own = symbol != NULL && symbol->kind != SYMBOL_GLOBAL &&
               !(symbol->kind == SYMBOL_NAME && !(symbol->uses & USE_ASSIGNED));
    const Symbol *global = scope_symbol(subset->tree->scope, name);
    if (own || (global != NULL && (global->uses & (USE_ASSIGNED | USE_BOUND_ELSEWHERE)))) {
        return;
    }
    if (!subset->names->builtin_has(subset->names->context, name)) {
        diagnostics_add(subset->diagnostics, span_of(node), "the builtin '%s' is not supported",
                        name);
        add_hint(subset, NULL, name, NULL);
    }
}

/* --- classes --- */

static void check_class(const Subset *subset, const Node *node) {
    const ClassDef *class_def = node->as.class_def;
    for (uint32_t i = 0; i < class_def->keywords->count; i++) {
        const Node *keyword = class_def->keywords->items[i];
        const char *name = keyword->as.keyword.name;
        if (name != NULL && strcmp(name, "metaclass") == 0) {
            diagnostics_add(subset->diagnostics, span_of(keyword), "metaclasses are not supported");
            diagnostics_hint(subset->diagnostics,
                             "a class decorator, or __init_subclass__, often does the same");
        } else if (name == NULL) {
            diagnostics_add(subset->diagnostics, span_of(keyword),
                            "unpacked keyword arguments of a class are not supported");
        }
    }
    for (uint32_t i = 0; i < class_def->bases->count; i++) {
        if (class_def->bases->items[i]->kind == NODE_STARRED) {
            diagnostics_add(subset->diagnostics, span_of(class_def->bases->items[i]),
                            "unpacked base classes are not supported");
            return;
        }
    }
}

/* --- the walk: each node in the scope that it is evaluated in --- */

static void check_node(void *context, const char *label, Node *node);

static void check_inside(Subset *subset, const Scope *scope, const NodeList *body) {
    const Subset outer = *subset;
    subset->scope = scope;
    subset->prepared = false;
    for (uint32_t i = 0; i < body->count; i++) {
        check_node(subset, "", body->items[i]);
    }
    *subset = outer;
}

/* A bare `except:`, or one of a class that an ImportError belongs to. */
static bool takes_import_error(const Node *type) {
    static const char *const classes[] = {"ImportError", "ModuleNotFoundError", "Exception",
                                          "BaseException"};
    if (type == NULL) {
        return true;
    }
    if (type->kind == NODE_TUPLE) {
        for (uint32_t i = 0; i < type->as.items->count; i++) {
            if (takes_import_error(type->as.items->items[i])) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (type->kind == NODE_NAME && strcmp(type->as.name, classes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void check_try(Subset *subset, const Node *node) {
    const NodeList *handlers = node->as.try_block.handlers;
    bool outer = subset->prepared;
    for (uint32_t i = 0; i < handlers->count; i++) {
        subset->prepared |= takes_import_error(handlers->items[i]->as.handler.type);
    }
    for (uint32_t i = 0; i < node->as.try_block.body->count; i++) {
        check_node(subset, "", node->as.try_block.body->items[i]);
    }
    subset->prepared = outer;
}

/* Children that are no body: those belong to the scope around, and to no `try`. */
static void check_outside(void *context, const char *label, Node *node) {
    if (strcmp(label, "body") != 0) {
        check_node(context, label, node);
    }
}

static void check_comprehension(Subset *subset, const Comprehension *comprehension) {
    check_node(subset, "", comprehension->fors[0].iterable);
    const Scope *outer = subset->scope;
    subset->scope = comprehension->scope;
    for (uint32_t i = 0; i < comprehension->for_count; i++) {
        const ComprehensionFor *part = &comprehension->fors[i];
        check_node(subset, "", part->target);
        if (i > 0) {
            check_node(subset, "", part->iterable);
        }
        for (uint32_t k = 0; k < part->conditions->count; k++) {
            check_node(subset, "", part->conditions->items[k]);
        }
    }
    check_node(subset, "", comprehension->element);
    check_node(subset, "", comprehension->value);
    subset->scope = outer;
}

static void check_node(void *context, const char *label, Node *node) {
    (void)label;
    Subset *subset = context;
    if (node == NULL) {
        return;
    }
    switch ((NodeKind)node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        tree_each_child(node, check_outside, subset);
        check_inside(subset, node->as.function->scope, node->as.function->body);
        return;
    case NODE_CLASS_DEF:
        check_class(subset, node);
        tree_each_child(node, check_outside, subset);
        check_inside(subset, node->as.class_def->scope, node->as.class_def->body);
        return;
    case NODE_LAMBDA: {
        tree_each_child(node, check_outside, subset);
        const Scope *outer = subset->scope;
        subset->scope = node->as.lambda.scope;
        check_node(subset, "", node->as.lambda.body);
        subset->scope = outer;
        return;
    }
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR_EXP:
        check_comprehension(subset, node->as.comprehension);
        return;
    case NODE_IMPORT:
        check_import(subset, node);
        return;
    case NODE_IMPORT_FROM:
        check_import_from(subset, node);
        return;
    case NODE_TRY:
    case NODE_TRY_STAR:
        check_try(subset, node);
        tree_each_child(node, check_outside, subset);
        return;
    case NODE_ATTRIBUTE:
        check_attribute(subset, node);
        break;
    case NODE_NAME:
        check_name(subset, node);
        return;
    default:
        break;
    }
    tree_each_child(node, check_node, subset);
}

void subset_check(const Tree *tree, const SubsetNames *names, Diagnostics *diagnostics) {
    Subset subset = {names, diagnostics, tree, tree->scope, false};
    for (uint32_t i = 0; i < tree->body->count; i++) {
        check_node(&subset, "", tree->body->items[i]);
    }
}
