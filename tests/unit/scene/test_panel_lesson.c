/* The pages of lessons: what stands on them, what clicks mean, and how the picture beside them is
 * changed. */
#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

#include <string.h>

enum { TEXTS_MAX = 12 };

typedef struct Page {
    PanelFrame panel;
    ViewLesson lesson;
    RichText texts[TEXTS_MAX];
    size_t text_count;
    const RichText *choices[3];
    ViewItem items[2];
} Page;

static const RichText *say(Page *page, const char *text) {
    RichText *rich = &page->texts[page->text_count++];
    assert_true(page->text_count <= TEXTS_MAX);
    rich_text_add_plain(rich, text);
    return rich;
}

static void page_init(Page *page) {
    *page = (Page){0};
    panel_frame_init(&page->panel);
    page->lesson = (ViewLesson){.title = "gather",
                                .heading = "Two ways of waiting",
                                .step = 2,
                                .step_count = 4,
                                .items = page->items,
                                .item_count = 1,
                                .keys = "Page Down goes on"};
    page->panel.view.lesson = &page->lesson;
}

static void page_release(Page *page) {
    for (size_t i = 0; i < page->text_count; i++) {
        rich_text_release(&page->texts[i]);
    }
    panel_frame_release(&page->panel);
}

static size_t hits_of(const Page *page, SceneHitKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < page->panel.scene.hits.count; i++) {
        count += page->panel.scene.hits.items[i].kind == kind;
    }
    return count;
}

static const ViewButton BUTTONS[] = {{"Enter", "answer", 7}, {"Page Down", "skip", 8}};

static ViewQuestion choice(Page *page) {
    page->choices[0] = say(page, "1 s");
    page->choices[1] = say(page, "6 s, the sum of them");
    page->choices[2] = say(page, "2 s");
    return (ViewQuestion){.kind = VIEW_CHOICE,
                          .text = say(page, "How long does it take?"),
                          .choices = page->choices,
                          .count = 3,
                          .chosen = SIZE_MAX};
}

static void a_choice_is_answered_by_digit_or_click(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = choice(&page);
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION,
                               .as.question = &question,
                               .buttons = BUTTONS,
                               .button_count = 2};
    expect_panel(&page.panel, panel_lesson, 420, 500, "panel_lesson_choice.txt");
    assert_int_equal(hits_of(&page, SCENE_HIT_ANSWER), 3);
    assert_int_equal(hits_of(&page, SCENE_HIT_BUTTON), 2);
    page_release(&page);
}

static void a_wrong_answer_is_told_kindly_and_can_be_given_no_more(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = choice(&page);
    question.mark = VIEW_WRONG;
    question.chosen = 0;
    question.right = 1;
    question.says = say(&page, "They would, if all of them were started first.");
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    expect_panel(&page.panel, panel_lesson, 420, 500, "panel_lesson_wrong.txt");
    assert_int_equal(hits_of(&page, SCENE_HIT_ANSWER), 0);
    page_release(&page);
}

static void a_number_stays_beside_what_is_said_to_it(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = {.kind = VIEW_NUMBER, .text = say(&page, "How long?"), .typed = "2."};
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    panel_frame_draw(&page.panel, panel_lesson, 420, 500);
    assert_true(panel_says(&page.panel, "2."));
    question.mark = VIEW_GIVEN;
    question.given = "2.000 s";
    panel_frame_draw(&page.panel, panel_lesson, 600, 500);
    assert_true(panel_says(&page.panel, "You said 2.000 s"));
    assert_true(panel_says(&page.panel, "Now see whether it is so."));
    question.mark = VIEW_WRONG;
    question.says = say(&page, "Not so. It is 3.000 s.");
    panel_frame_draw(&page.panel, panel_lesson, 600, 500);
    assert_true(panel_says(&page.panel, "You said 2.000 s"));
    assert_true(panel_says(&page.panel, "Not so. It is 3.000 s."));
    page_release(&page);
}

/* Where the run was watched in between, what is said stands below it. */
static void what_is_said_stands_where_one_reads_on(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = choice(&page);
    question.mark = VIEW_WRONG;
    question.chosen = 0;
    question.right = 1;
    question.is_told_below = true;
    question.says = say(&page, "They would, if all of them were started first.");
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    panel_frame_draw(&page.panel, panel_lesson, 420, 500);
    assert_false(panel_says(&page.panel, "They would, if all of them were"));
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_VERDICT, .as.question = &question};
    expect_panel(&page.panel, panel_lesson, 420, 500, "panel_lesson_verdict.txt");
    assert_int_equal(hits_of(&page, SCENE_HIT_ANSWER), 0);
    page_release(&page);
}

/* Before it may be told, no answer looks right or wrong. */
static void nothing_is_said_to_an_answer_before_the_run_was_seen(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = choice(&page);
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    question.mark = VIEW_GIVEN;
    question.chosen = 1;
    question.right = SIZE_MAX;
    panel_frame_draw(&page.panel, panel_lesson, 420, 500);
    for (size_t i = 0; i < page.panel.scene.list.ops.count; i++) {
        assert_int_not_equal(page.panel.scene.list.ops.items[i].kind, DRAW_SIGN);
    }
    assert_int_equal(hits_of(&page, SCENE_HIT_ANSWER), 0);
    page_release(&page);
}

static void rows_of_an_order_can_be_taken(void **state) {
    (void)state;
    static const char *const ROWS[] = {"C", "A", "B"};
    Page page;
    page_init(&page);
    ViewQuestion question = {.kind = VIEW_ORDER,
                             .text = say(&page, "In which order?"),
                             .rows = ROWS,
                             .count = 3,
                             .chosen = 1,
                             .is_held = true};
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    expect_panel(&page.panel, panel_lesson, 420, 500, "panel_lesson_order.txt");
    assert_int_equal(hits_of(&page, SCENE_HIT_ANSWER), 3);
    page_release(&page);
}

static ViewGoal goal_of(Page *page) {
    static const ViewCheck CHECKS[] = {{"makespan <= 1.1 s", "it is 3.000 s", false},
                                       {"output == start.output", "it is so", true},
                                       {"waits == 3", NULL, false}};
    static const ViewFlip FLIPS[] = {{"gather", "one by one ↔ together"}};
    static const ViewDiffLine DIFF[] = {{'-', "    a = await fetch(1)"},
                                        {'-', "    b = await fetch(2)"},
                                        {'+', "    a, b = await gather(fetch(1), fetch(2))"}};
    page->choices[0] = say(page, "What does await wait for?");
    return (ViewGoal){.task = say(page, "Make it take 1 s."),
                      .checks = CHECKS,
                      .check_count = 3,
                      .flips = FLIPS,
                      .flip_count = 1,
                      .flip = 0,
                      .diff = DIFF,
                      .diff_count = 3,
                      .hints = page->choices,
                      .hint_count = 1,
                      .file = "programs/06-gather/sequential.py"};
}

static void a_goal_says_what_is_met_and_what_is_not(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewGoal goal = goal_of(&page);
    page.items[0] =
        (ViewItem){.kind = VIEW_ITEM_GOAL, .as.goal = &goal, .buttons = BUTTONS, .button_count = 2};
    expect_panel(&page.panel, panel_lesson, 420, 600, "panel_lesson_goal.txt");
    goal.mark = VIEW_RIGHT;
    goal.explanation = say(&page, "The waits overlap now.");
    goal.solution = "import asyncio\n\nasync def main():\n    pass\n";
    expect_panel(&page.panel, panel_lesson, 420, 800, "panel_lesson_reached.txt");
    page_release(&page);
}

static void a_change_is_shown_before_it_is_made(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewGoal goal = goal_of(&page);
    page.lesson.offer = &goal;
    expect_panel(&page.panel, panel_diff, 500, 240, "panel_diff.txt");
    goal.refused = "nothing is awaited one by one";
    panel_frame_draw(&page.panel, panel_diff, 700, 240);
    assert_true(panel_says(&page.panel, "It cannot be made here: nothing is awaited one by one."));
    page_release(&page);
}

static void what_does_not_fit_is_scrolled_to(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    ViewQuestion question = choice(&page);
    const RichText *text =
        say(&page, "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d "
                   "e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h");
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_TEXT, .as.text = text};
    page.items[1] = (ViewItem){.kind = VIEW_ITEM_QUESTION, .as.question = &question};
    page.lesson.item_count = 2;
    page.lesson.current = 1;
    panel_frame_draw(&page.panel, panel_lesson, 300, 340);
    const Scene *scene = &page.panel.scene;
    assert_true(scene->lesson_scroll_max > 0);
    assert_true(scene->current_bottom > scene->lesson_height);
    assert_true(scene->current_top > 0);
    int32_t bottom = scene->current_bottom;
    assert_false(panel_says(&page.panel, "2 s"));
    page.lesson.scroll = scene->lesson_scroll_max;
    panel_frame_draw(&page.panel, panel_lesson, 300, 340);
    assert_int_equal(scene->current_bottom, bottom); /* from the top of all of it */
    assert_true(panel_says(&page.panel, "2 s"));
    assert_false(panel_says(&page.panel, "a b c d e f g h i j k l"));
    page_release(&page);
}

static void a_guess_is_dragged_on_an_axis_of_its_own(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    page.lesson.guess = (ViewGuess){
        .is_on = true, .title = "sequential", .t_ns = 2000000000, .axis_ns = 5000000000};
    expect_panel(&page.panel, panel_guess, 700, 160, "panel_guess.txt");
    SceneHit hit;
    assert_true(scene_hit(&page.panel.scene, page.panel.runs, PX(400), PX(100), &hit));
    assert_int_equal(hit.kind, SCENE_HIT_GUESS);
    assert_int_equal(hit.to_ns, 5000000000);
    page_release(&page);
}

static void what_was_said_lies_over_what_is_so_and_the_rest_is_dimmed(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    panel_frame_add(&page.panel, sample_concurrent(4, sample_latency), "gathered", NULL);
    panel_frame_at(&page.panel, 2000000000);
    page.lesson.ghosts[0] = (ViewGhost){.run = 0, .t_ns = 1500000000, .text = "you said 1.500 s"};
    page.lesson.ghost_count = 1;
    page.lesson.look =
        (ViewLook){.is_on = true, .parts = VIEW_LOOK_LANES, .lanes = {{0, 2}}, .lane_count = 1};
    expect_panel(&page.panel, panel_timelines, 700, 360, "panel_timelines_lesson.txt");
    page_release(&page);
}

/* Nothing of what will happen may be seen before it does. */
static void the_future_is_hidden_in_a_lesson(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    panel_frame_add(&page.panel, sample_concurrent(4, sample_latency), "gathered", NULL);
    panel_frame_draw(&page.panel, panel_timelines, 700, 360);
    const DrawList *list = &page.panel.scene.list;
    bool has_veil = false;
    for (size_t i = 0; i < list->ops.count; i++) {
        const DrawOp *op = &list->ops.items[i];
        bool is_wide = op->kind == DRAW_FILL && op->rect.w > PX(300) && op->rect.h > PX(200);
        has_veil |= is_wide && op->color == page.panel.theme.colors[THEME_PANEL] && i > 20;
    }
    assert_true(has_veil);
    page_release(&page);
}

static void draw_whole(Page *page, int width, int height, int scale) {
    View *view = &page->panel.view;
    view->width = width;
    view->height = height;
    view->scale = scale;
    view->hint = "";
    view->speed = "×1";
    scene_build(&page->panel.scene, page->panel.runs, page->panel.run_count, view,
                &page->panel.metrics);
}

/* As lesson 23 has them: with three, four and five lanes. */
static void three_runs_are_seen_at_once(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    for (size_t tasks = 1; tasks <= 3; tasks++) {
        panel_frame_add(&page.panel, sample_concurrent(tasks, sample_latency), "gathered", NULL);
    }
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_TEXT, .as.text = say(&page, "Read this.")};
    page.lesson.picture = VIEW_PICTURE_RUNS;
    page.lesson.shows_output = true;
    ViewSlider slider = {.name = "WORKERS", .value = "1"};
    page.panel.view.sliders = &slider;
    page.panel.view.slider_count = 1;
    draw_whole(&page, 1280, 720, 100);
    assert_true(page.panel.scene.lanes_height > 0);
    assert_int_equal(page.panel.scene.scroll_max, 0);
    /* Unless what lies below them is what the page is about. */
    page.lesson.looks_below = true;
    draw_whole(&page, 1280, 720, 100);
    assert_true(page.panel.scene.scroll_max > 0);
    page_release(&page);
}

static void runs_show_only_when_the_lesson_says_so(void **state) {
    (void)state;
    Page page;
    page_init(&page);
    panel_frame_add(&page.panel, sample_concurrent(4, sample_latency), "gathered", NULL);
    page.items[0] = (ViewItem){.kind = VIEW_ITEM_TEXT, .as.text = say(&page, "Read this.")};
    page.lesson.picture = VIEW_PICTURE_NONE;
    draw_whole(&page, 1280, 720, 100);
    assert_true(panel_says(&page.panel, "Read this."));
    assert_int_equal(hits_of(&page, SCENE_HIT_CODE), 0);
    page.lesson.picture = VIEW_PICTURE_CODE;
    draw_whole(&page, 1280, 720, 100);
    assert_true(hits_of(&page, SCENE_HIT_CODE) > 0);
    assert_int_equal(hits_of(&page, SCENE_HIT_AXIS), 0);
    page.lesson.picture = VIEW_PICTURE_RUNS;
    draw_whole(&page, 1280, 720, 100);
    assert_int_equal(hits_of(&page, SCENE_HIT_AXIS), 1);
    page.lesson.hides_text = true;
    draw_whole(&page, 1280, 720, 100);
    assert_false(panel_says(&page.panel, "Read this."));
    /* Where it is narrow, they take turns. */
    page.lesson.hides_text = false;
    draw_whole(&page, 1280, 720, 300);
    assert_int_equal(hits_of(&page, SCENE_HIT_AXIS), 0);
    page.lesson.say = say(&page, "Look at the lanes.");
    draw_whole(&page, 1280, 720, 300);
    assert_int_equal(hits_of(&page, SCENE_HIT_AXIS), 1);
    assert_true(panel_says(&page.panel, "Look at the lanes."));
    page_release(&page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_choice_is_answered_by_digit_or_click),
        cmocka_unit_test(a_wrong_answer_is_told_kindly_and_can_be_given_no_more),
        cmocka_unit_test(a_number_stays_beside_what_is_said_to_it),
        cmocka_unit_test(what_is_said_stands_where_one_reads_on),
        cmocka_unit_test(nothing_is_said_to_an_answer_before_the_run_was_seen),
        cmocka_unit_test(rows_of_an_order_can_be_taken),
        cmocka_unit_test(a_goal_says_what_is_met_and_what_is_not),
        cmocka_unit_test(a_change_is_shown_before_it_is_made),
        cmocka_unit_test(what_does_not_fit_is_scrolled_to),
        cmocka_unit_test(a_guess_is_dragged_on_an_axis_of_its_own),
        cmocka_unit_test(what_was_said_lies_over_what_is_so_and_the_rest_is_dimmed),
        cmocka_unit_test(the_future_is_hidden_in_a_lesson),
        cmocka_unit_test(three_runs_are_seen_at_once),
        cmocka_unit_test(runs_show_only_when_the_lesson_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
