#include "sim/json_text.h"

#include "unit/unit.h"

#include <string.h>

static void json_text_writes_strings_as_pythons_dumps(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *json;
    } list[] = {
        {"", "\"\""},
        {"plain /~", "\"plain /~\""},
        {"a\"\\\n\r\t\b\f\x01\x7f", "\"a\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\""},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\\u00e9\\u20ac\\ud83d\\ude00\""},
        {"\xFF\xC3(\xED\xA0\x80", "\"\\ufffd\\ufffd(\\ufffd\\ufffd\\ufffd\""},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        Text text = {0};
        json_text_append_string(&text, list[i].bytes, strlen(list[i].bytes));
        assert_string_equal(text_cstr(&text), list[i].json);
        text_release(&text);
    }
}

static void json_text_writes_values_as_flask_indents_them(void **state) {
    (void)state;
    static const struct {
        const char *json, *shown;
    } list[] = {
        {"{\"b\": [], \"a\": {}, \"\\u00e9\": [1, true]}",
         "{\n    \"a\": {}, \n    \"b\": [], \n    \"\\u00e9\": [\n      1, \n      true\n    ]\n  "
         "}"},
        {"[null, false, -7, \"x\"]", "[\n    null, \n    false, \n    -7, \n    \"x\"\n  ]"},
        {"[0.1, 1.0, 2.5e-7, 1e15, 1e16, 123456789.125, 5e-324]",
         "[\n    0.1, \n    1.0, \n    2.5e-07, \n    1000000000000000.0, \n    1e+16, \n"
         "    123456789.125, \n    5e-324\n  ]"},
        {"\"alone\"", "\"alone\""},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        Text text = {0};
        json_t *value = json_loads(list[i].json, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        json_text_append_value(&text, value, 2);
        assert_string_equal(text_cstr(&text), list[i].shown);
        json_decref(value);
        text_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_text_writes_strings_as_pythons_dumps),
        cmocka_unit_test(json_text_writes_values_as_flask_indents_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
