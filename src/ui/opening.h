/* The programs that the opening screen offers: those of the current folder, of lessons/ in it, and
 * the demonstrations that come with meanwhile. Nothing is run or compiled to find them. */
#ifndef UI_OPENING_H
#define UI_OPENING_H

#include "base/array.h"

#include <stdbool.h>

enum { OPENING_ENTRIES_MAX = 2000 };

typedef struct OpeningEntry {
    char *path;
    char *title;       /* the file's name */
    char *detail;      /* the first line of its docstring or comment, or "" */
    const char *group; /* where it was found */
    bool is_marked;    /* to be opened beside others */
} OpeningEntry;

typedef struct Opening {
    ARRAY_OF(OpeningEntry) entries; /* by group, then by name */
} Opening;

/* Looks for programs; what was found before is forgotten. */
void opening_find(Opening *opening);
void opening_release(Opening *opening);

#endif
