/* The least that a client can do: non-blocking sockets and epoll, one request after another on each
 * of as many connections as may be under way at once. Replies are read as far as their length. */
#include "bench/baseline.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { REPLY_BYTES_MAX = 8192, EVENTS_MAX = 256 };

typedef struct Connection {
    int fd;
    size_t received;
    char reply[REPLY_BYTES_MAX];
} Connection;

static char host[128], path[512];
static struct sockaddr_in address = {.sin_family = AF_INET};
static long next_call;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void send_next(Connection *connection) {
    char request[1024];
    int length = snprintf(request, sizeof request, "GET %s%ld HTTP/1.1\r\nHost: %s\r\n\r\n", path,
                          next_call++, host);
    if (write(connection->fd, request, (size_t)length) != length) {
        fail("write");
    }
    connection->received = 0;
}

/* Whether the reply is whole. */
static int is_whole(Connection *connection) {
    connection->reply[connection->received] = '\0';
    const char *body = strstr(connection->reply, "\r\n\r\n");
    const char *length = strcasestr(connection->reply, "\r\nContent-Length:");
    return body != NULL && length != NULL &&
           connection->received >=
               (size_t)(body + 4 - connection->reply) + strtoul(length + 17, NULL, 10);
}

static void connect_to_server(Connection *connection, int epoll) {
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int on = 1;
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connection->fd < 0) {
        fail("socket");
    }
    (void)connect(connection->fd, (struct sockaddr *)&address, sizeof address);
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = connection};
    epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event);
}

int main(int argc, char **argv) {
    int port = 0;
    if (argc == 4 && sscanf(argv[3], "http://%100[^:/]:%d%500s", host, &port, path) != 3) {
        fprintf(stderr, "baseline_epoll: '%s' is no http://ADDRESS:PORT/ URL\n", argv[3]);
        return 2;
    }
    address.sin_port = htons((unsigned short)port);
    inet_pton(AF_INET, host, &address.sin_addr);
    snprintf(host + strlen(host), 16, ":%d", port);
    Baseline baseline = baseline_begin(argc, argv);
    Connection *connections = calloc((size_t)baseline.concurrency, sizeof *connections);
    int epoll = epoll_create1(0);
    for (long i = 0; i < baseline.concurrency; i++) {
        connect_to_server(&connections[i], epoll);
    }
    struct epoll_event events[EVENTS_MAX];
    for (long done = 0; done < baseline.calls;) {
        int count = epoll_wait(epoll, events, EVENTS_MAX, -1);
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) {
                struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
                epoll_ctl(epoll, EPOLL_CTL_MOD, connection->fd, &event);
                send_next(connection);
                continue;
            }
            ssize_t received = read(connection->fd, connection->reply + connection->received,
                                    sizeof connection->reply - 1 - connection->received);
            if (received <= 0) {
                fail("read");
            }
            connection->received += (size_t)received;
            if (is_whole(connection)) {
                baseline.succeeded += strncmp(connection->reply, "HTTP/1.1 200", 12) == 0;
                done++;
                if (next_call < baseline.calls) {
                    send_next(connection);
                }
            }
        }
    }
    return baseline_end(&baseline);
}
