#include "ui/app_picture.h"

#include "base/file.h"
#include "ui/headless.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const DEMOS[] = {"assets/demo/sequential.py", "assets/demo/gathered.py"};

static void open_demos(Headless *headless) {
    AppOptions options = {.paths = DEMOS, .path_count = 2, .width = 1280, .height = 720};
    Error error;
    if (headless_init(headless, &options, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    app_go_to(&headless->app, 1000000000);
}

static void read_picture(Headless *headless, const char *name, Text *bytes) {
    char folder[] = "/tmp/meanwhile-shot-XXXXXX", path[64];
    Error error;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (headless_shoot(headless, path, &error) != STATUS_OK ||
        file_read(path, FILE_BYTES_MAX, bytes, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

static void a_picture_is_svg_or_png_by_its_name(void **state) {
    (void)state;
    Headless headless;
    Text svg = {0}, png = {0}, again = {0}, png_again = {0};
    open_demos(&headless);
    read_picture(&headless, "a.png", &png);
    assert_memory_equal(png.bytes, "\x89PNG", 4);
    read_picture(&headless, "a.svg", &svg);
    assert_memory_equal(svg.bytes, "<svg", 4);
    assert_non_null(
        strstr(svg.bytes, "<title id=\"title\">sequential.py and gathered.py at 1.000 s<"));
    assert_non_null(strstr(svg.bytes, ">8 tasks</text>"));
    read_picture(&headless, "b.svg", &again);
    assert_string_equal(svg.bytes, again.bytes);
    read_picture(&headless, "b", &png_again); /* the other layout has left no trace */
    assert_int_equal(png.length, png_again.length);
    assert_memory_equal(png.bytes, png_again.bytes, png.length);
    text_release(&svg);
    text_release(&png);
    text_release(&again);
    text_release(&png_again);
    headless_release(&headless);
}

static void a_picture_that_cannot_be_written_is_told(void **state) {
    (void)state;
    Headless headless;
    Error error;
    open_demos(&headless);
    assert_int_equal(headless_shoot(&headless, "/nonexistent/a.svg", &error), STATUS_SYSTEM);
    assert_non_null(strstr(error.text, "could not write /nonexistent/a.svg"));
    assert_int_equal(headless_shoot(&headless, "a.b/picture.jpg", &error), STATUS_USAGE);
    assert_string_equal(error.text,
                        "could not write a.b/picture.jpg: a picture's name ends in .png or .svg");
    headless_release(&headless);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_svg_or_png_by_its_name),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
