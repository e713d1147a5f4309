#include "scene/prose.h"

#include "base/utf8.h"

#include <string.h>

enum { LINE_HUNDREDTHS = 140 };

void prose_init(Prose *prose, Frame *frame, int32_t x, int32_t y, int32_t w) {
    prose->frame = frame;
    prose->x = x;
    prose->y = y;
    prose->w = w;
    prose->line_h = LINE_HUNDREDTHS;
    prose->align = DRAW_LEFT;
    prose->is_measured = false;
    prose->widest = 0;
    prose->count = 0;
    prose->taken = 0;
    prose->is_after_space = false;
}

static int32_t measure(const Prose *prose, const ProseStyle *style, const char *bytes,
                       size_t length) {
    const TextMetrics *metrics = prose->frame->metrics;
    return metrics->measure(metrics->context, style->face, style->size, bytes, length);
}

/* The space between two pieces, which belongs to neither: that of the narrower. */
static int32_t space_between(const Prose *prose, const ProsePiece *before,
                             const ProsePiece *piece) {
    if (!piece->has_space) {
        return 0;
    }
    int32_t one = measure(prose, &before->style, " ", 1);
    int32_t other = measure(prose, &piece->style, " ", 1);
    return one < other ? one : other;
}

/* The space before a piece of the line, and before one that would be the next. */
static int32_t space_of(const Prose *prose, size_t index) {
    return index > 0 ? space_between(prose, &prose->pieces[index - 1], &prose->pieces[index]) : 0;
}

static int32_t next_space(const Prose *prose, const ProsePiece *piece) {
    return prose->count > 0 ? space_between(prose, &prose->pieces[prose->count - 1], piece) : 0;
}

/* ---- a line ---- */

static bool is_seen(const Prose *prose, int32_t h) {
    const DrawRect *seen = &prose->frame->seen;
    return seen->h <= 0 || (prose->y + h > seen->y && prose->y < seen->y + seen->h);
}

/* Whether the space between two pieces belongs to both: one ground, one underline. */
static bool joins(const ProsePiece *one, const ProsePiece *next) {
    const ProseStyle *a = &one->style, *b = &next->style;
    return (a->is_code && b->is_code && next->has_space) ||
           (a->is_link && b->is_link && a->link == b->link);
}

static void draw_piece(Prose *prose, const ProsePiece *piece, int32_t x, int32_t space,
                       int32_t baseline, bool is_joined) {
    Frame *frame = prose->frame;
    const ProseStyle *style = &piece->style;
    int32_t from = is_joined ? x - space : x, w = x + piece->w - from, size = style->size;
    uint32_t color = frame_color(frame, style->role);
    if (style->is_code) {
        int32_t pad = is_joined ? 0 : size / 8;
        draw_fill(frame->list,
                  (DrawRect){from - pad, baseline - size, w + size / 8 + pad, size * 13 / 10},
                  size / 5, frame_color(frame, THEME_LANE));
    }
    draw_text(frame->list, style->face, size, DRAW_LEFT, x, baseline, color, piece->bytes,
              piece->length);
    if (style->is_link) {
        int32_t y = baseline + size / 6;
        draw_line(frame->list, from, y, from + w, y, frame->hair, false, color);
        frame_hit(frame, (SceneHit){.rect = {from, baseline - size, w, size * 13 / 10},
                                    .kind = SCENE_HIT_LINK,
                                    .run = -1,
                                    .index = style->link});
    }
}

static bool is_same_style(const ProseStyle *one, const ProseStyle *other) {
    return one->face == other->face && one->size == other->size && one->role == other->role &&
           one->is_code == other->is_code && one->is_link == other->is_link &&
           one->link == other->link;
}

/* How many pieces from this one on are one stretch of the source in one style: they are drawn, and
 * found by whoever looks for text, as one. */
static size_t stretch_of(const Prose *prose, size_t first, size_t count) {
    const ProsePiece *piece = &prose->pieces[first];
    size_t taken = 1;
    for (; first + taken < count; taken++, piece++) {
        size_t between = piece[1].has_space ? 1 : 0;
        if (piece->bytes + piece->length + between != piece[1].bytes ||
            !is_same_style(&piece->style, &piece[1].style)) {
            break;
        }
    }
    return taken;
}

/* Draws the first pieces as a line; the others begin the next one. */
static void end_line(Prose *prose, size_t count) {
    int32_t size = 0, w = 0;
    for (size_t i = 0; i < count; i++) {
        const ProsePiece *piece = &prose->pieces[i];
        size = piece->style.size > size ? piece->style.size : size;
        w += piece->w + space_of(prose, i);
    }
    int32_t h = frame_whole((int64_t)size * prose->line_h / 100);
    if (!prose->is_measured && is_seen(prose, h)) {
        int32_t baseline = frame_baseline(prose->y, h, size), room = prose->w - w;
        int32_t x = prose->x + (prose->align == DRAW_RIGHT    ? room
                                : prose->align == DRAW_CENTER ? room / 2
                                                              : 0);
        for (size_t i = 0; i < count;) {
            const ProsePiece *piece = &prose->pieces[i];
            int32_t space = space_of(prose, i);
            size_t taken = stretch_of(prose, i, count);
            ProsePiece whole = *piece;
            for (size_t j = 1; j < taken; j++) {
                whole.w += space_of(prose, i + j) + piece[j].w;
                whole.length = (size_t)(piece[j].bytes + piece[j].length - whole.bytes);
            }
            x += space;
            draw_piece(prose, &whole, x, space, baseline, i > 0 && joins(piece - 1, piece));
            x += whole.w;
            i += taken;
        }
    }
    prose->widest = w > prose->widest ? w : prose->widest;
    prose->y += h;
    prose->count -= count;
    memmove(prose->pieces, prose->pieces + count, prose->count * sizeof *prose->pieces);
    prose->taken = 0;
    for (size_t i = 0; i < prose->count; i++) {
        prose->taken += prose->pieces[i].w + space_of(prose, i);
    }
}

/* "3 s", "40 %": a number and its unit stay together. */
static bool is_unit_of(const ProsePiece *number, const char *bytes, size_t length) {
    static const char *const UNITS[] = {"s", "ms", "µs", "ns", "min", "h", "%", "kB", "MB", "GB"};
    char last = number->bytes[number->length - 1];
    while (length > 0 && strchr(".,;:!?)", bytes[length - 1]) != NULL) {
        length--;
    }
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (strlen(UNITS[i]) == length && memcmp(UNITS[i], bytes, length) == 0) {
            return last >= '0' && last <= '9';
        }
    }
    return false;
}

static bool can_break_before(const ProsePiece *piece) {
    return piece->has_space && !piece->is_unit;
}

/* Where the line can be broken: before the last piece that has a space before it. 0: nowhere. */
static size_t last_break(const Prose *prose) {
    size_t at = prose->count;
    while (at > 0 && !can_break_before(&prose->pieces[at - 1])) {
        at--;
    }
    return at > 1 ? at - 1 : 0;
}

/* How many bytes of a word fit into a width: whole characters, at least one. */
static size_t fitting(const Prose *prose, const ProseStyle *style, int32_t width, const char *bytes,
                      size_t length) {
    size_t fits = 0;
    while (fits < length) {
        uint32_t code_point;
        size_t next = fits + utf8_decode(bytes + fits, length - fits, &code_point);
        if (fits > 0 && measure(prose, style, bytes, next) > width) {
            break;
        }
        fits = next;
    }
    return fits;
}

/* Adds a word or a part of one to the line. */
static void add(Prose *prose, const ProseStyle *style, const char *bytes, size_t length) {
    while (length > 0) {
        ProsePiece piece = {.bytes = bytes,
                            .length = length,
                            .w = measure(prose, style, bytes, length),
                            .has_space = prose->is_after_space,
                            .style = *style};
        piece.is_unit = piece.has_space && prose->count > 0 &&
                        is_unit_of(&prose->pieces[prose->count - 1], bytes, length);
        int32_t taken = prose->taken + piece.w + next_space(prose, &piece);
        bool is_full = taken > prose->w || prose->count == PROSE_PIECES_MAX;
        if (is_full && prose->count > 0 && (can_break_before(&piece) || last_break(prose) > 0)) {
            end_line(prose, can_break_before(&piece) ? prose->count : last_break(prose));
            continue;
        }
        int32_t room = prose->w - prose->taken;
        if (is_full) {
            /* One word that is wider than the column. */
            if (prose->count > 0 && (room < style->size || prose->count == PROSE_PIECES_MAX)) {
                end_line(prose, prose->count);
                continue;
            }
            piece.length = fitting(prose, style, room, bytes, length);
            piece.w = measure(prose, style, bytes, piece.length);
        }
        prose->taken += piece.w + next_space(prose, &piece);
        prose->pieces[prose->count++] = piece;
        prose->is_after_space = false;
        bytes += piece.length;
        length -= piece.length;
        if (length > 0) {
            end_line(prose, prose->count);
        }
    }
}

/* ---- text ---- */

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

void prose_write(Prose *prose, const ProseStyle *style, const char *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        if (bytes[at] == '\n') {
            prose_end_paragraph(prose);
            at++;
            continue;
        }
        if (is_space(bytes[at])) {
            prose->is_after_space = true;
            at++;
            continue;
        }
        size_t end = at;
        while (end < length && !is_space(bytes[end])) {
            end++;
        }
        add(prose, style, bytes + at, end - at);
        at = end;
    }
}

void prose_end_paragraph(Prose *prose) {
    if (prose->count > 0) {
        end_line(prose, prose->count);
    }
    prose->is_after_space = false;
}
