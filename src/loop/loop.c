#include "loop/loop.h"

#include "loop/gather.h"
#include "loop/sleep.h"
#include "loop/target.h"

#include <string.h>

void loop_init(Loop *loop, const LoopEmbedder *embedder, void *ctx, const LoopDriver *driver) {
    memset(loop, 0, sizeof *loop);
    loop->embedder = embedder;
    loop->ctx = ctx;
    loop->driver = *driver;
    loop->turns_max = loop->steps_max = UINT64_MAX;
    loop->steps_ns = LOOP_FOREVER;
    loop->slow_callback_ns = 100 * 1000 * 1000;
    loop_timers_init(&loop->timers);
}

/* Lets go of what an entry of the ready queue holds. */
static void release_entry(Loop *loop, LoopEntry entry) {
    switch (loop_target_kind(entry.a)) {
    case LOOP_TARGET_THROW:
        loop->embedder->release_value(loop->ctx, entry.b);
        break;
    case LOOP_TARGET_GATHER:
    case LOOP_TARGET_CALLBACK:
        loop->embedder->release_future(loop->ctx, (LoopFuture *)(uintptr_t)entry.b);
        break;
    default:
        break;
    }
    loop_target_release(loop, entry.a);
}

static LoopFuture *sleep_of(uint64_t target) {
    return loop_target_kind(target) == LOOP_TARGET_SLEEP ? loop_target_pointer(target) : NULL;
}

/* A timer leaves the timers: what it is for wants it no more. */
static void forget_timer(uint64_t target) {
    LoopFuture *sleep = sleep_of(target);
    if (sleep != NULL) {
        sleep->flags &= (uint8_t)~LOOP_FLAG_REQUESTED;
    } else {
        LoopHandle *handle = loop_target_pointer(target);
        handle->is_timed = false;
    }
}

typedef struct Targets {
    ARRAY_OF(uint64_t) all;
} Targets;

static void collect_target(void *arg, uint64_t target) {
    Targets *targets = arg;
    ARRAY_PUSH(&targets->all, target);
}

/* Releasing may run program code (a finaliser), which may add to the queues: detach first. */
void loop_clear(Loop *loop) {
    while (loop->ready.count > 0) {
        release_entry(loop, loop_chunks_pop(&loop->ready, &loop->pool));
    }
    Targets targets = {0};
    loop_timers_each(&loop->timers, collect_target, &targets);
    loop_timers_release(&loop->timers, &loop->pool);
    for (size_t i = 0; i < targets.all.count; i++) {
        forget_timer(targets.all.items[i]);
    }
    for (size_t i = 0; i < targets.all.count; i++) {
        loop_target_release(loop, targets.all.items[i]);
    }
    ARRAY_RELEASE(&targets.all);
}

void loop_release(Loop *loop) {
    loop_clear(loop);
    loop_chunks_clear(&loop->ready, &loop->pool);
    loop_timers_release(&loop->timers, &loop->pool);
    loop_chunk_pool_release(&loop->pool);
}

static void timer_due(void *arg, uint64_t target, int64_t deadline_ns) {
    (void)deadline_ns;
    Loop *loop = arg;
    forget_timer(target);
    LoopFuture *sleep = sleep_of(target);
    if (sleep != NULL) {
        __builtin_prefetch(loop_target_pointer(sleep->callbacks)); /* the task, most likely */
    }
    loop_ready_push(loop, target, 0);
}

/* The task that a sleep will wake, or NULL. */
static LoopTask *sleeper_of(uint64_t target) {
    LoopFuture *sleep = sleep_of(target);
    if (sleep == NULL || loop_target_kind(sleep->callbacks) != LOOP_TARGET_WAKEUP) {
        return NULL;
    }
    return loop_target_pointer(sleep->callbacks);
}

/* With a hundred thousand tasks asleep each is far away when its time comes, and what it needs is a
 * chain: sleep, task, coroutine, locals. So while one runs, the locals of the next are fetched, the
 * coroutine of the one after that, the task of the third and the sleep of the fourth. The chain of
 * a handle is shorter: itself, then its callback and arguments. */
static void fetch_ahead(const Loop *loop) {
    uint64_t targets[LOOP_TIMERS_AHEAD];
    loop_timers_ahead(&loop->timers, targets);
    LoopTask *next = sleeper_of(targets[0]);
    if (next != NULL && loop->embedder->fetch != NULL) {
        loop->embedder->fetch(loop->ctx, next);
    }
    if (loop_target_kind(targets[1]) == LOOP_TARGET_HANDLE &&
        loop->embedder->fetch_handle != NULL) {
        loop->embedder->fetch_handle(loop->ctx, loop_target_pointer(targets[1]));
    }
    LoopTask *near = sleeper_of(targets[1]);
    if (near != NULL) {
        loop_task_fetch(near);
    }
    const char *task = (const char *)sleeper_of(targets[2]);
    if (task != NULL) {
        __builtin_prefetch(task);
        __builtin_prefetch(task + 64);
    }
    __builtin_prefetch(loop_target_pointer(targets[3]));
}

static void timer_dropped(void *arg, uint64_t target) {
    loop_target_release(arg, target);
}

static LoopTimerUser timer_user(Loop *loop) {
    return (LoopTimerUser){.arg = loop, .due = timer_due, .drop = timer_dropped};
}

void loop_timer_cancelled(Loop *loop) {
    LoopTimerUser user = timer_user(loop);
    loop_timers_cancelled(&loop->timers, &loop->pool, &user);
}

/* Timers that are due and wait for the driver to say in which order they fire. */
typedef struct Due {
    Loop *loop;
    ARRAY_OF(LoopEntry) entries; /* deadline and target */
} Due;

static void collect_due(void *arg, uint64_t target, int64_t deadline_ns) {
    Due *due = arg;
    forget_timer(target);
    ARRAY_PUSH(&due->entries, (LoopEntry){(uint64_t)deadline_ns, target});
}

static void due_dropped(void *arg, uint64_t target) {
    loop_target_release(((Due *)arg)->loop, target);
}

/* As loop_timers_pop_due(), but of timers with one deadline the driver chooses who is next, until
 * one is left. */
static void pop_due_as_chosen(Loop *loop, int64_t now_ns) {
    Due due = {.loop = loop};
    LoopTimerUser user = {.arg = &due, .due = collect_due, .drop = due_dropped};
    loop_timers_pop_due(&loop->timers, &loop->pool, now_ns, &user);
    LoopEntry *entries = due.entries.items;
    for (size_t i = 0; i < due.entries.count; i++) {
        size_t ties = 1;
        while (i + ties < due.entries.count && entries[i + ties].a == entries[i].a) {
            ties++;
        }
        size_t chosen = ties > 1 ? loop->driver.choose(loop->driver.ctx, ties) : 0;
        LoopEntry entry = entries[i + chosen];
        memmove(&entries[i + 1], &entries[i], chosen * sizeof *entries);
        loop_ready_push(loop, entry.b, 0);
    }
    ARRAY_RELEASE(&due.entries);
}

/* So many steps have been run without a wait. Whether the clock moves all the same, since they take
 * time or others do. */
static bool time_passes(Loop *loop) {
    int64_t now_ns = loop_now_ns(loop);
    bool passes = now_ns != loop->steps_ns;
    loop->steps = 0;
    loop->steps_ns = now_ns;
    return passes;
}

/* Nothing is ready: waits until a timer is due or somebody brings something. */
static LoopTurn wait_for_work(Loop *loop) {
    loop->steps = 0;
    loop->steps_ns = LOOP_FOREVER;
    LoopTimerUser user = timer_user(loop);
    int64_t deadline_ns = loop_timers_next(&loop->timers, &loop->pool, &user);
    if (deadline_ns <= loop_now_ns(loop)) {
        return LOOP_TURN_RAN;
    }
    switch (loop->driver.wait(loop->driver.ctx, deadline_ns)) {
    case LOOP_WAITED:
        return LOOP_TURN_RAN;
    case LOOP_WAITED_FOREVER:
        return LOOP_TURN_DEADLOCK;
    case LOOP_WAITED_STOPPED:
        return LOOP_TURN_STOPPED;
    }
    UNREACHABLE();
}

static LoopTask *task_of(LoopFuture *future) {
    return future->kind == LOOP_KIND_TASK ? (LoopTask *)future : NULL;
}

/* Runs one entry of the ready queue; its references end here or go on. */
static bool run_entry(Loop *loop, LoopEntry entry) {
    const LoopEmbedder *embedder = loop->embedder;
    void *pointer = loop_target_pointer(entry.a);
    bool goes_on = true;
    switch (loop_target_kind(entry.a)) {
    case LOOP_TARGET_STEP:
        return loop_task_step(pointer, 0);
    case LOOP_TARGET_THROW:
        return loop_task_step(pointer, entry.b);
    case LOOP_TARGET_WAKEUP:
        return loop_task_wakeup(pointer);
    case LOOP_TARGET_SLEEP:
        loop_sleep_fired(pointer);
        embedder->release_future(loop->ctx, pointer);
        break;
    case LOOP_TARGET_GATHER:
        loop->cause = task_of((LoopFuture *)(uintptr_t)entry.b);
        loop_gather_child_done(pointer, (LoopFuture *)(uintptr_t)entry.b);
        loop->cause = NULL;
        embedder->release_future(loop->ctx, (LoopFuture *)(uintptr_t)entry.b);
        embedder->release_future(loop->ctx, pointer);
        break;
    case LOOP_TARGET_HANDLE: {
        LoopHandle *handle = pointer;
        if (!handle->is_cancelled) {
            goes_on = embedder->call(loop->ctx, handle);
        }
        embedder->release_handle(loop->ctx, handle);
        break;
    }
    case LOOP_TARGET_CALLBACK:
        loop->cause = task_of((LoopFuture *)(uintptr_t)entry.b);
        goes_on = embedder->call_done(loop->ctx, pointer, (LoopFuture *)(uintptr_t)entry.b);
        loop->cause = NULL;
        embedder->release_future(loop->ctx, (LoopFuture *)(uintptr_t)entry.b);
        embedder->release_callback(loop->ctx, pointer);
        break;
    default:
        UNREACHABLE();
    }
    return goes_on;
}

/* In debug mode what runs long is reported, before what it held can go. */
static bool run_entry_measured(Loop *loop, LoopEntry entry) {
    switch (loop_target_kind(entry.a)) {
    case LOOP_TARGET_HANDLE:
        loop->embedder->retain_handle(loop->ctx, loop_target_pointer(entry.a));
        break;
    case LOOP_TARGET_CALLBACK:
        loop->embedder->retain_callback(loop->ctx, loop_target_pointer(entry.a));
        break;
    default:
        loop->embedder->retain_future(loop->ctx, loop_target_pointer(entry.a));
    }
    int64_t began_ns = loop_now_ns(loop);
    bool goes_on = run_entry(loop, entry);
    int64_t took_ns = loop_now_ns(loop) - began_ns;
    if (goes_on && took_ns >= loop->slow_callback_ns) {
        loop->embedder->slow(loop->ctx, entry.a, took_ns);
    }
    loop_target_release(loop, entry.a);
    return goes_on;
}

LoopTurn loop_turn(Loop *loop) {
    if (loop->turns >= loop->turns_max) {
        return LOOP_TURN_LIMIT;
    }
    if (loop->steps >= loop->steps_max && !time_passes(loop)) {
        return LOOP_TURN_NO_TIME;
    }
    loop->turns++;
    if (loop->ready.count == 0 && !loop->is_stopping) {
        LoopTurn waited = wait_for_work(loop);
        if (waited != LOOP_TURN_RAN) {
            return waited;
        }
    } else if (loop->driver.poll_wanted != NULL && *loop->driver.poll_wanted != NULL) {
        loop->driver.poll(loop->driver.ctx);
    }
    if (loop->timers.next_ns != LOOP_FOREVER) {
        int64_t now_ns = loop_now_ns(loop);
        if (loop->timers.next_ns <= now_ns && loop->driver.choose != NULL) {
            pop_due_as_chosen(loop, now_ns);
        } else if (loop->timers.next_ns <= now_ns) {
            LoopTimerUser user = timer_user(loop);
            loop_timers_pop_due(&loop->timers, &loop->pool, now_ns, &user);
            if (loop->timers.live >= LOOP_TIMERS_MANY) {
                fetch_ahead(loop);
            }
        }
    }
    size_t count = loop->ready.count;
    loop->steps += count;
    if (loop->observer != NULL) {
        loop->observer->turn(loop->observer_ctx, loop->turns, count);
    }
    while (count > 0) {
        count--;
        LoopEntry entry = loop_chunks_pop(&loop->ready, &loop->pool);
        bool goes_on = loop->is_debug ? run_entry_measured(loop, entry) : run_entry(loop, entry);
        if (!goes_on) {
            return LOOP_TURN_RAISED;
        }
        if (loop->ready.count < count) {
            break; /* the loop was closed in the middle */
        }
    }
    return LOOP_TURN_RAN;
}

LoopTurn loop_run(Loop *loop) {
    LoopTurn turn;
    do {
        turn = loop_turn(loop);
    } while (turn == LOOP_TURN_RAN && !loop->is_stopping);
    loop->is_stopping = false;
    return turn;
}

void loop_stop(Loop *loop) {
    loop->is_stopping = true;
}

void loop_call_soon(Loop *loop, LoopHandle *handle) {
    handle->is_timed = false;
    handle->is_cancelled = false;
    loop->embedder->retain_handle(loop->ctx, handle);
    loop_ready_push(loop, loop_target(LOOP_TARGET_HANDLE, handle), 0);
}

void loop_call_soon_threadsafe(Loop *loop, LoopHandle *handle) {
    loop_call_soon(loop, handle);
    if (loop->driver.wake != NULL) {
        loop->driver.wake(loop->driver.ctx);
    }
}

void loop_call_at(Loop *loop, LoopHandle *handle, int64_t deadline_ns) {
    handle->is_cancelled = false;
    handle->is_timed = true;
    loop->embedder->retain_handle(loop->ctx, handle);
    loop_timers_push(&loop->timers, &loop->pool, deadline_ns,
                     loop_target(LOOP_TARGET_HANDLE, handle));
}

void loop_handle_cancel(Loop *loop, LoopHandle *handle) {
    handle->is_cancelled = true;
    if (handle->is_timed) {
        handle->is_timed = false;
        loop_timer_cancelled(loop);
    }
}

static void visit_target(void *arg, uint64_t target) {
    loop_target_visit(target, arg);
}

void loop_visit(const Loop *loop, const LoopVisitor *visitor) {
    const LoopChunk *chunk = loop->ready.head;
    size_t index = loop->ready.head_index;
    for (size_t left = loop->ready.count; left > 0; left--) {
        if (index == LOOP_CHUNK_ENTRIES) {
            chunk = chunk->next;
            index = 0;
        }
        LoopEntry entry = chunk->entries[index++];
        loop_target_visit(entry.a, visitor);
        switch (loop_target_kind(entry.a)) {
        case LOOP_TARGET_THROW:
            visitor->value(visitor->arg, entry.b);
            break;
        case LOOP_TARGET_GATHER:
        case LOOP_TARGET_CALLBACK:
            visitor->future(visitor->arg, (LoopFuture *)(uintptr_t)entry.b);
            break;
        default:
            break;
        }
    }
    LoopVisitor copy = *visitor;
    loop_timers_each(&loop->timers, visit_target, &copy);
}
