/* A target is what a ready entry, a timer or a done callback is about: a kind in the top byte and a
 * pointer below it, in one 64-bit word. User-space addresses leave that byte free on every machine
 * we build for; loop_target() checks it. 0 is no target. */
#ifndef LOOP_TARGET_H
#define LOOP_TARGET_H

#include "base/check.h"

#include <stdint.h>

typedef enum LoopTargetKind {
    LOOP_TARGET_NONE,
    LOOP_TARGET_STEP,     /* LoopTask: resume it */
    LOOP_TARGET_THROW,    /* LoopTask: resume it with the exception in the entry's argument */
    LOOP_TARGET_WAKEUP,   /* LoopTask: what it waits for is done */
    LOOP_TARGET_SLEEP,    /* LoopSleep: its time has come */
    LOOP_TARGET_GATHER,   /* LoopGather: the child in the entry's argument is done */
    LOOP_TARGET_HANDLE,   /* LoopHandle: run it */
    LOOP_TARGET_CALLBACK, /* embedder's callable: call it with the future in the argument */
    LOOP_TARGET_LIST,     /* in a future only: several callbacks */
} LoopTargetKind;

static inline uint64_t loop_target(LoopTargetKind kind, const void *pointer) {
    CHECK(((uintptr_t)pointer >> 56) == 0);
    return ((uint64_t)kind << 56) | (uint64_t)(uintptr_t)pointer;
}

static inline LoopTargetKind loop_target_kind(uint64_t target) {
    return (LoopTargetKind)(target >> 56);
}

static inline void *loop_target_pointer(uint64_t target) {
    return (void *)(uintptr_t)(target & (((uint64_t)1 << 56) - 1));
}

#endif
