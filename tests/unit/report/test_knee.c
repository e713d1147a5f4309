#include "report/knee.h"
#include "unit/unit.h"

enum { N = 11 };

static int64_t knee_of(const int32_t ys[N]) {
    KneePoint points[N];
    for (int i = 0; i < N; i++) {
        points[i] = (KneePoint){100 * i, ys[i]};
    }
    return knee_find(points, N);
}

static void a_fall_that_ends_has_its_knee_where_it_ends(void **state) {
    (void)state;
    assert_int_equal(knee_of((const int32_t[N]){900, 600, 300, 0, 0, 0, 0, 0, 0, 0, 0}), 3);
    assert_int_equal(
        knee_of((const int32_t[N]){1000, 500, 333, 250, 200, 167, 143, 125, 111, 100, 91}), 2);
}

static void a_rise_that_begins_has_its_knee_where_it_begins(void **state) {
    (void)state;
    assert_int_equal(knee_of((const int32_t[N]){0, 0, 0, 0, 0, 0, 10, 200, 400, 600, 800}), 6);
}

static void straight_lines_and_those_that_bend_down_have_none(void **state) {
    (void)state;
    assert_int_equal(knee_of((const int32_t[N]){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), -1);
    assert_int_equal(knee_of((const int32_t[N]){10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}), -1);
    assert_int_equal(knee_of((const int32_t[N]){5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}), -1);
    assert_int_equal(knee_of((const int32_t[N]){0, 5, 8, 9, 10, 10, 10, 10, 10, 10, 10}), -1);
    /* Less than points are apart: no knee, by the paper's threshold. */
    assert_int_equal(
        knee_of((const int32_t[N]){1000, 890, 780, 670, 560, 450, 355, 265, 175, 85, 0}), -1);
}

static void two_points_have_none(void **state) {
    (void)state;
    const KneePoint points[] = {{0, 9}, {1, 0}};
    assert_int_equal(knee_find(points, 2), -1);
    assert_int_equal(knee_find(points, 0), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fall_that_ends_has_its_knee_where_it_ends),
        cmocka_unit_test(a_rise_that_begins_has_its_knee_where_it_begins),
        cmocka_unit_test(straight_lines_and_those_that_bend_down_have_none),
        cmocka_unit_test(two_points_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
