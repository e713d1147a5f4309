#include "scene/rich_layout.h"

#include "scene/prose.h"

#include <string.h>

enum {
    CODE_PERCENT = 92, /* of the text's size: letters of one width look larger */
    CODE_PERCENT_MIN = 62,
    WIDEST = INT32_MAX / 4,
};

/* One rich text that is being laid out. */
typedef struct Layout {
    Frame *frame;
    const RichText *rich;
    RichLook look;
    int32_t x, y, w;
    bool is_measured;
} Layout;

/* ---- inline ---- */

/* The links of a frame stand in a list, so that clicks can name them. */
static size_t link_of(Frame *frame, const char *target) {
    for (size_t i = frame->scene->links.count; i-- > 0;) {
        if (frame->scene->links.items[i] == target) {
            return i;
        }
    }
    ARRAY_PUSH(&frame->scene->links, target);
    return frame->scene->links.count - 1;
}

static ProseStyle style_of(const Layout *layout, const RichRun *run, int32_t size, bool is_bold) {
    ProseStyle style = {.face = DRAW_SANS, .size = size, .role = layout->look.role};
    is_bold = is_bold || (run->style & RICH_STRONG) != 0;
    if ((run->style & RICH_CODE) != 0) {
        style.face = is_bold ? DRAW_MONO_BOLD : DRAW_MONO;
        style.size = frame_whole((int64_t)size * CODE_PERCENT / 100);
        style.is_code = true;
    } else if (is_bold) {
        style.face = DRAW_SANS_BOLD;
    } else if ((run->style & RICH_EMPHASIS) != 0) {
        style.face = DRAW_SANS_ITALIC;
    }
    return style;
}

/* Whether a link's text says where it leads. */
static bool tells_target(const RichText *rich, const RichRun *run, const char *target) {
    return strlen(target) == run->length &&
           memcmp(rich_text_bytes(rich, run), target, run->length) == 0;
}

static void write_run(const Layout *layout, Prose *prose, const RichRun *run, int32_t size,
                      bool is_bold) {
    ProseStyle style = style_of(layout, run, size, is_bold);
    const char *target = rich_text_link(layout->rich, run);
    if (target != NULL) {
        style.role = THEME_LESSON;
        style.is_link = true;
        style.link = layout->is_measured ? 0 : link_of(layout->frame, target);
    }
    prose_write(prose, &style, rich_text_bytes(layout->rich, run), run->length);
    bool is_last =
        run + 1 == layout->rich->runs.items + layout->rich->runs.count || run[1].link != run->link;
    if (target != NULL && is_last && !tells_target(layout->rich, run, target)) {
        ProseStyle small = {
            .face = DRAW_SANS, .size = frame_whole((int64_t)size * 7 / 10), .role = THEME_TEXT_DIM};
        prose_write(prose, &small, " → ", 5);
        prose_write(prose, &small, target, strlen(target));
    }
}

/* A cell's runs, or all of a block that is no row. */
static void write_runs(const Layout *layout, Prose *prose, const RichBlock *block, int cell,
                       int32_t size, bool is_bold) {
    for (uint32_t i = 0; i < block->run_count; i++) {
        const RichRun *run = &layout->rich->runs.items[block->first_run + i];
        if (cell < 0 || run->cell == cell) {
            write_run(layout, prose, run, size, is_bold);
        }
    }
    prose_end_paragraph(prose);
}

/* ---- blocks ---- */

static void draw_paragraph(Layout *layout, const RichBlock *block, int32_t x, int32_t size,
                           bool is_bold) {
    Prose prose;
    prose_init(&prose, layout->frame, x, layout->y, layout->x + layout->w - x);
    prose.is_measured = layout->is_measured;
    write_runs(layout, &prose, block, -1, size, is_bold);
    layout->y = prose.y;
}

static void draw_bullet(const Layout *layout, const RichBlock *block, int32_t x, int32_t size) {
    Frame *frame = layout->frame;
    if (layout->is_measured) {
        return;
    }
    Text *text = frame_text_begin(frame);
    if (block->number > 0) {
        text_printf(text, "%d.", (int)block->number);
    } else {
        text_append_cstr(text, "•");
    }
    int32_t w = size * 6 / 5;
    frame_write(frame, DRAW_SANS, size, DRAW_RIGHT, x - size * 2 / 5,
                frame_baseline(layout->y, frame_whole(size * 7 / 5), size), w, THEME_TEXT_DIM,
                text_cstr(text));
}

static void draw_code(Layout *layout, const RichBlock *block, int32_t x) {
    Frame *frame = layout->frame;
    const RichText *rich = layout->rich;
    if (block->run_count == 0) {
        return;
    }
    const RichRun *run = &rich->runs.items[block->first_run];
    const char *text = rich_text_bytes(rich, run);
    size_t length = run->length;
    length -= length > 0 && text[length - 1] == '\n';
    int32_t size = frame_whole((int64_t)layout->look.size * CODE_PERCENT / 100);
    int32_t least = frame_whole((int64_t)layout->look.size * CODE_PERCENT_MIN / 100);
    int32_t pad = layout->look.size / 2, room = layout->x + layout->w - x - 2 * pad, widest = 0;
    int32_t lines = 0;
    for (size_t at = 0; at <= length; lines++) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t bytes = end != NULL ? (size_t)(end - text) - at : length - at;
        int32_t w =
            frame->metrics->measure(frame->metrics->context, DRAW_MONO, size, text + at, bytes);
        widest = w > widest ? w : widest;
        at += bytes + 1;
    }
    while (size > least &&
           (int64_t)widest * size / (layout->look.size * CODE_PERCENT / 100) > room) {
        size -= DRAW_UNIT;
    }
    int32_t line = frame_whole(size * 4 / 3), h = lines * line + pad;
    bool is_seen = frame->seen.h <= 0 ||
                   (layout->y + h > frame->seen.y && layout->y < frame->seen.y + frame->seen.h);
    if (!layout->is_measured && is_seen) {
        draw_fill(frame->list, (DrawRect){x, layout->y, layout->x + layout->w - x, h},
                  layout->look.size / 4, frame_color(frame, THEME_LANE));
        int32_t y = layout->y + pad / 2;
        for (size_t at = 0; at <= length; y += line) {
            const char *end = memchr(text + at, '\n', length - at);
            size_t bytes = end != NULL ? (size_t)(end - text) - at : length - at;
            draw_text_cut(frame->list, frame->metrics, DRAW_MONO, size, DRAW_LEFT, x + pad,
                          frame_baseline(y, line, size), room, frame_color(frame, THEME_TEXT),
                          text + at, bytes);
            at += bytes + 1;
        }
    }
    layout->y += h;
}

/* ---- tables ---- */

/* How wide each column would like to be, over all rows of the table. */
static void measure_columns(const Layout *layout, const RichBlock *rows, size_t count,
                            int32_t *widths) {
    for (size_t i = 0; i < count; i++) {
        for (int cell = 0; cell < rows[0].columns; cell++) {
            Prose prose;
            prose_init(&prose, layout->frame, 0, 0, WIDEST);
            prose.is_measured = true;
            write_runs(layout, &prose, &rows[i], cell, layout->look.size, rows[i].is_head);
            widths[cell] = prose.widest > widths[cell] ? prose.widest : widths[cell];
        }
    }
}

/* Narrow columns keep what they like; wide ones share what is left. */
static void fit_columns(int32_t *widths, int columns, int32_t room) {
    int32_t all = 0, share = room / columns, narrow = 0, wide = 0;
    for (int i = 0; i < columns; i++) {
        all += widths[i];
        narrow += widths[i] <= share ? widths[i] : 0;
        wide += widths[i] > share ? widths[i] : 0;
    }
    for (int i = 0; all > room && i < columns; i++) {
        if (widths[i] > share) {
            widths[i] = (int32_t)((int64_t)(room - narrow) * widths[i] / wide);
        }
    }
}

static void draw_row(Layout *layout, const RichBlock *row, const int32_t *widths, int32_t gap,
                     int32_t x) {
    Frame *frame = layout->frame;
    int32_t top = layout->y + gap / 3, bottom = top, right = x;
    for (int cell = 0; cell < row->columns; cell++) {
        Prose prose;
        prose_init(&prose, frame, right, top, widths[cell]);
        prose.is_measured = layout->is_measured;
        prose.align = (row->right_columns & 1u << cell) != 0 ? DRAW_RIGHT : DRAW_LEFT;
        write_runs(layout, &prose, row, cell, layout->look.size, row->is_head);
        bottom = prose.y > bottom ? prose.y : bottom;
        right += widths[cell] + gap;
    }
    layout->y = bottom + gap / 3;
    if (!layout->is_measured) {
        draw_line(frame->list, x, layout->y, right - gap, layout->y,
                  row->is_head ? 2 * frame->hair : frame->hair, false,
                  frame_color(frame, row->is_head ? THEME_TEXT_DIM : THEME_PANEL_EDGE));
    }
}

/* Draws the rows that belong to one table, and returns how many they are. */
static size_t draw_table(Layout *layout, const RichBlock *rows, size_t left, int32_t x) {
    size_t count = 1;
    while (count < left && rows[count].kind == RICH_ROW && !rows[count].is_head &&
           rows[count].columns == rows[0].columns) {
        count++;
    }
    int columns = rows[0].columns < RICH_COLUMNS_MAX ? rows[0].columns : RICH_COLUMNS_MAX;
    int32_t widths[RICH_COLUMNS_MAX] = {0}, gap = layout->look.size;
    if (columns > 0) {
        measure_columns(layout, rows, count, widths);
        fit_columns(widths, columns, layout->x + layout->w - x - (columns - 1) * gap);
        for (size_t i = 0; i < count; i++) {
            draw_row(layout, &rows[i], widths, gap, x);
        }
    }
    return count;
}

/* ---- the whole ---- */

static int32_t heading_size(const Layout *layout, int level) {
    int32_t size = layout->look.size;
    return frame_whole(level <= 1 ? size * 3 / 2 : level == 2 ? size * 5 / 4 : size);
}

/* What is left free above a block. */
static int32_t space_above(const Layout *layout, const RichBlock *block, bool is_first) {
    int32_t size = layout->look.size;
    return is_first                                     ? 0
           : block->is_tight                            ? size / 6
           : block->kind == RICH_HEADING                ? size * 9 / 10
           : block->kind == RICH_ROW && !block->is_head ? 0
                                                        : size * 6 / 10;
}

static void lay_out(Layout *layout) {
    const RichText *rich = layout->rich;
    int32_t indent = layout->look.size * 3 / 2;
    for (size_t i = 0; i < rich->blocks.count;) {
        const RichBlock *block = &rich->blocks.items[i];
        layout->y += space_above(layout, block, i == 0);
        int32_t x = layout->x + (block->depth + block->quotes) * indent, top = layout->y;
        int32_t most = layout->x + layout->w * 2 / 3;
        x = x < most ? x : most;
        size_t taken = 1;
        switch (block->kind) {
        case RICH_HEADING:
            draw_paragraph(layout, block, x, heading_size(layout, block->level), true);
            break;
        case RICH_ITEM:
            draw_bullet(layout, block, x, layout->look.size);
            draw_paragraph(layout, block, x, layout->look.size, layout->look.is_bold);
            break;
        case RICH_PARAGRAPH:
            draw_paragraph(layout, block, x, layout->look.size, layout->look.is_bold);
            break;
        case RICH_CODE_BLOCK:
            draw_code(layout, block, x);
            break;
        case RICH_ROW:
            taken = draw_table(layout, block, rich->blocks.count - i, x);
            break;
        case RICH_RULE:
            if (!layout->is_measured) {
                draw_line(layout->frame->list, x, layout->y, layout->x + layout->w, layout->y,
                          layout->frame->hair, false, frame_color(layout->frame, THEME_PANEL_EDGE));
            }
            layout->y += layout->frame->hair;
            break;
        }
        if (block->quotes > 0 && !layout->is_measured) {
            int32_t bar = layout->look.size / 5;
            draw_fill(layout->frame->list,
                      (DrawRect){x - indent / 2 - bar, top, bar, layout->y - top}, bar / 2,
                      frame_color(layout->frame, THEME_PANEL_EDGE));
        }
        i += taken;
    }
}

int32_t rich_layout_draw(Frame *frame, const RichText *rich, RichLook look, int32_t x, int32_t y,
                         int32_t w) {
    Layout layout = {.frame = frame, .rich = rich, .look = look, .x = x, .y = y, .w = w};
    lay_out(&layout);
    return layout.y;
}

int32_t rich_layout_height(Frame *frame, const RichText *rich, RichLook look, int32_t w) {
    Layout layout = {.frame = frame, .rich = rich, .look = look, .w = w, .is_measured = true};
    lay_out(&layout);
    return layout.y;
}
