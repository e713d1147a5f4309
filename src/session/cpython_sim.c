#include "session/cpython_sim.h"

#include "base/array.h"
#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"
#include "base/process.h"
#include "session/run_world.h"
#include "sim/exchange.h"
#include "trace/jsonl.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADERS_MAX = 1000, /* of one request */
};

/* One run: what the callback for the child's lines needs. */
typedef struct Run {
    HostTable *hosts;
    ARRAY_OF(Exchange *) under_way; /* by the number the child knows it by; NULL: over */
    Text events;                    /* lines of the trace, as they came */
} Run;

/* --- bytes in JSON: base64 --- */

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void append_base64(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i += 3) {
        unsigned group = (unsigned)(unsigned char)bytes[i] << 16;
        group |= i + 1 < length ? (unsigned)(unsigned char)bytes[i + 1] << 8 : 0;
        group |= i + 2 < length ? (unsigned)(unsigned char)bytes[i + 2] : 0;
        text_append_char(out, DIGITS[group >> 18]);
        text_append_char(out, DIGITS[group >> 12 & 63]);
        text_append_char(out, i + 1 < length ? DIGITS[group >> 6 & 63] : '=');
        text_append_char(out, i + 2 < length ? DIGITS[group & 63] : '=');
    }
}

/* Stops at the first byte that is no digit. */
static void append_decoded(Text *out, const char *text) {
    unsigned group = 0;
    int bits = 0;
    for (; *text != '\0' && *text != '='; text++) {
        const char *digit = strchr(DIGITS, *text);
        if (digit == NULL) {
            return;
        }
        group = group << 6 | (unsigned)(digit - DIGITS);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            text_append_char(out, (char)(group >> bits & 0xFF));
        }
    }
}

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
    append_base64(&body, text_cstr(&reply->body), reply->body.length);
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
    append_decoded(&body, string_of(ask, "body"));
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

static Status find_shim(Text *path, Error *error) {
    static const char SHIM[] = "assets/shim/run.py";
    if (installation_find(SHIM, path)) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_SYSTEM,
                     "could not find the Python shim, %s, beside the executable", SHIM);
}

/* --- the child --- */

/* The command line under construction; strings are owned. */
typedef struct Command {
    ARRAY_OF(const char *) words;
} Command;

static void add_word(Command *command, const char *word) {
    ARRAY_PUSH(&command->words, memory_copy_string(word));
}

static void add_option(Command *command, const char *name, const char *value) {
    add_word(command, name);
    add_word(command, value);
}

static void add_number(Command *command, const char *name, int64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    add_option(command, name, text);
}

static void release_command(Command *command) {
    for (size_t i = 0; i < command->words.count; i++) {
        memory_free((char *)command->words.items[i]);
    }
    ARRAY_RELEASE(&command->words);
}

static void build_command(const SessionOptions *options, const World *world, const char *shim,
                          Command *command) {
    static const char *const START[] = {"python3", "-s", "-B", "-X", "utf8"};
    for (size_t i = 0; i < sizeof START / sizeof START[0]; i++) {
        add_word(command, START[i]);
    }
    char seed[32];
    snprintf(seed, sizeof seed, "%" PRIu64, world_seed(world));
    add_word(command, shim);
    add_option(command, "--seed", seed);
    add_number(command, "--epoch", options->epoch_ns);
    add_number(command, "--cores", world_machine(world).cores);
    add_number(command, "--step", world_machine(world).step_ns);
    add_number(command, "--switch", world_machine(world).switch_ns);
    add_number(command, "--channel", PROCESS_CHANNEL_FD);
    if (options->limits.time_ns > 0) {
        add_number(command, "--time-limit", options->limits.time_ns);
    }
    if (options->trace) {
        add_option(command, "--trace", "channel");
    }
    if (options->program_text != NULL) {
        add_option(command, "--source", "stdin");
    }
    for (size_t i = 0; i < options->setting_count; i++) {
        if (strchr(options->settings[i].name, ' ') == NULL) {
            Text setting = {0};
            text_printf(&setting, "%s=%s", options->settings[i].name, options->settings[i].value);
            add_option(command, "--set", text_cstr(&setting));
            text_release(&setting);
        }
    }
    add_word(command, "--");
    add_word(command, options->program_path);
    for (size_t i = 0; i < options->argument_count; i++) {
        add_word(command, options->arguments[i]);
    }
    ARRAY_PUSH(&command->words, NULL);
}

static ProcessStream stream_for(const SessionSink *sink, int own_fd) {
    if (sink->text == NULL && sink->fd < 0) {
        return PROCESS_DISCARD;
    }
    return sink->text == NULL && sink->fd == own_fd ? PROCESS_INHERIT : PROCESS_COLLECT;
}

static void deliver(const SessionSink *sink, const char *bytes, size_t length) {
    if (sink->text != NULL) {
        text_append(sink->text, bytes, length);
        return;
    }
    while (sink->fd >= 0 && length > 0) {
        ssize_t written = write(sink->fd, bytes, length);
        if (written < 0 && errno != EINTR) {
            return;
        }
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
}

static void refuse(const SessionOptions *options, SessionResult *result, const Text *why) {
    deliver(&options->stderr_sink, text_cstr(why), why->length);
    result->exit_code = EXIT_REFUSED;
}

/* The header line is ours; the events are the child's. */
static Status read_trace(const SessionOptions *options, const World *world, const Text *program,
                         const Text *events, Trace **trace, Error *error) {
    Text world_lines = {0};
    run_world_describe(options, text_cstr(program), program->length, &world_lines);
    Trace *empty = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    trace_set_info(empty, options->program_path, text_cstr(program), text_cstr(&world_lines),
                   "cpython-sim", world_seed(world));
    Text file = {0};
    jsonl_append_header(empty, &file);
    text_append(&file, text_cstr(events), events->length);
    Status status =
        jsonl_parse("the Python shim's trace", text_cstr(&file), file.length, trace, error);
    text_release(&file);
    text_release(&world_lines);
    trace_free(empty);
    return status;
}

static Status run_in_world(const SessionOptions *options, const World *world, const Text *program,
                           SessionResult *result, Error *error) {
    Text shim = {0};
    Status status = find_shim(&shim, error);
    if (status != STATUS_OK) {
        text_release(&shim);
        return status;
    }
    Command command = {0};
    build_command(options, world, text_cstr(&shim), &command);
    const char *const environment[] = {"PYTHONHASHSEED=0", "TZ=UTC",
                                       options->debug ? "PYTHONASYNCIODEBUG=1" : NULL, NULL};
    Run run = {.hosts = host_table_new(world)};
    ProcessSpec spec = {.arguments = command.words.items,
                        .environment = environment,
                        .input = options->program_text != NULL ? text_cstr(program) : NULL,
                        .input_length = program->length,
                        .output = stream_for(&options->stdout_sink, STDOUT_FILENO),
                        .errors = stream_for(&options->stderr_sink, STDERR_FILENO),
                        .channel_variable = "MEANWHILE_CHANNEL",
                        .on_line = on_line,
                        .context = &run};
    ProcessResult child;
    status = process_run(&spec, &child, error);
    if (status == STATUS_OK) {
        deliver(&options->stdout_sink, text_cstr(&child.output), child.output.length);
        deliver(&options->stderr_sink, text_cstr(&child.errors), child.errors.length);
        result->ran = true;
        result->exit_code = child.exit_code;
        if (options->trace) {
            status = read_trace(options, world, program, &run.events, &result->trace, error);
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
    release_command(&command);
    text_release(&shim);
    return status;
}

Status cpython_sim_run(const SessionOptions *options, SessionResult *result, Error *error) {
    *result = (SessionResult){0};
    Text program = {0};
    Status status = STATUS_OK;
    if (options->program_text != NULL) {
        text_append(&program, options->program_text, options->program_length);
    } else {
        status = file_read(options->program_path, FILE_BYTES_MAX, &program, error);
    }
    World *world = NULL;
    if (status == STATUS_OK) {
        status = run_world_new(options, text_cstr(&program), program.length, &world, error);
    }
    if (status == STATUS_OK) {
        WorldMachine machine = world_machine(world);
        Text why = {0};
        if (world->errors.count > 0) {
            world_print_errors(world, &why);
            refuse(options, result, &why);
        } else if (world->loads.count > 0) {
            text_append_cstr(&why, "error: the cpython-sim engine runs programs only: leave load "
                                   "and arrivals out of the world\n");
            refuse(options, result, &why);
        } else if (!machine.gil) {
            text_append_cstr(&why, "error: the cpython-sim engine has a GIL: leave gil off out of "
                                   "the world's machine line\n");
            refuse(options, result, &why);
        } else if (machine.instruction_ns > 0) {
            text_append_cstr(&why, "error: the cpython-sim engine cannot count instructions: leave "
                                   "instruction out of the world's machine line\n");
            refuse(options, result, &why);
        } else {
            status = run_in_world(options, world, &program, result, error);
        }
        text_release(&why);
    }
    world_free(world);
    text_release(&program);
    return status;
}
