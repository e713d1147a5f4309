#include "cli/cli_real.h"

#include "cli/command.h"
#include "real/server.h"
#include "session/cpython_engine.h"
#include "session/real_engine.h"

#include <signal.h>
#include <string.h>

/* Performs a command that runs programs many times with one latency server for all of them, which
 * the engines reset before each run. */
static Status with_server(CommandFunction *command, Options *options, int *exit_code,
                          Error *error) {
    if (options->session.real.live) {
        return command(options, exit_code, error);
    }
    World *world = world_new();
    RealServer *server;
    Status status = real_server_start(world, &(RealServerOptions){0}, &server, error);
    if (status == STATUS_OK) {
        options->session.real.server = server;
        status = command(options, exit_code, error);
        real_server_stop(server);
    }
    world_free(world);
    return status;
}

static Status calibrate(Options *options, int *exit_code, Error *error) {
    return with_server(command_calibrate, options, exit_code, error);
}

static Status compare(Options *options, int *exit_code, Error *error) {
    return with_server(command_compare, options, exit_code, error);
}

static Status report(Options *options, int *exit_code, Error *error) {
    return with_server(command_report, options, exit_code, error);
}

static const struct {
    CommandId id;
    CommandFunction *run;
} RUNS[] = {{COMMAND_SERVE, command_serve}, {COMMAND_RACE, command_race},
            {COMMAND_CALIBRATE, calibrate}, {COMMAND_RUN, command_run},
            {COMMAND_COMPARE, compare},     {COMMAND_REPORT, report},
            {COMMAND_DIFF, command_diff},   {COMMAND_CHECK, command_check}};
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
