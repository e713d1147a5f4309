#include "session/threads.h"

#include "base/array.h"
#include "base/memory.h"
#include "base/slot_pool.h"
#include "session/apps.h"
#include "session/asyncio.h"
#include "session/thread_object.h"
#include "sim/fiber.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

static const int64_t NO_TIMEOUT_NS = -1000000000; /* as acquire(timeout=-1) says it */

struct Threads {
    Session *session;
    Type *type_lock;
    SessionThread main;
    SlotPool started;          /* Started */
    ARRAY_OF(int64_t) numbers; /* of objects in the trace, by their serial; 0: none yet */
    int64_t last_number;
    ARRAY_OF(ProcessMemory *) memories; /* of the processes that have not ended */
};

/* A thread that was started, from its start until its end. */
typedef struct Started {
    SessionThread thread; /* first: it is the machine thread's context */
    Session *session;
    bool has_begun;
    bool runs_object; /* thread.object, that is; else it is what the program asked for, if it did */
    Value call[3];    /* function, arguments, keywords */
    ProcessMemory *process; /* of a process's main thread: its memory; NULL: a further thread */
} Started;

typedef struct LockObject {
    Obj obj;
    MachineLock lock;
    Value what;           /* str */
    uint64_t holder;      /* number of the thread that took it; meaningful while it is locked */
    uint32_t held_by;     /* the lane that did */
    uint32_t released_by; /* lane of the last release: who woke the waiter */
} LockObject;

/* ---- waiting ---- */

static uint32_t lane_of(const MachineThread *thread) {
    const SessionThread *mine = thread != NULL ? machine_thread_context(thread) : NULL;
    return mine != NULL ? session_lane_of(mine) : TRACE_NOBODY;
}

static int32_t line_of(Vm *vm, const SessionThread *thread) {
    if (thread->frames == NULL) {
        return 0;
    }
    VmThread *running = vm->thread;
    vm->thread = thread->frames;
    int32_t line = vm_current_line(vm);
    vm->thread = running;
    return line;
}

/* Conditions and what is built from them wait on locks of their own, which nobody else holds. */
static TraceReason reason_of(const char *what) {
    static const struct {
        const char *what;
        TraceReason reason;
    } rows[] = {{"an Event", TRACE_FOR_EVENT},
                {"a Condition", TRACE_FOR_CONDITION},
                {"a Semaphore", TRACE_FOR_SEMAPHORE},
                {"a Barrier", TRACE_FOR_BARRIER},
                {"a Future", TRACE_FOR_FUTURE},
                {"a queue to have an item", TRACE_FOR_QUEUE_GET},
                {"a queue to have room", TRACE_FOR_QUEUE_PUT},
                {"all items of a queue to be done", TRACE_FOR_QUEUE_JOIN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(what, rows[i].what) == 0) {
            return rows[i].reason;
        }
    }
    static const char TO_END[] = " to end";
    size_t length = strlen(what), end = strlen(TO_END);
    return length > end && strcmp(what + length - end, TO_END) == 0 ? TRACE_FOR_THREAD
                                                                    : TRACE_FOR_LOCK;
}

/* Who holds the lock that the thread waits for, or is the thread whose end it waits for; or NULL.
 */
static MachineThread *holder_of(Session *session, const SessionThread *waiting) {
    MachineThread *other = machine_next_thread(session->machine, NULL);
    while (other != NULL && machine_thread_id(other) != waiting->waits_for_thread) {
        other = machine_next_thread(session->machine, other);
    }
    return other;
}

void threads_append_name(const MachineThread *thread, Text *out) {
    const SessionThread *mine = machine_thread_context(thread);
    if (machine_thread_name(thread) != NULL) {
        text_append_cstr(out, machine_thread_name(thread));
    } else {
        thread_object_append_name((const ThreadObject *)mine->object, out);
    }
}

/* "a lock, which Thread-2 holds": of all who wait for each other, who is to blame. */
static void describe_wait(Session *session, MachineThread *thread, Text *out) {
    const char *what = machine_thread_waits_for(thread);
    const SessionThread *mine = machine_thread_context(thread);
    text_append_cstr(out, what);
    if (reason_of(what) != TRACE_FOR_LOCK) {
        return; /* "Thread-1 to end" says it already */
    }
    MachineThread *holder = holder_of(session, mine);
    if (holder == thread) {
        text_append_cstr(out, ", which it itself holds,");
    } else if (holder != NULL) {
        text_append_cstr(out, ", which ");
        threads_append_name(holder, out);
        text_append_cstr(out, " holds,");
    }
}

static void describe_thread(Session *session, MachineThread *thread, Text *out) {
    const SessionThread *mine = machine_thread_context(thread);
    int64_t since_ns = machine_thread_waits_since(thread);
    text_append_cstr(out, "\n  ");
    threads_append_name(thread, out);
    text_append_cstr(out, " waits for ");
    describe_wait(session, thread, out);
    text_printf(out, " since %lld.%03lld s", (long long)(since_ns / 1000000000),
                (long long)(since_ns / 1000000 % 1000));
    int32_t line = line_of(session->vm, mine);
    if (line > 0) {
        text_printf(out, ", line %d", line);
    }
}

static void trace_stuck(Session *session, MachineThread *thread) {
    const SessionThread *mine = machine_thread_context(thread);
    MachineThread *holder = holder_of(session, mine);
    const SessionThread *other = holder != NULL ? machine_thread_context(holder) : NULL;
    trace_add(session->trace, machine_now(session->machine), TRACE_STUCK,
              reason_of(machine_thread_waits_for(thread)), mine->lane,
              other != NULL ? other->lane : TRACE_NOBODY, line_of(session->vm, mine),
              mine->waits_for_object);
}

/* Appends who waits for what, a line each; `is_stuck`: and the trace is told. */
static void describe_waits(Session *session, bool is_stuck, Text *text) {
    for (MachineThread *thread = machine_next_thread(session->machine, NULL); thread != NULL;
         thread = machine_next_thread(session->machine, thread)) {
        const SessionThread *mine = machine_thread_context(thread);
        const char *what = machine_thread_waits_for(thread);
        if (mine == NULL || what == NULL || strcmp(what, "its event loop") == 0 ||
            strcmp(what, "its next job") == 0) {
            continue; /* a loop is described by its tasks; an idle worker is no news */
        }
        describe_thread(session, thread, text);
        if (is_stuck && session->trace != NULL) {
            trace_stuck(session, thread);
        }
    }
    asyncio_describe_waits(session, is_stuck, text);
}

static void stop_for_deadlock(Session *session) {
    Text waits = {0};
    describe_waits(session, true, &waits);
    vm_stop(session->vm, STOP_DEADLOCK, "deadlock: nothing that is left can ever run again%s",
            text_cstr(&waits));
    text_release(&waits);
}

static void stop_for_time(Session *session) {
    Text waits = {0};
    describe_waits(session, false, &waits);
    vm_stop(session->vm, STOP_LIMIT,
            session->options->outside != NULL
                ? "the program ran past its budget of time (%g s; --limit-time raises it)%s"
                : "the program ran past its budget of virtual time (%.0f s)%s",
            (double)machine_settings(session->machine)->time_limit_ns / 1e9, text_cstr(&waits));
    text_release(&waits);
}

static void stop_for_room(Vm *vm) {
    vm_stop(vm, STOP_LIMIT, "the system has no room for the stack of another thread");
}

bool threads_goes_on(Session *session, MachineOutcome outcome) {
    if (outcome != MACHINE_STOPPED) {
        session->slices++;
        return true;
    }
    Vm *vm = session->vm;
    MachineStop reason = machine_stop_reason(session->machine);
    if (vm_stopping(vm) || reason == MACHINE_STOP_ENDED) {
        vm_stop(vm, STOP_INTERRUPTED, "%s", ""); /* the first reason stays */
    } else if (reason == MACHINE_STOP_DEADLOCK) {
        stop_for_deadlock(session);
    } else if (reason == MACHINE_STOP_ROOM) {
        stop_for_room(vm);
    } else {
        stop_for_time(session);
    }
    return false;
}

static void trace_wait(Session *session, TraceKind kind, TraceReason reason, uint32_t other,
                       int64_t argument) {
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), kind, reason,
                  session_lane(session), other, vm_current_line(session->vm), argument);
    }
}

/* The running thread is suspended in its wait. */
static Value suspend(Session *session) {
    ThreadWait *wait = &session_thread(session->vm)->wait;
    wait->is_suspended = true;
    return wait->is_resumed ? VALUE_NULL : vm_suspend(session->vm);
}

static Value sleep_end(Session *session, MachineOutcome outcome) {
    if (!threads_goes_on(session, outcome)) {
        return VALUE_NULL;
    }
    trace_wait(session, TRACE_UNBLOCK, TRACE_FOR_SLEEP, TRACE_NOBODY,
               session_thread(session->vm)->wait.deadline_ns);
    return VALUE_NONE;
}

static Value resume_sleep(Session *session) {
    return sleep_end(session, machine_outcome(session->machine));
}

Value threads_sleep(Session *session, int64_t deadline_ns) {
    ThreadWait *wait = &session_thread(session->vm)->wait;
    wait->resume = resume_sleep;
    wait->deadline_ns = deadline_ns;
    trace_wait(session, TRACE_BLOCK, TRACE_FOR_SLEEP, TRACE_NOBODY, deadline_ns);
    machine_let_suspend(session->machine, vm_can_suspend(session->vm));
    MachineOutcome outcome = machine_sleep_until(session->machine, deadline_ns, "a timer");
    machine_let_suspend(session->machine, false);
    return outcome == MACHINE_SUSPENDED ? suspend(session) : sleep_end(session, outcome);
}

bool threads_run_errand(Session *session, const MachineErrand *errand, TraceReason reason,
                        int64_t argument) {
    trace_wait(session, TRACE_BLOCK, reason, TRACE_NOBODY, argument);
    if (!threads_goes_on(session, machine_run_errand(session->machine, errand))) {
        return false;
    }
    trace_wait(session, TRACE_UNBLOCK, reason, TRACE_NOBODY, argument);
    return true;
}

bool threads_compute(Session *session, int64_t cpu_ns) {
    MachineOutcome outcome = machine_compute(session->machine, cpu_ns, true);
    return outcome != MACHINE_STOPPED || threads_goes_on(session, outcome);
}

/* What is left of the running thread's wait. */
static Value wait_in_parts(Session *session) {
    Vm *vm = session->vm;
    Machine *machine = session->machine;
    ThreadWait *wait = &session_thread(vm)->wait;
    int64_t deadline_ns = 0;
    while (wait->next(wait->context, &deadline_ns)) {
        machine_let_suspend(machine, vm_can_suspend(vm));
        MachineOutcome outcome =
            deadline_ns <= machine_now(machine)
                ? machine_sleep_until(machine, deadline_ns, text_cstr(&wait->what))
                : machine_block(machine, deadline_ns, text_cstr(&wait->what));
        machine_let_suspend(machine, false);
        if (outcome == MACHINE_SUSPENDED) {
            return suspend(session);
        }
        if (!threads_goes_on(session, outcome)) {
            return wait->end(wait->context, false);
        }
    }
    trace_wait(session, TRACE_UNBLOCK, wait->reason, TRACE_NOBODY, wait->argument);
    return wait->end(wait->context, true);
}

static Value resume_in_parts(Session *session) {
    MachineOutcome outcome = machine_outcome(session->machine);
    const ThreadWait *wait = &session_thread(session->vm)->wait;
    return !vm_stopping(session->vm) && threads_goes_on(session, outcome)
               ? wait_in_parts(session)
               : wait->end(wait->context, false);
}

Value threads_wait(Session *session, const char *what, TraceReason reason, int64_t argument,
                   bool (*next)(void *context, int64_t *deadline_ns),
                   Value (*end)(void *context, bool goes_on), void *context) {
    ThreadWait *wait = &session_thread(session->vm)->wait;
    text_clear(&wait->what);
    text_append_cstr(&wait->what, what);
    wait->resume = resume_in_parts;
    wait->reason = reason;
    wait->argument = argument;
    wait->next = next;
    wait->end = end;
    wait->context = context;
    trace_wait(session, TRACE_BLOCK, reason, TRACE_NOBODY, argument);
    return wait_in_parts(session);
}

/* Halves go to the even neighbour, as round() does. */
static int64_t round_ns(double ns) {
    if (ns >= 0x1p63) {
        return INT64_MAX;
    }
    if (ns <= -0x1p63) {
        return -INT64_MAX;
    }
    int64_t whole = (int64_t)ns;
    double rest = ns - (double)whole;
    if (rest > 0.5 || (rest == 0.5 && (whole & 1) != 0)) {
        whole++;
    } else if (rest < -0.5 || (rest == -0.5 && (whole & 1) != 0)) {
        whole--;
    }
    return whole;
}

bool threads_seconds_to_ns(Vm *vm, Value seconds, int64_t *ns) {
    double number = 0;
    if (value_is_float(vm, seconds)) {
        number = float_value(seconds);
    } else if (value_is_int(seconds)) {
        int64_t whole;
        if (!int_to_int64(seconds, &whole) ||
            __builtin_mul_overflow(whole, INT64_C(1000000000), ns)) {
            *ns = int_sign(seconds) < 0 ? -INT64_MAX : INT64_MAX;
        }
        return true;
    } else if (!value_to_double(vm, seconds, &number)) {
        return false;
    }
    if (number != number) {
        vm_raise(vm, EXC_VALUE_ERROR, "Invalid value NaN (not a number)");
        return false;
    }
    *ns = round_ns(number * 1e9);
    if (*ns == 0 && number > 0) {
        *ns = 1; /* a wait until a time that rounding missed gets there */
    }
    return true;
}

bool threads_timeout_to_ns(Vm *vm, Value seconds, int64_t *ns) {
    if (value_is_obj(seconds) && value_obj(seconds)->type == vm->type_float) {
        double number = float_value(seconds);
        if (number > 1e-9 && number < 1e9) { /* nearly always */
            *ns = round_ns(number * 1e9);
            return true;
        }
    }
    if (!value_is_float(vm, seconds) && !value_is_int(seconds)) {
        Value index = value_index(vm, seconds);
        if (value_is_null(index)) {
            return false;
        }
        bool fits = threads_timeout_to_ns(vm, index, ns);
        value_release(vm, index);
        return fits;
    }
    if (!threads_seconds_to_ns(vm, seconds, ns)) {
        return false;
    }
    if (*ns == INT64_MAX || *ns == -INT64_MAX) {
        vm_raise(vm, EXC_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    return true;
}

int64_t threads_object_number(Session *session, Obj *object) {
    Threads *threads = session->threads;
    uint32_t serial = obj_serial(session->vm, object);
    while (threads->numbers.count <= serial) {
        ARRAY_PUSH(&threads->numbers, 0);
    }
    if (threads->numbers.items[serial] == 0) {
        threads->numbers.items[serial] = ++threads->last_number;
    }
    return threads->numbers.items[serial];
}

/* ---- locks ---- */

static LockObject *lock_in(Value value) {
    return (LockObject *)value_obj(value);
}

static LockObject *new_lock(Session *session) {
    LockObject *lock = heap_new(session->vm, session->threads->type_lock, sizeof *lock);
    machine_lock_init(&lock->lock);
    lock->released_by = TRACE_NOBODY;
    return lock;
}

/* acquire(blocking=True, timeout=-1): fills the deadline, or raises. */
static bool parse_acquire(Session *session, const Value *arguments, uint32_t count, Value keywords,
                          int64_t *deadline_ns) {
    Vm *vm = session->vm;
    Value given[2];
    if (!arguments_bind(vm, "acquire", "blocking=, timeout=", arguments + 1, count - 1, keywords,
                        given)) {
        return false;
    }
    int blocking = value_is_null(given[0]) ? 1 : value_truth(vm, given[0]);
    int64_t timeout_ns = NO_TIMEOUT_NS;
    if (blocking < 0 ||
        (!value_is_null(given[1]) && !threads_timeout_to_ns(vm, given[1], &timeout_ns))) {
        return false;
    }
    *deadline_ns = blocking ? MACHINE_FOREVER : 0;
    if (timeout_ns == NO_TIMEOUT_NS) {
        return true;
    }
    if (!blocking) {
        vm_raise(vm, EXC_VALUE_ERROR, "can't specify a timeout for a non-blocking call");
        return false;
    }
    if (timeout_ns < 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "timeout value must be positive");
        return false;
    }
    *deadline_ns = machine_after(session->machine, timeout_ns);
    return true;
}

/* The running thread has it. */
static void lock_taken(Session *session, LockObject *lock) {
    lock->holder = machine_thread_id(machine_current(session->machine));
    lock->held_by = session->trace != NULL ? session_lane(session) : TRACE_NOBODY;
}

static bool has_holder(const ThreadWait *wait) {
    return wait->reason == TRACE_FOR_LOCK || wait->reason == TRACE_FOR_THREAD;
}

/* The running thread's wait for a lock is over. */
static Value lock_wait_end(Session *session, MachineOutcome outcome) {
    SessionThread *thread = session_thread(session->vm);
    LockObject *lock = thread->wait.lock;
    int64_t number = thread->waits_for_object;
    bool goes_on = threads_goes_on(session, outcome); /* which may have to tell what we wait for */
    thread->wait.lock = NULL;
    thread->waits_for_thread = 0;
    thread->waits_for_object = 0;
    uint32_t by = TRACE_NOBODY;
    if (outcome == MACHINE_WOKEN) {
        by = lock->released_by;
        lock_taken(session, lock);
    }
    if (goes_on) {
        trace_wait(session, TRACE_UNBLOCK, thread->wait.reason, by, number);
    }
    if (thread->wait.joins && outcome == MACHINE_WOKEN) {
        threads_lock_release(session, value_from_obj(lock));
    }
    obj_release(session->vm, lock);
    return !goes_on             ? VALUE_NULL
           : thread->wait.joins ? VALUE_NONE
                                : value_from_bool(outcome == MACHINE_WOKEN);
}

/* The lock may have been taken by somebody else meanwhile: then the wait goes on. */
static Value resume_lock_wait(Session *session) {
    const ThreadWait *wait = &session_thread(session->vm)->wait;
    machine_let_suspend(session->machine, true);
    MachineOutcome outcome = machine_lock_go_on(session->machine, &wait->lock->lock,
                                                wait->deadline_ns, text_cstr(&wait->what));
    machine_let_suspend(session->machine, false);
    return outcome == MACHINE_SUSPENDED ? suspend(session) : lock_wait_end(session, outcome);
}

static Value lock_wait(Session *session, LockObject *lock, int64_t deadline_ns, bool joins) {
    SessionThread *thread = session_thread(session->vm);
    ThreadWait *wait = &thread->wait;
    text_clear(&wait->what);
    str_append_utf8(lock->what, &wait->what);
    wait->reason = reason_of(text_cstr(&wait->what));
    wait->deadline_ns = deadline_ns;
    wait->joins = joins;
    wait->resume = resume_lock_wait;
    int64_t number = session->trace != NULL && wait->reason == TRACE_FOR_LOCK
                         ? threads_object_number(session, &lock->obj)
                         : 0;
    trace_wait(session, TRACE_BLOCK, wait->reason, has_holder(wait) ? lock->held_by : TRACE_NOBODY,
               number);
    wait->lock = obj_retain(lock); /* the program may drop its last reference while we wait */
    thread->waits_for_thread = has_holder(wait) ? lock->holder : 0;
    thread->waits_for_object = number;
    machine_let_suspend(session->machine, vm_can_suspend(session->vm));
    MachineOutcome outcome =
        machine_lock_acquire(session->machine, &lock->lock, deadline_ns, text_cstr(&wait->what));
    machine_let_suspend(session->machine, false);
    return outcome == MACHINE_SUSPENDED ? vm_suspend(session->vm) : lock_wait_end(session, outcome);
}

void threads_lock_release(Session *session, Value self) {
    LockObject *lock = lock_in(self);
    lock->released_by = session->trace != NULL ? session_lane(session) : TRACE_NOBODY;
    machine_lock_release(session->machine, &lock->lock);
}

static Value lock_acquire_until(Session *session, Value self, int64_t deadline_ns) {
    LockObject *lock = lock_in(self);
    Machine *machine = session->machine;
    if (machine_lock_try(machine, &lock->lock)) {
        lock_taken(session, lock);
        return VALUE_TRUE;
    }
    if (deadline_ns <= machine_now(machine)) {
        return VALUE_FALSE;
    }
    return lock_wait(session, lock, deadline_ns, false);
}

Value threads_lock_new(Session *session, const SessionThread *holder) {
    LockObject *lock = new_lock(session);
    Text what = {0};
    threads_append_name(holder->machine_thread, &what);
    text_append_cstr(&what, " to end");
    lock->what = str_from_text(session->vm, &what);
    lock->lock.locked = true;
    lock->lock.owner = holder->machine_thread;
    lock->holder = machine_thread_id(holder->machine_thread);
    lock->held_by = session->trace != NULL ? holder->lane : TRACE_NOBODY;
    return value_from_obj(lock);
}

Value threads_lock_join(Session *session, Value self, int64_t deadline_ns) {
    LockObject *lock = lock_in(self);
    if (!lock->lock.locked || deadline_ns <= machine_now(session->machine)) {
        return VALUE_NONE;
    }
    return lock_wait(session, lock, deadline_ns, true);
}

static Value lock_acquire(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Session *session = session_of(vm);
    int64_t deadline_ns;
    if (!parse_acquire(session, arguments, count, keywords, &deadline_ns)) {
        return VALUE_NULL;
    }
    return lock_acquire_until(session, arguments[0], deadline_ns);
}

static Value lock_enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return lock_acquire_until(session_of(vm), arguments[0], MACHINE_FOREVER);
}

static Value lock_release(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    LockObject *lock = lock_in(arguments[0]);
    lock->released_by = session->trace != NULL ? session_lane(session) : TRACE_NOBODY;
    if (!machine_lock_release(session->machine, &lock->lock)) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "release unlocked lock");
    }
    return VALUE_NONE;
}

static Value lock_exit(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return lock_release(vm, arguments, count, keywords);
}

static Value lock_locked(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(lock_in(arguments[0])->lock.locked);
}

static Value lock_repr(Vm *vm, Value self) {
    return str_printf(vm, "<%s _thread.lock object at 0x%x>",
                      lock_in(self)->lock.locked ? "locked" : "unlocked",
                      obj_serial(vm, value_obj(self)));
}

static void lock_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((LockObject *)self)->what, context);
}

static void lock_destroy(Vm *vm, Obj *self) {
    LockObject *lock = (LockObject *)self;
    value_store(vm, &lock->what, VALUE_NULL);
}

static Value lock_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return vm_raise(vm, EXC_TYPE_ERROR, "cannot create '_thread.%s' instances", type_name(type));
}

/* ---- threads ---- */

/* The memory of a process goes with its main thread. */
static void end_process(Started *started, MachineThread *self) {
    Session *session = started->session;
    Vm *vm = session->vm;
    if (vm_stopping(vm)) {
        return; /* others may still have to unwind in it: threads_end() */
    }
    if (machine_thread_siblings(self) > 1) {
        vm_refuse(vm, "a worker process that ends while threads of its own still run",
                  "join them, or end them, before its function returns");
        return;
    }
    fork_enter(vm, NULL);
    ProcessMemory **memories = session->threads->memories.items;
    size_t i = 0;
    while (memories[i] != started->process) {
        i++;
    }
    memories[i] = memories[--session->threads->memories.count];
    fork_free(vm, started->process);
    started->process = NULL;
}

static Resumption begin(Started *started, Value *result) {
    Session *session = started->session;
    Vm *vm = session->vm;
    uint32_t depth = 0;
    started->has_begun = true;
    if (machine_stop_reason(session->machine) != MACHINE_RUNNING) {
        return RESUMED_RAISED;
    }
    if (started->runs_object &&
        !thread_object_begins(vm, &started->thread, started->call, &depth)) {
        return vm_raised(vm) ? RESUMED_RAISED : RESUMED_RETURNED;
    }
    return vm_thread_begin(vm, started->call, depth, result);
}

/* A thread that is parked has its frames again. */
static void unpark(Vm *vm) {
    if (!vm_stopping(vm) && !vm_thread_unpark(vm, vm->thread)) {
        stop_for_room(vm);
    }
}

static Resumption go_on(Started *started, Value *result) {
    Vm *vm = started->session->vm;
    ThreadWait *wait = &started->thread.wait;
    wait->is_suspended = false;
    if (wait->lock == NULL) { /* the wait for a lock is often taken up again at once */
        unpark(vm);
    }
    wait->is_resumed = true;
    Value came = wait->resume(started->session);
    wait->is_resumed = false;
    if (wait->is_suspended) {
        return RESUMED_SUSPENDED;
    }
    unpark(vm);
    if (vm_stopping(vm)) {
        value_release(vm, came);
        came = VALUE_NULL;
    }
    return vm_thread_go_on(vm, came, result);
}

static void release_start(Started *started) {
    Vm *vm = started->session->vm;
    for (int i = 0; i < 3; i++) {
        value_release(vm, value_take(&started->call[i]));
    }
    if (started->thread.object != NULL) {
        obj_release(vm, started->thread.object);
        started->thread.object = NULL;
    }
}

static void end(Started *started, MachineThread *self) {
    Session *session = started->session;
    Vm *vm = session->vm;
    if (started->runs_object) {
        thread_object_ends(vm, &started->thread, started->call);
    }
    release_start(started);
    value_store(vm, &started->thread.frames->context, VALUE_NULL);
    if (!vm_stopping(vm)) {
        if (vm_raised(vm)) {
            vm_clear_raised(vm);
        }
        apps_thread_ends(session);
    }
    if (session->trace != NULL && !vm_stopping(vm)) { /* a stopped run's trace is finished */
        trace_add(session->trace, machine_now(session->machine), TRACE_THREAD_END, TRACE_FOR_NONE,
                  started->thread.lane, TRACE_NOBODY, 0, 0);
    }
    if (started->thread.current != NULL) {
        obj_release(vm, started->thread.current);
    }
    if (started->process != NULL) {
        end_process(started, self);
    }
    if (vm_stopping(vm)) {
        machine_stop(session->machine,
                     MACHINE_STOP_ENDED); /* so that the main thread hears of it */
    }
    text_release(&started->thread.wait.what);
    VmThread *frames = started->thread.frames;
    vm->thread = session->threads->main.frames; /* until the machine switches, which is next */
    started->thread.frames = NULL;
    vm_thread_free(vm, frames);
}

/* The entry of every thread: from its start or its last wait to the next one, or to its end. */
static void run_started(Machine *machine, MachineThread *self, void *argument) {
    (void)machine;
    Started *started = argument;
    Vm *vm = started->session->vm;
    VmThread *frames = started->thread.frames;
    Value result = VALUE_NULL;
    started->thread.machine_thread = self;
    vm_thread_limit_stack(frames, FIBER_STACK_BYTES - FIBER_STACK_BYTES / 16);
    Resumption outcome = started->has_begun ? go_on(started, &result) : begin(started, &result);
    if (outcome == RESUMED_SUSPENDED) {
        vm_thread_park(vm, frames);
        return;
    }
    value_release(vm, result);
    end(started, self);
}

void threads_forget(void *context, MachineThread *thread) {
    Session *session = context;
    slot_pool_give(&session->threads->started, machine_thread_context(thread)); /* a Started */
}

static void forget_unstarted(Session *session, Started *started) {
    release_start(started);
    if (started->thread.frames != NULL) {
        vm_thread_free(session->vm, started->thread.frames);
    }
    slot_pool_give(&session->threads->started, started);
}

static uint32_t add_lane(Session *session, const ThreadStart *start) {
    Text name = {0};
    if (start->name != NULL) {
        text_append_cstr(&name, start->name);
    } else {
        thread_object_append_name(start->object, &name);
    }
    uint32_t lane =
        trace_add_thread(session->trace, machine_now(session->machine), text_cstr(&name),
                         session_lane(session), vm_current_line(session->vm));
    text_release(&name);
    return lane;
}

bool threads_start(Session *session, const ThreadStart *start, uint64_t *ident) {
    Vm *vm = session->vm;
    if (machine_thread_count(session->machine) >= THREADS_MAX) {
        vm_stop(vm, STOP_LIMIT, "line %d: %d threads have been started and none of them has ended",
                vm_current_line(vm), THREADS_MAX);
        return false;
    }
    Started *started = slot_pool_take(&session->threads->started);
    *started = (Started){.session = session};
    if (start->object != NULL) {
        started->thread.object = obj_retain(start->object);
        started->runs_object = true;
    } else {
        started->call[0] = value_retain(start->function);
        started->call[1] = value_retain(start->arguments);
    }
    started->process = start->process;
    started->thread.memory = start->process != NULL ? start->process : session_thread(vm)->memory;
    started->thread.frames = vm_thread_new(vm);
    if (started->thread.frames == NULL) {
        forget_unstarted(session, started);
        vm_raise(vm, EXC_RUNTIME_ERROR, "can't start new thread");
        return false;
    }
    started->thread.frames->context = value_retain(start->context);
    started->thread.frames->owner = &started->thread;
    if (session->trace != NULL) {
        started->thread.lane = add_lane(session, start);
    }
    bool fine = start->process != NULL || start->own_gil
                    ? machine_start_process(session->machine, start->name,
                                            start->own_gil ? 0 : session->process_ns,
                                            &started->thread, run_started, started, ident)
                    : machine_start(session->machine, start->name, start->daemon, &started->thread,
                                    run_started, started, ident);
    if (*ident == 0) { /* it has not run */
        forget_unstarted(session, started);
    } else if (start->process != NULL) {
        ARRAY_PUSH(&session->threads->memories, start->process);
    }
    if (fine) {
        return true;
    }
    if (machine_stop_reason(session->machine) != MACHINE_RUNNING) {
        threads_goes_on(session, MACHINE_STOPPED);
    } else {
        vm_raise(vm, EXC_RUNTIME_ERROR, "can't start new thread");
    }
    return false;
}

void threads_switched(void *context, MachineThread *now_running) {
    Session *session = context;
    SessionThread *thread = machine_thread_context(now_running);
    session->vm->thread = thread->frames;
    fork_enter(session->vm, thread->memory);
    if (session->options->chooser != NULL) {
        /* Now that there are several, each place where they may change is asked about. */
        session->vm->instruction_quantum = session->vm->instructions_left = 1;
    }
}

void threads_expected(void *context, const MachineThread *thread) {
    (void)context;
    const SessionThread *mine = machine_thread_context(thread);
    vm_thread_expect(mine->frames);
}

/* ---- what the machine tells ---- */

void threads_waits(void *context, MachineThread *thread, MachineWait what, MachineThread *by) {
    Session *session = context;
    SessionThread *mine = machine_thread_context(thread);
    if (session->trace == NULL) {
        return;
    }
    TraceKind kind = what == MACHINE_WAIT_NONE ? TRACE_UNBLOCK : TRACE_BLOCK;
    TraceReason reason = what == MACHINE_WAIT_NONE  ? mine->waits_for
                         : what == MACHINE_WAIT_GIL ? TRACE_FOR_GIL
                                                    : TRACE_FOR_CORE;
    mine->waits_for = kind == TRACE_BLOCK ? reason : TRACE_FOR_NONE;
    trace_add(session->trace, machine_now(session->machine), kind, reason, lane_of(thread),
              lane_of(by), line_of(session->vm, mine), 0);
}

void threads_computes(void *context, MachineThread *thread, int core) {
    Session *session = context;
    const SessionThread *mine = machine_thread_context(thread);
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), TRACE_CORE, TRACE_FOR_NONE,
                  mine->lane, TRACE_NOBODY, 0, core);
    }
}

/* ---- the module ---- */

/* A list of the items in the order that the schedule chooses: futures of a set. */
static Value in_any_order(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value ordered = value_to_list(vm, arguments[0]);
    if (!value_is_null(ordered)) {
        session_order(session_of(vm), value_list(ordered)->items, value_list(ordered)->count);
    }
    return ordered;
}

static Value get_ident(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return int_from_uint64(vm, machine_thread_id(machine_current(session_of(vm)->machine)));
}

static Value current(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Obj *object = session_thread(vm)->object;
    return object == NULL ? VALUE_NONE : value_from_obj(obj_retain(object));
}

static Value all(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Machine *machine = session_of(vm)->machine;
    uint64_t process = machine_thread_process(machine_current(machine));
    Value list = list_new(vm, 0);
    for (MachineThread *thread = machine_next_thread(machine, NULL); thread != NULL;
         thread = machine_next_thread(machine, thread)) {
        const SessionThread *mine = machine_thread_context(thread);
        if (mine != NULL && mine->object != NULL && machine_thread_process(thread) == process) {
            list_append(vm, list, value_from_obj(mine->object));
        }
    }
    return list;
}

static Value allocate_lock(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    LockObject *lock = new_lock(session_of(vm));
    lock->what = count > 0 ? value_retain(arguments[0]) : str_from_cstr(vm, "a lock");
    return value_from_obj(lock);
}

static const NativeMethod LOCK_METHODS[] = {
    {"acquire", lock_acquire, 0, -1, true, METHOD_INSTANCE},
    {"release", lock_release, 0, 0, false, METHOD_INSTANCE},
    {"locked", lock_locked, 0, 0, false, METHOD_INSTANCE},
    {"__enter__", lock_enter, 0, 0, false, METHOD_INSTANCE},
    {"__exit__", lock_exit, 3, 3, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const NativeMethod FUNCTIONS[] = {
    {"_current", current, 0, 0, false, METHOD_STATIC},
    {"_all", all, 0, 0, false, METHOD_STATIC},
    {"_in_any_order", in_any_order, 1, 1, false, METHOD_STATIC},
    {"get_ident", get_ident, 0, 0, false, METHOD_STATIC},
    {"allocate_lock", allocate_lock, 0, 1, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

Value threads_import(Session *session) {
    Vm *vm = session->vm;
    Value module = module_new(vm, "_thread");
    module_add_functions(vm, module, FUNCTIONS);
    thread_object_add(session, module);
    module_set(vm, module, "LockType", value_from_obj(session->threads->type_lock));
    module_set(vm, module, "error", value_from_obj(vm_exception(vm, EXC_RUNTIME_ERROR)));
    Value most = float_new(vm, 9223372036.0);
    module_set(vm, module, "TIMEOUT_MAX", most);
    value_release(vm, most);
    return module;
}

/* ---- life ---- */

Threads *threads_new(Session *session) {
    Threads *threads = memory_new_zeroed(1, sizeof *threads);
    threads->session = session;
    slot_pool_init(&threads->started, sizeof(Started));
    static const TypeSpec lock = {.name = "_thread.lock",
                                  .instance_size = sizeof(LockObject),
                                  .flags = TYPE_FINAL,
                                  .methods = LOCK_METHODS,
                                  .slots = {.construct = lock_construct,
                                            .repr = lock_repr,
                                            .visit = lock_visit,
                                            .destroy = lock_destroy}};
    threads->type_lock = type_new_native(session->vm, &lock, NULL);
    threads->main.frames = session->vm->thread;
    threads->main.frames->owner = &threads->main;
    threads->main.machine_thread = machine_main(session->machine);
    machine_thread_set_context(threads->main.machine_thread, &threads->main);
    if (session->trace != NULL) {
        threads->main.lane = trace_add_thread(session->trace, machine_now(session->machine),
                                              "MainThread", TRACE_NOBODY, 0);
    }
    return threads;
}

void threads_free(Threads *threads) {
    if (threads->main.object != NULL) {
        obj_release(threads->session->vm, threads->main.object);
    }
    if (threads->main.current != NULL) {
        obj_release(threads->session->vm, threads->main.current);
    }
    text_release(&threads->main.wait.what);
    ARRAY_RELEASE(&threads->numbers);
    ARRAY_RELEASE(&threads->memories);
    slot_pool_release(&threads->started);
    memory_free(threads);
}

bool threads_shutdown(Session *session) {
    Vm *vm = session->vm;
    Value name = str_intern_cstr(vm, "threading");
    Value module = dict_get_name(vm->modules, name);
    value_release(vm, name);
    if (value_is_null(module)) {
        return true;
    }
    Value result = vm_call_method(vm, module, "_shutdown", NULL, 0);
    value_release(vm, result);
    return !value_is_null(result);
}

/* With nothing of the program running any more. */
static void free_memories(Session *session) {
    fork_enter(session->vm, NULL);
    for (size_t i = 0; i < session->threads->memories.count; i++) {
        fork_free(session->vm, session->threads->memories.items[i]);
    }
    session->threads->memories.count = 0;
}

void threads_end(Session *session) {
    Vm *vm = session->vm;
    if (machine_thread_count(session->machine) > 1) {
        bool was_stopped = vm_stopping(vm);
        vm_stop(vm, STOP_INTERRUPTED, "%s", "");
        machine_end(session->machine);
        free_memories(session);
        if (!was_stopped) { /* the program itself has ended well */
            vm->stop = STOP_NONE;
            vm->thread->raised = VALUE_NULL;
        }
    } else {
        machine_end(session->machine);
    }
}
