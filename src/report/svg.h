/* A draw list as SVG: a pure function to bytes, the same for the same list. Text stays text, and is
 * told the width that it was laid out with, so that it fits with whatever font the reader has; lay
 * scenes out with built-in metrics (scene/text_metrics.h) for bytes that are the same everywhere.
 * Textures are patterns, signs symbols, both defined where they are used; nothing outside of the
 * file is referred to. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "scene/draw_list.h"

/* Appends the document. `title` is what screen readers and tabs say; it may hold any bytes. */
void svg_append(Text *text, const DrawList *list, const char *title);

#endif
