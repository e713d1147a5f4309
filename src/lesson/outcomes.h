/* What the runs of a lesson gave: each is run when it is first asked for, and kept. A run that was
 * refused, or that could not be started, is an outcome, too: its exit code and its messages say so.
 *
 * Runs are on the virtual clock, so that an outcome is the same whenever and wherever it is asked
 * for. Programs of a lesson can do nothing but compute and print; their budgets are smaller than
 * those of programs that the user runs. */
#ifndef LESSON_OUTCOMES_H
#define LESSON_OUTCOMES_H

#include "lesson/lesson.h"
#include "trace/metrics.h"

typedef struct Outcome {
    bool is_there; /* it was run */
    SessionResult result;
    Text output, errors; /* what was written to standard output and standard error */
    Spans spans;         /* of the trace, where there is one */
    Metrics metrics;     /* all 0 without a trace */
} Outcome;

typedef struct Outcomes {
    const Lesson *lesson;
    SessionEngine engine;
    Outcome *items; /* one for each of the lesson's runs */
} Outcomes;

/* The lesson must outlive it. */
Outcomes *outcomes_new(const Lesson *lesson, SessionEngine engine);
void outcomes_free(Outcomes *outcomes);

/* What a run of the lesson gave: runs it, if that was not done yet. Good while `outcomes` lives. */
const Outcome *outcomes_get(Outcomes *outcomes, size_t run);

/* Runs another text in the place of the run's program, over the same world. */
void outcome_run_changed(const Lesson *lesson, size_t run, SessionEngine engine,
                         const char *program, size_t length, Outcome *outcome);
void outcome_release(Outcome *outcome); /* {0} is fine */

/* --- what an outcome says --- */

/* The first lane that TASK means (claim.h), or TRACE_NOBODY. */
uint32_t outcome_find_task(const Trace *trace, const char *task);

/* The events, as their numbers, by which a lane's first step began and by which it ended, however;
 * false: there is none. */
bool outcome_find_start(const Trace *trace, uint32_t lane, size_t *index);
bool outcome_find_end(const Trace *trace, uint32_t lane, size_t *index);

/* Where the event stands in the trace, as its number; false: it does not happen. Where several
 * tasks are called as it says, it may happen to any of them. */
bool outcome_find_event(const Trace *trace, const LessonEvent *event, size_t *index);

#endif
