#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void compare(PanelFrame *panel) {
    panel_frame_init(panel);
    panel_frame_add(panel, sample_sequential(10, sample_latency), "sequential.py", NULL);
    panel_frame_add(panel, sample_concurrent(10, sample_latency), "concurrent.py", NULL);
    panel->view.to_ns = moment_end_ns(panel->runs, panel->run_count);
    panel->view.speed = "×1";
}

static void titles_grow_with_time_and_give_nothing_away(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel);
    panel_frame_at(&panel, 200 * MS);
    expect_panel(&panel, panel_titles, 1200, 90, "panel_titles.txt");
    assert_true(panel_says(&panel, "0.200 s"));
    assert_true(panel_says(&panel, "1.760 s")); /* 7 calls of 200 ms, and 90, 120, 150 ms */
    assert_false(panel_says(&panel, "×4.95"));
    panel_frame_release(&panel);
}

static void titles_say_at_the_end_what_was_saved(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel);
    panel_frame_at(&panel, INT64_MAX);
    expect_panel(&panel, panel_titles, 1200, 90, "panel_titles_end.txt");
    assert_true(panel_says(&panel, "2.370 s"));
    assert_true(panel_says(&panel, "×4.95"));
    panel_frame_release(&panel);
}

static void titles_leave_out_what_matters_least(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel);
    panel_frame_at(&panel, INT64_MAX);
    panel_frame_draw(&panel, panel_titles, 850, 90);
    assert_false(panel_says(&panel, "in flight"));
    assert_true(panel_says(&panel, "sum of waits"));
    assert_true(panel_says(&panel, "speedup"));
    panel_frame_draw(&panel, panel_titles, 500, 50); /* one row: that of the last program */
    assert_true(panel_says(&panel, "600.0 ms"));
    panel_frame_release(&panel);
}

static void the_clock_has_as_many_digits_as_can_be_told_apart(void **state) {
    (void)state;
    PanelFrame panel;
    compare(&panel);
    panel.view.moment.t_ns = 123456789;
    panel_frame_draw(&panel, panel_titles, 1200, 90);
    assert_true(panel_says(&panel, "0.123 s"));
    panel.view.to_ns = 1000;
    panel_frame_draw(&panel, panel_titles, 1200, 90);
    assert_true(panel_says(&panel, "0.123456789 s"));
    panel.view.moment.t_ns = 2 * 3600 * 1000 * MS + 61000 * MS;
    panel_frame_draw(&panel, panel_titles, 1200, 90);
    assert_true(panel_says(&panel, "2:01:01"));
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_grow_with_time_and_give_nothing_away),
        cmocka_unit_test(titles_say_at_the_end_what_was_saved),
        cmocka_unit_test(titles_leave_out_what_matters_least),
        cmocka_unit_test(the_clock_has_as_many_digits_as_can_be_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
