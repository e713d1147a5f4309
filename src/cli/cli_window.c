#include "cli/cli_window.h"

#include "base/file.h"
#include "cli/command.h"
#include "ui/app_state.h"

#include <string.h>

static const struct {
    CommandId id;
    Status (*run)(Options *options, int *exit_code, Error *error);
} RUNS[] = {{COMMAND_PLAY, command_play},
            {COMMAND_VIEW, command_view},
            {COMMAND_SHOT, command_shot},
            {COMMAND_RECORD, command_record},
            {COMMAND_SWEEP, command_chart}};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS };

AppOptions cli_window_app_options(const Options *options, int32_t width, int32_t height) {
    const WindowOptions *window = &options->window;
    return (AppOptions){.session = options->session,
                        .paths = (const char *const *)options->operands,
                        .path_count = (size_t)options->operand_count,
                        .width = window->width > 0 ? window->width : width,
                        .height = window->height > 0 ? window->height : height,
                        .theme = window->theme,
                        .scale = window->scale,
                        .layout = (ViewLayout)window->layout,
                        .show_path = window->critical_path,
                        .present = window->present,
                        .reduced_motion = window->reduced_motion,
                        .full_screen = window->full_screen,
                        .display = window->display};
}

Status cli_window_select(App *app, const Options *options, Error *error) {
    const char *wanted = options->window.select;
    int run;
    uint32_t lane;
    if (wanted == NULL) {
        return STATUS_OK;
    }
    if (!app_state_find_lane(app, wanted, &run, &lane)) {
        return error_set(error, STATUS_USAGE, "--select: there is no task '%.200s'", wanted);
    }
    app->view.show_details = true;
    app_select(app, run, lane, VIEW_NO_SPAN);
    return STATUS_OK;
}

Status cli_window_read_script(Script *script, const char *path, Error *error) {
    Text text = {0};
    Status status = file_read(path, FILE_BYTES_MAX, &text, error);
    if (status == STATUS_OK) {
        status = script_parse(script, path, text_cstr(&text), text.length, error);
    }
    text_release(&text);
    return status;
}

int cli_window_exit_code(const App *app) {
    int worst = EXIT_OK;
    for (size_t i = 0; i < app->program_count; i++) {
        int code = app->runs[i].trace != NULL ? app->runs[i].spans.exit_code : EXIT_REFUSED;
        worst = code > worst ? code : worst;
    }
    return worst;
}

int cli_window_main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : COMMANDS[COMMAND_PLAY].name;
    size_t found = 0;
    while (found < RUN_COUNT && strcmp(COMMANDS[RUNS[found].id].name, name) != 0) {
        found++;
    }
    Error error;
    if (found == RUN_COUNT) {
        Status status =
            error_set(&error, STATUS_USAGE,
                      "'%.200s' is no command of the window: try 'meanwhile %.200s'", name, name);
        return command_fail(COMMAND_COUNT, status, &error);
    }
    Options options;
    int exit_code = EXIT_OK;
    /* Without arguments it is `play`, without any. */
    char *alone[] = {argv[0], NULL};
    Status status = argc > 1 ? options_parse(&options, RUNS[found].id, argc - 1, argv + 1, &error)
                             : options_parse(&options, RUNS[found].id, 1, alone, &error);
    if (status == STATUS_OK && options.help) {
        Text help = {0};
        command_append_help(&help, RUNS[found].id);
        exit_code = command_print(&help);
        text_release(&help);
    } else if (status == STATUS_OK && options.operand_count > APP_PROGRAMS_MAX) {
        status = error_set(&error, STATUS_USAGE, "%s shows %d programs at most, not %d", name,
                           APP_PROGRAMS_MAX, options.operand_count);
    } else if (status == STATUS_OK) {
        status = RUNS[found].run(&options, &exit_code, &error);
    }
    if (status != STATUS_OK) {
        exit_code = command_fail(RUNS[found].id, status, &error);
    }
    options_release(&options);
    return exit_code;
}
