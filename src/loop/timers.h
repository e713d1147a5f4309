/* The timers of one loop: a stable radix heap with a short sorted list in front.
 *
 * Time never runs backwards, so the queue may be monotone. Everything up to a reference moment
 * (near_ns) stands in `near`, sorted; everything beyond is in buckets. Written in base 16, a
 * deadline lives at the level of the highest digit in which it differs from the reference, in the
 * bucket of its own digit there:
 *
 *     reference  4 0 8 7 2
 *     deadline   4 0 9 c 5      level 2, bucket 9
 *
 * When the time of the lowest non-empty bucket has come and it holds few entries, these are sorted
 * into `near`, and the reference becomes the last moment of that bucket (4 0 9 f f). When it holds
 * many, the reference becomes its smallest deadline, and the bucket is spread over the empty levels
 * below it. So each timer moves a few times in its life, typically three, always to the end of a
 * block: 16 bytes streamed, no comparisons up and down a tree. Equal deadlines are always in the
 * same place in the order in which they came, so they also leave in that order.
 *
 * A program may suddenly set many timers before the reference. Then `near` goes back into the
 * buckets, with the last deadline that was taken out as the reference: the levels below are still
 * empty. A deadline in the past simply goes to the front of `near`.
 *
 * An entry is a deadline and a target: a sleep or a handle, each of which knows whether it still
 * wants its timer. To cancel is to tell the target, and to count; the entry, and the reference that
 * it holds, go when it comes by, or when more than half of all entries are such. So a cancelled
 * target must drop what it needs no more by itself. */
#ifndef LOOP_TIMERS_H
#define LOOP_TIMERS_H

#include "loop/chunks.h"

enum {
    LOOP_TIMER_LEVELS = 16, /* digits of a deadline */
    LOOP_TIMER_DIGITS = 16, /* values of a digit */
    LOOP_TIMER_BUCKETS = LOOP_TIMER_LEVELS * LOOP_TIMER_DIGITS,
    LOOP_TIMERS_SWEEP_MIN = 256,
    LOOP_TIMERS_AHEAD = 4,
    LOOP_TIMERS_MANY = 1000,   /* fewer timers than this stay in the cache anyway */
    LOOP_TIMERS_NEAR = 32,     /* entries of a bucket that is sorted rather than spread */
    LOOP_TIMERS_NEAR_MAX = 64, /* sorted entries before they go back into the buckets */
};

typedef struct LoopTimerBucket {
    LoopChunks entries;
    uint64_t minimum; /* no entry is due before; exact while no timer is cancelled */
} LoopTimerBucket;

typedef struct LoopTimers {
    int64_t next_ns;    /* no timer is due before; LOOP_FOREVER when there is none */
    bool next_is_exact; /* a live timer with that deadline exists */
    uint64_t last_ns;   /* the last deadline that was taken out */
    uint64_t near_ns;   /* the reference: what is due later is in a bucket. Not before last_ns */
    uint32_t levels;    /* bit l: level l is not empty */
    uint16_t digits[LOOP_TIMER_LEVELS]; /* bit d: the level's bucket d is not empty */
    LoopTimerBucket buckets[LOOP_TIMER_BUCKETS];
    ARRAY_OF(LoopEntry) near; /* sorted, stable; those before near_first are gone */
    size_t near_first;
    size_t live;      /* timers that are not cancelled */
    size_t cancelled; /* entries still queued whose timer is cancelled */
} LoopTimers;

void loop_timers_init(LoopTimers *timers);
void loop_timers_release(LoopTimers *timers, LoopChunkPool *pool); /* targets: the caller's */

/* Queues a timer, with a deadline before LOOP_FOREVER; the target's reference goes along. */
void loop_timers_push(LoopTimers *timers, LoopChunkPool *pool, int64_t deadline_ns,
                      uint64_t target);

/* What to do with a target: `due` for one whose time has come, `drop` for a cancelled one. */
typedef struct LoopTimerUser {
    void *arg;
    void (*due)(void *arg, uint64_t target, int64_t deadline_ns); /* must not touch the timers */
    void (*drop)(void *arg, uint64_t target);
} LoopTimerUser;

/* One target has just ceased to want its timer. May drop many. */
void loop_timers_cancelled(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user);

/* The smallest live deadline, LOOP_FOREVER if there is none. */
int64_t loop_timers_next(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user);

/* Hands out every live timer with deadline ≤ now_ns, smallest deadline first, ties in creation
 * order. */
void loop_timers_pop_due(LoopTimers *timers, LoopChunkPool *pool, int64_t now_ns,
                         const LoopTimerUser *user);

/* The targets that will probably be due next, 0 where there is none: for fetching ahead. */
void loop_timers_ahead(const LoopTimers *timers, uint64_t targets[LOOP_TIMERS_AHEAD]);

/* Calls each(arg, target) for every entry, cancelled ones included, in no particular order. */
void loop_timers_each(const LoopTimers *timers, void (*each)(void *arg, uint64_t target),
                      void *arg);

#endif
