#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point) {
    unsigned char first = (unsigned char)bytes[0];
    size_t size = first < 0x80    ? 1
                  : first >= 0xF5 ? 0 /* beyond U+10FFFF */
                  : first >= 0xF0 ? 4
                  : first >= 0xE0 ? 3
                  : first >= 0xC2 ? 2
                                  : 0;
    static const uint32_t MASKS[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
    *code_point = REPLACEMENT;
    if (size == 0 || size > length) {
        return 1;
    }
    uint32_t value = first & MASKS[size];
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(bytes[i])) {
            return 1;
        }
        value = value << 6 | ((unsigned char)bytes[i] & 0x3F);
    }
    if (value < SMALLEST[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
        return 1;
    }
    *code_point = value;
    return size;
}

typedef struct Range {
    uint32_t first, last;
} Range;

/* The blocks that terminals show without a column, and with two. Blocks rather than single code
 * points: names of tasks and programs are what passes here, and a column more or less does no harm
 * beyond the alignment of its own line. */
static const Range ZERO[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},   {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}, {0x1AB0, 0x1AFF}};
static const Range WIDE[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},  {0x2614, 0x2615},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},  {0xA000, 0xA4CF},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

static bool is_within(const Range *ranges, size_t count, uint32_t code_point) {
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

int utf8_columns_of(uint32_t code_point) {
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
        is_within(ZERO, sizeof ZERO / sizeof *ZERO, code_point)) {
        return 0;
    }
    return is_within(WIDE, sizeof WIDE / sizeof *WIDE, code_point) ? 2 : 1;
}

static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
           (code_point >= 0x202A && code_point <= 0x202E);
}

static int shown_columns(uint32_t code_point) {
    return is_control(code_point) ? 1 : utf8_columns_of(code_point);
}

int utf8_columns(const char *string) {
    int columns = 0;
    size_t length = strlen(string);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        columns += shown_columns(code_point);
        string += size;
        length -= size;
    }
    return columns;
}

void utf8_append_fitted(Text *text, const char *string, int columns, const char *ellipsis) {
    bool is_cut = utf8_columns(string) > columns;
    int room = is_cut ? columns - 1 : columns;
    size_t length = strlen(string);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        int width = shown_columns(code_point);
        if (width > room) {
            break;
        }
        text_append_code_point(text, is_control(code_point) ? ' ' : code_point);
        room -= width;
        string += size;
        length -= size;
    }
    if (is_cut && columns > 0) {
        text_append_cstr(text, ellipsis);
    }
    text_append_repeated(text, ' ', (size_t)(room > 0 ? room : 0));
}
