#include "scene/loop_state.h"

#include "base/random.h"
#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

static void expect_same(const LoopNow *a, const LoopNow *b) {
    assert_int_equal(a->past, b->past);
    assert_int_equal(a->t_ns, b->t_ns);
    assert_int_equal(a->running, b->running);
    assert_int_equal(a->turns, b->turns);
    assert_int_equal(a->lane_count, b->lane_count);
    assert_memory_equal(a->lists, b->lists, sizeof a->lists);
    for (size_t i = 0; i < a->lane_count; i++) {
        const LaneNow *left = &a->lanes[i], *right = &b->lanes[i];
        assert_int_equal(left->state, right->state);
        assert_int_equal(left->place, right->place);
        assert_int_equal(left->since_ns, right->since_ns);
        assert_int_equal(left->due_ns, right->due_ns);
        assert_int_equal(left->line, right->line);
        assert_int_equal(left->next, right->next);
        assert_int_equal(left->last, right->last);
    }
}

/* From the very first event, whatever snapshots there are. */
static void find_from_scratch(const LoopStates *states, size_t past, LoopNow *now) {
    LoopStates plain = {.trace = states->trace, .distance = SIZE_MAX};
    plain.snapshots.items = states->snapshots.items;
    plain.snapshots.count = 1;
    loop_now_release(now);
    loop_states_find(&plain, past, now);
}

static void any_moment_is_as_if_played_from_the_start(void **state) {
    (void)state;
    Trace *trace = sample_concurrent(900, sample_latency);
    size_t count = trace_count(trace);
    LoopStates states;
    loop_states_init(&states, trace);
    assert_true(states.snapshots.count > 1);
    LoopNow now = {0}, expected = {0};
    Random random = random_stream(3, "scene");
    size_t past = 0;
    for (int i = 0; i < 300; i++) {
        size_t choice = random_below(&random, 4);
        past = choice == 0   ? random_below(&random, count + 1)
               : choice == 1 ? (past < count ? past + 1 : past)
               : choice == 2 ? (past > 0 ? past - 1 : past)
                             : past;
        loop_states_find(&states, past, &now);
        find_from_scratch(&states, past, &expected);
        expect_same(&now, &expected);
    }
    loop_now_release(&now);
    loop_now_release(&expected);
    loop_states_release(&states);
    trace_free(trace);
}

/* The number of the first event of a kind on a lane, and one more: then it has happened. */
static size_t after(const Trace *trace, TraceKind kind, uint32_t lane) {
    for (size_t i = 0; i < trace_count(trace); i++) {
        if (trace_at(trace, i)->kind == kind && trace_at(trace, i)->lane == lane) {
            return i + 1;
        }
    }
    fail_msg("no such event");
    return 0;
}

static void expect_list(const LoopNow *now, LoopPlace place, size_t count, const uint32_t *lanes) {
    uint32_t found[8];
    assert_int_equal(now->lists[place].count, count);
    assert_int_equal(loop_now_list(now, place, found, 8), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i], lanes[i]);
    }
}

static void lists_hold_who_is_ready_and_who_waits(void **state) {
    (void)state;
    Trace *trace = sample_blocking();
    LoopStates states;
    LoopNow now = {0};
    loop_states_init(&states, trace);
    enum { MAIN = 1, RUDE, POLITE, IDLER, FAILING };

    loop_states_find(&states, after(trace, TRACE_SUSPEND, MAIN), &now);
    expect_list(&now, LOOP_READY, 4, (uint32_t[]){RUDE, POLITE, IDLER, FAILING});
    expect_list(&now, LOOP_WAITING, 1, (uint32_t[]){MAIN});
    assert_int_equal(now.running, TRACE_NOBODY);

    /* Timers stand with the earliest due first, not in the order in which they were set. */
    loop_states_find(&states, after(trace, TRACE_SUSPEND, FAILING), &now);
    expect_list(&now, LOOP_TIMERS, 3, (uint32_t[]){FAILING, RUDE, POLITE});
    expect_list(&now, LOOP_WAITING, 2, (uint32_t[]){MAIN, IDLER});
    uint32_t first;
    assert_int_equal(loop_now_list(&now, LOOP_TIMERS, &first, 1), 1);
    assert_int_equal(first, FAILING);
    assert_int_equal(now.lanes[POLITE].due_ns, 500 * MS);
    assert_int_equal(now.lanes[POLITE].line, 7);

    /* Whoever blocks the loop is still the one that has it. */
    loop_states_find(&states, after(trace, TRACE_BLOCK, RUDE), &now);
    assert_int_equal(now.running, RUDE);
    assert_int_equal(now.lanes[RUDE].state, SPAN_BLOCKED);
    assert_int_equal(now.lanes[TRACE_MAIN].state, SPAN_BLOCKED);
    assert_int_equal(now.lanes[FAILING].state, SPAN_FAILED);

    loop_states_find(&states, trace_count(trace), &now);
    expect_list(&now, LOOP_READY, 0, NULL);
    expect_list(&now, LOOP_TIMERS, 0, NULL);
    assert_int_equal(now.lanes[IDLER].state, SPAN_CANCELLED);

    /* Back to before anything has happened. */
    loop_states_find(&states, 0, &now);
    assert_int_equal(now.lanes[RUDE].state, SPAN_STATE_COUNT);
    loop_now_release(&now);
    loop_states_release(&states);
    trace_free(trace);
}

static void a_thread_that_waits_is_not_called_blocked(void **state) {
    (void)state;
    Trace *trace = sample_sequential(2, sample_latency);
    LoopStates states;
    LoopNow now = {0};
    loop_states_init(&states, trace);
    loop_states_find(&states, after(trace, TRACE_BLOCK, TRACE_MAIN), &now);
    expect_list(&now, LOOP_FLIGHTS, 1, (uint32_t[]){TRACE_MAIN});
    assert_int_equal(now.lanes[TRACE_MAIN].arg, 1);
    loop_states_find(&states, after(trace, TRACE_UNBLOCK, TRACE_MAIN), &now);
    assert_int_equal(now.running, TRACE_MAIN);
    loop_now_release(&now);
    loop_states_release(&states);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_moment_is_as_if_played_from_the_start),
        cmocka_unit_test(lists_hold_who_is_ready_and_who_waits),
        cmocka_unit_test(a_thread_that_waits_is_not_called_blocked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
