/* usage: bench_scene [FRAMES]
 *
 * How long it takes to build the scene of a trace of 10^6 spans at 1920x1080, with the built-in
 * widths of text: 100, 3,000 and 100,000 lanes, and one; seen as a whole and zoomed in by factors
 * of 10, from the middle on. Median and 99th percentile of FRAMES (200) frames that differ in what
 * they show; and how long the level-of-detail index takes to build. */
#include "base/memory.h"
#include "base/random.h"
#include "scene/scene.h"
#include "scene/text_metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SPANS = 1000000, FRAMES_MAX = 10000, ZOOMS = 7 };

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Tasks that send requests and sleep, each step taking a little time: two spans a round. */
static Trace *make_trace(size_t lanes) {
    enum { MS = 1000000 };
    Trace *trace = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    Random random = random_stream(1, "bench");
    trace_set_info(trace, "bench.py", "", "", "sim", 0);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    trace_add(trace, 0, TRACE_LOOP_START, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    uint32_t first = 0;
    for (size_t i = 0; i < lanes; i++) {
        char call[32];
        snprintf(call, sizeof call, "work(%zu)", i);
        uint32_t lane = trace_add_task(trace, 0, NULL, (uint32_t)i + 1, call, 0, 0, 3);
        first = i == 0 ? lane : first;
    }
    int64_t t_ns = 0;
    for (size_t round = 0; round < SPANS / 3 / lanes; round++) {
        for (uint32_t i = 0; i < lanes; i++) {
            uint32_t lane = first + i;
            bool sleeps = random_below(&random, 2) == 0;
            t_ns += 100 + (int64_t)random_below(&random, MS / 100);
            if (round > 0) {
                trace_add(trace, t_ns, TRACE_WAKE, TRACE_FOR_LOCK, lane, TRACE_NOBODY, 4, 0);
            }
            trace_add(trace, t_ns + 30, TRACE_STEP, TRACE_FOR_NONE, lane, TRACE_NOBODY, 4, 0);
            trace_add(trace, t_ns + 90, TRACE_SUSPEND, sleeps ? TRACE_FOR_SLEEP : TRACE_FOR_LOCK,
                      lane, TRACE_NOBODY, 5, sleeps ? INT64_MAX : 1);
        }
    }
    trace_finish(trace, t_ns + MS, 0);
    return trace;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void measure(Scene *scene, const SceneRun *run, View *view, int64_t width_ns, int frames,
                    double *median_ms, double *p99_ms) {
    static double times[FRAMES_MAX];
    TextMetrics metrics = text_metrics_built_in();
    int64_t end_ns = run->spans.end_ns;
    for (int i = -2; i < frames; i++) {
        int64_t from_ns = (end_ns - width_ns) / 2 / (frames + 2) * (i + 2);
        view->from_ns = from_ns;
        view->to_ns = from_ns + width_ns;
        double start = now_ms();
        scene_build(scene, run, 1, view, &metrics);
        if (i >= 0) {
            times[i] = now_ms() - start;
        }
    }
    qsort(times, (size_t)frames, sizeof *times, compare);
    *median_ms = times[frames / 2];
    *p99_ms = times[frames * 99 / 100];
}

static void bench(size_t lanes, int frames) {
    Trace *trace = make_trace(lanes);
    SceneRun run;
    double start = now_ms();
    scene_run_init(&run, "bench.py", trace, NULL, false);
    double all_ms = now_ms() - start;
    SpanIndex index;
    start = now_ms();
    span_index_init(&index, &run.spans);
    double index_ms = now_ms() - start;
    span_index_release(&index);
    printf("%8zu lanes, %zu spans: index %.0f ms (at most 150), everything derived %.0f ms\n",
           lanes, run.spans.count, index_ms, all_ms);

    Theme theme;
    theme_init_light(&theme);
    View view = {.width = 1920,
                 .height = 1080,
                 .scale = 100,
                 .theme = &theme,
                 .layout = VIEW_TIMELINES,
                 .selected_run = -1,
                 .travel = 1000,
                 .range_to_ns = -1,
                 .progress = -1,
                 .slider = -1,
                 .speed = "×1",
                 .hint = ""};
    moment_at(&view.moment, &run, 1, run.spans.end_ns / 2);
    Scene scene;
    scene_init(&scene);
    int64_t width_ns = run.spans.end_ns;
    for (int zoom = 0; zoom < ZOOMS && width_ns > 100; zoom++) {
        double median_ms, p99_ms;
        measure(&scene, &run, &view, width_ns, frames, &median_ms, &p99_ms);
        printf("    zoom 10^%d: median %.3f ms, p99 %.3f ms (at most 2), %zu operations\n", zoom,
               median_ms, p99_ms, scene.list.ops.count);
        width_ns /= 10;
    }
    scene_release(&scene);
    scene_run_release(&run);
    trace_free(trace);
}

int main(int argc, char **argv) {
    int frames = argc > 1 ? atoi(argv[1]) : 200;
    frames = frames < 1 ? 1 : frames > FRAMES_MAX ? FRAMES_MAX : frames;
    static const size_t LANES[] = {1, 100, 3000, 100000};
    for (size_t i = 0; i < sizeof LANES / sizeof *LANES; i++) {
        bench(LANES[i], frames);
    }
    return 0;
}
