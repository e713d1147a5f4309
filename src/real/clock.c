#include "real/clock.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/monotonic.h"

#include <errno.h>
#include <event2/event.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct RealClock {
    MachineClock seam;
    struct event_base *base;
    int64_t origin_ns; /* 0: it has not begun */
    int64_t expected;
    struct event *deadline; /* of the wait in progress */
    struct event *woken;    /* somebody called wake() */
    int wake_fd;
    atomic_bool is_woken; /* so that many calls write but once */
};

int64_t real_clock_now(const RealClock *clock) {
    return clock->origin_ns == 0 ? 0 : monotonic_now_ns() - clock->origin_ns;
}

int64_t real_clock_date_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void begin(void *context) {
    ((RealClock *)context)->origin_ns = monotonic_now_ns();
}

static int64_t now(void *context) {
    return real_clock_now(context);
}

static int64_t cpu_ns(void *context, bool whole_process) {
    (void)context;
    struct timespec spent;
    clock_gettime(whole_process ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &spent);
    return (int64_t)spent.tv_sec * 1000000000 + spent.tv_nsec;
}

static bool expects(void *context) {
    return ((const RealClock *)context)->expected > 0;
}

void real_clock_expect(RealClock *clock, int more) {
    clock->expected += more;
    CHECK(clock->expected >= 0);
}

static void wake(void *context) {
    RealClock *clock = context;
    if (!atomic_exchange(&clock->is_woken, true)) {
        uint64_t one = 1;
        ssize_t written = write(clock->wake_fd, &one, sizeof one);
        (void)written; /* it cannot be full, having been empty */
    }
}

static void on_wake(evutil_socket_t fd, short what, void *context) {
    (void)what;
    RealClock *clock = context;
    uint64_t times;
    ssize_t got = read(fd, &times, sizeof times);
    (void)got;
    atomic_store(&clock->is_woken, false); /* what is told from now on is for the next wait */
}

static void on_deadline(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    (void)context; /* that the wait ends is all */
}

static void wait(void *context, int64_t deadline_ns) {
    RealClock *clock = context;
    int64_t left_ns = deadline_ns - real_clock_now(clock);
    if (left_ns <= 0) {
        event_base_loop(clock->base, EVLOOP_NONBLOCK);
        return;
    }
    int64_t left_us = left_ns / 1000 + (left_ns % 1000 > 0);
    struct timeval left = {.tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};
    event_add(clock->deadline, &left);
    event_base_loop(clock->base, EVLOOP_ONCE);
    event_del(clock->deadline);
}

static const MachineClock SEAM = {
    .begin = begin, .now = now, .wait = wait, .wake = wake, .expects = expects, .cpu_ns = cpu_ns};

static struct event_base *new_base(void) {
    struct event_config *config = event_config_new();
    CHECK(config != NULL);
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER |
                                      EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST |
                                      EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

Status real_clock_new(RealClock **clock, Error *error) {
    RealClock *made = memory_new_zeroed(1, sizeof *made);
    made->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    made->base = made->wake_fd >= 0 ? new_base() : NULL;
    if (made->base == NULL) {
        int reason = errno;
        real_clock_free(made);
        return error_set(error, STATUS_REAL, "could not wait on a real clock: %s",
                         strerror(reason));
    }
    made->seam = SEAM;
    made->seam.context = made;
    made->deadline = evtimer_new(made->base, on_deadline, made);
    made->woken = event_new(made->base, made->wake_fd, EV_READ | EV_PERSIST, on_wake, made);
    CHECK(made->deadline != NULL && made->woken != NULL);
    event_add(made->woken, NULL);
    *clock = made;
    return STATUS_OK;
}

void real_clock_free(RealClock *clock) {
    if (clock == NULL) {
        return;
    }
    if (clock->base != NULL) {
        event_free(clock->deadline);
        event_free(clock->woken);
        event_base_free(clock->base);
    }
    if (clock->wake_fd >= 0) {
        close(clock->wake_fd);
    }
    memory_free(clock);
}

const MachineClock *real_clock_seam(const RealClock *clock) {
    return &clock->seam;
}

struct event_base *real_clock_base(const RealClock *clock) {
    return clock->base;
}
