/* The word that was probably meant, among those that are known: `latncy` is `latency`.
 *
 *     Nearest nearest = nearest_to(word, length);
 *     for (…) nearest_try(&nearest, known[i]);
 *     if (nearest.best != NULL) … "did you mean '%s'?" …
 *
 * Two letters may be wrong, missing or too many, unless that is more than half of the word. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

typedef struct Nearest {
    const char *word; /* borrowed, as is what is tried */
    size_t length;
    const char *best; /* NULL: nothing is near enough */
    size_t changes;   /* from the word to `best`, in letters */
} Nearest;

Nearest nearest_to(const char *word, size_t length);
void nearest_try(Nearest *nearest,
                 const char *known); /* of several equally near, the first stays */

#endif
