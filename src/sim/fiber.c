#include "sim/fiber.h"

#include "base/check.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

/* Whoever had these addresses before may have left frames that were never unwound. */
static void clean(char *stack, size_t size) {
    __asan_unpoison_memory_region(stack, size);
}

static void leave(FiberPool *pool, Fiber *to, bool for_good) {
    __sanitizer_start_switch_fiber(for_good ? NULL : &pool->running->sanitizer_stack,
                                   to->bounds_bottom, to->bounds_size);
}

static void arrive(FiberPool *pool) {
    const void *bottom = NULL;
    size_t size = 0;
    __sanitizer_finish_switch_fiber(pool->running->sanitizer_stack, &bottom, &size);
    if (pool->previous != NULL) {
        pool->previous->bounds_bottom = bottom; /* how the main stack's bounds become known */
        pool->previous->bounds_size = size;
    }
}
#else
static void clean(char *stack, size_t size) {
    (void)stack, (void)size;
}

static void leave(FiberPool *pool, Fiber *to, bool for_good) {
    (void)pool, (void)to, (void)for_good;
}

static void arrive(FiberPool *pool) {
    (void)pool;
}
#endif

static size_t guard_bytes(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

static char *map_stack(FiberPool *pool) {
    if (pool->idle_count > 0) {
        return pool->idle[--pool->idle_count];
    }
    char *stack = mmap(NULL, FIBER_STACK_BYTES + guard_bytes(), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        return NULL;
    }
    if (mprotect(stack, guard_bytes(), PROT_NONE) != 0) {
        munmap(stack, FIBER_STACK_BYTES + guard_bytes());
        return NULL;
    }
    return stack;
}

static void unmap_stack(FiberPool *pool, char *stack) {
    if (pool->idle_count < FIBER_STACKS_KEPT) {
        pool->idle[pool->idle_count++] = stack;
    } else {
        munmap(stack, FIBER_STACK_BYTES + guard_bytes());
    }
}

/* What every arrival does, at the first switch to a fiber and at each later one. */
static void finish_switch(FiberPool *pool) {
    arrive(pool);
    pool->previous = NULL;
    if (pool->ended != NULL) {
        unmap_stack(pool, pool->ended);
        pool->ended = NULL;
    }
}

/* makecontext() passes ints only, so that the two pointers travel in halves. */
static void begin(unsigned pool_high, unsigned pool_low) {
    FiberPool *pool = (FiberPool *)(uintptr_t)(((uint64_t)pool_high << 32) | pool_low);
    finish_switch(pool);
    Fiber *self = pool->running;
    self->entry(self->argument);
    UNREACHABLE();
}

void fiber_pool_init(FiberPool *pool, Fiber *main_fiber) {
    *pool = (FiberPool){.running = main_fiber};
    main_fiber->stack = NULL;
}

void fiber_pool_release(FiberPool *pool) {
    while (pool->idle_count > 0) {
        munmap(pool->idle[--pool->idle_count], FIBER_STACK_BYTES + guard_bytes());
    }
}

bool fiber_init(FiberPool *pool, Fiber *fiber, FiberEntry entry, void *argument) {
    *fiber = (Fiber){.entry = entry, .argument = argument};
    fiber->stack = map_stack(pool);
    if (fiber->stack == NULL) {
        return false;
    }
    clean(fiber->stack + guard_bytes(), FIBER_STACK_BYTES);
    fiber->bounds_bottom = fiber->stack + guard_bytes();
    fiber->bounds_size = FIBER_STACK_BYTES;
    CHECK(getcontext(&fiber->context) == 0);
    fiber->context.uc_stack.ss_sp = fiber->stack + guard_bytes();
    fiber->context.uc_stack.ss_size = FIBER_STACK_BYTES;
    fiber->context.uc_link = NULL;
    uint64_t address = (uint64_t)(uintptr_t)pool;
    makecontext(&fiber->context, (void (*)(void))begin, 2, (unsigned)(address >> 32),
                (unsigned)address);
    return true;
}

void fiber_switch(FiberPool *pool, Fiber *to) {
    Fiber *self = pool->running;
    CHECK(to != self);
    leave(pool, to, false);
    pool->previous = self;
    pool->running = to;
    CHECK(swapcontext(&self->context, &to->context) == 0);
    finish_switch(pool);
}

void fiber_exit(FiberPool *pool, Fiber *to) {
    Fiber *self = pool->running;
    CHECK(self->stack != NULL && to != self);
    leave(pool, to, true);
    pool->previous = NULL;
    pool->ended = self->stack;
    pool->running = to;
    setcontext(&to->context);
    UNREACHABLE();
}

const char *fiber_stack_low(const FiberPool *pool) {
    const char *stack = pool->running->stack;
    return stack == NULL ? NULL : stack + guard_bytes();
}
