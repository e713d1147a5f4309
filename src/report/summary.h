/* What `meanwhile run` says about a run below its output: a few aligned lines of figures, what
 * blocked the loop, and what decided how long it took.
 *
 *      concurrent.py                                       simulated, exact, seed 7
 *
 *      makespan        600.0 ms    11 tasks, 22 steps
 *      sum of waits     2.970 s    10 waits, at most 10 in flight at once
 *      overlap             4.95    waits in flight at a time, on average
 *      idle             100.0 %    of the time no code ran; event loop busy 0.0 %
 *      critical path    fetch(6) waiting for reply 600.0 ms (line 5) */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/style.h"
#include "trace/metrics.h"

/* Appends the summary, as above, without the timeline. */
void summary_append(Text *text, const ReportStyle *style, const Trace *trace, const Spans *spans,
                    const Metrics *metrics);

/* Appends every event's sentence with its time, a line each. */
void summary_append_narration(Text *text, const ReportStyle *style, const Trace *trace);

/* What numbers of this engine are: "simulated" (or, where a clock was read, "measured"; of an HTTP
 * archive, "replayed"). */
const char *summary_kind_of_numbers(const Trace *trace);

/* Appends what numbers of a run are and where they come from: "All times are simulated and exact;
 * seed 7." */
void summary_append_origin(Text *text, const Trace *trace);

#endif
