#include "sim/machine.h"

#include "base/check.h"
#include "base/memory.h"
#include "sim/machine_internal.h"

#include <string.h>

static const int64_t SWITCH_NS_DEFAULT = 5000000; /* sys.getswitchinterval() */
static const int64_t SLICE_NS_DEFAULT = 4000000;

/* What happens now may happen later than the last time that somebody looked. */
static void look(Machine *machine) {
    if (machine->settings.clock != NULL) {
        clock_look(machine);
    }
}

/* --- who runs next --- */

static void deadline_came(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)deadline_ns;
    MachineThread *thread = argument;
    thread->outcome = MACHINE_TIMEOUT;
    processor_want(machine, thread);
}

void machine_wake(Machine *machine, MachineThread *thread) {
    if (thread->state == THREAD_BLOCKED && machine->stop == MACHINE_RUNNING) {
        look(machine);
        machine_timer_cancel(machine, &thread->timer);
        thread->outcome = MACHINE_WOKEN;
        processor_want(machine, thread);
    }
}

/* Takes the main thread out of whatever it waits in, since it has to tell that the run is over. */
static MachineThread *stop_in_main(Machine *machine, MachineStop reason) {
    machine->stop = reason;
    if (machine->main.state == THREAD_AWAY) {
        clock_call_back(machine, &machine->main);
    }
    processor_withdraw(machine, &machine->main);
    machine->main.outcome = MACHINE_STOPPED;
    return &machine->main;
}

static MachineThread *choose(Machine *machine) {
    if (machine->stop != MACHINE_RUNNING) { /* unwinding: control goes back to machine_end() */
        return stop_in_main(machine, machine->stop);
    }
    for (uint64_t moves = 1;; moves++) {
        look(machine);
        machine_fire_due(machine);
        if (moves % MACHINE_MOVES_ASKED == 0 && machine->settings.patient != NULL &&
            !machine->settings.patient(machine->settings.context, moves)) {
            return stop_in_main(machine, MACHINE_STOP_ENDED);
        }
        if (machine->stop != MACHINE_RUNNING) {
            return stop_in_main(machine, machine->stop);
        }
        MachineThread *thread = processor_next(machine);
        if (thread != NULL) {
            return thread;
        }
        processor_settle(machine);
        if (machine->settings.clock != NULL && clock_wait(machine)) {
            continue;
        }
        if (machine->timers.count == 0) {
            const MachineSettings *settings = &machine->settings;
            if (settings->last_chance != NULL && settings->last_chance(settings->context)) {
                continue;
            }
            return stop_in_main(machine, MACHINE_STOP_DEADLOCK);
        }
        int64_t next_ns = machine->timers.items[0]->deadline_ns;
        int64_t limit_ns = machine->settings.time_limit_ns;
        if (next_ns == MACHINE_FOREVER || (limit_ns > 0 && next_ns > limit_ns)) {
            return stop_in_main(machine, MACHINE_STOP_TIME);
        }
        machine->now_ns = next_ns > machine->now_ns ? next_ns : machine->now_ns;
    }
}

static Fiber *carry(void *argument);

static bool have_stack(Machine *machine, MachineThread *thread) {
    if (thread->fiber == NULL) {
        thread->fiber = fiber_new(&machine->fibers, carry, machine);
    }
    return thread->fiber != NULL;
}

MachineThread *machine_choose_next(Machine *machine) {
    MachineThread *thread = choose(machine);
    if (!have_stack(machine, thread)) {
        return stop_in_main(machine, MACHINE_STOP_ROOM);
    }
    return thread;
}

static void free_thread(Machine *machine, MachineThread *thread) {
    if (machine->settings.forget != NULL) {
        machine->settings.forget(machine->settings.context, thread);
    }
    if (--thread->process->thread_count == 0 && thread->process != &machine->main_process) {
        machine_timer_cancel(machine, &thread->process->request);
        memory_free(thread->process);
    }
    memory_free(thread->name);
    slot_pool_give(&machine->threads, thread);
}

void machine_free_ended(Machine *machine) {
    if (machine->ended != NULL) {
        free_thread(machine, machine->ended);
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

void machine_now_runs(Machine *machine, MachineThread *thread) {
    run_again(machine, thread);
    machine->current = thread;
    if (machine->settings.switched != NULL) {
        machine->settings.switched(machine->settings.context, thread);
    }
}

/* The running thread waits for something by now; returns when it is its turn again, or at once if
 * it does not need its stack meanwhile. */
static MachineOutcome give_way(Machine *machine) {
    MachineThread *self = machine->current;
    if (self->may_be_suspended) {
        self->is_suspended = true;
        return MACHINE_SUSPENDED;
    }
    MachineThread *next = machine_choose_next(machine);
    if (next != self) {
        machine_now_runs(machine, next);
        fiber_switch(&machine->fibers, next->fiber);
        machine_free_ended(machine);
        CHECK(machine->current == self);
    } else {
        run_again(machine, self);
    }
    return self->outcome;
}

/* Whether nobody else goes on, nor a timer fires, before the running thread would. An event loop
 * without threads waits a million times, each for its next timer. */
static bool nothing_happens_until(const Machine *machine, int64_t deadline_ns) {
    int64_t limit_ns = machine->settings.time_limit_ns;
    return machine->settings.clock == NULL && machine->waiting_count == 0 &&
           machine->timers.count == 0 && machine->unheld.count == 0 &&
           machine->news.first == NULL && (limit_ns == 0 || deadline_ns <= limit_ns);
}

MachineOutcome machine_block(Machine *machine, int64_t deadline_ns, const char *what) {
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    look(machine);
    if (deadline_ns <= machine->now_ns) {
        return MACHINE_TIMEOUT;
    }
    if (deadline_ns != MACHINE_FOREVER && nothing_happens_until(machine, deadline_ns)) {
        machine->now_ns = deadline_ns;
        processor_renew(machine, machine->current);
        return MACHINE_TIMEOUT;
    }
    MachineThread *self = machine->current;
    self->state = THREAD_BLOCKED;
    self->waits_for = what;
    self->waits_since_ns = machine->now_ns;
    if (deadline_ns != MACHINE_FOREVER) {
        machine_timer_set(machine, &self->timer, deadline_ns, deadline_came, self);
    }
    processor_leave(machine, self);
    return give_way(machine);
}

void *const *machine_others_waiting(const Machine *machine) {
    return &machine->waiting_mark;
}

/* Whether somebody would go on if the running thread stepped back. */
static bool others_could_run(const Machine *machine) {
    return machine->current->process->line.first != NULL || machine->run_queue.first != NULL ||
           machine->core_line.first != NULL;
}

MachineOutcome machine_yield(Machine *machine) {
    if (machine->settings.clock != NULL) {
        clock_look_around(machine);
    }
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (!others_could_run(machine)) {
        return MACHINE_TIMEOUT;
    }
    machine->current->outcome = MACHINE_TIMEOUT;
    processor_surrender(machine, machine->current);
    return give_way(machine);
}

MachineOutcome machine_point(Machine *machine) {
    MachineThread *self = machine->current;
    if (machine->settings.clock != NULL) {
        clock_look_around(machine);
    }
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (self->process->drop_requested) {
        return machine_yield(machine);
    }
    const MachineScheduler *scheduler = machine->settings.scheduler;
    if (scheduler != NULL && others_could_run(machine) &&
        scheduler->interrupt(scheduler->context, self)) {
        return machine_yield(machine);
    }
    return MACHINE_WOKEN;
}

MachineOutcome machine_sleep_until(Machine *machine, int64_t deadline_ns, const char *what) {
    if (deadline_ns <= machine_now(machine)) {
        return machine_yield(machine);
    }
    return machine_block(machine, deadline_ns, what);
}

/* Whether nothing at all happens before end_ns but that the running thread computes. */
static bool is_alone_until(const Machine *machine, int64_t end_ns, bool divisible) {
    const MachineThread *self = machine->current;
    int64_t limit_ns = machine->settings.time_limit_ns;
    return machine->news.first == NULL && machine->run_queue.first == NULL &&
           self->told_core == self->core && !(self->process->drop_requested && divisible) &&
           (machine->timers.count == 0 || machine->timers.items[0]->deadline_ns > end_ns) &&
           (limit_ns == 0 || end_ns <= limit_ns);
}

MachineOutcome machine_compute(Machine *machine, int64_t cpu_ns, bool divisible) {
    if (machine->stop != MACHINE_RUNNING) {
        return MACHINE_STOPPED;
    }
    if (cpu_ns <= 0) {
        return MACHINE_WOKEN;
    }
    if (machine->settings.clock != NULL) {
        return clock_compute(machine, cpu_ns);
    }
    int64_t end_ns = machine_after(machine, cpu_ns);
    MachineThread *self = machine->current;
    if (is_alone_until(machine, end_ns, divisible)) {
        self->computed_ns += cpu_ns;
        self->process->computed_ns += cpu_ns;
        machine->now_ns = end_ns;
        return MACHINE_WOKEN;
    }
    self->work_ns = cpu_ns;
    self->divisible = divisible;
    self->outcome = MACHINE_WOKEN;
    processor_compute(machine, self);
    return give_way(machine);
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

/* The thread has returned from its entry: since it is suspended, or has ended. */
static void came_back(Machine *machine, MachineThread *thread) {
    thread->fiber = NULL;
    if (thread->is_suspended) {
        return;
    }
    thread->state = THREAD_ENDED;
    unlink_thread(machine, thread);
    machine->ended = thread;
    if (machine->stop == MACHINE_RUNNING) {
        processor_leave(machine, thread);
    }
}

static void enter(Machine *machine, MachineThread *thread) {
    thread->is_suspended = false;
    thread->entry(machine, thread, thread->argument);
    came_back(machine, thread);
}

/* What a stack does: it runs a thread, and when that needs it no more, the next one, and so on
 * until it is the turn of one that stands on a stack of its own. */
static Fiber *carry(void *argument) {
    Machine *machine = argument;
    Fiber *self = machine->current->fiber;
    for (;;) {
        machine_free_ended(machine);
        enter(machine, machine->current);
        MachineThread *next = choose(machine);
        if (next->fiber == NULL) {
            next->fiber = self;
        }
        machine_now_runs(machine, next);
        if (next->fiber != self) {
            return next->fiber;
        }
    }
}

/* NULL: no room for another stack, or the run is stopped. */
static MachineThread *new_thread(Machine *machine, MachineProcess *process, const char *name,
                                 bool daemon, void *context, MachineEntry entry, void *argument) {
    if (machine->stop != MACHINE_RUNNING) {
        return NULL;
    }
    MachineThread *thread = slot_pool_take(&machine->threads);
    memset(thread, 0, sizeof *thread);
    if (!have_stack(machine, thread)) {
        slot_pool_give(&machine->threads, thread);
        return NULL;
    }
    thread->machine = machine;
    thread->process = process;
    process->thread_count++;
    thread->id = machine->next_id++;
    thread->name = name != NULL ? memory_copy_string(name) : NULL;
    thread->daemon = daemon;
    thread->core = thread->told_core = -1;
    thread->context = context;
    thread->entry = entry;
    thread->argument = argument;
    link_thread(machine, thread);
    return thread;
}

bool machine_start(Machine *machine, const char *name, bool daemon, void *context,
                   MachineEntry entry, void *argument, uint64_t *id) {
    MachineThread *self = machine->current;
    MachineThread *thread =
        new_thread(machine, self->process, name, daemon, context, entry, argument);
    *id = thread != NULL ? thread->id : 0;
    if (thread == NULL) {
        return false;
    }
    self->outcome = MACHINE_WOKEN;
    look(machine);
    processor_hand_over(machine, self, thread);
    machine_now_runs(machine, thread);
    fiber_switch(&machine->fibers, thread->fiber);
    machine_free_ended(machine);
    return machine->stop == MACHINE_RUNNING;
}

bool machine_start_process(Machine *machine, const char *name, int64_t cpu_ns, void *context,
                           MachineEntry entry, void *argument, uint64_t *id) {
    MachineProcess *process = memory_new_zeroed(1, sizeof *process);
    MachineThread *thread = new_thread(machine, process, name, false, context, entry, argument);
    *id = 0;
    if (thread == NULL) {
        memory_free(process);
        return false;
    }
    *id = process->id = machine->next_process_id++;
    thread->work_ns = cpu_ns;
    processor_want(machine, thread);
    return true;
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

void *machine_thread_context(const MachineThread *thread) {
    return thread->context;
}

void machine_thread_set_context(MachineThread *thread, void *context) {
    thread->context = context;
}

int64_t machine_thread_computed(const MachineThread *thread) {
    const MachineClock *clock = thread->machine->settings.clock;
    if (clock != NULL) {
        return clock->cpu_ns(clock->context, false);
    }
    return thread->computed_ns;
}

int64_t machine_process_computed(const Machine *machine) {
    const MachineClock *clock = machine->settings.clock;
    if (clock != NULL) {
        return clock->cpu_ns(clock->context, true);
    }
    const MachineProcess *process = machine->current->process;
    int64_t computed_ns = process->computed_ns;
    for (int core = 0; core < machine->settings.cores; core++) {
        const MachineThread *thread = machine->cores[core];
        if (thread != NULL && thread->process == process && thread->state == THREAD_COMPUTING) {
            computed_ns += machine->now_ns - thread->work_began_ns;
        }
    }
    return computed_ns;
}

size_t machine_thread_siblings(const MachineThread *thread) {
    return thread->process->thread_count;
}

uint64_t machine_thread_process(const MachineThread *thread) {
    return thread->process->id;
}

bool machine_thread_is_blocked(const MachineThread *thread) {
    return thread->state == THREAD_BLOCKED;
}

bool machine_thread_waits_for_others(const MachineThread *thread) {
    return machine_thread_is_blocked(thread) && thread->timer.position == 0;
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

/* --- the machine as a whole --- */

Machine *machine_new(const MachineSettings *settings) {
    Machine *machine = memory_new_zeroed(1, sizeof *machine);
    machine->settings = *settings;
    MachineSettings *mine = &machine->settings;
    mine->cores = mine->cores > 0 ? mine->cores : MACHINE_CORES_DEFAULT;
    mine->switch_ns = mine->switch_ns > 0 ? mine->switch_ns : SWITCH_NS_DEFAULT;
    mine->slice_ns = mine->slice_ns > 0 ? mine->slice_ns : SLICE_NS_DEFAULT;
    machine->next_id = machine->next_process_id = 2;
    machine->main_process.id = 1;
    machine->main_process.thread_count = 1;
    MachineThread *main_thread = &machine->main;
    main_thread->machine = machine;
    main_thread->process = &machine->main_process;
    main_thread->id = 1;
    main_thread->name = memory_copy_string("MainThread");
    main_thread->state = THREAD_RUNNING;
    machine->current = main_thread;
    fiber_pool_init(&machine->fibers, mine->clock != NULL);
    main_thread->fiber = &machine->fibers.main;
    slot_pool_init(&machine->threads, sizeof(MachineThread));
    link_thread(machine, main_thread);
    processor_setup(machine);
    if (mine->clock != NULL) {
        clock_setup(machine);
    }
    return machine;
}

void machine_free(Machine *machine) {
    if (machine == NULL) {
        return;
    }
    CHECK(machine->thread_count == 1 && machine->current == &machine->main);
    if (machine->settings.clock != NULL) {
        clock_release(machine);
    }
    ARRAY_RELEASE(&machine->timers);
    ARRAY_RELEASE(&machine->candidates);
    processor_release(machine);
    fiber_pool_release(&machine->fibers);
    slot_pool_release(&machine->threads);
    memory_free(machine->main.name);
    memory_free(machine);
}

const MachineSettings *machine_settings(const Machine *machine) {
    return &machine->settings;
}

void machine_begin(Machine *machine) {
    const MachineClock *clock = machine->settings.clock;
    if (clock != NULL) {
        clock->begin(clock->context);
    }
}

int64_t machine_now(const Machine *machine) {
    const MachineClock *clock = machine->settings.clock;
    return clock != NULL ? clock->now(clock->context) : machine->now_ns;
}

int64_t machine_after(const Machine *machine, int64_t delay_ns) {
    int64_t sum;
    int64_t now_ns = machine_now(machine);
    if (delay_ns <= 0) {
        return now_ns;
    }
    bool is_late = __builtin_add_overflow(now_ns, delay_ns, &sum) || sum == MACHINE_FOREVER;
    return is_late ? MACHINE_FOREVER - 1 : sum;
}

void machine_let_suspend(Machine *machine, bool let) {
    machine->current->may_be_suspended = let && machine->settings.clock == NULL;
}

MachineOutcome machine_outcome(const Machine *machine) {
    return machine->current->outcome;
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
        if (thread->state == THREAD_AWAY) {
            clock_call_back(machine, thread);
        }
        processor_withdraw(machine, thread);
        thread->outcome = MACHINE_STOPPED;
        machine_now_runs(machine, thread);
        if (thread->fiber != NULL) {
            fiber_switch(&machine->fibers, thread->fiber);
        } else { /* it only unwinds */
            enter(machine, thread);
            CHECK(!thread->is_suspended);
            machine_now_runs(machine, main_thread);
        }
        machine_free_ended(machine);
    }
}
