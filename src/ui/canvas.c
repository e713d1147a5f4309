#include "ui/canvas.h"

#include "base/utf8.h"
#include "scene/sign_shapes.h"

enum {
    TILE_SUBPIXELS = 8, /* positions in each direction at which a texture is looked up */
};

void canvas_init(Canvas *canvas, Fonts *fonts) {
    *canvas = (Canvas){.fonts = fonts};
    raster_init(&canvas->raster);
}

void canvas_release(Canvas *canvas) {
    raster_release(&canvas->raster);
    ARRAY_RELEASE(&canvas->clips);
    for (size_t i = 0; i < canvas->tiles.count; i++) {
        memory_free(canvas->tiles.items[i].coverage);
    }
    ARRAY_RELEASE(&canvas->tiles);
}

/* Whether a texture has ink at a point; all in 8ths of a pixel, 0 <= x, y < period. Diagonal lines
 * are √2 wider along x than across. */
static bool has_ink(DrawTexture texture, int x, int y, int period) {
    int thickness = draw_texture_thickness(period / TILE_SUBPIXELS) * TILE_SUBPIXELS / DRAW_UNIT;
    int diagonal = thickness * 181 / 128;
    bool is_rising = (x + y) % period < diagonal;
    bool is_falling = (y - x + period) % period < diagonal;
    int dx = 2 * x + 1 - period, dy = 2 * y + 1 - period;
    switch (texture) {
    case DRAW_TEXTURE_RISING:
        return is_rising;
    case DRAW_TEXTURE_FALLING:
        return is_falling;
    case DRAW_TEXTURE_VERTICAL:
        return x < period / 2;
    case DRAW_TEXTURE_DOTS:
        return dx * dx + dy * dy < thickness * thickness * 2;
    case DRAW_TEXTURE_CROSS:
        return is_rising || is_falling;
    case DRAW_TEXTURE_COUNT:
        break;
    }
    UNREACHABLE();
}

static uint8_t *new_tile(DrawTexture texture, int period) {
    uint8_t *coverage = memory_new((size_t)period * (size_t)period);
    for (int at = 0; at < period * period; at++) {
        int ink = 0, x = at % period * TILE_SUBPIXELS, y = at / period * TILE_SUBPIXELS;
        for (int sub = 0; sub < TILE_SUBPIXELS * TILE_SUBPIXELS; sub++) {
            ink += has_ink(texture, x + sub % TILE_SUBPIXELS, y + sub / TILE_SUBPIXELS,
                           period * TILE_SUBPIXELS);
        }
        coverage[at] = (uint8_t)(ink * 255 / (TILE_SUBPIXELS * TILE_SUBPIXELS));
    }
    return coverage;
}

static const CanvasTile *tile_of(Canvas *canvas, DrawTexture texture, int32_t distance) {
    int period = draw_texture_period(distance);
    for (size_t i = 0; i < canvas->tiles.count; i++) {
        if (canvas->tiles.items[i].texture == texture && canvas->tiles.items[i].period == period) {
            return &canvas->tiles.items[i];
        }
    }
    ARRAY_PUSH(&canvas->tiles, (CanvasTile){texture, period, new_tile(texture, period)});
    return &canvas->tiles.items[canvas->tiles.count - 1];
}

static void draw_outline_op(Raster *raster, const DrawOp *op) {
    DrawRect rect = op->rect;
    int32_t line = op->size;
    raster_path_begin(raster);
    raster_path_rounded(raster, rect, op->extra, false);
    if (rect.w > 2 * line && rect.h > 2 * line) {
        DrawRect inner = {rect.x + line, rect.y + line, rect.w - 2 * line, rect.h - 2 * line};
        raster_path_rounded(raster, inner, op->extra - line, true);
    }
    raster_path_fill(raster, op->color);
}

static void draw_stroke(Raster *raster, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                        const DrawOp *op) {
    raster_path_begin(raster);
    raster_path_stroke(raster, x0, y0, x1, y1, op->size);
    raster_path_fill(raster, op->color);
}

static void draw_line_op(Raster *raster, const DrawOp *op) {
    const DrawRect *line = &op->rect;
    int64_t length = draw_length(line->w, line->h), period = (int64_t)DRAW_DASH_PERIOD * op->size;
    if (op->what == 0 || length == 0 || op->size <= 0) {
        draw_stroke(raster, line->x, line->y, line->x + line->w, line->y + line->h, op);
        return;
    }
    for (int64_t from = 0; from < length; from += period) {
        int64_t to = from + (int64_t)DRAW_DASH * op->size;
        to = to < length ? to : length;
        draw_stroke(raster, line->x + (int32_t)(line->w * from / length),
                    line->y + (int32_t)(line->h * from / length),
                    line->x + (int32_t)(line->w * to / length),
                    line->y + (int32_t)(line->h * to / length), op);
    }
}

static void draw_arrow_op(Raster *raster, const DrawOp *op) {
    const DrawRect *line = &op->rect;
    DrawArrowHead head = draw_arrow_head(op);
    raster_path_begin(raster);
    if (head.base_x != line->x || head.base_y != line->y) {
        raster_path_stroke(raster, line->x, line->y, head.base_x, head.base_y, op->size);
    }
    raster_path_move(raster, line->x + line->w, line->y + line->h);
    raster_path_line(raster, head.right_x, head.right_y);
    raster_path_line(raster, head.left_x, head.left_y);
    raster_path_fill(raster, op->color);
}

/* A place on a sign's grid, within its square. */
static int32_t on_grid(int32_t begin, int32_t length, int number) {
    return begin + (int32_t)((int64_t)number * length / SIGN_GRID);
}

static void append_sign_part(Raster *raster, const DrawRect *square, const SignPart *part) {
    int32_t x = on_grid(square->x, square->w, part->numbers[0]);
    int32_t y = on_grid(square->y, square->h, part->numbers[1]);
    if (part->kind == SIGN_STROKE) {
        raster_path_stroke(raster, x, y, on_grid(square->x, square->w, part->numbers[2]),
                           on_grid(square->y, square->h, part->numbers[3]),
                           on_grid(0, square->h, part->numbers[4]));
    } else if (part->kind != SIGN_POLYGON) {
        raster_path_circle(raster, x, y, on_grid(0, square->h, part->numbers[2]),
                           part->kind == SIGN_HOLE);
    } else {
        raster_path_move(raster, x, y);
        for (int i = 2; i < part->count; i += 2) {
            raster_path_line(raster, on_grid(square->x, square->w, part->numbers[i]),
                             on_grid(square->y, square->h, part->numbers[i + 1]));
        }
    }
}

static void draw_sign_op(Raster *raster, const DrawOp *op) {
    raster_path_begin(raster);
    for (const SignPart *part = sign_shapes_parts((DrawSign)op->what); part->kind != SIGN_END;
         part++) {
        append_sign_part(raster, &op->rect, part);
    }
    raster_path_fill(raster, op->color);
}

/* Where the pen starts, in 64ths of a pixel times FONTS_EM. */
static int64_t text_start(Canvas *canvas, const DrawOp *op, const char *bytes) {
    int64_t x = (int64_t)op->rect.x * FONTS_EM;
    if (op->align == DRAW_LEFT) {
        return x;
    }
    int64_t width = op->rect.w;
    if (width == 0) {
        TextMetrics metrics = fonts_metrics(canvas->fonts);
        width = metrics.measure(metrics.context, (DrawFace)op->what, op->size, bytes, op->length);
    }
    width *= FONTS_EM;
    return op->align == DRAW_RIGHT ? x - width : x - width / 2;
}

static void draw_text_op(Canvas *canvas, const DrawList *list, const DrawOp *op) {
    enum { PHASE_UNITS = DRAW_UNIT / FONTS_PHASES };
    Raster *raster = &canvas->raster;
    const char *bytes = list->pool.bytes + op->text, *end = bytes + op->length;
    int baseline = (op->rect.y + DRAW_UNIT / 2) >> 6;
    int reach = op->size / DRAW_UNIT * 2;
    if (baseline + reach < raster->clip.y0 || baseline - reach > raster->clip.y1) {
        return;
    }
    int64_t pen = text_start(canvas, op, bytes);
    while (bytes < end) {
        uint32_t code_point;
        bytes += utf8_decode(bytes, (size_t)(end - bytes), &code_point);
        int64_t quarters = (pen / FONTS_EM + PHASE_UNITS / 2) >> 4;
        int x = (int)(quarters >> 2);
        if (x > raster->clip.x1 + reach) {
            break;
        }
        if (x + reach >= raster->clip.x0 && code_point != ' ') {
            Glyph glyph = fonts_glyph(canvas->fonts, (DrawFace)op->what, op->size,
                                      (int)(quarters & 3), code_point);
            raster_mask(raster, x + glyph.left, baseline + glyph.top, glyph.mask, glyph.width,
                        glyph.height, op->color);
        }
        pen += (int64_t)fonts_advance(canvas->fonts, (DrawFace)op->what, code_point) * op->size;
    }
}

static int nearest_pixel(int64_t units) {
    return (int)((units + DRAW_UNIT / 2) >> 6);
}

static void push_clip(Canvas *canvas, const DrawRect *rect) {
    PixelRect clip = {nearest_pixel(rect->x), nearest_pixel(rect->y),
                      nearest_pixel((int64_t)rect->x + rect->w),
                      nearest_pixel((int64_t)rect->y + rect->h)};
    ARRAY_PUSH(&canvas->clips, canvas->raster.clip);
    canvas->raster.clip = pixel_rect_intersect(canvas->raster.clip, clip);
}

static void pop_clip(Canvas *canvas) {
    CHECK(canvas->clips.count > 0);
    canvas->raster.clip = canvas->clips.items[--canvas->clips.count];
}

static int32_t bounded(int64_t value, int32_t least, int32_t most) {
    return value < least ? least : value > most ? most : (int32_t)value;
}

/* The operation with its ends not so far outside of any picture that sums overflow. */
static DrawOp within_reach(const DrawOp *op) {
    enum { FAR = 1 << 26 };
    DrawOp near = *op;
    near.rect.x = bounded(op->rect.x, -FAR, FAR);
    near.rect.y = bounded(op->rect.y, -FAR, FAR);
    near.rect.w = bounded((int64_t)op->rect.x + op->rect.w, -FAR, FAR) - near.rect.x;
    near.rect.h = bounded((int64_t)op->rect.y + op->rect.h, -FAR, FAR) - near.rect.y;
    near.size = bounded(op->size, 0, FAR);
    near.extra = bounded(op->extra, 0, FAR);
    return near;
}

static void draw_op(Canvas *canvas, const DrawList *list, const DrawOp *op) {
    Raster *raster = &canvas->raster;
    switch ((DrawKind)op->kind) {
    case DRAW_FILL:
        if (op->size <= 0) {
            raster_fill(raster, op->rect, op->color);
        } else {
            raster_path_begin(raster);
            raster_path_rounded(raster, op->rect, op->size, false);
            raster_path_fill(raster, op->color);
        }
        break;
    case DRAW_OUTLINE:
        draw_outline_op(raster, op);
        break;
    case DRAW_TEXTURE: {
        const CanvasTile *tile = tile_of(canvas, (DrawTexture)op->what, op->size);
        raster_tile(raster, op->rect, tile->coverage, tile->period, op->color);
        break;
    }
    case DRAW_LINE:
        draw_line_op(raster, op);
        break;
    case DRAW_ARROW:
        draw_arrow_op(raster, op);
        break;
    case DRAW_SIGN:
        draw_sign_op(raster, op);
        break;
    case DRAW_TEXT:
        draw_text_op(canvas, list, op);
        break;
    case DRAW_CLIP:
        push_clip(canvas, &op->rect);
        break;
    case DRAW_UNCLIP:
        pop_clip(canvas);
        break;
    case DRAW_KIND_COUNT:
        UNREACHABLE();
    }
}

void canvas_draw(Canvas *canvas, const DrawList *list) {
    CHECK(list->width > 0 && list->width <= CANVAS_SIDE_MAX);
    CHECK(list->height > 0 && list->height <= CANVAS_SIDE_MAX);
    raster_clear(&canvas->raster, list->width, list->height, list->background);
    canvas->clips.count = 0;
    for (size_t i = 0; i < list->ops.count; i++) {
        DrawOp op = within_reach(&list->ops.items[i]);
        draw_op(canvas, list, &op);
    }
}
