/* Growable arrays of any type, as three fields in a struct of the owner's:
 *
 *     struct { Span *items; size_t count, capacity; } spans;
 *
 * ARRAY_PUSH appends by value (amortised constant time), ARRAY_RESERVE makes room, ARRAY_RELEASE
 * frees the items (not what they point to) and leaves an empty array. */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include "base/memory.h"

#define ARRAY_OF(Type)                                                                             \
    struct {                                                                                       \
        Type *items;                                                                               \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

#define ARRAY_RESERVE(array, wanted)                                                               \
    do {                                                                                           \
        size_t array_wanted_ = (wanted);                                                           \
        if (array_wanted_ > (array)->capacity) {                                                   \
            size_t array_new_ = (array)->capacity < 8 ? 8 : (array)->capacity * 2;                 \
            (array)->capacity = array_new_ < array_wanted_ ? array_wanted_ : array_new_;           \
            (array)->items =                                                                       \
                memory_resize((array)->items, (array)->capacity, sizeof *(array)->items);          \
        }                                                                                          \
    } while (0)

#define ARRAY_PUSH(array, ...)                                                                     \
    do {                                                                                           \
        ARRAY_RESERVE(array, (array)->count + 1);                                                  \
        (array)->items[(array)->count++] = (__VA_ARGS__);                                          \
    } while (0)

#define ARRAY_RELEASE(array)                                                                       \
    do {                                                                                           \
        memory_free((array)->items);                                                               \
        (array)->items = NULL;                                                                     \
        (array)->count = (array)->capacity = 0;                                                    \
    } while (0)

#endif
