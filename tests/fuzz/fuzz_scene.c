/* Any trace file as a run of the window: whatever it says, scenes of it can be built, at several
 * moments and zooms, with each lane selected. */
#include "base/check.h"
#include "scene/scene.h"
#include "scene/text_metrics.h"
#include "trace/jsonl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LANES_MAX = 8 };

static void build_scenes(Scene *scene, const SceneRun *run, View *view) {
    TextMetrics metrics = text_metrics_built_in();
    int64_t end_ns = moment_end_ns(run, 1);
    const int64_t TIMES[] = {0, end_ns / 3, end_ns};
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
        moment_at(&view->moment, run, 1, TIMES[i]);
        for (int zoom = 0; zoom < 3; zoom++) {
            view->from_ns = zoom == 0 ? 0 : TIMES[i] / (zoom + 1);
            view->to_ns = zoom == 0 && end_ns > 0 ? end_ns : view->from_ns + zoom * 1000 + 1;
            view->to_ns = view->to_ns > view->from_ns ? view->to_ns : INT64_MAX;
            scene_build(scene, run, 1, view, &metrics);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Trace *trace = NULL;
    Error error;
    if (jsonl_parse("input", (const char *)data, size, &trace, &error) != STATUS_OK) {
        return 0;
    }
    Theme theme;
    theme_init_light(&theme);
    View view = {.width = 900,
                 .height = 600,
                 .scale = 100,
                 .theme = &theme,
                 .travel = 1000,
                 .selected_run = -1,
                 .range_from_ns = 1,
                 .range_to_ns = INT64_MAX / 2,
                 .slider = -1,
                 .progress = -1,
                 .speed = "×1",
                 .hint = "keys"};
    SceneRun run;
    Scene scene;
    scene_run_init(&run, "fuzzed.py", trace, NULL, false);
    scene_init(&scene);
    build_scenes(&scene, &run, &view);
    view.show_details = true;
    for (uint32_t lane = 0; lane < run.spans.lane_count && lane < LANES_MAX; lane++) {
        view.selected_run = 0;
        view.selected_lane = lane;
        view.selected_span = lane % 2 == 0 ? VIEW_NO_SPAN : run.spans.lanes[lane].first;
        view.show_path = lane % 2 == 0;
        view.height = lane % 3 == 0 ? 300 : 600;
        build_scenes(&scene, &run, &view);
    }
    CHECK(scene.list.ops.count > 0);
    scene_release(&scene);
    scene_run_release(&run);
    trace_free(trace);
    return 0;
}
