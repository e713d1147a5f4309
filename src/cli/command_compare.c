#include "cli/command.h"
#include "cli/report_runs.h"

Status command_compare(Options *options, int *exit_code, Error *error) {
    return report_runs(COMMAND_COMPARE, options, exit_code, error);
}
