#include "lang/source.h"

#include "base/memory.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The number of bytes of the code point that begins with `lead`, or 0. */
static size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

size_t source_decode(const char *bytes, size_t available, uint32_t *code_point) {
    const unsigned char *in = (const unsigned char *)bytes;
    size_t length = available ? sequence_length(in[0]) : 0;
    if (length == 0 || length > available) {
        return 0;
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t value = in[0] & mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((in[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (in[i] & 0x3F);
    }
    if (value < least[length] || value > 0x10FFFF) {
        return 0;
    }
    *code_point = value;
    return length;
}

/* Copies the text with all newlines as LF and notes where lines begin. */
static void copy_lines(Source *source, const char *bytes, size_t length) {
    char *out = memory_new(length + 1);
    size_t written = 0;
    ARRAY_PUSH(&source->lines, 0);
    for (size_t i = 0; i < length; i++) {
        char byte = bytes[i];
        if (byte == '\r') {
            byte = '\n';
            if (i + 1 < length && bytes[i + 1] == '\n') {
                i++;
            }
        }
        out[written++] = byte;
        if (byte == '\n') {
            ARRAY_PUSH(&source->lines, (uint32_t)written);
        }
    }
    out[written] = 0;
    source->bytes = out;
    source->length = written;
}

/* Reports the first byte that is no text: NUL, or what is not UTF-8 (encoded surrogates are not).
 */
static void check_bytes(const Source *source, Diagnostics *diagnostics) {
    int32_t line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < source->length;) {
        unsigned char byte = (unsigned char)source->bytes[i];
        SourceSpan here = {line, (int32_t)(i - line_start), line, (int32_t)(i - line_start) + 1};
        if (byte == 0) {
            diagnostics_add(diagnostics, here, "source code cannot contain null bytes");
            return;
        }
        uint32_t code_point = 0;
        size_t size = source_decode(source->bytes + i, source->length - i, &code_point);
        if (size == 0 || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
            diagnostics_add(diagnostics, here, "the file is not UTF-8 text: byte 0x%02x", byte);
            diagnostics_hint(diagnostics, "save the file with the encoding UTF-8");
            return;
        }
        if (byte == '\n') {
            line++;
            line_start = i + 1;
        }
        i += size;
    }
}

/* The encoding that `# -*- coding: NAME -*-` declares in this line, if any. */
static size_t declared_encoding(const char *line, size_t length, const char **name) {
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\f')) {
        i++;
    }
    if (i >= length || line[i] != '#') {
        return 0;
    }
    for (; i + 7 <= length; i++) {
        if (memcmp(line + i, "coding", 6) != 0 || (line[i + 6] != ':' && line[i + 6] != '=')) {
            continue;
        }
        size_t start = i + 7;
        while (start < length && (line[start] == ' ' || line[start] == '\t')) {
            start++;
        }
        size_t end = start;
        while (end < length && (isalnum((unsigned char)line[end]) || line[end] == '-' ||
                                line[end] == '_' || line[end] == '.')) {
            end++;
        }
        if (end > start) {
            *name = line + start;
            return end - start;
        }
    }
    return 0;
}

static bool is_blank_or_comment(const char *line, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '#') {
            return true;
        }
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\f') {
            return false;
        }
    }
    return true;
}

static bool is_ascii(const Source *source) {
    for (size_t i = 0; i < source->length; i++) {
        if ((unsigned char)source->bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* PEP 263: a comment in one of the first two lines may name the encoding. Ours is UTF-8; a text of
 * ASCII alone is the same in the other everyday encodings. */
static void check_encoding(const Source *source, Diagnostics *diagnostics) {
    static const char *const utf8[] = {"utf-8", "utf8", "utf_8", "u8", "utf-8-sig"};
    static const char *const like_ascii[] = {"ascii",  "us-ascii",   "latin-1",    "latin1",
                                             "cp1252", "iso-8859-1", "iso-8859-15"};
    for (int32_t line = 1; line <= 2; line++) {
        size_t length = 0;
        const char *text = source_line(source, line, &length);
        const char *name = NULL;
        size_t name_length = declared_encoding(text, length, &name);
        if (name_length > 0) {
            for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++) {
                if (strlen(utf8[i]) == name_length &&
                    strncasecmp(utf8[i], name, name_length) == 0) {
                    return;
                }
            }
            for (size_t i = 0; i < sizeof like_ascii / sizeof *like_ascii && is_ascii(source);
                 i++) {
                if (strlen(like_ascii[i]) == name_length &&
                    strncasecmp(like_ascii[i], name, name_length) == 0) {
                    return;
                }
            }
            SourceSpan span = {line, (int32_t)(name - text), line,
                               (int32_t)(name - text + name_length)};
            diagnostics_add(diagnostics, span, "the encoding '%.*s' is not supported",
                            (int)(name_length > 40 ? 40 : name_length), name);
            diagnostics_hint(diagnostics, "save the file as UTF-8 and remove this comment");
            return;
        }
        if (!is_blank_or_comment(text, length)) {
            return;
        }
    }
}

bool source_init(Source *source, const char *name, const char *bytes, size_t length,
                 Diagnostics *diagnostics) {
    *source = (Source){.name = memory_copy_string(name)};
    size_t errors_before = diagnostics->total;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (length > SOURCE_BYTES_MAX) {
        copy_lines(source, "", 0);
        diagnostics_add(diagnostics, (SourceSpan){1, 0, 1, 0}, "the file is larger than %d MB",
                        SOURCE_BYTES_MAX >> 20);
        return false;
    }
    copy_lines(source, bytes, length);
    check_encoding(source, diagnostics);
    check_bytes(source, diagnostics);
    return diagnostics->total == errors_before;
}

void source_release(Source *source) {
    memory_free(source->name);
    memory_free(source->bytes);
    ARRAY_RELEASE(&source->lines);
    *source = (Source){0};
}

const char *source_line(const Source *source, int32_t line, size_t *length) {
    if (line < 1 || (size_t)line > source->lines.count) {
        *length = 0;
        return "";
    }
    size_t start = source->lines.items[line - 1];
    size_t end =
        (size_t)line < source->lines.count ? source->lines.items[line] - 1 : source->length;
    *length = end - start;
    return source->bytes + start;
}

int32_t source_shown_column(const Source *source, int32_t line, int32_t column) {
    size_t length = 0;
    const char *text = source_line(source, line, &length);
    int32_t shown = 1;
    for (size_t i = 0; i < length && i < (size_t)column; i++) {
        shown += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return shown;
}
