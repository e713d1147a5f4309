#include "sim/load.h"

#include "trace/requests.h"
#include "trace/spans.h"
#include "unit/unit.h"

#include <string.h>

#define MS INT64_C(1000000)

typedef struct Fixture {
    World *world;
    HostTable *hosts;
    Machine *machine;
    Trace *trace;
    int64_t budget; /* of questions whether to give up; below 0: for ever */
    Load *load;
    const char *slow_host; /* whose server needs 2 s to come up */
    MachineTimer up;
    int64_t ended_ns;
} Fixture;

static bool gives_up(void *context) {
    Fixture *fixture = context;
    if (fixture->budget > 0) {
        fixture->budget--;
    }
    return fixture->budget == 0;
}

static void server_comes_up(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)machine;
    (void)deadline_ns;
    Fixture *fixture = argument;
    fixture->slow_host = NULL;
    load_go(fixture->load);
}

static bool is_ready(void *context, const char *url) {
    const Fixture *fixture = context;
    return fixture->slow_host == NULL || strstr(url, fixture->slow_host) == NULL;
}

static void ended(void *context) {
    Fixture *fixture = context;
    fixture->ended_ns = machine_now(fixture->machine);
}

/* Runs the world's load to its end, as a program that does nothing else would see it. */
static Fixture run_load_on(const char *slow_host, const char *lines, int64_t budget) {
    Fixture fixture = {.world = world_new(),
                       .trace = trace_new(1000000),
                       .budget = budget,
                       .slow_host = slow_host};
    MachineSettings machine = {0};
    world_add_lines(fixture.world, WORLD_FILE, "x", 1, NULL, lines, strlen(lines));
    assert_int_equal(fixture.world->errors.count, 0);
    fixture.hosts = host_table_new(fixture.world);
    fixture.machine = machine_new(&machine);
    trace_add_thread(fixture.trace, 0, "MainThread", TRACE_NOBODY, 0);
    LoadSettings settings = {.world = fixture.world,
                             .hosts = fixture.hosts,
                             .machine = fixture.machine,
                             .trace = fixture.trace,
                             .gives_up = gives_up,
                             .is_ready = is_ready,
                             .ended = ended,
                             .context = &fixture};
    fixture.load = load_new(&settings);
    machine_timer_set(fixture.machine, &fixture.up, 2000 * MS, server_comes_up, &fixture);
    assert_int_equal(load_wait(fixture.load), MACHINE_WOKEN);
    assert_true(load_is_over(fixture.load));
    assert_int_equal(fixture.ended_ns, machine_now(fixture.machine));
    machine_timer_cancel(fixture.machine, &fixture.up);
    load_free(fixture.load);
    trace_finish(fixture.trace, machine_now(fixture.machine), 0);
    return fixture;
}

static Fixture run_load(const char *lines, int64_t budget) {
    return run_load_on(NULL, lines, budget);
}

static void release(Fixture *fixture) {
    trace_free(fixture->trace);
    machine_end(fixture->machine);
    machine_free(fixture->machine);
    host_table_free(fixture->hosts);
    world_free(fixture->world);
}

static void load_keeps_its_clients_busy(void **state) {
    (void)state;
    Fixture fixture = run_load("host * latency 100ms rtt 10ms servers 2\n"
                               "load a.org/x clients 3 each 4\n",
                               -1);
    /* Connecting takes 10 ms, once; then two servers are busy with 12 requests. */
    assert_int_equal(machine_now(fixture.machine), 610 * MS);
    Requests requests;
    requests_derive(&requests, fixture.trace);
    assert_int_equal(requests.count, 12);
    int connected = 0;
    for (size_t i = 0; i < requests.count; i++) {
        assert_int_equal(requests.items[i].end, REQUEST_ANSWERED);
        connected += request_phase_ns(&requests, &requests.items[i], TRACE_PHASE_CONNECT) > 0;
    }
    assert_int_equal(connected, 3);
    Spans spans;
    spans_derive(&spans, fixture.trace);
    assert_int_equal(spans.lane_count, 4);
    for (uint32_t lane = 1; lane < 4; lane++) {
        assert_int_equal(spans.lanes[lane].count, 4); /* never idle */
        assert_int_equal(spans.items[spans.lanes[lane].first].state, SPAN_NETWORK);
        assert_int_equal(spans.lanes[lane].end, SPAN_DONE);
    }
    spans_release(&spans);
    requests_release(&requests);
    release(&fixture);
}

static void load_of_several_lines_goes_on_together(void **state) {
    (void)state;
    Fixture fixture = run_load("host a.org latency 30ms\nhost b.org latency 100ms\n"
                               "load a.org clients 1 each 5\nload b.org/p clients 2 each 1\n",
                               -1);
    assert_int_equal(machine_now(fixture.machine), 150 * MS);
    assert_int_equal(fixture.trace->requests, 7);
    release(&fixture);
}

static void load_gives_up_when_told(void **state) {
    (void)state;
    Fixture fixture = run_load("load a.org clients 2 each 1000\narrivals b.org 10/s for 1000s", 7);
    assert_true(fixture.trace->requests < 20);
    release(&fixture);
}

static void load_does_not_wait_for_ever(void **state) {
    (void)state;
    Fixture fixture = run_load("host * fail timeout\nload a.org clients 1 each 2", -1);
    assert_int_equal(machine_now(fixture.machine), 2 * LOAD_TIMEOUT_NS);
    release(&fixture);
}

static void load_begins_when_its_host_is_ready(void **state) {
    (void)state;
    Fixture fixture = run_load_on("a.org",
                                  "host * latency 100ms\nload a.org clients 2 each 3\n"
                                  "load b.org clients 1 each 5\narrivals a.org 100/s for 1s",
                                  -1);
    Requests requests;
    requests_derive(&requests, fixture.trace);
    int64_t last_ns = 0;
    for (size_t i = 0; i < requests.count; i++) {
        const Request *request = &requests.items[i];
        bool is_slow = strstr(trace_string_at(fixture.trace, request->call), "a.org") != NULL;
        assert_true(is_slow == (request->start_ns >= 2000 * MS));
        last_ns = request->start_ns > last_ns ? request->start_ns : last_ns;
    }
    assert_true(last_ns > 2500 * MS && last_ns < 3000 * MS);
    requests_release(&requests);
    release(&fixture);
}

/* Arrivals are a Poisson process: the number in a second has mean and variance 200. */
static void arrivals_come_at_random(void **state) {
    (void)state;
    enum { SECONDS = 400 };
    Fixture fixture = run_load("host * latency 20ms rtt 1ms\narrivals a.org/x 200/s for 400s", -1);
    Requests requests;
    requests_derive(&requests, fixture.trace);
    double counts[SECONDS] = {0};
    for (size_t i = 0; i < requests.count; i++) {
        assert_true(requests.items[i].start_ns < SECONDS * 1000 * MS);
        counts[requests.items[i].start_ns / (1000 * MS)]++;
        assert_int_equal(requests.items[i].end_ns - requests.items[i].start_ns, 21 * MS);
    }
    double mean = (double)requests.count / SECONDS, variance = 0;
    for (size_t i = 0; i < SECONDS; i++) {
        variance += (counts[i] - mean) * (counts[i] - mean) / (SECONDS - 1);
    }
    assert_true(mean > 196 && mean < 204);
    assert_true(variance > 160 && variance < 240);
    Spans spans;
    spans_derive(&spans, fixture.trace);
    assert_int_equal(spans.lane_count, 2); /* they share a lane */
    assert_int_equal(spans.lanes[1].end_ns, machine_now(fixture.machine));
    spans_release(&spans);
    requests_release(&requests);
    release(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_keeps_its_clients_busy),
        cmocka_unit_test(load_of_several_lines_goes_on_together),
        cmocka_unit_test(load_gives_up_when_told),
        cmocka_unit_test(load_does_not_wait_for_ever),
        cmocka_unit_test(load_begins_when_its_host_is_ready),
        cmocka_unit_test(arrivals_come_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
