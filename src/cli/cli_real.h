/* The command line of the third executable, meanwhile-real: what needs real sockets. The first one
 * hands these commands over as they are (hand_over.h): serve and race always, and those that run
 * programs when --engine names one that measures. */
#ifndef CLI_CLI_REAL_H
#define CLI_CLI_REAL_H

#include "cli/options.h"

/* Runs the command line and returns the process's exit code. */
int cli_real_main(int argc, char **argv);

/* The latency server, for one's own programs; returns when it was told to stop. The options are
 * parsed, and --help was answered. Sets the exit code (0 before), or fails with a message. */
Status command_serve(Options *options, int *exit_code, Error *error) MUST_CHECK;

/* The same calls by several engines and languages; see commands.def. */
Status command_calibrate(Options *options, int *exit_code, Error *error) MUST_CHECK;
Status command_race(Options *options, int *exit_code, Error *error) MUST_CHECK;

#endif
