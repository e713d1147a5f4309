/* One run: program × world × engine, to output, exit code and trace. This is all that a command, a
 * report or the window needs to know about running programs.
 *
 *     SessionOptions options = {.program_path = "a.py", .trace = true};
 *     SessionResult result;
 *     Status status = session_run(&options, &result, &error);
 *     …
 *     session_result_release(&result);
 *
 * session_run() fails only for operating errors (no such file, no python3), and then result needs
 * no release. A program or world that is refused, an uncaught exception, a deadlock and a limit are
 * results: their text is written to `stderr_sink`, their exit code is in the result (design 9), and
 * what was traced is kept. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/status.h"
#include "base/text.h"
#include "trace/trace.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXIT_OK = 0,
    EXIT_RAISED = 1,
    EXIT_REFUSED = 2, /* usage, or a program, lesson or world that was refused */
    EXIT_LIMIT = 120,
    EXIT_DEADLOCK = 121,
    EXIT_REAL_WORLD = 122,
    EXIT_INTERRUPTED = 130,
};

typedef enum SessionEngine {
    SESSION_ENGINE_SIM,
    SESSION_ENGINE_CPYTHON_SIM, /* the user's python3 on the virtual clock */
    SESSION_ENGINE_REAL,        /* our loop on the monotonic clock and real sockets */
    SESSION_ENGINE_CPYTHON,     /* the user's python3 on the same clock and sockets */
    SESSION_ENGINE_COUNT,
} SessionEngine;

/* As the command line, traces and reports name it: "sim", "cpython-sim", "real", "cpython". */
const char *session_engine_name(SessionEngine engine);
/* True, and *engine, if it is a name of one. */
bool session_engine_named(const char *name, SessionEngine *engine);
static inline bool session_engine_is_measured(SessionEngine engine) {
    return engine >= SESSION_ENGINE_REAL;
}

/* Where a stream of the program goes: to a file descriptor as it is written, or into a text. */
typedef struct SessionSink {
    int fd;     /* used when text is NULL; -1 discards */
    Text *text; /* not owned */
} SessionSink;

/* Budgets; 0 stands for the default, which session.c states. */
typedef struct SessionLimits {
    int64_t step_instructions; /* within one task step, or between two blocking calls */
    int64_t turns;             /* of the event loop */
    int64_t time_ns;           /* of virtual time; of real time, where the engine measures */
    int64_t memory_bytes;      /* of the program's objects */
    int64_t events;            /* of the trace */
} SessionLimits;

typedef struct SessionSetting {
    const char *name;  /* of a module-level constant */
    const char *value; /* its new value, as Python text */
} SessionSetting;

/* For a run on a thread of its own: what another thread may see and say while it goes on. */
typedef struct SessionControl {
    atomic_bool cancelled;      /* set by others: the run ends soon, with EXIT_INTERRUPTED */
    atomic_ullong instructions; /* executed so far, in steps of a few thousand */
} SessionControl;

/* How an engine that measures reaches its hosts. */
typedef struct SessionReal {
    /* real/server.h: the latency server, running; the engine resets it with the run's world. NULL:
     * the engine starts one for the run if the program has a client, and stops it afterwards. */
    struct RealServer *server;
    bool live;         /* no server: requests go where their URLs say, on the internet */
    int64_t calls_max; /* a budget of requests; 0: none, or SESSION_LIVE_CALLS_MAX when live */
} SessionReal;

enum { SESSION_LIVE_CALLS_MAX = 1000 };

struct World;

/* What stands in the place of the simulation in a run by the real engine: its clock, and what
 * carries requests to hosts that no app of the program serves. */
typedef struct SessionOutside {
    void *context;
    /* Called when program and world have been read and are fine, before anything runs: fills clock
     * and carrier. Appends to `complaint` why this engine refuses them, if it does. */
    Status (*open)(struct SessionOutside *outside, const struct World *world, const char *program,
                   Text *complaint, Error *error);
    const struct MachineClock *clock;
    const struct ExchangeCarrier *carrier;
    int64_t (*date_ns)(void); /* the date now, in ns since 1970 */
} SessionOutside;

/* Nothing here is owned; everything must live until session_run() returns. */
typedef struct SessionOptions {
    const char *program_path; /* as sys.argv[0] and messages show it */
    const char *program_text; /* NULL: read program_path */
    size_t program_length;    /* of program_text, in bytes */

    const char *const *arguments; /* sys.argv[1:] */
    size_t argument_count;

    const char *world_path; /* a .world file, or NULL */
    const char *world_text; /* what it says, where world_path only names it; NULL: read it */
    /* Below which the files lie that world_path and the program name, as empirical(FILE) does;
     * NULL: below the folder of whichever names them. */
    const char *world_folder;
    const char *const
        *world_lines; /* from the command line: whole world lines, "host * latency 1s" */
    size_t world_line_count;
    const SessionSetting *settings; /* --set NAME=VALUE */
    size_t setting_count;
    const uint64_t *seed; /* NULL: what the world says */

    SessionEngine engine;
    int64_t epoch_ns; /* the date at which the clock starts, in ns since 1970 */
    bool trace;       /* record; the result then holds a trace */
    bool trace_lines; /* record every line reached, too */
    bool debug;       /* asyncio's debug mode (PYTHONASYNCIODEBUG=1) */
    SessionLimits limits;
    SessionControl
        *control;     /* NULL: SIGINT interrupts the program; else the signal is left alone */
    SessionReal real; /* for the engines that measure */
    SessionOutside *outside; /* set by the real engine alone, in what it runs */
    struct Library *library; /* vm/library.h: modules compiled by other runs; NULL: none are kept */
    struct Chooser *chooser; /* schedule.h: decides what the rules leave open; NULL: as usual */

    SessionSink stdout_sink;
    SessionSink stderr_sink;
} SessionOptions;

typedef struct SessionResult {
    int exit_code;
    bool ran;            /* false: refused before its first instruction */
    Trace *trace;        /* owned; NULL if it was not wanted or nothing ran */
    int64_t makespan_ns; /* the time at its end, by the engine's clock */
    uint64_t seed;       /* the world's */
    /* The first error that the run reported, whatever its exit code: what ended it ("ValueError:
     * no"), or what a task or thread that nobody asked had raised. Empty if there was none; owned.
     */
    Text error;
    char *idle_server; /* owned; a server of the program that nobody asked: "app.local", or NULL */
} SessionResult;

Status session_run(const SessionOptions *options, SessionResult *result, Error *error) MUST_CHECK;

/* The engines that measure need libraries which the rest goes without: an executable that links
 * them says so before it runs anything. Without it, session_run() fails for such an engine. */
typedef Status (*SessionRun)(const SessionOptions *options, SessionResult *result, Error *error);
void session_add_engine(SessionEngine engine, SessionRun run);

void session_result_release(SessionResult *result);

#endif
