/* usage: bench_frame [FRAMES]
 *
 * How long a whole frame takes at 1920x1080, drawn by the processor: the scene is laid out with
 * real fonts, drawn onto pixels, in every layout; 100 tasks that send requests and sleep, each
 * frame a little later than the one before. And a list of 2,000 texts. Processor time, as median
 * and 99th percentile of FRAMES (200) frames, after the first, whose fonts are drawn for the first
 * time. */
#include "base/random.h"
#include "scene/scene.h"
#include "ui/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 1920, HEIGHT = 1080, TASKS = 100, ROUNDS = 20, TEXTS = 2000, FRAMES_MAX = 10000 };

static double processor_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_row(const char *what, double first, double *times, int count, double most) {
    qsort(times, (size_t)count, sizeof *times, compare);
    double median = times[count / 2], p99 = times[(count * 99 + 99) / 100 - 1];
    printf("%-44s %8.2f %8.2f %8.2f %8.0f  %s\n", what, first, median, p99, most,
           p99 <= most ? "ok" : "TOO SLOW");
}

static int64_t add_step(Trace *trace, Random *random, uint32_t lane, int64_t t_ns, bool asks) {
    enum { MS = 1000000 };
    trace_add(trace, t_ns, TRACE_STEP, TRACE_FOR_NONE, lane, TRACE_NOBODY, 4, 0);
    int64_t until = t_ns + MS + (int64_t)random_below(random, 100 * MS);
    if (asks) {
        int64_t request = trace_add_request(trace, t_ns, lane, 5, "GET https://api.example.com/1");
        trace_add(trace, t_ns, TRACE_SUSPEND, TRACE_FOR_REQUEST, lane, TRACE_NOBODY, 5, request);
    } else {
        trace_add(trace, t_ns, TRACE_SUSPEND, TRACE_FOR_SLEEP, lane, TRACE_NOBODY, 6, until);
    }
    return until;
}

/* The task whose wait is over first goes on, until all have gone on ROUNDS times. */
static Trace *make_trace(void) {
    Trace *trace = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    Random random = random_stream(1, "bench");
    int64_t until[TASKS];
    Text source = {0};
    for (int line = 1; line <= 30; line++) {
        text_printf(&source, "    async with session.get(f\"{URL}/{%d}\") as response:\n", line);
    }
    trace_set_info(trace, "bench.py", text_cstr(&source), "", "sim", 0);
    text_release(&source);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    trace_add(trace, 0, TRACE_LOOP_START, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    for (uint32_t i = 0; i < TASKS; i++) {
        char call[32];
        snprintf(call, sizeof call, "fetch(%u)", i);
        trace_add_task(trace, 0, NULL, i + 1, call, 0, 0, 3);
    }
    for (uint32_t i = 0; i < TASKS; i++) {
        until[i] = add_step(trace, &random, i + 1, 0, true);
    }
    for (int round = 0; round < TASKS * ROUNDS; round++) {
        uint32_t next = 0;
        for (uint32_t i = 1; i < TASKS; i++) {
            next = until[i] < until[next] ? i : next;
        }
        trace_add(trace, until[next], TRACE_WAKE, TRACE_FOR_SLEEP, next + 1, TRACE_NOBODY, 5, 0);
        until[next] =
            add_step(trace, &random, next + 1, until[next], random_below(&random, 2) == 0);
    }
    trace_finish(trace, until[0], 0);
    return trace;
}

static void measure_layout(const char *what, Fonts *fonts, const SceneRun *run, ViewLayout layout,
                           int scale, int frames) {
    static double times[FRAMES_MAX];
    Theme theme;
    theme_init_light(&theme);
    TextMetrics metrics = fonts_metrics(fonts);
    View view = {.width = WIDTH,
                 .height = HEIGHT,
                 .scale = scale,
                 .theme = &theme,
                 .layout = layout,
                 .to_ns = run->spans.end_ns,
                 .range_to_ns = -1,
                 .selected_run = -1,
                 .slider = -1,
                 .progress = -1,
                 .playing = true,
                 .hint = "Space play",
                 .speed = "×1"};
    Scene scene;
    Canvas canvas;
    double first = 0;
    scene_init(&scene);
    canvas_init(&canvas, fonts);
    for (int i = -1; i < frames; i++) {
        double start = processor_ms();
        view.travel_from = view.moment;
        moment_at(&view.moment, run, 1, run->spans.end_ns * (i + 2) / (frames + 2));
        view.travel = (i + 1) * 100 % 1000;
        scene_build(&scene, run, 1, &view, &metrics);
        canvas_draw(&canvas, &scene.list);
        double taken = processor_ms() - start;
        *(i < 0 ? &first : &times[i]) = taken;
    }
    print_row(what, first, times, frames, 16);
    canvas_release(&canvas);
    scene_release(&scene);
}

static void measure_texts(Fonts *fonts, int frames) {
    static double times[FRAMES_MAX];
    DrawList list;
    Canvas canvas;
    double first = 0;
    draw_list_init(&list);
    canvas_init(&canvas, fonts);
    for (int i = -1; i < frames; i++) {
        double start = processor_ms();
        draw_list_clear(&list, WIDTH, HEIGHT, 0xFFFFFFFF);
        for (int text = 0; text < TEXTS; text++) {
            char label[32];
            snprintf(label, sizeof label, "fetch(%d) %d ms", text, text + i);
            draw_text(&list, DRAW_SANS, 14 * DRAW_UNIT, DRAW_LEFT, text % 15 * 128 * DRAW_UNIT,
                      (text / 15 * 8 + 14) * DRAW_UNIT, 0x000000FF, label, strlen(label));
        }
        canvas_draw(&canvas, &list);
        double taken = processor_ms() - start;
        *(i < 0 ? &first : &times[i]) = taken;
    }
    print_row("2,000 texts", first, times, frames, 16);
    canvas_release(&canvas);
    draw_list_release(&list);
}

int main(int argc, char **argv) {
    int frames = argc > 1 ? atoi(argv[1]) : 200;
    frames = frames < 1 ? 1 : frames > FRAMES_MAX ? FRAMES_MAX : frames;
    Fonts *fonts;
    Error error;
    double start = processor_ms();
    if (fonts_new(&fonts, &error) != STATUS_OK) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    printf("%-44s %8.2f\n", "finding and opening fonts, ms", processor_ms() - start);
    Trace *trace = make_trace();
    SceneRun run;
    scene_run_init(&run, "bench.py", trace, NULL, false);
    printf("%-44s %8s %8s %8s %8s\n", "a frame of 1920x1080, 100 lanes, ms", "first", "median",
           "p99", "at most");
    measure_layout("all panels", fonts, &run, VIEW_ALL, 100, frames);
    measure_layout("code and timelines", fonts, &run, VIEW_CODE, 100, frames);
    measure_layout("timelines alone", fonts, &run, VIEW_TIMELINES, 100, frames);
    measure_layout("timelines alone, at 75 %", fonts, &run, VIEW_TIMELINES, 75, frames);
    measure_layout("all panels, at 300 %", fonts, &run, VIEW_ALL, 300, frames);
    measure_texts(fonts, frames);
    scene_run_release(&run);
    trace_free(trace);
    fonts_free(fonts);
    return 0;
}
