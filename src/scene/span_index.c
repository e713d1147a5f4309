#include "scene/span_index.h"

#include "base/memory.h"

/* The time of a stretch by state, and its marks. */
typedef struct Tally {
    uint64_t time_ns[SPAN_STATE_COUNT]; /* wraps round where nodes reach over lanes of huge times */
    int64_t start_ns;
    bool has_step, has_blocked, is_empty;
} Tally;

static void clear_tally(Tally *tally) {
    *tally = (Tally){.is_empty = true};
}

static void tally_span(Tally *tally, const Span *span) {
    if (tally->is_empty) {
        tally->is_empty = false;
        tally->start_ns = span->start_ns;
    }
    tally->time_ns[span->state] += (uint64_t)(span->end_ns - span->start_ns);
    tally->has_step |= span->end_ns == span->start_ns && span->state == SPAN_RUNNING;
    tally->has_blocked |= span->state == SPAN_BLOCKED;
}

static void add_tally(Tally *sum, const Tally *tally) {
    if (sum->is_empty) {
        sum->is_empty = false;
        sum->start_ns = tally->start_ns;
    }
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        sum->time_ns[state] += tally->time_ns[state];
    }
    sum->has_step |= tally->has_step;
    sum->has_blocked |= tally->has_blocked;
}

/* RUNNING where nothing takes time: what is left then are steps. */
static uint8_t prevailing(const uint64_t time_ns[SPAN_STATE_COUNT]) {
    int best = SPAN_RUNNING;
    for (int state = 1; state < SPAN_STATE_COUNT; state++) {
        best = time_ns[state] > time_ns[best] ? state : best;
    }
    return (uint8_t)best;
}

static size_t nodes_of_level(const Spans *spans, int level) {
    size_t span = (size_t)1 << (2 * level);
    return (spans->count + span - 1) / span;
}

static void store(SpanIndex *index, int level, size_t node, const Tally *tally) {
    index->levels[level][node] = (SpanNode){.start_ns = tally->start_ns,
                                            .state = prevailing(tally->time_ns),
                                            .has_step = tally->has_step,
                                            .has_blocked = tally->has_blocked};
}

void span_index_init(SpanIndex *index, const Spans *spans) {
    *index = (SpanIndex){.spans = spans, .level_count = 1};
    while (index->level_count < SPAN_INDEX_LEVELS_MAX &&
           nodes_of_level(spans, index->level_count - 1) > 1) {
        size_t count = nodes_of_level(spans, index->level_count);
        index->levels[index->level_count++] = memory_new(count * sizeof(SpanNode));
    }
    Tally tallies[SPAN_INDEX_LEVELS_MAX];
    for (int level = 0; level < SPAN_INDEX_LEVELS_MAX; level++) {
        clear_tally(&tallies[level]);
    }
    /* As a counter counts: a full node is stored, and carried into the level above. */
    for (size_t i = 0; i < spans->count; i++) {
        bool is_last = i + 1 == spans->count;
        tally_span(&tallies[1], &spans->items[i]);
        for (int level = 1; level < index->level_count; level++) {
            size_t covered = (size_t)1 << (2 * level);
            if ((i + 1) % covered != 0 && !is_last) {
                break;
            }
            store(index, level, i / covered, &tallies[level]);
            if (level + 1 < index->level_count) {
                add_tally(&tallies[level + 1], &tallies[level]);
            }
            clear_tally(&tallies[level]);
        }
    }
}

void span_index_release(SpanIndex *index) {
    for (int level = 1; level < index->level_count; level++) {
        memory_free(index->levels[level]);
    }
    *index = (SpanIndex){0};
}

size_t span_index_find(const SpanIndex *index, uint32_t lane, int64_t t_ns) {
    const LaneSpans *found = &index->spans->lanes[lane];
    size_t low = found->first, high = found->first + found->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Span *span = &index->spans->items[middle];
        bool is_before = span->end_ns < t_ns || (span->end_ns == t_ns && span->start_ns < t_ns);
        if (is_before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void span_walk_begin(SpanWalk *walk, const SpanIndex *index, uint32_t lane, int64_t from_ns,
                     int64_t to_ns, int64_t cell_ns) {
    const LaneSpans *found = &index->spans->lanes[lane];
    *walk = (SpanWalk){.index = index,
                       .at = span_index_find(index, lane, from_ns),
                       .end = found->first + found->count,
                       .to_ns = to_ns,
                       .cell_ns = cell_ns};
}

/* Where the spans before number `end` of the lane end. */
static int64_t end_before(const SpanWalk *walk, int level, size_t end) {
    if (end >= walk->end) {
        return walk->index->spans->items[walk->end - 1].end_ns;
    }
    return level == 0 ? walk->index->spans->items[end].start_ns
                      : walk->index->levels[level][end >> (2 * level)].start_ns;
}

/* The largest node that begins at walk->at, lies in the lane and is shorter than a cell; returns
 * its level, 0 for a single span. */
static int choose_level(const SpanWalk *walk, int64_t start_ns, int64_t *end_ns) {
    int level = walk->level + 1;
    int top = walk->at == 0 ? SPAN_INDEX_LEVELS_MAX : __builtin_ctzll(walk->at) / 2;
    level = level > top ? top : level;
    level = level >= walk->index->level_count ? walk->index->level_count - 1 : level;
    for (; level > 0; level--) {
        size_t end = walk->at + ((size_t)1 << (2 * level));
        if (end <= walk->end) {
            *end_ns = end_before(walk, level, end);
            if (*end_ns - start_ns < walk->cell_ns) {
                return level;
            }
        }
    }
    *end_ns = walk->index->spans->items[walk->at].end_ns;
    return 0;
}

bool span_walk_next(SpanWalk *walk, SpanPiece *piece) {
    const Span *spans = walk->index->spans->items;
    if (walk->at >= walk->end || spans[walk->at].start_ns > walk->to_ns) {
        return false;
    }
    const Span *span = &spans[walk->at];
    *piece = (SpanPiece){.start_ns = span->start_ns,
                         .end_ns = span->start_ns,
                         .first = walk->at,
                         .state = SPAN_STATE_COUNT};
    uint64_t time_ns[SPAN_STATE_COUNT] = {0};
    while (walk->at < walk->end) {
        int64_t start_ns = piece->end_ns, end_ns;
        int level = choose_level(walk, start_ns, &end_ns);
        SpanNode node;
        if (level == 0) {
            span = &spans[walk->at];
            if (piece->count > 0 && end_ns - start_ns >= walk->cell_ns) {
                break; /* long enough to stand alone */
            }
            node = (SpanNode){.state = span->state,
                              .has_step = end_ns == start_ns && span->state == SPAN_RUNNING,
                              .has_blocked = span->state == SPAN_BLOCKED};
        } else {
            node = walk->index->levels[level][walk->at >> (2 * level)];
        }
        time_ns[node.state] += (uint64_t)(end_ns - start_ns);
        piece->has_step |= node.has_step;
        piece->has_blocked |= node.has_blocked;
        piece->end_ns = end_ns;
        piece->count += (size_t)1 << (2 * level);
        walk->at += (size_t)1 << (2 * level);
        walk->level = level;
        if (end_ns - piece->start_ns >= walk->cell_ns) {
            break;
        }
    }
    piece->state = piece->has_blocked ? SPAN_BLOCKED : prevailing(time_ns);
    return true;
}
