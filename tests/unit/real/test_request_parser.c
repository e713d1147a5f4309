#include "real/request_parser.h"

#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

static void feed(RequestParser *parser, const char *bytes) {
    size_t length = strlen(bytes);
    assert_int_equal(request_parser_feed(parser, bytes, length), length);
}

static void a_request_has_method_target_fields_and_body(void **state) {
    (void)state;
    RequestParser parser;
    request_parser_init(&parser);
    assert_false(request_parser_has_begun(&parser));
    feed(&parser, "POST /a?b=c HTTP/1.1\r\nHost: h.org:81\r\nX-Empty:\r\n"
                  "Accept: \t a, b \t\r\ncontent-length: 3\r\n\r\nxyz");
    assert_int_equal(parser.state, REQUEST_WHOLE);
    assert_string_equal(parser.method, "POST");
    assert_string_equal(parser.target, "/a?b=c");
    assert_string_equal(parser.host, "h.org:81");
    assert_int_equal(parser.fields.count, 4);
    assert_string_equal(parser.fields.items[1].name, "X-Empty");
    assert_string_equal(parser.fields.items[1].value, "");
    assert_string_equal(parser.fields.items[2].value, "a, b");
    assert_string_equal(text_cstr(&parser.body), "xyz");
    assert_true(parser.keeps_alive);
    request_parser_release(&parser);
}

static void bytes_may_come_one_by_one_and_requests_follow_each_other(void **state) {
    (void)state;
    static const char BYTES[] = "POST /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "4;note=1\r\nabcd\r\n0A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
                                "\r\nGET /2 HTTP/1.0\nConnection: x , Keep-Alive\n\n";
    RequestParser parser;
    request_parser_init(&parser);
    int whole = 0;
    for (size_t i = 0; i < sizeof BYTES - 1; i++) {
        assert_int_equal(request_parser_feed(&parser, BYTES + i, 1), 1);
        assert_int_not_equal(parser.state, REQUEST_WRONG);
        if (parser.state == REQUEST_WHOLE && ++whole == 1) {
            assert_string_equal(text_cstr(&parser.body), "abcd0123456789");
            request_parser_next(&parser);
            assert_int_equal(parser.body.length, 0);
        }
    }
    assert_int_equal(whole, 2);
    assert_string_equal(parser.target, "/2");
    assert_true(parser.is_old);
    assert_true(parser.keeps_alive);
    request_parser_release(&parser);
}

static void what_is_of_the_next_request_is_left(void **state) {
    (void)state;
    static const char FIRST[] = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    static const char BOTH[] = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /2";
    RequestParser parser;
    request_parser_init(&parser);
    assert_int_equal(request_parser_feed(&parser, BOTH, sizeof BOTH - 1), sizeof FIRST - 1);
    assert_int_equal(parser.state, REQUEST_WHOLE);
    assert_false(parser.keeps_alive);
    request_parser_release(&parser);
}

static void a_client_may_ask_before_it_sends_its_body(void **state) {
    (void)state;
    RequestParser parser;
    request_parser_init(&parser);
    feed(&parser, "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
    assert_int_equal(parser.state, REQUEST_BODY);
    assert_true(parser.expects_assent);
    feed(&parser, "x");
    assert_false(parser.expects_assent);
    feed(&parser, "y");
    assert_int_equal(parser.state, REQUEST_WHOLE);
    request_parser_next(&parser);
    feed(&parser, "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n");
    assert_false(parser.expects_assent); /* there is no body to wait for */
    request_parser_release(&parser);
}

static void what_can_be_read_in_two_ways_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        int status;
    } WRONG[] = {
        {"\x16\x03\x01\n", 400},
        {"GET\n", 400},
        {"GET /\n", 400},
        {"GET  / HTTP/1.1\n", 400},
        {"G(T / HTTP/1.1\n", 400},
        {"GET /\t HTTP/1.1\n", 400},
        {"GET /a b HTTP/1.1\n", 400},
        {"GET / HTTP/1.1 \n", 400},
        {"GET / HTTP/1.2\n", 505},
        {"PRI * HTTP/2.0\r\n", 505},
        {"GET / HTTP/1.1\r\n\r\n", 400},                       /* no Host */
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400}, /* two */
        {"GET / HTTP/1.1\r\nHost : a\r\n", 400},               /* blank */
        {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n", 400},     /* folded */
        {"GET / HTTP/1.1\r\nHost: a\rb\r\n", 400},             /* CR within */
        {"GET / HTTP/1.1\r\nnothing\r\n", 400},                /* no colon */
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
         413},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        RequestParser parser;
        request_parser_init(&parser);
        (void)request_parser_feed(&parser, WRONG[i].bytes, strlen(WRONG[i].bytes));
        if (parser.state != REQUEST_WRONG || parser.status != WRONG[i].status) {
            fail_msg("%s: state %d, status %d", WRONG[i].bytes, (int)parser.state, parser.status);
        }
        assert_non_null(parser.problem);
        request_parser_release(&parser);
    }
    RequestParser parser;
    request_parser_init(&parser);
    static const char NUL[] = "GET / HTTP/1.1\r\nHost: a\0b\r\n";
    (void)request_parser_feed(&parser, NUL, sizeof NUL - 1);
    assert_int_equal(parser.state, REQUEST_WRONG);
    request_parser_release(&parser);
}

static void heads_and_bodies_have_limits(void **state) {
    (void)state;
    RequestParser parser;
    request_parser_init(&parser);
    for (int i = 0; i < REQUEST_HEAD_BYTES_MAX && parser.state != REQUEST_WRONG; i++) {
        feed(&parser, "x");
    }
    feed(&parser, "x");
    assert_int_equal(parser.status, 414);
    assert_true(parser.line.length <= REQUEST_HEAD_BYTES_MAX);
    request_parser_release(&parser);

    request_parser_init(&parser);
    feed(&parser, "GET / HTTP/1.1\r\nHost: h\r\n");
    for (int i = 1; i < REQUEST_FIELDS_MAX; i++) {
        feed(&parser, "a: b\r\n");
    }
    assert_int_equal(parser.state, REQUEST_FIELDS);
    feed(&parser, "a: b\r\n");
    assert_int_equal(parser.status, 431);
    request_parser_release(&parser);

    request_parser_init(&parser);
    char length[64];
    snprintf(length, sizeof length, "Content-Length: %d\r\n\r\n", REQUEST_BODY_BYTES_MAX);
    feed(&parser, "GET / HTTP/1.1\r\nHost: h\r\n");
    feed(&parser, length);
    assert_int_equal(parser.state, REQUEST_BODY);
    request_parser_release(&parser);

    /* Chunks are bounded together, and their lines one by one. */
    request_parser_init(&parser);
    feed(&parser, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < REQUEST_HEAD_BYTES_MAX; i++) {
        feed(&parser, "1\r\nx\r\n");
    }
    assert_int_equal(parser.state, REQUEST_CHUNK_SIZE);
    assert_int_equal(parser.body.length, REQUEST_HEAD_BYTES_MAX);
    snprintf(length, sizeof length, "%x\r\n", REQUEST_BODY_BYTES_MAX);
    feed(&parser, length);
    assert_int_equal(parser.status, 413);
    request_parser_release(&parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_has_method_target_fields_and_body),
        cmocka_unit_test(bytes_may_come_one_by_one_and_requests_follow_each_other),
        cmocka_unit_test(what_is_of_the_next_request_is_left),
        cmocka_unit_test(a_client_may_ask_before_it_sends_its_body),
        cmocka_unit_test(what_can_be_read_in_two_ways_is_refused),
        cmocka_unit_test(heads_and_bodies_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
