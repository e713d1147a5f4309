#include "base/file.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64]; /* of the running test; the tests run in it */

static int enter_folder(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/test_file.XXXXXX");
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") != 0 || system(command) != 0;
}

static void expect_content(const char *path, const char *expected) {
    Text text = {0};
    Error error;
    assert_int_equal(file_read(path, FILE_BYTES_MAX, &text, &error), STATUS_OK);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static int files_here(void) {
    FILE *listing = popen("ls -A | wc -l", "r");
    int count = -1;
    assert_int_equal(fscanf(listing, "%d", &count), 1);
    pclose(listing);
    return count;
}

static void file_that_was_written_is_read_back(void **state) {
    (void)state;
    Error error;
    assert_int_equal(file_write("a", "one\n", 4, &error), STATUS_OK);
    expect_content("a", "one\n");
    assert_int_equal(file_write("a", "two", 3, &error), STATUS_OK);
    expect_content("a", "two");
    assert_int_equal(files_here(), 1);
}

static void file_keeps_its_permissions_and_the_link_to_it(void **state) {
    (void)state;
    Error error;
    struct stat info;
    assert_int_equal(file_write("target", "old", 3, &error), STATUS_OK);
    assert_int_equal(chmod("target", 0640), 0);
    assert_int_equal(symlink("target", "link"), 0);
    assert_int_equal(file_write("link", "new", 3, &error), STATUS_OK);
    expect_content("target", "new");
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(stat("target", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
}

static void file_that_is_given_up_leaves_the_old_one_and_nothing_else(void **state) {
    (void)state;
    Error error;
    FileWriter writer;
    assert_int_equal(file_write("a", "old", 3, &error), STATUS_OK);
    assert_int_equal(file_writer_open(&writer, "a", &error), STATUS_OK);
    char *much = calloc(1, 1 << 20);
    assert_int_equal(file_writer_add(&writer, much, 1 << 20, &error), STATUS_OK);
    free(much);
    file_writer_abandon(&writer);
    expect_content("a", "old");
    assert_int_equal(files_here(), 1);
}

static void file_errors_begin_with_what_could_not_be_done(void **state) {
    (void)state;
    Error error;
    Text text = {0};
    assert_int_equal(file_read("missing", 10, &text, &error), STATUS_SYSTEM);
    assert_string_equal(error.text, "could not read missing: No such file or directory");
    assert_int_equal(file_read(".", 10, &text, &error), STATUS_SYSTEM);
    assert_string_equal(error.text, "could not read .: Is a directory");
    assert_int_equal(file_write("no/such", "x", 1, &error), STATUS_SYSTEM);
    assert_string_equal(error.text, "could not write no/such: No such file or directory");
    assert_int_equal(file_write(".", "x", 1, &error), STATUS_SYSTEM);
    assert_int_equal(strncmp(error.text, "could not write ", 16), 0);
    assert_int_equal(file_write("/dev/full", "x", 1, &error), STATUS_SYSTEM);
    assert_string_equal(error.text, "could not write /dev/full: No space left on device");
    text_release(&text);
}

static void file_that_never_ends_stops_at_the_limit(void **state) {
    (void)state;
    Error error;
    Text text = {0};
    assert_int_equal(file_read("/dev/zero", 1000, &text, &error), STATUS_LIMIT);
    assert_string_equal(error.text, "could not read /dev/zero: it has more than 1000 bytes");
    text_release(&text);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {
        TEST(file_that_was_written_is_read_back),
        TEST(file_keeps_its_permissions_and_the_link_to_it),
        TEST(file_that_is_given_up_leaves_the_old_one_and_nothing_else),
        TEST(file_errors_begin_with_what_could_not_be_done),
        TEST(file_that_never_ends_stops_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
