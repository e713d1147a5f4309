#include "report/svg_report.h"

#include "base/memory.h"
#include "report/svg.h"
#include "scene/scene.h"
#include "scene/text_metrics.h"

enum { WIDTH = 1280, HEIGHT = 720 };

static View view_of(const SceneRun *runs, size_t count, const Theme *theme) {
    int64_t end_ns = moment_end_ns(runs, count);
    View view = {.width = WIDTH,
                 .height = HEIGHT,
                 .scale = 100,
                 .theme = theme,
                 .layout = VIEW_TIMELINES,
                 .reduced_motion = true,
                 .travel = 1000,
                 .to_ns = end_ns > 0 ? end_ns : 1,
                 .range_from_ns = 0,
                 .range_to_ns = -1,
                 .selected_run = -1,
                 .selected_span = VIEW_NO_SPAN,
                 .slider = -1,
                 .progress = -1};
    moment_at(&view.moment, runs, count, end_ns);
    return view;
}

static void append_title(Text *title, const Report *report, size_t count) {
    for (size_t i = 0; i < count; i++) {
        text_append_cstr(title, i > 0 ? ", " : "");
        text_append_cstr(title, report->runs[i].name);
    }
}

void svg_report_write(ReportSink *sink, const Report *report) {
    size_t count = report->run_count < SCENE_RUNS_MAX ? report->run_count : SCENE_RUNS_MAX;
    SceneRun *runs = memory_new_zeroed(count + 1, sizeof *runs);
    for (size_t i = 0; i < count; i++) {
        const CompareRun *run = &report->runs[i];
        scene_run_init(&runs[i], run->name, run->trace, run->trace == NULL ? "did not run" : NULL,
                       run->measurement != NULL);
    }
    Theme theme;
    theme_init_light(&theme);
    View view = view_of(runs, count, &theme);
    TextMetrics metrics = text_metrics_built_in();
    Scene scene;
    Text title = {0};
    scene_init(&scene);
    scene_build(&scene, runs, count, &view, &metrics);
    append_title(&title, report, count);
    svg_append(&sink->text, &scene.list, text_cstr(&title));
    text_release(&title);
    scene_release(&scene);
    for (size_t i = 0; i < count; i++) {
        scene_run_release(&runs[i]);
    }
    memory_free(runs);
}
