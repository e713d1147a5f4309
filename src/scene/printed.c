#include "scene/printed.h"

void printed_init(Printed *printed, const Trace *trace) {
    *printed = (Printed){0};
    size_t count = trace_count(trace);
    for (size_t i = 0; i < count; i++) {
        if (trace_at(trace, i)->kind == TRACE_PRINT) {
            ARRAY_PUSH(&printed->events, (uint32_t)i);
        }
    }
}

void printed_release(Printed *printed) {
    ARRAY_RELEASE(&printed->events);
}

size_t printed_count(const Printed *printed, size_t past) {
    size_t low = 0, high = printed->events.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (printed->events.items[middle] < past) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
