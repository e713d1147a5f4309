#include "report/knee.h"

enum { KNEE_ONE = 1 << 20 };

int64_t knee_find(const KneePoint *points, size_t count) {
    if (count < 3) {
        return -1;
    }
    int32_t low = points[0].y, high = points[0].y;
    for (size_t i = 1; i < count; i++) {
        low = points[i].y < low ? points[i].y : low;
        high = points[i].y > high ? points[i].y : high;
    }
    int64_t width = (int64_t)points[count - 1].x - points[0].x, height = (int64_t)high - low;
    if (width <= 0 || height <= 0) {
        return -1;
    }
    int64_t first = ((int64_t)points[0].y - low) * KNEE_ONE / height;
    int64_t rise = ((int64_t)points[count - 1].y - low) * KNEE_ONE / height - first;
    int64_t best = -1, most = KNEE_ONE / (int64_t)(count - 1);
    for (size_t i = 1; i + 1 < count; i++) {
        int64_t x = ((int64_t)points[i].x - points[0].x) * KNEE_ONE / width;
        int64_t y = ((int64_t)points[i].y - low) * KNEE_ONE / height;
        int64_t below = first + rise * x / KNEE_ONE - y;
        if (below > most) {
            most = below;
            best = (int64_t)i;
        }
    }
    return best;
}
