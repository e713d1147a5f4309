/* Sorts what happened by its time, in time linear in the number of items: traces have millions.
 * Items of the same time keep their order. */
#ifndef SCENE_TIME_SORT_H
#define SCENE_TIME_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct TimedItem {
    int64_t t_ns; /* not negative */
    int64_t value;
} TimedItem;

/* Sorts in place; needs as much memory again meanwhile. */
void time_sort(TimedItem *items, size_t count);

#endif
