#include "ui/picture.h"

#include "unit/scene/sheet.h"
#include "unit/ui/golden_picture.h"
#include "unit/unit.h"

#include <unistd.h>

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

/* Draws the sheet; the caller releases the canvas. */
static void draw_sheet(Canvas *canvas) {
    Theme theme;
    DrawList list;
    theme_init_light(&theme);
    draw_list_init(&list);
    sheet_draw(&list, &theme, 100);
    canvas_init(canvas, fonts);
    canvas_draw(canvas, &list);
    draw_list_release(&list);
}

static void a_picture_reads_back_as_it_was_drawn(void **state) {
    (void)state;
    char folder[] = "/tmp/meanwhile-picture-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.png", folder);
    Canvas canvas;
    Error error;
    draw_sheet(&canvas);
    assert_int_equal(picture_write(&canvas, path, &error), STATUS_OK);
    ReadPicture picture = picture_read(path);
    assert_int_equal(picture.width, SHEET_WIDTH);
    assert_int_equal(picture.height, SHEET_HEIGHT);
    assert_int_equal(picture_difference(&picture, &canvas, 0), 0);
    canvas_release(&canvas);
    free(picture.rgb);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

static void a_picture_that_cannot_be_written_is_told(void **state) {
    (void)state;
    static const char *const FAILURES[][2] = {
        {"/dev/full", "could not write /dev/full: No space left on device"},
        {"/tmp", "could not write /tmp: it is a directory"},
        {"/nonexistent/a.png", "could not write /nonexistent/a.png: No such file or directory"},
    };
    Canvas canvas;
    draw_sheet(&canvas);
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++) {
        Error error;
        assert_int_equal(picture_write(&canvas, FAILURES[i][0], &error), STATUS_SYSTEM);
        assert_string_equal(error.text, FAILURES[i][1]);
    }
    canvas_release(&canvas);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_reads_back_as_it_was_drawn),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
