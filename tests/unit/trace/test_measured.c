#include "trace/measured.h"

#include "unit/unit.h"

#define COUNT_OF(samples) (sizeof(samples) / sizeof *(samples))

static void measured_of_known_values(void **state) {
    (void)state;
    /* Python's statistics: median 4.5, mean 5, stdev sqrt(32 / 7) = 2.1380899…, in thousands. */
    const int64_t samples[] = {2000, 4000, 4000, 4000, 5000, 5000, 7000, 9000};
    Measured m = measured_of(samples, COUNT_OF(samples));
    assert_int_equal(m.count, 8);
    assert_int_equal(m.min_ns, 2000);
    assert_int_equal(m.max_ns, 9000);
    assert_int_equal(m.median_ns, 4500);
    assert_int_equal(m.mean_ns, 5000);
    assert_int_equal(m.deviation_ns, 2138);
    assert_true(m.has_interval);
    assert_int_equal(m.low_ns, 2000);
    assert_int_equal(m.high_ns, 9000);
    assert_int_equal(m.middle, 1); /* the first of the nearest */
}

static void measured_of_one_and_of_none(void **state) {
    (void)state;
    const int64_t one[] = {812};
    Measured m = measured_of(one, 1);
    assert_int_equal(m.median_ns, 812);
    assert_int_equal(m.mean_ns, 812);
    assert_int_equal(m.deviation_ns, 0);
    assert_false(m.has_interval);
    assert_int_equal(m.outliers, 0);
    assert_int_equal(measured_of(NULL, 0).count, 0);
}

static void measured_of_an_even_number_has_the_mean_of_the_middle_two(void **state) {
    (void)state;
    const int64_t samples[] = {40, 10, 21, 30};
    Measured m = measured_of(samples, COUNT_OF(samples));
    assert_int_equal(m.median_ns, 25);
    assert_int_equal(m.mean_ns, 25); /* 25.25 */
    assert_int_equal(m.middle, 2);
}

static void measured_of_hours_does_not_overflow(void **state) {
    (void)state;
    int64_t samples[MEASURED_RUNS_MAX];
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        samples[i] = (INT64_C(1) << 42) - (i % 2 == 0 ? 1000000 : 0);
    }
    Measured m = measured_of(samples, COUNT_OF(samples));
    assert_int_equal(m.mean_ns, (INT64_C(1) << 42) - 500000);
    /* sqrt(1000 · 500000² / 999) */
    assert_int_equal(m.deviation_ns, 500250);
}

/* Conover, Practical Nonparametric Statistics, and Python: sum of C(n, i) for i < k, over 2^n. */
static void measured_interval_has_the_ranks_of_the_sign_test(void **state) {
    (void)state;
    static const struct {
        size_t runs, rank;
    } KNOWN[] = {{1, 0},  {5, 0},  {6, 1},  {8, 1},   {9, 2},   {10, 2},   {11, 2},  {12, 3},
                 {15, 4}, {20, 6}, {25, 8}, {30, 10}, {50, 18}, {100, 40}, {71, 27}, {1000, 469}};
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        assert_int_equal(measured_interval_rank(KNOWN[i].runs), KNOWN[i].rank);
    }
}

static void measured_tells_outliers_by_the_modified_z_score(void **state) {
    (void)state;
    /* Median 104, MAD 2: the limit is 29.652 away. */
    const int64_t inside[] = {100, 102, 104, 106, 133};
    assert_int_equal(measured_of(inside, COUNT_OF(inside)).outliers, 0);
    const int64_t outside[] = {100, 102, 104, 106, 134};
    Measured m = measured_of(outside, COUNT_OF(outside));
    assert_int_equal(m.outliers, 1);
    assert_false(m.slow_start);
    const int64_t equal[] = {100, 100, 100, 101};
    assert_int_equal(measured_of(equal, COUNT_OF(equal)).outliers, 1);
}

static void measured_tells_a_slow_first_run_from_other_outliers(void **state) {
    (void)state;
    const int64_t cold[] = {300, 100, 102, 104, 106};
    assert_true(measured_of(cold, COUNT_OF(cold)).slow_start);
    const int64_t fast[] = {10, 100, 102, 104, 106};
    Measured m = measured_of(fast, COUNT_OF(fast));
    assert_int_equal(m.outliers, 1);
    assert_false(m.slow_start);
}

static void measured_differ_when_their_intervals_do_not_overlap(void **state) {
    (void)state;
    const int64_t some[] = {10, 11, 12, 13, 14, 15}, more[] = {16, 17, 18, 19, 20, 21},
                  near[] = {15, 16, 17, 18, 19, 20}, few[] = {90, 91, 92};
    Measured a = measured_of(some, 6), b = measured_of(more, 6), c = measured_of(near, 6),
             d = measured_of(few, 3);
    assert_true(measured_differ(&a, &b));
    assert_true(measured_differ(&b, &a));
    assert_false(measured_differ(&a, &c));
    assert_false(measured_differ(&a, &d));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_of_known_values),
        cmocka_unit_test(measured_of_one_and_of_none),
        cmocka_unit_test(measured_of_an_even_number_has_the_mean_of_the_middle_two),
        cmocka_unit_test(measured_of_hours_does_not_overflow),
        cmocka_unit_test(measured_interval_has_the_ranks_of_the_sign_test),
        cmocka_unit_test(measured_tells_outliers_by_the_modified_z_score),
        cmocka_unit_test(measured_tells_a_slow_first_run_from_other_outliers),
        cmocka_unit_test(measured_differ_when_their_intervals_do_not_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
