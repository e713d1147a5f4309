#include "fake.h"

static LoopThrown thrown_kind(LoopValue thrown) {
    if (thrown == 0) {
        return LOOP_THROWN_NOTHING;
    }
    return fake_is_cancelled(NULL, thrown) ? LOOP_THROWN_CANCELLED : LOOP_THROWN_OTHER;
}

/* async with lock: sleep(1) */
static LoopStepKind locker(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopLock *lock = self->data;
    switch (self->at) {
    case 0:
        self->at = 1;
        if (loop_lock_acquire_start(lock, &self->waiter, &fake->loop) == LOOP_OUTCOME_WAIT) {
            return fake_await(fake, &self->waiter.future, result);
        }
        break;
    case 1:
        if (loop_lock_acquire_resume(lock, &self->waiter, thrown_kind(thrown)) ==
            LOOP_OUTCOME_RAISE) {
            text_printf(&fake->log, "%s! ", self->name);
            return fake_rethrow(thrown, result);
        }
        break;
    case 2:
        loop_sleep_end(&self->sleep);
        assert_true(loop_lock_release_one(lock));
        if (thrown != 0) {
            text_printf(&fake->log, "%s!! ", self->name);
            return fake_rethrow(thrown, result);
        }
        return fake_done(fake, 0, result);
    }
    self->at = 2;
    text_printf(&fake->log, "%s@%d ", self->name, (int)(fake->now_ns / FAKE_SECOND));
    return fake_sleep(fake, self, FAKE_SECOND, result);
}

static void a_lock_goes_round_in_order_of_arrival(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopLock lock = {0};
    FakeTask tasks[3];
    const char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        fake_start(&fake, &tasks[i], names[i], locker);
        tasks[i].data = &lock;
    }
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a@0 b@1 c@2 ");
    assert_false(lock.is_locked);
    assert_false(loop_lock_release_one(&lock));
    for (int i = 0; i < 3; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static void a_woken_waiter_that_is_cancelled_passes_the_lock_on(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopLock lock = {.is_locked = true};
    FakeTask tasks[2];
    const char *names[] = {"a", "b"};
    for (int i = 0; i < 2; i++) {
        fake_start(&fake, &tasks[i], names[i], locker);
        tasks[i].data = &lock;
    }
    loop_turn(&fake.loop);
    assert_int_equal(lock.waiters.count, 2);
    assert_true(loop_lock_release_one(&lock));  /* wakes a … */
    loop_task_cancel(&tasks[0].task, false, 0); /* … which is told to stop before it runs */
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a! b@0 ");
    for (int i = 0; i < 2; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static LoopStepKind event_waiter(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopEvent *event = self->data;
    if (self->at++ == 0) {
        if (loop_event_wait_start(event, &self->waiter, &fake->loop, TRACE_FOR_EVENT) ==
            LOOP_OUTCOME_WAIT) {
            return fake_await(fake, &self->waiter.future, result);
        }
    } else if (loop_event_wait_resume(event, &self->waiter, thrown_kind(thrown)) ==
               LOOP_OUTCOME_RAISE) {
        return fake_rethrow(thrown, result);
    }
    fake_log(fake, self->name);
    return fake_done(fake, 0, result);
}

static void an_event_wakes_all_and_then_lets_all_pass(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopEvent event = {0};
    FakeTask a, b, c;
    fake_start(&fake, &a, "a", event_waiter);
    fake_start(&fake, &b, "b", event_waiter);
    a.data = b.data = &event;
    loop_turn(&fake.loop);
    fake_check_log(&fake, "");
    loop_event_set(&event);
    loop_event_set(&event);
    fake_start(&fake, &c, "c", event_waiter);
    c.data = &event;
    loop_turn(&fake.loop);
    fake_check_log(&fake, "a b c ");
    loop_event_clear(&event);
    assert_int_equal(event.waiters.count, 0);
    loop_task_release(&a.task);
    loop_task_release(&b.task);
    loop_task_release(&c.task);
    fake_release(&fake);
}

/* async with semaphore: sleep(1) */
static LoopStepKind user(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopSemaphore *semaphore = self->data;
    switch (self->at) {
    case 0:
        self->at = 1;
        if (loop_semaphore_acquire_start(semaphore, &self->waiter, &fake->loop) ==
            LOOP_OUTCOME_WAIT) {
            return fake_await(fake, &self->waiter.future, result);
        }
        break;
    case 1:
        if (loop_semaphore_acquire_resume(semaphore, &self->waiter, thrown_kind(thrown)) ==
            LOOP_OUTCOME_RAISE) {
            text_printf(&fake->log, "%s! ", self->name);
            return fake_rethrow(thrown, result);
        }
        break;
    case 2:
        loop_sleep_end(&self->sleep);
        assert_int_equal(thrown, 0);
        assert_true(loop_semaphore_release_one(semaphore));
        return fake_done(fake, 0, result);
    }
    self->at = 2;
    text_printf(&fake->log, "%s@%d ", self->name, (int)(fake->now_ns / FAKE_SECOND));
    return fake_sleep(fake, self, FAKE_SECOND, result);
}

static void a_semaphore_lets_so_many_in_at_once(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopSemaphore semaphore = {.value = 2, .bound = 2};
    FakeTask tasks[5];
    const char *names[] = {"a", "b", "c", "d", "e"};
    for (int i = 0; i < 5; i++) {
        fake_start(&fake, &tasks[i], names[i], user);
        tasks[i].data = &semaphore;
    }
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a@0 b@0 c@1 d@1 e@2 ");
    assert_int_equal(semaphore.value, 2);
    assert_false(loop_semaphore_release_one(&semaphore));
    for (int i = 0; i < 5; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static void a_unit_given_to_a_cancelled_waiter_goes_to_the_next(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopSemaphore semaphore = {.value = 0, .bound = INT64_MAX};
    FakeTask tasks[3];
    const char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        fake_start(&fake, &tasks[i], names[i], user);
        tasks[i].data = &semaphore;
    }
    loop_turn(&fake.loop);
    loop_task_cancel(&tasks[0].task, false, 0); /* while waiting: no unit is lost */
    loop_semaphore_release_one(&semaphore);     /* goes to b … */
    loop_task_cancel(&tasks[1].task, false, 0); /* … which cannot take it */
    assert_int_equal(semaphore.value, 0);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a! b! c@0 ");
    assert_int_equal(semaphore.value, 1);
    for (int i = 0; i < 3; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static void who_comes_late_does_not_overtake_the_line(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopSemaphore semaphore = {.value = 0, .bound = INT64_MAX};
    FakeTask a, b;
    fake_start(&fake, &a, "a", user);
    a.data = &semaphore;
    loop_turn(&fake.loop);
    loop_semaphore_release_one(&semaphore);
    assert_true(loop_semaphore_is_locked(&semaphore));
    loop_semaphore_release_one(&semaphore); /* a free unit, but a still stands in line */
    assert_true(loop_semaphore_is_locked(&semaphore));
    fake_start(&fake, &b, "b", user);
    b.data = &semaphore;
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a@0 b@0 ");
    loop_task_release(&a.task);
    loop_task_release(&b.task);
    fake_release(&fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lock_goes_round_in_order_of_arrival),
        cmocka_unit_test(a_woken_waiter_that_is_cancelled_passes_the_lock_on),
        cmocka_unit_test(an_event_wakes_all_and_then_lets_all_pass),
        cmocka_unit_test(a_semaphore_lets_so_many_in_at_once),
        cmocka_unit_test(a_unit_given_to_a_cancelled_waiter_goes_to_the_next),
        cmocka_unit_test(who_comes_late_does_not_overtake_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
