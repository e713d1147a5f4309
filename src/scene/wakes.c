#include "scene/wakes.h"

void wakes_find(Wakes *wakes, const Trace *trace) {
    *wakes = (Wakes){0};
    size_t count = trace_count(trace);
    for (size_t i = 0; i < count; i++) {
        const TraceEvent *event = trace_at(trace, i);
        bool is_wake = event->kind == TRACE_WAKE || event->kind == TRACE_UNBLOCK;
        if (is_wake && event->other != TRACE_NOBODY && event->other != event->lane) {
            ARRAY_PUSH(wakes, (Wake){event->t_ns, event->other, event->lane});
        }
    }
}

size_t wakes_from(const Wakes *wakes, int64_t t_ns) {
    size_t low = 0, high = wakes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (wakes->items[middle].t_ns < t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
