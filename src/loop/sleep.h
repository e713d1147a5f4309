/* sleep(): a future that a timer finishes. When the timer is due its entry goes to the ready queue;
 * when that runs the future is finished; the task that awaits it runs one turn later. That is the
 * number of turns CPython takes. A simulated request is a sleep with another reason. */
#ifndef LOOP_SLEEP_H
#define LOOP_SLEEP_H

#include "loop/future.h"

/* Embedded in the coroutine object of sleep(). LOOP_FLAG_REQUESTED is set while it wants its timer,
 * which holds a reference until its time even when it is not wanted any more. 32 bytes. */
typedef struct LoopSleep {
    LoopFuture future;
} LoopSleep;

/* Starts the timer, which holds a reference to the sleep. Await `sleep->future` next. */
void loop_sleep_start(LoopSleep *sleep, Loop *loop, int64_t deadline_ns, TraceReason reason);
/* The awaiting is over, however it ended: gives the timer up if it is still there. */
void loop_sleep_end(LoopSleep *sleep);
void loop_sleep_fired(LoopSleep *sleep); /* the timer's entry runs */

#endif
