#include "loop/gather.h"

#include "base/memory.h"
#include "loop/loop.h"
#include "loop/target.h"

void loop_gather_init(LoopGather *gather, Loop *loop, LoopFuture **children, size_t count,
                      bool return_exceptions, bool (*is_first)(void *arg, size_t index),
                      void *arg) {
    loop_future_init(&gather->future, loop, LOOP_KIND_GATHER, TRACE_FOR_GATHER);
    if (return_exceptions) {
        gather->future.flags |= LOOP_FLAG_ALL;
    }
    gather->children = children;
    gather->count = count;
    gather->unfinished = 0;
    uint64_t target = loop_target(LOOP_TARGET_GATHER, gather);
    for (size_t i = 0; i < count; i++) {
        if (is_first == NULL || is_first(arg, i)) {
            gather->unfinished++;
            loop->embedder->retain_future(loop->ctx, &gather->future);
            loop_future_add_target(children[i], target);
        }
    }
}

void loop_gather_release(LoopGather *gather) {
    Loop *loop = gather->future.loop;
    LoopFuture **children = gather->children;
    size_t count = gather->count;
    gather->children = NULL;
    gather->count = 0;
    for (size_t i = 0; i < count; i++) {
        loop->embedder->release_future(loop->ctx, children[i]);
    }
    memory_free(children);
    loop_future_release(&gather->future);
}

bool loop_gather_cancel(LoopGather *gather, bool has_message, LoopValue message) {
    Loop *loop = gather->future.loop;
    if (loop_future_is_done(&gather->future)) {
        return false;
    }
    if (loop->cancel_depth >= LOOP_CANCEL_DEPTH_MAX) {
        loop->cancel_too_deep = true;
        return false;
    }
    loop->cancel_depth++;
    bool any = false;
    for (size_t i = 0; i < gather->count; i++) {
        if (loop_future_cancel(gather->children[i], has_message, message)) {
            any = true;
        }
    }
    loop->cancel_depth--;
    if (any) {
        gather->future.flags |= LOOP_FLAG_REQUESTED;
    }
    return any;
}

static void fail(LoopGather *gather, LoopValue exception) {
    Loop *loop = gather->future.loop;
    loop_future_fail(&gather->future, loop->embedder->new_failure(loop->ctx, exception));
}

/* All children are done and none of them settled the gather. */
static void all_done(LoopGather *gather) {
    Loop *loop = gather->future.loop;
    LoopValue results = loop->embedder->gather_results(loop->ctx, gather);
    if ((gather->future.flags & LOOP_FLAG_REQUESTED) == 0) {
        loop_future_finish(&gather->future, results);
        return;
    }
    /* Somebody cancelled the gather, and the children may have made of it what they liked. */
    loop->embedder->release_value(loop->ctx, results);
    fail(gather, loop_future_take_cancelled(gather->children[gather->count - 1]));
}

void loop_gather_child_done(LoopGather *gather, LoopFuture *child) {
    gather->unfinished--;
    if (loop_future_is_done(&gather->future)) {
        child->flags &= (uint8_t)~LOOP_FLAG_UNRETRIEVED;
        return;
    }
    bool return_exceptions = (gather->future.flags & LOOP_FLAG_ALL) != 0;
    if (!return_exceptions && child->state != LOOP_FINISHED) {
        fail(gather, loop_future_take_error(child));
        return;
    }
    if (gather->unfinished == 0) {
        all_done(gather);
    }
}

void loop_gather_visit(const LoopGather *gather, const LoopVisitor *visitor) {
    for (size_t i = 0; i < gather->count; i++) {
        visitor->future(visitor->arg, gather->children[i]);
    }
    loop_future_visit(&gather->future, visitor);
}
