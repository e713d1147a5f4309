#include "scene/scene_run.h"

#include "base/memory.h"

void scene_run_init(SceneRun *run, const char *title, const Trace *trace, const char *message,
                    bool measured) {
    *run = (SceneRun){.title = memory_copy_string(title),
                      .message = message != NULL ? memory_copy_string(message) : NULL,
                      .trace = trace,
                      .measured = measured};
    code_text_init(&run->code, trace != NULL ? trace->info.source : NULL);
    if (trace == NULL) {
        return;
    }
    spans_derive(&run->spans, trace);
    metrics_compute(&run->metrics, trace, &run->spans);
    labels_init(&run->labels, trace);
    critical_path_find(&run->path, trace);
    critical_path_slacks(&run->slacks, trace);
    printed_init(&run->printed, trace);
    lane_groups_init(&run->groups, trace, &run->spans, &run->labels);
    span_index_init(&run->index, &run->spans);
    wait_sums_init(&run->waits, &run->spans);
    wakes_find(&run->wakes, trace);
    loop_states_init(&run->loop_states, trace);
}

void scene_run_release(SceneRun *run) {
    memory_free(run->title);
    memory_free(run->message);
    code_text_release(&run->code);
    if (run->trace != NULL) {
        loop_states_release(&run->loop_states);
        ARRAY_RELEASE(&run->wakes);
        wait_sums_release(&run->waits);
        span_index_release(&run->index);
        printed_release(&run->printed);
        lane_groups_release(&run->groups);
        ARRAY_RELEASE(&run->slacks);
        ARRAY_RELEASE(&run->path);
        labels_release(&run->labels);
        spans_release(&run->spans);
    }
    *run = (SceneRun){0};
}
