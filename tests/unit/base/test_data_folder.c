#include "base/data_folder.h"

#include "base/file.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_path(const char *data, const char *home, const char *wanted) {
    Text path = {0};
    if (data != NULL) {
        setenv("XDG_DATA_HOME", data, 1);
    } else {
        unsetenv("XDG_DATA_HOME");
    }
    if (home != NULL) {
        setenv("HOME", home, 1);
    } else {
        unsetenv("HOME");
    }
    assert_int_equal(data_folder_path("progress.json", &path), wanted != NULL);
    if (wanted != NULL) {
        assert_string_equal(text_cstr(&path), wanted);
    }
    text_release(&path);
}

static void the_folder_is_where_the_specification_says(void **state) {
    (void)state;
    expect_path("/data", "/users/a", "/data/meanwhile/progress.json");
    expect_path(NULL, "/users/a", "/users/a/.local/share/meanwhile/progress.json");
    /* What is relative or empty is to be ignored. */
    expect_path("data", "/users/a", "/users/a/.local/share/meanwhile/progress.json");
    expect_path("", "/users/a", "/users/a/.local/share/meanwhile/progress.json");
    expect_path(NULL, "home", NULL);
    expect_path(NULL, NULL, NULL);
}

static void folders_are_made_down_to_a_file(void **state) {
    (void)state;
    char root[] = "/tmp/test_data_folder.XXXXXX";
    Error error;
    Text path = {0};
    assert_non_null(mkdtemp(root));
    text_printf(&path, "%s/a/b/c.txt", root);
    assert_int_equal(data_folder_make(text_cstr(&path), &error), STATUS_OK);
    assert_int_equal(data_folder_make(text_cstr(&path), &error), STATUS_OK);
    assert_int_equal(file_write(text_cstr(&path), "x", 1, &error), STATUS_OK);
    /* Below a file there is no folder. */
    text_append_cstr(&path, "/d/e.txt");
    assert_int_equal(data_folder_make(text_cstr(&path), &error), STATUS_SYSTEM);
    assert_non_null(strstr(error.text, "could not make the folder"));
    text_clear(&path);
    text_printf(&path, "rm -r %s", root);
    assert_int_equal(system(text_cstr(&path)), 0);
    text_release(&path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_where_the_specification_says),
        cmocka_unit_test(folders_are_made_down_to_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
