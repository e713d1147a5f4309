#include "base/file.h"
#include "cli/command.h"
#include "report/summary.h"
#include "report/timeline.h"
#include "trace/jsonl.h"

#include <string.h>
#include <unistd.h>

/* Summary and timeline, or nothing worth a picture: a program that never waited and has no tasks
 * gets its one line of figures only. */
static void append_report(Text *text, const Options *options, const Trace *trace) {
    ReportStyle style = options_style(options, STDERR_FILENO);
    Spans spans;
    Metrics metrics;
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    if (options->explain) {
        summary_append_narration(text, &style, trace);
    }
    text_append_char(text, '\n');
    summary_append(text, &style, trace, &spans, &metrics);
    if (metrics.makespan_ns > 0) {
        TimelineRun run = {.trace = trace, .spans = &spans};
        text_append_char(text, '\n');
        timeline_append(text, &style, &run, 1, TIMELINE_ROWS_DEFAULT);
    }
    spans_release(&spans);
}

/* An option of ours behind the program is the program's argument. One that never looks at sys.argv
 * was hardly meant to get it. */
static void warn_about_options(const Options *options) {
    for (int i = 1; i < options->operand_count; i++) {
        const char *argument = options->operands[i];
        if (strncmp(argument, "--", 2) != 0) {
            continue;
        }
        for (int id = 0; id < OPTION_COUNT; id++) {
            size_t length = strlen(OPTIONS[id].name);
            if (strncmp(argument + 2, OPTIONS[id].name, length) == 0 &&
                (argument[2 + length] == '\0' || argument[2 + length] == '=')) {
                Text note = {0};
                text_printf(&note,
                            "meanwhile: note: --%s stands behind the program and was passed to it; "
                            "options of meanwhile stand before it\n",
                            OPTIONS[id].name);
                (void)command_write(STDERR_FILENO, &note);
                text_release(&note);
                return;
            }
        }
    }
}

static void warn_about_idle_server(const char *name) {
    Text note = {0};
    text_printf(&note,
                "meanwhile: note: nobody asked %s; a line such as\n"
                "    # meanwhile: load %s/ clients 10 each 10\nin the program sends it requests\n",
                name, name);
    (void)command_write(STDERR_FILENO, &note);
    text_release(&note);
}

static Status run(Options *options, FileWriter *trace_file, int *exit_code, Error *error) {
    SessionOptions *session = &options->session;
    session->program_path = options->operands[0];
    session->arguments = (const char *const *)(options->operands + 1);
    session->argument_count = (size_t)options->operand_count - 1;
    session->stdout_sink = (SessionSink){.fd = STDOUT_FILENO};
    session->stderr_sink = (SessionSink){.fd = STDERR_FILENO};
    session->trace = !options->quiet || options->explain || options->trace_path != NULL;
    Chooser chooser;
    chooser_follow(&chooser, &options->schedule);
    session->chooser = options->has_schedule ? &chooser : NULL;
    SessionResult result;
    Status status = session_run(session, &result, error);
    if (status == STATUS_OK && result.exit_code != EXIT_INTERRUPTED) {
        command_warn_missed(&chooser);
    }
    chooser_release(&chooser);
    if (status != STATUS_OK) {
        if (trace_file != NULL) {
            file_writer_abandon(trace_file);
        }
        return status;
    }
    *exit_code = result.exit_code;
    if (result.trace != NULL && (!options->quiet || options->explain)) {
        Text report = {0};
        if (options->quiet) {
            ReportStyle style = options_style(options, STDERR_FILENO);
            summary_append_narration(&report, &style, result.trace);
        } else {
            append_report(&report, options, result.trace);
        }
        (void)command_write(STDERR_FILENO, &report);
        text_release(&report);
        if (!options->quiet) {
            warn_about_options(options);
            if (result.exit_code == EXIT_OK && result.idle_server != NULL) {
                warn_about_idle_server(result.idle_server);
            }
        }
    }
    if (trace_file != NULL && result.trace != NULL) {
        status = jsonl_write_into(result.trace, trace_file, error);
    } else if (trace_file != NULL) {
        file_writer_abandon(trace_file);
    }
    session_result_release(&result);
    return status;
}

Status command_run(Options *options, int *exit_code, Error *error) {
    if (options->operand_count == 0) {
        return error_set(error, STATUS_USAGE, "run needs a program");
    }
    FileWriter writer;
    if (options->trace_path == NULL) {
        return run(options, NULL, exit_code, error);
    }
    Status status = file_writer_open(&writer, options->trace_path, error);
    return status == STATUS_OK ? run(options, &writer, exit_code, error) : status;
}
