#include "cli/command.h"
#include "cli/report_runs.h"

Status command_report(Options *options, int *exit_code, Error *error) {
    return report_runs(COMMAND_REPORT, options, exit_code, error);
}
