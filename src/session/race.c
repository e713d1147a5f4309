#include "session/race.h"

#include "base/installation.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/process.h"
#include "real/server.h"
#include "session/run_world.h"
#include "trace/duration.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HOST[] = "race.example";

#define START_NS INT64_C(500000000) /* what it takes to start an engine, for the estimate */

const char *const RACE_ENGINES[RACE_ENGINE_COUNT] = {[RACE_SIM] = "sim",
                                                     [RACE_REAL] = "real",
                                                     [RACE_CPYTHON] = "cpython",
                                                     [RACE_NODE] = "node",
                                                     [RACE_GO] = "go"};

const char *const RACE_CLIENTS[] = {"aiohttp", "httpx", "requests", NULL};

typedef struct Racing {
    const RaceOptions *options;
    Race *race;
    World *world;
    RealServer *server; /* NULL: nobody needs it */
    Text program;       /* paths: of the Python program, */
    Text script;        /* Node's, */
    Text executable;    /* and what Go made */
    char calls[24], concurrency[24];
    int64_t began_ns;
} Racing;

/* What a run said of itself. */
typedef struct Answer {
    int64_t time_ns, cpu_ns;
    int64_t succeeded;
    Text version;
} Answer;

/* --- one run --- */

static int64_t ns_of(const json_t *object, const char *key) {
    double seconds = json_number_value(json_object_get(object, key));
    return seconds > 0 && seconds < 1e9 ? llround(seconds * 1e9) : 0;
}

/* The last line. */
static bool read_answer(const Text *out, Answer *answer) {
    const char *begin = text_cstr(out);
    size_t length = out->length;
    while (length > 0 && begin[length - 1] == '\n') {
        length--;
    }
    size_t from = length;
    while (from > 0 && begin[from - 1] != '\n') {
        from--;
    }
    json_error_t wrong;
    json_t *object = json_loadb(begin + from, length - from, 0, &wrong);
    *answer = (Answer){.time_ns = ns_of(object, "seconds"),
                       .cpu_ns = ns_of(object, "cpu_seconds"),
                       .succeeded = json_integer_value(json_object_get(object, "succeeded"))};
    const char *version = json_string_value(json_object_get(object, "version"));
    text_append_cstr(&answer->version, version != NULL ? version : "");
    json_decref(object);
    return answer->time_ns > 0;
}

/* Out of the race: the first line of what was written that says something. */
static void fail(RaceEntrant *entrant, const char *why) {
    static const char PREFIX[] = "meanwhile: ";
    const char *line = why;
    for (const char *at = why; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0 && *at != ' ') {
            line = at; /* of a traceback the last line says what it is */
        }
        at += length + (at[length] == '\n');
    }
    line += strncmp(line, PREFIX, strlen(PREFIX)) == 0 ? strlen(PREFIX) : 0;
    size_t length = strcspn(line, "\n");
    entrant->has_failed = true;
    text_clear(&entrant->note);
    text_append_cstr(&entrant->note, "failed: ");
    text_append(&entrant->note, line, length);
    text_append_cstr(&entrant->note, length == 0 ? "it did not say how long it took" : "");
}

static void is_missing(RaceEntrant *entrant, const char *what) {
    text_clear(&entrant->note);
    text_printf(&entrant->note, "not installed: %s", what);
}

/* "… on python3: it needs aiohttp (Debian: …)" is a matter of installing. */
static void cannot_run(RaceEntrant *entrant, const Text *err) {
    static const char NEEDS[] = "on python3: it needs ";
    const char *needs = strstr(text_cstr(err), NEEDS);
    if (needs == NULL) {
        fail(entrant, text_cstr(err));
        return;
    }
    Text what = {0};
    needs += strlen(NEEDS);
    text_append(&what, needs, strcspn(needs, "\n"));
    is_missing(entrant, text_cstr(&what));
    text_release(&what);
}

/* What this process has computed. */
static int64_t computed_ns(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return ((int64_t)used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000 +
           ((int64_t)used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000;
}

static MUST_CHECK Status run_session(const Racing *racing, SessionOptions session, Text *out,
                                     Text *err, SessionResult *result, Error *error) {
    const SessionSetting settings[] = {{"CALLS", racing->calls},
                                       {"CONCURRENCY", racing->concurrency}};
    session.program_path = text_cstr(&racing->program);
    session.settings = settings;
    session.setting_count = sizeof settings / sizeof *settings;
    session.real.server = racing->server;
    session.stdout_sink = (SessionSink){.fd = -1, .text = out};
    session.stderr_sink = (SessionSink){.fd = -1, .text = err};
    return session_run(&session, result, error);
}

static bool run_python(Racing *racing, RaceEntrant *entrant, Answer *answer) {
    static const SessionEngine ENGINES[] = {[RACE_SIM] = SESSION_ENGINE_SIM,
                                            [RACE_REAL] = SESSION_ENGINE_REAL,
                                            [RACE_CPYTHON] = SESSION_ENGINE_CPYTHON};
    Text out = {0};
    Text err = {0};
    SessionResult result;
    Error error;
    int64_t before_ns = computed_ns();
    SessionOptions session = *racing->options->session;
    session.engine = ENGINES[entrant->engine];
    Status status = run_session(racing, session, &out, &err, &result, &error);
    int64_t cpu_ns = computed_ns() - before_ns;
    bool good = false;
    if (status != STATUS_OK) {
        fail(entrant, error.text);
    } else if (result.exit_code == EXIT_INTERRUPTED) {
        racing->race->was_interrupted = true;
    } else if (result.exit_code != EXIT_OK) {
        cannot_run(entrant, &err);
    } else if (!read_answer(&out, answer)) {
        fail(entrant, "");
    } else {
        good = true;
        if (entrant->engine != RACE_CPYTHON) {
            text_clear(&answer->version); /* which is that of the Python that we follow */
        }
        if (entrant->engine == RACE_REAL) {
            answer->cpu_ns = cpu_ns; /* it is in this process, and starts soon enough */
        }
    }
    if (status == STATUS_OK) {
        racing->race->seed = result.seed;
        session_result_release(&result);
    }
    text_release(&out);
    text_release(&err);
    return good;
}

static bool run_native(Racing *racing, RaceEntrant *entrant, Answer *answer) {
    Error error;
    if (real_server_reset(racing->server, racing->world, &error) != STATUS_OK) {
        fail(entrant, error.text);
        return false;
    }
    Text url = {0};
    text_printf(&url, "http://127.0.0.1:%u/%s/", real_server_port(racing->server), HOST);
    const char *const node[] = {"node",          text_cstr(&racing->script),
                                racing->calls,   racing->concurrency,
                                text_cstr(&url), NULL};
    const char *const go[] = {text_cstr(&racing->executable), racing->calls, racing->concurrency,
                              text_cstr(&url), NULL};
    int64_t left_ns = racing->options->budget_ns - (monotonic_now_ns() - racing->began_ns);
    ProcessSpec spec = {.arguments = entrant->engine == RACE_NODE ? node : go,
                        .output = PROCESS_COLLECT,
                        .errors = PROCESS_COLLECT,
                        .timeout_ms = left_ns > START_NS ? left_ns / 1000000 : START_NS / 1000000};
    ProcessResult result;
    Status status = process_run(&spec, &result, &error);
    bool good = false;
    if (status != STATUS_OK) {
        fail(entrant, error.text);
    } else if (result.interrupted || result.exit_code == EXIT_INTERRUPTED) {
        racing->race->was_interrupted = true;
    } else if (result.timed_out) {
        fail(entrant, "it took longer than there was time (--time-limit)");
    } else if (result.exit_code != 0 || !read_answer(&result.output, answer)) {
        fail(entrant, text_cstr(&result.errors));
    } else {
        good = true;
    }
    process_result_release(&result);
    text_release(&url);
    return good;
}

static void run_once(Racing *racing, RaceEntrant *entrant, bool counts) {
    Answer answer = {0};
    bool is_native = entrant->engine == RACE_NODE || entrant->engine == RACE_GO;
    bool good =
        is_native ? run_native(racing, entrant, &answer) : run_python(racing, entrant, &answer);
    if (good && counts) {
        int64_t failed = racing->options->calls - answer.succeeded;
        ARRAY_PUSH(&entrant->times_ns, answer.time_ns);
        ARRAY_PUSH(&entrant->cpus_ns, answer.cpu_ns);
        entrant->failed = failed > entrant->failed ? failed : entrant->failed;
        text_clear(&entrant->version);
        text_append_cstr(&entrant->version, text_cstr(&answer.version));
    }
    text_release(&answer.version);
}

/* --- what has to be there --- */

/* The folder for what can be made again: the user's cache, by the XDG rules. */
static bool find_cache(Text *folder) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache != NULL && cache[0] == '/') {
        text_append_cstr(folder, cache);
    } else if (home != NULL && home[0] == '/') {
        text_printf(folder, "%s/.cache", home);
    } else {
        return false;
    }
    mkdir(text_cstr(folder), 0700);
    text_append_cstr(folder, "/meanwhile");
    return mkdir(text_cstr(folder), 0700) == 0 || errno == EEXIST;
}

/* The compiler keeps what it has made before: a second time this is quick. */
static void build_go(Racing *racing, RaceEntrant *entrant) {
    Text source = {0};
    if (!installation_find("assets/race/race.go", &source)) {
        fail(entrant, "assets/race/race.go is not beside the executable");
    } else if (!find_cache(&racing->executable)) {
        fail(entrant, "there is no folder to compile it to: HOME is not set");
    } else {
        text_append_cstr(&racing->executable, "/race-go");
        const char *const command[] = {
            "go", "build", "-o", text_cstr(&racing->executable), text_cstr(&source), NULL};
        ProcessSpec spec = {
            .arguments = command, .output = PROCESS_DISCARD, .errors = PROCESS_COLLECT};
        ProcessResult result;
        Error error;
        if (process_run(&spec, &result, &error) != STATUS_OK) {
            fail(entrant, error.text);
        } else if (result.exit_code != 0) {
            fail(entrant, text_cstr(&result.errors));
        }
        process_result_release(&result);
    }
    text_release(&source);
}

static void look_for(Racing *racing, RaceEntrant *entrant) {
    if (entrant->engine == RACE_CPYTHON && !process_is_installed("python3")) {
        is_missing(entrant, "python3 (Debian: python3)");
    } else if (entrant->engine == RACE_NODE && !process_is_installed("node")) {
        is_missing(entrant, "node (Debian: nodejs)");
    } else if (entrant->engine == RACE_NODE &&
               !installation_find("assets/race/race.mjs", &racing->script)) {
        fail(entrant, "assets/race/race.mjs is not beside the executable");
    } else if (entrant->engine == RACE_GO && !process_is_installed("go")) {
        is_missing(entrant, "go (Debian: golang-go)");
    } else if (entrant->engine == RACE_GO) {
        build_go(racing, entrant);
    }
}

/* --- the race --- */

/* The network alone: the simulation of a machine whose processor costs nothing. */
static MUST_CHECK Status find_ideal(Racing *racing, Error *error) {
    const SessionOptions *given = racing->options->session;
    size_t count = 1;
    const char **lines = memory_new((given->world_line_count + 1) * sizeof *lines);
    lines[0] = "machine step 0ns instruction 0ns process 0ns request 0ns connect 0ns tls 0ns";
    for (size_t i = 0; i < given->world_line_count; i++) {
        bool is_machine = strncmp(given->world_lines[i], "machine", strlen("machine")) == 0;
        if (!is_machine) {
            lines[count++] = given->world_lines[i];
        }
    }
    SessionOptions session = *given;
    session.world_lines = lines;
    session.world_line_count = count;
    session.engine = SESSION_ENGINE_SIM;
    Text out = {0};
    Text err = {0};
    SessionResult result;
    Answer answer = {0};
    Status status = run_session(racing, session, &out, &err, &result, error);
    if (status == STATUS_OK) {
        racing->race->seed = result.seed;
        if (!read_answer(&out, &answer)) {
            status =
                error_set(error, STATUS_SYSTEM, "could not simulate the race: %s", text_cstr(&err));
        }
        session_result_release(&result);
    }
    racing->race->ideal_ns = answer.time_ns;
    text_release(&answer.version);
    text_release(&out);
    text_release(&err);
    memory_free(lines);
    return status;
}

static bool is_measured(const RaceEntrant *entrant) {
    return entrant->engine != RACE_SIM;
}

static bool is_out(const RaceEntrant *entrant) {
    return entrant->note.length > 0;
}

/* What a round will take, as far as that can be said. */
static int64_t round_ns(const Racing *racing) {
    int64_t sum_ns = 0;
    for (size_t i = 0; i < racing->race->count; i++) {
        const RaceEntrant *entrant = &racing->race->entrants[i];
        if (is_measured(entrant) && !is_out(entrant)) {
            size_t count = entrant->times_ns.count;
            int64_t last_ns =
                count > 0 ? entrant->times_ns.items[count - 1] : racing->race->ideal_ns;
            sum_ns += last_ns + START_NS;
        }
    }
    return sum_ns;
}

static void run_round(Racing *racing, size_t number) {
    Race *race = racing->race;
    const RaceOptions *options = racing->options;
    for (size_t i = 0; i < race->count && !race->was_interrupted; i++) {
        RaceEntrant *entrant = &race->entrants[i];
        if (is_out(entrant) || !is_measured(entrant)) {
            continue;
        }
        if (options->on_run != NULL) {
            options->on_run(options->context, entrant->engine, number, options->runs);
        }
        run_once(racing, entrant, number > 0);
    }
}

static MUST_CHECK Status check_budget(const Racing *racing, Error *error) {
    if (round_ns(racing) <= racing->options->budget_ns) {
        return STATUS_OK;
    }
    Text takes = {0}, budget = {0};
    duration_append_spoken(&takes, round_ns(racing));
    duration_append_spoken(&budget, racing->options->budget_ns);
    Status status = error_set(error, STATUS_USAGE,
                              "could not race: one run of each engine would take about %s, and the "
                              "budget is %s (--time-limit raises it)",
                              text_cstr(&takes), text_cstr(&budget));
    text_release(&takes);
    text_release(&budget);
    return status;
}

/* A simulation is exact: once is enough. */
static void simulate(Racing *racing) {
    for (size_t i = 0; i < racing->race->count; i++) {
        if (!is_measured(&racing->race->entrants[i])) {
            run_once(racing, &racing->race->entrants[i], true);
        }
    }
}

static void run_rounds(Racing *racing) {
    Race *race = racing->race;
    size_t rounds = racing->options->warmups + racing->options->runs;
    for (size_t i = 0; i < rounds && !race->was_interrupted; i++) {
        bool is_warmup = i < racing->options->warmups;
        int64_t spent_ns = monotonic_now_ns() - racing->began_ns;
        if (i > 0 && spent_ns + round_ns(racing) > racing->options->budget_ns) {
            race->is_partial = true;
            return;
        }
        run_round(racing, is_warmup ? 0 : i + 1 - racing->options->warmups);
    }
    race->is_partial |= race->was_interrupted;
}

static bool needs_server(const Race *race) {
    for (size_t i = 0; i < race->count; i++) {
        if (is_measured(&race->entrants[i]) && !is_out(&race->entrants[i])) {
            return true;
        }
    }
    return false;
}

/* The world of all runs; one with errors is refused. */
static MUST_CHECK Status make_world(Racing *racing, Error *error) {
    SessionOptions session = *racing->options->session;
    session.program_path = text_cstr(&racing->program);
    Status status = run_world_new(&session, "", 0, &racing->world, error);
    if (status == STATUS_OK && racing->world->errors.count > 0) {
        Text errors = {0};
        world_print_errors(racing->world, &errors);
        racing->race->is_refused = true;
        if (write(STDERR_FILENO, text_cstr(&errors), errors.length) < 0) {
            status = error_set(error, STATUS_SYSTEM, "could not write to standard error");
        }
        text_release(&errors);
    }
    return status;
}

static MUST_CHECK Status hold(Racing *racing, Error *error) {
    Race *race = racing->race;
    Status status = make_world(racing, error);
    if (status != STATUS_OK || race->is_refused) {
        return status;
    }
    status = find_ideal(racing, error);
    for (size_t i = 0; status == STATUS_OK && i < race->count; i++) {
        look_for(racing, &race->entrants[i]);
    }
    if (status == STATUS_OK) {
        status = check_budget(racing, error);
    }
    if (status == STATUS_OK && needs_server(race)) {
        status = real_server_start(racing->world, &(RealServerOptions){0}, &racing->server, error);
    }
    if (status == STATUS_OK) {
        simulate(racing);
        run_rounds(racing);
    }
    return status;
}

Status race_run(const RaceOptions *options, Race *race, Error *error) {
    *race = (Race){.count = options->engine_count};
    for (size_t i = 0; i < race->count; i++) {
        race->entrants[i].engine = options->engines[i];
    }
    Racing racing = {.options = options, .race = race, .began_ns = monotonic_now_ns()};
    snprintf(racing.calls, sizeof racing.calls, "%" PRId64, options->calls);
    snprintf(racing.concurrency, sizeof racing.concurrency, "%" PRId64, options->concurrency);
    Text name = {0};
    text_printf(&name, "assets/race/race_%s.py", options->client);
    Status status = STATUS_OK;
    if (!installation_find(text_cstr(&name), &racing.program)) {
        status = error_set(error, STATUS_SYSTEM, "could not find %s beside the executable",
                           text_cstr(&name));
    }
    if (status == STATUS_OK) {
        status = hold(&racing, error);
    }
    real_server_stop(racing.server);
    world_free(racing.world);
    text_release(&name);
    text_release(&racing.program);
    text_release(&racing.script);
    text_release(&racing.executable);
    if (status != STATUS_OK) {
        race_release(race);
    }
    return status;
}

void race_release(Race *race) {
    for (size_t i = 0; i < race->count; i++) {
        RaceEntrant *entrant = &race->entrants[i];
        ARRAY_RELEASE(&entrant->times_ns);
        ARRAY_RELEASE(&entrant->cpus_ns);
        text_release(&entrant->version);
        text_release(&entrant->note);
    }
    *race = (Race){0};
}
