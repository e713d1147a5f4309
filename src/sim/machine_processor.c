#include "sim/machine_internal.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/prefetch.h"

/* Bytes of what is fetched ahead. */
enum { EXPECTED_OF_CONTEXT = 192, EXPECTED_OF_THREAD = 256 };

/* ---- lines ---- */

static void link_last(ThreadQueue *queue, MachineThread *thread, int link) {
    thread->links[link].before = queue->last;
    thread->links[link].next = NULL;
    if (queue->last != NULL) {
        queue->last->links[link].next = thread;
    } else {
        queue->first = thread;
    }
    queue->last = thread;
}

static void link_first(ThreadQueue *queue, MachineThread *thread, int link) {
    thread->links[link].before = NULL;
    thread->links[link].next = queue->first;
    if (queue->first != NULL) {
        queue->first->links[link].before = thread;
    } else {
        queue->last = thread;
    }
    queue->first = thread;
}

static void unlink_from(ThreadQueue *queue, MachineThread *thread, int link) {
    MachineThread *before = thread->links[link].before;
    MachineThread *next = thread->links[link].next;
    if (before != NULL) {
        before->links[link].next = next;
    } else {
        queue->first = next;
    }
    if (next != NULL) {
        next->links[link].before = before;
    } else {
        queue->last = before;
    }
}

static void count_waiting(Machine *machine, size_t count) {
    machine->waiting_count = count;
    /* On a real clock there is always somebody outside who may have something. */
    machine->waiting_mark = count > 0 || machine->settings.clock != NULL ? machine : NULL;
}

static void join(Machine *machine, ThreadQueue *line, MachineThread *thread, ThreadState state) {
    thread->state = state;
    thread->line = line;
    thread->in_line_since_ns = machine->now_ns;
    link_last(line, thread, LINK_LINE);
    count_waiting(machine, machine->waiting_count + 1);
}

static void join_at_head(Machine *machine, ThreadQueue *line, MachineThread *thread,
                         ThreadState state) {
    thread->state = state;
    thread->line = line;
    thread->in_line_since_ns = machine->now_ns;
    link_first(line, thread, LINK_LINE);
    count_waiting(machine, machine->waiting_count + 1);
}

static void add_news(Machine *machine, MachineThread *thread) {
    if (!thread->is_news) {
        thread->is_news = true;
        link_last(&machine->news, thread, LINK_NEWS);
    }
}

static void leave_line(Machine *machine, MachineThread *thread) {
    unlink_from(thread->line, thread, LINK_LINE);
    thread->line = NULL;
    count_waiting(machine, machine->waiting_count - 1);
    if (thread->is_news) {
        thread->is_news = false;
        unlink_from(&machine->news, thread, LINK_NEWS);
    }
}

/* While one thread runs, the processor may fetch what those behind it need: each step finds in its
 * caches what the one before has asked for. */
static void expect(Machine *machine, const MachineThread *next) {
    if (next->fiber != NULL) {
        fiber_expect(next->fiber);
    }
    if (machine->settings.expected != NULL) {
        machine->settings.expected(machine->settings.context, next);
    }
    const MachineThread *second = next->links[LINK_LINE].next;
    if (second != NULL) {
        prefetch(second->context, EXPECTED_OF_CONTEXT);
        if (second->links[LINK_LINE].next != NULL) {
            prefetch((const char *)second->links[LINK_LINE].next, EXPECTED_OF_THREAD);
        }
    }
}

/* The head of a line, or whom the scheduler prefers. */
static MachineThread *take_from(Machine *machine, ThreadQueue *line) {
    MachineThread *thread = line->first;
    const MachineScheduler *scheduler = machine->settings.scheduler;
    if (scheduler != NULL && line->first != line->last) {
        machine->candidates.count = 0;
        for (MachineThread *t = line->first; t != NULL; t = t->links[LINK_LINE].next) {
            ARRAY_PUSH(&machine->candidates, t);
        }
        size_t chosen = scheduler->choose(scheduler->context, machine->candidates.items,
                                          machine->candidates.count);
        CHECK(chosen < machine->candidates.count);
        thread = machine->candidates.items[chosen];
    }
    if (thread != NULL) {
        leave_line(machine, thread);
        if (line->first != NULL) {
            expect(machine, line->first);
        }
    }
    return thread;
}

/* ---- telling the embedder ---- */

static void tell_wait(Machine *machine, MachineThread *thread, MachineWait what,
                      MachineThread *by) {
    if (thread->told != what) {
        thread->told = what;
        if (machine->settings.waits != NULL) {
            machine->settings.waits(machine->settings.context, thread, what, by);
        }
    }
}

static void tell_core(Machine *machine, MachineThread *thread) {
    if (thread->told_core != thread->core) {
        thread->told_core = thread->core;
        if (machine->settings.computes != NULL) {
            machine->settings.computes(machine->settings.context, thread, thread->core);
        }
    }
}

/* ---- computing ---- */

static void count_work(Machine *machine, MachineThread *thread) {
    int64_t done_ns = machine->now_ns - thread->work_began_ns;
    thread->computed_ns += done_ns;
    thread->process->computed_ns += done_ns;
}

static void work_done(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)deadline_ns;
    MachineThread *thread = argument;
    thread->work_ns = 0;
    count_work(machine, thread);
    join(machine, &machine->run_queue, thread, THREAD_READY);
}

static void interrupt_work(Machine *machine, MachineThread *thread) {
    thread->work_ns = thread->timer.deadline_ns - machine->now_ns;
    machine_timer_cancel(machine, &thread->timer);
    count_work(machine, thread);
}

/* Whether taking the processor away from it now would change anything: not when its work is just
 * done. */
static bool is_in_the_midst(const Machine *machine, const MachineThread *thread) {
    return thread->state == THREAD_COMPUTING && thread->timer.deadline_ns > machine->now_ns;
}

static void request_due(Machine *machine, void *argument, int64_t deadline_ns);

static void begin_work(Machine *machine, MachineThread *thread) {
    MachineProcess *process = thread->process;
    thread->state = THREAD_COMPUTING;
    thread->work_began_ns = machine->now_ns;
    tell_core(machine, thread);
    machine_timer_set(machine, &thread->timer, machine_after(machine, thread->work_ns), work_done,
                      thread);
    if (process->drop_requested && thread->divisible) { /* asked while it waited for a core */
        machine_timer_cancel(machine, &process->request);
        machine_timer_set(machine, &process->request, machine->now_ns, request_due, process);
    }
}

/* ---- cores ---- */

static void step_on(Machine *machine, MachineThread *thread, int core, MachineThread *by) {
    machine->cores[core] = thread;
    thread->core = core;
    thread->on_core_since_ns = machine->now_ns;
    tell_wait(machine, thread, MACHINE_WAIT_NONE, by);
}

static void take_core(Machine *machine, MachineThread *thread, int core, MachineThread *by) {
    step_on(machine, thread, core, by);
    if (thread->work_ns > 0) {
        begin_work(machine, thread);
    } else {
        join(machine, &machine->run_queue, thread, THREAD_READY);
    }
}

/* The one where the thread was last if that is free, else the first that is; -1: none. */
static int free_core(const Machine *machine, const MachineThread *thread) {
    if (machine->cores[thread->last_core] == NULL) {
        return thread->last_core;
    }
    for (int core = 0; core < machine->settings.cores; core++) {
        if (machine->cores[core] == NULL) {
            return core;
        }
    }
    return -1;
}

static void want_core(Machine *machine, MachineThread *thread) {
    int core = free_core(machine, thread);
    if (core >= 0) {
        take_core(machine, thread, core, NULL);
    } else {
        join(machine, &machine->core_line, thread, THREAD_WAITS_CORE);
        add_news(machine, thread);
    }
}

static void step_off(Machine *machine, MachineThread *thread) {
    machine->cores[thread->core] = NULL;
    thread->last_core = thread->core;
    thread->core = thread->told_core = -1;
}

static void leave_core(Machine *machine, MachineThread *thread) {
    if (thread->core >= 0) {
        int core = thread->core;
        step_off(machine, thread);
        MachineThread *next = take_from(machine, &machine->core_line);
        if (next != NULL) {
            take_core(machine, next, core, thread);
        }
    }
}

/* The core whose thread has stood on it for longest, for a whole time slice at least; -1: none. */
static int overdue_core(const Machine *machine) {
    int found = -1;
    int64_t since_ns = machine->now_ns - machine->settings.slice_ns;
    for (int core = 0; core < machine->settings.cores; core++) {
        const MachineThread *thread = machine->cores[core];
        if (thread != NULL && is_in_the_midst(machine, thread) &&
            (thread->on_core_since_ns < since_ns ||
             (found < 0 && thread->on_core_since_ns == since_ns))) {
            since_ns = thread->on_core_since_ns;
            found = core;
        }
    }
    return found;
}

static void slice_due(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)argument, (void)deadline_ns;
    MachineThread *last = machine->core_line.last; /* those who are sent there now come after it */
    for (bool is_last = last == NULL; !is_last;) {
        int core = overdue_core(machine);
        if (core < 0) {
            break;
        }
        MachineThread *preempted = machine->cores[core];
        MachineThread *next = take_from(machine, &machine->core_line);
        is_last = next == last || next == NULL;
        interrupt_work(machine, preempted);
        step_off(machine, preempted);
        take_core(machine, next, core, preempted);
        join(machine, &machine->core_line, preempted, THREAD_WAITS_CORE);
        add_news(machine, preempted);
    }
    if (machine->core_line.first != NULL) {
        add_news(machine, machine->core_line.first); /* so that the timer is set again */
    }
}

/* The moment when the first of those on the cores has had its slice. */
static void arm_slice(Machine *machine) {
    int64_t first_ns = INT64_MAX;
    for (int core = 0; core < machine->settings.cores; core++) {
        const MachineThread *thread = machine->cores[core];
        if (thread != NULL && thread->on_core_since_ns < first_ns) {
            first_ns = thread->on_core_since_ns;
        }
    }
    if (machine->slice.position == 0 && first_ns != INT64_MAX) {
        int64_t due_ns = first_ns + machine->settings.slice_ns;
        machine_timer_set(machine, &machine->slice,
                          due_ns > machine->now_ns ? due_ns : machine->now_ns, slice_due, NULL);
    }
}

/* ---- the GIL ---- */

static void take_gil(Machine *machine, MachineThread *thread, MachineThread *by) {
    MachineProcess *process = thread->process;
    process->holder = thread;
    process->let_go_by = NULL;
    process->taken_ns = machine->now_ns;
    process->drop_requested = false;
    machine_timer_cancel(machine, &process->request);
    if (process->line.first != NULL) {
        add_news(machine, process->line.first); /* so that the timer is set again */
    }
    tell_wait(machine, thread, MACHINE_WAIT_NONE, by);
}

/* The GIL goes to somebody of the line before the next code runs. */
static void put_up(Machine *machine, MachineProcess *process) {
    if (!process->is_unheld) {
        process->is_unheld = true;
        ARRAY_PUSH(&machine->unheld, process);
    }
}

static void leave_gil(Machine *machine, MachineThread *thread) {
    MachineProcess *process = thread->process;
    if (process->holder != thread) {
        return;
    }
    process->holder = NULL;
    process->let_go_by = thread;
    put_up(machine, process);
}

static MachineThread *give_gil(Machine *machine, MachineProcess *process) {
    MachineThread *by = process->let_go_by;
    MachineThread *next = take_from(machine, &process->line);
    process->is_unheld = false;
    process->let_go_by = NULL;
    if (next != NULL) {
        take_gil(machine, next, by);
    }
    return next;
}

/* All who want it at this instant stand in the line by now. */
static void give_gils(Machine *machine) {
    for (size_t i = 0; i < machine->unheld.count; i++) {
        MachineThread *next = give_gil(machine, machine->unheld.items[i]);
        if (next != NULL) {
            want_core(machine, next);
        }
    }
    machine->unheld.count = 0;
}

/* The same where there is one GIL to give, and nobody else has anything to do: who gets it runs,
 * without standing in the run queue first. */
static MachineThread *give_only_gil(Machine *machine) {
    machine->unheld.count = 0;
    MachineThread *next = give_gil(machine, machine->unheld.items[0]);
    int core = next != NULL ? free_core(machine, next) : -1;
    if (core < 0 || next->work_ns > 0) {
        if (next != NULL) {
            want_core(machine, next);
        }
        return take_from(machine, &machine->run_queue);
    }
    step_on(machine, next, core, NULL);
    next->state = THREAD_READY;
    return next;
}

/* When a waiter asks for the GIL: it waits for one interval after the other, and asks at the end of
 * the first one in which nobody else has taken it. */
static int64_t asks_at(const Machine *machine, const MachineProcess *process,
                       const MachineThread *waiter) {
    int64_t interval_ns = machine->settings.switch_ns;
    int64_t begin_ns = waiter->in_line_since_ns;
    if (begin_ns < process->taken_ns && interval_ns > 0) {
        int64_t intervals = (process->taken_ns - begin_ns + interval_ns - 1) / interval_ns;
        begin_ns += intervals * interval_ns;
    }
    return begin_ns + interval_ns;
}

static void request_due(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)deadline_ns;
    MachineProcess *process = argument;
    int64_t due_ns = INT64_MAX;
    for (MachineThread *t = process->line.first; t != NULL; t = t->links[LINK_LINE].next) {
        int64_t asks_ns = asks_at(machine, process, t);
        due_ns = asks_ns < due_ns ? asks_ns : due_ns;
    }
    if (due_ns == INT64_MAX || process->holder == NULL) {
        return;
    }
    if (due_ns > machine->now_ns) {
        machine_timer_set(machine, &process->request, due_ns, request_due, process);
        return;
    }
    process->drop_requested = true;
    MachineThread *holder = process->holder;
    if (holder->divisible && is_in_the_midst(machine, holder)) {
        interrupt_work(machine, holder);
        processor_surrender(machine, holder);
    }
}

/* ---- for the machine ---- */

void processor_setup(Machine *machine) {
    machine->cores = memory_new_zeroed((size_t)machine->settings.cores, sizeof *machine->cores);
    MachineThread *thread = &machine->main;
    thread->told_core = -1;
    thread->core = 0;
    machine->cores[0] = thread;
    if (!machine->settings.free_threaded) {
        thread->process->holder = thread;
    }
}

void processor_release(Machine *machine) {
    memory_free(machine->cores);
    ARRAY_RELEASE(&machine->unheld);
}

void processor_want(Machine *machine, MachineThread *thread) {
    if (machine->settings.free_threaded) {
        want_core(machine, thread);
        return;
    }
    MachineProcess *process = thread->process;
    join(machine, &process->line, thread, THREAD_WAITS_GIL);
    add_news(machine, thread);
    if (process->holder == NULL) {
        put_up(machine, process);
    }
}

void processor_leave(Machine *machine, MachineThread *thread) {
    leave_core(machine, thread);
    leave_gil(machine, thread);
}

void processor_renew(Machine *machine, MachineThread *thread) {
    thread->last_core = thread->core;
    thread->on_core_since_ns = machine->now_ns;
    if (!machine->settings.free_threaded) {
        thread->process->taken_ns = machine->now_ns;
        thread->process->drop_requested = false;
    }
}

void processor_hand_over(Machine *machine, MachineThread *starter, MachineThread *started) {
    int core = machine->settings.free_threaded ? free_core(machine, started) : -1;
    if (core >= 0) { /* both run; the new one's code first */
        join_at_head(machine, &machine->run_queue, starter, THREAD_READY);
    } else {
        core = starter->core;
        step_off(machine, starter);
        if (machine->settings.free_threaded) {
            join_at_head(machine, &machine->core_line, starter, THREAD_WAITS_CORE);
        } else {
            take_gil(machine, started, starter);
            join_at_head(machine, &starter->process->line, starter, THREAD_WAITS_GIL);
        }
        add_news(machine, starter);
    }
    machine->cores[core] = started;
    started->core = core;
    started->on_core_since_ns = machine->now_ns;
}

void processor_compute(Machine *machine, MachineThread *thread) {
    if (thread->process->drop_requested && thread->divisible) {
        processor_surrender(machine, thread);
    } else {
        begin_work(machine, thread);
    }
}

void processor_surrender(Machine *machine, MachineThread *thread) {
    processor_leave(machine, thread);
    processor_want(machine, thread);
}

void processor_withdraw(Machine *machine, MachineThread *thread) {
    machine_timer_cancel(machine, &thread->timer);
    if (thread->line != NULL) {
        leave_line(machine, thread);
    }
}

MachineThread *processor_next(Machine *machine) {
    if (machine->unheld.count == 1 && machine->run_queue.first == NULL) {
        return give_only_gil(machine);
    }
    give_gils(machine);
    return take_from(machine, &machine->run_queue);
}

void processor_settle(Machine *machine) {
    for (MachineThread *thread; (thread = machine->news.first) != NULL;) {
        thread->is_news = false;
        unlink_from(&machine->news, thread, LINK_NEWS);
        if (thread->state == THREAD_WAITS_GIL) {
            MachineProcess *process = thread->process;
            if (process->request.position == 0 && !process->drop_requested) {
                machine_timer_set(machine, &process->request,
                                  machine_after(machine, machine->settings.switch_ns), request_due,
                                  process);
            }
            tell_wait(machine, thread, MACHINE_WAIT_GIL, process->holder);
        } else {
            arm_slice(machine);
            tell_wait(machine, thread, MACHINE_WAIT_CORE, NULL);
        }
    }
}
