/* usage: bench_server
 *
 * The latency server, asked by a client that costs next to nothing (epoll, connections that are
 * open already): how much later than due its answers come, in how much longer than ideal all of
 * them are there, and what one costs it in processor time. The client needs a core, too: an error
 * is both sides'. */
#include "base/memory.h"
#include "real/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct Scenario {
    const char *name;
    const char *latency;
    int64_t latency_ns;
    int calls, connections;
} Scenario;

typedef struct Client {
    int fd;
    int64_t sent_ns;
} Client;

static const Scenario SCENARIOS[] = {
    {"1 at a time, 1 ms each", "1ms", 1000000, 1000, 1},
    {"100 at once, 100 ms each", "100ms", 100000000, 100, 100},
    {"1,000 at once, 100 ms each", "100ms", 100000000, 1000, 1000},
    {"10,000, 1,000 in flight, 100 ms each", "100ms", 100000000, 10000, 1000},
    {"10,000 at once, 1 s each", "1s", 1000000000, 10000, 10000},
    {"100,000, 100 in flight, no latency", "0s", 0, 100000, 100},
};
static const char REQUEST[] = "GET /status/204 HTTP/1.1\r\nHost: a.org\r\n\r\n";

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static _Noreturn void fail(const char *what) {
    perror(what);
    exit(1);
}

static void send_request(Client *client) {
    client->sent_ns = now_ns();
    if (send(client->fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) != sizeof REQUEST - 1) {
        fail("bench_server: send");
    }
}

static void connect_all(Client *clients, int count, uint16_t port, int queue) {
    const struct sockaddr_in place = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    for (int i = 0; i < count; i++) {
        clients[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = &clients[i]}};
        if (clients[i].fd < 0 ||
            connect(clients[i].fd, (const struct sockaddr *)&place, sizeof place) != 0 ||
            epoll_ctl(queue, EPOLL_CTL_ADD, clients[i].fd, &event) != 0) {
            fail("bench_server: connect");
        }
    }
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static double cpu_of(pid_t child) {
    char path[64], text[1024] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)child);
    FILE *file = fopen(path, "r");
    unsigned long user = 0, system = 0;
    if (file != NULL && fgets(text, sizeof text, file) != NULL) {
        const char *rest = strrchr(text, ')');
        (void)sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                     &system);
    }
    if (file != NULL) {
        fclose(file);
    }
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Sends and receives everything; fills in how late each answer was. Returns how long it took. */
static int64_t exchange_all(const Scenario *scenario, Client *clients, int queue,
                            int64_t *late_ns) {
    static char answer[4096];
    struct epoll_event events[512];
    int sent = 0, received = 0;
    int64_t start_ns = now_ns();
    for (; sent < scenario->connections; sent++) {
        send_request(&clients[sent]);
    }
    while (received < scenario->calls) {
        int count = epoll_wait(queue, events, 512, 10000);
        if (count <= 0) {
            fail("bench_server: epoll_wait");
        }
        for (int i = 0; i < count; i++) {
            Client *client = events[i].data.ptr;
            if (recv(client->fd, answer, sizeof answer, 0) <= 0) {
                fail("bench_server: recv");
            }
            late_ns[received++] = now_ns() - client->sent_ns - scenario->latency_ns;
            if (sent < scenario->calls) {
                sent++;
                send_request(client);
            }
        }
    }
    return now_ns() - start_ns;
}

static void measure(const Scenario *scenario) {
    World *world = world_new();
    char line[64];
    Error error;
    RealServer *server;
    const RealServerOptions options = {0};
    snprintf(line, sizeof line, "host * latency %s", scenario->latency);
    world_add_lines(world, WORLD_FILE, "bench", 1, NULL, line, strlen(line));
    if (real_server_start(world, &options, &server, &error) != STATUS_OK) {
        fprintf(stderr, "bench_server: %s\n", error.text);
        exit(1);
    }
    Client *clients = memory_new_zeroed((size_t)scenario->connections, sizeof *clients);
    int64_t *late_ns = memory_new_zeroed((size_t)scenario->calls, sizeof *late_ns);
    int queue = epoll_create1(EPOLL_CLOEXEC);
    connect_all(clients, scenario->connections, real_server_port(server), queue);
    while (real_server_figures(server).open < scenario->connections) {
    }
    double cpu = cpu_of(real_server_process(server));
    int64_t took_ns = exchange_all(scenario, clients, queue, late_ns);
    cpu = cpu_of(real_server_process(server)) - cpu;
    qsort(late_ns, (size_t)scenario->calls, sizeof *late_ns, compare);
    int64_t rounds = (scenario->calls + scenario->connections - 1) / scenario->connections;
    double ideal = (double)(rounds * scenario->latency_ns) / 1e9;
    printf("%-38s %8.3f", scenario->name, (double)took_ns / 1e9);
    printf(ideal > 0 ? " %8.3f" : "        -", (double)took_ns / 1e9 / (ideal > 0 ? ideal : 1));
    printf(" %9.0f %8.3f %8.3f %8.3f %8.1f\n", scenario->calls / ((double)took_ns / 1e9),
           (double)late_ns[scenario->calls / 2] / 1e6,
           (double)late_ns[scenario->calls * 99 / 100] / 1e6,
           (double)late_ns[scenario->calls - 1] / 1e6, cpu * 1e6 / scenario->calls);
    for (int i = 0; i < scenario->connections; i++) {
        close(clients[i].fd);
    }
    close(queue);
    real_server_stop(server);
    memory_free(clients);
    memory_free(late_ns);
    world_free(world);
}

int main(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    printf("latency server (late: after sending + latency, in ms)\n%-38s %8s %8s %9s %8s %8s %8s "
           "%8s\n",
           "", "s", "x ideal", "calls/s", "median", "p99", "max", "us CPU");
    for (size_t i = 0; i < sizeof SCENARIOS / sizeof *SCENARIOS; i++) {
        bool fits = (rlim_t)SCENARIOS[i].connections + 64 < files.rlim_max;
        if (fits) {
            measure(&SCENARIOS[i]);
        } else {
            printf("%-38s needs more open files than the system allows\n", SCENARIOS[i].name);
        }
        fflush(stdout);
    }
    return 0;
}
