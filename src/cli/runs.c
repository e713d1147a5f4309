#include "cli/runs.h"

#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/measured_runs.h"
#include "sim/har.h"
#include "sim/page.h"
#include "trace/saved_trace.h"

#include <string.h>
#include <unistd.h>

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

const char *runs_name_of(const Options *options, int index) {
    const char *name = file_name(options->operands[index]);
    for (int i = 0; i < options->operand_count; i++) {
        if (i != index && strcmp(file_name(options->operands[i]), name) == 0) {
            return options->operands[index];
        }
    }
    return name;
}

void runs_derive(CommandRun *run) {
    if (run->result.trace != NULL) {
        spans_derive(&run->spans, run->result.trace);
        metrics_compute(&run->metrics, run->result.trace, &run->spans);
    }
}

static Status read_trace(const char *path, CommandRun *run, Error *error) {
    Status status = saved_trace_read(path, &run->result.trace, error);
    if (status == STATUS_OK) {
        runs_derive(run);
        run->result.exit_code = run->spans.exit_code > 0 ? run->spans.exit_code : 0;
    }
    return status;
}

static Status run_program(Options *options, int index, CommandRun *run, Error *error) {
    run->name = runs_name_of(options, index);
    SessionOptions *session = &options->session;
    session->program_path = options->operands[index];
    session->trace = true;
    session->stdout_sink = options->output ? (SessionSink){.fd = STDOUT_FILENO}
                                           : (SessionSink){.fd = -1, .text = NULL};
    session->stderr_sink = (SessionSink){.fd = -1, .text = &run->err};
    if (options->output) {
        Text heading = {0};
        text_printf(&heading, "%s== %s ==\n", index > 0 ? "\n" : "", run->name);
        (void)command_write(STDOUT_FILENO, &heading);
        text_release(&heading);
    }
    Chooser chooser;
    chooser_follow(&chooser, &options->schedule);
    session->chooser = options->has_schedule ? &chooser : NULL;
    Status status = session_run(session, &run->result, error);
    chooser_release(&chooser);
    if (status != STATUS_OK) {
        return status;
    }
    /* What a program that failed has to say is not hidden. */
    if (options->output || run->result.exit_code != 0) {
        (void)command_write(STDERR_FILENO, &run->err);
    }
    runs_derive(run);
    return STATUS_OK;
}

static void release(CommandRun *run) {
    spans_release(&run->spans);
    session_result_release(&run->result);
    text_release(&run->err);
    text_release(&run->full_name);
}

Runs runs_new(size_t count) {
    return (Runs){.items = memory_new_zeroed(count + 1, sizeof(CommandRun)),
                  .rows = memory_new_zeroed(count + 1, sizeof(CompareRun)),
                  .count = count};
}

static void fill_rows(Runs *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        const CommandRun *run = &runs->items[i];
        runs->rows[i] = (CompareRun){.name = run->name,
                                     .trace = run->result.trace,
                                     .spans = &run->spans,
                                     .metrics = &run->metrics,
                                     .exit_code = run->result.exit_code};
    }
}

Status runs_make(Runs *runs, Options *options, int *exit_code, Error *error) {
    size_t count = (size_t)options->operand_count;
    *runs = runs_new(count);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < runs->count; i++) {
        CommandRun *run = &runs->items[i];
        const char *path = options->operands[i];
        run->name = runs_name_of(options, (int)i);
        status = saved_trace_is(path) ? read_trace(path, run, error)
                                      : run_program(options, (int)i, run, error);
        int code = status == STATUS_OK ? run->result.exit_code : 0;
        *exit_code = code > *exit_code ? code : *exit_code;
        if (code == EXIT_INTERRUPTED && !saved_trace_is(path)) {
            runs->count = i + 1; /* Ctrl-C is meant for the rest, too */
        }
    }
    if (status != STATUS_OK) {
        runs_release(runs);
        return status;
    }
    fill_rows(runs);
    return STATUS_OK;
}

/* Plays the requests of a HAR file again: as recorded, one by one, 6 and 100 at a time. */
static Status play_har(Runs *runs, const Options *options, Error *error) {
    enum { RUNS = 4 };
    static const struct {
        const char *name;
        size_t connections; /* 0: as recorded */
    } PLANS[RUNS] = {
        {"recorded", 0}, {"one by one", 1}, {"6 at a time", 6}, {"100 at a time", 100}};
    Text file = {0};
    Har har = {0};
    Status status = file_read(options->har_path, HAR_BYTES_MAX, &file, error);
    if (status == STATUS_OK) {
        status = har_parse(&har, options->har_path, text_cstr(&file), file.length, error);
    }
    text_release(&file);
    if (status == STATUS_OK) {
        *runs = runs_new(RUNS);
        for (size_t i = 0; i < RUNS; i++) {
            CommandRun *run = &runs->items[i];
            size_t connections = PLANS[i].connections;
            run->name = PLANS[i].name;
            run->result.trace = connections == 0
                                    ? page_as_recorded(&har, options->har_path)
                                    : page_with_connections(&har, options->har_path, connections);
            runs_derive(run);
        }
        fill_rows(runs);
    }
    har_release(&har);
    return status;
}

Status runs_of_command(Runs *runs, CommandId command, Options *options, int *exit_code,
                       Error *error) {
    bool has_programs = options->operand_count > 0, has_har = options->har_path != NULL;
    if (has_programs == has_har) {
        return error_set(error, STATUS_USAGE,
                         has_har ? "%s takes programs or a HAR file, not both"
                                 : "%s needs programs or saved traces",
                         COMMANDS[command].name);
    }
    bool has_world = options->session.world_path != NULL || options->world_lines.count > 0 ||
                     options->settings.count > 0;
    if (has_har && has_world) {
        return error_set(error, STATUS_USAGE,
                         "%s --har plays what was recorded: a world has no say in it",
                         COMMANDS[command].name);
    }
    bool is_measured = options_measure(options);
    if (!is_measured && options->says_how_to_measure) {
        return error_set(error, STATUS_USAGE,
                         "--runs, --warmup and --time-limit are for engines that measure: "
                         "simulated times are exact (--engine sim,real)");
    }
    if (has_har) {
        return play_har(runs, options, error);
    }
    return is_measured || options->engine_count > 1 || options->stream != NULL
               ? measured_runs_make(runs, options, exit_code, error)
               : runs_make(runs, options, exit_code, error);
}

void runs_release(Runs *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        release(&runs->items[i]);
    }
    memory_free(runs->items);
    memory_free(runs->rows);
    measure_release(&runs->measurement);
    *runs = (Runs){0};
}
