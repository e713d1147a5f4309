/* Which lines of a program a change took away and which it put there. */
#ifndef LESSON_LINE_DIFF_H
#define LESSON_LINE_DIFF_H

#include "base/text.h"

enum {
    LINE_DIFF_MAX = 2000 /* lines that are compared with each other; beyond, all are changed */
};

/* Appends the lines that differ, "- " before those of `before` alone and "+ " before those of
 * `after` alone; returns how many they are. */
size_t line_diff(const Text *before, const Text *after, Text *out);

#endif
