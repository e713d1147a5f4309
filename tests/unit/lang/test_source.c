#include "front.h"

static void lines_end_in_lf_cr_lf_or_cr(void **state) {
    (void)state;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    const char text[] = "a\r\nb\rc\nd";
    assert_true(source_init(&source, "t.py", text, sizeof text - 1, &diagnostics));
    assert_string_equal(source.bytes, "a\nb\nc\nd");
    assert_int_equal(source.lines.count, 4);
    for (int32_t line = 1; line <= 4; line++) {
        size_t length = 0;
        const char *bytes = source_line(&source, line, &length);
        assert_int_equal(length, 1);
        assert_int_equal(bytes[0], 'a' + line - 1);
    }
    size_t length = 1;
    source_line(&source, 5, &length);
    assert_int_equal(length, 0);
    source_release(&source);
    diagnostics_release(&diagnostics);
}

static void a_byte_order_mark_is_cut_off(void **state) {
    (void)state;
    front_expect_tree("\xEF\xBB\xBFx", "body: Expr 1:0-1:1\n  value: Name 1:0-1:1 x\n");
}

static void columns_shown_count_code_points(void **state) {
    (void)state;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    const char text[] = "'\xC3\xA9\xE2\x82\xAC' + $";
    assert_true(source_init(&source, "t.py", text, sizeof text - 1, &diagnostics));
    assert_int_equal(source_shown_column(&source, 1, 0), 1);
    assert_int_equal(source_shown_column(&source, 1, 7), 5);
    assert_int_equal(source_shown_column(&source, 1, 99), 9);
    source_release(&source);
    diagnostics_release(&diagnostics);
}

static void what_is_no_text_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *message;
    } cases[] = {
        {"x\0y", 3, "t.py:1:2: error: source code cannot contain null bytes"},
        {"x\n\xFFy", 4, "t.py:2:1: error: the file is not UTF-8 text: byte 0xff"},
        {"\xC0\x80", 2, "not UTF-8"},     /* overlong */
        {"\xED\xA0\x80", 3, "not UTF-8"}, /* a surrogate */
        {"\xE2\x82", 2, "not UTF-8"},     /* cut off */
        {"# -*- coding: utf-16 -*-\n", 25, "the encoding 'utf-16' is not supported"},
        {"\n# coding=latin-1\n'\xC3\xA9'", 22, "the encoding 'latin-1' is not supported"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *got = front_read_bytes(cases[i].bytes, cases[i].length, FRONT_TREE, NULL);
        assert_non_null(strstr(got, cases[i].message));
        memory_free(got);
    }
    front_expect_accepted("#!/usr/bin/env python3\n# -*- coding: UTF-8 -*-\nx = 1\n");
    front_expect_accepted("# coding: latin-1\nx = 1\n"); /* the same text in both */
    front_expect_accepted("x = 1\ny = 2\n# coding: utf-16\n");
}

static void code_points_are_decoded_strictly(void **state) {
    (void)state;
    uint32_t code_point = 0;
    assert_int_equal(source_decode("a", 1, &code_point), 1);
    assert_int_equal(source_decode("\xF0\x9F\x90\x8D", 4, &code_point), 4);
    assert_int_equal(code_point, 0x1F40D);
    assert_int_equal(source_decode("\xED\xA0\x80", 3, &code_point), 3);
    assert_int_equal(code_point, 0xD800);
    assert_int_equal(source_decode("", 0, &code_point), 0);
    assert_int_equal(source_decode("\xF0\x9F\x90", 3, &code_point), 0);
    assert_int_equal(source_decode("\xF4\x90\x80\x80", 4, &code_point), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_lf_cr_lf_or_cr),
        cmocka_unit_test(a_byte_order_mark_is_cut_off),
        cmocka_unit_test(columns_shown_count_code_points),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(code_points_are_decoded_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
