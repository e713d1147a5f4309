#include "report/rich_print.h"

#include "base/utf8.h"

#include <string.h>

enum { CODE_COLOR = 0x0072B2, INDENT = 2, CELL_GAP = 2, CELL_COLUMNS_MAX = 60 };

/* Where a paragraph is while its words are put. */
typedef struct Flow {
    const ReportStyle *style;
    Text *text;
    const char *prefix; /* of every line */
    int indent;         /* of lines after the first, the prefix included */
    int column;
    bool is_blank; /* the line has no word yet */
} Flow;

static void begin_style(const ReportStyle *style, Text *text, unsigned run) {
    bool is_bold = (run & (RICH_STRONG | RICH_EMPHASIS)) != 0;
    if (run & RICH_CODE) {
        style_begin(style, text, CODE_COLOR, is_bold ? STYLE_BOLD : STYLE_PLAIN);
    } else if (is_bold) {
        style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
    }
}

static void end_style(const ReportStyle *style, Text *text, unsigned run) {
    if (run & (RICH_CODE | RICH_STRONG | RICH_EMPHASIS)) {
        style_end(style, text);
    }
}

static bool keeps_quotes(const ReportStyle *style, unsigned run) {
    return (run & RICH_CODE) != 0 && style->color == TERMINAL_COLOR_NONE;
}

/* Appends the text of a run, or a part of it, in its style. */
static void append_styled(const ReportStyle *style, Text *text, const char *bytes, size_t length,
                          unsigned run) {
    Text piece = {0};
    text_append(&piece, bytes, length);
    begin_style(style, text, run);
    style_append_plain(style, text, text_cstr(&piece));
    end_style(style, text, run);
    text_release(&piece);
}

static void new_line(Flow *flow) {
    text_append_char(flow->text, '\n');
    text_append_cstr(flow->text, flow->prefix);
    int column = utf8_columns(flow->prefix);
    text_append_repeated(flow->text, ' ', (size_t)(flow->indent - column));
    flow->column = flow->indent;
    flow->is_blank = true;
}

/* A word is what stands between blanks, whatever styles it has: pieces of runs. */
typedef struct Word {
    Text text; /* styled */
    int columns;
    bool has_space; /* before it */
} Word;

static void put_word(Flow *flow, Word *word) {
    if (word->columns > 0) {
        int space = word->has_space && !flow->is_blank;
        if (!flow->is_blank && flow->column + space + word->columns > flow->style->width) {
            new_line(flow);
            space = 0;
        }
        text_append_repeated(flow->text, ' ', (size_t)space);
        text_append(flow->text, text_cstr(&word->text), word->text.length);
        flow->column += space + word->columns;
        flow->is_blank = false;
    }
    text_clear(&word->text);
    word->columns = 0;
    word->has_space = false;
}

static void add_piece(Flow *flow, Word *word, const char *bytes, size_t length, unsigned run) {
    Text piece = {0};
    text_append(&piece, bytes, length);
    word->columns += utf8_columns(text_cstr(&piece));
    append_styled(flow->style, &word->text, bytes, length, run);
    text_release(&piece);
}

/* Where a link leads is told behind its text, for the web. */
static void add_target(Flow *flow, Word *word, const RichText *rich, const RichRun *run) {
    const char *target = rich_text_link(rich, run);
    bool is_shown = target != NULL && strncmp(target, "http", 4) == 0 &&
                    !(strlen(target) == run->length &&
                      memcmp(target, rich_text_bytes(rich, run), run->length) == 0);
    if (is_shown) {
        put_word(flow, word);
        word->has_space = true;
        add_piece(flow, word, "(", 1, RICH_PLAIN);
        add_piece(flow, word, target, strlen(target), RICH_PLAIN);
        add_piece(flow, word, ")", 1, RICH_PLAIN);
    }
}

static void put_run(Flow *flow, Word *word, const RichText *rich, const RichRun *run) {
    const char *bytes = rich_text_bytes(rich, run);
    bool has_quotes = keeps_quotes(flow->style, run->style);
    if (has_quotes) {
        add_piece(flow, word, "`", 1, run->style);
    }
    size_t from = 0;
    for (size_t at = 0; at <= run->length; at++) {
        if (at < run->length && bytes[at] != ' ' && bytes[at] != '\n') {
            continue;
        }
        if (at > from) {
            add_piece(flow, word, bytes + from, at - from, run->style);
        }
        if (at < run->length) {
            put_word(flow, word);
            word->has_space = true;
            if (bytes[at] == '\n') {
                new_line(flow);
            }
        }
        from = at + 1;
    }
    if (has_quotes) {
        add_piece(flow, word, "`", 1, run->style);
    }
    add_target(flow, word, rich, run);
}

static void put_block(Flow *flow, const RichText *rich, const RichBlock *block) {
    Word word = {0};
    for (uint32_t i = 0; i < block->run_count; i++) {
        put_run(flow, &word, rich, &rich->runs.items[block->first_run + i]);
    }
    put_word(flow, &word);
    text_release(&word.text);
    text_append_char(flow->text, '\n');
}

/* The lines of code as they are, each behind the prefix. */
static void put_code(const ReportStyle *style, Text *text, const RichText *rich,
                     const RichBlock *block, const char *prefix) {
    for (uint32_t i = 0; i < block->run_count; i++) {
        const RichRun *run = &rich->runs.items[block->first_run + i];
        const char *line = rich_text_bytes(rich, run);
        const char *end = line + run->length;
        while (line < end) {
            const char *newline = memchr(line, '\n', (size_t)(end - line));
            const char *stop = newline != NULL ? newline : end;
            text_append_cstr(text, prefix);
            text_append_repeated(text, ' ', INDENT);
            append_styled(style, text, line, (size_t)(stop - line), RICH_CODE);
            text_append_char(text, '\n');
            line = stop + 1;
        }
    }
}

/* --- tables --- */

static int cell_columns(const ReportStyle *style, const RichText *rich, const RichBlock *row,
                        unsigned cell) {
    int columns = 0;
    for (uint32_t i = 0; i < row->run_count; i++) {
        const RichRun *run = &rich->runs.items[row->first_run + i];
        if (run->cell == cell) {
            Text piece = {0};
            text_append(&piece, rich_text_bytes(rich, run), run->length);
            columns += utf8_columns(text_cstr(&piece)) + 2 * keeps_quotes(style, run->style);
            text_release(&piece);
        }
    }
    return columns;
}

/* A row, whose table has these widths. A cell that is wider than its column has its way. */
static void put_row(const ReportStyle *style, Text *text, const RichText *rich,
                    const RichBlock *row, const int *widths) {
    for (unsigned cell = 0; cell < row->columns; cell++) {
        int gap = widths[cell] - cell_columns(style, rich, row, cell);
        bool is_right = (row->right_columns & 1u << cell) != 0;
        text_append_repeated(text, ' ', is_right && gap > 0 ? (size_t)gap : 0);
        for (uint32_t i = 0; i < row->run_count; i++) {
            const RichRun *run = &rich->runs.items[row->first_run + i];
            if (run->cell == cell) {
                bool has_quotes = keeps_quotes(style, run->style);
                text_append_cstr(text, has_quotes ? "`" : "");
                append_styled(style, text, rich_text_bytes(rich, run), run->length,
                              run->style | (row->is_head ? RICH_STRONG : 0u));
                text_append_cstr(text, has_quotes ? "`" : "");
            }
        }
        if (cell + 1 < row->columns) {
            int behind = (!is_right && gap > 0 ? gap : 0) + CELL_GAP;
            text_append_repeated(text, ' ', (size_t)behind);
        }
    }
    text_append_char(text, '\n');
}

/* The rows of one table, from block `first` on; returns the block behind them. */
static size_t put_table(const ReportStyle *style, Text *text, const RichText *rich, size_t first,
                        const char *prefix) {
    int widths[RICH_COLUMNS_MAX] = {0};
    size_t end = first;
    while (end < rich->blocks.count && rich->blocks.items[end].kind == RICH_ROW &&
           (end == first || !rich->blocks.items[end].is_head)) {
        const RichBlock *row = &rich->blocks.items[end++];
        for (unsigned cell = 0; cell < row->columns; cell++) {
            int columns = cell_columns(style, rich, row, cell);
            columns = columns < CELL_COLUMNS_MAX ? columns : CELL_COLUMNS_MAX;
            widths[cell] = columns > widths[cell] ? columns : widths[cell];
        }
    }
    for (size_t i = first; i < end; i++) {
        text_append_cstr(text, prefix);
        put_row(style, text, rich, &rich->blocks.items[i], widths);
        if (rich->blocks.items[i].is_head) {
            text_append_cstr(text, prefix);
            for (unsigned cell = 0; cell < rich->blocks.items[i].columns; cell++) {
                for (int c = 0; c < widths[cell]; c++) {
                    text_append_cstr(text, style->ascii ? "-" : "─");
                }
                text_append_repeated(text, ' ', CELL_GAP);
            }
            text_append_char(text, '\n');
        }
    }
    return end;
}

/* --- all --- */

static void put_rule(const ReportStyle *style, Text *text, const char *prefix) {
    text_append_cstr(text, prefix);
    for (int i = utf8_columns(prefix); i < style->width; i++) {
        text_append_cstr(text, style->ascii ? "-" : "─");
    }
    text_append_char(text, '\n');
}

static size_t put_next(const ReportStyle *style, Text *text, const RichText *rich, size_t index,
                       const char *prefix) {
    const RichBlock *block = &rich->blocks.items[index];
    Flow flow = {.style = style, .text = text, .prefix = prefix, .is_blank = true};
    flow.indent = utf8_columns(prefix);
    switch (block->kind) {
    case RICH_ROW:
        return put_table(style, text, rich, index, prefix);
    case RICH_RULE:
        put_rule(style, text, prefix);
        break;
    case RICH_CODE_BLOCK:
        put_code(style, text, rich, block, prefix);
        break;
    case RICH_HEADING:
        text_append_cstr(text, prefix);
        style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
        flow.column = flow.indent;
        put_block(&flow, rich, block);
        style_end(style, text);
        break;
    case RICH_ITEM: {
        Text mark = {0};
        if (block->number > 0) {
            text_printf(&mark, "%d. ", block->number);
        } else {
            text_append_cstr(&mark, style->ascii ? "- " : "• ");
        }
        text_append_cstr(text, prefix);
        text_append_cstr(text, text_cstr(&mark));
        flow.indent += utf8_columns(text_cstr(&mark));
        flow.column = flow.indent;
        put_block(&flow, rich, block);
        text_release(&mark);
        break;
    }
    case RICH_PARAGRAPH:
        text_append_cstr(text, prefix);
        flow.column = flow.indent;
        put_block(&flow, rich, block);
        break;
    }
    return index + 1;
}

void rich_print(const ReportStyle *style, Text *text, const RichText *rich, int indent) {
    Text prefix = {0};
    for (size_t i = 0; i < rich->blocks.count;) {
        const RichBlock *block = &rich->blocks.items[i];
        if (i > 0 && !block->is_tight) {
            text_append_char(text, '\n');
        }
        text_clear(&prefix);
        text_append_repeated(&prefix, ' ', (size_t)indent);
        for (int quote = 0; quote < block->quotes; quote++) {
            text_append_cstr(&prefix, style->ascii ? "| " : "│ ");
        }
        int depth = block->kind == RICH_ITEM ? block->depth - 1 : block->depth;
        text_append_repeated(&prefix, ' ', (size_t)(depth > 0 ? depth * INDENT : 0));
        i = put_next(style, text, rich, i, text_cstr(&prefix));
    }
    text_release(&prefix);
}
