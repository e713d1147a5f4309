#include "ui/raster.h"

#include "unit/unit.h"

#include <string.h>

#define PX(pixels) ((int32_t)((pixels)*DRAW_UNIT))
enum { SIDE = 40, WHITE = (int)0xFFFFFFFF, BLACK = 0x000000FF };

static Raster *new_raster(void) {
    static Raster raster;
    raster_init(&raster);
    raster_clear(&raster, SIDE, SIDE, 0x000000FF);
    return &raster;
}

static int grey_at(const Raster *raster, int x, int y) {
    return (int)(raster->pixels[y * raster->width + x] & 255);
}

/* White ink on the black ground, in pixels. */
static double ink(const Raster *raster) {
    double sum = 0;
    for (int i = 0; i < raster->width * raster->height; i++) {
        sum += (double)(raster->pixels[i] & 255) / 255;
    }
    return sum;
}

static void expect_ink(const Raster *raster, double expected, double tolerance) {
    double found = ink(raster);
    if (found < expected - tolerance || found > expected + tolerance) {
        fail_msg("%.2f pixels are covered instead of %.2f", found, expected);
    }
}

static void rectangles_cover_parts_of_pixels(void **state) {
    (void)state;
    Raster *raster = new_raster();
    raster_fill(raster, (DrawRect){PX(2), PX(3), PX(2.5), PX(1)}, WHITE);
    assert_int_equal(grey_at(raster, 1, 3), 0);
    assert_int_equal(grey_at(raster, 2, 3), 255);
    assert_int_equal(grey_at(raster, 3, 3), 255);
    assert_in_range(grey_at(raster, 4, 3), 126, 129);
    assert_int_equal(grey_at(raster, 5, 3), 0);
    assert_int_equal(grey_at(raster, 2, 2), 0);
    assert_int_equal(grey_at(raster, 2, 4), 0);
    raster_release(raster);
}

static void paths_cover_what_rectangles_cover(void **state) {
    (void)state;
    static const DrawRect RECTS[] = {{PX(2), PX(3), PX(20), PX(10)},
                                     {PX(2) + 13, PX(3) + 50, PX(20) + 7, PX(10) + 1},
                                     {PX(5) + 10, PX(5) + 10, 20, 20},
                                     {-PX(5), -PX(5), PX(100), PX(8)},
                                     {PX(30), PX(30), PX(100), PX(100) + 9}};
    for (size_t i = 0; i < sizeof RECTS / sizeof *RECTS; i++) {
        Raster *raster = new_raster();
        raster_fill(raster, RECTS[i], WHITE);
        uint32_t expected[SIDE * SIDE];
        memcpy(expected, raster->pixels, sizeof expected);
        raster_clear(raster, SIDE, SIDE, BLACK);
        raster_path_begin(raster);
        raster_path_rounded(raster, RECTS[i], 0, false);
        raster_path_fill(raster, WHITE);
        for (int at = 0; at < SIDE * SIDE; at++) {
            assert_in_range((raster->pixels[at] & 255) + 2, expected[at] & 255,
                            (expected[at] & 255) + 4);
        }
        raster_release(raster);
    }
}

static void circles_and_rings_have_their_area(void **state) {
    (void)state;
    for (int radius = 2; radius <= 18; radius += 4) {
        Raster *raster = new_raster();
        raster_path_begin(raster);
        raster_path_circle(raster, PX(20) + 21, PX(20) - 13, PX(radius), false);
        raster_path_fill(raster, WHITE);
        double area = 3.14159 * radius * radius;
        expect_ink(raster, area, area * 0.04);
        raster_clear(raster, SIDE, SIDE, BLACK);
        raster_path_begin(raster);
        raster_path_circle(raster, PX(20), PX(20), PX(radius), false);
        raster_path_circle(raster, PX(20), PX(20), PX(radius - 1), true);
        raster_path_fill(raster, WHITE);
        expect_ink(raster, 3.14159 * (2 * radius - 1), 2 * radius * 0.15);
        raster_release(raster);
    }
}

static void a_hole_outside_of_its_shape_is_nothing(void **state) {
    (void)state;
    Raster *raster = new_raster();
    raster_path_begin(raster);
    raster_path_circle(raster, PX(10), PX(10), PX(5), false);
    raster_path_circle(raster, PX(30), PX(30), PX(5), true);
    raster_path_fill(raster, WHITE);
    expect_ink(raster, 3.14159 * 25, 3);
    raster_release(raster);
}

static void strokes_are_as_long_and_thick_as_told(void **state) {
    (void)state;
    static const int8_t ENDS[][2] = {{15, 0}, {-15, 0},  {0, 15},  {0, -15}, {9, 12},
                                     {12, 9}, {-9, -12}, {-12, 9}, {15, 1},  {1, -15}};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
        Raster *raster = new_raster();
        raster_path_begin(raster);
        raster_path_stroke(raster, PX(20), PX(20), PX(20 + ENDS[i][0]), PX(20 + ENDS[i][1]), PX(3));
        raster_path_fill(raster, WHITE);
        expect_ink(raster, 15 * 3 + 3.14159 * 1.5 * 1.5, 1.5);
        raster_release(raster);
    }
}

static void overlapping_contours_unite(void **state) {
    (void)state;
    Raster *raster = new_raster();
    raster_path_begin(raster);
    raster_path_stroke(raster, PX(5), PX(5), PX(35), PX(35), PX(6));
    raster_path_stroke(raster, PX(35), PX(5), PX(5), PX(35), PX(6));
    raster_path_fill(raster, WHITE);
    assert_int_equal(grey_at(raster, 20, 20), 255);
    assert_int_equal(grey_at(raster, 20, 5), 0);
    raster_release(raster);
}

static void nothing_is_drawn_outside_of_the_clip(void **state) {
    (void)state;
    Raster *raster = new_raster();
    raster->clip = (PixelRect){10, 12, 20, 22};
    static const uint8_t FULL[9] = {255, 255, 255, 255, 255, 255, 255, 255, 255};
    raster_fill(raster, (DrawRect){-PX(100), -PX(100), PX(1000), PX(1000)}, WHITE);
    raster_tile(raster, (DrawRect){-PX(100), -PX(100), PX(1000), PX(1000)}, FULL, 3, WHITE);
    raster_mask(raster, 9, 11, FULL, 3, 3, WHITE);
    raster_mask(raster, 18, 20, FULL, 3, 3, WHITE);
    raster_mask(raster, 500, 500, FULL, 3, 3, WHITE);
    raster_path_begin(raster);
    raster_path_circle(raster, PX(15), PX(15), PX(100), false);
    raster_path_fill(raster, WHITE);
    raster_path_begin(raster);
    raster_path_stroke(raster, -PX(50), PX(17), PX(900), PX(18), PX(3));
    raster_path_fill(raster, WHITE);
    expect_ink(raster, 100, 0);
    raster_release(raster);
}

static void a_shape_leaves_nothing_behind_for_the_next(void **state) {
    (void)state;
    Raster *raster = new_raster();
    for (int i = 0; i < 3; i++) {
        raster_clear(raster, SIDE, SIDE, BLACK);
        raster_path_begin(raster);
        raster_path_stroke(raster, PX(-9), PX(i), PX(99), PX(38 - i), PX(7));
        raster_path_fill(raster, WHITE);
        raster_clear(raster, SIDE, SIDE, BLACK);
        raster_path_begin(raster);
        raster_path_rounded(raster, (DrawRect){PX(10), PX(10), PX(4), PX(4)}, 0, false);
        raster_path_fill(raster, WHITE);
        expect_ink(raster, 16, 0);
    }
    raster_release(raster);
}

static void colours_mix_by_their_opacity(void **state) {
    (void)state;
    Raster *raster = new_raster();
    raster_clear(raster, SIDE, SIDE, 0x204060FF);
    DrawRect all = {0, 0, PX(SIDE), PX(SIDE)};
    raster_fill(raster, all, 0xFF00FF00);
    assert_int_equal(raster->pixels[0], 0xFF204060);
    raster_fill(raster, all, 0xA0C0E080);
    assert_in_range(raster->pixels[0] >> 16 & 255, 0x5F, 0x61);
    assert_in_range(raster->pixels[0] >> 8 & 255, 0x7F, 0x81);
    assert_in_range(raster->pixels[0] & 255, 0x9F, 0xA1);
    raster_fill(raster, all, 0x123456FF);
    assert_int_equal(raster->pixels[0], 0xFF123456);
    raster_release(raster);
}

static void huge_and_empty_shapes_do_no_harm(void **state) {
    (void)state;
    static const int32_t VALUES[] = {INT32_MIN, INT32_MIN / 2, -1, 0, 1, INT32_MAX / 2, INT32_MAX};
    enum { COUNT = sizeof VALUES / sizeof *VALUES };
    Raster *raster = new_raster();
    static const uint8_t FULL[1] = {255};
    for (int i = 0; i < COUNT * COUNT * COUNT * COUNT; i++) {
        DrawRect rect = {VALUES[i % COUNT], VALUES[i / COUNT % COUNT],
                         VALUES[i / COUNT / COUNT % COUNT], VALUES[i / COUNT / COUNT / COUNT]};
        raster_fill(raster, rect, 0xFFFFFF80);
        raster_tile(raster, rect, FULL, 1, 0xFFFFFF80);
        raster_path_begin(raster);
        raster_path_stroke(raster, rect.x, rect.y, rect.w, rect.h, rect.x);
        raster_path_rounded(raster, rect, rect.y, false);
        raster_path_fill(raster, 0xFFFFFF80);
    }
    raster_release(raster);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rectangles_cover_parts_of_pixels),
        cmocka_unit_test(paths_cover_what_rectangles_cover),
        cmocka_unit_test(circles_and_rings_have_their_area),
        cmocka_unit_test(a_hole_outside_of_its_shape_is_nothing),
        cmocka_unit_test(strokes_are_as_long_and_thick_as_told),
        cmocka_unit_test(overlapping_contours_unite),
        cmocka_unit_test(nothing_is_drawn_outside_of_the_clip),
        cmocka_unit_test(a_shape_leaves_nothing_behind_for_the_next),
        cmocka_unit_test(colours_mix_by_their_opacity),
        cmocka_unit_test(huge_and_empty_shapes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
