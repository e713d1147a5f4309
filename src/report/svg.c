#include "report/svg.h"

#include "base/check.h"
#include "base/utf8.h"
#include "scene/sign_shapes.h"

#include <string.h>

/* What has been defined so far; one definition serves all that follow. */
typedef struct Svg {
    Text *out;
    const DrawList *list;
    ARRAY_OF(DrawOp) patterns; /* an operation of each texture, distance and colour */
    bool has_sign[DRAW_SIGN_COUNT];
    size_t clips;      /* so far: each has a number */
    size_t open_clips; /* whose end is still to come */
} Svg;

/* Characters that XML allows, which are not all; the others are U+FFFD. */
static bool is_allowed(uint32_t code_point) {
    return code_point >= 0x20 && code_point != 0x7F && (code_point & 0xFFFE) != 0xFFFE;
}

static void append_escaped(Text *out, const char *bytes, size_t length) {
    while (length > 0) {
        uint32_t code_point;
        size_t size = utf8_decode(bytes, length, &code_point);
        switch (code_point) {
        case '&':
            text_append_cstr(out, "&amp;");
            break;
        case '<':
            text_append_cstr(out, "&lt;");
            break;
        case '>':
            text_append_cstr(out, "&gt;");
            break;
        case '"':
            text_append_cstr(out, "&quot;");
            break;
        default:
            text_append_code_point(out, is_allowed(code_point) ? code_point : 0xFFFD);
        }
        bytes += size;
        length -= size;
    }
}

static void append_number(Text *out, const char *name, int32_t units) {
    text_printf(out, " %s=\"", name);
    draw_append_length(out, units);
    text_append_char(out, '"');
}

/* ` fill="#rrggbb" fill-opacity="0.502"`, the latter only where it is not 1. */
static void append_color(Text *out, const char *property, uint32_t color) {
    text_printf(out, " %s=\"#%06x\"", property, (unsigned)(color >> 8));
    unsigned alpha = color & 0xFF;
    if (alpha != 0xFF) {
        text_printf(out, " %s-opacity=\"0.%03u\"", property, (alpha * 1000 + 127) / 255);
    }
}

static void append_rect(Text *out, const DrawRect *rect, int32_t radius) {
    append_number(out, "x", rect->x);
    append_number(out, "y", rect->y);
    append_number(out, "width", rect->w);
    append_number(out, "height", rect->h);
    if (radius > 0) {
        append_number(out, "rx", radius);
    }
}

static bool is_visible(const DrawRect *rect) {
    return rect->w > 0 && rect->h > 0;
}

/* Definitions. */

/* The bands of one direction within a tile of `side`, `band` wide along x:
 *
 *     rising   /  /     one band begins in each upper left corner, its rest is in the lower right
 *             /  /
 */
static void append_bands(Text *out, int32_t side, int32_t band, bool is_rising) {
    const int32_t corner[] = {0, 0, band, 0, 0, band};
    const int32_t rest[] = {side, 0, side, band, band, side, 0, side};
    const int32_t *shapes[] = {corner, rest};
    const int counts[] = {3, 4};
    for (int shape = 0; shape < 2; shape++) {
        for (int i = 0; i < counts[shape]; i++) {
            int32_t x = shapes[shape][2 * i], y = shapes[shape][2 * i + 1];
            text_append_cstr(out, i == 0 ? "M" : "L");
            draw_append_length(out, is_rising ? x : side - x);
            text_append_char(out, ' ');
            draw_append_length(out, y);
        }
        text_append_char(out, 'Z');
    }
}

static void append_pattern_shapes(Text *out, DrawTexture texture, int32_t period) {
    int32_t side = period * DRAW_UNIT, line = draw_texture_thickness(period);
    int32_t band = line * 181 / 128; /* √2 */
    if (texture == DRAW_TEXTURE_DOTS) {
        text_append_cstr(out, "<circle");
        append_number(out, "cx", side / 2);
        append_number(out, "cy", side / 2);
        append_number(out, "r", line * 90 / 128);
        text_append_cstr(out, "/>");
    } else if (texture == DRAW_TEXTURE_VERTICAL) {
        text_append_cstr(out, "<rect");
        append_number(out, "width", side / 2);
        append_number(out, "height", side);
        text_append_cstr(out, "/>");
    } else {
        text_append_cstr(out, "<path d=\"");
        if (texture != DRAW_TEXTURE_FALLING) {
            append_bands(out, side, band, true);
        }
        if (texture != DRAW_TEXTURE_RISING) {
            append_bands(out, side, band, false);
        }
        text_append_cstr(out, "\"/>");
    }
}

static bool is_same_pattern(const DrawOp *one, const DrawOp *other) {
    return one->what == other->what && one->color == other->color &&
           draw_texture_period(one->size) == draw_texture_period(other->size);
}

/* The number of the pattern that an operation fills with; defines it when it is new. */
static size_t pattern_number(Svg *svg, const DrawOp *op) {
    for (size_t i = 0; i < svg->patterns.count; i++) {
        if (is_same_pattern(&svg->patterns.items[i], op)) {
            return i;
        }
    }
    Text *out = svg->out;
    int32_t period = draw_texture_period(op->size);
    text_printf(out,
                "<defs><pattern id=\"p%zu\" width=\"%d\" height=\"%d\" "
                "patternUnits=\"userSpaceOnUse\"",
                svg->patterns.count, (int)period, (int)period);
    append_color(out, "fill", op->color);
    text_append_cstr(out, ">");
    append_pattern_shapes(out, (DrawTexture)op->what, period);
    text_append_cstr(out, "</pattern></defs>\n");
    ARRAY_PUSH(&svg->patterns, *op);
    return svg->patterns.count - 1;
}

static void append_circle(Text *out, const int8_t *circle, const char *color) {
    text_printf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>", circle[0], circle[1],
                circle[2], color);
}

static void append_sign_part(Text *out, const SignPart *part) {
    const int8_t *numbers = part->numbers;
    if (part->kind == SIGN_CIRCLE) {
        append_circle(out, numbers, "currentColor");
    } else if (part->kind == SIGN_STROKE) {
        text_printf(out,
                    "<path stroke=\"currentColor\" stroke-width=\"%d\" stroke-linecap=\"round\" "
                    "d=\"M%d %dL%d %d\"/>",
                    numbers[4], numbers[0], numbers[1], numbers[2], numbers[3]);
    } else {
        text_append_cstr(out, "<path fill=\"currentColor\" d=\"");
        for (int i = 0; i < part->count; i += 2) {
            text_printf(out, "%s%d %d", i == 0 ? "M" : "L", numbers[i], numbers[i + 1]);
        }
        text_append_cstr(out, "Z\"/>");
    }
}

/* A hole is a mask over the part before it. */
static void define_sign(Svg *svg, DrawSign sign) {
    Text *out = svg->out;
    text_printf(out, "<defs><symbol id=\"s%d\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">",
                (int)sign, SIGN_GRID, SIGN_GRID);
    for (const SignPart *part = sign_shapes_parts(sign); part->kind != SIGN_END; part++) {
        bool has_hole = part[1].kind == SIGN_HOLE;
        if (has_hole) {
            text_printf(out, "<mask id=\"m%d\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>",
                        (int)sign, SIGN_GRID, SIGN_GRID);
            append_circle(out, part[1].numbers, "#000");
            text_printf(out, "</mask><g mask=\"url(#m%d)\">", (int)sign);
        }
        append_sign_part(out, part);
        if (has_hole) {
            text_append_cstr(out, "</g>");
            part++;
        }
    }
    text_append_cstr(out, "</symbol></defs>\n");
    svg->has_sign[sign] = true;
}

/* Operations. */

static void append_fill(Svg *svg, const DrawOp *op) {
    if (is_visible(&op->rect)) {
        text_append_cstr(svg->out, "<rect");
        append_rect(svg->out, &op->rect, op->size);
        append_color(svg->out, "fill", op->color);
        text_append_cstr(svg->out, "/>\n");
    }
}

/* The line lies within the rectangle: its middle is half its thickness from the edge. One that is
 * thicker than the rectangle fills it. */
static void append_outline(Svg *svg, const DrawOp *op) {
    int32_t half = op->size / 2;
    DrawRect middle = {op->rect.x + half, op->rect.y + half, op->rect.w - op->size,
                       op->rect.h - op->size};
    DrawOp fill = {.rect = op->rect, .size = op->extra, .color = op->color};
    if (!is_visible(&middle)) {
        append_fill(svg, &fill);
        return;
    }
    text_append_cstr(svg->out, "<rect");
    append_rect(svg->out, &middle, op->extra > half ? op->extra - half : 0);
    text_append_cstr(svg->out, " fill=\"none\"");
    append_color(svg->out, "stroke", op->color);
    append_number(svg->out, "stroke-width", op->size);
    text_append_cstr(svg->out, "/>\n");
}

static void append_texture(Svg *svg, const DrawOp *op) {
    if (is_visible(&op->rect)) {
        size_t pattern = pattern_number(svg, op);
        text_append_cstr(svg->out, "<rect");
        append_rect(svg->out, &op->rect, 0);
        text_printf(svg->out, " fill=\"url(#p%zu)\"/>\n", pattern);
    }
}

static void append_stroke(Text *out, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                          const DrawOp *op) {
    text_append_cstr(out, "<line");
    append_number(out, "x1", x0);
    append_number(out, "y1", y0);
    append_number(out, "x2", x1);
    append_number(out, "y2", y1);
    append_color(out, "stroke", op->color);
    append_number(out, "stroke-width", op->size);
    text_append_cstr(out, " stroke-linecap=\"round\"");
    if (op->kind == DRAW_LINE && op->what != 0) {
        text_append_cstr(out, " stroke-dasharray=\"");
        draw_append_length(out, DRAW_DASH * op->size);
        text_append_char(out, ' ');
        draw_append_length(out, (DRAW_DASH_PERIOD - DRAW_DASH) * op->size);
        text_append_char(out, '"');
    }
    text_append_cstr(out, "/>\n");
}

static void append_arrow(Svg *svg, const DrawOp *op) {
    const int32_t tip_x = op->rect.x + op->rect.w, tip_y = op->rect.y + op->rect.h;
    DrawArrowHead head = draw_arrow_head(op);
    append_stroke(svg->out, op->rect.x, op->rect.y, head.base_x, head.base_y, op);
    const int32_t points[] = {tip_x, tip_y, head.right_x, head.right_y, head.left_x, head.left_y};
    text_append_cstr(svg->out, "<path d=\"M");
    for (int i = 0; i < 6; i++) {
        text_append_cstr(svg->out, i == 0 ? "" : i % 2 == 0 ? "L" : " ");
        draw_append_length(svg->out, points[i]);
    }
    text_append_cstr(svg->out, "Z\"");
    append_color(svg->out, "fill", op->color);
    text_append_cstr(svg->out, "/>\n");
}

static void append_sign(Svg *svg, const DrawOp *op) {
    if (!is_visible(&op->rect)) {
        return;
    }
    if (!svg->has_sign[op->what]) {
        define_sign(svg, (DrawSign)op->what);
    }
    text_printf(svg->out, "<use href=\"#s%d\"", op->what);
    append_rect(svg->out, &op->rect, 0);
    text_printf(svg->out, " color=\"#%06x\"", (unsigned)(op->color >> 8));
    if ((op->color & 0xFF) != 0xFF) {
        text_printf(svg->out, " opacity=\"0.%03u\"", ((op->color & 0xFF) * 1000 + 127) / 255);
    }
    text_append_cstr(svg->out, "/>\n");
}

static void append_text_op(Svg *svg, const DrawOp *op) {
    static const char *const ANCHORS[] = {[DRAW_LEFT] = "",
                                          [DRAW_CENTER] = " text-anchor=\"middle\"",
                                          [DRAW_RIGHT] = " text-anchor=\"end\""};
    if (op->length == 0) {
        return;
    }
    text_printf(svg->out, "<text class=\"f%d\"", op->what);
    append_number(svg->out, "x", op->rect.x);
    append_number(svg->out, "y", op->rect.y);
    append_number(svg->out, "font-size", op->size);
    text_append_cstr(svg->out, ANCHORS[op->align]);
    append_color(svg->out, "fill", op->color);
    if (op->rect.w > 0) {
        append_number(svg->out, "textLength", op->rect.w);
        text_append_cstr(svg->out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
    text_append_char(svg->out, '>');
    append_escaped(svg->out, svg->list->pool.bytes + op->text, op->length);
    text_append_cstr(svg->out, "</text>\n");
}

static void append_clip(Svg *svg, const DrawOp *op) {
    DrawRect rect = op->rect;
    rect.w = rect.w > 0 ? rect.w : 0;
    rect.h = rect.h > 0 ? rect.h : 0;
    text_printf(svg->out, "<clipPath id=\"c%zu\"><rect", svg->clips);
    append_rect(svg->out, &rect, 0);
    text_printf(svg->out, "/></clipPath>\n<g clip-path=\"url(#c%zu)\">\n", svg->clips);
    svg->clips++;
    svg->open_clips++;
}

static void append_op(Svg *svg, const DrawOp *op) {
    switch ((DrawKind)op->kind) {
    case DRAW_FILL:
        append_fill(svg, op);
        break;
    case DRAW_OUTLINE:
        append_outline(svg, op);
        break;
    case DRAW_TEXTURE:
        append_texture(svg, op);
        break;
    case DRAW_LINE:
        append_stroke(svg->out, op->rect.x, op->rect.y, op->rect.x + op->rect.w,
                      op->rect.y + op->rect.h, op);
        break;
    case DRAW_ARROW:
        append_arrow(svg, op);
        break;
    case DRAW_SIGN:
        append_sign(svg, op);
        break;
    case DRAW_TEXT:
        append_text_op(svg, op);
        break;
    case DRAW_CLIP:
        append_clip(svg, op);
        break;
    case DRAW_UNCLIP:
        CHECK(svg->open_clips > 0);
        svg->open_clips--;
        text_append_cstr(svg->out, "</g>\n");
        break;
    case DRAW_KIND_COUNT:
        UNREACHABLE();
    }
}

static const char STYLE[] = "<style>text{white-space:pre}"
                            ".f0,.f1,.f4{font-family:\"DejaVu Sans\",Verdana,Arial,sans-serif}"
                            ".f2,.f3{font-family:\"DejaVu Sans Mono\",Menlo,Consolas,monospace}"
                            ".f1,.f3{font-weight:bold}"
                            ".f4{font-style:italic}</style>\n";

void svg_append(Text *text, const DrawList *list, const char *title) {
    Svg svg = {.out = text, .list = list};
    text_printf(text,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title\" "
                "xml:space=\"preserve\">\n<title "
                "id=\"title\">",
                (int)list->width, (int)list->height, (int)list->width, (int)list->height);
    append_escaped(text, title, strlen(title));
    text_printf(text, "</title>\n%s<rect width=\"%d\" height=\"%d\"", STYLE, (int)list->width,
                (int)list->height);
    append_color(text, "fill", list->background);
    text_append_cstr(text, "/>\n");
    for (size_t i = 0; i < list->ops.count; i++) {
        append_op(&svg, &list->ops.items[i]);
    }
    while (svg.open_clips > 0) {
        text_append_cstr(text, "</g>\n");
        svg.open_clips--;
    }
    text_append_cstr(text, "</svg>\n");
    ARRAY_RELEASE(&svg.patterns);
}
