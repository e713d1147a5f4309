#include "sim/world_errors.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

enum { ERRORS_KEPT_MAX = 100 };

static int column_of(const char *line, size_t offset) {
    int column = 1;
    for (size_t i = 0; i < offset; i++) {
        column += ((unsigned char)line[i] & 0xC0) != 0x80; /* continuation bytes do not count */
    }
    return column;
}

WorldError *world_errors_add(World *world, const char *file, int line_number, const char *line,
                             size_t line_length, size_t offset, size_t width, const char *format,
                             va_list arguments) {
    if (world->errors.count >= ERRORS_KEPT_MAX) {
        return NULL;
    }
    Text message = {0};
    Text source = {0};
    text_vprintf(&message, format, arguments);
    text_append(&source, line, line_length);
    text_append_cstr(&source, "");
    WorldError error = {.file = memory_copy_string(file),
                        .line = line_number,
                        .column = column_of(line, offset),
                        .message = text_take(&message),
                        .offset = offset,
                        .width = width};
    error.text = source.bytes == NULL ? memory_copy_string("") : text_take(&source);
    ARRAY_PUSH(&world->errors, error);
    return &world->errors.items[world->errors.count - 1];
}

/* --- showing them --- */

enum { SHOWN_COLUMNS = 90 };

/* One character of a source line, as a terminal may show it: returns the bytes it takes up in the
 * line, and how many columns were written. */
static size_t append_visible(Text *out, const char *bytes, size_t length, size_t *columns) {
    unsigned char c = (unsigned char)bytes[0];
    size_t size = c < 0x80                ? 1
                  : c >= 0xC2 && c < 0xE0 ? 2
                  : c >= 0xE0 && c < 0xF0 ? 3
                  : c >= 0xF0 && c < 0xF5 ? 4
                                          : 0;
    bool plain = size > 0 && size <= length;
    unsigned point = size == 2 ? c & 0x1Fu : size == 3 ? c & 0x0Fu : size == 4 ? c & 0x07u : c;
    for (size_t i = 1; i < size && plain; i++) {
        plain = ((unsigned char)bytes[i] & 0xC0) == 0x80;
        point = point << 6 | ((unsigned char)bytes[i] & 0x3Fu);
    }
    if (!plain) {
        text_printf(out, "\\x%02x", c);
        *columns = 4;
        return 1;
    }
    if (point == '\t') {
        text_append_char(out, ' ');
        *columns = 1;
    } else if (point < 0x20 || (point >= 0x7F && point < 0xA0) ||
               (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
               (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
               (point >= 0xD800 && point <= 0xDFFF)) {
        size_t before = out->length;
        text_printf(out, point < 0x100 ? "\\x%02x" : "\\u%04x", point);
        *columns = out->length - before;
    } else {
        text_append(out, bytes, size);
        *columns = 1;
    }
    return size;
}

static void print_line(const WorldError *error, Text *out) {
    size_t length = strlen(error->text);
    size_t start = 0;
    if (error->offset > SHOWN_COLUMNS / 2 && length > SHOWN_COLUMNS) {
        start = error->offset - SHOWN_COLUMNS / 2;
        while (start < length && ((unsigned char)error->text[start] & 0xC0) == 0x80) {
            start++;
        }
    }
    Text carets = {0};
    size_t columns = 0;
    text_append_cstr(out, start > 0 ? "    …" : "    ");
    text_append_repeated(&carets, ' ', start > 0 ? 5 : 4);
    for (size_t at = start; at < length && columns < SHOWN_COLUMNS;) {
        size_t wide = 0;
        size_t taken = append_visible(out, error->text + at, length - at, &wide);
        if (at < error->offset) {
            text_append_repeated(&carets, ' ', wide);
        } else if (at < error->offset + error->width) {
            text_append_repeated(&carets, '^', wide);
        }
        at += taken;
        columns += wide;
    }
    if (error->offset >= length) {
        text_append_char(&carets, '^');
    }
    text_printf(out, "\n%s\n", text_cstr(&carets));
    text_release(&carets);
}

void world_print_errors(const World *world, Text *out) {
    for (size_t i = 0; i < world->errors.count; i++) {
        const WorldError *error = &world->errors.items[i];
        if (i == WORLD_ERRORS_SHOWN_MAX) {
            text_printf(out, "and %zu more\n", world->errors.count - i);
            return;
        }
        text_printf(out, "%s:%d:%d: error: %s\n", error->file, error->line, error->column,
                    error->message);
        if (error->text[0] != '\0') {
            print_line(error, out);
        }
        if (error->hint != NULL) {
            text_printf(out, "    hint: %s\n", error->hint);
        }
    }
}
