#include "real/serving.h"

#include "base/check.h"
#include "real/connection.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ACCEPTED_AT_ONCE_MAX = 256 };

/* For so long after something has happened the server looks for more before it sleeps: whoever
 * wakes a sleeping process pays for it, and a client that sends a thousand requests would a
 * thousand times. */
static const int64_t WAKEFUL_NS = 30000;

/* --- time --- */

int64_t serving_clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void serving_wake(Serving *serving) {
    if (serving->now_is_over) {
        serving->now_ns = serving_clock_ns();
        serving->now_is_over = false;
        serving->has_woken = true;
    }
}

void serving_rest(Serving *serving) {
    serving->now_is_over = event_base_get_num_events(serving->base, EVENT_BASE_COUNT_ACTIVE) == 0;
}

/* --- accepting --- */

static void note_that_it_is_full(Serving *serving) {
    if (serving->is_full) {
        return;
    }
    serving->is_full = true;
    (void)event_del(&serving->accepting);
    char note[200];
    int length = snprintf(note, sizeof note,
                          "meanwhile: note: the latency server has %lld connections open, and the "
                          "system allows no more files: others wait\n",
                          (long long)serving->figures.open);
    (void)!write(STDERR_FILENO, note, (size_t)length);
}

/* Returns whether there may be more. */
static bool accept_one(Serving *serving) {
    int fd = accept4(serving->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        connection_open(serving, fd);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        note_that_it_is_full(serving);
    }
    return !serving->is_full && (fd >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK));
}

static void accept_some(evutil_socket_t listener, short what, void *argument) {
    (void)listener;
    (void)what;
    Serving *serving = argument;
    serving_wake(serving);
    for (int i = 0; i < ACCEPTED_AT_ONCE_MAX && accept_one(serving); i++) {
    }
    serving_rest(serving);
}

void serving_has_closed(Serving *serving) {
    serving->figures.open--;
    if (serving->is_full && !serving->is_stopping) {
        serving->is_full = false;
        (void)event_add(&serving->accepting, NULL);
    }
    if (serving->is_stopping && serving->figures.open == 0) {
        (void)event_base_loopbreak(serving->base);
    }
}

/* --- obeying --- */

static void stop(Serving *serving) {
    if (serving->is_stopping) {
        return;
    }
    serving->is_stopping = true;
    (void)event_del(&serving->accepting);
    close(serving->listener);
    connection_stop_all(serving);
    if (serving->figures.open == 0) {
        (void)event_base_loopbreak(serving->base);
        return;
    }
    int64_t grace_ns = serving->options.grace_ns;
    const struct timeval grace = {.tv_sec = grace_ns / 1000000000,
                                  .tv_usec = grace_ns % 1000000000 / 1000};
    (void)event_add(&serving->grace, &grace);
}

static void obey_order(Serving *serving, char order) {
    if (order == SERVING_ASK_FIGURES) {
        (void)send(serving->control, &serving->figures, sizeof serving->figures, MSG_NOSIGNAL);
    } else if (order == SERVING_ASK_STOP) {
        stop(serving);
    }
}

static void obey(evutil_socket_t control, short what, void *argument) {
    (void)what;
    Serving *serving = argument;
    serving_wake(serving);
    char order;
    ssize_t count = recv(control, &order, sizeof order, MSG_DONTWAIT);
    if (count > 0) {
        obey_order(serving, order);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        serving->is_orphan = true;
        (void)event_base_loopbreak(serving->base);
    }
    serving_rest(serving);
}

static void terminate(evutil_socket_t signal, short what, void *argument) {
    (void)signal;
    (void)what;
    Serving *serving = argument;
    serving_wake(serving);
    stop(serving);
    serving_rest(serving);
}

static void give_up(evutil_socket_t fd, short what, void *argument) {
    (void)fd;
    (void)what;
    const Serving *serving = argument;
    (void)event_base_loopbreak(serving->base);
}

/* --- the loop --- */

static void open_loop(Serving *serving) {
    struct event_config *config = event_config_new();
    CHECK(config != NULL);
    /* Timers to the microsecond by a timerfd, and times that are not as of the last wait. */
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    serving->base = event_base_new_with_config(config);
    event_config_free(config);
    CHECK(serving->base != NULL);
    struct event_base *base = serving->base;
    (void)event_assign(&serving->accepting, base, serving->listener, EV_READ | EV_PERSIST,
                       accept_some, serving);
    (void)event_assign(&serving->controlled, base, serving->control, EV_READ | EV_PERSIST, obey,
                       serving);
    (void)event_assign(&serving->terminated, base, SIGTERM, EV_SIGNAL | EV_PERSIST, terminate,
                       serving);
    (void)event_assign(&serving->grace, base, -1, 0, give_up, serving);
    (void)event_add(&serving->accepting, NULL);
    (void)event_add(&serving->controlled, NULL);
    (void)event_add(&serving->terminated, NULL);
}

static void close_loop(Serving *serving) {
    (void)event_del(&serving->accepting);
    (void)event_del(&serving->controlled);
    (void)event_del(&serving->terminated);
    (void)event_del(&serving->grace);
    event_base_free(serving->base);
}

static void perform_loop(Serving *serving) {
    int64_t wakeful_ns = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? WAKEFUL_NS : 0;
    int64_t woken_ns = 0;
    do {
        bool sleeps = serving_clock_ns() - woken_ns > wakeful_ns;
        serving->has_woken = false;
        if (event_base_loop(serving->base, sleeps ? EVLOOP_ONCE : EVLOOP_NONBLOCK) != 0) {
            return;
        }
        woken_ns = serving->has_woken ? serving_clock_ns() : woken_ns;
    } while (!event_base_got_break(serving->base));
}

bool serving_run(Serving *serving) {
    serving->hosts = host_table_new(serving->world);
    serving->began_ns = serving_clock_ns();
    serving->now_ns = serving->began_ns;
    serving->now_is_over = true;
    open_loop(serving);
    perform_loop(serving);
    serving->is_stopping = true;
    connection_abort_all(serving);
    close_loop(serving);
    host_table_free(serving->hosts);
    return serving->is_orphan;
}
