#include "sim/host.h"

#include "base/memory.h"
#include "sim/httpbin.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

typedef struct Fixture {
    World *world;
    HostTable *table;
    HostReply reply;
} Fixture;

static Fixture open_world(const char *lines) {
    Fixture fixture = {.world = world_new()};
    world_add_lines(fixture.world, WORLD_FILE, "x", 1, NULL, lines, strlen(lines));
    assert_int_equal(fixture.world->errors.count, 0);
    fixture.table = host_table_new(fixture.world);
    return fixture;
}

static void close_world(Fixture *fixture) {
    host_reply_release(&fixture->reply);
    host_table_free(fixture->table);
    world_free(fixture->world);
}

static const HostReply *get_at(Fixture *fixture, const char *url, int64_t now_ns, bool fresh) {
    host_reply_release(&fixture->reply);
    HostRequest request = {
        .method = "GET", .url = url, .url_length = strlen(url), .body = "", .fresh = fresh};
    assert_null(host_draw(fixture->table, &request, &fixture->reply));
    if (fixture->reply.failure != HOST_CONNECT) {
        host_arrive(&fixture->reply, now_ns);
    }
    return &fixture->reply;
}

static const HostReply *get(Fixture *fixture, const char *url) {
    return get_at(fixture, url, 0, true);
}

static void host_writes_json_as_python_does(void **state) {
    (void)state;
    Fixture fixture = open_world("");
    const HostReply *reply = get(&fixture, "https://a.org/\xC3\xA9/\xF0\x9F\x98\x80\"\\?q=1#f");
    assert_string_equal(text_cstr(&reply->body),
                        "{\"url\": \"https://a.org/\\u00e9/\\ud83d\\ude00\\\"\\\\?q=1\", "
                        "\"path\": \"/\\u00e9/\\ud83d\\ude00\\\"\\\\\"}");
    assert_int_equal(reply->status, 200);
    assert_string_equal(reply->reason, "OK");
    assert_string_equal(reply->content_type, "application/json");
    assert_int_equal(reply->service_ns, 100000000);
    assert_int_equal(reply->connect_ns, 0);
    reply = get(&fixture, "http://a.org");
    assert_string_equal(text_cstr(&reply->body), "{\"url\": \"http://a.org\", \"path\": \"/\"}");
    close_world(&fixture);
}

static void host_draws_the_same_for_the_kth_request(void **state) {
    (void)state;
    static const char lines[] = "host * latency lognormal(100ms, 0.5) status 503 10%\nseed 7\n";
    Fixture alone = open_world(lines);
    Fixture mixed = open_world(lines);
    int bad = 0;
    for (int k = 0; k < 500; k++) {
        get(&mixed, "https://b.org/x");
        const HostReply *a = get(&alone, "https://a.org/1");
        const HostReply *b = get_at(&mixed, "https://a.org/2", k * 1000, k % 2);
        assert_int_equal(a->service_ns, b->service_ns);
        assert_int_equal(a->status, b->status);
        bad += a->status == 503;
        get(&mixed, "https://c.org:8080/get");
    }
    assert_in_range(bad, 25, 80);
    close_world(&alone);
    close_world(&mixed);
}

static uint32_t further; /* what the chooser answers */

static uint32_t choose_further(void *context) {
    ++*(int *)context;
    return further;
}

/* A path without randomness in between, and a replay, which no seed changes. */
static void host_draws_as_with_a_larger_seed_where_it_is_told_to(void **state) {
    (void)state;
    static const char *const lines[] = {
        "host */fixed latency 5ms\nhost */replay latency replay(1ms, 2ms, 3ms)\n"
        "host * latency lognormal(100ms, 0.5) rtt uniform(1ms, 9ms) status 503 30%\nseed 7\n",
        "host */fixed latency 5ms\nhost */replay latency replay(1ms, 2ms, 3ms)\n"
        "host * latency lognormal(100ms, 0.5) rtt uniform(1ms, 9ms) status 503 30%\nseed 10\n"};
    Fixture seven = open_world(lines[0]), ten = open_world(lines[1]), mixed = open_world(lines[0]);
    int asked = 0;
    host_table_set_chooser(mixed.table, choose_further, &asked);
    for (int k = 0; k < 60; k++) {
        const char *path = k % 4 == 1   ? "https://a.org/fixed"
                           : k % 4 == 3 ? "https://a.org/replay"
                                        : "https://a.org/x";
        further = k % 3 == 0 ? 3 : 0;
        const HostReply *as = get(further == 3 ? &ten : &seven, path);
        get(further == 3 ? &seven : &ten, path);
        const HostReply *m = get(&mixed, path);
        assert_int_equal(m->service_ns, as->service_ns);
        assert_int_equal(m->connect_ns, as->connect_ns);
        assert_int_equal(m->status, as->status);
    }
    assert_int_equal(asked, 30);
    close_world(&seven);
    close_world(&ten);
    close_world(&mixed);
}

static void host_connects_with_round_trips(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 100ms rtt 20ms");
    assert_int_equal(get_at(&fixture, "https://a.org/", 0, true)->connect_ns, 20000000);
    assert_int_equal(fixture.reply.tls_ns, 20000000);
    assert_int_equal(get_at(&fixture, "http://a.org/", 0, true)->connect_ns, 20000000);
    assert_int_equal(get_at(&fixture, "http://a.org/", 0, false)->connect_ns, 0);
    close_world(&fixture);
}

static void host_serves_n_at_once_in_order(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 100ms servers 2 queue 3");
    static const int64_t waits[] = {0, 0, 100, 100, 200};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(get(&fixture, "http://a.org/")->queue_ns, waits[i] * 1000000);
    }
    const HostReply *reply = get(&fixture, "http://a.org/");
    assert_int_equal(reply->status, 503);
    assert_int_equal(reply->service_ns, 0);
    reply = get_at(&fixture, "http://a.org/", 100000000, true); /* two of the queue are served */
    assert_int_equal(reply->status, 200);
    assert_int_equal(reply->queue_ns, 100000000);
    assert_int_equal(get(&fixture, "http://b.org/")->queue_ns, 0);
    close_world(&fixture);
}

static void host_takes_as_much_longer_as_the_scale_says(void **state) {
    (void)state;
    Fixture fixture = open_world("scale 0.1\nhost a.org latency 30ms rtt 5ms rate 1/s\n"
                                 "host b.org latency 10ms bandwidth 10Mbit size 125kB\n");
    const HostReply *reply = get(&fixture, "https://a.org/");
    assert_int_equal(reply->connect_ns, 500000);
    assert_int_equal(reply->tls_ns, 500000);
    assert_int_equal(reply->service_ns, 3000000);
    assert_int_equal(get_at(&fixture, "https://a.org/", 99999999, false)->status, 429);
    assert_int_equal(get_at(&fixture, "https://a.org/", 100000000, false)->status, 200);
    assert_int_equal(get(&fixture, "http://b.org/")->receive_ns, 10000000);
    assert_int_equal(get(&fixture, "http://c.org/delay/2")->service_ns, 200000000);
    close_world(&fixture);
}

static void host_turns_away_beyond_its_rate(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency 1ms rate 3/s");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get_at(&fixture, "http://a.org/", i * 100000000, true)->status, 200);
    }
    const HostReply *reply = get_at(&fixture, "http://a.org/", 999999999, true);
    assert_int_equal(reply->status, 429);
    assert_string_equal(reply->reason, "Too Many Requests");
    assert_int_equal(reply->headers.count, 1);
    assert_string_equal(reply->headers.items[0].name, "Retry-After");
    assert_string_equal(reply->headers.items[0].value, "1");
    assert_int_equal(get_at(&fixture, "http://a.org/", 1000000000, true)->status, 200);
    assert_int_equal(get_at(&fixture, "http://a.org/", 1000000000, true)->status, 429);
    assert_int_equal(get_at(&fixture, "http://a.org/", 1100000000, true)->status, 200);
    close_world(&fixture);
}

static void host_adds_transfer_time(void **state) {
    (void)state;
    Fixture fixture = open_world("host a.org latency 10ms bandwidth 10Mbit size 125kB\n"
                                 "host b.org latency 10ms bandwidth 8kbit\n");
    assert_int_equal(get(&fixture, "http://a.org/")->service_ns, 10000000);
    assert_int_equal(fixture.reply.receive_ns, 100000000);
    assert_int_equal(get(&fixture, "http://b.org/bytes/1000")->receive_ns, 1000000000);
    close_world(&fixture);
}

static void host_injects_faults(void **state) {
    (void)state;
    Fixture fixture = open_world("host s.org status 503\nhost c.org fail connect\n"
                                 "host r.org fail reset\nhost t.org fail timeout\n"
                                 "host n.org status 204\n");
    const HostReply *reply = get(&fixture, "http://s.org/x");
    assert_int_equal(reply->status, 503);
    assert_string_equal(reply->reason, "Service Unavailable");
    assert_int_equal(get(&fixture, "http://c.org/x")->failure, HOST_CONNECT);
    assert_int_equal(get(&fixture, "http://r.org/x")->failure, HOST_RESET);
    assert_int_equal(fixture.reply.service_ns, 100000000);
    assert_true(get(&fixture, "http://t.org/x")->service_ns == HOST_NEVER);
    assert_int_equal(get(&fixture, "http://n.org/x")->body.length, 0);
    close_world(&fixture);
}

static void host_knows_httpbin(void **state) {
    (void)state;
    Fixture fixture = open_world("host slow.org latency 100ms");
    HostHeader headers[] = {
        {"user-agent", "python-requests/2.28.1"}, {"Accept", "*/*"}, {"connection", "keep-alive"}};
    HostRequest request = {.method = "GET",
                           .url = "https://httpbin.org/get?b=2&a=x+y%21&b=3",
                           .headers = headers,
                           .header_count = 3,
                           .body = ""};
    request.url_length = strlen(request.url);
    assert_null(host_draw(fixture.table, &request, &fixture.reply));
    assert_string_equal(text_cstr(&fixture.reply.body),
                        "{\n  \"args\": {\n    \"a\": \"x y!\", \n    \"b\": [\n      \"2\", \n"
                        "      \"3\"\n    ]\n  }, \n  \"headers\": {\n    \"Accept\": \"*/*\", \n"
                        "    \"Host\": \"httpbin.org\", \n"
                        "    \"User-Agent\": \"python-requests/2.28.1\"\n  }, \n"
                        "  \"origin\": \"127.0.0.1\", \n"
                        "  \"url\": \"https://httpbin.org/get?b=2&a=x+y%21&b=3\"\n}\n");
    assert_int_equal(get(&fixture, "https://httpbin.org/delay/2")->service_ns, 2000000000);
    assert_int_equal(get(&fixture, "https://httpbin.org/delay/0.5")->service_ns, 500000000);
    assert_int_equal(get(&fixture, "https://httpbin.org/delay/99")->service_ns, 10000000000);
    assert_int_equal(get(&fixture, "https://slow.org/delay/2")->service_ns, 2100000000);
    assert_int_equal(get(&fixture, "https://httpbin.org/delay/x")->service_ns, 100000000);
    const HostReply *reply = get(&fixture, "https://httpbin.org/status/404");
    assert_int_equal(reply->status, 404);
    assert_string_equal(reply->reason, "NOT FOUND");
    assert_int_equal(reply->body.length, 0);
    assert_int_equal(get(&fixture, "https://httpbin.org/bytes/2048")->body.length, 2048);
    assert_int_equal(get(&fixture, "https://httpbin.org/bytes/99999999")->body.length, 102400);
    char first[64];
    reply = get(&fixture, "https://httpbin.org/uuid");
    assert_int_equal(reply->body.length, 53);
    snprintf(first, sizeof first, "%s", text_cstr(&reply->body));
    assert_string_not_equal(first, text_cstr(&get(&fixture, "https://httpbin.org/uuid")->body));
    assert_non_null(strstr(text_cstr(&get(&fixture, "https://x.org/json")->body), "WonderWidgets"));
    close_world(&fixture);
}

static void host_remembers_thousands_of_names(void **state) {
    (void)state;
    Fixture fixture = open_world("host * latency replay(1ms, 2ms)");
    char url[64];
    for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < 3000; i++) {
            snprintf(url, sizeof url, "http://h%d.org/", i);
            assert_int_equal(get(&fixture, url)->service_ns, round * 1000000);
        }
    }
    close_world(&fixture);
}

static void url_refuses_what_cannot_be_requested(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "a.org",
                                        "ftp://a.org",
                                        "http://",
                                        "http:///x",
                                        "http://a b.org/",
                                        "http://a.org:x/",
                                        "http://a.org:0/",
                                        "http://a.org:65536/",
                                        "http://[::1/",
                                        "http://[::1]x/",
                                        "http://\na.org",
                                        "http://user@/",
                                        "https:/a.org"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Url url;
        if (url_parse(&url, wrong[i], strlen(wrong[i])) == NULL) {
            fail_msg("%s", wrong[i]);
        }
    }
    static const char nul[] = "http://a\0b.org/";
    Url url;
    assert_non_null(url_parse(&url, nul, sizeof nul - 1));
}

static void url_is_taken_apart(void **state) {
    (void)state;
    static const struct {
        const char *text, *host, *name, *path, *query;
        int port;
    } list[] = {
        {"http://A.org", "a.org", "a.org", "/", "", 80},
        {"HTTPS://a.org:443/x/y?q=1&r#f", "a.org", "a.org", "/x/y", "q=1&r", 443},
        {"http://u:p@w@a.org:8000?z", "a.org", "a.org:8000", "/", "z", 8000},
        {"http://[::1]:9/", "[::1]", "[::1]:9", "/", "", 9},
        {"https://a.org:80/", "a.org", "a.org:80", "/", "", 80},
        {"http://a.org:/x", "a.org", "a.org", "/x", "", 80},
        {"http://a.org#f?x", "a.org", "a.org", "/", "", 80},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        Url url;
        assert_null(url_parse(&url, list[i].text, strlen(list[i].text)));
        assert_string_equal(url.host, list[i].host);
        assert_string_equal(url.name, list[i].name);
        assert_string_equal(url.path, list[i].path);
        assert_string_equal(url.query, list[i].query);
        assert_int_equal(url.port, list[i].port);
        url_release(&url);
    }
    char *name = host_name_of("http://a.org:81/x", 17);
    assert_string_equal(name, "a.org:81");
    memory_free(name);
    assert_null(host_name_of("x", 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_writes_json_as_python_does),
        cmocka_unit_test(host_draws_the_same_for_the_kth_request),
        cmocka_unit_test(host_draws_as_with_a_larger_seed_where_it_is_told_to),
        cmocka_unit_test(host_connects_with_round_trips),
        cmocka_unit_test(host_serves_n_at_once_in_order),
        cmocka_unit_test(host_turns_away_beyond_its_rate),
        cmocka_unit_test(host_takes_as_much_longer_as_the_scale_says),
        cmocka_unit_test(host_adds_transfer_time),
        cmocka_unit_test(host_injects_faults),
        cmocka_unit_test(host_knows_httpbin),
        cmocka_unit_test(host_remembers_thousands_of_names),
        cmocka_unit_test(url_refuses_what_cannot_be_requested),
        cmocka_unit_test(url_is_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
