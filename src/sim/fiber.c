#include "sim/fiber.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/prefetch.h"

#include <stdint.h>

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

static void bury(FiberPool *pool, Fiber *fiber) {
    stack_pool_give(&pool->stacks, fiber->stack);
    if (pool->spare == NULL) {
        pool->spare = fiber;
    } else {
        memory_free(fiber);
    }
}

/* What every arrival does, at the first switch to a fiber and at each later one. */
static void finish_switch(FiberPool *pool) {
    arrive(pool);
    pool->previous = NULL;
    if (pool->ended != NULL) {
        bury(pool, pool->ended);
        pool->ended = NULL;
    }
}

/* ---- as threads of the system ---- */

static void await_turn(FiberPool *pool, Fiber *self) {
    while (sem_wait(&self->turn) != 0) { /* interrupted by a signal */
    }
    CHECK(pool->running == self);
    if (pool->ended != NULL) {
        pthread_join(pool->ended->thread, NULL);
        bury(pool, pool->ended);
        pool->ended = NULL;
    }
}

static void give_turn(FiberPool *pool, Fiber *to) {
    pool->running = to;
    sem_post(&to->turn);
}

static void *thread_main(void *argument) {
    Fiber *self = argument;
    FiberPool *pool = self->pool;
    await_turn(pool, self);
    Fiber *to = self->entry(self->argument);
    pool->ended = self;
    give_turn(pool, to);
    return NULL;
}

static bool start_thread(Fiber *fiber) {
    pthread_attr_t attributes;
    CHECK(sem_init(&fiber->turn, 0, 0) == 0);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstack(&attributes, fiber->stack, FIBER_STACK_BYTES) == 0);
    bool started = pthread_create(&fiber->thread, &attributes, thread_main, fiber) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

void fiber_leave(FiberPool *pool, Fiber *to) {
    CHECK(pool->as_threads && to != pool->running);
    give_turn(pool, to);
}

void fiber_rejoin(FiberPool *pool, Fiber *self) {
    await_turn(pool, self);
}

/* ---- as stacks ---- */

static void begin(FiberPool *pool);

#if FIBER_SWAP

/* The System V calling convention: a call keeps rbx, rbp, r12 to r15 and rsp. fiber_swap() pushes
 * them, leaves the stack pointer in *from, and takes up what stands below `to`. A new fiber's stack
 * says that it comes back from such a call into fiber_first(), with begin() in r13 and its argument
 * in r12. */
void fiber_swap(void **from, void *to);
void fiber_first(void);

__asm__(".text\n"
        ".p2align 4\n"
        ".globl fiber_swap\n"
        ".hidden fiber_swap\n"
        ".type fiber_swap, @function\n"
        "fiber_swap:\n"
        "    pushq %rbp\n"
        "    pushq %rbx\n"
        "    pushq %r12\n"
        "    pushq %r13\n"
        "    pushq %r14\n"
        "    pushq %r15\n"
        "    movq %rsp, (%rdi)\n"
        "    movq %rsi, %rsp\n"
        "    popq %r15\n"
        "    popq %r14\n"
        "    popq %r13\n"
        "    popq %r12\n"
        "    popq %rbx\n"
        "    popq %rbp\n"
        "    ret\n"
        ".size fiber_swap, . - fiber_swap\n"
        ".globl fiber_first\n"
        ".hidden fiber_first\n"
        ".type fiber_first, @function\n"
        "fiber_first:\n"
        "    movq %r12, %rdi\n"
        "    callq *%r13\n"
        "    ud2\n"
        ".size fiber_first, . - fiber_first\n");

/* What a fiber touches first: the frames of its innermost calls. */
enum { EXPECTED_BYTES = 320 };

void fiber_expect(const Fiber *fiber) {
    if (fiber->stack_pointer != NULL) { /* it has been left, or has yet to begin */
        prefetch(fiber->stack_pointer, EXPECTED_BYTES);
    }
}

enum { SAVED_R13 = 2, SAVED_R12 = 3, SAVED_RETURN = 6, SAVED_WORDS = 9 };

static void prepare(Fiber *fiber) {
    uint64_t *saved = (uint64_t *)(void *)(fiber->stack + FIBER_STACK_BYTES) - SAVED_WORDS;
    for (int i = 0; i < SAVED_WORDS; i++) {
        saved[i] = 0;
    }
    saved[SAVED_R13] = (uint64_t)(uintptr_t)begin;
    saved[SAVED_R12] = (uint64_t)(uintptr_t)fiber->pool;
    saved[SAVED_RETURN] = (uint64_t)(uintptr_t)fiber_first;
    fiber->stack_pointer = saved;
}

static void swap(Fiber *from, Fiber *to) {
    fiber_swap(&from->stack_pointer, to->stack_pointer);
}

#else

void fiber_expect(const Fiber *fiber) {
    (void)fiber; /* a context does not tell in C where its stack ends */
}

/* makecontext() passes ints only, so that the pointer travels in halves. */
static void begin_halves(unsigned pool_high, unsigned pool_low) {
    begin((FiberPool *)(uintptr_t)(((uint64_t)pool_high << 32) | pool_low));
}

static void prepare(Fiber *fiber) {
    CHECK(getcontext(&fiber->context) == 0);
    fiber->context.uc_stack.ss_sp = fiber->stack;
    fiber->context.uc_stack.ss_size = FIBER_STACK_BYTES;
    fiber->context.uc_link = NULL;
    uint64_t address = (uint64_t)(uintptr_t)fiber->pool;
    makecontext(&fiber->context, (void (*)(void))begin_halves, 2, (unsigned)(address >> 32),
                (unsigned)address);
}

static void swap(Fiber *from, Fiber *to) {
    CHECK(swapcontext(&from->context, &to->context) == 0);
}

#endif

/* Where a fiber starts, and ends. */
static void begin(FiberPool *pool) {
    finish_switch(pool);
    Fiber *self = pool->running;
    Fiber *to = self->entry(self->argument);
    leave(pool, to, true);
    pool->previous = NULL;
    pool->ended = self;
    pool->running = to;
    swap(self, to);
    UNREACHABLE();
}

void fiber_pool_init(FiberPool *pool, bool as_threads) {
    *pool = (FiberPool){.as_threads = as_threads};
    pool->running = &pool->main;
    stack_pool_init(&pool->stacks, FIBER_STACK_BYTES, true);
    if (as_threads) {
        CHECK(sem_init(&pool->main.turn, 0, 0) == 0);
    }
}

void fiber_pool_release(FiberPool *pool) {
    memory_free(pool->spare);
    stack_pool_release(&pool->stacks);
}

Fiber *fiber_new(FiberPool *pool, FiberEntry entry, void *argument) {
    char *stack = stack_pool_take(&pool->stacks);
    if (stack == NULL) {
        return NULL;
    }
    Fiber *fiber = pool->spare != NULL ? pool->spare : memory_new(sizeof *fiber);
    pool->spare = NULL;
    *fiber = (Fiber){.entry = entry, .argument = argument, .pool = pool, .stack = stack};
    if (pool->as_threads) {
        if (!start_thread(fiber)) {
            bury(pool, fiber);
            return NULL;
        }
        return fiber;
    }
    clean(stack, FIBER_STACK_BYTES);
    fiber->bounds_bottom = stack;
    fiber->bounds_size = FIBER_STACK_BYTES;
    prepare(fiber);
    return fiber;
}

void fiber_switch(FiberPool *pool, Fiber *to) {
    Fiber *self = pool->running;
    CHECK(to != self);
    if (pool->as_threads) {
        give_turn(pool, to);
        await_turn(pool, self);
        return;
    }
    leave(pool, to, false);
    pool->previous = self;
    pool->running = to;
    swap(self, to);
    finish_switch(pool);
}
