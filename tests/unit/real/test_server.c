#include "real/server.h"

#include "base/array.h"
#include "base/random.h"
#include "base/text.h"
#include "sim/host.h"
#include "unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MS_MAX = 20000 }; /* of a machine that is busy elsewhere */

typedef struct Fixture {
    World *world;
    RealServer *server;
} Fixture;

static World *make_world(const char *lines) {
    World *world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, lines, strlen(lines));
    assert_int_equal(world->errors.count, 0);
    return world;
}

static Fixture start_with(const char *lines, const RealServerOptions *options) {
    Fixture fixture = {.world = make_world(lines)};
    Error error = {""};
    if (real_server_start(fixture.world, options, &fixture.server, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return fixture;
}

static Fixture start(const char *lines) {
    return start_with(lines, &(RealServerOptions){0});
}

static void stop(Fixture *fixture) {
    real_server_stop(fixture->server);
    world_free(fixture->world);
}

/* --- a client --- */

static int connect_to(const Fixture *fixture) {
    const struct sockaddr_in place = {.sin_family = AF_INET,
                                      .sin_port = htons(real_server_port(fixture->server)),
                                      .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&place, sizeof place), 0);
    return fd;
}

static void say(int fd, const char *bytes) {
    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
}

static void ask(int fd, const char *path) {
    Text request = {0};
    text_printf(&request, "GET %s HTTP/1.1\r\nHost: a.org\r\n\r\n", path);
    say(fd, text_cstr(&request));
    text_release(&request);
}

/* Reads on until `text` has so many bytes, or the end: 0, or the errno of what broke. */
static int read_until(int fd, Text *text, size_t length) {
    while (text->length < length) {
        char bytes[4096];
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&wait, 1, ANSWER_MS_MAX), 1);
        ssize_t count = recv(fd, bytes, sizeof bytes, 0);
        if (count <= 0) {
            return count == 0 ? 0 : errno;
        }
        text_append(text, bytes, (size_t)count);
    }
    return 0;
}

/* Everything until the connection ends. */
static int read_all(int fd, Text *text) {
    int broken = read_until(fd, text, SIZE_MAX);
    close(fd);
    return broken;
}

/* One answer, whose body has a Content-Length; the text holds that alone. */
static void read_answer(int fd, Text *text) {
    text_clear(text);
    while (strstr(text_cstr(text), "\r\n\r\n") == NULL) {
        size_t before = text->length;
        assert_int_equal(read_until(fd, text, before + 1), 0);
        assert_true(text->length > before);
    }
    const char *length = strstr(text->bytes, "Content-Length: ");
    size_t head = (size_t)(strstr(text->bytes, "\r\n\r\n") + 4 - text->bytes);
    size_t body = length != NULL ? strtoul(length + 16, NULL, 10) : 0;
    assert_int_equal(read_until(fd, text, head + body), 0);
    assert_int_equal(text->length, head + body);
}

static int status_of(const Text *answer) {
    return (int)strtol(text_cstr(answer) + strlen("HTTP/1.1 "), NULL, 10);
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* --- tests --- */

static void answers_are_those_of_the_simulation(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 1ms");
    Text answer = {0};
    int fd = connect_to(&fixture);
    ask(fd, "/x?y");
    read_answer(fd, &answer);
    assert_string_equal(answer.bytes, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                      "Content-Length: 41\r\n\r\n"
                                      "{\"url\": \"http://a.org/x?y\", \"path\": \"/x\"}");
    ask(fd, "/redirect-to?url=x%0D%0ASet-Cookie:%20a=b");
    read_answer(fd, &answer);
    assert_int_equal(status_of(&answer), 302);
    assert_non_null(strstr(answer.bytes, "\r\nLocation: x  Set-Cookie: a=b\r\n"));
    say(fd, "HEAD /json HTTP/1.1\r\nHost: a.org\r\nConnection: close\r\n\r\n");
    text_clear(&answer);
    assert_int_equal(read_all(fd, &answer), 0);
    assert_string_equal(answer.bytes, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                      "Content-Length: 429\r\nConnection: close\r\n\r\n");
    RealServerFigures figures = real_server_figures(fixture.server);
    assert_int_equal(figures.requests, 3);
    assert_int_equal(figures.connections, 1);
    text_release(&answer);
    stop(&fixture);
}

static void an_answer_does_not_come_before_its_latency(void **state) {
    (void)state;
    Fixture fixture = start("host * latency replay(20ms, 1ms, 5ms)");
    Text answer = {0};
    int fd = connect_to(&fixture);
    static const int64_t MS[] = {20, 1, 5, 20};
    for (int i = 0; i < 4; i++) {
        int64_t sent_ns = now_ns();
        ask(fd, "/");
        read_answer(fd, &answer);
        assert_true(now_ns() - sent_ns >= MS[i] * 1000000);
    }
    close(fd);
    text_release(&answer);
    stop(&fixture);
}

static void times_are_scaled_as_the_world_says(void **state) {
    (void)state;
    Fixture fixture = start("scale 0.00001\nhost * latency 1000s");
    Text answer = {0};
    int fd = connect_to(&fixture);
    int64_t sent_ns = now_ns();
    ask(fd, "/");
    read_answer(fd, &answer);
    assert_true(now_ns() - sent_ns >= 10000000);
    close(fd);
    text_release(&answer);
    stop(&fixture);
}

/* The k-th request gets what the simulation draws for the k-th. */
static void draws_are_those_of_the_simulation(void **state) {
    (void)state;
    static const char LINES[] = "host * latency uniform(0ms, 2ms) status 503 30% status 404 20%\n"
                                "seed 11";
    Fixture fixture = start(LINES);
    HostTable *table = host_table_new(fixture.world);
    Text answer = {0};
    int fd = connect_to(&fixture);
    for (int i = 0; i < 40; i++) {
        HostReply reply;
        const HostRequest request = {
            .method = "GET", .url = "http://a.org/uuid", .url_length = 17, .body = ""};
        assert_null(host_draw(table, &request, &reply));
        ask(fd, "/uuid");
        read_answer(fd, &answer);
        assert_int_equal(status_of(&answer), reply.status);
        assert_non_null(strstr(answer.bytes, text_cstr(&reply.body)));
        host_reply_release(&reply);
    }
    /* A reset begins the streams anew. */
    Error error;
    Text first = {0};
    assert_int_equal(real_server_reset(fixture.server, fixture.world, &error), STATUS_OK);
    close(fd);
    for (int i = 0; i < 2; i++) {
        fd = connect_to(&fixture);
        ask(fd, "/uuid");
        read_answer(fd, i == 0 ? &first : &answer);
        assert_int_equal(real_server_figures(fixture.server).requests, 1);
        assert_int_equal(real_server_reset(fixture.server, fixture.world, &error), STATUS_OK);
        assert_int_equal(read_all(fd, &answer), 0); /* it closes connections */
    }
    assert_non_null(strstr(answer.bytes, first.bytes));
    host_table_free(table);
    text_release(&first);
    text_release(&answer);
    stop(&fixture);
}

static void requests_sent_ahead_are_answered_in_order(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 0ms");
    Text answers = {0};
    int fd = connect_to(&fixture);
    say(fd,
        "GET /delay/0.05 HTTP/1.1\r\nHost: 1\r\n\r\n"
        "POST /post HTTP/1.1\r\nHost: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        "GET /status/204 HTTP/1.1\r\nHost: 3\r\nConnection: close\r\n\r\n"
        "GET /status/201 HTTP/1.1\r\nHost: 4\r\n\r\n");
    assert_int_equal(read_all(fd, &answers), 0);
    const char *first = strstr(text_cstr(&answers), "http://1/delay/0.05");
    const char *second = strstr(answers.bytes, "\"data\": \"abc\"");
    const char *third = strstr(answers.bytes, "HTTP/1.1 204 NO CONTENT\r\n");
    assert_true(first != NULL && second > first && third > second);
    assert_null(strstr(answers.bytes, "201")); /* nothing follows a close */
    text_release(&answers);
    stop(&fixture);
}

/* What comes before an answer is none: it would leave the client waiting, and the connection. */
static void statuses_that_are_no_answer_are_refused(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 0ms");
    Text answers = {0};
    int fd = connect_to(&fixture);
    say(fd, "GET /status/101 HTTP/1.1\r\nHost: 1\r\n\r\n"
            "GET /status/99 HTTP/1.1\r\nHost: 1\r\n\r\n"
            "GET /status/200 HTTP/1.1\r\nHost: 1\r\nConnection: close\r\n\r\n");
    assert_int_equal(read_all(fd, &answers), 0);
    const char *first = strstr(text_cstr(&answers), "HTTP/1.1 400 BAD REQUEST\r\n");
    const char *second = first != NULL ? strstr(first + 1, "HTTP/1.1 400 BAD REQUEST\r\n") : NULL;
    assert_non_null(second);
    assert_non_null(strstr(second, "\r\n\r\nInvalid status codeHTTP/1.1 200 OK\r\n"));
    text_release(&answers);
    stop(&fixture);
}

static void bodies_may_wait_for_assent(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 0ms");
    Text answer = {0};
    int fd = connect_to(&fixture);
    say(fd, "PUT /put HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    read_answer(fd, &answer);
    assert_string_equal(answer.bytes, "HTTP/1.1 100 Continue\r\n\r\n");
    say(fd, "hello");
    read_answer(fd, &answer);
    assert_int_equal(status_of(&answer), 200);
    assert_non_null(strstr(answer.bytes, "hello"));
    close(fd);
    text_release(&answer);
    stop(&fixture);
}

static void faults_happen_to_the_connection(void **state) {
    (void)state;
    Fixture fixture = start("host refused fail connect\nhost reset fail reset latency 1ms\n"
                            "host silent fail timeout latency 1ms");
    Text answer = {0};
    int fd = connect_to(&fixture);
    say(fd, "GET / HTTP/1.1\r\nHost: refused\r\n\r\n");
    assert_int_equal(read_all(fd, &answer), ECONNRESET);
    fd = connect_to(&fixture);
    say(fd, "GET / HTTP/1.1\r\nHost: reset\r\n\r\n");
    assert_int_equal(read_all(fd, &answer), ECONNRESET);
    fd = connect_to(&fixture);
    say(fd, "GET / HTTP/1.1\r\nHost: silent\r\n\r\n");
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, 50), 0);
    assert_int_equal(real_server_figures(fixture.server).open, 1);
    close(fd); /* a client that gives up is noticed */
    while (real_server_figures(fixture.server).open > 0) {
    }
    assert_int_equal(answer.length, 0);
    text_release(&answer);
    stop(&fixture);
}

static void a_host_turns_away_what_is_too_much(void **state) {
    (void)state;
    Fixture fixture = start("host busy latency 100ms servers 1 queue 0\n"
                            "host limited latency 0ms rate 1/min");
    Text answer = {0};
    int first = connect_to(&fixture), second = connect_to(&fixture);
    say(first, "GET / HTTP/1.1\r\nHost: busy\r\n\r\n");
    while (real_server_figures(fixture.server).requests < 1) {
    }
    say(second, "GET / HTTP/1.1\r\nHost: busy\r\n\r\n");
    read_answer(second, &answer);
    assert_int_equal(status_of(&answer), 503);
    read_answer(first, &answer);
    assert_int_equal(status_of(&answer), 200);
    for (int i = 0; i < 2; i++) {
        say(first, "GET / HTTP/1.1\r\nHost: limited\r\n\r\n");
        read_answer(first, &answer);
        assert_int_equal(status_of(&answer), i == 0 ? 200 : 429);
    }
    assert_non_null(strstr(answer.bytes, "Retry-After: 60\r\n"));
    close(first);
    close(second);
    text_release(&answer);
    stop(&fixture);
}

static void a_bandwidth_spreads_an_answer_over_its_time(void **state) {
    (void)state;
    /* 8,000 bytes at 80 kB a second. */
    Fixture fixture = start("host * latency 0ms bandwidth 640kbit size 8kB");
    Text answer = {0};
    int fd = connect_to(&fixture);
    int64_t sent_ns = now_ns();
    ask(fd, "/bytes/8000");
    assert_int_equal(read_until(fd, &answer, 1), 0);
    assert_true(answer.length < 8000); /* it has begun, and is not all there */
    assert_int_equal(read_until(fd, &answer, 8000), 0);
    assert_true(now_ns() - sent_ns >= 95000000);
    close(fd);
    text_release(&answer);
    stop(&fixture);
}

static void what_is_no_request_is_refused_and_ends_the_connection(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        int status;
    } WRONG[] = {
        {"nonsense\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\n\r\n", 505},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400}, /* no URL comes of it */
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413},
    };
    Fixture fixture = start("");
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Text answer = {0};
        int fd = connect_to(&fixture);
        say(fd, WRONG[i].bytes);
        assert_int_equal(read_all(fd, &answer), 0);
        assert_int_equal(status_of(&answer), WRONG[i].status);
        assert_non_null(strstr(answer.bytes, "Connection: close\r\n"));
        text_release(&answer);
    }
    /* What looks like TLS, and is none. */
    Text answer = {0};
    int fd = connect_to(&fixture);
    say(fd, "\x16\x03\x01nonsense");
    (void)read_all(fd, &answer);
    assert_null(strstr(text_cstr(&answer), "HTTP"));
    text_release(&answer);
    assert_int_equal(real_server_figures(fixture.server).refused, 4);
    stop(&fixture);
}

static void patience_with_clients_has_limits(void **state) {
    (void)state;
    const RealServerOptions options = {
        .request_limit_ns = 30000000, .idle_limit_ns = 60000000, .write_limit_ns = 30000000};
    Fixture fixture = start_with("host * latency 0ms", &options);
    Text answer = {0};
    int fd = connect_to(&fixture); /* says nothing */
    assert_int_equal(read_all(fd, &answer), 0);
    assert_int_equal(answer.length, 0);
    fd = connect_to(&fixture); /* says half */
    say(fd, "GET / HTTP/1.1\r\nHos");
    assert_int_equal(read_all(fd, &answer), 0);
    assert_int_equal(status_of(&answer), 408);
    fd = connect_to(&fixture); /* stays, and asks no more */
    ask(fd, "/");
    read_answer(fd, &answer);
    text_clear(&answer);
    assert_int_equal(read_all(fd, &answer), 0);
    assert_int_equal(answer.length, 0);
    fd = connect_to(&fixture); /* asks for more than its system takes in, and reads nothing */
    for (int i = 0; i < 200; i++) {
        ask(fd, "/bytes/102400");
    }
    while (real_server_figures(fixture.server).open > 0) {
    }
    assert_int_equal(read_all(fd, &answer), ECONNRESET);
    assert_true(real_server_figures(fixture.server).requests < 200);
    text_release(&answer);
    stop(&fixture);
}

static void a_client_that_sends_no_more_gets_its_answer(void **state) {
    (void)state;
    Fixture fixture = start("host slow latency 1min\nhost * latency 20ms");
    Text answer = {0};
    int fd = connect_to(&fixture);
    ask(fd, "/status/202");
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    assert_int_equal(read_all(fd, &answer), 0);
    assert_int_equal(status_of(&answer), 202);
    fd = connect_to(&fixture); /* unless that is far away */
    say(fd, "GET / HTTP/1.1\r\nHost: slow\r\n\r\n");
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    text_clear(&answer);
    assert_int_equal(read_all(fd, &answer), 0);
    assert_int_equal(answer.length, 0);
    text_release(&answer);
    stop(&fixture);
}

/* What a client does that ends in the middle of something. */
static void misbehave(const Fixture *fixture, Random *random) {
    static const char BYTES[] =
        "GET /bytes/3000 HTTP/1.1\r\nHost: a\r\n\r\n"
        "PUT /put HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        "GET /delay/0.01 HTTP/1.1\r\nHost: a\r\n\r\n"
        "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"
        "\x16\x03\x01\x02\x03\x01";
    int fd = connect_to(fixture);
    size_t length = random_below(random, sizeof BYTES);
    size_t begin = random_below(random, 4) == 0 ? random_below(random, sizeof BYTES - length) : 0;
    (void)send(fd, BYTES + begin, length, MSG_NOSIGNAL);
    uint64_t ending = random_below(random, 4);
    if (ending == 0) {
        const struct linger reset = {.l_onoff = 1};
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    } else if (ending == 1) {
        (void)shutdown(fd, SHUT_WR);
    } else if (ending == 2) {
        char byte;
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        (void)(poll(&wait, 1, 2) > 0 ? recv(fd, &byte, 1, 0) : 0);
    }
    close(fd);
}

static void clients_that_misbehave_leave_nothing_behind(void **state) {
    (void)state;
    Fixture fixture = start("host * latency uniform(0ms, 3ms) bandwidth 100Mbit");
    Random random = random_stream(1, "clients");
    Text answer = {0};
    int fd = connect_to(&fixture);
    for (int i = 0; i < 400; i++) {
        misbehave(&fixture, &random);
        if (i % 40 == 0) { /* others are served as ever */
            ask(fd, "/x");
            read_answer(fd, &answer);
            assert_int_equal(status_of(&answer), 200);
        }
    }
    while (real_server_figures(fixture.server).open > 1) {
    }
    assert_true(real_server_is_running(fixture.server, NULL));
    close(fd);
    text_release(&answer);
    stop(&fixture);
}

static void stopping_finishes_what_is_under_way(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 100ms");
    char authority[256];
    snprintf(authority, sizeof authority, "%s", real_server_authority(fixture.server));
    struct stat about;
    assert_int_equal(stat(authority, &about), 0);
    Text answer = {0};
    int idle = connect_to(&fixture), fd = connect_to(&fixture);
    ask(fd, "/");
    while (real_server_figures(fixture.server).requests < 1) {
    }
    pid_t reader = fork(); /* since stop() waits */
    if (reader == 0) {
        _exit(read_all(fd, &answer) == 0 && status_of(&answer) == 200 ? 0 : 1);
    }
    close(fd);
    stop(&fixture);
    assert_int_equal(read_all(idle, &answer), 0);
    assert_int_equal(answer.length, 0);
    int ending;
    assert_int_equal(waitpid(reader, &ending, 0), reader);
    assert_int_equal(ending, 0);
    assert_int_equal(stat(authority, &about), -1);
    text_release(&answer);
}

static void a_server_that_was_killed_is_noticed_and_can_be_reset(void **state) {
    (void)state;
    Fixture fixture = start("host * latency 1min");
    Text answer = {0};
    int ending = 0;
    int fd = connect_to(&fixture);
    ask(fd, "/");
    while (real_server_figures(fixture.server).requests < 1) {
    }
    assert_true(real_server_is_running(fixture.server, NULL));
    assert_int_equal(kill(real_server_process(fixture.server), SIGKILL), 0);
    (void)read_all(fd, &answer);
    assert_int_equal(answer.length, 0);
    struct pollfd wait = {.fd = real_server_fd(fixture.server), .events = POLLIN};
    assert_int_equal(poll(&wait, 1, ANSWER_MS_MAX), 1);
    while (real_server_is_running(fixture.server, &ending)) {
    }
    assert_int_equal(WTERMSIG(ending), SIGKILL);
    assert_int_equal(real_server_figures(fixture.server).requests, 0);
    Error error;
    World *world = make_world("host * latency 1ms");
    assert_int_equal(real_server_reset(fixture.server, world, &error), STATUS_OK);
    fd = connect_to(&fixture);
    ask(fd, "/");
    read_answer(fd, &answer);
    assert_int_equal(status_of(&answer), 200);
    close(fd);
    stop(&fixture);
    world_free(world);
    text_release(&answer);
}

static void a_server_that_cannot_listen_says_why(void **state) {
    (void)state;
    Fixture fixture = start("");
    RealServer *other;
    Error error;
    const RealServerOptions same = {.port = real_server_port(fixture.server)};
    assert_int_equal(real_server_start(fixture.world, &same, &other, &error), STATUS_REAL);
    assert_non_null(strstr(error.text, "could not listen on 127.0.0.1 port "));
    assert_non_null(strstr(error.text, "in use"));
    const RealServerOptions named = {.address = "example.com"};
    assert_int_equal(real_server_start(fixture.world, &named, &other, &error), STATUS_USAGE);
    const RealServerOptions foreign = {.address = "192.0.2.1"};
    assert_int_equal(real_server_start(fixture.world, &foreign, &other, &error), STATUS_REAL);
    stop(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_the_simulation),
        cmocka_unit_test(an_answer_does_not_come_before_its_latency),
        cmocka_unit_test(times_are_scaled_as_the_world_says),
        cmocka_unit_test(draws_are_those_of_the_simulation),
        cmocka_unit_test(requests_sent_ahead_are_answered_in_order),
        cmocka_unit_test(statuses_that_are_no_answer_are_refused),
        cmocka_unit_test(bodies_may_wait_for_assent),
        cmocka_unit_test(faults_happen_to_the_connection),
        cmocka_unit_test(a_host_turns_away_what_is_too_much),
        cmocka_unit_test(a_bandwidth_spreads_an_answer_over_its_time),
        cmocka_unit_test(what_is_no_request_is_refused_and_ends_the_connection),
        cmocka_unit_test(patience_with_clients_has_limits),
        cmocka_unit_test(a_client_that_sends_no_more_gets_its_answer),
        cmocka_unit_test(clients_that_misbehave_leave_nothing_behind),
        cmocka_unit_test(stopping_finishes_what_is_under_way),
        cmocka_unit_test(a_server_that_was_killed_is_noticed_and_can_be_reset),
        cmocka_unit_test(a_server_that_cannot_listen_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
