#include "fake.h"

/* ---- turns and handles ---- */

static void call_next_soon(Fake *fake, void *data) {
    loop_call_soon(&fake->loop, &((FakeHandle *)data)->handle);
}

static void take_time_and_call_soon(Fake *fake, void *data) {
    fake->now_ns++;
    call_next_soon(fake, data);
}

static void a_turn_runs_exactly_what_was_ready_at_its_start(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle late = {.name = "late"};
    FakeHandle first = {.name = "first", .run = call_next_soon, .data = &late};
    FakeHandle second = {.name = "second"};
    loop_call_soon(&fake.loop, &first.handle);
    loop_call_soon(&fake.loop, &second.handle);
    assert_int_equal(loop_turn(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "first second ");
    assert_int_equal(loop_turn(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "late ");
    assert_int_equal(fake.waits, 0);
    fake_release(&fake);
}

static void due_timers_join_behind_what_is_ready(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle soon = {.name = "soon"};
    FakeHandle b = {.name = "b"};
    FakeHandle a = {.name = "a"};
    FakeHandle tie = {.name = "tie"};
    loop_call_at(&fake.loop, &b.handle, 20);
    loop_call_at(&fake.loop, &a.handle, 10);
    loop_call_at(&fake.loop, &tie.handle, 20);
    fake.now_ns = 25;
    loop_call_soon(&fake.loop, &soon.handle);
    assert_int_equal(loop_turn(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "soon a b tie ");
    fake_release(&fake);
}

static void the_clock_moves_only_when_nothing_is_ready(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle timer = {.name = "timer"};
    FakeHandle soon = {.name = "soon"};
    loop_call_at(&fake.loop, &timer.handle, 5 * (int64_t)FAKE_SECOND);
    loop_call_soon(&fake.loop, &soon.handle);
    loop_turn(&fake.loop);
    assert_int_equal(fake.now_ns, 0);
    loop_turn(&fake.loop);
    assert_int_equal(fake.now_ns, 5 * (int64_t)FAKE_SECOND);
    fake_check_log(&fake, "soon timer ");
    fake_release(&fake);
}

static void a_cancelled_handle_does_not_run_and_its_timer_moves_no_clock(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle soon = {.name = "soon"};
    FakeHandle timer = {.name = "timer"};
    loop_call_soon(&fake.loop, &soon.handle);
    loop_call_at(&fake.loop, &timer.handle, 100);
    loop_handle_cancel(&fake.loop, &soon.handle);
    loop_handle_cancel(&fake.loop, &timer.handle);
    loop_handle_cancel(&fake.loop, &timer.handle);
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    assert_int_equal(fake.now_ns, 0);
    fake_check_log(&fake, "");
    fake_release(&fake);
}

static void stop_ends_the_run_after_the_turn(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle after = {.name = "after"};
    FakeHandle first = {.name = "first", .run = call_next_soon, .data = &after};
    FakeHandle second = {.name = "second"};
    loop_call_soon(&fake.loop, &first.handle);
    loop_call_soon(&fake.loop, &second.handle);
    loop_stop(&fake.loop);
    assert_int_equal(loop_run(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "first second ");
    fake_release(&fake);
}

static void an_exception_leaves_the_rest_of_the_turn_ready(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle bad = {.name = "bad", .stops = true};
    FakeHandle rest = {.name = "rest"};
    loop_call_soon(&fake.loop, &bad.handle);
    loop_call_soon(&fake.loop, &rest.handle);
    assert_int_equal(loop_run(&fake.loop), LOOP_TURN_RAISED);
    fake_check_log(&fake, "bad ");
    assert_int_equal(loop_turn(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "rest ");
    fake_release(&fake);
}

static void turns_have_a_budget(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle again = {.run = call_next_soon, .data = &again};
    loop_call_soon(&fake.loop, &again.handle);
    fake.loop.turns_max = 50;
    assert_int_equal(fake_run(&fake), LOOP_TURN_LIMIT);
    assert_int_equal(fake.loop.turns, 50);
    fake_release(&fake);
}

/* Runs a handle that calls itself again, at most so often; between these the clock may move. */
static LoopTurn run_again_and_again(bool clock_moves, uint64_t *turns) {
    Fake fake;
    fake_init(&fake);
    FakeHandle again = {.run = clock_moves ? take_time_and_call_soon : call_next_soon,
                        .data = &again};
    loop_call_soon(&fake.loop, &again.handle);
    fake.loop.turns_max = 1000;
    fake.loop.steps_max = 50;
    LoopTurn turn = fake_run(&fake);
    *turns = fake.loop.turns;
    fake_release(&fake);
    return turn;
}

static void steps_while_no_time_passes_have_a_budget(void **state) {
    (void)state;
    uint64_t turns;
    assert_int_equal(run_again_and_again(false, &turns), LOOP_TURN_NO_TIME);
    assert_int_equal(turns, 100);
    assert_int_equal(run_again_and_again(true, &turns), LOOP_TURN_LIMIT);
    assert_int_equal(turns, 1000);
}

static void take_200_ms(Fake *fake, void *data) {
    (void)data;
    fake->now_ns += 200 * 1000 * 1000;
}

static void debug_mode_reports_what_was_slow(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    fake.loop.is_debug = true;
    FakeHandle quick = {.name = "quick"};
    FakeHandle slow = {.name = "slow", .run = take_200_ms};
    loop_call_soon(&fake.loop, &quick.handle);
    loop_call_soon(&fake.loop, &slow.handle);
    loop_turn(&fake.loop);
    assert_int_equal(fake.slow_ns, 200 * 1000 * 1000);
    fake_check_log(&fake, "quick slow slow:6 ");
    fake_release(&fake);
}

static void closing_lets_go_of_everything(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    FakeHandle soon = {.name = "soon"};
    FakeHandle timer = {.name = "timer"};
    loop_call_soon(&fake.loop, &soon.handle);
    loop_call_at(&fake.loop, &timer.handle, 100);
    loop_clear(&fake.loop);
    assert_int_equal(fake.handles, 0);
    loop_handle_cancel(&fake.loop, &timer.handle);
    fake_release(&fake);
}

/* ---- futures ---- */

static bool is_callback(void *arg, void *callback) {
    return arg == callback;
}

static void done_callbacks_run_in_the_order_they_were_added(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopFuture future;
    loop_future_init(&future, &fake.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    char names[8][2] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (int i = 0; i < 7; i++) {
        loop_future_add_callback(&future, names[i]);
    }
    loop_future_add_callback(&future, names[1]);
    assert_int_equal(loop_future_callback_count(&future), 8);
    assert_int_equal(loop_future_remove_callbacks(&future, is_callback, names[1]), 2);
    assert_int_equal(loop_future_remove_callbacks(&future, is_callback, names[7]), 0);
    fake.values++;
    loop_future_finish(&future, 7);
    fake_check_log(&fake, "");
    loop_turn(&fake.loop);
    fake_check_log(&fake, "a(7) c(7) d(7) e(7) f(7) g(7) ");
    loop_future_add_callback(&future, names[7]);
    loop_turn(&fake.loop);
    fake_check_log(&fake, "h(7) ");
    assert_false(loop_future_cancel(&future, false, 0));
    loop_future_release(&future);
    fake_release(&fake);
}

static void a_cancelled_future_keeps_its_message(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopFuture future;
    loop_future_init(&future, &fake.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    assert_true(loop_future_cancel(&future, true, 5));
    assert_false(loop_future_cancel(&future, true, 6));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(loop_future_take_error(&future), FAKE_CANCELLED + 5);
        fake.values--;
    }
    loop_future_release(&future);
    fake_release(&fake);
}

static void a_failed_future_knows_whether_somebody_looked(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    LoopFuture future;
    loop_future_init(&future, &fake.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    fake.values++;
    loop_future_fail(&future, FAKE_EXCEPTION);
    assert_true((future.flags & LOOP_FLAG_UNRETRIEVED) != 0);
    assert_int_equal(loop_future_take_error(&future), FAKE_EXCEPTION);
    fake.values--;
    assert_true((future.flags & LOOP_FLAG_UNRETRIEVED) == 0);
    loop_future_release(&future);
    fake_release(&fake);
}

/* The last of those that tie, always. */
static size_t choose_last(void *ctx, size_t count) {
    text_printf(&((Fake *)ctx)->log, "of-%d ", (int)count);
    return count - 1;
}

static void the_driver_chooses_among_timers_of_one_deadline_only(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    fake.loop.driver.choose = choose_last;
    FakeHandle first = {.name = "first"}, a = {.name = "a"}, b = {.name = "b"}, c = {.name = "c"},
               gone = {.name = "gone"}, last = {.name = "last"}, soon = {.name = "soon"};
    loop_call_at(&fake.loop, &last.handle, 30);
    loop_call_at(&fake.loop, &a.handle, 20);
    loop_call_at(&fake.loop, &gone.handle, 20);
    loop_call_at(&fake.loop, &b.handle, 20);
    loop_call_at(&fake.loop, &first.handle, 10);
    loop_call_at(&fake.loop, &c.handle, 20);
    loop_handle_cancel(&fake.loop, &gone.handle);
    fake.now_ns = 30; /* all are due in one turn */
    loop_call_soon(&fake.loop, &soon.handle);
    assert_int_equal(loop_turn(&fake.loop), LOOP_TURN_RAN);
    fake_check_log(&fake, "of-3 of-2 soon first c b a last ");
    assert_int_equal(fake_run(&fake), LOOP_TURN_DEADLOCK);
    fake_release(&fake);
}

static void count_value(void *arg, LoopValue value) {
    (void)value;
    ((int *)arg)[0]++;
}

static void count_future(void *arg, LoopFuture *future) {
    (void)future;
    ((int *)arg)[1]++;
}

static void count_handle(void *arg, LoopHandle *handle) {
    (void)handle;
    ((int *)arg)[2]++;
}

static void count_callback(void *arg, void *callback) {
    (void)callback;
    ((int *)arg)[3]++;
}

static void visiting_finds_every_reference(void **state) {
    (void)state;
    Fake fake;
    fake_init(&fake);
    int counts[4] = {0};
    LoopVisitor visitor = {counts, count_value, count_future, count_handle, count_callback};
    LoopFuture future;
    loop_future_init(&future, &fake.loop, LOOP_KIND_FUTURE, TRACE_FOR_FUTURE);
    char name[] = "c";
    loop_future_add_callback(&future, name);
    loop_future_add_callback(&future, name);
    loop_future_visit(&future, &visitor);
    assert_int_equal(counts[3], fake.callbacks);
    fake.values++;
    loop_future_finish(&future, 1);
    loop_future_visit(&future, &visitor);
    assert_int_equal(counts[0], fake.values);
    FakeHandle timer = {.name = "timer"};
    loop_call_at(&fake.loop, &timer.handle, 100);
    memset(counts, 0, sizeof counts);
    loop_visit(&fake.loop, &visitor);
    assert_int_equal(counts[1], fake.futures);
    assert_int_equal(counts[2], fake.handles);
    assert_int_equal(counts[3], fake.callbacks);
    loop_clear(&fake.loop);
    loop_future_release(&future);
    fake_release(&fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_runs_exactly_what_was_ready_at_its_start),
        cmocka_unit_test(due_timers_join_behind_what_is_ready),
        cmocka_unit_test(the_clock_moves_only_when_nothing_is_ready),
        cmocka_unit_test(a_cancelled_handle_does_not_run_and_its_timer_moves_no_clock),
        cmocka_unit_test(stop_ends_the_run_after_the_turn),
        cmocka_unit_test(an_exception_leaves_the_rest_of_the_turn_ready),
        cmocka_unit_test(turns_have_a_budget),
        cmocka_unit_test(steps_while_no_time_passes_have_a_budget),
        cmocka_unit_test(debug_mode_reports_what_was_slow),
        cmocka_unit_test(closing_lets_go_of_everything),
        cmocka_unit_test(done_callbacks_run_in_the_order_they_were_added),
        cmocka_unit_test(a_cancelled_future_keeps_its_message),
        cmocka_unit_test(a_failed_future_knows_whether_somebody_looked),
        cmocka_unit_test(the_driver_chooses_among_timers_of_one_deadline_only),
        cmocka_unit_test(visiting_finds_every_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
