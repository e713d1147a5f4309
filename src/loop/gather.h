/* gather(): one future for many. Each child has a done callback that counts; the last one, or the
 * first that failed, settles the gather. Cancelling it asks every child, and marks nothing by
 * itself. A million children cost eight bytes each here, and no allocation. */
#ifndef LOOP_GATHER_H
#define LOOP_GATHER_H

#include "loop/future.h"

#include <stddef.h>

struct LoopGather {
    LoopFuture future;
    LoopFuture **children; /* in argument order, duplicates included; references; owned array */
    size_t count;
    size_t unfinished; /* different children whose callback has not run yet */
};

/* Takes over `children` (an array from base/memory and a reference each). Different ones get the
 * gather's callback, in order: `is_first(arg, i)` says whether child i is not a repetition; NULL
 * when there are none. The array must not be empty. */
void loop_gather_init(LoopGather *gather, Loop *loop, LoopFuture **children, size_t count,
                      bool return_exceptions, bool (*is_first)(void *arg, size_t index), void *arg);
void loop_gather_release(LoopGather *gather);
bool loop_gather_cancel(LoopGather *gather, bool has_message, LoopValue message);
void loop_gather_child_done(LoopGather *gather, LoopFuture *child); /* a child's done callback */
void loop_gather_visit(const LoopGather *gather, const LoopVisitor *visitor);

#endif
