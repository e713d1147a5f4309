/* Real runs in the window: their rows in the timelines, and the ledger. */
#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

/* Two runs, measured on two engines; the last could not be. */
static void measured(PanelFrame *panel, ViewTimes times[4]) {
    panel_frame_init(panel);
    panel_frame_add(panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(panel, sample_concurrent(3, sample_latency), "concurrent.py", NULL);
    const ViewTimes measured[4] = {
        {.run = 0,
         .engine = "our loop",
         .count = 10,
         .of = 10,
         .median_ns = 930 * MS,
         .min_ns = 910 * MS,
         .max_ns = 990 * MS,
         .has_ledger = true,
         .ledger = {.simulated_ns = 900 * MS,
                    .measured_ns = 935 * MS,
                    .causes_ns = {[LEDGER_CONNECTION] = 31 * MS,
                                  [LEDGER_OVERHEAD] = 5 * MS,
                                  [LEDGER_SERVER] = -1 * MS}}},
        {.run = 0,
         .engine = "python3",
         .count = 4,
         .of = 10,
         .median_ns = 1100 * MS,
         .min_ns = 1000 * MS,
         .max_ns = 1200 * MS},
        {.run = 1, .engine = "our loop", .of = 10},
        {.run = 1, .engine = "python3", .of = 10, .failure = "it needs httpx"},
    };
    memcpy(times, measured, sizeof measured);
    panel->view.measurement = (ViewMeasurement){.times = times, .count = 4};
    panel->view.to_ns = 1250 * MS;
}

static void measured_times_stand_below_the_simulated_run(void **state) {
    (void)state;
    PanelFrame panel;
    ViewTimes times[4];
    measured(&panel, times);
    panel_frame_at(&panel, 0); /* no play hides what was measured */
    expect_panel(&panel, panel_timelines, 1000, 460, "panel_timelines_measured.txt");
    assert_true(panel_says(&panel, "930.0 ms measured, ×1.03"));
    assert_true(panel_says(&panel, "python3  4 of 10"));
    assert_true(panel_says(&panel, "our loop  0 of 10"));
    assert_true(panel_says(&panel, "it needs httpx"));
    panel_frame_release(&panel);
}

static void the_ledger_names_the_causes_that_tell(void **state) {
    (void)state;
    PanelFrame panel;
    ViewTimes times[4];
    measured(&panel, times);
    expect_panel(&panel, panel_ledger, 600, 260, "panel_ledger.txt");
    assert_true(panel_says(&panel, "connection set-up"));
    assert_true(panel_says(&panel, "+31.0 ms"));
    assert_true(panel_says(&panel, "−1.0 ms"));
    assert_true(panel_says(&panel, "+35.0 ms"));
    assert_false(panel_says(&panel, "timers"));
    panel.view.measurement.count = 0;
    panel_frame_draw(&panel, panel_ledger, 600, 260);
    assert_true(panel_says(&panel, "Nothing that was measured can be compared yet."));
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_times_stand_below_the_simulated_run),
        cmocka_unit_test(the_ledger_names_the_causes_that_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
