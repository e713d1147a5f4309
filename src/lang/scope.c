#include "lang/scope.h"

#include "base/array.h"
#include "base/check.h"
#include "lang/pattern.h"

#include <string.h>

/* Two passes, as in CPython's symbol table. The first walks the tree, makes the scopes and notes
 * what is done to each name in each. The second goes through the scopes from the outside in and
 * decides which scope each name belongs to, then numbers slots, cells and free variables from the
 * inside out (a function that only passes a variable on to an inner one has it free too). */

typedef struct Builder {
    Tree *tree;
    Diagnostics *diagnostics;
    Scope *scope;
    unsigned
        comprehension_iterables; /* > 0: in the iterable of a comprehension's `for`, however deep */
} Builder;

static void visit_node(void *context, const char *label, Node *node);

static SourceSpan span_of(const Node *node) {
    return (SourceSpan){node->line, node->column, node->end_line, node->end_column};
}

static bool is_comprehension(const Scope *scope) {
    return scope->kind >= SCOPE_LIST_COMPREHENSION;
}

static bool is_function_like(const Scope *scope) {
    return scope->kind >= SCOPE_FUNCTION;
}

/* --- names and symbols --- */

const char *scope_mangle(const Scope *scope, const char *name) {
    if (scope->class_name == NULL || name[0] != '_' || name[1] != '_') {
        return name;
    }
    size_t length = strlen(name);
    if ((name[length - 1] == '_' && name[length - 2] == '_') || strchr(name, '.') != NULL) {
        return name;
    }
    Text text = {0};
    text_printf(&text, "_%s%s", scope->class_name, name);
    const char *mangled = tree_intern(scope->tree, text.bytes, text.length);
    text_release(&text);
    return mangled;
}

static uint32_t hash_pointer(const void *pointer) {
    return (uint32_t)(((uintptr_t)pointer >> 4) * 2654435761u);
}

/* The symbol of a mangled name, or NULL. The order of this table is never looked at. */
static Symbol *find_symbol(const Scope *scope, const char *name) {
    if (scope->table_capacity == 0) {
        return NULL;
    }
    uint32_t mask = scope->table_capacity - 1;
    for (uint32_t slot = hash_pointer(name) & mask; scope->table[slot] != NULL;
         slot = (slot + 1) & mask) {
        if (scope->table[slot]->name == name) {
            return scope->table[slot];
        }
    }
    return NULL;
}

const Symbol *scope_symbol(const Scope *scope, const char *name) {
    return find_symbol(scope, scope_mangle(scope, name));
}

/* Doubles an array that lives in the arena; the old one stays there unused. */
static void *grow(Tree *tree, void *items, uint32_t count, uint32_t *capacity, size_t size) {
    *capacity = *capacity ? *capacity * 2 : 8;
    void *larger = tree_allocate(tree, *capacity * size);
    if (count > 0) {
        memcpy(larger, items, count * size);
    }
    return larger;
}

static void insert_symbol(Scope *scope, Symbol *symbol) {
    uint32_t mask = scope->table_capacity - 1;
    uint32_t slot = hash_pointer(symbol->name) & mask;
    while (scope->table[slot] != NULL) {
        slot = (slot + 1) & mask;
    }
    scope->table[slot] = symbol;
}

/* The symbol of a mangled name, made if it is new. */
static Symbol *need_symbol(Scope *scope, const char *name, const Node *where) {
    Symbol *symbol = find_symbol(scope, name);
    if (symbol != NULL) {
        return symbol;
    }
    symbol = tree_allocate(scope->tree, sizeof *symbol);
    symbol->name = name;
    symbol->line = where ? where->line : 0;
    symbol->column = where ? where->column : 0;
    if (scope->symbol_count >= scope->symbol_capacity) {
        scope->symbols = grow(scope->tree, scope->symbols, scope->symbol_count,
                              &scope->symbol_capacity, sizeof *scope->symbols);
    }
    scope->symbols[scope->symbol_count++] = symbol;
    if (scope->symbol_count * 2 > scope->table_capacity) {
        scope->table_capacity = scope->table_capacity ? scope->table_capacity * 2 : 16;
        scope->table = tree_allocate(scope->tree, scope->table_capacity * sizeof *scope->table);
        for (uint32_t i = 0; i < scope->symbol_count; i++) {
            insert_symbol(scope, scope->symbols[i]);
        }
    } else {
        insert_symbol(scope, symbol);
    }
    return symbol;
}

/* `x: int` alone does not count as an appearance of x: its place is that of the first real one. */
static void move_to_end(Scope *scope, Symbol *symbol) {
    uint32_t at = 0;
    while (scope->symbols[at] != symbol) {
        at++;
    }
    uint32_t after = scope->symbol_count - at - 1;
    memmove(scope->symbols + at, scope->symbols + at + 1, after * sizeof *scope->symbols);
    scope->symbols[scope->symbol_count - 1] = symbol;
}

static Symbol *use_name(Builder *builder, const char *name, uint32_t use, const Node *where) {
    Scope *scope = builder->scope;
    Symbol *symbol = need_symbol(scope, scope_mangle(scope, name), where);
    if (symbol->uses == USE_ANNOTATED && use != USE_ANNOTATED) {
        move_to_end(scope, symbol);
    }
    symbol->uses |= use;
    if (use & (USE_ASSIGNED | USE_PARAMETER)) {
        symbol->bindings++;
        if (strcmp(name, "__debug__") == 0) {
            diagnostics_add(builder->diagnostics, span_of(where), "cannot assign to __debug__");
        }
    }
    return symbol;
}

/* --- first pass --- */

static Scope *new_scope(Builder *builder, ScopeKind kind, const Node *node, const char *name) {
    Tree *tree = builder->tree;
    Scope *parent = builder->scope;
    Scope *scope = tree_allocate(tree, sizeof *scope);
    scope->kind = kind;
    scope->node = node;
    scope->parent = parent;
    scope->tree = tree;
    scope->name = tree_intern(tree, name, strlen(name));
    scope->qualified_name = scope->name;
    if (parent == NULL) {
        return scope;
    }
    scope->class_name = parent->class_name;
    scope->is_nested = is_function_like(parent) || parent->is_nested;
    const Symbol *own = find_symbol(parent, scope_mangle(parent, scope->name));
    bool is_global =
        own != NULL && (own->uses & USE_GLOBAL) && (kind == SCOPE_FUNCTION || kind == SCOPE_CLASS);
    if (parent->kind != SCOPE_MODULE && !is_global) {
        Text text = {0};
        text_printf(&text, "%s%s.%s", parent->qualified_name,
                    is_function_like(parent) && !is_comprehension(parent) ? ".<locals>" : "",
                    scope->name);
        scope->qualified_name = tree_intern(tree, text.bytes, text.length);
        text_release(&text);
    }
    if (parent->child_count >= parent->child_capacity) {
        parent->children = grow(tree, parent->children, parent->child_count,
                                &parent->child_capacity, sizeof *parent->children);
    }
    parent->children[parent->child_count++] = scope;
    return scope;
}

static void visit_list(Builder *builder, const NodeList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        visit_node(builder, "", list->items[i]);
    }
}

/* Defaults and annotations, which belong to the scope around. */
static void visit_parameter_values(Builder *builder, const Parameters *parameters) {
    visit_list(builder, parameters->defaults);
    visit_list(builder, parameters->keyword_defaults);
    const NodeList *groups[] = {parameters->positional_only, parameters->positional,
                                parameters->keyword_only};
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (uint32_t i = 0; i < groups[g]->count; i++) {
            visit_node(builder, "", groups[g]->items[i]->as.parameter.annotation);
        }
    }
    Node *stars[] = {parameters->var_positional, parameters->var_keyword};
    for (size_t i = 0; i < 2; i++) {
        if (stars[i] != NULL) {
            visit_node(builder, "", stars[i]->as.parameter.annotation);
        }
    }
}

static void declare_parameter(Builder *builder, const Node *parameter) {
    use_name(builder, parameter->as.parameter.name, USE_PARAMETER, parameter);
}

/* In the order of slots, before anything in the body. */
static void declare_parameters(Builder *builder, const Parameters *parameters) {
    Scope *scope = builder->scope;
    const NodeList *groups[] = {parameters->positional_only, parameters->positional,
                                parameters->keyword_only};
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (uint32_t i = 0; i < groups[g]->count; i++) {
            declare_parameter(builder, groups[g]->items[i]);
        }
    }
    scope->positional_only_count = parameters->positional_only->count;
    scope->positional_count = scope->positional_only_count + parameters->positional->count;
    scope->keyword_only_count = parameters->keyword_only->count;
    scope->has_var_positional = parameters->var_positional != NULL;
    scope->has_var_keyword = parameters->var_keyword != NULL;
    if (parameters->var_positional != NULL) {
        declare_parameter(builder, parameters->var_positional);
    }
    if (parameters->var_keyword != NULL) {
        declare_parameter(builder, parameters->var_keyword);
    }
    scope->parameter_count = scope->symbol_count;
}

static void visit_function(Builder *builder, const Node *node) {
    FunctionDef *function = node->as.function;
    visit_list(builder, function->decorators);
    visit_parameter_values(builder, function->parameters);
    visit_node(builder, "", function->returns);
    use_name(builder, function->name, USE_ASSIGNED, node);
    Scope *outer = builder->scope;
    builder->scope = function->scope = new_scope(builder, SCOPE_FUNCTION, node, function->name);
    builder->scope->is_coroutine = node->kind == NODE_ASYNC_FUNCTION_DEF;
    declare_parameters(builder, function->parameters);
    visit_list(builder, function->body);
    builder->scope = outer;
}

static void visit_class(Builder *builder, const Node *node) {
    ClassDef *class_def = node->as.class_def;
    visit_list(builder, class_def->decorators);
    visit_list(builder, class_def->bases);
    visit_list(builder, class_def->keywords);
    use_name(builder, class_def->name, USE_ASSIGNED, node);
    Scope *outer = builder->scope;
    Scope *scope = new_scope(builder, SCOPE_CLASS, node, class_def->name);
    builder->scope = class_def->scope = scope;
    const char *stripped = class_def->name;
    while (*stripped == '_') {
        stripped++;
    }
    /* A name of underscores only leaves the outer class's mangling off, too. */
    scope->class_name = *stripped ? stripped : NULL;
    visit_list(builder, class_def->body);
    builder->scope = outer;
}

static void visit_lambda(Builder *builder, Node *node) {
    visit_parameter_values(builder, node->as.lambda.parameters);
    Scope *outer = builder->scope;
    builder->scope = node->as.lambda.scope = new_scope(builder, SCOPE_LAMBDA, node, "<lambda>");
    declare_parameters(builder, node->as.lambda.parameters);
    visit_node(builder, "", node->as.lambda.body);
    builder->scope = outer;
}

static void visit_iterable(Builder *builder, Node *iterable) {
    builder->comprehension_iterables++;
    visit_node(builder, "", iterable);
    builder->comprehension_iterables--;
}

static void mark_targets(void *context, const char *label, Node *node) {
    (void)label;
    Builder *builder = context;
    if (node->kind == NODE_NAME && node->context == CONTEXT_STORE) {
        use_name(builder, node->as.name, USE_COMPREHENSION_TARGET, node);
    } else if (node->kind == NODE_TUPLE || node->kind == NODE_LIST || node->kind == NODE_STARRED) {
        tree_each_child(node, mark_targets, builder);
    }
}

static void visit_comprehension(Builder *builder, const Node *node) {
    static const char *const names[] = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
    Comprehension *comprehension = node->as.comprehension;
    int which = node->kind - NODE_LIST_COMP;
    visit_iterable(builder, comprehension->fors[0].iterable);
    Scope *outer = builder->scope;
    Scope *scope =
        new_scope(builder, (ScopeKind)(SCOPE_LIST_COMPREHENSION + which), node, names[which]);
    builder->scope = comprehension->scope = scope;
    use_name(builder, tree_intern(builder->tree, ".0", 2), USE_PARAMETER | USE_LOADED, node);
    scope->parameter_count = scope->positional_count = 1;
    scope->is_generator = node->kind == NODE_GENERATOR_EXP;
    for (uint32_t i = 0; i < comprehension->for_count; i++) {
        const ComprehensionFor *part = &comprehension->fors[i];
        if (part->is_async) {
            scope->is_coroutine = scope->has_await = true;
        }
        mark_targets(builder, "", part->target);
        if (i > 0) {
            visit_iterable(builder, part->iterable);
        }
        visit_node(builder, "", part->target);
        visit_list(builder, part->conditions);
    }
    visit_node(builder, "", comprehension->element);
    visit_node(builder, "", comprehension->value);
    builder->scope = outer;
    if (scope->is_coroutine && !scope->is_generator) {
        outer->has_await = true; /* its result is awaited there */
        if (is_comprehension(outer)) {
            outer->is_coroutine = true;
        }
    }
}

/* `name := value` in a comprehension binds in the function (or module) around it. */
static void visit_named_expression(Builder *builder, const Node *node) {
    const Node *target = node->as.named_expr.target;
    const char *name = target->as.name;
    if (builder->comprehension_iterables > 0) {
        diagnostics_add(builder->diagnostics, span_of(node),
                        "assignment expression cannot be used in a comprehension iterable "
                        "expression");
    }
    visit_node(builder, "", node->as.named_expr.value);
    if (!is_comprehension(builder->scope)) {
        use_name(builder, name, USE_ASSIGNED, target);
        return;
    }
    Scope *inner = builder->scope;
    Scope *scope = inner;
    for (; is_comprehension(scope); scope = scope->parent) {
        const Symbol *symbol = find_symbol(scope, scope_mangle(scope, name));
        if (symbol != NULL && (symbol->uses & USE_COMPREHENSION_TARGET)) {
            diagnostics_add(builder->diagnostics, span_of(target),
                            "assignment expression cannot rebind comprehension iteration variable "
                            "'%s'",
                            name);
            return;
        }
    }
    if (scope->kind == SCOPE_CLASS) {
        diagnostics_add(builder->diagnostics, span_of(node),
                        "assignment expression within a comprehension cannot be used in a class "
                        "body");
        return;
    }
    builder->scope = scope;
    const Symbol *outer_symbol = use_name(builder, name, USE_ASSIGNED, target);
    bool is_global = scope->kind == SCOPE_MODULE || (outer_symbol->uses & USE_GLOBAL);
    for (Scope *each = inner; each != scope; each = each->parent) {
        builder->scope = each;
        use_name(builder, name, is_global ? USE_GLOBAL : USE_NONLOCAL, target);
    }
    builder->scope = inner;
}

/* `global a` or `nonlocal a` after the name was used is an error, as is doing so to a parameter. */
static void visit_declaration(Builder *builder, const Node *node) {
    bool is_global = node->kind == NODE_GLOBAL;
    const char *word = is_global ? "global" : "nonlocal";
    if (!is_global && builder->scope->kind == SCOPE_MODULE) {
        diagnostics_add(builder->diagnostics, span_of(node),
                        "nonlocal declaration not allowed at module level");
        return;
    }
    for (uint32_t i = 0; i < node->as.names->count; i++) {
        const char *name = node->as.names->items[i];
        const Symbol *before = find_symbol(builder->scope, scope_mangle(builder->scope, name));
        uint32_t uses = before ? before->uses : 0;
        const char *problem = NULL;
        if (uses & USE_PARAMETER) {
            problem = is_global ? "name '%s' is parameter and global"
                                : "name '%s' is parameter and nonlocal";
            diagnostics_add(builder->diagnostics, span_of(node), problem, name);
            continue;
        }
        if (uses & (is_global ? USE_NONLOCAL : USE_GLOBAL)) {
            diagnostics_add(builder->diagnostics, span_of(node), "name '%s' is nonlocal and global",
                            name);
            continue;
        }
        if (uses & USE_ANNOTATED) {
            diagnostics_add(builder->diagnostics, span_of(node), "annotated name '%s' can't be %s",
                            name, word);
        } else if (uses & USE_ASSIGNED) {
            diagnostics_add(builder->diagnostics, span_of(node),
                            "name '%s' is assigned to before %s declaration", name, word);
            diagnostics_hint(builder->diagnostics, "put `%s %s` at the beginning of the function",
                             word, name);
        } else if (uses & USE_LOADED) {
            diagnostics_add(builder->diagnostics, span_of(node),
                            "name '%s' is used prior to %s declaration", name, word);
            diagnostics_hint(builder->diagnostics, "put `%s %s` at the beginning of the function",
                             word, name);
        }
        use_name(builder, name, is_global ? USE_GLOBAL : USE_NONLOCAL, node);
    }
}

static void visit_annotated(Builder *builder, const Node *node) {
    visit_node(builder, "", node->as.ann_assign.value);
    const Node *target = node->as.ann_assign.target;
    if (target->kind == NODE_NAME) {
        const Symbol *before =
            find_symbol(builder->scope, scope_mangle(builder->scope, target->as.name));
        bool declared = before && (before->uses & (USE_GLOBAL | USE_NONLOCAL)) &&
                        builder->scope->kind != SCOPE_MODULE;
        if (declared && node->as.ann_assign.simple) {
            diagnostics_add(builder->diagnostics, span_of(node), "annotated name '%s' can't be %s",
                            target->as.name, before->uses & USE_GLOBAL ? "global" : "nonlocal");
        }
        if (node->as.ann_assign.value != NULL) {
            use_name(builder, target->as.name, USE_ASSIGNED, target);
        }
        if (node->as.ann_assign.simple) {
            use_name(builder, target->as.name, USE_ANNOTATED, target);
        }
    } else {
        visit_node(builder, "", node->as.ann_assign.target);
    }
    visit_node(builder, "", node->as.ann_assign.annotation);
}

/* `import a.b` binds `a`; `import a.b as c` binds `c`. */
static void visit_import(Builder *builder, const Node *node, const NodeList *aliases) {
    for (uint32_t i = 0; i < aliases->count; i++) {
        const Node *alias = aliases->items[i];
        const char *name = alias->as.alias.as;
        if (name == NULL) {
            name = alias->as.alias.name;
            const char *dot = strchr(name, '.');
            if (dot != NULL) {
                name = tree_intern(builder->tree, name, (size_t)(dot - name));
            }
        }
        Symbol *symbol = use_name(builder, name, USE_ASSIGNED | USE_IMPORTED, alias);
        symbol->imported = alias;
        symbol->importer = node;
    }
}

static void visit_handler(Builder *builder, const Node *node) {
    visit_node(builder, "", node->as.handler.type);
    if (node->as.handler.name != NULL) {
        use_name(builder, node->as.handler.name, USE_ASSIGNED, node);
    }
    visit_list(builder, node->as.handler.body);
}

/* A case stores its names when all of its pattern matches. */
static void visit_case(Builder *builder, const Node *node) {
    const Node *pattern = node->as.match_case.pattern;
    visit_node(builder, "", node->as.match_case.pattern);
    PatternNames names = {0};
    pattern_names(pattern, &names);
    for (size_t i = 0; i < names.count; i++) {
        use_name(builder, names.items[i], USE_ASSIGNED, pattern);
    }
    ARRAY_RELEASE(&names);
    visit_node(builder, "", node->as.match_case.guard);
    visit_list(builder, node->as.match_case.body);
}

static void visit_name(Builder *builder, const Node *node) {
    uint32_t use = node->context == CONTEXT_LOAD ? USE_LOADED : USE_ASSIGNED;
    use_name(builder, node->as.name, use, node);
    /* super() finds its class through a cell that the name alone calls for. */
    if (node->context == CONTEXT_LOAD && builder->scope->kind != SCOPE_MODULE &&
        builder->scope->kind != SCOPE_CLASS && strcmp(node->as.name, "super") == 0) {
        use_name(builder, tree_intern(builder->tree, "__class__", 9), USE_LOADED, node);
    }
}

static void visit_node(void *context, const char *label, Node *node) {
    (void)label;
    Builder *builder = context;
    if (node == NULL) {
        return;
    }
    switch ((NodeKind)node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        visit_function(builder, node);
        return;
    case NODE_CLASS_DEF:
        visit_class(builder, node);
        return;
    case NODE_LAMBDA:
        visit_lambda(builder, node);
        return;
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR_EXP:
        visit_comprehension(builder, node);
        return;
    case NODE_NAMED_EXPR:
        visit_named_expression(builder, node);
        return;
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
        visit_declaration(builder, node);
        return;
    case NODE_ANN_ASSIGN:
        visit_annotated(builder, node);
        return;
    case NODE_IMPORT:
        visit_import(builder, node, node->as.items);
        return;
    case NODE_IMPORT_FROM:
        visit_import(builder, node, node->as.import_from.aliases);
        return;
    case NODE_EXCEPT_HANDLER:
        visit_handler(builder, node);
        return;
    case NODE_NAME:
        visit_name(builder, node);
        return;
    /* Slots are numbered in the order in which CPython's compiler comes across the names: it is the
     * order in which a frame lets go of its locals. */
    case NODE_FOR:
    case NODE_ASYNC_FOR:
        builder->scope->has_await |= node->kind == NODE_ASYNC_FOR;
        visit_node(builder, "", node->as.for_loop.iterable);
        visit_node(builder, "", node->as.for_loop.target);
        visit_list(builder, node->as.for_loop.body);
        visit_list(builder, node->as.for_loop.orelse);
        return;
    case NODE_TRY:
    case NODE_TRY_STAR:
        visit_list(builder, node->as.try_block.body);
        visit_list(builder, node->as.try_block.orelse);
        visit_list(builder, node->as.try_block.handlers);
        visit_list(builder, node->as.try_block.finalbody);
        return;
    case NODE_ASSIGN:
        visit_node(builder, "", node->as.assign.value);
        visit_list(builder, node->as.assign.targets);
        return;
    case NODE_AUG_ASSIGN:
        visit_node(builder, "", node->as.aug_assign.target);
        if (node->as.aug_assign.target->kind == NODE_NAME) {
            use_name(builder, node->as.aug_assign.target->as.name, USE_LOADED, node);
        }
        visit_node(builder, "", node->as.aug_assign.value);
        return;
    case NODE_MATCH_CASE:
        visit_case(builder, node);
        return;
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        builder->scope->is_generator = true;
        break;
    case NODE_AWAIT:
    case NODE_ASYNC_WITH:
        builder->scope->has_await = true;
        if (is_comprehension(builder->scope)) {
            builder->scope->is_coroutine = true;
        }
        break;
    default:
        break;
    }
    tree_each_child(node, visit_node, builder);
}

/* --- second pass --- */

/* Is the name bound in this scope as a variable of its own? */
static bool binds(const Symbol *symbol) {
    return (symbol->uses & (USE_ASSIGNED | USE_PARAMETER | USE_ANNOTATED)) &&
           !(symbol->uses & (USE_GLOBAL | USE_NONLOCAL));
}

/* The nearest function around that has the name as its variable; NULL if it is a global. Class
 * bodies are not asked, but for `__class__`. */
static Scope *find_owner(const Scope *scope, const char *name, bool is_class_cell) {
    for (Scope *outer = scope->parent; outer != NULL; outer = outer->parent) {
        if (outer->kind == SCOPE_CLASS) {
            if (is_class_cell) {
                return outer;
            }
            continue;
        }
        if (outer->kind == SCOPE_MODULE) {
            return NULL;
        }
        const Symbol *symbol = find_symbol(outer, name);
        if (symbol != NULL && (symbol->uses & USE_GLOBAL)) {
            return NULL;
        }
        if (symbol != NULL && binds(symbol)) {
            return outer;
        }
    }
    return NULL;
}

static uint32_t add_cell(Scope *scope, const char *name, int32_t parameter_slot) {
    for (uint32_t i = 0; i < scope->cell_count; i++) {
        if (scope->cells[i].name == name) {
            return i;
        }
    }
    if ((scope->cell_count & (scope->cell_count - 1)) == 0) { /* full at powers of two */
        uint32_t capacity = scope->cell_count;
        Cell *cells = tree_allocate(scope->tree, (capacity ? capacity * 2 : 1) * sizeof *cells);
        if (capacity > 0) {
            memcpy(cells, scope->cells, capacity * sizeof *cells);
        }
        scope->cells = cells;
    }
    scope->cells[scope->cell_count] = (Cell){name, parameter_slot};
    return scope->cell_count++;
}

/* The index of the free variable in this scope; it is passed down from `owner` through all scopes
 * between. */
static uint32_t add_free(Scope *scope, const char *name, Scope *owner) {
    for (uint32_t i = 0; i < scope->free_count; i++) {
        if (scope->frees[i].name == name) {
            return i;
        }
    }
    FreeVariable variable = {.name = name};
    if (scope->parent == owner) {
        Symbol *symbol = find_symbol(owner, name);
        int32_t slot = -1;
        if (symbol != NULL && (symbol->uses & USE_PARAMETER)) {
            for (uint32_t i = 0; i < owner->parameter_count; i++) {
                slot = owner->symbols[i] == symbol ? (int32_t)i : slot;
            }
        }
        variable.from_cell = true;
        variable.index = add_cell(owner, name, slot);
        if (owner->kind == SCOPE_CLASS) {
            owner->needs_class_cell = true;
        } else {
            CHECK(symbol != NULL);
            symbol->kind = SYMBOL_CELL;
            symbol->index = variable.index;
        }
    } else {
        variable.index = add_free(scope->parent, name, owner);
    }
    if ((scope->free_count & (scope->free_count - 1)) == 0) {
        uint32_t capacity = scope->free_count;
        FreeVariable *frees =
            tree_allocate(scope->tree, (capacity ? capacity * 2 : 1) * sizeof *frees);
        if (capacity > 0) {
            memcpy(frees, scope->frees, capacity * sizeof *frees);
        }
        scope->frees = frees;
    }
    scope->frees[scope->free_count] = variable;
    return scope->free_count++;
}

static void refuse_nonlocal(Diagnostics *diagnostics, const Scope *scope, const Symbol *symbol) {
    (void)scope;
    SourceSpan span = {symbol->line, symbol->column, symbol->line, symbol->column + 8};
    diagnostics_add(diagnostics, span, "no binding for nonlocal '%s' found", symbol->name);
    diagnostics_hint(
        diagnostics,
        "give `%s` a value in the function around first, or write `global %s` if it is "
        "a name of the module",
        symbol->name, symbol->name);
}

/* Decides one name that is not a variable of this scope itself. */
static void resolve_outer(Diagnostics *diagnostics, Scope *scope, Symbol *symbol) {
    if (symbol->uses & USE_GLOBAL) {
        symbol->kind = SYMBOL_GLOBAL;
        return;
    }
    bool is_class_cell = strcmp(symbol->name, "__class__") == 0;
    Scope *owner = find_owner(scope, symbol->name, is_class_cell);
    if (owner != NULL) {
        symbol->kind = SYMBOL_FREE;
        symbol->index = add_free(scope, symbol->name, owner);
        return;
    }
    if (symbol->uses & USE_NONLOCAL) {
        refuse_nonlocal(diagnostics, scope, symbol);
    }
    symbol->kind = scope->kind == SCOPE_CLASS ? SYMBOL_NAME : SYMBOL_GLOBAL;
}

static void resolve_scope(Diagnostics *diagnostics, Scope *scope) {
    if (is_function_like(scope)) {
        scope->locals = tree_allocate(scope->tree, (scope->symbol_count + 1) * sizeof(char *));
    }
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        Symbol *symbol = scope->symbols[i];
        if (scope->kind == SCOPE_MODULE) {
            symbol->kind = SYMBOL_GLOBAL;
        } else if (!binds(symbol)) {
            resolve_outer(diagnostics, scope, symbol);
        } else if (scope->kind == SCOPE_CLASS) {
            symbol->kind = SYMBOL_NAME;
        }
    }
    for (uint32_t i = 0; i < scope->child_count; i++) {
        resolve_scope(diagnostics, scope->children[i]);
    }
    /* What inner functions use has become cells by now; the rest are slots. */
    for (uint32_t i = 0; i < scope->symbol_count && is_function_like(scope); i++) {
        Symbol *symbol = scope->symbols[i];
        bool is_parameter = i < scope->parameter_count;
        if (is_parameter || (binds(symbol) && symbol->kind == SYMBOL_LOCAL)) {
            if (symbol->kind == SYMBOL_LOCAL) {
                symbol->index = scope->local_count;
            }
            scope->locals[scope->local_count++] = symbol->name;
        }
    }
}

/* Module names that a function binds by a `global` statement of its own. */
static void note_global_bindings(Scope *module, const Scope *scope) {
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const Symbol *symbol = scope->symbols[i];
        if ((symbol->uses & USE_GLOBAL) && (symbol->uses & USE_ASSIGNED)) {
            need_symbol(module, symbol->name, NULL)->uses |= USE_BOUND_ELSEWHERE;
        }
    }
    for (uint32_t i = 0; i < scope->child_count; i++) {
        note_global_bindings(module, scope->children[i]);
    }
}

Scope *scope_analyse(Tree *tree, Diagnostics *diagnostics) {
    Builder builder = {.tree = tree, .diagnostics = diagnostics};
    Scope *module = new_scope(&builder, SCOPE_MODULE, NULL, "<module>");
    tree->scope = module;
    builder.scope = module;
    visit_list(&builder, tree->body);
    for (uint32_t i = 0; i < module->child_count; i++) {
        note_global_bindings(module, module->children[i]);
    }
    resolve_scope(diagnostics, module);
    return module;
}

/* --- the dump --- */

static void dump_symbols(const Scope *scope, Text *out) {
    static const char *const kinds[] = {"local", "cell", "free", "global", "name"};
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const Symbol *symbol = scope->symbols[i];
        text_printf(out, " %s=%s", symbol->name, kinds[symbol->kind]);
        if (symbol->kind <= SYMBOL_FREE) {
            text_printf(out, "%u", (unsigned)symbol->index);
        }
    }
}

static void dump_scope(const Scope *scope, size_t depth, Text *out) {
    text_append_repeated(out, ' ', depth * 2);
    text_printf(out, "%s", scope->qualified_name);
    text_append_cstr(out, scope->is_coroutine ? " coroutine" : "");
    text_append_cstr(out, scope->is_generator ? " generator" : "");
    text_append_cstr(out, scope->needs_class_cell ? " class-cell" : "");
    text_append_cstr(out, scope->is_nested ? " nested" : "");
    for (uint32_t i = 0; i < scope->local_count; i++) {
        text_printf(out, "%s%s",
                    i == 0                        ? " ("
                    : i == scope->parameter_count ? "; "
                                                  : " ",
                    scope->locals[i]);
    }
    text_append_cstr(out, scope->local_count > 0 ? ")" : "");
    text_append_char(out, ':');
    dump_symbols(scope, out);
    for (uint32_t i = 0; i < scope->free_count; i++) {
        text_printf(out, "%s %s<-%s%u", i == 0 ? " |" : "", scope->frees[i].name,
                    scope->frees[i].from_cell ? "cell" : "free", (unsigned)scope->frees[i].index);
    }
    text_append_char(out, '\n');
    for (uint32_t i = 0; i < scope->child_count; i++) {
        dump_scope(scope->children[i], depth + 1, out);
    }
}

void scope_dump(const Scope *scope, Text *out) {
    dump_scope(scope, 0, out);
}
