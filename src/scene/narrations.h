/* The sentence of any event of a run, also backwards. A narrator walks the events; where it passes
 * every few thousandth it leaves a mark, and to tell an earlier event it returns to the last mark
 * before. The last two sentences are kept: what happened, and what happens next. */
#ifndef SCENE_NARRATIONS_H
#define SCENE_NARRATIONS_H

#include "base/array.h"
#include "trace/narration.h"

enum { NARRATIONS_KEPT = 2 };

typedef struct NarrationKept {
    size_t index; /* of the event, SIZE_MAX: none */
    Text sentence;
} NarrationKept;

typedef struct Narrations {
    Narrator narrator;
    size_t distance; /* events from one mark to the next */
    ARRAY_OF(NarratorMark) marks;
    NarrationKept kept[NARRATIONS_KEPT];
    int oldest; /* of those kept */
} Narrations;

/* The trace must live as long, and not grow. */
void narrations_init(Narrations *narrations, const Trace *trace);
void narrations_release(Narrations *narrations);

/* The sentence of an event, without its time; it is good until the next but one is asked for. */
const char *narrations_find(Narrations *narrations, size_t index);

#endif
