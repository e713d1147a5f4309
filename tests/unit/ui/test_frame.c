/* Whole frames: a scene is laid out and drawn, as the window does it. */
#include "unit/ui/allocations.h"

#include "scene/scene.h"
#include "ui/canvas.h"
#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

typedef struct Stage {
    Fonts *fonts;
    Trace *traces[3];
    SceneRun runs[3];
    Theme theme;
    View view;
    Scene scene;
    Canvas canvas;
    TextMetrics metrics;
} Stage;

static Stage *new_stage(void) {
    Stage *stage = memory_new_zeroed(1, sizeof *stage);
    Error error;
    assert_int_equal(fonts_new(&stage->fonts, &error), STATUS_OK);
    stage->traces[0] = sample_sequential(10, sample_latency);
    stage->traces[1] = sample_concurrent(100, sample_latency);
    stage->traces[2] = sample_blocking();
    for (int i = 0; i < 3; i++) {
        scene_run_init(&stage->runs[i], "run.py", stage->traces[i], NULL, false);
    }
    theme_init_light(&stage->theme);
    stage->view = (View){.width = 1280,
                         .height = 720,
                         .scale = 100,
                         .theme = &stage->theme,
                         .to_ns = moment_end_ns(stage->runs, 3),
                         .range_to_ns = -1,
                         .show_path = true,
                         .show_details = true,
                         .selected_run = 1,
                         .selected_lane = 3,
                         .selected_span = VIEW_NO_SPAN,
                         .slider = -1,
                         .progress = -1,
                         .hint = "Space play",
                         .speed = "×1"};
    scene_init(&stage->scene);
    canvas_init(&stage->canvas, stage->fonts);
    stage->metrics = fonts_metrics(stage->fonts);
    return stage;
}

static void free_stage(Stage *stage) {
    canvas_release(&stage->canvas);
    scene_release(&stage->scene);
    for (int i = 0; i < 3; i++) {
        scene_run_release(&stage->runs[i]);
        trace_free(stage->traces[i]);
    }
    fonts_free(stage->fonts);
    memory_free(stage);
}

/* Plays from start to end in so many frames, tasks travelling. */
static void play(Stage *stage, int frames) {
    for (int i = 0; i <= frames; i++) {
        stage->view.travel_from = stage->view.moment;
        stage->view.travel = i * 130 % 1000;
        moment_at(&stage->view.moment, stage->runs, 3, stage->view.to_ns * i / frames);
        scene_build(&stage->scene, stage->runs, 3, &stage->view, &stage->metrics);
        canvas_draw(&stage->canvas, &stage->scene.list);
    }
}

static void frames_that_were_drawn_once_take_no_memory(void **state) {
    (void)state;
    Stage *stage = new_stage();
    play(stage, 60);
    play(stage, 60);
    size_t before = allocations;
    play(stage, 60);
    assert_int_equal(allocations, before);
    free_stage(stage);
}

static void the_same_moment_is_the_same_picture_whichever_way_it_is_reached(void **state) {
    (void)state;
    Stage *stage = new_stage();
    size_t bytes = 1280 * 720 * sizeof(uint32_t);
    uint32_t *picture = memory_new(bytes);
    play(stage, 7);
    stage->view.travel = 1000;
    moment_at(&stage->view.moment, stage->runs, 3, stage->view.to_ns / 2);
    scene_build(&stage->scene, stage->runs, 3, &stage->view, &stage->metrics);
    canvas_draw(&stage->canvas, &stage->scene.list);
    memcpy(picture, stage->canvas.raster.pixels, bytes);
    play(stage, 3);
    stage->view.travel = 1000;
    moment_start(&stage->view.moment);
    while (stage->view.moment.t_ns <= stage->view.to_ns / 2 &&
           moment_forward(&stage->view.moment, stage->runs, 3, MOMENT_EVENT, -1, 0)) {
    }
    moment_at(&stage->view.moment, stage->runs, 3, stage->view.to_ns / 2);
    scene_build(&stage->scene, stage->runs, 3, &stage->view, &stage->metrics);
    canvas_draw(&stage->canvas, &stage->scene.list);
    assert_memory_equal(picture, stage->canvas.raster.pixels, bytes);
    memory_free(picture);
    free_stage(stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_that_were_drawn_once_take_no_memory),
        cmocka_unit_test(the_same_moment_is_the_same_picture_whichever_way_it_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
