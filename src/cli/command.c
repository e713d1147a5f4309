#include "cli/command.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int exit_code_of(Status status) {
    switch (status) {
    case STATUS_OK:
        return EXIT_OK;
    case STATUS_USAGE:
    case STATUS_SYSTEM:
        return EXIT_REFUSED;
    case STATUS_LIMIT:
        return EXIT_LIMIT;
    case STATUS_REAL:
        return EXIT_REAL_WORLD;
    }
    UNREACHABLE();
}

int command_fail(CommandId command, Status status, const Error *error) {
    Text text = {0};
    text_printf(&text, "meanwhile: %s\n", error->text);
    if (status == STATUS_USAGE) {
        text_printf(&text, "Try 'meanwhile %s%s--help'.\n",
                    command != COMMAND_COUNT ? COMMANDS[command].name : "",
                    command != COMMAND_COUNT ? " " : "");
    }
    (void)command_write(STDERR_FILENO, &text);
    text_release(&text);
    return exit_code_of(status);
}

void command_warn_missed(const Chooser *chooser) {
    const Deviation *missed = chooser_missed(chooser);
    if (missed != NULL) {
        Text text = {0};
        text_printf(
            &text,
            "meanwhile: note: %s%llu:%u of the schedule chose nothing: the run asked %llu "
            "times, or had fewer to choose from; is it of another program, world or seed?\n",
            CHOICES[missed->kind].name, (unsigned long long)missed->number, missed->answer,
            (unsigned long long)chooser->asked[missed->kind]);
        (void)command_write(STDERR_FILENO, &text);
        text_release(&text);
    }
}

bool command_write(int fd, const Text *text) {
    size_t written = 0;
    while (written < text->length) {
        ssize_t count = write(fd, text->bytes + written, text->length - written);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        written += count > 0 ? (size_t)count : 0;
    }
    return true;
}

int command_print(const Text *text) {
    if (command_write(STDOUT_FILENO, text)) {
        return EXIT_OK;
    }
    Error error;
    (void)error_set(&error, STATUS_SYSTEM, "could not write to standard output: %s",
                    strerror(errno));
    (void)command_fail(COMMAND_COUNT, STATUS_SYSTEM, &error);
    return 1;
}

/* Commands that run programs say what is a lesson, rather than read it as Python. */
static Status refuse_lessons(CommandId command, const Options *options, Error *error) {
    bool one = command == COMMAND_RUN || command == COMMAND_EXPLORE;
    bool all = command == COMMAND_COMPARE || command == COMMAND_REPORT || command == COMMAND_DIFF ||
               command == COMMAND_SWEEP;
    int count = all ? options->operand_count : one && options->operand_count > 0 ? 1 : 0;
    for (int i = 0; i < count; i++) {
        const char *path = options->operands[i];
        if (file_has_ending(path, ".md")) {
            return error_set(error, STATUS_USAGE,
                             "could not run %.200s: it is a lesson; 'meanwhile lesson' and "
                             "'meanwhile play' show lessons",
                             path);
        }
    }
    return STATUS_OK;
}

int command_perform(CommandId command, CommandFunction *function, int argc, char **argv) {
    Options options;
    Error error;
    int exit_code = EXIT_OK;
    Status status = options_parse(&options, command, argc, argv, &error);
    if (status == STATUS_OK && options.help) {
        Text help = {0};
        command_append_help(&help, command);
        exit_code = command_print(&help);
        text_release(&help);
    } else if (status == STATUS_OK) {
        status = refuse_lessons(command, &options, &error);
        status = status == STATUS_OK ? function(&options, &exit_code, &error) : status;
    }
    if (status != STATUS_OK) {
        int failed = command_fail(command, status, &error);
        exit_code = exit_code != EXIT_OK ? exit_code : failed;
    }
    options_release(&options);
    return exit_code;
}
