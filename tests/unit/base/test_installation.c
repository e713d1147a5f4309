#include "base/installation.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The tests are executables below build/, as the real ones are. */
static void files_of_the_tree_are_found_from_any_folder(void **state) {
    (void)state;
    Text path = {0};
    char *folder = get_current_dir_name();
    assert_int_equal(chdir("/"), 0);
    assert_true(installation_find("assets/shim/run.py", &path));
    assert_int_equal(access(text_cstr(&path), R_OK), 0);
    assert_int_equal(chdir(folder), 0);
    free(folder);
    assert_false(installation_find("assets/no such file", &path));
    text_release(&path);
}

static void programs_are_found_beside_the_executable(void **state) {
    (void)state;
    Text path = {0};
    assert_true(installation_find_program("test_installation", &path));
    assert_non_null(strstr(text_cstr(&path), "/base/test_installation"));
    assert_false(installation_find_program("no such program", &path));
    text_release(&path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_the_tree_are_found_from_any_folder),
        cmocka_unit_test(programs_are_found_beside_the_executable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
