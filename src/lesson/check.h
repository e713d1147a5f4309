/* Whether all that a lesson says is so: `meanwhile check`. Every program is run, every claim is
 * looked at, and whatever a learner may be told is held to what the engine gives:
 *
 *     claims        are true
 *     questions     have an answer; each wrong answer is wrong; an order's items all come
 *     watches       stop at events that happen, and look at lanes that are there
 *     goals         are not reached at the start, are by the solution, and each flip applies
 *     sliders       change a constant that there is
 *     programs      end well, unless a claim says how; and print the same on every engine asked for
 *     figures       in the text are covered (coverage.h) */
#ifndef LESSON_CHECK_H
#define LESSON_CHECK_H

#include "lesson/lesson.h"

typedef struct CheckTotals {
    size_t runs, claims, questions, stops, goals; /* that were looked at */
    size_t compared;                              /* runs whose output another engine gave, too */
    size_t skipped;                               /* runs that the other engine cannot do */
} CheckTotals;

/* Adds a diagnostic for all that is not so, and adds to the totals. The runs are compared with
 * those of each of the engines; SESSION_ENGINE_SIM among them adds nothing. */
void check_lesson(const Lesson *lesson, const SessionEngine *engines, size_t engine_count,
                  Diagnostics *diagnostics, CheckTotals *totals);

#endif
