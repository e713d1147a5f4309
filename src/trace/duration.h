/* Durations and ratios as people read them. All rounding is on integers, to the nearest and halves
 * away from zero, so that the same trace prints the same bytes everywhere. */
#ifndef TRACE_DURATION_H
#define TRACE_DURATION_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* A unit by magnitude: "0 ms", "812 ns", "12.5 µs", "101.0 ms", "3.600 s". `ascii` writes "us". */
void duration_append(Text *text, int64_t ns, bool ascii);

/* One unit for many durations, as tables want it. */
typedef enum DurationUnit {
    DURATION_MICROSECONDS, /* with one decimal, */
    DURATION_MILLISECONDS, /* one, */
    DURATION_SECONDS,      /* and three */
    DURATION_UNIT_COUNT
} DurationUnit;

/* The unit that suits a duration by its magnitude: below 1 ms, below 1 s, or else. */
DurationUnit duration_unit_for(int64_t ns);
const char *duration_unit_name(DurationUnit unit, bool ascii); /* "ms" */

/* The number alone: "812.4". */
void duration_append_in(Text *text, int64_t ns, DurationUnit unit);

/* As duration_append(), but ten minutes and more as people say them: "25 min 10 s", "7 h 30 min",
 * "2 d 1 h". */
void duration_append_spoken(Text *text, int64_t ns);

/* A moment, exact: "0.350 s", "0.350250 s" where microseconds matter, and nine places where
 * nanoseconds do. */
void duration_append_moment(Text *text, int64_t ns);

/* numerator / denominator with so many decimals (at most 9), "9.90"; "–" ("-" in ASCII) when the
 * denominator is 0. Neither is negative. */
void duration_append_ratio(Text *text, int64_t numerator, int64_t denominator, int decimals,
                           bool ascii);

/* part / whole in percent, with one decimal: "66.7 %"; the dash when whole is 0. */
void duration_append_percent(Text *text, int64_t part, int64_t whole, bool ascii);

/* a + b, or INT64_MAX where that is too large: traces from files may hold any times. */
int64_t duration_add(int64_t a, int64_t b);

/* A number with thousands separated: "1,000,000". */
void duration_append_count(Text *text, int64_t count);

#endif
