#include "base/text.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdio.h>
#include <string.h>

void text_init(Text *text) {
    *text = (Text){0};
}

void text_release(Text *text) {
    memory_free(text->bytes);
    *text = (Text){0};
}

void text_clear(Text *text) {
    text->length = 0;
    if (text->bytes != NULL) {
        text->bytes[0] = '\0';
    }
}

char *text_take(Text *text) {
    char *bytes = text->bytes != NULL ? text->bytes : memory_copy_string("");
    *text = (Text){0};
    return bytes;
}

const char *text_cstr(const Text *text) {
    return text->bytes != NULL ? text->bytes : "";
}

static void reserve(Text *text, size_t more) {
    size_t wanted = text->length + more + 1;
    if (wanted > text->capacity) {
        size_t capacity = text->capacity < 32 ? 32 : text->capacity * 2;
        text->capacity = capacity < wanted ? wanted : capacity;
        text->bytes = memory_resize(text->bytes, text->capacity, 1);
    }
}

void text_append(Text *text, const char *bytes, size_t length) {
    reserve(text, length);
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append_cstr(Text *text, const char *string) {
    text_append(text, string, strlen(string));
}

void text_append_char(Text *text, char byte) {
    text_append(text, &byte, 1);
}

void text_append_repeated(Text *text, char byte, size_t count) {
    reserve(text, count);
    memset(text->bytes + text->length, byte, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void text_append_int64(Text *text, int64_t value) {
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--first] = '-';
    }
    text_append(text, digits + first, sizeof digits - first);
}

void text_append_code_point(Text *text, unsigned code_point) {
    char bytes[4];
    size_t length = 0;
    if (code_point < 0x80) {
        bytes[length++] = (char)code_point;
    } else if (code_point < 0x800) {
        bytes[length++] = (char)(0xC0 | (code_point >> 6));
        bytes[length++] = (char)(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        bytes[length++] = (char)(0xE0 | (code_point >> 12));
        bytes[length++] = (char)(0x80 | ((code_point >> 6) & 0x3F));
        bytes[length++] = (char)(0x80 | (code_point & 0x3F));
    } else {
        bytes[length++] = (char)(0xF0 | (code_point >> 18));
        bytes[length++] = (char)(0x80 | ((code_point >> 12) & 0x3F));
        bytes[length++] = (char)(0x80 | ((code_point >> 6) & 0x3F));
        bytes[length++] = (char)(0x80 | (code_point & 0x3F));
    }
    text_append(text, bytes, length);
}

void text_vprintf(Text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    CHECK(length >= 0);
    reserve(text, (size_t)length);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    va_end(again);
    text->length += (size_t)length;
}

void text_printf(Text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(text, format, arguments);
    va_end(arguments);
}
