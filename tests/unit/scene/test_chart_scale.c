#include "scene/chart_scale.h"

#include "base/text.h"
#include "unit/unit.h"

#include <math.h>

static void logarithms_are_right_to_the_last_bit_but_one(void **state) {
    (void)state;
    for (uint64_t value = 1; value < UINT64_MAX / 3; value = value * 3 / 2 + 1) {
        double expected = log2((double)value) * (1 << 20);
        double found = (double)chart_scale_log2(value);
        if (fabs(found - expected) > 2) {
            fail_msg("log2(%llu) is %f, not %f", (unsigned long long)value, found, expected);
        }
    }
}

static void numbers_lie_where_they_should(void **state) {
    (void)state;
    ChartScale even = {.from = 10, .to = 30};
    assert_int_equal(chart_scale_at(&even, 10), 0);
    assert_int_equal(chart_scale_at(&even, 20), CHART_SCALE_ONE / 2);
    assert_int_equal(chart_scale_at(&even, 30), CHART_SCALE_ONE);
    ChartScale log = {.from = 1, .to = 10000, .is_log = true};
    assert_int_equal(chart_scale_at(&log, 1), 0);
    assert_int_equal(chart_scale_at(&log, 100), CHART_SCALE_ONE / 2);
    assert_int_equal(chart_scale_at(&log, 10000), CHART_SCALE_ONE);
    assert_true(chart_scale_at(&log, 0) < 0);
}

static void the_values_say_whether_a_scale_is_logarithmic(void **state) {
    (void)state;
    static const int64_t DOUBLING[] = {1, 2, 4, 8, 16, 32}, ROUND[] = {1, 2, 5, 10, 20, 50, 100},
                         EVEN[] = {10, 20, 30, 40, 50}, TWO[] = {1, 1000}, ZERO[] = {0, 1, 100};
    assert_true(chart_scale_suits_log(DOUBLING, 6));
    assert_true(chart_scale_suits_log(ROUND, 7));
    assert_false(chart_scale_suits_log(EVEN, 5));
    assert_false(chart_scale_suits_log(TWO, 2));
    assert_false(chart_scale_suits_log(ZERO, 3));
}

static void expect_ticks(int64_t from, int64_t to, bool is_log, size_t most, const char *expected) {
    ChartScale scale = {.from = from, .to = to, .is_log = is_log};
    int64_t ticks[CHART_SCALE_TICKS_MAX];
    size_t count = chart_scale_ticks(&scale, most, ticks);
    Text text = {0};
    for (size_t i = 0; i < count; i++) {
        text_printf(&text, "%lld ", (long long)ticks[i]);
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void ticks_are_round_numbers(void **state) {
    (void)state;
    expect_ticks(0, 100, false, 8, "0 20 40 60 80 100 ");
    expect_ticks(-7, 8, false, 4, "-5 0 5 ");
    expect_ticks(1, 1000, true, 14, "1 2 5 10 20 50 100 200 500 1000 ");
    expect_ticks(1, 1000000, true, 8, "1 10 100 1000 10000 100000 1000000 ");
    expect_ticks(3, 30, true, 8, "5 10 20 ");
    expect_ticks(6, 9, true, 8, "6 7 8 9 ");
    expect_ticks(0, INT64_MAX, false, 2, "0 5000000000000000000 ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithms_are_right_to_the_last_bit_but_one),
        cmocka_unit_test(numbers_lie_where_they_should),
        cmocka_unit_test(the_values_say_whether_a_scale_is_logarithmic),
        cmocka_unit_test(ticks_are_round_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
