#include "base/terminal.h"
#include "cli/cli_window.h"
#include "cli/command.h"
#include "ui/headless.h"

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 1280, HEIGHT = 720, SHOWN_EVERY = 25 };

/* On a terminal, since films take a while. */
static void show_progress(size_t frame, size_t count) {
    if (frame % SHOWN_EVERY == 0 || frame == count) {
        fprintf(stderr, "\rframe %zu of %zu%s", frame, count, frame == count ? "\n" : "");
    }
}

static Status record(Headless *headless, const Options *options, Error *error) {
    const WindowOptions *window = &options->window;
    App *app = &headless->app;
    HeadlessFilm film = {.path = window->out,
                         .from_ns = window->from_ns,
                         .to_ns = window->to_ns,
                         .speed_numerator = window->speed_numerator,
                         .speed_denominator = window->speed_denominator,
                         .fps = window->fps};
    if (film.speed_numerator == 0) {
        /* As the window would play it. */
        film.speed_numerator = app->speed > 0 ? INT64_C(1) << app->speed : 1;
        film.speed_denominator = app->speed < 0 ? INT64_C(1) << -app->speed : 1;
    }
    Status status = cli_window_select(app, options, error);
    if (status != STATUS_OK) {
        return status;
    }
    Text notice = {0};
    status = headless_record(headless, &film, terminal_is_tty(STDERR_FILENO) ? show_progress : NULL,
                             &notice, error);
    if (status == STATUS_OK && notice.length > 0) {
        fprintf(stderr, "meanwhile: %s\n", text_cstr(&notice));
    }
    text_release(&notice);
    return status;
}

Status command_record(Options *options, int *exit_code, Error *error) {
    const WindowOptions *window = &options->window;
    if (options->operand_count == 0) {
        return error_set(error, STATUS_USAGE, "record needs a program");
    }
    if (window->out == NULL) {
        return error_set(error, STATUS_USAGE,
                         "record needs a file to write to: -o FILE.gif, FILE.mp4 or a folder/");
    }
    Headless headless;
    Script script = {0};
    AppOptions app = cli_window_app_options(options, WIDTH, HEIGHT);
    Status status = STATUS_OK;
    if (window->script != NULL) {
        status = cli_window_read_script(&script, window->script, error);
    }
    if (status == STATUS_OK) {
        status = headless_init(&headless, &app, error);
    }
    if (status == STATUS_OK) {
        if (window->script != NULL) {
            status = headless_play_script(&headless, &script, error);
        }
        if (status == STATUS_OK) {
            status = record(&headless, options, error);
        }
        *exit_code = cli_window_exit_code(&headless.app);
        headless_release(&headless);
    }
    script_release(&script);
    return status;
}
