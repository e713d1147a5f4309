/* What the opening screen offers: the lessons, in the current folder and those that come with
 * meanwhile, and below them the programs of the current folder and the demonstrations. Nothing is
 * run to find them; lessons are read, so that each has its title and one that is wrong says so. */
#ifndef UI_OPENING_H
#define UI_OPENING_H

#include "base/array.h"

#include <stdbool.h>
#include <stdint.h>

enum { OPENING_ENTRIES_MAX = 2000 };

typedef struct OpeningEntry {
    char *path;
    char *title;  /* a program's file name; "6  gather: the longest, not the sum" */
    char *detail; /* the first line of its docstring or comment; a lesson's level and minutes */
    const char *group; /* where it was found */
    char *lesson;      /* the lesson's name, "06-gather"; NULL: it is a program */
    bool is_marked;    /* to be opened beside others */
    bool is_done;      /* a lesson that was taken to its end */
} OpeningEntry;

typedef struct Opening {
    ARRAY_OF(OpeningEntry) entries; /* by group, then by name */
    char *last;                     /* the lesson that was used last; NULL: none was */
    bool was_over;                  /* it was taken to its end */
} Opening;

/* Looks for lessons and programs, and, where that is wanted, at how far the learner is in each;
 * what was found before is forgotten. */
void opening_find(Opening *opening, bool with_progress);
void opening_release(Opening *opening);

/* The path of the lesson that is meant by a path that ends in .md, or by what is no file but the
 * name of a lesson ("gather", "6", see lesson/shelf.h); the caller frees it. NULL: no lesson is. */
char *opening_lesson_of(const char *name);

#endif
