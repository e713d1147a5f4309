/* Built-in widths of text, for scenes that must be the same bytes everywhere: golden screens and
 * SVG, whose readers stretch text to the width it was laid out with. They are those of DejaVu
 * Sans, DejaVu Sans Bold and DejaVu Sans Mono for ASCII; other characters count by the columns
 * they take in a terminal. */
#ifndef SCENE_TEXT_METRICS_H
#define SCENE_TEXT_METRICS_H

#include "scene/draw_list.h"

/* Widths add up: that of a text is the sum of its characters', rounded once. */
TextMetrics text_metrics_built_in(void);

#endif
