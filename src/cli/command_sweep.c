#include "base/file.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/file_sink.h"
#include "cli/progress.h"
#include "cli/replay.h"
#include "cli/runs.h"
#include "cli/sweep_journal.h"
#include "cli/sweep_picture.h"
#include "report/sweep_chart.h"
#include "report/sweep_table.h"
#include "session/sweep.h"
#include "trace/duration.h"
#include "trace/saved_trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A sweep from the command line to its table. */
typedef struct Sweeping {
    Options *options;
    Grid grid;
    Text texts[SWEEP_PROGRAMS_MAX];
    const char *names[SWEEP_PROGRAMS_MAX];
    size_t program_count;
    uint64_t first, count; /* the points of this shard */
    SweepTable table;
    SweepJournal journal;
    size_t resumed; /* points that were there already */
    Progress progress;
} Sweeping;

/* ---- the grid ---- */

static Status add_host(Grid *grid, const char *line, Error *error) {
    line += strspn(line, " \t");
    size_t length = strcspn(line, " \t");
    if (line[length] == '\0') {
        return error_set(error, STATUS_USAGE, "--host: '%.200s' says nothing about the host", line);
    }
    Text name = {0};
    text_append_cstr(&name, "host ");
    text_append(&name, line, length);
    length += strspn(line + length, " \t");
    Status status = grid_add(grid, GRID_HOST, text_cstr(&name), line + length, error);
    text_release(&name);
    return status;
}

static Status add_setting(Grid *grid, const char *value, Error *error) {
    Text name = {0};
    size_t length = strcspn(value, "=");
    text_append(&name, value, length);
    Status status = grid_add(grid, GRID_SETTING, text_cstr(&name), value + length + 1, error);
    text_release(&name);
    return status;
}

static Status make_grid(Sweeping *sweeping, Error *error) {
    const Options *options = sweeping->options;
    Grid *grid = &sweeping->grid;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->given.count; i++) {
        const OptionGiven *given = &options->given.items[i];
        if (given->id == OPTION_SET) {
            status = add_setting(grid, given->value, error);
        } else if (given->id == OPTION_LATENCY) {
            status = grid_add(grid, GRID_LATENCY, "latency", given->value, error);
        } else if (given->id == OPTION_HOST) {
            status = add_host(grid, given->value, error);
        }
    }
    if (options->explore.has_seeds) {
        grid_set_seeds(grid, options->explore.seed_first, options->explore.seed_last);
    }
    uint64_t points = 0;
    if (status == STATUS_OK) {
        status = grid_count(grid, sweeping->program_count, &points, error);
    }
    if (status == STATUS_OK) {
        grid_shard(points, options->shard, options->shards, &sweeping->first, &sweeping->count);
    }
    return status;
}

static Status read_programs(Sweeping *sweeping, Error *error) {
    const Options *options = sweeping->options;
    if (options->operand_count > SWEEP_PROGRAMS_MAX) {
        return error_set(error, STATUS_USAGE, "sweep runs %d programs at most, not %d",
                         SWEEP_PROGRAMS_MAX, options->operand_count);
    }
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < options->operand_count; i++) {
        if (saved_trace_is(options->operands[i])) {
            return error_set(error, STATUS_USAGE,
                             "could not run %.200s: it is a saved trace; sweep needs programs",
                             options->operands[i]);
        }
        sweeping->names[i] = runs_name_of(options, i);
        status = file_read(options->operands[i], FILE_BYTES_MAX, &sweeping->texts[i], error);
        sweeping->program_count++;
    }
    return status;
}

/* ---- what is done ---- */

static void append_header(Text *text, const Grid *grid) {
    size_t count = grid->axes.count;
    const char **names = memory_new((count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = grid->axes.items[i].name;
    }
    sweep_table_append_header(text, names, count);
    memory_free(names);
}

/* Whole seconds, from a minute on whole minutes: no more is known. */
static void append_left(Text *text, int64_t left_ms) {
    enum { MINUTE = 60, HOUR = 60 * MINUTE };
    int64_t left = (left_ms + 999) / 1000, minutes = (left + MINUTE - 1) / MINUTE;
    if (left < MINUTE) {
        text_printf(text, "%lld s", (long long)left);
    } else if (left < HOUR) {
        text_printf(text, "%lld min", (long long)minutes);
    } else {
        text_printf(text, "%lld h %lld min", (long long)(minutes / 60), (long long)(minutes % 60));
    }
}

static void show_progress(Sweeping *sweeping) {
    size_t done = sweeping->table.points.count, fresh = done - sweeping->resumed;
    if (!progress_is_due(&sweeping->progress) || fresh == 0) {
        return;
    }
    Text line = {0};
    int64_t left_ms = progress_elapsed_ms(&sweeping->progress) * (int64_t)(sweeping->count - done) /
                      (int64_t)fresh;
    duration_append_count(&line, (int64_t)done);
    text_append_cstr(&line, " of ");
    duration_append_count(&line, (int64_t)sweeping->count);
    text_append_cstr(&line, " points, about ");
    append_left(&line, left_ms);
    text_append_cstr(&line, " left");
    progress_show(&sweeping->progress, &line);
    text_release(&line);
}

/* Adds a point's lines to a table; they are at its end then. */
static void add_point(const Sweeping *sweeping, uint64_t point, const SweepRun *runs,
                      SweepTable *table) {
    size_t value_count = sweeping->grid.axes.count;
    const char **values = memory_new((value_count + 1) * sizeof *values);
    for (size_t i = 0; i < value_count; i++) {
        values[i] = grid_value(&sweeping->grid, point, i);
    }
    Text lines = {0};
    for (size_t i = 0; i < sweeping->program_count; i++) {
        SweepTableLine line = {.point = point,
                               .seed = runs[i].seed,
                               .program = sweeping->names[i],
                               .values = values,
                               .value_count = value_count,
                               .exit_code = runs[i].exit_code,
                               .run = runs[i].ran ? &runs[i].metrics : NULL,
                               .first = runs[0].ran ? &runs[0].metrics : NULL};
        sweep_table_append_line(&lines, &line);
    }
    sweep_table_add(table, point, text_cstr(&lines), lines.length);
    text_release(&lines);
    memory_free(values);
}

static void arrived(void *context, uint64_t point, const SweepRun *runs) {
    Sweeping *sweeping = context;
    SweepTable *table = &sweeping->table;
    add_point(sweeping, point, runs, table);
    const SweepTableRow *row = &table->points.items[table->points.count - 1];
    sweep_journal_add(&sweeping->journal, table->lines.bytes + row->begin, row->length);
    show_progress(sweeping);
}

/* The points of the shard that are not in the table yet; the caller frees. */
static uint64_t *points_left(const Sweeping *sweeping, size_t *count) {
    bool *done = memory_new_zeroed((size_t)sweeping->count + 1, sizeof *done);
    for (size_t i = 0; i < sweeping->table.points.count; i++) {
        uint64_t point = sweeping->table.points.items[i].point - sweeping->first;
        if (point < sweeping->count) {
            done[point] = true;
        }
    }
    uint64_t *points = memory_new(((size_t)sweeping->count + 1) * sizeof *points);
    *count = 0;
    for (uint64_t i = 0; i < sweeping->count; i++) {
        if (!done[i]) {
            points[(*count)++] = sweeping->first + i;
        }
    }
    memory_free(done);
    return points;
}

static void say(const Text *line) {
    Text text = {0};
    text_printf(&text, "meanwhile: %s\n", text_cstr(line));
    (void)command_write(STDERR_FILENO, &text);
    text_release(&text);
}

static void say_resumed(const Sweeping *sweeping) {
    if (sweeping->resumed > 0) {
        Text line = {0};
        text_printf(&line, "note: %s has %zu of %llu points; going on from there",
                    sweeping->journal.path, sweeping->resumed, (unsigned long long)sweeping->count);
        say(&line);
        text_release(&line);
    }
}

/* Says what has been kept when a sweep ends before it is done. */
static void say_interrupted(const Sweeping *sweeping) {
    Text line = {0};
    text_printf(&line, "interrupted: %zu of %llu points are done", sweeping->table.points.count,
                (unsigned long long)sweeping->count);
    if (sweeping->journal.path != NULL && sweeping->journal.problem == 0) {
        text_printf(&line, " and kept in %s; the same command goes on from there",
                    sweeping->journal.path);
    }
    say(&line);
    text_release(&line);
}

static Status run_points(Sweeping *sweeping, bool *is_done, int *exit_code, Error *error) {
    Options *options = sweeping->options;
    SessionOptions session = options->session;
    ARRAY_OF(const char *) lines = {0}; /* without those that are axes */
    for (size_t i = 0; i < options->world_lines.count; i++) {
        if (strncmp(options->world_lines.items[i], "host ", 5) != 0) {
            ARRAY_PUSH(&lines, options->world_lines.items[i]);
        }
    }
    session.world_lines = lines.items;
    session.world_line_count = lines.count;
    size_t point_count;
    uint64_t *points = points_left(sweeping, &point_count);
    SweepOptions sweep = {.session = &session,
                          .grid = &sweeping->grid,
                          .programs = (const char *const *)options->operands,
                          .texts = sweeping->texts,
                          .program_count = sweeping->program_count,
                          .points = points,
                          .point_count = point_count,
                          .workers = options->explore.workers,
                          .arrived = arrived,
                          .context = sweeping};
    SweepEnd end;
    progress_begin(&sweeping->progress);
    Status status = sweep_run(&sweep, &end, error);
    progress_end(&sweeping->progress);
    *is_done = false;
    if (status == STATUS_OK && end.refusal.length > 0) {
        (void)command_write(STDERR_FILENO, &end.refusal);
        *exit_code = EXIT_REFUSED;
    } else if (status == STATUS_OK && sweeping->table.points.count < sweeping->count) {
        say_interrupted(sweeping);
        *exit_code = EXIT_INTERRUPTED;
    } else {
        *is_done = status == STATUS_OK;
    }
    text_release(&end.refusal);
    memory_free(points);
    ARRAY_RELEASE(&lines);
    return status;
}

/* ---- where it goes ---- */

typedef enum SweepFormat {
    SWEEP_CSV,
    SWEEP_SVG,
    SWEEP_HTML,
    SWEEP_PNG,
    SWEEP_FORMAT_COUNT
} SweepFormat;

static const char *const ENDINGS[SWEEP_FORMAT_COUNT] = {".csv", ".svg", ".html", ".png"};

static SweepFormat format_of(const Options *options, const char *path) {
    if (options->format == NULL && strcmp(path, "-") == 0) {
        return SWEEP_CSV;
    }
    const char *name = options->format != NULL ? options->format : path;
    size_t length = strlen(name);
    int format = 0;
    while (format < SWEEP_FORMAT_COUNT &&
           (length < strlen(ENDINGS[format]) ||
            strcmp(name + length - strlen(ENDINGS[format]), ENDINGS[format]) != 0)) {
        format++;
    }
    return (SweepFormat)format;
}

static bool is_target(const OptionGiven *given) {
    return given->id == OPTION_OUT;
}

/* A table whose runs took no time, to ask whether a chart of the sweep can be drawn at all. */
static Status check_chart(const Sweeping *sweeping, Error *error) {
    SweepTable plan = {0};
    append_header(&plan.header, &sweeping->grid);
    SweepRun runs[SWEEP_PROGRAMS_MAX] = {{.ran = true}};
    for (uint64_t i = 0; i < sweeping->count; i++) {
        add_point(sweeping, sweeping->first + i, runs, &plan);
    }
    Status status = sweep_chart_check(&plan, error);
    sweep_table_release(&plan);
    return status;
}

static Status check_target(const Sweeping *sweeping, const char *path, Error *error) {
    SweepFormat format = format_of(sweeping->options, path);
    Status status = STATUS_OK;
    if (format == SWEEP_FORMAT_COUNT) {
        status = error_set(error, STATUS_USAGE,
                           "could not tell the format of '%.200s' by its ending: a sweep is "
                           "written as .csv, .svg, .html or .png (--format names one)",
                           path);
    } else if (format != SWEEP_CSV && !sweeping->options->merge) {
        status = check_chart(sweeping, error);
    }
    if (status == STATUS_OK && format == SWEEP_PNG) {
        status = sweep_picture_check(error);
    }
    /* An impossible target fails before anything runs. It is opened again when it is written: what
     * lies beside it meanwhile would stay after a kill. */
    FileWriter writer;
    if (status == STATUS_OK) {
        status = file_writer_open(&writer, path, error);
    }
    if (status == STATUS_OK) {
        file_writer_abandon(&writer);
    }
    return status;
}

static Status check_targets(const Sweeping *sweeping, Error *error) {
    const Options *options = sweeping->options;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->given.count; i++) {
        if (is_target(&options->given.items[i])) {
            status = check_target(sweeping, options->given.items[i].value, error);
        }
    }
    return status;
}

static Status append_chart(Text *text, const Sweeping *sweeping, SweepFormat format, Error *error) {
    if (format == SWEEP_SVG) {
        return sweep_chart_append_svg(text, &sweeping->table, error);
    }
    Text command = {0};
    replay_append_command(&command, sweeping->options, COMMAND_SWEEP);
    Status status = sweep_chart_append_html(text, &sweeping->table, text_cstr(&command), error);
    text_release(&command);
    return status;
}

static Status write_target(const Sweeping *sweeping, const char *path, Error *error) {
    FileWriter writer;
    FileSink file = {.writer = &writer, .error = error};
    ReportSink sink = {.write = file_sink_write, .context = &file};
    SweepFormat format = format_of(sweeping->options, path);
    if (format == SWEEP_PNG) {
        return sweep_picture_write(path, &sweeping->table, error);
    }
    Status status =
        format == SWEEP_CSV ? STATUS_OK : append_chart(&sink.text, sweeping, format, error);
    if (status == STATUS_OK) {
        status = file_writer_open(&writer, path, error);
    }
    if (status != STATUS_OK) {
        text_release(&sink.text);
        return status;
    }
    if (format == SWEEP_CSV) {
        sweep_table_write(&sink, &sweeping->table);
    }
    if (!report_sink_end(&sink)) {
        file_writer_abandon(&writer);
        return file.status;
    }
    return file_writer_finish(&writer, error);
}

/* To every -o, or standard output where there is none. */
static Status write_targets(const Sweeping *sweeping, Error *error) {
    const Options *options = sweeping->options;
    Status status = STATUS_OK;
    bool any = false;
    for (size_t i = 0; status == STATUS_OK && i < options->given.count; i++) {
        if (is_target(&options->given.items[i])) {
            any = true;
            status = write_target(sweeping, options->given.items[i].value, error);
        }
    }
    return any || status != STATUS_OK ? status : write_target(sweeping, "-", error);
}

/* The journal lies beside the first target that is a file; NULL: there is none. */
static const char *journal_target(const Options *options) {
    for (size_t i = 0; i < options->given.count; i++) {
        const OptionGiven *given = &options->given.items[i];
        if (is_target(given) && strcmp(given->value, "-") != 0 &&
            strncmp(given->value, "/dev/", 5) != 0) {
            return given->value;
        }
    }
    return NULL;
}

/* The command, and a checksum of the texts that it names: FNV-1a, 64 bits. */
static Status append_about(Text *text, const Sweeping *sweeping, Error *error) {
    const Options *options = sweeping->options;
    Text world = {0};
    Status status = STATUS_OK;
    if (options->session.world_path != NULL) {
        status = file_read(options->session.world_path, FILE_BYTES_MAX, &world, error);
    }
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t i = 0; i <= sweeping->program_count; i++) {
        const Text *bytes = i < sweeping->program_count ? &sweeping->texts[i] : &world;
        for (size_t at = 0; at <= bytes->length; at++) { /* its NUL ends it */
            sum = (sum ^ (unsigned char)text_cstr(bytes)[at]) * UINT64_C(1099511628211);
        }
    }
    replay_append_command(text, options, COMMAND_SWEEP);
    text_printf(text, " (%s %016llx)", MEANWHILE_VERSION, (unsigned long long)sum);
    text_release(&world);
    return status;
}

static Status open_journal(Sweeping *sweeping, Error *error) {
    const char *target = journal_target(sweeping->options);
    if (target == NULL) {
        return STATUS_OK;
    }
    Text about = {0};
    Status status = append_about(&about, sweeping, error);
    if (status == STATUS_OK) {
        status = sweep_journal_open(&sweeping->journal, target, text_cstr(&about),
                                    sweeping->program_count, &sweeping->table, error);
    }
    text_release(&about);
    sweeping->resumed = sweeping->table.points.count;
    say_resumed(sweeping);
    return status;
}

/* ---- what failed ---- */

/* Tells of runs that failed, and makes the worst exit code the sweep's. */
static void tell_failures(const SweepTable *table, int *exit_code) {
    uint64_t runs = 0, failures = 0;
    SweepTableFailure first = {0};
    int worst = sweep_table_failures(table, &runs, &failures, &first);
    if (failures > 0) {
        Text line = {0};
        text_printf(&line,
                    "note: %llu of %llu runs failed; the first is point %llu (%s), exit code %d",
                    (unsigned long long)failures, (unsigned long long)runs,
                    (unsigned long long)first.point, text_cstr(&first.what), first.exit_code);
        say(&line);
        text_release(&line);
    }
    text_release(&first.what);
    *exit_code = worst > *exit_code ? worst : *exit_code;
}

/* ---- the command ---- */

static Status sweep(Sweeping *sweeping, int *exit_code, Error *error) {
    bool is_done = false;
    Status status = read_programs(sweeping, error);
    if (status == STATUS_OK) {
        status = make_grid(sweeping, error);
    }
    if (status == STATUS_OK) {
        status = check_targets(sweeping, error);
    }
    if (status == STATUS_OK) {
        append_header(&sweeping->table.header, &sweeping->grid);
        status = open_journal(sweeping, error);
    }
    if (status == STATUS_OK) {
        status = run_points(sweeping, &is_done, exit_code, error);
    }
    if (status == STATUS_OK && is_done) {
        status = sweep_table_order(&sweeping->table, sweeping->first, error);
    }
    if (status == STATUS_OK && is_done) {
        status = write_targets(sweeping, error);
    }
    if (status == STATUS_OK && is_done) {
        tell_failures(&sweeping->table, exit_code);
    }
    /* A journal without a point in it is of no use. */
    bool is_empty = sweeping->table.points.count == 0;
    sweep_journal_close(&sweeping->journal, status == STATUS_OK ? is_done || is_empty : is_empty);
    return status;
}

static Status merge(Sweeping *sweeping, int *exit_code, Error *error) {
    const Options *options = sweeping->options;
    SweepTable *table = &sweeping->table;
    Status status = check_targets(sweeping, error);
    for (int i = 0; status == STATUS_OK && i < options->operand_count; i++) {
        Text text = {0};
        const char *path = options->operands[i];
        status = file_read(path, SWEEP_TABLE_BYTES_MAX, &text, error);
        if (status == STATUS_OK) {
            status = sweep_table_read(table, path, text_cstr(&text), text.length, 0, NULL, error);
        }
        text_release(&text);
    }
    if (status == STATUS_OK) {
        status = sweep_table_order(table, 0, error);
    }
    if (status == STATUS_OK) {
        status = write_targets(sweeping, error);
    }
    if (status == STATUS_OK) {
        tell_failures(table, exit_code);
    }
    return status;
}

static Status check_usage(const Options *options, Error *error) {
    if (options->operand_count == 0) {
        return error_set(error, STATUS_USAGE,
                         options->merge ? "sweep --merge needs .csv files"
                                        : "sweep needs programs");
    }
    for (size_t i = 0; options->merge && i < options->given.count; i++) {
        OptionId id = options->given.items[i].id;
        if (id != OPTION_MERGE && id != OPTION_OUT && id != OPTION_FORMAT) {
            return error_set(error, STATUS_USAGE, "sweep --merge runs nothing: it takes no --%s",
                             OPTIONS[id].name);
        }
    }
    return STATUS_OK;
}

Status command_sweep(Options *options, int *exit_code, Error *error) {
    Sweeping sweeping = {.options = options};
    Status status = check_usage(options, error);
    if (status == STATUS_OK) {
        status = options->merge ? merge(&sweeping, exit_code, error)
                                : sweep(&sweeping, exit_code, error);
    }
    grid_release(&sweeping.grid);
    sweep_table_release(&sweeping.table);
    for (size_t i = 0; i < sweeping.program_count; i++) {
        text_release(&sweeping.texts[i]);
    }
    return status;
}
