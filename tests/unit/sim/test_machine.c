#include "sim/machine.h"

#include "base/text.h"
#include "unit/unit.h"

#include <string.h>

/* What the threads of a test did, in order, as words. */
static Text story;

static void tell(const char *word) {
    text_append_cstr(&story, story.length > 0 ? " " : "");
    text_append_cstr(&story, word);
}

static Machine *fresh(void) {
    text_clear(&story);
    return machine_new(&(MachineSettings){0});
}

static void start(Machine *machine, const char *name, MachineEntry entry, void *argument) {
    uint64_t id;
    assert_true(machine_start(machine, name, false, NULL, entry, argument, &id));
    assert_true(id > 1);
}

static void sleep_and_tell(Machine *machine, MachineThread *self, void *argument) {
    tell(machine_thread_name(self));
    machine_sleep_until(machine, machine_after(machine, *(int64_t *)argument), "a sleep");
    tell(machine_thread_name(self));
}

static void machine_sleeps_on_the_virtual_clock(void **state) {
    (void)state;
    Machine *machine = fresh();
    assert_int_equal(machine_now(machine), 0);
    assert_int_equal(machine_sleep_until(machine, 1500, "a sleep"), MACHINE_TIMEOUT);
    assert_int_equal(machine_now(machine), 1500);
    assert_int_equal(machine_sleep_until(machine, 1000, "a sleep"), MACHINE_TIMEOUT);
    assert_int_equal(machine_now(machine), 1500);
    machine_free(machine);
}

static void machine_runs_a_started_thread_until_it_blocks(void **state) {
    (void)state;
    Machine *machine = fresh();
    int64_t long_ns = 20;
    int64_t short_ns = 10;
    start(machine, "long", sleep_and_tell, &long_ns);
    tell("main");
    start(machine, "short", sleep_and_tell, &short_ns);
    tell("main");
    machine_sleep_until(machine, 20, "a sleep");
    tell("end");
    assert_string_equal(text_cstr(&story), "long main short main short long end");
    assert_int_equal(machine_thread_count(machine), 1);
    machine_end(machine);
    machine_free(machine);
}

static void machine_breaks_ties_by_start_order(void **state) {
    (void)state;
    Machine *machine = fresh();
    int64_t same_ns = 5;
    start(machine, "a", sleep_and_tell, &same_ns);
    start(machine, "b", sleep_and_tell, &same_ns);
    start(machine, "c", sleep_and_tell, &same_ns);
    machine_sleep_until(machine, 5, "a sleep");
    assert_string_equal(text_cstr(&story), "a b c a b c");
    machine_end(machine);
    machine_free(machine);
}

static MachineLock lock;

static void hold_lock(Machine *machine, MachineThread *self, void *argument) {
    MachineOutcome outcome = machine_lock_acquire(machine, &lock, *(int64_t *)argument, "a lock");
    if (outcome != MACHINE_WOKEN) {
        tell(outcome == MACHINE_TIMEOUT ? "late" : "stopped");
        return;
    }
    tell(machine_thread_name(self));
    machine_sleep_until(machine, machine_after(machine, 100), "a sleep");
    assert_true(machine_lock_release(machine, &lock));
}

static void machine_lock_serves_in_order_of_asking(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    int64_t forever = MACHINE_FOREVER;
    int64_t soon = 150;
    start(machine, "a", hold_lock, &forever);
    start(machine, "b", hold_lock, &forever);
    start(machine, "c", hold_lock, &soon);
    start(machine, "d", hold_lock, &forever);
    machine_sleep_until(machine, 1000, "a sleep");
    assert_string_equal(text_cstr(&story), "a b late d");
    assert_false(lock.locked);
    assert_false(machine_lock_release(machine, &lock));
    machine_end(machine);
    machine_free(machine);
}

static void machine_lock_is_not_handed_over(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    int64_t forever = MACHINE_FOREVER;
    assert_true(machine_lock_try(machine, &lock));
    start(machine, "waiter", hold_lock, &forever);
    machine_lock_release(machine, &lock);
    assert_true(machine_lock_try(machine, &lock)); /* the waiter has not run yet */
    machine_yield(machine);
    tell("still mine");
    machine_lock_release(machine, &lock);
    machine_sleep_until(machine, 500, "a sleep");
    assert_string_equal(text_cstr(&story), "still mine waiter");
    machine_end(machine);
    machine_free(machine);
}

static void machine_lock_wakes_the_next_when_the_head_gave_up(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    int64_t soon = 10;
    int64_t forever = MACHINE_FOREVER;
    assert_true(machine_lock_try(machine, &lock));
    machine_sleep_until(machine, 5, "a sleep");
    start(machine, "a", hold_lock, &soon);
    start(machine, "b", hold_lock, &forever);
    /* Main's timer of that instant was set after a's: a has given up, but not yet run. */
    machine_sleep_until(machine, 10, "a sleep");
    machine_lock_release(machine, &lock);
    machine_sleep_until(machine, 1000, "a sleep");
    assert_string_equal(text_cstr(&story), "late b");
    machine_end(machine);
    machine_free(machine);
}

static void machine_finds_a_deadlock_and_says_who_waits(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    int64_t forever = MACHINE_FOREVER;
    machine_sleep_until(machine, 7, "a sleep");
    assert_true(machine_lock_try(machine, &lock));
    start(machine, "worker", hold_lock, &forever);
    machine_sleep_until(machine, 9, "a sleep");
    assert_int_equal(machine_block(machine, MACHINE_FOREVER, "a thread"), MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_DEADLOCK);
    MachineThread *main_thread = machine_next_thread(machine, NULL);
    MachineThread *worker = machine_next_thread(machine, main_thread);
    assert_ptr_equal(main_thread, machine_main(machine));
    assert_string_equal(machine_thread_waits_for(main_thread), "a thread");
    assert_true(machine_thread_is_blocked(worker));
    assert_string_equal(machine_thread_waits_for(worker), "a lock");
    assert_int_equal(machine_thread_waits_since(worker), 7);
    assert_null(machine_next_thread(machine, worker));
    assert_int_equal(machine_sleep_until(machine, 100, "a sleep"), MACHINE_STOPPED);
    machine_end(machine);
    assert_string_equal(text_cstr(&story), "stopped");
    machine_free(machine);
}

static void deadlock_inside(Machine *machine, MachineThread *self, void *argument) {
    (void)self, (void)argument;
    assert_int_equal(machine_block(machine, MACHINE_FOREVER, "nothing"), MACHINE_STOPPED);
    tell("unwound");
}

static void machine_tells_main_when_a_thread_finds_the_deadlock(void **state) {
    (void)state;
    Machine *machine = fresh();
    int64_t forever = MACHINE_FOREVER;
    machine_lock_init(&lock);
    assert_true(machine_lock_try(machine, &lock));
    start(machine, "a", hold_lock, &forever);
    start(machine, "b", deadlock_inside, NULL);
    assert_int_equal(machine_lock_acquire(machine, &lock, MACHINE_FOREVER, "a lock"),
                     MACHINE_STOPPED);
    machine_end(machine);
    assert_string_equal(text_cstr(&story), "stopped unwound");
    machine_free(machine);
}

static void machine_stops_at_its_budget_of_time(void **state) {
    (void)state;
    text_clear(&story);
    Machine *machine = machine_new(&(MachineSettings){.time_limit_ns = 1000});
    assert_int_equal(machine_sleep_until(machine, 1000, "a sleep"), MACHINE_TIMEOUT);
    assert_int_equal(machine_sleep_until(machine, 1001, "a sleep"), MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_TIME);
    machine_end(machine);
    machine_free(machine);
}

static void machine_stops_when_a_charge_passes_the_budget(void **state) {
    (void)state;
    text_clear(&story);
    Machine *machine = machine_new(&(MachineSettings){.time_limit_ns = 1000});
    machine_compute(machine, 1000, true);
    assert_int_equal(machine_stop_reason(machine), MACHINE_RUNNING);
    machine_compute(machine, 1, true);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_TIME);
    assert_int_equal(machine_yield(machine), MACHINE_STOPPED);
    machine_end(machine);
    machine_free(machine);
}

static void fire(Machine *machine, void *argument, int64_t deadline_ns) {
    assert_true(machine_now(machine) >= deadline_ns);
    tell(argument);
}

static void machine_fires_timers_in_order_and_charges_cpu_time(void **state) {
    (void)state;
    Machine *machine = fresh();
    MachineTimer timers[5] = {0};
    char *names[] = {"one", "two", "three", "four", "five"};
    int64_t deadlines[] = {30, 10, 30, 20, 10};
    for (int i = 0; i < 5; i++) {
        machine_timer_set(machine, &timers[i], deadlines[i], fire, names[i]);
    }
    machine_timer_cancel(machine, &timers[3]);
    machine_timer_cancel(machine, &timers[3]);
    machine_compute(machine, 15, true);
    tell("charged");
    machine_sleep_until(machine, 40, "a sleep");
    assert_string_equal(text_cstr(&story), "two five charged one three");
    assert_int_equal(machine_now(machine), 40);
    machine_end(machine);
    machine_free(machine);
}

static void machine_timers_stay_in_order_under_many_changes(void **state) {
    (void)state;
    enum { COUNT = 500 };
    Machine *machine = fresh();
    static MachineTimer timers[COUNT];
    memset(timers, 0, sizeof timers);
    unsigned random = 1;
    for (int i = 0; i < COUNT; i++) {
        random = random * 1103515245u + 12345u;
        machine_timer_set(machine, &timers[i], (int64_t)(random >> 16) % 50 + 1, fire, "x");
        if (i % 3 == 2) {
            machine_timer_cancel(machine, &timers[(random >> 8) % (unsigned)i]);
        }
    }
    machine_sleep_until(machine, 60, "a sleep");
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(timers[i].position, 0);
    }
    machine_end(machine);
    machine_free(machine);
}

typedef struct Fired {
    int64_t last_ns;
    uint64_t last_order;
    size_t count;
} Fired;

static Fired fired;

static void note_fired(Machine *machine, void *argument, int64_t deadline_ns) {
    const MachineTimer *timer = argument;
    assert_int_equal(machine_now(machine), deadline_ns);
    assert_true(deadline_ns > fired.last_ns ||
                (deadline_ns == fired.last_ns && timer->order > fired.last_order));
    fired = (Fired){deadline_ns, timer->order, fired.count + 1};
}

/* Set in runs of the same deadline, since those stand in line for it. */
static void machine_fires_equal_timers_in_the_order_of_setting(void **state) {
    (void)state;
    enum { COUNT = 2000 };
    Machine *machine = fresh();
    static MachineTimer timers[COUNT];
    memset(timers, 0, sizeof timers);
    fired = (Fired){0};
    unsigned random = 7;
    size_t cancelled = 0;
    int64_t deadline_ns = 1;
    for (int i = 0; i < COUNT; i++) {
        random = random * 1103515245u + 12345u;
        if ((random >> 16) % 5 == 0) {
            deadline_ns = (int64_t)(random >> 20) % 40 + 1;
        }
        machine_timer_set(machine, &timers[i], deadline_ns, note_fired, &timers[i]);
        random = random * 1103515245u + 12345u;
        MachineTimer *other = &timers[(random >> 16) % 8 == 0 ? i : (int)(random >> 8) % (i + 1)];
        if ((random >> 24) % 3 == 0 && other->position != 0) {
            machine_timer_cancel(machine, other);
            cancelled++;
        }
    }
    assert_true(cancelled > COUNT / 10);
    machine_sleep_until(machine, 60, "a sleep");
    assert_int_equal(fired.count, COUNT - cancelled);
    machine_end(machine);
    machine_free(machine);
}

static void nest(Machine *machine, MachineThread *self, void *argument) {
    (void)self;
    int *depth = argument;
    tell("in");
    if (--*depth > 0) {
        start(machine, "inner", nest, depth);
    }
    tell("out");
}

static void machine_starts_threads_from_threads(void **state) {
    (void)state;
    Machine *machine = fresh();
    int depth = 3;
    start(machine, "outer", nest, &depth);
    tell("main");
    assert_string_equal(text_cstr(&story), "in in in out out out main");
    machine_end(machine);
    machine_free(machine);
}

static void machine_carries_thousands_of_threads(void **state) {
    (void)state;
    Machine *machine = fresh();
    int64_t second = 1000000000;
    for (int i = 0; i < 2000; i++) {
        start(machine, "t", sleep_and_tell, &second);
    }
    assert_int_equal(machine_thread_count(machine), 2001);
    machine_sleep_until(machine, second, "a sleep");
    assert_int_equal(machine_thread_count(machine), 1);
    machine_end(machine);
    machine_free(machine);
}

/* A thread that sleeps, takes the lock and sleeps again: with a stack, or suspended. */
typedef struct Walk {
    bool may_suspend, is_suspended;
    int step;
    uintptr_t stood_at;
} Walk;

static MachineOutcome walk_step(Machine *machine, const Walk *walk, bool again) {
    if (walk->step == 1) {
        return again ? machine_lock_go_on(machine, &lock, MACHINE_FOREVER, "a lock")
                     : machine_lock_acquire(machine, &lock, MACHINE_FOREVER, "a lock");
    }
    int64_t until_ns = machine_after(machine, walk->step == 0 ? 10 : 100);
    return again ? machine_outcome(machine) : machine_sleep_until(machine, until_ns, "a sleep");
}

static void walk(Machine *machine, MachineThread *self, void *argument) {
    static const char *const words[] = {"slept", "has it", "through"};
    Walk *walk = argument;
    bool again = walk->is_suspended;
    walk->stood_at = (uintptr_t)__builtin_frame_address(0);
    for (walk->is_suspended = false; walk->step < 3; walk->step++, again = false) {
        machine_let_suspend(machine, walk->may_suspend);
        MachineOutcome outcome = walk_step(machine, walk, again);
        machine_let_suspend(machine, false);
        if (outcome == MACHINE_SUSPENDED) {
            walk->is_suspended = true;
            return;
        }
        tell(machine_thread_name(self));
        if (outcome == MACHINE_STOPPED) {
            tell("stopped");
            return;
        }
        tell(words[walk->step]);
    }
    machine_lock_release(machine, &lock);
}

static void machine_runs_suspended_threads_like_others(void **state) {
    (void)state;
    for (unsigned suspended = 0; suspended < 8; suspended++) {
        Machine *machine = fresh();
        machine_lock_init(&lock);
        Walk walks[3] = {{.may_suspend = suspended & 1},
                         {.may_suspend = suspended & 2},
                         {.may_suspend = suspended & 4}};
        start(machine, "a", walk, &walks[0]);
        start(machine, "b", walk, &walks[1]);
        start(machine, "c", walk, &walks[2]);
        machine_sleep_until(machine, 1000, "a sleep");
        assert_string_equal(text_cstr(&story),
                            "a slept a has it b slept c slept a through b has it b through "
                            "c has it c through");
        assert_int_equal(machine_thread_count(machine), 1);
        machine_end(machine);
        machine_free(machine);
    }
}

static void machine_lets_suspended_threads_share_a_stack(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    Walk walks[100];
    for (int i = 0; i < 100; i++) {
        walks[i] = (Walk){.may_suspend = i != 50};
        start(machine, "t", walk, &walks[i]);
    }
    assert_int_equal(walks[1].stood_at, walks[0].stood_at);
    assert_int_equal(walks[49].stood_at, walks[0].stood_at);
    assert_int_equal(walks[50].stood_at, walks[0].stood_at); /* and keeps it */
    assert_int_not_equal(walks[51].stood_at, walks[0].stood_at);
    assert_int_equal(walks[99].stood_at, walks[51].stood_at);
    machine_sleep_until(machine, 100000, "a sleep");
    assert_int_equal(machine_thread_count(machine), 1);
    machine_end(machine);
    machine_free(machine);
}

static void machine_unwinds_suspended_threads_at_the_end(void **state) {
    (void)state;
    Machine *machine = fresh();
    machine_lock_init(&lock);
    assert_true(machine_lock_try(machine, &lock));
    Walk walks[3] = {{.may_suspend = true}, {.may_suspend = false}, {.may_suspend = true}};
    start(machine, "a", walk, &walks[0]);
    start(machine, "b", walk, &walks[1]);
    machine_sleep_until(machine, 5, "a sleep");
    start(machine, "c", walk, &walks[2]);
    assert_int_equal(machine_sleep_until(machine, 12, "a sleep"), MACHINE_TIMEOUT);
    machine_end(machine); /* a and b in the lock's line, c asleep */
    assert_string_equal(text_cstr(&story), "a slept b slept a stopped b stopped c stopped");
    assert_int_equal(machine_thread_count(machine), 1);
    machine_free(machine);
}

static void switched(void *context, MachineThread *now_running) {
    (void)context;
    tell(machine_thread_name(now_running));
}

static void machine_reports_every_switch(void **state) {
    (void)state;
    text_clear(&story);
    Machine *machine = machine_new(&(MachineSettings){.switched = switched});
    machine_sleep_until(machine, 5, "a sleep");
    assert_string_equal(text_cstr(&story), "");
    int depth = 1;
    start(machine, "t", nest, &depth);
    assert_string_equal(text_cstr(&story), "t in out MainThread");
    machine_end(machine);
    machine_free(machine);
}

static void expected(void *context, const MachineThread *thread) {
    (void)context;
    text_printf(&story, " (%s)", machine_thread_name(thread));
}

static void machine_tells_who_runs_next_but_one(void **state) {
    (void)state;
    Machine *machine = machine_new(&(MachineSettings){.expected = expected});
    int64_t second = 1000000000;
    start(machine, "a", sleep_and_tell, &second);
    start(machine, "b", sleep_and_tell, &second);
    start(machine, "c", sleep_and_tell, &second);
    text_clear(&story);
    machine_sleep_until(machine, second * 2, "a sleep");
    assert_string_equal(text_cstr(&story), " (b) a (c) b c");
    machine_end(machine);
    machine_free(machine);
}

static size_t choose_the_last(void *context, MachineThread *const *threads, size_t count) {
    (void)context, (void)threads;
    return count - 1;
}

static size_t choose_the_first(void *context, MachineThread *const *threads, size_t count) {
    (void)context, (void)threads, (void)count;
    return 0;
}

static bool interrupt_always(void *context, MachineThread *running) {
    (void)context, (void)running;
    return true;
}

static void reach_points(Machine *machine, MachineThread *self, void *argument) {
    (void)argument;
    for (int i = 0; i < 2; i++) {
        tell(machine_thread_name(self));
        assert_int_not_equal(machine_point(machine), MACHINE_STOPPED);
    }
}

static void machine_asks_its_scheduler_who_runs(void **state) {
    (void)state;
    text_clear(&story);
    MachineScheduler scheduler = {.choose = choose_the_last, .interrupt = interrupt_always};
    Machine *machine = machine_new(&(MachineSettings){.scheduler = &scheduler});
    int64_t same_ns = 5;
    start(machine, "a", sleep_and_tell, &same_ns);
    start(machine, "b", sleep_and_tell, &same_ns);
    start(machine, "c", sleep_and_tell, &same_ns);
    machine_sleep_until(machine, 6, "a sleep");
    assert_string_equal(text_cstr(&story), "a b c c b a");
    machine_end(machine);
    machine_free(machine);
}

static void machine_interrupts_where_its_scheduler_says(void **state) {
    (void)state;
    text_clear(&story);
    MachineScheduler scheduler = {.choose = choose_the_first, .interrupt = interrupt_always};
    Machine *machine = machine_new(&(MachineSettings){.scheduler = &scheduler});
    start(machine, "a", reach_points, NULL); /* the only other one is main */
    tell("main");
    start(machine, "b", reach_points, NULL);
    machine_sleep_until(machine, 1, "a sleep");
    assert_string_equal(text_cstr(&story), "a main b a b");
    machine_end(machine);
    machine_free(machine);
    machine = machine_new(&(MachineSettings){0});
    text_clear(&story);
    start(machine, "a", reach_points, NULL);
    tell("main");
    assert_string_equal(text_cstr(&story), "a a main"); /* nobody asks: nobody is interrupted */
    machine_end(machine);
    machine_free(machine);
}

/* ---- CPU work ---- */

enum { MS = 1000000 };

static void tell_at(Machine *machine, const char *word) {
    text_append_cstr(&story, story.length > 0 ? " " : "");
    text_printf(&story, "%s@%lld", word, (long long)(machine_now(machine) / MS));
}

/* What a thread does: computes for work_ns, sleeps for sleep_ns, `rounds` times. */
typedef struct Job {
    int64_t work_ns, sleep_ns;
    int rounds;
    bool whole; /* the work is not divisible */
} Job;

static void do_job(Machine *machine, MachineThread *self, void *argument) {
    const Job *job = argument;
    for (int i = 0; i < (job->rounds > 0 ? job->rounds : 1); i++) {
        if (machine_compute(machine, job->work_ns, !job->whole) == MACHINE_STOPPED ||
            machine_point(machine) == MACHINE_STOPPED) {
            return;
        }
        tell_at(machine, machine_thread_name(self));
        if (job->sleep_ns > 0 && machine_sleep_until(machine, machine_after(machine, job->sleep_ns),
                                                     "a sleep") == MACHINE_STOPPED) {
            return;
        }
    }
}

static Machine *with_settings(MachineSettings settings) {
    text_clear(&story);
    return machine_new(&settings);
}

/* Waits for the others and frees the machine. */
static void end(Machine *machine) {
    machine_sleep_until(machine, machine_after(machine, 1000 * MS), "the others");
    machine_end(machine);
    machine_free(machine);
}

static void machine_shares_the_gil_by_switch_intervals(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){0});
    Job job = {.work_ns = 12 * MS};
    start(machine, "a", do_job, &job);
    tell_at(machine, "main"); /* it waited for the GIL for 5 ms, then asked */
    start(machine, "b", do_job, &job);
    tell_at(machine, "main");
    /* Main blocks at 10 ms. a computes 10-15, b 15-20, a's last 2 ms, b's last 2 ms. */
    machine_sleep_until(machine, 100 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "main@5 main@10 a@22 b@24");
    end(machine);
}

static void machine_lets_go_of_the_gil_around_blocking_calls(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){0});
    Job job = {.work_ns = 2 * MS, .sleep_ns = 10 * MS, .rounds = 2};
    start(machine, "a", do_job, &job);
    start(machine, "b", do_job, &job);
    tell_at(machine, "main");
    machine_sleep_until(machine, 100 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "a@2 b@4 main@4 a@14 b@16");
    end(machine);
}

/* Somebody who comes back from a short wait has to wait for a whole interval (the convoy effect).
 */
static void machine_makes_a_waiter_wait_for_an_interval_of_its_own(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){0});
    Job sleeper = {.sleep_ns = 3 * MS, .rounds = 3};
    Job worker = {.work_ns = 30 * MS};
    start(machine, "io", do_job, &sleeper);
    start(machine, "cpu", do_job, &worker);
    machine_sleep_until(machine, 100 * MS, "a sleep");
    /* io is back at 3 ms; the first to ask is main, which stood in line since 0: at 5 ms. io takes
     * the GIL, since main went to the head of the line: main@5 blocks at once, io goes on. */
    assert_string_equal(text_cstr(&story), "io@0 io@5 io@13 cpu@30");
    end(machine);
}

static void machine_waits_for_the_point_where_the_gil_may_be_taken(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){0});
    Job job = {.work_ns = 8 * MS, .rounds = 2, .whole = true};
    start(machine, "a", do_job, &job);
    tell_at(machine, "main"); /* asked for at 5 ms, given at a's first point */
    machine_sleep_until(machine, 100 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "main@8 a@8 a@16");
    end(machine);
}

static void machine_computes_in_parallel_without_a_gil(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){.free_threaded = true});
    Job job = {.work_ns = 12 * MS};
    Job short_job = {.work_ns = 3 * MS, .rounds = 3};
    start(machine, "a", do_job, &job);
    start(machine, "b", do_job, &short_job);
    start(machine, "c", do_job, &job);
    tell_at(machine, "main");
    machine_sleep_until(machine, 100 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "main@0 b@3 b@6 b@9 a@12 c@12");
    end(machine);
}

static void machine_shares_cores_by_time_slices(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){.free_threaded = true, .cores = 2});
    Job job = {.work_ns = 8 * MS};
    start(machine, "a", do_job, &job); /* takes the second core */
    start(machine, "b", do_job, &job); /* takes main's, which waits for one */
    tell_at(machine, "main");          /* and gets that of a, after its slice */
    machine_sleep_until(machine, 100 * MS, "a sleep");
    /* a 0-4 and, on main's core, 4-8; b 0-8: nobody waits for its core from 4 ms on. */
    assert_string_equal(text_cstr(&story), "main@4 a@8 b@8");
    end(machine);
}

static void machine_serves_one_core_round_robin(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){.free_threaded = true, .cores = 1});
    Job job = {.work_ns = 6 * MS};
    start(machine, "a", do_job, &job);
    start(machine, "b", do_job, &job);
    start(machine, "c", do_job, &job);
    machine_sleep_until(machine, 100 * MS, "a sleep");
    /* Main, who started them, is at the head of the line: a 0-4, main, b 4-8, main, c 8-12, main,
     * then who is left: a 12-14, b 14-16, c 16-18. */
    assert_string_equal(text_cstr(&story), "a@14 b@16 c@18");
    end(machine);
}

static void machine_gives_every_process_a_gil(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){.cores = 2});
    Job job = {.work_ns = 8 * MS};
    uint64_t first, second;
    assert_true(machine_start_process(machine, "p", 3 * MS, NULL, do_job, &job, &first));
    assert_true(machine_start_process(machine, "q", 3 * MS, NULL, do_job, &job, &second));
    tell_at(machine, "main"); /* it runs on: the second process waits for its core */
    assert_int_equal(machine_thread_process(machine_main(machine)), 1);
    assert_int_equal(machine_thread_process(machine_next_thread(machine, machine_main(machine))),
                     2);
    machine_sleep_until(machine, 100 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "main@0 p@11 q@11");
    end(machine);
}

static void take_and_keep(Machine *machine, MachineThread *self, void *argument) {
    (void)self, (void)argument;
    machine_lock_acquire(machine, &lock, MACHINE_FOREVER, "a lock");
    machine_block(machine, MACHINE_FOREVER, "nothing");
}

static void machine_finds_a_deadlock_across_processes(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){0});
    uint64_t id;
    machine_lock_init(&lock);
    assert_true(machine_start_process(machine, "p", MS, NULL, take_and_keep, NULL, &id));
    machine_sleep_until(machine, 10 * MS, "a sleep");
    assert_int_equal(machine_lock_acquire(machine, &lock, MACHINE_FOREVER, "a lock"),
                     MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_DEADLOCK);
    machine_end(machine);
    machine_free(machine);
}

static void tell_wait(void *context, MachineThread *thread, MachineWait what, MachineThread *by) {
    (void)context;
    static const char *const names[] = {"none", "gil", "core"};
    text_append_cstr(&story, story.length > 0 ? " " : "");
    text_printf(&story, "%s:%s:%s", machine_thread_name(thread), names[what],
                by != NULL ? machine_thread_name(by) : "-");
}

static void machine_tells_of_waits_that_take_time(void **state) {
    (void)state;
    Machine *machine = with_settings((MachineSettings){.waits = tell_wait});
    Job job = {.sleep_ns = MS, .rounds = 3};
    start(machine, "a", do_job,
          &job); /* in turns with main, and never for longer than an instant */
    machine_sleep_until(machine, 10 * MS, "a sleep");
    assert_string_equal(text_cstr(&story), "a@0 a@1 a@2");
    text_clear(&story);
    Job work = {.work_ns = 7 * MS};
    start(machine, "b", do_job, &work);
    machine_sleep_until(machine, 100 * MS, "a sleep");
    /* b's own wait, while main blocks, has no length. */
    assert_string_equal(text_cstr(&story), "MainThread:gil:b MainThread:none:b b@17");
    end(machine);
}

static int words_in(const char *text) {
    int count = 1;
    for (const char *c = text; *c != '\0'; c++) {
        count += *c == ' ';
    }
    return count;
}

/* Whatever fifty threads do, in whatever mode: twice the same story, and no time is lost. */
static void machine_is_deterministic(void **state) {
    (void)state;
    for (int mode = 0; mode < 4; mode++) {
        Text first = {0};
        for (int run = 0; run < 2; run++) {
            Machine *machine = with_settings(
                (MachineSettings){.free_threaded = mode % 2 == 1, .cores = mode < 2 ? 1 : 3});
            static Job jobs[50];
            unsigned random = 7;
            for (int i = 0; i < 50; i++) {
                random = random * 1103515245u + 12345u;
                jobs[i] = (Job){.work_ns = (int64_t)(random >> 16) % 9 * MS,
                                .sleep_ns = (int64_t)(random >> 8) % 5 * MS,
                                .rounds = 4,
                                .whole = random % 3 == 0};
                if (i % 10 == 9) {
                    uint64_t id;
                    machine_start_process(machine, "p", MS, NULL, do_job, &jobs[i], &id);
                } else {
                    start(machine, "t", do_job, &jobs[i]);
                }
            }
            end(machine);
            if (run == 0) {
                text_append_cstr(&first, text_cstr(&story));
            }
        }
        assert_string_equal(text_cstr(&first), text_cstr(&story));
        assert_int_equal(words_in(text_cstr(&first)), 200);
        text_release(&first);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machine_sleeps_on_the_virtual_clock),
        cmocka_unit_test(machine_runs_a_started_thread_until_it_blocks),
        cmocka_unit_test(machine_breaks_ties_by_start_order),
        cmocka_unit_test(machine_lock_serves_in_order_of_asking),
        cmocka_unit_test(machine_lock_is_not_handed_over),
        cmocka_unit_test(machine_lock_wakes_the_next_when_the_head_gave_up),
        cmocka_unit_test(machine_finds_a_deadlock_and_says_who_waits),
        cmocka_unit_test(machine_tells_main_when_a_thread_finds_the_deadlock),
        cmocka_unit_test(machine_stops_at_its_budget_of_time),
        cmocka_unit_test(machine_stops_when_a_charge_passes_the_budget),
        cmocka_unit_test(machine_fires_timers_in_order_and_charges_cpu_time),
        cmocka_unit_test(machine_timers_stay_in_order_under_many_changes),
        cmocka_unit_test(machine_fires_equal_timers_in_the_order_of_setting),
        cmocka_unit_test(machine_starts_threads_from_threads),
        cmocka_unit_test(machine_carries_thousands_of_threads),
        cmocka_unit_test(machine_runs_suspended_threads_like_others),
        cmocka_unit_test(machine_lets_suspended_threads_share_a_stack),
        cmocka_unit_test(machine_unwinds_suspended_threads_at_the_end),
        cmocka_unit_test(machine_reports_every_switch),
        cmocka_unit_test(machine_tells_who_runs_next_but_one),
        cmocka_unit_test(machine_asks_its_scheduler_who_runs),
        cmocka_unit_test(machine_interrupts_where_its_scheduler_says),
        cmocka_unit_test(machine_shares_the_gil_by_switch_intervals),
        cmocka_unit_test(machine_lets_go_of_the_gil_around_blocking_calls),
        cmocka_unit_test(machine_makes_a_waiter_wait_for_an_interval_of_its_own),
        cmocka_unit_test(machine_waits_for_the_point_where_the_gil_may_be_taken),
        cmocka_unit_test(machine_computes_in_parallel_without_a_gil),
        cmocka_unit_test(machine_shares_cores_by_time_slices),
        cmocka_unit_test(machine_serves_one_core_round_robin),
        cmocka_unit_test(machine_gives_every_process_a_gil),
        cmocka_unit_test(machine_finds_a_deadlock_across_processes),
        cmocka_unit_test(machine_tells_of_waits_that_take_time),
        cmocka_unit_test(machine_is_deterministic),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_release(&story);
    return failed;
}
