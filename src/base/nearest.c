#include "base/nearest.h"

#include <string.h>

enum { WORD_BYTES_MAX = 30, CHANGES_MAX = 2 };

Nearest nearest_to(const char *word, size_t length) {
    return (Nearest){.word = word, .length = length};
}

/* How many letters must change to make one word of the other (Levenshtein). */
static size_t changes_between(const char *word, size_t word_length, const char *known,
                              size_t length) {
    size_t row[WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= word_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t best = diagonal + (word[i - 1] != known[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[length];
}

void nearest_try(Nearest *nearest, const char *known) {
    size_t length = strlen(known);
    if (nearest->length > WORD_BYTES_MAX || length > WORD_BYTES_MAX) {
        return;
    }
    size_t changes = changes_between(nearest->word, nearest->length, known, length);
    if (changes <= CHANGES_MAX && 2 * changes <= nearest->length &&
        (nearest->best == NULL || changes < nearest->changes)) {
        nearest->best = known;
        nearest->changes = changes;
    }
}
