#include "ui/canvas.h"

#include "base/file.h"
#include "unit/scene/sheet.h"
#include "unit/ui/allocations.h"
#include "unit/ui/golden_picture.h"
#include "unit/unit.h"

#define PX(pixels) ((pixels)*DRAW_UNIT)

static Fonts *fonts;

static int open_fonts(void **state) {
    (void)state;
    Error error;
    return fonts_new(&fonts, &error) == STATUS_OK ? 0 : -1;
}

static int close_fonts(void **state) {
    (void)state;
    fonts_free(fonts);
    return 0;
}

static void load(Theme *theme, const char *name) {
    char path[64];
    Text text = {0};
    Error error;
    snprintf(path, sizeof path, "assets/themes/%s.theme", name);
    assert_int_equal(file_read(path, FILE_BYTES_MAX, &text, &error), STATUS_OK);
    assert_int_equal(theme_parse(theme, name, text_cstr(&text), text.length, &error), STATUS_OK);
    text_release(&text);
}

static void expect_sheet(const char *theme_name, int scale, const char *golden) {
    Theme theme;
    load(&theme, theme_name);
    DrawList list;
    draw_list_init(&list);
    sheet_draw(&list, &theme, scale);
    Canvas canvas;
    canvas_init(&canvas, fonts);
    canvas_draw(&canvas, &list);
    expect_golden_picture(golden, &canvas);
    canvas_release(&canvas);
    draw_list_release(&list);
}

static void everything_is_drawn_as_before_in_each_theme(void **state) {
    (void)state;
    expect_sheet("light", 100, "sheet_light.png");
    expect_sheet("dark", 100, "sheet_dark.png");
    expect_sheet("high-contrast", 75, "sheet_high_contrast_75.png");
}

static void the_same_list_is_the_same_pixels_and_takes_no_memory(void **state) {
    (void)state;
    Theme theme;
    theme_init_light(&theme);
    DrawList list;
    draw_list_init(&list);
    sheet_draw(&list, &theme, 100);
    Canvas canvas;
    canvas_init(&canvas, fonts);
    canvas_draw(&canvas, &list);
    size_t bytes = (size_t)SHEET_WIDTH * SHEET_HEIGHT * sizeof(uint32_t);
    uint32_t *before = malloc(bytes);
    memcpy(before, canvas.raster.pixels, bytes);
    size_t allocations_before = allocations;
    for (int frame = 0; frame < 3; frame++) {
        sheet_draw(&list, &theme, 100);
        canvas_draw(&canvas, &list);
    }
    assert_int_equal(allocations, allocations_before);
    assert_memory_equal(before, canvas.raster.pixels, bytes);
    free(before);
    canvas_release(&canvas);
    draw_list_release(&list);
}

/* Draws a list of what a function adds on black, 100 × 60. */
static void draw(Canvas *canvas, void add(DrawList *list)) {
    DrawList list;
    draw_list_init(&list);
    draw_list_clear(&list, 100, 60, 0x000000FF);
    add(&list);
    canvas_init(canvas, fonts);
    canvas_draw(canvas, &list);
    draw_list_release(&list);
}

static void add_one_texture(DrawList *list) {
    draw_texture(list, (DrawRect){PX(3), PX(5), PX(90), PX(50)}, DRAW_TEXTURE_RISING, PX(7),
                 0xFFFFFFFF);
}

static void add_neighbours(DrawList *list) {
    for (int x = 3; x < 93; x += 9) {
        draw_texture(list, (DrawRect){PX(x), PX(5), PX(9), PX(20)}, DRAW_TEXTURE_RISING, PX(7),
                     0xFFFFFFFF);
        draw_texture(list, (DrawRect){PX(x), PX(25), PX(9), PX(30)}, DRAW_TEXTURE_RISING, PX(7),
                     0xFFFFFFFF);
    }
}

static void textures_of_neighbours_join(void **state) {
    (void)state;
    Canvas one, many;
    draw(&one, add_one_texture);
    draw(&many, add_neighbours);
    assert_memory_equal(one.raster.pixels, many.raster.pixels, 100 * 60 * sizeof(uint32_t));
    canvas_release(&one);
    canvas_release(&many);
}

static void add_clipped(DrawList *list) {
    draw_clip(list, (DrawRect){PX(10), PX(10), PX(20), PX(20)});
    draw_clip(list, (DrawRect){PX(25), PX(0), PX(20), PX(20)});
    draw_fill(list, (DrawRect){0, 0, PX(100), PX(60)}, 0, 0xFF0000FF);
    draw_unclip(list);
    draw_fill(list, (DrawRect){PX(10), PX(25), PX(90), PX(30)}, 0, 0x00FF00FF);
    draw_unclip(list);
    draw_fill(list, (DrawRect){PX(90), PX(50), PX(90), PX(90)}, 0, 0x0000FFFF);
}

static uint32_t pixel(const Canvas *canvas, int x, int y) {
    return canvas->raster.pixels[y * canvas->raster.width + x];
}

static void clips_lie_within_each_other(void **state) {
    (void)state;
    Canvas canvas;
    draw(&canvas, add_clipped);
    assert_int_equal(pixel(&canvas, 25, 10), 0xFFFF0000);
    assert_int_equal(pixel(&canvas, 24, 10), 0xFF000000);
    assert_int_equal(pixel(&canvas, 30, 10), 0xFF000000);
    assert_int_equal(pixel(&canvas, 10, 29), 0xFF00FF00);
    assert_int_equal(pixel(&canvas, 10, 30), 0xFF000000);
    assert_int_equal(pixel(&canvas, 99, 59), 0xFF0000FF);
    canvas_release(&canvas);
}

static void add_hostile(DrawList *list) {
    static const int32_t VALUES[] = {INT32_MIN / 2, -1, 0, 1, PX(50), INT32_MAX / 2};
    for (int i = 0; i < 6 * 6 * 6; i++) {
        int32_t a = VALUES[i % 6], b = VALUES[i / 6 % 6], c = VALUES[i / 36];
        DrawRect rect = {a, b, c, b};
        draw_fill(list, rect, c, 0xFFFFFF10);
        draw_outline(list, rect, a, b, 0xFFFFFF10);
        draw_texture(list, rect, DRAW_TEXTURE_DOTS, a, 0xFFFFFF10);
        draw_sign(list, rect, DRAW_SIGN_CANCELLED, 0xFFFFFF10);
        draw_arrow(list, a, b, c, b, PX(1), c, 0xFFFFFF10);
        draw_line(list, a, b, c, b, PX(10), false, 0xFFFFFF10);
        draw_text(list, DRAW_SANS, c < PX(100) ? c : PX(100), DRAW_RIGHT, a, b, 0xFFFFFF10,
                  "hostile", 7);
        draw_clip(list, rect);
        draw_unclip(list);
    }
}

static void what_lies_far_outside_does_no_harm(void **state) {
    (void)state;
    Canvas canvas;
    draw(&canvas, add_hostile);
    canvas_release(&canvas);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_drawn_as_before_in_each_theme),
        cmocka_unit_test(the_same_list_is_the_same_pixels_and_takes_no_memory),
        cmocka_unit_test(textures_of_neighbours_join),
        cmocka_unit_test(clips_lie_within_each_other),
        cmocka_unit_test(what_lies_far_outside_does_no_harm),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
