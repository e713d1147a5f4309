#include "lang/parse.h"

#include "base/check.h"

#include <string.h>

static Node *parse_disjunction(Parser *parser);
static Node *parse_unary(Parser *parser);

/* --- targets --- */

const char *parse_expression_noun(const Node *node) {
    switch ((NodeKind)node->kind) {
    case NODE_ATTRIBUTE:
        return "attribute";
    case NODE_SUBSCRIPT:
        return "subscript";
    case NODE_STARRED:
        return "starred";
    case NODE_NAME:
        return "name";
    case NODE_LIST:
        return "list";
    case NODE_TUPLE:
        return "tuple";
    case NODE_LAMBDA:
        return "lambda";
    case NODE_CALL:
        return "function call";
    case NODE_GENERATOR_EXP:
        return "generator expression";
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        return "yield expression";
    case NODE_AWAIT:
        return "await expression";
    case NODE_LIST_COMP:
        return "list comprehension";
    case NODE_SET_COMP:
        return "set comprehension";
    case NODE_DICT_COMP:
        return "dict comprehension";
    case NODE_DICT:
        return "dict literal";
    case NODE_SET:
        return "set display";
    case NODE_JOINED_STR:
        return "f-string expression";
    case NODE_COMPARE:
        return "comparison";
    case NODE_IF_EXP:
        return "conditional expression";
    case NODE_NAMED_EXPR:
        return "named expression";
    case NODE_CONSTANT:
        switch ((LiteralKind)node->as.constant.kind) {
        case LITERAL_NONE:
            return "None";
        case LITERAL_TRUE:
            return "True";
        case LITERAL_FALSE:
            return "False";
        case LITERAL_ELLIPSIS:
            return "ellipsis";
        default:
            return "literal";
        }
    default:
        return "expression";
    }
}

static bool is_plain_word(const Node *node) {
    return node->kind == NODE_CONSTANT && node->as.constant.kind <= LITERAL_FALSE;
}

static void refuse_target(Parser *parser, const Node *node, NameContext context, bool here) {
    const char *noun = parse_expression_noun(node);
    if (context == CONTEXT_DEL) {
        parse_report(parser, parse_span_of(node), "cannot delete %s", noun);
    } else if (here && !is_plain_word(node) && node->kind != NODE_GENERATOR_EXP) {
        parse_report(parser, parse_span_of(node),
                     "cannot assign to %s here. Maybe you meant '==' instead of '='?", noun);
    } else {
        parse_report(parser, parse_span_of(node), "cannot assign to %s", noun);
    }
}

static void check_name_target(Parser *parser, const Node *node, const char *name) {
    if (strcmp(name, "__debug__") == 0) {
        parse_report(parser, parse_span_of(node), "cannot assign to __debug__");
    }
}

void parse_make_target(Parser *parser, Node *node, NameContext context, bool here) {
    if (parser->failed) {
        return;
    }
    switch ((NodeKind)node->kind) {
    case NODE_NAME:
        check_name_target(parser, node, node->as.name);
        node->context = (uint8_t)context;
        break;
    case NODE_ATTRIBUTE:
        check_name_target(parser, node, node->as.attribute.name);
        node->context = (uint8_t)context;
        break;
    case NODE_SUBSCRIPT:
        node->context = (uint8_t)context;
        break;
    case NODE_STARRED:
        if (context == CONTEXT_DEL) {
            refuse_target(parser, node, context, here);
            return;
        }
        node->context = (uint8_t)context;
        parse_make_target(parser, node->as.value, context, false);
        break;
    case NODE_LIST:
    case NODE_TUPLE: {
        node->context = (uint8_t)context;
        uint32_t starred = 0;
        for (uint32_t i = 0; i < node->as.items->count; i++) {
            Node *item = node->as.items->items[i];
            parse_make_target(parser, item, context, false);
            if (item->kind == NODE_STARRED && context == CONTEXT_STORE && ++starred == 2) {
                parse_report(parser, parse_span_of(item),
                             "multiple starred expressions in assignment");
            }
        }
        break;
    }
    default:
        refuse_target(parser, node, context, here);
        break;
    }
}

/* --- comprehensions --- */

static bool at_comprehension(Parser *parser) {
    return parse_at(parser, KEYWORD_FOR) ||
           (parse_at(parser, KEYWORD_ASYNC) && parse_peek(parser)->kind == KEYWORD_FOR);
}

/* for_if_clause: ['async'] 'for' star_targets 'in' ~ disjunction ('if' disjunction)* */
static ComprehensionFor parse_comprehension_for(Parser *parser, Node *owner) {
    ComprehensionFor part = {.is_async = parse_accept(parser, KEYWORD_ASYNC)};
    parse_expect(parser, KEYWORD_FOR);
    part.target = parse_targets(parser);
    parse_make_target(parser, part.target, CONTEXT_STORE, false);
    if (part.target->kind == NODE_STARRED) {
        parse_report(parser, parse_span_of(part.target),
                     "starred assignment target must be in a list or tuple");
    }
    parse_expect(parser, KEYWORD_IN);
    part.iterable = parse_disjunction(parser);
    parse_hold(parser, owner, part.target);
    parse_hold(parser, owner, part.iterable);
    size_t mark = parse_list_begin(parser);
    while (parse_accept(parser, KEYWORD_IF)) {
        Node *condition = parse_disjunction(parser);
        parse_hold(parser, owner, condition);
        parse_list_push(parser, condition);
    }
    part.conditions = parse_list_take(parser, mark);
    return part;
}

/* for_if_clauses: for_if_clause+ . The node's end is set by the caller. */
static Node *parse_comprehension(Parser *parser, NodeKind kind, const Token *open, Node *element,
                                 Node *value) {
    Node *node = parse_node(parser, kind, open);
    Comprehension *comprehension = tree_allocate(parser->tree, sizeof *comprehension);
    comprehension->element = element;
    comprehension->value = value;
    node->as.comprehension = comprehension;
    parse_hold(parser, node, element);
    parse_hold(parser, node, value);
    ARRAY_OF(ComprehensionFor) fors = {0};
    while (at_comprehension(parser)) {
        ARRAY_PUSH(&fors, parse_comprehension_for(parser, node));
    }
    comprehension->for_count = (uint32_t)fors.count;
    comprehension->fors = tree_allocate(parser->tree, (fors.count + 1) * sizeof *fors.items);
    if (fors.count > 0) {
        memcpy(comprehension->fors, fors.items, fors.count * sizeof *fors.items);
    }
    ARRAY_RELEASE(&fors);
    return node;
}

static void end_here(Parser *parser, Node *node) {
    node->end_line = parser->previous.span.end_line;
    node->end_column = parser->previous.span.end_column;
}

static void check_comprehension_element(Parser *parser, const Node *element, uint32_t count) {
    if (element->kind == NODE_STARRED) {
        parse_report(parser, parse_span_of(element),
                     "iterable unpacking cannot be used in comprehension");
        parse_hint(parser, "write a second `for` to go through the inner iterables");
    }
    if (count > 1) {
        parse_fail(parser, parse_span_of(element),
                   "did you forget parentheses around the comprehension target?");
    }
}

/* --- atoms --- */

Node *parse_starred(Parser *parser) {
    Token first = parser->token;
    parse_expect(parser, TOKEN_MULT);
    Node *value = parse_bitwise_or(parser);
    Node *node = parse_node(parser, NODE_STARRED, &first);
    node->as.value = value;
    parse_hold(parser, node, value);
    return node;
}

/* star_named_expression: '*' bitwise_or | named_expression */
static Node *parse_star_named_expression(Parser *parser) {
    return parse_at(parser, TOKEN_MULT) ? parse_starred(parser) : parse_named_expression(parser);
}

static Node *sequence_node(Parser *parser, NodeKind kind, const Token *open, NodeList *items) {
    Node *node = parse_node(parser, kind, open);
    node->as.items = items;
    parse_hold_list(parser, node, items);
    return node;
}

/* star_named_expression (',' star_named_expression)* [','] : a tuple where there is a comma */
Node *parse_star_named_expressions(Parser *parser) {
    Token first = parser->token;
    Node *node = parse_star_named_expression(parser);
    if (!parse_at(parser, TOKEN_COMMA)) {
        parse_refuse_star(parser, node);
        return node;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, node);
    while (parse_accept(parser, TOKEN_COMMA) &&
           (parse_at_expression(parser) || parse_at(parser, TOKEN_MULT))) {
        parse_list_push(parser, parse_star_named_expression(parser));
    }
    return sequence_node(parser, NODE_TUPLE, &first, parse_list_take(parser, mark));
}

/* Elements after the first, up to `closing`, which is passed. */
static NodeList *parse_elements_rest(Parser *parser, Node *first, Token element,
                                     TokenKind closing) {
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, first);
    uint32_t count = 1;
    while (parse_accept(parser, TOKEN_COMMA) && !parse_at(parser, closing)) {
        element = parser->token;
        parse_list_push(parser, parse_star_named_expression(parser));
        count++;
    }
    if (count > 1 && at_comprehension(parser)) {
        check_comprehension_element(parser, first, count);
    }
    parse_expect_close(parser, closing, &element);
    return parse_list_take(parser, mark);
}

/* yield_expr: 'yield' 'from' expression | 'yield' [star_expressions] */
static Node *parse_yield(Parser *parser) {
    Token first = parser->token;
    parse_expect(parser, KEYWORD_YIELD);
    NodeKind kind = NODE_YIELD;
    Node *value = NULL;
    if (parse_accept(parser, KEYWORD_FROM)) {
        kind = NODE_YIELD_FROM;
        value = parse_expression(parser);
    } else if (parse_at_expression(parser) || parse_at(parser, TOKEN_MULT)) {
        value = parse_star_expressions(parser);
        parse_refuse_star(parser, value);
    }
    Node *node = parse_node(parser, kind, &first);
    node->as.value = value;
    parse_hold(parser, node, value);
    return node;
}

/* group: '(' (yield_expr | named_expression) ')'
 * tuple: '(' [star_named_expression ',' [star_named_expressions]] ')'
 * genexp: '(' named_expression for_if_clauses ')' */
Node *parse_group_rest(Parser *parser, const Token *open) {
    if (parse_accept(parser, TOKEN_RIGHT_PAREN)) {
        Node *empty = sequence_node(parser, NODE_TUPLE, open, parser->no_nodes);
        empty->in_parentheses = true;
        return empty;
    }
    Token element = parser->token;
    if (parse_at(parser, KEYWORD_YIELD)) {
        Node *node = parse_yield(parser);
        parse_expect(parser, TOKEN_RIGHT_PAREN);
        node->in_parentheses = true;
        return node;
    }
    Node *first = parse_star_named_expression(parser);
    Node *node = first;
    if (at_comprehension(parser)) {
        check_comprehension_element(parser, first, 1);
        node = parse_comprehension(parser, NODE_GENERATOR_EXP, open, first, NULL);
        parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element);
        end_here(parser, node);
    } else if (parse_at(parser, TOKEN_COMMA)) {
        NodeList *items = parse_elements_rest(parser, first, element, TOKEN_RIGHT_PAREN);
        node = sequence_node(parser, NODE_TUPLE, open, items);
    } else {
        if (parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element) &&
            first->kind == NODE_STARRED) {
            parse_report(parser, parse_span_of(first), "cannot use starred expression here");
            parse_hint(parser, "a tuple of one element needs a comma: (*a,)");
        }
    }
    node->in_parentheses = true;
    return node;
}

/* list: '[' [star_named_expressions] ']'
 * listcomp: '[' named_expression for_if_clauses ']' */
static Node *parse_list(Parser *parser) {
    Token open = parser->token;
    parse_advance(parser);
    if (parse_accept(parser, TOKEN_RIGHT_BRACKET)) {
        return sequence_node(parser, NODE_LIST, &open, parser->no_nodes);
    }
    Token element = parser->token;
    Node *first = parse_star_named_expression(parser);
    if (at_comprehension(parser)) {
        check_comprehension_element(parser, first, 1);
        Node *node = parse_comprehension(parser, NODE_LIST_COMP, &open, first, NULL);
        parse_expect_close(parser, TOKEN_RIGHT_BRACKET, &element);
        end_here(parser, node);
        return node;
    }
    NodeList *items = parse_elements_rest(parser, first, element, TOKEN_RIGHT_BRACKET);
    return sequence_node(parser, NODE_LIST, &open, items);
}

/* double_starred_kvpair: '**' bitwise_or | expression ':' expression */
static void parse_dict_item(Parser *parser, Node **key, Node **value) {
    if (parse_accept(parser, TOKEN_POW)) {
        *key = NULL;
        *value = parse_bitwise_or(parser);
        return;
    }
    *key = parse_expression(parser);
    if (!parse_at(parser, TOKEN_COLON)) {
        if (!parser->failed &&
            (parse_at(parser, TOKEN_COMMA) || parse_at(parser, TOKEN_RIGHT_BRACE))) {
            parse_fail(parser, parse_span_of(*key), "':' expected after dictionary key");
        }
        parse_fail_here(parser);
        *value = *key;
        return;
    }
    parse_advance(parser);
    if (parse_at(parser, TOKEN_COMMA) || parse_at(parser, TOKEN_RIGHT_BRACE)) {
        parse_fail(parser, parser->previous.span,
                   "expression expected after dictionary key and ':'");
    } else if (parse_at(parser, TOKEN_MULT)) {
        parse_fail(parser, parser->token.span,
                   "cannot use a starred expression in a dictionary value");
    }
    *value = parse_expression(parser);
}

/* dict: '{' [double_starred_kvpairs] '}'
 * dictcomp: '{' kvpair for_if_clauses '}' */
static Node *parse_dict_rest(Parser *parser, const Token *open, Node *key, Node *value) {
    if (at_comprehension(parser)) {
        if (key == NULL) {
            parse_report(parser, parse_span_of(value),
                         "dict unpacking cannot be used in dict comprehension");
        }
        Node *node = parse_comprehension(parser, NODE_DICT_COMP, open, key ? key : value, value);
        parse_expect(parser, TOKEN_RIGHT_BRACE);
        end_here(parser, node);
        return node;
    }
    /* Keys and values by turns on the stack, parted at the end. */
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, key);
    parse_list_push(parser, value);
    Token element = parser->token;
    while (parse_accept(parser, TOKEN_COMMA) && !parse_at(parser, TOKEN_RIGHT_BRACE)) {
        element = parser->token;
        parse_dict_item(parser, &key, &value);
        parse_list_push(parser, key);
        parse_list_push(parser, value);
    }
    parse_expect_close(parser, TOKEN_RIGHT_BRACE, &element);
    NodeList *both = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_DICT, open);
    size_t size = sizeof(NodeList) + both->count / 2 * sizeof(Node *);
    NodeList *keys = tree_allocate(parser->tree, size);
    NodeList *values = tree_allocate(parser->tree, size);
    keys->count = values->count = both->count / 2;
    for (uint32_t i = 0; i < both->count; i++) {
        (i % 2 ? values : keys)->items[i / 2] = both->items[i];
    }
    node->as.dict.keys = keys;
    node->as.dict.values = values;
    parse_hold_list(parser, node, both);
    return node;
}

/* set: '{' star_named_expressions '}'
 * setcomp: '{' named_expression for_if_clauses '}' , and the dicts above */
static Node *parse_braces(Parser *parser) {
    Token open = parser->token;
    parse_advance(parser);
    if (parse_accept(parser, TOKEN_RIGHT_BRACE)) {
        Node *node = parse_node(parser, NODE_DICT, &open);
        node->as.dict.keys = node->as.dict.values = parser->no_nodes;
        return node;
    }
    Node *key = NULL;
    Node *value = NULL;
    if (parse_at(parser, TOKEN_POW)) {
        parse_dict_item(parser, &key, &value);
        return parse_dict_rest(parser, &open, key, value);
    }
    Token element = parser->token;
    Node *first = parse_star_named_expression(parser);
    bool is_key =
        first->in_parentheses || (first->kind != NODE_STARRED && first->kind != NODE_NAMED_EXPR);
    if (parse_at(parser, TOKEN_COLON) && is_key) {
        parse_advance(parser);
        if (parse_at(parser, TOKEN_COMMA) || parse_at(parser, TOKEN_RIGHT_BRACE)) {
            parse_fail(parser, parser->previous.span,
                       "expression expected after dictionary key and ':'");
        } else if (parse_at(parser, TOKEN_MULT)) {
            parse_fail(parser, parser->token.span,
                       "cannot use a starred expression in a dictionary value");
        }
        value = parse_expression(parser);
        return parse_dict_rest(parser, &open, first, value);
    }
    if (at_comprehension(parser)) {
        check_comprehension_element(parser, first, 1);
        Node *node = parse_comprehension(parser, NODE_SET_COMP, &open, first, NULL);
        parse_expect_close(parser, TOKEN_RIGHT_BRACE, &element);
        end_here(parser, node);
        return node;
    }
    NodeList *items = parse_elements_rest(parser, first, element, TOKEN_RIGHT_BRACE);
    return sequence_node(parser, NODE_SET, &open, items);
}

Node *parse_constant(Parser *parser, LiteralKind kind) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_CONSTANT, &first);
    node->as.constant.kind = (uint8_t)kind;
    return node;
}

Node *parse_name(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_NAME, &first);
    node->as.name = parse_name_of(parser, &first);
    return node;
}

/* atom: NAME | 'True' | 'False' | 'None' | strings | NUMBER | tuple | group | genexp | list |
 *       listcomp | dict | set | dictcomp | setcomp | '...' */
static Node *parse_atom(Parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_NAME:
        return parse_name(parser);
    case KEYWORD_TRUE:
        return parse_constant(parser, LITERAL_TRUE);
    case KEYWORD_FALSE:
        return parse_constant(parser, LITERAL_FALSE);
    case KEYWORD_NONE:
        return parse_constant(parser, LITERAL_NONE);
    case TOKEN_ELLIPSIS:
        return parse_constant(parser, LITERAL_ELLIPSIS);
    case TOKEN_NUMBER:
        return parse_number(parser);
    case TOKEN_STRING:
        return parse_strings(parser);
    case TOKEN_LEFT_PAREN: {
        Token open = parser->token;
        parse_advance(parser);
        return parse_group_rest(parser, &open);
    }
    case TOKEN_LEFT_BRACKET:
        return parse_list(parser);
    case TOKEN_LEFT_BRACE:
        return parse_braces(parser);
    default: {
        parse_fail_here(parser);
        Node *node = parse_node(parser, NODE_NAME, &parser->failed_token);
        node->as.name = "";
        return node;
    }
    }
}

/* --- calls, attributes, subscripts --- */

/* One argument, or the generator expression that is the only one:
 *
 * args: starred_expression | (assignment_expression | expression !':=') !'=' | kwarg
 * kwarg: NAME '=' expression | '**' expression */
typedef struct Arguments {
    size_t positional_count;
    bool has_keyword;           /* `a=1` was seen */
    bool has_unpacked_keywords; /* `**a` was seen */
    const Node *bare_generator; /* a generator expression without brackets of its own */
} Arguments;

static void parse_keyword_argument(Parser *parser, Arguments *state, NodeList **keywords,
                                   size_t *capacity) {
    Token first = parser->token;
    const char *name = NULL;
    if (parse_accept(parser, TOKEN_POW)) {
        state->has_unpacked_keywords = true;
    } else {
        name = parse_name_of(parser, &first);
        parse_advance(parser);
        parse_advance(parser); /* = */
        state->has_keyword = true;
        if (strcmp(name, "__debug__") == 0) {
            parse_report(parser, first.span, "cannot assign to __debug__");
        }
        for (uint32_t i = 0; i < (*keywords)->count && i < 256; i++) {
            if ((*keywords)->items[i]->as.keyword.name == name) {
                parse_report(parser, first.span, "keyword argument repeated: %s", name);
            }
        }
    }
    if (parse_at(parser, TOKEN_COMMA) || parse_at(parser, TOKEN_RIGHT_PAREN)) {
        parse_fail(parser, parse_span_since(parser, &first), "expected argument value expression");
    }
    Node *value = parse_expression(parser);
    if (at_comprehension(parser)) {
        parse_fail(parser, parse_span_since(parser, &first),
                   "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    Node *node = parse_node(parser, NODE_KEYWORD, &first);
    node->as.keyword.name = name;
    node->as.keyword.value = value;
    parse_hold(parser, node, value);
    if ((*keywords)->count >= *capacity) {
        *capacity = *capacity ? *capacity * 2 : 4;
        NodeList *larger =
            tree_allocate(parser->tree, sizeof **keywords + *capacity * sizeof(Node *));
        memcpy(larger->items, (*keywords)->items, (*keywords)->count * sizeof(Node *));
        larger->count = (*keywords)->count;
        *keywords = larger;
    }
    (*keywords)->items[(*keywords)->count++] = node;
}

static void parse_positional_argument(Parser *parser, const Token *open, Arguments *state) {
    Token first = parser->token;
    if (parse_at(parser, TOKEN_MULT)) {
        parse_advance(parser);
        Node *value = parse_expression(parser);
        Node *node = parse_node(parser, NODE_STARRED, &first);
        node->as.value = value;
        parse_hold(parser, node, value);
        if (state->has_unpacked_keywords) {
            parse_report(parser, parse_span_of(node),
                         "iterable argument unpacking follows keyword argument unpacking");
        }
        parse_list_push(parser, node);
        return;
    }
    Node *node = parse_named_expression(parser);
    if (at_comprehension(parser)) {
        /* f(x for x in y): the generator expression's place includes the call's brackets. */
        bool alone =
            state->positional_count == 0 && !state->has_keyword && !state->has_unpacked_keywords;
        node = parse_comprehension(parser, NODE_GENERATOR_EXP, alone ? open : &first, node, NULL);
        end_here(parser, node);
        state->bare_generator = node;
        if (!alone) {
            parse_report(parser, parse_span_of(node), "Generator expression must be parenthesized");
        }
    } else if (parse_at(parser, TOKEN_EQUAL)) {
        if (is_plain_word(node)) {
            parse_fail(parser, parse_span_of(node), "cannot assign to %s",
                       parse_expression_noun(node));
        } else {
            parse_fail(parser, parse_span_since(parser, &first),
                       "expression cannot contain assignment, perhaps you meant \"==\"?");
        }
    }
    if (state->has_unpacked_keywords) {
        parse_report(parser, parse_span_of(node),
                     "positional argument follows keyword argument unpacking");
    } else if (state->has_keyword) {
        parse_report(parser, parse_span_of(node), "positional argument follows keyword argument");
        parse_hint(parser, "put the arguments without a name first");
    }
    parse_list_push(parser, node);
}

void parse_arguments(Parser *parser, const Token *open, Node *owner, NodeList **arguments,
                     NodeList **keywords) {
    Arguments state = {0};
    size_t keyword_capacity = 0;
    *keywords = parser->no_nodes;
    size_t mark = parse_list_begin(parser);
    Token element = parser->token;
    while (!parse_at(parser, TOKEN_RIGHT_PAREN) && !parser->failed) {
        element = parser->token;
        if (parse_at(parser, TOKEN_POW) ||
            (parse_at(parser, TOKEN_NAME) && parse_peek(parser)->kind == TOKEN_EQUAL)) {
            parse_keyword_argument(parser, &state, keywords, &keyword_capacity);
        } else {
            parse_positional_argument(parser, open, &state);
            state.positional_count++;
        }
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
        if (state.bare_generator != NULL) {
            parse_report(parser, parse_span_of(state.bare_generator),
                         "Generator expression must be parenthesized");
            state.bare_generator = NULL;
        }
    }
    parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element);
    *arguments = parse_list_take(parser, mark);
    if (state.bare_generator != NULL && (*arguments)->count == 1) {
        end_here(parser, (*arguments)->items[0]);
    }
    parse_hold_list(parser, owner, *arguments);
    parse_hold_list(parser, owner, *keywords);
}

/* slice: [expression] ':' [expression] [':' [expression]] | named_expression */
static Node *parse_slice(Parser *parser) {
    Token first = parser->token;
    Node *lower = NULL;
    if (parse_at(parser, TOKEN_MULT)) {
        return parse_starred(parser);
    }
    if (!parse_at(parser, TOKEN_COLON)) {
        lower = parse_named_expression(parser);
        if (!parse_at(parser, TOKEN_COLON)) {
            return lower;
        }
        if (lower->kind == NODE_NAMED_EXPR && !lower->in_parentheses) {
            parse_fail_here(parser);
        }
    }
    parse_expect(parser, TOKEN_COLON);
    Node *bounds[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (!parse_at(parser, TOKEN_COLON) && !parse_at(parser, TOKEN_COMMA) &&
            !parse_at(parser, TOKEN_RIGHT_BRACKET)) {
            bounds[i] = parse_expression(parser);
        }
        if (i == 0 && !parse_accept(parser, TOKEN_COLON)) {
            break;
        }
    }
    Node *node = parse_node(parser, NODE_SLICE, &first);
    node->as.slice.lower = lower;
    node->as.slice.upper = bounds[0];
    node->as.slice.step = bounds[1];
    parse_hold(parser, node, lower);
    parse_hold(parser, node, bounds[0]);
    parse_hold(parser, node, bounds[1]);
    return node;
}

/* slices: slice !',' | ','.(slice | starred_expression)+ [','] */
static Node *parse_slices(Parser *parser) {
    Token first = parser->token;
    Node *slice = parse_slice(parser);
    if (!parse_at(parser, TOKEN_COMMA) && slice->kind != NODE_STARRED) {
        return slice;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, slice);
    while (parse_accept(parser, TOKEN_COMMA) && !parse_at(parser, TOKEN_RIGHT_BRACKET)) {
        parse_list_push(parser, parse_slice(parser));
    }
    return sequence_node(parser, NODE_TUPLE, &first, parse_list_take(parser, mark));
}

/* primary: primary '.' NAME | primary genexp | primary '(' [arguments] ')' | primary '[' slices ']'
 *          | atom */
static Node *parse_primary(Parser *parser) {
    Token first = parser->token;
    Node *node = parse_atom(parser);
    for (;;) {
        Node *outer = NULL;
        if (parse_accept(parser, TOKEN_DOT)) {
            Token name = parser->token;
            parse_expect(parser, TOKEN_NAME);
            outer = parse_node(parser, NODE_ATTRIBUTE, &first);
            outer->as.attribute.value = node;
            outer->as.attribute.name = parser->failed ? "" : parse_name_of(parser, &name);
        } else if (parse_at(parser, TOKEN_LEFT_PAREN)) {
            Token open = parser->token;
            parse_advance(parser);
            outer = parse_node(parser, NODE_CALL, &first);
            outer->as.call.function = node;
            parse_arguments(parser, &open, outer, &outer->as.call.arguments,
                            &outer->as.call.keywords);
            end_here(parser, outer);
        } else if (parse_at(parser, TOKEN_LEFT_BRACKET)) {
            Token open = parser->token;
            parse_advance(parser);
            Node *index = parse_slices(parser);
            parse_expect_close(parser, TOKEN_RIGHT_BRACKET, &open);
            outer = parse_node(parser, NODE_SUBSCRIPT, &first);
            outer->as.subscript.value = node;
            outer->as.subscript.index = index;
            parse_hold(parser, outer, index);
        } else {
            return node;
        }
        parse_hold(parser, outer, node);
        node = outer;
    }
}

/* --- operators --- */

/* await_primary: 'await' primary | primary */
static Node *parse_await_primary(Parser *parser) {
    Token first = parser->token;
    if (!parse_accept(parser, KEYWORD_AWAIT)) {
        return parse_primary(parser);
    }
    Node *value = parse_primary(parser);
    Node *node = parse_node(parser, NODE_AWAIT, &first);
    node->as.value = value;
    parse_hold(parser, node, value);
    return node;
}

static Node *binary_node(Parser *parser, const Token *first, Operator op, Node *left, Node *right) {
    Node *node = parse_node(parser, NODE_BIN_OP, first);
    node->op = (uint8_t)op;
    node->as.binary.left = left;
    node->as.binary.right = right;
    parse_hold(parser, node, left);
    parse_hold(parser, node, right);
    return node;
}

/* power: await_primary '**' factor | await_primary */
static Node *parse_power(Parser *parser) {
    Token first = parser->token;
    Node *base = parse_await_primary(parser);
    if (!parse_at(parser, TOKEN_POW) || !parse_enter(parser)) {
        return base;
    }
    parse_advance(parser);
    Node *exponent = parse_unary(parser);
    parse_leave(parser);
    return binary_node(parser, &first, OPERATOR_POW, base, exponent);
}

static Node *unary_node(Parser *parser, const Token *first, Operator op, Node *operand) {
    Node *node = parse_node(parser, NODE_UNARY_OP, first);
    node->op = (uint8_t)op;
    node->as.value = operand;
    parse_hold(parser, node, operand);
    return node;
}

/* factor: ('+' | '-' | '~') factor | power */
static Node *parse_unary(Parser *parser) {
    Token first = parser->token;
    Operator op = OPERATOR_UADD;
    switch (first.kind) {
    case TOKEN_ADD:
        break;
    case TOKEN_SUB:
        op = OPERATOR_USUB;
        break;
    case TOKEN_INVERT:
        op = OPERATOR_INVERT;
        break;
    default:
        return parse_power(parser);
    }
    bool entered = parse_enter(parser);
    parse_advance(parser);
    Node *operand = entered ? parse_unary(parser) : parse_power(parser);
    if (entered) {
        parse_leave(parser);
    }
    return unary_node(parser, &first, op, operand);
}

/* How tightly a binary operator binds: 1 is `|`; 0 is none. */
static int binary_operator(TokenKind kind, Operator *op) {
    switch (kind) {
#define OPERATOR(token, operator_, precedence)                                                     \
    case token:                                                                                    \
        *op = operator_;                                                                           \
        return precedence
        OPERATOR(TOKEN_BIT_OR, OPERATOR_BIT_OR, 1);
        OPERATOR(TOKEN_BIT_XOR, OPERATOR_BIT_XOR, 2);
        OPERATOR(TOKEN_BIT_AND, OPERATOR_BIT_AND, 3);
        OPERATOR(TOKEN_LSHIFT, OPERATOR_LSHIFT, 4);
        OPERATOR(TOKEN_RSHIFT, OPERATOR_RSHIFT, 4);
        OPERATOR(TOKEN_ADD, OPERATOR_ADD, 5);
        OPERATOR(TOKEN_SUB, OPERATOR_SUB, 5);
        OPERATOR(TOKEN_MULT, OPERATOR_MULT, 6);
        OPERATOR(TOKEN_DIV, OPERATOR_DIV, 6);
        OPERATOR(TOKEN_FLOOR_DIV, OPERATOR_FLOOR_DIV, 6);
        OPERATOR(TOKEN_MOD, OPERATOR_MOD, 6);
#undef OPERATOR
    default:
        return 0;
    }
}

/* bitwise_or: bitwise_or '|' bitwise_xor | … down to term: term ('*' | '/' | '//' | '%') factor */
static Node *parse_binary(Parser *parser, int least) {
    Token first = parser->token;
    Node *left = parse_unary(parser);
    for (;;) {
        Operator op = OPERATOR_ADD;
        int precedence = binary_operator(parser->token.kind, &op);
        if (parse_at(parser, TOKEN_AT)) {
            parse_fail(parser, parser->token.span, "the operator @ is not supported");
            parse_hint(parser, "multiply matrices with loops, or with a function");
        }
        if (precedence == 0 || precedence < least) {
            return left;
        }
        parse_advance(parser);
        Node *right = parse_binary(parser, precedence + 1);
        left = binary_node(parser, &first, op, left, right);
    }
}

Node *parse_bitwise_or(Parser *parser) {
    return parse_binary(parser, 1);
}

/* The comparison operator that stands here, which is passed. */
static bool accept_comparison(Parser *parser, Operator *op) {
    switch (parser->token.kind) {
    case TOKEN_EQUAL_EQUAL:
        *op = OPERATOR_EQ;
        break;
    case TOKEN_NOT_EQUAL:
        *op = OPERATOR_NOT_EQ;
        break;
    case TOKEN_LESS:
        *op = OPERATOR_LT;
        break;
    case TOKEN_LESS_EQUAL:
        *op = OPERATOR_LT_E;
        break;
    case TOKEN_GREATER:
        *op = OPERATOR_GT;
        break;
    case TOKEN_GREATER_EQUAL:
        *op = OPERATOR_GT_E;
        break;
    case KEYWORD_IN:
        *op = OPERATOR_IN;
        break;
    case KEYWORD_IS:
        parse_advance(parser);
        *op = parse_accept(parser, KEYWORD_NOT) ? OPERATOR_IS_NOT : OPERATOR_IS;
        return true;
    case KEYWORD_NOT:
        if (parse_peek(parser)->kind != KEYWORD_IN) {
            return false;
        }
        parse_advance(parser);
        *op = OPERATOR_NOT_IN;
        break;
    default:
        return false;
    }
    parse_advance(parser);
    return true;
}

/* comparison: bitwise_or (compare_op bitwise_or)* */
static Node *parse_comparison(Parser *parser) {
    Token first = parser->token;
    Node *left = parse_bitwise_or(parser);
    Operator op = OPERATOR_EQ;
    if (!accept_comparison(parser, &op)) {
        return left;
    }
    ARRAY_OF(uint8_t) operators = {0};
    size_t mark = parse_list_begin(parser);
    do {
        ARRAY_PUSH(&operators, (uint8_t)op);
        parse_list_push(parser, parse_bitwise_or(parser));
    } while (accept_comparison(parser, &op));
    NodeList *comparators = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_COMPARE, &first);
    uint8_t *copy = tree_allocate(parser->tree, operators.count);
    memcpy(copy, operators.items, operators.count);
    ARRAY_RELEASE(&operators);
    node->as.compare.left = left;
    node->as.compare.operators = copy;
    node->as.compare.comparators = comparators;
    parse_hold(parser, node, left);
    parse_hold_list(parser, node, comparators);
    return node;
}

/* inversion: 'not' inversion | comparison */
static Node *parse_inversion(Parser *parser) {
    if (!parse_at(parser, KEYWORD_NOT)) {
        return parse_comparison(parser);
    }
    Token first = parser->token;
    bool entered = parse_enter(parser);
    parse_advance(parser);
    Node *operand = entered ? parse_inversion(parser) : parse_comparison(parser);
    if (entered) {
        parse_leave(parser);
    }
    return unary_node(parser, &first, OPERATOR_NOT, operand);
}

/* conjunction: inversion ('and' inversion)*
 * disjunction: conjunction ('or' conjunction)* */
static Node *parse_bool_op(Parser *parser, TokenKind word, Operator op, Node *(*part)(Parser *)) {
    Token first = parser->token;
    Node *left = part(parser);
    if (!parse_at(parser, word)) {
        return left;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, left);
    while (parse_accept(parser, word)) {
        parse_list_push(parser, part(parser));
    }
    NodeList *values = parse_list_take(parser, mark);
    Node *node = sequence_node(parser, NODE_BOOL_OP, &first, values);
    node->op = (uint8_t)op;
    return node;
}

static Node *parse_conjunction(Parser *parser) {
    return parse_bool_op(parser, KEYWORD_AND, OPERATOR_AND, parse_inversion);
}

static Node *parse_disjunction(Parser *parser) {
    return parse_bool_op(parser, KEYWORD_OR, OPERATOR_OR, parse_conjunction);
}

/* --- parameters --- */

typedef struct ParameterReader {
    Parser *parser;
    Node *owner;
    TokenKind closing; /* `)` of a def, `:` of a lambda */
    Parameters *parameters;
    size_t positional_mark;
    bool seen_slash;
    bool seen_star;
    bool needs_keyword; /* after a bare `*` */
    Token star;
} ParameterReader;

/* param: NAME [':' expression] */
static Node *parse_parameter(ParameterReader *reader, bool star_annotation) {
    Parser *parser = reader->parser;
    Token first = parser->token;
    parse_expect(parser, TOKEN_NAME);
    const char *name = parser->failed ? "" : parse_name_of(parser, &first);
    Node *annotation = NULL;
    if (reader->closing == TOKEN_RIGHT_PAREN && parse_accept(parser, TOKEN_COLON)) {
        bool is_starred = star_annotation && parse_at(parser, TOKEN_MULT);
        annotation = is_starred ? parse_starred(parser) : parse_expression(parser);
        if (is_starred) {
            parse_report(parser, parse_span_of(annotation),
                         "unpacking in an annotation is not supported");
        }
    }
    Node *node = parse_node(parser, NODE_PARAMETER, &first);
    node->as.parameter.name = name;
    node->as.parameter.annotation = annotation;
    check_name_target(parser, node, name);
    parse_hold(parser, node, annotation);
    parse_hold(parser, reader->owner, node);
    return node;
}

/* '*' [param] */
static void parse_star_parameter(ParameterReader *reader) {
    Parser *parser = reader->parser;
    Token star = parser->token;
    parse_advance(parser);
    if (reader->seen_star) {
        parse_fail(parser, star.span, "* argument may appear only once");
    }
    reader->seen_star = true;
    reader->star = star;
    if (parse_at(parser, TOKEN_COMMA) || parse_at(parser, reader->closing)) {
        reader->needs_keyword = true;
        return;
    }
    reader->parameters->var_positional = parse_parameter(reader, true);
    if (parse_at(parser, TOKEN_EQUAL)) {
        parse_fail(parser, parser->token.span, "var-positional argument cannot have default value");
    }
}

static void parse_double_star_parameter(ParameterReader *reader) {
    Parser *parser = reader->parser;
    parse_advance(parser);
    reader->parameters->var_keyword = parse_parameter(reader, false);
    if (parse_at(parser, TOKEN_EQUAL)) {
        parse_fail(parser, parser->token.span, "var-keyword argument cannot have default value");
    }
    parse_accept(parser, TOKEN_COMMA);
    if (parse_at(parser, TOKEN_NAME) || parse_at(parser, TOKEN_MULT) ||
        parse_at(parser, TOKEN_POW) || parse_at(parser, TOKEN_DIV)) {
        parse_fail(parser, parser->token.span, "arguments cannot follow var-keyword argument");
    }
}

static void check_duplicates(Parser *parser, NodeList *all) {
    for (uint32_t i = 1; i < all->count && i < 256; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (all->items[i]->as.parameter.name == all->items[j]->as.parameter.name) {
                parse_report(parser, parse_span_of(all->items[i]),
                             "duplicate argument '%s' in function definition",
                             all->items[i]->as.parameter.name);
            }
        }
    }
}

static void check_all_duplicates(Parser *parser, const Parameters *parameters) {
    size_t mark = parse_list_begin(parser);
    const NodeList *groups[] = {parameters->positional_only, parameters->positional,
                                parameters->keyword_only};
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (uint32_t i = 0; i < groups[g]->count; i++) {
            parse_list_push(parser, groups[g]->items[i]);
        }
    }
    if (parameters->var_positional != NULL) {
        parse_list_push(parser, parameters->var_positional);
    }
    if (parameters->var_keyword != NULL) {
        parse_list_push(parser, parameters->var_keyword);
    }
    check_duplicates(parser, parse_list_take(parser, mark));
}

/* parameters: [param_or_default ','…] ['/' ','] [param_or_default…] ['*' [param] …] ['**' param] */
Parameters *parse_parameters(Parser *parser, Node *owner, TokenKind closing) {
    Parameters *parameters = tree_allocate(parser->tree, sizeof *parameters);
    ParameterReader reader = {
        .parser = parser, .owner = owner, .closing = closing, .parameters = parameters};
    parameters->positional_only = parser->no_nodes;
    ARRAY_OF(Node *) positional = {0};
    ARRAY_OF(Node *) defaults = {0};
    ARRAY_OF(Node *) keyword_only = {0};
    ARRAY_OF(Node *) keyword_defaults = {0};
    while (!parse_at(parser, closing) && !parser->failed) {
        if (parse_at(parser, TOKEN_DIV)) {
            Token slash = parser->token;
            parse_advance(parser);
            if (reader.seen_slash) {
                parse_fail(parser, slash.span, "/ may appear only once");
            } else if (reader.seen_star) {
                parse_fail(parser, slash.span, "/ must be ahead of *");
            } else if (positional.count == 0) {
                parse_fail(parser, slash.span, "at least one argument must precede /");
            }
            reader.seen_slash = true;
            size_t mark = parse_list_begin(parser);
            for (size_t i = 0; i < positional.count; i++) {
                parse_list_push(parser, positional.items[i]);
            }
            parameters->positional_only = parse_list_take(parser, mark);
            positional.count = 0;
        } else if (parse_at(parser, TOKEN_MULT)) {
            parse_star_parameter(&reader);
        } else if (parse_at(parser, TOKEN_POW)) {
            parse_double_star_parameter(&reader);
            break;
        } else {
            Node *parameter = parse_parameter(&reader, false);
            Node *value = NULL;
            if (parse_accept(parser, TOKEN_EQUAL)) {
                value = parse_expression(parser);
                parse_hold(parser, owner, value);
            }
            if (reader.seen_star) {
                reader.needs_keyword = false;
                ARRAY_PUSH(&keyword_only, parameter);
                ARRAY_PUSH(&keyword_defaults, value);
            } else {
                ARRAY_PUSH(&positional, parameter);
                if (value != NULL) {
                    ARRAY_PUSH(&defaults, value);
                } else if (defaults.count > 0) {
                    parse_report(parser, parse_span_of(parameter),
                                 "non-default argument follows default argument");
                    parse_hint(parser, "put the parameters without a default first");
                }
            }
        }
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    if (reader.needs_keyword && !parser->failed) {
        parse_fail(parser, reader.star.span, "named arguments must follow bare *");
    }
#define TAKE(field, array)                                                                         \
    do {                                                                                           \
        size_t mark_ = parse_list_begin(parser);                                                   \
        for (size_t i = 0; i < (array).count; i++) {                                               \
            parse_list_push(parser, (array).items[i]);                                             \
        }                                                                                          \
        parameters->field = parse_list_take(parser, mark_);                                        \
        ARRAY_RELEASE(&(array));                                                                   \
    } while (0)
    TAKE(positional, positional);
    TAKE(defaults, defaults);
    TAKE(keyword_only, keyword_only);
    TAKE(keyword_defaults, keyword_defaults);
#undef TAKE
    check_all_duplicates(parser, parameters);
    return parameters;
}

/* lambdef: 'lambda' [lambda_params] ':' expression */
static Node *parse_lambda(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_LAMBDA, &first);
    node->as.lambda.parameters = parse_parameters(parser, node, TOKEN_COLON);
    parse_expect(parser, TOKEN_COLON);
    node->as.lambda.body = parse_expression(parser);
    end_here(parser, node);
    parse_hold(parser, node, node->as.lambda.body);
    return node;
}

/* --- whole expressions --- */

/* expression: disjunction 'if' disjunction 'else' expression | disjunction | lambdef */
Node *parse_expression(Parser *parser) {
    Token first = parser->token;
    if (!parse_enter(parser)) {
        return parse_atom(parser);
    }
    Node *node = NULL;
    if (parse_at(parser, KEYWORD_LAMBDA)) {
        node = parse_lambda(parser);
    } else {
        node = parse_disjunction(parser);
        if (parse_accept(parser, KEYWORD_IF)) {
            Node *condition = parse_disjunction(parser);
            if (!parser->failed && !parse_at(parser, KEYWORD_ELSE) &&
                !parse_at(parser, TOKEN_COLON)) {
                parse_fail(parser, parse_span_since(parser, &first),
                           "expected 'else' after 'if' expression");
            }
            parse_expect(parser, KEYWORD_ELSE);
            Node *orelse = parse_expression(parser);
            Node *choice = parse_node(parser, NODE_IF_EXP, &first);
            choice->as.if_exp.condition = condition;
            choice->as.if_exp.body = node;
            choice->as.if_exp.orelse = orelse;
            parse_hold(parser, choice, condition);
            parse_hold(parser, choice, node);
            parse_hold(parser, choice, orelse);
            node = choice;
        }
    }
    parse_leave(parser);
    return node;
}

/* named_expression: NAME ':=' expression | expression */
Node *parse_named_expression(Parser *parser) {
    Token first = parser->token;
    Node *target = parse_expression(parser);
    if (!parse_at(parser, TOKEN_WALRUS)) {
        return target;
    }
    if (target->kind != NODE_NAME || target->in_parentheses) {
        parse_fail(parser, parse_span_of(target), "cannot use assignment expressions with %s",
                   parse_expression_noun(target));
        return target;
    }
    parse_advance(parser);
    Node *value = parse_expression(parser);
    parse_make_target(parser, target, CONTEXT_STORE, false);
    Node *node = parse_node(parser, NODE_NAMED_EXPR, &first);
    node->as.named_expr.target = target;
    node->as.named_expr.value = value;
    parse_hold(parser, node, value);
    return node;
}

/* Elements with commas between them; a tuple if there is a comma. */
static Node *parse_comma_list(Parser *parser, Node *(*element)(Parser *)) {
    Token first = parser->token;
    Node *node = parse_at(parser, TOKEN_MULT) ? parse_starred(parser) : element(parser);
    if (!parse_at(parser, TOKEN_COMMA)) {
        return node;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, node);
    while (parse_accept(parser, TOKEN_COMMA) &&
           (parse_at_expression(parser) || parse_at(parser, TOKEN_MULT))) {
        parse_list_push(parser,
                        parse_at(parser, TOKEN_MULT) ? parse_starred(parser) : element(parser));
    }
    return sequence_node(parser, NODE_TUPLE, &first, parse_list_take(parser, mark));
}

/* star_expressions: ','.star_expression+ [','] */
Node *parse_star_expressions(Parser *parser) {
    return parse_comma_list(parser, parse_expression);
}

void parse_refuse_star(Parser *parser, const Node *node) {
    if (node->kind == NODE_STARRED) {
        parse_report(parser, parse_span_of(node), "can't use starred expression here");
        parse_hint(parser, "a tuple of one element needs a comma: *a,");
    }
}

Node *parse_yield_or_star_expressions(Parser *parser) {
    return parse_at(parser, KEYWORD_YIELD) ? parse_yield(parser) : parse_star_expressions(parser);
}

/* star_targets: ','.star_target+ [','] , checked afterwards by parse_make_target() */
Node *parse_targets(Parser *parser) {
    return parse_comma_list(parser, parse_bitwise_or);
}
