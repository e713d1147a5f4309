#include "session/sweep.h"

#include "base/memory.h"
#include "vm/library.h"

#include <string.h>

typedef struct Sweep {
    const SweepOptions *options;
    SessionOptions session; /* what all have in common, with the library */
} Sweep;

typedef struct Record {
    SweepRun runs[SWEEP_PROGRAMS_MAX];
} Record;

_Static_assert(sizeof(Record) <= WORKERS_RECORD_BYTES_MAX, "a point's runs fit into a record");

/* What a point adds to the options of all. */
typedef struct Place {
    ARRAY_OF(SessionSetting) settings;
    ARRAY_OF(char *) lines; /* ours from `own` on */
    size_t own;
    uint64_t seed;
} Place;

static void place_init(Place *place, const Sweep *sweep, uint64_t point) {
    const Grid *grid = sweep->options->grid;
    *place = (Place){.seed = grid_seed(grid, point), .own = sweep->session.world_line_count};
    for (size_t i = 0; i < place->own; i++) {
        ARRAY_PUSH(&place->lines, (char *)sweep->session.world_lines[i]);
    }
    for (size_t i = 0; i < grid->axes.count; i++) {
        const GridAxis *axis = &grid->axes.items[i];
        const char *value = grid_value(grid, point, i);
        if (axis->kind == GRID_SETTING) {
            ARRAY_PUSH(&place->settings, (SessionSetting){.name = axis->name, .value = value});
        } else {
            Text line = {0};
            text_printf(&line, "%s%s %s", axis->kind == GRID_LATENCY ? "host * " : "", axis->name,
                        value);
            ARRAY_PUSH(&place->lines, text_take(&line));
        }
    }
}

static void place_release(Place *place) {
    for (size_t i = place->own; i < place->lines.count; i++) {
        memory_free(place->lines.items[i]);
    }
    ARRAY_RELEASE(&place->lines);
    ARRAY_RELEASE(&place->settings);
}

static void measure(SweepRun *run, const SessionResult *result) {
    if (result->trace != NULL) {
        Spans spans;
        spans_derive(&spans, result->trace);
        metrics_compute(&run->metrics, result->trace, &spans);
        spans_release(&spans);
    }
}

static Status run_point(const Sweep *sweep, uint64_t point, SweepRun *runs, Text *refusal,
                        Error *error) {
    const SweepOptions *options = sweep->options;
    Place place;
    place_init(&place, sweep, point);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->program_count; i++) {
        Text errors = {0};
        SessionOptions session = sweep->session;
        session.program_path = options->programs[i];
        session.program_text = text_cstr(&options->texts[i]);
        session.program_length = options->texts[i].length;
        session.settings = place.settings.items;
        session.setting_count = place.settings.count;
        session.world_lines = (const char *const *)place.lines.items;
        session.world_line_count = place.lines.count;
        session.seed = options->grid->has_seeds ? &place.seed : session.seed;
        session.trace = true;
        session.stdout_sink = (SessionSink){.fd = -1};
        session.stderr_sink = (SessionSink){.text = &errors};
        SessionResult result;
        status = session_run(&session, &result, error);
        if (status == STATUS_OK) {
            runs[i] =
                (SweepRun){.seed = result.seed, .exit_code = result.exit_code, .ran = result.ran};
            measure(&runs[i], &result);
            if (!result.ran && refusal != NULL && refusal->length == 0) {
                text_append(refusal, text_cstr(&errors), errors.length);
            }
            session_result_release(&result);
        }
        text_release(&errors);
    }
    place_release(&place);
    return status;
}

/* In a worker. */
static void work(void *context, uint64_t number, void *record) {
    const Sweep *sweep = context;
    Record *into = record;
    Error error;
    if (run_point(sweep, sweep->options->points[number], into->runs, NULL, &error) != STATUS_OK) {
        for (size_t i = 0; i < sweep->options->program_count; i++) {
            into->runs[i] = (SweepRun){.exit_code = EXIT_REFUSED}; /* a world's file has gone */
        }
    }
}

/* Ctrl-C is no property of a program. */
static bool is_interrupted(const SweepOptions *options, const SweepRun *runs) {
    bool found = false;
    for (size_t i = 0; i < options->program_count; i++) {
        found |= runs[i].exit_code == EXIT_INTERRUPTED;
    }
    return found;
}

static void arrived(void *context, uint64_t number, const void *record) {
    const SweepOptions *options = ((Sweep *)context)->options;
    Record copy;
    memcpy(&copy, record, options->program_count * sizeof *copy.runs);
    if (!is_interrupted(options, copy.runs)) {
        options->arrived(options->context, options->points[number], copy.runs);
    }
}

static Status run_rest(Sweep *sweep, SweepEnd *end, Error *error) {
    const SweepOptions *options = sweep->options;
    WorkersSpec spec = {.first = 1,
                        .count = options->point_count - 1,
                        .workers = options->workers,
                        .record_bytes = options->program_count * sizeof(SweepRun),
                        .work = work,
                        .arrived = arrived,
                        .context = sweep};
    WorkersEnd how;
    Status status = workers_run(&spec, &how, error);
    end->was_interrupted = status == STATUS_OK && how == WORKERS_INTERRUPTED;
    return status;
}

Status sweep_run(const SweepOptions *options, SweepEnd *end, Error *error) {
    CHECK(options->program_count >= 1 && options->program_count <= SWEEP_PROGRAMS_MAX);
    *end = (SweepEnd){0};
    if (options->point_count == 0) {
        return STATUS_OK;
    }
    Sweep sweep = {.options = options, .session = *options->session};
    Library *library = library_new();
    sweep.session.library = library;
    Record first = {0};
    Status status = run_point(&sweep, options->points[0], first.runs, &end->refusal, error);
    if (status == STATUS_OK && end->refusal.length == 0) {
        end->was_interrupted = is_interrupted(options, first.runs);
        if (!end->was_interrupted) {
            options->arrived(options->context, options->points[0], first.runs);
        }
        if (!end->was_interrupted && options->point_count > 1) {
            status = run_rest(&sweep, end, error);
        }
    }
    library_free(library);
    return status;
}
