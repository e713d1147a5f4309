#include "ui/hand_to.h"

#include "base/file.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What the other program left: it is not waited for, so it may take a moment. */
static void expect_written(const char *path, const char *wanted) {
    Text text = {0};
    for (int i = 0; i < 500 && text.length == 0; i++) {
        usleep(10000);
        text_clear(&text);
        if (file_read(path, 1000, &text, NULL) != STATUS_OK) {
            text_clear(&text);
        }
    }
    assert_string_equal(text_cstr(&text), wanted);
    text_release(&text);
}

static void a_file_is_the_last_argument_of_the_users_editor(void **state) {
    (void)state;
    char folder[] = "/tmp/test_hand_to.XXXXXX", path[64], command[128];
    Error error;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out", folder);
    snprintf(command, sizeof command, "printf '%%s|' >%s -n", path);
    setenv("MEANWHILE_EDITOR", command, 1);
    assert_int_equal(hand_to_editor("a file's name; rm.py", &error), STATUS_OK);
    expect_written(path, "-n|a file's name; rm.py|");
    unlink(path);
    rmdir(folder);
}

static void only_addresses_of_the_web_are_opened(void **state) {
    (void)state;
    static const char *const OTHERS[] = {
        "file:///etc/passwd", "javascript:alert(1)", "", "--help", "ftp://example.com", "HTTPS:/x"};
    Error error;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        assert_int_equal(hand_to_browser(OTHERS[i], &error), STATUS_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_the_last_argument_of_the_users_editor),
        cmocka_unit_test(only_addresses_of_the_web_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
