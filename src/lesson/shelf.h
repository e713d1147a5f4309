/* The lessons that there are: those of the installation, or of a folder. Each file NN-name.md of it
 * is one, in the order of their names; others (README.md, GUIDE.md) are no lessons. */
#ifndef LESSON_SHELF_H
#define LESSON_SHELF_H

#include "base/array.h"
#include "base/status.h"
#include "base/text.h"

#include <stddef.h>

typedef struct Shelf {
    char *folder;
    ARRAY_OF(char *) paths; /* sorted */
} Shelf;

/* Looks into a folder; NULL: `lessons` in the current folder, if there are some, else those that
 * come with meanwhile. */
Status shelf_open(Shelf *shelf, const char *folder, Error *error) MUST_CHECK;
void shelf_release(Shelf *shelf);

/* The lesson that a user means: "06-gather", "6", "gather" (a part that only one has), or a file
 * elsewhere. On success the caller frees *path. */
Status shelf_find(const Shelf *shelf, const char *name, char **path, Error *error) MUST_CHECK;

/* "lessons/06-gather.md" is called "06-gather"; the caller frees it. */
char *shelf_name_of(const char *path);

#endif
