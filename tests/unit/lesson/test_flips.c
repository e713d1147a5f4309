#include "lesson/flips.h"

#include "base/process.h"
#include "lesson/line_diff.h"
#include "unit/unit.h"

#include <string.h>

/* What CPython itself says to a program: may it be compiled? */
static void assert_is_python(const Text *program) {
    static const char *const COMMAND[] = {
        "python3", "-c", "import sys; compile(sys.stdin.read(), 'flipped', 'exec')", NULL};
    ProcessSpec spec = {.arguments = COMMAND,
                        .input = text_cstr(program),
                        .input_length = program->length,
                        .output = PROCESS_COLLECT,
                        .errors = PROCESS_COLLECT};
    ProcessResult result;
    Error error;
    assert_int_equal(process_run(&spec, &result, &error), STATUS_OK);
    if (result.exit_code != 0) {
        fail_msg("%s\n%s", text_cstr(program), text_cstr(&result.errors));
    }
    process_result_release(&result);
}

static void assert_flips(FlipKind kind, int64_t number, const char *before, const char *after) {
    Text changed = {0};
    Text reason = {0};
    if (!flip_apply((Flip){kind, number}, before, strlen(before), &changed, &reason)) {
        fail_msg("%s is refused: %s", flip_name(kind), text_cstr(&reason));
    }
    assert_string_equal(text_cstr(&changed), after);
    assert_is_python(&changed);
    text_release(&changed);
    text_release(&reason);
}

static void assert_flips_both_ways(FlipKind kind, int64_t number, const char *before,
                                   const char *after) {
    assert_flips(kind, number, before, after);
    assert_flips(kind, number, after, before);
}

static void assert_refuses(FlipKind kind, const char *before, const char *why) {
    Text changed = {0};
    Text reason = {0};
    assert_false(flip_apply((Flip){kind, 2}, before, strlen(before), &changed, &reason));
    if (strstr(text_cstr(&reason), why) == NULL) {
        fail_msg("no \"%s\" in: %s", why, text_cstr(&reason));
    }
    text_release(&changed);
    text_release(&reason);
}

#define HEAD                                                                                       \
    "import asyncio\n\n\nasync def fetch(n):\n    await asyncio.sleep(n)\n    return n\n\n\n"
#define TAIL "\n\nasyncio.run(main())\n"

static void awaits_in_a_row_become_one_gather(void **state) {
    (void)state;
    assert_flips_both_ways(FLIP_GATHER, 0,
                           HEAD "async def main():\n    await fetch(1)\n    await fetch(2)\n"
                                "    print(1)  # stays\n" TAIL,
                           HEAD "async def main():\n    await asyncio.gather(fetch(1), fetch(2))\n"
                                "    print(1)  # stays\n" TAIL);
    assert_flips_both_ways(
        FLIP_GATHER, 0,
        HEAD
        "async def main():\n    a = await fetch(1)\n    b = await fetch(2)\n    print(a, b)\n" TAIL,
        HEAD "async def main():\n    a, b = await asyncio.gather(fetch(1), fetch(2))\n"
             "    print(a, b)\n" TAIL);
}

static void a_gather_that_is_too_long_for_a_line_gets_several(void **state) {
    (void)state;
    assert_flips(FLIP_GATHER, 0,
                 HEAD "async def main():\n    await fetch(1000000000000000000000000000)\n"
                      "    await fetch(2000000000000000000000000000)\n" TAIL,
                 HEAD "async def main():\n    await asyncio.gather(\n"
                      "        fetch(1000000000000000000000000000),\n"
                      "        fetch(2000000000000000000000000000),\n    )\n" TAIL);
}

static void an_await_in_a_loop_becomes_a_gather_of_a_generator(void **state) {
    (void)state;
    assert_flips_both_ways(
        FLIP_GATHER, 0,
        HEAD "async def main():\n    for n in range(3):\n        await fetch(n)\n" TAIL,
        HEAD "async def main():\n    await asyncio.gather(*(fetch(n) for n in range(3)))\n" TAIL);
    assert_flips_both_ways(
        FLIP_GATHER, 0,
        HEAD "async def main():\n    found = [await fetch(n) for n in range(3)]\n" TAIL,
        HEAD "async def main():\n    found = await asyncio.gather(*(fetch(n) for n in "
             "range(3)))\n" TAIL);
}

static void a_result_that_the_next_call_needs_is_not_gathered(void **state) {
    (void)state;
    assert_refuses(FLIP_GATHER,
                   HEAD "async def main():\n    a = await fetch(1)\n    b = await fetch(a)\n" TAIL,
                   "no two awaits in a row");
    assert_refuses(FLIP_GATHER,
                   HEAD "async def main():\n    t = asyncio.create_task(fetch(1))\n"
                        "    await asyncio.gather(t)\n" TAIL,
                   "may have begun already");
    assert_refuses(FLIP_GATHER,
                   HEAD "async def main():\n"
                        "    await asyncio.gather(fetch(1), return_exceptions=True)\n" TAIL,
                   "return_exceptions");
    assert_refuses(FLIP_GATHER, "def f(:\n", "has an error");
}

static void sleeps_block_or_wait(void **state) {
    (void)state;
    assert_flips(FLIP_SLEEP, 0,
                 "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n"
                 "    await asyncio.sleep(2)\n",
                 "import asyncio\nimport time\n\nasync def main():\n    time.sleep(1)\n"
                 "    time.sleep(2)\n");
    assert_flips(FLIP_SLEEP, 0, "import time\n\nasync def main():\n    time.sleep(1)\n",
                 "import asyncio\nimport time\n\nasync def main():\n    await asyncio.sleep(1)\n");
    assert_refuses(FLIP_SLEEP, "import time\n\ndef main():\n    time.sleep(1)\n",
                   "no sleep within");
}

static void a_call_is_awaited_or_becomes_a_task(void **state) {
    (void)state;
    assert_flips_both_ways(FLIP_CREATE_TASK, 0,
                           HEAD "async def main():\n    await fetch(1)\n    await fetch(2)\n" TAIL,
                           HEAD "async def main():\n    asyncio.create_task(fetch(1))\n"
                                "    asyncio.create_task(fetch(2))\n" TAIL);
    assert_refuses(FLIP_CREATE_TASK,
                   "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n",
                   "there is no line `await f");
}

static void a_semaphore_limits_what_is_made_into_tasks(void **state) {
    (void)state;
    assert_flips_both_ways(
        FLIP_SEMAPHORE, 3,
        "import asyncio\n\n\nasync def fetch(n):\n    await asyncio.sleep(n)\n\n    return n\n\n\n"
        "async def main():\n    await asyncio.gather(*(fetch(n) for n in range(3)))\n",
        "import asyncio\n\n\nlimit = asyncio.Semaphore(3)\n\n\nasync def fetch(n):\n"
        "    async with limit:\n        await asyncio.sleep(n)\n\n        return n\n\n\n"
        "async def main():\n    await asyncio.gather(*(fetch(n) for n in range(3)))\n");
    assert_refuses(FLIP_SEMAPHORE,
                   HEAD "limit = 3\n\nasync def main():\n    await asyncio.gather(fetch(1))\n",
                   "the name limit is taken");
    assert_refuses(FLIP_SEMAPHORE,
                   "import asyncio\n\nasync def f():\n    print('''a\nb''')\n\n"
                   "async def main():\n    await asyncio.gather(f())\n",
                   "cannot be indented");
}

static void a_gather_becomes_a_task_group(void **state) {
    (void)state;
    assert_flips_both_ways(
        FLIP_TASKGROUP, 0,
        HEAD "async def main():\n    await asyncio.gather(fetch(1), fetch(2))\n" TAIL,
        HEAD "async def main():\n    async with asyncio.TaskGroup() as group:\n"
             "        group.create_task(fetch(1))\n        group.create_task(fetch(2))\n" TAIL);
    assert_flips_both_ways(
        FLIP_TASKGROUP, 0,
        HEAD "async def main():\n    await asyncio.gather(*(fetch(n) for n in range(3)))\n" TAIL,
        HEAD "async def main():\n    async with asyncio.TaskGroup() as group:\n"
             "        for n in range(3):\n            group.create_task(fetch(n))\n" TAIL);
    assert_flips(FLIP_TASKGROUP, 0,
                 HEAD
                 "async def main():\n    a, b = await asyncio.gather(fetch(1), fetch(2))\n" TAIL,
                 HEAD "async def main():\n    async with asyncio.TaskGroup() as group:\n"
                      "        tasks = [group.create_task(fetch(1)), group.create_task(fetch(2))]\n"
                      "    a, b = [task.result() for task in tasks]\n" TAIL);
    assert_refuses(FLIP_TASKGROUP, HEAD "async def main():\n    await fetch(1)\n" TAIL,
                   "no `await asyncio.gather");
}

static void a_blocking_call_goes_to_a_thread(void **state) {
    (void)state;
    assert_flips_both_ways(FLIP_TO_THREAD, 0,
                           "import asyncio\nimport time\n\nasync def main():\n    time.sleep(1)\n",
                           "import asyncio\nimport time\n\nasync def main():\n"
                           "    await asyncio.to_thread(time.sleep, 1)\n");
    assert_flips_both_ways(
        FLIP_TO_THREAD, 0,
        "import asyncio\nimport time\n\ndef work(n):\n    time.sleep(n)\n    return n\n\n"
        "async def main():\n    print(work(2), work(n=3))\n",
        "import asyncio\nimport time\n\ndef work(n):\n    time.sleep(n)\n    return n\n\n"
        "async def main():\n"
        "    print(await asyncio.to_thread(work, 2), await asyncio.to_thread(work, n=3))\n");
    assert_flips(FLIP_TO_THREAD, 0,
                 "import requests\n\nasync def get(url):\n    return requests.get(url).text\n",
                 "import asyncio\nimport requests\n\nasync def get(url):\n"
                 "    return await asyncio.to_thread(requests.get, url).text\n");
    assert_refuses(FLIP_TO_THREAD, "import asyncio\n\nasync def main():\n    print(1)\n",
                   "no call that blocks");
}

static void a_diff_has_only_the_lines_that_changed(void **state) {
    (void)state;
    Text before = {0};
    Text after = {0};
    Text diff = {0};
    text_append_cstr(&before, "a\nb\nc\nd\ne\n");
    text_append_cstr(&after, "a\nB\nc\nD\nD2\ne\n");
    assert_int_equal(line_diff(&before, &after, &diff), 5);
    assert_string_equal(text_cstr(&diff), "- b\n+ B\n- d\n+ D\n+ D2\n");
    text_clear(&diff);
    assert_int_equal(line_diff(&before, &before, &diff), 0);
    text_release(&before);
    text_release(&after);
    text_release(&diff);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(awaits_in_a_row_become_one_gather),
        cmocka_unit_test(a_gather_that_is_too_long_for_a_line_gets_several),
        cmocka_unit_test(an_await_in_a_loop_becomes_a_gather_of_a_generator),
        cmocka_unit_test(a_result_that_the_next_call_needs_is_not_gathered),
        cmocka_unit_test(sleeps_block_or_wait),
        cmocka_unit_test(a_call_is_awaited_or_becomes_a_task),
        cmocka_unit_test(a_semaphore_limits_what_is_made_into_tasks),
        cmocka_unit_test(a_gather_becomes_a_task_group),
        cmocka_unit_test(a_blocking_call_goes_to_a_thread),
        cmocka_unit_test(a_diff_has_only_the_lines_that_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
