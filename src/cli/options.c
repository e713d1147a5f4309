#include "cli/options.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/text.h"
#include "session/measure.h"
#include "sim/distribution.h"
#include "trace/measured.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const CommandInfo COMMANDS[COMMAND_COUNT] = {
#define COMMAND(id, name, operands, summary, description, examples)                                \
    {name, operands, summary, description, examples},
#include "cli/commands.def"
};

enum {
#define COMMAND(id, name, operands, summary, description, examples) id = 1 << COMMAND_##id,
#include "cli/commands.def"
    WINDOW = PLAY | VIEW | SHOT | RECORD,
    PROGRAMS = RUN | COMPARE | REPORT | DIFF | EXPLORE | SWEEP | PLAY | SHOT | RECORD,
};

const OptionInfo OPTIONS[OPTION_COUNT] = {
#define OPTION(id, letter, name, argument, commands, help) {letter, name, argument, commands, help},
#include "cli/options.def"
};

enum { SIDE_MIN = 180, SIDE_MAX = 16384 }; /* of pictures, in pixels */

enum { LONG_OPTION = 256 }; /* getopt's value of an option is this and its OptionId */

/* Values. Each returns STATUS_USAGE with a message that names the option. */

static Status wrong(Error *error, OptionId id, const char *value, const char *expected) {
    return error_set(error, STATUS_USAGE, "--%s: '%.200s' is not %s", OPTIONS[id].name, value,
                     expected);
}

/* A whole number, perhaps with k, M or G behind it and underscores within. */
static Status parse_count(OptionId id, const char *value, int64_t *count, Error *error) {
    const char *at = value;
    int64_t number = 0;
    for (; isdigit((unsigned char)*at) || (*at == '_' && at > value); at++) {
        if (*at != '_' && (__builtin_mul_overflow(number, 10, &number) ||
                           __builtin_add_overflow(number, *at - '0', &number))) {
            return wrong(error, id, value, "a number that is used here: it is too large");
        }
    }
    static const char SUFFIXES[] = "kMG";
    const char *suffix = *at != '\0' ? strchr(SUFFIXES, *at == 'K' ? 'k' : *at) : NULL;
    if (at > value && suffix != NULL) {
        at++;
        for (const char *s = SUFFIXES; s <= suffix; s++) {
            if (__builtin_mul_overflow(number, 1000, &number)) {
                return wrong(error, id, value, "a number that is used here: it is too large");
            }
        }
    }
    if (at == value || *at != '\0' || number == 0) {
        return wrong(error, id, value, "a whole number above 0, such as 5000 or 10M");
    }
    *count = number;
    return STATUS_OK;
}

static Status parse_seed(Options *options, const char *value, Error *error) {
    char *end;
    errno = 0;
    unsigned long long seed = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end != '\0' || errno != 0 || seed > INT64_MAX) {
        return wrong(error, OPTION_SEED, value, "a whole number from 0 to 9223372036854775807");
    }
    options->seed = seed;
    return STATUS_OK;
}

static Status parse_duration(OptionId id, const char *value, int64_t *ns, Error *error) {
    const char *problem = distribution_parse_duration(value, strlen(value), ns);
    if (problem != NULL || *ns <= 0) {
        return wrong(error, id, value, "a duration, such as 90s or 10min");
    }
    return STATUS_OK;
}

static Status parse_schedule(Options *options, const char *value, Error *error) {
    schedule_release(&options->schedule);
    options->has_schedule = true;
    Error problem;
    Status status = schedule_parse(&options->schedule, value, &problem);
    return status == STATUS_OK ? status : error_set(error, status, "--schedule: %s", problem.text);
}

/* How many runs there can be depends on what they are for; each use keeps its own. */
static Status parse_runs(Options *options, CommandId command, const char *value, Error *error) {
    int64_t runs;
    Status status = parse_count(OPTION_RUNS, value, &runs, error);
    bool explores = command == COMMAND_EXPLORE;
    if (status == STATUS_OK && runs > (explores ? EXPLORE_RUNS_MAX : MEASURED_RUNS_MAX)) {
        return wrong(error, OPTION_RUNS, value,
                     explores ? "a number of runs up to 10M" : "a number of runs up to 1000");
    }
    if (explores) {
        options->explore.runs = (uint64_t)runs;
    } else {
        options->runs = (size_t)runs;
    }
    return status;
}

static Status parse_jobs(Options *options, const char *value, Error *error) {
    int64_t jobs;
    Status status = parse_count(OPTION_JOBS, value, &jobs, error);
    if (status == STATUS_OK && jobs > WORKERS_MAX) {
        return wrong(error, OPTION_JOBS, value, "a number of processes up to 64");
    }
    options->explore.workers = (int)jobs;
    return status;
}

/* A..B */
static Status parse_seeds(Options *options, const char *value, Error *error) {
    ExploreOptions *explore = &options->explore;
    char *end;
    errno = 0;
    unsigned long long first = strtoull(value, &end, 10), last = 0;
    bool good = isdigit((unsigned char)value[0]) && strncmp(end, "..", 2) == 0 &&
                isdigit((unsigned char)end[2]);
    if (good) {
        last = strtoull(end + 2, &end, 10);
    }
    if (!good || *end != '\0' || errno != 0 || last > INT64_MAX || first > last) {
        return wrong(error, OPTION_SEEDS, value, "a range of whole numbers, such as 0..99");
    }
    explore->has_seeds = true;
    explore->seed_first = first;
    explore->seed_last = last;
    return STATUS_OK;
}

/* I/N */
static Status parse_shard(Options *options, const char *value, Error *error) {
    char *end;
    unsigned long shard = strtoul(value, &end, 10), shards = 0;
    bool good = isdigit((unsigned char)value[0]) && *end == '/' && isdigit((unsigned char)end[1]);
    if (good) {
        shards = strtoul(end + 1, &end, 10);
    }
    if (!good || *end != '\0' || shard < 1 || shard > shards || shards > GRID_POINTS_MAX) {
        return wrong(error, OPTION_SHARD, value, "a part of parts, from 1/N to N/N: 3/8");
    }
    options->shard = shard;
    options->shards = shards;
    return STATUS_OK;
}

/* Names of choices.def, or "seed", with commas between. */
static Status parse_only(Options *options, const char *value, Error *error) {
    ExploreOptions *explore = &options->explore;
    explore->kinds = 0;
    explore->varies_seed = false;
    for (const char *at = value;;) {
        size_t length = strcspn(at, ",");
        int kind = 0;
        while (kind < CHOICE_KINDS &&
               (choice_is_of_seed((ChoiceKind)kind) || strlen(CHOICES[kind].name) != length ||
                strncmp(CHOICES[kind].name, at, length) != 0)) {
            kind++;
        }
        if (kind < CHOICE_KINDS) {
            explore->kinds |= 1u << kind;
        } else if (length == 4 && strncmp(at, "seed", length) == 0) {
            explore->varies_seed = true;
        } else {
            return wrong(
                error, OPTION_ONLY, value,
                "a list of seed, tie, set, place, thread and preempt, with commas between");
        }
        if (at[length] == '\0') {
            return STATUS_OK;
        }
        at += length + 1;
    }
}

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar. */
static int64_t days_of(int year, int month, int day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

/* YYYY-MM-DD[(T| )HH:MM[:SS]][Z]; always UTC. */
static Status parse_epoch(Options *options, const char *value, Error *error) {
    static const int MONTH_DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day, hour = 0, minute = 0, second = 0, used = 0, more = 0;
    bool good = sscanf(value, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && used == 10;
    if (good && (value[used] == 'T' || value[used] == ' ')) {
        good = sscanf(value + used + 1, "%2d:%2d%n", &hour, &minute, &more) == 2 && more == 5;
        used += 1 + more;
        if (good && value[used] == ':') {
            good = sscanf(value + used + 1, "%2d%n", &second, &more) == 1 && more == 2;
            used += 1 + more;
        }
    }
    if (good && value[used] == 'Z') {
        used++;
    }
    bool is_leap = good && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    good = good && value[used] == '\0' && year >= 1970 && year < 2200 && month >= 1 &&
           month <= 12 && day >= 1 && day <= MONTH_DAYS[month - 1] + (is_leap && month == 2) &&
           hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    if (!good) {
        return wrong(error, OPTION_EPOCH, value,
                     "a date from 1970 to 2199, such as 2024-05-01 or 2024-05-01T12:00:00");
    }
    int64_t seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    options->session.epoch_ns = seconds * 1000000000;
    return STATUS_OK;
}

static Status add_setting(Options *options, const char *value, Error *error) {
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value) {
        return wrong(error, OPTION_SET, value, "of the form NAME=VALUE");
    }
    char *text = memory_copy_string(value);
    text[equals - value] = '\0';
    ARRAY_PUSH(&options->setting_texts, text);
    ARRAY_PUSH(&options->settings,
               (SessionSetting){.name = text, .value = text + (equals - value) + 1});
    return STATUS_OK;
}

static void add_world_line(Options *options, const char *before, const char *value) {
    Text line = {0};
    text_printf(&line, "%s %s", before, value);
    ARRAY_PUSH(&options->world_lines, text_take(&line));
}

/* Names of engines with commas between; several where a command runs each program on each. */
static Status parse_engines(Options *options, CommandId command, const char *value, Error *error) {
    options->engine_count = 0;
    for (const char *at = value;;) {
        size_t length = strcspn(at, ",");
        char name[16] = "";
        memcpy(name, at, length < sizeof name ? length : 0);
        SessionEngine engine;
        if (!session_engine_named(name, &engine)) {
            return wrong(error, OPTION_ENGINE, value,
                         "an engine: sim, cpython-sim, real or cpython");
        }
        for (size_t i = 0; i < options->engine_count; i++) {
            if (options->engines[i] == engine) {
                return wrong(error, OPTION_ENGINE, value, "a list that names each engine once");
            }
        }
        options->engines[options->engine_count++] = engine;
        if (at[length] == '\0') {
            break;
        }
        at += length + 1;
    }
    if (options->engine_count > 1 && command != COMMAND_COMPARE && command != COMMAND_REPORT &&
        command != COMMAND_CHECK) {
        return wrong(error, OPTION_ENGINE, value,
                     "one engine; compare, report and check take several");
    }
    options->session.engine = options->engines[0];
    return STATUS_OK;
}

/* A world's line. */
static Status parse_time_scale(Options *options, const char *value, Error *error) {
    double factor;
    if (distribution_parse_number(value, strlen(value), &factor) != NULL || factor <= 0) {
        return wrong(error, OPTION_TIME_SCALE, value, "a factor, such as 0.1");
    }
    add_world_line(options, "scale", value);
    return STATUS_OK;
}

static Status parse_color(Options *options, const char *value, Error *error) {
    static const char *const WISHES[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, WISHES[i]) == 0) {
            options->color = (TerminalColorWish)i;
            return STATUS_OK;
        }
    }
    return wrong(error, OPTION_COLOR, value, "auto, always or never");
}

static Status parse_time(OptionId id, const char *value, int64_t *ns, Error *error) {
    if (distribution_parse_duration(value, strlen(value), ns) != NULL) {
        return wrong(error, id, value, "a time, such as 1.5s or 350ms");
    }
    return STATUS_OK;
}

static Status parse_size(WindowOptions *window, const char *value, Error *error) {
    int used = 0;
    bool good = sscanf(value, "%5dx%5d%n", &window->width, &window->height, &used) == 2 &&
                value[used] == '\0';
    good = good && window->width >= SIDE_MIN && window->width <= SIDE_MAX &&
           window->height >= SIDE_MIN && window->height <= SIDE_MAX;
    return good ? STATUS_OK
                : wrong(error, OPTION_SIZE, value, "a size from 180x180 to 16384x16384: 1280x720");
}

/* A whole number within limits. */
static Status parse_within(OptionId id, const char *value, int low, int high, int *number,
                           Error *error) {
    char *end;
    long parsed = strtol(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end != '\0' || parsed < low || parsed > high) {
        char expected[64];
        snprintf(expected, sizeof expected, "a whole number from %d to %d", low, high);
        return wrong(error, id, value, expected);
    }
    *number = (int)parsed;
    return STATUS_OK;
}

/* 2, 0.1 or 1/64. */
static Status parse_speed(WindowOptions *window, const char *value, Error *error) {
    static const int64_t PARTS = 1000000;
    size_t length = strcspn(value, "/");
    double numerator, denominator = 1;
    char first[32] = "";
    if (length < sizeof first) {
        memcpy(first, value, length);
    }
    bool good = distribution_parse_number(first, strlen(first), &numerator) == NULL;
    if (value[length] == '/') {
        const char *second = value + length + 1;
        good = good && distribution_parse_number(second, strlen(second), &denominator) == NULL;
    }
    good = good && numerator > 0 && numerator <= 1e9 && denominator > 0 && denominator <= 1e9;
    window->speed_numerator = good ? (int64_t)(numerator * (double)PARTS + 0.5) : 0;
    window->speed_denominator = good ? (int64_t)(denominator * (double)PARTS + 0.5) : 0;
    if (window->speed_numerator <= 0 || window->speed_denominator <= 0) {
        return wrong(error, OPTION_SPEED, value, "a factor, such as 2, 0.1 or 1/64");
    }
    return STATUS_OK;
}

/* 5 or 2.5%, to a hundredth of a percent. */
static Status parse_tolerance(Options *options, const char *value, Error *error) {
    size_t length = strlen(value);
    length -= length > 0 && value[length - 1] == '%';
    double percent;
    if (distribution_parse_number(value, length, &percent) != NULL || percent < 0 ||
        percent > 10000) {
        return wrong(error, OPTION_TOLERANCE, value, "a percentage, such as 5%");
    }
    options->tolerance = (int64_t)(percent * (TOLERANCE_UNIT / 100.0) + 0.5);
    return STATUS_OK;
}

static Status parse_table(Options *options, const char *value, Error *error) {
    for (int i = 0; i < CSV_TABLE_COUNT; i++) {
        if (strcmp(value, CSV_TABLES[i]) == 0) {
            options->table = (CsvTable)i;
            options->has_table = true;
            return STATUS_OK;
        }
    }
    return wrong(error, OPTION_TABLE, value,
                 "a table: runs, measured, samples, ledger, lanes, requests or spans");
}

static Status parse_time_unit(Options *options, const char *value, Error *error) {
    for (int i = 0; i < DURATION_UNIT_COUNT; i++) {
        if (strcmp(value, duration_unit_name((DurationUnit)i, true)) == 0) {
            options->time_unit = (DurationUnit)i;
            return STATUS_OK;
        }
    }
    return wrong(error, OPTION_TIME_UNIT, value, "a unit: us, ms or s");
}

static Status parse_layout(WindowOptions *window, const char *value, Error *error) {
    static const char *const LAYOUTS[] = {"all", "code", "timelines"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, LAYOUTS[i]) == 0) {
            window->layout = i;
            return STATUS_OK;
        }
    }
    return wrong(error, OPTION_LAYOUT, value, "a layout: all, code or timelines");
}

/* What --runs and --engine may say depends on the command. */
static Status apply(Options *options, CommandId command, OptionId id, const char *value,
                    Error *error) {
    SessionLimits *limits = &options->session.limits;
    WindowOptions *window = &options->window;
    switch (id) {
    case OPTION_HOST:
        add_world_line(options, "host", value);
        return STATUS_OK;
    case OPTION_LATENCY:
        add_world_line(options, "host * latency", value);
        return STATUS_OK;
    case OPTION_MACHINE:
        add_world_line(options, "machine", value);
        return STATUS_OK;
    case OPTION_WORLD:
        options->session.world_path = value;
        return STATUS_OK;
    case OPTION_WORLD_FOLDER:
        options->session.world_folder = value;
        return STATUS_OK;
    case OPTION_SEED:
        options->session.seed = &options->seed;
        return parse_seed(options, value, error);
    case OPTION_SCHEDULE:
        return parse_schedule(options, value, error);
    case OPTION_RUNS:
        return parse_runs(options, command, value, error);
    case OPTION_WARMUP: {
        int warmups = 0;
        Status status = parse_within(id, value, 0, MEASURED_RUNS_MAX, &warmups, error);
        options->warmups = (size_t)warmups;
        return status;
    }
    case OPTION_SEEDS:
        return parse_seeds(options, value, error);
    case OPTION_SHARD:
        return parse_shard(options, value, error);
    case OPTION_MERGE:
        options->merge = true;
        return STATUS_OK;
    case OPTION_ONLY:
        return parse_only(options, value, error);
    case OPTION_JOBS:
        return parse_jobs(options, value, error);
    case OPTION_TIME_LIMIT: {
        int64_t ns = 0;
        Status status = parse_duration(id, value, &ns, error);
        options->explore.time_limit_ms = ns / 1000000 > 0 ? ns / 1000000 : 1;
        options->budget_ns = ns;
        return status;
    }
    case OPTION_TIME_SCALE:
        return parse_time_scale(options, value, error);
    case OPTION_SET:
        return add_setting(options, value, error);
    case OPTION_CALLS:
        return parse_count(id, value, &options->race.calls, error);
    case OPTION_CONCURRENCY:
        return parse_count(id, value, &options->race.concurrency, error);
    case OPTION_CLIENT:
        options->race.client = value;
        return STATUS_OK;
    case OPTION_ENGINE:
        if (command == COMMAND_RACE) {
            options->race.engines = value; /* it has others, too */
            return STATUS_OK;
        }
        return parse_engines(options, command, value, error);
    case OPTION_LIVE:
        options->session.real.live = true;
        return STATUS_OK;
    case OPTION_EPOCH:
        return parse_epoch(options, value, error);
    case OPTION_DEBUG:
        options->session.debug = true;
        return STATUS_OK;
    case OPTION_TRACE:
        options->trace_path = value;
        return STATUS_OK;
    case OPTION_LINES:
        options->session.trace_lines = true;
        return STATUS_OK;
    case OPTION_EXPLAIN:
        options->explain = true;
        return STATUS_OK;
    case OPTION_QUIET:
        options->quiet = true;
        return STATUS_OK;
    case OPTION_HAR:
        options->har_path = value;
        return STATUS_OK;
    case OPTION_CSV:
        options->csv = true;
        return STATUS_OK;
    case OPTION_RESET:
        options->reset = true;
        return STATUS_OK;
    case OPTION_RESET_PROGRAMS:
        options->reset_programs = true;
        return STATUS_OK;
    case OPTION_YES:
        options->yes = true;
        return STATUS_OK;
    case OPTION_OUTPUT:
        options->output = true;
        return STATUS_OK;
    case OPTION_ASCII:
        options->ascii = true;
        return STATUS_OK;
    case OPTION_COLOR:
        return parse_color(options, value, error);
    case OPTION_LIMIT_INSTRUCTIONS:
        return parse_count(id, value, &limits->step_instructions, error);
    case OPTION_LIMIT_TURNS:
        return parse_count(id, value, &limits->turns, error);
    case OPTION_LIMIT_CALLS:
        return parse_count(id, value, &options->session.real.calls_max, error);
    case OPTION_LIMIT_TIME:
        return parse_duration(id, value, &limits->time_ns, error);
    case OPTION_LIMIT_MEMORY:
        return parse_count(id, value, &limits->memory_bytes, error);
    case OPTION_LIMIT_EVENTS:
        return parse_count(id, value, &limits->events, error);
    case OPTION_FORMAT:
        options->format = value;
        return STATUS_OK;
    case OPTION_AGAINST:
        options->against = value;
        return STATUS_OK;
    case OPTION_TOLERANCE:
        return parse_tolerance(options, value, error);
    case OPTION_TIME_UNIT:
        return parse_time_unit(options, value, error);
    case OPTION_SAVE:
        options->save = value;
        return STATUS_OK;
    case OPTION_STREAM:
        options->stream = value;
        return STATUS_OK;
    case OPTION_TABLE:
        return parse_table(options, value, error);
    case OPTION_OUT:
        window->out = value;
        return STATUS_OK;
    case OPTION_AT:
        return parse_time(id, value, &window->at_ns, error);
    case OPTION_FROM:
        return parse_time(id, value, &window->from_ns, error);
    case OPTION_TO:
        return parse_time(id, value, &window->to_ns, error);
    case OPTION_SPEED:
        return parse_speed(window, value, error);
    case OPTION_FPS:
        return parse_within(id, value, 1, 100, &window->fps, error);
    case OPTION_SCRIPT:
        window->script = value;
        return STATUS_OK;
    case OPTION_SIZE:
        return parse_size(window, value, error);
    case OPTION_THEME:
        window->theme = value;
        return STATUS_OK;
    case OPTION_SCALE:
        return parse_within(id, value, 75, 300, &window->scale, error);
    case OPTION_LAYOUT:
        return parse_layout(window, value, error);
    case OPTION_SELECT:
        window->select = value;
        return STATUS_OK;
    case OPTION_PATH:
        window->critical_path = true;
        return STATUS_OK;
    case OPTION_PRESENT:
        window->present = true;
        return STATUS_OK;
    case OPTION_REDUCED_MOTION:
        window->reduced_motion = true;
        return STATUS_OK;
    case OPTION_FULL_SCREEN:
        window->full_screen = true;
        return STATUS_OK;
    case OPTION_DISPLAY:
        return parse_within(id, value, 0, 99, &window->display, error);
    case OPTION_PORT:
        return parse_within(id, value, 0, UINT16_MAX, &options->serve.port, error);
    case OPTION_BIND:
        options->serve.address = value;
        return STATUS_OK;
    case OPTION_VERBOSE:
        options->serve.verbose = true;
        return STATUS_OK;
    case OPTION_HELP:
        options->help = true;
        return STATUS_OK;
    case OPTION_COUNT:
        break;
    }
    UNREACHABLE();
}

static OptionId find_letter(int letter) {
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (letter != '\0' && OPTIONS[id].letter == letter) {
            return (OptionId)id;
        }
    }
    return OPTION_COUNT;
}

/* getopt's tables for the options that the command knows. */
static void make_tables(CommandId command, struct option *longs, char *letters) {
    size_t count = 0, position = 0;
    /* What stands after the program of `run` and `explore` is the program's. A colon tells a
     * missing argument from an unknown option. */
    if (command == COMMAND_RUN || command == COMMAND_EXPLORE) {
        letters[position++] = '+';
    }
    letters[position++] = ':';
    for (int id = 0; id < OPTION_COUNT; id++) {
        if ((OPTIONS[id].commands & 1u << command) == 0) {
            continue;
        }
        longs[count++] = (struct option){.name = OPTIONS[id].name,
                                         .has_arg = OPTIONS[id].argument != NULL ? required_argument
                                                                                 : no_argument,
                                         .val = LONG_OPTION + id};
        if (OPTIONS[id].letter != '\0') {
            letters[position++] = OPTIONS[id].letter;
        }
        if (OPTIONS[id].letter != '\0' && OPTIONS[id].argument != NULL) {
            letters[position++] = ':';
        }
    }
    longs[count] = (struct option){0};
    letters[position] = '\0';
}

/* `--explian=3`: the command's option that it is nearest to, or NULL. */
static const char *nearest_option(CommandId command, const char *argument) {
    const char *word = argument + strspn(argument, "-");
    Nearest nearest = nearest_to(word, strcspn(word, "="));
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (OPTIONS[id].commands & 1u << command) {
            nearest_try(&nearest, OPTIONS[id].name);
        }
    }
    return nearest.best;
}

static Status describe_unknown(CommandId command, char **argv, Error *error) {
    if (optopt >= LONG_OPTION) {
        return error_set(error, STATUS_USAGE, "--%s takes no argument",
                         OPTIONS[optopt - LONG_OPTION].name);
    }
    if (optopt != 0) {
        return error_set(error, STATUS_USAGE, "there is no option -%c", optopt);
    }
    const char *near = nearest_option(command, argv[optind - 1]);
    return error_set(error, STATUS_USAGE, "there is no option %.200s%s%s%s", argv[optind - 1],
                     near != NULL ? "; did you mean --" : "", near != NULL ? near : "",
                     near != NULL ? "?" : "");
}

Status options_parse(Options *options, CommandId command, int argc, char **argv, Error *error) {
    *options = (Options){.explore = {.runs = EXPLORE_RUNS_DEFAULT,
                                     .kinds = CHOICE_KINDS_MADE_UP,
                                     .varies_seed = true},
                         .shard = 1,
                         .shards = 1,
                         .engine_count = 1, /* SESSION_ENGINE_SIM */
                         .runs = command == COMMAND_RACE        ? RACE_RUNS_DEFAULT
                                 : command == COMMAND_CALIBRATE ? MEASURE_RUNS_DEFAULT
                                                                : 0,
                         .warmups = MEASURE_WARMUPS_DEFAULT,
                         .budget_ns = MEASURE_BUDGET_NS_DEFAULT,
                         .time_unit = DURATION_UNIT_COUNT,
                         .window = {.at_ns = -1, .to_ns = -1, .fps = 25},
                         .serve = {.port = SERVE_PORT_DEFAULT},
                         .race = {RACE_CALLS_DEFAULT, RACE_CONCURRENCY_DEFAULT, NULL, NULL}};
    struct option longs[OPTION_COUNT + 1];
    char letters[2 * OPTION_COUNT + 3];
    make_tables(command, longs, letters);
    optind = 0; /* glibc: start anew */
    opterr = 0;
    Status status = STATUS_OK;
    int found;
    while (status == STATUS_OK && (found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (found == ':') {
            OptionId id =
                optopt >= LONG_OPTION ? (OptionId)(optopt - LONG_OPTION) : find_letter(optopt);
            status = error_set(error, STATUS_USAGE, "--%s needs an argument: %s", OPTIONS[id].name,
                               OPTIONS[id].argument);
        } else if (found == '?') {
            status = describe_unknown(command, argv, error);
        } else {
            OptionId id =
                found >= LONG_OPTION ? (OptionId)(found - LONG_OPTION) : find_letter(found);
            ARRAY_PUSH(&options->given, (OptionGiven){id, optarg});
            status = apply(options, command, id, optarg, error);
            options->says_how_to_measure |=
                id == OPTION_RUNS || id == OPTION_WARMUP || id == OPTION_TIME_LIMIT;
        }
    }
    if (status == STATUS_OK && options->has_schedule &&
        (options->session.engine != SESSION_ENGINE_SIM || options->engine_count > 1)) {
        status = error_set(error, STATUS_USAGE, "--schedule: only the engine sim follows one");
    }
    if (status == STATUS_OK && !options_measure(options) &&
        (options->session.real.live || options->session.real.calls_max > 0)) {
        status = error_set(error, STATUS_USAGE,
                           "--live and --limit-calls are for engines that measure: --engine real");
    }
    options->operands = argv + optind;
    options->operand_count = argc - optind;
    options->session.world_lines = (const char *const *)options->world_lines.items;
    options->session.world_line_count = options->world_lines.count;
    options->session.settings = options->settings.items;
    options->session.setting_count = options->settings.count;
    return status;
}

void options_release(Options *options) {
    for (size_t i = 0; i < options->world_lines.count; i++) {
        memory_free(options->world_lines.items[i]);
    }
    for (size_t i = 0; i < options->setting_texts.count; i++) {
        memory_free(options->setting_texts.items[i]);
    }
    schedule_release(&options->schedule);
    ARRAY_RELEASE(&options->given);
    ARRAY_RELEASE(&options->world_lines);
    ARRAY_RELEASE(&options->setting_texts);
    ARRAY_RELEASE(&options->settings);
}

bool options_measure(const Options *options) {
    for (size_t i = 0; i < options->engine_count; i++) {
        if (session_engine_is_measured(options->engines[i])) {
            return true;
        }
    }
    return false;
}

ReportStyle options_style(const Options *options, int fd) {
    return (ReportStyle){.width = terminal_width(fd),
                         .ascii = options->ascii || !terminal_is_unicode(),
                         .color = terminal_color(fd, options->color)};
}
