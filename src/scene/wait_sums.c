#include "scene/wait_sums.h"

#include "base/memory.h"
#include "scene/time_sort.h"

static bool counts(const Span *span) {
    return span_is_external(span) && span->end_ns > span->start_ns;
}

void wait_sums_init(WaitSums *sums, const Spans *spans) {
    size_t count = 0;
    for (size_t i = 0; i < spans->count; i++) {
        count += counts(&spans->items[i]);
    }
    *sums = (WaitSums){.starts = memory_new(sizeof *sums->starts * (count + 1)),
                       .ends = memory_new(sizeof *sums->ends * (count + 1)),
                       .count = count};
    TimedItem *items = memory_new(sizeof *items * (count + 1));
    size_t at = 0;
    for (size_t i = 0; i < spans->count; i++) {
        if (counts(&spans->items[i])) {
            items[at++] = (TimedItem){spans->items[i].end_ns, spans->items[i].start_ns};
        }
    }
    time_sort(items, count);
    uint64_t sum_ns = 0;
    int64_t longest_ns = 0, first_start_ns = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        int64_t length_ns = items[i].t_ns - items[i].value;
        sum_ns += (uint64_t)items[i].t_ns;
        longest_ns = length_ns > longest_ns ? length_ns : longest_ns;
        sums->ends[i] =
            (WaitEnd){.t_ns = items[i].t_ns, .sum_ns = sum_ns, .longest_ns = longest_ns};
    }
    for (size_t i = count; i-- > 0;) {
        first_start_ns = items[i].value < first_start_ns ? items[i].value : first_start_ns;
        sums->ends[i].first_start_ns = first_start_ns;
        items[i].t_ns = items[i].value;
    }
    time_sort(items, count);
    sum_ns = 0;
    for (size_t i = 0; i < count; i++) {
        sum_ns += (uint64_t)items[i].t_ns;
        sums->starts[i] = (WaitStart){.t_ns = items[i].t_ns, .sum_ns = sum_ns};
    }
    memory_free(items);
}

void wait_sums_release(WaitSums *sums) {
    memory_free(sums->starts);
    memory_free(sums->ends);
    *sums = (WaitSums){0};
}

static size_t started_until(const WaitSums *sums, int64_t t_ns) {
    size_t low = 0, high = sums->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sums->starts[middle].t_ns <= t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t ended_until(const WaitSums *sums, int64_t t_ns) {
    size_t low = 0, high = sums->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sums->ends[middle].t_ns <= t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

WaitFigures wait_sums_at(const WaitSums *sums, int64_t t_ns) {
    size_t started = started_until(sums, t_ns), ended = ended_until(sums, t_ns);
    WaitFigures figures = {.begun = started, .in_flight = started - ended};
    uint64_t sum_ns = (uint64_t)t_ns * (started - ended);
    sum_ns += ended > 0 ? sums->ends[ended - 1].sum_ns : 0;
    sum_ns -= started > 0 ? sums->starts[started - 1].sum_ns : 0;
    figures.sum_ns = sum_ns > (uint64_t)INT64_MAX ? INT64_MAX : (int64_t)sum_ns;
    figures.longest_ns = ended > 0 ? sums->ends[ended - 1].longest_ns : 0;
    if (started > ended && ended < sums->count) {
        int64_t open_ns = t_ns - sums->ends[ended].first_start_ns;
        figures.longest_ns = open_ns > figures.longest_ns ? open_ns : figures.longest_ns;
    }
    return figures;
}
