/* Draws a draw list: replays its operations onto pixels of our own. The window shows them, pictures
 * and films are made of them, so all three are the same to the pixel.
 *
 *     Canvas canvas;
 *     canvas_init(&canvas, fonts);
 *     canvas_draw(&canvas, &list);
 *     ... canvas.raster.pixels ...
 *     canvas_release(&canvas);
 *
 * What was drawn once takes no more memory: a frame of the same kind allocates nothing. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "ui/fonts.h"
#include "ui/raster.h"

enum { CANVAS_SIDE_MAX = 16384 }; /* pixels */

/* A texture with its lines so far apart, as a tile. */
typedef struct CanvasTile {
    DrawTexture texture;
    int period; /* pixels, of the tile's side */
    uint8_t *coverage;
} CanvasTile;

typedef struct Canvas {
    Raster raster; /* the picture */
    Fonts *fonts;  /* not owned */
    ARRAY_OF(PixelRect) clips;
    ARRAY_OF(CanvasTile) tiles;
} Canvas;

/* The fonts must live as long. */
void canvas_init(Canvas *canvas, Fonts *fonts);
void canvas_release(Canvas *canvas);

/* Draws the list, whose width and height are from 1 to CANVAS_SIDE_MAX. Whatever else it holds
 * is drawn as far as it lies within the picture. */
void canvas_draw(Canvas *canvas, const DrawList *list);

#endif
