#include "base/json.h"

#include "base/utf8.h"

#include <string.h>

void json_append_quoted(Text *text, const char *string) {
    size_t length = strlen(string);
    text_append_char(text, '"');
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        if (code_point == '"' || code_point == '\\') {
            text_append_char(text, '\\');
            text_append_char(text, (char)code_point);
        } else if (code_point == '\n') {
            text_append_cstr(text, "\\n");
        } else if (code_point == '\t') {
            text_append_cstr(text, "\\t");
        } else if (code_point < 0x20 || code_point == 0x7F) {
            text_printf(text, "\\u%04x", (unsigned)code_point);
        } else {
            text_append_code_point(text, code_point);
        }
        string += size;
        length -= size;
    }
    text_append_char(text, '"');
}

void json_append_decimal(Text *text, int64_t value, int places) {
    char digits[24];
    int count = 0;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    bool is_fraction = false; /* a digit that is not a needless zero has been written */
    for (int i = 0; i < places; i++, rest /= 10) {
        if (rest % 10 != 0 || is_fraction) {
            digits[count++] = (char)('0' + rest % 10);
            is_fraction = true;
        }
    }
    if (is_fraction) {
        digits[count++] = '.';
    }
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        text_append_char(text, '-');
    }
    while (count > 0) {
        text_append_char(text, digits[--count]);
    }
}

void json_append_seconds(Text *text, int64_t ns) {
    json_append_decimal(text, ns, 9);
}
