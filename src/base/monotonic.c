#include "base/monotonic.h"

#include <time.h>

enum { STEPS = 1000 };

int64_t monotonic_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t monotonic_now_ms(void) {
    return monotonic_now_ns() / 1000000;
}

int64_t monotonic_step_ns(void) {
    int64_t smallest_ns = INT64_MAX;
    int64_t before_ns = monotonic_now_ns();
    for (int i = 0; i < STEPS;) {
        int64_t now_ns = monotonic_now_ns();
        if (now_ns != before_ns) {
            smallest_ns = now_ns - before_ns < smallest_ns ? now_ns - before_ns : smallest_ns;
            before_ns = now_ns;
            i++;
        }
    }
    return smallest_ns;
}
