#include "report/baseline.h"

#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

static const char KEPT[] = "{\"format\": \"meanwhile report\", \"version\": 1, \"runs\": ["
                           "{\"name\": \"a.py\", \"ran\": true, \"figures\": {\"makespan\": 0.9}},"
                           "{\"name\": \"gone.py\", \"ran\": true, \"figures\": {\"makespan\": 1}},"
                           "{\"name\": \"refused.py\", \"ran\": false}]}";

/* Compares a run of 0.9 s with the baseline; returns whether it is slower. */
static bool is_slower(const char *text, const char *name, int64_t tolerance, const char *says) {
    Baseline baseline;
    Error error;
    assert_int_equal(baseline_parse(&baseline, "b.json", text, strlen(text), &error), STATUS_OK);
    Trace *trace = sample_sequential(3, sample_latency);
    Spans spans;
    Metrics metrics;
    spans_derive(&spans, trace);
    metrics_compute(&metrics, trace, &spans);
    CompareRun run = {.name = name, .trace = trace, .spans = &spans, .metrics = &metrics};
    ReportStyle style = {.width = 80, .ascii = true};
    Text out = {0};
    bool slower = baseline_append(&out, &style, &baseline, &run, 1, tolerance);
    if (strstr(text_cstr(&out), says) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", says, text_cstr(&out));
    }
    text_release(&out);
    spans_release(&spans);
    trace_free(trace);
    baseline_release(&baseline);
    return slower;
}

static void a_run_as_long_as_before_is_not_slower(void **state) {
    (void)state;
    assert_false(is_slower(KEPT, "a.py", 0, "was 900.0 ms: the same"));
}

static void a_tolerance_is_used_up_to_the_last_nanosecond(void **state) {
    (void)state;
    const char *faster = "{\"format\": \"meanwhile report\", \"version\": 1, \"runs\": [{\"name\": "
                         "\"a.py\", \"ran\": true, \"figures\": {\"makespan\": 0.72}}]}";
    assert_true(is_slower(faster, "a.py", 0, "25.0 % slower"));
    assert_true(is_slower(faster, "a.py", 2499, "more than the tolerance of 25.0 %"));
    assert_false(is_slower(faster, "a.py", 2500, "25.0 % slower"));
}

static void runs_that_stand_in_one_of_both_are_named(void **state) {
    (void)state;
    assert_false(is_slower(KEPT, "new.py", 0, "new.py  900.0 ms  is not in the baseline"));
    assert_false(is_slower(KEPT, "new.py", 0, "gone.py is in the baseline alone"));
}

static void what_is_no_report_is_refused(void **state) {
    (void)state;
    static const char *const TEXTS[] = {
        "",
        "[]",
        "{",
        "{\"format\": \"other\"}",
        "{\"format\": \"meanwhile report\", \"version\": 2, \"runs\": []}",
        "{\"format\": \"meanwhile report\", \"version\": 1, \"runs\": [{}]}",
        "{\"format\": \"meanwhile report\", \"version\": 1, \"runs\": [{\"name\": \"a\", \"ran\": "
        "true, \"figures\": {\"makespan\": -1}}]}",
        "{\"format\": \"meanwhile report\", \"version\": 1, \"runs\": [{\"name\": \"a\", \"ran\": "
        "true}]}",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        Baseline baseline;
        Error error;
        assert_int_equal(baseline_parse(&baseline, "b.json", TEXTS[i], strlen(TEXTS[i]), &error),
                         STATUS_USAGE);
        assert_non_null(strstr(error.text, "could not read b.json"));
        baseline_release(&baseline);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_as_long_as_before_is_not_slower),
        cmocka_unit_test(a_tolerance_is_used_up_to_the_last_nanosecond),
        cmocka_unit_test(runs_that_stand_in_one_of_both_are_named),
        cmocka_unit_test(what_is_no_report_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
