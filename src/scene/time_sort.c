#include "scene/time_sort.h"

#include "base/memory.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* Least significant digit first; a digit that all items share costs one look at them. */
void time_sort(TimedItem *items, size_t count) {
    uint64_t used = 0;
    for (size_t i = 0; i < count; i++) {
        used |= (uint64_t)(items[i].t_ns ^ items[0].t_ns);
    }
    if (used == 0) {
        return;
    }
    TimedItem *other = memory_new(sizeof *other * count), *from = items, *to = other;
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
        if ((used >> shift & (DIGITS - 1)) == 0) {
            continue;
        }
        size_t begins[DIGITS] = {0}, at = 0;
        for (size_t i = 0; i < count; i++) {
            begins[(uint64_t)from[i].t_ns >> shift & (DIGITS - 1)]++;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            size_t here = begins[digit];
            begins[digit] = at;
            at += here;
        }
        for (size_t i = 0; i < count; i++) {
            to[begins[(uint64_t)from[i].t_ns >> shift & (DIGITS - 1)]++] = from[i];
        }
        TimedItem *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != items) {
        memcpy(items, from, sizeof *items * count);
    }
    memory_free(other);
}
