/* The command line of the second executable, meanwhile-window: the commands that need SDL and
 * fonts. The first one hands these commands over as they are (hand_over.h). */
#ifndef CLI_CLI_WINDOW_H
#define CLI_CLI_WINDOW_H

#include "base/text.h"
#include "cli/options.h"
#include "ui/app.h"
#include "ui/script.h"

/* Runs the command line and returns the process's exit code. */
int cli_window_main(int argc, char **argv);

/* The commands, one file each: the options are parsed, and --help was answered. They return the
 * exit code, or fail with a message. */
Status command_play(Options *options, int *exit_code, Error *error) MUST_CHECK;
Status command_view(Options *options, int *exit_code, Error *error) MUST_CHECK;
Status command_shot(Options *options, int *exit_code, Error *error) MUST_CHECK;
Status command_record(Options *options, int *exit_code, Error *error) MUST_CHECK;
/* `sweep --merge FILE.csv -o FILE.png`: what sweep_picture.h asks for. */
Status command_chart(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* What the options mean for the app; pictures are `width` × `height` unless told. */
AppOptions cli_window_app_options(const Options *options, int32_t width, int32_t height);

/* Selects what --select says, once the runs are there. */
Status cli_window_select(App *app, const Options *options, Error *error) MUST_CHECK;

/* Reads the file of --script. */
Status cli_window_read_script(Script *script, const char *path, Error *error) MUST_CHECK;

/* The exit code that a picture of these runs has: the worst of theirs. */
int cli_window_exit_code(const App *app);

#endif
