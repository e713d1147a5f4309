#include "trace/trace.h"

#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

static void trace_keeps_events_in_order_across_chunks(void **state) {
    (void)state;
    Trace *trace = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    size_t count = 3 * TRACE_CHUNK_EVENTS + 5;
    for (size_t i = 0; i < count; i++) {
        trace_add(trace, (int64_t)i, TRACE_LINE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    }
    assert_int_equal(trace_count(trace), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(trace_at(trace, i)->t_ns, i);
    }
    trace_free(trace);
}

static void trace_drops_what_is_over_its_budget_but_not_the_exit(void **state) {
    (void)state;
    Trace *trace = trace_new(TRACE_CHUNK_EVENTS);
    for (size_t i = 0; i < TRACE_CHUNK_EVENTS; i++) {
        trace_add(trace, 1, TRACE_LINE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    }
    assert_false(trace_is_full(trace));
    for (size_t i = 0; i < 7; i++) {
        trace_add(trace, 2, TRACE_LINE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 1, 0);
    }
    assert_true(trace_is_full(trace));
    trace_finish(trace, 3, 120);
    assert_int_equal(trace_count(trace), TRACE_CHUNK_EVENTS + 2);
    assert_int_equal(trace_at(trace, TRACE_CHUNK_EVENTS)->kind, TRACE_CUT);
    assert_int_equal(trace_at(trace, TRACE_CHUNK_EVENTS)->arg, 7);
    assert_int_equal(trace_at(trace, TRACE_CHUNK_EVENTS + 1)->kind, TRACE_EXIT);
    assert_int_equal(trace_at(trace, TRACE_CHUNK_EVENTS + 1)->arg, 120);
    trace_free(trace);
}

static void trace_keeps_each_string_once(void **state) {
    (void)state;
    Trace *trace = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    uint32_t first = trace_string(trace, "fetch", 5);
    for (int i = 0; i < 1000; i++) {
        char text[16];
        int length = snprintf(text, sizeof text, "text %d", i);
        trace_string(trace, text, (size_t)length);
    }
    assert_int_equal(trace_string(trace, "fetch", 5), first);
    assert_int_not_equal(trace_string(trace, "fetc", 4), first);
    assert_string_equal(trace_string_at(trace, first), "fetch");
    assert_string_equal(trace_string_at(trace, 0), "");
    assert_string_equal(trace_string_at(trace, trace_string(trace, "a\0b", 3)), "a");
    trace_free(trace);
}

static void trace_names_tasks_by_number_unless_they_have_a_name(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    uint32_t task = trace_add_task(trace, 0, NULL, 12, "f()", 0, 0, 1);
    Text name = {0};
    trace_lane_name(trace, task, &name);
    assert_string_equal(text_cstr(&name), "Task-12");
    text_clear(&name);
    trace_rename(trace, task, "worker");
    trace_lane_name(trace, task, &name);
    assert_string_equal(text_cstr(&name), "worker");
    text_release(&name);
    trace_free(trace);
}

static void trace_describes_every_event_reason_and_phase(void **state) {
    (void)state;
    Text text = {0};
    trace_describe_format(&text);
    for (size_t i = 0; i < TRACE_KIND_COUNT; i++) {
        assert_non_null(strstr(text_cstr(&text), TRACE_KINDS[i].meaning));
    }
    for (size_t i = 0; i < TRACE_REASON_COUNT; i++) {
        assert_non_null(strstr(text_cstr(&text), TRACE_REASONS[i].phrase));
    }
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        assert_non_null(strstr(text_cstr(&text), TRACE_PHASES[i].meaning));
    }
    text_release(&text);
}

static void trace_sort_puts_late_events_where_they_belong(void **state) {
    (void)state;
    Trace *trace = trace_new(2 * TRACE_CHUNK_EVENTS);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    enum { LAST = TRACE_CHUNK_EVENTS + 10 };
    for (int64_t i = 1; i < LAST; i++) { /* every tenth tells of three before, in turn */
        trace_add(trace, i * 10, TRACE_STEP, TRACE_FOR_NONE, 0, TRACE_NOBODY, 0, i);
        if (i % 10 == 0) {
            for (int64_t back = 3; back > 0; back--) {
                trace_add(trace, (i - back) * 10, TRACE_TURN, TRACE_FOR_NONE, 0, TRACE_NOBODY, 0,
                          -i);
            }
        }
    }
    size_t count = trace_count(trace);
    trace_sort(trace);
    assert_int_equal(trace_count(trace), count);
    for (size_t i = 1; i < count; i++) {
        const TraceEvent *event = trace_at(trace, i), *before = trace_at(trace, i - 1);
        assert_true(before->t_ns <= event->t_ns);
        if (event->kind == TRACE_TURN) { /* behind the one of its time that was there first */
            assert_int_equal(before->kind, TRACE_STEP);
            assert_int_equal(before->t_ns, event->t_ns);
        }
    }
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_sort_puts_late_events_where_they_belong),
        cmocka_unit_test(trace_keeps_events_in_order_across_chunks),
        cmocka_unit_test(trace_drops_what_is_over_its_budget_but_not_the_exit),
        cmocka_unit_test(trace_keeps_each_string_once),
        cmocka_unit_test(trace_names_tasks_by_number_unless_they_have_a_name),
        cmocka_unit_test(trace_describes_every_event_reason_and_phase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
