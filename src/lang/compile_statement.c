#include "lang/compile.h"

#include <string.h>

enum {
    SWAP_MAX = 30,       /* `a, b = b, a` is done without a tuple up to this many */
    WITH_ITEMS_MAX = 50, /* of one statement; CPython stops at 20 nested blocks */
};

static void statement(Emitter *e, const Node *node);

void statements(Emitter *e, const NodeList *list) {
    for (uint32_t i = 0; i < list->count && e->reachable && !e->compilation->failed; i++) {
        statement(e, list->items[i]);
    }
}

/* ---- what a function unbinds ---- */

static void survey_name(Emitter *e, const char *name) {
    const Symbol *symbol = scope_symbol(e->scope, name);
    if (symbol && symbol->kind == SYMBOL_LOCAL) {
        mark_deletable(e, symbol->index);
    }
}

static void survey_targets(Emitter *e, const NodeList *targets) {
    for (uint32_t i = 0; i < targets->count; i++) {
        const Node *target = targets->items[i];
        if (target->kind == NODE_NAME) {
            survey_name(e, target->as.name);
        } else if (target->kind == NODE_TUPLE || target->kind == NODE_LIST) {
            survey_targets(e, target->as.items);
        }
    }
}

static void survey_statement(Emitter *e, const Node *node) {
    switch (node->kind) {
    case NODE_DELETE:
        survey_targets(e, node->as.items);
        return;
    case NODE_ANN_ASSIGN:
        e->annotates = true;
        return;
    case NODE_FOR:
    case NODE_ASYNC_FOR:
        survey(e, node->as.for_loop.body);
        survey(e, node->as.for_loop.orelse);
        return;
    case NODE_WHILE:
        survey(e, node->as.test.body);
        survey(e, node->as.test.orelse);
        return;
    case NODE_IF:
        /* An `elif` chain is as deep as it is long. */
        for (;;) {
            survey(e, node->as.test.body);
            const NodeList *orelse = node->as.test.orelse;
            if (orelse->count != 1 || orelse->items[0]->kind != NODE_IF) {
                survey(e, orelse);
                return;
            }
            node = orelse->items[0];
        }
    case NODE_WITH:
    case NODE_ASYNC_WITH:
        survey(e, node->as.with.body);
        return;
    case NODE_MATCH:
        for (uint32_t i = 0; i < node->as.match.cases->count; i++) {
            survey(e, node->as.match.cases->items[i]->as.match_case.body);
        }
        return;
    case NODE_TRY:
    case NODE_TRY_STAR:
        survey(e, node->as.try_block.body);
        for (uint32_t i = 0; i < node->as.try_block.handlers->count; i++) {
            const Node *handler = node->as.try_block.handlers->items[i];
            if (handler->as.handler.name) {
                survey_name(e, handler->as.handler.name);
            }
            survey(e, handler->as.handler.body);
        }
        survey(e, node->as.try_block.orelse);
        survey(e, node->as.try_block.finalbody);
        return;
    default:
        return;
    }
}

void survey(Emitter *e, const NodeList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        survey_statement(e, list->items[i]);
    }
}

/* ---- assignment ---- */

/* Spreads `value` over the targets. */
static void unpack(Emitter *e, const Node *node, Register value) {
    const NodeList *targets = node->as.items;
    uint32_t base = e->top;
    Register first = temp_at(e, base);
    uint32_t star = targets->count;
    for (uint32_t i = 0; i < targets->count; i++) {
        if (targets->items[i]->kind == NODE_STARRED) {
            star = i;
        }
    }
    set_top(e, base + targets->count);
    if (star == targets->count) {
        emit_abc(e, position_of(node), OP_UNPACK, first, (uint32_t)value, targets->count);
    } else {
        uint32_t after = targets->count - star - 1;
        if (star > 255 || after > 255) {
            emit_fail(e, node, "too many targets around a starred one", "unpack in two steps");
        }
        emit_abc(e, position_of(node), OP_UNPACK_STARRED, first, (uint32_t)value,
                 star | after << 8);
    }
    for (uint32_t i = 0; i < targets->count; i++) {
        const Node *target = targets->items[i];
        assign(e, target->kind == NODE_STARRED ? target->as.value : target, temp_at(e, base + i));
    }
    set_top(e, base);
}

/* Stores into a target. The value is consumed if it is a temporary, but stays counted in `top`:
 * what the target itself needs is evaluated above it. */
void assign(Emitter *e, const Node *target, Register value) {
    Position at = position_of(target);
    switch (target->kind) {
    case NODE_NAME:
        store_name(e, at, target->as.name, value);
        return;
    case NODE_ATTRIBUTE: {
        Register object = operand(e, target->as.attribute.value);
        drop(e, object);
        uint32_t name = name_index(e, scope_mangle(e->scope, target->as.attribute.name));
        emit_abcw(e, attribute_position(target), OP_STORE_ATTR, object, (uint32_t)value, name,
                  new_cache(e));
        return;
    }
    case NODE_SUBSCRIPT: {
        Register object = operand(e, target->as.subscript.value);
        object = shield(e, object, target->as.subscript.index);
        Register index = operand(e, target->as.subscript.index);
        drop(e, index);
        drop(e, object);
        emit_abc(e, at, OP_STORE_SUBSCRIPT, object, (uint32_t)index, (uint32_t)value);
        return;
    }
    case NODE_TUPLE:
    case NODE_LIST:
        unpack(e, target, value);
        return;
    default:
        UNREACHABLE();
    }
}

/* The register of a name that is a local, or -1. */
static Register local_register(const Emitter *e, const Node *target) {
    if (target->kind != NODE_NAME) {
        return -1;
    }
    const Symbol *symbol = scope_symbol(e->scope, target->as.name);
    return symbol && symbol->kind == SYMBOL_LOCAL ? (Register)symbol->index : -1;
}

static bool is_plain_display(const Node *node) {
    if (node->kind != NODE_TUPLE && node->kind != NODE_LIST) {
        return false;
    }
    for (uint32_t i = 0; i < node->as.items->count; i++) {
        if (node->as.items->items[i]->kind == NODE_STARRED) {
            return false;
        }
    }
    return node->as.items->count <= SWAP_MAX;
}

static void assignment(Emitter *e, const Node *node) {
    const NodeList *targets = node->as.assign.targets;
    const Node *value_node = node->as.assign.value;
    uint32_t base = e->top;
    if (targets->count == 1) {
        const Node *target = targets->items[0];
        Register local = local_register(e, target);
        if (local >= 0) {
            expression(e, value_node, local);
            return;
        }
        if (is_plain_display(target) && is_plain_display(value_node) &&
            target->as.items->count == value_node->as.items->count) {
            uint32_t count = target->as.items->count;
            for (uint32_t i = 0; i < count; i++) {
                expression(e, value_node->as.items->items[i], PUSHED);
            }
            for (uint32_t i = 0; i < count; i++) {
                assign(e, target->as.items->items[i], temp_at(e, base + i));
            }
            set_top(e, base);
            return;
        }
        Register value = shield(e, operand(e, value_node), target);
        assign(e, target, value);
        set_top(e, base);
        return;
    }
    Register value = expression(e, value_node, PUSHED);
    for (uint32_t i = 0; i + 1 < targets->count; i++) {
        Register copy = push_temp(e);
        emit_abc(e, position_of(node), OP_COPY, copy, (uint32_t)value, 0);
        assign(e, targets->items[i], copy);
        drop(e, copy);
    }
    assign(e, targets->items[targets->count - 1], value);
    set_top(e, base);
}

/* A register that is read twice: a copy of a temporary, or the local itself. */
static Register kept_copy(Emitter *e, Position at, Register reg) {
    if (!is_temp(e, reg)) {
        return reg;
    }
    Register copy = push_temp(e);
    emit_abc(e, at, OP_COPY, copy, (uint32_t)reg, 0);
    return copy;
}

/* target op= value: what the target consists of is evaluated once, then read, then the value. */
static void augmented_assignment(Emitter *e, const Node *node) {
    const Node *target = node->as.aug_assign.target;
    const Node *value = node->as.aug_assign.value;
    Position at = position_of(node);
    Position target_at = position_of(target);
    uint32_t base = e->top;
    switch (target->kind) {
    case NODE_NAME: {
        Register local = local_register(e, target);
        if (local >= 0) {
            if (!is_assigned(e, (uint32_t)local)) {
                emit_abc(e, target_at, OP_CHECK_LOCAL, local, 0, 0);
                mark_assigned(e, local);
            }
            emit_binary(e, at, node->op, true, local, value, local);
            mark_assigned(e, local);
            return;
        }
        Register old = load_name(e, target_at, target->as.name, PUSHED);
        Register result = emit_binary(e, at, node->op, true, old, value, PUSHED);
        store_name(e, target_at, target->as.name, result);
        break;
    }
    case NODE_ATTRIBUTE: {
        Position attribute_at = attribute_position(target);
        uint32_t name = name_index(e, scope_mangle(e->scope, target->as.attribute.name));
        Register object = operand(e, target->as.attribute.value);
        object = shield(e, object, value);
        Register copy = kept_copy(e, target_at, object);
        if (copy == object) {
            copy = push_temp(e);
            emit_abcw(e, attribute_at, OP_LOAD_ATTR, copy, (uint32_t)object, name, new_cache(e));
        } else {
            emit_abcw(e, attribute_at, OP_LOAD_ATTR, copy, (uint32_t)copy, name, new_cache(e));
        }
        Register result = emit_binary(e, at, node->op, true, copy, value, PUSHED);
        emit_abcw(e, attribute_at, OP_STORE_ATTR, object, (uint32_t)result, name, new_cache(e));
        break;
    }
    case NODE_SUBSCRIPT: {
        Register object = operand(e, target->as.subscript.value);
        object = shield(e, shield(e, object, target->as.subscript.index), value);
        Register index = shield(e, operand(e, target->as.subscript.index), value);
        uint32_t old_top = e->top;
        Register object_copy = kept_copy(e, target_at, object);
        Register index_copy = kept_copy(e, target_at, index);
        set_top(e, old_top);
        Register old = push_temp(e);
        emit_abc(e, target_at, OP_LOAD_SUBSCRIPT, old, (uint32_t)object_copy, (uint32_t)index_copy);
        Register result = emit_binary(e, at, node->op, true, old, value, PUSHED);
        emit_abc(e, target_at, OP_STORE_SUBSCRIPT, object, (uint32_t)index, (uint32_t)result);
        break;
    }
    default:
        UNREACHABLE();
    }
    set_top(e, base);
}

/* Evaluates and throws away. */
static void evaluate(Emitter *e, const Node *node) {
    Register value = operand(e, node);
    if (is_temp(e, value)) {
        emit_abc(e, position_of(node), OP_CLEAR, value, 1, 0);
    }
    drop(e, value);
}

/* x: annotation = value. The value first; annotations count in modules and classes only. */
static void annotated_assignment(Emitter *e, const Node *node) {
    const Node *target = node->as.ann_assign.target;
    const Node *annotation = node->as.ann_assign.annotation;
    uint32_t base = e->top;
    if (node->as.ann_assign.value) {
        Register local = local_register(e, target);
        if (local >= 0) {
            expression(e, node->as.ann_assign.value, local);
        } else {
            Register value = shield(e, operand(e, node->as.ann_assign.value), target);
            assign(e, target, value);
            set_top(e, base);
        }
    } else if (target->kind == NODE_ATTRIBUTE) {
        evaluate(e, target->as.attribute.value);
    } else if (target->kind == NODE_SUBSCRIPT) {
        evaluate(e, target->as.subscript.value);
        evaluate(e, target->as.subscript.index);
    }
    if (e->scope->kind != SCOPE_MODULE && e->scope->kind != SCOPE_CLASS) {
        return;
    }
    if (!node->as.ann_assign.simple) {
        evaluate(e, annotation);
        return;
    }
    Position at = position_of(node);
    Register value = expression(e, annotation, PUSHED);
    const char *name = tree_intern(e->compilation->tree, "__annotations__", 15);
    Register dict = push_temp(e);
    if (e->scope->kind == SCOPE_CLASS) {
        emit_abcw(e, at, OP_LOAD_NAME, dict, 0, name_index(e, name), global_index(e, name));
    } else {
        emit_ad(e, at, OP_LOAD_GLOBAL, dict, global_index(e, name));
    }
    Register key = load_string(e, at, scope_mangle(e->scope, target->as.name), PUSHED);
    emit_abc(e, at, OP_STORE_SUBSCRIPT, dict, (uint32_t)key, (uint32_t)value);
    set_top(e, base);
}

static void delete_target(Emitter *e, const Node *target) {
    Position at = position_of(target);
    switch (target->kind) {
    case NODE_NAME:
        delete_name(e, at, target->as.name);
        return;
    case NODE_ATTRIBUTE: {
        Register object = operand(e, target->as.attribute.value);
        drop(e, object);
        emit_abc(e, attribute_position(target), OP_DELETE_ATTR, object, 0,
                 name_index(e, scope_mangle(e->scope, target->as.attribute.name)));
        return;
    }
    case NODE_SUBSCRIPT: {
        Register object = operand(e, target->as.subscript.value);
        object = shield(e, object, target->as.subscript.index);
        Register index = operand(e, target->as.subscript.index);
        drop(e, index);
        drop(e, object);
        emit_abc(e, at, OP_DELETE_SUBSCRIPT, object, (uint32_t)index, 0);
        return;
    }
    case NODE_TUPLE:
    case NODE_LIST:
        for (uint32_t i = 0; i < target->as.items->count; i++) {
            delete_target(e, target->as.items->items[i]);
        }
        return;
    default:
        UNREACHABLE();
    }
}

/* ---- leaving blocks ---- */

static bool is_guarded(const Block *block) {
    return block->kind != BLOCK_WHILE && block->kind != BLOCK_FOR && block->kind != BLOCK_RETURN;
}

/* The `e` of `except … as e` is unbound, without complaint if the body has done so already. */
/* Where a handler ends: the line of its last statement, where that is a simple one. */
static Position handler_end(const Node *handler) {
    const NodeList *body = handler->as.handler.body;
    const Node *last = body->count > 0 ? body->items[body->count - 1] : handler;
    bool is_simple = last->kind == NODE_EXPR || last->kind == NODE_ASSIGN ||
                     last->kind == NODE_AUG_ASSIGN || last->kind == NODE_ANN_ASSIGN ||
                     last->kind == NODE_DELETE || last->kind == NODE_PASS;
    return position_of(is_simple ? last : handler);
}

static void unbind_exception_name(Emitter *e, const Node *handler) {
    if (!handler || !handler->as.handler.name) {
        return;
    }
    const char *name = handler->as.handler.name;
    Position at = handler_end(handler);
    const Symbol *symbol = scope_symbol(e->scope, name);
    if (symbol && symbol->kind == SYMBOL_LOCAL) {
        emit_abc(e, at, OP_CLEAR, (Register)symbol->index, 1, 0);
        mark_unassigned(e, (Register)symbol->index);
        return;
    }
    Register none = push_temp(e);
    load_special(e, at, none, SPECIAL_NONE);
    store_name(e, at, name, none);
    drop(e, none);
    delete_name(e, at, name);
}

/* exit(None, None, None); the exit method is moved up if something was pushed above it. */
static void call_exit(Emitter *e, const Node *with, uint32_t base) {
    Position at = position_of(with);
    Register exit = temp_at(e, base);
    uint32_t old_top = e->top;
    if (old_top != base + 1) {
        Register moved = push_temp(e);
        emit_abc(e, at, OP_MOVE, moved, (uint32_t)exit, 0);
        exit = moved;
    }
    for (int i = 0; i < 3; i++) {
        load_special(e, at, push_temp(e), SPECIAL_NONE);
    }
    emit_abc(e, at, OP_CALL, exit, 3, (uint32_t)exit);
    set_top(e, (uint32_t)exit - e->first_temp + 1);
    if (with->kind == NODE_ASYNC_WITH) {
        await_register(e, at, exit, AWAITABLE_ASYNC_EXIT, PUSHED);
    }
    emit_abc(e, at, OP_CLEAR, exit, 1, 0);
    set_top(e, old_top);
}

/* What leaving one block on the way to somewhere else has to do. Its guard is paused. */
static void leave(Emitter *e, const Block *block) {
    Position at = position_of(block->node);
    Register base = temp_at(e, block->base);
    switch (block->kind) {
    case BLOCK_WHILE:
    case BLOCK_TRY:
        return;
    case BLOCK_FOR:
    case BLOCK_RETURN:
        emit_abc(e, at, OP_CLEAR, base, 1, 0);
        return;
    case BLOCK_FINALLY:
        statements(e, block->finalbody);
        return;
    case BLOCK_WITH:
        call_exit(e, block->node, block->base);
        return;
    case BLOCK_HANDLER:
        emit_abc(e, at, OP_END_CATCH, base, 0, 0);
        unbind_exception_name(e, block->name);
        return;
    case BLOCK_FINALLY_HANDLER:
        emit_abc(e, at, OP_END_CATCH, base, 0, 0);
        return;
    case BLOCK_GROUP_HANDLER:
        emit_abc(e, at, OP_CLEAR, base + 2, 2, 0);
        emit_abc(e, at, OP_END_CATCH, base, 0, 0);
        unbind_exception_name(e, block->name);
        return;
    }
}

/* Leaves all blocks within `until` (NULL: all), innermost first; each is left with only those
 * around it in force. A temporary `result` (or PUSHED for none) is on its way out: a `finally` body
 * that goes elsewhere drops it. The caller emits the jump or return, then calls resume(). */
static void unwind(Emitter *e, const Block *until, Register result) {
    Block *innermost = e->block;
    for (Block *block = innermost; block != until; block = block->outer) {
        if (is_guarded(block)) {
            guard_pause(e, &block->guard);
        }
        Block pending = {.outer = block->outer, .kind = BLOCK_RETURN, .node = block->node};
        if (result != PUSHED && is_temp(e, result)) {
            pending.base = (uint32_t)result - e->first_temp;
            e->block = &pending;
        } else {
            e->block = block->outer;
        }
        leave(e, block);
    }
    e->block = innermost;
}

static void resume(Emitter *e, const Block *until) {
    for (Block *block = e->block; block != until; block = block->outer) {
        if (is_guarded(block)) {
            guard_resume(e, &block->guard);
        }
    }
}

static void return_statement(Emitter *e, const Node *node) {
    Position at = position_of(node);
    const Node *value = node->as.value;
    uint32_t base = e->top;
    Constant constant;
    bool is_constant = value && fold(e, value, &constant);
    if (!value || (is_constant && constant.kind == CONSTANT_NONE)) {
        unwind(e, NULL, PUSHED);
        emit_abc(e, at, OP_RETURN_NONE, 0, 0, 0);
    } else if (is_constant) {
        unwind(e, NULL, PUSHED);
        Register result = push_temp(e);
        load_constant(e, at, result, &constant);
        emit_abc(e, at, OP_RETURN, result, 0, 0);
    } else {
        /* What runs on the way out may rebind a local. */
        bool runs_code = false;
        for (const Block *block = e->block; block; block = block->outer) {
            runs_code |= block->kind == BLOCK_FINALLY || block->kind == BLOCK_HANDLER ||
                         block->kind == BLOCK_GROUP_HANDLER;
        }
        Register result = runs_code ? expression(e, value, PUSHED) : operand(e, value);
        unwind(e, NULL, result);
        emit_abc(e, at, OP_RETURN, result, 0, 0);
    }
    emit_end(e);
    resume(e, NULL);
    set_top(e, base);
}

static void break_or_continue(Emitter *e, const Node *node) {
    Block *loop = e->block;
    while (loop && loop->kind != BLOCK_WHILE && loop->kind != BLOCK_FOR) {
        loop = loop->outer;
    }
    if (!loop) {
        UNREACHABLE(); /* the parser refuses it */
    }
    Position at = position_of(node);
    unwind(e, loop, PUSHED);
    if (node->kind == NODE_CONTINUE) {
        emit_loop(e, at, loop->head);
    } else {
        Block *innermost = e->block;
        e->block = loop->outer;
        leave(e, loop);
        e->block = innermost;
        emit_jump(e, at, OP_JUMP, 0, loop->exit);
    }
    emit_end(e);
    resume(e, loop);
}

/* ---- branches and loops ---- */

static void if_statement(Emitter *e, const Node *node) {
    Label end = label_new();
    for (;;) {
        Label next = label_new();
        const NodeList *orelse = node->as.test.orelse;
        jump_if(e, node->as.test.condition, false, &next, position_of(node));
        statements(e, node->as.test.body);
        if (orelse->count) {
            emit_jump(e, position_of(node), OP_JUMP, 0, &end);
        }
        label_place(e, &next);
        if (orelse->count != 1 || orelse->items[0]->kind != NODE_IF || !e->reachable) {
            statements(e, orelse);
            break;
        }
        node = orelse->items[0];
    }
    label_place(e, &end);
}

static void while_loop(Emitter *e, const Node *node) {
    Label done = label_new();
    Label exit = label_new();
    Position at = position_of(node);
    uint32_t head = emit_loop_head(e);
    jump_if(e, node->as.test.condition, false, &done, at);
    Block block = {.outer = e->block,
                   .kind = BLOCK_WHILE,
                   .base = e->top,
                   .node = node,
                   .head = head,
                   .exit = &exit};
    e->block = &block;
    statements(e, node->as.test.body);
    e->block = block.outer;
    emit_loop(e, at, head);
    label_place(e, &done);
    statements(e, node->as.test.orelse);
    label_place(e, &exit);
}

static void for_loop(Emitter *e, const Node *node) {
    Label done = label_new();
    Label exit = label_new();
    Position at = position_of(node);
    const Node *target = node->as.for_loop.target;
    uint32_t base = e->top;
    Register iter = iterator(e, node->as.for_loop.iterable, at);
    uint32_t head = emit_loop_head(e);
    Register local = local_register(e, target);
    if (local >= 0) {
        emit_jump_word(e, at, OP_FOR_ITER, iter, (uint32_t)local, 0, &done);
        mark_assigned(e, local);
    } else {
        Register value = push_temp(e);
        emit_jump_word(e, at, OP_FOR_ITER, iter, (uint32_t)value, 0, &done);
        assign(e, target, value);
        drop(e, value);
    }
    Block block = {.outer = e->block,
                   .kind = BLOCK_FOR,
                   .base = base,
                   .node = node,
                   .head = head,
                   .exit = &exit};
    e->block = &block;
    statements(e, node->as.for_loop.body);
    e->block = block.outer;
    emit_loop(e, at, head);
    set_top(e, base);
    label_place(e, &done);
    statements(e, node->as.for_loop.orelse);
    label_place(e, &exit);
}

/* Only asking for the next item is guarded: its StopAsyncIteration is the end of the loop. */
static void async_for_loop(Emitter *e, const Node *node) {
    Label done = label_new();
    Label exit = label_new();
    Position at = position_of(node);
    const Node *target = node->as.for_loop.target;
    const Node *iterable = node->as.for_loop.iterable;
    uint32_t base = e->top;
    Register value = operand(e, iterable);
    drop(e, value);
    Register iter = push_temp(e);
    emit_abc(e, at, OP_GET_AITER, iter, (uint32_t)value, 0);
    uint32_t head = emit_loop_head(e);
    Guard guard;
    guard_begin(e, &guard);
    Register next = push_temp(e);
    emit_abc(e, at, OP_GET_ANEXT, next, (uint32_t)iter, 0);
    Register local = local_register(e, target);
    Register item = local >= 0 ? local : next;
    emit_abc(e, at, OP_AWAIT, item, (uint32_t)next, 0);
    guard_pause(e, &guard);
    if (local >= 0) {
        mark_assigned(e, local);
    } else {
        assign(e, target, item);
    }
    set_top(e, base + 1);
    Block block = {.outer = e->block,
                   .kind = BLOCK_FOR,
                   .base = base,
                   .node = node,
                   .head = head,
                   .exit = &exit};
    e->block = &block;
    statements(e, node->as.for_loop.body);
    e->block = block.outer;
    emit_loop(e, at, head);
    guard_place_handler(e, &guard, position_of(iterable));
    emit_jump_word(e, position_of(iterable), OP_END_ASYNC_FOR, temp_at(e, base + 1), (uint32_t)iter,
                   0, &done);
    emit_end(e);
    set_top(e, base);
    label_place(e, &done);
    statements(e, node->as.for_loop.orelse);
    label_place(e, &exit);
}

/* ---- try ---- */

static void begin_block(Emitter *e, Block *block, BlockKind kind, const Node *node, uint32_t base) {
    *block = (Block){.outer = e->block, .kind = kind, .base = base, .node = node};
    guard_begin(e, &block->guard);
    e->block = block;
}

/* Takes the block away; nothing behind is guarded by it. */
static void end_block(Emitter *e, Block *block) {
    guard_pause(e, &block->guard);
    e->block = block->outer;
}

/* An exception left a handler whose CATCH pair stands at `base`: the pair is taken down and the new
 * exception goes on, as if it had been raised where the handler stands. */
static void cleanup(Emitter *e, Guard *guard, Position at, uint32_t base, const Node *name) {
    uint32_t top = e->top;
    guard_place_handler(e, guard, at);
    Register caught = temp_at(e, guard->depth);
    unbind_exception_name(e, name);
    emit_abc(e, at, OP_MOVE, temp_at(e, base + 1), (uint32_t)caught + 1, 0);
    emit_abc(e, at, OP_CLEAR, caught, 1, 0);
    if (guard->depth > base + 2) {
        emit_abc(e, at, OP_CLEAR, temp_at(e, base + 2), guard->depth - base - 2, 0);
    }
    emit_abc(e, at, OP_RERAISE, temp_at(e, base), 0, 0);
    emit_end(e);
    set_top(e, top);
}

/* Binds the caught exception in `caught` (kept) to the handler's name. */
static void bind_exception_name(Emitter *e, const Node *handler, Register caught) {
    const Symbol *symbol = scope_symbol(e->scope, handler->as.handler.name);
    bool local = symbol->kind == SYMBOL_LOCAL;
    Register copy = local ? (Register)symbol->index : push_temp(e);
    emit_abc(e, position_of(handler), OP_COPY, copy, (uint32_t)caught, 0);
    store_name(e, position_of(handler), handler->as.handler.name, copy);
    drop(e, copy);
}

/* try: body  except …: …  else: …, without its finally. */
static void try_except(Emitter *e, const Node *node) {
    uint32_t base = e->top;
    Position at = position_of(node);
    Label end = label_new();
    Block body;
    begin_block(e, &body, BLOCK_TRY, node, base);
    statements(e, node->as.try_block.body);
    end_block(e, &body);
    statements(e, node->as.try_block.orelse);
    emit_jump(e, at, OP_JUMP, 0, &end);
    emit_end(e);

    guard_place_handler(e, &body.guard, at);
    Register caught = temp_at(e, base + 1);
    Block matching;
    begin_block(e, &matching, BLOCK_HANDLER, node, base);
    const NodeList *handlers = node->as.try_block.handlers;
    for (uint32_t i = 0; i < handlers->count && e->reachable; i++) {
        const Node *handler = handlers->items[i];
        Position handler_at = position_of(handler);
        Label next = label_new();
        if (handler->as.handler.type) {
            Register type = operand(e, handler->as.handler.type);
            drop(e, type);
            Register match = push_temp(e);
            emit_abc(e, handler_at, OP_MATCH_EXCEPTION, match, (uint32_t)caught, (uint32_t)type);
            emit_jump(e, handler_at, OP_JUMP_IF_FALSE, match, &next);
            drop(e, match);
        }
        if (handler->as.handler.name) {
            bind_exception_name(e, handler, caught);
            end_block(e, &matching);
            Block named;
            begin_block(e, &named, BLOCK_HANDLER, node, base);
            named.name = handler;
            statements(e, handler->as.handler.body);
            end_block(e, &named);
            emit_abc(e, handler_at, OP_END_CATCH, temp_at(e, base), 0, 0);
            unbind_exception_name(e, handler);
            emit_jump(e, handler_at, OP_JUMP, 0, &end);
            emit_end(e);
            cleanup(e, &named.guard, handler_at, base, handler);
            e->block = &matching;
            guard_resume(e, &matching.guard);
        } else {
            statements(e, handler->as.handler.body);
            guard_pause(e, &matching.guard);
            emit_abc(e, handler_at, OP_END_CATCH, temp_at(e, base), 0, 0);
            emit_jump(e, handler_at, OP_JUMP, 0, &end);
            guard_resume(e, &matching.guard);
        }
        label_place(e, &next);
    }
    end_block(e, &matching);
    emit_abc(e, at, OP_RERAISE, temp_at(e, base), 0, 0);
    emit_end(e);
    cleanup(e, &matching.guard, at, base, NULL);
    set_top(e, base);
    label_place(e, &end);
}

/* try: body  except* …: …  else: …  Above CATCH's pair stand the list of what was raised or not
 * handled, and what is left of the caught group. */
static void try_except_group(Emitter *e, const Node *node) {
    uint32_t base = e->top;
    Position at = position_of(node);
    Label end = label_new();
    Block body;
    begin_block(e, &body, BLOCK_TRY, node, base);
    statements(e, node->as.try_block.body);
    end_block(e, &body);
    statements(e, node->as.try_block.orelse);
    emit_jump(e, at, OP_JUMP, 0, &end);
    emit_end(e);

    guard_place_handler(e, &body.guard, at);
    Register caught = temp_at(e, base + 1);
    Register list = push_temp(e);
    Register rest = push_temp(e);
    emit_abc(e, at, OP_BUILD_LIST, list, (uint32_t)list, 0);
    emit_abc(e, at, OP_COPY, rest, (uint32_t)caught, 0);
    Block matching;
    begin_block(e, &matching, BLOCK_GROUP_HANDLER, node, base);
    const NodeList *handlers = node->as.try_block.handlers;
    for (uint32_t i = 0; i < handlers->count && e->reachable; i++) {
        const Node *handler = handlers->items[i];
        Position handler_at = position_of(handler);
        Label next = label_new();
        Label no_match = label_new();
        Register type = operand(e, handler->as.handler.type);
        drop(e, type);
        Register match = push_temp(e);
        Register others = push_temp(e);
        emit_abc(e, handler_at, OP_MATCH_GROUP, match, (uint32_t)rest, (uint32_t)type);
        Register copy = push_temp(e);
        emit_abc(e, handler_at, OP_COPY, copy, (uint32_t)match, 0);
        emit_jump_word(e, handler_at, OP_JUMP_IS_NONE, copy, 0, 1, &no_match);
        emit_abc(e, handler_at, OP_MOVE, rest, (uint32_t)others, 0);
        if (handler->as.handler.name) {
            store_name(e, handler_at, handler->as.handler.name, match);
        } else {
            emit_abc(e, handler_at, OP_CLEAR, match, 1, 0);
        }
        set_top(e, base + 4);
        end_block(e, &matching);
        Block named;
        begin_block(e, &named, BLOCK_GROUP_HANDLER, node, base);
        named.name = handler;
        statements(e, handler->as.handler.body);
        end_block(e, &named);
        unbind_exception_name(e, handler);
        emit_jump(e, handler_at, OP_JUMP, 0, &next);
        emit_end(e);
        /* What the body raised joins the list. */
        guard_place_handler(e, &named.guard, handler_at);
        unbind_exception_name(e, handler);
        emit_abc(e, handler_at, OP_LIST_APPEND, list, (uint32_t)temp_at(e, base + 5), 0);
        emit_abc(e, handler_at, OP_END_CATCH, temp_at(e, base + 4), 0, 0);
        emit_jump(e, handler_at, OP_JUMP, 0, &next);
        e->block = &matching;
        guard_resume(e, &matching.guard);
        label_place(e, &no_match);
        emit_abc(e, handler_at, OP_CLEAR, match, 2, 0);
        label_place(e, &next);
        set_top(e, base + 4);
    }
    end_block(e, &matching);
    emit_abc(e, at, OP_LIST_APPEND, list, (uint32_t)rest, 0);
    emit_abc(e, at, OP_COMBINE_GROUP, rest, (uint32_t)caught, (uint32_t)list);
    Label quiet = label_new();
    Register copy = push_temp(e);
    emit_abc(e, at, OP_COPY, copy, (uint32_t)rest, 0);
    emit_jump_word(e, at, OP_JUMP_IS_NONE, copy, 0, 1, &quiet);
    emit_abc(e, at, OP_MOVE, caught, (uint32_t)rest, 0);
    emit_abc(e, at, OP_CLEAR, list, 1, 0);
    emit_abc(e, at, OP_RERAISE, temp_at(e, base), 0, 0);
    emit_end(e);
    cleanup(e, &matching.guard, at, base, NULL);
    label_place(e, &quiet);
    emit_abc(e, at, OP_CLEAR, list, 2, 0);
    emit_abc(e, at, OP_END_CATCH, temp_at(e, base), 0, 0);
    set_top(e, base);
    label_place(e, &end);
}

static void try_body(Emitter *e, const Node *node) {
    if (!node->as.try_block.handlers->count) {
        statements(e, node->as.try_block.body);
    } else if (node->kind == NODE_TRY_STAR) {
        try_except_group(e, node);
    } else {
        try_except(e, node);
    }
}

static void try_statement(Emitter *e, const Node *node) {
    const NodeList *finalbody = node->as.try_block.finalbody;
    if (!finalbody->count) {
        try_body(e, node);
        return;
    }
    uint32_t base = e->top;
    Position at = position_of(node);
    Label end = label_new();
    Block block;
    begin_block(e, &block, BLOCK_FINALLY, node, base);
    block.finalbody = finalbody;
    try_body(e, node);
    end_block(e, &block);
    statements(e, finalbody);
    emit_jump(e, at, OP_JUMP, 0, &end);
    emit_end(e);

    guard_place_handler(e, &block.guard, at);
    Block handler;
    begin_block(e, &handler, BLOCK_FINALLY_HANDLER, node, base);
    statements(e, finalbody);
    end_block(e, &handler);
    emit_abc(e, at, OP_RERAISE, temp_at(e, base), 0, 0);
    emit_end(e);
    cleanup(e, &handler.guard, at, base, NULL);
    set_top(e, base);
    label_place(e, &end);
}

/* ---- with ---- */

static void with_items(Emitter *e, const Node *node, uint32_t index) {
    if (index == node->as.with.item_count) {
        statements(e, node->as.with.body);
        return;
    }
    if (node->as.with.item_count > WITH_ITEMS_MAX) {
        emit_fail(e, node, "too many items in one with statement", "use an ExitStack");
        return;
    }
    const WithItem *item = &node->as.with.items[index];
    bool is_async = node->kind == NODE_ASYNC_WITH;
    Position at = position_of(node);
    uint32_t base = e->top;
    Register manager = operand(e, item->context);
    drop(e, manager);
    Register exit = push_temp(e);
    Register entered = push_temp(e);
    emit_abc(e, at, OP_WITH_LOOKUP, exit, (uint32_t)manager, is_async);
    emit_abc(e, at, OP_CALL, entered, 0, (uint32_t)entered);
    if (is_async) {
        await_register(e, at, entered, AWAITABLE_ASYNC_ENTER, PUSHED);
    }
    /* Binding the variable is guarded already: a failure there calls the exit method. */
    set_top(e, base + 1);
    Block block;
    begin_block(e, &block, BLOCK_WITH, node, base);
    set_top(e, base + 2);
    if (item->variable) {
        assign(e, item->variable, entered);
    } else {
        emit_abc(e, at, OP_CLEAR, entered, 1, 0);
    }
    set_top(e, base + 1);
    with_items(e, node, index + 1);
    end_block(e, &block);
    Label end = label_new();
    call_exit(e, node, base);
    emit_jump(e, at, OP_JUMP, 0, &end);
    emit_end(e);

    guard_place_handler(e, &block.guard, at);
    Guard guard;
    guard_begin(e, &guard);
    Register call = temp_at(e, base + 3);
    set_top(e, base + 7);
    emit_abc(e, at, OP_WITH_EXCEPTION, call, (uint32_t)exit, (uint32_t)temp_at(e, base + 2));
    emit_abc(e, at, OP_CALL, call, 3, (uint32_t)call);
    set_top(e, base + 4);
    if (is_async) {
        await_register(e, at, call, AWAITABLE_ASYNC_EXIT, PUSHED);
    }
    Label swallowed = label_new();
    emit_jump(e, at, OP_JUMP_IF_TRUE, call, &swallowed);
    guard_pause(e, &guard);
    emit_abc(e, at, OP_CLEAR, exit, 1, 0);
    emit_abc(e, at, OP_RERAISE, temp_at(e, base + 1), 0, 0);
    emit_end(e);
    cleanup(e, &guard, at, base + 1, NULL);
    label_place(e, &swallowed);
    emit_abc(e, at, OP_END_CATCH, temp_at(e, base + 1), 0, 0);
    emit_abc(e, at, OP_CLEAR, exit, 1, 0);
    set_top(e, base);
    label_place(e, &end);
}

/* ---- raise, assert, import ---- */

static void raise_statement(Emitter *e, const Node *node) {
    Position at = position_of(node);
    uint32_t base = e->top;
    if (!node->as.raise.exception) {
        emit_abc(e, at, OP_RAISE, 0, 0, 0);
    } else {
        Register exception = operand(e, node->as.raise.exception);
        if (node->as.raise.cause) {
            exception = shield(e, exception, node->as.raise.cause);
            Register cause = operand(e, node->as.raise.cause);
            emit_abc(e, at, OP_RAISE, exception, (uint32_t)cause, 2);
        } else {
            emit_abc(e, at, OP_RAISE, exception, 0, 1);
        }
    }
    emit_end(e);
    set_top(e, base);
}

/* Where CPython says an assertion fails: at its last comparison, if it has one. */
static const Node *last_comparison(const Node *node) {
    switch (node->kind) {
    case NODE_COMPARE:
        return node;
    case NODE_UNARY_OP:
        return node->op == OPERATOR_NOT ? last_comparison(node->as.value) : NULL;
    case NODE_BOOL_OP:
        for (uint32_t i = node->as.items->count; i-- > 0;) {
            const Node *found = last_comparison(node->as.items->items[i]);
            if (found) {
                return found;
            }
        }
        return NULL;
    case NODE_IF_EXP: {
        const Node *found = last_comparison(node->as.if_exp.orelse);
        found = found ? found : last_comparison(node->as.if_exp.body);
        return found ? found : last_comparison(node->as.if_exp.condition);
    }
    default:
        return NULL;
    }
}

static void assert_statement(Emitter *e, const Node *node) {
    Label holds = label_new();
    const Node *condition = node->as.assertion.condition;
    jump_if(e, condition, true, &holds, position_of(node));
    if (e->reachable && !e->compilation->failed) {
        const Node *place = last_comparison(condition);
        Position at = position_of(place ? place : node);
        if (node->as.assertion.message) {
            Register message = operand(e, node->as.assertion.message);
            emit_abc(e, at, OP_ASSERT_FAIL, message, 0, 1);
            drop(e, message);
        } else {
            emit_abc(e, at, OP_ASSERT_FAIL, 0, 0, 0);
        }
        emit_end(e);
    }
    label_place(e, &holds);
}

static void import_statement(Emitter *e, const Node *node) {
    Position at = position_of(node);
    for (uint32_t i = 0; i < node->as.items->count; i++) {
        const Node *alias = node->as.items->items[i];
        const char *name = alias->as.alias.name;
        const char *dot = strchr(name, '.');
        const char *bound = alias->as.alias.as;
        if (!bound) {
            size_t length = dot ? (size_t)(dot - name) : strlen(name);
            bound = tree_intern(e->compilation->tree, name, length);
        }
        Register module = push_temp(e);
        emit_abc(e, at, OP_IMPORT, module, name_index(e, name), alias->as.alias.as != NULL);
        store_name(e, at, bound, module);
        drop(e, module);
    }
}

static void import_from(Emitter *e, const Node *node) {
    Position at = position_of(node);
    if (node->as.import_from.level || !node->as.import_from.module) {
        emit_fail(e, node, "relative imports are not supported", "name the module in full");
        return;
    }
    Register module = push_temp(e);
    emit_abc(e, at, OP_IMPORT, module, name_index(e, node->as.import_from.module), 1);
    for (uint32_t i = 0; i < node->as.import_from.aliases->count; i++) {
        const Node *alias = node->as.import_from.aliases->items[i];
        const char *bound = alias->as.alias.as ? alias->as.alias.as : alias->as.alias.name;
        Register value = push_temp(e);
        emit_abc(e, at, OP_IMPORT_FROM, value, (uint32_t)module,
                 name_index(e, alias->as.alias.name));
        store_name(e, at, bound, value);
        drop(e, value);
    }
    emit_abc(e, at, OP_CLEAR, module, 1, 0);
    drop(e, module);
}

/* ---- dispatch ---- */

static void expression_statement(Emitter *e, const Node *node) {
    Constant constant;
    if (!fold(e, node->as.value, &constant)) {
        evaluate(e, node->as.value);
    }
}

static void statement(Emitter *e, const Node *node) {
    switch (node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        function_statement(e, node);
        return;
    case NODE_CLASS_DEF:
        class_statement(e, node);
        return;
    case NODE_RETURN:
        return_statement(e, node);
        return;
    case NODE_DELETE:
        for (uint32_t i = 0; i < node->as.items->count; i++) {
            delete_target(e, node->as.items->items[i]);
        }
        return;
    case NODE_ASSIGN:
        assignment(e, node);
        return;
    case NODE_AUG_ASSIGN:
        augmented_assignment(e, node);
        return;
    case NODE_ANN_ASSIGN:
        annotated_assignment(e, node);
        return;
    case NODE_FOR:
        for_loop(e, node);
        return;
    case NODE_ASYNC_FOR:
        async_for_loop(e, node);
        return;
    case NODE_WHILE:
        while_loop(e, node);
        return;
    case NODE_IF:
        if_statement(e, node);
        return;
    case NODE_WITH:
    case NODE_ASYNC_WITH:
        with_items(e, node, 0);
        return;
    case NODE_MATCH:
        match_statement(e, node);
        return;
    case NODE_RAISE:
        raise_statement(e, node);
        return;
    case NODE_TRY:
    case NODE_TRY_STAR:
        try_statement(e, node);
        return;
    case NODE_ASSERT:
        assert_statement(e, node);
        return;
    case NODE_IMPORT:
        import_statement(e, node);
        return;
    case NODE_IMPORT_FROM:
        import_from(e, node);
        return;
    case NODE_EXPR:
        expression_statement(e, node);
        return;
    case NODE_BREAK:
    case NODE_CONTINUE:
        break_or_continue(e, node);
        return;
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
    case NODE_PASS:
        return;
    default:
        UNREACHABLE();
    }
}
