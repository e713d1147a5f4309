/* Changes of a program that one key makes: each turns one way of waiting into another, in two to a
 * few lines, and the result is valid Python that the subset accepts.
 *
 *     gather         x = await a(1)            x, y = await asyncio.gather(a(1), a(2))
 *                    y = await a(2)
 *     sleep          await asyncio.sleep(1)    time.sleep(1)
 *     create_task    await a()                 asyncio.create_task(a())
 *     semaphore N    async def a(): …          the same, in `async with limit:`, a Semaphore(N)
 *     taskgroup      asyncio.gather(a(), b())  tasks of an asyncio.TaskGroup
 *     to_thread      f(1)                      await asyncio.to_thread(f, 1)
 *
 * A flip that finds its right side in the program goes the other way. Where it finds neither it is
 * refused, with the reason. */
#ifndef LESSON_FLIPS_H
#define LESSON_FLIPS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum FlipKind {
    FLIP_GATHER,
    FLIP_SLEEP,
    FLIP_CREATE_TASK,
    FLIP_SEMAPHORE,
    FLIP_TASKGROUP,
    FLIP_TO_THREAD,
    FLIP_KIND_COUNT
} FlipKind;

typedef struct Flip {
    FlipKind kind;
    int64_t number; /* of SEMAPHORE */
} Flip;

/* What lessons call it, "gather", and what it does in a few words, for a list of keys. */
const char *flip_name(FlipKind kind);
const char *flip_meaning(FlipKind kind);

/* The kind of that name, or FLIP_KIND_COUNT. */
FlipKind flip_find(const char *name, size_t length);

/* Replaces `changed` by the program with the change made. False: it does not apply, and `reason` (a
 * clause that begins in lower case, without a full stop) says why. */
bool flip_apply(Flip flip, const char *program, size_t length, Text *changed, Text *reason);

#endif
