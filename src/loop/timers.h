/* The timers of one loop: a stable radix heap.
 *
 * Time never runs backwards, so the queue may be monotone: no deadline is smaller than the last one
 * that was taken out (one that lies in the past already is kept apart, sorted). Written in base 16,
 * a deadline lives at the level of the highest digit in which it differs from that last one, in the
 * bucket of its own digit there:
 *
 *     last      4 0 8 7 2
 *     deadline  4 0 9 c 5      level 2, bucket 9
 *
 * Taking the minimum spreads the lowest non-empty bucket over the empty levels below it, so that
 * each timer moves at most 15 times in its life, and typically three times, always to the end of a
 * block: 16 bytes streamed, no comparisons up and down a tree. Equal deadlines are always in the
 * same bucket in the order in which they came, so they also leave in that order.
 *
 * What a timer is for stands in a slot (8 bytes) beside the queue; the queue holds the slot's
 * number. To cancel is to empty the slot; the entry is dropped when it comes by, or when more than
 * half of all entries are such. The pointer in a slot is a reference that its owner gave: pop and
 * cancel hand it back. */
#ifndef LOOP_TIMERS_H
#define LOOP_TIMERS_H

#include "loop/chunks.h"

#define LOOP_TIMER_NONE UINT32_MAX

enum {
    LOOP_TIMER_LEVELS = 16, /* digits of a deadline */
    LOOP_TIMER_DIGITS = 16, /* values of a digit */
    LOOP_TIMER_BUCKETS = LOOP_TIMER_LEVELS * LOOP_TIMER_DIGITS,
    LOOP_TIMERS_SWEEP_MIN = 256
};

typedef struct LoopTimers {
    int64_t next_ns;    /* no timer is due before; LOOP_FOREVER when there is none */
    bool next_is_exact; /* a live timer with that deadline exists */
    uint64_t last_ns;   /* the radix heap's reference: the last deadline that was taken out */
    uint32_t levels;    /* bit l: level l is not empty */
    uint16_t digits[LOOP_TIMER_LEVELS]; /* bit d: the level's bucket d is not empty */
    LoopChunks buckets[LOOP_TIMER_BUCKETS];
    ARRAY_OF(LoopEntry) late; /* deadlines before last_ns, sorted, stable */
    ARRAY_OF(uint64_t) slots; /* targets; 0 cancelled; LOOP_TARGET_FREE and the next free slot */
    uint32_t free_slot;       /* LOOP_TIMER_NONE at the end */
    size_t live;              /* timers that are not cancelled */
    size_t cancelled;         /* entries still queued whose timer is cancelled */
} LoopTimers;

void loop_timers_init(LoopTimers *timers);
void loop_timers_release(LoopTimers *timers, LoopChunkPool *pool); /* targets: the caller's */

/* Queues a timer, returns its slot, which stays valid until it is popped or cancelled. */
uint32_t loop_timers_push(LoopTimers *timers, LoopChunkPool *pool, int64_t deadline_ns,
                          uint64_t target);

/* Empties the slot and returns the target that stood there. */
uint64_t loop_timers_cancel(LoopTimers *timers, LoopChunkPool *pool, uint32_t slot);

/* The smallest live deadline, LOOP_FOREVER if there is none. */
int64_t loop_timers_next(LoopTimers *timers, LoopChunkPool *pool);

/* Calls due(arg, target) for every live timer with deadline ≤ now_ns, smallest deadline first, ties
 * in creation order. `due` must not touch the timers. */
void loop_timers_pop_due(LoopTimers *timers, LoopChunkPool *pool, int64_t now_ns,
                         void (*due)(void *arg, uint64_t target), void *arg);

/* Calls each(arg, target) for every live timer, in no particular order. */
void loop_timers_each(const LoopTimers *timers, void (*each)(void *arg, uint64_t target),
                      void *arg);

#endif
