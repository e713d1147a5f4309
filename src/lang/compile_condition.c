/* Comparisons, `and`, `or`, `not` and conditional expressions: as jumps, where only the truth is
 * wanted, and as values. */
#include "lang/compile.h"

/* ---- comparisons ---- */

static Opcode compare_opcode(Operator op) {
    switch (op) {
    case OPERATOR_LT:
        return OP_LESS;
    case OPERATOR_LT_E:
        return OP_LESS_EQUAL;
    case OPERATOR_EQ:
        return OP_EQUAL;
    case OPERATOR_NOT_EQ:
        return OP_NOT_EQUAL;
    case OPERATOR_GT:
        return OP_GREATER;
    case OPERATOR_GT_E:
        return OP_GREATER_EQUAL;
    case OPERATOR_IS:
        return OP_IS;
    case OPERATOR_IS_NOT:
        return OP_IS_NOT;
    case OPERATOR_IN:
        return OP_IN;
    case OPERATOR_NOT_IN:
        return OP_NOT_IN;
    default:
        UNREACHABLE();
    }
}

/* The right side of a comparison: behind `in`, constant displays are built now. */
static Register comparator(Emitter *e, Operator op, const Node *node) {
    if ((op == OPERATOR_IN || op == OPERATOR_NOT_IN) &&
        (node->kind == NODE_LIST || node->kind == NODE_SET)) {
        Constant constant;
        ConstantKind kind = node->kind == NODE_SET ? CONSTANT_FROZENSET : CONSTANT_TUPLE;
        if (fold_items(e, node->as.items, kind, &constant)) {
            Register result = push_temp(e);
            load_constant(e, position_of(node), result, &constant);
            return result;
        }
    }
    return operand(e, node);
}

static bool is_none(const Node *node) {
    return node->kind == NODE_CONSTANT && node->as.constant.kind == LITERAL_NONE;
}

/* Compares and jumps if the truth is `sense`; consumes both (the right one is on top). */
static void jump_compare(Emitter *e, Position at, Operator op, Register left, Register right,
                         bool sense, Label *label) {
    drop(e, right);
    drop(e, left);
    if (op == OPERATOR_IN || op == OPERATOR_NOT_IN) {
        Register result = push_temp(e);
        emit_abc(e, at, op == OPERATOR_IN ? OP_IN : OP_NOT_IN, result, (uint32_t)left,
                 (uint32_t)right);
        drop(e, result);
        emit_jump(e, at, sense ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, result, label);
        return;
    }
    if (op == OPERATOR_IS || op == OPERATOR_IS_NOT) {
        emit_jump_word(e, at, OP_JUMP_IS, left, (uint32_t)right, sense == (op == OPERATOR_IS),
                       label);
        return;
    }
    Opcode opcode = (Opcode)(compare_opcode(op) - OP_LESS + OP_JUMP_LESS);
    emit_jump_word(e, at, opcode, left, (uint32_t)right, sense, label);
}

/* The last link of a comparison, whose right side is still to be evaluated. */
static void jump_link(Emitter *e, Position at, Operator op, Register left, const Node *right_node,
                      bool sense, Label *label) {
    int64_t value;
    if ((op == OPERATOR_IS || op == OPERATOR_IS_NOT) && is_none(right_node)) {
        drop(e, left);
        emit_jump_word(e, at, OP_JUMP_IS_NONE, left, 0, sense == (op == OPERATOR_IS), label);
        return;
    }
    if (op >= OPERATOR_EQ && op <= OPERATOR_GT_E && fold_immediate(e, right_node, &value)) {
        drop(e, left);
        Opcode opcode = (Opcode)(compare_opcode(op) - OP_LESS + OP_JUMP_LESS_INT);
        emit_jump_word(e, at, opcode, left, (uint32_t)(uint16_t)value, sense, label);
        return;
    }
    left = shield(e, left, right_node);
    Register right = comparator(e, op, right_node);
    jump_compare(e, at, op, left, right, sense, label);
}

/* All that is evaluated from comparator `from` on. */
static Register shield_chain(Emitter *e, Register reg, const Node *compare, uint32_t from) {
    const NodeList *comparators = compare->as.compare.comparators;
    for (uint32_t i = from; i < comparators->count && !is_temp(e, reg); i++) {
        reg = shield(e, reg, comparators->items[i]);
    }
    return reg;
}

/* a < b < c: each inner value is kept for the next link, and cleared where a link fails. Layout of
 * the temporaries: what is compared first (its place is kept even for a local), the middle value,
 * its copy. */
static void jump_chain(Emitter *e, const Node *node, bool sense, Label *label) {
    Position at = position_of(node);
    const NodeList *comparators = node->as.compare.comparators;
    uint32_t links = comparators->count;
    uint32_t base = e->top;
    Label fail = label_new();       /* a link failed, nothing is left over */
    Label fail_clear = label_new(); /* a link failed, the middle value is left over */
    Register left = operand(e, node->as.compare.left);
    left = shield_chain(e, left, node, 0);
    for (uint32_t i = 0; i + 1 < links; i++) {
        /* `left` is a local, or the temporary `base`. */
        Operator op = node->as.compare.operators[i];
        set_top(e, base + 1);
        Register middle = operand(e, comparators->items[i]);
        middle = shield_chain(e, middle, node, i + 1);
        if (is_temp(e, middle)) {
            Register copy = push_temp(e);
            emit_abc(e, at, OP_COPY, copy, (uint32_t)middle, 0);
            Opcode opcode = compare_opcode(op);
            Register result = temp_at(e, base);
            emit_abc(e, at, opcode, result, (uint32_t)left, (uint32_t)copy);
            emit_jump(e, at, OP_JUMP_IF_FALSE, result, &fail_clear);
            emit_abc(e, at, OP_MOVE, result, (uint32_t)middle, 0);
            left = result;
            set_top(e, base + 1);
        } else {
            set_top(e, is_temp(e, left) ? base + 1 : base);
            jump_compare(e, at, op, left, middle, false, sense ? &fail : label);
            left = middle;
        }
    }
    set_top(e, is_temp(e, left) ? base + 1 : base);
    jump_link(e, at, node->as.compare.operators[links - 1], left, comparators->items[links - 1],
              sense, label);
    Label end = label_new();
    if (fail_clear.last_jump >= 0) {
        emit_jump(e, at, OP_JUMP, 0, &end);
        label_place(e, &fail_clear);
        emit_abc(e, at, OP_CLEAR, temp_at(e, base + 1), 1, 0);
        if (!sense) {
            emit_jump(e, at, OP_JUMP, 0, label);
        }
    }
    label_place(e, &fail);
    label_place(e, &end);
    set_top(e, base);
}

static void jump_comparison(Emitter *e, const Node *node, bool sense, Label *label) {
    if (node->as.compare.comparators->count > 1) {
        jump_chain(e, node, sense, label);
        return;
    }
    Register left = operand(e, node->as.compare.left);
    jump_link(e, position_of(node), node->as.compare.operators[0], left,
              node->as.compare.comparators->items[0], sense, label);
}

/* The value of a chain: the first false link's result, or the last one's. */
static Register compare_chain(Emitter *e, const Node *node) {
    Position at = position_of(node);
    const NodeList *comparators = node->as.compare.comparators;
    uint32_t links = comparators->count;
    uint32_t base = e->top;
    Label end = label_new();
    Label end_clear = label_new();
    Register result = temp_at(e, base);
    Register left = operand(e, node->as.compare.left);
    left = shield_chain(e, left, node, 0);
    for (uint32_t i = 0; i + 1 < links; i++) {
        Opcode opcode = compare_opcode(node->as.compare.operators[i]);
        set_top(e, base + 1);
        Register middle = operand(e, comparators->items[i]);
        middle = shield_chain(e, middle, node, i + 1);
        if (is_temp(e, middle)) {
            Register copy = push_temp(e);
            emit_abc(e, at, OP_COPY, copy, (uint32_t)middle, 0);
            emit_abc(e, at, opcode, result, (uint32_t)left, (uint32_t)copy);
            emit_jump(e, at, OP_JUMP_IF_FALSE_OR_CLEAR, result, &end_clear);
            emit_abc(e, at, OP_MOVE, result, (uint32_t)middle, 0);
            left = result;
        } else {
            emit_abc(e, at, opcode, result, (uint32_t)left, (uint32_t)middle);
            emit_jump(e, at, OP_JUMP_IF_FALSE_OR_CLEAR, result, &end);
            left = middle;
        }
    }
    set_top(e, base + 1);
    Operator last = node->as.compare.operators[links - 1];
    Register right = comparator(e, last, comparators->items[links - 1]);
    emit_abc(e, at, compare_opcode(last), result, (uint32_t)left, (uint32_t)right);
    if (end_clear.last_jump >= 0) {
        emit_jump(e, at, OP_JUMP, 0, &end);
        label_place(e, &end_clear);
        emit_abc(e, at, OP_CLEAR, temp_at(e, base + 1), 1, 0);
    }
    label_place(e, &end);
    set_top(e, base + 1);
    return result;
}

Register comparison(Emitter *e, const Node *node, Register destination) {
    if (node->as.compare.comparators->count > 1) {
        Register value = compare_chain(e, node);
        if (destination == PUSHED) {
            return value;
        }
        drop(e, value);
        emit_abc(e, position_of(node), OP_MOVE, destination, (uint32_t)value, 0);
        return destination;
    }
    const Node *right_node = node->as.compare.comparators->items[0];
    Operator op = node->as.compare.operators[0];
    Register left = shield(e, operand(e, node->as.compare.left), right_node);
    Register right = comparator(e, op, right_node);
    drop(e, right);
    drop(e, left);
    Register result = place_result(e, destination);
    emit_abc(e, position_of(node), compare_opcode(op), result, (uint32_t)left, (uint32_t)right);
    return result;
}

/* ---- truth, and, or, conditional expressions ---- */

void jump_if(Emitter *e, const Node *node, bool sense, Label *label, Position at) {
    Constant constant;
    if (fold(e, node, &constant)) {
        if (constant_truth(&constant) == sense) {
            emit_jump(e, at, OP_JUMP, 0, label);
        }
        return;
    }
    if (++e->compilation->depth > COMPILER_DEPTH_MAX) {
        emit_fail(e, node, "this expression is nested too deeply", "give parts of it a name");
        e->compilation->depth--;
        return;
    }
    switch (node->kind) {
    case NODE_UNARY_OP:
        if (node->op == OPERATOR_NOT) {
            jump_if(e, node->as.value, !sense, label, at);
            break;
        }
        goto plain;
    case NODE_BOOL_OP: {
        const NodeList *items = node->as.items;
        bool decisive = node->op == OPERATOR_OR; /* the truth that ends the evaluation */
        Label end = label_new();
        for (uint32_t i = 0; i + 1 < items->count; i++) {
            jump_if(e, items->items[i], decisive, decisive == sense ? label : &end, at);
        }
        jump_if(e, items->items[items->count - 1], sense, label, at);
        label_place(e, &end);
        break;
    }
    case NODE_IF_EXP: {
        Label orelse = label_new();
        Label end = label_new();
        jump_if(e, node->as.if_exp.condition, false, &orelse, at);
        jump_if(e, node->as.if_exp.body, sense, label, at);
        emit_jump(e, at, OP_JUMP, 0, &end);
        label_place(e, &orelse);
        jump_if(e, node->as.if_exp.orelse, sense, label, at);
        label_place(e, &end);
        break;
    }
    case NODE_COMPARE:
        jump_comparison(e, node, sense, label);
        break;
    default:
    plain : {
        Register value = operand(e, node);
        drop(e, value);
        emit_jump(e, at, sense ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, value, label);
    }
    }
    e->compilation->depth--;
}

/* An operand of `and` or `or` that is not the last: if its truth is `sense` it is the result, in a
 * new temporary, and `kept` is jumped to; otherwise it is gone. An inner `and` in an `or` need not
 * be tested twice, and its inner operands need not be kept. On return nothing is pushed. */
static void keep_if(Emitter *e, const Node *node, bool sense, Label *kept, Position at) {
    if (node->kind == NODE_BOOL_OP && e->compilation->depth < COMPILER_DEPTH_MAX) {
        const NodeList *items = node->as.items;
        bool decisive = node->op == OPERATOR_OR;
        Label dropped = label_new();
        e->compilation->depth++;
        for (uint32_t i = 0; i < items->count; i++) {
            if (decisive == sense || i + 1 == items->count) {
                keep_if(e, items->items[i], sense, kept, position_of(node));
            } else {
                jump_if(e, items->items[i], decisive, &dropped, position_of(node));
            }
        }
        label_place(e, &dropped);
        e->compilation->depth--;
        return;
    }
    Register value = expression(e, node, PUSHED);
    emit_jump(e, at, sense ? OP_JUMP_IF_TRUE_OR_CLEAR : OP_JUMP_IF_FALSE_OR_CLEAR, value, kept);
    drop(e, value);
}

Register bool_op(Emitter *e, const Node *node) {
    const NodeList *items = node->as.items;
    bool decisive = node->op == OPERATOR_OR;
    Label end = label_new();
    for (uint32_t i = 0; i + 1 < items->count; i++) {
        keep_if(e, items->items[i], decisive, &end, position_of(node));
    }
    Register result = expression(e, items->items[items->count - 1], PUSHED);
    label_place(e, &end);
    return result;
}

Register if_exp(Emitter *e, const Node *node, Register destination) {
    Label orelse = label_new();
    Label end = label_new();
    Position at = position_of(node);
    uint32_t base = e->top;
    jump_if(e, node->as.if_exp.condition, false, &orelse, at);
    Register result = expression(e, node->as.if_exp.body, destination);
    emit_jump(e, at, OP_JUMP, 0, &end);
    label_place(e, &orelse);
    set_top(e, base);
    result = expression(e, node->as.if_exp.orelse, destination);
    label_place(e, &end);
    return result;
}
