/* How a world writes a latency:
 *
 *     DIST = DURATION | NAME "(" argument { "," argument } ")"
 *
 * and the files that some of them name. What they mean is sim/distribution.h. */
#ifndef SIM_WORLD_DISTRIBUTION_H
#define SIM_WORLD_DISTRIBUTION_H

#include "sim/cursor.h"

/* Reads one; `what` completes "expected". `host` is whose latency it is, NULL when it is something
 * else. */
void world_distribution_take(Cursor *cursor, const char *what, const WorldHost *host,
                             Distribution *distribution);

#endif
