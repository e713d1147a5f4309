/* The signs of states and controls as shapes, since fonts lack them or draw them as coloured
 * pictures: each fills a square of any size. */
#ifndef UI_SIGNS_H
#define UI_SIGNS_H

#include "ui/raster.h"

/* Puts the sign's contours into the raster's path, which is emptied first. */
void signs_path(Raster *raster, DrawRect square, DrawSign sign);

#endif
