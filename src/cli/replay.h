/* The command that makes a run again, for a shell. */
#ifndef CLI_REPLAY_H
#define CLI_REPLAY_H

#include "cli/options.h"

/* Appends `meanwhile run …`: the options that were given and that `run` knows, a seed (NULL: none),
 * a schedule, and the program with its arguments. */
void replay_append(Text *text, const Options *options, const uint64_t *seed,
                   const Schedule *schedule);

/* Appends the command line of a command as it was given, but for how its output looks and where it
 * goes. */
void replay_append_command(Text *text, const Options *options, CommandId command);

/* Appends a word as a POSIX shell reads it, in quotes where it has to be. */
void replay_append_word(Text *text, const char *word);

#endif
