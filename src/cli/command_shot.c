#include "cli/cli_window.h"
#include "ui/headless.h"

enum { WIDTH = 1280, HEIGHT = 720 };

static Status shoot(Headless *headless, const Options *options, const Script *script,
                    Error *error) {
    App *app = &headless->app;
    const WindowOptions *window = &options->window;
    if (app->lesson == NULL) { /* which knows what is to be seen */
        app_go_to(app, window->at_ns >= 0 ? window->at_ns : app->end_ns);
    }
    Status status = cli_window_select(app, options, error);
    if (status == STATUS_OK && window->script != NULL) {
        status = headless_play_script(headless, script, error);
    }
    if (status == STATUS_OK && window->out != NULL) {
        status = headless_shoot(headless, window->out, error);
    }
    return status;
}

Status command_shot(Options *options, int *exit_code, Error *error) {
    const WindowOptions *window = &options->window;
    if (options->operand_count == 0 && window->script == NULL) {
        return error_set(error, STATUS_USAGE, "shot needs a program");
    }
    if (window->out == NULL && window->script == NULL) {
        return error_set(error, STATUS_USAGE, "shot needs a file to write to: -o FILE.png");
    }
    Script script = {0};
    Headless headless;
    AppOptions app = cli_window_app_options(options, WIDTH, HEIGHT);
    Status status = STATUS_OK;
    if (window->script != NULL) {
        status = cli_window_read_script(&script, window->script, error);
    }
    if (status == STATUS_OK) {
        status = headless_init(&headless, &app, error);
    }
    if (status == STATUS_OK) {
        status = shoot(&headless, options, &script, error);
        *exit_code = cli_window_exit_code(&headless.app);
        headless_release(&headless);
    }
    script_release(&script);
    return status;
}
