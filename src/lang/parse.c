#include "lang/parse.h"

#include "base/check.h"
#include "lang/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void parse_advance(Parser *parser) {
    if (parser->failed) {
        return;
    }
    TokenKind kind = parser->token.kind;
    if (kind != TOKEN_NEWLINE && kind != TOKEN_INDENT && kind != TOKEN_DEDENT) {
        parser->previous = parser->token;
    }
    parser->token = parser->has_ahead ? parser->ahead : lexer_next(&parser->lexer);
    parser->has_ahead = false;
    if (parser->token.kind == TOKEN_FAILED) {
        parser->failed = true;
        parser->failed_token = parser->token;
    }
}

const Token *parse_peek(Parser *parser) {
    if (parser->failed) {
        return &parser->token;
    }
    if (!parser->has_ahead) {
        parser->ahead = lexer_next(&parser->lexer);
        parser->has_ahead = true;
    }
    return &parser->ahead;
}

bool parse_at(const Parser *parser, TokenKind kind) {
    return parser->token.kind == kind;
}

bool parse_accept(Parser *parser, TokenKind kind) {
    if (parser->token.kind != kind) {
        return false;
    }
    parse_advance(parser);
    return true;
}

static void report_arguments(Parser *parser, SourceSpan span, const char *format,
                             va_list arguments) {
    char text[DIAGNOSTIC_TEXT_MAX];
    vsnprintf(text, sizeof text, format, arguments);
    diagnostics_add(parser->diagnostics, span, "%s%s", parser->lexer.context, text);
}

void parse_report(Parser *parser, SourceSpan span, const char *format, ...) {
    parser->may_hint = !parser->failed;
    if (parser->failed) {
        return; /* it may only follow from what was reported */
    }
    va_list arguments;
    va_start(arguments, format);
    report_arguments(parser, span, format, arguments);
    va_end(arguments);
}

void parse_hint(Parser *parser, const char *format, ...) {
    if (!parser->may_hint) {
        return;
    }
    char text[DIAGNOSTIC_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    diagnostics_hint(parser->diagnostics, "%s", text);
}

static void lose_statement(Parser *parser) {
    parser->failed = true;
    parser->failed_token = parser->token;
    parser->token.kind = TOKEN_FAILED;
}

void parse_fail(Parser *parser, SourceSpan span, const char *format, ...) {
    parser->may_hint = !parser->failed;
    if (parser->failed) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    report_arguments(parser, span, format, arguments);
    va_end(arguments);
    lose_statement(parser);
}

/* Keywords that only ever begin a statement: within brackets they show that one was not closed. */
static bool only_begins_statement(TokenKind kind) {
    switch (kind) {
    case KEYWORD_ASSERT:
    case KEYWORD_BREAK:
    case KEYWORD_CLASS:
    case KEYWORD_CONTINUE:
    case KEYWORD_DEF:
    case KEYWORD_DEL:
    case KEYWORD_ELIF:
    case KEYWORD_EXCEPT:
    case KEYWORD_FINALLY:
    case KEYWORD_GLOBAL:
    case KEYWORD_IMPORT:
    case KEYWORD_NONLOCAL:
    case KEYWORD_PASS:
    case KEYWORD_RAISE:
    case KEYWORD_RETURN:
    case KEYWORD_TRY:
    case KEYWORD_WHILE:
    case KEYWORD_WITH:
        return true;
    default:
        return false;
    }
}

/* Passes the rest of a statement of which `token` is the next token. True if it ends as it should,
 * in a NEWLINE; false if a bracket is still open at the end of the file or where, by `*token`,
 * another statement begins. */
static bool skip_statement(Lexer *lexer, Token *token, const Token *ahead) {
    while (token->kind != TOKEN_NEWLINE && token->kind != TOKEN_END) {
        if (token->first_in_line && lexer->bracket_count > 0 &&
            only_begins_statement(token->kind)) {
            return false;
        }
        if (ahead != NULL) {
            *token = *ahead;
            ahead = NULL;
        } else {
            *token = lexer_next(lexer);
        }
    }
    return token->kind == TOKEN_NEWLINE || lexer->bracket_count == 0;
}

/* Fails at a bracket that is never closed, if there is one. */
static bool fail_unclosed(Parser *parser) {
    if (parser->lexer.bracket_count == 0 || parser->lexer.in_expression) {
        return false;
    }
    Lexer scout = parser->lexer;
    scout.diagnostics = NULL;
    Token token = parser->token;
    if (skip_statement(&scout, &token, parser->has_ahead ? &parser->ahead : NULL) ||
        scout.bracket_count == 0) {
        return false;
    }
    Bracket open = scout.brackets[scout.bracket_count - 1];
    parse_fail(parser, (SourceSpan){open.line, open.column, open.line, open.column + 1},
               "'%c' was never closed", open.kind);
    return true;
}

void parse_fail_here(Parser *parser) {
    parser->may_hint = false;
    if (parser->failed || fail_unclosed(parser)) {
        parser->may_hint = false;
        return;
    }
    Token token = parser->token;
    TokenKind before = parser->previous.kind;
    if (token.kind == TOKEN_INDENT) {
        parse_fail(parser, token.span, "unexpected indent");
        return;
    }
    parse_fail(parser, token.span, "invalid syntax");
    bool doubled = parser->previous.start > 0 && (before == TOKEN_ADD || before == TOKEN_SUB) &&
                   parser->source->bytes[parser->previous.start - 1] ==
                       parser->source->bytes[parser->previous.start];
    if (token.kind == TOKEN_NEWLINE && doubled) {
        const char *op = lexer_kind_text(before);
        parse_hint(parser, "to count by one, write `x %s= 1`", op);
    } else if (token.kind == TOKEN_BIT_AND && before == TOKEN_BIT_AND) {
        parse_hint(parser, "write `and`");
    } else if (token.kind == TOKEN_BIT_OR && before == TOKEN_BIT_OR) {
        parse_hint(parser, "write `or`");
    } else if (token.kind >= KEYWORD_FALSE && (before == TOKEN_DOT || before == KEYWORD_DEF ||
                                               before == KEYWORD_CLASS || before == KEYWORD_AS)) {
        parse_hint(parser, "`%s` is a keyword of Python: choose another name",
                   lexer_kind_text(token.kind));
    } else if (token.kind == TOKEN_NEWLINE || token.kind == TOKEN_END) {
        parse_hint(parser, "something is missing at the end of the line");
    } else if (token.kind == TOKEN_EQUAL) {
        parse_hint(parser, "`=` assigns and is no expression; `==` compares");
    }
}

bool parse_expect(Parser *parser, TokenKind kind) {
    if (parser->token.kind == kind) {
        parse_advance(parser);
        return true;
    }
    if (parser->failed || fail_unclosed(parser)) {
        return false;
    }
    if (kind == TOKEN_COLON && !parse_at(parser, TOKEN_EQUAL)) {
        parse_fail(parser, parser->token.span, "expected ':'");
        return false;
    }
    if (parse_at(parser, TOKEN_EQUAL)) {
        parse_fail(parser, parser->token.span,
                   "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return false;
    }
    parse_fail_here(parser);
    return false;
}

bool parse_at_expression(const Parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_LEFT_PAREN:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_BRACE:
    case TOKEN_ELLIPSIS:
    case TOKEN_ADD:
    case TOKEN_SUB:
    case TOKEN_INVERT:
    case KEYWORD_TRUE:
    case KEYWORD_FALSE:
    case KEYWORD_NONE:
    case KEYWORD_NOT:
    case KEYWORD_LAMBDA:
    case KEYWORD_AWAIT:
        return true;
    default:
        return false;
    }
}

bool parse_expect_close(Parser *parser, TokenKind kind, const Token *element) {
    if (parser->token.kind == kind) {
        parse_advance(parser);
        return true;
    }
    bool comma_missing = parse_at_expression(parser) && parser->token.kind != TOKEN_ADD &&
                         parser->token.kind != TOKEN_SUB;
    if (comma_missing && !parser->failed && !fail_unclosed(parser)) {
        SourceSpan span = element->span;
        span.end_line = parser->token.span.end_line;
        span.end_column = parser->token.span.end_column;
        parse_fail(parser, span, "invalid syntax. Perhaps you forgot a comma?");
        return false;
    }
    return parse_expect(parser, kind);
}

SourceSpan parse_span_of(const Node *node) {
    return (SourceSpan){node->line, node->column, node->end_line, node->end_column};
}

SourceSpan parse_span_since(const Parser *parser, const Token *first) {
    SourceSpan end = parser->previous.span;
    return (SourceSpan){first->span.line, first->span.column, end.end_line, end.end_column};
}

Node *parse_node(Parser *parser, NodeKind kind, const Token *first) {
    Node *node = tree_allocate(parser->tree, sizeof *node);
    SourceSpan span = parse_span_since(parser, first);
    node->kind = (uint8_t)kind;
    node->line = span.line;
    node->column = span.column;
    node->end_line = span.end_line;
    node->end_column = span.end_column;
    return node;
}

void parse_hold(Parser *parser, Node *parent, const Node *child) {
    if (child == NULL || child->height < parent->height) {
        return;
    }
    if (child->height + 1 >= PARSER_DEPTH_MAX) {
        parse_fail(parser, parse_span_of(parent), "the expression is nested too deeply");
        parse_hint(parser, "give parts of the expression a name of their own");
        return;
    }
    parent->height = (uint16_t)(child->height + 1);
}

void parse_hold_list(Parser *parser, Node *parent, const NodeList *children) {
    for (uint32_t i = 0; i < children->count; i++) {
        parse_hold(parser, parent, children->items[i]);
    }
}

size_t parse_list_begin(const Parser *parser) {
    return parser->stack.count;
}

void parse_list_push(Parser *parser, Node *node) {
    ARRAY_PUSH(&parser->stack, node);
}

NodeList *parse_list_take(Parser *parser, size_t mark) {
    CHECK(mark <= parser->stack.count);
    size_t count = parser->stack.count - mark;
    parser->stack.count = mark;
    if (count == 0) {
        return parser->no_nodes;
    }
    NodeList *list = tree_allocate(parser->tree, sizeof *list + count * sizeof *list->items);
    list->count = (uint32_t)count;
    memcpy(list->items, parser->stack.items + mark, count * sizeof *list->items);
    return list;
}

const char *parse_name_of(Parser *parser, const Token *token) {
    return tree_intern(parser->tree, parser->source->bytes + token->start,
                       token->end - token->start);
}

bool parse_enter(Parser *parser) {
    if (parser->depth >= PARSER_DEPTH_MAX) {
        parse_fail(parser, parser->token.span, "the program is nested too deeply here");
        parse_hint(parser, "give parts of the expression a name of their own");
        return false;
    }
    parser->depth++;
    return true;
}

void parse_leave(Parser *parser) {
    parser->depth--;
}

void parse_recover(Parser *parser) {
    CHECK(parser->failed);
    parser->lexer.diagnostics = NULL;
    Token token = parser->failed_token;
    bool ended = skip_statement(&parser->lexer, &token, parser->has_ahead ? &parser->ahead : NULL);
    if (!ended && token.kind != TOKEN_END) {
        lexer_restart_line(&parser->lexer, &token);
    }
    parser->lexer.diagnostics = parser->diagnostics;
    parser->has_ahead = false;
    parser->failed = false;
    parser->token = lexer_next(&parser->lexer);
    if (parser->token.kind == TOKEN_FAILED) {
        parser->failed = true;
        parser->failed_token = parser->token;
    }
}
