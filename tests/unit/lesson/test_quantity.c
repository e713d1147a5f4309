#include "lesson/quantity.h"

#include "unit/unit.h"

#include <string.h>

static Quantity of(const char *text) {
    Quantity quantity;
    if (quantity_read(&quantity, text, strlen(text)) != strlen(text)) {
        fail_msg("'%s' is no quantity", text);
    }
    return quantity;
}

static void units_say_what_a_number_is(void **state) {
    (void)state;
    static const struct {
        const char *text;
        QuantityUnit unit;
        int64_t numerator, denominator;
    } CASES[] = {
        {"3", QUANTITY_COUNT, 3, 1},
        {"1,500", QUANTITY_COUNT, 1500, 1},
        {"1.5", QUANTITY_COUNT, 3, 2},
        {"3s", QUANTITY_TIME, 3000000000, 1},
        {"3 s", QUANTITY_TIME, 3000000000, 1},
        {"3\xC2\xA0s", QUANTITY_TIME, 3000000000, 1},
        {"1.25 ms", QUANTITY_TIME, 1250000, 1},
        {"2 min", QUANTITY_TIME, 120000000000, 1},
        {"40 %", QUANTITY_RATIO, 2, 5},
        {"12x", QUANTITY_RATIO, 12, 1},
        {"12 ×", QUANTITY_RATIO, 12, 1},
        {"12 times", QUANTITY_RATIO, 12, 1},
        {"10/s", QUANTITY_RATIO, 10, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Quantity quantity = of(CASES[i].text);
        assert_int_equal(quantity.unit, CASES[i].unit);
        assert_int_equal(quantity.numerator, CASES[i].numerator);
        assert_int_equal(quantity.denominator, CASES[i].denominator);
    }
}

static void a_number_may_end_before_a_word(void **state) {
    (void)state;
    Quantity quantity;
    assert_int_equal(quantity_read(&quantity, "3 sleeps", 8), 1);
    assert_int_equal(quantity.unit, QUANTITY_COUNT);
    assert_int_equal(quantity_read(&quantity, "3, 4", 4), 1);
    assert_int_equal(quantity_read(&quantity, "2. Then", 7), 1);
    assert_int_equal(quantity_read(&quantity, "3rd", 3), 0);
    assert_int_equal(quantity_read(&quantity, "s", 1), 0);
    assert_int_equal(quantity_read(&quantity, "99999999999999999999", 20), 0);
}

static void sums_and_products_are_exact(void **state) {
    (void)state;
    Quantity result;
    assert_true(quantity_combine(&result, of("0.9"), '*', of("3s")));
    assert_true(quantity_equals(result, of("2.7s")));
    assert_true(quantity_combine(&result, of("3s"), '-', of("100ms")));
    assert_true(quantity_equals(result, of("2.9s")));
    assert_true(quantity_combine(&result, of("3s"), '/', of("2s")));
    assert_true(quantity_equals(result, of("1.5")));
    assert_false(quantity_combine(&result, of("3s"), '*', of("2s")));
    assert_false(quantity_combine(&result, of("3s"), '+', of("2")));
    assert_false(quantity_combine(&result, of("3"), '/', of("0")));
    assert_false(quantity_combine(&result, of("999999999999999"), '*', of("999999999999999")));
}

static void ratios_are_equal_when_they_round_to_what_is_written(void **state) {
    (void)state;
    Quantity third;
    assert_true(quantity_make(&third, 1, 3, QUANTITY_RATIO));
    assert_true(quantity_equals(third, of("33 %")));
    assert_true(quantity_equals(third, of("33.3 %")));
    assert_false(quantity_equals(third, of("34 %")));
    assert_false(quantity_equals(third, of("33.4 %")));
    assert_true(quantity_equals(third, of("0.33x")));
    assert_false(quantity_equals(of("1.0001s"), of("1s")));
    assert_false(quantity_is_comparable(of("1s"), of("1")));
    assert_true(quantity_is_comparable(of("1s"), of("0")));
}

static void near_is_a_share_of_what_is_right(void **state) {
    (void)state;
    assert_true(quantity_is_near(of("3.14s"), of("3s"), 50000));
    assert_false(quantity_is_near(of("3.16s"), of("3s"), 50000));
    assert_true(quantity_is_near(of("2.85s"), of("3s"), 50000));
    assert_false(quantity_is_near(of("0.1s"), of("0s"), 50000));
}

static void what_is_written_is_read_again(void **state) {
    (void)state;
    static const char *const CASES[] = {"3", "1.5", "40%", "12.25x", "1250 us"};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Text text = {0};
        quantity_write(&text, of(CASES[i]));
        assert_int_equal(quantity_compare(of(text_cstr(&text)), of(CASES[i])), 0);
        text_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_say_what_a_number_is),
        cmocka_unit_test(a_number_may_end_before_a_word),
        cmocka_unit_test(sums_and_products_are_exact),
        cmocka_unit_test(ratios_are_equal_when_they_round_to_what_is_written),
        cmocka_unit_test(near_is_a_share_of_what_is_right),
        cmocka_unit_test(what_is_written_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
