#include "scene/code_text.h"

#include "base/check.h"
#include "base/utf8.h"

#include <string.h>

static const char *const KEYWORDS[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",
};

static bool is_keyword(const char *bytes, size_t length) {
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
        if (strlen(KEYWORDS[i]) == length && memcmp(KEYWORDS[i], bytes, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_quote(char c) {
    return c == '"' || c == '\'';
}

static char at(const CodeReader *reader, size_t ahead) {
    size_t place = reader->at + ahead;
    return place < reader->length ? reader->line[place] : '\0';
}

static bool is_triple(const CodeReader *reader, char quote) {
    return at(reader, 0) == quote && at(reader, 1) == quote && at(reader, 2) == quote;
}

/* The rest of a string whose opening quote is read; it ends with the line unless it is triple. */
static void read_string(CodeReader *reader, char quote, bool is_triple_quoted) {
    reader->within = is_triple_quoted ? quote : '\0';
    while (reader->at < reader->length) {
        if (at(reader, 0) == '\\') {
            reader->at += reader->at + 1 < reader->length ? 2 : 1;
        } else if (is_triple_quoted && is_triple(reader, quote)) {
            reader->at += 3;
            reader->within = '\0';
            return;
        } else if (at(reader, 0) == quote && !is_triple_quoted) {
            reader->at++;
            return;
        } else {
            reader->at++;
        }
    }
}

/* How many letters stand before a quote here and belong to the string: rb"…", f'…'. */
static size_t string_prefix(const CodeReader *reader) {
    size_t letters = 0;
    while (letters < 2 && at(reader, letters) != '\0' &&
           strchr("rRbBfFuU", at(reader, letters)) != NULL) {
        letters++;
    }
    return letters;
}

/* `match x:` and `case 1:` begin a line, and a colon is to come; elsewhere both are names. */
static bool is_soft_keyword(const CodeReader *reader, size_t begin) {
    const char *word = reader->line + begin;
    size_t length = reader->at - begin;
    if (!(length == 5 && memcmp(word, "match", 5) == 0) &&
        !(length == 4 && memcmp(word, "case", 4) == 0)) {
        return false;
    }
    for (size_t i = 0; i < begin; i++) {
        if (reader->line[i] != ' ' && reader->line[i] != '\t') {
            return false;
        }
    }
    size_t blanks = 0;
    while (at(reader, blanks) == ' ') {
        blanks++;
    }
    char next = at(reader, blanks);
    bool begins_value = is_word(next) || is_quote(next) || (next != '\0' && strchr("([{-*", next));
    bool is_call = blanks == 0 && next != '\0' && strchr("([", next) != NULL;
    return begins_value && !is_call &&
           memchr(reader->line + reader->at, ':', reader->length - reader->at) != NULL;
}

static CodeKind read_word(CodeReader *reader) {
    size_t begin = reader->at;
    while (is_word(at(reader, 0))) {
        reader->at++;
    }
    return is_keyword(reader->line + begin, reader->at - begin) || is_soft_keyword(reader, begin)
               ? CODE_KEYWORD
               : CODE_PLAIN;
}

static void read_number(CodeReader *reader) {
    while (is_word(at(reader, 0)) || (at(reader, 0) == '.' && is_digit(at(reader, 1)))) {
        reader->at++;
    }
}

static CodeKind read_piece(CodeReader *reader) {
    size_t prefix = string_prefix(reader);
    if (reader->within != '\0') {
        read_string(reader, reader->within, true);
        return CODE_STRING;
    }
    if (is_quote(at(reader, prefix))) {
        reader->at += prefix;
        char quote = at(reader, 0);
        bool is_triple_quoted = is_triple(reader, quote);
        reader->at += is_triple_quoted ? 3 : 1;
        read_string(reader, quote, is_triple_quoted);
        return CODE_STRING;
    }
    if (at(reader, 0) == '#') {
        reader->at = reader->length;
        return CODE_COMMENT;
    }
    if (is_digit(at(reader, 0))) {
        read_number(reader);
        return CODE_NUMBER;
    }
    if (is_word(at(reader, 0))) {
        return read_word(reader);
    }
    reader->at++;
    return CODE_PLAIN;
}

bool code_reader_next(CodeReader *reader, CodePiece *piece) {
    if (reader->at >= reader->length) {
        return false;
    }
    size_t begin = reader->at;
    CodeKind kind = read_piece(reader);
    while (kind == CODE_PLAIN && reader->at < reader->length) {
        CodeReader ahead = *reader;
        if (read_piece(&ahead) != CODE_PLAIN) {
            break;
        }
        *reader = ahead;
    }
    *piece = (CodePiece){kind, reader->line + begin, reader->at - begin};
    return true;
}

static int columns_of(const char *bytes, size_t length) {
    int columns = 0;
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(bytes, length, &code_point);
        columns += code_point == '\t' ? CODE_TAB_COLUMNS - columns % CODE_TAB_COLUMNS
                                      : utf8_columns_of(code_point);
        bytes += size;
        length -= size;
    }
    return columns;
}

void code_text_init(CodeText *text, const char *source) {
    *text = (CodeText){.source = source != NULL ? source : ""};
    char within = '\0';
    for (const char *begin = text->source; *begin != '\0';) {
        size_t length = strcspn(begin, "\n"), shown = length;
        shown -= shown > 0 && begin[shown - 1] == '\r';
        ARRAY_PUSH(&text->lines, (CodeLine){.begin = (uint32_t)(begin - text->source),
                                            .length = (uint32_t)shown,
                                            .within = within});
        int columns = columns_of(begin, shown);
        text->columns = columns > text->columns ? columns : text->columns;
        CodeReader reader = code_text_read(text, (int)text->lines.count);
        for (CodePiece piece; code_reader_next(&reader, &piece);) {
            within = reader.within;
        }
        begin += length + (begin[length] == '\n');
    }
}

void code_text_release(CodeText *text) {
    ARRAY_RELEASE(&text->lines);
}

int code_text_line_count(const CodeText *text) {
    return (int)text->lines.count;
}

CodeReader code_text_read(const CodeText *text, int line) {
    CHECK(line >= 1 && (size_t)line <= text->lines.count);
    const CodeLine *found = &text->lines.items[line - 1];
    return (CodeReader){
        .line = text->source + found->begin, .length = found->length, .within = found->within};
}
