/* The commands, one file each, and what they share. Each takes its own argv, whose first element is
 * the command's name, and returns the exit code of the process. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/status.h"
#include "base/text.h"
#include "cli/options.h"

/* Runs one program, see commands.def. */
int command_run(int argc, char **argv);

/* Runs several programs and compares them. */
int command_compare(int argc, char **argv);

/* Runs one program many times, to find what breaks it. */
int command_explore(int argc, char **argv);

/* Writes reports of programs and saved traces. */
int command_report(int argc, char **argv);

/* Tells where two runs part. */
int command_diff(int argc, char **argv);

/* Prints a command's help, or that of a topic. */
int command_help(int argc, char **argv);

/* Appends the help of a command, or the overview of all. */
void command_append_help(Text *text, CommandId command);
void command_append_overview(Text *text);

/* Prints "meanwhile: …" on stderr, with where to find help for usage errors, and returns the exit
 * code that the status stands for. `command` may be COMMAND_COUNT. */
int command_fail(CommandId command, Status status, const Error *error);

/* Notes on stderr when a run did not come to a choice of its schedule: then the schedule is of
 * another program, world or seed. */
void command_warn_missed(const Chooser *chooser);

/* Writes all of a text to a file descriptor; false if that failed. */
bool command_write(int fd, const Text *text);

/* Prints a text on stdout and returns the exit code: 0, or 1 with a message if that failed. */
int command_print(const Text *text);

#endif
