#include "unit/scene/panel_frame.h"
#include "unit/ui/allocations.h"
#include "unit/unit.h"

/* A comparison, ready to be built into whole pictures. */
static void setup_picture(PanelFrame *panel, size_t calls) {
    panel_frame_init(panel);
    panel_frame_add(panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(panel, sample_concurrent(calls, sample_latency), "concurrent.py", NULL);
    panel->view.to_ns = moment_end_ns(panel->runs, panel->run_count);
    panel->view.width = 1280;
    panel->view.height = 720;
    panel->view.speed = "×1";
    panel->view.hint = "Space play   ? keys";
    panel_frame_at(panel, 250 * MS);
}

static void build(PanelFrame *panel) {
    scene_build(&panel->scene, panel->runs, panel->run_count, &panel->view, &panel->metrics);
}

static void the_same_view_gives_the_same_bytes(void **state) {
    (void)state;
    PanelFrame one, other;
    setup_picture(&one, 12);
    setup_picture(&other, 12);
    build(&one);
    other.view.to_ns = 1000; /* what was seen before does not matter */
    other.view.show_details = true;
    other.view.selected_run = 1;
    build(&other);
    other.view = one.view;
    other.view.theme = &other.theme;
    build(&other);
    assert_int_equal(one.scene.list.ops.count, other.scene.list.ops.count);
    assert_memory_equal(one.scene.list.ops.items, other.scene.list.ops.items,
                        one.scene.list.ops.count * sizeof(DrawOp));
    assert_string_equal(text_cstr(&one.scene.list.pool), text_cstr(&other.scene.list.pool));
    panel_frame_release(&one);
    panel_frame_release(&other);
}

/* Text within the picture, from left to right, as far as its width says. */
static void check_text(const DrawList *list, const DrawOp *op, const char *where) {
    int32_t left = op->align == DRAW_RIGHT    ? op->rect.x - op->rect.w
                   : op->align == DRAW_CENTER ? op->rect.x - op->rect.w / 2
                                              : op->rect.x;
    if (left < 0 || left + op->rect.w > list->width * DRAW_UNIT) {
        fail_msg("%s: \"%.*s\" reaches out of the picture", where, (int)op->length,
                 text_cstr(&list->pool) + op->text);
    }
    if (op->size < 6 * DRAW_UNIT) {
        fail_msg("%s: text of %d pixels", where, op->size / DRAW_UNIT);
    }
}

static void check_picture(const PanelFrame *panel, const char *where) {
    const DrawList *list = &panel->scene.list;
    int depth = 0;
    for (size_t i = 0; i < list->ops.count; i++) {
        const DrawOp *op = &list->ops.items[i];
        depth += (op->kind == DRAW_CLIP) - (op->kind == DRAW_UNCLIP);
        assert_true(depth >= 0);
        if (op->kind == DRAW_TEXT) {
            check_text(list, op, where);
        }
        if (op->kind == DRAW_FILL || op->kind == DRAW_TEXTURE || op->kind == DRAW_OUTLINE ||
            op->kind == DRAW_CLIP) {
            assert_true(op->rect.w >= 0 && op->rect.h >= 0);
        }
    }
    assert_int_equal(depth, 0);
}

static void pictures_hold_together_at_any_size_and_scale(void **state) {
    (void)state;
    static const int SIZES[][2] = {{960, 540}, {1280, 720}, {1920, 1080}, {3840, 2160},
                                   {500, 900}, {320, 200},  {1, 1}};
    static const int SCALES[] = {75, 100, 150, 300};
    static const size_t CALLS[] = {3, 12, 100, 900};
    for (size_t calls = 0; calls < sizeof CALLS / sizeof *CALLS; calls++) {
        PanelFrame panel;
        setup_picture(&panel, CALLS[calls]);
        panel.view.selected_run = 1;
        panel.view.selected_lane = 2;
        panel.view.selected_span = VIEW_NO_SPAN;
        for (int i = 0; i < 7 * 4 * VIEW_LAYOUT_COUNT * 4; i++) {
            char where[100];
            int size = i % 7, scale = i / 7 % 4, layout = i / 28 % VIEW_LAYOUT_COUNT;
            int more = i / (28 * VIEW_LAYOUT_COUNT);
            panel.view.width = SIZES[size][0];
            panel.view.height = SIZES[size][1];
            panel.view.scale = SCALES[scale];
            panel.view.layout = (ViewLayout)layout;
            panel.view.present = more == 1;
            panel.view.show_details = more >= 2;
            panel.view.show_path = more == 3;
            snprintf(where, sizeof where, "%d calls, %dx%d at %d %%, layout %d, %d",
                     (int)CALLS[calls], panel.view.width, panel.view.height, panel.view.scale,
                     layout, more);
            build(&panel);
            if (panel.view.width >= 320) {
                check_picture(&panel, where);
            }
        }
        panel_frame_release(&panel);
    }
}

static void times_at_the_ends_of_the_clock_are_drawn(void **state) {
    (void)state;
    PanelFrame panel;
    setup_picture(&panel, 3);
    static const int64_t RANGES[][2] = {
        {0, 1}, {0, INT64_MAX}, {INT64_MAX - 1, INT64_MAX}, {120 * MS, 120 * MS + 1}};
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++) {
        panel.view.from_ns = RANGES[i][0];
        panel.view.to_ns = RANGES[i][1];
        build(&panel);
        check_picture(&panel, "far");
    }
    panel_frame_release(&panel);
}

static void a_scene_without_runs_is_a_picture_too(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel.view.to_ns = 1;
    build(&panel);
    check_picture(&panel, "no runs");
    panel.view.overlay = VIEW_BLANK;
    build(&panel);
    assert_int_equal(panel.scene.list.ops.count, 0);
    assert_int_equal(panel.scene.list.background, 0x000000FF);
    panel_frame_release(&panel);
}

static void frames_allocate_nothing_after_the_first_few(void **state) {
    (void)state;
    PanelFrame panel;
    setup_picture(&panel, 100);
    panel.view.selected_run = 1;
    panel.view.selected_lane = 5;
    panel.view.selected_span = VIEW_NO_SPAN;
    panel.view.show_details = true;
    build(&panel);
    build(&panel);
    size_t before = allocations;
    build(&panel);
    assert_int_equal(allocations, before);
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_view_gives_the_same_bytes),
        cmocka_unit_test(pictures_hold_together_at_any_size_and_scale),
        cmocka_unit_test(times_at_the_ends_of_the_clock_are_drawn),
        cmocka_unit_test(a_scene_without_runs_is_a_picture_too),
        cmocka_unit_test(frames_allocate_nothing_after_the_first_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
