/* How text reports look: how wide, with which characters, in which colours. Reports are pure
 * functions from traces and a style to text; they never ask the terminal themselves. */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include "base/terminal.h"
#include "base/text.h"
#include "trace/spans.h"

typedef struct ReportStyle {
    int width; /* columns that may be used, at least TERMINAL_WIDTH_MIN */
    bool ascii;
    TerminalColor color;
} ReportStyle;

typedef enum StyleWeight {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
} StyleWeight;

enum { STYLE_NO_COLOR = -1 };

/* Begins text of a colour (0xRRGGBB or STYLE_NO_COLOR) and weight; style_end() ends it. Without
 * colour both append nothing. */
void style_begin(const ReportStyle *style, Text *text, int color, StyleWeight weight);
void style_end(const ReportStyle *style, Text *text);

/* The whole of a string in one weight. */
void style_append(const ReportStyle *style, Text *text, const char *string, StyleWeight weight);

/* The sign for a state: where a span begins, and in the rest of it. */
const char *style_glyph(const ReportStyle *style, SpanState state);
const char *style_fill(const ReportStyle *style, SpanState state);

/* What stands for text that was cut, one column wide. */
const char *style_ellipsis(const ReportStyle *style);

/* Appends a lane's label cut or filled to `columns`. Of a long "fetch_all_pages(3)" the name is cut
 * rather than the arguments, which tell it from others. */
void style_append_label(const ReportStyle *style, Text *text, const char *label, int columns);

/* Replaces what ASCII cannot show: for ascii styles, every other character becomes '?'. */
void style_append_plain(const ReportStyle *style, Text *text, const char *string);

/* Appends words from column `indent` on, in as many lines as the width needs; a number and its unit
 * stay together. `column` is where the text is now. */
void style_append_wrapped(const ReportStyle *style, Text *text, const char *words, int indent,
                          int column);

#endif
