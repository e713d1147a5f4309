#include "cli/hand_over.h"

#include "base/installation.h"
#include "base/process.h"
#include "cli/command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const char HAND_OVER_WINDOW[] = "meanwhile-window";
const char HAND_OVER_REAL[] = "meanwhile-real";

Status hand_over_find(const char *executable, Text *path, Error *error) {
    return installation_find_program(executable, path)
               ? STATUS_OK
               : error_set(error, STATUS_SYSTEM,
                           "could not find %s beside this executable; 'make' builds it",
                           executable);
}

/* The child's own message, less the name that ours begins with, too. */
static Status tell_failure(const Text *errors, Error *error) {
    static const char PREFIX[] = "meanwhile: ";
    const char *message = text_cstr(errors);
    message += strncmp(message, PREFIX, strlen(PREFIX)) == 0 ? strlen(PREFIX) : 0;
    return error_set(error, STATUS_SYSTEM, "%.*s", (int)strcspn(message, "\n"), message);
}

Status hand_over_run(const char *executable, const HandOverWords *words, const Text *input,
                     Error *error) {
    Text path = {0};
    HandOverWords all = {0};
    ProcessResult result = {0};
    Status status = hand_over_find(executable, &path, error);
    if (status == STATUS_OK) {
        ARRAY_PUSH(&all, text_cstr(&path));
        for (size_t i = 0; i < words->count; i++) {
            ARRAY_PUSH(&all, words->items[i]);
        }
        ARRAY_PUSH(&all, NULL);
        ProcessSpec spec = {.arguments = all.items, .errors = PROCESS_COLLECT};
        if (input != NULL) {
            spec.input = text_cstr(input);
            spec.input_length = input->length;
        }
        status = process_run(&spec, &result, error);
    }
    /* A program that failed is no complaint. */
    if (status == STATUS_OK && result.exit_code != 0 && result.errors.length > 0) {
        status = tell_failure(&result.errors, error);
    }
    process_result_release(&result);
    ARRAY_RELEASE(&all);
    text_release(&path);
    return status;
}

/* Returns only if it fails. */
static Status execute(const char *executable, int argc, char **argv, Error *error) {
    Text path = {0};
    Status status = hand_over_find(executable, &path, error);
    if (status != STATUS_OK) {
        text_release(&path);
        return status;
    }
    ARRAY_OF(char *) words = {0};
    ARRAY_PUSH(&words, path.bytes);
    for (int i = 0; i <= argc; i++) {
        ARRAY_PUSH(&words, i < argc ? argv[i] : NULL);
    }
    execv(path.bytes, words.items);
    int reason = errno;
    status =
        error_set(error, STATUS_SYSTEM, "could not start %s: %s", path.bytes, strerror(reason));
    ARRAY_RELEASE(&words);
    text_release(&path);
    return status;
}

int hand_over(const char *executable, int argc, char **argv) {
    int command = 0;
    while (command < COMMAND_COUNT && strcmp(COMMANDS[command].name, argv[0]) != 0) {
        command++;
    }
    Options options;
    Error error;
    int exit_code = EXIT_OK;
    Status status = options_parse(&options, (CommandId)command, argc, argv, &error);
    if (status == STATUS_OK && options.help) {
        Text help = {0};
        command_append_help(&help, (CommandId)command);
        exit_code = command_print(&help);
        text_release(&help);
    } else if (status == STATUS_OK) {
        status = execute(executable, argc, argv, &error);
    }
    options_release(&options);
    return status != STATUS_OK ? command_fail((CommandId)command, status, &error) : exit_code;
}
