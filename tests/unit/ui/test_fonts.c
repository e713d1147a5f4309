#include "ui/fonts.h"

#include "scene/text_metrics.h"
#include "ui/font_files.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PX(pixels) ((pixels)*DRAW_UNIT)

static Fonts *new_fonts(void) {
    Fonts *fonts;
    Error error;
    if (fonts_new(&fonts, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return fonts;
}

static void widths_of_dejavu_are_the_built_in_ones(void **state) {
    (void)state;
    FontFiles *files;
    Error error;
    assert_int_equal(font_files_new(&files, &error), STATUS_OK);
    bool is_dejavu = strstr(font_files_face(files, DRAW_SANS)->path, "DejaVu") != NULL;
    font_files_free(files);
    if (!is_dejavu) {
        skip();
    }
    Fonts *fonts = new_fonts();
    TextMetrics real = fonts_metrics(fonts), built_in = text_metrics_built_in();
    for (int face = 0; face < DRAW_FACE_COUNT; face++) {
        for (int code = ' '; code <= '~'; code++) {
            char c = (char)code;
            assert_int_equal(real.measure(real.context, (DrawFace)face, FONTS_EM, &c, 1),
                             built_in.measure(NULL, (DrawFace)face, FONTS_EM, &c, 1));
        }
    }
    fonts_free(fonts);
}

static void widths_grow_with_the_size_and_add_up(void **state) {
    (void)state;
    Fonts *fonts = new_fonts();
    TextMetrics metrics = fonts_metrics(fonts);
    int32_t one = metrics.measure(fonts, DRAW_SANS, PX(16), "Größe漢", strlen("Größe漢"));
    int32_t two = metrics.measure(fonts, DRAW_SANS, PX(32), "Größe漢", strlen("Größe漢"));
    assert_in_range(two, 2 * one - 1, 2 * one + 1);
    int32_t parts = metrics.measure(fonts, DRAW_SANS, PX(32), "Grö", strlen("Grö")) +
                    metrics.measure(fonts, DRAW_SANS, PX(32), "ße漢", strlen("ße漢"));
    assert_in_range(two, parts - 1, parts + 1);
    fonts_free(fonts);
}

static size_t ink_of(const Glyph *glyph) {
    size_t ink = 0;
    for (int i = 0; i < glyph->width * glyph->height; i++) {
        ink += glyph->mask[i];
    }
    return ink;
}

static void characters_are_pictures_at_four_positions(void **state) {
    (void)state;
    Fonts *fonts = new_fonts();
    size_t ink = 0;
    for (int phase = 0; phase < FONTS_PHASES; phase++) {
        Glyph glyph = fonts_glyph(fonts, DRAW_SANS_BOLD, PX(20), phase, 'H');
        assert_in_range(glyph.height, 13, 16);
        assert_in_range(-glyph.top, 13, 16); /* it stands on the baseline */
        assert_in_range(glyph.width, 14, 20);
        assert_true(phase == 0 || abs((int)ink_of(&glyph) - (int)ink) < (int)ink / 100);
        ink = ink_of(&glyph);
    }
    Glyph space = fonts_glyph(fonts, DRAW_SANS, PX(20), 0, ' ');
    assert_int_equal(ink_of(&space), 0);
    Glyph accent = fonts_glyph(fonts, DRAW_SANS, PX(20), 0, 0x301);
    assert_true(accent.left < 0); /* it stands above the character before it */
    assert_int_equal(fonts_advance(fonts, DRAW_SANS, 0x301), 0);
    fonts_free(fonts);
}

static void a_character_that_no_font_has_is_a_box(void **state) {
    (void)state;
    enum { NOBODY_HAS_IT = 0x10FFFE };
    Fonts *fonts = new_fonts();
    Glyph box = fonts_glyph(fonts, DRAW_MONO, PX(20), 0, NOBODY_HAS_IT);
    assert_true(box.width > 4 && box.height > 8);
    assert_int_equal(box.mask[0], 255);
    assert_int_equal(box.mask[box.width * (box.height / 2) + box.width / 2], 0);
    assert_true(fonts_advance(fonts, DRAW_MONO, NOBODY_HAS_IT) * 20 / FONTS_EM > box.width);
    Glyph joiner = fonts_glyph(fonts, DRAW_MONO, PX(20), 0, 0xFE0F); /* nothing to see */
    assert_int_equal(ink_of(&joiner), 0);
    fonts_free(fonts);
}

static void the_cache_forgets_before_it_grows_too_large(void **state) {
    (void)state;
    Fonts *fonts = new_fonts();
    Glyph first = fonts_glyph(fonts, DRAW_SANS, PX(399), 0, 'A');
    size_t ink = ink_of(&first);
    for (int32_t size = PX(300); size < PX(400); size += PX(1)) {
        for (uint32_t c = 'A'; c <= 'H'; c++) {
            Glyph glyph = fonts_glyph(fonts, DRAW_SANS, size, 0, c);
            assert_true(ink_of(&glyph) > 0);
        }
    }
    Glyph again = fonts_glyph(fonts, DRAW_SANS, PX(399), 0, 'A');
    assert_int_equal(ink_of(&again), ink);
    Glyph larger = fonts_glyph(fonts, DRAW_SANS, PX(100000), 0, 'A');
    assert_true(larger.height <= 400);
    fonts_free(fonts);
}

static void without_any_font_the_message_names_a_package(void **state) {
    (void)state;
    char path[] = "/tmp/meanwhile-fonts-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char NO_FONTS[] = "<?xml version=\"1.0\"?><fontconfig></fontconfig>";
    assert_int_equal(write(fd, NO_FONTS, sizeof NO_FONTS - 1), sizeof NO_FONTS - 1);
    close(fd);
    setenv("FONTCONFIG_FILE", path, 1);
    Fonts *fonts;
    Error error;
    assert_int_equal(fonts_new(&fonts, &error), STATUS_SYSTEM);
    assert_string_equal(error.text,
                        "could not find any font: install one, such as Debian's package "
                        "fonts-dejavu-core");
    assert_null(fonts);
    unsetenv("FONTCONFIG_FILE");
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_of_dejavu_are_the_built_in_ones),
        cmocka_unit_test(widths_grow_with_the_size_and_add_up),
        cmocka_unit_test(characters_are_pictures_at_four_positions),
        cmocka_unit_test(a_character_that_no_font_has_is_a_box),
        cmocka_unit_test(the_cache_forgets_before_it_grows_too_large),
        cmocka_unit_test(without_any_font_the_message_names_a_package),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
