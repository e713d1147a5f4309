#include "scene/lane_groups.h"
#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

/* The state of a lane just after a time, as its spans say. */
static int state_at(const Spans *spans, uint32_t lane, int64_t t_ns) {
    const LaneSpans *found = &spans->lanes[lane];
    if (!found->has_begun || t_ns < found->start_ns) {
        return SPAN_STATE_COUNT;
    }
    for (size_t i = found->first; i < found->first + found->count; i++) {
        if (spans->items[i].start_ns <= t_ns && t_ns < spans->items[i].end_ns) {
            return spans->items[i].state;
        }
    }
    return found->end;
}

static int64_t time_until(const Spans *spans, SpanState state, int64_t t_ns) {
    int64_t sum_ns = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const Span *span = &spans->items[i];
        if (span->state == state && span->start_ns < t_ns) {
            sum_ns += (span->end_ns < t_ns ? span->end_ns : t_ns) - span->start_ns;
        }
    }
    return sum_ns;
}

static void expect_census(Trace *trace) {
    Spans spans;
    Census census;
    spans_derive(&spans, trace);
    census_init(&census, &spans, NULL, 0);
    for (int64_t t_ns = 0; t_ns <= spans.end_ns + 30 * MS; t_ns += 10 * MS) {
        CensusHead head = census_at(&census, t_ns);
        uint32_t counts[SPAN_STATE_COUNT + 1] = {0};
        for (uint32_t lane = 0; lane < spans.lane_count; lane++) {
            counts[state_at(&spans, lane, t_ns)]++;
        }
        for (int state = 0; state < SPAN_STATE_COUNT; state++) {
            assert_int_equal(head.count[state], counts[state]);
            bool is_end = state >= SPAN_DONE;
            int64_t time_ns = time_until(&spans, (SpanState)state, t_ns);
            assert_true(is_end || head.time_ns[state] == (uint64_t)time_ns);
        }
    }
    census_release(&census);
    spans_release(&spans);
    trace_free(trace);
}

static void a_census_counts_every_lane_at_every_time(void **state) {
    (void)state;
    expect_census(sample_concurrent(200, sample_latency));
    expect_census(sample_blocking());
    expect_census(sample_sequential(5, sample_latency));
}

static bool group_is(const LaneGroup *group, const char *name, size_t count) {
    return group->name_length == strlen(name) &&
           memcmp(group->name, name, group->name_length) == 0 && group->count == count;
}

static void lanes_that_run_the_same_are_a_group(void **state) {
    (void)state;
    Trace *trace = sample_concurrent(12, sample_latency);
    Spans spans;
    Labels labels;
    LaneGroups groups;
    spans_derive(&spans, trace);
    labels_init(&labels, trace);
    lane_groups_init(&groups, trace, &spans, &labels);
    lane_groups_take_census(&groups, &spans);
    assert_int_equal(groups.group_count, 3);
    assert_int_equal(groups.groups[0].count, 1);
    assert_true(group_is(&groups.groups[1], "main", 1));
    assert_true(group_is(&groups.groups[2], "fetch", 12));
    assert_int_equal(groups.visible_count, 14);
    assert_int_equal(groups.lanes[groups.groups[2].first], 2);
    assert_int_equal(groups.group_of[5], 2);
    assert_int_equal(groups.groups[1].census.change_count, 0);
    assert_int_equal(census_at(&groups.groups[2].census, 0).count[SPAN_NETWORK], 12);
    assert_int_equal(groups.groups[2].census.waits_max, 12);
    lane_groups_release(&groups);
    labels_release(&labels);
    spans_release(&spans);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_census_counts_every_lane_at_every_time),
        cmocka_unit_test(lanes_that_run_the_same_are_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
