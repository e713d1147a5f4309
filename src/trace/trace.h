/* The record of a run. Runs write it; timelines, reports, checks and the window only read it.
 *
 * A trace is an append-only list of fixed-size events, in the order in which things happened (times
 * never decrease once it is finished), a table of lanes, and a pool of strings. A lane is something
 * that can run or wait: lane 0 is the main thread, and each task, each further thread and each
 * client that a line of the world sends requests for has one of its own (all arrivals of a line
 * share one). The event loop has no lane of its own: what it does (turns, idling, being blocked) is
 * recorded on the lane of the thread that runs it.
 *
 * What an event means, and what its `other` and `arg` hold, stands in trace_events.def. The usual
 * life of a task:
 *
 *     created ── step ── suspend(sleep) ── wake(sleep) ── step ── … ── step ── done
 *
 * A suspend for YIELD (a bare yield, `sleep(0)`) needs no wake: the task is ready at once. A wake
 * names in `other` the lane whose doing it was (the child that finished, the holder that released
 * the lock, whoever filled the queue), or TRACE_NOBODY for timers and replies: the critical path
 * follows these links. A blocking call (time.sleep, requests.get, a thread's lock.acquire) is
 * block … unblock on the lane that calls, task or thread.
 *
 * Recording is off when the pointer to the trace is NULL; callers write
 *
 *     if (trace != NULL) {
 *         trace_add(trace, now_ns, TRACE_STEP, TRACE_FOR_NONE, lane, TRACE_NOBODY, line, 0);
 *     }
 *
 * Events beyond the budget are counted and dropped (except the program's exit), so a trace never
 * grows past events_max × 32 bytes; trace_is_full() lets the run stop instead. The trace owns all
 * its strings. One writer at a time; readers may share a trace that is no longer written. */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/array.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum TraceKind {
#define TRACE_EVENT(id, name, reason, other, other_key, arg, arg_key, meaning) TRACE_##id,
#include "trace/trace_events.def"
    TRACE_KIND_COUNT
} TraceKind;

typedef enum TraceReason {
#define TRACE_REASON(id, name, arg, arg_key, phrase) TRACE_FOR_##id,
#include "trace/trace_events.def"
    TRACE_REASON_COUNT
} TraceReason;

typedef enum TracePhase {
#define TRACE_PHASE(id, name, meaning) TRACE_PHASE_##id,
#include "trace/trace_events.def"
    TRACE_PHASE_COUNT
} TracePhase;

/* What a field of an event holds; see trace_events.def. */
typedef enum TraceField {
    TRACE_FIELD_NONE,
    TRACE_FIELD_LANE,
    TRACE_FIELD_STRING,
    TRACE_FIELD_COUNT,
    TRACE_FIELD_TIME,
    TRACE_FIELD_REASON,
} TraceField;

typedef enum TraceReasonField {
    TRACE_REASON_FIELD_NO,
    TRACE_REASON_FIELD_WAIT,
    TRACE_REASON_FIELD_PHASE,
} TraceReasonField;

typedef struct TraceKindInfo {
    const char *name;
    TraceReasonField reason;
    TraceField other;
    const char *other_key;
    TraceField arg;
    const char *arg_key;
    const char *meaning;
} TraceKindInfo;

typedef struct TraceReasonInfo {
    const char *name;
    TraceField arg;
    const char *arg_key;
    const char *phrase; /* completes "waits for …" */
} TraceReasonInfo;

typedef struct TracePhaseInfo {
    const char *name;
    const char *meaning; /* completes "the request …" */
} TracePhaseInfo;

/* Whether a lane that waits for this could go on, had it the processor: it blocks nobody. */
static inline bool trace_reason_is_processor(TraceReason reason) {
    return reason == TRACE_FOR_GIL || reason == TRACE_FOR_CORE;
}

extern const TraceKindInfo TRACE_KINDS[TRACE_KIND_COUNT];
extern const TraceReasonInfo TRACE_REASONS[TRACE_REASON_COUNT];
extern const TracePhaseInfo TRACE_PHASES[TRACE_PHASE_COUNT];

enum { TRACE_FORMAT_VERSION = 1 };
#define TRACE_NOBODY UINT32_MAX                     /* no lane */
#define TRACE_MAIN 0u                               /* the lane of the main thread */
#define TRACE_PRINT_BYTES_MAX ((size_t)1 << 16)     /* of one print; the rest is cut */
#define TRACE_POOL_BYTES_MAX ((size_t)256 << 20)    /* of all strings; further ones read as "" */
#define TRACE_EVENTS_MAX_DEFAULT ((size_t)16000000) /* 512 MB */

typedef struct TraceEvent {
    int64_t t_ns;   /* virtual or monotonic, from the start of the run */
    int64_t arg;    /* by kind */
    uint32_t lane;  /* whom it is about */
    uint32_t other; /* by kind: a lane, a string, a small number */
    int32_t line;   /* in the program's text, from 1; 0: not known */
    uint8_t kind;   /* TraceKind */
    uint8_t reason; /* TraceReason, or TracePhase of a phase event */
    uint16_t spare; /* zero */
} TraceEvent;

_Static_assert(sizeof(TraceEvent) == 32, "events are packed");

typedef enum TraceLaneKind {
    TRACE_LANE_THREAD,
    TRACE_LANE_TASK,
    TRACE_LANE_CLIENT, /* of a load or arrivals line of the world */
} TraceLaneKind;

typedef struct TraceLane {
    uint32_t name;   /* string; TRACE_NOBODY: "Task-" and the number */
    uint32_t number; /* of a task without a name of its own */
    uint32_t call;   /* string: what a task runs, "fetch(3)"; a client's line; of a thread, "" */
    uint32_t parent; /* the lane that created it, or TRACE_NOBODY */
    uint32_t thread; /* the thread whose loop runs the task; of others, itself */
    TraceLaneKind kind;
} TraceLane;

/* What a trace says about the run as a whole: the first line of its file. */
typedef struct TraceInfo {
    char *program; /* file name as given; all strings are owned, NULL stands for "" */
    char *source;  /* the program's text */
    char *world;   /* world lines that were in force, '\n' between them */
    char *engine;  /* "sim", "cpython-sim", … */
    uint64_t seed;
} TraceInfo;

enum { TRACE_CHUNK_EVENTS = 1 << 14 };

typedef struct Trace {
    TraceInfo info;
    TraceEvent *next, *chunk_end; /* where the next event goes */
    ARRAY_OF(TraceEvent *) chunks;
    ARRAY_OF(TraceLane) lanes;
    Text pool;                                   /* strings, each with its NUL */
    ARRAY_OF(uint32_t) strings;                  /* offset of each in the pool */
    uint32_t *string_table;                      /* open addressing: number + 1, 0 empty */
    size_t string_table_size;                    /* a power of two */
    size_t events_max, events_dropped, requests; /* budget, what went over it, requests so far */
    size_t events_finished;                      /* how many there are, once it is finished */
    bool is_finished;
} Trace;

/* An empty trace with a budget of events; trace_free() releases it and all its strings. */
Trace *trace_new(size_t events_max);
void trace_free(Trace *trace);

/* Copies the strings (NULL: ""). */
void trace_set_info(Trace *trace, const char *program, const char *source, const char *world,
                    const char *engine, uint64_t seed);

/* The slow path of trace_add(): a new chunk, or a dropped event. */
void trace_add_slowly(Trace *trace, TraceEvent event);

static inline void trace_add(Trace *trace, int64_t t_ns, TraceKind kind, TraceReason reason,
                             uint32_t lane, uint32_t other, int32_t line, int64_t arg) {
    TraceEvent event = {.t_ns = t_ns,
                        .arg = arg,
                        .lane = lane,
                        .other = other,
                        .line = line,
                        .kind = (uint8_t)kind,
                        .reason = (uint8_t)reason,
                        .spare = 0};
    if (__builtin_expect(trace->next != trace->chunk_end, 1)) {
        *trace->next++ = event;
    } else {
        trace_add_slowly(trace, event);
    }
}

/* Creates a lane, records its thread or created event, and returns its number. The first must be
 * the main thread. `name` NULL: "Task-<number>". `call` is what the task runs, with arguments where
 * they are short ("fetch(3)"), else the coroutine's name ("fetch"). */
uint32_t trace_add_thread(Trace *trace, int64_t t_ns, const char *name, uint32_t parent,
                          int32_t line);
uint32_t trace_add_task(Trace *trace, int64_t t_ns, const char *name, uint32_t number,
                        const char *call, uint32_t parent, uint32_t thread, int32_t line);

/* A client of the world's: its lane, until CLIENT_END. It waits for replies
 * while any request of its own is under way, and is idle otherwise. */
uint32_t trace_add_client(Trace *trace, int64_t t_ns, const char *name, const char *call);

/* Renames a task (Task.set_name): the last name counts. */
void trace_rename(Trace *trace, uint32_t lane, const char *name);

/* Starts a request on a lane and returns its number, from 1. `call` is "GET https://…". */
int64_t trace_add_request(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line,
                          const char *call);

int64_t trace_add_known_request(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line,
                                uint32_t call); /* `call` is a string of the pool */

/* Records text that the program wrote, to fd 1 or 2. */
void trace_add_print(Trace *trace, int64_t t_ns, uint32_t lane, int32_t line, int fd,
                     const char *bytes, size_t length);

/* Puts the events into the order of their times; those of one time stay in the order in which they
 * were added. Simulated runs add them so; of a real run some become known later. */
void trace_sort(Trace *trace);

/* Ends the record: the exit event (recorded even when the budget is used up), after a cut event if
 * any event was dropped. What is added after it (by objects of the program that end with the vm) is
 * no part of the run, and not recorded. */
void trace_finish(Trace *trace, int64_t t_ns, int exit_code);

bool trace_is_full(const Trace *trace);

/* Puts a string into the pool, or finds it there; returns its number. NULs within are cut. */
uint32_t trace_string(Trace *trace, const char *bytes, size_t length);
const char *trace_string_at(const Trace *trace, uint32_t string);

/* How many events there are, and each of them: pointers stay good while the trace lives. */
size_t trace_count(const Trace *trace);
static inline const TraceEvent *trace_at(const Trace *trace, size_t index) {
    return &trace->chunks.items[index / TRACE_CHUNK_EVENTS][index % TRACE_CHUNK_EVENTS];
}

/* Appends a lane's name, "Task-3" or "MainThread". */
void trace_lane_name(const Trace *trace, uint32_t lane, Text *name);

/* Appends the documentation of the format, generated from the tables. */
void trace_describe_format(Text *text);

#endif
