#include "lesson/flips.h"

#include "lesson/flips_internal.h"

#include <string.h>

static const struct {
    const char *name, *meaning;
    bool (*flip)(ProgramEdit *edit, int64_t number, Text *reason);
} KINDS[FLIP_KIND_COUNT] = {
    [FLIP_GATHER] = {"gather", "await one by one, or all together by gather", flip_gather},
    [FLIP_SLEEP] = {"sleep", "asyncio.sleep, or time.sleep", flip_sleep},
    [FLIP_CREATE_TASK] = {"create_task", "await a coroutine, or make it a task", flip_create_task},
    [FLIP_SEMAPHORE] = {"semaphore", "let only so many in at once", flip_semaphore},
    [FLIP_TASKGROUP] = {"taskgroup", "gather, or a TaskGroup", flip_taskgroup},
    [FLIP_TO_THREAD] = {"to_thread", "a blocking call here, or in a thread", flip_to_thread},
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

bool flip_apply(Flip flip, const char *program, size_t length, Text *changed, Text *reason) {
    ProgramEdit edit;
    bool applies = program_edit_init(&edit, program, length);
    if (!applies) {
        text_append_cstr(reason, "the program has an error");
    } else {
        applies = KINDS[flip.kind].flip(&edit, flip.number, reason);
        if (applies && !program_edit_apply(&edit, changed)) {
            text_append_cstr(reason, "the lines that it concerns are entangled with others");
            applies = false;
        }
    }
    program_edit_release(&edit);
    return applies;
}
