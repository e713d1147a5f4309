/* The event loop: a queue of what is ready, timers for what comes later, and turns.
 *
 * One turn (loop_turn) is what CPython 3.11 does in `_run_once`:
 *
 *     1. nothing ready?  Wait for the next timer. Only here does virtual time move.
 *     2. Timers that are due go to the end of the ready queue, earliest first; of those with one
 *        deadline the one that was set first, unless the driver chooses.
 *     3. Run exactly the entries that stand in the ready queue now. What they add runs next turn.
 *
 * A timer that was cancelled never wakes the loop. When there is nothing ready, no timer, and the
 * driver knows of nobody else who could bring something, the loop will never run again: deadlock.
 *
 * The loop is embedded in an object of the embedder's, and must outlive its futures and tasks
 * (their structs point to it). It is not thread-safe: simulated threads take turns, and a loop on
 * real sockets has its own queue for what comes from outside. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include "loop/chunks.h"
#include "loop/driver.h"
#include "loop/embedder.h"
#include "loop/future.h"
#include "loop/task.h"
#include "loop/timers.h"

enum {
    LOOP_CANCEL_DEPTH_MAX = 990 /* gathers of gathers that one cancel() goes down, as in CPython */
};

/* What call_soon, call_later and call_at return; embedded in the embedder's handle object. */
struct LoopHandle {
    bool is_timed; /* it waits among the timers */
    bool is_cancelled;
};

typedef enum LoopTurn {
    LOOP_TURN_RAN,      /* go on */
    LOOP_TURN_RAISED,   /* an exception leaves the loop; the embedder has it */
    LOOP_TURN_DEADLOCK, /* nothing will ever be ready again */
    LOOP_TURN_LIMIT,    /* turns_max is used up */
    LOOP_TURN_NO_TIME,  /* so much has run at one moment that it will never come to an end */
    LOOP_TURN_STOPPED,  /* the driver's wait was stopped */
} LoopTurn;

struct Loop {
    const LoopEmbedder *embedder;
    void *ctx;                    /* the embedder's, handed to its functions */
    const LoopObserver *observer; /* NULL: nobody records */
    void *observer_ctx;
    LoopDriver driver;
    LoopChunkPool pool;
    LoopChunks ready; /* entries: target and argument */
    LoopTimers timers;
    LoopTask *current;     /* the task whose step runs, or NULL */
    LoopTask *cause;       /* that one, or the one whose end runs a callback now, or NULL */
    LoopTask *tasks_first; /* pending tasks in creation order */
    LoopTask *tasks_last;
    size_t tasks_count;
    uint32_t cancel_depth;
    bool cancel_too_deep; /* a cancel() went beyond; whoever called it raises, and clears this */
    uint64_t turns;       /* so far */
    uint64_t turns_max;   /* budget */
    uint64_t steps;       /* that were run since the loop waited, or the clock was looked at */
    uint64_t steps_max;   /* then the clock is looked at: has it not moved since, that is the end */
    int64_t steps_ns;     /* what it was then; LOOP_FOREVER: the loop has waited since */
    int64_t slow_callback_ns; /* in debug mode: report what takes this long */
    bool is_stopping;         /* stop() was called: the turn in progress is the last */
    bool is_debug;
};

void loop_init(Loop *loop, const LoopEmbedder *embedder, void *ctx, const LoopDriver *driver);
void loop_clear(Loop *loop);   /* close(): drops everything ready and every timer */
void loop_release(Loop *loop); /* clears, frees all memory */

LoopTurn loop_turn(Loop *loop);
/* Turns until stop() was called (and the turn in which it was is over), or something stops it. The
 * result is RAN after stop(). */
LoopTurn loop_run(Loop *loop);
void loop_stop(Loop *loop);

static inline int64_t loop_now_ns(const Loop *loop) {
    return loop->driver.now_ns(loop->driver.ctx);
}

static inline void loop_ready_push(Loop *loop, uint64_t target, uint64_t argument) {
    loop_chunks_push(&loop->ready, &loop->pool, (LoopEntry){target, argument});
}

/* call_soon, call_at. The loop takes a reference to the handle until it has run or is cancelled. */
void loop_call_soon(Loop *loop, LoopHandle *handle);
void loop_call_at(Loop *loop, LoopHandle *handle, int64_t deadline_ns);
void loop_call_soon_threadsafe(Loop *loop, LoopHandle *handle); /* also ends a wait in progress */
/* Marks the handle. The loop lets go of it at its time, or before. */
void loop_handle_cancel(Loop *loop, LoopHandle *handle);
/* A sleep or handle has ceased to want its timer. */
void loop_timer_cancelled(Loop *loop);

/* References held by the ready queue and the timers. */
void loop_visit(const Loop *loop, const LoopVisitor *visitor);

#endif
