#include "lang/lexer.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TAB_STOP = 8 }; /* of indentation, as in CPython */

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(int c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_start(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_byte(int c) {
    return is_name_start(c) || is_digit(c);
}

/* May this code point beyond ASCII stand in a name: 0 no, 1 anywhere, 2 not first. */
static int name_place(uint32_t code_point) {
    static const struct {
        uint32_t first, last;
        int place;
    } ranges[] = {
#define X(first, last, place) {first, last, place},
#include "lang/identifiers.def"
#undef X
    };
    size_t low = 0;
    size_t high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code_point > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < sizeof ranges / sizeof *ranges && code_point >= ranges[low].first;
    return found ? ranges[low].place : 0;
}

void lexer_init(Lexer *lexer, const Source *source, Diagnostics *diagnostics) {
    *lexer = (Lexer){
        .source = source,
        .diagnostics = diagnostics,
        .context = "",
        .limit = (uint32_t)source->length,
        .line = 1,
        .at_line_start = true,
        .line_is_empty = true,
        .indent_count = 1,
    };
}

void lexer_init_expression(Lexer *lexer, const Source *source, Diagnostics *diagnostics,
                           uint32_t start, uint32_t end, int32_t line, uint32_t line_start) {
    *lexer = (Lexer){
        .source = source,
        .diagnostics = diagnostics,
        .context = "f-string: ",
        .position = start,
        .limit = end,
        .line_start = line_start,
        .line = line,
        .in_expression = true,
        .indent_count = 1,
    };
}

static int byte_at(const Lexer *lexer, uint32_t position) {
    return position < lexer->limit ? (unsigned char)lexer->source->bytes[position] : -1;
}

static int32_t column_of(const Lexer *lexer, uint32_t position) {
    return (int32_t)(position - lexer->line_start);
}

static SourceSpan span_from(const Lexer *lexer, uint32_t start, uint32_t end) {
    return (SourceSpan){lexer->line, column_of(lexer, start), lexer->line, column_of(lexer, end)};
}

static void __attribute__((format(printf, 3, 4)))
report(Lexer *lexer, SourceSpan span, const char *format, ...) {
    if (lexer->diagnostics == NULL) {
        return;
    }
    char text[DIAGNOSTIC_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    diagnostics_add(lexer->diagnostics, span, "%s%s", lexer->context, text);
}

static void __attribute__((format(printf, 2, 3))) hint(Lexer *lexer, const char *format, ...) {
    if (lexer->diagnostics == NULL) {
        return;
    }
    char text[DIAGNOSTIC_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    diagnostics_hint(lexer->diagnostics, "%s", text);
}

/* A token that ends where the lexer stands now. */
static Token make_token(Lexer *lexer, TokenKind kind, uint32_t start, int32_t line,
                        uint32_t line_start) {
    Token token = {
        .kind = kind,
        .first_in_line = lexer->line_is_empty,
        .start = start,
        .end = lexer->position,
        .span = {line, (int32_t)(start - line_start), lexer->line,
                 column_of(lexer, lexer->position)},
    };
    if (kind >= TOKEN_NAME || kind == TOKEN_FAILED) {
        lexer->line_is_empty = false;
        lexer->logical_line_open = true;
    }
    return token;
}

static Token token_here(Lexer *lexer, TokenKind kind, uint32_t start) {
    return make_token(lexer, kind, start, lexer->line, lexer->line_start);
}

static void next_line(Lexer *lexer) {
    lexer->position++;
    lexer->line++;
    lexer->line_start = lexer->position;
    lexer->line_is_empty = true;
}

static void skip_comment(Lexer *lexer) {
    const char *start = lexer->source->bytes + lexer->position;
    const char *end = memchr(start, '\n', lexer->limit - lexer->position);
    lexer->position = end ? (uint32_t)(end - lexer->source->bytes) : lexer->limit;
}

static void report_joined_end(Lexer *lexer) {
    report(lexer, span_from(lexer, lexer->position, lexer->position),
           "unexpected end of file after a line continuation character");
}

/* Compares the indentation just measured with those around, and notes how many INDENTs or DEDENTs
 * follow from it. */
static void apply_indent(Lexer *lexer, uint32_t width, uint32_t tab_width) {
    uint32_t top = lexer->indent_count - 1;
    bool consistent = true;
    if (width == lexer->indents[top]) {
        consistent = tab_width == lexer->tab_indents[top];
    } else if (width > lexer->indents[top]) {
        consistent = tab_width > lexer->tab_indents[top];
        if (lexer->indent_count >= LEXER_INDENTS_MAX) {
            report(lexer, span_from(lexer, lexer->position, lexer->position + 1),
                   "too many levels of indentation");
            return;
        }
        lexer->indents[lexer->indent_count] = width;
        lexer->tab_indents[lexer->indent_count++] = tab_width;
        lexer->pending_dedents = -1;
    } else {
        while (lexer->indent_count > 1 && width < lexer->indents[lexer->indent_count - 1]) {
            lexer->indent_count--;
            lexer->pending_dedents++;
        }
        top = lexer->indent_count - 1;
        if (width != lexer->indents[top]) {
            report(lexer, span_from(lexer, lexer->position, lexer->position + 1),
                   "unindent does not match any outer indentation level");
            hint(lexer, "begin the line in the same column as the statement it belongs with");
        } else {
            consistent = tab_width == lexer->tab_indents[top];
        }
    }
    if (!consistent && !lexer->warned_of_tabs) {
        lexer->warned_of_tabs = true;
        report(lexer, span_from(lexer, lexer->position, lexer->position + 1),
               "inconsistent use of tabs and spaces in indentation");
        hint(lexer, "indent with four spaces everywhere");
    }
}

/* Measures the blanks at the beginning of a line. Lines that are blank but for a comment do not
 * count. */
static void measure_indent(Lexer *lexer) {
    for (;;) {
        uint32_t width = 0;
        uint32_t tab_width = 0;
        uint32_t continued_width = 0;
        for (;; lexer->position++) {
            int c = byte_at(lexer, lexer->position);
            if (c == ' ') {
                width++;
                tab_width++;
            } else if (c == '\t') {
                width = (width / TAB_STOP + 1) * TAB_STOP;
                tab_width++;
            } else if (c == '\f') {
                width = tab_width = 0;
            } else if (c == '\\' && byte_at(lexer, lexer->position + 1) == '\n') {
                /* The first of the joined lines decides. */
                continued_width = continued_width ? continued_width : width;
                lexer->position++;
                next_line(lexer);
                if (lexer->position >= lexer->limit) {
                    report_joined_end(lexer);
                }
                lexer->position--;
            } else {
                break;
            }
        }
        int c = byte_at(lexer, lexer->position);
        if (c == '#') {
            skip_comment(lexer);
            c = byte_at(lexer, lexer->position);
        }
        if (c == '\n') {
            next_line(lexer);
            continue;
        }
        lexer->at_line_start = false;
        if (c == -1) {
            return;
        }
        if (continued_width) {
            width = tab_width = continued_width;
        }
        apply_indent(lexer, width, tab_width);
        return;
    }
}

/* Passes blanks, comments, joined lines. Returns false after reporting a stray backslash. */
static bool skip_blanks(Lexer *lexer) {
    for (;;) {
        int c = byte_at(lexer, lexer->position);
        if (c == ' ' || c == '\t' || c == '\f') {
            lexer->position++;
        } else if (c == '#') {
            if (lexer->in_expression) {
                return true; /* the parser has refused it already */
            }
            skip_comment(lexer);
        } else if (c == '\n' && (lexer->bracket_count > 0 || lexer->in_expression)) {
            next_line(lexer);
        } else if (c == '\\') {
            uint32_t start = lexer->position;
            if (byte_at(lexer, start + 1) == '\n') {
                lexer->position++;
                next_line(lexer);
                if (lexer->position >= lexer->limit) {
                    report_joined_end(lexer);
                    return false;
                }
                continue;
            }
            lexer->position++;
            report(lexer, span_from(lexer, start, start + 1),
                   "unexpected character after line continuation character");
            hint(lexer,
                 "a backslash joins two lines only if it is the last character of the first");
            return false;
        } else {
            return true;
        }
    }
}

/* --- numbers --- */

/* Digits of a base with single underscores between them. False if an underscore is misplaced. */
static bool skip_digits(Lexer *lexer, bool (*is_one)(int)) {
    for (;;) {
        while (is_one(byte_at(lexer, lexer->position))) {
            lexer->position++;
        }
        if (byte_at(lexer, lexer->position) != '_') {
            return true;
        }
        if (!is_one(byte_at(lexer, lexer->position + 1))) {
            return false;
        }
        lexer->position++;
    }
}

static bool is_octal_digit(int c) {
    return c >= '0' && c <= '7';
}

static bool is_binary_digit(int c) {
    return c == '0' || c == '1';
}

static Token bad_number(Lexer *lexer, uint32_t start, const char *kind) {
    uint32_t at = lexer->position;
    while (is_name_byte(byte_at(lexer, lexer->position))) {
        lexer->position++;
    }
    report(lexer, span_from(lexer, start, lexer->position > at ? lexer->position : at + 1),
           "invalid %s literal", kind);
    return token_here(lexer, TOKEN_FAILED, start);
}

/* Does a keyword that may follow a number without a blank (`1if x else 2`) stand here? */
static bool keyword_may_follow(const Lexer *lexer) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
    const char *text = lexer->source->bytes + lexer->position;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(text, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return false;
}

static Token end_number(Lexer *lexer, uint32_t start, const char *kind) {
    int c = byte_at(lexer, lexer->position);
    if (c == 'j' || c == 'J') {
        lexer->position++;
        report(lexer, span_from(lexer, start, lexer->position),
               "complex numbers are not supported");
        hint(lexer, "use two floats, for the real and the imaginary part");
        return token_here(lexer, TOKEN_FAILED, start);
    }
    if (is_name_byte(c) && !keyword_may_follow(lexer)) {
        return bad_number(lexer, start, kind);
    }
    uint32_t code_point = 0;
    if (c >= 0x80 &&
        source_decode(lexer->source->bytes + lexer->position, lexer->limit - lexer->position,
                      &code_point) > 0 &&
        name_place(code_point) != 0) {
        return bad_number(lexer, start, kind);
    }
    return token_here(lexer, TOKEN_NUMBER, start);
}

/* 0x… 0o… 0b…, underscores allowed after the letter too */
static Token lex_based(Lexer *lexer, uint32_t start, bool (*is_one)(int), const char *kind) {
    lexer->position += 2;
    if (byte_at(lexer, lexer->position) == '_') {
        lexer->position++;
    }
    if (!is_one(byte_at(lexer, lexer->position)) || !skip_digits(lexer, is_one)) {
        if (is_digit(byte_at(lexer, lexer->position))) {
            report(lexer, span_from(lexer, start, lexer->position + 1),
                   "invalid digit '%c' in %s literal", byte_at(lexer, lexer->position), kind);
            lexer->position++;
            return token_here(lexer, TOKEN_FAILED, start);
        }
        return bad_number(lexer, start, kind);
    }
    int c = byte_at(lexer, lexer->position);
    if (is_digit(c)) {
        report(lexer, span_from(lexer, start, lexer->position + 1),
               "invalid digit '%c' in %s literal", c, kind);
        skip_digits(lexer, is_digit);
        return token_here(lexer, TOKEN_FAILED, start);
    }
    if (is_name_byte(c) && !keyword_may_follow(lexer)) {
        return bad_number(lexer, start, kind);
    }
    return token_here(lexer, TOKEN_NUMBER, start);
}

/* [digits] [. digits] [e [sign] digits] */
static Token lex_number(Lexer *lexer) {
    uint32_t start = lexer->position;
    int first = byte_at(lexer, start);
    int second = first == '0' ? byte_at(lexer, start + 1) | 0x20 : 0;
    if (second == 'x') {
        return lex_based(lexer, start, is_hex_digit, "hexadecimal");
    }
    if (second == 'o') {
        return lex_based(lexer, start, is_octal_digit, "octal");
    }
    if (second == 'b') {
        return lex_based(lexer, start, is_binary_digit, "binary");
    }
    bool is_float = false;
    if (first != '.' && !skip_digits(lexer, is_digit)) {
        return bad_number(lexer, start, "decimal");
    }
    uint32_t digits_end = lexer->position;
    if (byte_at(lexer, lexer->position) == '.') {
        is_float = true;
        lexer->position++;
        if (is_digit(byte_at(lexer, lexer->position)) && !skip_digits(lexer, is_digit)) {
            return bad_number(lexer, start, "decimal");
        }
    }
    int c = byte_at(lexer, lexer->position);
    if (c == 'e' || c == 'E') {
        uint32_t at = lexer->position + 1;
        int sign = byte_at(lexer, at);
        at += sign == '+' || sign == '-';
        if (is_digit(byte_at(lexer, at))) {
            is_float = true;
            lexer->position = at;
            if (!skip_digits(lexer, is_digit)) {
                return bad_number(lexer, start, "decimal");
            }
        } else if (sign == '+' || sign == '-') {
            lexer->position = at;
            return bad_number(lexer, start, "decimal");
        }
    }
    c = byte_at(lexer, lexer->position);
    if (!is_float && first == '0' && c != 'j' && c != 'J') {
        for (uint32_t i = start; i < digits_end; i++) {
            if (lexer->source->bytes[i] != '0' && lexer->source->bytes[i] != '_') {
                report(lexer, span_from(lexer, start, digits_end),
                       "leading zeros in decimal integer literals are not permitted");
                hint(lexer, "write 0o before the digits of an octal number, "
                            "or leave the zeros out");
                return token_here(lexer, TOKEN_FAILED, start);
            }
        }
    }
    return end_number(lexer, start, "decimal");
}

/* --- strings --- */

/* The literal whose prefix ends at the lexer's position, where its quote stands. */
static Token lex_string(Lexer *lexer, uint32_t start) {
    int32_t line = lexer->line;
    uint32_t line_start = lexer->line_start;
    const char *bytes = lexer->source->bytes;
    char quote = bytes[lexer->position];
    bool triple = byte_at(lexer, lexer->position + 1) == quote &&
                  byte_at(lexer, lexer->position + 2) == quote;
    bool first_in_line = lexer->line_is_empty;
    lexer->position += triple ? 3 : 1;
    for (;;) {
        int c = byte_at(lexer, lexer->position);
        if (c == -1 || (c == '\n' && !triple)) {
            SourceSpan span = {line, (int32_t)(start - line_start), line,
                               (int32_t)(start - line_start) + 1};
            if (triple) {
                bool line_is_bare = lexer->position == lexer->line_start && lexer->line > line;
                report(lexer, span,
                       "unterminated triple-quoted string literal (detected at line %d)",
                       (int)lexer->line - (line_is_bare ? 1 : 0));
                hint(lexer, "close it with %c%c%c", quote, quote, quote);
            } else {
                report(lexer, span, "unterminated string literal (detected at line %d)",
                       (int)lexer->line);
                hint(lexer, "close it with %c", quote);
            }
            Token token = make_token(lexer, TOKEN_FAILED, start, line, line_start);
            token.first_in_line = first_in_line;
            return token;
        }
        if (c == '\\' && lexer->position + 1 < lexer->limit) {
            lexer->position++;
            c = byte_at(lexer, lexer->position);
        } else if (c == quote && (!triple || (byte_at(lexer, lexer->position + 1) == quote &&
                                              byte_at(lexer, lexer->position + 2) == quote))) {
            lexer->position += triple ? 3 : 1;
            Token token = make_token(lexer, TOKEN_STRING, start, line, line_start);
            token.first_in_line = first_in_line;
            return token;
        }
        if (c == '\n') {
            next_line(lexer);
        } else {
            lexer->position++;
        }
    }
}

/* Is this the prefix of a string: some of r, b, f, u in an order and case that Python knows? */
static bool is_string_prefix(const char *bytes, uint32_t length) {
    if (length > 2) {
        return false;
    }
    bool raw = false, format = false, is_bytes = false, unicode = false;
    for (uint32_t i = 0; i < length; i++) {
        bool *flag = NULL;
        switch (bytes[i] | 0x20) {
        case 'r':
            flag = &raw;
            break;
        case 'f':
            flag = &format;
            break;
        case 'b':
            flag = &is_bytes;
            break;
        case 'u':
            flag = &unicode;
            break;
        default:
            return false;
        }
        if (*flag) {
            return false;
        }
        *flag = true;
    }
    return !(format && is_bytes) && !(unicode && length > 1);
}

/* --- names --- */

static TokenKind keyword_kind(const char *bytes, uint32_t length) {
    static const struct {
        const char *text;
        uint32_t length;
        TokenKind kind;
    } keywords[] = {
#define X(name, text) {text, sizeof text - 1, KEYWORD_##name},
        KEYWORDS(X)
#undef X
    };
    if (length < 2 || length > 8) {
        return TOKEN_NAME;
    }
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (keywords[i].length == length && keywords[i].text[0] == bytes[0] &&
            memcmp(keywords[i].text, bytes, length) == 0) {
            return keywords[i].kind;
        }
    }
    return TOKEN_NAME;
}

/* The length of the name that begins here; 0 and the code point if none can. */
static uint32_t scan_name(const char *bytes, size_t available, uint32_t *stopped_by) {
    uint32_t length = 0;
    *stopped_by = 0;
    while (length < available) {
        unsigned char byte = (unsigned char)bytes[length];
        if (byte < 0x80) {
            if (!(length == 0 ? is_name_start(byte) : is_name_byte(byte))) {
                return length;
            }
            length++;
            continue;
        }
        uint32_t code_point = 0;
        size_t size = source_decode(bytes + length, available - length, &code_point);
        int place = size ? name_place(code_point) : 0;
        if (place == 0 || (place == 2 && length == 0)) {
            *stopped_by = size ? code_point : 0xFFFD;
            return length;
        }
        length += (uint32_t)size;
    }
    return length;
}

bool lexer_is_name(const char *bytes, size_t length) {
    uint32_t stopped_by = 0;
    return length > 0 && length <= UINT32_MAX && scan_name(bytes, length, &stopped_by) == length;
}

static Token bad_character(Lexer *lexer, uint32_t start, uint32_t code_point) {
    size_t size = 1;
    while (((unsigned char)byte_at(lexer, lexer->position + (uint32_t)size) & 0xC0) == 0x80 &&
           lexer->position + size < lexer->limit) {
        size++;
    }
    SourceSpan span = span_from(lexer, lexer->position, lexer->position + (uint32_t)size);
    if (code_point < 0x20 || code_point == 0x7F || (code_point >= 0x80 && code_point < 0xA1) ||
        (code_point >= 0x2000 && code_point <= 0x200F) || code_point == 0xFEFF) {
        report(lexer, span, "invalid non-printable character U+%04X", (unsigned)code_point);
        if (code_point == 0xA0 || code_point >= 0x2000) {
            hint(lexer, "replace it by an ordinary space; it often comes from copying a web page");
        }
    } else {
        report(lexer, span, "invalid character '%.*s' (U+%04X)", (int)size,
               lexer->source->bytes + lexer->position, (unsigned)code_point);
        if (code_point >= 0x2018 && code_point <= 0x201F) {
            hint(lexer, "use the straight quotes ' or \"");
        } else if (code_point >= 0x2010 && code_point <= 0x2015) {
            hint(lexer, "use the minus sign -");
        }
    }
    lexer->position += (uint32_t)size;
    return token_here(lexer, TOKEN_FAILED, start);
}

static Token lex_name(Lexer *lexer) {
    uint32_t start = lexer->position;
    const char *bytes = lexer->source->bytes + start;
    uint32_t stopped_by = 0;
    uint32_t length = scan_name(bytes, lexer->limit - start, &stopped_by);
    lexer->position += length;
    int next = byte_at(lexer, lexer->position);
    if ((next == '"' || next == '\'') && is_string_prefix(bytes, length)) {
        return lex_string(lexer, start);
    }
    if (stopped_by != 0) {
        return bad_character(lexer, start, stopped_by);
    }
    return token_here(lexer, keyword_kind(bytes, length), start);
}

/* --- punctuation --- */

static Token close_bracket(Lexer *lexer, uint32_t start, TokenKind kind) {
    char closing = lexer->source->bytes[start];
    if (lexer->bracket_count == 0) {
        report(lexer, span_from(lexer, start, start + 1), "unmatched '%c'", closing);
        return token_here(lexer, TOKEN_FAILED, start);
    }
    const Bracket *open = &lexer->brackets[lexer->bracket_count - 1];
    char wanted = open->kind == '(' ? ')' : open->kind == '[' ? ']' : '}';
    if (closing != wanted) {
        if (open->line == lexer->line) {
            report(lexer, span_from(lexer, start, start + 1),
                   "closing parenthesis '%c' does not match opening parenthesis '%c'", closing,
                   open->kind);
        } else {
            report(lexer, span_from(lexer, start, start + 1),
                   "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d",
                   closing, open->kind, (int)open->line);
        }
        return token_here(lexer, TOKEN_FAILED, start);
    }
    lexer->bracket_count--;
    return token_here(lexer, kind, start);
}

static Token open_bracket(Lexer *lexer, uint32_t start, TokenKind kind) {
    if (lexer->bracket_count >= LEXER_BRACKETS_MAX) {
        report(lexer, span_from(lexer, start, start + 1), "too many nested parentheses");
        hint(lexer, "give parts of the expression a name of their own");
        lexer->position = lexer->limit; /* nothing sensible can follow */
        return (Token){TOKEN_FAILED, false, start, start + 1, span_from(lexer, start, start + 1)};
    }
    lexer->brackets[lexer->bracket_count++] =
        (Bracket){lexer->source->bytes[start], lexer->line, column_of(lexer, start)};
    return token_here(lexer, kind, start);
}

static Token lex_punctuation(Lexer *lexer) {
    static const struct {
        const char *text;
        uint32_t length;
        TokenKind kind;
    } table[] = {
#define X(name, text) {text, sizeof text - 1, TOKEN_##name},
        PUNCTUATION(X)
#undef X
    };
    uint32_t start = lexer->position;
    const char *bytes = lexer->source->bytes + start;
    size_t available = lexer->limit - start;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].text[0] == bytes[0] && table[i].length <= available &&
            memcmp(table[i].text, bytes, table[i].length) == 0) {
            lexer->position += table[i].length;
            switch (table[i].kind) {
            case TOKEN_LEFT_PAREN:
            case TOKEN_LEFT_BRACKET:
            case TOKEN_LEFT_BRACE:
                return open_bracket(lexer, start, table[i].kind);
            case TOKEN_RIGHT_PAREN:
            case TOKEN_RIGHT_BRACKET:
            case TOKEN_RIGHT_BRACE:
                return close_bracket(lexer, start, table[i].kind);
            default:
                return token_here(lexer, table[i].kind, start);
            }
        }
    }
    if (bytes[0] == '!' || bytes[0] == '$' || bytes[0] == '?' || bytes[0] == '`') {
        lexer->position++;
        report(lexer, span_from(lexer, start, start + 1), "invalid syntax");
        if (bytes[0] == '!') {
            hint(lexer, "write `not` for negation, `!=` for inequality");
        } else if (bytes[0] == '?') {
            hint(lexer, "a choice is written `a if condition else b`");
        }
        return token_here(lexer, TOKEN_FAILED, start);
    }
    return bad_character(lexer, start, (unsigned char)bytes[0]);
}

/* The end of the text: a NEWLINE if the last line lacks one, the open DEDENTs, then END for ever.
 */
static Token lex_end(Lexer *lexer) {
    if (lexer->virtual_close && lexer->bracket_count == 1) {
        lexer->virtual_close = false;
        lexer->bracket_count = 0;
        Token token = token_here(lexer, TOKEN_RIGHT_PAREN, lexer->position);
        token.span.end_column++; /* the brace */
        return token;
    }
    if (lexer->in_expression || lexer->bracket_count > 0) {
        return token_here(lexer, TOKEN_END, lexer->position);
    }
    if (lexer->logical_line_open) {
        lexer->logical_line_open = false;
        return token_here(lexer, TOKEN_NEWLINE, lexer->position);
    }
    if (lexer->indent_count > 1) {
        lexer->indent_count--;
        return token_here(lexer, TOKEN_DEDENT, lexer->position);
    }
    return token_here(lexer, TOKEN_END, lexer->position);
}

Token lexer_next(Lexer *lexer) {
    if (lexer->at_line_start) {
        measure_indent(lexer);
    }
    if (lexer->pending_dedents > 0) {
        lexer->pending_dedents--;
        return token_here(lexer, TOKEN_DEDENT, lexer->position);
    }
    if (lexer->pending_dedents < 0) {
        lexer->pending_dedents = 0;
        return token_here(lexer, TOKEN_INDENT, lexer->position);
    }
    if (!skip_blanks(lexer)) {
        return token_here(lexer, TOKEN_FAILED, lexer->position);
    }
    uint32_t start = lexer->position;
    int c = byte_at(lexer, start);
    if (c == -1) {
        return lex_end(lexer);
    }
    if (c == '\n') {
        lexer->position++;
        Token token = {TOKEN_NEWLINE, false, start, start + 1, span_from(lexer, start, start + 1)};
        lexer->position--;
        next_line(lexer);
        lexer->at_line_start = true;
        lexer->logical_line_open = false;
        return token;
    }
    if (is_name_start(c) || c >= 0x80) {
        return lex_name(lexer);
    }
    if (is_digit(c) || (c == '.' && is_digit(byte_at(lexer, start + 1)))) {
        return lex_number(lexer);
    }
    if (c == '"' || c == '\'') {
        return lex_string(lexer, start);
    }
    return lex_punctuation(lexer);
}

void lexer_restart_line(Lexer *lexer, const Token *token) {
    CHECK(!lexer->in_expression);
    lexer->line = token->span.line;
    lexer->line_start = token->start - (uint32_t)token->span.column;
    lexer->position = lexer->line_start;
    lexer->bracket_count = 0;
    lexer->pending_dedents = 0;
    lexer->at_line_start = true;
    lexer->line_is_empty = true;
    lexer->logical_line_open = false;
}

const char *lexer_kind_text(TokenKind kind) {
    static const char *const texts[] = {"the end of the file",
                                        "?",
                                        "the end of the line",
                                        "indentation",
                                        "unindentation",
                                        "a name",
                                        "a number",
                                        "a string",
#define X(name, text) text,
                                        PUNCTUATION(X) KEYWORDS(X)
#undef X
    };
    CHECK((size_t)kind < sizeof texts / sizeof *texts);
    return texts[kind];
}
