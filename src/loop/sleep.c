#include "loop/sleep.h"

#include "loop/loop.h"
#include "loop/target.h"

void loop_sleep_start(LoopSleep *sleep, Loop *loop, int64_t deadline_ns, TraceReason reason) {
    loop_future_init(&sleep->future, loop, LOOP_KIND_SLEEP, reason);
    if (deadline_ns == LOOP_FOREVER) {
        return; /* a reply that never comes: no timer wakes it */
    }
    loop->embedder->retain_future(loop->ctx, &sleep->future);
    sleep->future.flags |= LOOP_FLAG_REQUESTED;
    loop_timers_push(&loop->timers, &loop->pool, deadline_ns,
                     loop_target(LOOP_TARGET_SLEEP, sleep));
}

void loop_sleep_end(LoopSleep *sleep) {
    Loop *loop = sleep->future.loop;
    if ((sleep->future.flags & LOOP_FLAG_REQUESTED) != 0) {
        sleep->future.flags &= (uint8_t)~LOOP_FLAG_REQUESTED;
        loop_timer_cancelled(loop);
    }
}

void loop_sleep_fired(LoopSleep *sleep) {
    if (!loop_future_is_done(&sleep->future)) {
        loop_future_finish_empty(&sleep->future);
    }
}
