#include "session/session.h"

#include "session/cpython_sim.h"

Status session_run(const SessionOptions *options, SessionResult *result, Error *error) {
    *result = (SessionResult){0};
    switch (options->engine) {
    case SESSION_ENGINE_CPYTHON_SIM:
        return cpython_sim_run(options, result, error);
    case SESSION_ENGINE_SIM:
        break;
    }
    return error_set(error, STATUS_USAGE, "could not run %s: this build has no sim engine",
                     options->program_path);
}

void session_result_release(SessionResult *result) {
    trace_free(result->trace);
    *result = (SessionResult){0};
}
