#include "trace/narration.h"

#include "unit/samples.h"
#include "unit/unit.h"

#include <string.h>

static void tell_all(Trace *trace, Text *all) {
    Narrator narrator;
    Text sentence = {0};
    narrator_init(&narrator, trace, false);
    while (narrator_next(&narrator, &sentence) != NULL) {
        text_printf(all, "%s\n", text_cstr(&sentence));
        text_clear(&sentence);
    }
    narrator_release(&narrator);
    text_release(&sentence);
}

static void expect_sentence(Trace *trace, const char *sentence) {
    Text all = {0}, line = {0};
    tell_all(trace, &all);
    text_printf(&line, "\n%s\n", sentence);
    if (strstr(text_cstr(&all), text_cstr(&line)) == NULL) {
        fail_msg("'%s' is not told in:\n%s", sentence, text_cstr(&all));
    }
    text_release(&all);
    text_release(&line);
    trace_free(trace);
}

static void narration_compares_a_response_with_the_one_before(void **state) {
    (void)state;
    expect_sentence(sample_concurrent(4, sample_latency),
                    "fetch(4) resumes; its response came 90.0 ms after fetch(2)'s.");
    expect_sentence(sample_concurrent(2, sample_second),
                    "fetch(2) resumes; its response came at the same time as fetch(1)'s.");
}

static void narration_says_what_blocks_the_loop(void **state) {
    (void)state;
    expect_sentence(sample_blocking(), "rude() calls a blocking sleep of 1.000 s at line 4: until "
                                       "it returns, the loop can run nothing else.");
    expect_sentence(sample_blocking(), "The timer of polite() was due 700.0 ms ago: only now does "
                                       "the loop find the time to look.");
}

static void narration_says_the_core_once_unless_asked(void **state) {
    (void)state;
    Trace *trace = sample_begin("cores.py");
    uint32_t main = sample_main_task(trace);
    size_t first = trace_count(trace);
    for (int i = 0; i < 3; i++) {
        sample_add(trace, i * MS, TRACE_CORE, TRACE_FOR_NONE, main, TRACE_NOBODY, 0, 2);
    }
    trace_finish(trace, 5 * MS, 0);
    Narrator narrator;
    Text sentence = {0};
    narrator_init(&narrator, trace, false);
    for (size_t i = 0; i <= first; i++) {
        text_clear(&sentence);
        narrator_next(&narrator, &sentence);
    }
    assert_string_equal(text_cstr(&sentence), "main() computes on core 2.");
    text_clear(&sentence);
    narrator_next(&narrator, &sentence);
    assert_string_equal(text_cstr(&sentence), "");
    narrator_forget_core(&narrator, main);
    narrator_next(&narrator, &sentence);
    assert_string_equal(text_cstr(&sentence), "main() computes on core 2.");
    narrator_release(&narrator);
    text_release(&sentence);
    trace_free(trace);
}

static void narration_says_who_wakes_whom(void **state) {
    (void)state;
    expect_sentence(sample_blocking(), "polite() wakes main(), which waited for several tasks.");
    expect_sentence(sample_blocking(), "rude() asks idler to stop.");
    expect_sentence(sample_blocking(), "failing() fails: ValueError: no.");
}

static void narration_tells_every_event_one_sentence(void **state) {
    (void)state;
    Trace *trace = sample_concurrent(5, sample_latency);
    Narrator narrator;
    Text sentence = {0};
    size_t count = 0;
    narrator_init(&narrator, trace, true);
    while (narrator_next(&narrator, &sentence) != NULL) {
        assert_true(sentence.length > 0);
        assert_null(strchr(text_cstr(&sentence), '\n'));
        text_clear(&sentence);
        count++;
    }
    assert_int_equal(count, trace_count(trace));
    narrator_release(&narrator);
    text_release(&sentence);
    trace_free(trace);
}

static void narration_tells_tasks_of_one_coroutine_apart(void **state) {
    (void)state;
    Trace *trace = sample_begin("a.py");
    sample_main_task(trace);
    trace_add_task(trace, 0, NULL, 2, "fetch", 1, 0, 3);
    trace_add_task(trace, 0, NULL, 3, "fetch", 1, 0, 3);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, 3, TRACE_NOBODY, 1, 0);
    expect_sentence(trace, "Task-3 fetch starts.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narration_compares_a_response_with_the_one_before),
        cmocka_unit_test(narration_says_what_blocks_the_loop),
        cmocka_unit_test(narration_says_the_core_once_unless_asked),
        cmocka_unit_test(narration_says_who_wakes_whom),
        cmocka_unit_test(narration_tells_every_event_one_sentence),
        cmocka_unit_test(narration_tells_tasks_of_one_coroutine_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
