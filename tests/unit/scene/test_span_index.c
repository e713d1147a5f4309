#include "scene/span_index.h"

#include "base/memory.h"
#include "base/random.h"
#include "unit/unit.h"

/* Lanes of back-to-back spans of random states and lengths, many of them without length. */
static void make_spans(Spans *spans, Random *random, size_t lanes, size_t count_max,
                       uint64_t length_max) {
    *spans = (Spans){.lanes = memory_new_zeroed(lanes + 1, sizeof *spans->lanes),
                     .items = memory_new_zeroed(lanes * count_max + 1, sizeof *spans->items),
                     .lane_count = lanes};
    for (size_t lane = 0; lane < lanes; lane++) {
        LaneSpans *found = &spans->lanes[lane];
        int64_t t_ns = (int64_t)random_below(random, 1000);
        *found = (LaneSpans){
            .first = spans->count, .count = random_below(random, count_max + 1), .start_ns = t_ns};
        for (size_t i = 0; i < found->count; i++) {
            bool is_step = random_below(random, 3) == 0;
            bool is_long = random_below(random, 50) == 0;
            int64_t length_ns = is_step   ? 0
                                : is_long ? (int64_t)(length_max * 40)
                                          : 1 + (int64_t)random_below(random, length_max);
            spans->items[spans->count++] =
                (Span){.start_ns = t_ns,
                       .end_ns = t_ns + length_ns,
                       .state = is_step ? SPAN_RUNNING : (uint8_t)random_below(random, SPAN_DONE)};
            t_ns += length_ns;
        }
        found->end_ns = t_ns;
        spans->end_ns = t_ns > spans->end_ns ? t_ns : spans->end_ns;
    }
}

static bool touches(const Span *span, int64_t from_ns, int64_t to_ns) {
    return span->start_ns <= to_ns &&
           (span->end_ns > from_ns || (span->end_ns == from_ns && span->start_ns == from_ns));
}

/* The spans of a piece, one by one. */
static void check_piece(const Spans *spans, const SpanPiece *piece, int64_t cell_ns) {
    int64_t time_ns[SPAN_STATE_COUNT] = {0}, whole_ns = piece->end_ns - piece->start_ns;
    bool has_step = false, has_blocked = false;
    assert_true(piece->count > 0);
    assert_int_equal(spans->items[piece->first].start_ns, piece->start_ns);
    assert_int_equal(spans->items[piece->first + piece->count - 1].end_ns, piece->end_ns);
    for (size_t i = piece->first; i < piece->first + piece->count; i++) {
        const Span *span = &spans->items[i];
        time_ns[span->state] += span->end_ns - span->start_ns;
        has_step |= span->end_ns == span->start_ns && span->state == SPAN_RUNNING;
        has_blocked |= span->state == SPAN_BLOCKED;
        assert_true(piece->count == 1 || span->end_ns - span->start_ns < cell_ns);
    }
    assert_true(piece->count == 1 || whole_ns < 2 * cell_ns);
    assert_int_equal(piece->has_step, has_step);
    assert_int_equal(piece->has_blocked, has_blocked);
    if (has_blocked) {
        assert_int_equal(piece->state, SPAN_BLOCKED);
    } else if (piece->count == 1) {
        assert_int_equal(piece->state, spans->items[piece->first].state);
    } else if (whole_ns > 0) {
        assert_true(time_ns[piece->state] > 0);
        for (int state = 0; state < SPAN_STATE_COUNT; state++) {
            assert_true(time_ns[state] < whole_ns || state == piece->state);
        }
    } else {
        assert_int_equal(piece->state, SPAN_RUNNING);
    }
}

/* Pieces are the touched spans, in order and without a gap, folded as little as a cell allows. */
static void check_walk(const SpanIndex *index, uint32_t lane, int64_t from_ns, int64_t to_ns,
                       int64_t cell_ns) {
    const Spans *spans = index->spans;
    size_t next = spans->lanes[lane].first, end = next + spans->lanes[lane].count;
    while (next < end && !touches(&spans->items[next], from_ns, to_ns)) {
        next++;
    }
    SpanWalk walk;
    SpanPiece piece;
    int64_t folded_ns = cell_ns; /* length of the piece before, if it was folded */
    span_walk_begin(&walk, index, lane, from_ns, to_ns, cell_ns);
    while (span_walk_next(&walk, &piece)) {
        assert_int_equal(piece.first, next);
        check_piece(spans, &piece, cell_ns);
        bool stands_alone = piece.end_ns - piece.start_ns >= cell_ns && piece.count == 1;
        assert_true(folded_ns >= cell_ns || stands_alone);
        folded_ns = stands_alone ? cell_ns : piece.end_ns - piece.start_ns;
        next = piece.first + piece.count;
    }
    for (; next < end; next++) {
        assert_false(touches(&spans->items[next], from_ns, to_ns));
    }
}

static void walks_give_every_span_once_at_any_zoom(void **state) {
    (void)state;
    Random random = random_stream(7, "scene");
    for (int round = 0; round < 60; round++) {
        Spans spans;
        SpanIndex index;
        make_spans(&spans, &random, 1 + random_below(&random, 5), round < 50 ? 40 : 3000,
                   1 + random_below(&random, 200));
        span_index_init(&index, &spans);
        for (int i = 0; i < 60; i++) {
            uint32_t lane = (uint32_t)random_below(&random, spans.lane_count);
            int64_t from_ns = (int64_t)random_below(&random, (uint64_t)spans.end_ns + 10);
            int64_t to_ns = from_ns + (int64_t)random_below(&random, (uint64_t)spans.end_ns + 10);
            int64_t cell_ns = 1 + (int64_t)random_below(&random, (uint64_t)spans.end_ns / 10 + 5);
            check_walk(&index, lane, from_ns, to_ns, cell_ns);
            check_walk(&index, lane, 0, spans.end_ns, 1 + cell_ns / 100);
        }
        span_index_release(&index);
        spans_release(&spans);
    }
}

static void finding_gives_the_span_under_a_time(void **state) {
    (void)state;
    Random random = random_stream(8, "scene");
    Spans spans;
    SpanIndex index;
    make_spans(&spans, &random, 3, 60, 5);
    span_index_init(&index, &spans);
    for (uint32_t lane = 0; lane < 3; lane++) {
        for (int64_t t_ns = 0; t_ns < spans.end_ns + 3; t_ns++) {
            size_t expected = spans.lanes[lane].first, end = expected + spans.lanes[lane].count;
            while (expected < end && !touches(&spans.items[expected], t_ns, INT64_MAX)) {
                expected++;
            }
            assert_int_equal(span_index_find(&index, lane, t_ns), expected);
        }
    }
    span_index_release(&index);
    spans_release(&spans);
}

static void a_walk_over_a_million_spans_looks_at_few(void **state) {
    (void)state;
    Random random = random_stream(9, "scene");
    Spans spans;
    SpanIndex index;
    make_spans(&spans, &random, 1, 1000000, 100);
    span_index_init(&index, &spans);
    SpanWalk walk;
    SpanPiece piece;
    size_t pieces = 0;
    span_walk_begin(&walk, &index, 0, 0, spans.end_ns, spans.end_ns / 1000);
    while (span_walk_next(&walk, &piece)) {
        pieces++;
    }
    assert_true(pieces >= 500 && pieces <= 1001);
    span_index_release(&index);
    spans_release(&spans);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_give_every_span_once_at_any_zoom),
        cmocka_unit_test(finding_gives_the_span_under_a_time),
        cmocka_unit_test(a_walk_over_a_million_spans_looks_at_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
