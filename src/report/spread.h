/* How the makespans of many runs are spread: five figures and a histogram.
 *
 *      makespan   min 90.2 ms   median 131.0 ms   mean 133.7 ms   p95 179.4 ms   max 240.8 ms
 *
 *       80.0 ms  ██                           12
 *      100.0 ms  ███████████                  61
 *      120.0 ms  ███████████████████████████ 146
 */
#ifndef REPORT_SPREAD_H
#define REPORT_SPREAD_H

#include "report/style.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Spread {
    int64_t min_ns, median_ns, mean_ns, p95_ns, max_ns;
} Spread;

/* Of at least one number, which are sorted in place. The median of an even number of them is the
 * mean of the middle two; p95 is the smallest that at least 95 % do not exceed. */
Spread spread_of(int64_t *values_ns, size_t count);

/* Appends the figures and, where they differ, the histogram of the sorted values. */
void spread_append(Text *text, const ReportStyle *style, const Spread *spread,
                   const int64_t *sorted_ns, size_t count);

#endif
