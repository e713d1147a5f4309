/* The time axis that all runs share: from times to places and back, and where ticks stand, from
 * nanoseconds to days. */
#ifndef SCENE_TIME_AXIS_H
#define SCENE_TIME_AXIS_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct TimeAxis {
    int64_t from_ns, to_ns; /* to > from */
    int32_t x, w;           /* where that is, in DRAW_UNITs */
    uint64_t factor;        /* w / (to - from), as a fraction of 2^64; 0: too large for that */
} TimeAxis;

/* An axis for a stretch of time, to be drawn at x and so wide. */
TimeAxis time_axis_make(int64_t from_ns, int64_t to_ns, int32_t x, int32_t w);

/* Where a time is, in whole pixels; times outside of the axis lie a few pixels beyond its ends. */
int32_t time_axis_x(const TimeAxis *axis, int64_t t_ns);

/* How much time a width stands for, at least 1 ns. */
int64_t time_axis_span(const TimeAxis *axis, int32_t width);

/* The smallest step between ticks that is good to read (1, 2, 5, 10, …; 15 and 30 s or min; hours;
 * days) and takes at least so much time. */
int64_t time_axis_step(int64_t at_least_ns);

/* Appends a tick's label, with as many decimals as the step needs: "0.35 s", "20 µs", "1 h 30 min".
 * The unit is that of `end_ns`, the last time that is labelled. */
void time_axis_append_label(Text *text, int64_t t_ns, int64_t step_ns, int64_t end_ns, bool ascii);

#endif
