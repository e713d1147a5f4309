/* What compare and report have in common: the runs of a command, told on standard output or written
 * to files, kept for later (--save), and held against what was kept before (--against). They differ
 * in their options: compare has no -o. */
#ifndef CLI_REPORT_RUNS_H
#define CLI_REPORT_RUNS_H

#include "cli/options.h"

/* As a command's function, see command.h. */
Status report_runs(CommandId command, Options *options, int *exit_code, Error *error) MUST_CHECK;

#endif
