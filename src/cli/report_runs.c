#include "cli/report_runs.h"

#include "base/file.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/file_sink.h"
#include "cli/replay.h"
#include "cli/report_picture.h"
#include "cli/runs.h"
#include "report/formats.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_SLOWER = 1 }; /* than the baseline */

/* One -o or --save: its target is opened before anything runs, so that an impossible one fails at
 * once. */
typedef struct Target {
    const char *path;
    ReportFormat format;
    FileWriter writer;
    bool is_open;
    bool is_picture; /* drawn by the window's executable, in no format of ours */
} Target;

typedef struct Targets {
    Target *items;
    size_t count;
    size_t out_count; /* those of -o, which come first */
} Targets;

/* `format` is an ending; NULL: the path's. */
static Status open_target(Target *target, const Options *options, const char *path,
                          const char *format, Error *error) {
    target->path = path;
    const char *ending = format != NULL ? format : path;
    target->format = report_format_of(ending);
    target->is_picture = report_picture_is(path) && ending == path;
    if (target->is_picture) {
        Status status = report_picture_check(options, error);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (target->format == REPORT_FORMAT_COUNT) {
        return error_set(error, STATUS_USAGE,
                         "could not tell the format of '%.200s' by its ending ('meanwhile help "
                         "report' lists them; --format names one)",
                         path);
    }
    Status status = file_writer_open(&target->writer, path, error);
    target->is_open = status == STATUS_OK;
    return status;
}

static Status open_targets(Targets *targets, const Options *options, Error *error) {
    targets->items = memory_new_zeroed(options->given.count + 2, sizeof *targets->items);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->given.count; i++) {
        if (options->given.items[i].id == OPTION_OUT) {
            status = open_target(&targets->items[targets->count++], options,
                                 options->given.items[i].value, options->format, error);
        }
    }
    if (status == STATUS_OK && targets->count == 0 && options->format != NULL) {
        status =
            open_target(&targets->items[targets->count++], options, "-", options->format, error);
    }
    targets->out_count = targets->count;
    if (status == STATUS_OK && options->save != NULL) {
        status = open_target(&targets->items[targets->count++], options, options->save,
                             REPORT_FORMATS[REPORT_JSON].ending, error);
    }
    return status;
}

static void close_targets(Targets *targets) {
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].is_open) {
            file_writer_abandon(&targets->items[i].writer);
        }
    }
    memory_free(targets->items);
}

/* What .csv lists unless told: of measured runs their times. */
static CsvTable table_of(const Options *options, const Report *report) {
    bool has_measured = compare_has_measured(report->runs, report->run_count);
    return options->has_table ? options->table : has_measured ? CSV_MEASURED : CSV_RUNS;
}

static Status write_target(Target *target, const Options *options, const Report *report,
                           Error *error) {
    if (target->is_picture) {
        target->is_open = false;
        file_writer_abandon(&target->writer);
        return report_picture_write(target->path, options, error);
    }
    FileSink file = {.writer = &target->writer, .error = error};
    ReportSink sink = {.write = file_sink_write, .context = &file};
    report_write(&sink, report, target->format, table_of(options, report));
    if (!report_sink_end(&sink)) {
        return file.status; /* abandoned with the others */
    }
    target->is_open = false;
    return file_writer_finish(&target->writer, error);
}

/* Says how the runs compare with the baseline: on standard output, or standard error where the
 * report itself may go there. */
static void print_against(const Options *options, const Baseline *baseline, const Report *report,
                          bool has_targets, int *exit_code) {
    int fd = has_targets ? STDERR_FILENO : STDOUT_FILENO;
    ReportStyle style = options_style(options, fd);
    Text text = {0};
    bool slower = baseline_append(&text, &style, baseline, report->runs, report->run_count,
                                  options->tolerance);
    (void)command_write(fd, &text);
    text_release(&text);
    *exit_code = *exit_code == EXIT_OK && slower ? EXIT_SLOWER : *exit_code;
}

static Status read_baseline(Baseline *baseline, const char *path, Error *error) {
    Text text = {0};
    Status status = file_read(path, FILE_BYTES_MAX, &text, error);
    if (status == STATUS_OK) {
        status = baseline_parse(baseline, path, text_cstr(&text), text.length, error);
    }
    text_release(&text);
    return status;
}

static int print_report(const Options *options, const Report *report) {
    ReportStyle style = options_style(options, STDOUT_FILENO);
    Text text = {0};
    compare_append(&text, &style, report->runs, report->run_count);
    if (compare_has_measured(report->runs, report->run_count)) {
        const char *made_by = getenv(REPORT_RUNS_MADE_BY);
        Text again = {0};
        text_printf(&again, "Made by meanwhile %s: %s", MEANWHILE_VERSION,
                    made_by != NULL ? made_by : report->command);
        text_append_char(&text, ' ');
        style_begin(&style, &text, STYLE_NO_COLOR, STYLE_DIM);
        style_append_wrapped(&style, &text, text_cstr(&again), 1, 1);
        style_end(&style, &text);
        text_append_char(&text, '\n');
        text_release(&again);
    }
    int exit_code = command_print(&text);
    text_release(&text);
    return exit_code;
}

Status report_runs(CommandId command_id, Options *options, int *exit_code, Error *error) {
    Targets targets = {0};
    Runs runs = {0};
    Text command = {0};
    Baseline baseline = {0};
    Status status = STATUS_OK;
    if (options->against != NULL) {
        status = read_baseline(&baseline, options->against, error);
    }
    if (status == STATUS_OK) {
        status = open_targets(&targets, options, error);
    }
    if (status == STATUS_OK) {
        status = runs_of_command(&runs, command_id, options, exit_code, error);
    }
    if (status == STATUS_OK) {
        replay_append_command(&command, options, command_id);
        Report report = {
            .runs = runs.rows, .run_count = runs.count, .command = text_cstr(&command)};
        if (targets.out_count == 0 && options->stream == NULL) {
            int printed = print_report(options, &report);
            *exit_code = *exit_code != EXIT_OK ? *exit_code : printed;
        }
        for (size_t i = 0; status == STATUS_OK && i < targets.count; i++) {
            status = write_target(&targets.items[i], options, &report, error);
        }
        if (status == STATUS_OK && options->against != NULL) {
            print_against(options, &baseline, &report, targets.out_count > 0, exit_code);
        }
        runs_release(&runs);
    }
    text_release(&command);
    close_targets(&targets);
    baseline_release(&baseline);
    return status;
}
