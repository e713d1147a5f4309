/* No number in a lesson is unverified: each figure with a unit in its text ("3 s", "40 %", "12
 * times"; bare counts are free) must be a value that the lesson's programs, worlds or runs are
 * written with, or one that a claim, a check or an answer holds to be true. They are compared as
 * values: 1 s is 1000 ms, and a bare 3 in a program covers 3 s.
 *
 * What wrong answers say is exempt, since it is wrong on purpose; so is a figure with a comment
 * right behind it that gives the reason: `30 years<!-- not a claim: … -->`. */
#ifndef LESSON_COVERAGE_H
#define LESSON_COVERAGE_H

#include "lesson/evaluation.h"

/* Adds a diagnostic for each figure that nothing covers. */
void coverage_check(const Evaluation *evaluation, Diagnostics *diagnostics);

#endif
