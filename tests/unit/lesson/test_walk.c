#include "lesson/walk.h"

#include "unit/lesson/lesson_fixture.h"

/* Prediction, prose, watch of two stops, observation, prose; then a goal. Items of the first page:
 */
enum { SEQUENTIAL, CONCURRENT, PREDICTION, NOW, WATCH, OBSERVATION, AFTER };

static const char LESSON[] = FIXTURE_FRONT
    "## First\n" FIXTURE_PROGRAMS
    "```predict number\nquestion: How long?\nanswer: sequential.makespan\n"
    "wrong M9 1s: They do not overlap.\nright: Yes.\notherwise: Add them.\n```\n"
    "Now look.\n\n"
    "```watch\nrun: sequential\nstop: when printed \"a\"\nsay: The first.\nstop: end\n```\n"
    "```observe order\nquestion: In which order?\nanswer: sequential.output\nitems: c, a, b\n"
    "wrong M10 c, b, a: Backwards.\n```\n"
    "After.\n\n"
    "## Second\n\n"
    "```goal\ntask: Faster.\nstart: sequential\ncheck: makespan <= 1.1s\n"
    "check: output == start.output\nflip: gather\nhint: One.\nsolution: concurrent\n"
    "explain: So.\n```\n"
    "End.\n";

typedef struct Fixture {
    Lesson *lesson;
    Walk *walk;
} Fixture;

static Fixture begin(void) {
    Lesson *lesson = fixture_lesson(LESSON);
    return (Fixture){lesson, walk_new(lesson)};
}

static void end(Fixture *fixture) {
    walk_free(fixture->walk);
    lesson_free(fixture->lesson);
}

static void assert_says(const RichText *rich, const char *expected) {
    assert_non_null(rich);
    Text plain = {0};
    rich_text_write_plain(rich, &plain);
    assert_string_equal(text_cstr(&plain), expected);
    text_release(&plain);
}

static void answer(Walk *walk, size_t index, const char *typed) {
    Text reason = {0};
    if (!walk_answer_text(walk, index, typed, &reason)) {
        fail_msg("%s", text_cstr(&reason));
    }
    text_release(&reason);
}

static void watch_all(Walk *walk) {
    while (walk_held(walk) == WATCH) {
        walk_reach_stop(walk);
        assert_int_equal(walk_next(walk), WALK_MOVED);
    }
}

static void a_page_is_shown_up_to_what_holds(void **state) {
    (void)state;
    Fixture f = begin();
    assert_int_equal(walk_shown_count(f.walk), 3);
    assert_int_equal(walk_held(f.walk), PREDICTION);
    assert_int_equal(walk_next(f.walk), WALK_WANTS_ANSWER);
    answer(f.walk, PREDICTION, "3 s");
    assert_int_equal(walk_held(f.walk), WATCH);
    assert_int_equal(walk_next(f.walk), WALK_WANTS_PLAY);
    assert_int_equal(walk_stop_ns(f.walk, WATCH, 0), 1000000000);
    assert_int_equal(walk_stop_ns(f.walk, WATCH, 1), 3000000000);
    watch_all(f.walk);
    assert_int_equal(walk_held(f.walk), OBSERVATION);
    walk_skip(f.walk);
    assert_int_equal(walk_held(f.walk) == LESSON_NONE, true);
    assert_int_equal(walk_shown_count(f.walk), walk_item_count(f.walk));
    assert_int_equal(walk_next(f.walk), WALK_MOVED);
    assert_int_equal(walk_step(f.walk), 1);
    walk_skip(f.walk);
    assert_int_equal(walk_next(f.walk), WALK_AT_END);
    assert_true(walk_is_over(f.walk));
    end(&f);
}

static void a_prediction_is_marked_when_the_run_was_seen(void **state) {
    (void)state;
    Fixture f = begin();
    answer(f.walk, PREDICTION, "1");
    assert_null(walk_feedback(f.walk, PREDICTION));
    watch_all(f.walk);
    assert_says(walk_feedback(f.walk, PREDICTION), "Not so. It is 3.000 s.\nThey do not overlap.");
    assert_int_equal(walk_item(f.walk, PREDICTION)->choice, 0);
    end(&f);
}

static void answers_say_what_belongs_to_them(void **state) {
    (void)state;
    static const char *const CASES[][2] = {
        {"3000 ms", "Right. It is 3.000 s.\nYes."},
        {"3.01", "Right. It is 3.000 s.\nYes."},
        {"1 s", "Not so. It is 3.000 s.\nThey do not overlap."},
        {"7 s", "Not so. It is 3.000 s.\nAdd them."},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Fixture f = begin();
        answer(f.walk, PREDICTION, CASES[i][0]);
        walk_skip(f.walk);
        assert_says(walk_feedback(f.walk, PREDICTION), CASES[i][1]);
        end(&f);
    }
}

static void an_observation_is_marked_at_once(void **state) {
    (void)state;
    Fixture f = begin();
    walk_skip(f.walk);
    walk_skip(f.walk);
    answer(f.walk, OBSERVATION, "1 3 2");
    assert_says(walk_feedback(f.walk, OBSERVATION), "Not so. It is: a, b, c.\nBackwards.");
    Text written = {0};
    walk_write_answer(f.walk, 0, OBSERVATION, &written);
    assert_string_equal(text_cstr(&written), "1 3 2");
    text_release(&written);
    assert_int_equal(walk_score(f.walk).right, 0);
    assert_int_equal(walk_score(f.walk).of, 3);
    end(&f);
}

static void what_is_no_answer_is_told(void **state) {
    (void)state;
    Fixture f = begin();
    static const char *const WRONG[][2] = {{"", "is a time"},
                                           {"soon", "is a time"},
                                           {"40 %", "is a time"},
                                           {"3 s or 4 s", "is a time"}};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Text reason = {0};
        assert_false(walk_answer_text(f.walk, PREDICTION, WRONG[i][0], &reason));
        assert_non_null(strstr(text_cstr(&reason), WRONG[i][1]));
        text_release(&reason);
    }
    walk_skip(f.walk);
    walk_skip(f.walk);
    Text reason = {0};
    assert_false(walk_answer_text(f.walk, OBSERVATION, "a, a, b", &reason));
    assert_false(walk_answer_text(f.walk, OBSERVATION, "a b", &reason));
    assert_false(walk_answer_text(f.walk, OBSERVATION, "1 2 4", &reason));
    text_release(&reason);
    answer(f.walk, OBSERVATION, "a, b, c");
    assert_true(walk_item(f.walk, OBSERVATION)->is_right);
    end(&f);
}

static void back_goes_to_the_stop_before_and_nothing_is_lost(void **state) {
    (void)state;
    Fixture f = begin();
    assert_false(walk_back(f.walk));
    answer(f.walk, PREDICTION, "3");
    walk_reach_stop(f.walk);
    assert_int_equal(walk_next(f.walk), WALK_MOVED);
    assert_int_equal(walk_item(f.walk, WATCH)->stop, 1);
    assert_true(walk_back(f.walk));
    assert_int_equal(walk_item(f.walk, WATCH)->stop, 0);
    assert_true(walk_item(f.walk, WATCH)->at_stop);
    walk_go(f.walk, 1);
    assert_true(walk_back(f.walk));
    assert_int_equal(walk_held(f.walk), WATCH);
    assert_int_equal(walk_item(f.walk, PREDICTION)->status, WALK_DONE);
    end(&f);
}

static void a_goal_is_reached_when_all_checks_hold(void **state) {
    (void)state;
    Fixture f = begin();
    walk_go(f.walk, 1);
    assert_int_equal(walk_next(f.walk), WALK_WANTS_ANSWER);
    static const char WRONG[] = "print('a')\n";
    assert_false(walk_try_program(f.walk, 0, WRONG, strlen(WRONG)));
    const WalkItem *goal = walk_item(f.walk, 0);
    assert_true(goal->checks[0].holds);
    assert_false(goal->checks[1].holds);
    assert_string_equal(goal->checks[1].found, "output is \"a\\n\"");
    walk_reset_program(f.walk, 0);
    Text diff = {0};
    Text reason = {0};
    assert_true(walk_flip(f.walk, 0, 0, &diff, &reason));
    assert_non_null(strstr(text_cstr(&diff), "+     await asyncio.gather("));
    assert_true(goal->is_reached);
    assert_int_equal(goal->status, WALK_DONE);
    assert_says(walk_explanation(f.walk, 0), "So.");
    assert_int_equal(walk_score(f.walk).right, 1);
    text_release(&diff);
    text_release(&reason);
    end(&f);
}

static void a_goal_whose_solution_was_seen_does_not_count(void **state) {
    (void)state;
    Fixture f = begin();
    walk_go(f.walk, 1);
    assert_null(walk_explanation(f.walk, 0));
    assert_says(walk_hint(f.walk, 0), "One.");
    assert_null(walk_hint(f.walk, 0));
    const LessonProgram *solution = walk_solution(f.walk, 0);
    assert_string_equal(solution->name, "concurrent");
    assert_says(walk_explanation(f.walk, 0), "So.");
    assert_true(walk_try_program(f.walk, 0, solution->text, solution->length));
    assert_int_equal(walk_item(f.walk, 0)->status, WALK_DONE);
    assert_int_equal(walk_score(f.walk).right, 0);
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_shown_up_to_what_holds),
        cmocka_unit_test(a_prediction_is_marked_when_the_run_was_seen),
        cmocka_unit_test(answers_say_what_belongs_to_them),
        cmocka_unit_test(an_observation_is_marked_at_once),
        cmocka_unit_test(what_is_no_answer_is_told),
        cmocka_unit_test(back_goes_to_the_stop_before_and_nothing_is_lost),
        cmocka_unit_test(a_goal_is_reached_when_all_checks_hold),
        cmocka_unit_test(a_goal_whose_solution_was_seen_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
