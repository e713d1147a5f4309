/* Hands a command over to another executable of ours, which takes this process's place: the
 * window's, which alone loads SDL and fonts, or that of real runs, which alone loads curl, libevent
 * and OpenSSL. They are found beside our own in a tree, and in libexec/meanwhile where it was
 * installed. So `meanwhile` starts in milliseconds, and users know only that. */
#ifndef CLI_HAND_OVER_H
#define CLI_HAND_OVER_H

#include "base/array.h"
#include "base/status.h"
#include "base/text.h"

extern const char HAND_OVER_WINDOW[]; /* "meanwhile-window" */
extern const char HAND_OVER_REAL[];   /* "meanwhile-real" */

/* Replaces `path` by where an executable is. */
Status hand_over_find(const char *executable, Text *path, Error *error) MUST_CHECK;

typedef ARRAY_OF(const char *) HandOverWords;

/* Runs the command of these words there, with these bytes as its standard input (NULL: ours), and
 * waits for it. If it ends with a complaint, that is the error. */
Status hand_over_run(const char *executable, const HandOverWords *words, const Text *input,
                     Error *error) MUST_CHECK;

/* Runs the command, whose name is argv[0], there, and so does not return; or returns the exit code
 * when there is nothing to hand over (--help, a wrong command line), or nobody to hand it to. */
int hand_over(const char *executable, int argc, char **argv);

#endif
