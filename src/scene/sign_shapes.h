/* The signs of states and controls as shapes, since fonts lack them or draw them as coloured
 * pictures: parts on a grid of SIGN_GRID by SIGN_GRID, y down, with a margin of about four. Whoever
 * draws a sign fills all its parts with one colour. */
#ifndef SCENE_SIGN_SHAPES_H
#define SCENE_SIGN_SHAPES_H

#include "scene/draw_list.h"

enum { SIGN_GRID = 32, SIGN_NUMBERS_MAX = 20 };

typedef enum SignPartKind {
    SIGN_END,     /* no part: the list is over */
    SIGN_POLYGON, /* x, y of each corner, clockwise */
    SIGN_STROKE,  /* x and y from, x and y to, thickness; round ends */
    SIGN_CIRCLE,  /* x, y, radius */
    SIGN_HOLE,    /* such a circle, cut out of the part before it; a sign has at most one */
} SignPartKind;

typedef struct SignPart {
    uint8_t kind;  /* SignPartKind */
    uint8_t count; /* of the numbers */
    int8_t numbers[SIGN_NUMBERS_MAX];
} SignPart;

/* The parts of a sign, SIGN_END after the last. */
const SignPart *sign_shapes_parts(DrawSign sign);

#endif
