/* Stacks of one size for simulated threads. They are mapped many at a time and lazily, so that one
 * costs what it touches, and are kept for the next thread when one ends; the first few as they are,
 * others without their memory. With `guarded` the page below each stack cannot be touched. */
#ifndef BASE_STACK_POOL_H
#define BASE_STACK_POOL_H

#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    STACK_POOL_SLAB = 16,   /* stacks mapped at a time */
    STACK_POOL_WARM = 1024, /* idle stacks that keep their memory */
    STACK_POOL_COOLED = 64, /* that lose it at a time */
};

typedef struct StackPool {
    size_t size; /* of a stack: what was asked for, as whole pages */
    bool guarded;
    char *slab_next; /* the first area of the last slab that nobody has had */
    size_t slab_left;
    ARRAY_OF(char *) slabs;
    ARRAY_OF(char *) idle;
    size_t cold_end; /* idle stacks from STACK_POOL_WARM up to this one have no memory */
} StackPool;

void stack_pool_init(StackPool *pool, size_t size, bool guarded);
void stack_pool_release(StackPool *pool); /* unmaps all, those in use too */

char *
stack_pool_take(StackPool *pool); /* its lowest address; NULL: the system has no room for more */
void stack_pool_give(StackPool *pool, char *stack); /* back */

#endif
