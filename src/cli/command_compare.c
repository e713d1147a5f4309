#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "report/compare.h"
#include "sim/har.h"
#include "sim/page.h"

#include <string.h>
#include <unistd.h>

/* One of the programs, or a page played again, run and measured. */
typedef struct Run {
    const char *name;
    SessionResult result;
    Spans spans;
    Metrics metrics;
    Text out, err; /* what it wrote, when that is not shown as it is written */
} Run;

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* The last part of the path, unless another program has the same. */
static const char *name_of(const Options *options, int index) {
    const char *name = file_name(options->operands[index]);
    for (int i = 0; i < options->operand_count; i++) {
        if (i != index && strcmp(file_name(options->operands[i]), name) == 0) {
            return options->operands[index];
        }
    }
    return name;
}

static void measure(Run *run) {
    if (run->result.trace != NULL) {
        spans_derive(&run->spans, run->result.trace);
        metrics_compute(&run->metrics, run->result.trace, &run->spans);
    }
}

static Status run_one(Options *options, int index, Run *run, Error *error) {
    run->name = name_of(options, index);
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
    measure(run);
    return STATUS_OK;
}

static void release(Run *run) {
    spans_release(&run->spans);
    session_result_release(&run->result);
    text_release(&run->out);
    text_release(&run->err);
}

static int print_comparison(const Options *options, const Run *runs, size_t count) {
    ReportStyle style = options_style(options, STDOUT_FILENO);
    CompareRun *rows = memory_new_zeroed(count, sizeof *rows);
    bool has_time = false;
    for (size_t i = 0; i < count; i++) {
        rows[i] = (CompareRun){.name = runs[i].name,
                               .trace = runs[i].result.trace,
                               .spans = &runs[i].spans,
                               .metrics = &runs[i].metrics,
                               .exit_code = runs[i].result.exit_code};
        has_time |= runs[i].metrics.makespan_ns > 0;
    }
    Text text = {0};
    text_append_char(&text, '\n');
    if (has_time) {
        compare_append_timelines(&text, &style, rows, count);
        text_append_char(&text, '\n');
    }
    compare_append_table(&text, &style, rows, count);
    int exit_code = command_print(&text);
    text_release(&text);
    memory_free(rows);
    return exit_code;
}

static Status compare(Options *options, int *exit_code, Error *error) {
    size_t count = (size_t)options->operand_count;
    Run *runs = memory_new_zeroed(count, sizeof *runs);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = run_one(options, (int)i, &runs[i], error);
        int code = status == STATUS_OK ? runs[i].result.exit_code : 0;
        *exit_code = code > *exit_code ? code : *exit_code;
        if (code == EXIT_INTERRUPTED) {
            count = i + 1; /* Ctrl-C is meant for the rest of the comparison, too */
        }
    }
    if (status == STATUS_OK) {
        int printed = print_comparison(options, runs, count);
        *exit_code = *exit_code != EXIT_OK ? *exit_code : printed;
    }
    for (size_t i = 0; i < (size_t)options->operand_count; i++) {
        release(&runs[i]);
    }
    memory_free(runs);
    return status;
}

/* A page's requests, played again. */
static Status compare_har(const Options *options, int *exit_code, Error *error) {
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
        Run runs[RUNS] = {0};
        for (size_t i = 0; i < RUNS; i++) {
            size_t connections = PLANS[i].connections;
            runs[i].name = PLANS[i].name;
            runs[i].result.trace =
                connections == 0 ? page_as_recorded(&har, options->har_path)
                                 : page_with_connections(&har, options->har_path, connections);
            measure(&runs[i]);
        }
        *exit_code = print_comparison(options, runs, RUNS);
        for (size_t i = 0; i < RUNS; i++) {
            release(&runs[i]);
        }
    }
    har_release(&har);
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
    if (status == STATUS_OK) {
        status = has_har ? compare_har(&options, &exit_code, &error)
                         : compare(&options, &exit_code, &error);
    }
    if (status != STATUS_OK) {
        exit_code = command_fail(COMMAND_COMPARE, status, &error);
    }
    options_release(&options);
    return exit_code;
}
