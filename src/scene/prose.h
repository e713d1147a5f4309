/* Text that flows in a column: pieces in several faces, sizes and colours, set into lines that
 * break between words.
 *
 *     prose_init(&prose, frame, column);
 *     prose_write(&prose, &style, "Three waits, ", 13);
 *     prose_write(&prose, &code, "await", 5);       pieces without a space between them stay
 * together prose_end_paragraph(&prose);
 *
 * Lines are drawn as they fill, those outside of frame->seen are not. A word that is wider than the
 * column is broken where it must be. prose.y is where what follows begins, so that cards and
 * tables, which stand between paragraphs, are put there by their own code. */
#ifndef SCENE_PROSE_H
#define SCENE_PROSE_H

#include "scene/panel.h"

enum { PROSE_PIECES_MAX = 200 }; /* in a line; more than that is broken earlier */

typedef struct ProseStyle {
    DrawFace face;
    int32_t size;
    ThemeRole role;
    bool is_code; /* on a ground of its own */
    bool is_link; /* underlined; a click there means `link` */
    size_t link;
} ProseStyle;

typedef struct ProsePiece {
    const char *bytes;
    size_t length;
    int32_t w;
    bool has_space; /* stands before it, and is the place to break, */
    bool is_unit;   /* unless this is the unit of the number before it */
    ProseStyle style;
} ProsePiece;

typedef struct Prose {
    Frame *frame;
    int32_t x, w;     /* of the column */
    int32_t y;        /* where the next line begins */
    int32_t line_h;   /* in hundredths of the largest size in it */
    DrawAlign align;  /* of lines in the column */
    bool is_measured; /* nothing is drawn: only y and widest move */
    int32_t widest;   /* of the lines so far */

    /* The line that is being filled. */
    ProsePiece pieces[PROSE_PIECES_MAX];
    size_t count;
    int32_t taken;       /* width of its pieces and spaces */
    bool is_after_space; /* the next piece */
} Prose;

/* A column at y; nothing of it is drawn yet. */
void prose_init(Prose *prose, Frame *frame, int32_t x, int32_t y, int32_t w);

/* Sets text, whose bytes must live until its paragraph has ended. Spaces in a row are one; a
 * newline breaks the line. */
void prose_write(Prose *prose, const ProseStyle *style, const char *bytes, size_t length);

/* Draws what is left in the line; the next piece begins a new one. */
void prose_end_paragraph(Prose *prose);

#endif
