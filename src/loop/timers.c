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
        if (timers->buckets[i].entries.head != NULL) {
            loop_chunks_clear(&timers->buckets[i].entries, pool);
        }
    }
    ARRAY_RELEASE(&timers->near);
    memset(timers->digits, 0, sizeof timers->digits);
    timers->levels = 0;
    timers->near_first = timers->live = timers->cancelled = 0;
    timers->last_ns = timers->near_ns = 0;
    timers->next_ns = LOOP_FOREVER;
    timers->next_is_exact = false;
}

/* The highest digit in which two moments differ. */
static int level_between(uint64_t a_ns, uint64_t b_ns) {
    return (63 - __builtin_clzll((a_ns ^ b_ns) | 1)) / 4;
}

static int bucket_of(const LoopTimers *timers, uint64_t deadline_ns) {
    int level = level_between(deadline_ns, timers->near_ns);
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
    int index = bucket_of(timers, entry.a);
    LoopTimerBucket *bucket = &timers->buckets[index];
    if (bucket->entries.count == 0) {
        bucket->minimum = entry.a;
        mark_occupied(timers, index);
    } else if (entry.a < bucket->minimum) {
        bucket->minimum = entry.a;
    }
    loop_chunks_push(&bucket->entries, pool, entry);
}

static size_t near_count(const LoopTimers *timers) {
    return timers->near.count - timers->near_first;
}

/* Into the sorted list, behind what has the same deadline. */
static void place_near(LoopTimers *timers, LoopEntry entry) {
    if (timers->near.count == timers->near.capacity && timers->near_first > near_count(timers)) {
        memcpy(timers->near.items, timers->near.items + timers->near_first,
               near_count(timers) * sizeof entry);
        timers->near.count -= timers->near_first;
        timers->near_first = 0;
    }
    ARRAY_PUSH(&timers->near, entry);
    LoopEntry *items = timers->near.items;
    size_t at = timers->near.count - 1;
    while (at > timers->near_first && (int64_t)items[at - 1].a > (int64_t)entry.a) {
        items[at] = items[at - 1];
        at--;
    }
    items[at] = entry;
}

/* The sorted list has become long: what is not in the past goes back into the buckets. */
static void place_far(LoopTimers *timers, LoopChunkPool *pool) {
    LoopEntry *items = timers->near.items;
    size_t kept = timers->near_first;
    while (kept < timers->near.count && (int64_t)items[kept].a <= (int64_t)timers->last_ns) {
        kept++;
    }
    timers->near_ns = timers->last_ns;
    for (size_t i = kept; i < timers->near.count; i++) {
        place(timers, pool, items[i]);
    }
    timers->near.count = kept;
}

void loop_timers_push(LoopTimers *timers, LoopChunkPool *pool, int64_t deadline_ns,
                      uint64_t target) {
    CHECK(deadline_ns < LOOP_FOREVER);
    LoopEntry entry = {(uint64_t)deadline_ns, target};
    if (deadline_ns > (int64_t)timers->near_ns) {
        place(timers, pool, entry);
    } else {
        place_near(timers, entry);
        if (near_count(timers) > LOOP_TIMERS_NEAR_MAX && timers->near_ns > timers->last_ns) {
            place_far(timers, pool);
        }
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
    LoopChunks *bucket = &timers->buckets[index].entries;
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

static void sweep_near(LoopTimers *timers, const LoopTimerUser *user) {
    size_t kept = 0;
    for (size_t i = timers->near_first; i < timers->near.count; i++) {
        LoopEntry entry = timers->near.items[i];
        if (is_live(timers, entry)) {
            timers->near.items[kept++] = entry;
        } else {
            drop(timers, user, entry);
        }
    }
    timers->near.count = kept;
    timers->near_first = 0;
}

/* Drops the cancelled entries before the first live one. */
static void drop_first(LoopTimers *timers, const LoopTimerUser *user) {
    while (near_count(timers) > 0 && !is_live(timers, timers->near.items[timers->near_first])) {
        drop(timers, user, timers->near.items[timers->near_first++]);
    }
    if (near_count(timers) == 0) {
        timers->near.count = timers->near_first = 0;
    }
}

void loop_timers_cancelled(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user) {
    timers->live--;
    timers->cancelled++;
    timers->next_is_exact = false; /* it may have been the next one */
    if (timers->cancelled > LOOP_TIMERS_SWEEP_MIN && timers->cancelled > timers->live) {
        for (int i = 0; i < LOOP_TIMER_BUCKETS; i++) {
            if (timers->buckets[i].entries.count > 0) {
                sweep_bucket(timers, pool, user, i);
            }
        }
        sweep_near(timers, user);
    }
}

/* The smallest live deadline in a bucket, LOOP_FOREVER when all its timers are cancelled. */
static int64_t bucket_minimum(const LoopTimers *timers, const LoopTimerBucket *bucket) {
    if (timers->cancelled == 0) {
        return (int64_t)bucket->minimum;
    }
    uint64_t minimum = (uint64_t)LOOP_FOREVER;
    const LoopChunk *chunk = bucket->entries.head;
    size_t index = bucket->entries.head_index;
    for (size_t left = bucket->entries.count; left > 0; left--) {
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
    drop_first(timers, user);
    if (near_count(timers) > 0) {
        timers->next_ns = (int64_t)timers->near.items[timers->near_first].a;
        return timers->next_ns;
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
    UNREACHABLE(); /* there are live timers, somewhere */
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

/* Sorts a bucket with few entries behind those that are near already. They will soon be needed:
 * what they are for is fetched while there is other work to do. */
static void take_near(LoopTimers *timers, LoopChunkPool *pool, int bucket) {
    LoopChunks *from = &timers->buckets[bucket].entries;
    int shift = 4 * (bucket / LOOP_TIMER_DIGITS);
    uint64_t end_ns = from->head->entries[from->head_index].a | (((uint64_t)1 << shift) - 1);
    while (from->count > 0) {
        LoopEntry entry = loop_chunks_pop(from, pool);
        __builtin_prefetch(loop_target_pointer(entry.b));
        place_near(timers, entry);
    }
    loop_chunks_clear(from, pool);
    mark_empty(timers, bucket);
    timers->near_ns = end_ns;
}

/* Fires what is due at `minimum`, the smallest deadline in the bucket, and spreads the others. */
static void spread(LoopTimers *timers, LoopChunkPool *pool, const LoopTimerUser *user, int bucket,
                   int64_t minimum) {
    LoopChunks moving = timers->buckets[bucket].entries;
    timers->buckets[bucket].entries = (LoopChunks){0};
    mark_empty(timers, bucket);
    timers->last_ns = timers->near_ns = (uint64_t)minimum;
    while (moving.count > 0) {
        LoopEntry entry = loop_chunks_pop(&moving, pool);
        if (entry.a == (uint64_t)minimum) {
            fire(timers, user, entry);
        } else {
            place(timers, pool, entry);
        }
    }
    loop_chunks_clear(&moving, pool);
}

/* Fires the front of the sorted list, as far as it is due. */
static void fire_near(LoopTimers *timers, int64_t now_ns, const LoopTimerUser *user) {
    while (near_count(timers) > 0) {
        LoopEntry entry = timers->near.items[timers->near_first];
        if ((int64_t)entry.a > now_ns) {
            return;
        }
        timers->near_first++;
        if ((int64_t)entry.a > (int64_t)timers->last_ns) {
            timers->last_ns = entry.a;
        }
        fire(timers, user, entry);
    }
    timers->near.count = timers->near_first = 0;
}

/* Keeps a few entries sorted, for loop_timers_ahead(). A bucket is not taken when place_far() could
 * not go back behind it: levels below that of the first digit where it and last_ns differ would
 * hold what belongs to that level then. */
static void refill_near(LoopTimers *timers, LoopChunkPool *pool) {
    while (near_count(timers) < LOOP_TIMERS_AHEAD && timers->levels != 0) {
        int lowest = lowest_bucket(timers);
        const LoopTimerBucket *bucket = &timers->buckets[lowest];
        if (bucket->entries.count > LOOP_TIMERS_NEAR ||
            level_between(bucket->minimum, timers->last_ns) != lowest / LOOP_TIMER_DIGITS) {
            return;
        }
        take_near(timers, pool, lowest);
    }
}

void loop_timers_pop_due(LoopTimers *timers, LoopChunkPool *pool, int64_t now_ns,
                         const LoopTimerUser *user) {
    while (timers->live > 0) {
        fire_near(timers, now_ns, user);
        if (timers->live >= LOOP_TIMERS_MANY) {
            refill_near(timers, pool);
        }
        timers->next_is_exact = false;
        int64_t next_ns = loop_timers_next(timers, pool, user);
        if (next_ns > now_ns || next_ns == LOOP_FOREVER) {
            return;
        }
        if (near_count(timers) > 0) {
            continue;
        }
        int lowest = lowest_bucket(timers);
        if (lowest != bucket_of(timers, (uint64_t)next_ns)) {
            sweep_bucket(timers, pool, user, lowest); /* nothing but cancelled timers */
        } else if (timers->buckets[lowest].entries.count <= LOOP_TIMERS_NEAR) {
            take_near(timers, pool, lowest);
        } else {
            spread(timers, pool, user, lowest, next_ns);
        }
    }
    timers->next_ns = LOOP_FOREVER;
    timers->next_is_exact = false;
}

void loop_timers_ahead(const LoopTimers *timers, uint64_t targets[LOOP_TIMERS_AHEAD]) {
    size_t found = 0;
    for (size_t i = timers->near_first; i < timers->near.count; i++) {
        targets[found++] = timers->near.items[i].b;
        if (found == LOOP_TIMERS_AHEAD) {
            return;
        }
    }
    unsigned levels = timers->levels;
    while (levels != 0) {
        int level = __builtin_ctz(levels);
        levels &= levels - 1;
        unsigned digits = timers->digits[level];
        while (digits != 0) {
            int digit = __builtin_ctz(digits);
            digits &= digits - 1;
            const LoopChunks *bucket = &timers->buckets[level * LOOP_TIMER_DIGITS + digit].entries;
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
        const LoopChunks *bucket = &timers->buckets[i].entries;
        const LoopChunk *chunk = bucket->head;
        size_t index = bucket->head_index;
        for (size_t left = bucket->count; left > 0; left--) {
            if (index == LOOP_CHUNK_ENTRIES) {
                chunk = chunk->next;
                index = 0;
            }
            each(arg, chunk->entries[index++].b);
        }
    }
    for (size_t i = timers->near_first; i < timers->near.count; i++) {
        each(arg, timers->near.items[i].b);
    }
}
