#include "scene/moment.h"
#include "unit/samples.h"
#include "unit/unit.h"

enum { RUNS = 2, EVENTS_MAX = 1000 };

/* What moments look at of a run. */
static void run_init(SceneRun *run, Trace *trace) {
    *run = (SceneRun){.trace = trace};
    spans_derive(&run->spans, trace);
    labels_init(&run->labels, trace);
}

/* A sequential and a concurrent run of three calls: 0.9 s and 0.48 s long. */
static int setup(void **state) {
    static SceneRun runs[RUNS];
    run_init(&runs[0], sample_sequential(3, sample_latency));
    run_init(&runs[1], sample_concurrent(3, sample_latency));
    *state = runs;
    return 0;
}

static int teardown(void **state) {
    SceneRun *runs = *state;
    for (int i = 0; i < RUNS; i++) {
        trace_free((Trace *)runs[i].trace);
        spans_release(&runs[i].spans);
        labels_release(&runs[i].labels);
    }
    return 0;
}

static const TraceEvent *last_event(const Moment *moment, const SceneRun *runs) {
    int run = -1;
    size_t index = 0;
    assert_true(moment_last_event(moment, runs, RUNS, &run, &index));
    assert_int_equal(run, moment->last_run);
    return trace_at(runs[run].trace, index);
}

static void moment_at_a_time_has_all_events_until_then_behind_it(void **state) {
    const SceneRun *runs = *state;
    Moment moment;
    moment_at(&moment, runs, RUNS, 120 * MS);
    for (int i = 0; i < RUNS; i++) {
        assert_true(trace_at(runs[i].trace, moment.past[i] - 1)->t_ns <= 120 * MS);
        assert_true(trace_at(runs[i].trace, moment.past[i])->t_ns > 120 * MS);
    }
    assert_int_equal(moment.t_ns, 120 * MS);
    assert_int_equal(moment.last_run, 1);
    moment_at(&moment, runs, RUNS, -5);
    assert_int_equal(moment.t_ns, 0);
    moment_at(&moment, runs, RUNS, INT64_MAX);
    assert_int_equal(moment.t_ns, 900 * MS);
    assert_int_equal(moment.t_ns, moment_end_ns(runs, RUNS));
    assert_int_equal(moment.past[0], trace_count(runs[0].trace));
}

static void steps_follow_time_then_runs_then_the_record(void **state) {
    const SceneRun *runs = *state;
    Moment moment;
    moment_start(&moment);
    int64_t before_ns = 0;
    int before_run = 0;
    size_t steps = 0;
    while (moment_forward(&moment, runs, RUNS, MOMENT_EVENT, 0, 0)) {
        assert_true(moment.t_ns > before_ns ||
                    (moment.t_ns == before_ns && moment.last_run >= before_run));
        assert_int_equal(last_event(&moment, runs)->t_ns, moment.t_ns);
        before_ns = moment.t_ns;
        before_run = moment.last_run;
        steps++;
    }
    assert_int_equal(steps, trace_count(runs[0].trace) + trace_count(runs[1].trace));
    assert_int_equal(moment.t_ns, 900 * MS);
}

static void steps_back_lead_over_the_same_moments(void **state) {
    const SceneRun *runs = *state;
    static Moment seen[EVENTS_MAX];
    for (int step = 0; step < MOMENT_STEP_KIND_COUNT; step++) {
        size_t count = 0;
        moment_start(&seen[0]);
        for (;;) {
            seen[count + 1] = seen[count];
            if (!moment_forward(&seen[count + 1], runs, RUNS, (MomentStep)step, 1, 3)) {
                break;
            }
            count++;
        }
        assert_true(count > 3);
        Moment moment = seen[count];
        while (count > 0) {
            assert_true(moment_back(&moment, runs, RUNS, (MomentStep)step, 1, 3));
            count--;
            assert_int_equal(moment.t_ns, seen[count].t_ns);
            assert_int_equal(moment.last_run, seen[count].last_run);
            for (int i = 0; i < RUNS; i++) {
                assert_int_equal(moment.past[i], seen[count].past[i]);
            }
        }
        assert_false(moment_back(&moment, runs, RUNS, (MomentStep)step, 1, 3));
    }
}

static void a_step_stops_at_turns_or_at_one_lane_alone(void **state) {
    const SceneRun *runs = *state;
    Moment moment;
    moment_start(&moment);
    assert_true(moment_forward(&moment, runs, RUNS, MOMENT_TURN, 0, 0));
    assert_int_equal(last_event(&moment, runs)->kind, TRACE_TURN);
    /* The third task is woken by its reply, at 480 ms. */
    moment_at(&moment, runs, RUNS, 1 * MS);
    static const uint8_t KINDS[] = {TRACE_RESPONSE, TRACE_WAKE, TRACE_STEP, TRACE_DONE};
    for (size_t i = 0; i < sizeof KINDS; i++) {
        assert_true(moment_forward(&moment, runs, RUNS, MOMENT_LANE, 1, 4));
        assert_int_equal(last_event(&moment, runs)->kind, KINDS[i]);
        assert_int_equal(moment.t_ns, 480 * MS);
    }
    Moment before = moment;
    assert_false(moment_forward(&moment, runs, RUNS, MOMENT_LANE, 1, 4));
    assert_memory_equal(&moment, &before, sizeof before);
}

static void a_step_back_between_events_leads_to_the_one_before(void **state) {
    const SceneRun *runs = *state;
    Moment moment;
    moment_at(&moment, runs, RUNS, 200 * MS);
    assert_true(moment_back(&moment, runs, RUNS, MOMENT_EVENT, 0, 0));
    assert_int_equal(moment.t_ns, 120 * MS);
    size_t past = moment.past[1];
    assert_true(moment_back(&moment, runs, RUNS, MOMENT_EVENT, 0, 0));
    assert_int_equal(moment.past[1], past - 1);
}

static void lines_and_empty_prints_are_not_told(void **state) {
    (void)state;
    Trace *trace = sample_begin("prints.py");
    sample_add(trace, 0, TRACE_LINE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    trace_add_print(trace, 0, 0, 1, 1, "\n\n", 2);
    trace_add_print(trace, 0, 0, 2, 1, "\nhello\n", 7);
    trace_finish(trace, 0, 0);
    SceneRun run;
    run_init(&run, trace);
    Moment moment;
    moment_start(&moment);
    static const uint8_t KINDS[] = {TRACE_THREAD, TRACE_PRINT, TRACE_EXIT};
    for (size_t i = 0; i < sizeof KINDS; i++) {
        assert_true(moment_forward(&moment, &run, 1, MOMENT_EVENT, 0, 0));
        assert_int_equal(trace_at(trace, moment.past[0] - 1)->kind, KINDS[i]);
    }
    assert_false(moment_forward(&moment, &run, 1, MOMENT_EVENT, 0, 0));
    trace_free(trace);
    spans_release(&run.spans);
    labels_release(&run.labels);
}

static void runs_without_a_trace_have_no_moments(void **state) {
    (void)state;
    SceneRun runs[RUNS] = {{.message = "a.py: refused"}, {.message = "b.py: refused"}};
    Moment moment;
    int run;
    size_t index;
    moment_at(&moment, runs, RUNS, 5);
    assert_int_equal(moment.t_ns, 0);
    assert_false(moment_forward(&moment, runs, RUNS, MOMENT_EVENT, 0, 0));
    assert_false(moment_back(&moment, runs, RUNS, MOMENT_EVENT, 0, 0));
    assert_false(moment_last_event(&moment, runs, RUNS, &run, &index));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moment_at_a_time_has_all_events_until_then_behind_it),
        cmocka_unit_test(steps_follow_time_then_runs_then_the_record),
        cmocka_unit_test(steps_back_lead_over_the_same_moments),
        cmocka_unit_test(a_step_stops_at_turns_or_at_one_lane_alone),
        cmocka_unit_test(a_step_back_between_events_leads_to_the_one_before),
        cmocka_unit_test(lines_and_empty_prints_are_not_told),
        cmocka_unit_test(runs_without_a_trace_have_no_moments),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
