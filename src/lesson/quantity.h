/* A number as lessons write it and learners type it, with its unit, exact: a fraction of integers,
 * never a double, so that "makespan == 0.9 * 3s" is true or false for ever.
 *
 *     3   1,000   1.5        a count
 *     3s  3 s  100 ms  2min  a time, held in ns
 *     40%  12x  12×  12 times  10/s    a ratio: 2/5, 12, 12, 10
 *
 * How many decimals were written is kept: a ratio that a run gives (1.9966…) is equal to what was
 * written (2.0x) if it rounds to it. Times and counts are integers there, and equal if they are. */
#ifndef LESSON_QUANTITY_H
#define LESSON_QUANTITY_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum QuantityUnit { QUANTITY_COUNT, QUANTITY_TIME, QUANTITY_RATIO } QuantityUnit;

enum { QUANTITY_EXACT = -1 };

__extension__ typedef __int128 QuantityWide; /* products of two parts */

typedef struct Quantity {
    int64_t numerator, denominator; /* in lowest terms, the denominator above 0; of a time, ns */
    QuantityUnit unit;
    int decimals;    /* as written, of percents where it is one; QUANTITY_EXACT: was computed */
    bool is_percent; /* to be shown as such */
} Quantity;

/* A fraction in lowest terms. False (and 0) where the denominator is 0 or the parts are too large.
 */
bool quantity_make(Quantity *quantity, QuantityWide numerator, QuantityWide denominator,
                   QuantityUnit unit);

/* Reads a quantity at the start of `bytes` and returns how many of them it takes, 0 if there is
 * none. A unit may stand behind one space. "3 sleeps" is the count 3. */
size_t quantity_read(Quantity *quantity, const char *bytes, size_t length);

/* a op b for + - * /. False: the units do not go together, division by 0, or a result too large. */
bool quantity_combine(Quantity *result, Quantity a, char op, Quantity b);

/* Do their units allow comparing? A count is comparable with a ratio, and 0 with anything. */
bool quantity_is_comparable(Quantity a, Quantity b);

/* Negative, 0 or positive, as a is less than, equal to or more than b: exact. */
int quantity_compare(Quantity a, Quantity b);

/* Equal, or (ratios) equal when rounded to the decimals that either was written with. */
bool quantity_equals(Quantity a, Quantity b);

/* Whether a is within so many millionths of b, both ways. */
bool quantity_is_near(Quantity a, Quantity b, int64_t millionths);

/* Appends it as texts write it: "3.000 s", "40.0 %", "2.99×", "12". */
void quantity_append(Text *text, Quantity quantity);

/* Appends it so that quantity_read() gives it back: "1500 ms" if need be. */
void quantity_write(Text *text, Quantity quantity);

#endif
