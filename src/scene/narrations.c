#include "scene/narrations.h"

#include "base/check.h"

enum { MARK_EVENTS = 4096 };

void narrations_init(Narrations *narrations, const Trace *trace) {
    size_t lanes = trace->lanes.count;
    *narrations = (Narrations){.distance = lanes > MARK_EVENTS ? lanes : MARK_EVENTS};
    narrator_init(&narrations->narrator, trace, false);
    for (int i = 0; i < NARRATIONS_KEPT; i++) {
        narrations->kept[i].index = SIZE_MAX;
    }
}

void narrations_release(Narrations *narrations) {
    narrator_release(&narrations->narrator);
    for (size_t i = 0; i < narrations->marks.count; i++) {
        narrator_mark_release(&narrations->marks.items[i]);
    }
    ARRAY_RELEASE(&narrations->marks);
    for (int i = 0; i < NARRATIONS_KEPT; i++) {
        text_release(&narrations->kept[i].sentence);
    }
}

/* Tells events until `index` is next; `told` is scratch. */
static void walk_to(Narrations *narrations, size_t index, Text *told) {
    Narrator *narrator = &narrations->narrator;
    if (narrator->next > index) {
        size_t mark = index / narrations->distance;
        CHECK(mark < narrations->marks.count); /* it came by there */
        narrator_return(narrator, &narrations->marks.items[mark]);
    }
    for (;;) {
        if (narrator->next == narrations->marks.count * narrations->distance) {
            ARRAY_PUSH(&narrations->marks, narrator_mark(narrator));
        }
        if (narrator->next == index) {
            return;
        }
        text_clear(told);
        narrator_next(narrator, told);
    }
}

const char *narrations_find(Narrations *narrations, size_t index) {
    CHECK(index < trace_count(narrations->narrator.trace));
    for (int i = 0; i < NARRATIONS_KEPT; i++) {
        if (narrations->kept[i].index == index) {
            narrations->oldest = (i + 1) % NARRATIONS_KEPT;
            return text_cstr(&narrations->kept[i].sentence);
        }
    }
    NarrationKept *kept = &narrations->kept[narrations->oldest];
    narrations->oldest = (narrations->oldest + 1) % NARRATIONS_KEPT;
    walk_to(narrations, index, &kept->sentence);
    text_clear(&kept->sentence);
    narrator_forget_core(&narrations->narrator, trace_at(narrations->narrator.trace, index)->lane);
    narrator_next(&narrations->narrator, &kept->sentence);
    kept->index = index;
    return text_cstr(&kept->sentence);
}
