#include "scene/lane_rows.h"

#include "scene/draw_list.h"
#include "unit/samples.h"
#include "unit/unit.h"

enum { EM = 20 * DRAW_UNIT };

static size_t count_of(const LaneRows *rows, LaneRowKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < rows->items.count; i++) {
        count += rows->items.items[i].kind == kind;
    }
    return count;
}

/* A comparison of a blocking run and a concurrent one of so many calls. */
static void setup_runs(SceneRun runs[2], size_t calls) {
    scene_run_init(&runs[0], "sequential.py", sample_sequential(3, sample_latency), NULL, false);
    scene_run_init(&runs[1], "concurrent.py", sample_concurrent(calls, sample_latency), NULL,
                   false);
}

static void release_runs(SceneRun runs[2]) {
    for (int i = 0; i < 2; i++) {
        Trace *trace = (Trace *)runs[i].trace;
        scene_run_release(&runs[i]);
        trace_free(trace);
    }
}

static void every_lane_has_a_row_while_they_fit(void **state) {
    (void)state;
    SceneRun runs[2];
    LaneRows rows = {0};
    View view = {.selected_run = -1};
    setup_runs(runs, 10);
    lane_rows_lay_out(&rows, runs, 2, &view, 40 * EM, EM);
    assert_int_equal(count_of(&rows, LANE_ROW_TITLE), 2);
    assert_int_equal(count_of(&rows, LANE_ROW_LANE), 1 + 12);
    assert_true(rows.height <= 40 * EM);
    for (size_t i = 1; i < rows.items.count; i++) {
        const LaneRow *before = &rows.items.items[i - 1];
        assert_true(rows.items.items[i].y >= before->y + before->h);
    }
    int32_t middle;
    assert_true(lane_rows_find(&rows, runs, 1, 2, &middle));
    assert_int_equal(middle, rows.items.items[5].y + rows.items.items[5].h / 2);
    assert_false(lane_rows_find(&rows, runs, 1, 99, &middle));
    lane_rows_release(&rows);
    release_runs(runs);
}

static void large_groups_share_a_row_where_lanes_do_not_fit(void **state) {
    (void)state;
    SceneRun runs[2];
    LaneRows rows = {0};
    View view = {.selected_run = -1};
    setup_runs(runs, 100);
    lane_rows_lay_out(&rows, runs, 2, &view, 40 * EM, EM);
    assert_int_equal(count_of(&rows, LANE_ROW_LANE), 3);
    assert_int_equal(count_of(&rows, LANE_ROW_STACK), 1);
    assert_true(rows.height <= 40 * EM);
    /* Lanes of a stack lie in their order. */
    int32_t first, second;
    assert_true(lane_rows_find(&rows, runs, 1, 2, &first));
    assert_true(lane_rows_find(&rows, runs, 1, 3, &second));
    assert_true(first < second);
    /* Thinner than pixels, they are counted. */
    lane_rows_lay_out(&rows, runs, 2, &view, 16 * EM, EM);
    assert_int_equal(count_of(&rows, LANE_ROW_CENSUS), 1);
    /* A selected lane comes out of its group. */
    view.selected_run = 1;
    view.selected_lane = 7;
    lane_rows_lay_out(&rows, runs, 2, &view, 16 * EM, EM);
    assert_int_equal(count_of(&rows, LANE_ROW_CENSUS), 1);
    assert_int_equal(count_of(&rows, LANE_ROW_LANE), 4);
    lane_rows_release(&rows);
    release_runs(runs);
}

static void a_folded_run_is_one_row(void **state) {
    (void)state;
    SceneRun runs[2];
    LaneRows rows = {0};
    View view = {.selected_run = -1, .folded = {false, true}};
    setup_runs(runs, 10);
    lane_rows_lay_out(&rows, runs, 2, &view, 40 * EM, EM);
    assert_int_equal(count_of(&rows, LANE_ROW_FOLDED), 1);
    assert_int_equal(count_of(&rows, LANE_ROW_LANE), 1);
    lane_rows_release(&rows);
    release_runs(runs);
}

static void a_run_without_a_trace_says_why(void **state) {
    (void)state;
    SceneRun run;
    LaneRows rows = {0};
    View view = {.selected_run = -1};
    scene_run_init(&run, "refused.py", NULL, "refused.py:2:5: error: …", false);
    lane_rows_lay_out(&rows, &run, 1, &view, 40 * EM, EM);
    assert_int_equal(rows.items.count, 2);
    assert_int_equal(rows.items.items[1].kind, LANE_ROW_MESSAGE);
    lane_rows_release(&rows);
    scene_run_release(&run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_has_a_row_while_they_fit),
        cmocka_unit_test(large_groups_share_a_row_where_lanes_do_not_fit),
        cmocka_unit_test(a_folded_run_is_one_row),
        cmocka_unit_test(a_run_without_a_trace_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
