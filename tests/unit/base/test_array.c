#include "base/array.h"
#include "base/status.h"
#include "unit/unit.h"

#include <string.h>

static void array_keeps_what_was_pushed_while_it_grows(void **state) {
    (void)state;
    ARRAY_OF(size_t) squares = {0};
    for (size_t i = 0; i < 1000; i++) {
        ARRAY_PUSH(&squares, i * i);
    }
    assert_int_equal(squares.count, 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(squares.items[i], i * i);
    }
    ARRAY_RELEASE(&squares);
    assert_null(squares.items);
    assert_int_equal(squares.count, 0);
}

static void memory_of_size_nothing_can_be_had_and_freed(void **state) {
    (void)state;
    memory_free(memory_new(0));
    memory_free(memory_new_zeroed(0, 8));
    memory_free(memory_resize(NULL, 0, 8));
    memory_free(NULL);
}

static void error_text_is_cut_at_its_limit(void **state) {
    (void)state;
    char long_text[2 * ERROR_TEXT_MAX];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    Error error;
    assert_int_equal(error_set(&error, STATUS_USAGE, "%s", long_text), STATUS_USAGE);
    assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
    assert_int_equal(error_set(NULL, STATUS_LIMIT, "nobody reads this"), STATUS_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(array_keeps_what_was_pushed_while_it_grows),
        cmocka_unit_test(memory_of_size_nothing_can_be_had_and_freed),
        cmocka_unit_test(error_text_is_cut_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
