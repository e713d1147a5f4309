#include "sim/machine_internal.h"

#include "base/check.h"
#include "base/prefetch.h"

/* A heap of timers by (deadline, order). Many threads sleep until the same instant, often one set
 * after the other: such a timer stands in line behind the one that was set last instead, and moves
 * up when that has gone. So the heap holds the first of each line. */

enum { EXPECTED_BYTES = 192 }; /* of the next timer, and of the thread that it may be in */

#define IN_LINE SIZE_MAX /* the position of those that are not in the heap */

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
    timer->before = timer->behind = NULL;
    MachineTimer *last = machine->timer_last;
    machine->timer_last = timer;
    if (last != NULL && last->deadline_ns == deadline_ns) {
        timer->before = last;
        last->behind = timer;
        timer->position = IN_LINE;
        return;
    }
    ARRAY_PUSH(&machine->timers, timer);
    sift_up(machine, machine->timers.count - 1, timer);
}

/* The place of one that has gone from the heap goes to another, in whose order it may be higher or
 * lower. */
static void replace(Machine *machine, size_t index, MachineTimer *timer) {
    if (index > 0 && earlier(timer, machine->timers.items[(index - 1) / 2])) {
        sift_up(machine, index, timer);
    } else {
        sift_down(machine, index, timer);
    }
}

void machine_timer_cancel(Machine *machine, MachineTimer *timer) {
    size_t position = timer->position;
    if (position == 0) {
        return;
    }
    MachineTimer *behind = timer->behind;
    if (machine->timer_last == timer) {
        machine->timer_last = timer->before; /* it has the same deadline; or nobody */
    }
    timer->position = 0;
    if (behind != NULL) {
        behind->before = timer->before;
    }
    if (timer->before != NULL) {
        timer->before->behind = behind;
    } else if (behind != NULL) {
        sift_down(machine, position - 1, behind);
    } else {
        MachineTimer *last = machine->timers.items[--machine->timers.count];
        if (last != timer) {
            replace(machine, position - 1, last);
        }
    }
}

/* Fires what is due. A callback that sets a timer for this very instant is served too. */
void machine_fire_due(Machine *machine) {
    while (machine->timers.count > 0) {
        MachineTimer *timer = machine->timers.items[0];
        if (timer->deadline_ns > machine->now_ns) {
            return;
        }
        if (timer->behind != NULL) {
            prefetch((const char *)timer->behind, EXPECTED_BYTES);
        }
        machine_timer_cancel(machine, timer);
        timer->fire(machine, timer->argument, timer->deadline_ns);
    }
}
