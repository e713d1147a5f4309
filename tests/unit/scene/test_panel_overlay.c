#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static const ViewRow ROWS[] = {
    {"Play or pause", "Space", "Time", false, false},
    {"Step to the next event", "→ .", "Time", false, false},
    {"Zoom in", "W +", "Looking", false, false},
    {"All panels", "1", "Panels", false, true},
    {"gathered.py", "ten at once", "", true, false},
};

static void overlay(PanelFrame *panel, ViewOverlay kind) {
    panel_frame_init(panel);
    panel->view.overlay = kind;
    panel->view.rows = ROWS;
    panel->view.row_count = sizeof ROWS / sizeof *ROWS;
    panel->view.row = 1;
    panel->view.filter = "";
    panel->view.hint = "Esc back";
    panel->view.width = 900;
    panel->view.height = 500;
}

static void overlays_are_rows_to_choose_from(void **state) {
    (void)state;
    static const struct {
        ViewOverlay kind;
        const char *golden;
    } OVERLAYS[] = {{VIEW_HELP, "panel_overlay_help.txt"},
                    {VIEW_PALETTE, "panel_overlay_palette.txt"},
                    {VIEW_OPENING, "panel_overlay_opening.txt"},
                    {VIEW_MESSAGE, "panel_overlay_message.txt"}};
    for (size_t i = 0; i < sizeof OVERLAYS / sizeof *OVERLAYS; i++) {
        PanelFrame panel;
        overlay(&panel, OVERLAYS[i].kind);
        panel.view.message = "Leave meanwhile?";
        expect_panel(&panel, panel_overlay, 900, 500, OVERLAYS[i].golden);
        panel_frame_release(&panel);
    }
}

static size_t rows_hit(const PanelFrame *panel, bool *has_chosen) {
    size_t count = 0;
    for (size_t i = 0; i < panel->scene.hits.count; i++) {
        const SceneHit *hit = &panel->scene.hits.items[i];
        count += hit->kind == SCENE_HIT_ROW;
        *has_chosen |= hit->kind == SCENE_HIT_ROW && hit->index == panel->view.row;
    }
    return count;
}

static void the_chosen_row_is_always_seen(void **state) {
    (void)state;
    enum { MANY = 500 };
    static ViewRow rows[MANY];
    PanelFrame panel;
    overlay(&panel, VIEW_PALETTE);
    for (size_t i = 0; i < MANY; i++) {
        rows[i] = (ViewRow){"a task", "", i % 50 < 25 ? "one.py" : "two.py", false, false};
    }
    panel.view.rows = rows;
    panel.view.row_count = MANY;
    for (panel.view.row = 0; panel.view.row < MANY; panel.view.row += 7) {
        bool has_chosen = false;
        panel_frame_draw(&panel, panel_overlay, 900, 500);
        size_t count = rows_hit(&panel, &has_chosen);
        assert_true(count > 3 && count < 20);
        assert_true(has_chosen);
    }
    panel_frame_release(&panel);
}

static void what_lies_below_an_overlay_is_not_clicked(void **state) {
    (void)state;
    PanelFrame panel;
    overlay(&panel, VIEW_PALETTE);
    SceneHit hit;
    panel_frame_draw(&panel, panel_overlay, 900, 500);
    assert_true(scene_hit(&panel.scene, panel.runs, PX(5), PX(5), &hit));
    assert_int_equal(hit.kind, SCENE_HIT_NOTHING);
    assert_true(scene_hit(&panel.scene, panel.runs, PX(450), PX(60), &hit));
    assert_int_equal(hit.kind, SCENE_HIT_PANEL);
    panel_frame_release(&panel);
}

static void sliders_tell_where_their_tracks_are(void **state) {
    (void)state;
    static const ViewSlider SLIDERS[] = {{"CALLS", "100", 250}, {"latency *", "120 ms", 1000}};
    PanelFrame panel;
    panel_frame_init(&panel);
    panel.view.sliders = SLIDERS;
    panel.view.slider_count = 2;
    panel.view.slider = 1;
    expect_panel(&panel, panel_sliders, 900, 40, "panel_sliders.txt");
    size_t count = 0;
    for (size_t i = 0; i < panel.scene.hits.count; i++) {
        count += panel.scene.hits.items[i].kind == SCENE_HIT_SLIDER;
    }
    assert_int_equal(count, 2);
    /* Where room is for one, it is the one with the focus. */
    panel_frame_draw(&panel, panel_sliders, 400, 40);
    assert_true(panel_says(&panel, "latency *"));
    assert_false(panel_says(&panel, "CALLS"));
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlays_are_rows_to_choose_from),
        cmocka_unit_test(the_chosen_row_is_always_seen),
        cmocka_unit_test(what_lies_below_an_overlay_is_not_clicked),
        cmocka_unit_test(sliders_tell_where_their_tracks_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
