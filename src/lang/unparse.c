/* tree_unparse(): an expression back to text, in the form that CPython gives to the annotations of
 * a module that says `from __future__ import annotations`. */
#include "lang/tree.h"

#include "base/check.h"
#include "lang/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From loose to tight: an expression is bracketed where a tighter one is wanted. */
typedef enum Tightness {
    TIGHT_TUPLE,
    TIGHT_TEST, /* if-else, lambda */
    TIGHT_OR,
    TIGHT_AND,
    TIGHT_NOT,
    TIGHT_COMPARE,
    TIGHT_BIT_OR,
    TIGHT_BIT_XOR,
    TIGHT_BIT_AND,
    TIGHT_SHIFT,
    TIGHT_ARITHMETIC,
    TIGHT_TERM,
    TIGHT_FACTOR,
    TIGHT_POWER,
    TIGHT_AWAIT,
    TIGHT_ATOM,
} Tightness;

static void write_node(Text *out, const Node *node, Tightness wanted);

static void open_if(Text *out, bool bracketed) {
    text_append_cstr(out, bracketed ? "(" : "");
}

static void close_if(Text *out, bool bracketed) {
    text_append_cstr(out, bracketed ? ")" : "");
}

static void write_list(Text *out, const NodeList *list, const char *separator, Tightness wanted) {
    for (uint32_t i = 0; i < list->count; i++) {
        text_append_cstr(out, i > 0 ? separator : "");
        write_node(out, list->items[i], wanted);
    }
}

/* --- constants --- */

/* The shortest digits that read back as the same number, as Python's repr() lays them out. */
static void write_float(Text *out, double number) {
    if (isinf(number)) {
        text_append_cstr(out, "1e309");
        return;
    }
    char digits[40];
    int precision = 1;
    do {
        snprintf(digits, sizeof digits, "%.*e", precision - 1, number);
    } while (strtod(digits, NULL) != number && ++precision <= 17);
    int exponent = atoi(strchr(digits, 'e') + 1);
    if (exponent < -4 || exponent >= 16) {
        *strchr(digits, 'e') = 0;
        text_printf(out, "%se%c%02d", digits, exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    int decimals = precision - 1 - exponent;
    text_printf(out, "%.*f", decimals > 1 ? decimals : 1, number);
}

static void write_quoted(Text *out, const char *bytes, size_t length, bool is_bytes) {
    bool has_single = memchr(bytes, '\'', length) != NULL;
    bool has_double = memchr(bytes, '"', length) != NULL;
    char quote = has_single && !has_double ? '"' : '\'';
    text_append_char(out, quote);
    for (size_t i = 0; i < length;) {
        uint32_t c = (unsigned char)bytes[i];
        size_t size = 1;
        if (!is_bytes) {
            size = source_decode(bytes + i, length - i, &c);
            CHECK(size > 0);
        }
        if (c == (uint32_t)quote || c == '\\') {
            text_printf(out, "\\%c", (int)c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            text_append_cstr(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        } else if (c < 0x20 || (c >= 0x7F && (is_bytes || c < 0xA1 || c == 0xAD))) {
            text_printf(out, "\\x%02x", (unsigned)c);
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            text_printf(out, "\\u%04x", (unsigned)c);
        } else {
            text_append(out, bytes + i, size);
        }
        i += size;
    }
    text_append_char(out, quote);
}

static void write_constant(Text *out, const Node *node) {
    static const char *const words[] = {"None", "True", "False", "..."};
    switch ((LiteralKind)node->as.constant.kind) {
    case LITERAL_NONE:
    case LITERAL_TRUE:
    case LITERAL_FALSE:
    case LITERAL_ELLIPSIS:
        text_append_cstr(out, words[node->as.constant.kind]);
        break;
    case LITERAL_INT:
        text_append(out, node->as.constant.bytes, node->as.constant.length);
        break;
    case LITERAL_FLOAT:
        write_float(out, node->as.constant.number);
        break;
    case LITERAL_STR:
        text_append_cstr(out, node->as.constant.has_u_prefix ? "u" : "");
        write_quoted(out, node->as.constant.bytes, node->as.constant.length, false);
        break;
    case LITERAL_BYTES:
        text_append_char(out, 'b');
        write_quoted(out, node->as.constant.bytes, node->as.constant.length, true);
        break;
    }
}

/* --- f-strings --- */

static void write_format_parts(Text *out, const Node *joined);

static void write_format_part(Text *out, const Node *part) {
    if (part->kind == NODE_CONSTANT) {
        for (uint32_t i = 0; i < part->as.constant.length; i++) {
            char c = part->as.constant.bytes[i];
            text_append_char(out, c);
            if (c == '{' || c == '}') {
                text_append_char(out, c);
            }
        }
        return;
    }
    Text value = {0};
    write_node(&value, part->as.formatted_value.value, TIGHT_TEST + 1);
    text_append_cstr(out, value.length > 0 && value.bytes[0] == '{' ? "{ " : "{");
    text_append(out, text_cstr(&value), value.length);
    text_release(&value);
    if (part->as.formatted_value.conversion) {
        text_printf(out, "!%c", part->as.formatted_value.conversion);
    }
    if (part->as.formatted_value.format != NULL) {
        text_append_char(out, ':');
        write_format_parts(out, part->as.formatted_value.format);
    }
    text_append_char(out, '}');
}

static void write_format_parts(Text *out, const Node *joined) {
    for (uint32_t i = 0; i < joined->as.items->count; i++) {
        write_format_part(out, joined->as.items->items[i]);
    }
}

/* --- parameters, comprehensions, calls --- */

static void write_separator(Text *out, bool *first) {
    text_append_cstr(out, *first ? "" : ", ");
    *first = false;
}

static void write_parameters(Text *out, const Parameters *parameters) {
    bool first = true;
    uint32_t positional_only = parameters->positional_only->count;
    uint32_t positional = positional_only + parameters->positional->count;
    uint32_t required = positional - parameters->defaults->count;
    for (uint32_t i = 0; i < positional; i++) {
        const Node *parameter = i < positional_only
                                    ? parameters->positional_only->items[i]
                                    : parameters->positional->items[i - positional_only];
        write_separator(out, &first);
        text_append_cstr(out, parameter->as.parameter.name);
        if (i >= required) {
            text_append_char(out, '=');
            write_node(out, parameters->defaults->items[i - required], TIGHT_TEST);
        }
        if (positional_only > 0 && i + 1 == positional_only) {
            text_append_cstr(out, ", /");
        }
    }
    if (parameters->var_positional != NULL || parameters->keyword_only->count > 0) {
        write_separator(out, &first);
        text_printf(out, "*%s",
                    parameters->var_positional ? parameters->var_positional->as.parameter.name
                                               : "");
    }
    for (uint32_t i = 0; i < parameters->keyword_only->count; i++) {
        write_separator(out, &first);
        text_append_cstr(out, parameters->keyword_only->items[i]->as.parameter.name);
        if (parameters->keyword_defaults->items[i] != NULL) {
            text_append_char(out, '=');
            write_node(out, parameters->keyword_defaults->items[i], TIGHT_TEST);
        }
    }
    if (parameters->var_keyword != NULL) {
        write_separator(out, &first);
        text_printf(out, "**%s", parameters->var_keyword->as.parameter.name);
    }
}

static void write_comprehension(Text *out, const Node *node, const char *brackets) {
    const Comprehension *comprehension = node->as.comprehension;
    text_append_char(out, brackets[0]);
    write_node(out, comprehension->element, TIGHT_TEST);
    if (comprehension->value != NULL) {
        text_append_cstr(out, ": ");
        write_node(out, comprehension->value, TIGHT_TEST);
    }
    for (uint32_t i = 0; i < comprehension->for_count; i++) {
        const ComprehensionFor *part = &comprehension->fors[i];
        text_append_cstr(out, part->is_async ? " async for " : " for ");
        write_node(out, part->target, TIGHT_TUPLE);
        text_append_cstr(out, " in ");
        write_node(out, part->iterable, TIGHT_TEST + 1);
        for (uint32_t k = 0; k < part->conditions->count; k++) {
            text_append_cstr(out, " if ");
            write_node(out, part->conditions->items[k], TIGHT_TEST + 1);
        }
    }
    text_append_char(out, brackets[1]);
}

static void write_call(Text *out, const Node *node) {
    const NodeList *arguments = node->as.call.arguments;
    const NodeList *keywords = node->as.call.keywords;
    write_node(out, node->as.call.function, TIGHT_ATOM);
    if (arguments->count == 1 && keywords->count == 0 &&
        arguments->items[0]->kind == NODE_GENERATOR_EXP) {
        write_node(out, arguments->items[0], TIGHT_TEST);
        return;
    }
    text_append_char(out, '(');
    bool first = true;
    for (uint32_t i = 0; i < arguments->count; i++) {
        write_separator(out, &first);
        write_node(out, arguments->items[i], TIGHT_TEST);
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        const Node *keyword = keywords->items[i];
        write_separator(out, &first);
        text_printf(out, "%s%s", keyword->as.keyword.name ? keyword->as.keyword.name : "**",
                    keyword->as.keyword.name ? "=" : "");
        write_node(out, keyword->as.keyword.value, TIGHT_TEST);
    }
    text_append_char(out, ')');
}

static void write_dict(Text *out, const Node *node) {
    text_append_char(out, '{');
    for (uint32_t i = 0; i < node->as.dict.values->count; i++) {
        text_append_cstr(out, i > 0 ? ", " : "");
        if (node->as.dict.keys->items[i] != NULL) {
            write_node(out, node->as.dict.keys->items[i], TIGHT_TEST);
            text_append_cstr(out, ": ");
            write_node(out, node->as.dict.values->items[i], TIGHT_TEST);
        } else {
            text_append_cstr(out, "**");
            write_node(out, node->as.dict.values->items[i], TIGHT_BIT_OR);
        }
    }
    text_append_char(out, '}');
}

/* --- operators --- */

static Tightness binary_tightness(Operator op) {
    switch (op) {
    case OPERATOR_BIT_OR:
        return TIGHT_BIT_OR;
    case OPERATOR_BIT_XOR:
        return TIGHT_BIT_XOR;
    case OPERATOR_BIT_AND:
        return TIGHT_BIT_AND;
    case OPERATOR_LSHIFT:
    case OPERATOR_RSHIFT:
        return TIGHT_SHIFT;
    case OPERATOR_ADD:
    case OPERATOR_SUB:
        return TIGHT_ARITHMETIC;
    case OPERATOR_POW:
        return TIGHT_POWER;
    default:
        return TIGHT_TERM;
    }
}

static void write_binary(Text *out, const Node *node, Tightness wanted) {
    Tightness own = binary_tightness(node->op);
    bool is_power = node->op == OPERATOR_POW;
    open_if(out, wanted > own);
    write_node(out, node->as.binary.left, own + (is_power ? 1 : 0));
    text_printf(out, " %s ", tree_operator_written(node->op));
    write_node(out, node->as.binary.right, own + (is_power ? 0 : 1));
    close_if(out, wanted > own);
}

static void write_unary(Text *out, const Node *node, Tightness wanted) {
    Tightness own = node->op == OPERATOR_NOT ? TIGHT_NOT : TIGHT_FACTOR;
    open_if(out, wanted > own);
    text_append_cstr(out, node->op == OPERATOR_NOT ? "not " : tree_operator_written(node->op));
    write_node(out, node->as.value, own);
    close_if(out, wanted > own);
}

static void write_bool_op(Text *out, const Node *node, Tightness wanted) {
    Tightness own = node->op == OPERATOR_AND ? TIGHT_AND : TIGHT_OR;
    open_if(out, wanted > own);
    write_list(out, node->as.items, node->op == OPERATOR_AND ? " and " : " or ", own + 1);
    close_if(out, wanted > own);
}

static void write_compare(Text *out, const Node *node, Tightness wanted) {
    open_if(out, wanted > TIGHT_COMPARE);
    write_node(out, node->as.compare.left, TIGHT_COMPARE + 1);
    for (uint32_t i = 0; i < node->as.compare.comparators->count; i++) {
        text_printf(out, " %s ", tree_operator_written(node->as.compare.operators[i]));
        write_node(out, node->as.compare.comparators->items[i], TIGHT_COMPARE + 1);
    }
    close_if(out, wanted > TIGHT_COMPARE);
}

static void write_tuple(Text *out, const Node *node, Tightness wanted) {
    const NodeList *items = node->as.items;
    if (items->count == 0) {
        text_append_cstr(out, "()");
        return;
    }
    open_if(out, wanted > TIGHT_TUPLE);
    write_list(out, items, ", ", TIGHT_TEST);
    text_append_cstr(out, items->count == 1 ? "," : "");
    close_if(out, wanted > TIGHT_TUPLE);
}

static void write_slice(Text *out, const Node *node) {
    if (node->as.slice.lower != NULL) {
        write_node(out, node->as.slice.lower, TIGHT_TEST);
    }
    text_append_char(out, ':');
    if (node->as.slice.upper != NULL) {
        write_node(out, node->as.slice.upper, TIGHT_TEST);
    }
    if (node->as.slice.step != NULL) {
        text_append_char(out, ':');
        write_node(out, node->as.slice.step, TIGHT_TEST);
    }
}

static void write_attribute(Text *out, const Node *node) {
    const Node *value = node->as.attribute.value;
    write_node(out, value, TIGHT_ATOM);
    bool is_int = value->kind == NODE_CONSTANT && value->as.constant.kind == LITERAL_INT;
    text_printf(out, "%s%s", is_int ? " ." : ".", node->as.attribute.name);
}

static void write_yield(Text *out, const Node *node) {
    text_append_cstr(out, node->kind == NODE_YIELD_FROM ? "(yield from" : "(yield");
    if (node->as.value != NULL) {
        text_append_char(out, ' ');
        write_node(out, node->as.value, TIGHT_TEST);
    }
    text_append_char(out, ')');
}

static void write_node(Text *out, const Node *node, Tightness wanted) {
    switch ((NodeKind)node->kind) {
    case NODE_CONSTANT:
        write_constant(out, node);
        break;
    case NODE_NAME:
        text_append_cstr(out, node->as.name);
        break;
    case NODE_ATTRIBUTE:
        write_attribute(out, node);
        break;
    case NODE_SUBSCRIPT:
        write_node(out, node->as.subscript.value, TIGHT_ATOM);
        text_append_char(out, '[');
        write_node(out, node->as.subscript.index, TIGHT_TUPLE);
        text_append_char(out, ']');
        break;
    case NODE_SLICE:
        write_slice(out, node);
        break;
    case NODE_CALL:
        write_call(out, node);
        break;
    case NODE_STARRED:
        text_append_char(out, '*');
        write_node(out, node->as.value, TIGHT_BIT_OR);
        break;
    case NODE_BIN_OP:
        write_binary(out, node, wanted);
        break;
    case NODE_UNARY_OP:
        write_unary(out, node, wanted);
        break;
    case NODE_BOOL_OP:
        write_bool_op(out, node, wanted);
        break;
    case NODE_COMPARE:
        write_compare(out, node, wanted);
        break;
    case NODE_LAMBDA:
        open_if(out, wanted > TIGHT_TEST);
        text_append_cstr(out, "lambda");
        if (node->as.lambda.parameters->positional->count > 0 ||
            node->as.lambda.parameters->positional_only->count > 0 ||
            node->as.lambda.parameters->keyword_only->count > 0 ||
            node->as.lambda.parameters->var_positional != NULL ||
            node->as.lambda.parameters->var_keyword != NULL) {
            text_append_char(out, ' ');
        }
        write_parameters(out, node->as.lambda.parameters);
        text_append_cstr(out, ": ");
        write_node(out, node->as.lambda.body, TIGHT_TEST);
        close_if(out, wanted > TIGHT_TEST);
        break;
    case NODE_IF_EXP:
        open_if(out, wanted > TIGHT_TEST);
        write_node(out, node->as.if_exp.body, TIGHT_TEST + 1);
        text_append_cstr(out, " if ");
        write_node(out, node->as.if_exp.condition, TIGHT_TEST + 1);
        text_append_cstr(out, " else ");
        write_node(out, node->as.if_exp.orelse, TIGHT_TEST);
        close_if(out, wanted > TIGHT_TEST);
        break;
    case NODE_NAMED_EXPR:
        open_if(out, wanted > TIGHT_TUPLE);
        write_node(out, node->as.named_expr.target, TIGHT_ATOM);
        text_append_cstr(out, " := ");
        write_node(out, node->as.named_expr.value, TIGHT_ATOM);
        close_if(out, wanted > TIGHT_TUPLE);
        break;
    case NODE_TUPLE:
        write_tuple(out, node, wanted);
        break;
    case NODE_LIST:
    case NODE_SET:
        text_append_char(out, node->kind == NODE_LIST ? '[' : '{');
        write_list(out, node->as.items, ", ", TIGHT_TEST);
        text_append_char(out, node->kind == NODE_LIST ? ']' : '}');
        break;
    case NODE_DICT:
        write_dict(out, node);
        break;
    case NODE_LIST_COMP:
        write_comprehension(out, node, "[]");
        break;
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
        write_comprehension(out, node, "{}");
        break;
    case NODE_GENERATOR_EXP:
        write_comprehension(out, node, "()");
        break;
    case NODE_AWAIT:
        open_if(out, wanted > TIGHT_AWAIT);
        text_append_cstr(out, "await ");
        write_node(out, node->as.value, TIGHT_ATOM);
        close_if(out, wanted > TIGHT_AWAIT);
        break;
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        write_yield(out, node);
        break;
    case NODE_JOINED_STR: {
        Text parts = {0};
        write_format_parts(&parts, node);
        text_append_char(out, 'f');
        write_quoted(out, text_cstr(&parts), parts.length, false);
        text_release(&parts);
        break;
    }
    default:
        break; /* statements have no place in an expression */
    }
}

void tree_unparse(const Node *expression, Text *out) {
    write_node(out, expression, TIGHT_TEST);
}
