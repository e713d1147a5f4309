#include "report/span_merge.h"

#include "base/memory.h"

static SpanMergeItem item_of(const SpanMerge *merge, SpanMergeHead head) {
    const LaneSpans *lane = &merge->spans->lanes[head.lane];
    const Span *span = &merge->spans->items[head.next];
    if (head.next == lane->first + lane->count) {
        return (SpanMergeItem){.t_ns = span[-1].end_ns, .lane = head.lane};
    }
    return (SpanMergeItem){.t_ns = span->start_ns, .span = span, .lane = head.lane};
}

static bool is_before(const SpanMerge *merge, SpanMergeHead a, SpanMergeHead b) {
    SpanMergeItem one = item_of(merge, a), other = item_of(merge, b);
    if (one.t_ns != other.t_ns) {
        return one.t_ns < other.t_ns;
    }
    if (one.span == NULL || other.span == NULL) {
        return other.span != NULL || (one.span == NULL && a.lane < b.lane);
    }
    return one.span->end_ns != other.span->end_ns ? one.span->end_ns > other.span->end_ns
                                                  : a.lane < b.lane;
}

static void sift_down(SpanMerge *merge, size_t at) {
    SpanMergeHead head = merge->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= merge->count) {
            break;
        }
        if (child + 1 < merge->count &&
            is_before(merge, merge->heap[child + 1], merge->heap[child])) {
            child++;
        }
        if (!is_before(merge, merge->heap[child], head)) {
            break;
        }
        merge->heap[at] = merge->heap[child];
        at = child;
    }
    merge->heap[at] = head;
}

void span_merge_init(SpanMerge *merge, const Spans *spans) {
    *merge = (SpanMerge){.spans = spans,
                         .heap = memory_new_zeroed(spans->lane_count + 1, sizeof *merge->heap)};
    for (size_t i = 0; i < spans->lane_count; i++) {
        if (spans->lanes[i].count > 0) {
            merge->heap[merge->count++] =
                (SpanMergeHead){.next = spans->lanes[i].first, .lane = (uint32_t)i};
        }
    }
    for (size_t i = merge->count / 2; i-- > 0;) {
        sift_down(merge, i);
    }
}

void span_merge_release(SpanMerge *merge) {
    memory_free(merge->heap);
    *merge = (SpanMerge){0};
}

bool span_merge_next(SpanMerge *merge, SpanMergeItem *item) {
    if (merge->count == 0) {
        return false;
    }
    *item = item_of(merge, merge->heap[0]);
    if (item->span != NULL) {
        merge->heap[0].next++;
    } else {
        merge->heap[0] = merge->heap[--merge->count];
    }
    sift_down(merge, 0);
    return true;
}
