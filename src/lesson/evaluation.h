/* Whether claims are true of what runs gave, and what the figures in them are. */
#ifndef LESSON_EVALUATION_H
#define LESSON_EVALUATION_H

#include "lesson/outcomes.h"

/* Where figures come from. */
typedef struct Evaluation {
    Outcomes *outcomes;
    size_t start;           /* of a goal: the run that it starts from; else LESSON_NONE */
    const Outcome *changed; /* of a goal: the changed program's; else NULL */
} Evaluation;

/* A value's number. False: there is none (a task that does not exist or never ends, a ratio to
 * nothing), and `why` says what is missing. */
bool evaluation_quantity(const Evaluation *evaluation, const ClaimValue *value, Quantity *quantity,
                         Text *why);

/* The order in which `items` come in what the value is of: place i is taken by item order[i]. Items
 * are lines of output, or tasks. False: one of them never comes, and `why` names it. */
bool evaluation_order(const Evaluation *evaluation, const ClaimValue *value,
                      const char *const *items, size_t count, size_t *order, Text *why);

/* Is the claim true? `found` (may be NULL) gets how its left side stands: "makespan is 3.000 s". */
bool evaluation_claim(const Evaluation *evaluation, const Claim *claim, Text *found);

#endif
