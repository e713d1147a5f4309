#include "lang/diagnostic.h"

#include "base/memory.h"
#include "lang/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXCERPT_WIDTH = 92,  /* columns of a source line that are shown */
    EXCERPT_BEFORE = 60, /* of these, before the caret, when the line is cut */
    TAB_WIDTH = 4,       /* a tab in the middle of a line is shown as so many spaces */
};

static const char COLOUR_BOLD[] = "\x1b[1m";
static const char COLOUR_ERROR[] = "\x1b[1;31m";
static const char COLOUR_CARET[] = "\x1b[1;32m";
static const char COLOUR_OFF[] = "\x1b[0m";

void diagnostics_init(Diagnostics *diagnostics) {
    *diagnostics = (Diagnostics){0};
}

void diagnostics_release(Diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->list.count; i++) {
        memory_free(diagnostics->list.items[i].message);
        memory_free(diagnostics->list.items[i].hint);
    }
    ARRAY_RELEASE(&diagnostics->list);
    *diagnostics = (Diagnostics){0};
}

/* A copy of the formatted text, cut at a code point's border. */
static char *format_text(const char *format, va_list arguments) {
    char text[DIAGNOSTIC_TEXT_MAX];
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length >= (int)sizeof text) {
        size_t end = sizeof text - 4;
        while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80) {
            end--;
        }
        memcpy(text + end, "...", 4);
    }
    return memory_copy_string(text);
}

void diagnostics_add(Diagnostics *diagnostics, SourceSpan span, const char *format, ...) {
    size_t count = diagnostics->list.count;
    const SourceSpan *last = count > 0 ? &diagnostics->list.items[count - 1].span : NULL;
    bool same_place = last != NULL && last->line == span.line && last->column == span.column;
    diagnostics->last_dropped = same_place || count >= DIAGNOSTICS_KEPT_MAX;
    diagnostics->total += same_place ? 0 : 1;
    if (diagnostics->last_dropped) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    char *message = format_text(format, arguments);
    va_end(arguments);
    ARRAY_PUSH(&diagnostics->list, (Diagnostic){span, message, NULL});
}

void diagnostics_hint(Diagnostics *diagnostics, const char *format, ...) {
    if (diagnostics->list.count == 0 || diagnostics->last_dropped) {
        return;
    }
    Diagnostic *last = &diagnostics->list.items[diagnostics->list.count - 1];
    va_list arguments;
    va_start(arguments, format);
    memory_free(last->hint);
    last->hint = format_text(format, arguments);
    va_end(arguments);
}

/* Must this code point not reach a terminal as it is: controls, line separators, overrides of
 * direction, and what has no width of its own to point at? */
static bool is_hidden(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFEFF ||
           (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Terminal columns that a visible code point takes. */
static int shown_width(uint32_t c) {
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F) ||
        (c >= 0x20D0 && c <= 0x20FF)) {
        return 0;
    }
    bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
                (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
                (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x1F680 && c <= 0x1F6FF) ||
                (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

/* Appends the code point at `bytes` made visible; says how many bytes it had and columns it takes.
 */
static size_t append_one(Text *out, const char *bytes, size_t available, int *width) {
    uint32_t c = 0;
    size_t size = source_decode(bytes, available, &c);
    char escaped[16];
    if (size == 0) {
        *width = snprintf(escaped, sizeof escaped, "\\x%02x", (unsigned char)bytes[0]);
        text_append_cstr(out, escaped);
        return 1;
    }
    if (is_hidden(c)) {
        const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
        *width = snprintf(escaped, sizeof escaped, format, (unsigned)c);
        text_append_cstr(out, escaped);
        return size;
    }
    *width = shown_width(c);
    text_append(out, bytes, size);
    return size;
}

void diagnostic_append_visible(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        int width = 0;
        i += append_one(out, bytes + i, length - i, &width);
    }
}

/* Where in a long line the excerpt begins, so that the caret is in it. */
static size_t excerpt_start(const char *line, size_t length, size_t caret) {
    size_t start = 0;
    while (start < length && start < caret && strchr(" \t\f", line[start]) != NULL) {
        start++;
    }
    size_t code_points = 0;
    size_t back = caret;
    while (back > start && code_points < EXCERPT_BEFORE) {
        back--;
        code_points += ((unsigned char)line[back] & 0xC0) != 0x80;
    }
    size_t ahead = 0;
    for (size_t i = start; i < length && ahead <= EXCERPT_WIDTH; i++) {
        ahead += ((unsigned char)line[i] & 0xC0) != 0x80;
    }
    return ahead <= EXCERPT_WIDTH ? start : back;
}

/*     the source line
 *         ^^^^^^        */
static void print_excerpt(const Diagnostic *diagnostic, const Source *source, bool colour,
                          Text *out) {
    size_t length = 0;
    const char *line = source_line(source, diagnostic->span.line, &length);
    size_t caret = (size_t)diagnostic->span.column;
    if (caret > length) {
        caret = length;
    }
    size_t caret_end = length;
    if (diagnostic->span.end_line == diagnostic->span.line &&
        (size_t)diagnostic->span.end_column < length) {
        caret_end = (size_t)diagnostic->span.end_column;
    }
    size_t blank = 0;
    while (blank < length && strchr(" \t\f", line[blank]) != NULL) {
        blank++;
    }
    size_t start = excerpt_start(line, length, caret);
    Text carets = {0};
    text_append_cstr(out, "    ");
    text_append_cstr(&carets, "    ");
    int column = 0;
    if (start > blank) {
        text_append_cstr(out, "...");
        text_append_cstr(&carets, "   ");
        column = 3;
    }
    bool marked = false;
    size_t i = start;
    while (i < length && column < EXCERPT_WIDTH) {
        int width = TAB_WIDTH;
        size_t size = 1;
        if (line[i] == '\t') {
            text_append_repeated(out, ' ', TAB_WIDTH);
        } else {
            size = append_one(out, line + i, length - i, &width);
        }
        bool mark = i >= caret && (i < caret_end || !marked);
        text_append_repeated(&carets, mark ? '^' : ' ', (size_t)width);
        marked = marked || (mark && width > 0);
        column += width;
        i += size;
    }
    if (i < length) {
        text_append_cstr(out, "...");
    }
    if (!marked) {
        text_append_char(&carets, '^');
    }
    while (carets.length > 0 && carets.bytes[carets.length - 1] == ' ') {
        carets.length--;
    }
    text_append_char(out, '\n');
    text_append_cstr(out, colour ? COLOUR_CARET : "");
    text_append(out, carets.bytes, carets.length);
    text_append_cstr(out, colour ? COLOUR_OFF : "");
    text_append_char(out, '\n');
    text_release(&carets);
}

static void print_one(const Diagnostic *diagnostic, const Source *source, bool colour, Text *out) {
    text_append_cstr(out, colour ? COLOUR_BOLD : "");
    diagnostic_append_visible(out, source->name, strlen(source->name));
    text_printf(out, ":%d:%d: ", (int)diagnostic->span.line,
                (int)source_shown_column(source, diagnostic->span.line, diagnostic->span.column));
    text_append_cstr(out, colour ? COLOUR_ERROR : "");
    text_append_cstr(out, "error: ");
    text_append_cstr(out, colour ? COLOUR_OFF : "");
    diagnostic_append_visible(out, diagnostic->message, strlen(diagnostic->message));
    text_append_char(out, '\n');
    print_excerpt(diagnostic, source, colour, out);
    if (diagnostic->hint != NULL) {
        text_append_cstr(out, "hint: ");
        diagnostic_append_visible(out, diagnostic->hint, strlen(diagnostic->hint));
        text_append_char(out, '\n');
    }
}

/* By place; what was found first stays first (the array's order breaks ties). */
static int compare_places(const void *left, const void *right) {
    const Diagnostic *a = *(const Diagnostic *const *)left;
    const Diagnostic *b = *(const Diagnostic *const *)right;
    if (a->span.line != b->span.line) {
        return a->span.line < b->span.line ? -1 : 1;
    }
    if (a->span.column != b->span.column) {
        return a->span.column < b->span.column ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

void diagnostics_print(const Diagnostics *diagnostics, const Source *source, bool colour,
                       Text *out) {
    size_t count = diagnostics->list.count;
    const Diagnostic **sorted = memory_new_zeroed(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &diagnostics->list.items[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_places);
    size_t shown = count < DIAGNOSTICS_SHOWN_MAX ? count : DIAGNOSTICS_SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        print_one(sorted[i], source, colour, out);
    }
    if (diagnostics->total > shown) {
        text_printf(out, "and %zu more\n", diagnostics->total - shown);
    }
    memory_free(sorted);
}
