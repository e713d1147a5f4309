#include "session/explore.h"
#include "unit/unit.h"

#include <string.h>
#include <unistd.h>

/* Breaks when the second of the two timers that are due at 0.1 s fires first, and only then. */
static const char TIE[] = "import asyncio\n"
                          "log = []\n"
                          "async def note(name):\n"
                          "    await asyncio.sleep(0.1)\n"
                          "    log.append(name)\n"
                          "async def main():\n"
                          "    await asyncio.gather(*(note(n) for n in range(2)))\n"
                          "    assert log == [0, 1], log\n"
                          "asyncio.run(main())\n";

/* Needs two choices: an order of three that no single choice gives. */
static const char ORDER[] = "import asyncio\n"
                            "log = []\n"
                            "async def note(name):\n"
                            "    await asyncio.sleep(0.1)\n"
                            "    log.append(name)\n"
                            "async def main():\n"
                            "    await asyncio.gather(*(note(n) for n in range(3)))\n"
                            "    assert log != [2, 1, 0]\n"
                            "asyncio.run(main())\n";

static const char RIGHT[] = "import asyncio\n"
                            "done = 0\n"
                            "async def work(lock):\n"
                            "    global done\n"
                            "    async with lock:\n"
                            "        seen = done\n"
                            "        await asyncio.sleep(0.1)\n"
                            "        done = seen + 1\n"
                            "async def main():\n"
                            "    lock = asyncio.Lock()\n"
                            "    await asyncio.gather(*(work(lock) for _ in range(4)))\n"
                            "    assert done == 4\n"
                            "asyncio.run(main())\n";

/* Nothing but the seed matters. */
static const char SEED[] = "import random\nassert random.random() < 0.9\n";

static ExploreOptions options_for(SessionOptions *session, const char *program) {
    *session = (SessionOptions){
        .program_path = "p.py", .program_text = program, .program_length = strlen(program)};
    return (ExploreOptions){.session = session,
                            .runs = 60,
                            .kinds = CHOICE_KINDS_MADE_UP,
                            .varies_seed = true,
                            .workers = 2};
}

static Exploration explored(const ExploreOptions *options) {
    Exploration exploration;
    Error error;
    if (explore_search(options, &exploration, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    assert_int_equal(exploration.end, WORKERS_DONE);
    return exploration;
}

static const ExploreRun *first_failed(const Exploration *exploration) {
    for (size_t i = 0; i < exploration->runs.count; i++) {
        if (explore_failed(&exploration->runs.items[i])) {
            return &exploration->runs.items[i];
        }
    }
    return NULL;
}

static void expect_shrunk(const char *program, const char *error_text, const char *schedule,
                          bool needs_seed) {
    SessionOptions session;
    ExploreOptions options = options_for(&session, program);
    Exploration exploration = explored(&options);
    const ExploreRun *failed = first_failed(&exploration);
    assert_non_null(failed);
    ExploreFinding finding;
    Error error;
    assert_int_equal(explore_shrink(&options, &exploration.runs.items[0], failed, &finding, &error),
                     STATUS_OK);
    Text text = {0};
    schedule_append(&finding.schedule, &text);
    assert_string_equal(text_cstr(&text), schedule);
    assert_int_equal(finding.needs_seed, needs_seed);
    assert_int_equal(strncmp(finding.run.error, error_text, strlen(error_text)), 0);
    text_release(&text);
    schedule_release(&finding.schedule);
    exploration_release(&exploration);
}

static void the_schedule_that_breaks_an_assert_is_found_and_shrunk(void **state) {
    (void)state;
    expect_shrunk(TIE, "AssertionError: [1, 0]", "tie1:1", false);
    expect_shrunk(ORDER, "AssertionError", "tie1:2,tie2:1", false);
}

/* Ten draws, all of which have to be large: with the world's seed six are not. */
static const char DRAWS[] = "# meanwhile: host * latency uniform(0ms, 100ms)\n"
                            "import requests\n"
                            "import time\n"
                            "slow = 0\n"
                            "for n in range(10):\n"
                            "    start = time.monotonic()\n"
                            "    requests.get('https://a.example')\n"
                            "    slow += time.monotonic() - start >= 0.05\n"
                            "assert slow < 10\n";

static void a_seed_becomes_the_few_draws_that_matter(void **state) {
    (void)state;
    expect_shrunk(SEED, "AssertionError", "random1:2", false);
}

static void a_seed_is_kept_where_many_of_its_draws_matter(void **state) {
    (void)state;
    SessionOptions session;
    ExploreOptions options = options_for(&session, DRAWS);
    options.has_seeds = true;
    options.seed_first = 90;
    options.seed_last = 91;
    options.runs = 2;
    Exploration exploration = explored(&options);
    assert_false(explore_failed(&exploration.runs.items[0]));
    ExploreFinding finding;
    Error error;
    assert_int_equal(explore_shrink(&options, &exploration.runs.items[0],
                                    &exploration.runs.items[1], &finding, &error),
                     STATUS_OK);
    assert_true(finding.needs_seed);
    assert_int_equal(finding.run.seed, 91);
    assert_int_equal(finding.schedule.deviations.count, 0);
    schedule_release(&finding.schedule);
    exploration_release(&exploration);
}

static void a_right_program_is_not_broken(void **state) {
    (void)state;
    SessionOptions session;
    ExploreOptions options = options_for(&session, RIGHT);
    Exploration exploration = explored(&options);
    assert_int_equal(exploration.runs.count, 60);
    assert_null(first_failed(&exploration));
    exploration_release(&exploration);
}

static void any_number_of_processes_finds_the_same(void **state) {
    (void)state;
    SessionOptions session;
    ExploreOptions options = options_for(&session, TIE);
    Exploration one, many;
    options.workers = 1;
    one = explored(&options);
    options.workers = 7;
    many = explored(&options);
    assert_int_equal(one.runs.count, many.runs.count);
    assert_memory_equal(one.runs.items, many.runs.items, one.runs.count * sizeof(ExploreRun));
    exploration_release(&one);
    exploration_release(&many);
}

static void what_may_not_vary_stays(void **state) {
    (void)state;
    SessionOptions session;
    ExploreOptions options = options_for(&session, TIE);
    options.kinds = 1u << CHOICE_SET;
    options.varies_seed = false;
    Exploration exploration = explored(&options);
    for (size_t i = 0; i < exploration.runs.count; i++) {
        assert_int_equal(exploration.runs.items[i].schedule, exploration.runs.items[0].schedule);
    }
    exploration_release(&exploration);
    options.has_seeds = true;
    options.seed_first = 5;
    options.seed_last = 7;
    exploration = explored(&options);
    for (size_t i = 0; i < exploration.runs.count; i++) {
        assert_int_equal(exploration.runs.items[i].seed, 5 + i % 3);
    }
    exploration_release(&exploration);
}

/* Every kind of choice, and output that tells in which order all went. */
static const char MIXED[] =
    "# meanwhile: host * latency uniform(50ms, 150ms)\n"
    "import asyncio, httpx, random, threading, time\n"
    "log = []\n"
    "def note(word):\n"
    "    log.append(word)\n"
    "def thread(name):\n"
    "    for n in range(3):\n"
    "        note(f'{name}{n}')\n"
    "        time.sleep(0.1)\n"
    "async def task(client, name):\n"
    "    await asyncio.sleep(0.1)\n"
    "    note(name)\n"
    "    await client.get('https://a.example')\n"
    "    note(name + name)\n"
    "    return name\n"
    "async def main():\n"
    "    threads = [threading.Thread(target=thread, args=(name,)) for name in 'xyz']\n"
    "    for one in threads:\n"
    "        one.start()\n"
    "    async with httpx.AsyncClient() as client:\n"
    "        tasks = [asyncio.create_task(task(client, name)) for name in 'abcd']\n"
    "        note([t.get_name() for t in set(tasks)])\n"
    "        done, pending = await asyncio.wait(tasks, timeout=0.21)\n"
    "        note([t.result() for t in done])\n"
    "        for t in pending:\n"
    "            note(await t)\n"
    "    for one in threads:\n"
    "        await asyncio.to_thread(one.join)\n"
    "asyncio.run(main())\n"
    "print(log, random.random())\n";

static void run_with(Chooser *chooser, Text *out) {
    text_clear(out);
    SessionOptions options = {.program_path = "p.py",
                              .program_text = MIXED,
                              .program_length = strlen(MIXED),
                              .chooser = chooser,
                              .stdout_sink = {.text = out},
                              .stderr_sink = {.fd = STDERR_FILENO}};
    SessionResult result;
    Error error;
    assert_int_equal(session_run(&options, &result, &error), STATUS_OK);
    assert_int_equal(result.exit_code, 0);
    session_result_release(&result);
}

static void a_made_up_run_is_made_again_by_its_schedule(void **state) {
    (void)state;
    Text usual = {0}, first = {0}, again = {0};
    Chooser chooser;
    run_with(NULL, &usual);
    chooser_follow(&chooser, &(Schedule){0});
    run_with(&chooser, &first);
    assert_string_equal(text_cstr(&first), text_cstr(&usual)); /* asking changes nothing */
    ChooserPlan plan = {.kinds = CHOICE_KINDS_MADE_UP};
    memcpy(plan.expected, chooser.asked, sizeof plan.expected);
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        assert_true(chooser.asked[kind] > 0);
    }
    chooser_release(&chooser);
    int different = 0;
    for (plan.number = 1; plan.number <= 40; plan.number++) {
        Schedule schedule = {0};
        chooser_make_up(&chooser, &plan);
        run_with(&chooser, &first);
        chooser_schedule(&chooser, &schedule);
        different += strcmp(text_cstr(&first), text_cstr(&usual)) != 0;
        Chooser follower;
        chooser_follow(&follower, &schedule);
        run_with(&follower, &again);
        assert_string_equal(text_cstr(&again), text_cstr(&first));
        assert_memory_equal(follower.asked, chooser.asked, sizeof chooser.asked);
        assert_null(chooser_missed(&follower));
        chooser_release(&chooser);
        chooser_release(&follower);
        schedule_release(&schedule);
    }
    assert_true(different > 10);
    text_release(&usual);
    text_release(&first);
    text_release(&again);
}

static void an_error_that_is_only_reported_is_a_failure(void **state) {
    (void)state;
    static const char *const programs[] = {
        "import threading\n"
        "def work(): raise ValueError('in a thread')\n"
        "threading.Thread(target=work).start()\n",
        "import asyncio\n"
        "async def work(): raise ValueError('in a task')\n"
        "async def main():\n"
        "    asyncio.create_task(work())\n"
        "    await asyncio.sleep(1)\n"
        "asyncio.run(main())\n",
        "import asyncio\n"
        "async def work(): raise ValueError('in a group')\n"
        "async def main():\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        group.create_task(work())\n"
        "asyncio.run(main())\n",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        SessionOptions session;
        ExploreOptions options = options_for(&session, programs[i]);
        options.runs = 1;
        Exploration exploration = explored(&options);
        const ExploreRun *run = &exploration.runs.items[0];
        assert_true(explore_failed(run));
        assert_int_equal(run->exit_code, i == 2 ? 1 : 0);
        assert_int_equal(strncmp(run->error, "ValueError: in a ", 17), 0);
        exploration_release(&exploration);
    }
}

static void a_refused_program_is_told_once(void **state) {
    (void)state;
    SessionOptions session;
    ExploreOptions options = options_for(&session, "x = = 1\n");
    Exploration exploration;
    Error error;
    assert_int_equal(explore_search(&options, &exploration, &error), STATUS_OK);
    assert_false(exploration.ran);
    assert_int_equal(exploration.runs.count, 0);
    assert_non_null(strstr(text_cstr(&exploration.refusal), "p.py:1:5: error: "));
    exploration_release(&exploration);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schedule_that_breaks_an_assert_is_found_and_shrunk),
        cmocka_unit_test(a_seed_becomes_the_few_draws_that_matter),
        cmocka_unit_test(a_seed_is_kept_where_many_of_its_draws_matter),
        cmocka_unit_test(a_right_program_is_not_broken),
        cmocka_unit_test(any_number_of_processes_finds_the_same),
        cmocka_unit_test(what_may_not_vary_stays),
        cmocka_unit_test(a_made_up_run_is_made_again_by_its_schedule),
        cmocka_unit_test(an_error_that_is_only_reported_is_a_failure),
        cmocka_unit_test(a_refused_program_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
