#include "real/awaited.h"

#include "base/check.h"
#include "base/memory.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <string.h>
#include <unistd.h>

enum {
    KEPT_CONNECTIONS = 1024, /* at least; more if more are under way */
    STOCK = 100,
    SET_OUT_TOGETHER = 32,
};

/* A socket of libcurl's on the event base. */
typedef struct RealSocket {
    struct event event;
    RealAwaited *awaited;
    short wanted;  /* EV_READ, EV_WRITE: what libcurl wants to hear of */
    short watched; /* what it is on the base for; 0: it is not */
} Socket;

static void give_transfer(RealAwaited *awaited, RealTransfer *transfer) {
    transfer->next = awaited->idle;
    awaited->idle = transfer;
}

static void take_finished(RealAwaited *awaited) {
    int left;
    for (const CURLMsg *message; (message = curl_multi_info_read(awaited->multi, &left)) != NULL;) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        char *private = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
        RealTransfer *transfer = (RealTransfer *)(void *)private;
        curl_multi_remove_handle(awaited->multi, easy);
        real_clock_expect(awaited->clock, -1);
        awaited->under_way--;
        give_transfer(awaited, transfer);
        real_transfer_finish(transfer, code);
    }
}

static void unwatch(Socket *socket) {
    if (socket->watched != 0) {
        event_del(&socket->event);
        socket->watched = 0;
    }
}

static void on_socket(evutil_socket_t fd, short what, void *context);

static void watch(Socket *socket, curl_socket_t fd) {
    if (socket->wanted == 0 || socket->wanted == socket->watched) {
        return;
    }
    unwatch(socket);
    socket->watched = socket->wanted;
    event_assign(&socket->event, real_clock_base(socket->awaited->clock), fd,
                 (short)(socket->wanted | EV_PERSIST), on_socket, socket);
    event_add(&socket->event, NULL);
}

/* On the machine's own network a connection stands as soon as it was asked for: libcurl looks, and
 * sends its request, before anybody waits for that. In the order in which they were asked for. */
static void look_at_connecting(RealAwaited *awaited) {
    for (size_t i = 0; i < awaited->connecting.count; i++) {
        curl_socket_t fd = awaited->connecting.items[i];
        int running;
        if (awaited->sockets.items[fd]->wanted == EV_WRITE) {
            curl_multi_socket_action(awaited->multi, fd, CURL_CSELECT_OUT, &running);
            watch(awaited->sockets.items[fd], fd);
        }
    }
    awaited->connecting.count = 0;
}

/* Something has happened to a socket, or it is time for what is due. */
static void let_go_on(RealAwaited *awaited, curl_socket_t fd, int what) {
    int running;
    awaited->is_called_back = true;
    awaited->waiting = 0;
    curl_multi_socket_action(awaited->multi, fd, what, &running);
    look_at_connecting(awaited);
    take_finished(awaited);
    awaited->is_called_back = false;
}

static void on_socket(evutil_socket_t fd, short what, void *context) {
    Socket *socket = context;
    if (socket->wanted == 0) { /* closed by the other side: libcurl looks before using it again */
        unwatch(socket);
        return;
    }
    let_go_on(socket->awaited, fd,
              (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_timer(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    let_go_on(context, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long timeout_ms, void *context) {
    (void)multi;
    RealAwaited *awaited = context;
    if (timeout_ms < 0) {
        event_del(awaited->timer);
    } else {
        struct timeval left = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
        event_add(awaited->timer, &left);
    }
    return 0;
}

static Socket *socket_at(RealAwaited *awaited, curl_socket_t fd) {
    while (awaited->sockets.count <= (size_t)fd) {
        ARRAY_PUSH(&awaited->sockets, NULL);
    }
    Socket **socket = &awaited->sockets.items[fd];
    if (*socket == NULL) {
        *socket = memory_new_zeroed(1, sizeof **socket);
        (*socket)->awaited = awaited;
    }
    return *socket;
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *none) {
    (void)easy;
    (void)none;
    RealAwaited *awaited = context;
    Socket *socket = socket_at(awaited, fd);
    bool is_new = socket->wanted == 0 && socket->watched == 0;
    socket->wanted =
        (short)((what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
    if (is_new && socket->wanted == EV_WRITE) {
        ARRAY_PUSH(&awaited->connecting, fd);
    } else {
        watch(socket, fd);
    }
    return 0;
}

static void forget(Socket *socket) {
    unwatch(socket);
    socket->wanted = 0;
}

static int close_socket(void *context, curl_socket_t fd) {
    forget(socket_at(context, fd));
    return close(fd);
}

/* A connection that is given up before it stands is closed without close_socket() being asked, and
 * its number may come again. */
static int set_up_socket(void *context, curl_socket_t fd, curlsocktype purpose) {
    (void)purpose;
    forget(socket_at(context, fd));
    return CURL_SOCKOPT_OK;
}

static RealTransfer *new_transfer(RealAwaited *awaited) {
    RealTransfer *transfer = memory_new_zeroed(1, sizeof *transfer);
    if (!real_transfer_init(transfer, awaited->route)) {
        memory_free(transfer);
        return NULL;
    }
    curl_easy_setopt(transfer->easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(transfer->easy, CURLOPT_CLOSESOCKETDATA, awaited);
    curl_easy_setopt(transfer->easy, CURLOPT_SOCKOPTFUNCTION, set_up_socket);
    curl_easy_setopt(transfer->easy, CURLOPT_SOCKOPTDATA, awaited);
    return transfer;
}

static RealTransfer *take_transfer(RealAwaited *awaited) {
    RealTransfer *transfer = awaited->idle;
    if (transfer == NULL) {
        return new_transfer(awaited);
    }
    awaited->idle = transfer->next;
    return transfer;
}

/* A program may begin a thousand requests before it waits for the first: they set out meanwhile,
 * and not all at once at the end. */
static void set_out(RealAwaited *awaited) {
    const MachineClock *clock = real_clock_seam(awaited->clock);
    if (++awaited->waiting >= SET_OUT_TOGETHER && !awaited->is_called_back) {
        let_go_on(awaited, CURL_SOCKET_TIMEOUT, 0);
        clock->wait(clock->context, 0);
    }
}

void real_awaited_begin(RealAwaited *awaited, Exchange *exchange) {
    RealTransfer *transfer = take_transfer(awaited);
    if (transfer == NULL) {
        exchange_carried(exchange, real_clock_now(awaited->clock), HOST_CONNECT);
        return;
    }
    exchange->carried = transfer;
    real_transfer_set(transfer, exchange, &awaited->latest);
    real_clock_expect(awaited->clock, 1);
    if (++awaited->under_way > awaited->kept_max) {
        awaited->kept_max = awaited->under_way * 2;
        curl_multi_setopt(awaited->multi, CURLMOPT_MAXCONNECTS, (long)awaited->kept_max);
    }
    curl_multi_add_handle(awaited->multi, transfer->easy);
    set_out(awaited);
}

void real_awaited_cancel(RealAwaited *awaited, Exchange *exchange) {
    RealTransfer *transfer = exchange->carried;
    real_transfer_forget(transfer);
    curl_multi_remove_handle(awaited->multi, transfer->easy);
    real_clock_expect(awaited->clock, -1);
    awaited->under_way--;
    give_transfer(awaited, transfer);
}

/* ---- life ---- */

bool real_awaited_init(RealAwaited *awaited, const RealRoute *route, RealClock *clock) {
    *awaited = (RealAwaited){.route = route, .clock = clock};
    CURLM *multi = awaited->multi = curl_multi_init();
    awaited->timer = evtimer_new(real_clock_base(awaited->clock), on_timer, awaited);
    if (multi == NULL || awaited->timer == NULL) {
        return false;
    }
    awaited->kept_max = KEPT_CONNECTIONS;
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, awaited);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, awaited);
    return true;
}

void real_awaited_warm_up(RealAwaited *awaited) {
    for (int i = 0; i < STOCK; i++) {
        RealTransfer *transfer = new_transfer(awaited);
        if (transfer == NULL) {
            return;
        }
        give_transfer(awaited, transfer);
    }
    CURLM *multi = curl_multi_init();
    CURL *easy = awaited->idle->easy;
    int running = 1;
    curl_easy_setopt(easy, CURLOPT_URL, "http://127.0.0.1:1/");
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, NULL);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_multi_add_handle(multi, easy);
    while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK) {
        curl_multi_poll(multi, NULL, 0, 1, NULL);
    }
    curl_multi_remove_handle(multi, easy);
    curl_multi_cleanup(multi);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, awaited->route->server);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, awaited->route->server != NULL ? "*" : NULL);
}

void real_awaited_release(RealAwaited *awaited) {
    CHECK(awaited->under_way == 0);
    while (awaited->idle != NULL) {
        RealTransfer *next = awaited->idle->next;
        real_transfer_release(awaited->idle);
        memory_free(awaited->idle);
        awaited->idle = next;
    }
    real_sent_release(awaited->latest);
    curl_multi_cleanup(awaited->multi);
    for (size_t i = 0; i < awaited->sockets.count; i++) {
        if (awaited->sockets.items[i] != NULL) {
            unwatch(awaited->sockets.items[i]);
        }
        memory_free(awaited->sockets.items[i]);
    }
    ARRAY_RELEASE(&awaited->sockets);
    ARRAY_RELEASE(&awaited->connecting);
    if (awaited->timer != NULL) {
        event_free(awaited->timer);
    }
}
