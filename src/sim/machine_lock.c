#include "sim/machine_internal.h"

#include "base/check.h"

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

/* The thread stands in the line, and its wait has ended so, or has been suspended. */
static MachineOutcome go_on(Machine *machine, MachineLock *lock, MachineOutcome outcome,
                            int64_t deadline_ns, const char *what) {
    MachineThread *self = machine->current;
    while (outcome != MACHINE_SUSPENDED) {
        self->waits_since_ns = self->lock_since_ns;
        if (outcome != MACHINE_WOKEN || machine_lock_try(machine, lock)) {
            break;
        }
        outcome = machine_block(machine, deadline_ns, what);
    }
    if (outcome == MACHINE_SUSPENDED) {
        return outcome;
    }
    line_leave(lock, self);
    if (outcome == MACHINE_TIMEOUT && !lock->locked && lock->first != NULL) {
        machine_wake(machine, lock->first); /* it was released when we had just given up */
    }
    return outcome;
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
    line_join(lock, self); /* and stay in it, wherever the head is, until this is decided */
    self->lock_since_ns = machine_now(machine);
    return go_on(machine, lock, machine_block(machine, deadline_ns, what), deadline_ns, what);
}

MachineOutcome machine_lock_go_on(Machine *machine, MachineLock *lock, int64_t deadline_ns,
                                  const char *what) {
    return go_on(machine, lock, machine->current->outcome, deadline_ns, what);
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
