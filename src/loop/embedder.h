/* What the loop asks of the language above it, and what it tells whoever watches.
 *
 * The loop knows no Python. Results, exceptions and messages are opaque 64-bit values; futures,
 * tasks, handles and waiters are structs that the embedder puts inside objects of its own. Those
 * objects are reference counted by the embedder, so the loop says when it keeps one (`retain_…`)
 * and when it lets go (`release_…`). A function here that runs program code returns what came of
 * it; the loop never sees an exception that it was not handed as a value.
 *
 * Everything exported from this folder begins with loop_, whatever its file, because the language
 * and the simulated machine have futures, locks and queues of their own. */
#ifndef LOOP_EMBEDDER_H
#define LOOP_EMBEDDER_H

#include "trace/trace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t LoopValue; /* opaque; an exception is never 0 */

typedef struct Loop Loop;
typedef struct LoopFuture LoopFuture;
typedef struct LoopTask LoopTask;
typedef struct LoopHandle LoopHandle;
typedef struct LoopGather LoopGather;

/* How one step of a task ended. */
typedef enum LoopStepKind {
    LOOP_STEP_DONE,      /* value: the result (owned by the loop from here on) */
    LOOP_STEP_FAILED,    /* value: the exception (owned) */
    LOOP_STEP_CANCELLED, /* value: the CancelledError that came out (owned) */
    LOOP_STEP_YIELDED,   /* a bare yield: again in the next turn */
    LOOP_STEP_AWAITS,    /* awaits: the future to wait for (a reference, owned) */
    LOOP_STEP_THROWS,    /* value: an exception to throw into the task in the next turn (owned) */
    LOOP_STEP_STOPS,     /* as FAILED, and the exception leaves the loop too (SystemExit) */
    LOOP_STEP_ABANDONED, /* the run is over (a limit was hit): leave everything as it is */
} LoopStepKind;

typedef struct LoopStep {
    LoopValue value;
    LoopFuture *awaits;
} LoopStep;

/* Mistakes of a program that the loop finds and the embedder words. */
typedef enum LoopError {
    LOOP_ERROR_OTHER_LOOP,    /* the task awaits a future that belongs to another loop */
    LOOP_ERROR_AWAITS_ITSELF, /* the task awaits itself */
} LoopError;

typedef struct LoopEmbedder {
    /* Resumes the task's coroutine: throws `thrown` (owned by the callee) into it unless 0. */
    LoopStepKind (*step)(void *ctx, LoopTask *task, LoopValue thrown, LoopStep *result);
    /* The task will be resumed soon and its coroutine is in the cache: fetch what it holds. May be
     * NULL. */
    void (*fetch)(void *ctx, const LoopTask *task);
    /* Likewise for a handle, which is in the cache itself. */
    void (*fetch_handle)(void *ctx, const LoopHandle *handle);
    /* Runs a handle of call_soon, call_later …; false: an exception leaves the loop. */
    bool (*call)(void *ctx, LoopHandle *handle);
    /* Calls callback(future), which is done; false as above. */
    bool (*call_done)(void *ctx, void *callback, LoopFuture *future);

    void (*retain_future)(void *ctx, LoopFuture *future); /* futures, tasks, gathers, waiters */
    void (*release_future)(void *ctx, LoopFuture *future);
    void (*retain_handle)(void *ctx, LoopHandle *handle);
    void (*release_handle)(void *ctx, LoopHandle *handle);
    void (*retain_callback)(void *ctx, void *callback);
    void (*release_callback)(void *ctx, void *callback);
    void (*retain_value)(void *ctx, LoopValue value);
    void (*release_value)(void *ctx, LoopValue value);

    /* A new CancelledError, with the message if there is one. The result is owned. */
    LoopValue (*new_cancelled)(void *ctx, bool has_message, LoopValue message);
    bool (*is_cancelled)(void *ctx, LoopValue exception); /* is it a CancelledError? */
    /* The exception to throw into a task that awaited this failed future; owned. */
    LoopValue (*exception_of)(void *ctx, LoopFuture *failed);
    /* What a future that fails with this exception (consumed) shall hold as its value. */
    LoopValue (*new_failure)(void *ctx, LoopValue exception);
    LoopValue (*new_error)(void *ctx, LoopError error, LoopTask *task, LoopFuture *future);
    /* The list of a gather's results; all its children are done. Owned. */
    LoopValue (*gather_results)(void *ctx, LoopGather *gather);
    /* a < b, for PriorityQueue: 1, 0, or -1 when the comparison raised. */
    int (*less)(void *ctx, LoopValue a, LoopValue b);
    /* Debug mode: what stands behind this target (target.h) took slow_callback_ns or longer. */
    void (*slow)(void *ctx, uint64_t target, int64_t took_ns);
} LoopEmbedder;

/* Told what happens, when somebody records. All fields must be set; `loop->observer` may be NULL.
 */
typedef struct LoopObserver {
    void (*created)(void *ctx, LoopTask *task);
    void (*step_began)(void *ctx, LoopTask *task);
    /* The step ended; `future` is what it awaits, NULL after a bare yield. */
    void (*suspended)(void *ctx, LoopTask *task, TraceReason reason, LoopFuture *future);
    /* What it waits for (task->waiting_for) is done: it is ready. loop->cause says whose doing. */
    void (*woken)(void *ctx, LoopTask *task);
    void (*cancelled)(void *ctx, LoopTask *task); /* somebody called its cancel() */
    /* The step ended and the task is done: `state` is a LoopFutureState, `value` what came out. */
    void (*finished)(void *ctx, LoopTask *task, int state, LoopValue value);
    void (*turn)(void *ctx, uint64_t number, uint64_t handles); /* a turn begins to run handles */
} LoopObserver;

#endif
