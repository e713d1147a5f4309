/* The misconceptions that questions name, M1 to M20: the table is misconceptions.def. */
#ifndef LESSON_MISCONCEPTIONS_H
#define LESSON_MISCONCEPTIONS_H

#include <stddef.h>

typedef struct Misconception {
    int number;
    const char *believed; /* sentences */
    const char *truth;
} Misconception;

/* The one of that number, or NULL. */
const Misconception *misconception_find(int number);

#endif
