#include "sim/exchange.h"

#include "unit/unit.h"

#include <string.h>

#define NONE EXCHANGE_NO_LIMIT

typedef struct Fixture {
    World *world;
    HostTable *hosts;
    Exchange exchange;
} Fixture;

static Fixture open_world(const char *lines) {
    Fixture fixture = {.world = world_new()};
    world_add_lines(fixture.world, WORLD_FILE, "x", 1, NULL, lines, strlen(lines));
    assert_int_equal(fixture.world->errors.count, 0);
    fixture.hosts = host_table_new(fixture.world);
    return fixture;
}

static void close_world(Fixture *fixture) {
    host_table_free(fixture->hosts);
    world_free(fixture->world);
}

static void begin(Fixture *fixture, Exchange *exchange, const char *url, ExchangeLimits limits,
                  int64_t now_ns) {
    HostRequest request = {
        .method = "GET", .url = url, .url_length = strlen(url), .body = "", .fresh = true};
    *exchange = (Exchange){0};
    exchange_begin(exchange, fixture->hosts, &request, &limits, now_ns);
}

/* Comes back whenever it is due, and returns when it was over. */
static int64_t see_through(Exchange *exchange, int64_t now_ns) {
    while (!exchange->is_over) {
        assert_true(exchange->due_ns > now_ns);
        now_ns = exchange->due_ns;
        exchange_go_on(exchange, now_ns);
    }
    return now_ns;
}

static void assert_phases(const Exchange *exchange, const ExchangePhase *phases, size_t count) {
    assert_int_equal(exchange->phase_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(exchange->phases[i].phase, phases[i].phase);
        assert_int_equal(exchange->phases[i].start_ns, phases[i].start_ns);
    }
}

static void exchange_goes_through_its_phases(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 100ns rtt 10ns servers 1 bandwidth 8Gbit size 7B");
    Exchange first, second;
    ExchangeLimits none = {NONE, NONE, NONE};
    begin(&fixture, &first, "https://a.org/", none, 1000);
    begin(&fixture, &second, "http://a.org/", none, 1000);
    assert_int_equal(second.due_ns, 1010);
    exchange_go_on(&second, 1010);
    assert_int_equal(see_through(&first, 1000), 1217);
    static const ExchangePhase waited[] = {{1000, TRACE_PHASE_CONNECT},
                                           {1010, TRACE_PHASE_TLS},
                                           {1020, TRACE_PHASE_QUEUE},
                                           {1110, TRACE_PHASE_SERVICE},
                                           {1210, TRACE_PHASE_RECEIVE}};
    assert_phases(&first, waited,
                  5); /* who arrives first is served first, whoever was sent first */
    assert_int_equal(see_through(&second, 1010), 1117);
    static const ExchangePhase served[] = {
        {1000, TRACE_PHASE_CONNECT}, {1010, TRACE_PHASE_SERVICE}, {1110, TRACE_PHASE_RECEIVE}};
    assert_phases(&second, served, 3);
    assert_int_equal(second.reply.status, 200);
    exchange_end(&first, 1217);
    exchange_end(&second, 1217);
    close_world(&fixture);
}

static void exchange_keeps_a_clients_limits(void **state) {
    (void)state;
    static const struct {
        ExchangeLimits limits;
        int64_t over_ns;
        HostFailure failure;
    } list[] = {
        {{NONE, NONE, NONE}, 150, HOST_OK},
        {{40, 100, 150}, 150, HOST_OK}, /* at the very instant is in time */
        {{39, 100, 150}, 39, HOST_CONNECT_TIMEOUT},
        {{40, 99, 149}, 139, HOST_READ_TIMEOUT},
        {{40, 100, 149}, 149, HOST_TOTAL_TIMEOUT}, /* receiving is no wait of `read` */
        {{40, 99, 120}, 120, HOST_TOTAL_TIMEOUT},
        {{NONE, NONE, 30}, 30, HOST_TOTAL_TIMEOUT},
        {{0, 0, 0}, 0, HOST_CONNECT_TIMEOUT},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        Fixture fixture =
            open_world("host * latency 100ns rtt 20ns servers 1 bandwidth 8Gbit size 10B");
        Exchange exchange;
        begin(&fixture, &exchange, "https://a.org/", list[i].limits, 0);
        assert_int_equal(see_through(&exchange, 0), list[i].over_ns);
        assert_int_equal(exchange.failure, list[i].failure);
        exchange_end(&exchange, list[i].over_ns);
        close_world(&fixture);
    }
}

static void exchange_fails_as_the_host_does(void **state) {
    (void)state;
    Fixture fixture = open_world("host c.org rtt 5ns fail connect\nhost r.org fail reset\n"
                                 "host t.org fail timeout\n");
    Exchange exchange;
    ExchangeLimits none = {NONE, NONE, NONE};
    begin(&fixture, &exchange, "https://c.org/x", none, 0);
    assert_int_equal(see_through(&exchange, 0), 5); /* TLS never begins */
    assert_string_equal(host_failure_name(exchange.failure), "connect");
    exchange_end(&exchange, 5);
    begin(&fixture, &exchange, "http://r.org/x", none, 0);
    assert_int_equal(see_through(&exchange, 0), 100000000);
    assert_string_equal(host_failure_name(exchange.failure), "reset");
    exchange_end(&exchange, 100000000);
    begin(&fixture, &exchange, "http://t.org/x", none, 0);
    assert_true(exchange.due_ns == HOST_NEVER);
    exchange_end(&exchange, 7);
    begin(&fixture, &exchange, "http://t.org/x", (ExchangeLimits){NONE, 9, NONE}, 0);
    assert_int_equal(see_through(&exchange, 0), 9);
    assert_string_equal(host_failure_name(exchange.failure), "read timeout");
    exchange_end(&exchange, 9);
    begin(&fixture, &exchange, "nothing", none, 0);
    assert_true(exchange.is_over);
    assert_int_equal(exchange.failure, HOST_CONNECT);
    exchange_end(&exchange, 0);
    close_world(&fixture);
}

/* --- an app --- */

typedef struct App {
    Exchange *exchange;
    int arrived, gone, woken;
    bool answers_at_once;
    int64_t now_ns;
} App;

static void app_arrived(void *context, Exchange *exchange) {
    App *app = context;
    app->arrived++;
    app->exchange = exchange;
    if (app->answers_at_once) {
        exchange_answer(exchange, app->now_ns, 404, NULL, 0, "no", 2);
    }
}

static void app_gone(void *context, Exchange *exchange) {
    App *app = context;
    assert_ptr_equal(app->exchange, exchange);
    app->gone++;
}

static const HostApp APP = {app_arrived, app_gone};

static void answered(void *sender, Exchange *exchange) {
    App *app = sender;
    assert_ptr_equal(app->exchange, exchange);
    app->woken++;
}

static void exchange_lets_an_app_answer(void **state) {
    (void)state;
    Fixture fixture =
        open_world("host app.local:8000 rtt 10ns latency 5ns bandwidth 8Gbit servers 1");
    App app = {0};
    host_table_serve(fixture.hosts, "app.local:8000", &APP, &app);
    Exchange exchange;
    begin(&fixture, &exchange, "http://app.local:8000/x", (ExchangeLimits){NONE, NONE, NONE}, 0);
    exchange.answered = answered;
    exchange.sender = &app;
    assert_int_equal(exchange.due_ns, 15);
    exchange_go_on(&exchange, 15);
    assert_int_equal(app.arrived, 1);
    assert_true(exchange.due_ns == HOST_NEVER);
    assert_string_equal(exchange.request.url, "http://app.local:8000/x");
    exchange_serve(&exchange, 20);
    HostHeader header = {"X-Made-By", "app"};
    exchange_answer(&exchange, 50, 201, &header, 1, "hello", 5);
    assert_int_equal(app.woken, 1);
    assert_int_equal(exchange.due_ns, 55);
    assert_false(exchange.is_over);
    exchange_go_on(&exchange, 55);
    assert_true(exchange.is_over);
    assert_int_equal(exchange.failure, HOST_OK);
    assert_int_equal(exchange.reply.status, 201);
    assert_string_equal(exchange.reply.reason, "Created");
    assert_string_equal(text_cstr(&exchange.reply.body), "hello");
    assert_string_equal(exchange.reply.headers.items[0].value, "app");
    static const ExchangePhase phases[] = {{0, TRACE_PHASE_CONNECT},
                                           {10, TRACE_PHASE_SEND},
                                           {15, TRACE_PHASE_QUEUE},
                                           {20, TRACE_PHASE_SERVICE},
                                           {50, TRACE_PHASE_RECEIVE}};
    assert_phases(&exchange, phases, 5);
    exchange_end(&exchange, 55);
    assert_int_equal(app.gone, 0);
    close_world(&fixture);
}

static void exchange_tells_an_app_that_its_client_left(void **state) {
    (void)state;
    Fixture fixture = open_world("");
    App app = {0};
    host_table_serve(fixture.hosts, "app.local", &APP, &app);
    Exchange exchange;
    begin(&fixture, &exchange, "http://app.local/", (ExchangeLimits){NONE, 30, 50}, 0);
    assert_int_equal(exchange.due_ns, 30);
    exchange_go_on(&exchange, 30);
    assert_int_equal(exchange.failure, HOST_READ_TIMEOUT);
    assert_int_equal(app.gone, 1);
    exchange_end(&exchange, 30);
    assert_int_equal(app.gone, 1);
    begin(&fixture, &exchange, "http://app.local/", (ExchangeLimits){NONE, NONE, NONE}, 40);
    exchange_end(&exchange, 45); /* cancelled */
    assert_int_equal(app.gone, 2);
    begin(&fixture, &exchange, "http://app.local/", (ExchangeLimits){NONE, NONE, NONE}, 50);
    exchange_break(&exchange, 60);
    exchange_go_on(&exchange, 60);
    assert_int_equal(exchange.failure, HOST_RESET);
    exchange_end(&exchange, 60);
    app.answers_at_once = true;
    app.now_ns = 70;
    begin(&fixture, &exchange, "http://app.local/", (ExchangeLimits){NONE, NONE, NONE}, 70);
    assert_true(exchange.is_over);
    assert_int_equal(exchange.reply.status, 404);
    exchange_end(&exchange, 70);
    assert_int_equal(app.gone, 2);
    host_table_serve(fixture.hosts, "app.local", NULL, NULL);
    begin(&fixture, &exchange, "http://app.local/", (ExchangeLimits){NONE, NONE, NONE}, 80);
    assert_int_equal(exchange.reply.service_ns, 100000000); /* the world answers again */
    exchange_end(&exchange, 80);
    close_world(&fixture);
}

/* --- a carrier --- */

typedef struct FakeCarrier {
    ExchangeCarrier carrier;
    int began, cancelled, answered;
    int64_t now_ns; /* of perform() */
} FakeCarrier;

static void carrier_begin(void *context, Exchange *exchange) {
    FakeCarrier *fake = context;
    fake->began++;
    exchange->carried = fake;
}

static void carrier_cancel(void *context, Exchange *exchange) {
    FakeCarrier *fake = context;
    assert_ptr_equal(exchange->carried, fake);
    fake->cancelled++;
}

static void carrier_perform(void *context, Exchange *exchange) {
    FakeCarrier *fake = context;
    exchange_connected(exchange, fake->now_ns);
    while (!exchange->is_over) { /* nobody answers: the read limit ends it */
        fake->now_ns = exchange->due_ns;
        exchange_go_on(exchange, fake->now_ns);
    }
}

static void carrier_answered(void *sender, Exchange *exchange) {
    (void)exchange;
    ((FakeCarrier *)sender)->answered++;
}

static Fixture open_carried(FakeCarrier *fake) {
    Fixture fixture = open_world("host * latency 100ns");
    *fake = (FakeCarrier){.carrier = {.context = fake,
                                      .begin = carrier_begin,
                                      .cancel = carrier_cancel,
                                      .perform = carrier_perform}};
    host_table_set_carrier(fixture.hosts, &fake->carrier);
    return fixture;
}

static void exchange_is_carried_where_the_world_does_not_answer(void **state) {
    (void)state;
    FakeCarrier fake;
    Fixture fixture = open_carried(&fake);
    App app = {0};
    host_table_serve(fixture.hosts, "app.local", &APP, &app);
    Exchange exchange;
    ExchangeLimits limits = {50, 200, NONE};
    begin(&fixture, &exchange, "http://app.local/", limits, 0);
    assert_null(exchange.carrier);
    exchange_end(&exchange, 0);
    begin(&fixture, &exchange, "http://a.org/", limits, 1000);
    assert_int_equal(fake.began, 1);
    assert_int_equal(exchange.due_ns, 1050);
    exchange.answered = carrier_answered;
    exchange.sender = &fake;
    exchange_connected(&exchange, 1040);
    exchange_go_on(&exchange, 1050); /* not late: it has arrived, and may take its time */
    assert_false(exchange.is_over);
    assert_int_equal(exchange.due_ns, 1240);
    exchange_first_byte(&exchange, 1100);
    exchange.reply.status = 204;
    exchange_carried(&exchange, 1130, HOST_OK);
    assert_int_equal(fake.answered, 1);
    exchange_go_on(&exchange, 1131);
    assert_true(exchange.is_over);
    assert_int_equal(exchange.failure, HOST_OK);
    assert_int_equal(exchange.reply.receive_ns, 30);
    exchange_end(&exchange, 1131);
    assert_int_equal(fake.cancelled, 0);
    close_world(&fixture);
}

static void exchange_keeps_a_clients_limits_when_it_is_carried(void **state) {
    (void)state;
    FakeCarrier fake;
    Fixture fixture = open_carried(&fake);
    Exchange exchange;
    begin(&fixture, &exchange, "http://a.org/", (ExchangeLimits){50, 200, NONE}, 0);
    exchange_go_on(&exchange, 51);
    assert_int_equal(exchange.failure, HOST_CONNECT_TIMEOUT);
    exchange_end(&exchange, 51);
    begin(&fixture, &exchange, "http://a.org/", (ExchangeLimits){NONE, 200, 300}, 0);
    exchange_connected(&exchange, 10);
    exchange_first_byte(&exchange, 20); /* a slow body is late only in all */
    exchange_go_on(&exchange, 250);
    assert_false(exchange.is_over);
    exchange_go_on(&exchange, 300);
    assert_int_equal(exchange.failure, HOST_TOTAL_TIMEOUT);
    exchange_end(&exchange, 300);
    assert_int_equal(fake.cancelled, 2);
    begin(&fixture, &exchange, "http://a.org/", (ExchangeLimits){NONE, 200, NONE}, 0);
    exchange.answered = carrier_answered;
    exchange.sender = &fake;
    exchange_connected(&exchange, 10); /* nothing was due until then: the sender has to know */
    assert_int_equal(exchange.due_ns, 210);
    assert_int_equal(fake.answered, 1);
    exchange_go_on(&exchange, 210);
    assert_int_equal(exchange.failure, HOST_READ_TIMEOUT);
    exchange_end(&exchange, 210);
    begin(&fixture, &exchange, "http://a.org/", (ExchangeLimits){NONE, NONE, NONE}, 0);
    exchange_end(&exchange, 5);
    assert_int_equal(fake.cancelled, 4);
    close_world(&fixture);
}

static void exchange_is_performed_on_a_thread_of_its_own(void **state) {
    (void)state;
    FakeCarrier fake;
    Fixture fixture = open_carried(&fake);
    HostRequest request = {
        .method = "GET", .url = "http://a.org/", .url_length = 13, .body = "", .fresh = true};
    Exchange exchange = {.is_blocking = true};
    exchange_begin(&exchange, fixture.hosts, &request, &(ExchangeLimits){50, 200, NONE}, 0);
    fake.now_ns = 20;
    exchange_perform(&exchange);
    assert_int_equal(exchange.failure, HOST_READ_TIMEOUT);
    assert_int_equal(exchange.due_ns, 220);
    exchange_end(&exchange, 220);
    assert_int_equal(fake.began, 0);
    assert_int_equal(fake.cancelled, 0);
    close_world(&fixture);
}

/* --- the record --- */

static void exchange_writes_each_phase_when_it_begins(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 100ns rtt 10ns");
    Trace *trace = trace_new(100);
    MachineSettings settings = {0};
    Machine *machine = machine_new(&settings);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    int64_t number = trace_add_request(trace, 0, 0, 3, "GET http://a.org/");
    Exchange exchange = {0};
    HostRequest request = {
        .method = "GET", .url = "http://a.org/", .url_length = 13, .body = "", .fresh = true};
    exchange_record(&exchange, trace, machine, number, 0, 3);
    exchange_begin(&exchange, fixture.hosts, &request, &(ExchangeLimits){NONE, NONE, NONE}, 0);
    machine_sleep_until(machine, 10, "x");
    exchange_go_on(&exchange, 10);
    machine_sleep_until(machine, 500, "x"); /* the client is late; the reply is not */
    exchange_go_on(&exchange, 500);
    exchange_end(&exchange, 500);
    static const struct {
        TraceKind kind;
        int64_t t_ns;
        int reason;
    } expected[] = {{TRACE_THREAD, 0, 0},
                    {TRACE_REQUEST, 0, 0},
                    {TRACE_PHASE, 0, TRACE_PHASE_CONNECT},
                    {TRACE_PHASE, 10, TRACE_PHASE_SERVICE},
                    {TRACE_RESPONSE, 110, 0}};
    assert_int_equal(trace_count(trace), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(trace_at(trace, i)->kind, expected[i].kind);
        assert_int_equal(trace_at(trace, i)->t_ns, expected[i].t_ns);
        assert_int_equal(trace_at(trace, i)->reason, expected[i].reason);
    }
    exchange = (Exchange){0};
    number = trace_add_request(trace, 500, 0, 3, "GET http://a.org/");
    exchange_record(&exchange, trace, machine, number, 0, 3);
    exchange_begin(&exchange, fixture.hosts, &request, &(ExchangeLimits){NONE, NONE, NONE}, 500);
    exchange_end(&exchange, 505); /* cancelled while connecting */
    machine_sleep_until(machine, 1000, "x");
    const TraceEvent *last = trace_at(trace, trace_count(trace) - 1);
    assert_int_equal(trace_count(trace), 8);
    assert_int_equal(last->kind, TRACE_REQUEST_FAILED);
    assert_string_equal(trace_string_at(trace, last->other), "cancelled");
    machine_end(machine);
    machine_free(machine);
    trace_free(trace);
    close_world(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchange_goes_through_its_phases),
        cmocka_unit_test(exchange_keeps_a_clients_limits),
        cmocka_unit_test(exchange_fails_as_the_host_does),
        cmocka_unit_test(exchange_lets_an_app_answer),
        cmocka_unit_test(exchange_tells_an_app_that_its_client_left),
        cmocka_unit_test(exchange_is_carried_where_the_world_does_not_answer),
        cmocka_unit_test(exchange_keeps_a_clients_limits_when_it_is_carried),
        cmocka_unit_test(exchange_is_performed_on_a_thread_of_its_own),
        cmocka_unit_test(exchange_writes_each_phase_when_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
