#include "session/cpython_sim.h"

#include "base/array.h"
#include "base/base64.h"
#include "base/memory.h"
#include "base/process.h"
#include "session/python_child.h"
#include "sim/exchange.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char ENGINE[] = "cpython-sim";

enum {
    HEADERS_MAX = 1000, /* of one request */
};

/* One run: what the callback for the child's lines needs. */
typedef struct Run {
    HostTable *hosts;
    ARRAY_OF(Exchange *) under_way; /* by the number the child knows it by; NULL: over */
    Text events;                    /* lines of the trace, as they came */
} Run;

/* --- the child's requests --- */

static const char *string_of(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value != NULL ? value : "";
}

/* A timeout in seconds, or null. */
static int64_t limit_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    double seconds = json_number_value(value);
    if (!json_is_number(value) || seconds >= 9e9) {
        return EXCHANGE_NO_LIMIT;
    }
    return seconds > 0 ? llround(seconds * 1e9) : 0;
}

static size_t headers_of(const json_t *object, HostHeader *headers) {
    size_t count = 0;
    size_t index;
    json_t *pair;
    json_array_foreach(json_object_get(object, "headers"), index, pair) {
        const char *name = json_string_value(json_array_get(pair, 0));
        const char *value = json_string_value(json_array_get(pair, 1));
        if (name != NULL && value != NULL && count < HEADERS_MAX) {
            headers[count++] = (HostHeader){name, value};
        }
    }
    return count;
}

static void append_header(void *context, const char *name, const char *value) {
    json_array_append_new(context, json_pack("[ss]", name, value));
}

/* What the child's clients see of a reply: see call_outcome() in session/net.c. */
static void add_reply(json_t *answer, const HostReply *reply) {
    Text body = {0};
    base64_append(&body, text_cstr(&reply->body), reply->body.length);
    json_t *headers = json_array();
    host_reply_each_header(reply, append_header, headers);
    json_object_set_new(answer, "status", json_integer(reply->status));
    json_object_set_new(answer, "reason", json_string(reply->reason));
    json_object_set_new(answer, "headers", headers);
    json_object_set_new(answer, "body", json_string(text_cstr(&body)));
    json_object_set_new(answer, "receive_ns", json_integer(reply->receive_ns));
    text_release(&body);
}

/* What is known of an exchange now: when to come back, its phases, and its outcome once that is
 * decided. */
static json_t *describe(const Exchange *exchange) {
    json_t *answer = json_object();
    json_t *phases = json_array();
    bool never = exchange->due_ns == HOST_NEVER;
    for (size_t i = 0; i < exchange->phase_count; i++) {
        const ExchangePhase *phase = &exchange->phases[i];
        json_array_append_new(phases, json_pack("[Is]", (json_int_t)phase->start_ns,
                                                TRACE_PHASES[phase->phase].name));
    }
    json_object_set_new(answer, "phases", phases);
    json_object_set_new(answer, "due", never ? json_null() : json_integer(exchange->due_ns));
    if (exchange->stage == EXCHANGE_DECIDED) {
        json_object_set_new(answer, "failure", json_string(host_failure_name(exchange->failure)));
        if (exchange->failure == HOST_OK) {
            add_reply(answer, &exchange->reply);
        }
    }
    return answer;
}

static void send_json(Process *process, json_t *answer) {
    char *line = json_dumps(answer, JSON_COMPACT);
    process_send(process, line, strlen(line));
    process_send(process, "\n", 1);
    free(line);
    json_decref(answer);
}

static void forget(Run *run, size_t id) {
    Exchange *exchange = run->under_way.items[id];
    run->under_way.items[id] = NULL;
    exchange_end(exchange, 0);
    memory_free(exchange);
}

/* Sends what is known of an exchange; the parent keeps those that are not decided. */
static void tell(Run *run, Process *process, size_t id) {
    json_t *answer = describe(run->under_way.items[id]);
    if (run->under_way.items[id]->stage == EXCHANGE_DECIDED) {
        forget(run, id);
    } else {
        json_object_set_new(answer, "id", json_integer((json_int_t)id));
    }
    send_json(process, answer);
}

static void answer_request(Run *run, Process *process, const json_t *ask) {
    Text body = {0};
    base64_append_decoded(&body, string_of(ask, "body"));
    HostHeader *headers = memory_new(HEADERS_MAX * sizeof *headers);
    const char *url = string_of(ask, "url");
    HostRequest request = {.method = string_of(ask, "method"),
                           .url = url,
                           .url_length = json_string_length(json_object_get(ask, "url")),
                           .headers = headers,
                           .header_count = headers_of(ask, headers),
                           .body = text_cstr(&body),
                           .body_length = body.length,
                           .fresh = json_is_true(json_object_get(ask, "fresh"))};
    ExchangeLimits limits = {limit_of(ask, "connect"), limit_of(ask, "read"),
                             limit_of(ask, "total")};
    Exchange *exchange = memory_new_zeroed(1, sizeof *exchange);
    exchange_begin(exchange, run->hosts, &request, &limits,
                   json_integer_value(json_object_get(ask, "t")));
    exchange->request = (HostRequest){0}; /* no app looks at it here */
    ARRAY_PUSH(&run->under_way, exchange);
    tell(run, process, run->under_way.count - 1);
    memory_free(headers);
    text_release(&body);
}

/* "go_on" and "drop" name an exchange that is under way. */
static void go_on(Run *run, Process *process, const json_t *ask, bool drop) {
    json_int_t id = json_integer_value(json_object_get(ask, "id"));
    bool known = id >= 0 && (size_t)id < run->under_way.count && run->under_way.items[id] != NULL;
    if (!known) {
        if (!drop) {
            send_json(process, json_object());
        }
    } else if (drop) {
        forget(run, (size_t)id);
    } else {
        exchange_go_on(run->under_way.items[id], json_integer_value(json_object_get(ask, "t")));
        tell(run, process, (size_t)id);
    }
}

static Status on_line(void *context, Process *process, const char *line, size_t length,
                      Error *error) {
    static const char ASK[] = "{\"ask\"";
    Run *run = context;
    if (strncmp(line, ASK, strlen(ASK)) != 0) {
        text_append(&run->events, line, length);
        text_append_char(&run->events, '\n');
        return STATUS_OK;
    }
    json_error_t wrong;
    json_t *ask = json_loadb(line, length, JSON_ALLOW_NUL, &wrong);
    if (ask == NULL) {
        return error_set(error, STATUS_SYSTEM, "could not read what the Python shim asks: %s",
                         wrong.text);
    }
    const char *what = string_of(ask, "ask");
    if (strcmp(what, "request") == 0) {
        answer_request(run, process, ask);
    } else {
        go_on(run, process, ask, strcmp(what, "drop") == 0);
    }
    json_decref(ask);
    return STATUS_OK;
}

/* --- the child --- */

static MUST_CHECK Status build_command(const SessionOptions *options, const PythonProgram *program,
                                       PythonCommand *command, Error *error) {
    static const char *const PYTHON[] = {"python3", "-s", "-B", "-X", "utf8", NULL};
    Status status = python_command_begin(command, PYTHON, "run.py", error);
    if (status != STATUS_OK) {
        return status;
    }
    WorldMachine machine = world_machine(program->world);
    char seed[32];
    snprintf(seed, sizeof seed, "%" PRIu64, world_seed(program->world));
    python_command_option(command, "--seed", seed);
    python_command_number(command, "--epoch", options->epoch_ns);
    python_command_number(command, "--cores", machine.cores);
    python_command_number(command, "--step", machine.step_ns);
    python_command_number(command, "--switch", machine.switch_ns);
    python_command_number(command, "--channel", PROCESS_CHANNEL_FD);
    if (options->limits.time_ns > 0) {
        python_command_number(command, "--time-limit", options->limits.time_ns);
    }
    if (options->trace) {
        python_command_option(command, "--trace", "channel");
    }
    python_command_end(command, options, program);
    return STATUS_OK;
}

static Status run_in_world(const SessionOptions *options, const PythonProgram *program,
                           SessionResult *result, Error *error) {
    PythonCommand command = {0};
    Status status = build_command(options, program, &command, error);
    if (status != STATUS_OK) {
        python_command_release(&command);
        return status;
    }
    const char *const environment[] = {"PYTHONHASHSEED=0", "TZ=UTC",
                                       options->debug ? "PYTHONASYNCIODEBUG=1" : NULL, NULL};
    Run run = {.hosts = host_table_new(program->world)};
    ProcessSpec spec = {.arguments = command.words.items,
                        .environment = environment,
                        .input = program->on_stdin ? text_cstr(&program->text) : NULL,
                        .input_length = program->text.length,
                        .output = python_child_stream(&options->stdout_sink, STDOUT_FILENO),
                        .errors = python_child_stream(&options->stderr_sink, STDERR_FILENO),
                        .channel_variable = "MEANWHILE_CHANNEL",
                        .on_line = on_line,
                        .context = &run};
    ProcessResult child;
    status = process_run(&spec, &child, error);
    if (status == STATUS_OK) {
        python_child_deliver(&options->stdout_sink, text_cstr(&child.output), child.output.length);
        python_child_deliver(&options->stderr_sink, text_cstr(&child.errors), child.errors.length);
        result->ran = true;
        result->exit_code = child.exit_code;
        if (options->trace) {
            status =
                python_child_trace(options, ENGINE, program, &run.events, &result->trace, error);
        }
    }
    process_result_release(&child);
    for (size_t i = 0; i < run.under_way.count; i++) {
        if (run.under_way.items[i] != NULL) {
            forget(&run, i);
        }
    }
    ARRAY_RELEASE(&run.under_way);
    text_release(&run.events);
    host_table_free(run.hosts);
    python_command_release(&command);
    return status;
}

/* What a world asks for that cannot be had here; NULL: nothing. */
static const char *objection(const World *world) {
    WorldMachine machine = world_machine(world);
    if (!machine.gil) {
        return "error: the cpython-sim engine has a GIL: leave gil off out of the world's machine "
               "line\n";
    }
    if (machine.instruction_ns > 0) {
        return "error: the cpython-sim engine cannot count instructions: leave instruction out of "
               "the world's machine line\n";
    }
    if (machine.request_ns > 0 || machine.connect_ns > 0 || machine.tls_ns > 0) {
        return "error: the cpython-sim engine does not charge for requests: leave request, "
               "connect and tls out of the world's machine line\n";
    }
    return NULL;
}

Status cpython_sim_run(const SessionOptions *options, SessionResult *result, Error *error) {
    *result = (SessionResult){0};
    PythonProgram program;
    Status status = python_child_prepare(options, ENGINE, &program, result, error);
    const char *why_not = program.world != NULL ? objection(program.world) : NULL;
    if (status == STATUS_OK && why_not != NULL) {
        Text why = {0};
        text_append_cstr(&why, why_not);
        python_child_refuse(options, result, &why);
        text_release(&why);
    } else if (status == STATUS_OK && program.world != NULL) {
        status = run_in_world(options, &program, result, error);
    }
    python_child_release(&program);
    return status;
}
