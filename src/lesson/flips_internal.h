/* The flips, a function each: it adds its changes to the edit and returns true, or says in `reason`
 * why it does not apply. */
#ifndef LESSON_FLIPS_INTERNAL_H
#define LESSON_FLIPS_INTERNAL_H

#include "lesson/flips.h"
#include "lesson/program_edit.h"

/* flip_together.c: one by one, gather, TaskGroup */
bool flip_gather(ProgramEdit *edit, int64_t number, Text *reason);
bool flip_taskgroup(ProgramEdit *edit, int64_t number, Text *reason);

/* flip_calls.c: calls that wait, turned one into another */
bool flip_sleep(ProgramEdit *edit, int64_t number, Text *reason);
bool flip_create_task(ProgramEdit *edit, int64_t number, Text *reason);
bool flip_to_thread(ProgramEdit *edit, int64_t number, Text *reason);

/* flip_limit.c */
bool flip_semaphore(ProgramEdit *edit, int64_t number, Text *reason);

#endif
