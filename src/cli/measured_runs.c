#include "cli/measured_runs.h"

#include "base/json.h"
#include "base/monotonic.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "report/measured_table.h"
#include "trace/jsonl.h"
#include "trace/saved_trace.h"

#include <string.h>
#include <unistd.h>

/* What is told while programs are measured. */
typedef struct Telling {
    const Options *options;
    Progress progress;
} Telling;

static const char *name_of(const Options *options, const MeasureCell *cell) {
    return runs_name_of(options, (int)cell->program);
}

static void write_line(int fd, const char *before, const char *line) {
    Text text = {0};
    text_printf(&text, "%s%s\n", before, line);
    (void)command_write(fd, &text);
    text_release(&text);
}

static void on_notice(void *context, const char *notice) {
    Telling *telling = context;
    progress_end(&telling->progress);
    write_line(STDERR_FILENO, "meanwhile: note: ", notice);
}

/* ---- --stream ---- */

/* Writes the run's trace; the path is empty when there is none, or it could not be written. */
static void save_trace(const Telling *telling, const MeasureRun *run, Text *path) {
    const Trace *trace = run->result->trace;
    if (trace == NULL) {
        return;
    }
    text_printf(path, "%s/%zu-%s-%s-%zu.jsonl", telling->options->stream, run->cell->program + 1,
                name_of(telling->options, run->cell), session_engine_name(run->cell->engine),
                run->number);
    for (char *at = path->bytes + strlen(telling->options->stream) + 1; *at != '\0'; at++) {
        *at = *at == '/' ? '-' : *at; /* of a name that is a path */
    }
    Error error;
    if (jsonl_write(trace, text_cstr(path), &error) != STATUS_OK) {
        write_line(STDERR_FILENO, "meanwhile: warning: ", error.text);
        text_clear(path);
    }
}

static void stream(const Telling *telling, const MeasureRun *run) {
    Text line = {0}, path = {0};
    save_trace(telling, run, &path);
    text_append_cstr(&line, "{\"program\": ");
    json_append_quoted(&line, name_of(telling->options, run->cell));
    text_append_cstr(&line, ", \"engine\": ");
    json_append_quoted(&line, session_engine_name(run->cell->engine));
    text_printf(&line, ", \"run\": %zu, \"of\": %zu, \"makespan_ns\": %lld, \"exit_code\": %d",
                run->number, run->of, (long long)run->result->makespan_ns, run->result->exit_code);
    text_append_cstr(&line, ", \"trace\": ");
    if (path.length > 0) {
        json_append_quoted(&line, text_cstr(&path));
    } else {
        text_append_cstr(&line, "null");
    }
    text_append_char(&line, '}');
    write_line(STDOUT_FILENO, "", text_cstr(&line));
    text_release(&line);
    text_release(&path);
}

static void on_run(void *context, const MeasureRun *run) {
    Telling *telling = context;
    if (run->result != NULL) {
        if (telling->options->stream != NULL) {
            stream(telling, run);
        }
        return;
    }
    if (progress_is_due(&telling->progress)) {
        Text line = {0};
        if (run->number > 0) {
            text_printf(&line, "run %zu of %zu", run->number, run->of);
        } else {
            text_append_cstr(&line, "warm-up run");
        }
        text_printf(&line, ": %s (%s)", name_of(telling->options, run->cell),
                    session_engine_name(run->cell->engine));
        progress_show(&telling->progress, &line);
        text_release(&line);
    }
}

/* ---- rows ---- */

static const char *output_word(MeasureOutput output) {
    static const char *const WORDS[] = {[MEASURE_OUTPUT_SAME] = "same",
                                        [MEASURE_OUTPUT_NUMBERS] = "numbers",
                                        [MEASURE_OUTPUT_ORDER] = "order",
                                        [MEASURE_OUTPUT_OTHER] = "other"};
    return WORDS[output];
}

/* The row of the same program on the first engine that ran it. */
static const CompareRun *first_that_ran(const Runs *runs, size_t row, size_t engines) {
    size_t begin = row / engines * engines;
    for (size_t i = begin; i < begin + engines; i++) {
        if (runs->measurement.cells[i].result.ran || runs->rows[i].trace != NULL) {
            return &runs->rows[i];
        }
    }
    return &runs->rows[begin];
}

static void fill_measurement(Runs *runs, size_t row, size_t engines) {
    const MeasureCell *cell = &runs->measurement.cells[row];
    runs->items[row].measurement = (CompareMeasurement){
        .engine = session_engine_name(cell->engine),
        .measured = measured_of(cell->samples_ns.items, cell->samples_ns.count),
        .samples_ns = cell->samples_ns.items,
        .shown = cell->shown,
        .is_apart = cell->is_apart,
        .clock = &runs->clock,
        .output = output_word(cell->output),
        .printed_by = first_that_ran(runs, row, engines)->name,
        .printed_then = text_cstr(&cell->output_then),
        .printed_now = text_cstr(&cell->output_now),
        .printed_line = cell->output_line};
    CompareRun *run = &runs->rows[row];
    CompareMeasurement *measurement = &runs->items[row].measurement;
    measurement->has_ledger = (cell->shown > 0 || cell->is_apart) && run->twin != NULL &&
                              run->trace != NULL && run->twin->trace != NULL &&
                              run->exit_code == run->twin->exit_code;
    if (measurement->has_ledger) {
        measurement->ledger = ledger_of(run->twin->trace, run->trace);
    }
    run->measurement = measurement;
}

/* A row for each cell, whose result goes over to it. */
static void fill_rows(Runs *runs, const Options *options) {
    size_t engines = options->engine_count, sim = 0;
    while (sim < engines && options->engines[sim] != SESSION_ENGINE_SIM) {
        sim++;
    }
    for (size_t i = 0; i < runs->count; i++) {
        MeasureCell *cell = &runs->measurement.cells[i];
        CommandRun *run = &runs->items[i];
        run->name = name_of(options, cell);
        run->result = cell->result;
        cell->result = (SessionResult){0};
        runs_derive(run);
        text_append_cstr(&run->full_name, run->name);
        if (engines > 1) {
            text_printf(&run->full_name, " (%s)", session_engine_name(cell->engine));
        }
        size_t twin = i / engines * engines + sim;
        runs->rows[i] = (CompareRun){.name = text_cstr(&run->full_name),
                                     .program = run->name,
                                     .trace = run->result.trace,
                                     .spans = &run->spans,
                                     .metrics = &run->metrics,
                                     .exit_code = run->result.exit_code,
                                     .first = &runs->rows[i % engines],
                                     .twin = sim < engines ? &runs->rows[twin] : NULL};
    }
    for (size_t i = 0; i < runs->count; i++) {
        if (session_engine_is_measured(runs->measurement.cells[i].engine)) {
            fill_measurement(runs, i, engines);
        }
    }
}

/* What the programs wrote, as far as it is to be seen; the worst exit code. */
static int show_outputs(const Runs *runs, const Options *options) {
    int worst = EXIT_OK;
    for (size_t i = 0; i < runs->count; i++) {
        const MeasureCell *cell = &runs->measurement.cells[i];
        int code = runs->rows[i].exit_code;
        if (options->output) {
            Text text = {0};
            text_printf(&text, "%s== %s ==\n%s", i > 0 ? "\n" : "", runs->rows[i].name,
                        text_cstr(&cell->out));
            (void)command_write(STDOUT_FILENO, &text);
            text_release(&text);
        }
        /* What a program that failed has to say is not hidden, nor said once for each engine. */
        bool is_repeated =
            i > 0 && cell->program == runs->measurement.cells[i - 1].program &&
            strcmp(text_cstr(&cell->err), text_cstr(&runs->measurement.cells[i - 1].err)) == 0;
        bool is_told = code != EXIT_OK && code != EXIT_INTERRUPTED; /* whoever did that knows */
        if ((options->output || is_told) && !is_repeated) {
            (void)command_write(STDERR_FILENO, &cell->err);
        }
        worst = code > worst ? code : worst;
    }
    return worst;
}

static Status check(const Options *options, Error *error) {
    for (int i = 0; i < options->operand_count; i++) {
        if (saved_trace_is(options->operands[i])) {
            return error_set(error, STATUS_USAGE,
                             "could not run '%.200s': it is a saved trace, and several engines, or "
                             "one that measures, run programs only",
                             options->operands[i]);
        }
    }
    return STATUS_OK;
}

Status measured_runs_make(Runs *runs, Options *options, int *exit_code, Error *error) {
    Status status = check(options, error);
    if (status != STATUS_OK) {
        return status;
    }
    Telling telling = {.options = options};
    progress_begin(&telling.progress);
    Measurement measurement;
    MeasureOptions measure = {.session = &options->session,
                              .programs = (const char *const *)options->operands,
                              .program_count = (size_t)options->operand_count,
                              .engines = options->engines,
                              .engine_count = options->engine_count,
                              .runs = options->runs,
                              .warmups = options->warmups,
                              .budget_ns = options->budget_ns,
                              .on_run = on_run,
                              .on_notice = on_notice,
                              .context = &telling};
    status = measure_run(&measure, &measurement, error);
    progress_end(&telling.progress);
    if (status != STATUS_OK) {
        return status;
    }
    *runs = runs_new(measurement.cell_count);
    runs->measurement = measurement;
    runs->clock = (CompareClock){.name = MONOTONIC_NAME,
                                 .step_ns = monotonic_step_ns(),
                                 .warmups = measurement.warmups,
                                 .is_partial = measurement.is_partial,
                                 .unit = options->time_unit};
    fill_rows(runs, options);
    *exit_code = show_outputs(runs, options);
    *exit_code = measurement.was_interrupted          ? EXIT_INTERRUPTED
                 : measurement.failure == STATUS_REAL ? EXIT_REAL_WORLD
                                                      : *exit_code;
    Text warnings = {0};
    if (measurement.was_interrupted) {
        text_append_cstr(&warnings,
                         "meanwhile: interrupted: what was measured until then is shown\n");
    }
    measured_table_append_warnings(&warnings, runs->rows, runs->count);
    (void)command_write(STDERR_FILENO, &warnings);
    text_release(&warnings);
    return STATUS_OK;
}
