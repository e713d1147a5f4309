#include "session/cpython_engine.h"

#include "base/array.h"
#include "base/memory.h"
#include "base/process.h"
#include "real/server.h"
#include "session/python_child.h"
#include "session/shared_record.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char ENGINE[] = "cpython";

enum {
    GRACE_MS = 1000, /* for a child that was asked to end */
};

/* One run: what the callback for the child's lines needs. */
typedef struct Run {
    const World *world;
    uint16_t port;   /* the server's */
    uint16_t closed; /* where nobody listens */
    int closed_fd;   /* keeps it so */
} Run;

/* --- where connections lead --- */

/* A port that is taken, so that nobody else listens there, and that refuses. */
static MUST_CHECK Status take_closed_port(Run *run, Error *error) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    run->closed_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (run->closed_fd < 0 || bind(run->closed_fd, (struct sockaddr *)&address, size) != 0 ||
        getsockname(run->closed_fd, (struct sockaddr *)&address, &size) != 0) {
        return error_set(error, STATUS_REAL, "could not find a free port on this machine");
    }
    run->closed = ntohs(address.sin_port);
    return STATUS_OK;
}

static uint16_t port_for(const Run *run, const json_t *ask) {
    const char *name = json_string_value(json_object_get(ask, "host"));
    Text host = {0};
    for (const char *c = name != NULL ? name : ""; *c != '\0'; c++) {
        text_append_char(&host, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
    }
    int port = (int)json_integer_value(json_object_get(ask, "port"));
    bool refuses = world_always_refuses(run->world, text_cstr(&host), port);
    text_release(&host);
    return refuses ? run->closed : run->port;
}

static Status on_line(void *context, Process *process, const char *line, size_t length,
                      Error *error) {
    const Run *run = context;
    json_error_t wrong;
    json_t *ask = json_loadb(line, length, JSON_ALLOW_NUL, &wrong);
    if (ask == NULL) {
        return error_set(error, STATUS_SYSTEM, "could not read what the Python shim asks: %s",
                         wrong.text);
    }
    char answer[32];
    int size = snprintf(answer, sizeof answer, "{\"port\": %u}\n", port_for(run, ask));
    process_send(process, answer, (size_t)size);
    json_decref(ask);
    return STATUS_OK;
}

/* --- the child --- */

static int64_t calls_max(const SessionReal *real) {
    return real->calls_max > 0 || !real->live ? real->calls_max : SESSION_LIVE_CALLS_MAX;
}

static void tell_live(const SessionOptions *options) {
    Text notice = {0};
    text_printf(&notice, "meanwhile: note: requests go to the internet, %" PRId64 " at most\n",
                calls_max(&options->real));
    python_child_deliver(&options->stderr_sink, text_cstr(&notice), notice.length);
    text_release(&notice);
}

static MUST_CHECK Status build_command(const SessionOptions *options, const PythonProgram *program,
                                       PythonCommand *command, Error *error) {
    static const char *const PYTHON[] = {"python3", "-B", "-X", "utf8", NULL};
    Status status = python_command_begin(command, PYTHON, "real.py", error);
    if (status == STATUS_OK) {
        char seed[32];
        snprintf(seed, sizeof seed, "%" PRIu64, world_seed(program->world));
        python_command_option(command, "--seed", seed);
        if (!options->real.live) {
            python_command_number(command, "--channel", PROCESS_CHANNEL_FD);
        }
        python_command_number(command, "--record", PROCESS_MEMORY_FD);
        if (calls_max(&options->real) > 0) {
            python_command_number(command, "--calls", calls_max(&options->real));
        }
        if (options->trace) {
            python_command_option(command, "--trace", "yes");
        }
        if (options->limits.events > 0) {
            python_command_number(command, "--events", options->limits.events);
        }
        python_command_end(command, options, program);
    }
    return status;
}

/* The environment that makes clients trust the server. The caller frees the strings. */
typedef struct Environment {
    ARRAY_OF(const char *) entries;
} Environment;

static void add_entry(Environment *environment, const char *name, const char *value) {
    Text entry = {0};
    text_printf(&entry, "%s=%s", name, value);
    ARRAY_PUSH(&environment->entries, text_take(&entry));
}

static void fill_environment(const SessionOptions *options, const RealServer *server,
                             Environment *environment) {
    static const char *const NAMES[] = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"};
    for (size_t i = 0; server != NULL && i < sizeof NAMES / sizeof NAMES[0]; i++) {
        add_entry(environment, NAMES[i], real_server_authority(server));
    }
    add_entry(environment, "PYTHONHASHSEED", "0");
    if (options->debug) {
        add_entry(environment, "PYTHONASYNCIODEBUG", "1");
    }
    ARRAY_PUSH(&environment->entries, NULL);
}

static void release_environment(Environment *environment) {
    for (size_t i = 0; i < environment->entries.count; i++) {
        memory_free((char *)environment->entries.items[i]);
    }
    ARRAY_RELEASE(&environment->entries);
}

/* What ended the run from outside, if anything did: fills the exit code and the reason. */
static int find_ending(const ProcessResult *child, RealServer *server, int64_t limit_ns,
                       Text *why) {
    if (child->timed_out) {
        text_printf(why, "the budget of %.3g s of real time is used up (--limit-time raises it)",
                    (double)limit_ns / 1e9);
        return EXIT_LIMIT;
    }
    if (child->signal != 0 && child->signal != SIGINT) {
        text_printf(why, "python3 was ended by signal %d (%s)", child->signal,
                    strsignal(child->signal));
        return EXIT_REAL_WORLD;
    }
    if (server != NULL && !real_server_is_running(server, NULL)) {
        text_append_cstr(why, "the latency server has died");
        return EXIT_REAL_WORLD;
    }
    return child->exit_code;
}

static MUST_CHECK Status take_result(const SessionOptions *options, const PythonProgram *program,
                                     const ProcessResult *child, int exit_code, const Text *why,
                                     SharedRecord *record, SessionResult *result, Error *error) {
    python_child_deliver(&options->stdout_sink, text_cstr(&child->output), child->output.length);
    python_child_deliver(&options->stderr_sink, text_cstr(&child->errors), child->errors.length);
    if (why->length > 0) {
        Text line = {0};
        text_printf(&line, "meanwhile: %s\n", text_cstr(why));
        python_child_deliver(&options->stderr_sink, text_cstr(&line), line.length);
        text_append(&result->error, text_cstr(why), why->length);
        text_release(&line);
    }
    /* With that exit code, and nothing that ended it from outside, the shim says that python3 lacks
     * what the program needs. */
    result->ran = exit_code != EXIT_REAL_WORLD || why->length > 0;
    result->exit_code = exit_code;
    result->seed = world_seed(program->world);
    shared_record_finish(record, exit_code,
                         exit_code == EXIT_LIMIT && why->length > 0 ? text_cstr(why) : NULL);
    result->makespan_ns = record->end_ns;
    if (!options->trace || !result->ran) {
        return STATUS_OK;
    }
    return python_child_trace(options, ENGINE, program, &record->lines, &result->trace, error);
}

static MUST_CHECK Status run_child(const SessionOptions *options, const PythonProgram *program,
                                   RealServer *server, Run *run, const PythonCommand *command,
                                   SessionResult *result, Error *error) {
    SharedRecord record;
    Status status = shared_record_open(&record, error);
    if (status != STATUS_OK) {
        return status;
    }
    Environment environment = {0};
    fill_environment(options, server, &environment);
    int64_t limit_ns = options->limits.time_ns > 0 ? options->limits.time_ns : CPYTHON_TIME_NS_MAX;
    ProcessSpec spec = {.arguments = command->words.items,
                        .environment = environment.entries.items,
                        .input = program->on_stdin ? text_cstr(&program->text) : NULL,
                        .input_length = program->text.length,
                        .output = python_child_stream(&options->stdout_sink, STDOUT_FILENO),
                        .errors = python_child_stream(&options->stderr_sink, STDERR_FILENO),
                        .channel_variable = "MEANWHILE_CHANNEL",
                        .on_line = on_line,
                        .context = run,
                        .timeout_ms = limit_ns / 1000000 + 1,
                        .grace_ms = GRACE_MS,
                        .memory_fd = record.fd};
    ProcessResult child;
    status = process_run(&spec, &child, error);
    if (status == STATUS_OK) {
        status = shared_record_read(&record, error);
    }
    if (status == STATUS_OK) {
        Text why = {0};
        int exit_code = find_ending(&child, server, limit_ns, &why);
        status = take_result(options, program, &child, exit_code, &why, &record, result, error);
        text_release(&why);
    }
    process_result_release(&child);
    release_environment(&environment);
    shared_record_release(&record);
    return status;
}

/* The server that was given, as new, or one of our own; none if the run is live. */
static MUST_CHECK Status prepare_server(const SessionReal *real, const World *world,
                                        RealServer **server, Error *error) {
    *server = NULL;
    if (real->live) {
        return STATUS_OK;
    }
    *server = real->server;
    if (real->server != NULL) {
        return real_server_reset(real->server, world, error);
    }
    return real_server_start(world, &(RealServerOptions){0}, server, error);
}

static MUST_CHECK Status run_in_world(const SessionOptions *options, const PythonProgram *program,
                                      SessionResult *result, Error *error) {
    RealServer *server = NULL;
    PythonCommand command = {0};
    Run run = {.world = program->world, .closed_fd = -1};
    Status status = build_command(options, program, &command, error);
    if (status == STATUS_OK) {
        status = take_closed_port(&run, error);
    }
    if (status == STATUS_OK) {
        status = prepare_server(&options->real, program->world, &server, error);
    }
    if (status == STATUS_OK && options->real.live) {
        tell_live(options);
    }
    if (status == STATUS_OK) {
        run.port = server != NULL ? real_server_port(server) : 0;
        status = run_child(options, program, server, &run, &command, result, error);
    }
    if (server != options->real.server) {
        real_server_stop(server);
    }
    if (run.closed_fd >= 0) {
        close(run.closed_fd);
    }
    python_command_release(&command);
    return status;
}

Status cpython_engine_run(const SessionOptions *options, SessionResult *result, Error *error) {
    *result = (SessionResult){0};
    if (!process_is_installed("python3")) {
        return error_set(error, STATUS_REAL,
                         "could not run %s on python3: there is none in PATH (Debian: python3)",
                         options->program_path);
    }
    PythonProgram program;
    Status status = python_child_prepare(options, ENGINE, &program, result, error);
    if (status == STATUS_OK && program.world != NULL) {
        status = run_in_world(options, &program, result, error);
    }
    python_child_release(&program);
    return status;
}
