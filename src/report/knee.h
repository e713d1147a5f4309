/* The knee of a curve: where more of the one stops to bring much of the other. Kneedle (Satopää,
 * Albrecht, Irwin, Raghavan: Finding a "Kneedle" in a Haystack, ICDCS workshops 2011), for curves
 * that bend upwards: both axes are scaled to 0..1, and the knee is the point that lies farthest
 * below the straight line from the first point to the last, provided that it lies at least as far
 * below as points are apart on average (the paper's sensitivity S = 1, at the highest of its
 * maxima). Nothing is smoothed: the points are medians already. */
#ifndef REPORT_KNEE_H
#define REPORT_KNEE_H

#include <stddef.h>
#include <stdint.h>

typedef struct KneePoint {
    int32_t x, y; /* of any scale, as they are drawn; x rises */
} KneePoint;

/* Which point is the knee; -1: there is none. */
int64_t knee_find(const KneePoint *points, size_t count);

#endif
