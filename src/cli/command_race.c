#include "base/file.h"
#include "base/memory.h"
#include "cli/cli_real.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "report/race_table.h"
#include "session/race.h"
#include "session/run_world.h"

#include <string.h>
#include <unistd.h>

typedef enum RaceFormat {
    RACE_TEXT,
    RACE_JSON,
    RACE_CSV,
    RACE_MARKDOWN,
    RACE_FORMAT_COUNT
} RaceFormat;

static const char *const ENDINGS[RACE_FORMAT_COUNT] = {
    [RACE_TEXT] = ".txt", [RACE_JSON] = ".json", [RACE_CSV] = ".csv", [RACE_MARKDOWN] = ".md"};

/* --- what is wanted --- */

static Status parse_engines(const char *list, RaceEngine *engines, size_t *count, Error *error) {
    *count = 0;
    for (const char *at = list;;) {
        size_t length = strcspn(at, ",");
        int engine = 0;
        while (engine < RACE_ENGINE_COUNT && (strlen(RACE_ENGINES[engine]) != length ||
                                              strncmp(RACE_ENGINES[engine], at, length) != 0)) {
            engine++;
        }
        if (engine == RACE_ENGINE_COUNT) {
            return error_set(error, STATUS_USAGE,
                             "--engine: '%.200s' is not a list of sim, real, cpython, node, go",
                             list);
        }
        for (size_t i = 0; i < *count; i++) {
            if (engines[i] == (RaceEngine)engine) {
                return error_set(error, STATUS_USAGE, "--engine: '%.200s' names %s twice", list,
                                 RACE_ENGINES[engine]);
            }
        }
        engines[(*count)++] = (RaceEngine)engine;
        if (at[length] == '\0') {
            return STATUS_OK;
        }
        at += length + 1;
    }
}

static Status check_client(const char *client, Error *error) {
    for (size_t i = 0; RACE_CLIENTS[i] != NULL; i++) {
        if (strcmp(RACE_CLIENTS[i], client) == 0) {
            return STATUS_OK;
        }
    }
    return error_set(error, STATUS_USAGE, "--client: '%.200s' is not aiohttp, httpx or requests",
                     client);
}

static Status find_format(const Options *options, RaceFormat *format, Error *error) {
    const char *out = options->window.out;
    const char *name = options->format != NULL ? options->format : out;
    *format = RACE_TEXT;
    if (name == NULL || (options->format == NULL && strcmp(out, "-") == 0)) {
        return STATUS_OK;
    }
    size_t length = strlen(name);
    for (int i = 0; i < RACE_FORMAT_COUNT; i++) {
        size_t ending = strlen(ENDINGS[i]);
        if (length >= ending && strcmp(name + length - ending, ENDINGS[i]) == 0) {
            *format = (RaceFormat)i;
            return STATUS_OK;
        }
    }
    return error_set(error, STATUS_USAGE,
                     "could not tell the format of '%.200s' by its ending: a race is written as "
                     ".txt, .json, .csv or .md (--format names one)",
                     name);
}

/* --- the race --- */

static void show_progress(void *context, RaceEngine engine, size_t number, size_t of) {
    Progress *progress = context;
    if (!progress_is_due(progress)) {
        return;
    }
    Text line = {0};
    if (number == 0) {
        text_printf(&line, "%s, warming up", RACE_ENGINES[engine]);
    } else {
        text_printf(&line, "%s, run %zu of %zu", RACE_ENGINES[engine], number, of);
    }
    progress_show(progress, &line);
    text_release(&line);
}

/* The world in words: what the command line and a file said of it, on one line. */
static void describe_world(const Options *options, Text *words) {
    static const char EVERY[] = "host * ";
    Text lines = {0};
    run_world_describe(&options->session, "", 0, &lines);
    for (const char *line = text_cstr(&lines); *line != '\0';) {
        size_t length = strcspn(line, "\n");
        size_t skipped = strncmp(line, EVERY, strlen(EVERY)) == 0 ? strlen(EVERY) : 0;
        text_append_cstr(words, words->length > 0 ? "; " : "");
        text_append(words, line + skipped, length - skipped);
        line += length + (line[length] == '\n');
    }
    if (words->length == 0) {
        text_append_cstr(words, "latency 100ms");
    }
    text_release(&lines);
}

static void fill_row(RaceRow *row, const RaceEntrant *entrant) {
    Measured cpus = measured_of(entrant->cpus_ns.items, entrant->cpus_ns.count);
    bool is_measured = entrant->engine != RACE_SIM;
    *row = (RaceRow){.engine = RACE_ENGINES[entrant->engine],
                     .version = text_cstr(&entrant->version),
                     .is_measured = is_measured,
                     .times = measured_of(entrant->times_ns.items, entrant->times_ns.count),
                     .cpu_ns = is_measured ? cpus.median_ns : -1,
                     .failed = entrant->failed};
    if (entrant->note.length > 0) {
        row->note = text_cstr(&entrant->note);
    } else if (entrant->times_ns.count == 0) {
        row->note = "not measured";
    }
}

static Status write_table(const Options *options, const RaceTable *table, RaceFormat format,
                          Error *error) {
    const char *out = options->window.out != NULL ? options->window.out : "-";
    Text text = {0};
    ReportStyle style = options_style(options, STDOUT_FILENO);
    switch (format) {
    case RACE_JSON:
        race_table_append_json(&text, table);
        break;
    case RACE_CSV:
        race_table_append_csv(&text, table);
        break;
    case RACE_MARKDOWN:
        race_table_append_markdown(&text, table);
        break;
    case RACE_TEXT:
    case RACE_FORMAT_COUNT:
        race_table_append(&text, &style, table);
        break;
    }
    Status status = file_write(out, text_cstr(&text), text.length, error);
    text_release(&text);
    return status;
}

static Status tell(const Options *options, const RaceOptions *wanted, const Race *race,
                   RaceFormat format, int *exit_code, Error *error) {
    RaceRow rows[RACE_ENGINE_COUNT];
    for (size_t i = 0; i < race->count; i++) {
        fill_row(&rows[i], &race->entrants[i]);
        if (race->entrants[i].has_failed) {
            *exit_code = EXIT_REAL_WORLD;
        }
    }
    if (race->was_interrupted) {
        *exit_code = EXIT_INTERRUPTED;
    }
    Text world = {0};
    describe_world(options, &world);
    RaceTable table = {.client = wanted->client,
                       .world = text_cstr(&world),
                       .calls = wanted->calls,
                       .concurrency = wanted->concurrency,
                       .ideal_ns = race->ideal_ns,
                       .seed = race->seed,
                       .rows = rows,
                       .row_count = race->count,
                       .is_partial = race->is_partial};
    Status status = write_table(options, &table, format, error);
    text_release(&world);
    return status;
}

Status command_race(Options *options, int *exit_code, Error *error) {
    static const RaceEngine ALL[] = {RACE_SIM, RACE_REAL, RACE_CPYTHON, RACE_NODE, RACE_GO};
    RaceEngine engines[RACE_ENGINE_COUNT];
    size_t count = RACE_ENGINE_COUNT;
    memcpy(engines, ALL, sizeof engines);
    RaceFormat format = RACE_TEXT;
    const char *client = options->race.client != NULL ? options->race.client : RACE_CLIENTS[0];
    if (options->operand_count > 0) {
        return error_set(error, STATUS_USAGE, "race has programs of its own: '%.200s' is too much",
                         options->operands[0]);
    }
    Status status = check_client(client, error);
    if (status == STATUS_OK && options->race.engines != NULL) {
        status = parse_engines(options->race.engines, engines, &count, error);
    }
    if (status == STATUS_OK) {
        status = find_format(options, &format, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Progress progress;
    progress_begin(&progress);
    RaceOptions wanted = {.session = &options->session,
                          .engines = engines,
                          .engine_count = count,
                          .client = client,
                          .calls = options->race.calls,
                          .concurrency = options->race.concurrency,
                          .runs = options->runs,
                          .warmups = options->warmups,
                          .budget_ns = options->budget_ns,
                          .on_run = show_progress,
                          .context = &progress};
    Race race;
    status = race_run(&wanted, &race, error);
    progress_end(&progress);
    if (status != STATUS_OK) {
        return status;
    }
    if (race.is_refused) {
        *exit_code = EXIT_REFUSED;
    } else {
        status = tell(options, &wanted, &race, format, exit_code, error);
    }
    race_release(&race);
    return status;
}
