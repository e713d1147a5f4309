/* A small language for testing the loop: tasks are step functions that write to a log, values are
 * numbers, exceptions are numbers above FAKE_EXCEPTION, and the clock is a variable. References are
 * only counted: in the end what was retained must have been released. */
#ifndef UNIT_LOOP_FAKE_H
#define UNIT_LOOP_FAKE_H

#include "../unit.h"

#include "base/text.h"
#include "loop/gather.h"
#include "loop/lock.h"
#include "loop/loop.h"
#include "loop/queue.h"
#include "loop/sleep.h"
#include "loop/target.h"
#include "loop/task.h"

#include <string.h>

enum {
    FAKE_EXCEPTION = 1000, /* exceptions are this and above */
    FAKE_CANCELLED = 2000, /* CancelledError(); + message */
    FAKE_OTHER_LOOP = 3000,
    FAKE_AWAITS_ITSELF,
    FAKE_SECOND = 1000000000,
};

typedef struct Fake Fake;
typedef struct FakeTask FakeTask;

struct FakeTask {
    LoopTask task;
    LoopStepKind (*step)(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result);
    const char *name;
    int at; /* which step comes next, for the step function's use */
    LoopSleep sleep;
    LoopWaiter waiter;
    void *data;
};

typedef struct FakeHandle {
    LoopHandle handle;
    const char *name;
    void (*run)(Fake *fake, void *data);
    void *data;
    bool stops;
} FakeHandle;

struct Fake {
    Loop loop;
    int64_t now_ns;
    int waits;
    Text log;
    int futures, handles, callbacks; /* retained minus released */
    int64_t values;                  /* values given to the loop are counted by the giver */
    int64_t slow_ns;
};

static inline LoopStepKind fake_step(void *ctx, LoopTask *task, LoopValue thrown,
                                     LoopStep *result) {
    Fake *fake = ctx;
    FakeTask *self = (FakeTask *)task;
    return self->step(fake, self, thrown, result);
}

static inline bool fake_call(void *ctx, LoopHandle *handle) {
    Fake *fake = ctx;
    FakeHandle *self = (FakeHandle *)handle;
    if (self->name != NULL) {
        text_printf(&fake->log, "%s ", self->name);
    }
    if (self->run != NULL) {
        self->run(fake, self->data);
    }
    return !self->stops;
}

static inline bool fake_call_done(void *ctx, void *callback, LoopFuture *future) {
    Fake *fake = ctx;
    text_printf(&fake->log, "%s(%d) ", (const char *)callback, (int)future->value);
    return true;
}

static inline void fake_retain_future(void *ctx, LoopFuture *future) {
    (void)future;
    ((Fake *)ctx)->futures++;
}

static inline void fake_release_future(void *ctx, LoopFuture *future) {
    (void)future;
    ((Fake *)ctx)->futures--;
}

static inline void fake_retain_handle(void *ctx, LoopHandle *handle) {
    (void)handle;
    ((Fake *)ctx)->handles++;
}

static inline void fake_release_handle(void *ctx, LoopHandle *handle) {
    (void)handle;
    ((Fake *)ctx)->handles--;
}

static inline void fake_retain_callback(void *ctx, void *callback) {
    (void)callback;
    ((Fake *)ctx)->callbacks++;
}

static inline void fake_release_callback(void *ctx, void *callback) {
    (void)callback;
    ((Fake *)ctx)->callbacks--;
}

static inline void fake_retain_value(void *ctx, LoopValue value) {
    (void)value;
    ((Fake *)ctx)->values++;
}

static inline void fake_release_value(void *ctx, LoopValue value) {
    (void)value;
    ((Fake *)ctx)->values--;
}

static inline LoopValue fake_new_cancelled(void *ctx, bool has_message, LoopValue message) {
    ((Fake *)ctx)->values++;
    return FAKE_CANCELLED + (has_message ? message : 0);
}

static inline bool fake_is_cancelled(void *ctx, LoopValue exception) {
    (void)ctx;
    return exception >= FAKE_CANCELLED && exception < FAKE_OTHER_LOOP;
}

static inline LoopValue fake_exception_of(void *ctx, LoopFuture *failed) {
    ((Fake *)ctx)->values++;
    return failed->value;
}

static inline LoopValue fake_new_error(void *ctx, LoopError error, LoopTask *task,
                                       LoopFuture *future) {
    (void)task;
    (void)future;
    ((Fake *)ctx)->values++;
    return error == LOOP_ERROR_OTHER_LOOP ? FAKE_OTHER_LOOP : FAKE_AWAITS_ITSELF;
}

static inline LoopValue fake_new_failure(void *ctx, LoopValue exception) {
    (void)ctx;
    return exception;
}

/* The sum of the results. */
static inline LoopValue fake_gather_results(void *ctx, LoopGather *gather) {
    ((Fake *)ctx)->values++;
    LoopValue sum = 0;
    for (size_t i = 0; i < gather->count; i++) {
        sum += gather->children[i]->value;
    }
    return sum;
}

static inline int fake_less(void *ctx, LoopValue a, LoopValue b) {
    (void)ctx;
    if (a == 666 || b == 666) {
        return -1;
    }
    return a / 10 < b / 10; /* the last digit tells equal ones apart */
}

static inline void fake_slow(void *ctx, uint64_t target, int64_t took_ns) {
    Fake *fake = ctx;
    fake->slow_ns = took_ns;
    text_printf(&fake->log, "slow:%d ", (int)loop_target_kind(target));
}

static const LoopEmbedder FAKE_EMBEDDER = {
    .step = fake_step,
    .call = fake_call,
    .call_done = fake_call_done,
    .retain_future = fake_retain_future,
    .release_future = fake_release_future,
    .retain_handle = fake_retain_handle,
    .release_handle = fake_release_handle,
    .retain_callback = fake_retain_callback,
    .release_callback = fake_release_callback,
    .retain_value = fake_retain_value,
    .release_value = fake_release_value,
    .new_cancelled = fake_new_cancelled,
    .is_cancelled = fake_is_cancelled,
    .exception_of = fake_exception_of,
    .new_failure = fake_new_failure,
    .new_error = fake_new_error,
    .gather_results = fake_gather_results,
    .less = fake_less,
    .slow = fake_slow,
};

static inline int64_t fake_now_ns(void *ctx) {
    return ((Fake *)ctx)->now_ns;
}

static inline LoopWaited fake_wait(void *ctx, int64_t deadline_ns) {
    Fake *fake = ctx;
    fake->waits++;
    if (deadline_ns == LOOP_FOREVER) {
        return LOOP_WAITED_FOREVER;
    }
    assert_true(deadline_ns > fake->now_ns);
    fake->now_ns = deadline_ns;
    return LOOP_WAITED;
}

static inline void fake_init(Fake *fake) {
    memset(fake, 0, sizeof *fake);
    LoopDriver driver = {.ctx = fake, .now_ns = fake_now_ns, .wait = fake_wait};
    loop_init(&fake->loop, &FAKE_EMBEDDER, fake, &driver);
}

static inline void fake_start(Fake *fake, FakeTask *task, const char *name,
                              LoopStepKind (*step)(Fake *, FakeTask *, LoopValue, LoopStep *)) {
    memset(task, 0, sizeof *task);
    task->name = name;
    task->step = step;
    loop_task_init(&task->task, &fake->loop, NULL, 1);
}

/* What a coroutine of the embedder's does to await: a reference to the future goes to the loop. */
static inline LoopStepKind fake_await(Fake *fake, LoopFuture *future, LoopStep *result) {
    fake_retain_future(fake, future);
    result->awaits = future;
    return LOOP_STEP_AWAITS;
}

static inline LoopStepKind fake_sleep(Fake *fake, FakeTask *self, int64_t delay_ns,
                                      LoopStep *result) {
    loop_sleep_start(&self->sleep, &fake->loop, fake->now_ns + delay_ns, TRACE_FOR_SLEEP);
    return fake_await(fake, &self->sleep.future, result);
}

static inline LoopStepKind fake_done(Fake *fake, LoopValue value, LoopStep *result) {
    fake->values++;
    result->value = value;
    return LOOP_STEP_DONE;
}

/* Lets out what was thrown in, as what it is. */
static inline LoopStepKind fake_rethrow(LoopValue thrown, LoopStep *result) {
    result->value = thrown;
    return fake_is_cancelled(NULL, thrown) ? LOOP_STEP_CANCELLED : LOOP_STEP_FAILED;
}

static inline void fake_log(Fake *fake, const char *what) {
    text_printf(&fake->log, "%s ", what);
}

/* Turns until nothing is left to do. */
static inline LoopTurn fake_run(Fake *fake) {
    LoopTurn turn;
    do {
        turn = loop_turn(&fake->loop);
    } while (turn == LOOP_TURN_RAN);
    return turn;
}

static inline void fake_check_log(Fake *fake, const char *expected) {
    assert_string_equal(text_cstr(&fake->log), expected);
    text_clear(&fake->log);
}

/* Nothing may be held any more. */
static inline void fake_release(Fake *fake) {
    loop_release(&fake->loop);
    assert_int_equal(fake->futures, 0);
    assert_int_equal(fake->handles, 0);
    assert_int_equal(fake->callbacks, 0);
    assert_int_equal(fake->values, 0);
    text_release(&fake->log);
}

#endif
