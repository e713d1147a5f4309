/* Runs as a file that trace viewers open (Perfetto, speedscope, Tracy, chrome://tracing): the Trace
 * Event Format's JSON object form, see Google's "Trace Event Format" document. What the viewers
 * make of it decides how it is written:
 *
 *   - a process for each run, in their order; a thread for each lane, numbered from 1 on through
 * all runs, since some viewers tell threads apart by that number alone; both named and put in order
 *     by metadata events, which come first
 *   - a lane's states are complete events ("X") that lie back to back and never nest; their names
 *     are constant ("running", "waiting for reply"), so that they get one colour each, and what
 *     differs (call, line, request) stands in args. A step that takes no time is an instant ("i")
 *   - an arrow ("s" and "f") from who woke a lane to the lane, where both have a slice to bind it
 * to
 *   - counters ("C"): lanes that are ready, and waits in flight
 *   - times in microseconds with as many decimals as are needed: exact, but for a nanosecond that a
 *     duration lacks where ts + dur, added in floating point, would come after the slice's end
 *   - after the metadata of all runs each run's events, in the order of time */
#ifndef REPORT_CHROME_TRACE_H
#define REPORT_CHROME_TRACE_H

#include "report/report.h"

/* Writes all runs that have a trace. */
void chrome_trace_write(ReportSink *sink, const Report *report);

#endif
