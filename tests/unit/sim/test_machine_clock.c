#include "sim/machine.h"

#include "base/text.h"
#include "unit/unit.h"

#include <semaphore.h>
#include <stdatomic.h>

enum { MS = 1000000 };

/* A clock that goes on when somebody waits for it, and by `tick_ns` whenever it is asked. */
typedef struct FakeClock {
    MachineClock clock;
    Machine *machine;
    _Atomic int64_t now_ns;
    int64_t tick_ns;
    int64_t cpu_ns;
    atomic_bool woken;
    int64_t event_at_ns; /* when something comes from outside; -1: never */
    MachineThread *event_wakes;
} FakeClock;

static FakeClock fake;
static Text story;

static void tell(const char *word) {
    text_append_cstr(&story, story.length > 0 ? " " : "");
    text_append_cstr(&story, word);
}

static void begin(void *context) {
    (void)context;
}

static int64_t now(void *context) {
    FakeClock *clock = context;
    clock->now_ns += clock->tick_ns;
    return clock->now_ns;
}

static void wait(void *context, int64_t deadline_ns) {
    FakeClock *clock = context;
    bool has_event = clock->event_at_ns >= 0;
    if (has_event && deadline_ns >= clock->event_at_ns) {
        deadline_ns = clock->event_at_ns;
    } else {
        has_event = false;
    }
    if (!atomic_exchange(&clock->woken, false) && deadline_ns > clock->now_ns) {
        clock->now_ns = deadline_ns;
    }
    if (has_event && clock->now_ns >= clock->event_at_ns) {
        clock->event_at_ns = -1;
        machine_wake(clock->machine, clock->event_wakes);
    }
}

static void wake(void *context) {
    ((FakeClock *)context)->woken = true;
}

static bool expects(void *context) {
    return ((FakeClock *)context)->event_at_ns >= 0;
}

static int64_t cpu_ns(void *context, bool whole_process) {
    FakeClock *clock = context;
    clock->cpu_ns += 1000;
    clock->now_ns += 1000;
    return whole_process ? -1 : clock->cpu_ns;
}

static Machine *fresh(int64_t tick_ns, int64_t limit_ns) {
    text_clear(&story);
    fake = (FakeClock){.tick_ns = tick_ns, .event_at_ns = -1};
    fake.clock = (MachineClock){.context = &fake,
                                .begin = begin,
                                .now = now,
                                .wait = wait,
                                .wake = wake,
                                .expects = expects,
                                .cpu_ns = cpu_ns};
    fake.machine = machine_new(&(MachineSettings){.clock = &fake.clock, .time_limit_ns = limit_ns});
    machine_begin(fake.machine);
    return fake.machine;
}

static void done(Machine *machine) {
    machine_end(machine);
    machine_free(machine);
    text_release(&story);
}

static void start(Machine *machine, const char *name, MachineEntry entry, void *argument) {
    uint64_t id;
    assert_true(machine_start(machine, name, false, NULL, entry, argument, &id));
}

static void sleep_and_tell(Machine *machine, MachineThread *self, void *argument) {
    tell(machine_thread_name(self));
    machine_sleep_until(machine, machine_after(machine, *(int64_t *)argument), "a sleep");
    tell(machine_thread_name(self));
}

static void threads_of_the_system_keep_the_order_of_the_virtual_clock(void **state) {
    (void)state;
    Machine *machine = fresh(0, 0);
    int64_t long_ns = 200 * MS, short_ns = 10 * MS;
    start(machine, "long", sleep_and_tell, &long_ns);
    tell("main");
    start(machine, "short", sleep_and_tell, &short_ns);
    tell("main");
    assert_int_equal(machine_sleep_until(machine, 200 * MS, "a sleep"), MACHINE_TIMEOUT);
    tell("end");
    assert_string_equal(text_cstr(&story), "long main short main short long end");
    assert_int_equal(machine_now(machine), 200 * MS);
    done(machine);
}

static void what_comes_from_outside_ends_a_wait(void **state) {
    (void)state;
    Machine *machine = fresh(0, 0);
    fake.event_at_ns = 7 * MS;
    fake.event_wakes = machine_main(machine);
    assert_int_equal(machine_block(machine, MACHINE_FOREVER, "a reply"), MACHINE_WOKEN);
    assert_int_equal(machine_now(machine), 7 * MS);
    assert_int_equal(machine_block(machine, MACHINE_FOREVER, "nobody"), MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_DEADLOCK);
    done(machine);
}

static void a_run_has_a_budget_of_real_time(void **state) {
    (void)state;
    Machine *machine = fresh(0, 300 * MS);
    fake.event_at_ns = MACHINE_FOREVER;
    assert_int_equal(machine_block(machine, MACHINE_FOREVER, "a reply"), MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_TIME);
    assert_int_equal(machine_now(machine), 300 * MS + 1);
    done(machine);
    machine = fresh(100 * MS, 300 * MS); /* one that never waits only stands at points */
    MachineOutcome outcome = MACHINE_WOKEN;
    for (int i = 0; i < 10 && outcome != MACHINE_STOPPED; i++) {
        outcome = machine_point(machine);
    }
    assert_int_equal(outcome, MACHINE_STOPPED);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_TIME);
    done(machine);
}

/* ---- errands ---- */

typedef struct Meeting {
    sem_t mine, other;
    const char *word;
} Meeting;

static void meet(void *argument) {
    Meeting *meeting = argument;
    sem_post(&meeting->mine);
    sem_wait(&meeting->other);
}

static void leave(void *argument) {
    sem_post(&((Meeting *)argument)->other);
}

static void run_errand(Machine *machine, MachineThread *self, void *argument) {
    Meeting *meeting = argument;
    MachineErrand errand = {"an errand", meet, leave, meeting};
    MachineOutcome outcome = machine_run_errand(machine, &errand);
    tell(outcome == MACHINE_STOPPED ? "stopped" : machine_thread_name(self));
}

static void meeting_init(Meeting *meeting) {
    sem_init(&meeting->mine, 0, 0);
    sem_init(&meeting->other, 0, 0);
}

static void errands_are_run_beside_the_others(void **state) {
    (void)state;
    Machine *machine = fresh(0, 0);
    Meeting meetings[3];
    const char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        meeting_init(&meetings[i]);
        start(machine, names[i], run_errand, &meetings[i]);
    }
    assert_string_equal(text_cstr(&story), "");
    for (int i = 0; i < 3; i++) {
        sem_wait(&meetings[i].mine); /* all three are under way, while we run */
    }
    for (int i = 2; i >= 0; i--) {
        sem_post(&meetings[i].other);
        while (machine_thread_count(machine) > (size_t)i + 1) {
            machine_sleep_until(machine, machine_after(machine, MS), "a sleep");
        }
    }
    assert_string_equal(text_cstr(&story), "c b a");
    done(machine);
}

static void post_soon(Machine *machine, MachineThread *self, void *argument) {
    (void)self;
    machine_sleep_until(machine, 20 * MS, "a sleep");
    tell("slept");
    sem_post(&((Meeting *)argument)->other);
}

static void timers_fire_while_all_others_are_away(void **state) {
    (void)state;
    Machine *machine = fresh(0, 0);
    Meeting meeting;
    meeting_init(&meeting);
    start(machine, "sleeper", post_soon, &meeting);
    run_errand(machine, machine_main(machine), &meeting);
    assert_string_equal(text_cstr(&story), "slept MainThread");
    done(machine);
}

static void the_end_of_a_run_calls_threads_back(void **state) {
    (void)state;
    Machine *machine = fresh(0, 100 * MS);
    Meeting main_meeting, other;
    meeting_init(&main_meeting);
    meeting_init(&other);
    start(machine, "other", run_errand, &other);
    run_errand(machine, machine_main(machine), &main_meeting);
    assert_int_equal(machine_stop_reason(machine), MACHINE_STOP_TIME);
    assert_string_equal(text_cstr(&story), "stopped");
    machine_end(machine);
    assert_string_equal(text_cstr(&story), "stopped stopped");
    assert_int_equal(machine_thread_count(machine), 1);
    machine_free(machine);
}

/* ---- the GIL ---- */

static void stand_at_points(Machine *machine, MachineThread *self, void *argument) {
    for (int i = 0; i < *(int *)argument; i++) {
        assert_int_not_equal(machine_point(machine), MACHINE_STOPPED);
    }
    tell(machine_thread_name(self));
}

static void a_waiter_requests_the_gil_after_an_interval(void **state) {
    (void)state;
    Machine *machine = fresh(MS / 4, 0);
    int points = 200; /* of 0.25 ms at least: ten intervals */
    start(machine, "worker", stand_at_points, &points);
    tell("main");
    while (machine_thread_count(machine) > 1) {
        machine_sleep_until(machine, machine_after(machine, MS), "a sleep");
    }
    assert_string_equal(text_cstr(&story), "main worker");
    done(machine);
}

static void computing_takes_cpu_time_and_lets_others_in(void **state) {
    (void)state;
    Machine *machine = fresh(0, 0);
    int64_t short_ns = 10 * MS;
    start(machine, "sleeper", sleep_and_tell, &short_ns);
    int64_t before_ns = fake.cpu_ns;
    assert_int_equal(machine_compute(machine, 40 * MS, true), MACHINE_WOKEN);
    tell("computed");
    assert_true(fake.cpu_ns - before_ns >= 40 * MS);
    assert_string_equal(text_cstr(&story), "sleeper sleeper computed");
    assert_int_equal(machine_process_computed(machine), -1);
    done(machine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_of_the_system_keep_the_order_of_the_virtual_clock),
        cmocka_unit_test(what_comes_from_outside_ends_a_wait),
        cmocka_unit_test(a_run_has_a_budget_of_real_time),
        cmocka_unit_test(errands_are_run_beside_the_others),
        cmocka_unit_test(timers_fire_while_all_others_are_away),
        cmocka_unit_test(the_end_of_a_run_calls_threads_back),
        cmocka_unit_test(a_waiter_requests_the_gil_after_an_interval),
        cmocka_unit_test(computing_takes_cpu_time_and_lets_others_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
