/* The patterns of `case`. Which names they bind, and which of them exclude each other, is
 * pattern.c's business. */
#include "lang/parse.h"

#include <string.h>

static Node *parse_as_pattern(Parser *parser);

/* A list of names on its way into the tree. */
typedef ARRAY_OF(const char *) Names;

static NameList *names_take(Parser *parser, Names *names) {
    NameList *list = tree_allocate(parser->tree, sizeof *list + names->count * sizeof *list->items);
    list->count = (uint32_t)names->count;
    for (size_t i = 0; i < names->count; i++) {
        list->items[i] = names->items[i];
    }
    ARRAY_RELEASE(names);
    return list;
}

static Node *pattern_with(Parser *parser, NodeKind kind, const Token *first, Node *value) {
    Node *node = parse_node(parser, kind, first);
    node->as.value = value;
    parse_hold(parser, node, value);
    return node;
}

static Node *sequence_of(Parser *parser, const Token *first, NodeList *items) {
    Node *node = parse_node(parser, NODE_MATCH_SEQUENCE, first);
    node->as.items = items;
    parse_hold_list(parser, node, items);
    return node;
}

static bool is_wildcard(const char *name) {
    return strcmp(name, "_") == 0;
}

/* capture target: NAME, but not `_` */
static const char *parse_capture(Parser *parser) {
    Token name = parser->token;
    if (!parse_expect(parser, TOKEN_NAME)) {
        return NULL;
    }
    const char *text = parse_name_of(parser, &name);
    if (is_wildcard(text)) {
        parse_report(parser, name.span, "cannot use '_' as a target");
    }
    return text;
}

/* name_or_attr: NAME ('.' NAME)* */
static Node *parse_dotted(Parser *parser) {
    Token first = parser->token;
    Node *node = parse_name(parser);
    while (parse_accept(parser, TOKEN_DOT)) {
        Token name = parser->token;
        if (!parse_expect(parser, TOKEN_NAME)) {
            break;
        }
        Node *outer = parse_node(parser, NODE_ATTRIBUTE, &first);
        outer->as.attribute.value = node;
        outer->as.attribute.name = parse_name_of(parser, &name);
        parse_hold(parser, outer, node);
        node = outer;
    }
    return node;
}

/* signed_number: ['-'] NUMBER */
static Node *parse_signed_number(Parser *parser) {
    Token first = parser->token;
    bool negative = parse_accept(parser, TOKEN_SUB);
    if (!parse_at(parser, TOKEN_NUMBER)) {
        parse_fail_here(parser);
        return parse_node(parser, NODE_PASS, &first);
    }
    Node *node = parse_number(parser);
    if (negative) {
        node = pattern_with(parser, NODE_UNARY_OP, &first, node);
        node->op = OPERATOR_USUB;
    }
    if (parse_at(parser, TOKEN_ADD) || parse_at(parser, TOKEN_SUB)) {
        parse_fail(parser, parse_span_of(node), "complex numbers are not supported");
        parse_hint(parser, "a pattern computes nothing: write the number itself");
    }
    return node;
}

/* literal: signed_number | strings | 'None' | 'True' | 'False' . NULL: none stands here. */
static Node *parse_pattern_literal(Parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_SUB:
    case TOKEN_NUMBER:
        return parse_signed_number(parser);
    case TOKEN_STRING: {
        Node *node = parse_strings(parser);
        if (node->kind == NODE_JOINED_STR) {
            parse_report(parser, parse_span_of(node),
                         "patterns may only match literals and attribute lookups");
        }
        return node;
    }
    case KEYWORD_NONE:
        return parse_constant(parser, LITERAL_NONE);
    case KEYWORD_TRUE:
        return parse_constant(parser, LITERAL_TRUE);
    case KEYWORD_FALSE:
        return parse_constant(parser, LITERAL_FALSE);
    default:
        return NULL;
    }
}

static bool is_singleton(const Node *node) {
    return node->kind == NODE_CONSTANT &&
           (node->as.constant.kind == LITERAL_NONE || node->as.constant.kind == LITERAL_TRUE ||
            node->as.constant.kind == LITERAL_FALSE);
}

/* maybe_star_pattern: '*' NAME | as_pattern */
static Node *parse_maybe_star(Parser *parser) {
    Token first = parser->token;
    if (!parse_accept(parser, TOKEN_MULT)) {
        return parse_as_pattern(parser);
    }
    Token name = parser->token;
    parse_expect(parser, TOKEN_NAME);
    Node *node = parse_node(parser, NODE_MATCH_STAR, &first);
    const char *text = parser->failed ? "_" : parse_name_of(parser, &name);
    node->as.name = is_wildcard(text) ? NULL : text;
    return node;
}

/* sequence_pattern: '[' [maybe_star_pattern (',' …)* [',']] ']' | '(' … ')' with a comma in it
 * group_pattern: '(' as_pattern ')' */
static Node *parse_brackets(Parser *parser, TokenKind closing) {
    Token first = parser->token;
    parse_advance(parser);
    size_t mark = parse_list_begin(parser);
    bool has_comma = false;
    Node *last = NULL;
    Token element = parser->token;
    while (!parse_at(parser, closing) && !parser->failed) {
        element = parser->token;
        last = parse_maybe_star(parser);
        parse_list_push(parser, last);
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
        has_comma = true;
    }
    parse_expect_close(parser, closing, &element);
    NodeList *items = parse_list_take(parser, mark);
    if (closing == TOKEN_RIGHT_PAREN && items->count == 1 && !has_comma) {
        if (last->kind == NODE_MATCH_STAR) {
            parse_fail(parser, parse_span_of(last), "invalid syntax");
            parse_hint(parser, "a sequence of one element needs a comma: (*rest,)");
        }
        return last;
    }
    return sequence_of(parser, &first, items);
}

/* mapping_pattern: '{' [item (',' item)* [',']] '}', item: (literal | name_or_attr) ':' as_pattern
 * | '**' NAME, the last one */
static Node *parse_mapping(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    size_t mark = parse_list_begin(parser);
    const char *rest = NULL;
    Token element = parser->token;
    while (!parse_at(parser, TOKEN_RIGHT_BRACE) && !parser->failed) {
        element = parser->token;
        if (rest != NULL) {
            parse_fail(parser, parser->token.span, "invalid syntax");
            parse_hint(parser, "`**%s` is the last part", rest);
            break;
        }
        if (parse_accept(parser, TOKEN_POW)) {
            rest = parse_capture(parser);
        } else {
            Token start = parser->token;
            Node *key = parse_pattern_literal(parser);
            if (key == NULL && parse_at(parser, TOKEN_NAME)) {
                key = parse_dotted(parser);
                if (key->kind == NODE_NAME && !parser->failed) {
                    parse_fail(parser, start.span, "invalid syntax");
                    parse_hint(parser, "a key is a literal or has a dot: \"%s\", Key.%s",
                               key->as.name, key->as.name);
                }
            } else if (key == NULL) {
                parse_fail_here(parser);
                break;
            }
            parse_expect(parser, TOKEN_COLON);
            Node *pattern = parse_as_pattern(parser);
            parse_list_push(parser, key);
            parse_list_push(parser, pattern);
        }
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parse_expect_close(parser, TOKEN_RIGHT_BRACE, &element);
    NodeList *both = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_MATCH_MAPPING, &first);
    mark = parse_list_begin(parser);
    for (uint32_t i = 0; i + 1 < both->count; i += 2) {
        parse_list_push(parser, both->items[i]);
    }
    node->as.match_mapping.keys = parse_list_take(parser, mark);
    for (uint32_t i = 1; i < both->count; i += 2) {
        parse_list_push(parser, both->items[i]);
    }
    node->as.match_mapping.patterns = parse_list_take(parser, mark);
    node->as.match_mapping.rest = rest;
    parse_hold_list(parser, node, both);
    return node;
}

/* class_pattern: name_or_attr '(' [part (',' part)* [',']] ')', part: as_pattern |
 * NAME '=' as_pattern, and positions stand before names */
static Node *parse_class_rest(Parser *parser, const Token *first, Node *class) {
    parse_advance(parser);
    size_t mark = parse_list_begin(parser);
    size_t positions = 0;
    Names names = {0};
    Token element = parser->token;
    while (!parse_at(parser, TOKEN_RIGHT_PAREN) && !parser->failed) {
        element = parser->token;
        bool named = parse_at(parser, TOKEN_NAME) && parse_peek(parser)->kind == TOKEN_EQUAL;
        if (named) {
            ARRAY_PUSH(&names, parse_name_of(parser, &element));
            parse_advance(parser);
            parse_advance(parser);
        } else if (names.count > 0) {
            parse_report(parser, element.span, "positional patterns follow keyword patterns");
        }
        Node *pattern = parse_as_pattern(parser);
        if (named || names.count == 0) {
            parse_list_push(parser, pattern);
            positions += !named;
        }
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element);
    NodeList *all = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_MATCH_CLASS, first);
    node->as.match_class.class = class;
    mark = parse_list_begin(parser);
    for (uint32_t i = 0; i < all->count && i < positions; i++) {
        parse_list_push(parser, all->items[i]);
    }
    node->as.match_class.patterns = parse_list_take(parser, mark);
    for (size_t i = positions; i < all->count; i++) {
        parse_list_push(parser, all->items[i]);
    }
    node->as.match_class.keyword_patterns = parse_list_take(parser, mark);
    node->as.match_class.names = names_take(parser, &names);
    parse_hold(parser, node, class);
    parse_hold_list(parser, node, all);
    return node;
}

/* closed_pattern: literal | capture | '_' | value | group | sequence | mapping | class */
static Node *parse_closed(Parser *parser) {
    Token first = parser->token;
    Node *literal = parse_pattern_literal(parser);
    if (literal != NULL) {
        return pattern_with(parser, is_singleton(literal) ? NODE_MATCH_SINGLETON : NODE_MATCH_VALUE,
                            &first, literal);
    }
    switch (first.kind) {
    case TOKEN_LEFT_PAREN:
        return parse_brackets(parser, TOKEN_RIGHT_PAREN);
    case TOKEN_LEFT_BRACKET:
        return parse_brackets(parser, TOKEN_RIGHT_BRACKET);
    case TOKEN_LEFT_BRACE:
        return parse_mapping(parser);
    case TOKEN_NAME:
        break;
    default:
        parse_fail_here(parser);
        return parse_node(parser, NODE_PASS, &first);
    }
    Node *name = parse_dotted(parser);
    if (parse_at(parser, TOKEN_LEFT_PAREN)) {
        return parse_class_rest(parser, &first, name);
    }
    if (name->kind == NODE_ATTRIBUTE) {
        return pattern_with(parser, NODE_MATCH_VALUE, &first, name);
    }
    Node *node = parse_node(parser, NODE_MATCH_AS, &first);
    node->as.match_as.name = is_wildcard(name->as.name) ? NULL : name->as.name;
    return node;
}

/* or_pattern: closed_pattern ('|' closed_pattern)* */
static Node *parse_or_pattern(Parser *parser) {
    Token first = parser->token;
    Node *pattern = parse_closed(parser);
    if (!parse_at(parser, TOKEN_BIT_OR)) {
        return pattern;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, pattern);
    while (parse_accept(parser, TOKEN_BIT_OR)) {
        parse_list_push(parser, parse_closed(parser));
    }
    NodeList *items = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_MATCH_OR, &first);
    node->as.items = items;
    parse_hold_list(parser, node, items);
    return node;
}

/* as_pattern: or_pattern ['as' capture] */
static Node *parse_as_pattern(Parser *parser) {
    Token first = parser->token;
    if (!parse_enter(parser)) {
        return parse_node(parser, NODE_PASS, &first);
    }
    Node *pattern = parse_or_pattern(parser);
    if (parse_accept(parser, KEYWORD_AS)) {
        if (!parse_at(parser, TOKEN_NAME)) {
            parse_fail(parser, parser->token.span, "invalid pattern target");
        }
        const char *name = parse_capture(parser);
        Node *node = parse_node(parser, NODE_MATCH_AS, &first);
        node->as.match_as.pattern = pattern;
        node->as.match_as.name = name;
        parse_hold(parser, node, pattern);
        pattern = node;
    }
    parse_leave(parser);
    return pattern;
}

/* patterns: maybe_star_pattern (',' …)+ [','] | as_pattern */
Node *parse_patterns(Parser *parser) {
    Token first = parser->token;
    Node *pattern = parse_maybe_star(parser);
    if (!parse_at(parser, TOKEN_COMMA)) {
        if (pattern->kind == NODE_MATCH_STAR) {
            parse_fail(parser, parse_span_of(pattern), "invalid syntax");
            parse_hint(parser, "a sequence of one element needs a comma: case *rest,");
        }
        return pattern;
    }
    size_t mark = parse_list_begin(parser);
    parse_list_push(parser, pattern);
    while (parse_accept(parser, TOKEN_COMMA) && !parse_at(parser, TOKEN_COLON) &&
           !parse_at(parser, KEYWORD_IF)) {
        parse_list_push(parser, parse_maybe_star(parser));
    }
    return sequence_of(parser, &first, parse_list_take(parser, mark));
}
