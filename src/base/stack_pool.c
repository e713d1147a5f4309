#include "base/stack_pool.h"

#include "base/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* since Linux 6.13 */
#endif

static size_t guard_bytes(const StackPool *pool) {
    return pool->guarded ? (size_t)sysconf(_SC_PAGESIZE) : 0;
}

/* A slab:  | guard | stack | guard | stack | … */
static size_t area_bytes(const StackPool *pool) {
    return guard_bytes(pool) + pool->size;
}

void stack_pool_init(StackPool *pool, size_t size, bool guarded) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *pool = (StackPool){.size = (size + page - 1) / page * page, .guarded = guarded};
}

void stack_pool_release(StackPool *pool) {
    for (size_t i = 0; i < pool->slabs.count; i++) {
        munmap(pool->slabs.items[i], STACK_POOL_SLAB * area_bytes(pool));
    }
    ARRAY_RELEASE(&pool->slabs);
    ARRAY_RELEASE(&pool->idle);
}

static bool add_slab(StackPool *pool) {
    char *slab = mmap(NULL, STACK_POOL_SLAB * area_bytes(pool), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (slab == MAP_FAILED) {
        return false;
    }
    ARRAY_PUSH(&pool->slabs, slab);
    pool->slab_next = slab;
    pool->slab_left = STACK_POOL_SLAB;
    return true;
}

/* No access to a page from now on. Where the system can mark the page itself, the slab stays one
 * mapping; else each guard splits it. */
static bool forbid(char *page, size_t bytes) {
    return madvise(page, bytes, MADV_GUARD_INSTALL) == 0 || mprotect(page, bytes, PROT_NONE) == 0;
}

char *stack_pool_take(StackPool *pool) {
    if (pool->idle.count > 0) {
        char *stack = pool->idle.items[--pool->idle.count];
        pool->cold_end = pool->cold_end < pool->idle.count ? pool->cold_end : pool->idle.count;
        return stack;
    }
    if (pool->slab_left == 0 && !add_slab(pool)) {
        return NULL;
    }
    char *area = pool->slab_next;
    if (pool->guarded && !forbid(area, guard_bytes(pool))) {
        return NULL;
    }
    pool->slab_next += area_bytes(pool);
    pool->slab_left--;
    return area + guard_bytes(pool);
}

/* Takes the memory of the idle stacks from `first` on. Those that lie one after the other, as
 * threads that end in the order of their start leave them, go in one system call. */
static void cool(StackPool *pool, size_t first) {
    char **stacks = pool->idle.items;
    size_t end;
    for (size_t i = first; i < pool->idle.count; i = end) {
        for (end = i + 1; end < pool->idle.count; end++) {
            if (stacks[end] != stacks[end - 1] + area_bytes(pool)) {
                break;
            }
        }
        size_t bytes = (size_t)(stacks[end - 1] - stacks[i]) + pool->size;
        madvise(stacks[i], bytes, MADV_DONTNEED);
    }
    pool->cold_end = pool->idle.count;
}

void stack_pool_give(StackPool *pool, char *stack) {
    ARRAY_PUSH(&pool->idle, stack);
    size_t first = pool->cold_end > STACK_POOL_WARM ? pool->cold_end : STACK_POOL_WARM;
    if (pool->idle.count >= first + STACK_POOL_COOLED) {
        cool(pool, first);
    }
}
