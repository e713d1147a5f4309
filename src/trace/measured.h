/* What many runs of one program on a real clock say together. Times are whole nanoseconds, and all
 * arithmetic is on integers (but for the ranks below), so that the same samples print the same
 * bytes everywhere.
 *
 *     median      the middle one, or the mean of the middle two
 *     mean ± σ    σ is the sample standard deviation, sqrt(Σ(x - mean)² / (n - 1)): how much one
 *                 run differs from another. One run has none
 *     interval    where the median of all possible runs lies, with at least 95 % confidence,
 * however their times are distributed: from the k-th smallest to the k-th largest run, where k is
 * the largest number with P(at most k - 1 of n fair coins are heads) ≤ 2.5 % (the sign test turned
 * round; David and Nagaraja, Order Statistics, 7.1). Of ten runs these are the second and the
 * ninth; fewer than six runs have none outliers    runs with |x - median| / MAD > 14.826, where MAD
 * is the median of all |x - median|: a modified z-score above 10 (Iglewicz and Hoaglin, 1993; the
 *                 threshold is hyperfine's). Where MAD is 0, whatever differs is one
 *     slow start  the first run is an outlier and the slowest: caches were cold, so that warm-up
 *                 runs would help; the other outliers say that something else was busy */
#ifndef TRACE_MEASURED_H
#define TRACE_MEASURED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEASURED_NS_MAX (INT64_C(1) << 42) /* of one run: more than an hour */

enum {
    MEASURED_RUNS_MAX = 1000,
    MEASURED_CONFIDENCE_PERCENT = 95,
};

typedef struct Measured {
    size_t count; /* 0: the others are 0, too */
    int64_t min_ns, max_ns;
    int64_t median_ns, mean_ns;
    int64_t deviation_ns;    /* σ; 0 for one run */
    bool has_interval;       /* else there were too few runs */
    int64_t low_ns, high_ns; /* the interval of the median */
    size_t middle;           /* which sample lies nearest to the median, counted from 0 */
    size_t outliers;
    bool slow_start;
} Measured;

/* Of samples in the order in which they were taken, at most MEASURED_RUNS_MAX, none negative and
 * none above MEASURED_NS_MAX. */
Measured measured_of(const int64_t *samples_ns, size_t count);

/* Which of the ordered samples, counted from 1, begins the interval of the median; 0: none does. */
size_t measured_interval_rank(size_t count);

/* Whether two measurements differ by more than chance: their intervals do not overlap. False, too,
 * where one of them has none. */
bool measured_differ(const Measured *a, const Measured *b);

#endif
