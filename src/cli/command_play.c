#include "cli/cli_window.h"
#include "cli/settings.h"
#include "ui/window.h"

Status command_play(Options *options, int *exit_code, Error *error) {
    Script script = {0};
    Status status = STATUS_OK;
    (void)exit_code; /* what the programs return is shown, and no failure of the window */
    if (options->window.script != NULL) {
        status = cli_window_read_script(&script, options->window.script, error);
    }
    if (status == STATUS_OK) {
        AppOptions app = cli_window_app_options(options, 0, 0);
        app.select = options->window.select; /* the window does not wait for the runs */
        app.keeps = true;
        settings_read(&app);
        status = window_run(&app, options->window.script != NULL ? &script : NULL, error);
        if (status == STATUS_OK) {
            status = settings_keep(&app, error);
        }
    }
    script_release(&script);
    return status;
}
