#include "scene/draw_list.h"

#include "base/utf8.h"

#include <string.h>

static const char ELLIPSIS[] = "…";

void draw_list_init(DrawList *list) {
    *list = (DrawList){0};
}

void draw_list_release(DrawList *list) {
    ARRAY_RELEASE(&list->ops);
    text_release(&list->pool);
}

void draw_list_clear(DrawList *list, int32_t width, int32_t height, uint32_t background) {
    list->width = width;
    list->height = height;
    list->background = background;
    list->ops.count = 0;
    text_clear(&list->pool);
}

void draw_fill(DrawList *list, DrawRect rect, int32_t radius, uint32_t color) {
    ARRAY_PUSH(&list->ops,
               (DrawOp){.kind = DRAW_FILL, .rect = rect, .size = radius, .color = color});
}

void draw_outline(DrawList *list, DrawRect rect, int32_t thickness, int32_t radius,
                  uint32_t color) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_OUTLINE,
                                    .rect = rect,
                                    .size = thickness,
                                    .extra = radius,
                                    .color = color});
}

void draw_texture(DrawList *list, DrawRect rect, DrawTexture texture, int32_t distance,
                  uint32_t color) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_TEXTURE,
                                    .what = (uint8_t)texture,
                                    .rect = rect,
                                    .size = distance,
                                    .color = color});
}

void draw_line(DrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness,
               bool dashed, uint32_t color) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_LINE,
                                    .what = dashed,
                                    .rect = {x0, y0, x1 - x0, y1 - y0},
                                    .size = thickness,
                                    .color = color});
}

void draw_arrow(DrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness,
                int32_t head, uint32_t color) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_ARROW,
                                    .rect = {x0, y0, x1 - x0, y1 - y0},
                                    .size = thickness,
                                    .extra = head,
                                    .color = color});
}

void draw_sign(DrawList *list, DrawRect square, DrawSign sign, uint32_t color) {
    ARRAY_PUSH(&list->ops,
               (DrawOp){.kind = DRAW_SIGN, .what = (uint8_t)sign, .rect = square, .color = color});
}

void draw_clip(DrawList *list, DrawRect rect) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_CLIP, .rect = rect});
}

void draw_unclip(DrawList *list) {
    ARRAY_PUSH(&list->ops, (DrawOp){.kind = DRAW_UNCLIP});
}

int32_t draw_texture_period(int32_t distance) {
    enum { LEAST = 3, MOST = 64 };
    int64_t period = ((int64_t)distance + DRAW_UNIT / 2) / DRAW_UNIT;
    return period < LEAST ? LEAST : period > MOST ? MOST : (int32_t)period;
}

int32_t draw_texture_thickness(int32_t period) {
    return period < 4 ? DRAW_UNIT : period * DRAW_UNIT / 4;
}

int64_t draw_length(int32_t w, int32_t h) {
    uint64_t value = (uint64_t)((int64_t)w * w) + (uint64_t)((int64_t)h * h), root = 0;
    for (uint64_t bit = UINT64_C(1) << 62; bit != 0; bit >>= 2) {
        if (value >= root + bit) {
            value -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return (int64_t)root;
}

DrawArrowHead draw_arrow_head(const DrawOp *arrow) {
    const DrawRect *line = &arrow->rect;
    int64_t length = draw_length(line->w, line->h);
    int64_t head = arrow->extra < length ? arrow->extra : length;
    int32_t along_x = length > 0 ? (int32_t)(line->w * head / length) : 0;
    int32_t along_y = length > 0 ? (int32_t)(line->h * head / length) : 0;
    int32_t base_x = line->x + line->w - along_x, base_y = line->y + line->h - along_y;
    return (DrawArrowHead){.base_x = base_x,
                           .base_y = base_y,
                           .left_x = base_x + along_y / 2,
                           .left_y = base_y - along_x / 2,
                           .right_x = base_x - along_y / 2,
                           .right_y = base_y + along_x / 2};
}

/* Control characters, and those that turn the direction of what stands around them. */
static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
           (code_point >= 0x2028 && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

static void append_clean(Text *pool, const char *bytes, size_t length) {
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(bytes, length, &code_point);
        text_append_code_point(pool, is_control(code_point) ? 0xFFFD : code_point);
        bytes += size;
        length -= size;
    }
}

static DrawOp text_op(const DrawList *list, DrawFace face, int32_t size, DrawAlign align,
                      DrawRect rect, uint32_t color, size_t begin) {
    return (DrawOp){.kind = DRAW_TEXT,
                    .what = (uint8_t)face,
                    .align = (uint8_t)align,
                    .rect = rect,
                    .size = size,
                    .color = color,
                    .text = (uint32_t)begin,
                    .length = (uint32_t)(list->pool.length - begin)};
}

void draw_text(DrawList *list, DrawFace face, int32_t size, DrawAlign align, int32_t x,
               int32_t baseline, uint32_t color, const char *bytes, size_t length) {
    size_t begin = list->pool.length;
    append_clean(&list->pool, bytes, length);
    ARRAY_PUSH(&list->ops,
               text_op(list, face, size, align, (DrawRect){x, baseline, 0, 0}, color, begin));
}

static void truncate_pool(Text *pool, size_t length) {
    if (pool->bytes != NULL) {
        pool->length = length;
        pool->bytes[length] = '\0';
    }
}

/* The nearest boundary between characters at or after `at`. */
static size_t character_end(const char *bytes, size_t length, size_t at) {
    while (at < length && ((unsigned char)bytes[at] & 0xC0) == 0x80) {
        at++;
    }
    return at;
}

/* How many bytes of a text fit into a width, whole characters only: halving, in a stretch that is
 * doubled first, so that what is cut from a very long text is not measured. */
static size_t fitting_length(const TextMetrics *metrics, DrawFace face, int32_t size, int32_t width,
                             const char *bytes, size_t length) {
    size_t fits = 0, most = 64;
    for (;; most *= 2) {
        most = most < length ? most : length;
        if (metrics->measure(metrics->context, face, size, bytes,
                             character_end(bytes, length, most)) > width) {
            break;
        }
        fits = most;
        if (most == length) {
            return length;
        }
    }
    while (fits < most) {
        size_t middle = fits + (most - fits + 1) / 2;
        if (metrics->measure(metrics->context, face, size, bytes,
                             character_end(bytes, length, middle)) <= width) {
            fits = middle;
        } else {
            most = middle - 1;
        }
    }
    return character_end(bytes, length, fits);
}

int32_t draw_text_cut(DrawList *list, const TextMetrics *metrics, DrawFace face, int32_t size,
                      DrawAlign align, int32_t x, int32_t baseline, int32_t width, uint32_t color,
                      const char *bytes, size_t length) {
    size_t begin = list->pool.length;
    append_clean(&list->pool, bytes, length);
    const char *clean = text_cstr(&list->pool) + begin;
    size_t clean_length = list->pool.length - begin;
    size_t fits = fitting_length(metrics, face, size, width, clean, clean_length);
    if (fits < clean_length) {
        int32_t ellipsis =
            metrics->measure(metrics->context, face, size, ELLIPSIS, sizeof ELLIPSIS - 1);
        fits = ellipsis > width
                   ? 0
                   : fitting_length(metrics, face, size, width - ellipsis, clean, fits);
        truncate_pool(&list->pool, begin + fits);
        if (ellipsis <= width) {
            text_append_cstr(&list->pool, ELLIPSIS);
        }
    }
    if (list->pool.length == begin) {
        return 0;
    }
    int32_t taken = metrics->measure(metrics->context, face, size, list->pool.bytes + begin,
                                     list->pool.length - begin);
    ARRAY_PUSH(&list->ops,
               text_op(list, face, size, align, (DrawRect){x, baseline, taken, 0}, color, begin));
    return taken;
}

static const char *const KINDS[DRAW_KIND_COUNT] = {
    [DRAW_FILL] = "fill", [DRAW_OUTLINE] = "outline", [DRAW_TEXTURE] = "texture",
    [DRAW_LINE] = "line", [DRAW_ARROW] = "arrow",     [DRAW_SIGN] = "sign",
    [DRAW_TEXT] = "text", [DRAW_CLIP] = "clip",       [DRAW_UNCLIP] = "unclip",
};

static const char *const TEXTURES[DRAW_TEXTURE_COUNT] = {
    [DRAW_TEXTURE_RISING] = "rising",     [DRAW_TEXTURE_FALLING] = "falling",
    [DRAW_TEXTURE_VERTICAL] = "vertical", [DRAW_TEXTURE_DOTS] = "dots",
    [DRAW_TEXTURE_CROSS] = "cross",
};

static const char *const SIGNS[DRAW_SIGN_COUNT] = {
#define STATE(id, word, color, glyph, fill, ascii) [DRAW_SIGN_##id] = #id,
#include "trace/states.def"
    [DRAW_SIGN_PLAY] = "play",
    [DRAW_SIGN_PAUSE] = "pause",
    [DRAW_SIGN_STEP_FORWARD] = "step-forward",
    [DRAW_SIGN_STEP_BACK] = "step-back",
    [DRAW_SIGN_BOOKMARK] = "bookmark",
    [DRAW_SIGN_FLAG] = "flag",
    [DRAW_SIGN_AWAIT] = "await",
    [DRAW_SIGN_PLAYHEAD] = "playhead",
    [DRAW_SIGN_FOLDED] = "folded",
    [DRAW_SIGN_UNFOLDED] = "unfolded",
};

static const char *const FACES[DRAW_FACE_COUNT] = {
    [DRAW_SANS] = "sans",           [DRAW_SANS_BOLD] = "sans-bold",     [DRAW_MONO] = "mono",
    [DRAW_MONO_BOLD] = "mono-bold", [DRAW_SANS_ITALIC] = "sans-italic",
};

static const char *const ALIGNS[] = {
    [DRAW_LEFT] = "left", [DRAW_CENTER] = "center", [DRAW_RIGHT] = "right"};

/* 64ths have at most six decimals. */
void draw_append_length(Text *text, int32_t units) {
    int64_t value = units < 0 ? -(int64_t)units : units;
    text_printf(text, "%s%d", units < 0 ? "-" : "", (int)(value / DRAW_UNIT));
    int fraction = (int)(value % DRAW_UNIT) * (1000000 / DRAW_UNIT);
    if (fraction != 0) {
        text_printf(text, ".%06d", fraction);
        while (text->bytes[text->length - 1] == '0') {
            truncate_pool(text, text->length - 1);
        }
    }
}

static void append_pair(Text *text, const char *before, int32_t first, char between,
                        int32_t second) {
    text_append_cstr(text, before);
    draw_append_length(text, first);
    text_append_char(text, between);
    draw_append_length(text, second);
}

static void append_named_length(Text *text, const char *name, int32_t units) {
    if (units != 0) {
        text_printf(text, " %s ", name);
        draw_append_length(text, units);
    }
}

static void describe_text(const DrawList *list, const DrawOp *op, Text *text) {
    text_printf(text, " %s", FACES[op->what]);
    append_named_length(text, "em", op->size);
    text_printf(text, " %s", ALIGNS[op->align]);
    append_pair(text, " ", op->rect.x, ',', op->rect.y);
    append_named_length(text, "width", op->rect.w);
    text_printf(text, " #%08x \"%.*s\"", (unsigned)op->color, (int)op->length,
                text_cstr(&list->pool) + op->text);
}

static void describe_line(const DrawOp *op, Text *text) {
    append_pair(text, op->kind == DRAW_LINE && op->what != 0 ? " dashed " : " ", op->rect.x, ',',
                op->rect.y);
    append_pair(text, " to ", op->rect.x + op->rect.w, ',', op->rect.y + op->rect.h);
    append_named_length(text, "thick", op->size);
    append_named_length(text, "head", op->extra);
    text_printf(text, " #%08x", (unsigned)op->color);
}

static void describe_shape(const DrawOp *op, Text *text) {
    if (op->kind == DRAW_TEXTURE) {
        text_printf(text, " %s", TEXTURES[op->what]);
    } else if (op->kind == DRAW_SIGN) {
        text_printf(text, " %s", SIGNS[op->what]);
    }
    append_pair(text, " ", op->rect.x, ',', op->rect.y);
    append_pair(text, " ", op->rect.w, 'x', op->rect.h);
    append_named_length(text,
                        op->kind == DRAW_FILL      ? "round"
                        : op->kind == DRAW_TEXTURE ? "apart"
                                                   : "thick",
                        op->size);
    append_named_length(text, "round", op->extra);
    if (op->kind != DRAW_CLIP) {
        text_printf(text, " #%08x", (unsigned)op->color);
    }
}

void draw_list_describe(const DrawList *list, Text *text) {
    text_printf(text, "picture %dx%d #%08x\n", list->width, list->height,
                (unsigned)list->background);
    for (size_t i = 0; i < list->ops.count; i++) {
        const DrawOp *op = &list->ops.items[i];
        text_append_cstr(text, KINDS[op->kind]);
        if (op->kind == DRAW_TEXT) {
            describe_text(list, op, text);
        } else if (op->kind == DRAW_LINE || op->kind == DRAW_ARROW) {
            describe_line(op, text);
        } else if (op->kind != DRAW_UNCLIP) {
            describe_shape(op, text);
        }
        text_append_char(text, '\n');
    }
}
