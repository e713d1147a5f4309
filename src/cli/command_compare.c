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

static Status compare(Options *options, int *exit_code, Error *error) {
    Runs runs;
    Status status = options->har_path != NULL ? runs_play_har(&runs, options, error)
                                              : runs_make(&runs, options, exit_code, error);
    if (status == STATUS_OK) {
        int printed = print_comparison(options, &runs);
        *exit_code = *exit_code != EXIT_OK ? *exit_code : printed;
        runs_release(&runs);
    }
    return status;
}

int command_compare(int argc, char **argv) {
    Options options;
    Error error;
    int exit_code = EXIT_OK;
    Status status = options_parse(&options, COMMAND_COMPARE, argc, argv, &error);
    if (status == STATUS_OK && options.help) {
        Text help = {0};
        command_append_help(&help, COMMAND_COMPARE);
        exit_code = command_print(&help);
        text_release(&help);
        options_release(&options);
        return exit_code;
    }
    bool has_programs = status == STATUS_OK && options.operand_count > 0;
    bool has_har = status == STATUS_OK && options.har_path != NULL;
    if (status == STATUS_OK && has_programs == has_har) {
        status = error_set(&error, STATUS_USAGE,
                           has_har ? "compare takes programs or a HAR file, not both"
                                   : "compare needs programs");
    }
    bool has_world =
        status == STATUS_OK && (options.session.world_path != NULL ||
                                options.world_lines.count > 0 || options.settings.count > 0);
    if (status == STATUS_OK && has_har && has_world) {
        status = error_set(&error, STATUS_USAGE,
                           "compare --har plays what was recorded: a world has no say in it");
    }
    if (status == STATUS_OK) {
        status = compare(&options, &exit_code, &error);
    }
    if (status != STATUS_OK) {
        exit_code = command_fail(COMMAND_COMPARE, status, &error);
    }
    options_release(&options);
    return exit_code;
}
