/* An app without a window, driven by scripts, whose expectations are those of the test. */
#ifndef UNIT_UI_DRIVEN_H
#define UNIT_UI_DRIVEN_H

#include "scene/text_metrics.h"
#include "ui/script.h"
#include "unit/unit.h"

#include <string.h>

#define DRIVEN_STEP_NS INT64_C(10000000)

typedef struct Driven {
    App app;
    TextMetrics metrics;
} Driven;

static inline void driven_resize(void *context, int32_t width, int32_t height) {
    Driven *driven = context;
    app_input(&driven->app, &(AppInput){.kind = APP_RESIZE, .x = width, .y = height});
}

static inline void driven_open(Driven *driven, AppOptions options) {
    Error error;
    options.width = options.width > 0 ? options.width : 1280;
    options.height = options.height > 0 ? options.height : 720;
    driven->metrics = text_metrics_built_in();
    if (app_init(&driven->app, &options, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
}

static inline void driven_play(Driven *driven, const char *text) {
    Script script;
    Error error;
    if (script_parse(&script, "script", text, strlen(text), &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    const ScriptHost host = {
        .metrics = &driven->metrics, .resize = driven_resize, .context = driven};
    ScriptPlayer player = {.script = &script};
    app_settle(&driven->app);
    Status status = script_play(&player, &driven->app, &host, 0, &error);
    while (status == STATUS_OK && !script_is_over(&player)) {
        int64_t step_ns = player.wait_ns < DRIVEN_STEP_NS ? player.wait_ns : DRIVEN_STEP_NS;
        app_settle(&driven->app);
        app_advance(&driven->app, step_ns);
        status = script_play(&player, &driven->app, &host, step_ns, &error);
    }
    if (status != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    script_release(&script);
}

#endif
