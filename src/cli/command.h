/* The commands, one file each, and what they share. Their options are parsed, and --help was
 * answered. They set the exit code (0 before), or fail with a message. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/status.h"
#include "base/text.h"
#include "cli/options.h"

/* Runs one program, see commands.def. */
Status command_run(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Runs several programs and compares them. */
Status command_compare(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Runs one program many times, to find what breaks it. */
Status command_explore(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Runs programs at many points, to see how a parameter tells. */
Status command_sweep(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Writes reports of programs and saved traces. */
Status command_report(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Tells where two runs part. */
Status command_diff(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Walks through a lesson, in the terminal. */
Status command_lesson(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Writes a lesson that works, to be changed. */
Status command_new_lesson(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Tells how far the learner is, or forgets it. */
Status command_progress(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Lists the lessons. */
Status command_lessons(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Says whether all is so that lessons say. */
Status command_check(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* Prints a command's help, or that of a topic. */
Status command_help(Options *options, int *exit_code, Error *error) MUST_CHECK;

typedef Status CommandFunction(Options *options, int *exit_code, Error *error);

/* Parses argv, whose first element is the command's name, and runs the command or prints its help;
 * returns the exit code of the process. A command that fails after its exit code was set keeps it.
 */
int command_perform(CommandId command, CommandFunction *function, int argc, char **argv);

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
