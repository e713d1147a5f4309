/* How far a learner is, kept in the user's data folder (base/data_folder.h) as progress.json:
 *
 *     {"format": "meanwhile progress", "version": 1, "lessons": {"06-gather": {
 *         "step": 2, "over": false, "used": 1764441600, "right": 3, "of": 7,
 *         "items": [{"step": 0, "item": 3, "kind": "predict", "status": "done", "given": "3 s",
 *                    "right": true, "misconception": 0}, …]}}}
 *
 * The file is written beside and renamed, and on the disk before that: whoever is killed, at any
 * moment, leaves the old one or the new one. Two programs may note at once: each reads, changes and
 * writes under a lock, and changes its own lesson only.
 *
 * A file that cannot be understood, or that a newer version has written, is never overwritten: it
 * is renamed, and that is said once. */
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include "base/status.h"
#include "lesson/walk.h"

enum { PROGRESS_VERSION = 1, PROGRESS_BYTES_MAX = 16 << 20 };

typedef struct ProgressItem {
    size_t step, item; /* of the step's page */
    LessonItemKind kind;
    WalkStatus status;
    char *given; /* the answer to a question; "" */
    bool is_right;
    int misconception; /* that the answer rests on; 0: none is known */
    size_t hints;
    bool saw_solution, is_reached;
} ProgressItem;

typedef struct ProgressLesson {
    char *name; /* "06-gather" */
    size_t step;
    bool is_over;   /* it was walked through to its end */
    int64_t used_s; /* when it was used last, in seconds since 1970 */
    WalkScore score;
    ARRAY_OF(ProgressItem) items;
} ProgressLesson;

typedef struct Progress {
    ARRAY_OF(ProgressLesson) lessons; /* by name */
} Progress;

/* Reads what is kept; nothing there is no progress. `note` (may be NULL) gets a sentence when a
 * file was put aside. */
Status progress_load(Progress *progress, Text *note, Error *error) MUST_CHECK;
void progress_release(Progress *progress);

/* The lesson of that name, or NULL. */
const ProgressLesson *progress_find(const Progress *progress, const char *name);

/* Lets a walk that has not begun go on where the learner left it. */
void progress_resume(const Progress *progress, Walk *walk);

/* Keeps how far the walk has come. `now_s` is the date. */
Status progress_keep(const Walk *walk, int64_t now_s, Text *note, Error *error) MUST_CHECK;

/* Forgets a lesson; NULL: all of them. The learner's programs (own_programs.h) stay. */
Status progress_reset(const char *name, Text *note, Error *error) MUST_CHECK;

/* Appends a line for each thing that was done, for a spreadsheet. */
void progress_append_csv(const Progress *progress, Text *out);

#endif
