/* The clock of a real run (sim/machine.h: MachineClock): CLOCK_MONOTONIC, from the program's first
 * instruction on, and waiting in a libevent base, on which a carrier has its sockets (carrier.h).
 * Waits end within microseconds of their time (a timerfd, not epoll's milliseconds).
 *
 * All of it is for the thread that runs on the machine, but now() and wake(). */
#ifndef REAL_CLOCK_H
#define REAL_CLOCK_H

#include "base/status.h"
#include "sim/machine.h"

#include <stdint.h>

struct event_base;

typedef struct RealClock RealClock;

/* STATUS_REAL: the system has no more files. */
Status real_clock_new(RealClock **clock, Error *error) MUST_CHECK;
void real_clock_free(RealClock *clock); /* all events on its base are gone; NULL is fine */

/* What the machine takes; lives with the clock. */
const MachineClock *real_clock_seam(const RealClock *clock);
/* Where to put events: they fire while the machine waits, or looks around. */
struct event_base *real_clock_base(const RealClock *clock);

int64_t real_clock_now(const RealClock *clock); /* as the machine sees it */

/* So many more (or fewer) things are on their way, which an event of the base will bring. */
void real_clock_expect(RealClock *clock, int more);

int64_t real_clock_date_ns(void); /* since 1970, by the system's clock */

#endif
