/* Pixels, and anti-aliased shapes on them. All arithmetic is on integers, so that a picture is the
 * same on every machine, in the window, in a PNG and in a film; no graphics card is asked.
 *
 * A shape is a path: closed contours of straight edges (arcs are cut into some). A pixel is covered
 * by the part of its area that lies within, and coloured to that part. Contours that turn
 * clockwise unite, one that turns the other way cuts a hole. For each row of pixels, an edge leaves
 * in the pixels that it passes how much it covers there and to their right; a sum from left to
 * right then is the coverage, and it is constant between such pixels, so that the inside of a wide
 * shape costs no more than filling it. (The method is that of FreeType's smooth rasteriser.)
 *
 * Coordinates are DRAW_UNITs, 64 to a pixel; colours 0xRRGGBBAA. */
#ifndef UI_RASTER_H
#define UI_RASTER_H

#include "base/array.h"
#include "scene/draw_list.h"

#include <stdint.h>

/* Whole pixels: x0 <= x < x1. */
typedef struct PixelRect {
    int x0, y0, x1, y1;
} PixelRect;

typedef struct PathPoint {
    int32_t x, y;
} PathPoint;

/* What an edge leaves in a pixel of the present row. */
typedef struct RasterCell {
    int32_t cover; /* height that it spans, 64 for the whole row, signed by its direction */
    int32_t area;  /* twice the area to its left within the pixel, signed */
} RasterCell;

typedef struct Raster {
    uint32_t *pixels; /* 0xFFRRGGBB, row after row */
    int width, height;
    PixelRect clip;             /* nothing outside of it changes */
    ARRAY_OF(PathPoint) points; /* of the path */
    ARRAY_OF(size_t) contours;  /* where each begins */
    RasterCell *cells;          /* of one row, zero between shapes */
    uint64_t *touched;          /* a bit for each cell */
} Raster;

void raster_init(Raster *raster);
void raster_release(Raster *raster);

/* Makes it so large, keeping the memory if it was so before, and fills it with a colour. */
void raster_clear(Raster *raster, int width, int height, uint32_t color);

/* The part of two rectangles that is common; empty ones have x1 <= x0 or y1 <= y0. */
PixelRect pixel_rect_intersect(PixelRect one, PixelRect other);

/* A path is emptied, then given contours, each begun by a move, then filled. A stroke is the
 * outline of a line `thickness` wide with round ends. A circle that is a hole turns the other way.
 */
void raster_path_begin(Raster *raster);
void raster_path_move(Raster *raster, int32_t x, int32_t y);
void raster_path_line(Raster *raster, int32_t x, int32_t y);
void raster_path_circle(Raster *raster, int32_t x, int32_t y, int32_t radius, bool is_hole);
void raster_path_stroke(Raster *raster, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                        int32_t thickness);
void raster_path_rounded(Raster *raster, DrawRect rect, int32_t radius, bool is_hole);
void raster_path_fill(Raster *raster, uint32_t color);

/* A rectangle with sharp corners, the fast way. */
void raster_fill(Raster *raster, DrawRect rect, uint32_t color);

/* A rectangle covered as a square tile says, `period` pixels wide, which repeats from the picture's
 * corner; a byte for each pixel, 255: covered whole. */
void raster_tile(Raster *raster, DrawRect rect, const uint8_t *tile, int period, uint32_t color);

/* A mask of coverage, its upper left corner on pixel x, y. */
void raster_mask(Raster *raster, int x, int y, const uint8_t *mask, int width, int height,
                 uint32_t color);

#endif
