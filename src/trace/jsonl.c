#include "trace/jsonl.h"

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FORMAT_NAME "meanwhile trace"

/* Writing. */

static void append_member(Text *text, const char *key, const char *string) {
    text_printf(text, ", \"%s\": ", key);
    json_append_quoted(text, string);
}

static const char *or_empty(const char *string) {
    return string != NULL ? string : "";
}

void jsonl_append_header(const Trace *trace, Text *text) {
    text_printf(text, "{\"format\": \"%s\", \"version\": %d", FORMAT_NAME, TRACE_FORMAT_VERSION);
    append_member(text, "program", or_empty(trace->info.program));
    append_member(text, "engine", or_empty(trace->info.engine));
    text_printf(text, ", \"seed\": %llu", (unsigned long long)trace->info.seed);
    append_member(text, "world", or_empty(trace->info.world));
    append_member(text, "source", or_empty(trace->info.source));
    text_append_cstr(text, "}\n");
}

static void append_field(const Trace *trace, Text *text, TraceField field, const char *key,
                         int64_t value) {
    switch (field) {
    case TRACE_FIELD_LANE:
        if (value == TRACE_NOBODY) {
            return;
        }
        break;
    case TRACE_FIELD_TIME:
        if (value < 0) {
            return;
        }
        break;
    case TRACE_FIELD_STRING:
        append_member(text, key, trace_string_at(trace, (uint32_t)value));
        return;
    case TRACE_FIELD_COUNT:
        break;
    case TRACE_FIELD_NONE:
    case TRACE_FIELD_REASON:
        return;
    }
    text_printf(text, ", \"%s\": %lld", key, (long long)value);
}

static bool has_lane(TraceKind kind) {
    return kind != TRACE_EXIT && kind != TRACE_CUT && kind != TRACE_LIMIT;
}

static void append_lane(const Trace *trace, Text *text, uint32_t lane) {
    static const char *const KEYS[] = {
        [TRACE_LANE_THREAD] = "thread", [TRACE_LANE_TASK] = "task", [TRACE_LANE_CLIENT] = "client"};
    Text name = {0};
    trace_lane_name(trace, lane, &name);
    text_printf(text, ", \"lane\": %u", (unsigned)lane);
    append_member(text, KEYS[trace->lanes.items[lane].kind], text_cstr(&name));
    text_release(&name);
}

void jsonl_append_event(const Trace *trace, size_t index, Text *text) {
    const TraceEvent *event = trace_at(trace, index);
    const TraceKindInfo *kind = &TRACE_KINDS[event->kind];
    const TraceReasonInfo *reason = &TRACE_REASONS[event->reason];
    text_printf(text, "{\"t\": %lld, \"ev\": \"%s\"", (long long)event->t_ns, kind->name);
    if (has_lane(event->kind)) {
        append_lane(trace, text, event->lane);
    }
    if (event->kind == TRACE_CREATED || event->kind == TRACE_CLIENT) {
        append_member(text, "call", trace_string_at(trace, trace->lanes.items[event->lane].call));
    }
    if (kind->reason == TRACE_REASON_FIELD_WAIT) {
        append_member(text, "for", reason->name);
    } else if (kind->reason == TRACE_REASON_FIELD_PHASE) {
        append_member(text, "phase", TRACE_PHASES[event->reason].name);
    }
    append_field(trace, text, kind->other, kind->other_key, event->other);
    if (kind->arg != TRACE_FIELD_REASON) {
        append_field(trace, text, kind->arg, kind->arg_key, event->arg);
    } else if (reason->arg != TRACE_FIELD_COUNT || event->arg != 0) {
        append_field(trace, text, reason->arg, reason->arg_key, event->arg);
    }
    if (event->line > 0) {
        text_printf(text, ", \"line\": %d", (int)event->line);
    }
    text_append_cstr(text, "}\n");
}

void jsonl_append(const Trace *trace, Text *text) {
    jsonl_append_header(trace, text);
    for (size_t i = 0; i < trace_count(trace); i++) {
        jsonl_append_event(trace, i, text);
    }
}

Status jsonl_write_into(const Trace *trace, FileWriter *writer, Error *error) {
    Text line = {0};
    jsonl_append_header(trace, &line);
    Status status = file_writer_add(writer, text_cstr(&line), line.length, error);
    for (size_t i = 0; status == STATUS_OK && i < trace_count(trace); i++) {
        text_clear(&line);
        jsonl_append_event(trace, i, &line);
        status = file_writer_add(writer, text_cstr(&line), line.length, error);
    }
    text_release(&line);
    if (status != STATUS_OK) {
        file_writer_abandon(writer);
        return status;
    }
    return file_writer_finish(writer, error);
}

Status jsonl_write(const Trace *trace, const char *path, Error *error) {
    FileWriter writer;
    Status status = file_writer_open(&writer, path, error);
    return status == STATUS_OK ? jsonl_write_into(trace, &writer, error) : status;
}

/* Reading. Each helper returns false after it has put a message into the reader. */

typedef struct Reader {
    const char *name;
    size_t line; /* of the file, from 1 */
    Trace *trace;
    int64_t t_ns; /* of the event before */
    Error *error;
} Reader;

__attribute__((format(printf, 2, 3))) static bool fail(Reader *reader, const char *format, ...) {
    char message[ERROR_TEXT_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    (void)error_set(reader->error, STATUS_USAGE, "could not read %s: line %zu: %s", reader->name,
                    reader->line, message);
    return false;
}

static bool get_integer(Reader *reader, const json_t *object, const char *key, int64_t lowest,
                        int64_t highest, int64_t *value) {
    const json_t *found = json_object_get(object, key);
    if (!json_is_integer(found)) {
        return fail(reader, found == NULL ? "\"%s\" is missing" : "\"%s\" must be an integer", key);
    }
    *value = json_integer_value(found);
    if (*value < lowest || *value > highest) {
        return fail(reader, "\"%s\" is out of range", key);
    }
    return true;
}

static const char *get_string(Reader *reader, const json_t *object, const char *key) {
    const json_t *found = json_object_get(object, key);
    if (!json_is_string(found)) {
        fail(reader, found == NULL ? "\"%s\" is missing" : "\"%s\" must be text", key);
        return NULL;
    }
    return json_string_value(found);
}

static bool read_header(Reader *reader, const json_t *object) {
    const char *format = get_string(reader, object, "format");
    if (format == NULL) {
        return false;
    }
    int64_t version, seed;
    if (strcmp(format, FORMAT_NAME) != 0) {
        return fail(reader, "this is not a trace of meanwhile");
    }
    if (!get_integer(reader, object, "version", 1, INT32_MAX, &version)) {
        return false;
    }
    if (version != TRACE_FORMAT_VERSION) {
        return fail(reader, "its format has version %lld, this program reads version %d",
                    (long long)version, TRACE_FORMAT_VERSION);
    }
    const char *program = get_string(reader, object, "program");
    const char *engine = program != NULL ? get_string(reader, object, "engine") : NULL;
    const char *world = engine != NULL ? get_string(reader, object, "world") : NULL;
    const char *source = world != NULL ? get_string(reader, object, "source") : NULL;
    if (source == NULL || !get_integer(reader, object, "seed", 0, INT64_MAX, &seed)) {
        return false;
    }
    trace_set_info(reader->trace, program, source, world, engine, (uint64_t)seed);
    return true;
}

static bool find_kind(Reader *reader, const char *name, TraceEvent *event) {
    for (size_t i = 0; i < TRACE_KIND_COUNT; i++) {
        if (strcmp(TRACE_KINDS[i].name, name) == 0) {
            event->kind = (uint8_t)i;
            return true;
        }
    }
    return fail(reader, "no event is called \"%.40s\"", name);
}

static bool find_reason(Reader *reader, const json_t *object, TraceEvent *event) {
    const char *name = get_string(reader, object, "for");
    for (size_t i = 0; name != NULL && i < TRACE_REASON_COUNT; i++) {
        if (strcmp(TRACE_REASONS[i].name, name) == 0) {
            event->reason = (uint8_t)i;
            return true;
        }
    }
    return name == NULL ? false : fail(reader, "nothing waits for \"%.40s\"", name);
}

static bool find_phase(Reader *reader, const json_t *object, TraceEvent *event) {
    const char *name = get_string(reader, object, "phase");
    for (size_t i = 0; name != NULL && i < TRACE_PHASE_COUNT; i++) {
        if (strcmp(TRACE_PHASES[i].name, name) == 0) {
            event->reason = (uint8_t)i;
            return true;
        }
    }
    return name == NULL ? false : fail(reader, "no phase is called \"%.40s\"", name);
}

static bool read_field(Reader *reader, const json_t *object, TraceField field, const char *key,
                       int64_t highest, int64_t *value) {
    const char *string;
    switch (field) {
    case TRACE_FIELD_NONE:
    case TRACE_FIELD_REASON:
        return true;
    case TRACE_FIELD_LANE:
        *value = TRACE_NOBODY;
        return json_object_get(object, key) == NULL ||
               get_integer(reader, object, key, 0, (int64_t)reader->trace->lanes.count - 1, value);
    case TRACE_FIELD_TIME:
        *value = -1;
        return json_object_get(object, key) == NULL ||
               get_integer(reader, object, key, 0, INT64_MAX, value);
    case TRACE_FIELD_COUNT:
        return get_integer(reader, object, key, 0, highest, value);
    case TRACE_FIELD_STRING:
        string = get_string(reader, object, key);
        if (string != NULL) {
            *value = trace_string(reader->trace, string, strlen(string));
        }
        return string != NULL;
    }
    UNREACHABLE();
}

/* Requests are numbered as they begin, so that tables of requests need no more room than the file
 * has lines. */
static bool check_request(Reader *reader, const TraceEvent *event) {
    bool is_request = event->kind == TRACE_REQUEST;
    bool names_request = is_request || event->kind == TRACE_PHASE ||
                         event->kind == TRACE_RESPONSE || event->kind == TRACE_REQUEST_FAILED;
    if (is_request && event->arg == (int64_t)reader->trace->requests + 1) {
        reader->trace->requests++;
    } else if (is_request) {
        return fail(reader, "request %lld is out of order", (long long)event->arg);
    }
    if (names_request && (event->arg < 1 || event->arg > (int64_t)reader->trace->requests)) {
        return fail(reader, "there is no request %lld", (long long)event->arg);
    }
    return true;
}

/* "Task-12" is the name of a task that has none of its own, and 12 its number. */
static bool is_own_name(const char *name, uint32_t *number) {
    unsigned value;
    char canonical[24];
    if (sscanf(name, "Task-%9u", &value) != 1) {
        return true;
    }
    snprintf(canonical, sizeof canonical, "Task-%u", value);
    *number = value;
    return strcmp(canonical, name) != 0;
}

static bool read_new_lane(Reader *reader, const json_t *object, const TraceEvent *event) {
    bool is_thread = event->kind == TRACE_THREAD, is_client = event->kind == TRACE_CLIENT;
    const char *key = is_thread ? "thread" : is_client ? "client" : "task";
    const char *name = get_string(reader, object, key);
    if (name == NULL) {
        return false;
    }
    if (is_thread) {
        trace_add_thread(reader->trace, event->t_ns, name, event->other, event->line);
        return true;
    }
    const char *call = get_string(reader, object, "call");
    if (call == NULL) {
        return false;
    }
    if (is_client) {
        trace_add_client(reader->trace, event->t_ns, name, call);
        return true;
    }
    if (event->arg == TRACE_NOBODY ||
        reader->trace->lanes.items[event->arg].kind != TRACE_LANE_THREAD) {
        return fail(reader, "\"on\" must be the lane of a thread");
    }
    uint32_t number = 0;
    bool own = is_own_name(name, &number);
    trace_add_task(reader->trace, event->t_ns, own ? name : NULL, number, call, event->other,
                   (uint32_t)event->arg, event->line);
    return true;
}

static bool begins_lane(TraceKind kind) {
    return kind == TRACE_THREAD || kind == TRACE_CREATED || kind == TRACE_CLIENT;
}

static bool read_lane(Reader *reader, const json_t *object, TraceEvent *event) {
    bool is_new = begins_lane(event->kind);
    int64_t count = (int64_t)reader->trace->lanes.count, lane = 0;
    if (has_lane(event->kind) &&
        !get_integer(reader, object, "lane", 0, is_new ? count : count - 1, &lane)) {
        return false;
    }
    if (is_new && lane != count) {
        return fail(reader, "lane %lld is there already", (long long)lane);
    }
    if (!has_lane(event->kind) && count == 0) {
        return fail(reader, "the first event must be the main thread's beginning");
    }
    event->lane = (uint32_t)lane;
    return true;
}

static bool read_event(Reader *reader, const json_t *object) {
    TraceEvent event = {.other = TRACE_NOBODY};
    const char *name = get_string(reader, object, "ev");
    int64_t line = 0, other = TRACE_NOBODY;
    if (name == NULL || !find_kind(reader, name, &event) ||
        !get_integer(reader, object, "t", 0, INT64_MAX, &event.t_ns)) {
        return false;
    }
    const TraceKindInfo *kind = &TRACE_KINDS[event.kind];
    if (event.t_ns < reader->t_ns) {
        return fail(reader, "time goes backwards");
    }
    reader->t_ns = event.t_ns;
    if (!read_lane(reader, object, &event) ||
        (kind->reason == TRACE_REASON_FIELD_WAIT && !find_reason(reader, object, &event)) ||
        (kind->reason == TRACE_REASON_FIELD_PHASE && !find_phase(reader, object, &event)) ||
        (json_object_get(object, "line") != NULL &&
         !get_integer(reader, object, "line", 0, INT32_MAX, &line)) ||
        !read_field(reader, object, kind->other, kind->other_key, UINT32_MAX - 1, &other)) {
        return false;
    }
    const TraceReasonInfo *reason = &TRACE_REASONS[event.reason];
    bool by_reason = kind->arg == TRACE_FIELD_REASON;
    bool is_left_out = by_reason && reason->arg == TRACE_FIELD_COUNT &&
                       json_object_get(object, reason->arg_key) == NULL;
    if (!is_left_out &&
        !read_field(reader, object, by_reason ? reason->arg : kind->arg,
                    by_reason ? reason->arg_key : kind->arg_key, INT64_MAX, &event.arg)) {
        return false;
    }
    event.line = (int32_t)line;
    event.other = (uint32_t)other;
    if (!check_request(reader, &event)) {
        return false;
    }
    if (event.kind == TRACE_CUT) {
        reader->trace->events_dropped = (size_t)event.arg;
    }
    if (begins_lane(event.kind)) {
        return read_new_lane(reader, object, &event);
    }
    trace_add(reader->trace, event.t_ns, event.kind, event.reason, event.lane, event.other,
              event.line, event.arg);
    return true;
}

static bool read_line(Reader *reader, const char *bytes, size_t length) {
    json_error_t problem;
    json_t *object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &problem);
    bool good;
    if (object == NULL) {
        good = fail(reader, "this is not JSON: %s", problem.text);
    } else if (!json_is_object(object)) {
        good = fail(reader, "this is not a JSON object");
    } else {
        good = reader->line == 1 ? read_header(reader, object) : read_event(reader, object);
    }
    json_decref(object);
    return good;
}

Status jsonl_parse(const char *name, const char *bytes, size_t length, Trace **trace,
                   Error *error) {
    Reader reader = {.name = name, .error = error, .trace = trace_new(SIZE_MAX)};
    bool good = true;
    while (good && length > 0) {
        const char *newline = memchr(bytes, '\n', length);
        size_t size = newline != NULL ? (size_t)(newline - bytes) : length;
        reader.line++;
        good = read_line(&reader, bytes, size);
        size += newline != NULL;
        bytes += size;
        length -= size;
    }
    if (good && reader.line == 0) {
        reader.line = 1;
        good = fail(&reader, "the file is empty");
    }
    if (!good) {
        trace_free(reader.trace);
        reader.trace = NULL;
    }
    *trace = reader.trace;
    return good ? STATUS_OK : STATUS_USAGE;
}
