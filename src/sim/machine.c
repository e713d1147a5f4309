#include "sim/machine.h"

#include "base/array.h"
#include "base/check.h"
#include "base/memory.h"

typedef enum ThreadState { THREAD_RUNNING, THREAD_READY, THREAD_BLOCKED, THREAD_ENDED } ThreadState;

struct MachineThread {
    Fiber fiber;
    Machine *machine;
    uint64_t id;
    char *name;
    bool daemon;
    ThreadState state;
    MachineOutcome outcome;         /* what its wait returns when it runs again */
    MachineTimer deadline;          /* set while it waits with one */
    const char *waits_for;          /* while blocked */
    int64_t waits_since_ns;         /* while blocked */
    MachineThread *queue_next;      /* in the queue of those who may go on */
    MachineThread *lock_next;       /* in a lock's line */
    MachineThread *previous, *next; /* all that are alive, in the order of their start */
    void *context;                  /* the caller's */
    MachineEntry entry;
    void *argument;
};

struct Machine {
    MachineSettings settings;
    int64_t now_ns;
    uint64_t next_id;
    uint64_t next_order;
    ARRAY_OF(MachineTimer *) timers; /* a binary heap by (deadline, order), items[0] the earliest */
    MachineThread *queue_first, *queue_last;
    MachineThread *threads_first, *threads_last;
    size_t thread_count;
    MachineThread *current;
    MachineThread *ended; /* to be freed by whoever runs after it */
    MachineStop stop;
    FiberPool fibers;
    ARRAY_OF(MachineThread *) candidates; /* for the scheduler to choose from */
    MachineThread main;
};

/* --- timers --- */

static bool earlier(const MachineTimer *a, const MachineTimer *b) {
    return a->deadline_ns < b->deadline_ns ||
           (a->deadline_ns == b->deadline_ns && a->order < b->order);
}

static void place(Machine *machine, size_t index, MachineTimer *timer) {
    machine->timers.items[index] = timer;
    timer->position = index + 1;
}

static void sift_up(Machine *machine, size_t index, MachineTimer *timer) {
    while (index > 0) {
        size_t parent = (index - 1) / 2;
        if (!earlier(timer, machine->timers.items[parent])) {
            break;
        }
        place(machine, index, machine->timers.items[parent]);
        index = parent;
    }
    place(machine, index, timer);
}

static void sift_down(Machine *machine, size_t index, MachineTimer *timer) {
    size_t count = machine->timers.count;
    for (;;) {
        size_t child = index * 2 + 1;
        if (child >= count) {
            break;
        }
        if (child + 1 < count &&
            earlier(machine->timers.items[child + 1], machine->timers.items[child])) {
            child++;
        }
        if (!earlier(machine->timers.items[child], timer)) {
            break;
        }
        place(machine, index, machine->timers.items[child]);
        index = child;
    }
    place(machine, index, timer);
}

void machine_timer_set(Machine *machine, MachineTimer *timer, int64_t deadline_ns,
                       void (*fire)(Machine *, void *, int64_t), void *argument) {
    CHECK(timer->position == 0);
    timer->deadline_ns = deadline_ns;
    timer->order = machine->next_order++;
    timer->fire = fire;
    timer->argument = argument;
    ARRAY_PUSH(&machine->timers, timer);
    sift_up(machine, machine->timers.count - 1, timer);
}

void machine_timer_cancel(Machine *machine, MachineTimer *timer) {
    if (timer->position == 0) {
        return;
    }
    size_t index = timer->position - 1;
    timer->position = 0;
    MachineTimer *last = machine->timers.items[--machine->timers.count];
    if (last == timer) {
        return;
    }
    if (index > 0 && earlier(last, machine->timers.items[(index - 1) / 2])) {
        sift_up(machine, index, last);
    } else {
        sift_down(machine, index, last);
    }
}

/* Fires what is due. A callback that sets a timer for this very instant is served too. */
static void fire_due(Machine *machine) {
    while (machine->timers.count > 0) {
        MachineTimer *timer = machine->timers.items[0];
        if (timer->deadline_ns > machine->now_ns) {
            return;
        }
        machine_timer_cancel(machine, timer);
        timer->fire(machine, timer->argument, timer->deadline_ns);
    }
}

/* --- the queue of those who may go on --- */

static void queue_push(Machine *machine, MachineThread *thread, MachineOutcome outcome) {
    thread->state = THREAD_READY;
    thread->outcome = outcome;
    thread->queue_next = NULL;
    if (machine->queue_last != NULL) {
        machine->queue_last->queue_next = thread;
    } else {
        machine->queue_first = thread;
    }
    machine->queue_last = thread;
}

static void queue_push_front(Machine *machine, MachineThread *thread, MachineOutcome outcome) {
    thread->state = THREAD_READY;
    thread->outcome = outcome;
    thread->queue_next = machine->queue_first;
    machine->queue_first = thread;
    if (machine->queue_last == NULL) {
        machine->queue_last = thread;
    }
}

static MachineThread *queue_pop(Machine *machine) {
    MachineThread *thread = machine->queue_first;
    if (thread != NULL) {
        machine->queue_first = thread->queue_next;
        if (machine->queue_first == NULL) {
            machine->queue_last = NULL;
        }
        thread->queue_next = NULL;
    }
    return thread;
}

static void queue_remove(Machine *machine, MachineThread *thread) {
    MachineThread *before = NULL;
    for (MachineThread *t = machine->queue_first; t != NULL; before = t, t = t->queue_next) {
        if (t != thread) {
            continue;
        }
        if (before == NULL) {
            machine->queue_first = t->queue_next;
        } else {
            before->queue_next = t->queue_next;
        }
        if (machine->queue_last == t) {
            machine->queue_last = before;
        }
        t->queue_next = NULL;
        return;
    }
}

/* The head of the queue, or whom the scheduler prefers. */
static MachineThread *queue_take(Machine *machine) {
    const MachineScheduler *scheduler = machine->settings.scheduler;
    if (scheduler == NULL || machine->queue_first == machine->queue_last) {
        return queue_pop(machine);
    }
    machine->candidates.count = 0;
    for (MachineThread *t = machine->queue_first; t != NULL; t = t->queue_next) {
        ARRAY_PUSH(&machine->candidates, t);
    }
    size_t chosen =
        scheduler->choose(scheduler->context, machine->candidates.items, machine->candidates.count);
    CHECK(chosen < machine->candidates.count);
    MachineThread *thread = machine->candidates.items[chosen];
    queue_remove(machine, thread);
    return thread;
}

static void deadline_came(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)deadline_ns;
    queue_push(machine, argument, MACHINE_TIMEOUT);
}

void machine_wake(Machine *machine, MachineThread *thread) {
    if (thread->state == THREAD_BLOCKED) {
        machine_timer_cancel(machine, &thread->deadline);
        queue_push(machine, thread, MACHINE_WOKEN);
    }
}

/* --- who runs next --- */

/* Takes the main thread out of whatever it waits in, since it has to tell that the run is over. */
static MachineThread *stop_in_main(Machine *machine, MachineStop reason) {
    MachineThread *main_thread = &machine->main;
    machine->stop = reason;
    machine_timer_cancel(machine, &main_thread->deadline);
    if (main_thread->state == THREAD_READY) {
        queue_remove(machine, main_thread);
    }
    main_thread->outcome = MACHINE_STOPPED;
    return main_thread;
}

static MachineThread *choose_next(Machine *machine) {
    if (machine->stop != MACHINE_RUNNING) { /* unwinding: control goes back to machine_end() */
        return stop_in_main(machine, machine->stop);
    }
    for (;;) {
        fire_due(machine);
        MachineThread *thread = queue_take(machine);
        if (thread != NULL) {
            return thread;
        }
        if (machine->timers.count == 0) {
            return stop_in_main(machine, MACHINE_STOP_DEADLOCK);
        }
        int64_t next_ns = machine->timers.items[0]->deadline_ns;
        int64_t limit_ns = machine->settings.time_limit_ns;
        if (next_ns == MACHINE_FOREVER || (limit_ns > 0 && next_ns > limit_ns)) {
            return stop_in_main(machine, MACHINE_STOP_TIME);
        }
        machine->now_ns = next_ns;
    }
}

static void free_thread(MachineThread *thread) {
    memory_free(thread->name);
    memory_free(thread);
}

static void free_ended(Machine *machine) {
    if (machine->ended != NULL) {
        free_thread(machine->ended);
        machine->ended = NULL;
    }
}

/* After a stop a thread keeps what it waited for, for the report. */
static void run_again(Machine *machine, MachineThread *thread) {
    thread->state = THREAD_RUNNING;
    if (machine->stop == MACHINE_RUNNING) {
        thread->waits_for = NULL;
    }
}

static void now_runs(Machine *machine, MachineThread *thread) {
    run_again(machine, thread);
    machine->current = thread;
    if (machine->settings.switched != NULL) {
        machine->settings.switched(machine->settings.context, thread);
    }
}

/* The running thread stands in some queue by now; returns when it is its turn again. */
static MachineOutcome give_way(Machine *machine) {
    MachineThread *self = machine->current;
    MachineThread *next = choose_next(machine);
    if (next != self) {
        now_runs(machine, next);
        fiber_switch(&machine->fibers, &next->fiber);
        free_ended(machine);
        CHECK(machine->current == self);
    } else {
        run_again(machine, self);
    }
    return self->outcome;
}

MachineOutcome machine_block(Machine *machine, int64_t deadline_ns, const char *what) {
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (deadline_ns <= machine->now_ns) {
        return MACHINE_TIMEOUT;
    }
    MachineThread *self = machine->current;
    self->state = THREAD_BLOCKED;
    self->waits_for = what;
    self->waits_since_ns = machine->now_ns;
    if (deadline_ns != MACHINE_FOREVER) {
        machine_timer_set(machine, &self->deadline, deadline_ns, deadline_came, self);
    }
    return give_way(machine);
}

bool machine_others_ready(const Machine *machine) {
    return machine->queue_first != NULL;
}

void *const *machine_others_waiting(const Machine *machine) {
    return (void *const *)(const void *)&machine->queue_first;
}

MachineOutcome machine_yield(Machine *machine) {
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (machine->queue_first == NULL) {
        return MACHINE_TIMEOUT;
    }
    queue_push(machine, machine->current, MACHINE_TIMEOUT);
    return give_way(machine);
}

MachineOutcome machine_point(Machine *machine) {
    const MachineScheduler *scheduler = machine->settings.scheduler;
    if (scheduler == NULL || machine->queue_first == NULL || machine->stop != MACHINE_RUNNING ||
        !scheduler->interrupt(scheduler->context, machine->current)) {
        return MACHINE_WOKEN;
    }
    return machine_yield(machine);
}

MachineOutcome machine_sleep_until(Machine *machine, int64_t deadline_ns, const char *what) {
    if (deadline_ns <= machine->now_ns) {
        return machine_yield(machine);
    }
    return machine_block(machine, deadline_ns, what);
}

/* --- threads --- */

static void link_thread(Machine *machine, MachineThread *thread) {
    thread->previous = machine->threads_last;
    if (machine->threads_last != NULL) {
        machine->threads_last->next = thread;
    } else {
        machine->threads_first = thread;
    }
    machine->threads_last = thread;
    machine->thread_count++;
}

static void unlink_thread(Machine *machine, MachineThread *thread) {
    if (thread->previous != NULL) {
        thread->previous->next = thread->next;
    } else {
        machine->threads_first = thread->next;
    }
    if (thread->next != NULL) {
        thread->next->previous = thread->previous;
    } else {
        machine->threads_last = thread->previous;
    }
    machine->thread_count--;
}

static void run_thread(void *argument) {
    MachineThread *self = argument;
    Machine *machine = self->machine;
    free_ended(machine);
    self->entry(machine, self, self->argument);
    self->state = THREAD_ENDED;
    unlink_thread(machine, self);
    machine->ended = self;
    MachineThread *next = choose_next(machine);
    now_runs(machine, next);
    fiber_exit(&machine->fibers, &next->fiber);
}

bool machine_start(Machine *machine, const char *name, bool daemon, void *context,
                   MachineEntry entry, void *argument, uint64_t *id) {
    *id = 0;
    if (machine->stop != MACHINE_RUNNING) {
        return false;
    }
    MachineThread *thread = memory_new_zeroed(1, sizeof *thread);
    if (!fiber_init(&machine->fibers, &thread->fiber, run_thread, thread)) {
        memory_free(thread);
        return false;
    }
    thread->machine = machine;
    *id = thread->id = machine->next_id++;
    thread->name = memory_copy_string(name);
    thread->daemon = daemon;
    thread->context = context;
    thread->entry = entry;
    thread->argument = argument;
    link_thread(machine, thread);
    MachineThread *self = machine->current;
    queue_push_front(machine, self, MACHINE_WOKEN);
    now_runs(machine, thread);
    fiber_switch(&machine->fibers, &thread->fiber);
    free_ended(machine);
    return machine->stop == MACHINE_RUNNING;
}

MachineThread *machine_current(Machine *machine) {
    return machine->current;
}

MachineThread *machine_main(Machine *machine) {
    return &machine->main;
}

MachineThread *machine_next_thread(Machine *machine, MachineThread *after) {
    return after == NULL ? machine->threads_first : after->next;
}

uint64_t machine_thread_id(const MachineThread *thread) {
    return thread->id;
}

const char *machine_thread_name(const MachineThread *thread) {
    return thread->name;
}

void machine_thread_rename(MachineThread *thread, const char *name) {
    char *copy = memory_copy_string(name);
    memory_free(thread->name);
    thread->name = copy;
}

bool machine_thread_is_daemon(const MachineThread *thread) {
    return thread->daemon;
}

void *machine_thread_context(const MachineThread *thread) {
    return thread->context;
}

void machine_thread_set_context(MachineThread *thread, void *context) {
    thread->context = context;
}

bool machine_thread_is_blocked(const MachineThread *thread) {
    return thread->state == THREAD_BLOCKED;
}

const char *machine_thread_waits_for(const MachineThread *thread) {
    return thread->waits_for;
}

int64_t machine_thread_waits_since(const MachineThread *thread) {
    return thread->waits_since_ns;
}

size_t machine_thread_count(const Machine *machine) {
    return machine->thread_count;
}

/* --- locks --- */

void machine_lock_init(MachineLock *lock) {
    *lock = (MachineLock){0};
}

bool machine_lock_try(Machine *machine, MachineLock *lock) {
    if (lock->locked) {
        return false;
    }
    lock->locked = true;
    lock->owner = machine->current;
    return true;
}

static void line_join(MachineLock *lock, MachineThread *thread) {
    thread->lock_next = NULL;
    if (lock->last != NULL) {
        lock->last->lock_next = thread;
    } else {
        lock->first = thread;
    }
    lock->last = thread;
}

static void line_leave(MachineLock *lock, MachineThread *thread) {
    MachineThread *before = NULL;
    for (MachineThread *t = lock->first; t != thread; t = t->lock_next) {
        CHECK(t != NULL);
        before = t;
    }
    if (before == NULL) {
        lock->first = thread->lock_next;
    } else {
        before->lock_next = thread->lock_next;
    }
    if (lock->last == thread) {
        lock->last = before;
    }
    thread->lock_next = NULL;
}

MachineOutcome machine_lock_acquire(Machine *machine, MachineLock *lock, int64_t deadline_ns,
                                    const char *what) {
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (machine_lock_try(machine, lock)) {
        return MACHINE_WOKEN;
    }
    MachineThread *self = machine->current;
    MachineOutcome outcome;
    line_join(lock, self); /* and stay in it, wherever the head is, until this is decided */
    int64_t since_ns = machine->now_ns;
    do {
        outcome = machine_block(machine, deadline_ns, what);
        self->waits_since_ns = since_ns;
    } while (outcome == MACHINE_WOKEN && !machine_lock_try(machine, lock));
    line_leave(lock, self);
    if (outcome == MACHINE_TIMEOUT && !lock->locked && lock->first != NULL) {
        machine_wake(machine, lock->first); /* it was released when we had just given up */
    }
    return outcome;
}

/* Only the head of the line is woken: if an earlier release did that already and it has not run
 * yet, it will find the lock free just as well. */
bool machine_lock_release(Machine *machine, MachineLock *lock) {
    if (!lock->locked) {
        return false;
    }
    lock->locked = false;
    lock->owner = NULL;
    if (lock->first != NULL) {
        machine_wake(machine, lock->first);
    }
    return true;
}

/* --- the machine as a whole --- */

Machine *machine_new(const MachineSettings *settings) {
    Machine *machine = memory_new_zeroed(1, sizeof *machine);
    machine->settings = *settings;
    machine->next_id = 2;
    MachineThread *main_thread = &machine->main;
    main_thread->machine = machine;
    main_thread->id = 1;
    main_thread->name = memory_copy_string("MainThread");
    main_thread->state = THREAD_RUNNING;
    machine->current = main_thread;
    fiber_pool_init(&machine->fibers, &main_thread->fiber);
    link_thread(machine, main_thread);
    return machine;
}

void machine_free(Machine *machine) {
    if (machine == NULL) {
        return;
    }
    CHECK(machine->thread_count == 1 && machine->current == &machine->main);
    ARRAY_RELEASE(&machine->timers);
    ARRAY_RELEASE(&machine->candidates);
    fiber_pool_release(&machine->fibers);
    memory_free(machine->main.name);
    memory_free(machine);
}

const MachineSettings *machine_settings(const Machine *machine) {
    return &machine->settings;
}

int64_t machine_now(const Machine *machine) {
    return machine->now_ns;
}

int64_t machine_after(const Machine *machine, int64_t delay_ns) {
    int64_t sum;
    if (delay_ns <= 0) {
        return machine->now_ns;
    }
    return __builtin_add_overflow(machine->now_ns, delay_ns, &sum) ? MACHINE_FOREVER - 1 : sum;
}

void machine_charge(Machine *machine, int64_t cpu_ns) {
    if (cpu_ns > 0) {
        machine->now_ns = machine_after(machine, cpu_ns);
        fire_due(machine);
        int64_t limit_ns = machine->settings.time_limit_ns;
        if (limit_ns > 0 && machine->now_ns > limit_ns) {
            machine_stop(machine, MACHINE_STOP_TIME);
        }
    }
}

MachineStop machine_stop_reason(const Machine *machine) {
    return machine->stop;
}

void machine_stop(Machine *machine, MachineStop reason) {
    if (machine->stop == MACHINE_RUNNING) {
        machine->stop = reason;
    }
}

void machine_end(Machine *machine) {
    CHECK(machine->current == &machine->main);
    machine_stop(machine, MACHINE_STOP_ENDED);
    MachineThread *main_thread = &machine->main;
    for (MachineThread *thread; (thread = main_thread->next) != NULL;) {
        machine_timer_cancel(machine, &thread->deadline);
        if (thread->state == THREAD_READY) {
            queue_remove(machine, thread);
        }
        thread->outcome = MACHINE_STOPPED;
        main_thread->state = THREAD_READY; /* it is next, whatever the thread does: choose_next() */
        now_runs(machine, thread);
        fiber_switch(&machine->fibers, &thread->fiber);
        free_ended(machine);
    }
}
