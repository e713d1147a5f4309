/* Expressions but for what compile_constant.c and compile_condition.c have: names, operators,
 * attributes and items, displays, f-strings, calls, and what suspends. */
#include "lang/compile.h"

#include <string.h>

enum {
    STACK_GUIDELINE = 30, /* displays beyond this are built item by item, as CPython does */
};

/* ---- names ---- */

Register cell_register(const Emitter *e, const Symbol *symbol) {
    const Scope *scope = e->scope;
    if (symbol->kind == SYMBOL_FREE) {
        return (Register)(e->code->local_count + e->code->cell_count + symbol->index);
    }
    if (scope->cells[symbol->index].parameter_slot >= 0) {
        return scope->cells[symbol->index].parameter_slot;
    }
    uint32_t own = 0;
    for (uint32_t i = 0; i < symbol->index; i++) {
        own += scope->cells[i].parameter_slot < 0;
    }
    return (Register)(e->code->local_count + own);
}

static const Symbol *symbol_of(Emitter *e, const char *name) {
    const Symbol *symbol = scope_symbol(e->scope, name);
    CHECK(symbol != NULL);
    return symbol;
}

/* The local's register, checked unless it is certainly bound; or -1 if the name is no local. */
static Register local_of(Emitter *e, Position at, const char *name) {
    const Symbol *symbol = symbol_of(e, name);
    if (symbol->kind != SYMBOL_LOCAL) {
        return -1;
    }
    Register local = (Register)symbol->index;
    if (!is_assigned(e, symbol->index)) {
        emit_abc(e, at, OP_CHECK_LOCAL, local, 0, 0);
        mark_assigned(e, local);
    }
    return local;
}

Register load_name(Emitter *e, Position at, const char *name, Register destination) {
    const Symbol *symbol = symbol_of(e, name);
    Register result;
    switch (symbol->kind) {
    case SYMBOL_LOCAL: {
        Register local = local_of(e, at, name);
        result = place_result(e, destination);
        if (result != local) {
            emit_abc(e, at, OP_MOVE, result, (uint32_t)local, 0);
        }
        return result;
    }
    case SYMBOL_CELL:
    case SYMBOL_FREE: {
        uint32_t cell = (uint32_t)cell_register(e, symbol);
        result = place_result(e, destination);
        if (e->scope->kind == SCOPE_CLASS) {
            emit_abc(e, at, OP_LOAD_CLASS_CELL, result, cell, name_index(e, symbol->name));
        } else {
            emit_abc(e, at, OP_LOAD_CELL, result, cell, 0);
        }
        return result;
    }
    case SYMBOL_GLOBAL:
        result = place_result(e, destination);
        emit_ad(e, at, OP_LOAD_GLOBAL, result, global_index(e, symbol->name));
        return result;
    case SYMBOL_NAME:
        result = place_result(e, destination);
        emit_abcw(e, at, OP_LOAD_NAME, result, 0, name_index(e, symbol->name),
                  global_index(e, symbol->name));
        return result;
    }
    UNREACHABLE();
}

void store_name(Emitter *e, Position at, const char *name, Register value) {
    const Symbol *symbol = symbol_of(e, name);
    switch (symbol->kind) {
    case SYMBOL_LOCAL:
        if (value != (Register)symbol->index) {
            emit_abc(e, at, OP_MOVE, (Register)symbol->index, (uint32_t)value, 0);
        }
        mark_assigned(e, (Register)symbol->index);
        return;
    case SYMBOL_CELL:
    case SYMBOL_FREE:
        emit_abc(e, at, OP_STORE_CELL, cell_register(e, symbol), (uint32_t)value, 0);
        return;
    case SYMBOL_GLOBAL:
        emit_ad(e, at, OP_STORE_GLOBAL, value, global_index(e, symbol->name));
        return;
    case SYMBOL_NAME:
        emit_abc(e, at, OP_STORE_NAME, value, 0, name_index(e, symbol->name));
        return;
    }
}

void delete_name(Emitter *e, Position at, const char *name) {
    const Symbol *symbol = symbol_of(e, name);
    switch (symbol->kind) {
    case SYMBOL_LOCAL:
        emit_abc(e, at, OP_DELETE_LOCAL, (Register)symbol->index, 0, 0);
        mark_unassigned(e, (Register)symbol->index);
        return;
    case SYMBOL_CELL:
    case SYMBOL_FREE:
        emit_abc(e, at, OP_DELETE_CELL, cell_register(e, symbol), 0, 0);
        return;
    case SYMBOL_GLOBAL:
        emit_ad(e, at, OP_DELETE_GLOBAL, 0, global_index(e, symbol->name));
        return;
    case SYMBOL_NAME:
        emit_abc(e, at, OP_DELETE_NAME, 0, 0, name_index(e, symbol->name));
        return;
    }
}

/* Does `:=` stand somewhere within the node's text? Then it may rebind any local. */
static bool may_rebind(const Emitter *e, const Node *node) {
    const Compilation *compilation = e->compilation;
    size_t low = 0;
    size_t high = compilation->walruses.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const SourceSpan *span = &compilation->walruses.items[middle];
        bool before =
            span->line < node->line || (span->line == node->line && span->column < node->column);
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == compilation->walruses.count) {
        return false;
    }
    const SourceSpan *span = &compilation->walruses.items[low];
    return span->line < node->end_line ||
           (span->line == node->end_line && span->column < node->end_column);
}

Register shield(Emitter *e, Register reg, const Node *later) {
    if (is_temp(e, reg) || !may_rebind(e, later)) {
        return reg;
    }
    Register copy = push_temp(e);
    emit_abc(e, position_of(later), OP_MOVE, copy, (uint32_t)reg, 0);
    return copy;
}

/* ---- operands and operators ---- */

Register operand(Emitter *e, const Node *node) {
    if (node->kind == NODE_NAME) {
        Constant constant;
        if (!fold(e, node, &constant)) {
            Register local = local_of(e, position_of(node), node->as.name);
            if (local >= 0) {
                return local;
            }
        }
    }
    if (node->kind == NODE_NAMED_EXPR && !e->compilation->failed) {
        const Symbol *symbol = symbol_of(e, node->as.named_expr.target->as.name);
        if (symbol->kind == SYMBOL_LOCAL) {
            return expression(e, node->as.named_expr.value, (Register)symbol->index);
        }
    }
    return expression(e, node, PUSHED);
}

static Opcode binary_opcode(Operator op) {
    switch (op) {
    case OPERATOR_ADD:
        return OP_ADD;
    case OPERATOR_SUB:
        return OP_SUBTRACT;
    case OPERATOR_MULT:
        return OP_MULTIPLY;
    case OPERATOR_DIV:
        return OP_TRUE_DIVIDE;
    case OPERATOR_FLOOR_DIV:
        return OP_FLOOR_DIVIDE;
    case OPERATOR_MOD:
        return OP_MODULO;
    case OPERATOR_POW:
        return OP_POWER;
    case OPERATOR_LSHIFT:
        return OP_LEFT_SHIFT;
    case OPERATOR_RSHIFT:
        return OP_RIGHT_SHIFT;
    case OPERATOR_BIT_AND:
        return OP_BIT_AND;
    case OPERATOR_BIT_OR:
        return OP_BIT_OR;
    case OPERATOR_BIT_XOR:
        return OP_BIT_XOR;
    default:
        UNREACHABLE();
    }
}

Register emit_binary(Emitter *e, Position at, Operator op, bool inplace, Register left,
                     const Node *right_node, Register destination) {
    int64_t value;
    if ((op == OPERATOR_ADD || op == OPERATOR_SUB) && fold_immediate(e, right_node, &value)) {
        Opcode opcode = op == OPERATOR_ADD ? (inplace ? OP_INPLACE_ADD_INT : OP_ADD_INT)
                                           : (inplace ? OP_INPLACE_SUBTRACT_INT : OP_SUBTRACT_INT);
        drop(e, left);
        Register result = place_result(e, destination);
        emit_abc(e, at, opcode, result, (uint32_t)left, (uint32_t)(uint16_t)value);
        return result;
    }
    left = shield(e, left, right_node);
    Register right = operand(e, right_node);
    drop(e, right);
    drop(e, left);
    Register result = place_result(e, destination);
    Opcode opcode = binary_opcode(op);
    if (inplace) {
        opcode = (Opcode)(opcode - OP_ADD + OP_INPLACE_ADD);
    }
    emit_abc(e, at, opcode, result, (uint32_t)left, (uint32_t)right);
    return result;
}

static Register unary(Emitter *e, const Node *node, Register destination) {
    Opcode op = node->op == OPERATOR_NOT      ? OP_NOT
                : node->op == OPERATOR_INVERT ? OP_INVERT
                : node->op == OPERATOR_UADD   ? OP_POSITIVE
                                              : OP_NEGATIVE;
    Register value = operand(e, node->as.value);
    drop(e, value);
    Register result = place_result(e, destination);
    emit_abc(e, position_of(node), op, result, (uint32_t)value, 0);
    return result;
}

/* ---- attributes and items ---- */

Position attribute_position(const Node *attribute) {
    Position at = position_of(attribute);
    if (at.line != at.end_line) {
        int32_t length = (int32_t)strlen(attribute->as.attribute.name);
        at.line = at.end_line;
        at.column = length <= at.end_column ? at.end_column - length : at.column;
    }
    return at;
}

static uint32_t attribute_name(Emitter *e, const Node *node) {
    return name_index(e, scope_mangle(e->scope, node->as.attribute.name));
}

static Register attribute(Emitter *e, const Node *node, Register destination) {
    Register object = operand(e, node->as.attribute.value);
    drop(e, object);
    Register result = place_result(e, destination);
    emit_abcw(e, attribute_position(node), OP_LOAD_ATTR, result, (uint32_t)object,
              attribute_name(e, node), new_cache(e));
    return result;
}

static Register slice(Emitter *e, const Node *node) {
    uint32_t base = e->top;
    const Node *parts[] = {node->as.slice.lower, node->as.slice.upper, node->as.slice.step};
    uint32_t count = parts[2] ? 3 : 2;
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i]) {
            expression(e, parts[i], PUSHED);
        } else {
            load_special(e, position_of(node), push_temp(e), SPECIAL_NONE);
        }
    }
    set_top(e, base);
    Register result = push_temp(e);
    emit_abc(e, position_of(node), OP_BUILD_SLICE, result, (uint32_t)result, count);
    return result;
}

static Register subscript(Emitter *e, const Node *node, Register destination) {
    Register object = operand(e, node->as.subscript.value);
    object = shield(e, object, node->as.subscript.index);
    Register index = operand(e, node->as.subscript.index);
    drop(e, index);
    drop(e, object);
    Register result = place_result(e, destination);
    emit_abc(e, position_of(node), OP_LOAD_SUBSCRIPT, result, (uint32_t)object, (uint32_t)index);
    return result;
}

/* ---- displays ---- */

/* Adds one item to the list or set that is in `collection`. */
static void add_item(Emitter *e, const Node *item, Register collection, bool set, Position at) {
    bool starred = item->kind == NODE_STARRED;
    Register value = operand(e, starred ? item->as.value : item);
    drop(e, value);
    Opcode op =
        starred ? (set ? OP_SET_UPDATE : OP_LIST_EXTEND) : (set ? OP_SET_ADD : OP_LIST_APPEND);
    emit_abc(e, at, op, collection, (uint32_t)value, 0);
}

static bool has_starred(const NodeList *items) {
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == NODE_STARRED) {
            return true;
        }
    }
    return false;
}

/* A list, set or tuple of items, some of them perhaps starred; `kind` is a NodeKind. */
static Register display(Emitter *e, const NodeList *items, NodeKind kind, Position at,
                        Register destination) {
    Opcode build = kind == NODE_TUPLE ? OP_BUILD_TUPLE
                   : kind == NODE_SET ? OP_BUILD_SET
                                      : OP_BUILD_LIST;
    uint32_t base = e->top;
    Constant constant;
    bool set = kind == NODE_SET;
    if (items->count > 2 && kind != NODE_TUPLE &&
        fold_items(e, items, set ? CONSTANT_FROZENSET : CONSTANT_TUPLE, &constant) &&
        (set || items->count > 8)) {
        Register collection = push_temp(e);
        emit_abc(e, at, build, collection, (uint32_t)collection, 0);
        Register value = push_temp(e);
        load_constant(e, at, value, &constant);
        drop(e, value);
        emit_abc(e, at, set ? OP_SET_UPDATE : OP_LIST_EXTEND, collection, (uint32_t)value, 0);
        drop(e, collection);
        Register result = place_result(e, destination);
        if (result != collection) {
            emit_abc(e, at, OP_MOVE, result, (uint32_t)collection, 0);
        }
        return result;
    }
    bool starred = has_starred(items);
    if (!starred && items->count <= STACK_GUIDELINE) {
        for (uint32_t i = 0; i < items->count; i++) {
            expression(e, items->items[i], PUSHED);
        }
        set_top(e, base);
        Register result = place_result(e, destination);
        emit_abc(e, at, build, result, e->first_temp + base, items->count);
        return result;
    }
    /* Item by item; those before the first star at once, unless there are many items. */
    uint32_t first = 0;
    if (items->count <= STACK_GUIDELINE) {
        while (items->items[first]->kind != NODE_STARRED) {
            expression(e, items->items[first++], PUSHED);
        }
    }
    set_top(e, base);
    Register collection = push_temp(e);
    emit_abc(e, at, set ? OP_BUILD_SET : OP_BUILD_LIST, collection, (uint32_t)collection, first);
    for (uint32_t i = first; i < items->count; i++) {
        add_item(e, items->items[i], collection, set, at);
    }
    drop(e, collection);
    Register result = place_result(e, destination);
    if (kind == NODE_TUPLE) {
        emit_abc(e, at, OP_LIST_TO_TUPLE, result, (uint32_t)collection, 0);
    } else if (result != collection) {
        emit_abc(e, at, OP_MOVE, result, (uint32_t)collection, 0);
    }
    return result;
}

static Register dict_display(Emitter *e, const Node *node, Register destination) {
    Position at = position_of(node);
    const NodeList *keys = node->as.dict.keys;
    const NodeList *values = node->as.dict.values;
    uint32_t base = e->top;
    uint32_t first = 0;
    if (keys->count * 2 <= STACK_GUIDELINE) {
        while (first < keys->count && keys->items[first]) {
            expression(e, keys->items[first], PUSHED);
            expression(e, values->items[first], PUSHED);
            first++;
        }
    }
    set_top(e, base);
    if (first == keys->count) {
        Register result = place_result(e, destination);
        emit_abc(e, at, OP_BUILD_DICT, result, e->first_temp + base, first);
        return result;
    }
    Register dict = push_temp(e);
    emit_abc(e, at, OP_BUILD_DICT, dict, (uint32_t)dict, first);
    for (uint32_t i = first; i < keys->count; i++) {
        if (keys->items[i]) {
            Register key = shield(e, operand(e, keys->items[i]), values->items[i]);
            Register value = operand(e, values->items[i]);
            drop(e, value);
            drop(e, key);
            emit_abc(e, at, OP_DICT_ADD, dict, (uint32_t)key, (uint32_t)value);
        } else {
            Register value = operand(e, values->items[i]);
            drop(e, value);
            emit_abc(e, at, OP_DICT_UPDATE, dict, (uint32_t)value, 0);
        }
    }
    drop(e, dict);
    Register result = place_result(e, destination);
    if (result != dict) {
        emit_abc(e, at, OP_MOVE, result, (uint32_t)dict, 0);
    }
    return result;
}

/* ---- f-strings ---- */

static void formatted_value(Emitter *e, const Node *node, Position at, Register destination) {
    uint32_t flags = node->as.formatted_value.conversion == 's'   ? FORMAT_STR
                     : node->as.formatted_value.conversion == 'r' ? FORMAT_REPR
                     : node->as.formatted_value.conversion == 'a' ? FORMAT_ASCII
                                                                  : FORMAT_PLAIN;
    uint32_t base = e->top;
    Register value;
    if (node->as.formatted_value.format) {
        value = expression(e, node->as.formatted_value.value, PUSHED);
        expression(e, node->as.formatted_value.format, PUSHED);
        flags |= FORMAT_HAS_SPEC;
    } else {
        value = operand(e, node->as.formatted_value.value);
    }
    set_top(e, base);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_FORMAT, result, (uint32_t)value, flags);
}

/* Joins the strings from temporary `begin` on. With `has_before` the one below it is what was
 * joined so far, and grows in place: a string of millions of parts is not copied for each group. */
static void join_parts(Emitter *e, Position at, uint32_t begin, bool has_before) {
    uint32_t count = e->top - begin;
    set_top(e, begin);
    Register joined = push_temp(e);
    emit_abc(e, at, OP_BUILD_STRING, joined, (uint32_t)joined, count);
    if (has_before) {
        set_top(e, begin);
        emit_abc(e, at, OP_INPLACE_ADD, joined - 1, (uint32_t)joined - 1, (uint32_t)joined);
    }
}

static Register joined_string(Emitter *e, const Node *node, Register destination) {
    Position at = position_of(node);
    const NodeList *items = node->as.items;
    if (items->count == 0) {
        return load_string(e, at, "", destination);
    }
    if (items->count == 1) {
        if (items->items[0]->kind != NODE_FORMATTED_VALUE) {
            return expression(e, items->items[0], destination);
        }
        uint32_t base = e->top;
        formatted_value(e, items->items[0], at, destination);
        return destination == PUSHED ? temp_at(e, base) : destination;
    }
    uint32_t base = e->top;
    bool has_before = false;
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == NODE_FORMATTED_VALUE) {
            formatted_value(e, items->items[i], at, PUSHED);
        } else {
            expression(e, items->items[i], PUSHED);
        }
        if (e->top - base > STACK_GUIDELINE && i + 1 < items->count) {
            join_parts(e, at, base + has_before, has_before);
            has_before = true;
        }
    }
    if (has_before) {
        join_parts(e, at, base + 1, true);
        set_top(e, base);
        Register result = place_result(e, destination);
        if (result != temp_at(e, base)) {
            emit_abc(e, at, OP_MOVE, result, (uint32_t)temp_at(e, base), 0);
        }
        return result;
    }
    uint32_t count = e->top - base;
    set_top(e, base);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_BUILD_STRING, result, e->first_temp + base, count);
    return result;
}

/* ---- calls ---- */

static bool is_super_call(Emitter *e, const Node *call) {
    const Node *function = call->as.call.function;
    if (function->kind != NODE_NAME || strcmp(function->as.name, "super") != 0 ||
        call->as.call.arguments->count || call->as.call.keywords->count) {
        return false;
    }
    const Scope *scope = e->scope;
    if (scope->kind == SCOPE_MODULE || scope->kind == SCOPE_CLASS || !scope->positional_count) {
        return false;
    }
    const Symbol *name = scope_symbol(scope, function->as.name);
    if (!name || name->kind != SYMBOL_GLOBAL) {
        return false;
    }
    const Symbol *module_name = scope_symbol(e->compilation->tree->scope, function->as.name);
    if (module_name && module_name->uses & (USE_ASSIGNED | USE_BOUND_ELSEWHERE)) {
        return false;
    }
    const Symbol *cell =
        scope_symbol(scope, tree_intern(e->compilation->tree, "__class__", strlen("__class__")));
    return cell && (cell->kind == SYMBOL_FREE || cell->kind == SYMBOL_CELL);
}

/* super() is super(__class__, first argument). */
static Register super_call(Emitter *e, const Node *call, Register destination) {
    Position at = position_of(call);
    uint32_t base = e->top;
    expression(e, call->as.call.function, PUSHED);
    load_name(e, at, tree_intern(e->compilation->tree, "__class__", strlen("__class__")), PUSHED);
    load_name(e, at, e->scope->locals[0], PUSHED);
    set_top(e, base);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_CALL, temp_at(e, base), 2, (uint32_t)result);
    return result;
}

/* The call with *a or **k: callee, a list of the positional arguments, a dict of the others. */
static Register call_unpacked(Emitter *e, const Node *call, Register destination) {
    Position at = position_of(call);
    const NodeList *arguments = call->as.call.arguments;
    const NodeList *keywords = call->as.call.keywords;
    uint32_t base = e->top;
    Register callee = expression(e, call->as.call.function, PUSHED);
    if (arguments->count == 1 && arguments->items[0]->kind == NODE_STARRED) {
        /* f(*a): any iterable will do, the call itself unpacks it. */
        expression(e, arguments->items[0]->as.value, PUSHED);
    } else {
        display(e, arguments, has_starred(arguments) ? NODE_LIST : NODE_TUPLE, at, PUSHED);
    }
    bool has_dict = keywords->count > 0;
    if (has_dict) {
        Register dict = push_temp(e);
        uint32_t first = 0;
        set_top(e, e->top - 1);
        while (first < keywords->count && keywords->items[first]->as.keyword.name &&
               keywords->count <= STACK_GUIDELINE) {
            load_string(e, at, keywords->items[first]->as.keyword.name, PUSHED);
            expression(e, keywords->items[first]->as.keyword.value, PUSHED);
            first++;
        }
        set_top(e, (uint32_t)dict - e->first_temp + 1);
        emit_abc(e, at, OP_BUILD_DICT, dict, (uint32_t)dict, first);
        for (uint32_t i = first; i < keywords->count;) {
            if (!keywords->items[i]->as.keyword.name) {
                Register value = operand(e, keywords->items[i]->as.keyword.value);
                drop(e, value);
                emit_abc(e, at, OP_DICT_MERGE, dict, (uint32_t)value, (uint32_t)callee);
                i++;
                continue;
            }
            /* A run of names behind a `**k` is merged as a whole, to find repeated ones. */
            Register run = push_temp(e);
            emit_abc(e, at, OP_BUILD_DICT, run, (uint32_t)run, 0);
            for (; i < keywords->count && keywords->items[i]->as.keyword.name; i++) {
                Register key = load_string(e, at, keywords->items[i]->as.keyword.name, PUSHED);
                Register value = operand(e, keywords->items[i]->as.keyword.value);
                drop(e, value);
                drop(e, key);
                emit_abc(e, at, OP_DICT_ADD, run, (uint32_t)key, (uint32_t)value);
            }
            drop(e, run);
            emit_abc(e, at, OP_DICT_MERGE, dict, (uint32_t)run, (uint32_t)callee);
        }
    }
    set_top(e, base);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_CALL_UNPACKED, callee, has_dict, (uint32_t)result);
    return result;
}

static bool needs_unpacking(const Node *call) {
    if (has_starred(call->as.call.arguments)) {
        return true;
    }
    const NodeList *keywords = call->as.call.keywords;
    for (uint32_t i = 0; i < keywords->count; i++) {
        if (!keywords->items[i]->as.keyword.name) {
            return true;
        }
    }
    return false;
}

int32_t keyword_names(Emitter *e, const NodeList *keywords) {
    Arena *arena = e->compilation->arena;
    Constant *names = arena_allocate(arena, keywords->count * sizeof *names);
    for (uint32_t i = 0; i < keywords->count; i++) {
        names[i] = constant_string(keywords->items[i]->as.keyword.name);
        names[i].bytes = arena_copy_string(arena, names[i].bytes, names[i].count);
    }
    Constant tuple = {.kind = CONSTANT_TUPLE, .count = keywords->count, .items = names};
    return constant_index(e, &tuple);
}

static Register call(Emitter *e, const Node *node, Register destination) {
    if (needs_unpacking(node)) {
        return call_unpacked(e, node, destination);
    }
    if (is_super_call(e, node)) {
        return super_call(e, node, destination);
    }
    const Node *function = node->as.call.function;
    const NodeList *arguments = node->as.call.arguments;
    const NodeList *keywords = node->as.call.keywords;
    Position at = position_of(node);
    uint32_t base = e->top;
    bool method = function->kind == NODE_ATTRIBUTE;
    if (method) {
        Position attribute_at = attribute_position(function);
        Register object = operand(e, function->as.attribute.value);
        set_top(e, base + 2);
        emit_abcw(e, attribute_at, OP_LOAD_METHOD, temp_at(e, base), (uint32_t)object,
                  attribute_name(e, function), new_cache(e));
        if (function->line != function->end_line) {
            at.line = attribute_at.line;
            at.column = attribute_at.column;
        }
    } else {
        expression(e, function, PUSHED);
    }
    for (uint32_t i = 0; i < arguments->count; i++) {
        expression(e, arguments->items[i], PUSHED);
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        expression(e, keywords->items[i]->as.keyword.value, PUSHED);
    }
    uint32_t count = arguments->count + keywords->count;
    set_top(e, base);
    Register result = place_result(e, destination);
    if (keywords->count) {
        emit_abcw(e, at, method ? OP_CALL_METHOD_KEYWORDS : OP_CALL_KEYWORDS, temp_at(e, base),
                  count, (uint32_t)result, keyword_names(e, keywords));
    } else {
        emit_abc(e, at, method ? OP_CALL_METHOD : OP_CALL, temp_at(e, base), count,
                 (uint32_t)result);
    }
    return result;
}

/* ---- suspension ---- */

Register await_register(Emitter *e, Position at, Register reg, int what, Register destination) {
    drop(e, reg);
    Register awaitable = push_temp(e);
    emit_abc(e, at, OP_GET_AWAITABLE, awaitable, (uint32_t)reg, (uint32_t)what);
    drop(e, awaitable);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_AWAIT, result, (uint32_t)awaitable, 0);
    return result;
}

static Register yield_value(Emitter *e, const Node *node, Register destination) {
    Position at = position_of(node);
    Register value;
    if (node->as.value) {
        value = operand(e, node->as.value);
    } else {
        value = push_temp(e);
        load_special(e, at, value, SPECIAL_NONE);
    }
    drop(e, value);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_YIELD, result, (uint32_t)value, 0);
    return result;
}

static Register yield_from(Emitter *e, const Node *node, Register destination) {
    Position at = position_of(node);
    Register value = operand(e, node->as.value);
    drop(e, value);
    Register inner = push_temp(e);
    emit_abc(e, at, OP_GET_YIELD_FROM_ITER, inner, (uint32_t)value, 0);
    drop(e, inner);
    Register result = place_result(e, destination);
    emit_abc(e, at, OP_YIELD_FROM, result, (uint32_t)inner, 0);
    return result;
}

Register iterator(Emitter *e, const Node *iterable, Position at) {
    Register value;
    Constant constant;
    if ((iterable->kind == NODE_LIST || iterable->kind == NODE_SET) && iterable->as.items->count &&
        fold_items(e, iterable->as.items,
                   iterable->kind == NODE_SET ? CONSTANT_FROZENSET : CONSTANT_TUPLE, &constant)) {
        value = push_temp(e);
        load_constant(e, position_of(iterable), value, &constant);
    } else {
        value = operand(e, iterable);
    }
    drop(e, value);
    Register result = push_temp(e);
    emit_abc(e, at, OP_GET_ITER, result, (uint32_t)value, 0);
    return result;
}

/* ---- expressions ---- */

static Register named_expression(Emitter *e, const Node *node, Register destination) {
    const Node *target = node->as.named_expr.target;
    Register value = expression(e, node->as.named_expr.value, PUSHED);
    if (destination == PUSHED) {
        Register copy = push_temp(e);
        emit_abc(e, position_of(node), OP_COPY, copy, (uint32_t)value, 0);
        drop(e, copy);
        store_name(e, position_of(target), target->as.name, copy);
        return value;
    }
    emit_abc(e, position_of(node), OP_COPY, destination, (uint32_t)value, 0);
    drop(e, value);
    store_name(e, position_of(target), target->as.name, value);
    return destination;
}

static Register dispatch(Emitter *e, const Node *node, Register destination) {
    Constant constant;
    if (fold(e, node, &constant)) {
        Register result = place_result(e, destination);
        load_constant(e, position_of(node), result, &constant);
        return result;
    }
    switch (node->kind) {
    case NODE_NAME:
        return load_name(e, position_of(node), node->as.name, destination);
    case NODE_BIN_OP: {
        Register left = operand(e, node->as.binary.left);
        return emit_binary(e, position_of(node), node->op, false, left, node->as.binary.right,
                           destination);
    }
    case NODE_UNARY_OP:
        return unary(e, node, destination);
    case NODE_COMPARE:
        return comparison(e, node, destination);
    case NODE_CALL:
        return call(e, node, destination);
    case NODE_ATTRIBUTE:
        return attribute(e, node, destination);
    case NODE_SUBSCRIPT:
        return subscript(e, node, destination);
    case NODE_IF_EXP:
        return if_exp(e, node, destination);
    case NODE_LIST:
    case NODE_SET:
    case NODE_TUPLE:
        return display(e, node->as.items, node->kind, position_of(node), destination);
    case NODE_DICT:
        return dict_display(e, node, destination);
    case NODE_JOINED_STR:
        return joined_string(e, node, destination);
    case NODE_AWAIT: {
        Register value = operand(e, node->as.value);
        return await_register(e, position_of(node), value, AWAITABLE_AWAIT, destination);
    }
    case NODE_YIELD:
        return yield_value(e, node, destination);
    case NODE_YIELD_FROM:
        return yield_from(e, node, destination);
    case NODE_LAMBDA:
        return make_function(e, node, destination);
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR_EXP:
        return comprehension(e, node, destination);
    case NODE_NAMED_EXPR:
        return named_expression(e, node, destination);
    case NODE_BOOL_OP:
    case NODE_SLICE: {
        /* These write their result before they are through, so a local gets it at the end. */
        Register value = node->kind == NODE_SLICE ? slice(e, node) : bool_op(e, node);
        if (destination != PUSHED) {
            drop(e, value);
            emit_abc(e, position_of(node), OP_MOVE, destination, (uint32_t)value, 0);
            return destination;
        }
        return value;
    }
    default:
        /* A Starred where none may stand: the parser has refused it. */
        UNREACHABLE();
    }
}

Register expression(Emitter *e, const Node *node, Register destination) {
    if (e->compilation->failed) {
        return place_result(e, destination);
    }
    if (++e->compilation->depth > COMPILER_DEPTH_MAX) {
        emit_fail(e, node, "this expression is nested too deeply", "give parts of it a name");
        e->compilation->depth--;
        return place_result(e, destination);
    }
    Register result = dispatch(e, node, destination);
    e->compilation->depth--;
    if (!is_temp(e, result)) {
        mark_assigned(e, result);
    }
    return result;
}
