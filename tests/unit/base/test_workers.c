#include "base/workers.h"
#include "unit/unit.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { NUMBERS = 100 };

typedef struct Squares {
    int arrivals[NUMBERS];
    uint64_t dies_at; /* a child is killed when it comes to this number */
    uint64_t sleeps_from;
} Squares;

static void square(void *context, uint64_t number, void *record) {
    Squares *squares = context;
    if (number == squares->dies_at) {
        kill(getpid(), SIGKILL);
    }
    while (number >= squares->sleeps_from) {
        pause();
    }
    uint64_t result = number * number;
    memcpy(record, &result, sizeof result);
}

static void arrived(void *context, uint64_t number, const void *record) {
    Squares *squares = context;
    uint64_t result;
    memcpy(&result, record, sizeof result);
    assert_int_equal(result, number * number);
    squares->arrivals[number]++;
}

static Status run(Squares *squares, int workers, int64_t time_limit_ms, WorkersEnd *end) {
    WorkersSpec spec = {.first = 10,
                        .count = NUMBERS - 10,
                        .workers = workers,
                        .record_bytes = sizeof(uint64_t),
                        .time_limit_ms = time_limit_ms,
                        .work = square,
                        .arrived = arrived,
                        .context = squares};
    Error error;
    return workers_run(&spec, end, &error);
}

static void every_number_is_done_once_by_any_number_of_processes(void **state) {
    (void)state;
    static const int counts[] = {0, 1, 2, 7, WORKERS_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        Squares squares = {.sleeps_from = UINT64_MAX};
        WorkersEnd end;
        assert_int_equal(run(&squares, counts[i], 0, &end), STATUS_OK);
        assert_int_equal(end, WORKERS_DONE);
        for (int number = 0; number < NUMBERS; number++) {
            assert_int_equal(squares.arrivals[number], number >= 10);
        }
    }
}

static void a_process_that_ends_early_is_an_error(void **state) {
    (void)state;
    Squares squares = {.dies_at = 50, .sleeps_from = UINT64_MAX};
    WorkersEnd end;
    assert_int_equal(run(&squares, 2, 0, &end), STATUS_LIMIT);
    assert_int_equal(squares.arrivals[10], 1);
    assert_int_equal(squares.arrivals[50], 0);
}

static void what_arrived_in_time_is_kept(void **state) {
    (void)state;
    Squares squares = {.sleeps_from = 30};
    WorkersEnd end;
    assert_int_equal(run(&squares, 2, 300, &end), STATUS_OK);
    assert_int_equal(end, WORKERS_TIME);
    assert_int_equal(squares.arrivals[30], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_done_once_by_any_number_of_processes),
        cmocka_unit_test(a_process_that_ends_early_is_an_error),
        cmocka_unit_test(what_arrived_in_time_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
