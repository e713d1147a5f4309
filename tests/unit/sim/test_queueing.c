/* What queueing theory says about a host with servers, over a million requests of each seed: the
 * formulas are Kleinrock's, Queueing Systems I, chapters 3 and 5. Nothing here depends on real
 * time, so a run that agrees once always does. */
#include "sim/exchange.h"

#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

enum { REQUESTS = 1000000, SEEDS = 3 };

typedef struct Measured {
    double queue_ns;   /* the mean wait for a server */
    double sojourn_ns; /* the mean time from arrival to answer */
    double gap_ns;     /* the mean time between arrivals */
    double under_way;  /* how many are there, on average over time */
} Measured;

/* How many requests are there: ends that lie before a time are taken off a heap, and what lies
 * between two changes is added to the area under the number. */
typedef struct Census {
    ARRAY_OF(int64_t) ends;
    int64_t changed_ns;
    double area;
} Census;

static int64_t take_first(Census *census) {
    int64_t *heap = census->ends.items;
    int64_t first = heap[0], last = heap[--census->ends.count];
    size_t count = census->ends.count, at = 0;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && heap[child + 1] < heap[child];
        if (heap[child] >= last) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

static void insert(Census *census, int64_t end_ns) {
    ARRAY_PUSH(&census->ends, end_ns);
    int64_t *heap = census->ends.items;
    size_t at = census->ends.count - 1;
    for (; at > 0 && heap[(at - 1) / 2] > end_ns; at = (at - 1) / 2) {
        heap[at] = heap[(at - 1) / 2];
    }
    heap[at] = end_ns;
}

static void move_to(Census *census, int64_t now_ns) {
    while (census->ends.count > 0 && census->ends.items[0] <= now_ns) {
        double there = (double)census->ends.count;
        int64_t end_ns = take_first(census);
        census->area += there * (double)(end_ns - census->changed_ns);
        census->changed_ns = end_ns;
    }
    census->area += (double)census->ends.count * (double)(now_ns - census->changed_ns);
    census->changed_ns = now_ns;
}

/* A Poisson stream of requests to one host, the mean gap between two being gap_ns. */
static Measured measure(const char *host_line, int64_t gap_ns, uint64_t seed) {
    World *world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, host_line, strlen(host_line));
    assert_int_equal(world->errors.count, 0);
    world_set_seed(world, seed);
    HostTable *hosts = host_table_new(world);
    Random arrivals = random_stream(seed, "arrivals");
    Distribution gap = {.kind = DISTRIBUTION_EXPONENTIAL, .a_ns = gap_ns};
    HostRequest request = {.method = "GET", .url = "http://a.org/", .url_length = 13, .body = ""};
    ExchangeLimits limits = {EXCHANGE_NO_LIMIT, EXCHANGE_NO_LIMIT, EXCHANGE_NO_LIMIT};
    Measured sums = {0};
    Census census = {0};
    int64_t now_ns = 0;
    for (int i = 0; i < REQUESTS; i++) {
        now_ns += distribution_draw(&gap, &arrivals, NULL);
        Exchange exchange = {0};
        exchange_begin(&exchange, hosts, &request, &limits, now_ns);
        assert_int_equal(exchange.stage, EXCHANGE_DECIDED);
        sums.queue_ns += (double)exchange.reply.queue_ns;
        sums.sojourn_ns += (double)(exchange.due_ns - now_ns);
        move_to(&census, now_ns);
        insert(&census, exchange.due_ns);
        exchange_end(&exchange, exchange.due_ns);
    }
    Measured means = {.queue_ns = sums.queue_ns / REQUESTS,
                      .sojourn_ns = sums.sojourn_ns / REQUESTS,
                      .gap_ns = (double)now_ns / REQUESTS,
                      .under_way = census.area / (double)census.changed_ns};
    ARRAY_RELEASE(&census.ends);
    host_table_free(hosts);
    world_free(world);
    return means;
}

static void expect_within(const char *what, double measured, double expected, double tolerance) {
    double error = measured / expected - 1;
    if (error > tolerance || error < -tolerance) {
        fail_msg("%s: %.0f ns where %.0f are expected, %+.2f %%", what, measured, expected,
                 error * 100);
    }
}

/* Erlang's C: the probability that all c servers are busy, a of them on average. */
static double erlang_c(int servers, double load) {
    double blocked = 1; /* Erlang's B, by its recursion in the number of servers */
    for (int c = 1; c <= servers; c++) {
        blocked = load * blocked / (c + load * blocked);
    }
    double utilisation = load / servers;
    return blocked / (1 - utilisation * (1 - blocked));
}

/* Compares the means of several seeds with the formulas. */
static void check(const char *name, const char *line, int64_t gap_ns, double wait_ns,
                  double service_ns) {
    double waited_ns = 0, stayed_ns = 0;
    char what[64];
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Measured measured = measure(line, gap_ns, seed);
        waited_ns += measured.queue_ns / SEEDS;
        stayed_ns += measured.sojourn_ns / SEEDS;
        /* Little: L = λ W, but for those who are still there at the end. */
        snprintf(what, sizeof what, "%s, seed %d, under way", name, (int)seed);
        expect_within(what, measured.under_way, measured.sojourn_ns / measured.gap_ns, 0.0001);
    }
    snprintf(what, sizeof what, "%s, wait", name);
    expect_within(what, waited_ns, wait_ns, 0.02);
    snprintf(what, sizeof what, "%s, sojourn", name);
    expect_within(what, stayed_ns, wait_ns + service_ns, 0.02);
}

#define MEAN_NS 10000000.0 /* of the service time, in all of them */

static void mean_wait_of_m_m_1(void **state) {
    (void)state;
    for (int tenths = 3; tenths <= 7; tenths += 4) {
        double utilisation = tenths / 10.0;
        check("M/M/1", "host * latency exponential(10ms) servers 1",
              (int64_t)(MEAN_NS / utilisation), MEAN_NS * utilisation / (1 - utilisation), MEAN_NS);
    }
}

static void mean_wait_of_m_m_c(void **state) {
    (void)state;
    double load = 4 * 0.7;
    double wait_ns = erlang_c(4, load) * MEAN_NS / (4 - load);
    check("M/M/4", "host * latency exponential(10ms) servers 4", (int64_t)(MEAN_NS / load), wait_ns,
          MEAN_NS);
}

/* Half of what M/M/1 waits (Pollaczek and Khinchine). */
static void mean_wait_of_m_d_1(void **state) {
    (void)state;
    check("M/D/1", "host * latency 10ms servers 1", (int64_t)(MEAN_NS / 0.7),
          MEAN_NS * 0.7 / (2 * (1 - 0.7)), MEAN_NS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_wait_of_m_m_1),
        cmocka_unit_test(mean_wait_of_m_m_c),
        cmocka_unit_test(mean_wait_of_m_d_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
