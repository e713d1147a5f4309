#include "cli/command.h"
#include "cli/runs.h"
#include "report/differences.h"

#include <unistd.h>

enum { EXIT_DIFFERENT = 1 };

static Status diff(Options *options, int *exit_code, Error *error) {
    Runs runs;
    int worst = EXIT_OK; /* how the programs ended is not what was asked */
    Status status = runs_make(&runs, options, &worst, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (worst == EXIT_INTERRUPTED || runs.count < 2) {
        *exit_code = EXIT_INTERRUPTED;
    } else if (runs.rows[0].trace == NULL || runs.rows[1].trace == NULL) {
        *exit_code = EXIT_REFUSED; /* the program's own message has said why */
    } else {
        ReportStyle style = options_style(options, STDOUT_FILENO);
        Text text = {0};
        bool same = differences_append(&text, &style, &runs.rows[0], &runs.rows[1]);
        int printed = command_print(&text);
        *exit_code = printed != EXIT_OK ? EXIT_REFUSED : same ? EXIT_OK : EXIT_DIFFERENT;
        text_release(&text);
    }
    runs_release(&runs);
    return STATUS_OK;
}

Status command_diff(Options *options, int *exit_code, Error *error) {
    if (options->operand_count != 2) {
        return error_set(error, STATUS_USAGE, "diff needs two traces or programs");
    }
    *exit_code = EXIT_REFUSED; /* of whatever goes wrong: 1 would say that they differ */
    return diff(options, exit_code, error);
}
