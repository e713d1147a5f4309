#include "lang/parser.h"

#include "base/check.h"
#include "base/memory.h"
#include "lang/parse.h"
#include "lang/placement.h"

#include <stdio.h>
#include <string.h>

static void parse_statement(Parser *parser);
static void recover_statement(Parser *parser, size_t mark);

static void end_here(Parser *parser, Node *node) {
    node->end_line = parser->previous.span.end_line;
    node->end_column = parser->previous.span.end_column;
}

/* Is the current token this name, which is no keyword? */
static bool at_word(const Parser *parser, const char *word) {
    const Token *token = &parser->token;
    size_t length = strlen(word);
    return token->kind == TOKEN_NAME && token->end - token->start == length &&
           memcmp(parser->source->bytes + token->start, word, length) == 0;
}

/* --- blocks --- */

/* Statements up to the DEDENT or the end of the text. They are left on the parser's list. */
static void parse_statements(Parser *parser) {
    while (!parse_at(parser, TOKEN_DEDENT) && !parse_at(parser, TOKEN_END)) {
        parse_statement(parser);
    }
}

static bool begins_compound(TokenKind kind) {
    switch (kind) {
    case KEYWORD_IF:
    case KEYWORD_WHILE:
    case KEYWORD_FOR:
    case KEYWORD_WITH:
    case KEYWORD_TRY:
    case KEYWORD_DEF:
    case KEYWORD_CLASS:
    case KEYWORD_ASYNC:
    case TOKEN_AT:
        return true;
    default:
        return false;
    }
}

/* block: ':' NEWLINE INDENT statements DEDENT | ':' simple_stmts
 * `owner` is how messages call the statement, `first` where it began. */
static NodeList *parse_block(Parser *parser, const char *owner, const Token *first) {
    if (!parse_expect(parser, TOKEN_COLON)) {
        return parser->no_nodes;
    }
    size_t mark = parse_list_begin(parser);
    if (!parse_accept(parser, TOKEN_NEWLINE)) {
        if (begins_compound(parser->token.kind)) {
            parse_fail_here(parser);
            parse_hint(parser, "begin it on a line of its own");
        } else {
            parse_statement(parser);
        }
        return parse_list_take(parser, mark);
    }
    if (!parse_at(parser, TOKEN_INDENT)) {
        parse_report(parser, parser->token.span, "expected an indented block after %s on line %d",
                     owner, (int)first->span.line);
        parse_hint(parser, "indent the lines that belong to it by four spaces; "
                           "`pass` does nothing");
        return parser->no_nodes;
    }
    parse_advance(parser);
    parse_statements(parser);
    if (parse_at(parser, TOKEN_DEDENT)) {
        parse_advance(parser);
    }
    return parse_list_take(parser, mark);
}

/* --- simple statements --- */

static Operator augmented_operator(TokenKind kind, bool *found) {
    *found = true;
    switch (kind) {
    case TOKEN_ADD_EQUAL:
        return OPERATOR_ADD;
    case TOKEN_SUB_EQUAL:
        return OPERATOR_SUB;
    case TOKEN_MULT_EQUAL:
        return OPERATOR_MULT;
    case TOKEN_DIV_EQUAL:
        return OPERATOR_DIV;
    case TOKEN_FLOOR_DIV_EQUAL:
        return OPERATOR_FLOOR_DIV;
    case TOKEN_MOD_EQUAL:
        return OPERATOR_MOD;
    case TOKEN_POW_EQUAL:
        return OPERATOR_POW;
    case TOKEN_LSHIFT_EQUAL:
        return OPERATOR_LSHIFT;
    case TOKEN_RSHIFT_EQUAL:
        return OPERATOR_RSHIFT;
    case TOKEN_AND_EQUAL:
        return OPERATOR_BIT_AND;
    case TOKEN_OR_EQUAL:
        return OPERATOR_BIT_OR;
    case TOKEN_XOR_EQUAL:
        return OPERATOR_BIT_XOR;
    default:
        *found = false;
        return OPERATOR_ADD;
    }
}

/* What has an effect of its own cannot be in an annotation that is never evaluated. */
static void check_annotation(void *context, const char *label, Node *node) {
    (void)label;
    Parser *parser = context;
    if (node == NULL || node->kind == NODE_LAMBDA) {
        return;
    }
    if (node->kind == NODE_NAMED_EXPR || node->kind == NODE_YIELD ||
        node->kind == NODE_YIELD_FROM || node->kind == NODE_AWAIT) {
        parse_report(parser, parse_span_of(node), "'%s' can not be used within an annotation",
                     parse_expression_noun(node));
    }
    tree_each_child(node, check_annotation, parser);
}

/* With `from __future__ import annotations` an annotation is the text of its expression. */
static Node *finish_annotation(Parser *parser, Node *annotation) {
    if (annotation == NULL || !parser->tree->future_annotations || parser->failed) {
        return annotation;
    }
    check_annotation(parser, "", annotation);
    Text text = {0};
    tree_unparse(annotation, &text);
    Node *node = tree_allocate(parser->tree, sizeof *node);
    *node = *annotation;
    node->kind = NODE_CONSTANT;
    node->context = CONTEXT_LOAD;
    node->height = 0;
    memset(&node->as, 0, sizeof node->as);
    char *bytes = tree_allocate(parser->tree, text.length + 1);
    memcpy(bytes, text_cstr(&text), text.length);
    node->as.constant.kind = LITERAL_STR;
    node->as.constant.bytes = bytes;
    node->as.constant.length = (uint32_t)text.length;
    text_release(&text);
    return node;
}

static void finish_parameter_annotations(Parser *parser, const Parameters *parameters) {
    const NodeList *groups[] = {parameters->positional_only, parameters->positional,
                                parameters->keyword_only};
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (uint32_t i = 0; i < groups[g]->count; i++) {
            Node *parameter = groups[g]->items[i];
            parameter->as.parameter.annotation =
                finish_annotation(parser, parameter->as.parameter.annotation);
        }
    }
    Node *stars[] = {parameters->var_positional, parameters->var_keyword};
    for (size_t i = 0; i < 2; i++) {
        if (stars[i] != NULL) {
            stars[i]->as.parameter.annotation =
                finish_annotation(parser, stars[i]->as.parameter.annotation);
        }
    }
}

/* NAME ':' expression ['=' annotated_rhs] , or an attribute or subscript before the colon */
static Node *parse_annotated(Parser *parser, const Token *first, Node *target) {
    switch ((NodeKind)target->kind) {
    case NODE_NAME:
    case NODE_ATTRIBUTE:
    case NODE_SUBSCRIPT:
        break;
    case NODE_LIST:
    case NODE_TUPLE:
        parse_fail(parser, parse_span_of(target), "only single target (not %s) can be annotated",
                   parse_expression_noun(target));
        break;
    default:
        parse_fail(parser, parse_span_of(target), "illegal target for annotation");
        break;
    }
    parse_expect(parser, TOKEN_COLON);
    parse_make_target(parser, target, CONTEXT_STORE, false);
    Node *annotation = parse_expression(parser);
    Node *value = NULL;
    if (parse_accept(parser, TOKEN_EQUAL)) {
        value = parse_yield_or_star_expressions(parser);
        parse_refuse_star(parser, value);
    }
    Node *node = parse_node(parser, NODE_ANN_ASSIGN, first);
    node->as.ann_assign.target = target;
    node->as.ann_assign.annotation = finish_annotation(parser, annotation);
    node->as.ann_assign.value = value;
    node->as.ann_assign.simple = target->kind == NODE_NAME && !target->in_parentheses;
    return node;
}

static Node *parse_augmented(Parser *parser, const Token *first, Node *target, Operator op) {
    if (target->kind != NODE_NAME && target->kind != NODE_ATTRIBUTE &&
        target->kind != NODE_SUBSCRIPT) {
        parse_fail(parser, parse_span_of(target),
                   "'%s' is an illegal expression for augmented assignment",
                   parse_expression_noun(target));
    }
    parse_advance(parser);
    Node *value = parse_yield_or_star_expressions(parser);
    parse_refuse_star(parser, value);
    parse_make_target(parser, target, CONTEXT_STORE, false);
    Node *node = parse_node(parser, NODE_AUG_ASSIGN, first);
    node->op = (uint8_t)op;
    node->as.aug_assign.target = target;
    node->as.aug_assign.value = value;
    return node;
}

/* (star_targets '=')+ (yield_expr | star_expressions) */
static Node *parse_assignment_rest(Parser *parser, const Token *first, Node *target) {
    size_t mark = parse_list_begin(parser);
    Node *value = target;
    while (parse_accept(parser, TOKEN_EQUAL)) {
        parse_make_target(parser, value, CONTEXT_STORE, true);
        if (value->kind == NODE_STARRED) {
            parse_report(parser, parse_span_of(value),
                         "starred assignment target must be in a list or tuple");
            parse_hint(parser, "a tuple of one element needs a comma: *a, = ...");
        }
        parse_list_push(parser, value);
        value = parse_yield_or_star_expressions(parser);
    }
    parse_refuse_star(parser, value);
    NodeList *targets = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_ASSIGN, first);
    node->as.assign.targets = targets;
    node->as.assign.value = value;
    return node;
}

/* Before Python 3 `print` was a statement; tutorials of that age are still about. */
static void check_old_statement(Parser *parser, const Token *first, const Node *value) {
    if (parser->failed || value->kind != NODE_NAME || !parse_at_expression(parser) ||
        parser->token.kind == TOKEN_ADD || parser->token.kind == TOKEN_SUB) {
        return;
    }
    const char *name = value->as.name;
    if (strcmp(name, "print") == 0 || strcmp(name, "exec") == 0) {
        parse_fail(parser, first->span,
                   "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
    }
}

/* star_expressions, and the assignments that begin with them */
static Node *parse_expression_statement(Parser *parser) {
    Token first = parser->token;
    Node *value = parse_yield_or_star_expressions(parser);
    bool is_augmented = false;
    Operator op = augmented_operator(parser->token.kind, &is_augmented);
    if (parse_at(parser, TOKEN_COLON)) {
        if (parse_peek(parser)->kind == TOKEN_NEWLINE) {
            parse_fail(parser, parser->token.span, "invalid syntax");
            if (value->kind == NODE_NAME && strcmp(value->as.name, "else") != 0) {
                parse_hint(parser,
                           "a line that ends in ':' begins with a word like if, for or def");
            }
        }
        return parse_annotated(parser, &first, value);
    }
    if (is_augmented) {
        return parse_augmented(parser, &first, value, op);
    }
    if (parse_at(parser, TOKEN_AT_EQUAL)) {
        parse_fail(parser, parser->token.span, "the operator @= is not supported");
        parse_hint(parser, "multiply matrices with loops, or with a function");
    }
    if (parse_at(parser, TOKEN_EQUAL)) {
        return parse_assignment_rest(parser, &first, value);
    }
    check_old_statement(parser, &first, value);
    parse_refuse_star(parser, value);
    Node *node = parse_node(parser, NODE_EXPR, &first);
    node->as.value = value;
    return node;
}

/* return_stmt: 'return' [star_expressions] */
static Node *parse_return(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *value = NULL;
    if (!parse_at(parser, TOKEN_NEWLINE) && !parse_at(parser, TOKEN_SEMICOLON)) {
        value = parse_star_expressions(parser);
        parse_refuse_star(parser, value);
    }
    Node *node = parse_node(parser, NODE_RETURN, &first);
    node->as.value = value;
    return node;
}

/* raise_stmt: 'raise' [expression ['from' expression]] */
static Node *parse_raise(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *exception = NULL;
    Node *cause = NULL;
    if (!parse_at(parser, TOKEN_NEWLINE) && !parse_at(parser, TOKEN_SEMICOLON)) {
        exception = parse_expression(parser);
        if (parse_accept(parser, KEYWORD_FROM)) {
            cause = parse_expression(parser);
        }
    }
    Node *node = parse_node(parser, NODE_RAISE, &first);
    node->as.raise.exception = exception;
    node->as.raise.cause = cause;
    return node;
}

/* global_stmt: 'global' NAME (',' NAME)*   and nonlocal_stmt likewise */
static Node *parse_names(Parser *parser, NodeKind kind) {
    Token first = parser->token;
    parse_advance(parser);
    ARRAY_OF(const char *) names = {0};
    do {
        Token name = parser->token;
        if (parse_expect(parser, TOKEN_NAME)) {
            ARRAY_PUSH(&names, parse_name_of(parser, &name));
        }
    } while (parse_accept(parser, TOKEN_COMMA));
    Node *node = parse_node(parser, kind, &first);
    NameList *list = tree_allocate(parser->tree, sizeof *list + names.count * sizeof *list->items);
    list->count = (uint32_t)names.count;
    for (size_t i = 0; i < names.count; i++) {
        list->items[i] = names.items[i];
    }
    ARRAY_RELEASE(&names);
    node->as.names = list;
    return node;
}

/* del_stmt: 'del' del_target (',' del_target)* [','] */
static Node *parse_delete(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *targets = parse_targets(parser);
    NodeList *items = NULL;
    if (targets->kind == NODE_TUPLE && !targets->in_parentheses) {
        items = targets->as.items;
    } else {
        size_t mark = parse_list_begin(parser);
        parse_list_push(parser, targets);
        items = parse_list_take(parser, mark);
    }
    for (uint32_t i = 0; i < items->count; i++) {
        parse_make_target(parser, items->items[i], CONTEXT_DEL, false);
    }
    Node *node = parse_node(parser, NODE_DELETE, &first);
    node->as.items = items;
    return node;
}

/* assert_stmt: 'assert' expression [',' expression] */
static Node *parse_assert(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *condition = parse_expression(parser);
    Node *message = parse_accept(parser, TOKEN_COMMA) ? parse_expression(parser) : NULL;
    Node *node = parse_node(parser, NODE_ASSERT, &first);
    node->as.assertion.condition = condition;
    node->as.assertion.message = message;
    return node;
}

/* dotted_name: NAME ('.' NAME)* . Interned with its dots; blanks between them are left out. */
static const char *parse_dotted_name(Parser *parser) {
    Text text = {0};
    do {
        Token name = parser->token;
        if (!parse_expect(parser, TOKEN_NAME)) {
            break;
        }
        if (text.length > 0) {
            text_append_char(&text, '.');
        }
        text_append(&text, parser->source->bytes + name.start, name.end - name.start);
    } while (parse_accept(parser, TOKEN_DOT));
    const char *result = tree_intern(parser->tree, text_cstr(&text), text.length);
    text_release(&text);
    return result;
}

static const char *parse_as_name(Parser *parser) {
    if (!parse_accept(parser, KEYWORD_AS)) {
        return NULL;
    }
    Token name = parser->token;
    return parse_expect(parser, TOKEN_NAME) ? parse_name_of(parser, &name) : NULL;
}

/* import_name: 'import' dotted_name ['as' NAME] (',' …)* */
static Node *parse_import(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    size_t mark = parse_list_begin(parser);
    do {
        Token start = parser->token;
        const char *name = parse_dotted_name(parser);
        const char *as = parse_as_name(parser);
        Node *alias = parse_node(parser, NODE_ALIAS, &start);
        alias->as.alias.name = name;
        alias->as.alias.as = as;
        parse_list_push(parser, alias);
    } while (parse_accept(parser, TOKEN_COMMA));
    NodeList *aliases = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_IMPORT, &first);
    node->as.items = aliases;
    return node;
}

static void parse_import_from_names(Parser *parser) {
    bool in_brackets = parse_accept(parser, TOKEN_LEFT_PAREN);
    if (parse_at(parser, TOKEN_MULT)) {
        parse_fail(parser, parser->token.span, "`import *` is not supported");
        parse_hint(parser, "import the names that are used, one by one");
    }
    for (;;) {
        Token start = parser->token;
        parse_expect(parser, TOKEN_NAME);
        const char *name = parser->failed ? "" : parse_name_of(parser, &start);
        const char *as = parse_as_name(parser);
        Node *alias = parse_node(parser, NODE_ALIAS, &start);
        alias->as.alias.name = name;
        alias->as.alias.as = as;
        parse_list_push(parser, alias);
        Token comma = parser->token;
        if (!parse_accept(parser, TOKEN_COMMA)) {
            break;
        }
        if (in_brackets && parse_at(parser, TOKEN_RIGHT_PAREN)) {
            break;
        }
        if (!in_brackets && parse_at(parser, TOKEN_NEWLINE)) {
            parse_fail(parser, comma.span,
                       "trailing comma not allowed without surrounding parentheses");
        }
    }
    if (in_brackets) {
        parse_expect(parser, TOKEN_RIGHT_PAREN);
    }
}

/* import_from: 'from' ('.' | '...')* dotted_name 'import' … | 'from' ('.' | '...')+ 'import' … */
static Node *parse_import_from(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    uint32_t level = 0;
    while (parse_at(parser, TOKEN_DOT) || parse_at(parser, TOKEN_ELLIPSIS)) {
        level += parse_at(parser, TOKEN_DOT) ? 1 : 3;
        parse_advance(parser);
    }
    const char *module = NULL;
    if (level == 0 || parse_at(parser, TOKEN_NAME)) {
        module = parse_dotted_name(parser);
    }
    parse_expect(parser, KEYWORD_IMPORT);
    size_t mark = parse_list_begin(parser);
    parse_import_from_names(parser);
    NodeList *aliases = parse_list_take(parser, mark);
    Node *node = parse_node(parser, NODE_IMPORT_FROM, &first);
    node->as.import_from.module = module;
    node->as.import_from.aliases = aliases;
    node->as.import_from.level = level;
    return node;
}

static Node *parse_word(Parser *parser, NodeKind kind) {
    Token first = parser->token;
    parse_advance(parser);
    return parse_node(parser, kind, &first);
}

static Node *parse_simple_statement(Parser *parser) {
    switch (parser->token.kind) {
    case KEYWORD_RETURN:
        return parse_return(parser);
    case KEYWORD_IMPORT:
        return parse_import(parser);
    case KEYWORD_FROM:
        return parse_import_from(parser);
    case KEYWORD_RAISE:
        return parse_raise(parser);
    case KEYWORD_PASS:
        return parse_word(parser, NODE_PASS);
    case KEYWORD_BREAK:
        return parse_word(parser, NODE_BREAK);
    case KEYWORD_CONTINUE:
        return parse_word(parser, NODE_CONTINUE);
    case KEYWORD_DEL:
        return parse_delete(parser);
    case KEYWORD_ASSERT:
        return parse_assert(parser);
    case KEYWORD_GLOBAL:
        return parse_names(parser, NODE_GLOBAL);
    case KEYWORD_NONLOCAL:
        return parse_names(parser, NODE_NONLOCAL);
    default:
        return parse_expression_statement(parser);
    }
}

/* `from __future__ import annotations` changes how the rest is read, so it is noted at once. Where
 * such imports may stand is placement.c's business. */
static void note_future(Parser *parser, const Node *statement) {
    if (statement->kind != NODE_IMPORT_FROM || statement->as.import_from.module == NULL ||
        strcmp(statement->as.import_from.module, "__future__") != 0) {
        return;
    }
    const NodeList *aliases = statement->as.import_from.aliases;
    for (uint32_t i = 0; i < aliases->count; i++) {
        if (strcmp(aliases->items[i]->as.alias.name, "annotations") == 0) {
            parser->tree->future_annotations = true;
        }
    }
}

/* simple_stmts: simple_stmt (';' simple_stmt)* [';'] NEWLINE */
static void parse_simple_statements(Parser *parser) {
    for (;;) {
        Node *node = parse_simple_statement(parser);
        if (parser->failed) {
            return;
        }
        note_future(parser, node);
        parse_list_push(parser, node);
        if (!parse_accept(parser, TOKEN_SEMICOLON)) {
            break;
        }
        if (parse_at(parser, TOKEN_NEWLINE)) {
            break;
        }
    }
    if (parse_at(parser, TOKEN_NEWLINE)) {
        parse_advance(parser);
    } else {
        parse_fail_here(parser);
    }
}

/* --- compound statements --- */

/* if_stmt: 'if' named_expression block (elif_stmt | ['else' block])
 * while_stmt: 'while' named_expression block ['else' block] */
static Node *parse_condition(Parser *parser, NodeKind kind, const char *owner) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, kind, &first);
    node->as.test.condition = parse_named_expression(parser);
    node->as.test.orelse = parser->no_nodes;
    node->as.test.body = parse_block(parser, owner, &first);
    if (parser->failed) {
        return node;
    }
    if (kind == NODE_IF && parse_at(parser, KEYWORD_ELIF)) {
        if (parse_enter(parser)) {
            size_t mark = parse_list_begin(parser);
            parse_list_push(parser, parse_condition(parser, NODE_IF, "'elif' statement"));
            node->as.test.orelse = parse_list_take(parser, mark);
            parse_leave(parser);
        }
    } else if (parse_at(parser, KEYWORD_ELSE)) {
        Token word = parser->token;
        parse_advance(parser);
        node->as.test.orelse = parse_block(parser, "'else' statement", &word);
    }
    end_here(parser, node);
    return node;
}

/* for_stmt: 'for' star_targets 'in' ~ star_expressions block ['else' block] */
static Node *parse_for(Parser *parser, const Token *first, bool is_async) {
    parse_advance(parser);
    Node *node = parse_node(parser, is_async ? NODE_ASYNC_FOR : NODE_FOR, first);
    Node *target = parse_targets(parser);
    parse_make_target(parser, target, CONTEXT_STORE, false);
    if (target->kind == NODE_STARRED) {
        parse_report(parser, parse_span_of(target),
                     "starred assignment target must be in a list or tuple");
    }
    parse_expect(parser, KEYWORD_IN);
    node->as.for_loop.target = target;
    node->as.for_loop.iterable = parse_star_expressions(parser);
    parse_refuse_star(parser, node->as.for_loop.iterable);
    node->as.for_loop.orelse = parser->no_nodes;
    node->as.for_loop.body = parse_block(parser, "'for' statement", first);
    if (!parser->failed && parse_at(parser, KEYWORD_ELSE)) {
        Token word = parser->token;
        parse_advance(parser);
        node->as.for_loop.orelse = parse_block(parser, "'else' statement", &word);
    }
    end_here(parser, node);
    return node;
}

/* Does the bracket that stands here enclose with-items: `with (a as b, c):`, not a value? It does
 * if a colon follows it and what is inside is not one of the things that need brackets of their
 * own. */
static bool at_bracketed_items(const Parser *parser) {
    CHECK(!parser->has_ahead);
    Lexer scout = parser->lexer;
    scout.diagnostics = NULL;
    uint32_t depth = scout.bracket_count;
    bool has_as = false;
    bool is_value = false;
    TokenKind before = TOKEN_LEFT_PAREN;
    while (scout.bracket_count >= depth) {
        Token token = lexer_next(&scout);
        if (token.kind == TOKEN_END || token.kind == TOKEN_FAILED) {
            return false;
        }
        if (scout.bracket_count == depth) {
            has_as = has_as || token.kind == KEYWORD_AS;
            is_value =
                is_value || token.kind == KEYWORD_FOR || token.kind == TOKEN_WALRUS ||
                token.kind == KEYWORD_YIELD ||
                (token.kind == TOKEN_MULT && (before == TOKEN_LEFT_PAREN || before == TOKEN_COMMA));
        }
        if (before == TOKEN_LEFT_PAREN && token.kind == TOKEN_RIGHT_PAREN &&
            scout.bracket_count < depth) {
            is_value = true; /* () is a tuple */
        }
        before = token.kind;
    }
    return has_as || (!is_value && lexer_next(&scout).kind == TOKEN_COLON);
}

/* with_item: expression 'as' star_target | expression */
static WithItem parse_with_item(Parser *parser) {
    WithItem item = {.context = parse_expression(parser)};
    if (parse_accept(parser, KEYWORD_AS)) {
        item.variable =
            parse_at(parser, TOKEN_MULT) ? parse_starred(parser) : parse_bitwise_or(parser);
        if (item.variable->kind == NODE_STARRED) {
            parse_fail(parser, parse_span_of(item.variable),
                       "starred assignment target must be in a list or tuple");
        }
        parse_make_target(parser, item.variable, CONTEXT_STORE, false);
    }
    return item;
}

/* with_stmt: 'with' '(' with_item (',' with_item)* [','] ')' block
 *          | 'with' with_item (',' with_item)* block */
static Node *parse_with(Parser *parser, const Token *first, bool is_async) {
    parse_advance(parser);
    Node *node = parse_node(parser, is_async ? NODE_ASYNC_WITH : NODE_WITH, first);
    bool in_brackets = parse_at(parser, TOKEN_LEFT_PAREN) && at_bracketed_items(parser);
    if (in_brackets) {
        parse_advance(parser);
    }
    ARRAY_OF(WithItem) items = {0};
    Token element = parser->token;
    do {
        if (in_brackets && items.count > 0 && parse_at(parser, TOKEN_RIGHT_PAREN)) {
            break;
        }
        element = parser->token;
        ARRAY_PUSH(&items, parse_with_item(parser));
    } while (parse_accept(parser, TOKEN_COMMA));
    if (in_brackets) {
        parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element);
    }
    node->as.with.item_count = (uint32_t)items.count;
    node->as.with.items = tree_allocate(parser->tree, items.count * sizeof *items.items);
    memcpy(node->as.with.items, items.items, items.count * sizeof *items.items);
    ARRAY_RELEASE(&items);
    node->as.with.body = parse_block(parser, "'with' statement", first);
    end_here(parser, node);
    return node;
}

/* except_block: 'except' ['*'] [expression ['as' NAME]] block */
static Node *parse_handler(Parser *parser, bool *is_star) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_EXCEPT_HANDLER, &first);
    *is_star = parse_accept(parser, TOKEN_MULT);
    if (!parse_at(parser, TOKEN_COLON)) {
        node->as.handler.type = parse_expression(parser);
        if (parse_at(parser, TOKEN_COMMA)) {
            parse_fail(parser, parse_span_of(node->as.handler.type),
                       "multiple exception types must be parenthesized");
            parse_hint(parser, "write except (A, B):");
        }
        node->as.handler.name = parse_as_name(parser);
        if (node->as.handler.name != NULL && strcmp(node->as.handler.name, "__debug__") == 0) {
            parse_report(parser, parser->previous.span, "cannot assign to __debug__");
        }
    } else if (*is_star) {
        parse_fail(parser, parser->token.span, "expected one or more exception types");
    }
    const char *owner = *is_star ? "'except*' statement" : "'except' statement";
    node->as.handler.body = parse_block(parser, owner, &first);
    end_here(parser, node);
    return node;
}

/* try_stmt: 'try' block 'finally' block
 *         | 'try' block except_block+ ['else' block] ['finally' block] */
static Node *parse_try(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_TRY, &first);
    node->as.try_block.handlers = parser->no_nodes;
    node->as.try_block.orelse = parser->no_nodes;
    node->as.try_block.finalbody = parser->no_nodes;
    node->as.try_block.body = parse_block(parser, "'try' statement", &first);
    size_t mark = parse_list_begin(parser);
    const Node *bare = NULL;
    unsigned count = 0;
    while (parse_at(parser, KEYWORD_EXCEPT)) {
        bool is_star = false;
        Token word = parser->token;
        Node *handler = parse_handler(parser, &is_star);
        if (count > 0 && is_star != (node->kind == NODE_TRY_STAR)) {
            parse_report(parser, word.span,
                         "cannot have both 'except' and 'except*' on the same 'try'");
        }
        if (bare != NULL) {
            parse_report(parser, parse_span_of(bare), "default 'except:' must be last");
        }
        bare = handler->as.handler.type == NULL && !is_star ? handler : NULL;
        node->kind = is_star ? NODE_TRY_STAR : node->kind;
        parse_list_push(parser, handler);
        count++;
    }
    node->as.try_block.handlers = parse_list_take(parser, mark);
    if (count > 0 && parse_at(parser, KEYWORD_ELSE)) {
        Token word = parser->token;
        parse_advance(parser);
        node->as.try_block.orelse = parse_block(parser, "'else' statement", &word);
    }
    if (parse_at(parser, KEYWORD_FINALLY)) {
        Token word = parser->token;
        parse_advance(parser);
        node->as.try_block.finalbody = parse_block(parser, "'finally' statement", &word);
    } else if (count == 0 && !parser->failed) {
        parse_report(parser, parser->token.span, "expected 'except' or 'finally' block");
    }
    end_here(parser, node);
    return node;
}

/* Is `match` here the beginning of a match statement? Its line ends in a colon, and behind the word
 * stands something else than that colon. No other statement can be so: `match[x]: int` is an
 * annotation, and `match: int` another. */
static bool at_match_statement(const Parser *parser) {
    if (!at_word(parser, "match")) {
        return false;
    }
    CHECK(!parser->has_ahead);
    Lexer scout = parser->lexer;
    scout.diagnostics = NULL;
    TokenKind before = TOKEN_NAME;
    for (uint32_t count = 0;; count++) {
        Token token = lexer_next(&scout);
        switch (token.kind) {
        case TOKEN_NEWLINE:
            return before == TOKEN_COLON && count > 1;
        case TOKEN_END:
        case TOKEN_FAILED:
        case TOKEN_SEMICOLON:
            return false;
        default:
            before = token.kind;
        }
    }
}

/* case_block: 'case' patterns ['if' named_expression] block */
static Node *parse_case(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_MATCH_CASE, &first);
    node->as.match_case.pattern = parse_patterns(parser);
    if (parse_accept(parser, KEYWORD_IF)) {
        node->as.match_case.guard = parse_named_expression(parser);
    }
    node->as.match_case.body = parse_block(parser, "'case' statement", &first);
    end_here(parser, node);
    return node;
}

/* match_stmt: "match" subject ':' NEWLINE INDENT case_block+ DEDENT
 * subject: star_named_expression ',' [star_named_expressions] | named_expression */
static Node *parse_match(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_MATCH, &first);
    node->as.match.subject = parse_star_named_expressions(parser);
    parse_expect(parser, TOKEN_COLON);
    parse_expect(parser, TOKEN_NEWLINE);
    if (!parser->failed && !parse_at(parser, TOKEN_INDENT)) {
        parse_fail(parser, parser->token.span,
                   "expected an indented block after 'match' statement on line %d",
                   (int)first.span.line);
    }
    parse_accept(parser, TOKEN_INDENT);
    if (!parser->failed && !at_word(parser, "case")) {
        parse_fail(parser, parser->token.span, "invalid syntax");
        parse_hint(parser, "in the block of a match statement there are cases: case ...:");
    }
    parser->lost_match = parser->failed;
    size_t mark = parse_list_begin(parser);
    while (!parser->failed && at_word(parser, "case")) {
        size_t before = parse_list_begin(parser);
        Node *read = parse_case(parser);
        if (parser->failed) {
            recover_statement(parser, before);
        } else {
            parse_list_push(parser, read);
        }
    }
    node->as.match.cases = parse_list_take(parser, mark);
    if (!parser->failed && !parse_accept(parser, TOKEN_DEDENT) && !parse_at(parser, TOKEN_END)) {
        parse_fail_here(parser);
    }
    end_here(parser, node);
    return node;
}

/* function_def: 'def' NAME '(' [params] ')' ['->' expression] block */
static Node *parse_function(Parser *parser, const Token *first, bool is_async,
                            NodeList *decorators) {
    parse_advance(parser);
    Token name = parser->token;
    parse_expect(parser, TOKEN_NAME);
    Node *node = parse_node(parser, is_async ? NODE_ASYNC_FUNCTION_DEF : NODE_FUNCTION_DEF, first);
    FunctionDef *function = tree_allocate(parser->tree, sizeof *function);
    node->as.function = function;
    function->name = parser->failed ? "" : parse_name_of(parser, &name);
    function->decorators = decorators;
    function->body = parser->no_nodes;
    parse_expect(parser, TOKEN_LEFT_PAREN);
    Token element = parser->token;
    function->parameters = parse_parameters(parser, node, TOKEN_RIGHT_PAREN);
    parse_expect_close(parser, TOKEN_RIGHT_PAREN, &element);
    finish_parameter_annotations(parser, function->parameters);
    if (parse_accept(parser, TOKEN_ARROW)) {
        function->returns = finish_annotation(parser, parse_expression(parser));
    }
    function->body = parse_block(parser, "function definition", first);
    end_here(parser, node);
    return node;
}

/* class_def: 'class' NAME ['(' [arguments] ')'] block */
static Node *parse_class(Parser *parser, NodeList *decorators) {
    Token first = parser->token;
    parse_advance(parser);
    Token name = parser->token;
    parse_expect(parser, TOKEN_NAME);
    Node *node = parse_node(parser, NODE_CLASS_DEF, &first);
    ClassDef *class_def = tree_allocate(parser->tree, sizeof *class_def);
    node->as.class_def = class_def;
    class_def->name = parser->failed ? "" : parse_name_of(parser, &name);
    class_def->decorators = decorators;
    class_def->bases = class_def->keywords = parser->no_nodes;
    Token open = parser->token;
    if (parse_accept(parser, TOKEN_LEFT_PAREN)) {
        parse_arguments(parser, &open, node, &class_def->bases, &class_def->keywords);
        if (class_def->bases->count == 1 &&
            class_def->bases->items[0]->kind == NODE_GENERATOR_EXP) {
            parse_report(parser, parse_span_of(class_def->bases->items[0]), "invalid syntax");
        }
    }
    class_def->body = parse_block(parser, "class definition", &first);
    end_here(parser, node);
    return node;
}

/* decorators: ('@' named_expression NEWLINE)+ */
static Node *parse_decorated(Parser *parser) {
    size_t mark = parse_list_begin(parser);
    while (parse_accept(parser, TOKEN_AT)) {
        parse_list_push(parser, parse_named_expression(parser));
        if (!parse_accept(parser, TOKEN_NEWLINE)) {
            parse_fail_here(parser);
        }
    }
    NodeList *decorators = parse_list_take(parser, mark);
    Token first = parser->token;
    if (parse_at(parser, KEYWORD_CLASS)) {
        return parse_class(parser, decorators);
    }
    bool is_async = parse_accept(parser, KEYWORD_ASYNC);
    if (!parse_at(parser, KEYWORD_DEF)) {
        parse_fail_here(parser);
        parse_hint(parser, "a decorator stands before a def or class");
        return parse_node(parser, NODE_PASS, &first);
    }
    return parse_function(parser, &first, is_async, decorators);
}

static Node *parse_async(Parser *parser) {
    Token first = parser->token;
    parse_advance(parser);
    switch (parser->token.kind) {
    case KEYWORD_DEF:
        return parse_function(parser, &first, true, parser->no_nodes);
    case KEYWORD_FOR:
        return parse_for(parser, &first, true);
    case KEYWORD_WITH:
        return parse_with(parser, &first, true);
    default:
        parse_fail_here(parser);
        return parse_node(parser, NODE_PASS, &first);
    }
}

/* The compound statement that begins here, or NULL. */
static Node *parse_compound(Parser *parser) {
    Token first = parser->token;
    switch (first.kind) {
    case KEYWORD_IF:
        return parse_condition(parser, NODE_IF, "'if' statement");
    case KEYWORD_WHILE:
        return parse_condition(parser, NODE_WHILE, "'while' statement");
    case KEYWORD_FOR:
        return parse_for(parser, &first, false);
    case KEYWORD_WITH:
        return parse_with(parser, &first, false);
    case KEYWORD_TRY:
        return parse_try(parser);
    case KEYWORD_DEF:
        return parse_function(parser, &first, false, parser->no_nodes);
    case KEYWORD_CLASS:
        return parse_class(parser, parser->no_nodes);
    case KEYWORD_ASYNC:
        return parse_async(parser);
    case TOKEN_AT:
        return parse_decorated(parser);
    case TOKEN_NAME:
        return at_match_statement(parser) ? parse_match(parser) : NULL;
    default:
        return NULL;
    }
}

/* --- after an error --- */

/* Does the current token go on with a statement whose beginning was lost? */
static bool at_continuation(const Parser *parser) {
    switch (parser->token.kind) {
    case KEYWORD_ELIF:
    case KEYWORD_ELSE:
    case KEYWORD_EXCEPT:
    case KEYWORD_FINALLY:
        return true;
    default:
        return at_word(parser, "case");
    }
}

/* Passes the statement that was lost: the rest of its lines, the block that belongs to it (whose
 * statements are read, so that their own errors come out, and thrown away) and its `else` parts. */
static void recover_statement(Parser *parser, size_t mark) {
    unsigned depth = parser->depth;
    bool enters_block = parser->failed_token.kind != TOKEN_INDENT;
    bool outer_match = parser->in_match;
    parser->in_match = parser->lost_match;
    parser->lost_match = false;
    parse_recover(parser);
    while (enters_block && !parser->failed) {
        if (parse_at(parser, TOKEN_INDENT)) {
            parse_advance(parser);
            parse_statements(parser);
            if (parse_at(parser, TOKEN_DEDENT)) {
                parse_advance(parser);
            }
        } else if (at_continuation(parser)) {
            parser->failed = true;
            parser->failed_token = parser->token;
            parse_recover(parser);
        } else {
            break;
        }
        parser->stack.count = mark;
    }
    parser->stack.count = mark;
    parser->depth = depth;
    parser->in_match = outer_match;
}

/* statement: compound_stmt | simple_stmts . What was read is left on the parser's list. */
static void parse_statement(Parser *parser) {
    size_t mark = parse_list_begin(parser);
    unsigned depth = parser->depth;
    if (parse_at(parser, TOKEN_INDENT)) {
        parse_report(parser, parser->token.span, "unexpected indent");
        parse_hint(parser, "only the lines after one that ends in ':' are indented further");
        parse_advance(parser);
        parse_statements(parser);
        if (parse_at(parser, TOKEN_DEDENT)) {
            parse_advance(parser);
        }
        return;
    }
    if (parser->in_match && at_word(parser, "case")) {
        parser->failed = true;
        parser->failed_token = parser->token;
    }
    Node *node = parse_enter(parser) ? parse_compound(parser) : NULL;
    if (node != NULL) {
        if (!parser->failed) {
            parser->stack.count = mark;
            parse_list_push(parser, node);
        }
    } else if (!parser->failed) {
        parse_simple_statements(parser);
    }
    parser->depth = depth;
    if (parser->failed) {
        parser->stack.count = mark;
        recover_statement(parser, mark);
    }
}

Tree *parser_parse(const Source *source, Diagnostics *diagnostics) {
    Tree *tree = tree_new();
    Parser parser = {.source = source, .diagnostics = diagnostics, .tree = tree};
    parser.no_nodes = tree_allocate(tree, sizeof(NodeList));
    lexer_init(&parser.lexer, source, diagnostics);
    parser.token = lexer_next(&parser.lexer);
    if (parser.token.kind == TOKEN_FAILED) {
        parser.failed = true;
        parser.failed_token = parser.token;
    }
    size_t mark = parse_list_begin(&parser);
    while (!parse_at(&parser, TOKEN_END)) {
        parse_statements(&parser);
        parse_accept(&parser, TOKEN_DEDENT); /* after a line that belonged to no level */
    }
    tree->body = parse_list_take(&parser, mark);
    ARRAY_RELEASE(&parser.stack);
    placement_check(tree, diagnostics);
    return tree;
}
