/* How two runs differ: until when they are the same, what each does then, and which figures differ
 * in the end.
 *
 *      a.jsonl and b.jsonl are the same for 36 events, until 0.350 s.
 *
 *        0.350 s  fetch(1) resumes after 350.0 ms of waiting.
 *      Then a.jsonl:
 *        0.350 s  fetch(1) is done.
 *      but b.jsonl:
 *        0.350 s  fetch(1) waits for a lock at line 9; the loop is free for others.
 *
 *                          a.jsonl      b.jsonl
 *      makespan            1.377 s      1.512 s */
#ifndef REPORT_DIFFERENCES_H
#define REPORT_DIFFERENCES_H

#include "report/compare.h"

/* Appends it; both runs have traces. Returns whether they are the same. */
bool differences_append(Text *text, const ReportStyle *style, const CompareRun *a,
                        const CompareRun *b);

#endif
