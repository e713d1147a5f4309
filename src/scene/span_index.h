/* The level of detail of a run's lanes: a lane as a row of pieces that are worth drawing at some
 * zoom, found without looking at every span.
 *
 * A span that lasts at least as long as a cell (what a pixel or two stand for) is a piece of its
 * own; shorter ones fold, in their order, into pieces about as long as a cell. A folded piece has
 * the state that fills most of it, but a blocked loop is never hidden by others, and a step that
 * takes no time is still worth a mark.
 *
 * The index is a tree over all spans in their order: a node of level n sums up SPAN_FOLD^n spans.
 * Nodes that reach over the end of a lane are never used. It is built once, in time linear in the
 * number of spans; a walk costs a handful of nodes for each piece that it finds. */
#ifndef SCENE_SPAN_INDEX_H
#define SCENE_SPAN_INDEX_H

#include "trace/spans.h"

enum { SPAN_FOLD = 4, SPAN_INDEX_LEVELS_MAX = 16 };

typedef struct SpanNode {
    int64_t start_ns;
    uint8_t state; /* SpanState that fills most of it */
    bool has_step; /* a step that takes no time is in it */
    bool has_blocked;
} SpanNode;

typedef struct SpanIndex {
    const Spans *spans;
    SpanNode *levels[SPAN_INDEX_LEVELS_MAX]; /* level 0 is the spans themselves: NULL */
    int level_count;
} SpanIndex;

typedef struct SpanPiece {
    int64_t start_ns, end_ns; /* whole, also where it reaches out of the walk's stretch */
    size_t first, count;      /* in Spans.items; more than one: folded */
    uint8_t state;            /* SpanState */
    bool has_step;
    bool has_blocked;
} SpanPiece;

typedef struct SpanWalk {
    const SpanIndex *index;
    size_t at, end; /* in Spans.items */
    int64_t to_ns;  /* of the stretch */
    int64_t cell_ns;
    int level; /* of the node that was used last */
} SpanWalk;

/* The spans must live as long. */
void span_index_init(SpanIndex *index, const Spans *spans);
void span_index_release(SpanIndex *index);

/* The first span of the lane that ends after t_ns, or lies there and has no length, as an index
 * into Spans.items; the end of the lane's spans when there is none. */
size_t span_index_find(const SpanIndex *index, uint32_t lane, int64_t t_ns);

/* Walks over the pieces of a lane that touch [from_ns, to_ns], cells being cell_ns long (at least
 * 1): span_walk_next() fills in one piece after the other, and returns false behind the last. */
void span_walk_begin(SpanWalk *walk, const SpanIndex *index, uint32_t lane, int64_t from_ns,
                     int64_t to_ns, int64_t cell_ns);
bool span_walk_next(SpanWalk *walk, SpanPiece *piece);

#endif
