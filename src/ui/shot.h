/* A picture of the app's state in a file: the draw list as SVG where the name ends in .svg, as PNG
 * otherwise; "-" is standard output, as PNG. */
#ifndef UI_SHOT_H
#define UI_SHOT_H

#include "ui/app.h"
#include "ui/canvas.h"

/* Lays the scene out and writes it; the canvas, of fonts with these metrics, is drawn on for PNG.
 */
Status shot_write(App *app, const TextMetrics *metrics, Canvas *canvas, const char *path,
                  Error *error) MUST_CHECK;

#endif
