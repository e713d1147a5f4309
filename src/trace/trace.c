#include "trace/trace.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const TraceKindInfo TRACE_KINDS[TRACE_KIND_COUNT] = {
#define TRACE_EVENT(id, name, reason, other, other_key, arg, arg_key, meaning)                     \
    {name,      TRACE_REASON_FIELD_##reason, TRACE_FIELD_##other,                                  \
     other_key, TRACE_FIELD_##arg,           arg_key,                                              \
     meaning},
#include "trace/trace_events.def"
};

const TraceReasonInfo TRACE_REASONS[TRACE_REASON_COUNT] = {
#define TRACE_REASON(id, name, arg, arg_key, phrase) {name, TRACE_FIELD_##arg, arg_key, phrase},
#include "trace/trace_events.def"
};

const TracePhaseInfo TRACE_PHASES[TRACE_PHASE_COUNT] = {
#define TRACE_PHASE(id, name, meaning) {name, meaning},
#include "trace/trace_events.def"
};

Trace *trace_new(size_t events_max) {
    Trace *trace = memory_new_zeroed(1, sizeof *trace);
    trace->events_max = events_max;
    trace_string(trace, "", 0);
    return trace;
}

static void release_info(TraceInfo *info) {
    memory_free(info->program);
    memory_free(info->source);
    memory_free(info->world);
    memory_free(info->engine);
    *info = (TraceInfo){0};
}

void trace_free(Trace *trace) {
    if (trace == NULL) {
        return;
    }
    for (size_t i = 0; i < trace->chunks.count; i++) {
        memory_free(trace->chunks.items[i]);
    }
    ARRAY_RELEASE(&trace->chunks);
    ARRAY_RELEASE(&trace->lanes);
    ARRAY_RELEASE(&trace->strings);
    memory_free(trace->string_table);
    text_release(&trace->pool);
    release_info(&trace->info);
    memory_free(trace);
}

void trace_set_info(Trace *trace, const char *program, const char *source, const char *world,
                    const char *engine, uint64_t seed) {
    TraceInfo info = {.program = memory_copy_string(program != NULL ? program : ""),
                      .source = memory_copy_string(source != NULL ? source : ""),
                      .world = memory_copy_string(world != NULL ? world : ""),
                      .engine = memory_copy_string(engine != NULL ? engine : ""),
                      .seed = seed};
    release_info(&trace->info);
    trace->info = info;
}

size_t trace_count(const Trace *trace) {
    if (trace->is_finished) {
        return trace->events_finished;
    }
    return trace->chunks.count * TRACE_CHUNK_EVENTS - (size_t)(trace->chunk_end - trace->next);
}

bool trace_is_full(const Trace *trace) {
    return trace->events_dropped > 0;
}

/* Chunks never move, so that readers may keep pointers to events. */
static void add_chunk(Trace *trace) {
    TraceEvent *chunk = memory_new(TRACE_CHUNK_EVENTS * sizeof *chunk);
    ARRAY_PUSH(&trace->chunks, chunk);
    trace->next = chunk;
    trace->chunk_end = chunk + TRACE_CHUNK_EVENTS;
}

static void add_regardless(Trace *trace, TraceEvent event) {
    if (trace->next == trace->chunk_end) {
        add_chunk(trace);
    }
    *trace->next++ = event;
}

/* Budgets are kept in whole chunks, rounded up, so that only a full chunk has to look. */
void trace_add_slowly(Trace *trace, TraceEvent event) {
    if (trace->is_finished) {
        return;
    }
    if (trace->chunks.count * TRACE_CHUNK_EVENTS >= trace->events_max) {
        trace->events_dropped++;
        return;
    }
    add_regardless(trace, event);
}

static uint32_t add_lane(Trace *trace, TraceLane lane) {
    CHECK(trace->lanes.count < TRACE_NOBODY);
    ARRAY_PUSH(&trace->lanes, lane);
    return (uint32_t)(trace->lanes.count - 1);
}

uint32_t trace_add_thread(Trace *trace, int64_t t_ns, const char *name, uint32_t parent,
                          int32_t line) {
    uint32_t lane = add_lane(trace, (TraceLane){.name = trace_string(trace, name, strlen(name)),
                                                .parent = parent,
                                                .thread = (uint32_t)trace->lanes.count,
                                                .kind = TRACE_LANE_THREAD});
    trace_add(trace, t_ns, TRACE_THREAD, TRACE_FOR_NONE, lane, parent, line, 0);
    return lane;
}

uint32_t trace_add_task(Trace *trace, int64_t t_ns, const char *name, uint32_t number,
                        const char *call, uint32_t parent, uint32_t thread, int32_t line) {
    uint32_t lane =
        add_lane(trace, (TraceLane){.name = name != NULL ? trace_string(trace, name, strlen(name))
                                                         : TRACE_NOBODY,
                                    .number = number,
                                    .call = trace_string(trace, call, strlen(call)),
                                    .parent = parent,
                                    .thread = thread,
                                    .kind = TRACE_LANE_TASK});
    trace_add(trace, t_ns, TRACE_CREATED, TRACE_FOR_NONE, lane, parent, line, thread);
    return lane;
}

uint32_t trace_add_client(Trace *trace, int64_t t_ns, const char *name, const char *call) {
    uint32_t lane = add_lane(trace, (TraceLane){.name = trace_string(trace, name, strlen(name)),
                                                .call = trace_string(trace, call, strlen(call)),
                                                .parent = TRACE_NOBODY,
                                                .thread = (uint32_t)trace->lanes.count,
                                                .kind = TRACE_LANE_CLIENT});
    trace_add(trace, t_ns, TRACE_CLIENT, TRACE_FOR_NONE, lane, TRACE_NOBODY, 0, 0);
    return lane;
}

void trace_rename(Trace *trace, uint32_t lane, const char *name) {
    CHECK(lane < trace->lanes.count);
    trace->lanes.items[lane].name = trace_string(trace, name, strlen(name));
}

int64_t trace_add_known_request(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line,
                                uint32_t call) {
    int64_t request = (int64_t)++trace->requests;
    trace_add(trace, t_ns, TRACE_REQUEST, TRACE_FOR_NONE, lane, call, line, request);
    return request;
}

int64_t trace_add_request(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line,
                          const char *call) {
    return trace_add_known_request(trace, t_ns, lane, line,
                                   trace_string(trace, call, strlen(call)));
}

void trace_add_print(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line, int fd,
                     const char *bytes, size_t length) {
    if (!trace_is_full(trace)) {
        length = length < TRACE_PRINT_BYTES_MAX ? length : TRACE_PRINT_BYTES_MAX;
        uint32_t text = trace_string(trace, bytes, length);
        trace_add(trace, t_ns, TRACE_PRINT, TRACE_FOR_NONE, lane, (uint32_t)fd, line, text);
    }
}

/* An event that was added after one of a later time, and how many were so before it. */
typedef struct LateEvent {
    TraceEvent event;
    size_t number;
} LateEvent;

static int compare_late(const void *left, const void *right) {
    const LateEvent *a = left, *b = right;
    if (a->event.t_ns != b->event.t_ns) {
        return a->event.t_ns < b->event.t_ns ? -1 : 1;
    }
    return a->number < b->number ? -1 : 1;
}

static TraceEvent *event_at(Trace *trace, size_t index) {
    return &trace->chunks.items[index / TRACE_CHUNK_EVENTS][index % TRACE_CHUNK_EVENTS];
}

/* Takes out those that are late, a few, and merges them in from the end. */
void trace_sort(Trace *trace) {
    ARRAY_OF(LateEvent) late = {0};
    size_t count = trace_count(trace);
    size_t kept = 0;
    int64_t latest_ns = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        TraceEvent event = *event_at(trace, i);
        if (event.t_ns < latest_ns) {
            ARRAY_PUSH(&late, (LateEvent){event, late.count});
        } else {
            latest_ns = event.t_ns;
            *event_at(trace, kept++) = event;
        }
    }
    if (late.count > 0) {
        qsort(late.items, late.count, sizeof *late.items, compare_late);
    }
    for (size_t to = count, from = late.count; from > 0;) {
        const TraceEvent *event = &late.items[from - 1].event;
        if (kept > 0 && event_at(trace, kept - 1)->t_ns > event->t_ns) {
            *event_at(trace, --to) = *event_at(trace, --kept);
        } else {
            *event_at(trace, --to) = *event;
            from--;
        }
    }
    ARRAY_RELEASE(&late);
}

void trace_finish(Trace *trace, int64_t t_ns, int exit_code) {
    TraceEvent event = {.t_ns = t_ns, .lane = TRACE_MAIN, .other = TRACE_NOBODY};
    if (trace->events_dropped > 0) {
        event.kind = TRACE_CUT;
        event.arg = (int64_t)trace->events_dropped;
        add_regardless(trace, event);
    }
    event.kind = TRACE_EXIT;
    event.arg = exit_code;
    add_regardless(trace, event);
    trace->events_finished = trace_count(trace);
    trace->is_finished = true;
    trace->next = trace->chunk_end = NULL; /* so that whoever adds comes to trace_add_slowly() */
}

/* Strings. FNV-1a, since the table is only ever asked for equal bytes: its order shows nowhere. */

static uint64_t hash_bytes(const char *bytes, size_t length) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    }
    return hash ^ (hash >> 29);
}

static void grow_string_table(Trace *trace) {
    size_t size = trace->string_table_size == 0 ? 64 : trace->string_table_size * 2;
    uint32_t *table = memory_new_zeroed(size, sizeof *table);
    for (size_t i = 0; i < trace->strings.count; i++) {
        const char *string = trace_string_at(trace, (uint32_t)i);
        size_t slot = hash_bytes(string, strlen(string)) & (size - 1);
        while (table[slot] != 0) {
            slot = (slot + 1) & (size - 1);
        }
        table[slot] = (uint32_t)i + 1;
    }
    memory_free(trace->string_table);
    trace->string_table = table;
    trace->string_table_size = size;
}

uint32_t trace_string(Trace *trace, const char *bytes, size_t length) {
    const char *nul = memchr(bytes, '\0', length);
    if (nul != NULL) {
        length = (size_t)(nul - bytes);
    }
    if (trace->strings.count * 2 >= trace->string_table_size) {
        grow_string_table(trace);
    }
    size_t slot = hash_bytes(bytes, length) & (trace->string_table_size - 1);
    for (; trace->string_table[slot] != 0; slot = (slot + 1) & (trace->string_table_size - 1)) {
        uint32_t string = trace->string_table[slot] - 1;
        const char *known = trace_string_at(trace, string);
        if (strncmp(known, bytes, length) == 0 && known[length] == '\0') {
            return string;
        }
    }
    if (trace->pool.length + length >= TRACE_POOL_BYTES_MAX) {
        return 0;
    }
    uint32_t string = (uint32_t)trace->strings.count;
    ARRAY_PUSH(&trace->strings, (uint32_t)trace->pool.length);
    text_append(&trace->pool, bytes, length);
    text_append_char(&trace->pool, '\0');
    trace->string_table[slot] = string + 1;
    return string;
}

const char *trace_string_at(const Trace *trace, uint32_t string) {
    CHECK(string < trace->strings.count);
    return trace->pool.bytes + trace->strings.items[string];
}

void trace_lane_name(const Trace *trace, uint32_t lane, Text *name) {
    CHECK(lane < trace->lanes.count);
    const TraceLane *found = &trace->lanes.items[lane];
    if (found->name != TRACE_NOBODY) {
        text_append_cstr(name, trace_string_at(trace, found->name));
    } else {
        text_printf(name, "Task-%u", (unsigned)found->number);
    }
}

static void describe_field(Text *text, const char *key, TraceField field) {
    static const char *const KINDS[] = {"", "lane", "text", "number", "ns", "as \"for\" says"};
    if (field != TRACE_FIELD_NONE && field != TRACE_FIELD_REASON) {
        text_printf(text, " \"%s\" (%s)", key, KINDS[field]);
    }
}

void trace_describe_format(Text *text) {
    text_printf(
        text,
        "A trace file has one JSON object a line (JSON Lines, UTF-8). The first is the "
        "header:\n\n"
        "  {\"format\": \"meanwhile trace\", \"version\": %d, \"program\": …, \"engine\": …, "
        "\"seed\": …,\n   \"world\": …, \"source\": …}\n\n"
        "and each further line is an event, in the order in which things happened:\n\n"
        "  {\"t\": 350000000, \"ev\": \"step\", \"lane\": 3, \"task\": \"Task-3\", "
        "\"line\": 12}\n\n"
        "\"t\" is the time in ns, \"lane\" the number of the task or thread, \"line\" the "
        "line of the program.\nEvents, and what they carry besides:\n\n",
        TRACE_FORMAT_VERSION);
    for (size_t i = 0; i < TRACE_KIND_COUNT; i++) {
        const TraceKindInfo *kind = &TRACE_KINDS[i];
        text_printf(text, "  %-15s %s\n", kind->name, kind->meaning);
        Text fields = {0};
        if (kind->reason == TRACE_REASON_FIELD_WAIT) {
            text_append_cstr(&fields, " \"for\" (a reason, below)");
        } else if (kind->reason == TRACE_REASON_FIELD_PHASE) {
            text_append_cstr(&fields, " \"phase\" (below)");
        }
        describe_field(&fields, kind->other_key, kind->other);
        describe_field(&fields, kind->arg_key, kind->arg);
        if (fields.length > 0) {
            text_printf(text, "  %-15s %s\n", "", text_cstr(&fields));
        }
        text_release(&fields);
    }
    text_append_cstr(
        text, "\nReasons of waiting (lanes and numbers that are not known are left out):\n\n");
    for (size_t i = 0; i < TRACE_REASON_COUNT; i++) {
        text_printf(text, "  %-15s %s", TRACE_REASONS[i].name, TRACE_REASONS[i].phrase);
        if (TRACE_REASONS[i].arg != TRACE_FIELD_NONE) {
            text_append_cstr(text, ";");
            describe_field(text, TRACE_REASONS[i].arg_key, TRACE_REASONS[i].arg);
        }
        text_append_char(text, '\n');
    }
    text_append_cstr(text, "\nPhases of a request:\n\n");
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        text_printf(text, "  %-15s %s\n", TRACE_PHASES[i].name, TRACE_PHASES[i].meaning);
    }
}
