#include "cli/cli.h"

#include "base/file.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/hand_over.h"

#include <signal.h>
#include <string.h>

/* The others are the window's, and those of real runs. */
static CommandFunction *const FUNCTIONS[COMMAND_COUNT] = {
    [COMMAND_RUN] = command_run,           [COMMAND_COMPARE] = command_compare,
    [COMMAND_REPORT] = command_report,     [COMMAND_DIFF] = command_diff,
    [COMMAND_EXPLORE] = command_explore,   [COMMAND_SWEEP] = command_sweep,
    [COMMAND_LESSON] = command_lesson,     [COMMAND_NEW_LESSON] = command_new_lesson,
    [COMMAND_PROGRESS] = command_progress, [COMMAND_LESSONS] = command_lessons,
    [COMMAND_CHECK] = command_check,       [COMMAND_HELP] = command_help,
};

/* Which executable has the command, as these arguments want it; NULL: this one. */
static const char *executable_of(CommandId command, int argc, char **argv) {
    if (command == COMMAND_SERVE || command == COMMAND_RACE || command == COMMAND_CALIBRATE) {
        return HAND_OVER_REAL;
    }
    if (FUNCTIONS[command] == NULL) {
        return HAND_OVER_WINDOW;
    }
    Options options;
    Error error;
    bool measures = options_parse(&options, command, argc, argv, &error) == STATUS_OK &&
                    options_measure(&options);
    options_release(&options);
    return measures ? HAND_OVER_REAL : NULL;
}

static int print_overview(void) {
    Text text = {0};
    command_append_overview(&text);
    int exit_code = command_print(&text);
    text_release(&text);
    return exit_code;
}

static int print_version(void) {
    Text text = {0};
    text_append_cstr(&text, "meanwhile " MEANWHILE_VERSION "\n");
    int exit_code = command_print(&text);
    text_release(&text);
    return exit_code;
}

/* The first argument is no command. */
static int fail_unknown(const char *name) {
    Error error;
    Nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < COMMAND_COUNT; i++) {
        nearest_try(&nearest, COMMANDS[i].name);
    }
    nearest_try(&nearest, "--help");
    nearest_try(&nearest, "--version");
    const char *what = name[0] == '-' ? "option" : "command";
    Status status;
    if (file_has_ending(name, ".py")) {
        status = error_set(&error, STATUS_USAGE,
                           "'%.200s' is a program: try 'meanwhile run %.200s' or "
                           "'meanwhile play %.200s'",
                           name, name, name);
    } else if (file_has_ending(name, ".md")) {
        status = error_set(&error, STATUS_USAGE,
                           "'%.200s' is a lesson: try 'meanwhile lesson %.200s' or "
                           "'meanwhile play %.200s'",
                           name, name, name);
    } else if (nearest.best != NULL) {
        status = error_set(&error, STATUS_USAGE, "there is no %s '%.200s'; did you mean '%s'?",
                           what, name, nearest.best);
    } else {
        status = error_set(&error, STATUS_USAGE, "there is no %s '%.200s'", what, name);
    }
    return command_fail(COMMAND_COUNT, status, &error);
}

int cli_main(int argc, char **argv) {
    /* A file that grows past its limit is an error like a full disk, with a message, and no reason
     * to leave half of it behind. */
    (void)signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        char *play[] = {"play", NULL};
        return hand_over(HAND_OVER_WINDOW, 1, play);
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return print_overview();
    }
    if (strcmp(name, "--version") == 0) {
        return print_version();
    }
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(name, COMMANDS[i].name) == 0) {
            const char *executable = executable_of((CommandId)i, argc - 1, argv + 1);
            return executable == NULL
                       ? command_perform((CommandId)i, FUNCTIONS[i], argc - 1, argv + 1)
                       : hand_over(executable, argc - 1, argv + 1);
        }
    }
    return fail_unknown(name);
}
