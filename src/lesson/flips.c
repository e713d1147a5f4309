#include "lesson/flips.h"

#include <string.h>

static const struct {
    const char *name, *meaning;
} KINDS[FLIP_KIND_COUNT] = {
    [FLIP_GATHER] = {"gather", "await one by one, or all together by gather"},
    [FLIP_SLEEP] = {"sleep", "asyncio.sleep, or time.sleep"},
    [FLIP_CREATE_TASK] = {"create_task", "await a coroutine, or make it a task"},
    [FLIP_SEMAPHORE] = {"semaphore", "let only so many in at once"},
    [FLIP_TASKGROUP] = {"taskgroup", "gather, or a TaskGroup"},
    [FLIP_TO_THREAD] = {"to_thread", "a blocking call here, or in a thread"},
};

const char *flip_name(FlipKind kind) {
    return KINDS[kind].name;
}

const char *flip_meaning(FlipKind kind) {
    return KINDS[kind].meaning;
}

FlipKind flip_find(const char *name, size_t length) {
    for (int i = 0; i < FLIP_KIND_COUNT; i++) {
        if (strlen(KINDS[i].name) == length && memcmp(KINDS[i].name, name, length) == 0) {
            return (FlipKind)i;
        }
    }
    return FLIP_KIND_COUNT;
}
