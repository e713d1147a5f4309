#include "ui/raster.h"

#include <string.h>

enum { UNIT = DRAW_UNIT, WORD_BITS = 64 };

void raster_init(Raster *raster) {
    *raster = (Raster){0};
}

void raster_release(Raster *raster) {
    memory_free(raster->pixels);
    memory_free(raster->cells);
    memory_free(raster->touched);
    ARRAY_RELEASE(&raster->points);
    ARRAY_RELEASE(&raster->contours);
    *raster = (Raster){0};
}

static void resize(Raster *raster, int width, int height) {
    if (raster->width == width && raster->height == height && raster->pixels != NULL) {
        return;
    }
    memory_free(raster->pixels);
    memory_free(raster->cells);
    memory_free(raster->touched);
    raster->width = width;
    raster->height = height;
    raster->pixels = memory_new_zeroed((size_t)width * (size_t)height + 1, sizeof(uint32_t));
    raster->cells = memory_new_zeroed((size_t)width + 1, sizeof(RasterCell));
    raster->touched = memory_new_zeroed((size_t)width / WORD_BITS + 1, sizeof(uint64_t));
}

void raster_clear(Raster *raster, int width, int height, uint32_t color) {
    resize(raster, width, height);
    raster->clip = (PixelRect){0, 0, width, height};
    uint32_t opaque = 0xFF000000 | color >> 8;
    size_t count = (size_t)width * (size_t)height;
    for (size_t i = 0; i < count; i++) {
        raster->pixels[i] = opaque;
    }
}

PixelRect pixel_rect_intersect(PixelRect one, PixelRect other) {
    return (PixelRect){.x0 = one.x0 > other.x0 ? one.x0 : other.x0,
                       .y0 = one.y0 > other.y0 ? one.y0 : other.y0,
                       .x1 = one.x1 < other.x1 ? one.x1 : other.x1,
                       .y1 = one.y1 < other.y1 ? one.y1 : other.y1};
}

static bool is_empty(PixelRect rect) {
    return rect.x1 <= rect.x0 || rect.y1 <= rect.y0;
}

/* A colour that is ready to be mixed: its channels two by two, and its opacity, 0 to 255. */
typedef struct Ink {
    uint32_t red_blue, green, opaque;
    uint32_t alpha;
} Ink;

static Ink ink_of(uint32_t color) {
    uint32_t rgb = color >> 8;
    return (Ink){.red_blue = rgb & 0xFF00FF,
                 .green = rgb & 0x00FF00,
                 .opaque = 0xFF000000 | rgb,
                 .alpha = color & 0xFF};
}

/* The part of the colour that comes through, of 256, for a coverage of 0 to 255. */
static uint32_t strength(const Ink *ink, uint32_t coverage) {
    uint32_t part = ink->alpha * coverage; /* at most 255 * 255 */
    part = (part + 128 + ((part + 128) >> 8)) >> 8;
    return part + (part >> 7);
}

static uint32_t mixed(uint32_t pixel, const Ink *ink, uint32_t part) {
    uint32_t rest = 256 - part;
    uint32_t red_blue = (pixel & 0xFF00FF) * rest + ink->red_blue * part;
    uint32_t green = (pixel & 0x00FF00) * rest + ink->green * part;
    return 0xFF000000 | (red_blue >> 8 & 0xFF00FF) | (green >> 8 & 0x00FF00);
}

static void fill_run(uint32_t *pixels, int count, const Ink *ink, uint32_t coverage) {
    uint32_t part = strength(ink, coverage);
    if (part == 256) {
        for (int i = 0; i < count; i++) {
            pixels[i] = ink->opaque;
        }
    } else if (part != 0) {
        for (int i = 0; i < count; i++) {
            pixels[i] = mixed(pixels[i], ink, part);
        }
    }
}

/* How much of the pixel at `at` lies within [from, to), 0 to 64. */
static int32_t overlap(int32_t from, int32_t to, int at) {
    int64_t low = (int64_t)at * UNIT, high = low + UNIT;
    low = from > low ? from : low;
    high = to < high ? to : high;
    return high > low ? (int32_t)(high - low) : 0;
}

static int floor_pixel(int64_t units) {
    return (int)(units >> 6);
}

static int ceil_pixel(int64_t units) {
    return (int)((units + UNIT - 1) >> 6);
}

static int clamp(int64_t value, int low, int high) {
    return value < low ? low : value > high ? high : (int)value;
}

/* The pixels that a rectangle touches, within the clip. */
static PixelRect touched_pixels(const Raster *raster, DrawRect rect) {
    PixelRect touched = {floor_pixel(rect.x), floor_pixel(rect.y),
                         ceil_pixel((int64_t)rect.x + rect.w),
                         ceil_pixel((int64_t)rect.y + rect.h)};
    return pixel_rect_intersect(touched, raster->clip);
}

static int32_t saturated_sum(int32_t a, int32_t b) {
    int64_t sum = (int64_t)a + b;
    return sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : (int32_t)sum;
}

void raster_fill(Raster *raster, DrawRect rect, uint32_t color) {
    PixelRect touched = touched_pixels(raster, rect);
    if (is_empty(touched)) {
        return;
    }
    Ink ink = ink_of(color);
    int32_t right = saturated_sum(rect.x, rect.w), bottom = saturated_sum(rect.y, rect.h);
    int inner0 = clamp(ceil_pixel(rect.x), touched.x0, touched.x1);
    int inner1 = clamp(floor_pixel(right), inner0, touched.x1);
    for (int y = touched.y0; y < touched.y1; y++) {
        uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->width;
        int32_t height = overlap(rect.y, bottom, y);
        for (int x = touched.x0; x < inner0; x++) {
            fill_run(row + x, 1, &ink, (uint32_t)(overlap(rect.x, right, x) * height * 255 / 4096));
        }
        fill_run(row + inner0, inner1 - inner0, &ink, (uint32_t)(height * 255 / UNIT));
        for (int x = inner1; x < touched.x1; x++) {
            fill_run(row + x, 1, &ink, (uint32_t)(overlap(rect.x, right, x) * height * 255 / 4096));
        }
    }
}

void raster_tile(Raster *raster, DrawRect rect, const uint8_t *tile, int period, uint32_t color) {
    PixelRect touched = touched_pixels(raster, rect);
    if (is_empty(touched)) {
        return;
    }
    Ink ink = ink_of(color);
    int32_t right = saturated_sum(rect.x, rect.w), bottom = saturated_sum(rect.y, rect.h);
    for (int y = touched.y0; y < touched.y1; y++) {
        uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->width;
        const uint8_t *tile_row = tile + (size_t)(y % period) * (size_t)period;
        uint32_t height = (uint32_t)overlap(rect.y, bottom, y);
        int column = touched.x0 % period;
        for (int x = touched.x0; x < touched.x1; x++) {
            uint32_t coverage = tile_row[column];
            if (coverage != 0) {
                if (height != UNIT || x == touched.x0 || x == touched.x1 - 1) {
                    coverage = coverage * height * (uint32_t)overlap(rect.x, right, x) / 4096;
                }
                row[x] = mixed(row[x], &ink, strength(&ink, coverage));
            }
            column = column + 1 == period ? 0 : column + 1;
        }
    }
}

void raster_mask(Raster *raster, int x, int y, const uint8_t *mask, int width, int height,
                 uint32_t color) {
    PixelRect touched =
        pixel_rect_intersect((PixelRect){x, y, x + width, y + height}, raster->clip);
    Ink ink = ink_of(color);
    for (int row = touched.y0; row < touched.y1; row++) {
        uint32_t *pixels = raster->pixels + (size_t)row * (size_t)raster->width;
        const uint8_t *covers = mask + (size_t)(row - y) * (size_t)width - x;
        for (int column = touched.x0; column < touched.x1; column++) {
            uint32_t coverage = covers[column];
            if (coverage != 0) {
                pixels[column] = mixed(pixels[column], &ink, strength(&ink, coverage));
            }
        }
    }
}

/* Ends far outside of any picture are drawn in, so that sums of lengths fit into 32 bits and
 * products into 64. */
static int32_t within_reach(int64_t value) {
    return clamp(value, -(1 << 27), 1 << 27);
}

void raster_path_begin(Raster *raster) {
    raster->points.count = 0;
    raster->contours.count = 0;
}

void raster_path_move(Raster *raster, int32_t x, int32_t y) {
    ARRAY_PUSH(&raster->contours, raster->points.count);
    raster_path_line(raster, x, y);
}

void raster_path_line(Raster *raster, int32_t x, int32_t y) {
    ARRAY_PUSH(&raster->points, (PathPoint){x, y});
}

/* A quarter of the unit circle, in parts of 2^14. */
enum { QUARTER = 16, CIRCLE_ONE = 1 << 14 };
static const int16_t SINES[QUARTER + 1] = {0,     1606,  3196,  4756,  6270,  7723,
                                           9102,  10394, 11585, 12665, 13623, 14449,
                                           15137, 15679, 16069, 16305, 16384};

/* A point of a circle, `angle` in 64ths of a turn, clockwise from the right. */
static PathPoint circle_point(int32_t x, int32_t y, int32_t radius, int angle) {
    int within = angle % QUARTER;
    int64_t along = SINES[QUARTER - within], across = SINES[within];
    int64_t cosines[] = {along, -across, -along, across};
    int64_t sines[] = {across, along, -across, -along};
    int quarter = angle / QUARTER % 4;
    return (PathPoint){x + (int32_t)((cosines[quarter] * radius + CIRCLE_ONE / 2) >> 14),
                       y + (int32_t)((sines[quarter] * radius + CIRCLE_ONE / 2) >> 14)};
}

/* How far apart, in 64ths of a turn, the points of an arc stand so that its edges do not show. */
static int arc_step(int32_t radius) {
    return radius <= 2 * UNIT ? 4 : radius <= 16 * UNIT ? 2 : 1;
}

static void append_arc(Raster *raster, int32_t x, int32_t y, int32_t radius, int from, int to) {
    int step = arc_step(radius);
    for (int angle = from; angle <= to; angle += step) {
        PathPoint point = circle_point(x, y, radius, angle);
        raster_path_line(raster, point.x, point.y);
    }
}

/* Turns the last contour round, so that it is a hole. */
static void reverse_contour(Raster *raster) {
    size_t first = raster->contours.items[raster->contours.count - 1];
    size_t last = raster->points.count;
    while (first + 1 < last) {
        last--;
        PathPoint point = raster->points.items[first];
        raster->points.items[first++] = raster->points.items[last];
        raster->points.items[last] = point;
    }
}

void raster_path_circle(Raster *raster, int32_t x, int32_t y, int32_t radius, bool is_hole) {
    ARRAY_PUSH(&raster->contours, raster->points.count);
    append_arc(raster, within_reach(x), within_reach(y), within_reach(radius), 0, 63);
    if (is_hole) {
        reverse_contour(raster);
    }
}

void raster_path_rounded(Raster *raster, DrawRect rect, int32_t radius, bool is_hole) {
    int32_t left = within_reach(rect.x), top = within_reach(rect.y);
    int32_t right = within_reach((int64_t)rect.x + rect.w);
    int32_t bottom = within_reach((int64_t)rect.y + rect.h);
    int32_t most = (right - left < bottom - top ? right - left : bottom - top) / 2;
    int32_t r = radius < most ? radius : most;
    ARRAY_PUSH(&raster->contours, raster->points.count);
    if (r <= 0) {
        raster_path_line(raster, left, top);
        raster_path_line(raster, right, top);
        raster_path_line(raster, right, bottom);
        raster_path_line(raster, left, bottom);
    } else {
        append_arc(raster, right - r, bottom - r, r, 0, 16);
        append_arc(raster, left + r, bottom - r, r, 16, 32);
        append_arc(raster, left + r, top + r, r, 32, 48);
        append_arc(raster, right - r, top + r, r, 48, 64);
    }
    if (is_hole) {
        reverse_contour(raster);
    }
}

/* The nearest of the 64 directions. */
static int direction_of(int64_t dx, int64_t dy) {
    int best = 0;
    int64_t best_product = INT64_MIN;
    for (int angle = 0; angle < 4 * QUARTER; angle++) {
        PathPoint unit = circle_point(0, 0, CIRCLE_ONE, angle);
        int64_t product = dx * unit.x + dy * unit.y;
        if (product > best_product) {
            best_product = product;
            best = angle;
        }
    }
    return best;
}

void raster_path_stroke(Raster *raster, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                        int32_t thickness) {
    x0 = within_reach(x0), y0 = within_reach(y0);
    x1 = within_reach(x1), y1 = within_reach(y1);
    int32_t radius = within_reach(thickness) / 2;
    int64_t dx = (int64_t)x1 - x0, dy = (int64_t)y1 - y0;
    int64_t length = draw_length((int32_t)dx, (int32_t)dy);
    if (length == 0) {
        raster_path_circle(raster, x0, y0, radius, false);
        return;
    }
    /* half the thickness, to the right of the line's direction on the screen */
    int32_t across_x = (int32_t)(-dy * radius / length), across_y = (int32_t)(dx * radius / length);
    int direction = direction_of(dx, dy);
    raster_path_move(raster, x1 - across_x, y1 - across_y);
    append_arc(raster, x1, y1, radius, direction + 48 + 2, direction + 64 + 14);
    raster_path_line(raster, x1 + across_x, y1 + across_y);
    raster_path_line(raster, x0 + across_x, y0 + across_y);
    append_arc(raster, x0, y0, radius, direction + 16 + 2, direction + 32 + 14);
    raster_path_line(raster, x0 - across_x, y0 - across_y);
}

/* Leaves in the present row what a piece of an edge covers. x are units from the clip's left edge,
 * dy the height of the piece, signed: positive upwards. */
static void add_piece(Raster *raster, int32_t x0, int32_t x1, int32_t dy) {
    if (x0 > x1) {
        int32_t x = x0;
        x0 = x1;
        x1 = x;
    }
    int first = x0 / UNIT, last = x1 / UNIT;
    int32_t done = 0; /* of dy */
    for (int cell = first; cell <= last; cell++) {
        int32_t from = cell == first ? x0 : cell * UNIT;
        int32_t to = cell == last ? x1 : (cell + 1) * UNIT;
        int32_t until = cell == last ? dy : (int32_t)((int64_t)dy * (to - x0) / (x1 - x0));
        int32_t part = until - done;
        done = until;
        if (part != 0) {
            raster->cells[cell].cover += part;
            raster->cells[cell].area += part * (from - cell * UNIT + (to - cell * UNIT));
            raster->touched[cell / WORD_BITS] |= UINT64_C(1) << (cell % WORD_BITS);
        }
    }
}

/* The same of an edge, as far as it lies in a row. y are units from the row's upper edge. */
static void add_edge(Raster *raster, PathPoint from, PathPoint to, int64_t row) {
    int64_t top = row * UNIT, bottom = top + UNIT;
    if ((from.y <= top && to.y <= top) || (from.y >= bottom && to.y >= bottom)) {
        return;
    }
    int64_t dx = (int64_t)to.x - from.x, dy = (int64_t)to.y - from.y;
    int64_t y0 = from.y < top ? top : from.y > bottom ? bottom : from.y;
    int64_t y1 = to.y < top ? top : to.y > bottom ? bottom : to.y;
    int64_t x0 = from.x + (y0 == from.y ? 0 : dx * (y0 - from.y) / dy);
    int64_t x1 = y1 == to.y ? to.x : from.x + dx * (y1 - from.y) / dy;
    int64_t left = (int64_t)raster->clip.x0 * UNIT;
    int width = (raster->clip.x1 - raster->clip.x0) * UNIT;
    add_piece(raster, clamp(x0 - left, 0, width), clamp(x1 - left, 0, width), (int32_t)(y0 - y1));
}

/* Coverage from the sum of areas, where a whole pixel is 64 * 64 * 2. */
static uint32_t coverage_of(int32_t area) {
    return area <= 0 ? 0 : area >= 2 * UNIT * UNIT ? 255 : (uint32_t)area * 255 / (2 * UNIT * UNIT);
}

/* Sums up the row's cells from left to right, colours pixels, and leaves the cells zero. */
static void sweep_row(Raster *raster, int y, const Ink *ink) {
    uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->width + (size_t)raster->clip.x0;
    int width = raster->clip.x1 - raster->clip.x0;
    int32_t cover = 0;
    int next = 0; /* the pixel after the last one that was done */
    for (int word = 0; word <= width / WORD_BITS; word++) {
        for (uint64_t bits = raster->touched[word]; bits != 0; bits &= bits - 1) {
            int cell = word * WORD_BITS + __builtin_ctzll(bits);
            if (cover != 0 && cell > next) {
                fill_run(row + next, cell - next, ink, coverage_of(cover * 2 * UNIT));
            }
            cover += raster->cells[cell].cover;
            if (cell < width) {
                fill_run(row + cell, 1, ink,
                         coverage_of(cover * 2 * UNIT - raster->cells[cell].area));
            }
            raster->cells[cell] = (RasterCell){0, 0};
            next = cell + 1;
        }
        raster->touched[word] = 0;
    }
    if (cover != 0 && next < width) {
        fill_run(row + next, width - next, ink, coverage_of(cover * 2 * UNIT));
    }
}

void raster_path_fill(Raster *raster, uint32_t color) {
    if (raster->points.count == 0 || is_empty(raster->clip)) {
        return;
    }
    int32_t top = INT32_MAX, bottom = INT32_MIN;
    for (size_t i = 0; i < raster->points.count; i++) {
        PathPoint *point = &raster->points.items[i];
        *point = (PathPoint){within_reach(point->x), within_reach(point->y)};
        top = point->y < top ? point->y : top;
        bottom = point->y > bottom ? point->y : bottom;
    }
    Ink ink = ink_of(color);
    int first = clamp(floor_pixel(top), raster->clip.y0, raster->clip.y1);
    int end = clamp(ceil_pixel(bottom), raster->clip.y0, raster->clip.y1);
    for (int y = first; y < end; y++) {
        for (size_t contour = 0; contour < raster->contours.count; contour++) {
            size_t begin = raster->contours.items[contour];
            size_t stop = contour + 1 < raster->contours.count ? raster->contours.items[contour + 1]
                                                               : raster->points.count;
            for (size_t i = begin; i < stop; i++) {
                add_edge(raster, raster->points.items[i],
                         raster->points.items[i + 1 < stop ? i + 1 : begin], y);
            }
        }
        sweep_row(raster, y, &ink);
    }
}
