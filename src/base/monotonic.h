/* The system's clock that never goes back and that nobody sets (CLOCK_MONOTONIC): for measuring how
 * long something takes. Nothing that a simulated run produces may come from it. */
#ifndef BASE_MONOTONIC_H
#define BASE_MONOTONIC_H

#include <stdint.h>

#define MONOTONIC_NAME "CLOCK_MONOTONIC"

/* Since some moment in the past. */
int64_t monotonic_now_ns(void);
int64_t monotonic_now_ms(void);

/* The smallest step that the clock was seen to take: what it can tell apart, with the cost of
 * reading it. Measured anew at each call, which takes less than a millisecond. */
int64_t monotonic_step_ns(void);

#endif
