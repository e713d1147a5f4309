#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

static void narration_tells_the_moment_and_announces_the_next(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel.view.hint = "Space play";
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel_frame_draw(&panel, panel_narration, 800, 90);
    assert_true(panel_says(&panel, "Nothing has happened yet."));
    panel_frame_at(&panel, 200 * MS);
    expect_panel(&panel, panel_narration, 800, 90, "panel_narration.txt");
    panel.view.playing = true;
    panel_frame_draw(&panel, panel_narration, 800, 90);
    assert_false(panel_says(&panel, "next  0.300 s  "));
    panel_frame_release(&panel);
}

static void narration_of_two_programs_says_which(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    panel_frame_add(&panel, sample_sequential(3, sample_latency), "sequential.py", NULL);
    panel_frame_add(&panel, sample_concurrent(3, sample_latency), "gathered.py", NULL);
    panel.view.message = "Saved a picture.";
    panel.view.progress = 500;
    panel_frame_at(&panel, 300 * MS);
    expect_panel(&panel, panel_narration, 800, 90, "panel_narration_two.txt");
    panel_frame_release(&panel);
}

/* What a narrator says when it walks from the start. */
static void expect_walked_sentences(Narrations *narrations, const Trace *trace, size_t step,
                                    size_t start) {
    Narrator narrator;
    Text *sentences = memory_new_zeroed(trace_count(trace), sizeof *sentences);
    narrator_init(&narrator, trace, false);
    for (size_t i = 0; narrator_next(&narrator, &sentences[i]) != NULL; i++) {
    }
    for (size_t i = 0, at = start; i < trace_count(trace);
         i++, at = (at + step) % trace_count(trace)) {
        assert_string_equal(narrations_find(narrations, at), text_cstr(&sentences[at]));
    }
    for (size_t i = 0; i < trace_count(trace); i++) {
        text_release(&sentences[i]);
    }
    memory_free(sentences);
    narrator_release(&narrator);
}

static void sentences_are_the_same_in_any_order(void **state) {
    (void)state;
    Trace *traces[] = {sample_concurrent(900, sample_latency), sample_blocking()};
    for (int i = 0; i < 2; i++) {
        Narrations narrations;
        narrations_init(&narrations, traces[i]);
        narrations.distance = 64;
        expect_walked_sentences(&narrations, traces[i], trace_count(traces[i]) - 1, 10);
        expect_walked_sentences(&narrations, traces[i], 1, 0);
        narrations_release(&narrations);
        trace_free(traces[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narration_tells_the_moment_and_announces_the_next),
        cmocka_unit_test(narration_of_two_programs_says_which),
        cmocka_unit_test(sentences_are_the_same_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
