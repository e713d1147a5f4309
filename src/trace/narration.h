/* One plain sentence for each event, as a teacher would say it:
 *
 *     0.350 s  fetch(3) resumes; its response came 50 ms after fetch(1)'s.
 *
 * A narrator walks the events in order and remembers what the sentences refer to (when a lane
 * became ready, whose response came last). It refers to the trace, which must live as long. */
#ifndef TRACE_NARRATION_H
#define TRACE_NARRATION_H

#include "trace/labels.h"

typedef struct NarratorLane {
    int64_t since_ns;           /* when its wait began */
    int64_t due_ns;             /* of its timer, -1: it waits for none */
    int64_t ready_ns;           /* when it became ready */
    int64_t processor_since_ns; /* since when it waits for the GIL or a core */
    int64_t core_told;          /* the core it was said to compute on, plus 1; 0: none yet */
    int64_t request;            /* the last it made, 0: none */
    int64_t response_lag_ns;    /* after the response before it, -1: none before */
    uint32_t response_before;   /* whose that was */
    uint8_t reason;             /* of its last wait */
    bool has_started;
} NarratorLane;

typedef struct Narrator {
    const Trace *trace;
    Labels labels;
    NarratorLane *lanes;
    uint32_t *request_lane; /* of each request */
    uint32_t last_response; /* whose response came last */
    int64_t last_response_ns;
    size_t next; /* the event to be told next */
    bool ascii;
} Narrator;

void narrator_init(Narrator *narrator, const Trace *trace, bool ascii);
void narrator_release(Narrator *narrator);

/* Appends the sentence of the next event, without its time and without a newline; returns the
 * event, or NULL when all have been told. Events without a sentence of interest append nothing. */
const TraceEvent *narrator_next(Narrator *narrator, Text *sentence);

/* Says anew on which core a lane computes, though it is the same as last time. */
void narrator_forget_core(Narrator *narrator, uint32_t lane);

/* What a narrator remembers at one place, so that it can return there. */
typedef struct NarratorMark {
    size_t next; /* the event to be told next */
    NarratorLane *lanes;
    uint32_t last_response;
    int64_t last_response_ns;
} NarratorMark;

/* Marks the narrator's place; narrator_return() brings the same narrator back to it, from before or
 * after. narrator_mark_release() frees a mark. */
NarratorMark narrator_mark(const Narrator *narrator);
void narrator_return(Narrator *narrator, const NarratorMark *mark);
void narrator_mark_release(NarratorMark *mark);

#endif
