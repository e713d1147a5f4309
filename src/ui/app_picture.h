/* What the app shows, as a file: SVG where the name ends in .svg; PNG where it ends in .png or has
 * no ending; any other is refused. An SVG is laid out with the built-in widths of text, so that it
 * is the same bytes everywhere; a PNG is what the window shows. */
#ifndef UI_APP_PICTURE_H
#define UI_APP_PICTURE_H

#include "ui/app.h"
#include "ui/canvas.h"

/* Writes the picture; "-" is standard output, as PNG. The canvas shows the app's present scene;
 * after an SVG the scene is to be drawn anew. */
Status app_picture_write(App *app, const Canvas *canvas, const char *path, Error *error) MUST_CHECK;

#endif
