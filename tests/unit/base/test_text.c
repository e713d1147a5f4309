#include "base/memory.h"
#include "base/text.h"
#include "unit/unit.h"

#include <string.h>

static void text_is_readable_before_anything_was_written(void **state) {
    (void)state;
    Text text;
    text_init(&text);
    assert_string_equal(text_cstr(&text), "");
    text_append(&text, "", 0);
    assert_string_equal(text_cstr(&text), "");
    text_release(&text);
}

static void text_grows_and_keeps_its_final_nul(void **state) {
    (void)state;
    Text text = {0};
    for (int i = 0; i < 1000; i++) {
        text_append_cstr(&text, "abc");
        assert_int_equal(text.bytes[text.length], '\0');
    }
    text_append_repeated(&text, '-', 100);
    text_append_char(&text, '!');
    assert_int_equal(text.length, 3101);
    assert_int_equal(strlen(text.bytes), 3101);
    text_clear(&text);
    assert_string_equal(text_cstr(&text), "");
    text_release(&text);
}

static void text_writes_integers_of_every_size(void **state) {
    (void)state;
    Text text = {0};
    text_append_int64(&text, 0);
    text_append_char(&text, ' ');
    text_append_int64(&text, -7);
    text_append_char(&text, ' ');
    text_append_int64(&text, INT64_MAX);
    text_append_char(&text, ' ');
    text_append_int64(&text, INT64_MIN);
    assert_string_equal(text_cstr(&text), "0 -7 9223372036854775807 -9223372036854775808");
    text_release(&text);
}

static void text_writes_code_points_of_every_length(void **state) {
    (void)state;
    Text text = {0};
    text_append_code_point(&text, 'A');
    text_append_code_point(&text, 0xE9);
    text_append_code_point(&text, 0x20AC);
    text_append_code_point(&text, 0x1F40D);
    assert_string_equal(text_cstr(&text), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x8D");
    text_release(&text);
}

static void text_printf_appends_whatever_the_length(void **state) {
    (void)state;
    Text text = {0};
    text_printf(&text, "%d", 42);
    text_printf(&text, "%500s|", "x");
    assert_int_equal(text.length, 503);
    assert_memory_equal(text.bytes, "42 ", 3);
    text_release(&text);
}

static void text_take_hands_over_the_bytes(void **state) {
    (void)state;
    Text text = {0};
    char *empty = text_take(&text);
    assert_string_equal(empty, "");
    memory_free(empty);
    text_append_cstr(&text, "word");
    char *word = text_take(&text);
    assert_string_equal(word, "word");
    assert_string_equal(text_cstr(&text), "");
    memory_free(word);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_readable_before_anything_was_written),
        cmocka_unit_test(text_grows_and_keeps_its_final_nul),
        cmocka_unit_test(text_writes_integers_of_every_size),
        cmocka_unit_test(text_writes_code_points_of_every_length),
        cmocka_unit_test(text_printf_appends_whatever_the_length),
        cmocka_unit_test(text_take_hands_over_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
