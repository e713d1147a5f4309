#include "trace/cores.h"

#include "unit/unit.h"

static void add(Trace *trace, int64_t t_ns, TraceKind kind, TraceReason reason, uint32_t lane,
                int64_t arg) {
    trace_add(trace, t_ns, kind, reason, lane, TRACE_NOBODY, 0, arg);
}

static void expect_span(const Cores *cores, size_t i, int core, uint32_t lane, int64_t start_ns,
                        int64_t end_ns) {
    assert_int_equal(cores->items.items[i].core, core);
    assert_int_equal(cores->items.items[i].lane, lane);
    assert_int_equal(cores->items.items[i].start_ns, start_ns);
    assert_int_equal(cores->items.items[i].end_ns, end_ns);
}

static void cores_are_left_by_whatever_waits(void **state) {
    (void)state;
    Trace *trace = trace_new(1000);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    uint32_t worker = trace_add_thread(trace, 0, "worker", 0, 0);
    uint32_t task = trace_add_task(trace, 0, NULL, 1, "work", 0, 0, 0);
    add(trace, 0, TRACE_CORE, TRACE_FOR_NONE, 0, 0);
    add(trace, 5, TRACE_CORE, TRACE_FOR_NONE, worker, 2);
    add(trace, 10, TRACE_BLOCK, TRACE_FOR_SLEEP, task, 20); /* a task's call blocks its thread */
    add(trace, 12, TRACE_BLOCK, TRACE_FOR_GIL, worker, 0);
    add(trace, 15, TRACE_CORE, TRACE_FOR_NONE, worker, 1);
    add(trace, 15, TRACE_CORE, TRACE_FOR_NONE, worker, 2); /* moved at once: no span */
    add(trace, 18, TRACE_THREAD_END, TRACE_FOR_NONE, worker, 0);
    add(trace, 20, TRACE_UNBLOCK, TRACE_FOR_SLEEP, task, 20);
    add(trace, 20, TRACE_CORE, TRACE_FOR_NONE, 0, 0);
    trace_finish(trace, 30, 0);
    Cores cores;
    cores_derive(&cores, trace);
    assert_int_equal(cores.count, 3);
    assert_int_equal(cores.items.count, 4);
    expect_span(&cores, 0, 0, 0, 0, 10);
    expect_span(&cores, 1, 2, worker, 5, 12);
    expect_span(&cores, 2, 2, worker, 15, 18);
    expect_span(&cores, 3, 0, 0, 20, 30);
    cores_release(&cores);
    trace_free(trace);
}

static void cores_of_a_run_without_prices_are_none(void **state) {
    (void)state;
    Trace *trace = trace_new(1000);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    add(trace, 0, TRACE_BLOCK, TRACE_FOR_SLEEP, 0, 10);
    trace_finish(trace, 10, 0);
    Cores cores;
    cores_derive(&cores, trace);
    assert_int_equal(cores.count, 0);
    assert_int_equal(cores.items.count, 0);
    cores_release(&cores);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores_are_left_by_whatever_waits),
        cmocka_unit_test(cores_of_a_run_without_prices_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
