#include "scene/chart_scale.h"

#include "base/check.h"

__extension__ typedef __int128 Wide;

enum { LOG_BITS = 20 };

/* Squares the mantissa again and again: each time that it passes 2, there is a 1 in the logarithm.
 */
int64_t chart_scale_log2(uint64_t value) {
    CHECK(value > 0);
    int whole = 63 - __builtin_clzll(value);
    uint64_t mantissa = value << (63 - whole) >> 32; /* 1 to 2, in 2^-31ths */
    int64_t log = whole;
    for (int i = 0; i < LOG_BITS; i++) {
        mantissa = mantissa * mantissa >> 31;
        log = log * 2 + (int64_t)(mantissa >> 32);
        mantissa >>= mantissa >> 32;
    }
    return log;
}

static int32_t part(Wide value, Wide whole) {
    Wide found = value * CHART_SCALE_ONE / whole;
    return (int32_t)(found < -CHART_SCALE_ONE      ? -CHART_SCALE_ONE
                     : found > 2 * CHART_SCALE_ONE ? 2 * CHART_SCALE_ONE
                                                   : found);
}

int32_t chart_scale_at(const ChartScale *scale, int64_t value) {
    if (!scale->is_log) {
        return part((Wide)value - scale->from, (Wide)scale->to - scale->from);
    }
    if (value <= 0) {
        return -CHART_SCALE_ONE;
    }
    int64_t from = chart_scale_log2((uint64_t)scale->from);
    return part((Wide)chart_scale_log2((uint64_t)value) - from,
                (Wide)chart_scale_log2((uint64_t)scale->to) - from);
}

bool chart_scale_suits_log(const int64_t *values, size_t count) {
    return count >= 3 && values[0] > 0 &&
           (Wide)values[count / 2] * 4 < (Wide)values[0] + values[count - 1];
}

static const int64_t FACTORS[] = {1, 2, 5};

/* Each power of ten within the scale, times the first `factors` of 1 and so on. */
static size_t log_ticks(const ChartScale *scale, const int64_t *factors, size_t factor_count,
                        size_t count_max, int64_t *ticks) {
    size_t count = 0;
    for (Wide power = 1; power <= scale->to; power *= 10) {
        for (size_t i = 0; i < factor_count; i++) {
            Wide tick = power * factors[i];
            if (tick >= scale->from && tick <= scale->to) {
                if (count == count_max) {
                    return count_max + 1;
                }
                ticks[count++] = (int64_t)tick;
            }
        }
    }
    return count;
}

static size_t linear_ticks(const ChartScale *scale, size_t count_max, int64_t *ticks) {
    for (Wide power = 1;; power *= 10) {
        for (int i = 0; i < 3; i++) {
            Wide step = power * FACTORS[i], first = scale->from / step * step;
            first += first < scale->from ? step : 0;
            if (first > scale->to || (scale->to - first) / step + 1 <= (Wide)count_max) {
                size_t count = 0;
                for (Wide tick = first; tick <= scale->to; tick += step) {
                    ticks[count++] = (int64_t)tick;
                }
                return count;
            }
        }
    }
}

size_t chart_scale_ticks(const ChartScale *scale, size_t count_max, int64_t *ticks) {
    CHECK(count_max >= 2 && count_max <= CHART_SCALE_TICKS_MAX && scale->to > scale->from);
    static const size_t FACTOR_COUNTS[] = {3, 1};
    for (int i = 0; scale->is_log && i < 2; i++) {
        size_t count = log_ticks(scale, FACTORS, FACTOR_COUNTS[i], count_max, ticks);
        if (count >= 2 && count <= count_max) {
            return count;
        }
    }
    return linear_ticks(scale, count_max, ticks);
}
