#include "base/stack_pool.h"

#include "base/memory.h"

#include <sys/mman.h>
#include <unistd.h>

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

char *stack_pool_take(StackPool *pool) {
    if (pool->idle.count > 0) {
        return pool->idle.items[--pool->idle.count];
    }
    if (pool->slab_left == 0 && !add_slab(pool)) {
        return NULL;
    }
    char *area = pool->slab_next;
    if (pool->guarded && mprotect(area, guard_bytes(pool), PROT_NONE) != 0) {
        return NULL;
    }
    pool->slab_next += area_bytes(pool);
    pool->slab_left--;
    return area + guard_bytes(pool);
}

void stack_pool_give(StackPool *pool, char *stack) {
    if (pool->idle.count >= STACK_POOL_WARM) {
        madvise(stack, pool->size, MADV_DONTNEED);
    }
    ARRAY_PUSH(&pool->idle, stack);
}
