#include "sim/cursor.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/text.h"
#include "sim/distribution.h"
#include "sim/world_errors.h"

#include <stdarg.h>
#include <string.h>

void cursor_fail(Cursor *cursor, Word where, const char *hint, const char *format, ...) {
    if (cursor->failed) {
        return;
    }
    cursor->failed = true;
    va_list arguments;
    va_start(arguments, format);
    WorldError *error = world_errors_add(cursor->world, cursor->file, cursor->line_number,
                                         cursor->line, cursor->full_length, where.offset,
                                         where.length > 0 ? where.length : 1, format, arguments);
    va_end(arguments);
    if (error != NULL && hint != NULL) {
        error->hint = memory_copy_string(hint);
    }
}

Shown cursor_show(Word word) {
    Shown shown;
    size_t n = 0;
    for (size_t i = 0; i < word.length && n < sizeof shown.text - 4; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        shown.text[n++] = c < 0x20 || c >= 0x7F ? '?' : (char)c;
        if (n == sizeof shown.text - 4 && i + 1 < word.length) {
            memcpy(shown.text + n, "...", 3);
            n += 3;
        }
    }
    shown.text[n] = '\0';
    return shown;
}
bool cursor_is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool cursor_is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool cursor_word_is(Word word, const char *text) {
    return word.length == strlen(text) && memcmp(word.bytes, text, word.length) == 0;
}

void cursor_skip_blanks(Cursor *cursor) {
    while (cursor->at < cursor->length && cursor_is_blank(cursor->line[cursor->at])) {
        cursor->at++;
    }
}

bool cursor_at_end(Cursor *cursor) {
    cursor_skip_blanks(cursor);
    return cursor->at >= cursor->length;
}

Word cursor_between(const Cursor *cursor, size_t from, size_t to) {
    return (Word){cursor->line + from, to - from, from};
}

Word cursor_take(Cursor *cursor) {
    cursor_skip_blanks(cursor);
    size_t start = cursor->at;
    while (cursor->at < cursor->length && !cursor_is_blank(cursor->line[cursor->at])) {
        cursor->at++;
    }
    return cursor_between(cursor, start, cursor->at);
}

Word cursor_peek(Cursor *cursor) {
    cursor_skip_blanks(cursor);
    size_t kept = cursor->at;
    Word word = cursor_take(cursor);
    cursor->at = kept;
    return word;
}

Word cursor_need(Cursor *cursor, const char *what) {
    Word word = cursor_take(cursor);
    if (word.length == 0) {
        cursor_fail(cursor, word, NULL, "expected %s", what);
    }
    return word;
}

char *cursor_copy(Word word) {
    Text text = {0};
    text_append(&text, word.bytes, word.length);
    char *copy = text_take(&text);
    return copy == NULL ? memory_copy_string("") : copy;
}

void cursor_fail_unknown(Cursor *cursor, Word word, const char *what, const char *const *names) {
    Nearest nearest = nearest_to(word.bytes, word.length);
    Text hint = {0};
    for (size_t i = 0; names[i] != NULL; i++) {
        nearest_try(&nearest, names[i]);
        text_printf(&hint, "%s%s", i == 0 ? "one of: " : ", ", names[i]);
    }
    if (nearest.best != NULL) {
        text_clear(&hint);
        text_printf(&hint, "did you mean '%s'?", nearest.best);
    }
    cursor_fail(cursor, word, text_cstr(&hint), "'%s' is not %s", cursor_show(word).text, what);
    text_release(&hint);
}

int64_t cursor_need_count(Cursor *cursor, const char *what, int64_t low, int64_t high) {
    Word word = cursor_need(cursor, what);
    int64_t number = 0;
    for (size_t i = 0; i < word.length; i++) {
        if (!cursor_is_digit(word.bytes[i])) {
            cursor_fail(cursor, word, NULL, "expected %s, a whole number, not '%s'", what,
                        cursor_show(word).text);
            return low;
        }
        number = number > high ? number : number * 10 + (word.bytes[i] - '0');
    }
    if (!cursor->failed && (number < low || number > high)) {
        cursor_fail(cursor, word, NULL, "%s must be between %lld and %lld", what, (long long)low,
                    (long long)high);
        return low;
    }
    return number;
}

int64_t cursor_duration_of(Cursor *cursor, Word word) {
    int64_t ns = 0;
    const char *wrong = distribution_parse_duration(word.bytes, word.length, &ns);
    if (wrong != NULL) {
        cursor_fail(cursor, word, "write a duration such as 120ms, 1.5s or 50us",
                    "'%s' is not a duration: %s", cursor_show(word).text, wrong);
    }
    return ns;
}

int64_t cursor_need_duration(Cursor *cursor, const char *what) {
    Word word = cursor_need(cursor, what);
    return cursor->failed ? 0 : cursor_duration_of(cursor, word);
}

double cursor_number_of(Cursor *cursor, Word word, const char *what) {
    double number = 1;
    const char *wrong = distribution_parse_number(word.bytes, word.length, &number);
    if (wrong != NULL) {
        cursor_fail(cursor, word, NULL, "'%s' is not %s: %s", cursor_show(word).text, what, wrong);
    }
    return number;
}

void cursor_refuse_twice(Cursor *cursor, Word option, bool given) {
    if (given) {
        cursor_fail(cursor, option, NULL, "'%s' is given twice", cursor_show(option).text);
    }
}
