#include "loop/timers.h"

#include "loop/loop.h"
#include "loop/target.h"

#include <string.h>

void loop_timers_init(LoopTimers *timers) {
    memset(timers, 0, sizeof *timers);
    timers->next_ns = LOOP_FOREVER;
}

void loop_timers_release(LoopTimers *timers, LoopChunkPool *pool) {
    for (int i = 0; i < LOOP_TIMER_BUCKETS; i++) {
        loop_chunks_clear(&timers->buckets[i], pool);
    }
    ARRAY_RELEASE(&timers->late);
    loop_timers_init(timers);
}

static int bucket_of(const LoopTimers *timers, uint64_t deadline_ns) {
    uint64_t difference = deadline_ns ^ timers->last_ns;
    int level = (63 - __builtin_clzll(difference | 1)) / 4;
    return level * LOOP_TIMER_DIGITS + (int)((deadline_ns >> (4 * level)) & 15);
}

static void mark_occupied(LoopTimers *timers, int bucket) {
    timers->levels |= 1u << (bucket / LOOP_TIMER_DIGITS);
    timers->digits[bucket / LOOP_TIMER_DIGITS] |= (uint16_t)(1u << (bucket % LOOP_TIMER_DIGITS));
}

static void mark_empty(LoopTimers *timers, int bucket) {
    int level = bucket / LOOP_TIMER_DIGITS;
    timers->digits[level] &= (uint16_t) ~(1u << (bucket % LOOP_TIMER_DIGITS));
    if (timers->digits[level] == 0) {
        timers->levels &= ~(1u << level);
    }
}

/* The bucket with the smallest deadlines; there must be one. */
static int lowest_bucket(const LoopTimers *timers) {
    int level = __builtin_ctz(timers->levels);
    return level * LOOP_TIMER_DIGITS + __builtin_ctz(timers->digits[level]);
}

static void place(LoopTimers *timers, LoopChunkPool *pool, LoopEntry entry) {
    int bucket = bucket_of(timers, entry.a);
    loop_chunks_push(&timers->buckets[bucket], pool, entry);
    mark_occupied(timers, bucket);
}

static void place_late(LoopTimers *timers, LoopEntry entry) {
    ARRAY_PUSH(&timers->late, entry);
    size_t at = timers->late.count - 1;
    while (at > 0 && (int64_t)timers->late.items[at - 1].a > (int64_t)entry.a) {
        timers->late.items[at] = timers->late.items[at - 1];
        at--;
    }
    timers->late.items[at] = entry;
}

void loop_timers_push(LoopTimers *timers, LoopChunkPool *pool, int64_t deadline_ns,
                      uint64_t target) {
    LoopEntry entry = {(uint64_t)deadline_ns, target};
    if (deadline_ns < (int64_t)timers->last_ns) {
        place_late(timers, entry);
    } else {
        place(timers, pool, entry);
    }
    timers->live++;
    if (deadline_ns < timers->next_ns) {
        timers->next_ns = deadline_ns;
        timers->next_is_exact = true;
    }
}

static bool is_wanted(uint64_t target) {
    void *pointer = loop_target_pointer(target);
    if (loop_target_kind(target) == LOOP_TARGET_SLEEP) {
        return (((LoopFuture *)pointer)->flags & LOOP_FLAG_REQUESTED) != 0;
    }
    return ((LoopHandle *)pointer)->is_timed;
}

/* Looks at the target, which may be far away in memory, only when there is doubt. */
static bool is_live(const LoopTimers *timers, LoopEntry entry) {
    return timers->cancelled == 0 || is_wanted(entry.b);
}

/* Drops an entry whose timer was cancelled. */
static void drop(LoopTimers *timers, const LoopTimerUser *user, LoopEntry entry) {
    timers->cancelled--;
    user->drop(user->arg, entry.b);
}

/* Streams a bucket once through itself, without the cancelled entries. */
static void sweep_bucket(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user,
                         int index) {
    LoopChunks *bucket = &timers->buckets[index];
    LoopChunks kept = {0};
    while (bucket->count > 0) {
        LoopEntry entry = loop_chunks_pop(bucket, pool);
        if (is_live(timers, entry)) {
            loop_chunks_push(&kept, pool, entry);
        } else {
            drop(timers, user, entry);
        }
    }
    loop_chunks_clear(bucket, pool);
    *bucket = kept;
    if (kept.count == 0) {
        mark_empty(timers, index);
    }
}

static void sweep_late(LoopTimers *timers, const LoopTimerUser *user) {
    size_t kept = 0;
    for (size_t i = 0; i < timers->late.count; i++) {
        LoopEntry entry = timers->late.items[i];
        if (is_live(timers, entry)) {
            timers->late.items[kept++] = entry;
        } else {
            drop(timers, user, entry);
        }
    }
    timers->late.count = kept;
}

void loop_timers_cancelled(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user) {
    timers->live--;
    timers->cancelled++;
    timers->next_is_exact = false; /* it may have been the next one */
    if (timers->cancelled > LOOP_TIMERS_SWEEP_MIN && timers->cancelled > timers->live) {
        for (int i = 0; i < LOOP_TIMER_BUCKETS; i++) {
            if (timers->buckets[i].count > 0) {
                sweep_bucket(timers, pool, user, i);
            }
        }
        sweep_late(timers, user);
    }
}

/* The smallest live deadline in a bucket, LOOP_FOREVER when all its timers are cancelled. */
static int64_t bucket_minimum(const LoopTimers *timers, const LoopChunks *bucket) {
    uint64_t minimum = (uint64_t)LOOP_FOREVER;
    const LoopChunk *chunk = bucket->head;
    size_t index = bucket->head_index;
    for (size_t left = bucket->count; left > 0; left--) {
        if (index == LOOP_CHUNK_ENTRIES) {
            chunk = chunk->next;
            index = 0;
        }
        LoopEntry entry = chunk->entries[index++];
        if (entry.a < minimum && is_live(timers, entry)) {
            minimum = entry.a;
        }
    }
    return (int64_t)minimum;
}

int64_t loop_timers_next(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user) {
    if (timers->live == 0) {
        return LOOP_FOREVER;
    }
    if (timers->next_is_exact) {
        return timers->next_ns;
    }
    timers->next_is_exact = true;
    if (timers->late.count > 0) {
        sweep_late(timers, user);
        if (timers->late.count > 0) {
            timers->next_ns = (int64_t)timers->late.items[0].a;
            return timers->next_ns;
        }
    }
    while (timers->levels != 0) {
        int lowest = lowest_bucket(timers);
        int64_t minimum = bucket_minimum(timers, &timers->buckets[lowest]);
        if (minimum != LOOP_FOREVER) {
            timers->next_ns = minimum;
            return minimum;
        }
        sweep_bucket(timers, pool, user, lowest);
    }
    /* Only timers that are set to fire at the end of time are left. */
    timers->next_ns = LOOP_FOREVER;
    return LOOP_FOREVER;
}

/* Makes `minimum` the reference and spreads the lowest bucket, whose smallest entry it is. What is
 * in a small bucket will soon be needed: its targets are fetched while there is other work to do.
 */
static void spread(LoopTimers *timers, LoopChunkPool *pool, int bucket, int64_t minimum) {
    LoopChunks moving = timers->buckets[bucket];
    timers->buckets[bucket] = (LoopChunks){0};
    mark_empty(timers, bucket);
    timers->last_ns = (uint64_t)minimum;
    bool is_near = moving.count <= LOOP_TIMERS_NEAR;
    while (moving.count > 0) {
        LoopEntry entry = loop_chunks_pop(&moving, pool);
        if (is_near) {
            __builtin_prefetch(loop_target_pointer(entry.b));
        }
        place(timers, pool, entry);
    }
    loop_chunks_clear(&moving, pool);
}

/* An entry whose time has come. */
static void fire(LoopTimers *timers, const LoopTimerUser *user, LoopEntry entry) {
    if (is_live(timers, entry)) {
        timers->live--;
        user->due(user->arg, entry.b, (int64_t)entry.a);
    } else {
        drop(timers, user, entry);
    }
}

void loop_timers_pop_due(LoopTimers *timers, LoopChunkPool *pool, int64_t now_ns,
                         const LoopTimerUser *user) {
    while (timers->live > 0) {
        int64_t next_ns = loop_timers_next(timers, pool, user);
        if (next_ns > now_ns || next_ns == LOOP_FOREVER) {
            return;
        }
        timers->next_is_exact = false;
        if (timers->late.count > 0) {
            size_t taken = 0;
            while (taken < timers->late.count && (int64_t)timers->late.items[taken].a <= now_ns) {
                fire(timers, user, timers->late.items[taken++]);
            }
            timers->late.count -= taken;
            memmove(timers->late.items, timers->late.items + taken,
                    timers->late.count * sizeof *timers->late.items);
            continue;
        }
        int lowest = lowest_bucket(timers);
        if (lowest != bucket_of(timers, (uint64_t)next_ns)) {
            sweep_bucket(timers, pool, user, lowest); /* nothing but cancelled timers */
            continue;
        }
        if (lowest >= LOOP_TIMER_DIGITS && timers->buckets[lowest].count > 1) {
            spread(timers, pool, lowest, next_ns);
            lowest = (int)(next_ns & 15);
        }
        timers->last_ns = (uint64_t)next_ns;
        LoopChunks *now = &timers->buckets[lowest];
        while (now->count > 0) {
            fire(timers, user, loop_chunks_pop(now, pool));
        }
        loop_chunks_clear(now, pool);
        mark_empty(timers, lowest);
    }
    timers->next_ns = LOOP_FOREVER;
    timers->next_is_exact = false;
}

void loop_timers_ahead(const LoopTimers *timers, uint64_t targets[LOOP_TIMERS_AHEAD]) {
    size_t found = 0;
    unsigned levels = timers->levels;
    while (levels != 0) {
        int level = __builtin_ctz(levels);
        levels &= levels - 1;
        unsigned digits = timers->digits[level];
        while (digits != 0) {
            int digit = __builtin_ctz(digits);
            digits &= digits - 1;
            const LoopChunks *bucket = &timers->buckets[level * LOOP_TIMER_DIGITS + digit];
            for (size_t i = 0; i < bucket->count; i++) {
                if (bucket->head_index + i == LOOP_CHUNK_ENTRIES) {
                    break;
                }
                targets[found++] = bucket->head->entries[bucket->head_index + i].b;
                if (found == LOOP_TIMERS_AHEAD) {
                    return;
                }
            }
        }
    }
    while (found < LOOP_TIMERS_AHEAD) {
        targets[found++] = 0;
    }
}

void loop_timers_each(const LoopTimers *timers, void (*each)(void *arg, uint64_t target),
                      void *arg) {
    for (int i = 0; i < LOOP_TIMER_BUCKETS; i++) {
        const LoopChunk *chunk = timers->buckets[i].head;
        size_t index = timers->buckets[i].head_index;
        for (size_t left = timers->buckets[i].count; left > 0; left--) {
            if (index == LOOP_CHUNK_ENTRIES) {
                chunk = chunk->next;
                index = 0;
            }
            each(arg, chunk->entries[index++].b);
        }
    }
    for (size_t i = 0; i < timers->late.count; i++) {
        each(arg, timers->late.items[i].b);
    }
}
