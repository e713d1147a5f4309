#include "base/slot_pool.h"

#include "base/memory.h"

#include <sys/mman.h>

enum { LINE_BYTES = 64 };

static size_t whole_lines(size_t bytes) {
    return (bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
}

void slot_pool_init(SlotPool *pool, size_t size) {
    *pool = (SlotPool){.size = whole_lines(size), .slab_bytes = SLOT_POOL_SLAB_MIN};
}

void slot_pool_release(SlotPool *pool) {
    for (size_t i = 0; i < pool->slabs.count; i++) {
        memory_free(pool->slabs.items[i]);
    }
    ARRAY_RELEASE(&pool->slabs);
}

#ifdef MEANWHILE_PLAIN_HEAP /* where each block is watched by a sanitizer */

void *slot_pool_take(SlotPool *pool) {
    return memory_new(pool->size);
}

void slot_pool_give(SlotPool *pool, void *slot) {
    (void)pool;
    memory_free(slot);
}

#else

static void add_slab(SlotPool *pool) {
    size_t bytes = pool->slab_bytes;
    char *slab = memory_new_aligned(bytes < SLOT_POOL_SLAB_MAX ? LINE_BYTES : bytes, bytes);
#ifdef MADV_HUGEPAGE
    if (bytes == SLOT_POOL_SLAB_MAX) {
        (void)madvise(slab, bytes, MADV_HUGEPAGE); /* no page fault for every few slots */
    }
#endif
    pool->next = slab;
    pool->left = bytes / pool->size;
    ARRAY_PUSH(&pool->slabs, slab);
    pool->slab_bytes = bytes < SLOT_POOL_SLAB_MAX / 8 ? 4 * bytes : SLOT_POOL_SLAB_MAX;
}

void *slot_pool_take(SlotPool *pool) {
    void *slot = pool->idle;
    if (slot != NULL) {
        pool->idle = *(void **)slot;
        return slot;
    }
    if (pool->left == 0) {
        add_slab(pool);
    }
    slot = pool->next;
    pool->next += pool->size;
    pool->left--;
    return slot;
}

void slot_pool_give(SlotPool *pool, void *slot) {
    *(void **)slot = pool->idle;
    pool->idle = slot;
}

#endif
