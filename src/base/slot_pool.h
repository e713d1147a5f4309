/* Memory for many things of one size that come and go: taken from slabs, which grow with their
 * number, and kept for the next one until the pool goes. A thousand that are freed together cost
 * the system's allocator much more. Slots begin where a line of the processor's caches does. */
#ifndef BASE_SLOT_POOL_H
#define BASE_SLOT_POOL_H

#include "base/array.h"

#include <stddef.h>

enum {
    SLOT_POOL_SLAB_MIN = 4 << 10, /* bytes of the first slab */
    SLOT_POOL_SLAB_MAX = 2 << 20, /* each is four times the one before, up to a huge page */
};

typedef struct SlotPool {
    size_t size;       /* of a slot */
    void *idle;        /* given back: each points to the next */
    char *next;        /* the first slot of the last slab that nobody has had */
    size_t left;       /* so many there */
    size_t slab_bytes; /* of the next one */
    ARRAY_OF(char *) slabs;
} SlotPool;

void slot_pool_init(SlotPool *pool, size_t size); /* bytes of a slot, at most SLOT_POOL_SLAB_MIN */
void slot_pool_release(SlotPool *pool);           /* with all slots */

void *slot_pool_take(SlotPool *pool); /* uninitialised */
void slot_pool_give(SlotPool *pool, void *slot);

#endif
