#include "fake.h"

#include "base/memory.h"

/* sleep(1), then 42. */
static LoopStepKind sleeper(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    text_printf(&fake->log, "%s%d@%d ", self->name, self->at, (int)(fake->now_ns / FAKE_SECOND));
    if (self->at++ == 0) {
        return fake_sleep(fake, self, FAKE_SECOND, result);
    }
    loop_sleep_end(&self->sleep);
    if (thrown != 0) {
        text_printf(&fake->log, "!%d ", (int)thrown);
        return fake_rethrow(thrown, result);
    }
    return fake_done(fake, 42, result);
}

/* Bare yields, three times. */
static LoopStepKind yielder(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    assert_int_equal(thrown, 0);
    text_printf(&fake->log, "%s%d ", self->name, self->at);
    if (self->at++ < 3) {
        return LOOP_STEP_YIELDED;
    }
    return fake_done(fake, 1, result);
}

/* Awaits the future in `data`. */
static LoopStepKind awaiter(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    if (thrown != 0) {
        text_printf(&fake->log, "%s!%d ", self->name, (int)thrown);
        return fake_rethrow(thrown, result);
    }
    text_printf(&fake->log, "%s%d ", self->name, self->at);
    if (self->at++ == 0) {
        return fake_await(fake, self->data, result);
    }
    return fake_done(fake, 10 + (LoopValue)self->name[0], result);
}

static void tasks_take_turns(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask a, b;
    fake_start(&fake, &a, "a", yielder);
    fake_start(&fake, &b, "b", yielder);
    assert_int_equal(fake.loop.tasks_count, 2);
    assert_ptr_equal(fake.loop.tasks_first, &a.task);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a0 b0 a1 b1 a2 b2 a3 b3 ");
    assert_int_equal(fake.loop.tasks_count, 0);
    assert_int_equal(fake.loop.turns, 5);
    loop_task_release(&a.task);
    loop_task_release(&b.task);
    fake_release(&fake);
}

static void a_sleep_takes_two_turns_at_its_end(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    fake_start(&fake, &task, "s", sleeper);
    loop_turn(&fake.loop);
    assert_int_equal(fake.now_ns, 0);
    loop_turn(&fake.loop);
    assert_int_equal(fake.now_ns, FAKE_SECOND);
    assert_false(loop_future_is_done(&task.task.future));
    fake_check_log(&fake, "s0@0 ");
    loop_turn(&fake.loop);
    fake_check_log(&fake, "s1@1 ");
    assert_int_equal(task.task.future.state, LOOP_FINISHED);
    assert_int_equal(task.task.future.value, 42);
    loop_task_release(&task.task);
    fake_release(&fake);
}

static void cancelling_a_sleep_throws_in_the_next_turn_and_drops_the_timer(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    fake_start(&fake, &task, "s", sleeper);
    loop_turn(&fake.loop);
    assert_true(loop_task_cancel(&task.task, true, 9));
    assert_int_equal(task.task.cancels_requested, 1);
    loop_turn(&fake.loop);
    fake_check_log(&fake, "s0@0 s1@0 !2009 ");
    assert_int_equal(task.task.future.state, LOOP_CANCELLED);
    assert_int_equal(fake.now_ns, 0);
    assert_int_equal(fake.loop.timers.live, 0);
    assert_false(loop_task_cancel(&task.task, false, 0));
    /* What came out is raised once, later ones are new and have no message. */
    assert_int_equal(loop_future_take_error(&task.task.future), 2009);
    assert_int_equal(loop_future_take_error(&task.task.future), 2000);
    fake.values -= 2;
    loop_task_release(&task.task);
    loop_future_release(&task.sleep.future);
    fake_release(&fake);
}

static void cancelling_before_the_first_step_still_runs_it_with_the_exception(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    LoopFuture never;
    loop_future_init(&never, &fake.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    fake_start(&fake, &task, "a", awaiter);
    task.data = &never;
    assert_true(loop_task_cancel(&task.task, true, 3));
    assert_true(loop_task_cancel(&task.task, false, 0)); /* the later one counts */
    loop_turn(&fake.loop);
    fake_check_log(&fake, "a!2000 ");
    assert_int_equal(task.task.future.state, LOOP_CANCELLED);
    loop_task_release(&task.task);
    loop_future_release(&never);
    fake_release(&fake);
}

static void a_fired_sleep_cannot_be_cancelled_but_its_task_can(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    fake_start(&fake, &task, "s", sleeper);
    loop_turn(&fake.loop);
    loop_turn(&fake.loop); /* the timer fires, the wakeup is ready */
    assert_true(loop_task_cancel(&task.task, true, 4));
    assert_true((task.task.future.flags & LOOP_FLAG_MUST_CANCEL) != 0);
    loop_turn(&fake.loop);
    fake_check_log(&fake, "s0@0 s1@1 !2004 ");
    loop_task_release(&task.task);
    fake_release(&fake);
}

/* Cancels itself in its last step. */
static LoopStepKind suicidal(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    assert_int_equal(thrown, 0);
    loop_task_cancel(&self->task, true, 8);
    return fake_done(fake, 1, result);
}

static void a_task_cancelled_in_its_last_step_is_cancelled(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    fake_start(&fake, &task, "x", suicidal);
    loop_turn(&fake.loop);
    assert_int_equal(task.task.future.state, LOOP_CANCELLED);
    assert_int_equal(loop_future_take_error(&task.task.future), 2008);
    fake.values--;
    loop_task_release(&task.task);
    fake_release(&fake);
}

static void cancel_goes_down_a_chain_of_tasks(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask inner, middle, outer;
    fake_start(&fake, &inner, "i", sleeper);
    fake_start(&fake, &middle, "m", awaiter);
    fake_start(&fake, &outer, "o", awaiter);
    middle.data = &inner.task;
    outer.data = &middle.task;
    loop_turn(&fake.loop);
    assert_true(loop_task_cancel(&outer.task, false, 0));
    assert_int_equal(inner.task.cancels_requested, 1);
    assert_int_equal(loop_task_uncancel(&middle.task), 0);
    assert_int_equal(loop_task_uncancel(&middle.task), 0);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "i0@0 m0 o0 i1@0 !2000 m!2000 o!2000 ");
    loop_task_release(&outer.task);
    loop_task_release(&middle.task);
    loop_task_release(&inner.task);
    loop_future_release(&inner.sleep.future);
    fake_release(&fake);
}

static void awaiting_oneself_or_another_loops_future_is_an_error(void **state) {
    (void)state;
    Fake fake, other;
    fake_init(&fake);
    fake_init(&other);
    LoopFuture foreign;
    loop_future_init(&foreign, &other.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    FakeTask a, b;
    fake_start(&fake, &a, "a", awaiter);
    fake_start(&fake, &b, "b", awaiter);
    a.data = &foreign;
    b.data = &b.task;
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a0 b0 a!3000 b!3001 ");
    assert_int_equal(a.task.future.state, LOOP_FAILED);
    loop_task_release(&a.task);
    loop_task_release(&b.task);
    fake_release(&fake);
    fake_release(&other);
}

static void several_tasks_can_await_one(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask inner;
    fake_start(&fake, &inner, "i", sleeper);
    static FakeTask waiting[10];
    const char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "j", "k"};
    for (int i = 0; i < 10; i++) {
        fake_start(&fake, &waiting[i], names[i], awaiter);
        waiting[i].data = &inner.task;
    }
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "i0@0 a0 b0 c0 d0 e0 f0 g0 h0 j0 k0 i1@1 a1 b1 c1 d1 e1 f1 g1 h1 j1 k1 ");
    for (int i = 0; i < 10; i++) {
        loop_task_release(&waiting[i].task);
    }
    loop_task_release(&inner.task);
    fake_release(&fake);
}

/* ---- gather ---- */

static LoopFuture **children_of(Fake *fake, FakeTask *tasks, size_t count) {
    LoopFuture **children = memory_new(count * sizeof *children);
    for (size_t i = 0; i < count; i++) {
        children[i] = &tasks[i].task.future;
        fake_retain_future(fake, children[i]);
    }
    return children;
}

static void gather_collects_in_argument_order(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    static FakeTask tasks[3];
    for (int i = 0; i < 3; i++) {
        fake_start(&fake, &tasks[i], "s", sleeper);
    }
    LoopGather gather;
    loop_gather_init(&gather, &fake.loop, children_of(&fake, tasks, 3), 3, false, NULL, NULL);
    FakeTask outer;
    fake_start(&fake, &outer, "o", awaiter);
    outer.data = &gather;
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    assert_int_equal(gather.future.value, 3 * 42);
    /* Start; timer; the children's ends; their callbacks; the one who waits; nothing. */
    assert_int_equal(fake.loop.turns, 6);
    loop_gather_release(&gather);
    loop_task_release(&outer.task);
    for (int i = 0; i < 3; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static LoopStepKind failing(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    (void)self;
    assert_int_equal(thrown, 0);
    fake->values++;
    result->value = FAKE_EXCEPTION + 1;
    return LOOP_STEP_FAILED;
}

static void gather_fails_with_the_first_exception(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    static FakeTask tasks[3];
    fake_start(&fake, &tasks[0], "s", sleeper);
    fake_start(&fake, &tasks[1], "f", failing);
    fake_start(&fake, &tasks[2], "f", failing);
    LoopGather gather;
    loop_gather_init(&gather, &fake.loop, children_of(&fake, tasks, 3), 3, false, NULL, NULL);
    loop_turn(&fake.loop);
    loop_turn(&fake.loop);
    assert_int_equal(gather.future.state, LOOP_FAILED);
    assert_int_equal(gather.future.value, FAKE_EXCEPTION + 1);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    /* The others run on, and all exceptions count as seen. */
    assert_int_equal(tasks[0].task.future.state, LOOP_FINISHED);
    assert_true((tasks[2].task.future.flags & LOOP_FLAG_UNRETRIEVED) == 0);
    loop_gather_release(&gather);
    for (int i = 0; i < 3; i++) {
        loop_task_release(&tasks[i].task);
    }
    fake_release(&fake);
}

static bool is_index_zero(void *arg, size_t index) {
    (void)arg;
    return index == 0;
}

static void a_repeated_child_counts_once(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeTask task;
    fake_start(&fake, &task, "y", yielder);
    LoopFuture **children = memory_new(2 * sizeof *children);
    children[0] = children[1] = &task.task.future;
    fake.futures += 2;
    LoopGather gather;
    loop_gather_init(&gather, &fake.loop, children, 2, false, is_index_zero, NULL);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    assert_int_equal(gather.future.value, 2);
    loop_gather_release(&gather);
    loop_task_release(&task.task);
    fake_release(&fake);
}

static void cancelling_a_gather_cancels_the_children(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    static FakeTask tasks[2];
    fake_start(&fake, &tasks[0], "s", sleeper);
    fake_start(&fake, &tasks[1], "t", sleeper);
    LoopGather gather;
    loop_gather_init(&gather, &fake.loop, children_of(&fake, tasks, 2), 2, true, NULL, NULL);
    FakeTask outer;
    fake_start(&fake, &outer, "o", awaiter);
    outer.data = &gather;
    loop_turn(&fake.loop);
    assert_true(loop_task_cancel(&outer.task, false, 0));
    assert_int_equal(gather.future.state, LOOP_PENDING);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "s0@0 t0@0 o0 s1@0 !2000 t1@0 !2000 o!2000 ");
    assert_int_equal(gather.future.state, LOOP_FAILED); /* with CancelledError, as in CPython */
    assert_int_equal(outer.task.future.state, LOOP_CANCELLED);
    loop_gather_release(&gather);
    loop_task_release(&outer.task);
    for (int i = 0; i < 2; i++) {
        loop_task_release(&tasks[i].task);
        loop_future_release(&tasks[i].sleep.future);
    }
    fake_release(&fake);
}

/* A value's reference moves out of a cancelled task when somebody takes its exception; the visitor
 * still finds what is left. */
static void a_task_is_small(void **state) {
    (void)state;
    assert_true(sizeof(LoopFuture) <= 32);
    assert_true(sizeof(LoopTask) <= 96);
    assert_true(sizeof(LoopSleep) <= 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_take_turns),
        cmocka_unit_test(a_sleep_takes_two_turns_at_its_end),
        cmocka_unit_test(cancelling_a_sleep_throws_in_the_next_turn_and_drops_the_timer),
        cmocka_unit_test(cancelling_before_the_first_step_still_runs_it_with_the_exception),
        cmocka_unit_test(a_fired_sleep_cannot_be_cancelled_but_its_task_can),
        cmocka_unit_test(a_task_cancelled_in_its_last_step_is_cancelled),
        cmocka_unit_test(cancel_goes_down_a_chain_of_tasks),
        cmocka_unit_test(awaiting_oneself_or_another_loops_future_is_an_error),
        cmocka_unit_test(several_tasks_can_await_one),
        cmocka_unit_test(gather_collects_in_argument_order),
        cmocka_unit_test(gather_fails_with_the_first_exception),
        cmocka_unit_test(a_repeated_child_counts_once),
        cmocka_unit_test(cancelling_a_gather_cancels_the_children),
        cmocka_unit_test(a_task_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
