#include "fake.h"

static LoopThrown thrown_kind(LoopValue thrown) {
    if (thrown == 0) {
        return LOOP_THROWN_NOTHING;
    }
    return fake_is_cancelled(NULL, thrown) ? LOOP_THROWN_CANCELLED : LOOP_THROWN_OTHER;
}

/* Gets three items. */
static LoopStepKind consumer(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopQueue *queue = self->data;
    LoopOutcome outcome;
    if (self->at == 0) {
        outcome = loop_queue_get_start(queue, &self->waiter, &fake->loop);
        self->at = 1;
    } else {
        outcome = loop_queue_get_resume(queue, &self->waiter, thrown_kind(thrown));
    }
    while (outcome == LOOP_OUTCOME_READY) {
        LoopValue item;
        assert_true(loop_queue_get_now(queue, &FAKE_EMBEDDER, fake, &item));
        fake->values--;
        text_printf(&fake->log, "%s<%d ", self->name, (int)item);
        assert_true(loop_queue_task_done(queue));
        if (++self->at == 4) {
            return fake_done(fake, 0, result);
        }
        outcome = loop_queue_get_start(queue, &self->waiter, &fake->loop);
    }
    if (outcome == LOOP_OUTCOME_RAISE) {
        text_printf(&fake->log, "%s! ", self->name);
        return fake_rethrow(thrown, result);
    }
    return fake_await(fake, &self->waiter.future, result);
}

/* Puts 1, 2, 3. */
static LoopStepKind producer(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopQueue *queue = self->data;
    LoopOutcome outcome;
    if (self->at == 0) {
        outcome = loop_queue_put_start(queue, &self->waiter, &fake->loop);
        self->at = 1;
    } else {
        outcome = loop_queue_put_resume(queue, &self->waiter, thrown_kind(thrown));
    }
    while (outcome == LOOP_OUTCOME_READY) {
        fake->values++;
        assert_true(loop_queue_put_now(queue, &FAKE_EMBEDDER, fake, (LoopValue)self->at));
        text_printf(&fake->log, "%s>%d ", self->name, self->at);
        if (++self->at == 4) {
            return fake_done(fake, 0, result);
        }
        outcome = loop_queue_put_start(queue, &self->waiter, &fake->loop);
    }
    if (outcome == LOOP_OUTCOME_RAISE) {
        text_printf(&fake->log, "%s! ", self->name);
        return fake_rethrow(thrown, result);
    }
    return fake_await(fake, &self->waiter.future, result);
}

static LoopStepKind joiner(Fake *fake, FakeTask *self, LoopValue thrown, LoopStep *result) {
    LoopQueue *queue = self->data;
    LoopOutcome outcome = self->at++ == 0
                              ? loop_queue_join_start(queue, &self->waiter, &fake->loop)
                              : loop_queue_join_resume(queue, &self->waiter, thrown_kind(thrown));
    if (outcome == LOOP_OUTCOME_WAIT) {
        return fake_await(fake, &self->waiter.future, result);
    }
    fake_log(fake, "joined");
    return fake_done(fake, 0, result);
}

static void a_bounded_queue_hands_over_one_by_one(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopQueue queue;
    loop_queue_init(&queue, LOOP_QUEUE_FIFO, 1);
    FakeTask c, p, j;
    fake_start(&fake, &c, "c", consumer);
    fake_start(&fake, &p, "p", producer);
    fake_start(&fake, &j, "j", joiner);
    c.data = p.data = j.data = &queue;
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "p>1 c<1 p>2 joined c<2 p>3 c<3 ");
    assert_int_equal(queue.finished.is_set, true);
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    loop_task_release(&c.task);
    loop_task_release(&p.task);
    loop_task_release(&j.task);
    fake_release(&fake);
}

static void a_getter_that_is_cancelled_after_it_was_woken_wakes_the_next(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopQueue queue;
    loop_queue_init(&queue, LOOP_QUEUE_FIFO, 0);
    FakeTask a, b;
    fake_start(&fake, &a, "a", consumer);
    fake_start(&fake, &b, "b", consumer);
    a.data = b.data = &queue;
    loop_turn(&fake.loop);
    assert_int_equal(queue.getters.count, 2);
    fake.values++;
    loop_queue_put_now(&queue, &FAKE_EMBEDDER, &fake, 7);
    loop_task_cancel(&a.task, false, 0);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_check_log(&fake, "a! b<7 ");
    loop_task_cancel(&b.task, false, 0);
    fake_run(&fake);
    fake_check_log(&fake, "b! ");
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    loop_task_release(&a.task);
    loop_task_release(&b.task);
    fake_release(&fake);
}

static void drain(LoopQueue *queue, Fake *fake) {
    while (queue->count > 0) {
        LoopValue item;
        assert_true(loop_queue_get_now(queue, &FAKE_EMBEDDER, fake, &item));
        fake->values--;
        text_printf(&fake->log, "%d ", (int)item);
    }
}

static void fill(LoopQueue *queue, Fake *fake, const int *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fake->values++;
        assert_true(loop_queue_put_now(queue, &FAKE_EMBEDDER, fake, (LoopValue)items[i]));
    }
}

/* The expected order is what heapq of CPython 3.11 gives for items that compare by x // 10. */
static void a_priority_queue_orders_ties_as_heapq_does(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopQueue queue;
    loop_queue_init(&queue, LOOP_QUEUE_PRIORITY, 0);
    const int items[] = {31, 11, 12, 21, 13, 14, 22, 15, 32, 16, 1, 17};
    fill(&queue, &fake, items, 12);
    drain(&queue, &fake);
    fake_check_log(&fake, "1 12 14 17 16 11 13 15 22 21 32 31 ");
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    fake_release(&fake);
}

static void a_comparison_may_raise(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopQueue queue;
    loop_queue_init(&queue, LOOP_QUEUE_PRIORITY, 0);
    const int items[] = {10};
    fill(&queue, &fake, items, 1);
    fake.values++;
    assert_false(loop_queue_put_now(&queue, &FAKE_EMBEDDER, &fake, 666));
    assert_int_equal(queue.unfinished, 1);
    assert_int_equal(queue.count, 2);
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    fake_release(&fake);
}

static void a_lifo_queue_gives_the_newest_and_a_fifo_the_oldest(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopQueue queue;
    int items[20];
    for (int i = 0; i < 20; i++) {
        items[i] = i;
    }
    loop_queue_init(&queue, LOOP_QUEUE_LIFO, 0);
    fill(&queue, &fake, items, 4);
    drain(&queue, &fake);
    fake_check_log(&fake, "3 2 1 0 ");
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    loop_queue_init(&queue, LOOP_QUEUE_FIFO, 0);
    fill(&queue, &fake, items, 5);
    drain(&queue, &fake);
    text_clear(&fake.log);
    fill(&queue, &fake, items, 12); /* round the ring, and grows */
    assert_int_equal(loop_queue_item(&queue, 11), 11);
    drain(&queue, &fake);
    fake_check_log(&fake, "0 1 2 3 4 5 6 7 8 9 10 11 ");
    loop_queue_release(&queue, &FAKE_EMBEDDER, &fake);
    fake_release(&fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bounded_queue_hands_over_one_by_one),
        cmocka_unit_test(a_getter_that_is_cancelled_after_it_was_woken_wakes_the_next),
        cmocka_unit_test(a_priority_queue_orders_ties_as_heapq_does),
        cmocka_unit_test(a_comparison_may_raise),
        cmocka_unit_test(a_lifo_queue_gives_the_newest_and_a_fifo_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
