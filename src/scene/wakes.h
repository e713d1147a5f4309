/* Who woke whom: the wake-up arrows of a run, in the order of time. Timers and replies wake without
 * an arrow. */
#ifndef SCENE_WAKES_H
#define SCENE_WAKES_H

#include "base/array.h"
#include "trace/trace.h"

typedef struct Wake {
    int64_t t_ns;
    uint32_t from, to; /* lanes */
} Wake;

typedef ARRAY_OF(Wake) Wakes;

/* Collects them; the caller releases with ARRAY_RELEASE. */
void wakes_find(Wakes *wakes, const Trace *trace);

/* The first wake at or after a time, or the number of wakes. */
size_t wakes_from(const Wakes *wakes, int64_t t_ns);

#endif
