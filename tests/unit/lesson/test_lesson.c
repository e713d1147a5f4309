#include "lesson/lesson.h"

#include "unit/lesson/lesson_fixture.h"

#include <stdio.h>

static void front_matter_names_the_lesson(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(FIXTURE_FRONT "Before.\n\n## First\n\nText.\n\n## Second\n");
    assert_string_equal(lesson->name, "07-a");
    assert_string_equal(lesson->title, "A title");
    assert_int_equal(lesson->level, LESSON_BEGINNER);
    assert_int_equal(lesson->minutes, 5);
    assert_int_equal(lesson->concept_count, 2);
    assert_string_equal(lesson->concepts[1], "two");
    assert_int_equal(lesson->intro.item_count, 1);
    assert_int_equal(lesson->step_count, 2);
    assert_string_equal(lesson->steps[1].title, "Second");
    lesson_free(lesson);
}

static void blocks_become_items_in_their_order(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(
        FIXTURE_FRONT
        "## S\n" FIXTURE_PROGRAMS "Prose.\n"
        "```predict number\nquestion: How long?\nanswer: sequential.makespan\nbar: sequential\n"
        "within: 10%\nwrong M9 1s: They would\n  overlap.\nright: Yes.\n```\n"
        "```watch\nrun: sequential, concurrent\nstop: when done fetch #2 in concurrent\n"
        "look: loop | lanes Task-2, Task-3\nsay: The **second** one.\nspeed: 0.5\n"
        "stop: at 1.5s\nstop: end\n```\n"
        "After.\n"
        "```expect\nspeedup(concurrent, sequential) == 3x\nconcurrent.done == Task-2, "
        "Task-3\n```\n");
    const LessonStep *step = &lesson->steps[0];
    static const LessonItemKind KINDS[] = {LESSON_PROGRAM, LESSON_PROGRAM, LESSON_PROSE,
                                           LESSON_PREDICT, LESSON_WATCH,   LESSON_PROSE,
                                           LESSON_EXPECT};
    assert_int_equal(step->item_count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(step->items[i].kind, KINDS[i]);
    }
    const LessonQuestion *question = step->items[3].as.question;
    assert_int_equal(question->within_millionths, 100000);
    assert_int_equal(question->bar, 0);
    assert_int_equal(question->choices[0].misconception, 9);
    assert_int_equal(question->choices[0].quantity.numerator, 1000000000);
    Text says = {0};
    rich_text_write_plain(question->choices[0].says.rich, &says);
    assert_string_equal(text_cstr(&says), "They would overlap.");
    text_release(&says);
    const LessonWatch *watch = step->items[4].as.watch;
    assert_int_equal(watch->stop_count, 3);
    assert_int_equal(watch->stops[0].event.kind, LESSON_DONE);
    assert_string_equal(watch->stops[0].event.task, "fetch #2");
    assert_int_equal(watch->stops[0].event.run, 1);
    assert_int_equal(watch->stops[0].look, LESSON_LOOK_LOOP | LESSON_LOOK_LANES);
    assert_int_equal(watch->stops[0].lane_count, 2);
    assert_int_equal(watch->stops[0].speed_millionths, 500000);
    assert_int_equal(watch->stops[1].at_ns, 1500000000);
    assert_int_equal(watch->stops[2].kind, LESSON_STOP_END);
    assert_int_equal(step->items[6].as.expect.claim_count, 2);
    lesson_free(lesson);
}

static void a_run_has_its_own_world_before_its_steps_and_that_of_all(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(
        FIXTURE_FRONT "```world\nhost all latency 1ms\n```\n## S\n" FIXTURE_PROGRAMS
                      "```world\nhost step latency 2ms\n```\n```tune\nCALLS 1..5\n```\n"
                      "```run slow\nprogram: sequential\nworld: host own latency 3ms\n"
                      "set: CALLS = 7\nseed: 3\n```\n## T\n\nx\n");
    size_t slow = lesson_find_run(lesson, "slow", 4);
    assert_string_equal(lesson->runs[slow].world,
                        "host own latency 3ms\nhost step latency 2ms\ntune CALLS 1..5\n"
                        "host all latency 1ms\n");
    SessionOptions options = {0};
    lesson_run_options(lesson, slow, &options);
    assert_string_equal(options.settings[0].value, "7");
    assert_int_equal(*options.seed, 3);
    assert_string_equal(options.program_path, "sequential");
    lesson_free(lesson);
}

static void a_goal_knows_its_checks_flips_and_hints(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(
        FIXTURE_FRONT
        "## S\n" FIXTURE_PROGRAMS
        "```goal\ntask: Faster.\nstart: sequential\ncheck: makespan <= 1.1s\n"
        "check: output == start.output\nflip: gather\nflip: semaphore 2\n"
        "hint: One.\nhint: Two.\nsolution: concurrent\nexplain: So.\n```\n"
        "```measure\nrun: sequential\nruns: 3\nscale: 0.1\nengines: real, cpython\n```\n");
    const LessonGoal *goal = lesson->steps[0].items[2].as.goal;
    assert_int_equal(goal->check_count, 2);
    assert_int_equal(goal->checks[0].left.first.figure.run == CLAIM_CHANGED, true);
    assert_int_equal(goal->checks[1].right.first.figure.run == CLAIM_START, true);
    assert_int_equal(goal->flips[1].kind, FLIP_SEMAPHORE);
    assert_int_equal(goal->flips[1].number, 2);
    assert_int_equal(goal->hint_count, 2);
    const LessonMeasure *measure = lesson->steps[0].items[3].as.measure;
    assert_string_equal(measure->engines, "real,cpython");
    assert_int_equal(measure->scale_millionths, 100000);
    lesson_free(lesson);
}

/* One block that is not closed is one complaint, not one for each line behind it. */
static void a_block_that_is_not_closed_is_told_of_once(void **state) {
    (void)state;
    static const char HEAD[] =
        "---\ntitle: A\nlevel: beginner\nminutes: 5\nconcepts: b\n---\n## S\n\n";
    static const char *const OPEN[] = {"```python p\nprint(1)\n\n", "```expect\np.exit == 0\n\n"};
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        Text lesson = {0};
        text_printf(&lesson, "%s%s%s```world\nhost * latency 1s\n```\n", HEAD,
                    i == 1 ? "```python p\nprint(1)\n```\n" : "", OPEN[i]);
        Text found = fixture_complaints(text_cstr(&lesson));
        const char *first = strstr(text_cstr(&found), ": error: ");
        assert_non_null(first);
        assert_non_null(strstr(first, "a block begins, and the one before it was not closed"));
        assert_null(strstr(first + 1, ": error: "));
        text_release(&found);
        text_release(&lesson);
    }
}

static void everything_wrong_is_told_of_at_once(void **state) {
    (void)state;
    Text found = fixture_complaints("---\ntitle: A\nlevel: hard\nminutes: 0\n---\n"
                                    "## S\n\n"
                                    "```python p\nprint(\n```\n"
                                    "```watch\nrun: nobody\nstop: sometimes\n```\n"
                                    "```expect\np.makspan == 3s\np.output > \"a\"\n```\n"
                                    "```world\nhost a latncy 3ms\n```\n");
    static const char *const EXPECTED[] = {
        "a.md:3:8: error: a lesson's level is beginner, intermediate or advanced",
        "a.md:4:10: error: expected minutes from 1 to 600",
        "a.md:5:1: error: the front matter lacks concepts",
        "a.md:9:6: error: '(' was never closed",
        "a.md:12:6: error: there is no run called 'nobody'",
        "a.md:13:7: error: a stop is `at TIME`, `when EVENT` or `end`",
        "a.md:16:3: error: there is no such figure of a run",
        "a.md:17:1: error: this comparison makes no sense for texts",
        "a.md:20:8: error: ",
    };
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        if (strstr(text_cstr(&found), EXPECTED[i]) == NULL) {
            fail_msg("no \"%s\" in:\n%s", EXPECTED[i], text_cstr(&found));
        }
    }
    text_release(&found);
}

static void a_block_that_is_no_block_is_refused(void **state) {
    (void)state;
    fixture_refuses(FIXTURE_FRONT "## S\n```predct number\n```\n", "8:4: error: there is no block");
    fixture_refuses(FIXTURE_FRONT "## S\n```watch\nstop: end\n", "8:1: error: this block is never");
    fixture_refuses(FIXTURE_FRONT "```predict number\nquestion: q\nanswer: 3 s\n```\n## S\n",
                    "7:1: error: a predict block stands within a step");
    fixture_refuses(FIXTURE_FRONT "text\n", "1:1: error: a lesson needs a step");
    fixture_refuses(FIXTURE_FRONT "# A\n## S\n", "7:1: error: a lesson's title");
    fixture_refuses("## S\n", "1:1: error: a lesson begins with its front matter");
    fixture_refuses("---\ntitle: gather: a sum\nlevel: beginner\nminutes: 5\nconcepts: a\n---\n",
                    "2:8: error: a title with a colon stands in double quotes");
    fixture_refuses("---\ntitle: \"a \"b\" c\"\nlevel: beginner\nminutes: 5\nconcepts: a\n---\n",
                    "2:8: error: a title has neither double quotes nor backslashes in it");
}

static void questions_must_be_answerable(void **state) {
    (void)state;
    static const char *const WRONG[][2] = {
        {"```predict\nquestion: q\n```\n", "a question is of a number"},
        {"```predict number\nquestion: q\n```\n", "needs a line `answer"},
        {"```predict choice\nquestion: q\nright a: x\nclaim: sequential.exit == 0\n```\n",
         "one right answer and a wrong one"},
        {"```predict choice\nquestion: q\nright a: x\nwrong M9 b: y\n```\n",
         "what makes the right"},
        {"```predict choice\nquestion: q\nright a: x\nwrong M99 b: y\n```\n",
         "names the misconception"},
        {"```predict order\nquestion: q\nanswer: sequential.output\nitems: a, b, c\n"
         "wrong M10 a, b: n\n```\n",
         "not the same items"},
        {"```predict order\nquestion: q\nanswer: sequential.makespan\nitems: a, b\n```\n",
         "an order is that of"},
        {"```predict number\nquestion: q\nanswer: sequential.output\n```\n", "is no number"},
        {"```predict number\nquestion: q\nanswer: sequential.makespan\nbar: concurrent\n```\n",
         "can be answered by its bar"},
        {"```predict number\nquestion: q\nquestion: r\nanswer: 3s\n```\n", "for the second time"},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Text text = {0};
        text_append_cstr(&text, FIXTURE_FRONT "## S\n" FIXTURE_PROGRAMS);
        text_append_cstr(&text, WRONG[i][0]);
        fixture_refuses(text_cstr(&text), WRONG[i][1]);
        text_release(&text);
    }
}

static void what_a_terminal_would_obey_is_refused(void **state) {
    (void)state;
    fixture_refuses(FIXTURE_FRONT "## S\n\nred \x1b[31m text\n", "9:5: error: the character \\x1b");
    fixture_refuses(FIXTURE_FRONT "## S\n\n\xE2\x80\xAE right to left\n", "the character \\u202e");
    fixture_refuses(FIXTURE_FRONT "## S\n\n&#27;[31m\n", "9:1: error: this entity is not known");
    fixture_refuses(FIXTURE_FRONT "## S\n\n<b>x</b>\n", "HTML cannot be shown");
    fixture_refuses(FIXTURE_FRONT "## S\n\n[x](javascript:alert)\n", "9:5: error: a link leads");
    fixture_refuses(FIXTURE_FRONT "## S\n\n![x](y.png)\n", "pictures cannot be shown");
    fixture_refuses(FIXTURE_FRONT "## S\n\n<!-- c --> text\n",
                    "9:12: error: text behind a comment");
}

static void limits_have_messages(void **state) {
    (void)state;
    Text text = {0};
    text_append_cstr(&text, FIXTURE_FRONT "## S\n\n");
    for (int i = 0; i < 20; i++) {
        text_append_cstr(&text, "> ");
    }
    text_append_cstr(&text, "deep\n");
    fixture_refuses(text_cstr(&text), "nested more than 8 deep");
    text_clear(&text);
    text_append_cstr(&text, FIXTURE_FRONT);
    for (int i = 0; i <= LESSON_STEPS_MAX; i++) {
        text_append_cstr(&text, "## S\n");
    }
    fixture_refuses(text_cstr(&text), "107:1: error: a lesson has more than 100 steps");
    text_append_repeated(&text, 'x', LESSON_BYTES_MAX);
    fixture_refuses(text_cstr(&text), "a lesson has at most 1048576 bytes");
    text_release(&text);
}

static void markdown_becomes_blocks_and_runs(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(
        FIXTURE_FRONT
        "## S\n\nOne *two* **three**\n`four` [five](06-gather.md).\n\n"
        "3. a\n4. b\n   - c\n\n> quoted\n\n| x | y |\n|:--|--:|\n| 1 | 2 |\n\n"
        "```text\n  code\nmore\n```\n\n---\n\n### Head\n\nend <!-- not shown --> .\n");
    const RichText *rich = lesson->steps[0].items[0].as.prose.rich;
    static const struct {
        RichBlockKind kind;
        int number, depth, quotes;
    } BLOCKS[] = {{RICH_PARAGRAPH, 0, 0, 0}, {RICH_ITEM, 3, 1, 0},       {RICH_ITEM, 4, 1, 0},
                  {RICH_ITEM, 0, 2, 0},      {RICH_PARAGRAPH, 0, 0, 1},  {RICH_ROW, 0, 0, 0},
                  {RICH_ROW, 0, 0, 0},       {RICH_CODE_BLOCK, 0, 0, 0}, {RICH_RULE, 0, 0, 0},
                  {RICH_HEADING, 0, 0, 0},   {RICH_PARAGRAPH, 0, 0, 0}};
    assert_int_equal(rich->blocks.count, sizeof BLOCKS / sizeof *BLOCKS);
    for (size_t i = 0; i < rich->blocks.count; i++) {
        assert_int_equal(rich->blocks.items[i].kind, BLOCKS[i].kind);
        assert_int_equal(rich->blocks.items[i].number, BLOCKS[i].number);
        assert_int_equal(rich->blocks.items[i].depth, BLOCKS[i].depth);
        assert_int_equal(rich->blocks.items[i].quotes, BLOCKS[i].quotes);
    }
    assert_int_equal(rich->blocks.items[5].is_head, true);
    assert_int_equal(rich->blocks.items[6].right_columns, 2);
    static const unsigned STYLES[] = {RICH_PLAIN,  RICH_EMPHASIS, RICH_PLAIN,
                                      RICH_STRONG, RICH_PLAIN,    RICH_CODE,
                                      RICH_PLAIN,  RICH_LINK,     RICH_PLAIN};
    assert_int_equal(rich->blocks.items[0].run_count, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(rich->runs.items[i].style, STYLES[i]);
    }
    Text plain = {0};
    rich_text_write_plain(rich, &plain);
    assert_string_equal(text_cstr(&plain), "One two three four five.\na\nb\nc\nquoted\nx\ty\n1\t2\n"
                                           "  code\nmore\n\nHead\nend  .");
    text_release(&plain);
    lesson_free(lesson);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter_names_the_lesson),
        cmocka_unit_test(blocks_become_items_in_their_order),
        cmocka_unit_test(a_run_has_its_own_world_before_its_steps_and_that_of_all),
        cmocka_unit_test(a_goal_knows_its_checks_flips_and_hints),
        cmocka_unit_test(a_block_that_is_not_closed_is_told_of_once),
        cmocka_unit_test(everything_wrong_is_told_of_at_once),
        cmocka_unit_test(a_block_that_is_no_block_is_refused),
        cmocka_unit_test(questions_must_be_answerable),
        cmocka_unit_test(what_a_terminal_would_obey_is_refused),
        cmocka_unit_test(limits_have_messages),
        cmocka_unit_test(markdown_becomes_blocks_and_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
