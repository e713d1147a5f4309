#include "ui/signs.h"

#include "base/check.h"

/* Signs are drawn on a grid of 32 by 32, y down, with a margin of about four. */
enum { GRID = 32 };

typedef struct Pen {
    Raster *raster;
    DrawRect square;
} Pen;

static int32_t x_of(const Pen *pen, int32_t x) {
    return pen->square.x + (int32_t)((int64_t)x * pen->square.w / GRID);
}

static int32_t y_of(const Pen *pen, int32_t y) {
    return pen->square.y + (int32_t)((int64_t)y * pen->square.h / GRID);
}

static int32_t length_of(const Pen *pen, int32_t length) {
    return (int32_t)((int64_t)length * pen->square.h / GRID);
}

/* Points clockwise, x and y in turns. */
static void polygon(const Pen *pen, const int8_t *points, size_t count) {
    for (size_t i = 0; i < count; i += 2) {
        int32_t x = x_of(pen, points[i]), y = y_of(pen, points[i + 1]);
        if (i == 0) {
            raster_path_move(pen->raster, x, y);
        } else {
            raster_path_line(pen->raster, x, y);
        }
    }
}

#define POLYGON(pen, ...)                                                                          \
    polygon(pen, (const int8_t[]){__VA_ARGS__}, sizeof((int8_t[]){__VA_ARGS__}))

static void stroke(const Pen *pen, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                   int32_t thickness) {
    raster_path_stroke(pen->raster, x_of(pen, x0), y_of(pen, y0), x_of(pen, x1), y_of(pen, y1),
                       length_of(pen, thickness));
}

static void circle(const Pen *pen, int32_t x, int32_t y, int32_t radius, bool is_hole) {
    raster_path_circle(pen->raster, x_of(pen, x), y_of(pen, y), length_of(pen, radius), is_hole);
}

/* Two arrows, one each way. */
static void network(const Pen *pen) {
    POLYGON(pen, 4, 8, 19, 8, 19, 3, 28, 10, 19, 17, 19, 12, 4, 12);
    POLYGON(pen, 28, 20, 28, 24, 13, 24, 13, 29, 4, 22, 13, 15, 13, 20);
}

static void hourglass(const Pen *pen) {
    POLYGON(pen, 6, 4, 26, 4, 26, 7, 18, 16, 26, 25, 26, 28, 6, 28, 6, 25, 14, 16, 6, 7);
}

static void ring(const Pen *pen, int32_t radius, int32_t thickness) {
    circle(pen, 16, 16, radius, false);
    circle(pen, 16, 16, radius - thickness, true);
}

void signs_path(Raster *raster, DrawRect square, DrawSign sign) {
    Pen pen = {raster, square};
    raster_path_begin(raster);
    switch (sign) {
    case DRAW_SIGN_RUNNING:
    case DRAW_SIGN_PLAY:
        POLYGON(&pen, 8, 4, 28, 16, 8, 28);
        break;
    case DRAW_SIGN_READY:
        POLYGON(&pen, 16, 3, 28, 15, 4, 15);
        POLYGON(&pen, 16, 16, 28, 28, 4, 28);
        break;
    case DRAW_SIGN_NETWORK:
        network(&pen);
        break;
    case DRAW_SIGN_SLEEPING:
        circle(&pen, 15, 17, 13, false);
        circle(&pen, 21, 12, 11, true);
        break;
    case DRAW_SIGN_WAITING:
        hourglass(&pen);
        break;
    case DRAW_SIGN_BLOCKED:
        POLYGON(&pen, 5, 5, 27, 5, 27, 27, 5, 27);
        break;
    case DRAW_SIGN_IDLE:
        stroke(&pen, 6, 16, 26, 16, 4);
        break;
    case DRAW_SIGN_DONE:
        stroke(&pen, 6, 17, 13, 24, 5);
        stroke(&pen, 13, 24, 27, 8, 5);
        break;
    case DRAW_SIGN_FAILED:
        stroke(&pen, 7, 7, 25, 25, 5);
        stroke(&pen, 25, 7, 7, 25, 5);
        break;
    case DRAW_SIGN_CANCELLED:
        ring(&pen, 13, 4);
        stroke(&pen, 23, 9, 9, 23, 4);
        break;
    case DRAW_SIGN_PAUSE:
        POLYGON(&pen, 7, 5, 13, 5, 13, 27, 7, 27);
        POLYGON(&pen, 19, 5, 25, 5, 25, 27, 19, 27);
        break;
    case DRAW_SIGN_STEP_FORWARD:
        POLYGON(&pen, 5, 5, 20, 16, 5, 27);
        POLYGON(&pen, 22, 5, 27, 5, 27, 27, 22, 27);
        break;
    case DRAW_SIGN_STEP_BACK:
        POLYGON(&pen, 27, 5, 27, 27, 12, 16);
        POLYGON(&pen, 5, 5, 10, 5, 10, 27, 5, 27);
        break;
    case DRAW_SIGN_BOOKMARK:
        POLYGON(&pen, 8, 3, 24, 3, 24, 29, 16, 22, 8, 29);
        break;
    case DRAW_SIGN_FLAG:
        POLYGON(&pen, 6, 3, 9, 3, 9, 29, 6, 29);
        POLYGON(&pen, 9, 4, 28, 11, 9, 18);
        break;
    case DRAW_SIGN_AWAIT:
        ring(&pen, 12, 5);
        circle(&pen, 16, 16, 3, false);
        break;
    case DRAW_SIGN_PLAYHEAD:
    case DRAW_SIGN_UNFOLDED:
        POLYGON(&pen, 4, 9, 28, 9, 16, 25);
        break;
    case DRAW_SIGN_FOLDED:
        POLYGON(&pen, 9, 4, 25, 16, 9, 28);
        break;
    case DRAW_SIGN_COUNT:
        UNREACHABLE();
    }
}
