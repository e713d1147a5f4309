#include "base/temporary_folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_folder_goes_with_its_files(void **state) {
    (void)state;
    char *folder;
    Error error;
    Text path = {0};
    struct stat status;
    unsetenv("TMPDIR");
    assert_int_equal(temporary_folder_make(&folder, "a test", &error), STATUS_OK);
    assert_int_equal(strncmp(folder, "/tmp/", 5), 0);
    assert_int_equal(stat(folder, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    text_printf(&path, "%s/file", folder);
    assert_int_equal(file_write(text_cstr(&path), "x", 1, &error), STATUS_OK);
    temporary_folder_remove(folder);
    assert_int_not_equal(access(folder, F_OK), 0);
    temporary_folder_remove(folder);
    temporary_folder_remove(NULL);
    text_release(&path);
    memory_free(folder);
}

static void what_cannot_be_made_is_named(void **state) {
    (void)state;
    char *folder;
    Error error;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_int_equal(temporary_folder_make(&folder, "a test", &error), STATUS_SYSTEM);
    assert_null(folder);
    assert_non_null(strstr(error.text, "could not make the folder /nowhere/at/all/meanwhile-"));
    setenv("TMPDIR", "relative", 1);
    assert_int_equal(temporary_folder_make(&folder, "a test", &error), STATUS_OK);
    assert_int_equal(strncmp(folder, "/tmp/", 5), 0);
    temporary_folder_remove(folder);
    memory_free(folder);
    unsetenv("TMPDIR");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_goes_with_its_files),
        cmocka_unit_test(what_cannot_be_made_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
