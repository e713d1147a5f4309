/* The machine: the virtual clock, the threads and processes that run on it, its cores and the GILs.
 * It is the one owner of now_ns; event loops and blocking calls ask it to wait, and it decides who
 * goes on. It knows no Python and no event loop: a loop that has nothing ready is a thread that
 * blocks.
 *
 * Code takes no time; what takes time is waiting, and CPU work that somebody charges
 * (machine_compute). Where nobody does, the first six rules say everything. The Python shim
 * (assets/shim) keeps the same rules, since they decide what a program with threads prints.
 *
 * 1. One thread of a process runs at a time, the one that has the process's GIL. It lets go of it
 * when it blocks or ends, and, so long as it charges no CPU work, only then.
 * 2. Threads that may go on stand in line for the GIL, FIFO.
 * 3. A thread that is started runs at once; its starter goes on, before all who are in the line,
 *    when the new thread first blocks or ends.
 * 4. The clock moves only when nobody can run: to the earliest timer. All timers of that instant
 *    fire, in the order they were set, before any thread runs. A sleep of no length lets those in
 *    the line go first and fires no timer of a later instant.
 * 5. Releasing a lock hands nothing over: the lock is free, the first waiter joins the line for the
 * GIL, and whoever asks first when running gets it. A waiter that finds it taken again waits on at
 * the head of the lock's line, with the same deadline.
 * 6. If nobody can run and no timer is set, that is a deadlock: the main thread's wait returns
 *    MACHINE_STOPPED, and machine_next_thread() lists who waits for what since when.
 *
 * With CPU work that has a price:
 *
 * 7. Work needs a core. A thread that can go on takes the core that it had last if that is free,
 * else the first free one, else it waits in line, FIFO. Whoever waits gets the core whose thread
 * has been on it for longest, as soon as that thread has had its time slice; that one goes to the
 * end of the line. Blocking gives the core away. (Without work nobody ever waits: code takes no
 * time.)
 * 8. The GIL changes hands as in CPython 3.11 (ceval_gil.h): a waiter waits for the switch
 * interval, again and again while others take the GIL meanwhile; after one in which nobody did, it
 * requests that the holder drop it. The holder does so in the midst of divisible work, otherwise at
 * its next machine_point(); the head of the line takes it, and who dropped it goes to the end
 * (forced switching). A waiter needs no core; a holder that has lost its core keeps the GIL.
 * 9. A process has a GIL of its own; starting one costs CPU work, on its side. It joins the others
 * that may go on, and its starter runs on.
 * 10. Without GILs (`free_threaded`) rules 1 and 2 fall away: who may go on needs a core only, and
 * works in parallel. Code still runs piece by piece, from one charge to the next, in the order of
 *    virtual time; at the same instant, in the order in which the work before it began. So shared
 *    state is seen in the order of virtual time, at the granularity of the charges.
 *
 * After a stop every wait, on any thread, returns MACHINE_STOPPED at once, so that stacks unwind:
 * callers must pass it on and run no more of the program.
 *
 * The main program is the thread that called machine_new(), on the process's own stack; a run with
 * no other thread never switches stacks. Times are ns of virtual time, from 0; or of a real clock,
 * see MachineClock. */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "sim/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MACHINE_FOREVER INT64_MAX /* a deadline that never comes */
enum { MACHINE_CORES_DEFAULT = 4, MACHINE_MOVES_ASKED = 1 << 16 };

typedef struct Machine Machine;
typedef struct MachineThread MachineThread;
typedef struct MachineProcess MachineProcess;
typedef struct MachineTimer MachineTimer;

typedef enum MachineOutcome {
    MACHINE_WOKEN,     /* somebody called machine_wake(), or the lock is ours */
    MACHINE_TIMEOUT,   /* the deadline came first; what a sleep returns */
    MACHINE_STOPPED,   /* the run is over: unwind. machine_stop_reason() says why */
    MACHINE_SUSPENDED, /* the wait has begun; only after machine_let_suspend() */
} MachineOutcome;

/* A clock that goes by itself, instead of the virtual one; functions are for the running thread,
 * unless they say otherwise. Then
 *
 *   - a thread is a thread of the system (sim/fiber.h). Still only the one that runs touches
 *     machine and program: rules 1 to 3 hold, and 5, 6 and 8; cores are the system's business;
 *   - where rule 4 moves the clock, whoever cannot go on waits for it. What the clock's wait brings
 *     (replies, timers) happens in there, between the threads, and wakes them;
 *   - who is on an errand (machine_run_errand) runs beside the others;
 *   - a thread computes by computing. At each machine_point() it looks around if some time has
 *     passed, so that timers fire and waiters request the GIL while it has it. */
typedef struct MachineClock {
    void *context;
    void (*begin)(void *context);  /* now is 0; until then it stays 0 */
    int64_t (*now)(void *context); /* in ns; never goes back */
    /* Waits until then, or until something has happened, or wake() was called since the last time.
     * A time that is past: only lets happen what is due. */
    void (*wait)(void *context, int64_t deadline_ns);
    void (*wake)(void *context); /* for any thread of the system, and signal handlers */
    /* Whether something is on its way that a wait would bring: then it is no deadlock. */
    bool (*expects)(void *context);
    /* The CPU time of the calling thread, or of the whole process. */
    int64_t (*cpu_ns)(void *context, bool whole_process);
} MachineClock;

/* What a thread does beside the others, without the GIL: it may touch nothing of machine and
 * program. */
typedef struct MachineErrand {
    const char *what; /* as in machine_block() */
    void (*run)(void *argument);
    void (*interrupt)(void *argument); /* run() returns soon: from another thread */
    void *argument;
} MachineErrand;

typedef enum MachineStop {
    MACHINE_RUNNING,
    MACHINE_STOP_DEADLOCK, /* exit code 121 */
    MACHINE_STOP_TIME,     /* the budget of virtual time is used up; exit code 120 */
    MACHINE_STOP_ROOM,     /* the system has no room for another stack; exit code 120 */
    MACHINE_STOP_ENDED,    /* machine_end() was called */
} MachineStop;

/* What keeps a thread that could go on from doing so. */
typedef enum MachineWait { MACHINE_WAIT_NONE, MACHINE_WAIT_GIL, MACHINE_WAIT_CORE } MachineWait;

/* Who decides what the rules leave open: on a real machine the system picks which of the threads
 * that may go on does, and when the running one is interrupted, and a program has to be right
 * whatever is picked. Without a scheduler the rules above decide, alone. */
typedef struct MachineScheduler {
    /* Of `count` threads (2 or more) that may go on, in the order of their queue, which one runs:
     * an index. 0 is what the rules say. */
    size_t (*choose)(void *context, MachineThread *const *threads, size_t count);
    /* Asked at every machine_point() while others could run: whether they do now. */
    bool (*interrupt)(void *context, MachineThread *running);
    void *context;
} MachineScheduler;

/* Zero in any figure stands for its default: none for the limit, 4 cores, 5 ms (CPython's) for the
 * switch interval, 4 ms (a Linux of 250 Hz) for the time slice. */
typedef struct MachineSettings {
    int64_t time_limit_ns; /* budget of virtual time */
    int cores;
    bool free_threaded; /* no GIL */
    int64_t switch_ns;  /* how long a thread waits for the GIL before it requests it */
    int64_t slice_ns;   /* how long a thread keeps its core while others wait for one */

    void *
        context; /* for the hooks, any of which may be NULL; they may not block, nor wake but one */
    void (*switched)(void *context, MachineThread *now_running); /* on every change */
    /* The thread runs next but one, most likely: its memory may be fetched meanwhile. */
    void (*expected)(void *context, const MachineThread *thread);
    /* From now on the thread waits for `what`, for longer than an instant (of a GIL, `by` has it)
     * ... or, with MACHINE_WAIT_NONE, waits for it no more (`by` let go of it; NULL: nobody did).
     */
    void (*waits)(void *context, MachineThread *thread, MachineWait what, MachineThread *by);
    void (*computes)(void *context, MachineThread *thread,
                     int core); /* begins to, or has changed cores */
    /* The clock has moved `moves` times without any code running, since threads only compute in
     * turns: false stops the run. Called every MACHINE_MOVES_ASKED moves. */
    bool (*patient)(void *context, uint64_t moves);
    void (*forget)(void *context,
                   MachineThread *thread); /* it has ended and is about to be freed */

    /* A real clock is about to be waited for, by nobody's code. */
    void (*idles)(void *context);

    /* Nobody can go on, and no timer is set. True: it has woken somebody; else it is a deadlock. */
    bool (*last_chance)(void *context);

    const MachineScheduler *scheduler; /* NULL: the rules decide. Must outlive the machine */
    const MachineClock *clock;         /* NULL: the virtual one. Must outlive the machine */
} MachineSettings;

/* A callback at a virtual time. The struct belongs to the caller and must outlive its firing or
 * cancelling. Callbacks run between threads: they may wake and set timers, never block. */
struct MachineTimer {
    int64_t deadline_ns;
    uint64_t order;                /* of equal deadlines the earlier set fires first */
    size_t position;               /* in the heap, from 1; 0 when not set */
    MachineTimer *before, *behind; /* in line for the same instant */
    void (*fire)(Machine *machine, void *argument, int64_t deadline_ns);
    void *argument;
};

typedef struct MachineLock {
    MachineThread *owner;        /* who took it; NULL when free. Anyone may release it */
    MachineThread *first, *last; /* who waits, in order of asking */
    bool locked;
} MachineLock;

Machine *machine_new(const MachineSettings *settings);
void machine_free(Machine *machine); /* every other thread has ended: see machine_end() */
const MachineSettings *machine_settings(const Machine *machine);

/* The program's first instruction is about to run: a real clock begins to go. */
void machine_begin(Machine *machine);
int64_t machine_now(const Machine *machine);
/* Now + delay, or now if that is below 0. What is too far away is MACHINE_FOREVER - 1: a deadline,
 * but past any budget of time. */
int64_t machine_after(const Machine *machine, int64_t delay_ns);

/* The running thread computes for cpu_ns on a core; whoever else can run does, meanwhile. Work that
 * is `divisible` stands for code of the program, which lets go of the GIL anywhere when it has to.
 * Returns WOKEN or STOPPED, as for lack of time. */
MachineOutcome machine_compute(Machine *machine, int64_t cpu_ns, bool divisible);

/* --- the running thread waits --- */

/* Until deadline_ns (the past means: let others go first). Returns TIMEOUT or STOPPED. */
MachineOutcome machine_sleep_until(Machine *machine, int64_t deadline_ns, const char *what);

/* Until machine_wake() or deadline_ns. `what` is for the deadlock report ("a lock", "a reply from
 * example.com"), and must live as long as the wait. A deadline that is past returns TIMEOUT at
 * once. */
MachineOutcome machine_block(Machine *machine, int64_t deadline_ns, const char *what);

/* Does something that takes its time, beside the others; on a real clock only. WOKEN, or STOPPED.
 */
MachineOutcome machine_run_errand(Machine *machine, const MachineErrand *errand);

/* Lets those in the line go first, if there are any; nothing else happens and no timer fires. */
MachineOutcome machine_yield(Machine *machine);
/* The running thread stands at a point where CPython may take the GIL from it: after a jump back,
 * at a function's beginning, after a call. If it has to let go, or the scheduler interrupts it, the
 * others go first. Returns STOPPED when the run was stopped meanwhile. */
MachineOutcome machine_point(Machine *machine);
/* Where to look without a call for others that wait for a GIL, a core or their turn: what it points
 * to is not NULL then. Lives with the machine. */
void *const *machine_others_waiting(const Machine *machine);

void machine_wake(Machine *machine, MachineThread *thread); /* no effect unless it is blocked */

/* --- threads --- */

typedef void (*MachineEntry)(Machine *machine, MachineThread *self, void *argument);

/* A thread needs a stack while its code runs, and, since that may be C code that waits in the midst
 * of something, while it waits. But where its entry can return at once, it says so before a wait:
 * that returns MACHINE_SUSPENDED then, unless it is over at once, and so does the entry. Without a
 * stack the thread waits; then its entry is called again, with the same argument, and finds the
 * outcome of the wait in machine_outcome(). Thousands of threads that wait share one stack like
 * this. To be taken back after the call. On a real clock it has no effect. */
void machine_let_suspend(Machine *machine, bool let);
MachineOutcome machine_outcome(const Machine *machine);

/* Starts a thread, which runs now (rule 3), and fills *id with its number: 0 when there is no room
 * for another stack, or the run is stopped already, and nothing has run. Returns false then, and
 * when the run was stopped while the thread ran. `name` (or NULL) is copied. `context` is the
 * caller's, see below. */
bool machine_start(Machine *machine, const char *name, bool daemon, void *context,
                   MachineEntry entry, void *argument, uint64_t *id);
/* Starts a process of one thread, which joins the others that may go on and first computes for
 * cpu_ns; the starter runs on. *id is the process's number. machine_start() starts further threads
 * within it. */
bool machine_start_process(Machine *machine, const char *name, int64_t cpu_ns, void *context,
                           MachineEntry entry, void *argument, uint64_t *id);
MachineThread *machine_current(Machine *machine);
MachineThread *machine_main(Machine *machine);
MachineThread *machine_next_thread(Machine *machine, MachineThread *after); /* NULL: the first */
uint64_t machine_thread_id(const MachineThread *thread);                    /* main is 1 */
/* The CPU time it has spent; on a real clock, of the running thread only. */
int64_t machine_thread_computed(const MachineThread *thread);
int64_t machine_process_computed(const Machine *machine); /* … all threads of the running process */
/* How many threads of its process are alive, itself included. */
size_t machine_thread_siblings(const MachineThread *thread);
uint64_t machine_thread_process(const MachineThread *thread); /* the main process is 1 */
const char *machine_thread_name(const MachineThread *thread);
void *machine_thread_context(const MachineThread *thread);
void machine_thread_set_context(MachineThread *thread, void *context);
bool machine_thread_is_blocked(const MachineThread *thread);
/* Blocked without a deadline: only another thread can make it go on. */
bool machine_thread_waits_for_others(const MachineThread *thread);
/* NULL unless it is blocked, or was when the run was stopped. */
const char *machine_thread_waits_for(const MachineThread *thread);
int64_t machine_thread_waits_since(const MachineThread *thread);
size_t machine_thread_count(const Machine *machine); /* alive, main included */

/* --- locks --- */

void machine_lock_init(MachineLock *lock);
bool machine_lock_try(Machine *machine, MachineLock *lock);
MachineOutcome machine_lock_acquire(Machine *machine, MachineLock *lock, int64_t deadline_ns,
                                    const char *what);
/* After a suspension: the same call goes on. */
MachineOutcome machine_lock_go_on(Machine *machine, MachineLock *lock, int64_t deadline_ns,
                                  const char *what);
bool machine_lock_release(Machine *machine, MachineLock *lock); /* false: it was not locked */

/* --- timers --- */

void machine_timer_set(Machine *machine, MachineTimer *timer, int64_t deadline_ns,
                       void (*fire)(Machine *, void *, int64_t), void *argument);
void machine_timer_cancel(Machine *machine, MachineTimer *timer); /* fine when it is not set */

/* --- the end --- */

MachineStop machine_stop_reason(const Machine *machine);
void machine_stop(Machine *machine,
                  MachineStop reason); /* from now on every wait returns STOPPED */

/* Called by the main thread when the program is over, for whatever reason: stops the machine, and
 * lets each thread that is left (daemons, or all of them after a deadlock) unwind; those that are
 * suspended on the caller's stack. */
void machine_end(Machine *machine);

#endif
