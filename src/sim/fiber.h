/* A fiber is a C stack that can be left in the middle and taken up again: what a simulated thread
 * stands on while it runs, and while it waits unless it can be suspended (sim/machine.h), so that
 * any C code may block without knowing how. The process's own stack is a fiber too, and a run that
 * starts no thread never leaves it.
 *
 * A switch exchanges the registers that a function call has to keep, and the stack pointer; where
 * that is not written for the processor, <ucontext.h> does it, which asks the system about signals
 * each time. Stacks come from a StackPool, end in a guard page, and are kept for the next fiber
 * when one ends. Under AddressSanitizer every switch is announced to it. Only one fiber runs at a
 * time.
 *
 * In a pool `as_threads` each fiber is a thread of the system, on the same stacks, and a switch
 * lets another one go on: still only one of them runs at a time. But the running one may leave the
 * pool for a while to do something that concerns nobody else, such as to wait for a reply, and then
 * rejoin. All functions here are for the one that runs. */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include "base/stack_pool.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__x86_64__) && !defined(FIBER_UCONTEXT)
#define FIBER_SWAP 1
#else
#define FIBER_SWAP 0
#include <ucontext.h>
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { FIBER_STACK_BYTES = 4 << 20 }; /* instrumented frames are several times as large */
#else
enum { FIBER_STACK_BYTES = 1 << 20 };
#endif

typedef struct Fiber Fiber;
typedef Fiber *(*FiberEntry)(void *argument); /* its return ends the fiber: who goes on */

struct Fiber {
#if FIBER_SWAP
    void *stack_pointer; /* while it does not run */
#else
    ucontext_t context;
#endif
    char *stack;               /* NULL: the process's own stack */
    void *sanitizer_stack;     /* AddressSanitizer's shadow of our frames while we are away */
    const void *bounds_bottom; /* what AddressSanitizer says our stack is */
    size_t bounds_size;
    FiberEntry entry;
    void *argument;
    struct FiberPool *pool;
    pthread_t thread; /* where fibers are threads */
    sem_t turn;       /* … and this one waits until it may run */
};

/* The idle stacks, and which fiber stands on the processor. */
typedef struct FiberPool {
    StackPool stacks;
    bool as_threads;
    Fiber main; /* the stack of who made the pool */
    Fiber *running;
    Fiber *previous; /* left by the switch that is under way */
    Fiber *ended;    /* it stays until somebody else's stack is under our feet */
    Fiber *spare;    /* one that has ended, for the next; or NULL */
} FiberPool;

void fiber_pool_init(FiberPool *pool, bool as_threads); /* pool->main runs */
void fiber_pool_release(FiberPool *pool);               /* every other fiber has ended */

/* A fiber that will run entry(argument) at its first switch, and is gone once that has returned;
 * NULL when the system has no room for another stack. */
Fiber *fiber_new(FiberPool *pool, FiberEntry entry, void *argument);

void fiber_switch(FiberPool *pool, Fiber *to); /* returns when somebody switches back */
/* The fiber runs soon: the processor fetches the end of its stack. Only a hint. */
void fiber_expect(const Fiber *fiber);

/* Where fibers are threads: `to` runs, and the caller goes on beside it, as no fiber of the pool,
 * until it has been switched to, which it waits for with fiber_rejoin(). */
void fiber_leave(FiberPool *pool, Fiber *to);
void fiber_rejoin(FiberPool *pool, Fiber *self);

#endif
