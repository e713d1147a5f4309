#include "trace/labels.h"

#include "unit/samples.h"
#include "unit/unit.h"

static void expect_label(const Labels *labels, uint32_t lane, const char *expected) {
    Text text = {0};
    labels_append(labels, lane, &text);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void labels_prefer_names_then_calls_and_tell_calls_apart(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    trace_add_task(trace, 0, NULL, 1, "main()", 0, 0, 1);
    trace_add_task(trace, 0, "worker", 2, "work()", 1, 0, 1);
    trace_add_task(trace, 0, NULL, 3, "fetch", 1, 0, 1);
    trace_add_task(trace, 0, NULL, 4, "fetch", 1, 0, 1);
    trace_add_task(trace, 0, NULL, 5, "", 1, 0, 1);
    Labels labels;
    labels_init(&labels, trace);
    expect_label(&labels, 0, "MainThread");
    expect_label(&labels, 1, "main()");
    expect_label(&labels, 2, "worker");
    expect_label(&labels, 3, "Task-3 fetch");
    expect_label(&labels, 4, "Task-4 fetch");
    expect_label(&labels, 5, "Task-5");
    labels_release(&labels);
    trace_free(trace);
}

static void labels_know_asyncios_housekeeping(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    uint32_t own = trace_add_task(trace, 0, NULL, 1, "shutdown_watch()", 0, 0, 1);
    uint32_t generators = trace_add_task(trace, 0, NULL, 2, "shutdown_asyncgens", 0, 0, 0);
    uint32_t pool =
        trace_add_task(trace, 0, NULL, 3, "BaseEventLoop.shutdown_default_executor()", 0, 0, 0);
    uint32_t thread = trace_add_thread(trace, 0, "Thread-1 (_do_shutdown)", pool, 0);
    Labels labels;
    labels_init(&labels, trace);
    assert_false(labels_is_housekeeping(&labels, TRACE_MAIN));
    assert_false(labels_is_housekeeping(&labels, own));
    assert_true(labels_is_housekeeping(&labels, generators));
    assert_true(labels_is_housekeeping(&labels, pool));
    assert_true(labels_is_housekeeping(&labels, thread));
    labels_release(&labels);
    trace_free(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_prefer_names_then_calls_and_tell_calls_apart),
        cmocka_unit_test(labels_know_asyncios_housekeeping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
