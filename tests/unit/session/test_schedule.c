#include "session/schedule.h"
#include "unit/unit.h"

#include <string.h>

static Schedule parsed(const char *text) {
    Schedule schedule;
    Error error;
    if (schedule_parse(&schedule, text, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return schedule;
}

static void expect_printed(const Schedule *schedule, const char *expected) {
    Text text = {0};
    schedule_append(schedule, &text);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void schedules_are_printed_as_they_are_read_and_sorted(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"tie7:2", "tie7:2"},
        {"set10:1,tie12:1,set9:3,tie2:4", "tie2:4,tie12:1,set9:3,set10:1"},
        {"preempt1:1,thread18446744073709551615:4294967295",
         "thread18446744073709551615:4294967295,preempt1:1"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Schedule schedule = parsed(rows[i][0]);
        expect_printed(&schedule, rows[i][1]);
        schedule_release(&schedule);
    }
}

static void wrong_schedules_are_refused_by_their_wrong_part(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"tie", "'tie' is no choice"},
        {"tie0:1", "'tie0:1' is no choice"},
        {"tie1:0", "'tie1:0' is no choice"},
        {"tie1", "'tie1' is no choice"},
        {"tie1:1,", "'tie1:1' is no choice"},
        {",tie1:1", "'' is no choice"},
        {"tie1:1,lot2:1,set1:1", "'lot2:1' is no choice"},
        {"set1:1 ", "'set1:1 ' is no choice"},
        {"set1:4294967296", "'set1:4294967296' is no choice"},
        {"set18446744073709551616:1", "'set18446744073709551616:1' is no choice"},
        {"set2:1,tie1:1,set2:3", "set2 stands twice"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Schedule schedule;
        Error error;
        assert_int_equal(schedule_parse(&schedule, rows[i][0], &error), STATUS_USAGE);
        assert_non_null(strstr(error.text, rows[i][1]));
        schedule_release(&schedule);
    }
}

static void a_chooser_follows_each_kind_by_its_own_numbers(void **state) {
    (void)state;
    Schedule schedule = parsed("tie2:1,set1:2,set3:1");
    Chooser chooser;
    chooser_follow(&chooser, &schedule);
    assert_int_equal(chooser_choose(&chooser, CHOICE_TIE, 3), 0);
    assert_int_equal(chooser_choose(&chooser, CHOICE_SET, 3), 2);
    assert_int_equal(chooser_choose(&chooser, CHOICE_SET, 3), 0);
    assert_int_equal(chooser_choose(&chooser, CHOICE_TIE, 3), 1);
    assert_int_equal(chooser_choose(&chooser, CHOICE_THREAD, 3), 0);
    assert_string_equal(CHOICES[chooser_missed(&chooser)->kind].name, "set");
    assert_int_equal(chooser_choose(&chooser, CHOICE_SET, 2), 1);
    assert_null(chooser_missed(&chooser));
    assert_int_equal(chooser.asked[CHOICE_SET], 3);
    Schedule taken = {0};
    chooser_schedule(&chooser, &taken);
    expect_printed(&taken, "tie2:1,set1:2,set3:1");
    schedule_release(&taken);
    chooser_release(&chooser);
    schedule_release(&schedule);
}

static void an_answer_that_is_not_there_is_the_last_and_is_missed(void **state) {
    (void)state;
    Schedule schedule = parsed("tie1:7");
    Chooser chooser;
    chooser_follow(&chooser, &schedule);
    assert_int_equal(chooser_choose(&chooser, CHOICE_TIE, 3), 2);
    assert_int_equal(chooser_missed(&chooser)->number, 1);
    chooser_release(&chooser);
    schedule_release(&schedule);
}

enum { ASKED = 300, RUNS = 200 };

/* Asks a chooser of a run's number; returns how often it deviated. Every answer is below `count`.
 */
static size_t make_up(uint64_t number, unsigned kinds, ChoiceKind kind, uint32_t count,
                      Schedule *taken) {
    ChooserPlan plan = {.number = number, .kinds = kinds};
    plan.expected[kind] = ASKED;
    Chooser chooser;
    chooser_make_up(&chooser, &plan);
    for (int i = 0; i < ASKED; i++) {
        assert_true(chooser_choose(&chooser, kind, count) < count);
    }
    chooser_schedule(&chooser, taken);
    chooser_release(&chooser);
    return taken->deviations.count;
}

static void made_up_schedules_depend_on_the_number_alone_and_are_dense_or_sparse(void **state) {
    (void)state;
    size_t dense = 0, sparse = 0, usual = 0;
    for (uint64_t number = 1; number <= RUNS; number++) {
        Schedule first = {0}, again = {0};
        size_t count = make_up(number, CHOICE_KINDS_MADE_UP, CHOICE_TIE, 4, &first);
        assert_int_equal(make_up(number, CHOICE_KINDS_MADE_UP, CHOICE_TIE, 4, &again), count);
        Text text = {0};
        schedule_append(&first, &text);
        expect_printed(&again, text_cstr(&text));
        text_release(&text);
        dense += count > ASKED / 2;
        sparse += count > 0 && count <= CHOOSER_SPARSE_MAX;
        usual += count == 0;
        schedule_release(&first);
        schedule_release(&again);
    }
    assert_int_equal(dense + sparse + usual, RUNS);
    assert_true(dense > RUNS / 3 && sparse > RUNS / 5 && usual < RUNS / 4);
}

static void what_may_not_vary_is_as_usual(void **state) {
    (void)state;
    for (uint64_t number = 1; number <= RUNS; number++) {
        Schedule taken = {0};
        assert_int_equal(make_up(number, 1u << CHOICE_SET, CHOICE_TIE, 4, &taken), 0);
        schedule_release(&taken);
    }
}

static void interruptions_are_always_few(void **state) {
    (void)state;
    for (uint64_t number = 1; number <= RUNS; number++) {
        Schedule taken = {0};
        assert_true(make_up(number, CHOICE_KINDS_MADE_UP, CHOICE_PREEMPT, 2, &taken) <=
                    CHOOSER_SPARSE_MAX);
        schedule_release(&taken);
    }
}

static void choices_are_described_in_words(void **state) {
    (void)state;
    static const struct {
        ChoiceKind kind;
        uint32_t answer;
        const char *words;
    } rows[] = {{CHOICE_TIE, 1, "tie5:1, the 2nd of 40 timers with one deadline"},
                {CHOICE_TIE, 10, "tie5:10, the 11th of 40 timers with one deadline"},
                {CHOICE_TIE, 20, "tie5:20, the 21st of 40 timers with one deadline"},
                {CHOICE_THREAD, 2, "thread5:2, the 3rd of 40 threads that may go on"},
                {CHOICE_LATENCY, 9, "latency5:9, drawn as with a seed that is larger by 9"},
                {CHOICE_PREEMPT, 1, "preempt5:1, the running thread is interrupted"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Text text = {0};
        chooser_describe(rows[i].kind, 5, rows[i].answer, 40, &text);
        assert_string_equal(text_cstr(&text), rows[i].words);
        text_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_are_printed_as_they_are_read_and_sorted),
        cmocka_unit_test(wrong_schedules_are_refused_by_their_wrong_part),
        cmocka_unit_test(a_chooser_follows_each_kind_by_its_own_numbers),
        cmocka_unit_test(an_answer_that_is_not_there_is_the_last_and_is_missed),
        cmocka_unit_test(made_up_schedules_depend_on_the_number_alone_and_are_dense_or_sparse),
        cmocka_unit_test(what_may_not_vary_is_as_usual),
        cmocka_unit_test(interruptions_are_always_few),
        cmocka_unit_test(choices_are_described_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
