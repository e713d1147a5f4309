#include "scene/time_axis.h"

#include "scene/draw_list.h"
#include "unit/samples.h"
#include "unit/unit.h"

#define SECOND (1000 * MS)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static void expect_label(int64_t t_ns, int64_t step_ns, int64_t end_ns, const char *expected) {
    Text text = {0};
    time_axis_append_label(&text, t_ns, step_ns, end_ns, false);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void ticks_are_labelled_from_nanoseconds_to_days(void **state) {
    (void)state;
    expect_label(20, 5, 90, "20 ns");
    expect_label(1500, 500, 9000, "1.5 µs");
    expect_label(0, 50 * MS, 400 * MS, "0 ms");
    expect_label(350 * MS, 50 * MS, 400 * MS, "350 ms");
    expect_label(350 * MS, 50 * MS, 2 * SECOND, "0.35 s");
    expect_label(0, SECOND, 12 * SECOND, "0 s");
    expect_label(90 * SECOND, 30 * SECOND, 500 * SECOND, "90 s");
    expect_label(90 * MINUTE, 30 * MINUTE, 3 * HOUR, "1 h 30 min");
    expect_label(0, HOUR, 9 * HOUR, "0 min");
    expect_label(54 * HOUR, 6 * HOUR, 90 * HOUR, "2 d 6 h");
}

static void steps_are_numbers_that_people_count_in(void **state) {
    (void)state;
    assert_int_equal(time_axis_step(0), 1);
    assert_int_equal(time_axis_step(3), 5);
    assert_int_equal(time_axis_step(101 * MS), 200 * MS);
    assert_int_equal(time_axis_step(501 * MS), SECOND);
    assert_int_equal(time_axis_step(11 * SECOND), 15 * SECOND);
    assert_int_equal(time_axis_step(31 * SECOND), MINUTE);
    assert_int_equal(time_axis_step(16 * MINUTE), 30 * MINUTE);
    assert_int_equal(time_axis_step(13 * HOUR), 24 * HOUR);
    assert_int_equal(time_axis_step(49 * HOUR), 5 * 24 * HOUR);
    for (int64_t at_least = 1; at_least < INT64_MAX / 8; at_least = at_least * 7 / 2 + 1) {
        assert_true(time_axis_step(at_least) >= at_least);
    }
}

static void places_are_whole_pixels_within_the_axis(void **state) {
    (void)state;
    static const int64_t RANGES[] = {1, 7, 1000, SECOND, 77 * HOUR, INT64_MAX / 2};
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++) {
        int64_t from_ns = i % 2 == 0 ? 0 : 12345, to_ns = from_ns + RANGES[i];
        int32_t x = 100 * DRAW_UNIT, w = 1500 * DRAW_UNIT;
        TimeAxis axis = time_axis_make(from_ns, to_ns, x, w);
        assert_int_equal(time_axis_x(&axis, from_ns), x);
        assert_int_equal(time_axis_x(&axis, to_ns), x + w);
        int32_t before = x;
        for (int part = 0; part <= 1000; part++) {
            int64_t t_ns = from_ns + RANGES[i] / 1000 * part;
            int32_t here = time_axis_x(&axis, t_ns);
            __extension__ typedef __int128 Wide;
            Wide exact = (Wide)(t_ns - from_ns) * w / RANGES[i] + x;
            assert_true(here >= before && here % DRAW_UNIT == 0);
            assert_true(here - (int32_t)exact <= DRAW_UNIT && (int32_t)exact - here <= DRAW_UNIT);
            before = here;
        }
        assert_true(time_axis_x(&axis, from_ns - 1) < x);
        assert_true(time_axis_x(&axis, to_ns + 1) > x + w);
        assert_true(time_axis_span(&axis, w) == RANGES[i]);
        assert_true(time_axis_span(&axis, 1) >= 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_labelled_from_nanoseconds_to_days),
        cmocka_unit_test(steps_are_numbers_that_people_count_in),
        cmocka_unit_test(places_are_whole_pixels_within_the_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
