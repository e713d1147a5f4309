#include "../unit.h"

#include "base/random.h"
#include "loop/loop.h"
#include "loop/target.h"
#include "loop/timers.h"

#include <string.h>

enum { HANDLES = 4096 };

typedef struct Fired {
    uint64_t numbers[HANDLES];
    size_t count;
    size_t dropped;
} Fired;

static LoopHandle handles[HANDLES];

static void push(LoopTimers *timers, LoopChunkPool *pool, int64_t deadline_ns, uint64_t number) {
    handles[number].is_timed = true;
    loop_timers_push(timers, pool, deadline_ns, loop_target(LOOP_TARGET_HANDLE, &handles[number]));
}

static void fire(void *arg, uint64_t target, int64_t deadline_ns) {
    (void)deadline_ns;
    Fired *fired = arg;
    LoopHandle *handle = loop_target_pointer(target);
    handle->is_timed = false;
    fired->numbers[fired->count++] = (uint64_t)(handle - handles);
}

static void count_dropped(void *arg, uint64_t target) {
    (void)target;
    ((Fired *)arg)->dropped++;
}

static LoopTimerUser user_of(Fired *fired) {
    return (LoopTimerUser){.arg = fired, .due = fire, .drop = count_dropped};
}

static void cancel(LoopTimers *timers, LoopChunkPool *pool, Fired *fired, uint64_t number) {
    LoopTimerUser user = user_of(fired);
    handles[number].is_timed = false;
    loop_timers_cancelled(timers, pool, &user);
}

static void pop_due(LoopTimers *timers, LoopChunkPool *pool, int64_t now_ns, Fired *fired) {
    LoopTimerUser user = user_of(fired);
    loop_timers_pop_due(timers, pool, now_ns, &user);
}

static int64_t next_of(LoopTimers *timers, LoopChunkPool *pool, Fired *fired) {
    LoopTimerUser user = user_of(fired);
    return loop_timers_next(timers, pool, &user);
}

static void equal_deadlines_fire_in_creation_order(void **state) {
    (void)state;
    LoopTimers timers;
    LoopChunkPool pool = {0};
    static Fired fired;
    fired.count = 0;
    loop_timers_init(&timers);
    /* The reference moves in between, so that equal deadlines pass through different buckets. */
    for (uint64_t i = 0; i < 1000; i++) {
        push(&timers, &pool, 1000000, i);
        push(&timers, &pool, (int64_t)(i * 10), 4000);
        Fired early = {.count = 0};
        pop_due(&timers, &pool, (int64_t)(i * 10), &early);
        assert_int_equal(early.count, 1);
    }
    assert_int_equal(next_of(&timers, &pool, &fired), 1000000);
    pop_due(&timers, &pool, 1000000, &fired);
    assert_int_equal(fired.count, 1000);
    for (uint64_t i = 0; i < 1000; i++) {
        assert_int_equal(fired.numbers[i], i);
    }
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

static void a_cancelled_timer_never_counts(void **state) {
    (void)state;
    LoopTimers timers;
    LoopChunkPool pool = {0};
    Fired fired = {.count = 0};
    loop_timers_init(&timers);
    push(&timers, &pool, 10, 1);
    push(&timers, &pool, 20, 2);
    push(&timers, &pool, 30, 3);
    cancel(&timers, &pool, &fired, 1);
    assert_int_equal(next_of(&timers, &pool, &fired), 20);
    cancel(&timers, &pool, &fired, 3);
    pop_due(&timers, &pool, 100, &fired);
    assert_int_equal(fired.count, 1);
    assert_int_equal(fired.numbers[0], 2);
    assert_int_equal(next_of(&timers, &pool, &fired), LOOP_FOREVER);
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

static void deadlines_in_the_past_fire_earliest_first(void **state) {
    (void)state;
    LoopTimers timers;
    LoopChunkPool pool = {0};
    Fired fired = {.count = 0};
    loop_timers_init(&timers);
    push(&timers, &pool, 1000, 9);
    pop_due(&timers, &pool, 1000, &fired);
    fired.count = 0;
    push(&timers, &pool, 1000, 4);
    push(&timers, &pool, 700, 2);
    push(&timers, &pool, -5, 1);
    push(&timers, &pool, 600, 8);
    push(&timers, &pool, 700, 3);
    cancel(&timers, &pool, &fired, 8);
    pop_due(&timers, &pool, 1000, &fired);
    assert_int_equal(fired.count, 4);
    for (uint64_t i = 0; i < 4; i++) {
        assert_int_equal(fired.numbers[i], i + 1);
    }
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

/* Against a sorted list, with random deadlines, cancellations and steps of the clock. */
static void random_timers_fire_like_a_sorted_list(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    static struct {
        int64_t deadline_ns;
        bool is_live;
    } model[COUNT];
    Random random = random_stream(7, "timers");
    LoopTimers timers;
    LoopChunkPool pool = {0};
    static Fired fired;
    loop_timers_init(&timers);
    int64_t now_ns = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        int64_t spread = (int64_t)1 << random_below(&random, 40);
        int64_t deadline_ns = now_ns - 3 + (int64_t)random_below(&random, (uint64_t)spread + 3);
        model[i].deadline_ns = deadline_ns;
        push(&timers, &pool, deadline_ns, i);
        model[i].is_live = true;
        if (random_below(&random, 3) > 0) {
            uint64_t victim = random_below(&random, i + 1);
            if (model[victim].is_live) {
                cancel(&timers, &pool, &fired, victim);
                model[victim].is_live = false;
            }
        }
        if (random_below(&random, 4) != 0) {
            continue;
        }
        int64_t next_ns = LOOP_FOREVER;
        for (uint64_t k = 0; k <= i; k++) {
            if (model[k].is_live && model[k].deadline_ns < next_ns) {
                next_ns = model[k].deadline_ns;
            }
        }
        assert_int_equal(next_of(&timers, &pool, &fired), next_ns);
        if (next_ns == LOOP_FOREVER) {
            continue;
        }
        if (next_ns > now_ns) {
            now_ns = next_ns + (int64_t)random_below(&random, 1000);
        }
        fired.count = 0;
        pop_due(&timers, &pool, now_ns, &fired);
        int64_t last_ns = INT64_MIN;
        uint64_t last = 0;
        for (size_t k = 0; k < fired.count; k++) {
            uint64_t number = fired.numbers[k];
            assert_true(model[number].is_live && model[number].deadline_ns <= now_ns);
            assert_true(model[number].deadline_ns > last_ns ||
                        (model[number].deadline_ns == last_ns && number > last));
            last_ns = model[number].deadline_ns;
            last = number;
            model[number].is_live = false;
        }
        for (uint64_t k = 0; k <= i; k++) {
            assert_true(!model[k].is_live || model[k].deadline_ns > now_ns);
        }
    }
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

/* Many timers before the moment up to which the few ones are sorted: they go into buckets, and all
 * still come in order, equal deadlines as they were set. */
static void a_flood_before_the_sorted_ones_keeps_the_order(void **state) {
    (void)state;
    enum { FEW = 20, MANY = 3000, SECOND = 1000000000 };
    Random random = random_stream(11, "flood");
    LoopTimers timers;
    LoopChunkPool pool = {0};
    static Fired fired;
    static int64_t deadlines_ns[FEW + MANY];
    loop_timers_init(&timers);
    for (uint64_t i = 0; i < FEW; i++) {
        deadlines_ns[i] = (int64_t)(5 + i) * SECOND;
        push(&timers, &pool, deadlines_ns[i], i);
    }
    fired.count = 0;
    int64_t now_ns = next_of(&timers, &pool, &fired);
    pop_due(&timers, &pool, now_ns, &fired);
    assert_int_equal(fired.count, 1);
    size_t longest = 0;
    for (uint64_t i = FEW; i < FEW + MANY; i++) {
        deadlines_ns[i] = now_ns + (int64_t)random_below(&random, 100) * (SECOND / 30);
        push(&timers, &pool, deadlines_ns[i], i);
        size_t sorted = timers.near.count - timers.near_first;
        longest = sorted > longest ? sorted : longest;
    }
    assert_true(longest <= LOOP_TIMERS_NEAR_MAX + MANY / 50); /* and those that are due now */
    while (timers.live > 0) {
        now_ns = next_of(&timers, &pool, &fired);
        pop_due(&timers, &pool, now_ns, &fired);
    }
    assert_int_equal(fired.count, FEW + MANY);
    for (size_t k = 1; k < fired.count; k++) {
        uint64_t before = fired.numbers[k - 1];
        uint64_t after = fired.numbers[k];
        assert_true(deadlines_ns[before] < deadlines_ns[after] ||
                    (deadlines_ns[before] == deadlines_ns[after] && before < after));
    }
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

/* As many timers as are sorted ahead of their time, with random sleeps between. */
static void sleepers_wake_in_order(void **state) {
    (void)state;
    enum { SLEEPERS = 2000, SLEEPS = 20000 };
    Random random = random_stream(12, "sleepers");
    LoopTimers timers;
    LoopChunkPool pool = {0};
    static Fired fired;
    static int64_t deadlines_ns[SLEEPERS];
    loop_timers_init(&timers);
    for (uint64_t i = 0; i < SLEEPERS; i++) {
        deadlines_ns[i] = (int64_t)random_below(&random, 1 << 20);
        push(&timers, &pool, deadlines_ns[i], i);
    }
    int64_t now_ns = 0;
    for (int slept = 0; slept < SLEEPS;) {
        int64_t next_ns = next_of(&timers, &pool, &fired);
        assert_true(next_ns >= now_ns);
        now_ns = next_ns;
        fired.count = 0;
        pop_due(&timers, &pool, now_ns, &fired);
        assert_true(fired.count > 0);
        for (size_t k = 0; k < fired.count; k++, slept++) {
            uint64_t number = fired.numbers[k];
            assert_int_equal(deadlines_ns[number], now_ns);
            deadlines_ns[number] = now_ns + 1 + (int64_t)random_below(&random, 1 << 20);
            push(&timers, &pool, deadlines_ns[number], number);
        }
    }
    int64_t first_ns = LOOP_FOREVER;
    for (uint64_t i = 0; i < SLEEPERS; i++) {
        first_ns = deadlines_ns[i] < first_ns ? deadlines_ns[i] : first_ns;
    }
    assert_int_equal(next_of(&timers, &pool, &fired), first_ns);
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

static void cancelled_timers_do_not_pile_up(void **state) {
    (void)state;
    LoopTimers timers;
    LoopChunkPool pool = {0};
    loop_timers_init(&timers);
    static Fired fired;
    for (int i = 0; i < 100000; i++) {
        push(&timers, &pool, 3600000000000 + i, 1);
        cancel(&timers, &pool, &fired, 1);
    }
    assert_true(timers.cancelled <= LOOP_TIMERS_SWEEP_MIN + 1);
    assert_int_equal(fired.dropped + timers.cancelled, 100000);
    assert_true(pool.slabs.count <= 2);
    loop_timers_release(&timers, &pool);
    loop_chunk_pool_release(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_deadlines_fire_in_creation_order),
        cmocka_unit_test(a_cancelled_timer_never_counts),
        cmocka_unit_test(deadlines_in_the_past_fire_earliest_first),
        cmocka_unit_test(random_timers_fire_like_a_sorted_list),
        cmocka_unit_test(a_flood_before_the_sorted_ones_keeps_the_order),
        cmocka_unit_test(sleepers_wake_in_order),
        cmocka_unit_test(cancelled_timers_do_not_pile_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
