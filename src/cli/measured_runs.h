/* Runs of a command's programs on several engines, or on one that measures (session/measure.h): a
 * row for each program on each engine, twins side by side. Notices and warnings go to standard
 * error, a line that says how far the work is too, where that is a terminal. With --stream, every
 * run is told on standard output when it has ended, as a line of JSON:
 *
 *     {"program": "a.py", "engine": "real", "run": 3, "of": 10, "makespan_ns": 612345678,
 *      "exit_code": 0, "trace": "FOLDER/a.py-real-3.jsonl"}
 *
 * Run 0 is a warm-up run. "trace" is null where a program was refused, and for runs of cpython,
 * which are measured without: run 11 of 10 is the one that was recorded. */
#ifndef CLI_MEASURED_RUNS_H
#define CLI_MEASURED_RUNS_H

#include "cli/runs.h"

/* As runs_make(): on success the caller releases the runs. The exit code is 130 after Ctrl-C, 122
 * when the real world failed meanwhile. */
Status measured_runs_make(Runs *runs, Options *options, int *exit_code, Error *error) MUST_CHECK;

#endif
