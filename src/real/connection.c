#include "real/connection.h"

#include "base/check.h"
#include "base/memory.h"
#include "real/channel.h"
#include "real/request_parser.h"
#include "real/target.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    READS_AT_ONCE_MAX = 16,
    WRITTEN_AT_ONCE_MAX = 256 * 1024, /* bytes, before others have their turn */
    PACES_MAX = 100, /* an answer that takes its time is sent in so many parts at most */
    INPUT_KEPT_BYTES_MAX = 4096,
};
#define PACE_NS_MIN INT64_C(1000000)

typedef enum Stage {
    READING,
    TRAVELLING,
    SERVING,
    SENDING,
    LEAVING,
    CLOSED, /* freed by settle() */
} Stage;

struct Connection {
    Serving *serving;
    Connection *next, *previous;
    Channel channel;
    Stage stage;
    struct event readable, writable, timer;
    bool is_watched;      /* readable is added */
    bool must_write;      /* TLS, or an answer, waits until it can */
    bool is_blocked;      /* the client does not read its answer */
    bool peer_has_ended;  /* sends no more */
    bool is_used;         /* a request was made on it: it is not fresh */
    bool was_established; /* the handshake is in the figures */
    bool closes;          /* after this answer */
    bool opens_tunnel;    /* this answer is to CONNECT */
    int64_t due_ns;       /* when this stage ends, or has waited too long; HOST_NEVER */
    RequestParser request;
    size_t input_taken; /* of the bytes below, by the parser */
    Text input;
    Text url;
    HostReply reply;
    bool has_reply;
    Text output;
    size_t output_sent;
    int64_t asked_ns;              /* when the request was whole */
    int64_t send_from_ns, send_ns; /* when the answer begins, and how long it takes */
};

static int64_t add(int64_t a_ns, int64_t b_ns) {
    int64_t sum;
    return __builtin_add_overflow(a_ns, b_ns, &sum) ? HOST_NEVER : sum;
}

/* --- beginning and end --- */

static void when_readable(evutil_socket_t fd, short what, void *argument);
static void when_writable(evutil_socket_t fd, short what, void *argument);
static void when_due(evutil_socket_t fd, short what, void *argument);
static void settle(Connection *connection);

void connection_open(Serving *serving, int fd) {
    Connection *connection = memory_new_zeroed(1, sizeof *connection);
    connection->serving = serving;
    channel_init(&connection->channel, fd);
    request_parser_init(&connection->request);
    connection->due_ns = add(serving->now_ns, serving->options.request_limit_ns);
    (void)event_assign(&connection->readable, serving->base, fd, EV_READ | EV_PERSIST,
                       when_readable, connection);
    (void)event_assign(&connection->writable, serving->base, fd, EV_WRITE, when_writable,
                       connection);
    (void)event_assign(&connection->timer, serving->base, -1, 0, when_due, connection);
    connection->next = serving->first;
    if (serving->first != NULL) {
        serving->first->previous = connection;
    }
    serving->first = connection;
    RealServerFigures *figures = &serving->figures;
    figures->connections++;
    figures->open++;
    figures->open_max = figures->open > figures->open_max ? figures->open : figures->open_max;
    settle(connection);
}

static void close_now(Connection *connection, bool with_reset) {
    if (connection->stage == CLOSED) {
        return;
    }
    connection->stage = CLOSED;
    (void)event_del(&connection->readable);
    (void)event_del(&connection->writable);
    (void)event_del(&connection->timer);
    channel_close(&connection->channel, with_reset);
}

static void drop_reply(Connection *connection) {
    if (connection->has_reply) {
        host_reply_release(&connection->reply);
        connection->has_reply = false;
    }
}

static void free_closed(Connection *connection) {
    Serving *serving = connection->serving;
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        serving->first = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    drop_reply(connection);
    request_parser_release(&connection->request);
    text_release(&connection->input);
    text_release(&connection->url);
    text_release(&connection->output);
    memory_free(connection);
    serving_has_closed(serving);
}

/* --- the log --- */

static void log_line(const Connection *connection, const char *what) {
    const Serving *serving = connection->serving;
    int64_t since_ns = serving->now_ns - serving->began_ns;
    Text line = {0};
    text_printf(&line, "%lld.%03lld s  %s\n", (long long)(since_ns / 1000000000),
                (long long)(since_ns / 1000000 % 1000), what);
    (void)!write(serving->log, line.bytes, line.length);
    text_release(&line);
}

static void log_answer(const Connection *connection, const char *outcome) {
    const Serving *serving = connection->serving;
    if (serving->log < 0) {
        return;
    }
    int64_t took_ns = serving->now_ns - connection->asked_ns;
    Text what = {0};
    text_printf(&what, "%s %s  %s  %lld.%03lld ms", connection->request.method,
                text_cstr(&connection->url), outcome, (long long)(took_ns / 1000000),
                (long long)(took_ns / 1000 % 1000));
    log_line(connection, what.bytes);
    text_release(&what);
}

static void log_status(const Connection *connection) {
    char status[16];
    snprintf(status, sizeof status, "%d", connection->reply.status);
    log_answer(connection, status);
}

/* --- answers --- */

/* A value may be what a client asked for (/redirect-to?url=…): no line of it begins another field.
 */
static void append_header(void *context, const char *name, const char *value) {
    Text *output = context;
    text_printf(output, "%s: ", name);
    for (; *value != '\0'; value++) {
        bool is_control = (unsigned char)*value < ' ' || *value == 0x7F;
        text_append_char(output, is_control ? ' ' : *value);
    }
    text_append_cstr(output, "\r\n");
}

/* The whole answer is in `output`, and is sent from `from_ns` on. */
static void begin_sending(Connection *connection, int64_t from_ns, int64_t takes_ns) {
    connection->stage = SENDING;
    connection->output_sent = 0;
    connection->send_from_ns = from_ns;
    connection->send_ns = takes_ns;
}

static void send_reply(Connection *connection) {
    const HostReply *reply = &connection->reply;
    const RequestParser *request = &connection->request;
    Text *output = &connection->output;
    connection->closes =
        connection->closes || !request->keeps_alive || connection->serving->is_stopping;
    text_clear(output);
    text_printf(output, "HTTP/1.1 %d %s\r\n", reply->status, reply->reason);
    host_reply_each_header(reply, append_header, output);
    if (connection->closes) {
        text_append_cstr(output, "Connection: close\r\n");
    } else if (request->is_old) {
        text_append_cstr(output, "Connection: keep-alive\r\n");
    }
    text_append_cstr(output, "\r\n");
    text_append(output, reply->body.bytes, reply->body.length);
    begin_sending(connection, connection->due_ns, reply->receive_ns);
}

/* An answer of the server's own: the connection ends with it. */
static void send_refusal(Connection *connection, int status, const char *problem) {
    Text body = {0};
    text_printf(&body, "%d %s: %s", status, host_reason(status), problem);
    if (connection->serving->log >= 0) {
        log_line(connection, body.bytes);
    }
    text_append_char(&body, '\n');
    text_clear(&connection->output);
    text_printf(&connection->output,
                "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
                "Connection: close\r\n\r\n%s",
                status, host_reason(status), body.length, body.bytes);
    text_release(&body);
    connection->closes = true;
    begin_sending(connection, connection->serving->now_ns, 0);
}

/* --- one request --- */

/* CONNECT host:port, as a proxy is asked: what follows is as on a connection to that host. */
static void open_tunnel(Connection *connection) {
    text_clear(&connection->output);
    text_append_cstr(&connection->output, "HTTP/1.1 200 Connection established\r\n\r\n");
    connection->opens_tunnel = true;
    begin_sending(connection, connection->serving->now_ns, 0);
}

static void begin_request(Connection *connection) {
    Serving *serving = connection->serving;
    const RequestParser *parsed = &connection->request;
    bool secure = connection->channel.kind == CHANNEL_SECURE;
    if (strcmp(parsed->method, "CONNECT") == 0) {
        if (secure) {
            send_refusal(connection, 400, "there is no way from TLS to another host");
        } else {
            open_tunnel(connection);
        }
        return;
    }
    serving->figures.requests++;
    connection->asked_ns = serving->now_ns;
    text_clear(&connection->url);
    target_append_url(&connection->url, parsed, secure, serving->port, serving->world);
    HostRequest request = {.method = parsed->method,
                           .url = text_cstr(&connection->url),
                           .url_length = connection->url.length,
                           .headers = parsed->fields.items,
                           .header_count = parsed->fields.count,
                           .body = text_cstr(&parsed->body),
                           .body_length = parsed->body.length,
                           .fresh = !connection->is_used};
    const char *wrong = host_draw(serving->hosts, &request, &connection->reply);
    connection->has_reply = true;
    connection->is_used = true;
    if (wrong != NULL) {
        drop_reply(connection);
        send_refusal(connection, 400, wrong);
        return;
    }
    const HostReply *reply = &connection->reply;
    int64_t travel_ns = add(add(reply->connect_ns, reply->tls_ns), reply->send_ns);
    connection->stage = TRAVELLING;
    connection->due_ns = add(serving->now_ns, travel_ns);
}

/* The request has come to its host, at due_ns: a late timer does not make it later. */
static void arrive(Connection *connection) {
    Serving *serving = connection->serving;
    HostReply *reply = &connection->reply;
    if (reply->failure == HOST_CONNECT) {
        log_answer(connection, "reset, as if refused");
        close_now(connection, true);
        return;
    }
    host_arrive(reply, connection->due_ns - serving->began_ns);
    int64_t wait_ns = add(reply->queue_ns, reply->service_ns);
    connection->stage = SERVING;
    connection->due_ns = add(connection->due_ns, wait_ns);
    if (connection->due_ns == HOST_NEVER) {
        log_answer(connection, "never answered");
    }
}

static void finish_service(Connection *connection) {
    if (connection->reply.failure == HOST_RESET) {
        log_answer(connection, "reset");
        close_now(connection, true);
        return;
    }
    send_reply(connection);
}

/* The answer is out. */
static void finish_answer(Connection *connection) {
    Serving *serving = connection->serving;
    if (connection->has_reply) {
        log_status(connection);
    }
    drop_reply(connection);
    if (connection->closes || serving->is_stopping) {
        connection->stage = LEAVING;
        connection->due_ns = add(serving->now_ns, CONNECTION_LEAVING_NS_MAX);
        if (connection->peer_has_ended || serving->is_stopping) {
            close_now(connection, false);
        } else {
            channel_finish(&connection->channel);
        }
        return;
    }
    if (connection->opens_tunnel) {
        connection->opens_tunnel = false;
        channel_start_anew(&connection->channel);
    }
    request_parser_next(&connection->request);
    connection->stage = READING;
    connection->due_ns = add(serving->now_ns, serving->options.idle_limit_ns);
}

/* --- the stages --- */

static void assent(Connection *connection) {
    static const char CONTINUE[] = "HTTP/1.1 100 Continue\r\n\r\n";
    size_t written;
    connection->request.expects_assent = false;
    (void)channel_write(&connection->channel, CONTINUE, sizeof CONTINUE - 1, &written);
}

/* Returns whether there was anything to do, as below. */
static bool read_on(Connection *connection) {
    RequestParser *request = &connection->request;
    size_t left = connection->input.length - connection->input_taken;
    if (left == 0) {
        if (connection->peer_has_ended) {
            close_now(connection, false);
        }
        return false;
    }
    if (!request_parser_has_begun(request)) {
        connection->due_ns =
            add(connection->serving->now_ns, connection->serving->options.request_limit_ns);
    }
    const char *bytes = connection->input.bytes + connection->input_taken;
    connection->input_taken += request_parser_feed(request, bytes, left);
    if (request->state == REQUEST_WHOLE) {
        begin_request(connection);
    } else if (request->state == REQUEST_WRONG) {
        connection->serving->figures.refused++;
        send_refusal(connection, request->status, request->problem);
    } else if (request->expects_assent) {
        assent(connection);
    }
    return true;
}

/* How much of the answer may be out by now. */
static size_t output_allowed(const Connection *connection) {
    size_t length = connection->output.length;
    int64_t since_ns = connection->serving->now_ns - connection->send_from_ns;
    if (since_ns >= connection->send_ns) {
        return length;
    }
    __extension__ typedef unsigned __int128 Wide;
    size_t part = (size_t)((Wide)length * (Wide)since_ns / (Wide)connection->send_ns);
    return part == 0 ? 1 : part; /* it has begun */
}

static bool send_on(Connection *connection) {
    Serving *serving = connection->serving;
    size_t allowed = output_allowed(connection), length = connection->output.length;
    size_t sent_before = connection->output_sent;
    size_t piece_end = sent_before + WRITTEN_AT_ONCE_MAX;
    size_t end = allowed < piece_end ? allowed : piece_end;
    while (connection->output_sent < end) {
        size_t written;
        ChannelResult result =
            channel_write(&connection->channel, connection->output.bytes + connection->output_sent,
                          end - connection->output_sent, &written);
        connection->output_sent += written;
        if (result == CHANNEL_WAIT_WRITE || result == CHANNEL_WAIT) {
            if (!connection->is_blocked || connection->output_sent > sent_before) {
                connection->due_ns = add(serving->now_ns, serving->options.write_limit_ns);
            }
            connection->must_write = true;
            connection->is_blocked = true;
            return false;
        }
        if (result != CHANNEL_OK) {
            close_now(connection, true);
            return false;
        }
    }
    connection->is_blocked = false;
    if (end < allowed) {
        connection->must_write = true;
        connection->due_ns = add(serving->now_ns, serving->options.write_limit_ns);
        return false;
    }
    if (allowed < length) {
        int64_t pace_ns = connection->send_ns / PACES_MAX;
        int64_t end_ns = add(connection->send_from_ns, connection->send_ns);
        int64_t next_ns = serving->now_ns + (pace_ns < PACE_NS_MIN ? PACE_NS_MIN : pace_ns);
        connection->due_ns = next_ns < end_ns ? next_ns : end_ns;
        return false;
    }
    finish_answer(connection);
    return true;
}

/* Goes on as far as it can now; returns whether there may be more to do. */
static bool step(Connection *connection) {
    bool is_due = connection->due_ns <= connection->serving->now_ns;
    switch (connection->stage) {
    case READING:
        return read_on(connection);
    case TRAVELLING:
        if (is_due) {
            arrive(connection);
        }
        return is_due;
    case SERVING:
        if (is_due) {
            finish_service(connection);
        }
        return is_due;
    case SENDING:
        return send_on(connection);
    case LEAVING:
        connection->input_taken = connection->input.length;
        if (connection->peer_has_ended) {
            close_now(connection, false);
        }
        return false;
    case CLOSED:
        return false;
    }
    UNREACHABLE();
}

/* --- waiting --- */

static void drop_input_taken(Connection *connection) {
    Text *input = &connection->input;
    size_t left = input->length - connection->input_taken;
    if (left == 0 && input->capacity > INPUT_KEPT_BYTES_MAX) {
        text_release(input);
    } else if (left > 0 && connection->input_taken > 0) {
        memmove(input->bytes, input->bytes + connection->input_taken, left);
    }
    input->length = left;
    connection->input_taken = 0;
}

static void set_timer(Connection *connection) {
    int64_t wait_ns = connection->due_ns - serving_clock_ns();
    if (connection->due_ns == HOST_NEVER) {
        (void)event_del(&connection->timer);
        return;
    }
    int64_t wait_us = wait_ns > 0 ? (wait_ns + 999) / 1000 : 0;
    const struct timeval wait = {.tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000};
    (void)event_add(&connection->timer, &wait);
}

/* Whether it is of interest that there is something to read. */
static bool wants_to_read(const Connection *connection) {
    return !connection->peer_has_ended &&
           (connection->stage == READING || connection->input.length < CONNECTION_AHEAD_BYTES_MAX);
}

/* Does what can be done, then waits for what comes next. The connection may be gone after. */
static void settle(Connection *connection) {
    while (step(connection)) {
    }
    if (connection->stage == CLOSED) {
        free_closed(connection);
        return;
    }
    drop_input_taken(connection);
    bool watches = wants_to_read(connection);
    if (watches != connection->is_watched) {
        (void)(watches ? event_add(&connection->readable, NULL) : event_del(&connection->readable));
        connection->is_watched = watches;
    }
    if (connection->must_write) {
        (void)event_add(&connection->writable, NULL);
        connection->must_write = false;
    }
    set_timer(connection);
}

/* The client sends no more. Who waits for an answer that is far away has gone, most likely. */
static void end_of_input(Connection *connection) {
    int64_t left_ns = connection->due_ns - connection->serving->now_ns;
    bool waits = connection->stage == TRAVELLING || connection->stage == SERVING;
    connection->peer_has_ended = true;
    if (waits && left_ns > CONNECTION_HALF_CLOSED_NS_MAX) {
        close_now(connection, false);
    }
}

static void read_some(Connection *connection) {
    Serving *serving = connection->serving;
    for (int i = 0; i < READS_AT_ONCE_MAX && wants_to_read(connection); i++) {
        size_t length;
        ChannelResult result = channel_read(&connection->channel, serving->tls, serving->buffer,
                                            sizeof serving->buffer, &length);
        if (connection->channel.is_established && !connection->was_established) {
            connection->was_established = true;
            serving->figures.handshakes++;
        }
        if (connection->stage != LEAVING) {
            text_append(&connection->input, serving->buffer, length);
        }
        if (result == CHANNEL_WAIT || result == CHANNEL_WAIT_WRITE) {
            connection->must_write = result == CHANNEL_WAIT_WRITE;
            return;
        }
        if (result == CHANNEL_END) {
            end_of_input(connection);
        } else if (result == CHANNEL_BROKEN) {
            close_now(connection, true);
        }
        if (connection->stage == READING) {
            while (step(connection)) {
            }
            drop_input_taken(connection);
        }
        bool has_all = connection->channel.kind == CHANNEL_PLAIN && length < sizeof serving->buffer;
        if (has_all || connection->stage == CLOSED) {
            return;
        }
    }
}

static void when_readable(evutil_socket_t fd, short what, void *argument) {
    (void)fd;
    (void)what;
    Connection *connection = argument;
    Serving *serving = connection->serving;
    serving_wake(serving);
    read_some(connection);
    settle(connection);
    serving_rest(serving);
}

/* Either an answer goes on, or a handshake, which reading drives. */
static void when_writable(evutil_socket_t fd, short what, void *argument) {
    when_readable(fd, what, argument);
}

/* The stage has lasted long enough, if it is one that waits for the client. */
static void lose_patience(Connection *connection) {
    if (connection->stage == READING && request_parser_has_begun(&connection->request)) {
        send_refusal(connection, 408, "it did not come to its end");
    } else if (connection->stage == READING || connection->stage == LEAVING) {
        close_now(connection, false);
    } else if (connection->stage == SENDING && connection->is_blocked) {
        close_now(connection, true);
    }
}

static void when_due(evutil_socket_t fd, short what, void *argument) {
    (void)fd;
    (void)what;
    Connection *connection = argument;
    Serving *serving = connection->serving;
    serving_wake(serving);
    if (connection->due_ns <= serving->now_ns) {
        lose_patience(connection);
    }
    settle(connection);
    serving_rest(serving);
}

/* --- all of them --- */

void connection_stop_all(Serving *serving) {
    Connection *next;
    for (Connection *connection = serving->first; connection != NULL; connection = next) {
        next = connection->next;
        bool is_idle = connection->stage == READING || connection->stage == LEAVING ||
                       connection->due_ns == HOST_NEVER;
        if (is_idle) {
            close_now(connection, false);
            free_closed(connection);
        }
    }
}

void connection_abort_all(Serving *serving) {
    while (serving->first != NULL) {
        close_now(serving->first, true);
        free_closed(serving->first);
    }
}
