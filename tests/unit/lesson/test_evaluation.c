#include "lesson/evaluation.h"

#include "unit/lesson/lesson_fixture.h"

/* A lesson of the fixture's programs and a few more, with claims: which hold, as "+" and "-". */
static void assert_claims(const char *programs, const char *claims, const char *expected) {
    Text text = {0};
    text_printf(&text, FIXTURE_FRONT "## S\n" FIXTURE_PROGRAMS "%s```expect\n%s```\n", programs,
                claims);
    Lesson *lesson = fixture_lesson(text_cstr(&text));
    Outcomes *outcomes = outcomes_new(lesson, SESSION_ENGINE_SIM);
    Evaluation evaluation = {.outcomes = outcomes, .start = LESSON_NONE};
    const LessonStep *step = &lesson->steps[0];
    LessonExpect expect = step->items[step->item_count - 1].as.expect;
    assert_int_equal(expect.claim_count, strlen(expected));
    for (size_t i = 0; i < expect.claim_count; i++) {
        Text found = {0};
        bool holds = evaluation_claim(&evaluation, &expect.claims[i], &found);
        if (holds != (expected[i] == '+')) {
            fail_msg("claim %zu %s: %s", i + 1, holds ? "holds" : "does not hold",
                     text_cstr(&found));
        }
        text_release(&found);
    }
    outcomes_free(outcomes);
    lesson_free(lesson);
    text_release(&text);
}

static void figures_of_runs_are_compared(void **state) {
    (void)state;
    assert_claims("",
                  "sequential.makespan == 3s\n"
                  "sequential.makespan == 2.9999s\n"
                  "sequential.makespan ~= 2.9s within 5%\n"
                  "sequential.makespan ~= 2.8s within 5%\n"
                  "speedup(concurrent, sequential) == 3x\n"
                  "concurrent.makespan < 0.9 * sequential.makespan\n"
                  "concurrent.in_flight_max == 3\n"
                  "concurrent.tasks != 4\n"
                  "concurrent.idle == 100%\n"
                  "concurrent.turns > 2\n"
                  "concurrent.ready_max == 3\n",
                  "+-+-+++-+++");
}

static void texts_and_lines_are_compared(void **state) {
    (void)state;
    assert_claims("```python broken\nprint('x')\nraise ValueError('no')\n```\n",
                  "sequential.output == \"a\\nb\\nc\\n\"\n"
                  "sequential.output.line(2) == \"b\"\n"
                  "sequential.output.line(9) == \"b\"\n"
                  "sequential.output == concurrent.output\n"
                  "sequential.output contains \"d\"\n"
                  "broken.exit == 1\n"
                  "broken.error contains \"ValueError: no\"\n"
                  "broken.errors contains \"Traceback\"\n",
                  "++-+-+++");
}

static void tasks_are_found_by_name_call_and_number(void **state) {
    (void)state;
    static const char PROGRAM[] = "```python named\nimport asyncio\n\n"
                                  "async def nap(n):\n    await asyncio.sleep(n)\n\n"
                                  "async def main():\n"
                                  "    tasks = [asyncio.create_task(nap(3), name='long'),\n"
                                  "             asyncio.create_task(nap(1)),\n"
                                  "             asyncio.create_task(nap(2))]\n"
                                  "    for task in tasks:\n        await task\n\n"
                                  "asyncio.run(main())\n```\n";
    assert_claims(PROGRAM,
                  "named.done(long) == 3s\n"
                  "named.done(nap #2) == 1s\n"
                  "named.done(nap(2)) == 2s\n"
                  "named.done(Task-1) == 3s\n"
                  "named.started(main) == 0s\n"
                  "named.done(nobody) == 0s\n"
                  "order(named.done) == Task-3, Task-4, long\n"
                  "named.done == long, Task-3\n"
                  "named.started == long, Task-3, Task-4\n",
                  "+++++-+-+");
}

static void events_are_found_by_what_happens(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(
        FIXTURE_FRONT
        "## S\n" FIXTURE_PROGRAMS
        "```watch\nrun: sequential, concurrent\nstop: when printed \"b\"\n"
        "stop: when done fetch #2 in concurrent\nstop: when step main in sequential #3\n"
        "stop: when printed \"d\"\nstop: when created Task-9\n```\n");
    Outcomes *outcomes = outcomes_new(lesson, SESSION_ENGINE_SIM);
    const LessonWatch *watch = lesson->steps[0].items[2].as.watch;
    static const int64_t TIMES[] = {2000000000, 1000000000, 2000000000, -1, -1};
    for (size_t i = 0; i < watch->stop_count; i++) {
        const LessonEvent *event = &watch->stops[i].event;
        const Trace *trace = outcomes_get(outcomes, event->run)->result.trace;
        size_t index = 0;
        bool found = outcome_find_event(trace, event, &index);
        assert_int_equal(found ? trace_at(trace, index)->t_ns : -1, TIMES[i]);
    }
    outcomes_free(outcomes);
    lesson_free(lesson);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_of_runs_are_compared),
        cmocka_unit_test(texts_and_lines_are_compared),
        cmocka_unit_test(tasks_are_found_by_name_call_and_number),
        cmocka_unit_test(events_are_found_by_what_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
