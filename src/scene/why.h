/* Why a lane is idle: the chain of causes behind a span, from what the lane itself waits for back
 * to a reply, a timer, a call that blocks, or somebody who ran.
 *
 *     main waits for several tasks  ◀─ fetch(7) ended last  ◀─ it waited 1.377 s for a reply
 *     polite is ready, but the loop was busy  ◀─ rude blocked it for 600 ms
 *     left(1) waits for a lock, for ever  ◀─ left(2) holds it, and waits for a lock …  */
#ifndef SCENE_WHY_H
#define SCENE_WHY_H

#include "scene/scene_run.h"

typedef enum WhyKind {
    WHY_RUNNING,  /* it is not idle */
    WHY_REPLY,    /* the network */
    WHY_TIMER,    /* a sleep, or a timeout that ran out */
    WHY_BUSY,     /* it was ready, but whoever comes next had the loop or the processor */
    WHY_BLOCKING, /* a call that blocks the loop */
    WHY_OTHERS,   /* it waits for somebody of the program, who comes next */
    WHY_NEVER,    /* nothing will ever wake it */
    WHY_NO_WORK,  /* an idle loop: nothing was ready; who comes next was the first to be */
} WhyKind;

typedef struct WhyLink {
    WhyKind kind;
    uint32_t lane;
    size_t span; /* in Spans.items */
} WhyLink;

enum { WHY_LINKS_MAX = 8 };

typedef struct Why {
    WhyLink links[WHY_LINKS_MAX]; /* each is the cause of the one before */
    size_t count;
    bool is_cut; /* the chain goes on */
} Why;

/* Finds the chain that begins with a span of a lane. */
void why_find(Why *why, const SceneRun *run, uint32_t lane, size_t span);

/* Appends the sentence of a link. */
void why_append_sentence(const Why *why, size_t link, const SceneRun *run, Text *text);

/* How much longer a wait could have taken without delaying the program's end; -1: not known. */
int64_t why_slack_ns(const SceneRun *run, uint32_t lane, const Span *span);

#endif
