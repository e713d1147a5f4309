#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void print(Trace *trace, int64_t t_ns, int fd, const char *text) {
    trace_add_print(trace, t_ns, 0, 1, fd, text, strlen(text));
}

static void add_printing_run(PanelFrame *panel) {
    Trace *trace = sample_begin("printing.py");
    print(trace, 1 * MS, 1, "one\ntw");
    print(trace, 2 * MS, 1, "o\n");
    print(trace, 3 * MS, 2, "Traceback:\n\tline\n");
    print(trace, 4 * MS, 1, "no newline");
    trace_finish(trace, 5 * MS, 0);
    panel_frame_add(panel, trace, "printing.py", NULL);
}

static void output_is_what_was_printed_until_now(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    add_printing_run(&panel);
    panel_frame_at(&panel, 1 * MS);
    panel_frame_draw(&panel, panel_output, 300, 160);
    assert_true(panel_says(&panel, "one"));
    assert_true(panel_says(&panel, "tw"));
    panel_frame_at(&panel, 4 * MS);
    expect_panel(&panel, panel_output, 300, 160, "panel_output.txt");
    panel_frame_release(&panel);
}

static void output_shows_the_last_lines_that_fit(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    add_printing_run(&panel);
    panel_frame_at(&panel, 3 * MS);
    panel_frame_draw(&panel, panel_output, 300, 20 + 21 + 2 * 20); /* room for two */
    assert_false(panel_says(&panel, "one"));
    assert_false(panel_says(&panel, "two"));
    assert_true(panel_says(&panel, "Traceback:"));
    assert_true(panel_says(&panel, "        line"));
    panel_frame_at(&panel, 2 * MS);
    panel_frame_draw(&panel, panel_output, 300, 20 + 21 + 20);
    assert_false(panel_says(&panel, "one"));
    assert_true(panel_says(&panel, "two"));
    panel_frame_release(&panel);
}

static void output_of_thousands_of_prints_is_cut_in_front(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    Trace *trace = sample_begin("dots.py");
    for (int i = 0; i < 10000; i++) {
        print(trace, 1 * MS, 1, ".");
    }
    print(trace, 1 * MS, 1, "\nend\n");
    trace_finish(trace, 5 * MS, 0);
    panel_frame_add(&panel, trace, "dots.py", NULL);
    panel_frame_at(&panel, 5 * MS);
    panel_frame_draw(&panel, panel_output, 300, 160);
    assert_true(panel_says(&panel, "end"));
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_is_what_was_printed_until_now),
        cmocka_unit_test(output_shows_the_last_lines_that_fit),
        cmocka_unit_test(output_of_thousands_of_prints_is_cut_in_front),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
