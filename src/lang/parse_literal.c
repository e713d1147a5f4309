#include "lang/parse.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    INT_DIGITS_MAX = 4300, /* decimal digits of an int literal, as in CPython 3.11 */
    FSTRING_DEPTH_MAX = 2, /* `{…:{…}}` and no deeper, as in CPython */
    FSTRING_BRACKETS_MAX = 200,
};

static const char *copy_bytes(Parser *parser, const char *bytes, size_t length) {
    char *copy = tree_allocate(parser->tree, length + 1);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

/* --- numbers --- */

Node *parse_number(Parser *parser) {
    Token token = parser->token;
    parse_advance(parser);
    Node *node = parse_node(parser, NODE_CONSTANT, &token);
    Text text = {0};
    const char *bytes = parser->source->bytes;
    for (uint32_t i = token.start; i < token.end; i++) {
        if (bytes[i] != '_') {
            text_append_char(&text, bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] | 0x20)
                                                                       : bytes[i]);
        }
    }
    const char *digits = text_cstr(&text);
    bool based = digits[0] == '0' && strchr("xob", digits[1]) != NULL && digits[1] != 0;
    if (!based && strpbrk(digits, ".e") != NULL) {
        node->as.constant.kind = LITERAL_FLOAT;
        node->as.constant.number = strtod(digits, NULL);
    } else {
        size_t length = text.length;
        while (!based && length > 1 && digits[0] == '0') {
            digits++;
            length--;
        }
        if (!based && length > INT_DIGITS_MAX) {
            parse_report(parser, token.span,
                         "Exceeds the limit (%d digits) for integer string conversion: value has "
                         "%zu digits",
                         INT_DIGITS_MAX, length);
            parse_hint(parser, "write such a number in hexadecimal, or compute it");
        }
        node->as.constant.kind = LITERAL_INT;
        node->as.constant.bytes = copy_bytes(parser, digits, length);
        node->as.constant.length = (uint32_t)length;
    }
    text_release(&text);
    return node;
}

/* --- what stands between quotes --- */

/* One string token taken apart. */
typedef struct Literal {
    Token token;
    uint32_t start; /* of the text between the quotes */
    uint32_t end;
    bool is_raw;
    bool is_bytes;
    bool is_format;
    bool is_unicode; /* the u prefix */
} Literal;

static Literal take_apart(const Parser *parser, const Token *token) {
    const char *bytes = parser->source->bytes;
    Literal literal = {.token = *token, .start = token->start};
    while (bytes[literal.start] != '"' && bytes[literal.start] != '\'') {
        switch (bytes[literal.start++] | 0x20) {
        case 'r':
            literal.is_raw = true;
            break;
        case 'b':
            literal.is_bytes = true;
            break;
        case 'f':
            literal.is_format = true;
            break;
        default:
            literal.is_unicode = true;
            break;
        }
    }
    char quote = bytes[literal.start];
    bool triple = token->end - literal.start >= 6 && bytes[literal.start + 1] == quote &&
                  bytes[literal.start + 2] == quote;
    literal.start += triple ? 3 : 1;
    literal.end = token->end - (triple ? 3 : 1);
    return literal;
}

/* A place in the text of a literal, with the line it is in. */
typedef struct Place {
    uint32_t position;
    int32_t line;
    uint32_t line_start;
} Place;

static Place place_of_token(const Token *token) {
    return (Place){token->start, token->span.line, token->start - (uint32_t)token->span.column};
}

static void move_place(const Parser *parser, Place *place, uint32_t position) {
    for (; place->position < position; place->position++) {
        if (parser->source->bytes[place->position] == '\n') {
            place->line++;
            place->line_start = place->position + 1;
        }
    }
}

/* The bytes [start, end) of a literal, as a span. */
static SourceSpan span_in(const Parser *parser, const Token *token, uint32_t start, uint32_t end) {
    Place place = place_of_token(token);
    move_place(parser, &place, start);
    int32_t column = (int32_t)(start - place.line_start);
    return (SourceSpan){place.line, column, place.line, column + (int32_t)(end - start)};
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xhh \uhhhh \Uhhhhhhhh: `count` digits from `at`. Returns where it ends, 0 after an error. */
static uint32_t decode_hex(Parser *parser, const Literal *literal, uint32_t at, uint32_t end,
                           uint32_t count, uint32_t *value) {
    const char *bytes = parser->source->bytes;
    *value = 0;
    for (uint32_t i = 0; i < count; i++) {
        int digit = at + i < end ? hex_value(bytes[at + i]) : -1;
        if (digit < 0) {
            SourceSpan span = span_in(parser, &literal->token, at - 2, at + i);
            if (literal->is_bytes) {
                parse_fail(parser, span, "(value error) invalid \\x escape");
            } else {
                parse_fail(parser, span, "(unicode error) truncated \\%c%s escape", bytes[at - 1],
                           count == 2   ? "XX"
                           : count == 4 ? "XXXX"
                                        : "XXXXXXXX");
            }
            parse_hint(parser,
                       "\\%c needs %u hexadecimal digits; a plain backslash is written "
                       "\\\\",
                       bytes[at - 1], (unsigned)count);
            return 0;
        }
        *value = *value * 16 + (uint32_t)digit;
    }
    return at + count;
}

/* Decodes the escape whose backslash stands at `at - 1`. Returns where it ends, 0 after an error.
 *
 *     \ newline   \\ \' \" \a \b \f \n \r \t \v   \ooo   \xhh   \uhhhh   \Uhhhhhhhh
 *
 * Anything else means itself, backslash included. */
static uint32_t decode_escape(Parser *parser, const Literal *literal, uint32_t at, uint32_t end,
                              Text *out) {
    static const char simple[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    char c = parser->source->bytes[at];
    if (c == '\n') {
        return at + 1;
    }
    for (const char *pair = simple; *pair; pair += 2) {
        if (*pair == c) {
            text_append_char(out, pair[1]);
            return at + 1;
        }
    }
    uint32_t value = 0;
    if (c >= '0' && c <= '7') {
        uint32_t stop = at + 3 < end ? at + 3 : end;
        while (at < stop && parser->source->bytes[at] >= '0' && parser->source->bytes[at] <= '7') {
            value = value * 8 + (uint32_t)(parser->source->bytes[at++] - '0');
        }
    } else if (c == 'x' || (!literal->is_bytes && (c == 'u' || c == 'U'))) {
        at = decode_hex(parser, literal, at + 1, end, c == 'x' ? 2 : c == 'u' ? 4 : 8, &value);
        if (at == 0) {
            return 0;
        }
        if (value > 0x10FFFF) {
            parse_fail(parser, span_in(parser, &literal->token, at - 10, at),
                       "(unicode error) illegal Unicode character");
            return 0;
        }
    } else if (c == 'N' && !literal->is_bytes) {
        parse_fail(parser, span_in(parser, &literal->token, at - 1, at + 1),
                   "characters by name (\\N{...}) are not supported");
        parse_hint(parser, "write the character itself, or its number: \\u00e9");
        return 0;
    } else {
        text_append_char(out, '\\');
        return at;
    }
    if (literal->is_bytes) {
        text_append_char(out, (char)(value & 0xFF));
    } else {
        text_append_code_point(out, value);
    }
    return at;
}

/* Appends what the source bytes [start, end) of a literal mean. */
static void decode_text(Parser *parser, const Literal *literal, uint32_t start, uint32_t end,
                        Text *out) {
    const char *bytes = parser->source->bytes;
    while (start < end && !parser->failed) {
        const char *stop = literal->is_raw ? NULL : memchr(bytes + start, '\\', end - start);
        uint32_t plain_end = stop ? (uint32_t)(stop - bytes) : end;
        text_append(out, bytes + start, plain_end - start);
        start = plain_end;
        if (stop == NULL) {
            break;
        }
        if (start + 1 == end) {
            text_append_char(out, '\\'); /* only before the `{` of an f-string */
            break;
        }
        start = decode_escape(parser, literal, start + 1, end, out);
        if (start == 0) {
            break;
        }
    }
}

static void check_bytes_literal(Parser *parser, const Literal *literal) {
    for (uint32_t i = literal->start; i < literal->end; i++) {
        if ((unsigned char)parser->source->bytes[i] >= 0x80) {
            parse_fail(parser, span_in(parser, &literal->token, i, i + 1),
                       "bytes can only contain ASCII literal characters");
            parse_hint(parser, "write '...'.encode(), or the bytes as \\x escapes");
            return;
        }
    }
}

/* --- f-strings --- */

/* The values of the string being put together are on the parser's stack; text that is not yet a
 * value is in `pending`. */
typedef struct Joined {
    Text pending;
    size_t mark;
    Token first; /* of all the adjacent literals */
    Token last;
} Joined;

static Node *spanning_node(Parser *parser, NodeKind kind, const Token *first, const Token *last) {
    Node *node = parse_node(parser, kind, first);
    node->end_line = last->span.end_line;
    node->end_column = last->span.end_column;
    return node;
}

static Node *text_node(Parser *parser, const Token *first, const Token *last, const Text *text,
                       LiteralKind kind) {
    Node *node = spanning_node(parser, NODE_CONSTANT, first, last);
    node->as.constant.kind = (uint8_t)kind;
    node->as.constant.bytes = copy_bytes(parser, text->bytes, text->length);
    node->as.constant.length = (uint32_t)text->length;
    return node;
}

static void flush_pending(Parser *parser, Joined *joined, const Token *first, const Token *last) {
    if (joined->pending.length > 0) {
        parse_list_push(parser, text_node(parser, first, last, &joined->pending, LITERAL_STR));
        text_clear(&joined->pending);
    }
}

static Node *joined_node(Parser *parser, Joined *joined, const Token *first, const Token *last) {
    flush_pending(parser, joined, first, last);
    NodeList *values = parse_list_take(parser, joined->mark);
    Node *node = spanning_node(parser, NODE_JOINED_STR, first, last);
    node->as.items = values;
    parse_hold_list(parser, node, values);
    return node;
}

/* Reads one f-string literal from `place` on. */
typedef struct Format {
    Literal literal;
    Place place; /* what has been read */
    Joined *joined;
} Format;

static void parse_format_text(Parser *parser, Format *format, unsigned depth);

static SourceSpan format_span(const Format *format, uint32_t length) {
    int32_t column = (int32_t)(format->place.position - format->place.line_start);
    return (SourceSpan){format->place.line, column, format->place.line, column + (int32_t)length};
}

static int format_byte(const Parser *parser, const Format *format, uint32_t offset) {
    uint32_t at = format->place.position + offset;
    return at < format->literal.end ? (unsigned char)parser->source->bytes[at] : -1;
}

/* Finds the end of the expression in an f-string's braces: the `}`, `:`, `!` or `=` that stands
 * outside strings and brackets. Moves there. */
static void scan_format_expression(Parser *parser, Format *format) {
    char closing[FSTRING_BRACKETS_MAX];
    unsigned open = 0;
    char quote = 0;
    bool triple = false;
    while (!parser->failed) {
        int c = format_byte(parser, format, 0);
        uint32_t step = 1;
        if (c == -1) {
            break;
        }
        if (c == '\\') {
            parse_fail(parser, format_span(format, 1),
                       "f-string expression part cannot include a backslash");
            parse_hint(parser, "give the text with the backslash a name before the f-string");
        } else if (quote) {
            if (c == quote) {
                bool three =
                    format_byte(parser, format, 1) == c && format_byte(parser, format, 2) == c;
                if (!triple || three) {
                    step = triple ? 3 : 1;
                    quote = 0;
                }
            }
        } else if (c == '\'' || c == '"') {
            quote = (char)c;
            triple = format_byte(parser, format, 1) == c && format_byte(parser, format, 2) == c;
            step = triple ? 3 : 1;
        } else if (c == '#') {
            parse_fail(parser, format_span(format, 1),
                       "f-string expression part cannot include '#'");
        } else if (c == '(' || c == '[' || c == '{') {
            if (open >= FSTRING_BRACKETS_MAX) {
                parse_fail(parser, format_span(format, 1), "f-string: too many nested parenthesis");
            } else {
                closing[open++] = c == '(' ? ')' : c == '[' ? ']' : '}';
            }
        } else if (open == 0 &&
                   (c == '!' || c == ':' || c == '}' || c == '=' || c == '<' || c == '>')) {
            bool comparison = format_byte(parser, format, 1) == '=' && c != ':' && c != '}';
            if (!comparison && c != '<' && c != '>') {
                return;
            }
            step = comparison ? 2 : 1;
        } else if (c == ')' || c == ']' || c == '}') {
            if (open == 0) {
                parse_fail(parser, format_span(format, 1), "f-string: unmatched '%c'", c);
            } else if (closing[open - 1] != c) {
                parse_fail(parser, format_span(format, 1),
                           "f-string: closing parenthesis '%c' does not match opening parenthesis "
                           "'%c'",
                           c,
                           closing[open - 1] == ')'   ? '('
                           : closing[open - 1] == ']' ? '['
                                                      : '{');
            } else {
                open--;
            }
        }
        move_place(parser, &format->place, format->place.position + step);
    }
    if (quote) {
        parse_fail(parser, format->literal.token.span, "f-string: unterminated string");
        parse_hint(parser, "the quotes inside must differ from those around the f-string");
    } else if (open > 0) {
        parse_fail(parser, format->literal.token.span, "f-string: unmatched '%c'",
                   closing[open - 1]);
    }
}

/* Parses the source bytes from `start` to where the format stands, as if in round brackets (the
 * first of which is at the `{`). */
static Node *parse_format_expression(Parser *parser, const Format *format, Place start) {
    uint32_t at = start.position;
    const char *bytes = parser->source->bytes;
    while (at < format->place.position && strchr(" \t\n\f", bytes[at]) != NULL) {
        at++;
    }
    if (at == format->place.position) {
        parse_fail(parser, format_span(format, 1), "f-string: empty expression not allowed");
    }
    int32_t column = (int32_t)(start.position - start.line_start);
    Token open = {.kind = TOKEN_LEFT_PAREN,
                  .span = {start.line, column - 1, start.line, column},
                  .start = start.position - 1,
                  .end = start.position};
    if (parser->failed) {
        return parse_node(parser, NODE_TUPLE, &open);
    }
    Lexer *outer = memory_new(sizeof *outer);
    *outer = parser->lexer;
    Token outer_token = parser->token;
    Token outer_ahead = parser->ahead;
    Token outer_previous = parser->previous;
    bool outer_has_ahead = parser->has_ahead;

    lexer_init_expression(&parser->lexer, parser->source, parser->diagnostics, start.position,
                          format->place.position, start.line, start.line_start);
    parser->has_ahead = false;
    parser->previous = open;
    parser->token = open;
    /* The closing bracket is not in the text: the end of the text stands for it. */
    parser->lexer.brackets[parser->lexer.bracket_count++] = (Bracket){'(', start.line, column - 1};
    parser->lexer.virtual_close = true;
    parse_advance(parser);
    Node *node = parse_group_rest(parser, &open);
    if (!parse_at(parser, TOKEN_END)) {
        parse_fail_here(parser);
    }
    parser->lexer = *outer;
    memory_free(outer);
    parser->ahead = outer_ahead;
    parser->has_ahead = outer_has_ahead;
    parser->previous = outer_previous;
    parser->token = outer_token;
    if (parser->failed) {
        parser->failed_token = outer_token;
        parser->token.kind = TOKEN_FAILED;
    }
    return node;
}

/* f-string replacement field: '{' expression ['='] ['!' conversion] [':' format] '}'
 * The `{` has been passed. */
static void parse_replacement(Parser *parser, Format *format, unsigned depth) {
    Joined *joined = format->joined;
    Place start = format->place;
    if (depth >= FSTRING_DEPTH_MAX) {
        parse_fail(parser, format_span(format, 1), "f-string: expressions nested too deeply");
        return;
    }
    scan_format_expression(parser, format);
    Node *value = parse_format_expression(parser, format, start);
    char conversion = 0;
    bool shows_text = false;
    if (format_byte(parser, format, 0) == '=') {
        shows_text = true;
        do {
            move_place(parser, &format->place, format->place.position + 1);
        } while (format_byte(parser, format, 0) != -1 &&
                 strchr(" \t\n\f\v", format_byte(parser, format, 0)) != NULL);
        text_append(&joined->pending, parser->source->bytes + start.position,
                    format->place.position - start.position);
    }
    if (format_byte(parser, format, 0) == '!') {
        int c = format_byte(parser, format, 1);
        move_place(parser, &format->place, format->place.position + 1);
        if (c != 's' && c != 'r' && c != 'a') {
            parse_fail(parser, format_span(format, 1),
                       "f-string: invalid conversion character: expected 's', 'r', or 'a'");
            return;
        }
        conversion = (char)c;
        move_place(parser, &format->place, format->place.position + 1);
    }
    flush_pending(parser, joined, &joined->first, &joined->last);
    Node *spec = NULL;
    if (format_byte(parser, format, 0) == ':') {
        move_place(parser, &format->place, format->place.position + 1);
        Joined inner = {
            .mark = parse_list_begin(parser), .first = joined->first, .last = joined->last};
        format->joined = &inner;
        parse_format_text(parser, format, depth + 1);
        format->joined = joined;
        spec = joined_node(parser, &inner, &format->literal.token, &format->literal.token);
        text_release(&inner.pending);
    }
    if (format_byte(parser, format, 0) != '}') {
        parse_fail(parser, format_span(format, 1), "f-string: expecting '}'");
        return;
    }
    move_place(parser, &format->place, format->place.position + 1);
    Node *node = spanning_node(parser, NODE_FORMATTED_VALUE, &joined->first, &joined->last);
    node->as.formatted_value.value = value;
    node->as.formatted_value.format = spec;
    node->as.formatted_value.conversion =
        shows_text && spec == NULL && conversion == 0 ? 'r' : conversion;
    parse_hold(parser, node, value);
    parse_hold(parser, node, spec);
    parse_list_push(parser, node);
}

/* Text and replacement fields, up to the end of the literal or (in a format) the `}` that ends it.
 * Doubled braces are one, outside formats. */
static void parse_format_text(Parser *parser, Format *format, unsigned depth) {
    uint32_t start = format->place.position;
    while (!parser->failed) {
        int c = format_byte(parser, format, 0);
        int next = format_byte(parser, format, 1);
        if (c == '\\' && !format->literal.is_raw && next != -1 && next != '{' && next != '}') {
            move_place(parser, &format->place, format->place.position + 2);
            if (next == 'N' && format_byte(parser, format, 0) == '{') {
                break; /* \N{...}, which decode_text() refuses */
            }
            continue;
        }
        if (c != '{' && c != '}' && c != -1) {
            move_place(parser, &format->place, format->place.position + 1);
            continue;
        }
        if (depth == 0 && c != -1 && next == c) {
            decode_text(parser, &format->literal, start, format->place.position + 1,
                        &format->joined->pending);
            move_place(parser, &format->place, format->place.position + 2);
            start = format->place.position;
            continue;
        }
        decode_text(parser, &format->literal, start, format->place.position,
                    &format->joined->pending);
        if (c == -1 || (c == '}' && depth > 0)) {
            return;
        }
        if (c == '}') {
            parse_fail(parser, format_span(format, 1), "f-string: single '}' is not allowed");
            parse_hint(parser, "a brace that is to be printed is written twice: }}");
            return;
        }
        move_place(parser, &format->place, format->place.position + 1);
        parse_replacement(parser, format, depth);
        start = format->place.position;
    }
    decode_text(parser, &format->literal, start, format->place.position, &format->joined->pending);
}

/* --- adjacent strings --- */

/* strings: STRING+ */
Node *parse_strings(Parser *parser) {
    ARRAY_OF(Token) tokens = {0};
    while (parse_at(parser, TOKEN_STRING)) {
        ARRAY_PUSH(&tokens, parser->token);
        parse_advance(parser);
    }
    Joined joined = {.mark = parse_list_begin(parser),
                     .first = tokens.items[0],
                     .last = tokens.items[tokens.count - 1]};
    bool is_format = false;
    bool is_bytes = false;
    bool has_u_prefix = false;
    for (size_t i = 0; i < tokens.count && !parser->failed; i++) {
        Literal literal = take_apart(parser, &tokens.items[i]);
        if (i > 0 && literal.is_bytes != is_bytes) {
            parse_fail(parser, parse_span_since(parser, &joined.first),
                       "cannot mix bytes and nonbytes literals");
            break;
        }
        is_bytes = literal.is_bytes;
        has_u_prefix = i == 0 ? literal.is_unicode : has_u_prefix;
        if (literal.is_format) {
            is_format = true;
            Format format = {
                .literal = literal, .place = place_of_token(&literal.token), .joined = &joined};
            move_place(parser, &format.place, literal.start);
            parse_format_text(parser, &format, 0);
            continue;
        }
        if (is_bytes) {
            check_bytes_literal(parser, &literal);
        }
        decode_text(parser, &literal, literal.start, literal.end, &joined.pending);
    }
    Node *node = NULL;
    if (is_format) {
        node = joined_node(parser, &joined, &joined.first, &joined.last);
    } else {
        node = text_node(parser, &joined.first, &joined.last, &joined.pending,
                         is_bytes ? LITERAL_BYTES : LITERAL_STR);
        node->as.constant.has_u_prefix = has_u_prefix;
    }
    text_release(&joined.pending);
    ARRAY_RELEASE(&tokens);
    return node;
}
