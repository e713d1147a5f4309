#include "base/utf8.h"
#include "unit/unit.h"

#include <string.h>

static void expect_decoded(const char *bytes, uint32_t expected, size_t expected_size) {
    uint32_t code_point = 0;
    assert_int_equal(utf8_decode(bytes, strlen(bytes), &code_point), expected_size);
    assert_int_equal(code_point, expected);
}

static void utf8_decodes_every_length(void **state) {
    (void)state;
    expect_decoded("A", 'A', 1);
    expect_decoded("\xC3\xA9!", 0xE9, 2);
    expect_decoded("\xE2\x82\xAC", 0x20AC, 3);
    expect_decoded("\xF4\x8F\xBF\xBF", 0x10FFFF, 4);
}

static void utf8_that_is_not_valid_is_one_replacement_a_byte(void **state) {
    (void)state;
    expect_decoded("\x80", 0xFFFD, 1);             /* a continuation alone */
    expect_decoded("\xC0\x80", 0xFFFD, 1);         /* too long for what it says */
    expect_decoded("\xE0\x80\x80", 0xFFFD, 1);     /* likewise */
    expect_decoded("\xED\xA0\x80", 0xFFFD, 1);     /* a surrogate */
    expect_decoded("\xF4\x90\x80\x80", 0xFFFD, 1); /* past the last code point */
    expect_decoded("\xFF", 0xFFFD, 1);
    expect_decoded("\xF8\x90\x80\x80", 0xFFFD, 1); /* no lead byte */
    expect_decoded("\xE2\x82", 0xFFFD, 1);         /* cut off */
    expect_decoded("\xE2x\x82", 0xFFFD, 1);
}

static void utf8_counts_columns_not_bytes(void **state) {
    (void)state;
    assert_int_equal(utf8_columns("abc"), 3);
    assert_int_equal(utf8_columns("\xC3\xA9"), 1);
    assert_int_equal(utf8_columns("e\xCC\x81"), 1);        /* combining accent */
    assert_int_equal(utf8_columns("\xE6\x97\xA5"), 2);     /* CJK */
    assert_int_equal(utf8_columns("\xF0\x9F\x90\x8D"), 2); /* emoji */
    assert_int_equal(utf8_columns("a\tb"), 3);             /* shown as a space */
}

static void expect_fitted(const char *string, int columns, const char *expected) {
    Text text = {0};
    utf8_append_fitted(&text, string, columns, "\xE2\x80\xA6");
    assert_string_equal(text_cstr(&text), expected);
    assert_int_equal(utf8_columns(text_cstr(&text)), columns);
    text_release(&text);
}

static void utf8_fits_text_to_exactly_its_columns(void **state) {
    (void)state;
    expect_fitted("abc", 5, "abc  ");
    expect_fitted("abc", 3, "abc");
    expect_fitted("abcd", 3, "ab\xE2\x80\xA6");
    expect_fitted("\xE6\x97\xA5\xE6\x97\xA5", 2, "\xE2\x80\xA6 ");
    expect_fitted("\xE6\x97\xA5\xE6\x97\xA5", 3, "\xE6\x97\xA5\xE2\x80\xA6");
    expect_fitted("a\x1B[31m", 8, "a [31m  ");
    expect_fitted("", 2, "  ");
    expect_fitted("abc", 1, "\xE2\x80\xA6");
    expect_fitted("abc", 0, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_decodes_every_length),
        cmocka_unit_test(utf8_that_is_not_valid_is_one_replacement_a_byte),
        cmocka_unit_test(utf8_counts_columns_not_bytes),
        cmocka_unit_test(utf8_fits_text_to_exactly_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
