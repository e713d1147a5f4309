#include "scene/sign_shapes.h"

#include "base/check.h"

enum { PARTS_MAX = 4 };

#define PART(kind, ...)                                                                            \
    {                                                                                              \
        SIGN_##kind, sizeof((int8_t[]){__VA_ARGS__}), {                                            \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const SignPart SHAPES[DRAW_SIGN_COUNT][PARTS_MAX] = {
    [DRAW_SIGN_RUNNING] = {PART(POLYGON, 8, 4, 28, 16, 8, 28)},
    [DRAW_SIGN_READY] = {PART(POLYGON, 16, 3, 28, 15, 4, 15), PART(POLYGON, 16, 16, 28, 28, 4, 28)},
    [DRAW_SIGN_NETWORK] = {PART(POLYGON, 4, 8, 19, 8, 19, 3, 28, 10, 19, 17, 19, 12, 4, 12),
                           PART(POLYGON, 28, 20, 28, 24, 13, 24, 13, 29, 4, 22, 13, 15, 13, 20)},
    [DRAW_SIGN_SLEEPING] = {PART(CIRCLE, 15, 17, 13), PART(HOLE, 21, 12, 11)},
    [DRAW_SIGN_WAITING] = {PART(POLYGON, 6, 4, 26, 4, 26, 7, 18, 16, 26, 25, 26, 28, 6, 28, 6, 25,
                                14, 16, 6, 7)},
    [DRAW_SIGN_BLOCKED] = {PART(POLYGON, 5, 5, 27, 5, 27, 27, 5, 27)},
    [DRAW_SIGN_IDLE] = {PART(STROKE, 6, 16, 26, 16, 4)},
    [DRAW_SIGN_DONE] = {PART(STROKE, 6, 17, 13, 24, 5), PART(STROKE, 13, 24, 27, 8, 5)},
    [DRAW_SIGN_FAILED] = {PART(STROKE, 7, 7, 25, 25, 5), PART(STROKE, 25, 7, 7, 25, 5)},
    [DRAW_SIGN_CANCELLED] = {PART(CIRCLE, 16, 16, 13), PART(HOLE, 16, 16, 9),
                             PART(STROKE, 23, 9, 9, 23, 4)},
    [DRAW_SIGN_PLAY] = {PART(POLYGON, 8, 4, 28, 16, 8, 28)},
    [DRAW_SIGN_PAUSE] = {PART(POLYGON, 7, 5, 13, 5, 13, 27, 7, 27),
                         PART(POLYGON, 19, 5, 25, 5, 25, 27, 19, 27)},
    [DRAW_SIGN_STEP_FORWARD] = {PART(POLYGON, 5, 5, 20, 16, 5, 27),
                                PART(POLYGON, 22, 5, 27, 5, 27, 27, 22, 27)},
    [DRAW_SIGN_STEP_BACK] = {PART(POLYGON, 27, 5, 27, 27, 12, 16),
                             PART(POLYGON, 5, 5, 10, 5, 10, 27, 5, 27)},
    [DRAW_SIGN_BOOKMARK] = {PART(POLYGON, 8, 3, 24, 3, 24, 29, 16, 22, 8, 29)},
    [DRAW_SIGN_FLAG] = {PART(POLYGON, 6, 3, 9, 3, 9, 29, 6, 29),
                        PART(POLYGON, 9, 4, 28, 11, 9, 18)},
    [DRAW_SIGN_AWAIT] = {PART(CIRCLE, 16, 16, 12), PART(HOLE, 16, 16, 7), PART(CIRCLE, 16, 16, 3)},
    [DRAW_SIGN_PLAYHEAD] = {PART(POLYGON, 4, 9, 28, 9, 16, 25)},
    [DRAW_SIGN_FOLDED] = {PART(POLYGON, 9, 4, 25, 16, 9, 28)},
    [DRAW_SIGN_UNFOLDED] = {PART(POLYGON, 4, 9, 28, 9, 16, 25)},
};

const SignPart *sign_shapes_parts(DrawSign sign) {
    CHECK(sign < DRAW_SIGN_COUNT);
    return SHAPES[sign];
}
