/* What compare and report have in common: the runs of a command, told on standard output or written
 * to files, kept for later (--save), and held against what was kept before (--against). They differ
 * in their options: compare has no -o.
 *
 * What was measured ends with the command that made it. Where that was given programs which are
 * gone by then, as by a lesson, who started it says in its environment what the user can type to
 * have the same again. */
#ifndef CLI_REPORT_RUNS_H
#define CLI_REPORT_RUNS_H

#include "cli/options.h"

/* The variable's name; its value is a command line: "meanwhile lesson 28". */
#define REPORT_RUNS_MADE_BY "MEANWHILE_MADE_BY"

/* As a command's function, see command.h. */
Status report_runs(CommandId command, Options *options, int *exit_code, Error *error) MUST_CHECK;

#endif
