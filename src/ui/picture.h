/* Pictures as PNG files. A picture is written beside its target and renamed, so that a full disk
 * leaves what was there before, and no half a picture. No display is needed. */
#ifndef UI_PICTURE_H
#define UI_PICTURE_H

#include "ui/canvas.h"

/* Writes what the canvas shows; "-" is standard output. */
Status picture_write(const Canvas *canvas, const char *path, Error *error) MUST_CHECK;

#endif
