/* What one simulated run is made of, for the files of this folder. session.c makes it, and
 * vm->session points to it, so that a native function finds its way from the Vm alone:
 *
 *     Session *session = session_of(vm);
 *     SessionThread *thread = session_thread(vm);
 *
 * Each file that binds a part of Python to the simulation keeps what it needs in a struct of its
 * own, made by its x_new() and found here. A native module is a function `Value x_import(Session
 * *)` that session.c calls when the program (or a module of ours) imports it for the first time. */
#ifndef SESSION_CONTEXT_H
#define SESSION_CONTEXT_H

#include "session/schedule.h"
#include "session/session.h"
#include "sim/machine.h"
#include "trace/trace.h"
#include "vm/vm.h"

typedef struct Session {
    const SessionOptions *options;
    char *program_file; /* as tracebacks name it; owned */
    Vm *vm;
    Machine *machine;
    Trace *trace;            /* NULL: nobody records */
    struct World *world;     /* as parsed */
    struct HostTable *hosts; /* sim/host.h: who answers requests */
    struct Load *load;       /* sim/load.h: the world's own clients, while the program runs */
    struct Asyncio *asyncio; /* asyncio.h */
    struct Threads *threads; /* threads.h */
    struct UrlParts *urls;   /* url_parts.h */
    struct Replies *replies; /* reply.h */
    struct Apps *apps;       /* apps.h */
    Text error;              /* SessionResult.error */
    Text hint;               /* what the program might have meant, as it was said last */
    int64_t calls;           /* requests sent so far, where they are counted */
    uint64_t slices;         /* task steps and callbacks so far: a new one has a new budget */
    int64_t step_ns;         /* what the CPU takes for a task step, as the world says */
    int64_t instruction_ns;  /* … for an instruction */
    int64_t process_ns;      /* … for the start of a process */
    int64_t request_ns;      /* … for a request: half to send it, half to read its reply */
    int64_t connect_ns;      /* … for a new connection, besides */
    int64_t tls_ns;          /* … for agreeing on encryption there, besides */
} Session;

/* What a thread waits for, where it may be suspended meanwhile. */
typedef struct ThreadWait {
    Value (*resume)(
        struct Session *session); /* the wait is over, or goes on: what the native gives */
    bool is_suspended;            /* … since it began last */
    bool is_resumed;              /* resume() is under way */
    bool joins;                   /* it does not want to keep the lock */
    TraceReason reason;
    struct LockObject *lock; /* that it wants, a reference; or NULL */
    Text what;               /* it waits for, in words */
    int64_t deadline_ns;
    int64_t argument; /* of the trace's event */
    /* of a wait that has parts: see threads_wait() */
    bool (*next)(void *context, int64_t *deadline_ns);
    Value (*end)(void *context, bool goes_on);
    void *context;
} ThreadWait;

/* One simulated thread; vm->thread->owner of its stack of frames. */
typedef struct SessionThread {
    VmThread *frames;
    MachineThread *machine_thread;
    struct ProcessMemory *memory; /* of its process; NULL: the main one's */
    uint32_t lane;                /* in the trace */
    TraceReason waits_for;     /* the GIL or a core; TRACE_FOR_NONE: it has both or wants neither */
    uint64_t waits_for_thread; /* number of who holds the lock that it waits for; 0: none */
    int64_t waits_for_object;  /* number of that lock in the trace; 0: none */
    ThreadWait wait;
    Obj *object;       /* what it is in threading, or NULL; a reference */
    int64_t unpaid_ns; /* CPU time of instructions that could not be charged where they ended */
    struct LoopObject *running; /* the event loop that runs on this thread, or NULL; borrowed */
    struct LoopObject *current; /* what asyncio.set_event_loop() set, or NULL; a reference */
    bool loop_was_set; /* set_event_loop() was called: get_event_loop() makes none any more */
} SessionThread;

static inline Session *session_of(const Vm *vm) {
    return vm->session;
}

static inline SessionThread *session_thread(const Vm *vm) {
    return vm->thread->owner;
}

/* The lane that a thread speaks for: its current task's, else its own. */
uint32_t session_lane_of(const SessionThread *thread);
uint32_t session_lane(Session *session); /* of the running thread. For trace events of any file */

/* Which of `count` where the rules leave it open: an index, 0 unless the session's chooser says
 * otherwise. */
size_t session_choose(Session *session, ChoiceKind kind, size_t count);

/* Whether the innermost frame that runs is the program's own, not a library's. */
bool session_in_program(const Session *session);

/* Puts items whose order is left open into the chosen one. False: it is the one they were in. */
bool session_order(Session *session, Value *items, uint32_t count);

/* Appends "ValueError: no", as a traceback ends. */
void session_append_exception(Vm *vm, Value exception, Text *text);

/* Notes an exception that leaves the program, or that is only reported: see SessionResult.error. */
void session_note_error(Session *session, Value exception);

#endif
