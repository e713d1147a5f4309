#include "real/carrier.h"

#include "base/text.h"
#include "unit/unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NONE EXCHANGE_NO_LIMIT
enum { MS = 1000000 };
static const ExchangeLimits NO_LIMITS = {NONE, NONE, NONE};

/* A world, its latency server, and what carries requests there. */
typedef struct Fixture {
    World *world;
    HostTable *hosts;
    RealServer *server;
    RealClock *clock;
    RealCarrier *carrier;
} Fixture;

static Fixture open_world(const char *lines) {
    Fixture fixture = {.world = world_new()};
    Error error;
    world_add_lines(fixture.world, WORLD_FILE, "x", 1, NULL, lines, strlen(lines));
    assert_int_equal(fixture.world->errors.count, 0);
    assert_int_equal(
        real_server_start(fixture.world, &(RealServerOptions){0}, &fixture.server, &error),
        STATUS_OK);
    assert_int_equal(real_clock_new(&fixture.clock, &error), STATUS_OK);
    RealCarrierOptions options = {
        .clock = fixture.clock, .world = fixture.world, .server = fixture.server};
    assert_int_equal(real_carrier_new(&options, &fixture.carrier, &error), STATUS_OK);
    fixture.hosts = host_table_new(fixture.world);
    host_table_set_carrier(fixture.hosts, real_carrier_seam(fixture.carrier));
    const MachineClock *seam = real_clock_seam(fixture.clock);
    seam->begin(seam->context);
    return fixture;
}

static void close_world(Fixture *fixture) {
    host_table_free(fixture->hosts);
    real_carrier_free(fixture->carrier);
    real_clock_free(fixture->clock);
    real_server_stop(fixture->server);
    world_free(fixture->world);
}

static void begin(Fixture *fixture, Exchange *exchange, HostRequest request, const char *url,
                  ExchangeLimits limits) {
    request.url = url;
    request.url_length = strlen(url);
    request.method = request.method == NULL ? "GET" : request.method;
    request.body = request.body == NULL ? "" : request.body;
    exchange_begin(exchange, fixture->hosts, &request, &limits, real_clock_now(fixture->clock));
}

static void pump(Fixture *fixture, Exchange *exchange) {
    const MachineClock *seam = real_clock_seam(fixture->clock);
    while (!exchange->is_over) {
        seam->wait(seam->context, exchange->due_ns);
        exchange_go_on(exchange, real_clock_now(fixture->clock));
    }
}

static HostFailure ask(Fixture *fixture, const char *url, bool fresh, Text *body) {
    Exchange exchange = {0};
    begin(fixture, &exchange, (HostRequest){.fresh = fresh}, url, NO_LIMITS);
    pump(fixture, &exchange);
    text_clear(body);
    text_append(body, text_cstr(&exchange.reply.body), exchange.reply.body.length);
    HostFailure failure = exchange.failure;
    exchange_end(&exchange, real_clock_now(fixture->clock));
    return failure;
}

static void replies_are_the_worlds(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 1ms");
    HostHeader fields[] = {{"X-Mine", "yes"}, {"X-Empty", ""}, {"Accept", "text/plain"}};
    Exchange exchange = {0};
    begin(&fixture, &exchange, (HostRequest){.fresh = true, .headers = fields, .header_count = 3},
          "https://a.org:8443/get?x=1", NO_LIMITS);
    pump(&fixture, &exchange);
    assert_int_equal(exchange.failure, HOST_OK);
    assert_int_equal(exchange.reply.status, 200);
    assert_string_equal(exchange.reply.reason, "OK");
    const char *body = text_cstr(&exchange.reply.body);
    assert_non_null(strstr(body, "\"X-Mine\": \"yes\""));
    assert_non_null(strstr(body, "\"Accept\": \"text/plain\""));
    assert_null(strstr(body, "User-Agent"));
    assert_non_null(strstr(body, "https://a.org:8443/get?x=1"));
    exchange_end(&exchange, real_clock_now(fixture.clock));
    exchange = (Exchange){0};
    begin(&fixture, &exchange,
          (HostRequest){.method = "PUT", .body = "abc", .body_length = 3, .fresh = true},
          "http://a.org/put", NO_LIMITS);
    pump(&fixture, &exchange);
    assert_non_null(strstr(text_cstr(&exchange.reply.body), "\"data\": \"abc\""));
    exchange_end(&exchange, real_clock_now(fixture.clock));
    exchange = (Exchange){0};
    begin(&fixture, &exchange, (HostRequest){.method = "HEAD", .fresh = true},
          "http://a.org/bytes/9", NO_LIMITS);
    pump(&fixture, &exchange);
    assert_int_equal(exchange.reply.status, 200);
    assert_int_equal(exchange.reply.body.length, 0);
    exchange_end(&exchange, real_clock_now(fixture.clock));
    close_world(&fixture);
}

static void connections_are_used_again_unless_a_fresh_one_is_wanted(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 0s");
    Text body = {0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(ask(&fixture, "https://a.org/", i == 0, &body), HOST_OK);
    }
    RealServerFigures figures = real_server_figures(fixture.server);
    assert_int_equal(figures.requests, 5);
    assert_int_equal(figures.connections, 1);
    assert_int_equal(figures.handshakes, 1);
    assert_int_equal(ask(&fixture, "https://a.org/", true, &body), HOST_OK);
    assert_int_equal(ask(&fixture, "http://a.org/", false, &body), HOST_OK); /* none is kept */
    assert_int_equal(real_server_figures(fixture.server).connections, 3);
    text_release(&body);
    close_world(&fixture);
}

static void failures_are_the_simulations(void **state) {
    (void)state;
    Fixture fixture = open_world("host refused.org fail connect\nhost reset.org fail reset\n"
                                 "host never.org fail timeout\nhost * latency 1ms");
    Text body = {0};
    assert_int_equal(ask(&fixture, "http://refused.org/", true, &body), HOST_CONNECT);
    assert_int_equal(ask(&fixture, "http://no url/", true, &body), HOST_CONNECT);
    assert_int_equal(ask(&fixture, "https://reset.org/", true, &body), HOST_RESET);
    assert_int_equal(ask(&fixture, "http://reset.org/", true, &body), HOST_RESET);
    Exchange exchange = {0};
    begin(&fixture, &exchange, (HostRequest){.fresh = true}, "http://never.org/",
          (ExchangeLimits){NONE, 5 * MS, NONE});
    pump(&fixture, &exchange);
    assert_int_equal(exchange.failure, HOST_READ_TIMEOUT);
    exchange_end(&exchange, real_clock_now(fixture.clock));
    exchange = (Exchange){0};
    begin(&fixture, &exchange, (HostRequest){.fresh = true}, "http://never.org/",
          (ExchangeLimits){NONE, NONE, 5 * MS});
    pump(&fixture, &exchange);
    assert_int_equal(exchange.failure, HOST_TOTAL_TIMEOUT);
    exchange_end(&exchange, real_clock_now(fixture.clock));
    const MachineClock *seam = real_clock_seam(fixture.clock);
    assert_false(seam->expects(seam->context));
    text_release(&body);
    close_world(&fixture);
}

static void a_reset_on_a_kept_connection_is_not_sent_again(void **state) {
    (void)state;
    Fixture fixture = open_world("host a.org/reset fail reset\nhost * latency 0s");
    Text body = {0};
    assert_int_equal(ask(&fixture, "http://a.org/", true, &body), HOST_OK);
    assert_int_equal(ask(&fixture, "http://a.org/reset", false, &body), HOST_RESET);
    assert_int_equal(real_server_figures(fixture.server).requests, 2);
    text_release(&body);
    close_world(&fixture);
}

enum { MANY = 300 };

static void many_at_once_and_some_that_are_cancelled(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 20ms");
    Exchange *exchanges = calloc(MANY, sizeof *exchanges);
    for (int i = 0; i < MANY; i++) {
        begin(&fixture, &exchanges[i], (HostRequest){.fresh = true}, "http://a.org/x", NO_LIMITS);
    }
    for (int i = 0; i < MANY; i += 3) {
        exchange_end(&exchanges[i], 0);
    }
    for (int i = 0; i < MANY; i++) {
        if (i % 3 != 0) {
            pump(&fixture, &exchanges[i]);
            assert_int_equal(exchanges[i].reply.status, 200);
            exchange_end(&exchanges[i], real_clock_now(fixture.clock));
        }
    }
    assert_true(real_server_figures(fixture.server).requests >=
                MANY - MANY / 3); /* or had set out */
    free(exchanges);
    close_world(&fixture);
}

static void a_large_body_comes_whole(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 0s");
    Exchange exchange = {0};
    begin(&fixture, &exchange, (HostRequest){.fresh = true}, "https://a.org/bytes/100000",
          NO_LIMITS);
    pump(&fixture, &exchange);
    assert_int_equal(exchange.reply.body.length, 100000);
    assert_true(exchange.reply.receive_ns > 0);
    exchange_end(&exchange, real_clock_now(fixture.clock));
    close_world(&fixture);
}

/* ---- on threads of their own ---- */

typedef struct Blocking {
    Fixture *fixture;
    Exchange exchange;
    ExchangeLimits limits;
    const char *url;
    bool fresh;
} Blocking;

static void *perform(void *argument) {
    Blocking *blocking = argument;
    exchange_perform(&blocking->exchange);
    return NULL;
}

static void begin_blocking(Blocking *blocking) {
    blocking->exchange = (Exchange){.is_blocking = true};
    begin(blocking->fixture, &blocking->exchange, (HostRequest){.fresh = blocking->fresh},
          blocking->url, blocking->limits);
}

enum { THREADS = 8 };

static void blocking_requests_run_on_their_threads(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 5ms");
    pthread_t threads[THREADS];
    Blocking blocking[THREADS];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < THREADS; i++) {
            blocking[i] = (Blocking){.fixture = &fixture,
                                     .limits = NO_LIMITS,
                                     .url = "https://a.org/x",
                                     .fresh = round == 0};
            begin_blocking(&blocking[i]);
            pthread_create(&threads[i], NULL, perform, &blocking[i]);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
            assert_true(blocking[i].exchange.is_over);
            assert_int_equal(blocking[i].exchange.failure, HOST_OK);
            assert_int_equal(blocking[i].exchange.reply.status, 200);
            exchange_end(&blocking[i].exchange, 0);
        }
    }
    RealServerFigures figures = real_server_figures(fixture.server);
    assert_int_equal(figures.requests, 3 * THREADS);
    assert_int_equal(figures.connections, THREADS);
    close_world(&fixture);
}

static void a_blocking_request_has_limits_and_can_be_interrupted(void **state) {
    (void)state;
    Fixture fixture = open_world("host never.org fail timeout\nhost * latency 1ms");
    Blocking blocking = {.fixture = &fixture,
                         .limits = {NONE, 5 * MS, NONE},
                         .url = "http://never.org/",
                         .fresh = true};
    begin_blocking(&blocking);
    exchange_perform(&blocking.exchange);
    assert_int_equal(blocking.exchange.failure, HOST_READ_TIMEOUT);
    exchange_end(&blocking.exchange, 0);
    blocking.limits = NO_LIMITS;
    begin_blocking(&blocking);
    pthread_t thread;
    pthread_create(&thread, NULL, perform, &blocking);
    exchange_interrupt(&blocking.exchange); /* before it has begun, or after */
    pthread_join(thread, NULL);
    assert_false(blocking.exchange.is_over);
    exchange_end(&blocking.exchange, 0);
    close_world(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_are_the_worlds),
        cmocka_unit_test(connections_are_used_again_unless_a_fresh_one_is_wanted),
        cmocka_unit_test(failures_are_the_simulations),
        cmocka_unit_test(a_reset_on_a_kept_connection_is_not_sent_again),
        cmocka_unit_test(many_at_once_and_some_that_are_cancelled),
        cmocka_unit_test(a_large_body_comes_whole),
        cmocka_unit_test(blocking_requests_run_on_their_threads),
        cmocka_unit_test(a_blocking_request_has_limits_and_can_be_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
