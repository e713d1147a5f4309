#include "cli/command.h"
#include "cli/runs.h"
#include "report/compare.h"

#include <unistd.h>

static int print_comparison(const Options *options, const Runs *runs) {
    ReportStyle style = options_style(options, STDOUT_FILENO);
    Text text = {0};
    compare_append(&text, &style, runs->rows, runs->count);
    int exit_code = command_print(&text);
    text_release(&text);
    return exit_code;
}

Status command_compare(Options *options, int *exit_code, Error *error) {
    Runs runs;
    Status status = runs_of_command(&runs, COMMAND_COMPARE, options, exit_code, error);
    if (status == STATUS_OK) {
        int printed = print_comparison(options, &runs);
        *exit_code = *exit_code != EXIT_OK ? *exit_code : printed;
        runs_release(&runs);
    }
    return status;
}
