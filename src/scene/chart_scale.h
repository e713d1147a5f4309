/* A chart's axis: where a number lies between two others, evenly or by its logarithm, and which
 * numbers are good to label. All of it is integers, the logarithms too, so that a chart is the same
 * bytes everywhere. */
#ifndef SCENE_CHART_SCALE_H
#define SCENE_CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHART_SCALE_ONE = 1 << 20, CHART_SCALE_TICKS_MAX = 32 };

typedef struct ChartScale {
    int64_t from, to; /* to > from; above 0 on a logarithmic scale */
    bool is_log;
} ChartScale;

/* Where a number lies: 0 at `from`, CHART_SCALE_ONE at `to`. */
int32_t chart_scale_at(const ChartScale *scale, int64_t value);

/* Whether sorted numbers, none there twice, ask for a logarithmic scale: there are three or more,
 * they are above 0, and the middle one is less than a quarter of the first and the last together.
 * It is half of them in an even range, and 1, 2, 5, 10, …, 100 is well below. */
bool chart_scale_suits_log(const int64_t *values, size_t count);

/* Numbers to label, in order, at most `count_max` of them (at most CHART_SCALE_TICKS_MAX): 1, 2 or
 * 5 times a power of ten, all of one step or, by logarithm, as many to each power of ten. Returns
 * how many. */
size_t chart_scale_ticks(const ChartScale *scale, size_t count_max, int64_t *ticks);

/* log2(value) in 2^-20ths, rounded down; value > 0. */
int64_t chart_scale_log2(uint64_t value);

#endif
