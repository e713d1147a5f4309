/* What is known before the program runs: literals, and what CPython folds as well, arithmetic on
 * numbers and strings and tuples of such. */
#include "lang/compile.h"

#include <gmp.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FOLD_DEPTH_MAX = 8,    /* of nested constant expressions */
    INT_DIGITS_MAX = 4300, /* CPython's limit for decimal literals */
};

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
static bool fold_items_at(Emitter *e, const NodeList *items, ConstantKind kind, Constant *constant,
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
               fold_items_at(e, node->as.items, CONSTANT_TUPLE, constant, depth);
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

bool fold_items(Emitter *e, const NodeList *items, ConstantKind kind, Constant *constant) {
    return fold_items_at(e, items, kind, constant, 0);
}

bool fold_immediate(Emitter *e, const Node *node, int64_t *value) {
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
