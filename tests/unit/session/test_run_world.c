#include "session/run_world.h"

#include "base/file.h"
#include "base/memory.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char PROGRAM[] = "# meanwhile: host a latency 1s\n"
                              "# meanwhile: host b latency 2s\n"
                              "# meanwhile: seed 3\n"
                              "print('# meanwhile: host c latency 9s')\n";

static World *world_of(const SessionOptions *options) {
    World *world;
    Error error;
    assert_int_equal(run_world_new(options, PROGRAM, strlen(PROGRAM), &world, &error), STATUS_OK);
    assert_int_equal(world->errors.count, 0);
    return world;
}

static int64_t latency_of(const World *world, const char *host) {
    const WorldHost *found = world_find_host(world, host, 80, "/");
    Distribution latency = found->latency;
    Random random = random_stream(1, "test");
    return distribution_draw(&latency, &random, NULL);
}

static void the_program_says_what_nobody_else_says(void **state) {
    (void)state;
    const char *lines[] = {"host a latency 5s"};
    SessionOptions options = {
        .program_path = "folder/p.py", .world_lines = lines, .world_line_count = 1};
    World *world = world_of(&options);
    assert_int_equal(latency_of(world, "a"), INT64_C(5000000000));
    assert_int_equal(latency_of(world, "b"), INT64_C(2000000000));
    assert_int_equal(latency_of(world, "c"), WORLD_LATENCY_DEFAULT_NS);
    assert_int_equal(world_seed(world), 3);
    world_free(world);
}

static void settings_and_seed_come_last(void **state) {
    (void)state;
    uint64_t seed = 8;
    SessionSetting setting = {"latency b", "70ms"};
    SessionOptions options = {
        .program_path = "p.py", .settings = &setting, .setting_count = 1, .seed = &seed};
    World *world = world_of(&options);
    assert_int_equal(latency_of(world, "b"), INT64_C(70000000));
    assert_int_equal(world_seed(world), 8);
    world_free(world);
}

static void a_world_that_cannot_be_read_is_an_operating_error(void **state) {
    (void)state;
    SessionOptions options = {.program_path = "p.py", .world_path = "/nowhere/x.world"};
    World *world;
    Error error;
    assert_int_not_equal(run_world_new(&options, "", 0, &world, &error), STATUS_OK);
    assert_null(world);
    assert_non_null(strstr(error.text, "x.world"));
}

/* Recorded latencies lie beside what names them, or where the options say. */
static void recorded_latencies_lie_where_the_options_say(void **state) {
    (void)state;
    char folder[] = "/tmp/test_run_world.XXXXXX";
    assert_non_null(mkdtemp(folder));
    Text path = {0};
    text_printf(&path, "%s/api.csv", folder);
    Error error;
    assert_int_equal(file_write(text_cstr(&path), "70ms\n", 5, &error), STATUS_OK);
    static const char NAMES_IT[] = "# meanwhile: host a latency empirical(api.csv)\n";
    SessionOptions options = {.program_path = "elsewhere/p.py",
                              .world_path = "lesson",
                              .world_text = "host b latency empirical(api.csv)",
                              .world_folder = folder};
    World *world;
    assert_int_equal(run_world_new(&options, NAMES_IT, strlen(NAMES_IT), &world, &error),
                     STATUS_OK);
    assert_int_equal(world->errors.count, 0);
    assert_int_equal(latency_of(world, "a"), INT64_C(70000000));
    assert_int_equal(latency_of(world, "b"), INT64_C(70000000));
    world_free(world);
    options.world_folder = NULL;
    assert_int_equal(run_world_new(&options, NAMES_IT, strlen(NAMES_IT), &world, &error),
                     STATUS_OK);
    assert_int_equal(world->errors.count, 2);
    world_free(world);
    assert_int_equal(unlink(text_cstr(&path)), 0);
    assert_int_equal(rmdir(folder), 0);
    text_release(&path);
}

static void the_lines_are_described_for_the_trace(void **state) {
    (void)state;
    const char *lines[] = {"machine cores 2"};
    SessionOptions options = {.program_path = "p.py", .world_lines = lines, .world_line_count = 1};
    Text described = {0};
    run_world_describe(&options, PROGRAM, strlen(PROGRAM), &described);
    assert_string_equal(text_cstr(&described),
                        "machine cores 2\nhost a latency 1s\nhost b latency 2s\nseed 3");
    text_release(&described);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_program_says_what_nobody_else_says),
        cmocka_unit_test(settings_and_seed_come_last),
        cmocka_unit_test(a_world_that_cannot_be_read_is_an_operating_error),
        cmocka_unit_test(recorded_latencies_lie_where_the_options_say),
        cmocka_unit_test(the_lines_are_described_for_the_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
