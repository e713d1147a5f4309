#include "real/clock.h"

#include "unit/unit.h"

#include <event2/event.h>
#include <pthread.h>
#include <unistd.h>

enum { MS = 1000000 };

static RealClock *fresh(void) {
    RealClock *clock = NULL;
    Error error;
    assert_int_equal(real_clock_new(&clock, &error), STATUS_OK);
    return clock;
}

static void a_clock_stands_until_it_begins(void **state) {
    (void)state;
    RealClock *clock = fresh();
    const MachineClock *seam = real_clock_seam(clock);
    assert_int_equal(seam->now(seam->context), 0);
    usleep(1000);
    assert_int_equal(seam->now(seam->context), 0);
    seam->begin(seam->context);
    usleep(1000);
    assert_true(real_clock_now(clock) >= MS);
    assert_true(real_clock_date_ns() > INT64_C(1700000000) * 1000000000);
    real_clock_free(clock);
}

static void a_wait_is_not_over_before_its_time(void **state) {
    (void)state;
    RealClock *clock = fresh();
    const MachineClock *seam = real_clock_seam(clock);
    seam->begin(seam->context);
    for (int64_t length_ns = 1; length_ns < 20 * MS; length_ns = length_ns * 7 + 3) {
        int64_t until_ns = real_clock_now(clock) + length_ns;
        seam->wait(seam->context, until_ns);
        assert_true(real_clock_now(clock) >= until_ns);
    }
    seam->wait(seam->context, 0); /* a time that is past */
    real_clock_free(clock);
}

static void *wake_soon(void *argument) {
    const MachineClock *seam = argument;
    usleep(2000);
    seam->wake(seam->context);
    return NULL;
}

static void another_thread_ends_a_wait(void **state) {
    (void)state;
    RealClock *clock = fresh();
    const MachineClock *seam = real_clock_seam(clock);
    seam->begin(seam->context);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake_soon, (void *)seam), 0);
    seam->wait(seam->context, MACHINE_FOREVER); /* or the test hangs */
    pthread_join(thread, NULL);
    seam->wake(seam->context);
    seam->wake(seam->context);
    seam->wait(seam->context, MACHINE_FOREVER); /* told before it began */
    int64_t until_ns = real_clock_now(clock) + MS;
    seam->wait(seam->context, until_ns); /* and told once only */
    assert_true(real_clock_now(clock) >= until_ns);
    real_clock_free(clock);
}

static void count(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    ++*(int *)context;
}

static void events_of_the_base_fire_in_a_wait(void **state) {
    (void)state;
    RealClock *clock = fresh();
    const MachineClock *seam = real_clock_seam(clock);
    seam->begin(seam->context);
    int fired = 0, ends[2];
    assert_int_equal(pipe(ends), 0);
    struct event *event = event_new(real_clock_base(clock), ends[0], EV_READ, count, &fired);
    event_add(event, NULL);
    seam->wait(seam->context, 0);
    assert_int_equal(fired, 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    seam->wait(seam->context, 0); /* one that does not wait takes what is there */
    assert_int_equal(fired, 1);
    event_add(event, NULL);
    seam->wait(seam->context, MACHINE_FOREVER);
    assert_int_equal(fired, 2);
    assert_false(seam->expects(seam->context));
    real_clock_expect(clock, 2);
    real_clock_expect(clock, -1);
    assert_true(seam->expects(seam->context));
    event_free(event);
    close(ends[0]);
    close(ends[1]);
    real_clock_free(clock);
}

static void cpu_time_is_the_threads_or_the_processs(void **state) {
    (void)state;
    RealClock *clock = fresh();
    const MachineClock *seam = real_clock_seam(clock);
    int64_t before_ns = seam->cpu_ns(seam->context, false);
    while (seam->cpu_ns(seam->context, false) - before_ns < MS) {
    }
    assert_true(seam->cpu_ns(seam->context, true) >= before_ns + MS);
    real_clock_free(clock);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_stands_until_it_begins),
        cmocka_unit_test(a_wait_is_not_over_before_its_time),
        cmocka_unit_test(another_thread_ends_a_wait),
        cmocka_unit_test(events_of_the_base_fire_in_a_wait),
        cmocka_unit_test(cpu_time_is_the_threads_or_the_processs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
