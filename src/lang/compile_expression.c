#include "lang/compile.h"

#include <gmp.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STACK_GUIDELINE = 30,  /* displays beyond this are built item by item, as CPython does */
    FOLD_DEPTH_MAX = 8,    /* of nested constant expressions */
    INT_DIGITS_MAX = 4300, /* CPython's limit for decimal literals */
};

/* ---- constants ---- */

static bool fits_immediate(int64_t value) {
    return value >= INT16_MIN && value <= INT16_MAX;
}

/* Digits as CPython reads them; those beyond an int64 become decimal text. */
static Constant int_literal(Emitter *e, const Node *node) {
    const char *digits = node->as.constant.bytes;
    uint32_t length = node->as.constant.length;
    int base = 10;
    if (length > 2 && digits[0] == '0' && !(digits[1] >= '0' && digits[1] <= '9')) {
        base = digits[1] == 'x' || digits[1] == 'X'   ? 16
               : digits[1] == 'o' || digits[1] == 'O' ? 8
                                                      : 2;
        digits += 2;
        length -= 2;
    }
    while (length > 1 && *digits == '0') {
        digits++;
        length--;
    }
    if (length <= (base == 10 ? 18 : base == 16 ? 15 : base == 8 ? 20 : 62)) {
        return (Constant){.kind = CONSTANT_INT, .integer = strtoll(digits, NULL, base)};
    }
    if (base == 10 && length > INT_DIGITS_MAX) {
        emit_fail(e, node, "a decimal number may have 4300 digits at most",
                  "hexadecimal numbers have no such limit");
        return (Constant){.kind = CONSTANT_INT};
    }
    mpz_t number;
    mpz_init_set_str(number, digits, base);
    Constant constant = {.kind = CONSTANT_INT};
    if (mpz_fits_slong_p(number)) {
        constant.integer = mpz_get_si(number);
    } else {
        char *text = mpz_get_str(NULL, 10, number);
        constant.kind = CONSTANT_BIG_INT;
        constant.count = (uint32_t)strlen(text);
        constant.bytes = arena_copy_string(e->compilation->arena, text, constant.count);
        void (*free_text)(void *, size_t);
        mp_get_memory_functions(NULL, NULL, &free_text);
        free_text(text, (size_t)constant.count + 1);
    }
    mpz_clear(number);
    return constant;
}

static Constant literal(Emitter *e, const Node *node) {
    switch (node->as.constant.kind) {
    case LITERAL_NONE:
        return (Constant){.kind = CONSTANT_NONE};
    case LITERAL_TRUE:
        return (Constant){.kind = CONSTANT_TRUE};
    case LITERAL_FALSE:
        return (Constant){.kind = CONSTANT_FALSE};
    case LITERAL_ELLIPSIS:
        return (Constant){.kind = CONSTANT_ELLIPSIS};
    case LITERAL_INT:
        return int_literal(e, node);
    case LITERAL_FLOAT:
        return (Constant){.kind = CONSTANT_FLOAT, .number = node->as.constant.number};
    case LITERAL_STR:
        return (Constant){.kind = CONSTANT_STRING,
                          .count = node->as.constant.length,
                          .bytes = node->as.constant.bytes};
    case LITERAL_BYTES:
        return (Constant){.kind = CONSTANT_BYTES,
                          .count = node->as.constant.length,
                          .bytes = node->as.constant.bytes};
    default:
        UNREACHABLE();
    }
}

bool constant_truth(const Constant *constant) {
    switch (constant->kind) {
    case CONSTANT_NONE:
    case CONSTANT_FALSE:
        return false;
    case CONSTANT_INT:
        return constant->integer != 0;
    case CONSTANT_FLOAT:
        return constant->number != 0;
    case CONSTANT_STRING:
    case CONSTANT_BYTES:
    case CONSTANT_TUPLE:
    case CONSTANT_FROZENSET:
        return constant->count != 0;
    case CONSTANT_TRUE:
    case CONSTANT_ELLIPSIS:
    case CONSTANT_BIG_INT:
    case CONSTANT_CODE:
        return true;
    }
    UNREACHABLE();
}

static bool fold_at(Emitter *e, const Node *node, Constant *constant, int depth);

static bool fold_unary(Emitter *e, const Node *node, Constant *constant, int depth) {
    if (!fold_at(e, node->as.value, constant, depth + 1)) {
        return false;
    }
    switch (node->op) {
    case OPERATOR_NOT:
        constant->kind = constant_truth(constant) ? CONSTANT_FALSE : CONSTANT_TRUE;
        constant->count = 0;
        constant->integer = 0;
        return true;
    case OPERATOR_UADD:
        return constant->kind == CONSTANT_INT || constant->kind == CONSTANT_BIG_INT ||
               constant->kind == CONSTANT_FLOAT;
    case OPERATOR_INVERT:
        if (constant->kind != CONSTANT_INT) {
            return false;
        }
        constant->integer = ~constant->integer;
        return true;
    case OPERATOR_USUB:
        if (constant->kind == CONSTANT_FLOAT) {
            constant->number = -constant->number;
            return true;
        }
        if (constant->kind == CONSTANT_INT && constant->integer != INT64_MIN) {
            constant->integer = -constant->integer;
            return true;
        }
        if (constant->kind == CONSTANT_BIG_INT && constant->bytes[0] != '-') {
            if (constant->count == 19 && !strcmp(constant->bytes, "9223372036854775808")) {
                *constant = (Constant){.kind = CONSTANT_INT, .integer = INT64_MIN};
                return true;
            }
            char *text = arena_allocate(e->compilation->arena, (size_t)constant->count + 2);
            text[0] = '-';
            memcpy(text + 1, constant->bytes, constant->count);
            constant->bytes = text;
            constant->count++;
            return true;
        }
        return false;
    default:
        return false;
    }
}

static bool fold_ints(Operator op, int64_t left, int64_t right, int64_t *result) {
    switch (op) {
    case OPERATOR_ADD:
        return !__builtin_add_overflow(left, right, result);
    case OPERATOR_SUB:
        return !__builtin_sub_overflow(left, right, result);
    case OPERATOR_MULT:
        return !__builtin_mul_overflow(left, right, result);
    case OPERATOR_POW: {
        if (right < 0 || right > 63) {
            return false;
        }
        int64_t power = 1;
        for (int64_t i = 0; i < right; i++) {
            if (__builtin_mul_overflow(power, left, &power)) {
                return false;
            }
        }
        *result = power;
        return true;
    }
    case OPERATOR_LSHIFT:
        return right >= 0 && right < 62 &&
               !__builtin_mul_overflow(left, (int64_t)1 << right, result);
    case OPERATOR_FLOOR_DIV:
    case OPERATOR_MOD:
        if (left < 0 || right <= 0) {
            return false;
        }
        *result = op == OPERATOR_MOD ? left % right : left / right;
        return true;
    case OPERATOR_BIT_OR:
        *result = left | right;
        return true;
    case OPERATOR_BIT_AND:
        *result = left & right;
        return true;
    default:
        return false;
    }
}

static bool fold_binary(Emitter *e, const Node *node, Constant *constant, int depth) {
    Constant right;
    if (!fold_at(e, node->as.binary.right, &right, depth + 1) ||
        !fold_at(e, node->as.binary.left, constant, depth + 1)) {
        return false;
    }
    if (constant->kind == CONSTANT_INT && right.kind == CONSTANT_INT) {
        int64_t value = 0;
        if (fold_ints(node->op, constant->integer, right.integer, &value)) {
            constant->integer = value;
            return true;
        }
        if (node->op != OPERATOR_DIV || llabs(constant->integer) > (int64_t)1 << 53 ||
            llabs(right.integer) > (int64_t)1 << 53) {
            return false;
        }
    }
    bool numbers = (constant->kind == CONSTANT_INT || constant->kind == CONSTANT_FLOAT) &&
                   (right.kind == CONSTANT_INT || right.kind == CONSTANT_FLOAT);
    if (!numbers) {
        return false;
    }
    if ((constant->kind == CONSTANT_INT && llabs(constant->integer) > (int64_t)1 << 53) ||
        (right.kind == CONSTANT_INT && llabs(right.integer) > (int64_t)1 << 53)) {
        return false;
    }
    double a = constant->kind == CONSTANT_INT ? (double)constant->integer : constant->number;
    double b = right.kind == CONSTANT_INT ? (double)right.integer : right.number;
    double value = 0;
    switch (node->op) {
    case OPERATOR_ADD:
        value = a + b;
        break;
    case OPERATOR_SUB:
        value = a - b;
        break;
    case OPERATOR_MULT:
        value = a * b;
        break;
    case OPERATOR_DIV:
        if (b == 0) {
            return false;
        }
        value = a / b;
        break;
    default:
        return false;
    }
    *constant = (Constant){.kind = CONSTANT_FLOAT, .number = value};
    return true;
}

/* The items of a display as a constant tuple, if all of them are constants. */
static bool fold_items(Emitter *e, const NodeList *items, ConstantKind kind, Constant *constant,
                       int depth) {
    for (uint32_t i = 0; i < items->count; i++) {
        uint8_t item = items->items[i]->kind;
        if (item != NODE_CONSTANT && item != NODE_TUPLE && item != NODE_UNARY_OP &&
            item != NODE_BIN_OP) {
            return false;
        }
    }
    ARRAY_OF(Constant) folded = {0};
    bool all = true;
    for (uint32_t i = 0; i < items->count && all; i++) {
        Constant item;
        all = fold_at(e, items->items[i], &item, depth + 1);
        if (all) {
            if (item.kind == CONSTANT_STRING || item.kind == CONSTANT_BYTES) {
                item.bytes = arena_copy_string(e->compilation->arena, item.bytes, item.count);
            }
            ARRAY_PUSH(&folded, item);
        }
    }
    if (all) {
        *constant = (Constant){.kind = kind, .count = items->count};
        constant->items =
            arena_copy(e->compilation->arena, folded.items, folded.count * sizeof *folded.items);
    }
    ARRAY_RELEASE(&folded);
    return all;
}

static bool fold_at(Emitter *e, const Node *node, Constant *constant, int depth) {
    if (depth > FOLD_DEPTH_MAX) {
        return false;
    }
    switch (node->kind) {
    case NODE_CONSTANT:
        *constant = literal(e, node);
        return true;
    case NODE_UNARY_OP:
        return fold_unary(e, node, constant, depth);
    case NODE_BIN_OP:
        return fold_binary(e, node, constant, depth);
    case NODE_TUPLE:
        return node->context == CONTEXT_LOAD &&
               fold_items(e, node->as.items, CONSTANT_TUPLE, constant, depth);
    case NODE_NAME:
        if (node->context == CONTEXT_LOAD && !strcmp(node->as.name, "__debug__")) {
            *constant = (Constant){.kind = CONSTANT_TRUE};
            return true;
        }
        return false;
    default:
        return false;
    }
}

bool fold(Emitter *e, const Node *node, Constant *constant) {
    return fold_at(e, node, constant, 0);
}

static bool fold_immediate(Emitter *e, const Node *node, int64_t *value) {
    Constant constant;
    if ((node->kind != NODE_CONSTANT && node->kind != NODE_UNARY_OP && node->kind != NODE_BIN_OP) ||
        !fold(e, node, &constant) || constant.kind != CONSTANT_INT ||
        !fits_immediate(constant.integer)) {
        return false;
    }
    *value = constant.integer;
    return true;
}

void load_special(Emitter *e, Position at, Register destination, int special) {
    emit_ad(e, at, OP_LOAD_SPECIAL, destination, special);
}

void load_constant(Emitter *e, Position at, Register destination, const Constant *constant) {
    switch (constant->kind) {
    case CONSTANT_NONE:
        load_special(e, at, destination, SPECIAL_NONE);
        return;
    case CONSTANT_TRUE:
        load_special(e, at, destination, SPECIAL_TRUE);
        return;
    case CONSTANT_FALSE:
        load_special(e, at, destination, SPECIAL_FALSE);
        return;
    case CONSTANT_ELLIPSIS:
        load_special(e, at, destination, SPECIAL_ELLIPSIS);
        return;
    case CONSTANT_INT:
        if (constant->integer >= INT32_MIN && constant->integer <= INT32_MAX) {
            emit_ad(e, at, OP_LOAD_INT, destination, (int32_t)constant->integer);
            return;
        }
        break;
    default:
        break;
    }
    emit_ad(e, at, OP_LOAD_CONST, destination, constant_index(e, constant));
}

Register load_string(Emitter *e, Position at, const char *text, Register destination) {
    Constant constant = constant_string(text);
    Register result = place_result(e, destination);
    load_constant(e, at, result, &constant);
    return result;
}

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
        if (fold_items(e, node->as.items, kind, &constant, 0)) {
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

static Register compare(Emitter *e, const Node *node, Register destination) {
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

static Register bool_op(Emitter *e, const Node *node) {
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

static Register if_exp(Emitter *e, const Node *node, Register destination) {
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
        fold_items(e, items, set ? CONSTANT_FROZENSET : CONSTANT_TUPLE, &constant, 0) &&
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
                   iterable->kind == NODE_SET ? CONSTANT_FROZENSET : CONSTANT_TUPLE, &constant,
                   0)) {
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
        return compare(e, node, destination);
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
