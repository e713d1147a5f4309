#include "ui/picture.h"

#include "unit/scene/sheet.h"
#include "unit/ui/golden_picture.h"
#include "unit/unit.h"

#include <sys/stat.h>
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

static void draw_sheet(DrawList *list) {
    Theme theme;
    theme_init_light(&theme);
    draw_list_init(list);
    sheet_draw(list, &theme, 100);
}

static void a_picture_reads_back_as_it_was_drawn(void **state) {
    (void)state;
    char folder[] = "/tmp/meanwhile-picture-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.png", folder);
    DrawList list;
    draw_sheet(&list);
    Error error;
    assert_int_equal(picture_write(&list, fonts, path, &error), STATUS_OK);
    ReadPicture picture = picture_read(path);
    assert_int_equal(picture.width, SHEET_WIDTH);
    assert_int_equal(picture.height, SHEET_HEIGHT);
    Canvas canvas;
    canvas_init(&canvas, fonts);
    canvas_draw(&canvas, &list);
    assert_int_equal(picture_difference(&picture, &canvas, 0), 0);
    canvas_release(&canvas);
    free(picture.rgb);
    draw_list_release(&list);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

static void expect_failure(const char *path, const char *message) {
    DrawList list;
    draw_sheet(&list);
    Error error;
    assert_int_equal(picture_write(&list, fonts, path, &error), STATUS_SYSTEM);
    assert_string_equal(error.text, message);
    draw_list_release(&list);
}

static void a_picture_that_cannot_be_written_is_told(void **state) {
    (void)state;
    expect_failure("/dev/full", "could not write /dev/full: No space left on device");
    expect_failure("/tmp", "could not write /tmp: it is a directory");
    struct stat found;
    assert_int_equal(stat("/nonexistent", &found), -1);
    DrawList list;
    draw_sheet(&list);
    Error error;
    assert_int_equal(picture_write(&list, fonts, "/nonexistent/a.png", &error), STATUS_SYSTEM);
    assert_non_null(strstr(error.text, "/nonexistent/a.png"));
    draw_list_release(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_reads_back_as_it_was_drawn),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
