#include "cli/options.h"

#include "cli/command.h"
#include "cli/completions.h"
#include "cli/manual.h"
#include "cli/replay.h"
#include "unit/golden.h"
#include "unit/unit.h"

#include <stdio.h>

enum { ARGUMENTS_MAX = 16 };

/* Parses words separated by '|' as the arguments of a command. */
static Status parse(Options *options, CommandId command, const char *words, Error *error) {
    static char text[1024];
    static char *argv[ARGUMENTS_MAX];
    int argc = 0;
    snprintf(text, sizeof text, "%s|%s", COMMANDS[command].name, words);
    for (char *word = strtok(text, "|"); word != NULL; word = strtok(NULL, "|")) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    return options_parse(options, command, argc, argv, error);
}

static Options parsed(CommandId command, const char *words) {
    Options options;
    Error error;
    if (parse(&options, command, words, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return options;
}

static void expect_refused(CommandId command, const char *words, const char *message) {
    Options options;
    Error error;
    assert_int_equal(parse(&options, command, words, &error), STATUS_USAGE);
    assert_string_equal(error.text, message);
    options_release(&options);
}

static void options_of_run_end_at_the_program(void **state) {
    (void)state;
    Options options = parsed(COMMAND_RUN, "-q|a.py|--seed|3|-q");
    assert_true(options.quiet);
    assert_null(options.session.seed);
    assert_int_equal(options.operand_count, 4);
    assert_string_equal(options.operands[0], "a.py");
    assert_string_equal(options.operands[3], "-q");
    options_release(&options);
}

static void options_of_compare_may_stand_anywhere(void **state) {
    (void)state;
    Options options = parsed(COMMAND_COMPARE, "a.py|--seed|3|b.py|--output");
    assert_int_equal(options.operand_count, 2);
    assert_int_equal(*options.session.seed, 3);
    assert_true(options.output);
    options_release(&options);
}

static void options_make_world_lines_in_their_order(void **state) {
    (void)state;
    Options options = parsed(COMMAND_RUN, "--host|a.b latency 1s|--latency=2s|--machine|cores 2|"
                                          "--world|w.world|a.py");
    assert_int_equal(options.session.world_line_count, 3);
    assert_string_equal(options.session.world_lines[0], "host a.b latency 1s");
    assert_string_equal(options.session.world_lines[1], "host * latency 2s");
    assert_string_equal(options.session.world_lines[2], "machine cores 2");
    assert_string_equal(options.session.world_path, "w.world");
    options_release(&options);
}

static void options_split_settings_at_the_first_equals_sign(void **state) {
    (void)state;
    Options options = parsed(COMMAND_RUN, "--set|CALLS=10|--set|TEXT=a=b|a.py");
    assert_int_equal(options.session.setting_count, 2);
    assert_string_equal(options.session.settings[0].name, "CALLS");
    assert_string_equal(options.session.settings[0].value, "10");
    assert_string_equal(options.session.settings[1].value, "a=b");
    options_release(&options);
}

static void expect_epoch(const char *date, int64_t seconds) {
    Text words = {0};
    text_printf(&words, "--epoch|%s|a.py", date);
    Options options = parsed(COMMAND_RUN, text_cstr(&words));
    assert_int_equal(options.session.epoch_ns, seconds * 1000000000);
    options_release(&options);
    text_release(&words);
}

static void options_read_dates(void **state) {
    (void)state;
    expect_epoch("1970-01-01", 0);
    expect_epoch("2024-02-29", 1709164800);
    expect_epoch("2024-05-01T12:00", 1714564800);
    expect_epoch("2024-05-01T12:00:05Z", 1714564805);
    expect_epoch("2199-12-31 23:59:59", 7258118399);
}

static void options_read_limits(void **state) {
    (void)state;
    Options options =
        parsed(COMMAND_RUN, "--limit-instructions|100M|--limit-turns|5_000|"
                            "--limit-time|1.5s|--limit-memory|2G|--limit-events|7k|a");
    assert_int_equal(options.session.limits.step_instructions, 100000000);
    assert_int_equal(options.session.limits.turns, 5000);
    assert_int_equal(options.session.limits.time_ns, 1500000000);
    assert_int_equal(options.session.limits.memory_bytes, 2000000000);
    assert_int_equal(options.session.limits.events, 7000);
    options_release(&options);
}

static void options_say_what_is_wrong(void **state) {
    (void)state;
    expect_refused(COMMAND_RUN, "--nope|a.py", "there is no option --nope");
    expect_refused(COMMAND_RUN, "-x|a.py", "there is no option -x");
    expect_refused(COMMAND_RUN, "--output|a.py", "there is no option --output");
    expect_refused(COMMAND_RUN, "--seed", "--seed needs an argument: N");
    expect_refused(COMMAND_RUN, "--lines=3|a.py", "--lines takes no argument");
    expect_refused(COMMAND_RUN, "--engine|steam|a.py",
                   "--engine: 'steam' is not an engine: sim, cpython-sim, real or cpython");
    expect_refused(COMMAND_RUN, "--color|blue|a.py",
                   "--color: 'blue' is not auto, always or never");
    expect_refused(COMMAND_RUN, "--set|CALLS|a.py", "--set: 'CALLS' is not of the form NAME=VALUE");
    expect_refused(COMMAND_RUN, "--seed|-1|a.py",
                   "--seed: '-1' is not a whole number from 0 to 9223372036854775807");
    static const char *const DATES[] = {"2023-02-29",  "1969-12-31",       "2024-5-1",
                                        "2024-05-01T", "2024-05-01T24:00", "tomorrow",
                                        "2024-05-01x"};
    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++) {
        Text words = {0}, message = {0};
        text_printf(&words, "--epoch|%s|a.py", DATES[i]);
        text_printf(&message,
                    "--epoch: '%s' is not a date from 1970 to 2199, such as 2024-05-01 or "
                    "2024-05-01T12:00:00",
                    DATES[i]);
        expect_refused(COMMAND_RUN, text_cstr(&words), text_cstr(&message));
        text_release(&words);
        text_release(&message);
    }
    static const char *const COUNTS[] = {
        "0", "x", "-1", "5q", "99999999999999999999", "9999999999999G", "_5"};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        Options options;
        Error error;
        Text words = {0};
        text_printf(&words, "--limit-turns|%s|a.py", COUNTS[i]);
        assert_int_equal(parse(&options, COMMAND_RUN, text_cstr(&words), &error), STATUS_USAGE);
        options_release(&options);
        text_release(&words);
    }
}

static void options_of_explore_say_what_varies(void **state) {
    (void)state;
    Options options = parsed(COMMAND_EXPLORE, "--runs|5k|--seeds|3..12|--jobs|2|a.py|--runs|7");
    assert_int_equal(options.explore.runs, 5000);
    assert_true(options.explore.has_seeds);
    assert_int_equal(options.explore.seed_first, 3);
    assert_int_equal(options.explore.seed_last, 12);
    assert_int_equal(options.explore.workers, 2);
    assert_int_equal(options.explore.kinds, CHOICE_KINDS_MADE_UP);
    assert_int_equal(options.operand_count, 3);
    options_release(&options);
    options = parsed(COMMAND_EXPLORE, "--only|set,tie|--time-limit|1us|a.py");
    assert_int_equal(options.explore.kinds, 1u << CHOICE_TIE | 1u << CHOICE_SET);
    assert_false(options.explore.varies_seed);
    assert_int_equal(options.explore.time_limit_ms, 1);
    options_release(&options);
    options = parsed(COMMAND_EXPLORE, "--only|seed|a.py");
    assert_int_equal(options.explore.kinds, 0);
    assert_true(options.explore.varies_seed);
    options_release(&options);
    expect_refused(COMMAND_EXPLORE, "--runs|11M",
                   "--runs: '11M' is not a number of runs up to 10M");
    expect_refused(COMMAND_EXPLORE, "--seeds|9",
                   "--seeds: '9' is not a range of whole numbers, such as 0..99");
    expect_refused(COMMAND_EXPLORE, "--seeds|9..8",
                   "--seeds: '9..8' is not a range of whole numbers, such as 0..99");
    expect_refused(COMMAND_EXPLORE, "--jobs|65",
                   "--jobs: '65' is not a number of processes up to 64");
    expect_refused(COMMAND_EXPLORE, "--only|tie,",
                   "--only: 'tie,' is not a list of seed, tie, set, place, thread and preempt, "
                   "with commas between");
    expect_refused(COMMAND_EXPLORE, "--trace|x", "there is no option --trace");
    expect_refused(COMMAND_RUN, "--schedule|tie1",
                   "--schedule: 'tie1' is no choice of a schedule, such as tie7:2 or set1:1");
    expect_refused(COMMAND_RUN, "--engine|cpython-sim|--schedule|tie1:1|a.py",
                   "--schedule: only the engine sim follows one");
}

static void a_run_is_replayed_with_its_options_in_a_shells_words(void **state) {
    (void)state;
    Options options = parsed(COMMAND_EXPLORE, "--color|never|--runs|9|--host|* latency 1s|--debug|"
                                              "--set|NAME='a b'|--seed|4|my program.py|-x|it's");
    Schedule schedule;
    Error error;
    assert_int_equal(schedule_parse(&schedule, "set1:2,tie3:1", &error), STATUS_OK);
    uint64_t seed = 12;
    Text text = {0};
    replay_append(&text, &options, &seed, &schedule);
    assert_string_equal(text_cstr(&text),
                        "meanwhile run --host '* latency 1s' --debug --set 'NAME='\\''a b'\\''' "
                        "--seed 12 --schedule tie3:1,set1:2 'my program.py' -x 'it'\\''s'");
    text_clear(&text);
    schedule.deviations.count = 0;
    options.given.count = 0;
    options.operand_count = 1;
    replay_append(&text, &options, NULL, &schedule);
    assert_string_equal(text_cstr(&text), "meanwhile run 'my program.py'");
    text_release(&text);
    schedule_release(&schedule);
    options_release(&options);
}

static void help_is_made_from_the_tables(void **state) {
    (void)state;
    Text text = {0};
    command_append_overview(&text);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        text_append_cstr(&text, "\n----\n");
        command_append_help(&text, (CommandId)i);
    }
    expect_golden("help.txt", text_cstr(&text));
    text_release(&text);
}

static void manual_is_made_from_the_tables(void **state) {
    (void)state;
    Text page = {0};
    manual_append_page(&page);
    expect_golden("meanwhile.1", text_cstr(&page));
    text_release(&page);
}

static void completions_of_every_shell_name_every_option(void **state) {
    (void)state;
    void (*const APPEND[])(Text *) = {completions_append_bash, completions_append_zsh,
                                      completions_append_fish};
    for (size_t shell = 0; shell < sizeof APPEND / sizeof *APPEND; shell++) {
        Text completions = {0};
        APPEND[shell](&completions);
        for (int id = 0; id < OPTION_COUNT; id++) {
            assert_non_null(strstr(text_cstr(&completions), OPTIONS[id].name));
        }
        for (int command = 0; command < COMMAND_COUNT; command++) {
            assert_non_null(strstr(text_cstr(&completions), COMMANDS[command].name));
        }
        text_release(&completions);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_of_run_end_at_the_program),
        cmocka_unit_test(options_of_compare_may_stand_anywhere),
        cmocka_unit_test(options_make_world_lines_in_their_order),
        cmocka_unit_test(options_split_settings_at_the_first_equals_sign),
        cmocka_unit_test(options_read_dates),
        cmocka_unit_test(options_read_limits),
        cmocka_unit_test(options_say_what_is_wrong),
        cmocka_unit_test(options_of_explore_say_what_varies),
        cmocka_unit_test(a_run_is_replayed_with_its_options_in_a_shells_words),
        cmocka_unit_test(help_is_made_from_the_tables),
        cmocka_unit_test(manual_is_made_from_the_tables),
        cmocka_unit_test(completions_of_every_shell_name_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
