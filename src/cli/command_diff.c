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

int command_diff(int argc, char **argv) {
    Options options;
    Error error;
    int exit_code = EXIT_OK;
    Status status = options_parse(&options, COMMAND_DIFF, argc, argv, &error);
    if (status == STATUS_OK && options.help) {
        Text help = {0};
        command_append_help(&help, COMMAND_DIFF);
        exit_code = command_print(&help);
        text_release(&help);
        options_release(&options);
        return exit_code;
    }
    if (status == STATUS_OK && options.operand_count != 2) {
        status = error_set(&error, STATUS_USAGE, "diff needs two traces or programs");
    }
    if (status == STATUS_OK) {
        status = diff(&options, &exit_code, &error);
    }
    if (status != STATUS_OK) {
        (void)command_fail(COMMAND_DIFF, status, &error);
        exit_code = EXIT_REFUSED; /* 1 would say that they differ */
    }
    options_release(&options);
    return exit_code;
}
