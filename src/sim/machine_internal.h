/* What the files of the machine share: machine.c (threads, their waits and switches),
 * machine_timer.c, machine_processor.c (who has the GIL and a core), machine_lock.c,
 * machine_clock.c (what is different on a real clock). */
#ifndef SIM_MACHINE_INTERNAL_H
#define SIM_MACHINE_INTERNAL_H

#include "sim/machine.h"

#include "base/array.h"
#include "base/slot_pool.h"

#include <pthread.h>
#include <stdatomic.h>

typedef enum ThreadState {
    THREAD_RUNNING,    /* its code is being executed */
    THREAD_READY,      /* has all it needs to: stands in the run queue of this instant */
    THREAD_COMPUTING,  /* spends CPU time, on its core */
    THREAD_WAITS_GIL,  /* stands in its process's line */
    THREAD_WAITS_CORE, /* stands in the machine's line */
    THREAD_BLOCKED,
    THREAD_AWAY, /* on an errand */
    THREAD_ENDED,
} ThreadState;

/* A thread stands in at most one line, and perhaps in the list of those whose wait has just begun.
 */
enum { LINK_LINE, LINK_NEWS, LINK_COUNT };

typedef struct ThreadQueue {
    MachineThread *first, *last;
} ThreadQueue;

struct MachineProcess {
    uint64_t id; /* 1: the main one */
    size_t thread_count;
    int64_t computed_ns;      /* by all its threads, but for work that is under way */
    MachineThread *holder;    /* of the GIL; NULL: it is free, or there is none */
    ThreadQueue line;         /* who waits for the GIL, in order of asking */
    int64_t taken_ns;         /* when the holder took it */
    bool is_unheld;           /* stands in Machine.unheld */
    MachineThread *let_go_by; /* who had it last, until somebody takes it */
    bool drop_requested;      /* the holder has to let go at the next opportunity */
    MachineTimer request;     /* when somebody in the line may have waited for a whole interval */
};

/* What every wait touches comes first, since there may be thousands. */
struct MachineThread {
    Fiber *fiber;       /* its stack; NULL: none, it has yet to run or is suspended */
    MachineTimer timer; /* its deadline while it is blocked, the end of its work while computing */
    ThreadQueue *line;  /* where it stands: one of LINK_LINE, or NULL */
    struct {
        MachineThread *before, *next;
    } links[LINK_COUNT];
    int64_t in_line_since_ns;
    MachineProcess *process;
    ThreadState state;
    MachineOutcome outcome; /* what its wait returns when it runs again */
    MachineWait told;       /* the wait that MachineSettings.waits knows of */
    int told_core;          /* the core that MachineSettings.computes knows of, -1: none */
    int core;               /* that it stands on, or -1 */
    int last_core;          /* where it stood last: its caches may still be warm */
    int64_t on_core_since_ns;
    int64_t work_ns;       /* CPU time it still has to spend before its code goes on */
    const char *waits_for; /* while blocked */
    int64_t waits_since_ns;
    void *context; /* the caller's */
    MachineEntry entry;
    void *argument;
    bool may_be_suspended; /* its next wait needs no stack */
    bool is_suspended;     /* its entry returns, or has returned, in the midst of a wait */
    bool is_news;          /* it stands in Machine.news */
    bool divisible;        /* its work may be interrupted by a request for the GIL */
    bool daemon;
    int64_t computed_ns;   /* but for work that is under way */
    int64_t work_began_ns; /* of the work that is, since its last interruption */

    MachineThread *lock_next;       /* in a lock's line */
    int64_t lock_since_ns;          /* since when it stands there */
    MachineThread *previous, *next; /* all that are alive, in the order of their start */
    Machine *machine;
    uint64_t id;
    const MachineErrand *errand; /* while it is away */
    MachineThread *next_back;    /* of those who have come back from theirs */
    char *name;                  /* or NULL */
};

struct Machine {
    MachineSettings settings;
    int64_t now_ns;
    uint64_t next_id, next_process_id;
    uint64_t next_order;
    ARRAY_OF(MachineTimer *) timers; /* a binary heap by (deadline, order), items[0] the earliest */
    MachineTimer *timer_last; /* set last, if it still is; NULL: nobody may stand in line there */
    ThreadQueue run_queue;    /* whose code runs at this instant, one after the other */
    ThreadQueue core_line;    /* who waits for a core, in order of asking */
    ARRAY_OF(MachineProcess *) unheld; /* whose GIL is to be given to somebody of its line */
    ThreadQueue news;                  /* whose wait for GIL or core began at this instant */
    size_t waiting_count;              /* in any line */
    void *waiting_mark;                /* not NULL while that is not 0 */
    MachineThread **cores;             /* who stands on each; NULL: it is free */
    MachineTimer slice;                /* when somebody's time on a core may be over */
    MachineThread *threads_first, *threads_last;
    size_t thread_count;
    MachineThread *current;
    MachineThread *ended; /* to be freed by whoever runs after it */
    MachineStop stop;
    FiberPool fibers;
    SlotPool threads;                     /* MachineThreads, but for the main one */
    ARRAY_OF(MachineThread *) candidates; /* for the scheduler to choose from */
    struct MachineAway *away;             /* of a machine on a real clock: machine_clock.c */
    MachineProcess main_process;
    MachineThread main;
};

/* --- machine_timer.c --- */

void machine_fire_due(Machine *machine); /* all timers whose time has come */

/* --- machine_clock.c: these are for a machine with a clock --- */

void clock_setup(Machine *machine);
void clock_release(Machine *machine);
/* What time it is; who is back from an errand asks for the GIL. */
void clock_look(Machine *machine);
/* The same while a thread runs, which so lets in what has happened meanwhile: timers fire, replies
 * are taken, and who waits for the GIL may request it. Does little unless some time has passed. */
void clock_look_around(Machine *machine);
/* Waits until something happens. False: nothing can. */
bool clock_wait(Machine *machine);
/* Ends the thread's errand and waits until it is back. */
void clock_call_back(Machine *machine, MachineThread *thread);
MachineOutcome clock_compute(Machine *machine, int64_t cpu_ns);

/* --- machine.c, for machine_clock.c --- */

/* Whose turn it is, once there is somebody; it stands on a stack. */
MachineThread *machine_choose_next(Machine *machine);
void machine_now_runs(Machine *machine, MachineThread *thread);
void machine_free_ended(Machine *machine);

/* --- machine_processor.c --- */

void processor_setup(Machine *machine);
void processor_release(Machine *machine); /* frees what processor_setup() allocated */

/* The thread can go on: it asks for the GIL, then for a core, then spends what CPU time it owes,
 * then stands in the run queue. */
void processor_want(Machine *machine, MachineThread *thread);
void processor_leave(Machine *machine,
                     MachineThread *thread); /* the core and the GIL go to others */
/* The running thread left both and got them back at once, since nobody else wants them. */
void processor_renew(Machine *machine, MachineThread *thread);
/* The started thread gets what its starter has; the starter goes on before all others. */
void processor_hand_over(Machine *machine, MachineThread *starter, MachineThread *started);
/* The running thread has work_ns to spend: it computes, unless it has to let go of the GIL first.
 */
void processor_compute(Machine *machine, MachineThread *thread);
/* The holder of the GIL lets go of it, as somebody asked. */
void processor_surrender(Machine *machine, MachineThread *thread);
/* Takes the thread out of every line and timer: the run is over. */
void processor_withdraw(Machine *machine, MachineThread *thread);
/* Whose code runs next at this instant; NULL: nobody's. */
MachineThread *processor_next(Machine *machine);
/* To be called before the clock moves: the waits that began at this instant are real. */
void processor_settle(Machine *machine);

#endif
