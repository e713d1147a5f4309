#include "lang/compile.h"

#include <string.h>

enum {
    COMPREHENSION_FORS_MAX = 50 /* CPython stops at 20 nested blocks */
};

static const char *interned(Emitter *e, const char *name) {
    return tree_intern(e->compilation->tree, name, strlen(name));
}

/* ---- the beginning and end of a code ---- */

/* Turns the registers of its own cells into cells. */
static void make_cells(Emitter *e, Position at) {
    const Scope *scope = e->scope;
    Register own = e->code->local_count;
    for (uint32_t i = 0; i < scope->cell_count; i++) {
        int32_t slot = scope->cells[i].parameter_slot;
        emit_abc(e, at, OP_MAKE_CELL, slot >= 0 ? slot : own++, 0, 0);
    }
}

static void set_docstring(Emitter *e, const NodeList *body) {
    const Node *docstring = tree_docstring(body);
    if (docstring) {
        Constant constant = {.kind = CONSTANT_STRING,
                             .count = docstring->as.constant.length,
                             .bytes = docstring->as.constant.bytes};
        constant_index(e, &constant); /* the first constant: index 0 */
        e->code->has_docstring = true;
    }
}

static Position line_position(int32_t line) {
    return (Position){.line = line, .end_line = line};
}

static void return_none(Emitter *e, Position at) {
    emit_abc(e, at, OP_RETURN_NONE, 0, 0, 0);
    emit_end(e);
}

static int32_t first_line(const Node *node, const NodeList *decorators) {
    return decorators && decorators->count ? decorators->items[0]->line : node->line;
}

static Code *function_code(Emitter *outer, const Node *node) {
    bool is_lambda = node->kind == NODE_LAMBDA;
    const Scope *scope = is_lambda ? node->as.lambda.scope : node->as.function->scope;
    Emitter e;
    emitter_init(&e, outer->compilation, outer, scope);
    e.code->first_line = first_line(node, is_lambda ? NULL : node->as.function->decorators);
    Position start = line_position(e.code->first_line);
    if (is_lambda) {
        make_cells(&e, start);
        const Node *body = node->as.lambda.body;
        Register value = operand(&e, body);
        emit_abc(&e, position_of(body), OP_RETURN, value, 0, 0);
        return emitter_finish(&e);
    }
    const NodeList *body = node->as.function->body;
    set_docstring(&e, body);
    survey(&e, body);
    make_cells(&e, start);
    statements(&e, body);
    return_none(&e, position_of(body->count ? body->items[body->count - 1] : node));
    return emitter_finish(&e);
}

/* The closure tuple of a child's free variables, as a new temporary. */
static void closure(Emitter *e, const Scope *child, Position at) {
    uint32_t base = e->top;
    for (uint32_t i = 0; i < child->free_count; i++) {
        const FreeVariable *variable = &child->frees[i];
        Symbol symbol = {.kind = variable->from_cell ? SYMBOL_CELL : SYMBOL_FREE,
                         .index = variable->index};
        emit_abc(e, at, OP_LOAD_CLOSURE, push_temp(e), (uint32_t)cell_register(e, &symbol), 0);
    }
    set_top(e, base);
    Register tuple = push_temp(e);
    emit_abc(e, at, OP_BUILD_TUPLE, tuple, (uint32_t)tuple, child->free_count);
}

/* Makes the function of a code. What `flags` names stands at temporaries base, base + 1 …; the
 * closure is added here. On return `top` is base plus the result, if that is pushed. */
static Register finish_function(Emitter *e, const Node *node, Code *code, const Scope *scope,
                                uint32_t base, uint32_t flags, Register destination) {
    Position at = position_of(node);
    if (scope->free_count) {
        set_top(e, base + 3);
        closure(e, scope, at);
        flags |= FUNCTION_CLOSURE;
    }
    set_top(e, base);
    Constant constant = {.kind = CONSTANT_CODE, .code = code};
    int32_t index = constant_index(e, &constant);
    Register result = place_result(e, destination);
    emit_abcw(e, at, OP_MAKE_FUNCTION, result, e->first_temp + base, flags, index);
    return result;
}

/* ---- def and lambda ---- */

static void annotation_pair(Emitter *e, const char *name, const Node *annotation, Position at) {
    if (annotation) {
        load_string(e, at, scope_mangle(e->scope, name), PUSHED);
        expression(e, annotation, PUSHED);
    }
}

static void annotation_pairs(Emitter *e, const NodeList *parameters, Position at) {
    for (uint32_t i = 0; i < parameters->count; i++) {
        const Node *parameter = parameters->items[i];
        annotation_pair(e, parameter->as.parameter.name, parameter->as.parameter.annotation, at);
    }
}

/* The dict of annotations in CPython's order, as a new temporary; false if there are none. */
static bool annotations(Emitter *e, const Node *node, const Parameters *parameters) {
    Position at = position_of(node);
    uint32_t base = e->top;
    annotation_pairs(e, parameters->positional, at);
    annotation_pairs(e, parameters->positional_only, at);
    const Node *args = parameters->var_positional;
    const Node *kwargs = parameters->var_keyword;
    if (args) {
        annotation_pair(e, args->as.parameter.name, args->as.parameter.annotation, at);
    }
    annotation_pairs(e, parameters->keyword_only, at);
    if (kwargs) {
        annotation_pair(e, kwargs->as.parameter.name, kwargs->as.parameter.annotation, at);
    }
    if (node->kind != NODE_LAMBDA) {
        annotation_pair(e, "return", node->as.function->returns, at);
    }
    uint32_t count = (e->top - base) / 2;
    set_top(e, base);
    if (count) {
        Register dict = push_temp(e);
        emit_abc(e, at, OP_BUILD_DICT, dict, (uint32_t)dict, count);
    }
    return count > 0;
}

static bool keyword_defaults(Emitter *e, const Node *node, const Parameters *parameters) {
    Position at = position_of(node);
    uint32_t base = e->top;
    for (uint32_t i = 0; i < parameters->keyword_only->count; i++) {
        const Node *value = parameters->keyword_defaults->items[i];
        if (value) {
            const char *name = parameters->keyword_only->items[i]->as.parameter.name;
            load_string(e, at, scope_mangle(e->scope, name), PUSHED);
            expression(e, value, PUSHED);
        }
    }
    uint32_t count = (e->top - base) / 2;
    set_top(e, base);
    if (count) {
        Register dict = push_temp(e);
        emit_abc(e, at, OP_BUILD_DICT, dict, (uint32_t)dict, count);
    }
    return count > 0;
}

Register make_function(Emitter *e, const Node *node, Register destination) {
    bool is_lambda = node->kind == NODE_LAMBDA;
    const Parameters *parameters =
        is_lambda ? node->as.lambda.parameters : node->as.function->parameters;
    uint32_t base = e->top;
    uint32_t flags = 0;
    if (parameters->defaults->count) {
        const NodeList *defaults = parameters->defaults;
        for (uint32_t i = 0; i < defaults->count; i++) {
            expression(e, defaults->items[i], PUSHED);
        }
        set_top(e, base);
        Register tuple = push_temp(e);
        emit_abc(e, position_of(node), OP_BUILD_TUPLE, tuple, (uint32_t)tuple, defaults->count);
        flags |= FUNCTION_DEFAULTS;
    }
    set_top(e, base + 1);
    flags |= keyword_defaults(e, node, parameters) ? FUNCTION_KEYWORD_DEFAULTS : 0u;
    set_top(e, base + 2);
    flags |= annotations(e, node, parameters) ? FUNCTION_ANNOTATIONS : 0u;
    Code *code = function_code(e, node);
    const Scope *scope = is_lambda ? node->as.lambda.scope : node->as.function->scope;
    return finish_function(e, node, code, scope, base, flags, destination);
}

static void push_decorators(Emitter *e, const NodeList *decorators) {
    for (uint32_t i = 0; i < decorators->count; i++) {
        expression(e, decorators->items[i], PUSHED);
    }
}

/* Applies the decorators below the value on top, the last one first; one temporary is left. */
static void apply_decorators(Emitter *e, const NodeList *decorators) {
    for (uint32_t i = decorators->count; i-- > 0;) {
        set_top(e, e->top - 1);
        Register callee = temp_at(e, e->top - 1);
        emit_abc(e, position_of(decorators->items[i]), OP_CALL, callee, 1, (uint32_t)callee);
    }
}

void function_statement(Emitter *e, const Node *node) {
    const NodeList *decorators = node->as.function->decorators;
    const char *name = node->as.function->name;
    const Symbol *symbol = scope_symbol(e->scope, name);
    if (!decorators->count && symbol->kind == SYMBOL_LOCAL) {
        make_function(e, node, (Register)symbol->index);
        mark_assigned(e, (Register)symbol->index);
        return;
    }
    push_decorators(e, decorators);
    make_function(e, node, PUSHED);
    apply_decorators(e, decorators);
    Register value = temp_at(e, e->top - 1);
    drop(e, value);
    store_name(e, position_of(node), name, value);
}

/* ---- classes ---- */

static void store_in_namespace(Emitter *e, Position at, const char *name, Register value) {
    emit_abc(e, at, OP_STORE_NAME, value, 0, name_index(e, interned(e, name)));
    drop(e, value);
}

static Code *class_code(Emitter *outer, const Node *node) {
    const ClassDef *class_def = node->as.class_def;
    Emitter e;
    emitter_init(&e, outer->compilation, outer, class_def->scope);
    e.code->flags |= CODE_CLASS_BODY;
    e.code->positional_count = 1; /* the namespace */
    e.code->first_line = first_line(node, class_def->decorators);
    Position start = line_position(e.code->first_line);
    set_docstring(&e, class_def->body);
    survey(&e, class_def->body);
    make_cells(&e, start);
    const char *module_name = interned(&e, "__name__");
    Register value = push_temp(&e);
    emit_abcw(&e, start, OP_LOAD_NAME, value, 0, name_index(&e, module_name),
              global_index(&e, module_name));
    store_in_namespace(&e, start, "__module__", value);
    value = load_string(&e, start, class_def->scope->qualified_name, PUSHED);
    store_in_namespace(&e, start, "__qualname__", value);
    if (e.annotates) {
        value = push_temp(&e);
        emit_abc(&e, start, OP_BUILD_DICT, value, (uint32_t)value, 0);
        store_in_namespace(&e, start, "__annotations__", value);
    }
    const Node *docstring = tree_docstring(class_def->body);
    if (docstring) {
        value = push_temp(&e);
        emit_ad(&e, position_of(docstring), OP_LOAD_CONST, value, 0);
        store_in_namespace(&e, position_of(docstring), "__doc__", value);
    }
    statements(&e, class_def->body);
    Position end = position_of(
        class_def->body->count ? class_def->body->items[class_def->body->count - 1] : node);
    if (class_def->scope->cell_count) {
        Register cell = push_temp(&e);
        emit_abc(&e, end, OP_LOAD_CLOSURE, cell, e.code->local_count, 0);
        emit_abc(&e, end, OP_RETURN, cell, 0, 0);
        emit_end(&e);
    } else {
        return_none(&e, end);
    }
    return emitter_finish(&e);
}

void class_statement(Emitter *e, const Node *node) {
    const ClassDef *class_def = node->as.class_def;
    Position at = position_of(node);
    for (uint32_t i = 0; i < class_def->bases->count; i++) {
        if (class_def->bases->items[i]->kind == NODE_STARRED) {
            emit_fail(e, class_def->bases->items[i], "starred base classes are not supported",
                      "name the base class");
            return;
        }
    }
    push_decorators(e, class_def->decorators);
    uint32_t base = e->top;
    Code *code = class_code(e, node);
    finish_function(e, node, code, class_def->scope, base, 0, PUSHED);
    load_string(e, at, class_def->name, PUSHED);
    for (uint32_t i = 0; i < class_def->bases->count; i++) {
        expression(e, class_def->bases->items[i], PUSHED);
    }
    const NodeList *keywords = class_def->keywords;
    for (uint32_t i = 0; i < keywords->count; i++) {
        expression(e, keywords->items[i]->as.keyword.value, PUSHED);
    }
    set_top(e, base);
    Register result = push_temp(e);
    if (keywords->count) {
        emit_abcw(e, at, OP_BUILD_CLASS_KEYWORDS, result, class_def->bases->count + keywords->count,
                  (uint32_t)result, keyword_names(e, keywords));
    } else {
        emit_abc(e, at, OP_BUILD_CLASS, result, class_def->bases->count, (uint32_t)result);
    }
    apply_decorators(e, class_def->decorators);
    Register value = temp_at(e, e->top - 1);
    drop(e, value);
    store_name(e, at, class_def->name, value);
}

/* ---- comprehensions ---- */

/* The element: appended, added, stored, or yielded. `collection` is the first temporary. */
static void comprehension_element(Emitter *e, const Node *node) {
    Position at = position_of(node);
    const Comprehension *parts = node->as.comprehension;
    Register collection = temp_at(e, 0);
    Register element = operand(e, parts->element);
    switch (node->kind) {
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
        drop(e, element);
        emit_abc(e, at, node->kind == NODE_LIST_COMP ? OP_LIST_APPEND : OP_SET_ADD, collection,
                 (uint32_t)element, 0);
        return;
    case NODE_DICT_COMP: {
        element = shield(e, element, parts->value);
        Register value = operand(e, parts->value);
        drop(e, value);
        drop(e, element);
        emit_abc(e, at, OP_DICT_ADD, collection, (uint32_t)element, (uint32_t)value);
        return;
    }
    default: {
        drop(e, element);
        Register sent = push_temp(e);
        emit_abc(e, at, OP_YIELD, sent, (uint32_t)element, 0);
        emit_abc(e, at, OP_CLEAR, sent, 1, 0);
        drop(e, sent);
        return;
    }
    }
}

static void comprehension_for(Emitter *e, const Node *node, uint32_t index);

/* What stands behind one `for`: its conditions, then the next `for` or the element. */
static void comprehension_body(Emitter *e, const Node *node, uint32_t index, Label *next) {
    const Comprehension *parts = node->as.comprehension;
    const NodeList *conditions = parts->fors[index].conditions;
    for (uint32_t i = 0; i < conditions->count; i++) {
        jump_if(e, conditions->items[i], false, next, position_of(node));
    }
    if (index + 1 < parts->for_count) {
        comprehension_for(e, node, index + 1);
    } else {
        comprehension_element(e, node);
    }
}

/* One `for`. The outermost iterator is the parameter, the others are temporaries. */
static void comprehension_for(Emitter *e, const Node *node, uint32_t index) {
    const ComprehensionFor *part = &node->as.comprehension->fors[index];
    Position at = position_of(node);
    uint32_t base = e->top;
    Register iter = 0;
    if (index > 0 && part->is_async) {
        Register value = operand(e, part->iterable);
        drop(e, value);
        iter = push_temp(e);
        emit_abc(e, at, OP_GET_AITER, iter, (uint32_t)value, 0);
    } else if (index > 0) {
        iter = iterator(e, part->iterable, at);
    }
    Label done = label_new();
    Label next = label_new();
    Guard guard;
    uint32_t head = emit_loop_head(e);
    uint32_t loop_top = e->top;
    const Node *target = part->target;
    const Symbol *symbol =
        target->kind == NODE_NAME ? scope_symbol(e->scope, target->as.name) : NULL;
    Register local = symbol && symbol->kind == SYMBOL_LOCAL ? (Register)symbol->index : -1;
    if (part->is_async) {
        guard_begin(e, &guard);
        Register awaitable = push_temp(e);
        Register item = local >= 0 ? local : awaitable;
        emit_abc(e, at, OP_GET_ANEXT, awaitable, (uint32_t)iter, 0);
        emit_abc(e, at, OP_AWAIT, item, (uint32_t)awaitable, 0);
        guard_pause(e, &guard);
        if (local < 0) {
            assign(e, target, item);
        }
    } else if (local >= 0) {
        emit_jump_word(e, at, OP_FOR_ITER, iter, (uint32_t)local, 0, &done);
    } else {
        Register value = push_temp(e);
        emit_jump_word(e, at, OP_FOR_ITER, iter, (uint32_t)value, 0, &done);
        assign(e, target, value);
    }
    set_top(e, loop_top);
    if (local >= 0) {
        mark_assigned(e, local);
    }
    comprehension_body(e, node, index, &next);
    label_place(e, &next);
    emit_loop(e, at, head);
    if (part->is_async) {
        guard_place_handler(e, &guard, at);
        emit_jump_word(e, at, OP_END_ASYNC_FOR, temp_at(e, loop_top), (uint32_t)iter, 0, &done);
        emit_end(e);
    }
    set_top(e, base);
    label_place(e, &done);
}

static Code *comprehension_code(Emitter *outer, const Node *node) {
    const Comprehension *parts = node->as.comprehension;
    Emitter e;
    emitter_init(&e, outer->compilation, outer, parts->scope);
    e.code->flags |= CODE_COMPREHENSION;
    e.code->positional_count = 1;
    e.code->first_line = node->line;
    Position at = position_of(node);
    mark_assigned(&e, 0);
    make_cells(&e, at);
    bool collects = node->kind != NODE_GENERATOR_EXP;
    if (collects) {
        Register collection = push_temp(&e);
        Opcode build = node->kind == NODE_LIST_COMP  ? OP_BUILD_LIST
                       : node->kind == NODE_SET_COMP ? OP_BUILD_SET
                                                     : OP_BUILD_DICT;
        emit_abc(&e, at, build, collection, (uint32_t)collection, 0);
    }
    comprehension_for(&e, node, 0);
    if (collects) {
        emit_abc(&e, at, OP_RETURN, temp_at(&e, 0), 0, 0);
        emit_end(&e);
    } else {
        return_none(&e, at);
    }
    return emitter_finish(&e);
}

/* A function of one argument, the outermost iterator, called at once; a comprehension that awaits
 * is awaited where it stands. */
Register comprehension(Emitter *e, const Node *node, Register destination) {
    const Comprehension *parts = node->as.comprehension;
    Position at = position_of(node);
    if (parts->for_count > COMPREHENSION_FORS_MAX) {
        emit_fail(e, node, "too many `for` parts in one comprehension", "write nested loops");
        return place_result(e, destination);
    }
    uint32_t base = e->top;
    Code *code = comprehension_code(e, node);
    Register callee = finish_function(e, node, code, parts->scope, base, 0, PUSHED);
    if (parts->fors[0].is_async) {
        Register value = operand(e, parts->fors[0].iterable);
        drop(e, value);
        Register iter = push_temp(e);
        emit_abc(e, at, OP_GET_AITER, iter, (uint32_t)value, 0);
    } else {
        iterator(e, parts->fors[0].iterable, at);
    }
    set_top(e, base);
    if (parts->scope->is_coroutine && node->kind != NODE_GENERATOR_EXP) {
        Register coroutine = push_temp(e);
        emit_abc(e, at, OP_CALL, callee, 1, (uint32_t)coroutine);
        return await_register(e, at, coroutine, AWAITABLE_AWAIT, destination);
    }
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_CALL, callee, 1, (uint32_t)result);
    return result;
}

/* ---- modules ---- */

Code *module_code(Compilation *compilation) {
    Tree *tree = compilation->tree;
    Emitter e;
    emitter_init(&e, compilation, NULL, tree->scope);
    e.code->flags |= CODE_MODULE;
    e.code->first_line = 1;
    set_docstring(&e, tree->body);
    survey(&e, tree->body);
    if (e.annotates) {
        Register dict = push_temp(&e);
        emit_abc(&e, line_position(1), OP_BUILD_DICT, dict, (uint32_t)dict, 0);
        emit_ad(&e, line_position(1), OP_STORE_GLOBAL, dict,
                global_index(&e, interned(&e, "__annotations__")));
        drop(&e, dict);
    }
    statements(&e, tree->body);
    return_none(&e, tree->body->count ? position_of(tree->body->items[tree->body->count - 1])
                                      : line_position(1));
    return emitter_finish(&e);
}
