/* The level of detail of a run's lanes: what a stretch of a lane looks like when it is a pixel or
 * two wide, found without looking at every span in it. Built once for each run, in time linear in
 * the number of spans; a question costs the logarithm of that. */
#ifndef SCENE_SPAN_INDEX_H
#define SCENE_SPAN_INDEX_H

#include "trace/spans.h"

/* What lies in a stretch of time of one lane. */
typedef struct SpanSummary {
    int64_t time_ns[SPAN_STATE_COUNT]; /* within the stretch, by state */
    size_t first, count;               /* the spans that touch it */
    bool has_step;    /* a step that takes no time is among them, and still is worth a mark */
    bool has_blocked; /* a blocked loop is never hidden by others */
} SpanSummary;

typedef struct SpanIndex SpanIndex;

struct SpanIndex {
    const Spans *spans;
    struct SpanIndexLevel *levels; /* each level sums up a fixed number of items of the one below */
    size_t level_count;
};

/* The spans must live as long. */
void span_index_init(SpanIndex *index, const Spans *spans);
void span_index_release(SpanIndex *index);

/* The first span of the lane that ends after t_ns (or lies there, when it has no length), as an
 * index into Spans.items; the end of the lane's spans when there is none. */
size_t span_index_find(const SpanIndex *index, uint32_t lane, int64_t t_ns);

/* Sums up [from_ns, to_ns) of a lane. */
void span_index_sum(const SpanIndex *index, uint32_t lane, int64_t from_ns, int64_t to_ns,
                    SpanSummary *summary);

#endif
