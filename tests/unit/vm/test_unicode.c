#include "unit/unit.h"
#include "vm/unicode.h"

#include <stdbool.h>

static void unicode_ascii_is_what_c_says(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x80; c++) {
        uint32_t flags = unicode_flags(c);
        bool lower = c >= 'a' && c <= 'z';
        bool upper = c >= 'A' && c <= 'Z';
        bool digit = c >= '0' && c <= '9';
        assert_int_equal((flags & U_LOWER) != 0, lower);
        assert_int_equal((flags & U_UPPER) != 0, upper);
        assert_int_equal((flags & U_ALPHA) != 0, lower || upper);
        assert_int_equal(unicode_decimal(c), digit ? (int)c - '0' : -1);
        assert_int_equal((flags & U_PRINTABLE) != 0, c >= ' ' && c < 0x7F);
        uint32_t out[UNICODE_MAPPING_MAX];
        assert_int_equal(unicode_map(c, CASE_UPPER, out), 1);
        assert_int_equal(out[0], lower ? c - 32 : c);
    }
}

static void unicode_maps_one_code_point_to_several(void **state) {
    (void)state;
    uint32_t out[UNICODE_MAPPING_MAX];
    assert_int_equal(unicode_map(0xDF, CASE_UPPER, out), 2);
    assert_int_equal(out[0], 'S');
    assert_int_equal(unicode_map(0xFB03, CASE_UPPER, out), 3); /* the ligature ffi */
    assert_int_equal(out[2], 'I');
    assert_int_equal(unicode_map(0x130, CASE_LOWER, out), 2);
    assert_int_equal(out[1], 0x307);
}

static void unicode_has_an_answer_for_any_number(void **state) {
    (void)state;
    assert_int_equal(unicode_flags(0x10FFFF), 0);
    unicode_flags(UINT32_MAX);
    uint32_t out[UNICODE_MAPPING_MAX];
    assert_int_equal(unicode_map(0xD800, CASE_FOLD, out), 1);
    assert_int_equal(out[0], 0xD800);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unicode_ascii_is_what_c_says),
        cmocka_unit_test(unicode_maps_one_code_point_to_several),
        cmocka_unit_test(unicode_has_an_answer_for_any_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
