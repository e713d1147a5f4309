#include "base/nearest.h"

#include "unit/unit.h"

#include <string.h>

static const char *meant(const char *word) {
    static const char *const known[] = {
        "latency", "run", "report",
        "record",  "ms",  "explain",
        "race",    "at",  "a-name-that-is-far-too-long-to-be-typed"};
    Nearest nearest = nearest_to(word, strlen(word));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        nearest_try(&nearest, known[i]);
    }
    return nearest.best == NULL ? "" : nearest.best;
}

static void two_letters_may_be_wrong(void **state) {
    (void)state;
    assert_string_equal(meant("latncy"), "latency");
    assert_string_equal(meant("explian"), "explain");
    assert_string_equal(meant("runn"), "run");
    assert_string_equal(meant("run"), "run");
    assert_string_equal(meant("mz"), "ms");
    assert_string_equal(meant("reportt"), "report");
    assert_string_equal(meant("frobnicate"), "");
    assert_string_equal(meant("layency2000"), "");
}

static void a_word_is_not_replaced_whole(void **state) {
    (void)state;
    assert_string_equal(meant("xy"), "");
    assert_string_equal(meant("x"), "");
    assert_string_equal(meant(""), "");
    assert_string_equal(meant("a-name-that-is-far-too-long-to-be-typex"), "");
}

static void the_first_of_two_that_are_equally_near_stays(void **state) {
    (void)state;
    assert_string_equal(meant("repord"), "report");
    assert_string_equal(meant("racr"), "race");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_letters_may_be_wrong),
        cmocka_unit_test(a_word_is_not_replaced_whole),
        cmocka_unit_test(the_first_of_two_that_are_equally_near_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
