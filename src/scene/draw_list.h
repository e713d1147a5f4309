/* The draw list: a picture as plain data, before anybody draws it. Panels append operations of
 * fixed size, their text goes into one pool; the window, pictures, SVG and the tests replay the
 * same list from its first operation to its last (painter's order).
 *
 * Lengths and positions are fixed-point pixels, 64 to a pixel (DRAW_UNIT), x to the right and y
 * down from the picture's upper left corner. Colours are 0xRRGGBBAA. A list holds no pointer but
 * its two arrays, no address and no floating point number, so the same scene gives the same bytes.
 *
 *     FILL      rectangle, corners rounded with radius `size`
 *     OUTLINE   its border, `size` thick and inside it, corners rounded with radius `extra`
 *     TEXTURE   rectangle filled with a state's texture (`what` is a DrawTexture) in `color`, on
 *               top of whatever is there; the texture is anchored to the picture's corner, so
 *               neighbours join; `size` is the distance of its lines
 *     LINE      from (x, y) to (x + w, y + h), `size` thick, round ends; `what` 1: dashed
 *     ARROW     such a line with a head of length `extra` at its end
 *     SIGN      a state's or control's sign (`what` is a DrawSign), a shape within the square x, y,
 *               w × h, in `color`: fonts lack these signs
 *     TEXT      `text` with its baseline at y and its left end (`align` LEFT), middle or right end
 *               at x; `what` is a DrawFace, `size` the em. It has been cut to fit: w, if not 0, is
 *               the measured width
 *     CLIP      what follows shows only within the rectangle, and within outer ones, until the
 *               UNCLIP that belongs to it
 *     UNCLIP    (no fields) */
#ifndef SCENE_DRAW_LIST_H
#define SCENE_DRAW_LIST_H

#include "base/array.h"
#include "base/text.h"

#include <stdint.h>

enum {
    DRAW_UNIT = 64,       /* to a pixel */
    DRAW_DASH = 4,        /* a dash's length, and that of a dash with its gap, */
    DRAW_DASH_PERIOD = 7, /* in thicknesses of the line */
};

typedef enum DrawKind {
    DRAW_FILL,
    DRAW_OUTLINE,
    DRAW_TEXTURE,
    DRAW_LINE,
    DRAW_ARROW,
    DRAW_SIGN,
    DRAW_TEXT,
    DRAW_CLIP,
    DRAW_UNCLIP,
    DRAW_KIND_COUNT
} DrawKind;

/* Solid is on the CPU; hatched, striped, dotted and hollow is not. */
typedef enum DrawTexture {
    DRAW_TEXTURE_RISING,   /* 45° lines: waiting for a reply */
    DRAW_TEXTURE_FALLING,  /* 135° lines: waiting for others of the program */
    DRAW_TEXTURE_VERTICAL, /* stripes: ready */
    DRAW_TEXTURE_DOTS,     /* sparse: sleeping */
    DRAW_TEXTURE_CROSS,    /* both diagonals: the loop is blocked */
    DRAW_TEXTURE_COUNT
} DrawTexture;

/* The first are the states of trace/states.def, in that order. */
typedef enum DrawSign {
#define STATE(id, word, color, glyph, fill, ascii) DRAW_SIGN_##id,
#include "trace/states.def"
    DRAW_SIGN_PLAY,
    DRAW_SIGN_PAUSE,
    DRAW_SIGN_STEP_FORWARD,
    DRAW_SIGN_STEP_BACK,
    DRAW_SIGN_BOOKMARK,
    DRAW_SIGN_FLAG,     /* a run's finish */
    DRAW_SIGN_AWAIT,    /* a task's mark at the line where it waits */
    DRAW_SIGN_PLAYHEAD, /* triangle, pointing down */
    DRAW_SIGN_FOLDED,   /* triangle, pointing right */
    DRAW_SIGN_UNFOLDED, /* triangle, pointing down */
    DRAW_SIGN_COUNT
} DrawSign;

typedef enum DrawFace {
    DRAW_SANS,
    DRAW_SANS_BOLD,
    DRAW_MONO,
    DRAW_MONO_BOLD,
    DRAW_SANS_ITALIC, /* upright where no such font is installed */
    DRAW_FACE_COUNT
} DrawFace;

typedef enum DrawAlign { DRAW_LEFT, DRAW_CENTER, DRAW_RIGHT } DrawAlign;

typedef struct DrawRect {
    int32_t x, y, w, h;
} DrawRect;

typedef struct DrawOp {
    uint8_t kind;  /* DrawKind */
    uint8_t what;  /* DrawTexture, DrawSign or DrawFace, by kind */
    uint8_t align; /* DrawAlign, of TEXT */
    uint8_t spare; /* zero */
    uint32_t color;
    DrawRect rect;
    int32_t size;
    int32_t extra;
    uint32_t text;   /* where it begins in the pool */
    uint32_t length; /* in bytes */
} DrawOp;

_Static_assert(sizeof(DrawOp) == 40, "operations are packed");

typedef struct DrawList {
    int32_t width, height; /* of the picture, in whole pixels */
    uint32_t background;   /* what the picture is cleared with */
    ARRAY_OF(DrawOp) ops;
    Text pool; /* UTF-8, no control characters */
} DrawList;

void draw_list_init(DrawList *list);
void draw_list_release(DrawList *list);

/* Empties the list and keeps its memory, so that frames allocate nothing after the first few. */
void draw_list_clear(DrawList *list, int32_t width, int32_t height, uint32_t background);

/* Append one operation each; see the kinds above for what the arguments mean. */
void draw_fill(DrawList *list, DrawRect rect, int32_t radius, uint32_t color);
void draw_outline(DrawList *list, DrawRect rect, int32_t thickness, int32_t radius, uint32_t color);
void draw_texture(DrawList *list, DrawRect rect, DrawTexture texture, int32_t distance,
                  uint32_t color);
void draw_line(DrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness,
               bool dashed, uint32_t color);
void draw_arrow(DrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness,
                int32_t head, uint32_t color);
void draw_sign(DrawList *list, DrawRect square, DrawSign sign, uint32_t color);
void draw_clip(DrawList *list, DrawRect rect);
void draw_unclip(DrawList *list);

/* How wide text is. Layout asks nothing else of fonts, so scenes are laid out with a real font's
 * figures in the window, and with built-in ones (text_metrics.h) where the same bytes are wanted
 * everywhere. `size` is the em, the result a width, both in DRAW_UNITs. */
typedef struct TextMetrics {
    int32_t (*measure)(void *context, DrawFace face, int32_t size, const char *bytes,
                       size_t length);
    void *context;
} TextMetrics;

/* Appends text as it is; control characters (and bytes that are no UTF-8) become U+FFFD. */
void draw_text(DrawList *list, DrawFace face, int32_t size, DrawAlign align, int32_t x,
               int32_t baseline, uint32_t color, const char *bytes, size_t length);

/* The same, cut with an ellipsis where it is wider than `width`; returns the width it took. */
int32_t draw_text_cut(DrawList *list, const TextMetrics *metrics, DrawFace face, int32_t size,
                      DrawAlign align, int32_t x, int32_t baseline, int32_t width, uint32_t color,
                      const char *bytes, size_t length);

/* What those who draw textures have in common: the side of its tile in pixels, which repeats from
 * the picture's corner, and the thickness of its lines, measured across, in DRAW_UNITs. */
int32_t draw_texture_period(int32_t distance);
int32_t draw_texture_thickness(int32_t period);

/* The length of a line that extends so far, rounded down. */
int64_t draw_length(int32_t w, int32_t h);

/* Where an arrow's head begins, and its two corners besides the tip. */
typedef struct DrawArrowHead {
    int32_t base_x, base_y;
    int32_t left_x, left_y, right_x, right_y;
} DrawArrowHead;

/* The head of an ARROW; a line that is shorter than its head is all head. */
DrawArrowHead draw_arrow_head(const DrawOp *arrow);

/* Appends a length in pixels, exactly, without zeros at the end: "12", "0.515625". */
void draw_append_length(Text *text, int32_t units);

/* Appends the list as text, a line for each operation: what golden screens are. */
void draw_list_describe(const DrawList *list, Text *text);

#endif
