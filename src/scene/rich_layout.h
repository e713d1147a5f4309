/* Rich text (base/rich_text.h) for the eye: headings, paragraphs, lists, tables, code and quotes,
 * one under the other in a column as wide as it is told. A link is underlined and has its target
 * behind it, small: what a click would open is seen before. Code that is wider than the column is
 * set smaller, then cut. */
#ifndef SCENE_RICH_LAYOUT_H
#define SCENE_RICH_LAYOUT_H

#include "base/rich_text.h"
#include "scene/panel.h"

/* What plain text looks like; everything else follows from it. */
typedef struct RichLook {
    int32_t size; /* of the text */
    ThemeRole role;
    bool is_bold;
} RichLook;

/* Draws it and returns where what follows begins. Only what lies within frame->seen is drawn. */
int32_t rich_layout_draw(Frame *frame, const RichText *rich, RichLook look, int32_t x, int32_t y,
                         int32_t w);

/* How high that would be. */
int32_t rich_layout_height(Frame *frame, const RichText *rich, RichLook look, int32_t w);

#endif
