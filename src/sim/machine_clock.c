#include "sim/machine_internal.h"

#include "base/check.h"
#include "base/memory.h"

/* How often a running thread looks what has happened meanwhile, and how long a wait lasts at most
 * before somebody asks whether the run is to be stopped. */
static const int64_t LOOK_NS = 200000;
static const int64_t PATIENCE_NS = 50000000;

/* Threads on errands. Who comes back says so, and waits for its turn; all else here is touched by
 * the running thread alone. */
typedef struct MachineAway {
    pthread_mutex_t lock; /* guards the list */
    MachineThread *first_back, *last_back;
    atomic_bool anybody_back;

    size_t count;      /* of those who are away */
    int64_t looked_ns; /* when the running thread looked around last */
    /* Keeps watch when all others are away or blocked: somebody has to wait for the clock. */
    Fiber *watch; /* NULL: nobody was away yet */
    bool watch_ends;
} MachineAway;

static const MachineClock *clock_of(const Machine *machine) {
    return machine->settings.clock;
}

static int64_t now(const Machine *machine) {
    return clock_of(machine)->now(clock_of(machine)->context);
}

void clock_setup(Machine *machine) {
    machine->away = memory_new_zeroed(1, sizeof *machine->away);
    pthread_mutex_init(&machine->away->lock, NULL);
    machine->waiting_mark = machine;
}

void clock_release(Machine *machine) {
    MachineAway *away = machine->away;
    if (away->watch != NULL) {
        away->watch_ends = true;
        fiber_switch(&machine->fibers, away->watch);
    }
    pthread_mutex_destroy(&away->lock);
    memory_free(away);
}

/* ---- coming back ---- */

static void is_back(Machine *machine, MachineThread *thread) {
    machine->away->count--;
    thread->errand = NULL;
    thread->outcome = MACHINE_WOKEN;
    if (machine->stop == MACHINE_RUNNING) {
        processor_want(machine, thread);
    } else {
        thread->state = THREAD_BLOCKED; /* until somebody lets it unwind */
    }
}

static void receive(Machine *machine) {
    MachineAway *away = machine->away;
    if (!atomic_load_explicit(&away->anybody_back, memory_order_acquire)) {
        return;
    }
    pthread_mutex_lock(&away->lock);
    MachineThread *thread = away->first_back;
    away->first_back = away->last_back = NULL;
    atomic_store_explicit(&away->anybody_back, false, memory_order_relaxed);
    pthread_mutex_unlock(&away->lock);
    while (thread != NULL) {
        MachineThread *next = thread->next_back;
        is_back(machine, thread);
        thread = next;
    }
}

static void come_back(Machine *machine, MachineThread *self) {
    MachineAway *away = machine->away;
    self->next_back = NULL;
    pthread_mutex_lock(&away->lock);
    if (away->last_back != NULL) {
        away->last_back->next_back = self;
    } else {
        away->first_back = self;
    }
    away->last_back = self;
    atomic_store_explicit(&away->anybody_back, true, memory_order_release);
    pthread_mutex_unlock(&away->lock);
    clock_of(machine)->wake(clock_of(machine)->context);
}

void clock_call_back(Machine *machine, MachineThread *thread) {
    const MachineClock *clock = clock_of(machine);
    thread->errand->interrupt(thread->errand->argument);
    for (receive(machine); thread->state == THREAD_AWAY; receive(machine)) {
        clock->wait(clock->context, now(machine) + PATIENCE_NS);
    }
}

/* ---- leaving ---- */

static Fiber *keep_watch(void *argument) {
    Machine *machine = argument;
    while (!machine->away->watch_ends) {
        MachineThread *next = machine_choose_next(machine);
        machine_now_runs(machine, next);
        fiber_switch(&machine->fibers, next->fiber);
        machine_free_ended(machine);
    }
    return machine->main.fiber;
}

static bool have_watch(Machine *machine) {
    MachineAway *away = machine->away;
    if (away->watch == NULL) {
        away->watch = fiber_new(&machine->fibers, keep_watch, machine);
    }
    return away->watch != NULL;
}

MachineOutcome machine_run_errand(Machine *machine, const MachineErrand *errand) {
    MachineThread *self = machine->current;
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (!have_watch(machine)) { /* no room for another thread: the others wait */
        errand->run(errand->argument);
        return MACHINE_WOKEN;
    }
    clock_look(machine);
    self->state = THREAD_AWAY;
    self->errand = errand;
    self->waits_for = errand->what;
    self->waits_since_ns = machine->now_ns;
    machine->away->count++;
    processor_leave(machine, self);
    machine_fire_due(machine);
    MachineThread *next = processor_next(machine);
    if (next != NULL) {
        machine_now_runs(machine, next);
    }
    fiber_leave(&machine->fibers, next != NULL ? next->fiber : machine->away->watch);
    errand->run(errand->argument);
    come_back(machine, self);
    fiber_rejoin(&machine->fibers, self->fiber);
    machine_free_ended(machine);
    CHECK(machine->current == self);
    return self->outcome;
}

/* ---- time ---- */

void clock_look(Machine *machine) {
    machine->now_ns = now(machine);
    receive(machine);
}

void clock_look_around(Machine *machine) {
    MachineAway *away = machine->away;
    const MachineClock *clock = clock_of(machine);
    clock_look(machine);
    if (machine->now_ns - away->looked_ns >= LOOK_NS) {
        away->looked_ns = machine->now_ns;
        if (clock->expects(clock->context)) {
            clock->wait(clock->context, machine->now_ns);
        }
        processor_settle(machine);
    }
    machine_fire_due(machine);
    int64_t limit_ns = machine->settings.time_limit_ns;
    if (limit_ns > 0 && machine->now_ns > limit_ns) {
        machine_stop(machine, MACHINE_STOP_TIME);
    }
}

bool clock_wait(Machine *machine) {
    const MachineClock *clock = clock_of(machine);
    const MachineSettings *settings = &machine->settings;
    if (machine->timers.count == 0 && machine->away->count == 0 &&
        !clock->expects(clock->context)) {
        return false;
    }
    if (settings->idles != NULL) {
        settings->idles(settings->context);
    }
    int64_t until_ns = machine->now_ns + PATIENCE_NS;
    int64_t limit_ns = settings->time_limit_ns;
    if (machine->timers.count > 0 && machine->timers.items[0]->deadline_ns < until_ns) {
        until_ns = machine->timers.items[0]->deadline_ns;
    }
    if (limit_ns > 0 && limit_ns < until_ns) {
        until_ns = limit_ns + 1;
    }
    clock->wait(clock->context, until_ns);
    machine->away->looked_ns = now(machine);
    if (limit_ns > 0 && machine->away->looked_ns > limit_ns) {
        machine_stop(machine, MACHINE_STOP_TIME);
    } else if (settings->patient != NULL && !settings->patient(settings->context, 0)) {
        machine_stop(machine, MACHINE_STOP_ENDED);
    }
    return true;
}

/* Burns it. What the thread spends to look around counts, as for any work. */
MachineOutcome clock_compute(Machine *machine, int64_t cpu_ns) {
    enum { READINGS = 64 }; /* between two points where others may go on */
    const MachineClock *clock = clock_of(machine);
    int64_t end_ns;
    if (__builtin_add_overflow(clock->cpu_ns(clock->context, false), cpu_ns, &end_ns)) {
        end_ns = INT64_MAX;
    }
    for (;;) {
        for (int i = 0; i < READINGS; i++) {
            if (clock->cpu_ns(clock->context, false) >= end_ns) {
                return MACHINE_WOKEN;
            }
        }
        const MachineSettings *settings = &machine->settings;
        if (settings->patient != NULL && !settings->patient(settings->context, 0)) {
            machine_stop(machine, MACHINE_STOP_ENDED);
        }
        if (machine_point(machine) == MACHINE_STOPPED) {
            return MACHINE_STOPPED;
        }
    }
}
