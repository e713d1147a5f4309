/* The seam beneath the loop: who knows what time it is and who can wait.
 *
 * On the virtual clock the driver is a thin layer over the simulated machine: waiting until a
 * deadline moves the clock there at once, unless another thread has something to do before. On the
 * real clock it sleeps and polls sockets. The loop calls `wait` only when no handle is ready, so
 * virtual time moves only then. Times are nanoseconds from the start of the run. */
#ifndef LOOP_DRIVER_H
#define LOOP_DRIVER_H

#include "loop/embedder.h"

#define LOOP_FOREVER INT64_MAX /* a deadline that never comes */

typedef enum LoopWaited {
    LOOP_WAITED,         /* the deadline is reached, or something woke the loop */
    LOOP_WAITED_FOREVER, /* no deadline was given and nothing can ever wake the loop: deadlock */
    LOOP_WAITED_STOPPED, /* Ctrl-C, or a budget is used up: leave the loop */
} LoopWaited;

typedef struct LoopDriver {
    void *ctx; /* handed to every function below */
    int64_t (*now_ns)(void *ctx);
    LoopWaited (*wait)(void *ctx, int64_t deadline_ns);
    /* Between turns that have work: lets events, or other threads, in without waiting. Called when
     * *poll_wanted is not NULL; poll_wanted may be NULL for never. */
    void (*poll)(void *ctx);
    void *const *poll_wanted;
    /* From another thread: make a wait in progress return. */
    void (*wake)(void *ctx);
    /* Which of `count` timers with the same deadline fires first: an index, 0 for the one that was
     * set first. NULL: always that one. */
    size_t (*choose)(void *ctx, size_t count);
    /* Sends a request of the driver's own kind; settles `done` when the response is there. */
    void (*submit)(void *ctx, void *request, LoopFuture *done);
    /* Runs a job of the driver's own kind on a worker thread; settles `done` afterwards. */
    void (*run_in_thread)(void *ctx, void *job, LoopFuture *done);
} LoopDriver;

#endif
