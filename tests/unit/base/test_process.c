#include "base/process.h"
#include "unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static ProcessResult run_shell(const char *script, ProcessSpec spec, Status expected) {
    const char *arguments[] = {"sh", "-c", script, NULL};
    spec.arguments = arguments;
    ProcessResult result;
    Error error;
    assert_int_equal(process_run(&spec, &result, &error), expected);
    return result;
}

static void process_collects_both_streams_and_the_exit_code(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_COLLECT, .errors = PROCESS_COLLECT};
    ProcessResult result = run_shell("echo out; echo err >&2; exit 7", spec, STATUS_OK);
    assert_string_equal(text_cstr(&result.output), "out\n");
    assert_string_equal(text_cstr(&result.errors), "err\n");
    assert_int_equal(result.exit_code, 7);
    assert_false(result.timed_out);
    process_result_release(&result);
}

static void process_discards_what_nobody_wants(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_DISCARD, .errors = PROCESS_COLLECT};
    ProcessResult result = run_shell("echo out; echo err >&2", spec, STATUS_OK);
    assert_int_equal(result.output.length, 0);
    assert_string_equal(text_cstr(&result.errors), "err\n");
    process_result_release(&result);
}

static void process_feeds_more_input_than_a_pipe_holds(void **state) {
    (void)state;
    size_t length = 1 << 20;
    char *input = malloc(length);
    memset(input, 'x', length);
    ProcessSpec spec = {.input = input, .input_length = length, .output = PROCESS_COLLECT};
    ProcessResult result = run_shell("cat", spec, STATUS_OK);
    assert_int_equal(result.output.length, length);
    assert_memory_equal(result.output.bytes, input, length);
    process_result_release(&result);
    result = run_shell("exec true", spec, STATUS_OK); /* reads none of it */
    assert_int_equal(result.exit_code, 0);
    process_result_release(&result);
    free(input);
}

static void process_gives_the_child_its_directory_and_environment(void **state) {
    (void)state;
    const char *environment[] = {"COLOUR=red", "HOME=/nowhere", NULL};
    ProcessSpec spec = {.environment = environment, .directory = "/", .output = PROCESS_COLLECT};
    ProcessResult result = run_shell("pwd; echo $COLOUR $HOME; test -n \"$PATH\"", spec, STATUS_OK);
    assert_string_equal(text_cstr(&result.output), "/\nred /nowhere\n");
    assert_int_equal(result.exit_code, 0);
    process_result_release(&result);
}

static void process_kills_a_child_that_takes_too_long(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_COLLECT, .timeout_ms = 100};
    ProcessResult result = run_shell("echo begun; exec sleep 60", spec, STATUS_OK);
    assert_true(result.timed_out);
    assert_int_equal(result.signal, SIGKILL);
    assert_int_equal(result.exit_code, 128 + SIGKILL);
    assert_string_equal(text_cstr(&result.output), "begun\n");
    process_result_release(&result);
    ProcessSpec blind = {.timeout_ms = 50};
    result = run_shell("exec sleep 60", blind, STATUS_OK);
    assert_true(result.timed_out);
    process_result_release(&result);
}

static void process_asks_a_child_to_end_before_it_kills_it(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_COLLECT, .timeout_ms = 200, .grace_ms = 10000};
    ProcessResult result =
        run_shell("trap 'echo asked; exit 7' TERM; while :; do sleep 0.01; done", spec, STATUS_OK);
    assert_true(result.timed_out);
    assert_int_equal(result.signal, 0);
    assert_int_equal(result.exit_code, 7);
    assert_string_equal(text_cstr(&result.output), "asked\n");
    process_result_release(&result);
    spec.grace_ms = 50;
    result = run_shell("trap '' TERM; while :; do sleep 0.01; done", spec, STATUS_OK);
    assert_true(result.timed_out);
    assert_int_equal(result.signal, SIGKILL);
    process_result_release(&result);
}

static void process_shares_a_file_with_a_child_that_is_killed(void **state) {
    (void)state;
    int fd = memfd_create("shared", MFD_CLOEXEC);
    assert_true(fd > 0);
    ProcessSpec spec = {.memory_fd = fd};
    ProcessResult result = run_shell("echo written >&4; kill -9 $$", spec, STATUS_OK);
    assert_int_equal(result.signal, SIGKILL);
    process_result_release(&result);
    char bytes[16] = "";
    assert_int_equal(pread(fd, bytes, sizeof bytes - 1, 0), 8);
    assert_string_equal(bytes, "written\n");
    close(fd);
}

static void process_knows_what_is_in_path(void **state) {
    (void)state;
    char *path = strdup(getenv("PATH"));
    assert_true(process_is_installed("sh"));
    assert_false(process_is_installed("no-such-program-anywhere"));
    setenv("PATH", "/nowhere::/bin", 1);
    assert_true(process_is_installed("sh"));
    setenv("PATH", "/nowhere", 1);
    assert_false(process_is_installed("sh"));
    unsetenv("PATH");
    assert_false(process_is_installed("sh"));
    setenv("PATH", path, 1);
    free(path);
}

static void process_does_not_wait_for_a_grandchild(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_COLLECT, .errors = PROCESS_DISCARD, .timeout_ms = 10000};
    ProcessResult result = run_shell("sleep 3 & echo done", spec, STATUS_OK);
    assert_false(result.timed_out);
    assert_string_equal(text_cstr(&result.output), "done\n");
    process_result_release(&result);
}

static void process_that_does_not_exist_is_a_sentence(void **state) {
    (void)state;
    const char *arguments[] = {"no-such-program-anywhere", NULL};
    ProcessSpec spec = {.arguments = arguments};
    ProcessResult result;
    Error error;
    assert_int_equal(process_run(&spec, &result, &error), STATUS_SYSTEM);
    assert_string_equal(error.text,
                        "could not start no-such-program-anywhere: No such file or directory");
    process_result_release(&result);
}

static Status answer_with_twice_as_much(void *context, Process *process, const char *line,
                                        size_t length, Error *error) {
    int *lines = context;
    *lines += 1;
    assert_int_equal(strlen(line), length);
    if (strcmp(line, "stop") == 0) {
        return error_set(error, STATUS_USAGE, "told to stop");
    }
    char answer[64];
    int answer_length = snprintf(answer, sizeof answer, "%d\n", 2 * atoi(line));
    process_send(process, answer, (size_t)answer_length);
    return STATUS_OK;
}

static void process_channel_carries_questions_and_answers(void **state) {
    (void)state;
    int lines = 0;
    ProcessSpec spec = {.output = PROCESS_COLLECT,
                        .channel_variable = "CHANNEL",
                        .on_line = answer_with_twice_as_much,
                        .context = &lines};
    ProcessResult result =
        run_shell("for n in 1 20 300; do echo $n >&$CHANNEL; read answer <&3; echo $answer; done",
                  spec, STATUS_OK);
    assert_string_equal(text_cstr(&result.output), "2\n40\n600\n");
    assert_int_equal(lines, 3);
    process_result_release(&result);
}

static void process_channel_handler_can_end_the_child(void **state) {
    (void)state;
    int lines = 0;
    ProcessSpec spec = {
        .channel_variable = "CHANNEL", .on_line = answer_with_twice_as_much, .context = &lines};
    ProcessResult result = run_shell("echo stop >&3; exec sleep 60", spec, STATUS_USAGE);
    assert_int_equal(result.signal, SIGKILL);
    process_result_release(&result);
}

static void process_passes_an_interrupt_on_and_waits(void **state) {
    (void)state;
    ProcessSpec spec = {.output = PROCESS_COLLECT, .timeout_ms = 10000};
    ProcessResult result =
        run_shell("trap 'echo trapped; exit 3' INT; kill -INT $PPID; while :; do sleep 0.01; done",
                  spec, STATUS_OK);
    assert_string_equal(text_cstr(&result.output), "trapped\n");
    assert_int_equal(result.exit_code, 3);
    assert_true(result.interrupted);
    process_result_release(&result);
    result = run_shell("kill -INT $PPID; exec sleep 60", spec, STATUS_OK);
    assert_int_equal(result.signal, SIGINT);
    assert_int_equal(result.exit_code, 130);
    process_result_release(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(process_collects_both_streams_and_the_exit_code),
        cmocka_unit_test(process_discards_what_nobody_wants),
        cmocka_unit_test(process_feeds_more_input_than_a_pipe_holds),
        cmocka_unit_test(process_gives_the_child_its_directory_and_environment),
        cmocka_unit_test(process_kills_a_child_that_takes_too_long),
        cmocka_unit_test(process_asks_a_child_to_end_before_it_kills_it),
        cmocka_unit_test(process_shares_a_file_with_a_child_that_is_killed),
        cmocka_unit_test(process_knows_what_is_in_path),
        cmocka_unit_test(process_does_not_wait_for_a_grandchild),
        cmocka_unit_test(process_that_does_not_exist_is_a_sentence),
        cmocka_unit_test(process_channel_carries_questions_and_answers),
        cmocka_unit_test(process_channel_handler_can_end_the_child),
        cmocka_unit_test(process_passes_an_interrupt_on_and_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
