#include "cli/cli_window.h"
#include "trace/saved_trace.h"

Status command_view(Options *options, int *exit_code, Error *error) {
    if (options->operand_count == 0) {
        return error_set(error, STATUS_USAGE, "view needs a saved trace");
    }
    for (int i = 0; i < options->operand_count; i++) {
        const char *path = options->operands[i];
        if (!saved_trace_is(path)) {
            return error_set(
                error, STATUS_USAGE,
                "could not view '%.200s': traces end in .jsonl or .json, or these and .gz, "
                "and 'meanwhile play' opens programs",
                path);
        }
    }
    return command_play(options, exit_code, error);
}
