/* Operating errors: what can go wrong outside the program that is being taught. A function that can
 * fail returns a Status, which the compiler makes the caller look at, and fills an Error with one
 * sentence that begins with what could not be done ("could not read a.py: no such file"). */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "base/check.h"

typedef enum Status {
    STATUS_OK = 0,
    STATUS_USAGE,  /* arguments, or a program, lesson or world that is refused: exit 2 */
    STATUS_LIMIT,  /* a budget was used up: exit 120 */
    STATUS_SYSTEM, /* a file, a process, the disk: exit 2 for input, 1 otherwise */
    STATUS_REAL,   /* the real world failed: exit 122 */
} Status;

enum { ERROR_TEXT_MAX = 1024 };

typedef struct Error {
    char text[ERROR_TEXT_MAX]; /* a sentence without the program's name or a newline */
} Error;

/* Fills `error` (may be NULL) from a printf format, cut at ERROR_TEXT_MAX, and returns `status`. */
Status error_set(Error *error, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
