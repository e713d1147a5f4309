#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void code_lights_the_running_line_and_marks_waiting_tasks(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    while (panel_frame_step(&panel) && panel.view.moment.t_ns < 200 * MS) {
    }
    expect_panel(&panel, panel_code, 600, 420, "panel_code_blocking.txt");
    panel_frame_release(&panel);
}

static void code_counts_tasks_that_wait_at_one_line(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(10, sample_latency), "gathered.py", NULL);
    panel_frame_at(&panel, 100 * MS);
    panel_frame_draw(&panel, panel_code, 600, 420);
    assert_true(panel_says(&panel, "9 tasks"));
    assert_true(panel_says(&panel, "main()"));
    panel_frame_at(&panel, 500 * MS);
    panel_frame_draw(&panel, panel_code, 600, 420);
    assert_true(panel_says(&panel, "fetch(6)"));
    panel_frame_release(&panel);
}

static void code_of_two_programs_stands_one_under_the_other(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel_frame_at(&panel, 100 * MS);
    expect_panel(&panel, panel_code, 400, 480, "panel_code_two.txt");
    panel_frame_release(&panel);
}

static void code_of_many_programs_has_tabs(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel.view.code_run = 1;
    panel_frame_at(&panel, 100 * MS);
    expect_panel(&panel, panel_code, 400, 200, "panel_code_tabs.txt");
    panel_frame_release(&panel);
}

static void code_that_is_wrong_says_so_below_its_text(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_sequential(3, sample_latency), "sequential.py",
                    "sequential.py:5:3: error: await outside of async def\n  await x\n  ^");
    panel.runs[0].message_line = 5;
    panel_frame_at(&panel, 0);
    expect_panel(&panel, panel_code, 600, 300, "panel_code_wrong.txt");
    panel_frame_release(&panel);
}

/* The first line that shows, told by the hits. */
static int top_line(PanelFrame *panel) {
    panel_frame_draw(panel, panel_code, 400, 160);
    for (size_t i = 0; i < panel->scene.hits.count; i++) {
        if (panel->scene.hits.items[i].kind == SCENE_HIT_CODE) {
            return (int)panel->scene.hits.items[i].index;
        }
    }
    fail_msg("no line shows");
    return 0;
}

static void code_follows_the_running_line_or_is_scrolled_by_hand(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel_frame_draw(&panel, panel_code, 400, 160);
    size_t rows = 0;
    for (size_t i = 0; i < panel.scene.hits.count; i++) {
        rows += panel.scene.hits.items[i].kind == SCENE_HIT_CODE;
    }
    assert_in_range(rows, 4, 10);
    while (panel_frame_step(&panel)) {
        int top = top_line(&panel),
            line = trace_at(panel.traces[0], panel.view.moment.past[0] - 1)->line;
        assert_true(line == 0 || (line >= top && line < top + (int)rows));
    }
    panel.view.code_top = 3;
    assert_int_equal(top_line(&panel), 3);
    panel.view.code_top = 1000;
    assert_int_equal(top_line(&panel), 14 - (int)rows + 1);
    panel_frame_release(&panel);
}

static void code_fits_into_any_rectangle(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(10, sample_latency), "gathered.py",
                    "something\nelse");
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    panel_frame_at(&panel, 100 * MS);
    for (int width = 1; width < 700; width += 37) {
        for (int height = 1; height < 500; height += 23) {
            panel_frame_draw(&panel, panel_code, width, height);
        }
    }
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_lights_the_running_line_and_marks_waiting_tasks),
        cmocka_unit_test(code_counts_tasks_that_wait_at_one_line),
        cmocka_unit_test(code_of_two_programs_stands_one_under_the_other),
        cmocka_unit_test(code_of_many_programs_has_tabs),
        cmocka_unit_test(code_that_is_wrong_says_so_below_its_text),
        cmocka_unit_test(code_follows_the_running_line_or_is_scrolled_by_hand),
        cmocka_unit_test(code_fits_into_any_rectangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
