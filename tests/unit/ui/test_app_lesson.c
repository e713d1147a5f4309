/* A lesson in the app without a window, walked through by scripts. */
#include "ui/app_lesson.h"

#include "base/file.h"
#include "ui/app_actions.h"
#include "unit/ui/driven.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char LESSON[] = "tests/unit/ui/lesson.md";
static char folder[] = "/tmp/test_app_lesson.XXXXXX"; /* the learner's */

/* The learner's program in the goal. */
static char *program_path(void) {
    Text path = {0};
    text_printf(&path, "%s/meanwhile/programs/lesson/slow.py", folder);
    return text_take(&path);
}

static void forget_learner(void) {
    char *path = program_path();
    Text progress = {0};
    text_printf(&progress, "%s/meanwhile/progress.json", folder);
    unlink(path);
    unlink(text_cstr(&progress));
    text_release(&progress);
    memory_free(path);
}

/* Opens it as the window does: what is done is kept. */
static void play_kept(const char *script) {
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1, .keeps = true});
    driven_play(&driven, script);
    app_release(&driven.app);
}

static void play_lesson(const char *script) {
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    forget_learner();
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, script);
    app_release(&driven.app);
}

#define AT_WATCH "type 3s\nkey Enter\n"
#define AT_ORDER AT_WATCH "key PageDown PageDown PageDown PageDown PageDown PageDown\n"
#define AT_CHOICE AT_ORDER "key Enter PageDown\n"
#define AT_GOAL AT_CHOICE "key 1 PageDown PageDown PageDown\n"

static void nothing_is_to_be_seen_before_it_was_predicted(void **state) {
    (void)state;
    play_lesson("expect lesson lesson\nexpect page 1 of 3\nexpect held number\n"
                "expect picture code\nexpect time 0.000 s\nexpect event none\n"
                "expect score 0 of 4\n");
}

static void a_number_is_typed_and_letters_of_units_are_no_keys(void **state) {
    (void)state;
    play_lesson("type 3 min\nexpect answer 3 min\nexpect bookmarks none\nkey Backspace Backspace\n"
                "expect answer 3 m\ntype s\nexpect answer 3 ms\n"
                /* What is no part of a number is a key, or nothing. */
                "key W\nexpect answer 3 ms\nkey B\nexpect overlay blank\nkey B\n"
                "expect overlay none\nexpect answer 3 ms\n");
}

static void what_is_no_answer_is_refused_with_a_reason(void **state) {
    (void)state;
    play_lesson("key Enter\nexpect held number\n"
                "expect message Type an answer first.\n"
                "type 3 %\nkey Enter\nexpect held number\n");
}

static void the_end_of_a_bar_is_dragged_to_answer(void **state) {
    (void)state;
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, "key Right\nexpect answer 0.2 s\nkey Right Right Left\n"
                         "expect answer 0.4 s\n");
    /* By the pointer: to the middle of its axis. */
    for (size_t i = 0; i < driven.app.scene.hits.count; i++) {
        const SceneHit *hit = &driven.app.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_GUESS) {
            int32_t x = hit->rect.x / DRAW_UNIT, y = (hit->rect.y + hit->rect.h / 2) / DRAW_UNIT;
            assert_int_equal(hit->to_ns, 5000000000);
            app_input(&driven.app, &(AppInput){.kind = APP_POINTER_DOWN, .x = x + 9, .y = y});
            app_input(&driven.app, &(AppInput){.kind = APP_POINTER_MOVE,
                                               .x = x + hit->rect.w / DRAW_UNIT / 2,
                                               .y = y});
            app_input(&driven.app, &(AppInput){.kind = APP_POINTER_UP, .x = x, .y = y});
        }
    }
    driven_play(&driven, "expect answer 2.5 s\nkey Enter\nexpect held watch 1 of 3, playing\n");
    app_release(&driven.app);
}

static void a_watch_stops_where_the_author_says(void **state) {
    (void)state;
    play_lesson(AT_WATCH "expect picture runs\nexpect held watch 1 of 3, playing\n"
                         "wait 1s\nexpect held watch 1 of 3, playing\n"
                         "wait 8s\nexpect held watch 1 of 3, there\nexpect time 2.000 s\n"
                         "expect event slow: main, print\nexpect playing no\n"
                         "wait 9s\nexpect time 2.000 s\n"
                         "key PageDown\nwait 9s\nexpect held watch 2 of 3, there\n"
                         "expect time 2.500 s\n"
                         "key PageUp\nexpect held watch 1 of 3, there\nexpect time 2.000 s\n"
                         /* Before it is there, the key jumps. */
                         "key PageDown\nexpect held watch 2 of 3, playing\nkey PageDown\n"
                         "expect held watch 2 of 3, there\nexpect time 2.500 s\n"
                         "key PageDown PageDown\nexpect held watch 3 of 3, there\n"
                         "expect time 3.000 s\nkey PageDown\nexpect held order\n");
}

static void space_pauses_on_the_way_to_a_stop(void **state) {
    (void)state;
    play_lesson(AT_WATCH "wait 1s\nkey Space\nexpect held watch 1 of 3\nexpect playing no\n"
                         "wait 9s\nexpect held watch 1 of 3\nkey Space\n"
                         "expect held watch 1 of 3, playing\nwait 9s\n"
                         "expect held watch 1 of 3, there\n");
}

static void an_order_is_made_with_keys(void **state) {
    (void)state;
    play_lesson(AT_ORDER "expect held order\nexpect answer b, a\n"
                         "key Down Up\nexpect answer b, a\n"
                         "key Space Down\nexpect answer a, b\nkey Down\nexpect answer a, b\n"
                         "key Space Up\nexpect answer a, b\n"
                         "key Enter\nexpect held none\nexpect score 2 of 4\n");
}

static void an_order_is_made_with_the_mouse(void **state) {
    (void)state;
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, AT_ORDER "key Down\n");
    app_draw(&driven.app, &driven.metrics);
    DrawRect rows[2] = {{0}};
    for (size_t i = 0; i < driven.app.scene.hits.count; i++) {
        const SceneHit *hit = &driven.app.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_ANSWER) {
            rows[hit->index] = hit->rect;
        }
    }
    int32_t x = (rows[0].x + 20 * DRAW_UNIT) / DRAW_UNIT;
    Text script = {0};
    text_printf(&script, "drag %d %d %d %d\nexpect answer a, b\n", (int)x,
                (int)(rows[0].y / DRAW_UNIT + 5), (int)x, (int)(rows[1].y / DRAW_UNIT + 5));
    driven_play(&driven, text_cstr(&script));
    text_release(&script);
    app_release(&driven.app);
}

static void digits_answer_a_choice_and_it_stays(void **state) {
    (void)state;
    play_lesson(AT_CHOICE "expect page 2 of 3\nexpect held choice\nexpect picture code\n"
                          "key Down Down Down\nexpect answer 2\nkey Up\nexpect answer 1\n"
                          "key 2\nexpect held watch 1 of 1, playing\nexpect score 1 of 4\nkey 1\n"
                          "expect score 1 of 4\n");
}

static void a_question_is_about_the_runs_before_it(void **state) {
    (void)state;
    play_lesson(AT_CHOICE "expect held choice\nexpect picture code\nexpect code again\n"
                          "key 1\nexpect code tuned\n");
}

static void page_down_alone_goes_through_all_of_it(void **state) {
    (void)state;
    /* Twice where something is asked: the first says so. */
    play_lesson("key PageDown\nexpect held number\n"
                "expect message Page Down once more goes on without an answer.\n"
                "key PageDown\nexpect held watch 1 of 3\nexpect picture runs\n");
    play_lesson("walk skipping\nexpect lesson none\nexpect overlay opening\n"
                "expect message A lesson for tests: to its end, 0 of 4 right.\n");
}

/* Asked to skip, and then something else done: it is asked anew. */
static void skipping_is_asked_for_each_time(void **state) {
    (void)state;
    play_lesson("key PageDown\ntype 1\nkey PageDown\nexpect held number\n");
}

static void page_up_leads_back_to_pages_as_they_were_left(void **state) {
    (void)state;
    play_lesson(AT_CHOICE
                "key PageUp\nexpect page 1 of 3\nexpect held none\nexpect picture runs\n"
                "wait 1s\nexpect time 3.000 s\nkey PageDown PageDown\nexpect page 2 of 3\n"
                "expect held choice\n");
    play_lesson("key PageUp\nexpect page 1 of 3\n"
                "expect message This is the beginning. Esc shows the lessons.\n");
}

static void steps_are_gone_to_in_any_order(void **state) {
    (void)state;
    play_lesson("key Ctrl+PageDown\nexpect page 2 of 3\nexpect held choice\n"
                "key Ctrl+PageDown\nexpect page 3 of 3\nkey Ctrl+PageDown\nexpect page 3 of 3\n"
                "expect message This is the last step.\n"
                "key Ctrl+PageUp Ctrl+PageUp\nexpect page 1 of 3\nexpect held number\n"
                "key Ctrl+PageUp\nexpect message This is the first step.\n");
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    app_draw(&driven.app, &driven.metrics);
    for (size_t i = 0; i < driven.app.scene.hits.count; i++) {
        const SceneHit *hit = &driven.app.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_STEP && hit->index == 1) {
            int32_t x = (hit->rect.x + hit->rect.w / 2) / DRAW_UNIT;
            int32_t y = (hit->rect.y + hit->rect.h / 2) / DRAW_UNIT;
            app_input(&driven.app, &(AppInput){.kind = APP_POINTER_DOWN, .x = x, .y = y});
            break;
        }
    }
    driven_play(&driven, "expect page 2 of 3\n");
    app_release(&driven.app);
}

static void sliders_are_there_only_once_they_are_told_of(void **state) {
    (void)state;
    play_lesson(AT_CHOICE "key 1\nexpect slider none\nkey Tab\nexpect slider none\n"
                          "key PageDown PageDown Tab\nexpect slider N\n"
                          "key Right Right\nexpect sliders N = 4\nexpect runs tuned 4.000 s\n"
                          "key Esc\nexpect slider none\nexpect lesson lesson\n");
}

static void a_goal_is_reached_by_a_change_that_was_shown_first(void **state) {
    (void)state;
    play_lesson(AT_GOAL "expect page 3 of 3\nexpect held goal\nexpect goal 1 of 2\n"
                        "expect runs slow 3.000 s, yours 3.000 s\n"
                        /* It is shown, and changes nothing. */
                        "key 1\nexpect goal 1 of 2\nkey Esc\nexpect goal 1 of 2\n"
                        "expect lesson lesson\nkey 1 Enter\nexpect goal reached, 2 of 2\n"
                        "expect runs slow 3.000 s, yours 2.000 s\nexpect held none\n"
                        /* And back again. */
                        "key Backspace\nexpect runs slow 3.000 s, yours 3.000 s\n"
                        "expect goal reached, 1 of 2\n");
}

static void what_the_learner_saves_is_judged(void **state) {
    (void)state;
    static const char *const PATHS[] = {LESSON};
    static const char FAST[] = "import asyncio\nprint('a')\nasyncio.run(asyncio.sleep(2))\n";
    Driven driven;
    Error error;
    char *path = program_path();
    forget_learner();
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1, .keeps = true});
    setenv("MEANWHILE_EDITOR", "true", 1);
    driven_play(&driven, AT_GOAL "key E\nexpect goal 1 of 2\n");
    assert_int_equal(access(path, R_OK), 0);
    assert_int_equal(file_write(path, "x = (\n", 6, &error), STATUS_OK);
    driven_play(&driven, "do rerun\nwait 100ms\nexpect goal 0 of 2\nexpect held goal\n");
    assert_int_equal(file_write(path, FAST, sizeof FAST - 1, &error), STATUS_OK);
    driven_play(&driven, "do rerun\nwait 100ms\nexpect goal reached, 2 of 2\nexpect held none\n");
    app_release(&driven.app);
    /* It is gone on with, the next time. */
    play_kept("expect page 3 of 3\nexpect goal reached, 2 of 2\n"
              "expect runs slow 3.000 s, yours 2.000 s\n");
    memory_free(path);
}

static void a_lesson_goes_on_where_it_was_left(void **state) {
    (void)state;
    forget_learner();
    play_kept(AT_CHOICE "expect page 2 of 3\nexpect score 1 of 4\n");
    play_kept("expect page 2 of 3\nexpect held choice\nexpect score 1 of 4\nkey 1\n"
              "expect score 2 of 4\n");
    play_kept("expect page 2 of 3\nexpect held watch 1 of 1\nexpect score 2 of 4\n"
              "key PageUp\nexpect page 1 of 3\nexpect held none\n");
    /* To its end, and then from the beginning, with all that was answered. */
    play_kept("walk skipping\nexpect lesson none\n");
    play_kept("expect page 1 of 3\nexpect held none\nexpect score 2 of 4\n");
}

static void a_lesson_is_begun_anew_only_when_that_was_asked(void **state) {
    (void)state;
    forget_learner();
    play_kept(AT_CHOICE "expect score 1 of 4\nkey Shift+Home\nexpect overlay question\nkey Esc\n"
                        "expect score 1 of 4\nkey Shift+Home Enter\nexpect page 1 of 3\n"
                        "expect held number\nexpect score 0 of 4\n");
    play_kept("expect page 1 of 3\nexpect score 0 of 4\n");
}

static void without_a_window_nothing_is_kept(void **state) {
    (void)state;
    char *path = program_path();
    play_lesson("walk right\nexpect message A lesson for tests: to its end, 4 of 4 right.\n");
    assert_int_not_equal(access(path, F_OK), 0);
    play_lesson("expect page 1 of 3\nexpect score 0 of 4\n");
    memory_free(path);
}

static void hints_come_one_by_one_and_a_solution_not_by_accident(void **state) {
    (void)state;
    play_lesson(AT_GOAL "key H H\nexpect message none\nkey H\n"
                        "expect message There are no more hints. H once more shows a solution.\n"
                        "key H\nexpect held goal\nkey H\n"
                        "expect message That is all the help there is.\n"
                        "key PageDown\nexpect held none\nexpect goal 1 of 2\n");
}

static void a_link_is_opened_only_when_that_was_asked(void **state) {
    (void)state;
    static const char *const PATHS[] = {LESSON};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, AT_ORDER "key Enter\nwait 1s\n");
    app_draw(&driven.app, &driven.metrics);
    bool has_link = false;
    for (size_t i = 0; i < driven.app.scene.hits.count && !has_link; i++) {
        const SceneHit *hit = &driven.app.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_LINK) {
            int32_t x = hit->rect.x / DRAW_UNIT + 3, y = hit->rect.y / DRAW_UNIT + 3;
            app_input(&driven.app, &(AppInput){.kind = APP_POINTER_DOWN, .x = x, .y = y});
            has_link = true;
        }
    }
    assert_true(has_link);
    driven_play(&driven, "expect overlay question\nexpect row Open it\nkey Esc\n"
                         "expect overlay none\nexpect lesson lesson\n");
    app_release(&driven.app);
}

/* A question below the edge is shown before Enter can mean an answer to it. */
static void nothing_is_answered_that_was_not_seen(void **state) {
    (void)state;
    static const char INTRO[] = "One of everything.\n\n";
    Text path = {0}, text = {0}, longer = {0};
    Error error;
    text_printf(&path, "%s/long.md", folder);
    assert_int_equal(file_read(LESSON, FILE_BYTES_MAX, &text, &error), STATUS_OK);
    const char *rest = strstr(text_cstr(&text), INTRO);
    text_append(&longer, text_cstr(&text), (size_t)(rest - text_cstr(&text)));
    for (int i = 0; i < 30; i++) {
        text_append_cstr(&longer, INTRO);
    }
    text_append_cstr(&longer, rest);
    assert_int_equal(file_write(text_cstr(&path), longer.bytes, longer.length, &error), STATUS_OK);
    const char *const paths[] = {text_cstr(&path)};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = paths, .path_count = 1});
    driven_play(&driven, "expect held number\nkey Enter\nexpect message none\nwait 1s\n"
                         "key Enter\nwait 1s\nkey Enter\nwait 1s\nkey Enter\n"
                         "expect message Type an answer first.\n");
    app_release(&driven.app);
    text_release(&path);
    text_release(&text);
    text_release(&longer);
}

/* Whoever writes a lesson sees it as it is saved; a wrong one is told, and the last good one stays.
 */
static void a_lesson_that_is_saved_is_opened_again_at_its_step(void **state) {
    (void)state;
    Text path = {0}, text = {0};
    Error error;
    Driven driven;
    text_printf(&path, "%s/own.md", folder);
    assert_int_equal(file_read(LESSON, FILE_BYTES_MAX, &text, &error), STATUS_OK);
    assert_int_equal(file_write(text_cstr(&path), text.bytes, text.length, &error), STATUS_OK);
    const char *const paths[] = {text_cstr(&path)};
    driven_open(&driven, (AppOptions){.paths = paths, .path_count = 1});
    driven_play(&driven, "key Ctrl+PageDown\nexpect page 2 of 3\ndo rerun\nexpect page 2 of 3\n");
    text_append_cstr(&text, "\n## One more\n\nIt is here.\n");
    assert_int_equal(file_write(text_cstr(&path), text.bytes, text.length, &error), STATUS_OK);
    driven_play(&driven, "do rerun\nexpect page 2 of 4\nexpect held choice\n");
    text_append_cstr(&text, "\n```predict riddle\n```\n");
    assert_int_equal(file_write(text_cstr(&path), text.bytes, text.length, &error), STATUS_OK);
    driven_play(&driven, "do rerun\nexpect page 2 of 4\nexpect lesson own\n");
    assert_non_null(strstr(driven.app.view.message, "could not open"));
    app_release(&driven.app);
    unlink(text_cstr(&path));
    text_release(&path);
    text_release(&text);
}

static void escape_leads_back_to_the_lessons(void **state) {
    (void)state;
    play_lesson("key Esc\nexpect lesson none\nexpect overlay opening\nexpect runs none\n");
}

static void its_text_is_hidden_and_shown_by_a_key(void **state) {
    (void)state;
    play_lesson(AT_CHOICE "key L\nkey PageDown\nexpect held choice\nkey L\nkey 1\n"
                          "expect held watch 1 of 1, playing\n");
}

/* Every width and size: nothing is asked of a picture that cannot be. */
static void it_can_be_walked_through_at_every_size(void **state) {
    (void)state;
    play_lesson("resize 1920x1080\nwalk right\nexpect lesson none\n"
                "expect message A lesson for tests: to its end, 4 of 4 right.\n");
    play_lesson("resize 640x360\nwalk wrong\nexpect lesson none\n"
                "expect message A lesson for tests: to its end, 0 of 4 right.\n");
    play_lesson("resize 320x180\nkey Ctrl+Shift++ Ctrl++\nwalk right\nexpect lesson none\n");
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL || setenv("XDG_DATA_HOME", folder, 1) != 0;
}

static int remove_folder(void **state) {
    (void)state;
    Text command = {0};
    text_printf(&command, "rm -rf %s", folder);
    int code = system(text_cstr(&command));
    text_release(&command);
    return code;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_to_be_seen_before_it_was_predicted),
        cmocka_unit_test(a_number_is_typed_and_letters_of_units_are_no_keys),
        cmocka_unit_test(what_is_no_answer_is_refused_with_a_reason),
        cmocka_unit_test(the_end_of_a_bar_is_dragged_to_answer),
        cmocka_unit_test(a_watch_stops_where_the_author_says),
        cmocka_unit_test(space_pauses_on_the_way_to_a_stop),
        cmocka_unit_test(an_order_is_made_with_keys),
        cmocka_unit_test(an_order_is_made_with_the_mouse),
        cmocka_unit_test(digits_answer_a_choice_and_it_stays),
        cmocka_unit_test(nothing_is_answered_that_was_not_seen),
        cmocka_unit_test(a_question_is_about_the_runs_before_it),
        cmocka_unit_test(page_down_alone_goes_through_all_of_it),
        cmocka_unit_test(skipping_is_asked_for_each_time),
        cmocka_unit_test(page_up_leads_back_to_pages_as_they_were_left),
        cmocka_unit_test(steps_are_gone_to_in_any_order),
        cmocka_unit_test(sliders_are_there_only_once_they_are_told_of),
        cmocka_unit_test(a_goal_is_reached_by_a_change_that_was_shown_first),
        cmocka_unit_test(what_the_learner_saves_is_judged),
        cmocka_unit_test(a_lesson_goes_on_where_it_was_left),
        cmocka_unit_test(a_lesson_is_begun_anew_only_when_that_was_asked),
        cmocka_unit_test(without_a_window_nothing_is_kept),
        cmocka_unit_test(hints_come_one_by_one_and_a_solution_not_by_accident),
        cmocka_unit_test(a_link_is_opened_only_when_that_was_asked),
        cmocka_unit_test(a_lesson_that_is_saved_is_opened_again_at_its_step),
        cmocka_unit_test(escape_leads_back_to_the_lessons),
        cmocka_unit_test(its_text_is_hidden_and_shown_by_a_key),
        cmocka_unit_test(it_can_be_walked_through_at_every_size),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
