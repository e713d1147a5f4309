#include "cli/cli_real.h"

#include "cli/command.h"
#include "session/cpython_engine.h"
#include "session/real_engine.h"

#include <signal.h>
#include <string.h>

static const struct {
    CommandId id;
    CommandFunction *run;
} RUNS[] = {{COMMAND_SERVE, command_serve},   {COMMAND_RACE, command_race},
            {COMMAND_RUN, command_run},       {COMMAND_COMPARE, command_compare},
            {COMMAND_REPORT, command_report}, {COMMAND_DIFF, command_diff}};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS };

int cli_real_main(int argc, char **argv) {
    (void)signal(SIGXFSZ, SIG_IGN); /* as in cli.c */
    session_add_engine(SESSION_ENGINE_CPYTHON, cpython_engine_run);
    session_add_engine(SESSION_ENGINE_REAL, real_engine_run);
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < RUN_COUNT; i++) {
        if (strcmp(COMMANDS[RUNS[i].id].name, name) == 0) {
            return command_perform(RUNS[i].id, RUNS[i].run, argc - 1, argv + 1);
        }
    }
    Error error;
    Status status =
        error_set(&error, STATUS_USAGE,
                  "'%.200s' is no command of real runs: try 'meanwhile %.200s'", name, name);
    return command_fail(COMMAND_COUNT, status, &error);
}
