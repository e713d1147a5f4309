#include "report/style.h"

#include "base/utf8.h"

#include <string.h>

/* The nearest colour of xterm's 6×6×6 cube, whose levels are 0 and 95 to 255 in steps of 40. */
static int cube_level(unsigned value) {
    return value < 48 ? 0 : value < 115 ? 1 : (int)((value - 35) / 40);
}

static void append_color(const ReportStyle *style, Text *text, unsigned color) {
    unsigned red = color >> 16 & 255, green = color >> 8 & 255, blue = color & 255;
    if (style->color == TERMINAL_COLOR_TRUE) {
        text_printf(text, "\033[38;2;%u;%u;%um", red, green, blue);
    } else {
        text_printf(text, "\033[38;5;%dm",
                    16 + 36 * cube_level(red) + 6 * cube_level(green) + cube_level(blue));
    }
}

void style_begin(const ReportStyle *style, Text *text, int color, StyleWeight weight) {
    if (style->color == TERMINAL_COLOR_NONE) {
        return;
    }
    if (weight != STYLE_PLAIN) {
        text_append_cstr(text, weight == STYLE_BOLD ? "\033[1m" : "\033[2m");
    }
    if (color != STYLE_NO_COLOR) {
        append_color(style, text, (unsigned)color);
    }
}

void style_end(const ReportStyle *style, Text *text) {
    if (style->color != TERMINAL_COLOR_NONE) {
        text_append_cstr(text, "\033[0m");
    }
}

void style_append(const ReportStyle *style, Text *text, const char *string, StyleWeight weight) {
    style_begin(style, text, STYLE_NO_COLOR, weight);
    style_append_plain(style, text, string);
    style_end(style, text);
}

static const char *ascii_of(SpanState state) {
    static const char TEXTS[SPAN_STATE_COUNT][2] = {
#define STATE(id, word, color, glyph, fill, ascii) {ascii, '\0'},
#include "trace/states.def"
    };
    return TEXTS[state];
}

const char *style_glyph(const ReportStyle *style, SpanState state) {
    return style->ascii ? ascii_of(state) : SPAN_STATES[state].glyph;
}

const char *style_fill(const ReportStyle *style, SpanState state) {
    return style->ascii ? ascii_of(state) : SPAN_STATES[state].fill;
}

const char *style_ellipsis(const ReportStyle *style) {
    return style->ascii ? "~" : "…";
}

void style_append_plain(const ReportStyle *style, Text *text, const char *string) {
    if (!style->ascii) {
        text_append_cstr(text, string);
        return;
    }
    size_t length = strlen(string);
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(string, length, &code_point);
        text_append_char(text, code_point < 0x80 ? (char)code_point : '?');
        string += size;
        length -= size;
    }
}

void style_append_label(const ReportStyle *style, Text *text, const char *label, int columns) {
    Text plain = {0};
    style_append_plain(style, &plain, label);
    const char *whole = text_cstr(&plain), *arguments = strchr(whole, '(');
    int tail = arguments != NULL ? utf8_columns(arguments) : 0;
    if (utf8_columns(whole) > columns && tail > 0 && tail <= columns / 2) {
        utf8_append_fitted(text, whole, columns - tail, style_ellipsis(style));
        utf8_append_fitted(text, arguments, tail, "");
    } else {
        utf8_append_fitted(text, whole, columns, style_ellipsis(style));
    }
    text_release(&plain);
}

/* Up to the next space, but a number and its unit stay together. */
static size_t word_length(const char *words) {
    static const char *const UNITS[] = {" ns", " us", " µs", " ms", " s", " %"};
    size_t length = strcspn(words, " ");
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        size_t unit = strlen(UNITS[i]);
        const char *after = words + length + unit;
        if (strncmp(words + length, UNITS[i], unit) == 0 && strchr(" ,;:", *after) != NULL) {
            return length + unit + strcspn(after, " ");
        }
    }
    return length;
}

void style_append_wrapped(const ReportStyle *style, Text *text, const char *words, int indent,
                          int column) {
    Text plain = {0};
    style_append_plain(style, &plain, words);
    bool is_first = true;
    for (const char *at = text_cstr(&plain); *at != '\0';) {
        size_t length = word_length(at);
        Text word = {0};
        text_append(&word, at, length);
        int columns = utf8_columns(text_cstr(&word));
        if (!is_first && column + 1 + columns > style->width) {
            text_append_char(text, '\n');
            text_append_repeated(text, ' ', (size_t)indent);
            column = indent;
        } else if (!is_first) {
            text_append_char(text, ' ');
            column++;
        }
        int room = style->width - column > 1 ? style->width - column : 1;
        utf8_append_fitted(text, text_cstr(&word), columns < room ? columns : room,
                           style_ellipsis(style));
        column += columns;
        is_first = false;
        at += length + (at[length] == ' ');
        text_release(&word);
    }
    text_release(&plain);
}
