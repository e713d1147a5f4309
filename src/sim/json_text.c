#include "sim/json_text.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many bytes at the front stand for themselves in a JSON string. */
static size_t plain_length(const char *bytes, size_t length) {
    size_t plain = 0;
    while (plain < length && bytes[plain] >= 0x20 && bytes[plain] < 0x7F && bytes[plain] != '"' &&
           bytes[plain] != '\\') {
        plain++;
    }
    return plain;
}

/* Megabytes of what is no ASCII pass here while others wait for their answers: no printf. */
static void append_escape(Text *out, unsigned unit) {
    static const char DIGITS[] = "0123456789abcdef";
    const char escape[] = {'\\',
                           'u',
                           DIGITS[unit >> 12],
                           DIGITS[unit >> 8 & 15],
                           DIGITS[unit >> 4 & 15],
                           DIGITS[unit & 15]};
    text_append(out, escape, sizeof escape);
}

void json_text_append_string(Text *out, const char *bytes, size_t length) {
    text_append_char(out, '"');
    for (size_t at = 0; at < length;) {
        size_t plain = plain_length(bytes + at, length - at);
        if (plain > 0) {
            text_append(out, bytes + at, plain);
            at += plain;
            continue;
        }
        uint32_t point;
        at += utf8_decode(bytes + at, length - at, &point);
        switch (point) {
        case '"':
            text_append_cstr(out, "\\\"");
            break;
        case '\\':
            text_append_cstr(out, "\\\\");
            break;
        case '\n':
            text_append_cstr(out, "\\n");
            break;
        case '\r':
            text_append_cstr(out, "\\r");
            break;
        case '\t':
            text_append_cstr(out, "\\t");
            break;
        case '\b':
            text_append_cstr(out, "\\b");
            break;
        case '\f':
            text_append_cstr(out, "\\f");
            break;
        default:
            if (point < 0x10000) {
                append_escape(out, point);
            } else {
                append_escape(out, 0xD800 + ((point - 0x10000) >> 10));
                append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
            }
        }
    }
    text_append_char(out, '"');
}

/* A number as Python's repr() writes it: the fewest digits that read back as the same. */
static void append_real(Text *out, double value) {
    char text[40];
    bool is_tiny = value > -DBL_MIN && value < DBL_MIN; /* fewer bits, so fewer digits */
    for (int digits = is_tiny ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    if (strstr(text, "e+15") != NULL) { /* repr() begins with exponents at 16 */
        snprintf(text, sizeof text, "%.1f", value);
    }
    text_printf(out, "%s%s", text, strpbrk(text, ".e") == NULL ? ".0" : "");
}

static int compare_keys(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void append_object(Text *out, const json_t *object, size_t indent) {
    size_t count = json_object_size(object), n = 0;
    const char **keys = memory_new((count + 1) * sizeof *keys);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        keys[n++] = key;
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    text_append_cstr(out, "{");
    for (size_t i = 0; i < count; i++) {
        text_append_cstr(out, i == 0 ? "\n" : ", \n");
        text_append_repeated(out, ' ', indent + 2);
        json_text_append_string(out, keys[i], strlen(keys[i]));
        text_append_cstr(out, ": ");
        json_text_append_value(out, json_object_get(object, keys[i]), indent + 2);
    }
    memory_free(keys);
    text_append_cstr(out, count > 0 ? "\n" : "");
    text_append_repeated(out, ' ', count > 0 ? indent : 0);
    text_append_char(out, '}');
}

void json_text_append_value(Text *out, const json_t *value, size_t indent) {
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append_object(out, value, indent);
        break;
    case JSON_ARRAY:
        text_append_char(out, '[');
        for (size_t i = 0; i < json_array_size(value); i++) {
            text_append_cstr(out, i == 0 ? "\n" : ", \n");
            text_append_repeated(out, ' ', indent + 2);
            json_text_append_value(out, json_array_get(value, i), indent + 2);
        }
        if (json_array_size(value) > 0) {
            text_append_char(out, '\n');
            text_append_repeated(out, ' ', indent);
        }
        text_append_char(out, ']');
        break;
    case JSON_STRING:
        json_text_append_string(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        text_append_int64(out, json_integer_value(value));
        break;
    case JSON_REAL:
        append_real(out, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        text_append_cstr(out, json_is_true(value) ? "true" : "false");
        break;
    case JSON_NULL:
        text_append_cstr(out, "null");
        break;
    }
}
