#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void loop_shows_who_runs_and_who_waits_for_what(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    panel_frame_at(&panel, 50 * MS);
    expect_panel(&panel, panel_loop, 900, 220, "panel_loop_waiting.txt");
    panel_frame_at(&panel, 300 * MS);
    panel_frame_draw(&panel, panel_loop, 900, 220);
    assert_true(panel_says(&panel, "LOOP BLOCKED"));
    assert_true(panel_says(&panel, "rude()"));
    panel_frame_release(&panel);
}

static void loop_shrinks_many_cards_to_numbers(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(100, sample_latency), "gathered.py", NULL);
    panel_frame_at(&panel, 50 * MS);
    expect_panel(&panel, panel_loop, 700, 220, "panel_loop_many.txt");
    panel_frame_release(&panel);
}

static void loops_of_two_programs_stand_side_by_side(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel_frame_at(&panel, 50 * MS);
    panel_frame_draw(&panel, panel_loop, 900, 220);
    assert_true(panel_says(&panel, "sequential.py · threads"));
    assert_true(panel_says(&panel, "gathered.py · event loop · turn 2"));
    panel_frame_draw(&panel, panel_loop, 500, 220); /* the chosen one, where room is for one */
    assert_true(panel_says(&panel, "sequential.py · threads"));
    assert_false(panel_says(&panel, "gathered.py · event loop · turn 2"));
    panel.view.code_run = 1;
    panel_frame_draw(&panel, panel_loop, 500, 220);
    assert_true(panel_says(&panel, "gathered.py · event loop · turn 2"));
    panel_frame_release(&panel);
}

/* Where the card of a lane is. */
static DrawRect card_of(const PanelFrame *panel, uint32_t lane) {
    for (size_t i = 0; i < panel->scene.hits.count; i++) {
        const SceneHit *hit = &panel->scene.hits.items[i];
        if (hit->kind == SCENE_HIT_LANE && hit->lane == lane) {
            return hit->rect;
        }
    }
    fail_msg("lane %u has no card", lane);
    return (DrawRect){0};
}

static void tasks_travel_between_places_both_ways(void **state) {
    (void)state;
    enum { FETCH = 2 };
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel_frame_at(&panel, 299 * MS);
    panel_frame_draw(&panel, panel_loop, 900, 220);
    DrawRect in_flight = card_of(&panel, FETCH);
    Moment flying = panel.view.moment;
    while (panel.traces[0] != NULL && panel_frame_step(&panel)) {
        if (trace_at(panel.traces[0], panel.view.moment.past[0] - 1)->kind == TRACE_STEP) {
            break;
        }
    }
    panel_frame_draw(&panel, panel_loop, 900, 220);
    DrawRect running = card_of(&panel, FETCH);
    assert_true(running.y < in_flight.y);
    int32_t last_y = in_flight.y + 1;
    for (int travel = 0; travel < 1000; travel += 111) {
        panel.view.travel_from = flying;
        panel.view.travel = travel;
        panel_frame_draw(&panel, panel_loop, 900, 220);
        DrawRect card = card_of(&panel, FETCH);
        assert_true(travel > 0 || memcmp(&card, &in_flight, sizeof card) == 0);
        assert_true(card.y < last_y);
        last_y = card.y;
    }
    assert_true(last_y - running.y < PX(1));    /* nearly there */
    panel.view.travel_from = panel.view.moment; /* and back */
    panel.view.moment = flying;
    panel.view.travel = 0;
    panel_frame_draw(&panel, panel_loop, 900, 220);
    DrawRect card = card_of(&panel, FETCH);
    assert_memory_equal(&card, &running, sizeof card);
    panel_frame_release(&panel);
}

static void loop_fits_into_any_rectangle_at_any_moment(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_concurrent(30, sample_latency), "gathered.py", NULL);
    panel_frame_add(&panel, sample_blocking(), "blocking.py", NULL);
    int width = 1, height = 1;
    do {
        panel_frame_draw(&panel, panel_loop, width, height);
        panel.view.travel_from = panel.view.moment;
        panel.view.travel = width % 1000;
        width = (width + 97) % 1500 + 1;
        height = (height + 31) % 400 + 1;
    } while (panel_frame_step(&panel));
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_shows_who_runs_and_who_waits_for_what),
        cmocka_unit_test(loop_shrinks_many_cards_to_numbers),
        cmocka_unit_test(loops_of_two_programs_stand_side_by_side),
        cmocka_unit_test(tasks_travel_between_places_both_ways),
        cmocka_unit_test(loop_fits_into_any_rectangle_at_any_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
