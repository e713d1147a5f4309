/* One panel by itself, as text: a frame around it with round sizes and the built-in widths. */
#ifndef UNIT_SCENE_PANEL_FRAME_H
#define UNIT_SCENE_PANEL_FRAME_H

#include "scene/panel.h"
#include "scene/text_metrics.h"
#include "unit/golden.h"
#include "unit/samples.h"

#define PX(pixels) ((pixels)*DRAW_UNIT)

/* What the samples' events tell of, by their lines. */
static const char SAMPLE_SOURCE[] = "import asyncio\n"
                                    "# ten requests at once\n"
                                    "async def fetch(n):\n"
                                    "\tasync with session.get(URL) as response:\n"
                                    "\t\tbody = await response.json()\n"
                                    "\treturn body[\"path\"]\n"
                                    "\n"
                                    "\n"
                                    "async def main():\n"
                                    "\ttasks = [fetch(n) for n in range(10)]\n"
                                    "\tprint(await asyncio.gather(*tasks))\n"
                                    "\n"
                                    "\n"
                                    "asyncio.run(main())\n";

typedef struct PanelFrame {
    Theme theme;
    TextMetrics metrics;
    Scene scene;
    View view;
    SceneRun runs[SCENE_RUNS_MAX];
    Trace *traces[SCENE_RUNS_MAX];
    size_t run_count;
} PanelFrame;

static inline void panel_frame_init(PanelFrame *panel) {
    *panel = (PanelFrame){.metrics = text_metrics_built_in()};
    theme_init_light(&panel->theme);
    scene_init(&panel->scene);
    panel->view = (View){.width = 800,
                         .height = 600,
                         .scale = 100,
                         .theme = &panel->theme,
                         .to_ns = 2000000000,
                         .travel = 1000,
                         .selected_run = -1,
                         .slider = -1,
                         .progress = -1,
                         .range_to_ns = -1};
    moment_start(&panel->view.moment);
}

/* Adds a run of a sample, which is taken over. */
static inline SceneRun *panel_frame_add(PanelFrame *panel, Trace *trace, const char *title,
                                        const char *message) {
    trace_set_info(trace, title, SAMPLE_SOURCE, "", "sim", 7);
    panel->traces[panel->run_count] = trace;
    SceneRun *run = &panel->runs[panel->run_count++];
    scene_run_init(run, title, trace, message, false);
    return run;
}

static inline void panel_frame_release(PanelFrame *panel) {
    for (size_t i = 0; i < panel->run_count; i++) {
        scene_run_release(&panel->runs[i]);
        trace_free(panel->traces[i]);
    }
    scene_release(&panel->scene);
}

static inline void panel_frame_at(PanelFrame *panel, int64_t t_ns) {
    moment_at(&panel->view.moment, panel->runs, panel->run_count, t_ns);
}

static inline bool panel_frame_step(PanelFrame *panel) {
    return moment_forward(&panel->view.moment, panel->runs, panel->run_count, MOMENT_EVENT, -1,
                          TRACE_NOBODY);
}

/* Draws the panel into an otherwise empty list. */
static inline void panel_frame_draw(PanelFrame *panel, void draw(Frame *frame, DrawRect rect),
                                    int width, int height) {
    LoopNow now[SCENE_RUNS_MAX] = {0}, before[SCENE_RUNS_MAX] = {0};
    for (size_t i = 0; i < panel->run_count; i++) {
        if (panel->runs[i].trace == NULL) {
            continue;
        }
        loop_states_find(&panel->runs[i].loop_states, panel->view.moment.past[i], &now[i]);
        loop_states_find(&panel->runs[i].loop_states, panel->view.travel_from.past[i], &before[i]);
    }
    Frame frame = {.scene = &panel->scene,
                   .list = &panel->scene.list,
                   .runs = panel->runs,
                   .run_count = panel->run_count,
                   .view = &panel->view,
                   .now = now,
                   .before = panel->view.travel < 1000 ? before : NULL,
                   .colors = panel->theme.colors,
                   .metrics = &panel->metrics,
                   .em = PX(20),
                   .small = PX(16),
                   .hair = PX(1),
                   .gap = PX(10)};
    frame_find_selected(&frame);
    draw_list_clear(frame.list, width, height, panel->theme.colors[THEME_BACKGROUND]);
    panel->scene.hits.count = 0;
    draw(&frame, (DrawRect){0, 0, PX(width), PX(height)});
    for (size_t i = 0; i < panel->run_count; i++) {
        loop_now_release(&now[i]);
        loop_now_release(&before[i]);
    }
}

static inline void expect_panel(PanelFrame *panel, void draw(Frame *frame, DrawRect rect),
                                int width, int height, const char *golden) {
    panel_frame_draw(panel, draw, width, height);
    Text text = {0};
    draw_list_describe(&panel->scene.list, &text);
    expect_golden(golden, text_cstr(&text));
    text_release(&text);
}

/* Whether some text of the panel is this. */
static inline bool panel_says(const PanelFrame *panel, const char *wanted) {
    for (size_t i = 0; i < panel->scene.list.ops.count; i++) {
        const DrawOp *op = &panel->scene.list.ops.items[i];
        if (op->kind == DRAW_TEXT && op->length == strlen(wanted) &&
            memcmp(panel->scene.list.pool.bytes + op->text, wanted, op->length) == 0) {
            return true;
        }
    }
    return false;
}

#endif
