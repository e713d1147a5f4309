#include "trace/difference.h"

#include "unit/samples.h"
#include "unit/unit.h"

static int64_t slow_third(size_t i) {
    return i == 2 ? INT64_C(500000000) : sample_latency(i);
}

static void traces_of_the_same_run_do_not_differ(void **state) {
    (void)state;
    Trace *a = sample_concurrent(4, sample_latency), *b = sample_concurrent(4, sample_latency);
    assert_int_equal(difference_find(a, b), DIFFERENCE_NONE);
    trace_free(a);
    trace_free(b);
}

static void the_first_event_that_differs_is_found(void **state) {
    (void)state;
    Trace *a = sample_sequential(4, sample_latency), *b = sample_sequential(4, slow_third);
    size_t at = difference_find(a, b);
    assert_true(at > 0 && at < trace_count(a));
    assert_int_equal(difference_find(b, a), at);
    for (size_t i = 0; i < at; i++) {
        assert_int_equal(trace_at(a, i)->t_ns, trace_at(b, i)->t_ns);
    }
    assert_int_not_equal(trace_at(a, at)->t_ns, trace_at(b, at)->t_ns);
    trace_free(a);
    trace_free(b);
}

static void a_trace_that_ends_earlier_differs_where_it_ends(void **state) {
    (void)state;
    Trace *a = sample_begin("a.py"), *b = sample_begin("a.py");
    sample_add(b, 5, TRACE_LINE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 3, 0);
    assert_int_equal(difference_find(a, b), trace_count(a));
    assert_int_equal(difference_find(b, a), trace_count(a));
    trace_free(a);
    trace_free(b);
}

static void strings_count_by_what_they_say(void **state) {
    (void)state;
    Trace *a = sample_begin("a.py"), *b = sample_begin("a.py");
    (void)trace_string(b, "other numbers", 13);
    trace_add_print(a, 1, 0, 1, 1, "hello", 5);
    trace_add_print(b, 1, 0, 1, 1, "hello", 5);
    assert_int_equal(difference_find(a, b), DIFFERENCE_NONE);
    trace_add_print(a, 1, 0, 1, 1, "yes", 3);
    trace_add_print(b, 1, 0, 1, 1, "no", 2);
    assert_int_equal(difference_find(a, b), trace_count(a) - 1);
    trace_free(a);
    trace_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_of_the_same_run_do_not_differ),
        cmocka_unit_test(the_first_event_that_differs_is_found),
        cmocka_unit_test(a_trace_that_ends_earlier_differs_where_it_ends),
        cmocka_unit_test(strings_count_by_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
