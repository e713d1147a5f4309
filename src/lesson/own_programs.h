/* The programs that learners changed for a lesson's goals. Each is a file in the user's data folder
 * (base/data_folder.h), which their editor and we write:
 *
 *     programs/06-gather/one-by-one.py
 *
 * They are the learner's work: only who asks for it removes them (meanwhile progress --reset
 * --programs). */
#ifndef LESSON_OWN_PROGRAMS_H
#define LESSON_OWN_PROGRAMS_H

#include "base/array.h"
#include "base/status.h"
#include "base/text.h"
#include "lesson/lesson.h"

typedef struct OwnPrograms {
    Text folder; /* that all of them lie below */
    ARRAY_OF(char *) paths;
} OwnPrograms;

/* Replaces `path` by where the learner's copy of a program is kept. False: there is no data folder.
 */
bool own_programs_path(const Lesson *lesson, const LessonProgram *program, Text *path);

/* Finds those of a lesson, "06-gather", or with NULL those of all lessons, in order. Where there is
 * no folder there are none. The caller releases. */
Status own_programs_find(OwnPrograms *programs, const char *lesson, Error *error) MUST_CHECK;
void own_programs_release(OwnPrograms *programs);

/* Removes the files, and the folders that are empty then. */
Status own_programs_remove(const OwnPrograms *programs, Error *error) MUST_CHECK;

#endif
