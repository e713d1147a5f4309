#include "trace/duration.h"

#include "unit/unit.h"

static void expect_duration(int64_t ns, const char *expected) {
    Text text = {0};
    duration_append(&text, ns, false);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void duration_chooses_its_unit_by_magnitude(void **state) {
    (void)state;
    expect_duration(0, "0 ms");
    expect_duration(1, "1 ns");
    expect_duration(999, "999 ns");
    expect_duration(12500, "12.5 µs");
    expect_duration(101000000, "101.0 ms");
    expect_duration(3600000000, "3.600 s");
    expect_duration(-250000000, "−250.0 ms");
    expect_duration(INT64_MAX, "9223372036.855 s");
}

static void duration_rounds_halves_up_and_never_shows_a_thousand_of_a_unit(void **state) {
    (void)state;
    expect_duration(1049, "1.0 µs");
    expect_duration(1050, "1.1 µs");
    expect_duration(999949, "999.9 µs");
    expect_duration(999950, "1.0 ms");
    expect_duration(999949999, "999.9 ms");
    expect_duration(999950000, "1.000 s");
    expect_duration(1000500000, "1.001 s");
}

static void duration_writes_ascii_units(void **state) {
    (void)state;
    Text text = {0};
    duration_append(&text, 12500, true);
    assert_string_equal(text_cstr(&text), "12.5 us");
    text_release(&text);
}

static void expect_spoken(int64_t seconds, const char *expected) {
    Text text = {0};
    duration_append_spoken(&text, seconds * 1000000000);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void long_durations_are_written_as_they_are_spoken(void **state) {
    (void)state;
    expect_spoken(11, "11.000 s");
    expect_spoken(599, "599.000 s");
    expect_spoken(600, "10 min");
    expect_spoken(1510, "25 min 10 s");
    expect_spoken(3599, "59 min 59 s");
    expect_spoken(7 * 3600 + 29, "7 h");
    expect_spoken(7 * 3600 + 1800, "7 h 30 min");
    expect_spoken(86400 - 29, "24 h");
    expect_spoken(2 * 86400 + 3600, "2 d 1 h");
}

static void expect_moment(int64_t ns, const char *expected) {
    Text text = {0};
    duration_append_moment(&text, ns);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void moments_are_exact(void **state) {
    (void)state;
    expect_moment(0, "0.000 s");
    expect_moment(350000000, "0.350 s");
    expect_moment(350250000, "0.350250 s");
    expect_moment(1000000001, "1.000000001 s");
}

static void expect_ratio(int64_t numerator, int64_t denominator, int decimals,
                         const char *expected) {
    Text text = {0};
    duration_append_ratio(&text, numerator, denominator, decimals, false);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void ratios_round_to_the_nearest(void **state) {
    (void)state;
    expect_ratio(99, 10, 2, "9.90");
    expect_ratio(1, 3, 2, "0.33");
    expect_ratio(2, 3, 2, "0.67");
    expect_ratio(1, 8, 2, "0.13");
    expect_ratio(1, 0, 2, "–");
    expect_ratio(INT64_MAX, 1, 2, "9223372036854775807.00");
}

static void percents_and_counts_are_grouped_and_safe(void **state) {
    (void)state;
    Text text = {0};
    duration_append_percent(&text, 2, 3, false);
    duration_append_percent(&text, INT64_MAX, INT64_MAX, false);
    duration_append_percent(&text, 0, 0, true);
    text_append_char(&text, ' ');
    duration_append_count(&text, 1000000);
    text_append_char(&text, ' ');
    duration_append_count(&text, 12);
    assert_string_equal(text_cstr(&text), "66.7 %100.0 %- 1,000,000 12");
    text_release(&text);
    assert_int_equal(duration_add(INT64_MAX, 1), INT64_MAX);
    assert_int_equal(duration_add(2, 3), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duration_chooses_its_unit_by_magnitude),
        cmocka_unit_test(duration_rounds_halves_up_and_never_shows_a_thousand_of_a_unit),
        cmocka_unit_test(duration_writes_ascii_units),
        cmocka_unit_test(long_durations_are_written_as_they_are_spoken),
        cmocka_unit_test(moments_are_exact),
        cmocka_unit_test(ratios_round_to_the_nearest),
        cmocka_unit_test(percents_and_counts_are_grouped_and_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
