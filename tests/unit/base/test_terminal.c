#include "base/terminal.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

/* A pipe is no terminal, so that only the environment counts. */
static int pipe_end(void) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    return ends[1];
}

static void terminal_width_is_columns_within_limits(void **state) {
    (void)state;
    int fd = pipe_end();
    setenv("COLUMNS", "123", 1);
    assert_int_equal(terminal_width(fd), 123);
    setenv("COLUMNS", "3", 1);
    assert_int_equal(terminal_width(fd), TERMINAL_WIDTH_MIN);
    setenv("COLUMNS", "99999999999999999999", 1);
    assert_int_equal(terminal_width(fd), TERMINAL_WIDTH_MAX);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(terminal_width(fd), TERMINAL_WIDTH_DEFAULT);
    unsetenv("COLUMNS");
    assert_int_equal(terminal_width(fd), TERMINAL_WIDTH_DEFAULT);
    close(fd);
}

static void terminal_colour_is_as_wished_and_none_in_a_pipe(void **state) {
    (void)state;
    int fd = pipe_end();
    setenv("TERM", "xterm-256color", 1);
    unsetenv("COLORTERM");
    assert_false(terminal_is_tty(fd));
    assert_int_equal(terminal_color(fd, TERMINAL_COLOR_AUTO), TERMINAL_COLOR_NONE);
    assert_int_equal(terminal_color(fd, TERMINAL_COLOR_NEVER), TERMINAL_COLOR_NONE);
    assert_int_equal(terminal_color(fd, TERMINAL_COLOR_ALWAYS), TERMINAL_COLOR_256);
    setenv("NO_COLOR", "1", 1);
    setenv("COLORTERM", "truecolor", 1);
    assert_int_equal(terminal_color(fd, TERMINAL_COLOR_ALWAYS), TERMINAL_COLOR_TRUE);
    close(fd);
}

static void terminal_is_unicode_unless_the_locale_says_otherwise(void **state) {
    (void)state;
    unsetenv("LC_CTYPE");
    unsetenv("LANG");
    unsetenv("LC_ALL");
    assert_true(terminal_is_unicode());
    setenv("LANG", "de_DE.UTF-8", 1);
    assert_true(terminal_is_unicode());
    setenv("LC_ALL", "de_DE.ISO-8859-1", 1);
    assert_false(terminal_is_unicode());
    setenv("LC_ALL", "", 1);
    assert_true(terminal_is_unicode());
    setenv("LC_CTYPE", "en_US.utf8", 1);
    assert_true(terminal_is_unicode());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_width_is_columns_within_limits),
        cmocka_unit_test(terminal_colour_is_as_wished_and_none_in_a_pipe),
        cmocka_unit_test(terminal_is_unicode_unless_the_locale_says_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
