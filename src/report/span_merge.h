/* All spans of a run in the order of time, though they are kept by lanes: the earliest start first,
 * then the longest, then the lane that was created first. In between, each lane's end: before what
 * begins at that time. Memory grows with the number of lanes only. */
#ifndef REPORT_SPAN_MERGE_H
#define REPORT_SPAN_MERGE_H

#include "trace/spans.h"

typedef struct SpanMergeHead {
    size_t next; /* in Spans.items, the lane's next span; behind its last one: its end */
    uint32_t lane;
} SpanMergeHead;

typedef struct SpanMergeItem {
    int64_t t_ns;
    const Span *span; /* that begins; NULL: the lane ends */
    uint32_t lane;
} SpanMergeItem;

typedef struct SpanMerge {
    const Spans *spans;
    SpanMergeHead *heap; /* of lanes that have not ended, the earliest first */
    size_t count;
} SpanMerge;

void span_merge_init(SpanMerge *merge, const Spans *spans);
void span_merge_release(SpanMerge *merge);

/* What comes next; false after the last. */
bool span_merge_next(SpanMerge *merge, SpanMergeItem *item);

#endif
