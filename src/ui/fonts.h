/* Real fonts: how wide their characters are, and what they look like at a size.
 *
 * Widths are the font's own, not rounded to pixels, so that a scene has the same layout at every
 * scale; characters are drawn at four positions within a pixel accordingly (SDL_ttf draws them four
 * times too wide, and the columns are averaged from one of four). Each picture of a character is
 * made once and kept; when they take more than FONTS_CACHE_BYTES_MAX, all are forgotten.
 *
 * A character stands for itself: there are no ligatures, no kerning, no joined scripts, and text
 * runs from left to right. One that no installed font has is a box. No display is needed. */
#ifndef UI_FONTS_H
#define UI_FONTS_H

#include "base/status.h"
#include "scene/draw_list.h"

enum {
    FONTS_EM = 2048, /* what advances are parts of */
    FONTS_PHASES = 4,
    FONTS_CACHE_BYTES_MAX = 32 << 20,
    FONTS_SIZE_MAX = 400 * DRAW_UNIT, /* larger text is drawn at this size */
};

/* A picture of a character: coverage of pixels, row after row. */
typedef struct Glyph {
    int left, top; /* of the picture, from the pen's pixel on the baseline */
    int width, height;
    const uint8_t *mask;
} Glyph;

typedef struct Fonts Fonts;

/* Finds fonts and opens them. Fails when there are none, or none can be read; the message names a
 * package. */
Status fonts_new(Fonts **out, Error *error) MUST_CHECK;
void fonts_free(Fonts *fonts);

/* Measures with these fonts, which must live as long. */
TextMetrics fonts_metrics(Fonts *fonts);

/* How far a character moves the pen, in parts of the em, FONTS_EM to one. */
int32_t fonts_advance(Fonts *fonts, DrawFace face, uint32_t code_point);

/* The picture of a character, `phase` quarters of a pixel to the right of the pen's pixel. It is
 * good until the next call. */
Glyph fonts_glyph(Fonts *fonts, DrawFace face, int32_t size, int phase, uint32_t code_point);

#endif
