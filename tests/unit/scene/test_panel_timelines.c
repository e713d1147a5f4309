#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

/* Sequential and concurrent calls, seen from beginning to end. */
static void compare(PanelFrame *panel, size_t sequential, size_t concurrent) {
    panel_frame_init(panel);
    panel_frame_add(panel, sample_sequential(sequential, sample_latency), "sequential.py", NULL);
    panel_frame_add(panel, sample_concurrent(concurrent, sample_latency), "concurrent.py", NULL);
    panel->view.to_ns = moment_end_ns(panel->runs, panel->run_count);
}

static void blocked(PanelFrame *panel) {
    panel_frame_init(panel);
    panel_frame_add(panel, sample_blocking(), "blocking.py", NULL);
    panel->view.to_ns = 1500 * MS;
}

static void timelines_show_the_future_only_faintly(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel, 3, 3);
    panel_frame_at(&panel, 200 * MS);
    expect_panel(&panel, panel_timelines, 900, 420, "panel_timelines.txt");
    assert_false(
        panel_says(&panel, "3 waits, all at once: it takes the longest of them, 480.0 ms"));
    panel_frame_release(&panel);
}

static void timelines_say_at_the_end_what_was_saved(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel, 3, 3);
    panel_frame_at(&panel, INT64_MAX);
    expect_panel(&panel, panel_timelines, 1400, 420, "panel_timelines_end.txt");
    assert_true(
        panel_says(&panel, "3 waits, one after another: it takes the sum of them, 900.0 ms"));
    assert_true(panel_says(&panel, "3 waits, all at once: it takes the longest of them, 480.0 ms"));
    assert_true(panel_says(&panel, "saved 420.0 ms  ·  ×1.88"));
    panel_frame_draw(&panel, panel_timelines, 800, 420); /* where there is less room */
    assert_true(panel_says(&panel, "×1.88"));
    panel_frame_release(&panel);
}

static void timelines_show_a_blocked_loop_over_all_lanes(void **state) {
    (void)state;
    PanelFrame panel;
    blocked(&panel);
    panel_frame_at(&panel, INT64_MAX);
    expect_panel(&panel, panel_timelines, 900, 360, "panel_timelines_blocked.txt");
    assert_true(panel_says(&panel, "LOOP BLOCKED  1.000 s"));
    assert_true(panel_says(&panel, "ValueError: no"));
    assert_true(panel_says(&panel, "cancelled"));
    panel.view.to_ns = 60000 * MS; /* narrow, it still has its word */
    panel_frame_draw(&panel, panel_timelines, 900, 360);
    assert_true(panel_says(&panel, "LOOP BLOCKED"));
    panel_frame_release(&panel);
}

static void timelines_show_the_critical_path_bookmarks_and_a_range(void **state) {
    (void)state;
    PanelFrame panel;
    blocked(&panel);
    int64_t bookmark = 200 * MS;
    panel.view.bookmarks = &bookmark;
    panel.view.bookmark_count = 1;
    panel.view.show_path = true;
    panel.view.range_from_ns = 100 * MS;
    panel.view.range_to_ns = 1300 * MS;
    panel_frame_at(&panel, INT64_MAX);
    expect_panel(&panel, panel_timelines, 900, 360, "panel_timelines_marks.txt");
    assert_true(panel_says(&panel, "1.200 s  from 0.100 s to 1.300 s"));
    assert_true(panel_says(
        &panel,
        "blocking.py: 2 waits begun, 3 ended, 1.600 s waited  ·  busy 0.0 %  ·  idle 100.0 %"));
    panel_frame_release(&panel);
}

static void timelines_fold_what_does_not_fit(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel, 3, 300);
    panel_frame_at(&panel, 250 * MS);
    expect_panel(&panel, panel_timelines, 700, 380, "panel_timelines_census.txt");
    assert_true(panel_says(&panel, "300 × fetch"));
    assert_true(panel_says(&panel, "180 waiting for reply"));
    assert_true(panel_says(&panel, "120 done"));
    panel_frame_release(&panel);

    compare(&panel, 3, 30);
    panel_frame_at(&panel, 250 * MS);
    panel_frame_draw(&panel, panel_timelines, 700, 380);
    assert_true(panel_says(&panel, "30 × fetch"));
    panel.view.folded[1] = true;
    expect_panel(&panel, panel_timelines, 700, 380, "panel_timelines_folded.txt");
    panel_frame_release(&panel);
}

static void timelines_light_the_cause_of_a_gap(void **state) {
    (void)state;
    enum { POLITE = 3 };
    PanelFrame panel;
    blocked(&panel);
    panel.view.selected_run = 0;
    panel.view.selected_lane = POLITE;
    panel.view.selected_span = VIEW_NO_SPAN;
    panel.view.show_details = true;
    panel_frame_at(&panel, 800 * MS);
    expect_panel(&panel, panel_timelines, 900, 360, "panel_timelines_cause.txt");
    panel_frame_release(&panel);
}

static void timelines_tell_of_a_program_that_was_refused(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    scene_run_init(&panel.runs[panel.run_count++], "refused.py", NULL,
                   "refused.py:2:5: error: open() is not in the subset", false);
    panel.view.to_ns = 1;
    expect_panel(&panel, panel_timelines, 700, 300, "panel_timelines_refused.txt");
    panel_frame_release(&panel);
}

static const SceneHit *find_hit(const PanelFrame *panel, SceneHitKind kind, uint32_t lane) {
    for (size_t i = 0; i < panel->scene.hits.count; i++) {
        const SceneHit *hit = &panel->scene.hits.items[i];
        if (hit->kind == kind && hit->lane == lane) {
            return hit;
        }
    }
    fail_msg("no such hit");
    return NULL;
}

static void clicks_mean_spans_times_and_runs(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel, 3, 3);
    panel_frame_at(&panel, 200 * MS);
    panel_frame_draw(&panel, panel_timelines, 900, 420);
    const Spans *spans = &panel.runs[1].spans;
    DrawRect row = find_hit(&panel, SCENE_HIT_SPAN, 3)->rect;
    SceneHit hit;
    /* fetch(2) waits from the beginning until 120 ms, then it is over; the axis ends at 900 ms. */
    assert_true(scene_hit(&panel.scene, panel.runs, row.x + row.w / 10, row.y + row.h / 2, &hit));
    assert_int_equal(hit.kind, SCENE_HIT_SPAN);
    assert_int_equal(hit.run, 1);
    assert_int_equal(hit.lane, 3);
    assert_int_equal(spans->items[hit.index].state, SPAN_NETWORK);
    assert_true(scene_hit(&panel.scene, panel.runs, row.x + row.w / 2, row.y + row.h / 2, &hit));
    assert_true(hit.index == VIEW_NO_SPAN);
    DrawRect axis = find_hit(&panel, SCENE_HIT_AXIS, 0)->rect;
    assert_true(scene_hit(&panel.scene, panel.runs, axis.x + axis.w / 2, axis.y + 1, &hit));
    assert_int_equal(hit.kind, SCENE_HIT_AXIS);
    int64_t t_ns = scene_hit_time(&hit, axis.x + axis.w / 2);
    assert_true(t_ns >= 449 * MS && t_ns <= 451 * MS);
    assert_false(scene_hit(&panel.scene, panel.runs, -1, -1, &hit));
    panel_frame_release(&panel);
}

static void rows_that_are_scrolled_away_are_not_clicked(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    panel.view.to_ns = 1500 * MS;
    panel_frame_draw(&panel, panel_timelines, 700, 160);
    assert_true(panel.scene.scroll_max > 0);
    panel.view.scroll = 100000; /* as far as it goes */
    panel_frame_draw(&panel, panel_timelines, 700, 160);
    DrawRect axis = find_hit(&panel, SCENE_HIT_AXIS, 0)->rect;
    for (size_t i = 0; i < panel.scene.hits.count; i++) {
        const SceneHit *hit = &panel.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_SPAN || hit->kind == SCENE_HIT_LANE) {
            assert_true(hit->rect.y >= axis.y + axis.h);
            assert_true(hit->rect.y + hit->rect.h <= PX(160));
        }
    }
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timelines_show_the_future_only_faintly),
        cmocka_unit_test(timelines_say_at_the_end_what_was_saved),
        cmocka_unit_test(timelines_show_a_blocked_loop_over_all_lanes),
        cmocka_unit_test(timelines_show_the_critical_path_bookmarks_and_a_range),
        cmocka_unit_test(timelines_fold_what_does_not_fit),
        cmocka_unit_test(timelines_light_the_cause_of_a_gap),
        cmocka_unit_test(timelines_tell_of_a_program_that_was_refused),
        cmocka_unit_test(clicks_mean_spans_times_and_runs),
        cmocka_unit_test(rows_that_are_scrolled_away_are_not_clicked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
