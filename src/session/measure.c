#include "session/measure.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "trace/duration.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* What it takes to start an engine and to end it, for the estimate: an event base, or a python3
 * with its HTTP libraries. */
#define REAL_START_NS INT64_C(20000000)
#define CPYTHON_START_NS INT64_C(600000000)
#define RUN_NS_MIN INT64_C(1000000000) /* a run is given at least so long */

enum { TRACES_KEPT_MAX = 8 }; /* of a cell */

/* What is known of a cell while it is measured. */
typedef struct Work {
    MeasureCell *cell;
    ARRAY_OF(SessionResult) kept; /* runs with their traces, */
    ARRAY_OF(size_t) kept_runs;   /* and which they are */
} Work;

typedef struct Measuring {
    const MeasureOptions *options;
    Measurement *measurement;
    Work *works;
    int64_t *estimates_ns; /* of each program; 0: not known */
    int64_t began_ns;
    size_t runs, warmups;
} Measuring;

/* Ctrl-C between two runs; within one it is the program's, and ends that. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

static void notice(const Measuring *measuring, const char *text) {
    if (measuring->options->on_notice != NULL) {
        measuring->options->on_notice(measuring->options->context, text);
    }
}

static void tell(const Measuring *measuring, const MeasureCell *cell, size_t number,
                 const SessionResult *result) {
    if (measuring->options->on_run != NULL) {
        bool is_measured = session_engine_is_measured(cell->engine);
        MeasureRun run = {.cell = cell,
                          .number = number,
                          .of = is_measured ? measuring->runs : 1,
                          .result = result};
        measuring->options->on_run(measuring->options->context, &run);
    }
}

/* Whether recording a trace takes time that is not the program's. */
static bool is_slowed_by_trace(SessionEngine engine) {
    return engine == SESSION_ENGINE_CPYTHON;
}

static int64_t left_ns(const Measuring *measuring) {
    return measuring->options->budget_ns - (monotonic_now_ns() - measuring->began_ns);
}

/* ---- outputs ---- */

static bool next_line(const char **at, const char **line, size_t *length) {
    if (**at == '\0') {
        return false;
    }
    *line = *at;
    *length = strcspn(*at, "\n");
    *at += *length + ((*at)[*length] == '\n');
    return true;
}

/* The line with each number in it as one '0'. */
static void append_masked(Text *text, const char *line, size_t length) {
    for (size_t i = 0; i < length;) {
        bool is_number = isdigit((unsigned char)line[i]);
        text_append_char(text, is_number ? '0' : line[i]);
        i++;
        while (is_number && i < length && (isdigit((unsigned char)line[i]) || line[i] == '.')) {
            i++;
        }
    }
}

typedef ARRAY_OF(char *) Lines;

static Lines masked_lines(const Text *output) {
    Lines lines = {0};
    const char *at = text_cstr(output), *line;
    size_t length;
    while (next_line(&at, &line, &length)) {
        Text masked = {0};
        append_masked(&masked, line, length);
        text_append_cstr(&masked, "");
        ARRAY_PUSH(&lines, masked.bytes != NULL ? text_take(&masked) : memory_copy_string(""));
    }
    return lines;
}

static void release_lines(Lines *lines) {
    for (size_t i = 0; i < lines->count; i++) {
        memory_free(lines->items[i]);
    }
    ARRAY_RELEASE(lines);
}

static bool lines_equal(const Lines *a, const Lines *b) {
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        equal = strcmp(a->items[i], b->items[i]) == 0;
    }
    return equal;
}

static int by_text(const void *left, const void *right) {
    const char *a, *b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return strcmp(a, b);
}

static void sort_lines(Lines *lines) {
    if (lines->count > 1) {
        qsort(lines->items, lines->count, sizeof *lines->items, by_text);
    }
}

/* Finds the first line that differs, as it stands there; of an output that ends before, nothing. */
static void find_difference(const Text *then, const Text *now, Text *line_then, Text *line_now,
                            int *number) {
    const char *at_then = text_cstr(then), *at_now = text_cstr(now);
    for (*number = 1;; ++*number) {
        const char *a = "", *b = "";
        size_t a_length = 0, b_length = 0;
        bool has_a = next_line(&at_then, &a, &a_length), has_b = next_line(&at_now, &b, &b_length);
        bool differs = has_a != has_b || a_length != b_length || memcmp(a, b, a_length) != 0;
        if (differs || !has_a) {
            text_append(line_then, a, a_length);
            text_append(line_now, b, b_length);
            return;
        }
    }
}

MeasureOutput measure_compare_output(const Text *then, const Text *now, Text *line_then,
                                     Text *line_now, int *line) {
    if (strcmp(text_cstr(then), text_cstr(now)) == 0) {
        return MEASURE_OUTPUT_SAME;
    }
    Lines a = masked_lines(then), b = masked_lines(now);
    MeasureOutput output = MEASURE_OUTPUT_NUMBERS;
    if (!lines_equal(&a, &b)) {
        sort_lines(&a);
        sort_lines(&b);
        output = lines_equal(&a, &b) ? MEASURE_OUTPUT_ORDER : MEASURE_OUTPUT_OTHER;
    }
    release_lines(&a);
    release_lines(&b);
    find_difference(then, now, line_then, line_now, line);
    return output;
}

/* It was stopped before its end: what it printed is no whole. */
static bool was_cut_short(const MeasureCell *cell) {
    int code = cell->result.exit_code;
    return code == EXIT_INTERRUPTED || code == EXIT_LIMIT;
}

/* Each cell's output against that of the program's first engine that ran. */
static void compare_outputs(const Measuring *measuring) {
    size_t engines = measuring->options->engine_count;
    for (size_t p = 0; p < measuring->options->program_count; p++) {
        const MeasureCell *first = NULL;
        for (size_t e = 0; e < engines; e++) {
            MeasureCell *cell = &measuring->measurement->cells[p * engines + e];
            if (was_cut_short(cell)) {
                continue;
            }
            if (cell->result.ran && first == NULL) {
                first = cell;
            } else if (cell->result.ran) {
                cell->output = measure_compare_output(&first->out, &cell->out, &cell->output_then,
                                                      &cell->output_now, &cell->output_line);
            }
        }
    }
}

/* ---- runs ---- */

/* Runs a cell's program once. What its first run wrote is kept. */
static Status run_once(Measuring *measuring, MeasureCell *cell, bool with_trace,
                       SessionResult *result, Error *error) {
    SessionOptions session = *measuring->options->session;
    Text out = {0}, err = {0};
    session.program_path = measuring->options->programs[cell->program];
    session.engine = cell->engine;
    session.trace = with_trace;
    session.stdout_sink = (SessionSink){.fd = -1, .text = &out};
    session.stderr_sink = (SessionSink){.fd = -1, .text = &err};
    if (session_engine_is_measured(cell->engine)) {
        int64_t limit_ns = left_ns(measuring) > RUN_NS_MIN ? left_ns(measuring) : RUN_NS_MIN;
        bool is_stricter = session.limits.time_ns > 0 && session.limits.time_ns < limit_ns;
        session.limits.time_ns = is_stricter ? session.limits.time_ns : limit_ns;
    }
    Status status = session_run(&session, result, error);
    measuring->measurement->was_interrupted |= interrupted != 0;
    if (status == STATUS_OK && !cell->has_run) {
        cell->out = out;
        cell->err = err;
        cell->has_run = true;
    } else {
        text_release(&out);
        text_release(&err);
    }
    return status;
}

/* Whether a run ended so that it says nothing about how long the program takes, and another one
 * would end likewise. */
static bool is_no_sample(const SessionResult *result) {
    int code = result->exit_code;
    return !result->ran || code == EXIT_LIMIT || code == EXIT_DEADLOCK || code == EXIT_REAL_WORLD ||
           code == EXIT_INTERRUPTED;
}

/* How far a kept run is from the median. */
static int64_t distance(const Work *work, size_t kept, int64_t median_ns) {
    return llabs(work->kept.items[kept].makespan_ns - median_ns);
}

/* Of too many kept runs the one farthest from the median goes. */
static void keep(Work *work, const SessionResult *result) {
    const MeasureCell *cell = work->cell;
    ARRAY_PUSH(&work->kept, *result);
    ARRAY_PUSH(&work->kept_runs, cell->samples_ns.count);
    if (work->kept.count <= TRACES_KEPT_MAX) {
        return;
    }
    int64_t median_ns = measured_of(cell->samples_ns.items, cell->samples_ns.count).median_ns;
    size_t worst = 0;
    for (size_t i = 1; i < work->kept.count; i++) {
        worst = distance(work, i, median_ns) > distance(work, worst, median_ns) ? i : worst;
    }
    session_result_release(&work->kept.items[worst]);
    work->kept.items[worst] = work->kept.items[--work->kept.count];
    work->kept_runs.items[worst] = work->kept_runs.items[--work->kept_runs.count];
}

/* The cell's result is the kept run nearest to the median, unless the cell ended badly. */
static void choose_shown(Work *work) {
    MeasureCell *cell = work->cell;
    if (work->kept.count > 0 && !cell->has_ended) {
        int64_t median_ns = measured_of(cell->samples_ns.items, cell->samples_ns.count).median_ns;
        size_t best = 0;
        for (size_t i = 1; i < work->kept.count; i++) {
            best = distance(work, i, median_ns) < distance(work, best, median_ns) ? i : best;
        }
        cell->result = work->kept.items[best];
        cell->shown = work->kept_runs.items[best];
        work->kept.items[best] = (SessionResult){0};
    }
    for (size_t i = 0; i < work->kept.count; i++) {
        session_result_release(&work->kept.items[i]);
    }
    ARRAY_RELEASE(&work->kept);
    ARRAY_RELEASE(&work->kept_runs);
}

/* The one run of a simulated cell. */
static Status simulate_cell(Measuring *measuring, MeasureCell *cell, Error *error) {
    tell(measuring, cell, 1, NULL);
    Status status = run_once(measuring, cell, true, &cell->result, error);
    if (status == STATUS_OK) {
        cell->has_ended = true;
        tell(measuring, cell, 1, &cell->result);
        if (cell->result.exit_code == EXIT_INTERRUPTED) {
            measuring->measurement->was_interrupted = true;
        }
    }
    return status;
}

/* One run of a measured cell; number 0 is a warm-up run. */
static Status measure_cell(Measuring *measuring, Work *work, size_t number, Error *error) {
    MeasureCell *cell = work->cell;
    SessionResult result;
    tell(measuring, cell, number, NULL);
    bool with_trace = !is_slowed_by_trace(cell->engine) && !measuring->options->no_traces;
    Status status = run_once(measuring, cell, with_trace, &result, error);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_over = left_ns(measuring) <= 0 && result.exit_code == EXIT_LIMIT;
    if (!is_no_sample(&result) && number > 0) {
        ARRAY_PUSH(&cell->samples_ns, result.makespan_ns);
        tell(measuring, cell, number, &result);
        keep(work, &result);
        return STATUS_OK;
    }
    measuring->measurement->was_interrupted |= result.exit_code == EXIT_INTERRUPTED;
    /* What ends the measuring is no reason to lose what was measured before. */
    bool is_kept = is_no_sample(&result) &&
                   (work->kept.count == 0 || (!is_over && result.exit_code != EXIT_INTERRUPTED));
    tell(measuring, cell, number, &result);
    if (is_kept) {
        cell->has_ended = true;
        cell->result = result;
    } else {
        session_result_release(&result);
    }
    return STATUS_OK;
}

/* ---- the plan ---- */

static int64_t start_ns(SessionEngine engine) {
    return engine == SESSION_ENGINE_CPYTHON ? CPYTHON_START_NS : REAL_START_NS;
}

/* A simulation of each program: those that are wanted, and where none is, one for the estimate. */
static Status simulate(Measuring *measuring, Error *error) {
    const MeasureOptions *options = measuring->options;
    Status status = STATUS_OK;
    for (size_t i = 0; i < measuring->measurement->cell_count && status == STATUS_OK; i++) {
        MeasureCell *cell = &measuring->measurement->cells[i];
        if (!session_engine_is_measured(cell->engine) && !measuring->measurement->was_interrupted) {
            status = simulate_cell(measuring, cell, error);
            measuring->estimates_ns[cell->program] = cell->result.makespan_ns;
        }
    }
    for (size_t p = 0; p < options->program_count && status == STATUS_OK; p++) {
        if (measuring->estimates_ns[p] == 0) {
            MeasureCell guess = {.program = p, .engine = SESSION_ENGINE_SIM};
            status = run_once(measuring, &guess, false, &guess.result, error);
            measuring->estimates_ns[p] = guess.result.makespan_ns;
            session_result_release(&guess.result);
            text_release(&guess.out);
            text_release(&guess.err);
        }
    }
    return status;
}

static void append_about(Text *text, int64_t ns) {
    duration_append_spoken(text, ns < 100000000 ? 100000000 : ns);
}

/* How many rounds fit into the budget; says so where that is fewer than wanted. */
static Status plan(Measuring *measuring, Error *error) {
    const MeasureOptions *options = measuring->options;
    int64_t round_ns = 0;
    bool has_another = false; /* round, for traces */
    for (size_t i = 0; i < measuring->measurement->cell_count; i++) {
        const MeasureCell *cell = &measuring->measurement->cells[i];
        if (session_engine_is_measured(cell->engine)) {
            round_ns = duration_add(round_ns, measuring->estimates_ns[cell->program]);
            round_ns = duration_add(round_ns, start_ns(cell->engine));
        }
        has_another |= is_slowed_by_trace(cell->engine) && !options->no_traces;
    }
    if (round_ns == 0) {
        return STATUS_OK;
    }
    if (options->runs == 0) {
        int64_t fitting = MEASURE_NS_DEFAULT / round_ns;
        measuring->runs = fitting > MEASURE_RUNS_DEFAULT ? (size_t)fitting : MEASURE_RUNS_DEFAULT;
    }
    size_t wanted = measuring->runs;
    int64_t rounds = options->budget_ns / round_ns - has_another;
    Text one = {0}, budget = {0}, text = {0};
    append_about(&one, round_ns);
    append_about(&budget, options->budget_ns);
    Status status = STATUS_OK;
    if (rounds <= 0) {
        status = error_set(error, STATUS_USAGE,
                           "could not measure within %s: one run of each needs about %s "
                           "(--time-limit allows more, --time-scale 0.1 shrinks latencies)",
                           text_cstr(&budget), text_cstr(&one));
    } else if ((uint64_t)rounds < options->warmups + wanted) {
        measuring->warmups = rounds > (int64_t)options->warmups ? options->warmups : 0;
        measuring->runs = (size_t)rounds - measuring->warmups;
        text_printf(&text,
                    "%zu run%s of each instead of %zu, to be done within %s: one round takes about "
                    "%s (--time-limit allows more, --time-scale 0.1 shrinks latencies)",
                    measuring->runs, measuring->runs == 1 ? "" : "s", wanted, text_cstr(&budget),
                    text_cstr(&one));
        notice(measuring, text_cstr(&text));
    }
    text_release(&one);
    text_release(&budget);
    text_release(&text);
    return status;
}

static bool has_samples(const Measurement *measurement) {
    for (size_t i = 0; i < measurement->cell_count; i++) {
        if (measurement->cells[i].samples_ns.count > 0) {
            return true;
        }
    }
    return false;
}

/* Whether nothing more is to be run: after Ctrl-C, or when the time is used up. */
static bool is_over(Measuring *measuring) {
    measuring->measurement->was_interrupted |= interrupted != 0;
    bool is_late = left_ns(measuring) <= 0;
    if (is_late && !measuring->measurement->was_interrupted) {
        notice(measuring, "the time is used up: the result is partial (--time-limit allows more)");
    }
    return is_late || measuring->measurement->was_interrupted;
}

/* One run of each; number 0 is for warming up. Returns false when there is to be no other round. */
static bool measure_round(Measuring *measuring, size_t number, Status *status, Error *error) {
    Measurement *measurement = measuring->measurement;
    for (size_t i = 0; i < measurement->cell_count; i++) {
        Work *work = &measuring->works[i];
        if (work->cell->has_ended) {
            continue;
        }
        bool stops = is_over(measuring);
        if (!stops) {
            *status = measure_cell(measuring, work, number, error);
            stops = measurement->was_interrupted;
        }
        if (*status != STATUS_OK && has_samples(measurement)) {
            notice(measuring, error->text);
            measurement->failure = *status;
            *status = STATUS_OK;
            stops = true;
        }
        if (stops || *status != STATUS_OK) {
            measurement->is_partial = true;
            return false;
        }
    }
    return true;
}

/* The runs for traces of engines that were measured without. Where the time is used up, or a run
 * ends badly, the cell keeps the result that it has. */
static void record_traces(Measuring *measuring) {
    Error error;
    for (size_t i = 0; i < measuring->measurement->cell_count; i++) {
        MeasureCell *cell = &measuring->measurement->cells[i];
        bool is_wanted = is_slowed_by_trace(cell->engine) && cell->samples_ns.count > 0 &&
                         !cell->has_ended && left_ns(measuring) > 0;
        if (!is_wanted || measuring->measurement->was_interrupted) {
            continue;
        }
        SessionResult result;
        tell(measuring, cell, measuring->runs + 1, NULL);
        if (run_once(measuring, cell, true, &result, &error) != STATUS_OK) {
            notice(measuring, error.text);
            return;
        }
        tell(measuring, cell, measuring->runs + 1, &result);
        measuring->measurement->was_interrupted |= result.exit_code == EXIT_INTERRUPTED;
        if (is_no_sample(&result)) {
            session_result_release(&result);
        } else {
            session_result_release(&cell->result);
            cell->result = result;
            cell->shown = 0;
            cell->is_apart = true;
        }
    }
}

Status measure_run(const MeasureOptions *options, Measurement *measurement, Error *error) {
    size_t count = options->program_count * options->engine_count;
    *measurement = (Measurement){.cells = memory_new_zeroed(count + 1, sizeof(MeasureCell)),
                                 .cell_count = count};
    Measuring measuring = {.options = options,
                           .measurement = measurement,
                           .works = memory_new_zeroed(count + 1, sizeof(Work)),
                           .estimates_ns =
                               memory_new_zeroed(options->program_count + 1, sizeof(int64_t)),
                           .began_ns = monotonic_now_ns(),
                           .runs = options->runs,
                           .warmups = options->warmups};
    for (size_t i = 0; i < count; i++) {
        measurement->cells[i].program = i / options->engine_count;
        measurement->cells[i].engine = options->engines[i % options->engine_count];
        measuring.works[i].cell = &measurement->cells[i];
    }
    struct sigaction action = {.sa_handler = on_interrupt}, before;
    interrupted = 0;
    sigaction(SIGINT, &action, &before);
    Status status = simulate(&measuring, error);
    measurement->is_partial = measurement->was_interrupted;
    if (status == STATUS_OK && !measurement->was_interrupted) {
        status = plan(&measuring, error);
    }
    measurement->warmups = measuring.warmups;
    bool goes_on = status == STATUS_OK && !measurement->was_interrupted;
    for (size_t round = 0; goes_on && round < measuring.warmups + measuring.runs; round++) {
        size_t number = round < measuring.warmups ? 0 : round - measuring.warmups + 1;
        goes_on = measure_round(&measuring, number, &status, error);
    }
    for (size_t i = 0; i < count; i++) {
        choose_shown(&measuring.works[i]);
    }
    if (status == STATUS_OK && !options->no_traces) {
        record_traces(&measuring);
    }
    sigaction(SIGINT, &before, NULL);
    compare_outputs(&measuring);
    memory_free(measuring.works);
    memory_free(measuring.estimates_ns);
    if (status != STATUS_OK) {
        measure_release(measurement);
    }
    return status;
}

void measure_release(Measurement *measurement) {
    for (size_t i = 0; i < measurement->cell_count; i++) {
        MeasureCell *cell = &measurement->cells[i];
        session_result_release(&cell->result);
        ARRAY_RELEASE(&cell->samples_ns);
        text_release(&cell->out);
        text_release(&cell->err);
        text_release(&cell->output_then);
        text_release(&cell->output_now);
    }
    memory_free(measurement->cells);
    *measurement = (Measurement){0};
}
