/* Hands a command over to the window's executable, meanwhile-window, which takes this process's
 * place. It is found beside our own in a tree, and in libexec/meanwhile where it was installed. */
#ifndef CLI_HAND_OVER_H
#define CLI_HAND_OVER_H

#include "base/status.h"
#include "base/text.h"

/* Replaces `path` by where the window's executable is. */
Status hand_over_find_window(Text *path, Error *error) MUST_CHECK;

/* Runs the command, whose name is argv[0], there, and so does not return; or returns the exit code
 * when there is nothing to hand over (--help, a wrong command line), or nobody to hand it to. */
int hand_over_to_window(int argc, char **argv);

#endif
