/* A fiber is a C stack that can be left in the middle and taken up again: what a simulated thread
 * stands on, so that any C code may block without knowing how. The process's own stack is a fiber
 * too (fiber_init_main), and a run that starts no thread never leaves it.
 *
 * Stacks are mapped lazily (a thread costs what it touches), end in a guard page, and are kept for
 * the next fiber when one ends. Under AddressSanitizer every switch is announced to it. Only one
 * fiber runs at a time; nothing here is safe, or meant, for several threads of the system. */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
enum { FIBER_STACK_BYTES = 4 << 20 }; /* instrumented frames are several times as large */
#else
enum { FIBER_STACK_BYTES = 1 << 20 };
#endif
enum { FIBER_STACKS_KEPT = 64 }; /* idle stacks beyond this are given back to the system */

typedef struct Fiber Fiber;
typedef void (*FiberEntry)(void *argument); /* must end in fiber_exit(), never return */

struct Fiber {
    ucontext_t context;
    char *stack;               /* NULL: the process's own stack */
    void *sanitizer_stack;     /* AddressSanitizer's shadow of our frames while we are away */
    const void *bounds_bottom; /* what AddressSanitizer says our stack is */
    size_t bounds_size;
    FiberEntry entry;
    void *argument;
};

/* The idle stacks, and which fiber stands on the processor. */
typedef struct FiberPool {
    char *idle[FIBER_STACKS_KEPT];
    size_t idle_count;
    Fiber *running;
    Fiber *previous; /* left by the switch that is under way */
    char *ended;     /* the stack of a fiber that ended, until somebody else's is under our feet */
} FiberPool;

void fiber_pool_init(FiberPool *pool, Fiber *main_fiber); /* main_fiber: the caller's own stack */
void fiber_pool_release(FiberPool *pool);                 /* every other fiber has ended */

/* Prepares `fiber` to run entry(argument) at its first switch; false when the system has no room
 * for another stack. The fiber's memory belongs to the caller until after its fiber_exit(). */
bool fiber_init(FiberPool *pool, Fiber *fiber, FiberEntry entry, void *argument);

void fiber_switch(FiberPool *pool, Fiber *to); /* returns when somebody switches back */
_Noreturn void fiber_exit(FiberPool *pool,
                          Fiber *to); /* ends the running fiber, goes on with `to` */

/* The lowest address the running fiber may use, NULL on the process's own stack: for those who
 * guard the depth of recursion in C. */
const char *fiber_stack_low(const FiberPool *pool);

#endif
