#include "ui/hand_to.h"

#include "base/file.h"
#include "unit/unit.h"

#include <stdatomic.h>
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
    HandTo *hand_to = hand_to_new(NULL, NULL);
    assert_int_equal(hand_to_editor(hand_to, "a file's name; rm.py", &error), STATUS_OK);
    expect_written(path, "-n|a file's name; rm.py|");
    hand_to_free(hand_to);
    unlink(path);
    rmdir(folder);
}

static void count(void *context) {
    atomic_fetch_add((atomic_int *)context, 1);
}

/* What is said when this is the editor's command. */
static void expect_failure(const char *editor, const char *wanted) {
    atomic_int woken = 0;
    Text sentence = {0};
    Error error;
    HandTo *hand_to = hand_to_new(count, &woken);
    setenv("MEANWHILE_EDITOR", editor, 1);
    assert_int_equal(hand_to_editor(hand_to, "my.py", &error), STATUS_OK);
    for (int i = 0; i < 500 && atomic_load(&woken) == 0; i++) {
        usleep(10000);
    }
    assert_int_equal(atomic_load(&woken), 1);
    assert_true(hand_to_take_failure(hand_to, &sentence));
    assert_string_equal(text_cstr(&sentence), wanted);
    assert_false(hand_to_take_failure(hand_to, &sentence));
    text_release(&sentence);
    hand_to_free(hand_to);
}

static void an_editor_that_fails_is_told_of(void **state) {
    (void)state;
    expect_failure("no-such-editor -w 2>/dev/null",
                   "Could not open it: there is no command 'no-such-editor -w 2>/dev/null' "
                   "(MEANWHILE_EDITOR).");
    expect_failure("exit 3;",
                   "Could not open it: 'exit 3;' (MEANWHILE_EDITOR) ended with exit code 3.");
    expect_failure("kill -9 $$;",
                   "Could not open it: 'kill -9 $$;' (MEANWHILE_EDITOR) was ended by signal 9.");
}

/* It goes on, and nobody is called who is not there any more. */
static void an_editor_may_outlive_the_window(void **state) {
    (void)state;
    char folder[] = "/tmp/test_hand_to.XXXXXX", path[64], command[128];
    atomic_int woken = 0;
    Error error;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out", folder);
    snprintf(command, sizeof command, "sleep 0.1; printf late >%s; exit 1;", path);
    setenv("MEANWHILE_EDITOR", command, 1);
    HandTo *hand_to = hand_to_new(count, &woken);
    assert_int_equal(hand_to_editor(hand_to, "my.py", &error), STATUS_OK);
    hand_to_free(hand_to);
    expect_written(path, "late");
    usleep(50000);
    assert_int_equal(atomic_load(&woken), 0);
    unlink(path);
    rmdir(folder);
}

static void only_addresses_of_the_web_are_opened(void **state) {
    (void)state;
    static const char *const OTHERS[] = {
        "file:///etc/passwd", "javascript:alert(1)", "", "--help", "ftp://example.com", "HTTPS:/x"};
    Error error;
    HandTo *hand_to = hand_to_new(NULL, NULL);
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        assert_int_equal(hand_to_browser(hand_to, OTHERS[i], &error), STATUS_USAGE);
    }
    hand_to_free(hand_to);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_the_last_argument_of_the_users_editor),
        cmocka_unit_test(an_editor_that_fails_is_told_of),
        cmocka_unit_test(an_editor_may_outlive_the_window),
        cmocka_unit_test(only_addresses_of_the_web_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
