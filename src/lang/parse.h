/* What the parts of the parser share: the state, and the functions by which one rule uses another.
 * Only parser.c (statements), parse.c (the machinery), parse_expression.c, parse_pattern.c and
 * parse_literal.c include this.
 *
 * Errors need no checks on the way out: parse_fail() reports once and turns the current token into
 * TOKEN_FAILED, which no rule matches and which parse_advance() does not leave; every rule then
 * returns soon, with some node that nobody looks at, and the statement's loop in parser.c throws
 * the statement away and goes on at the next one. What is wrong but does not confuse the parser is
 * only reported, with parse_report(). */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "base/array.h"
#include "lang/lexer.h"
#include "lang/source.h"
#include "lang/tree.h"

typedef struct Parser {
    const Source *source;
    Diagnostics *diagnostics;
    Tree *tree;
    Lexer lexer;
    Token token;    /* the one to be looked at next */
    Token ahead;    /* the one after it, if has_ahead */
    Token previous; /* the last one passed that is not a NEWLINE, INDENT or DEDENT */
    bool has_ahead;
    bool failed;        /* the statement being read is lost */
    bool may_hint;      /* the last report was taken, so a hint belongs to it */
    bool lost_match;    /* what was lost is a match statement: its cases are read all the same */
    bool in_match;      /* in the block of such a statement */
    Token failed_token; /* where that was noticed */
    unsigned depth;     /* rules within rules, up to PARSER_DEPTH_MAX */
    ARRAY_OF(Node *) stack; /* children of lists that are being read */
    NodeList *no_nodes;     /* the empty list */
} Parser;

/* --- parse.c --- */

void parse_advance(Parser *parser);
const Token *parse_peek(Parser *parser); /* the token after the current one */
bool parse_at(const Parser *parser, TokenKind kind);
bool parse_accept(Parser *parser, TokenKind kind); /* passes it if it stands here */

void parse_report(Parser *parser, SourceSpan span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void parse_hint(Parser *parser, const char *format, ...) __attribute__((format(printf, 2, 3)));
void parse_fail(Parser *parser, SourceSpan span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "invalid syntax" at the current token, or what can be said better: an unclosed bracket, … */
void parse_fail_here(Parser *parser);
/* Fails unless this token stands here, which is passed. */
bool parse_expect(Parser *parser, TokenKind kind);
/* The same for a closing bracket after an element that began at `element`: a forgotten comma? */
bool parse_expect_close(Parser *parser, TokenKind kind, const Token *element);

SourceSpan parse_span_of(const Node *node);
/* From the beginning of `first` to the end of what was passed last. */
SourceSpan parse_span_since(const Parser *parser, const Token *first);
/* A node from the beginning of `first` to the end of what was passed last. */
Node *parse_node(Parser *parser, NodeKind kind, const Token *first);
/* Counts the child's height in the parent's. Either may be NULL in case of the child. */
void parse_hold(Parser *parser, Node *parent, const Node *child);
void parse_hold_list(Parser *parser, Node *parent, const NodeList *children);

/* Lists are collected on the stack: mark, push, take. */
size_t parse_list_begin(const Parser *parser);
void parse_list_push(Parser *parser, Node *node);
NodeList *parse_list_take(Parser *parser, size_t mark);

const char *parse_name_of(Parser *parser, const Token *token); /* interned */

/* Refuses nesting beyond PARSER_DEPTH_MAX; each true needs a parse_leave(). */
bool parse_enter(Parser *parser);
void parse_leave(Parser *parser);

/* Can an expression begin with the current token? */
bool parse_at_expression(const Parser *parser);

/* Ends the lost statement: the current token is the first of the next one. */
void parse_recover(Parser *parser);

/* --- parse_expression.c --- */

Node *parse_expression(Parser *parser);       /* a conditional expression or a lambda */
Node *parse_named_expression(Parser *parser); /* or `name := expression` */
Node *parse_star_expressions(Parser *parser); /* `a`, `a, *b`: a tuple where there is a comma */
Node *parse_yield_or_star_expressions(Parser *parser);
/* The same where `name := expression` may stand: what a match statement looks at. */
Node *parse_star_named_expressions(Parser *parser);
/* For a place where `*a` alone makes no sense. */
void parse_refuse_star(Parser *parser, const Node *node);
Node *parse_bitwise_or(Parser *parser);
Node *parse_starred(Parser *parser);
Node *parse_name(Parser *parser);
Node *parse_constant(Parser *parser, LiteralKind kind); /* a keyword that is one, or `...` */
Node *parse_targets(Parser *parser); /* of `for` and `del`: nothing that would swallow an `in` */
/* What stands between brackets of which the opening one, `open`, has been passed. */
Node *parse_group_rest(Parser *parser, const Token *open);
Parameters *parse_parameters(Parser *parser, Node *owner, TokenKind closing);
/* Call arguments up to the closing bracket, which is passed. */
void parse_arguments(Parser *parser, const Token *open, Node *owner, NodeList **arguments,
                     NodeList **keywords);
/* Makes an expression a target; reports what cannot be one. `here` adds that `==` may be meant. */
void parse_make_target(Parser *parser, Node *node, NameContext context, bool here);
/* How messages call an expression: "function call", "literal". */
const char *parse_expression_noun(const Node *node);

/* --- parse_pattern.c --- */

/* What stands behind `case`: a pattern, or several with commas and without brackets. */
Node *parse_patterns(Parser *parser);

/* --- parse_literal.c --- */

Node *parse_number(Parser *parser);
Node *parse_strings(Parser *parser); /* all adjacent ones, f-strings too */

#endif
