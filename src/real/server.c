#include "real/server.h"

#include "base/memory.h"
#include "base/text.h"
#include "real/authority.h"
#include "real/serving.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BACKLOG = 65535, /* the system has a limit of its own */
    OWN_FILES = 32,  /* that a server needs besides its connections */
    ANSWER_MS_MAX = 5000,
    STOP_MS_MORE = 1000, /* beyond the grace time */
};

static const RealServerOptions DEFAULTS = {.address = "127.0.0.1",
                                           .request_limit_ns = INT64_C(30000000000),
                                           .idle_limit_ns = INT64_C(300000000000),
                                           .write_limit_ns = INT64_C(30000000000),
                                           .grace_ns = INT64_C(2000000000),
                                           .log_fd = -1};

struct RealServer {
    RealServerOptions options; /* without zeros, and with the port that it has */
    char *address;             /* owned, as in the options */
    int listener;              /* -1: it is closed */
    Authority *authority;
    pid_t child; /* 0: none, or it was collected */
    int control; /* our end; -1: none */
    int ending;  /* of the child that was collected */
};

static RealServerOptions without_zeros(const RealServerOptions *given) {
    RealServerOptions options = *given;
#define FILL(field) options.field = options.field != 0 ? options.field : DEFAULTS.field
    FILL(request_limit_ns);
    FILL(idle_limit_ns);
    FILL(write_limit_ns);
    FILL(grace_ns);
    FILL(log_fd);
#undef FILL
    options.address = options.address != NULL ? options.address : DEFAULTS.address;
    return options;
}

/* --- listening --- */

static Status describe_refusal(const RealServerOptions *options, int reason, Error *error) {
    if (reason == EADDRINUSE) {
        return error_set(error, STATUS_REAL, "could not listen on %s port %d: it is in use",
                         options->address, options->port);
    }
    return error_set(error, STATUS_REAL, "could not listen on %s port %d: %s", options->address,
                     options->port, strerror(reason));
}

static int open_listener(const struct addrinfo *place) {
    const int yes = 1;
    int fd = socket(place->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    /* Accepted sockets inherit that small answers are not held back. */
    bool good = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0 &&
                bind(fd, place->ai_addr, place->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
    if (!good && fd >= 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static Status listen_at(RealServer *server, Error *error) {
    const RealServerOptions *options = &server->options;
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    char port[8];
    struct addrinfo *place;
    snprintf(port, sizeof port, "%u", options->port);
    if (getaddrinfo(options->address, port, &hints, &place) != 0) {
        return error_set(error, STATUS_USAGE,
                         "could not listen on '%.100s': it is no IP address of this machine",
                         options->address);
    }
    server->listener = open_listener(place);
    int reason = errno;
    freeaddrinfo(place);
    if (server->listener < 0) {
        return describe_refusal(options, reason, error);
    }
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    if (getsockname(server->listener, (struct sockaddr *)&bound, &size) != 0) {
        return describe_refusal(options, errno, error);
    }
    server->options.port =
        ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                          : ((struct sockaddr_in *)&bound)->sin_port);
    return STATUS_OK;
}

static void stop_listening(RealServer *server) {
    if (server->listener >= 0) {
        close(server->listener);
        server->listener = -1;
    }
}

/* --- the child --- */

static rlim_t files_max(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : 1024;
}

/* What else is open here is the parent's: a connection of its clients would not close when the
 * parent closes it. */
static void close_others(const int *kept, size_t count) {
    for (unsigned from = STDERR_FILENO + 1;;) {
        unsigned next = ~0U; /* the lowest of those kept from there on */
        for (size_t i = 0; i < count; i++) {
            if (kept[i] >= 0 && (unsigned)kept[i] >= from && (unsigned)kept[i] < next) {
                next = (unsigned)kept[i];
            }
        }
        if (next > from) {
            (void)close_range(from, next - 1, 0);
        }
        if (next == ~0U) {
            return;
        }
        from = next + 1;
    }
}

static void set_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    /* What a terminal sends reaches the parent too, which decides. */
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGTERM, SIG_DFL);
}

static _Noreturn void be_server(const RealServer *server, int control, const World *world) {
    const int kept[] = {server->listener, control, server->options.log_fd};
    close_others(kept, sizeof kept / sizeof *kept);
    set_signals();
    (void)prctl(PR_SET_NAME, "latency server");
    const struct rlimit limit = {.rlim_cur = files_max(), .rlim_max = files_max()};
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    Serving *serving = memory_new_zeroed(1, sizeof *serving);
    serving->listener = server->listener;
    serving->control = control;
    serving->log = server->options.log_fd;
    serving->port = server->options.port;
    serving->world = world;
    serving->tls = authority_tls(server->authority);
    serving->options = server->options;
    if (serving_run(serving)) {
        authority_free(server->authority); /* nobody else will remove its file */
    }
    _exit(0); /* what else there is to free and flush is the parent's */
}

static Status start_child(RealServer *server, const World *world, Error *error) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return error_set(error, STATUS_SYSTEM, "could not start the latency server: %s",
                         strerror(errno));
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        be_server(server, ends[1], world);
    }
    close(ends[1]);
    if (child < 0) {
        Status status = error_set(error, STATUS_SYSTEM, "could not start the latency server: %s",
                                  strerror(errno));
        close(ends[0]);
        return status;
    }
    server->child = child;
    server->control = ends[0];
    return STATUS_OK;
}

static void collect(RealServer *server) {
    while (server->child != 0 && waitpid(server->child, &server->ending, 0) < 0 && errno == EINTR) {
    }
    server->child = 0;
    if (server->control >= 0) {
        close(server->control);
        server->control = -1;
    }
}

static void kill_child(RealServer *server) {
    if (server->child != 0) {
        (void)kill(server->child, SIGKILL);
    }
    collect(server);
}

/* --- what others call --- */

static void server_free(RealServer *server) {
    stop_listening(server);
    authority_free(server->authority);
    memory_free(server->address);
    memory_free(server);
}

Status real_server_start(const World *world, const RealServerOptions *options, RealServer **server,
                         Error *error) {
    RealServer *made = memory_new_zeroed(1, sizeof *made);
    made->control = -1;
    made->listener = -1;
    made->options = without_zeros(options);
    made->address = memory_copy_string(made->options.address);
    made->options.address = made->address;
    Status status = listen_at(made, error);
    if (status == STATUS_OK) {
        status = authority_new(&made->authority, made->address, error);
    }
    if (status == STATUS_OK) {
        status = start_child(made, world, error);
    }
    if (status != STATUS_OK) {
        server_free(made);
        return status;
    }
    *server = made;
    return STATUS_OK;
}

Status real_server_reset(RealServer *server, const World *world, Error *error) {
    kill_child(server);
    Status status = server->listener < 0 ? listen_at(server, error) : STATUS_OK;
    return status == STATUS_OK ? start_child(server, world, error) : status;
}

uint16_t real_server_port(const RealServer *server) {
    return server->options.port;
}

const char *real_server_authority(const RealServer *server) {
    return authority_path(server->authority);
}

int64_t real_server_connections_max(const RealServer *server) {
    (void)server;
    rlim_t files = files_max();
    return files == RLIM_INFINITY ? INT64_MAX : (int64_t)files - OWN_FILES;
}

/* Whether something is to be read from the child within so many ms. */
static bool hears(const RealServer *server, int timeout_ms) {
    struct pollfd wait = {.fd = server->control, .events = POLLIN};
    int count;
    do {
        count = poll(&wait, 1, timeout_ms);
    } while (count < 0 && errno == EINTR);
    return count > 0;
}

RealServerFigures real_server_figures(RealServer *server) {
    RealServerFigures figures = {0};
    const char order = SERVING_ASK_FIGURES;
    if (server->control >= 0 &&
        send(server->control, &order, sizeof order, MSG_NOSIGNAL) == sizeof order &&
        hears(server, ANSWER_MS_MAX) &&
        recv(server->control, &figures, sizeof figures, 0) != sizeof figures) {
        figures = (RealServerFigures){0};
    }
    return figures;
}

/* Whether the child has let go of its end: it is about to end, if it has not done so. */
static bool has_hung_up(const RealServer *server) {
    struct pollfd wait = {.fd = server->control, .events = 0};
    return poll(&wait, 1, 0) > 0 && (wait.revents & POLLHUP) != 0;
}

bool real_server_is_running(RealServer *server, int *ending) {
    int options = has_hung_up(server) ? 0 : WNOHANG;
    if (server->child != 0 && waitpid(server->child, &server->ending, options) == server->child) {
        server->child = 0;
        /* Nobody accepts any more: who waits for that, or comes from now on, is to know it. */
        stop_listening(server);
    }
    if (ending != NULL) {
        *ending = server->ending;
    }
    return server->child != 0;
}

pid_t real_server_process(const RealServer *server) {
    return server->child;
}

int real_server_fd(const RealServer *server) {
    return server->control;
}

void real_server_stop(RealServer *server) {
    if (server == NULL) {
        return;
    }
    const char order = SERVING_ASK_STOP;
    if (server->child != 0) {
        stop_listening(server); /* new connections are refused from now on */
        (void)send(server->control, &order, sizeof order, MSG_NOSIGNAL);
        int64_t patience_ms = server->options.grace_ns / 1000000 + STOP_MS_MORE;
        if (!hears(server, patience_ms < INT32_MAX ? (int)patience_ms : INT32_MAX)) {
            (void)kill(server->child, SIGKILL);
        }
        collect(server);
    }
    server_free(server);
}
