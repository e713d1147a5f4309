#include "front.h"

#include "base/memory.h"

static char *print(const char *text, SourceSpan span, const char *message, const char *hint,
                   bool colour) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    source_init(&source, "t.py", text, strlen(text), &diagnostics);
    diagnostics_add(&diagnostics, span, "%s", message);
    if (hint != NULL) {
        diagnostics_hint(&diagnostics, "%s", hint);
    }
    Text out = {0};
    diagnostics_print(&diagnostics, &source, colour, &out);
    diagnostics_release(&diagnostics);
    source_release(&source);
    return text_take(&out);
}

static void expect(const char *text, SourceSpan span, const char *wanted) {
    char *got = print(text, span, "wrong", NULL, false);
    assert_string_equal(got, wanted);
    memory_free(got);
}

static void the_place_the_line_and_carets_are_shown(void **state) {
    (void)state;
    expect("a = b + c", (SourceSpan){1, 4, 1, 9},
           "t.py:1:5: error: wrong\n    a = b + c\n        ^^^^^\n");
    expect("x\n    y", (SourceSpan){2, 4, 2, 5}, "t.py:2:5: error: wrong\n    y\n    ^\n");
    expect("x", (SourceSpan){1, 1, 1, 2}, "t.py:1:2: error: wrong\n    x\n     ^\n");
    expect("", (SourceSpan){1, 0, 1, 0}, "t.py:1:1: error: wrong\n    \n    ^\n");
    expect("f(a,\n  b)", (SourceSpan){1, 0, 2, 4}, "t.py:1:1: error: wrong\n    f(a,\n    ^^^^\n");
}

static void a_hint_stands_below(void **state) {
    (void)state;
    char *got = print("x", (SourceSpan){1, 0, 1, 1}, "wrong", "try y", false);
    assert_string_equal(got, "t.py:1:1: error: wrong\n    x\n    ^\nhint: try y\n");
    memory_free(got);
}

static void carets_stay_below_after_tabs_and_wide_characters(void **state) {
    (void)state;
    expect("\ta\tb", (SourceSpan){1, 3, 1, 4}, "t.py:1:4: error: wrong\n    a    b\n         ^\n");
    expect("'\xE4\xB8\xAD' + x", (SourceSpan){1, 8, 1, 9},
           "t.py:1:7: error: wrong\n    '\xE4\xB8\xAD' + x\n           ^\n");
}

static void nothing_reaches_the_terminal_as_a_command(void **state) {
    (void)state;
    expect("'\x1b[31m' $", (SourceSpan){1, 8, 1, 9},
           "t.py:1:9: error: wrong\n    '\\x1b[31m' $\n               ^\n");
    char *got =
        print("\xE2\x80\xAE x", (SourceSpan){1, 0, 1, 3}, "bad \x1b]0;\x07 name", "\x9b 1", false);
    assert_null(strpbrk(got, "\x1b\x07\x9b"));
    assert_non_null(strstr(got, "\\u202e x"));
    memory_free(got);
}

static void colour_is_asked_for(void **state) {
    (void)state;
    char *got = print("x", (SourceSpan){1, 0, 1, 1}, "wrong", NULL, true);
    assert_non_null(strstr(got, "\x1b[1;31merror: \x1b[0mwrong"));
    memory_free(got);
}

static void long_lines_are_cut_around_the_caret(void **state) {
    (void)state;
    Text line = {0};
    text_append_repeated(&line, 'a', 1000000);
    text_append_cstr(&line, " $ ");
    text_append_repeated(&line, 'b', 1000000);
    char *got = print(text_cstr(&line), (SourceSpan){1, 1000001, 1, 1000002}, "wrong", NULL, false);
    text_release(&line);
    assert_true(strlen(got) < 300);
    const char *excerpt = strchr(got, '\n') + 1;
    const char *carets = strchr(excerpt, '\n') + 1;
    assert_int_equal(excerpt[strchr(carets, '^') - carets], '$');
    assert_memory_equal(excerpt, "    ...aaa", 10);
    memory_free(got);
}

static void they_are_sorted_and_limited(void **state) {
    (void)state;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    source_init(&source, "t.py", "", 0, &diagnostics);
    for (int32_t i = 500; i > 0; i--) {
        diagnostics_add(&diagnostics, (SourceSpan){i, 0, i, 1}, "number %d", (int)i);
    }
    assert_int_equal(diagnostics.total, 500);
    assert_int_equal(diagnostics.list.count, DIAGNOSTICS_KEPT_MAX);
    Text out = {0};
    diagnostics_print(&diagnostics, &source, false, &out);
    assert_memory_equal(out.bytes, "t.py:301:1: ", 12);
    assert_non_null(strstr(out.bytes, "number 320\n"));
    assert_null(strstr(out.bytes, "number 321\n"));
    assert_non_null(strstr(out.bytes, "and 480 more\n"));
    text_release(&out);
    diagnostics_release(&diagnostics);
    source_release(&source);
}

static void a_second_one_for_a_place_is_dropped(void **state) {
    (void)state;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    diagnostics_add(&diagnostics, (SourceSpan){1, 2, 1, 3}, "first");
    diagnostics_add(&diagnostics, (SourceSpan){1, 2, 1, 9}, "second");
    diagnostics_hint(&diagnostics, "of the second");
    assert_int_equal(diagnostics.total, 1);
    assert_string_equal(diagnostics.list.items[0].message, "first");
    assert_null(diagnostics.list.items[0].hint);
    diagnostics_release(&diagnostics);
}

static void long_messages_are_cut(void **state) {
    (void)state;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Text name = {0};
    text_append_repeated(&name, 'n', 10000);
    diagnostics_add(&diagnostics, (SourceSpan){1, 0, 1, 1}, "name '%s'", text_cstr(&name));
    assert_true(strlen(diagnostics.list.items[0].message) < DIAGNOSTIC_TEXT_MAX);
    text_release(&name);
    diagnostics_release(&diagnostics);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_the_line_and_carets_are_shown),
        cmocka_unit_test(a_hint_stands_below),
        cmocka_unit_test(carets_stay_below_after_tabs_and_wide_characters),
        cmocka_unit_test(nothing_reaches_the_terminal_as_a_command),
        cmocka_unit_test(colour_is_asked_for),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
        cmocka_unit_test(they_are_sorted_and_limited),
        cmocka_unit_test(a_second_one_for_a_place_is_dropped),
        cmocka_unit_test(long_messages_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
