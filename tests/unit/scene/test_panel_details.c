#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void select_lane(PanelFrame *panel, uint32_t lane, int64_t t_ns) {
    panel->view.selected_run = 0;
    panel->view.selected_lane = lane;
    panel->view.selected_span = VIEW_NO_SPAN;
    panel->view.show_details = true;
    panel_frame_at(panel, t_ns);
}

static void expect_says(PanelFrame *panel, const char *text) {
    panel_frame_draw(panel, panel_details, 1400, 300);
    if (!panel_says(panel, text)) {
        Text found = {0};
        draw_list_describe(&panel->scene.list, &found);
        fail_msg("nobody says \"%s\" in\n%s", text, text_cstr(&found));
    }
}

enum { MAIN = 1, RUDE, POLITE, IDLER, FAILING };

static void details_say_why_a_lane_is_idle(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    /* Ready, while another task blocks the loop. */
    select_lane(&panel, POLITE, 800 * MS);
    expect_panel(&panel, panel_details, 700, 260, "panel_details_ready.txt");
    expect_says(&panel, "Why is polite() idle?");
    expect_says(&panel, "polite() is ready for 700.0 ms, but the loop is busy with rude().");
    expect_says(&panel,
                "rude() blocks the loop: it sleeps, line 4. For 1.000 s nothing else can run.");
    /* A timer. */
    select_lane(&panel, POLITE, 100 * MS);
    expect_says(&panel, "polite() sleeps, line 7: its timer is due after 500.0 ms.");
    /* Others of the program; who came last, and what that one did. */
    select_lane(&panel, MAIN, 300 * MS);
    expect_says(&panel, "main() waits for several tasks, line 11: polite() was the last to end, "
                        "after 1.500 s.");
    expect_says(&panel, "polite() sleeps, line 7: its timer is due after 300.0 ms.");
    select_lane(&panel, IDLER, 300 * MS);
    expect_says(&panel, "idler waits for a lock, line 8: it was asked to stop, after 1.200 s.");
    /* The loop itself. */
    select_lane(&panel, TRACE_MAIN, 50 * MS);
    expect_says(&panel, "event loop has nothing ready for 100.0 ms: everybody waits; failing() is "
                        "the first to go on.");
    select_lane(&panel, TRACE_MAIN, 600 * MS);
    expect_says(&panel,
                "rude() blocks the loop: it sleeps, line 4. For 1.000 s nothing else can run.");
    panel_frame_release(&panel);
}

static void details_tell_what_became_of_a_lane(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    select_lane(&panel, FAILING, 800 * MS);
    expect_says(&panel, "failing() has failed: ValueError: no.");
    select_lane(&panel, IDLER, 1400 * MS);
    expect_says(&panel, "idler was cancelled at 1.200 s.");
    select_lane(&panel, RUDE, 1400 * MS);
    expect_says(&panel, "rude() is over since 1.200 s.");
    panel_frame_release(&panel);
}

static void phase(Trace *trace, int64_t t_ns, TracePhase phase) {
    trace_add(trace, t_ns, TRACE_PHASE, (TraceReason)phase, 0, TRACE_NOBODY, 5, 1);
}

static void details_show_a_request_and_its_phases(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    Trace *trace = sample_begin("phases.py");
    int64_t request = trace_add_request(trace, 0, 0, 5, "GET https://api.example.com/1");
    phase(trace, 0, TRACE_PHASE_CONNECT);
    sample_add(trace, 0, TRACE_BLOCK, TRACE_FOR_REQUEST, 0, TRACE_NOBODY, 5, request);
    phase(trace, 100 * MS, TRACE_PHASE_TLS);
    phase(trace, 200 * MS, TRACE_PHASE_SERVICE);
    sample_add(trace, 500 * MS, TRACE_RESPONSE, TRACE_FOR_NONE, 0, 200, 5, request);
    sample_add(trace, 500 * MS, TRACE_UNBLOCK, TRACE_FOR_REQUEST, 0, TRACE_NOBODY, 5, request);
    trace_finish(trace, 500 * MS, 0);
    panel_frame_add(&panel, trace, "phases.py", NULL);
    select_lane(&panel, TRACE_MAIN, 300 * MS);
    expect_panel(&panel, panel_details, 700, 260, "panel_details_phases.txt");
    expect_says(&panel, "main thread waits for a reply, line 5: GET https://api.example.com/1 is "
                        "answered with 200 after 500.0 ms.");
    expect_says(&panel, "service 300.0 ms");
    expect_says(&panel, "from 0.000 s to 0.500 s  ·  no slack: it is on the critical path");
    panel_frame_release(&panel);
}

static void details_know_a_deadlock(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    Trace *trace = sample_begin("deadlock.py");
    uint32_t main = sample_main_task(trace);
    sample_add(trace, 5 * MS, TRACE_SUSPEND, TRACE_FOR_LOCK, main, TRACE_NOBODY, 11, 1);
    sample_add(trace, 5 * MS, TRACE_STUCK, TRACE_FOR_LOCK, main, TRACE_NOBODY, 11, 1);
    trace_finish(trace, 5 * MS, 121);
    panel_frame_add(&panel, trace, "deadlock.py", NULL);
    select_lane(&panel, main, 5 * MS);
    expect_says(&panel, "main() waits for a lock at line 11, and nothing will ever bring it: a "
                        "deadlock.");
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(details_say_why_a_lane_is_idle),
        cmocka_unit_test(details_tell_what_became_of_a_lane),
        cmocka_unit_test(details_show_a_request_and_its_phases),
        cmocka_unit_test(details_know_a_deadlock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
