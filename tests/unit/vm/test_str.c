#include "unit/vm/vm_fixture.h"

#include <string.h>

static void str_is_as_narrow_as_its_code_points_allow(void **state) {
    Vm *vm = *state;
    static const struct {
        const char *text;
        uint32_t length;
        uint8_t width;
        bool ascii;
    } cases[] = {
        {"", 0, 1, true},         {"plain", 5, 1, true},       {"caf\u00e9", 4, 1, false},
        {"\u20ac1", 2, 2, false}, {"\U0001F600", 1, 4, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value value = str_from_cstr(vm, cases[i].text);
        assert_int_equal(str_length(value), cases[i].length);
        assert_int_equal(value_str_obj(value)->width, cases[i].width);
        assert_int_equal(value_str_obj(value)->ascii, cases[i].ascii);
        assert_string_equal(str_utf8(vm, value), cases[i].text);
        assert_true(str_equal_cstr(value, cases[i].text));
        value_release(vm, value);
    }
}

static void str_substring_becomes_narrow_again(void **state) {
    Vm *vm = *state;
    Value wide = str_from_cstr(vm, "ab\u20accd");
    Value narrow = str_substring(vm, wide, 3, 5);
    assert_int_equal(value_str_obj(narrow)->width, 1);
    assert_true(str_equal_cstr(narrow, "cd"));
    assert_int_equal(str_hash(narrow) == -1, 0);
    value_release(vm, narrow);
    value_release(vm, wide);
}

static void str_interned_equals_are_one_object(void **state) {
    Vm *vm = *state;
    Value first = str_intern_cstr(vm, "a name of a test");
    Value second = str_intern_cstr(vm, "a name of a test");
    assert_true(value_same(first, second));
    value_release(vm, first);
    value_release(vm, second);
    /* It left the table when it died; the next one is made anew. */
    Value third = str_intern_cstr(vm, "a name of a test");
    assert_true(str_equal_cstr(third, "a name of a test"));
    value_release(vm, third);
}

static void str_interning_survives_growth_of_the_table(void **state) {
    Vm *vm = *state;
    Value names[3000];
    for (int i = 0; i < 3000; i++) {
        names[i] = str_intern(vm, str_printf(vm, "name_%d", i));
    }
    for (int i = 0; i < 3000; i++) {
        Value again = str_intern(vm, str_printf(vm, "name_%d", i));
        assert_true(value_same(again, names[i]));
        value_release(vm, again);
        value_release(vm, names[i]);
    }
}

static void str_append_in_place_keeps_other_holders_text(void **state) {
    Vm *vm = *state;
    Value tail = str_from_cstr(vm, "0123456789");
    Value text = str_from_cstr(vm, "start:");
    for (int i = 0; i < 200; i++) {
        text = str_append_inplace(vm, text, tail);
    }
    Value other = value_retain(text);
    text = str_append_inplace(vm, text, tail);
    assert_int_equal(str_length(other), 2006);
    assert_int_equal(str_length(text), 2016);
    assert_int_equal(str_at(text, 2015), '9');
    Value euro = str_from_code_point(vm, 0x20AC);
    text = str_append_inplace(vm, text, euro);
    assert_int_equal(str_at(text, 2016), 0x20AC);
    value_release(vm, euro);
    value_release(vm, other);
    value_release(vm, text);
    value_release(vm, tail);
}

static void str_find_counts_code_points_of_any_width(void **state) {
    Vm *vm = *state;
    Value text = str_from_cstr(vm, "a\u00e9b\u20acc\U0001F600b");
    Value needle = str_from_cstr(vm, "b");
    const Str *str = value_str_obj(text);
    assert_int_equal(str_find(str, value_str_obj(needle), 0, str->length), 2);
    assert_int_equal(str_find(str, value_str_obj(needle), 3, str->length), 6);
    assert_int_equal(str_find(str, value_str_obj(needle), 3, 6), -1);
    assert_int_equal(str_find_last(str, value_str_obj(needle), 0, str->length), 6);
    value_release(vm, text);
    value_release(vm, needle);
}

static void str_repr_escapes_what_cannot_be_printed(void **state) {
    Vm *vm = *state;
    assert_repr(vm, str_from_cstr(vm, "it's"), "\"it's\"");
    assert_repr(vm, str_from_cstr(vm, "a\n\\\"'"), "'a\\n\\\\\"\\''");
    assert_repr(vm, str_from_cstr(vm, "\u200b\u00e9\u00ad"), "'\\u200b\u00e9\\xad'");
    assert_repr(vm, str_from_cstr(vm, "\xed\xa0\x80"), "'\\ud800'");
}

static void str_case_follows_context_and_grows(void **state) {
    Vm *vm = *state;
    static const struct {
        const char *text;
        const char *method;
        const char *expected;
    } cases[] = {
        {"\u00df", "upper", "'SS'"},
        {"\u0391\u03a3", "lower", "'\u03b1\u03c2'"},
        {"\u0391\u03a3\u0391", "lower", "'\u03b1\u03c3\u03b1'"},
        {"they're", "title", "\"They'Re\""},
        {"\u01c6x", "capitalize", "'\u01c5x'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value text = str_from_cstr(vm, cases[i].text);
        assert_repr(vm, call_with(vm, text, cases[i].method, VALUE_NULL), cases[i].expected);
        value_release(vm, text);
    }
}

static void str_codecs_say_what_is_wrong_and_where(void **state) {
    Vm *vm = *state;
    Value text = str_from_cstr(vm, "caf\u00e9");
    assert_true(value_is_null(str_encode(vm, text, "ascii", "strict")));
    assert_raised(vm, EXC_UNICODE_ENCODE_ERROR,
                  "'ascii' codec can't encode character '\\xe9' in position 3: ordinal not in "
                  "range(128)");
    assert_repr(vm, str_encode(vm, text, "UTF8", "strict"), "b'caf\\xc3\\xa9'");
    assert_repr(vm, str_encode(vm, text, "ascii", "replace"), "b'caf?'");
    value_release(vm, text);
    assert_true(
        value_is_null(bytes_decode(vm, (const uint8_t *)"a\xe2\x82", 3, "utf-8", "strict")));
    assert_raised(vm, EXC_UNICODE_DECODE_ERROR,
                  "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data");
}

static void str_repeated_beyond_the_budget_stops_the_run(void **state) {
    (void)state;
    VmHooks hooks = {0};
    Vm *vm = vm_new(&hooks, UINT64_C(16) << 20);
    Value text = str_from_cstr(vm, "0123456789");
    Value result = value_binary(vm, BINARY_MULTIPLY, text, value_from_small_int(100000000));
    assert_true(value_is_null(result));
    assert_int_equal(vm->stop, STOP_LIMIT);
    value_release(vm, text);
    vm_free(vm);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_is_as_narrow_as_its_code_points_allow),
        cmocka_unit_test(str_substring_becomes_narrow_again),
        cmocka_unit_test(str_interned_equals_are_one_object),
        cmocka_unit_test(str_interning_survives_growth_of_the_table),
        cmocka_unit_test(str_append_in_place_keeps_other_holders_text),
        cmocka_unit_test(str_find_counts_code_points_of_any_width),
        cmocka_unit_test(str_repr_escapes_what_cannot_be_printed),
        cmocka_unit_test(str_case_follows_context_and_grows),
        cmocka_unit_test(str_codecs_say_what_is_wrong_and_where),
        cmocka_unit_test(str_repeated_beyond_the_budget_stops_the_run),
    };
    return VM_TESTS(tests);
}
