/* Text to tokens, one at a time and by CPython 3.11's rules: indentation becomes INDENT and DEDENT,
 * a logical line ends in NEWLINE, brackets and backslashes join lines. A string token is the whole
 * literal with prefix and quotes (what is inside is the parser's business), a number token its
 * text.
 *
 * What cannot be a token is reported and gives TOKEN_FAILED; the parser decides where to go on. A
 * lexer is a plain value: copying it is a way to look ahead and come back. */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include "lang/diagnostic.h"
#include "lang/source.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LEXER_BRACKETS_MAX = 200, /* brackets within each other, as in CPython */
    LEXER_INDENTS_MAX = 100,  /* levels of indentation, as in CPython */
};

/* name, text; `True`, `False` and `None` included */
#define KEYWORDS(X)                                                                                \
    X(FALSE, "False")                                                                              \
    X(NONE, "None")                                                                                \
    X(TRUE, "True")                                                                                \
    X(AND, "and")                                                                                  \
    X(AS, "as")                                                                                    \
    X(ASSERT, "assert")                                                                            \
    X(ASYNC, "async")                                                                              \
    X(AWAIT, "await")                                                                              \
    X(BREAK, "break")                                                                              \
    X(CLASS, "class")                                                                              \
    X(CONTINUE, "continue")                                                                        \
    X(DEF, "def")                                                                                  \
    X(DEL, "del")                                                                                  \
    X(ELIF, "elif")                                                                                \
    X(ELSE, "else")                                                                                \
    X(EXCEPT, "except")                                                                            \
    X(FINALLY, "finally")                                                                          \
    X(FOR, "for")                                                                                  \
    X(FROM, "from")                                                                                \
    X(GLOBAL, "global")                                                                            \
    X(IF, "if")                                                                                    \
    X(IMPORT, "import")                                                                            \
    X(IN, "in")                                                                                    \
    X(IS, "is")                                                                                    \
    X(LAMBDA, "lambda")                                                                            \
    X(NONLOCAL, "nonlocal")                                                                        \
    X(NOT, "not")                                                                                  \
    X(OR, "or")                                                                                    \
    X(PASS, "pass")                                                                                \
    X(RAISE, "raise")                                                                              \
    X(RETURN, "return")                                                                            \
    X(TRY, "try")                                                                                  \
    X(WHILE, "while")                                                                              \
    X(WITH, "with")                                                                                \
    X(YIELD, "yield")

/* name, text; where one is the beginning of another, the longer one stands first */
#define PUNCTUATION(X)                                                                             \
    X(POW_EQUAL, "**=")                                                                            \
    X(FLOOR_DIV_EQUAL, "//=")                                                                      \
    X(RSHIFT_EQUAL, ">>=")                                                                         \
    X(LSHIFT_EQUAL, "<<=")                                                                         \
    X(ELLIPSIS, "...")                                                                             \
    X(NOT_EQUAL, "!=")                                                                             \
    X(MOD_EQUAL, "%=")                                                                             \
    X(AND_EQUAL, "&=")                                                                             \
    X(POW, "**")                                                                                   \
    X(MULT_EQUAL, "*=")                                                                            \
    X(ADD_EQUAL, "+=")                                                                             \
    X(SUB_EQUAL, "-=")                                                                             \
    X(ARROW, "->")                                                                                 \
    X(FLOOR_DIV, "//")                                                                             \
    X(DIV_EQUAL, "/=")                                                                             \
    X(WALRUS, ":=")                                                                                \
    X(LSHIFT, "<<")                                                                                \
    X(LESS_EQUAL, "<=")                                                                            \
    X(EQUAL_EQUAL, "==")                                                                           \
    X(GREATER_EQUAL, ">=")                                                                         \
    X(RSHIFT, ">>")                                                                                \
    X(AT_EQUAL, "@=")                                                                              \
    X(XOR_EQUAL, "^=")                                                                             \
    X(OR_EQUAL, "|=")                                                                              \
    X(MOD, "%")                                                                                    \
    X(BIT_AND, "&")                                                                                \
    X(LEFT_PAREN, "(")                                                                             \
    X(RIGHT_PAREN, ")")                                                                            \
    X(MULT, "*")                                                                                   \
    X(ADD, "+")                                                                                    \
    X(COMMA, ",")                                                                                  \
    X(SUB, "-")                                                                                    \
    X(DOT, ".")                                                                                    \
    X(DIV, "/")                                                                                    \
    X(COLON, ":")                                                                                  \
    X(SEMICOLON, ";")                                                                              \
    X(LESS, "<")                                                                                   \
    X(EQUAL, "=")                                                                                  \
    X(GREATER, ">")                                                                                \
    X(AT, "@")                                                                                     \
    X(LEFT_BRACKET, "[")                                                                           \
    X(RIGHT_BRACKET, "]")                                                                          \
    X(BIT_XOR, "^")                                                                                \
    X(LEFT_BRACE, "{")                                                                             \
    X(BIT_OR, "|")                                                                                 \
    X(RIGHT_BRACE, "}")                                                                            \
    X(INVERT, "~")

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_FAILED, /* reported already */
    TOKEN_NEWLINE,
    TOKEN_INDENT,
    TOKEN_DEDENT,
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_STRING,
#define X(name, text) TOKEN_##name,
    PUNCTUATION(X)
#undef X
#define X(name, text) KEYWORD_##name,
        KEYWORDS(X)
#undef X
} TokenKind;

typedef struct Token {
    TokenKind kind;
    bool first_in_line; /* no other token stands before it in its (physical) line */
    uint32_t start;     /* bytes of the source */
    uint32_t end;
    SourceSpan span;
} Token;

typedef struct Bracket {
    char kind; /* ( [ { */
    int32_t line;
    int32_t column;
} Bracket;

typedef struct Lexer {
    const Source *source;
    Diagnostics *diagnostics; /* NULL: errors are silent */
    const char *context;      /* "f-string: " before messages inside one, or "" */
    uint32_t position;
    uint32_t limit; /* where the text ends */
    uint32_t line_start;
    int32_t line;
    bool at_line_start; /* indentation is to be measured next */
    bool line_is_empty; /* no token yet in this physical line */
    bool in_expression; /* part of an f-string: newlines are blanks, the end is the end */
    bool virtual_close; /* of such a part: one `)` follows where the text ends */
    bool warned_of_tabs;
    bool logical_line_open; /* a token since the last NEWLINE */
    int pending_dedents;    /* to be given out; -1 is an indent */
    uint32_t indent_count;
    uint32_t bracket_count;
    uint32_t indents[LEXER_INDENTS_MAX];
    uint32_t tab_indents[LEXER_INDENTS_MAX]; /* with tabs one column wide: must agree */
    Bracket brackets[LEXER_BRACKETS_MAX];
} Lexer;

void lexer_init(Lexer *lexer, const Source *source, Diagnostics *diagnostics);

/* A lexer for the expression in bytes [start, end) of an f-string; the place of `start` is given.
 */
void lexer_init_expression(Lexer *lexer, const Source *source, Diagnostics *diagnostics,
                           uint32_t start, uint32_t end, int32_t line, uint32_t line_start);

/* The next token; TOKEN_END again and again at the end. */
Token lexer_next(Lexer *lexer);

/* Forgets open brackets and goes on at the beginning of the line of this token. */
void lexer_restart_line(Lexer *lexer, const Token *token);

/* How the kind is written: "(" or "while"; a description for those without one text. */
const char *lexer_kind_text(TokenKind kind);

/* Is this a whole identifier? */
bool lexer_is_name(const char *bytes, size_t length);

#endif
