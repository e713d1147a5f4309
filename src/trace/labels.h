/* What to call each lane before readers: the name somebody gave the task; else what it runs,
 * "fetch(3)"; and where several tasks run the same, "Task-3 fetch". Also which lanes are asyncio's
 * own housekeeping rather than the program's. Refers to the trace, which must not grow meanwhile.
 */
#ifndef TRACE_LABELS_H
#define TRACE_LABELS_H

#include "trace/trace.h"

typedef struct Labels {
    const Trace *trace;
    uint8_t *uses;         /* of each string as a call by unnamed tasks: 0, 1, or 2 for more */
    bool *is_housekeeping; /* of each lane */
} Labels;

void labels_init(Labels *labels, const Trace *trace);
void labels_release(Labels *labels);

/* Appends the label of a lane. */
void labels_append(const Labels *labels, uint32_t lane, Text *label);

/* Tasks by which `asyncio.run` ends (closing async generators and the thread pool), and what these
 * start. They take no time and would only puzzle. */
bool labels_is_housekeeping(const Labels *labels, uint32_t lane);

#endif
