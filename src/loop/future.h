/* A future: the place where a result will stand, and who wants to know.
 *
 * It is pending until it is finished, failed or cancelled, once and for all. Done callbacks never
 * run on the spot: when the future is done they go to the end of the ready queue, in the order in
 * which they were added. A future has room for one callback, which is nearly always enough; more go
 * to an array of their own.
 *
 * The struct is embedded in an object of the embedder's, which must outlive it and calls
 * loop_future_release() before it goes. Tasks, gathers and waiters begin with a LoopFuture, so that
 * a pointer to one is a pointer to the other; `kind` tells. 32 bytes. */
#ifndef LOOP_FUTURE_H
#define LOOP_FUTURE_H

#include "loop/embedder.h"

typedef enum LoopFutureState {
    LOOP_PENDING,
    LOOP_FINISHED,
    LOOP_FAILED,
    LOOP_CANCELLED,
} LoopFutureState;

typedef enum LoopFutureKind {
    LOOP_KIND_FUTURE,
    LOOP_KIND_TASK,   /* LoopTask */
    LOOP_KIND_GATHER, /* LoopGather */
    LOOP_KIND_SLEEP,  /* LoopSleep */
    LOOP_KIND_WAITER, /* LoopWaiter: somebody in a lock's or queue's line */
} LoopFutureKind;

enum {
    LOOP_FLAG_HAS_VALUE = 1, /* `value` holds a reference */
    LOOP_FLAG_HAS_EXCEPTION =
        2,                      /* cancelled: `value` is the exception that did it, not a message */
    LOOP_FLAG_UNRETRIEVED = 4,  /* failed, and nobody has looked at the exception */
    LOOP_FLAG_QUIET = 8,        /* a task that may be dropped while pending without a warning */
    LOOP_FLAG_MUST_CANCEL = 16, /* task: throw CancelledError at its next step */
    LOOP_FLAG_LINKED = 32,      /* waiter: stands in a line; task: in the loop's list of tasks */
    LOOP_FLAG_REQUESTED = 64,   /* gather: cancel() reached a child; sleep: it wants its timer */
    LOOP_FLAG_ALL = 128,        /* gather: exceptions are results (return_exceptions) */
};

struct LoopFuture {
    Loop *loop;
    uint8_t state;      /* LoopFutureState */
    uint8_t kind;       /* LoopFutureKind */
    uint8_t flags;      /* LOOP_FLAG_… */
    uint8_t reason;     /* TraceReason: what somebody who awaits this waits for */
    uint32_t number;    /* free for the embedder; 0 at first */
    LoopValue value;    /* result, exception, cancel message: see flags */
    uint64_t callbacks; /* 0, one target, or LOOP_TARGET_LIST */
};

void loop_future_init(LoopFuture *future, Loop *loop, LoopFutureKind kind, TraceReason reason);

/* Drops what the future refers to. It stays in its state, without value and callbacks. */
void loop_future_release(LoopFuture *future);

static inline bool loop_future_is_done(const LoopFuture *future) {
    return future->state != LOOP_PENDING;
}

/* Make a pending future done and schedule its callbacks. `value` becomes the future's. */
void loop_future_finish(LoopFuture *future, LoopValue value);
void loop_future_finish_empty(LoopFuture *future); /* finished; nobody will ask for the value */
void loop_future_fail(LoopFuture *future, LoopValue failure); /* in the embedder's form */
/* Cancelled because this CancelledError came out of it; it is what awaiting it raises first. */
void loop_future_cancel_with(LoopFuture *future, LoopValue exception);

/* future.cancel(msg): false when it is done already. A task, or a gather, is only asked to cancel
 * itself. `message` stays the caller's. */
bool loop_future_cancel(LoopFuture *future, bool has_message, LoopValue message);
/* The same, for what is cancelled on the spot, whatever its kind. */
bool loop_future_cancel_now(LoopFuture *future, bool has_message, LoopValue message);

/* The CancelledError that a cancelled future raises; owned by the caller. The exception that came
 * out of a task is handed out once, later ones are new. */
LoopValue loop_future_take_cancelled(LoopFuture *future);

/* What awaiting this done future raises: 0 if it has a result. Owned by the caller; the exception
 * counts as looked at. */
LoopValue loop_future_take_error(LoopFuture *future);

/* Adds the embedder's callable as a done callback (a reference is taken). */
void loop_future_add_callback(LoopFuture *future, void *callback);
/* Adds a target as a done callback. A reference to what it points to goes over to the future. */
void loop_future_add_target(LoopFuture *future, uint64_t target);
/* Removes every callable for which same(arg, callable), returns how many. */
size_t loop_future_remove_callbacks(LoopFuture *future, bool (*same)(void *arg, void *callback),
                                    void *arg);
/* The number of callbacks, and the target of one of them. */
size_t loop_future_callback_count(const LoopFuture *future);
uint64_t loop_future_callback(const LoopFuture *future, size_t index);

/* For a cycle collector: every reference that the loop's structs hold, one call each. */
typedef struct LoopVisitor {
    void *arg;
    void (*value)(void *arg, LoopValue value);
    void (*future)(void *arg, LoopFuture *future);
    void (*handle)(void *arg, LoopHandle *handle);
    void (*callback)(void *arg, void *callback);
} LoopVisitor;

void loop_future_visit(const LoopFuture *future, const LoopVisitor *visitor);
void loop_target_visit(uint64_t target, const LoopVisitor *visitor);

/* Lets go of the reference that goes with a target (and is in its pointer). */
void loop_target_release(Loop *loop, uint64_t target);

#endif
