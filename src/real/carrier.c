#include "real/carrier.h"

#include "base/array.h"
#include "base/check.h"
#include "base/memory.h"
#include "real/transfer.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const int64_t NS_PER_MS = 1000000;
enum {
    KEPT_CONNECTIONS = 1024, /* of awaited requests, at least; more if more are under way */
    STOCK = 100,
    SET_OUT_TOGETHER = 8,
    ERRAND_POLL_MS = 1000,
    ERRANDS_KEPT = 16, /* idle, with a connection each, before one is taken from another origin */
};

/* A socket of libcurl's on the event base. While its connection is kept it stays there, since it
 * will be wanted again, most likely for the same. */
typedef struct Socket {
    struct event event;
    RealCarrier *carrier;
    short watched; /* EV_READ, EV_WRITE: what it is on the base for; 0: it is not */
    bool is_idle;  /* libcurl does not want to hear of it now */
} Socket;

/* A handle for blocking requests, with its own connection. */
typedef struct Errand {
    CURLM *multi;
    RealTransfer transfer;
    char *origin; /* of the connection that it keeps, "https://a.org:8443"; NULL: it has none */
    struct Errand *next;
} Errand;

struct RealCarrier {
    ExchangeCarrier seam;
    RealClock *clock;
    RealRoute route;
    pthread_mutex_t share_lock;

    /* awaited requests: the machine's thread only */
    CURLM *multi;
    struct event *timer;
    ARRAY_OF(Socket *) sockets; /* by file descriptor; NULL: none so far */
    RealTransfer *idle;
    bool is_called_back; /* from the event base */
    int waiting;         /* transfers that libcurl has been given, but no time since */
    size_t under_way, kept_max;
    RealServer *server;
    struct event *server_gone; /* NULL: there is none */

    /* blocking ones */
    pthread_mutex_t errands_lock;
    Errand *idle_errands; /* the one that was used last at the end */
    Errand *busy_errands;
    size_t idle_errand_count;
    atomic_bool lacks_files;
    atomic_bool is_interrupted;
};

/* ---- awaited requests: libcurl's multi interface on the event base ---- */

static void give_transfer(RealCarrier *carrier, RealTransfer *transfer) {
    transfer->next = carrier->idle;
    carrier->idle = transfer;
}

static void take_finished(RealCarrier *carrier) {
    int left;
    for (const CURLMsg *message; (message = curl_multi_info_read(carrier->multi, &left)) != NULL;) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        char *private = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
        RealTransfer *transfer = (RealTransfer *)(void *)private;
        curl_multi_remove_handle(carrier->multi, easy);
        real_clock_expect(carrier->clock, -1);
        carrier->under_way--;
        give_transfer(carrier, transfer);
        real_transfer_finish(transfer, code);
    }
}

/* Something has happened to a socket, or it is time for what is due. */
static void let_go_on(RealCarrier *carrier, curl_socket_t fd, int what) {
    int running;
    carrier->is_called_back = true;
    carrier->waiting = 0;
    curl_multi_socket_action(carrier->multi, fd, what, &running);
    take_finished(carrier);
    carrier->is_called_back = false;
}

static void on_socket(evutil_socket_t fd, short what, void *context) {
    Socket *socket = context;
    if (socket->is_idle) { /* closed by the other side: libcurl looks before it uses it again */
        event_del(&socket->event);
        socket->watched = 0;
        return;
    }
    let_go_on(socket->carrier, fd,
              (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_timer(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    let_go_on(context, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long timeout_ms, void *context) {
    (void)multi;
    RealCarrier *carrier = context;
    if (timeout_ms < 0) {
        event_del(carrier->timer);
    } else {
        struct timeval left = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
        event_add(carrier->timer, &left);
    }
    return 0;
}

static Socket *socket_at(RealCarrier *carrier, curl_socket_t fd) {
    while (carrier->sockets.count <= (size_t)fd) {
        ARRAY_PUSH(&carrier->sockets, NULL);
    }
    Socket **socket = &carrier->sockets.items[fd];
    if (*socket == NULL) {
        *socket = memory_new_zeroed(1, sizeof **socket);
        (*socket)->carrier = carrier;
    }
    return *socket;
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *none) {
    (void)easy;
    (void)none;
    RealCarrier *carrier = context;
    Socket *socket = socket_at(carrier, fd);
    short wanted =
        (short)((what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
    socket->is_idle = what == CURL_POLL_REMOVE;
    if (socket->is_idle || wanted == socket->watched) {
        return 0;
    }
    if (socket->watched != 0) {
        event_del(&socket->event);
    }
    socket->watched = wanted;
    if (wanted != 0) {
        event_assign(&socket->event, real_clock_base(carrier->clock), fd,
                     (short)(wanted | EV_PERSIST), on_socket, socket);
        event_add(&socket->event, NULL);
    }
    return 0;
}

static int close_socket(void *context, curl_socket_t fd) {
    Socket *socket = socket_at(context, fd);
    if (socket->watched != 0) {
        event_del(&socket->event);
        socket->watched = 0;
    }
    return close(fd);
}

static RealTransfer *new_transfer(RealCarrier *carrier) {
    RealTransfer *transfer = memory_new_zeroed(1, sizeof *transfer);
    if (!real_transfer_init(transfer, &carrier->route)) {
        memory_free(transfer);
        return NULL;
    }
    curl_easy_setopt(transfer->easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(transfer->easy, CURLOPT_CLOSESOCKETDATA, carrier);
    return transfer;
}

static RealTransfer *take_transfer(RealCarrier *carrier) {
    RealTransfer *transfer = carrier->idle;
    if (transfer == NULL) {
        return new_transfer(carrier);
    }
    carrier->idle = transfer->next;
    return transfer;
}

/* A program may begin a thousand requests before it waits for the first: they set out meanwhile,
 * and not all at once at the end. */
static void set_out(RealCarrier *carrier) {
    const MachineClock *clock = real_clock_seam(carrier->clock);
    if (++carrier->waiting >= SET_OUT_TOGETHER && !carrier->is_called_back) {
        let_go_on(carrier, CURL_SOCKET_TIMEOUT, 0);
        clock->wait(clock->context, 0);
    }
}

static void begin(void *context, Exchange *exchange) {
    RealCarrier *carrier = context;
    RealTransfer *transfer = take_transfer(carrier);
    if (transfer == NULL) {
        exchange_carried(exchange, real_clock_now(carrier->clock), HOST_CONNECT);
        return;
    }
    exchange->carried = transfer;
    real_transfer_set(transfer, exchange);
    real_clock_expect(carrier->clock, 1);
    if (++carrier->under_way > carrier->kept_max) {
        carrier->kept_max = carrier->under_way * 2;
        curl_multi_setopt(carrier->multi, CURLMOPT_MAXCONNECTS, (long)carrier->kept_max);
    }
    curl_multi_add_handle(carrier->multi, transfer->easy);
    set_out(carrier);
}

static void cancel(void *context, Exchange *exchange) {
    RealCarrier *carrier = context;
    RealTransfer *transfer = exchange->carried;
    real_transfer_forget(transfer);
    curl_multi_remove_handle(carrier->multi, transfer->easy);
    real_clock_expect(carrier->clock, -1);
    carrier->under_way--;
    give_transfer(carrier, transfer);
}

/* ---- blocking requests: a handle on the thread that blocks ---- */

/* The length of "https://a.org:8443", of a URL. */
static size_t origin_length(const HostRequest *request) {
    const char *host = strstr(request->url, "://");
    return host == NULL ? request->url_length
                        : (size_t)(host + 3 - request->url) + strcspn(host + 3, "/?#");
}

static bool keeps(const Errand *errand, const HostRequest *request) {
    size_t length = origin_length(request);
    return errand->origin != NULL && strlen(errand->origin) == length &&
           memcmp(errand->origin, request->url, length) == 0;
}

/* One that has the connection that is wanted; for a fresh connection one that has none, or the one
 * that was idle for longest. NULL: a new one is needed. */
static Errand **find_idle(RealCarrier *carrier, const HostRequest *request) {
    for (Errand **link = &carrier->idle_errands; *link != NULL; link = &(*link)->next) {
        if (request->fresh ? (*link)->origin == NULL : keeps(*link, request)) {
            return link;
        }
    }
    return carrier->idle_errand_count >= ERRANDS_KEPT ? &carrier->idle_errands : NULL;
}

static Errand *new_errand(RealCarrier *carrier) {
    Errand *errand = memory_new_zeroed(1, sizeof *errand);
    errand->multi = curl_multi_init();
    if (errand->multi == NULL || !real_transfer_init(&errand->transfer, &carrier->route)) {
        curl_multi_cleanup(errand->multi);
        memory_free(errand);
        return NULL;
    }
    curl_multi_setopt(errand->multi, CURLMOPT_MAXCONNECTS, 1L);
    return errand;
}

static void free_errand(Errand *errand) {
    real_transfer_release(&errand->transfer);
    curl_multi_cleanup(errand->multi);
    memory_free(errand->origin);
    memory_free(errand);
}

static Errand *take_errand(RealCarrier *carrier, const HostRequest *request) {
    pthread_mutex_lock(&carrier->errands_lock);
    Errand **link = find_idle(carrier, request);
    Errand *errand = link != NULL ? *link : new_errand(carrier);
    if (link != NULL) {
        *link = errand->next;
        carrier->idle_errand_count--;
    }
    if (errand != NULL) {
        errand->next = carrier->busy_errands;
        carrier->busy_errands = errand;
    }
    pthread_mutex_unlock(&carrier->errands_lock);
    return errand;
}

/* `origin` is that of the connection which it has kept, or NULL. */
static void give_errand(RealCarrier *carrier, Errand *errand, char *origin) {
    pthread_mutex_lock(&carrier->errands_lock);
    Errand **link = &carrier->busy_errands;
    while (*link != errand) {
        link = &(*link)->next;
    }
    *link = errand->next;
    memory_free(errand->origin);
    errand->origin = origin;
    errand->next = NULL;
    for (link = &carrier->idle_errands; *link != NULL;) {
        link = &(*link)->next;
    }
    *link = errand;
    carrier->idle_errand_count++;
    pthread_mutex_unlock(&carrier->errands_lock);
}

/* How long to wait for the sockets, until the next of the client's limits. */
static int poll_ms(const RealCarrier *carrier, const Exchange *exchange) {
    int64_t left_ns = exchange->due_ns - real_clock_now(carrier->clock);
    if (exchange->due_ns == HOST_NEVER || left_ns > ERRAND_POLL_MS * NS_PER_MS) {
        return ERRAND_POLL_MS;
    }
    return left_ns <= 0 ? 0 : (int)((left_ns + NS_PER_MS - 1) / NS_PER_MS);
}

/* Until it is over, one way or the other: true if libcurl has finished it. */
static bool see_through(RealCarrier *carrier, Errand *errand, Exchange *exchange, CURLcode *code) {
    for (;;) {
        int running, left;
        curl_multi_perform(errand->multi, &running);
        const CURLMsg *message = curl_multi_info_read(errand->multi, &left);
        if (message != NULL) {
            *code = message->data.result;
            return true;
        }
        exchange_go_on(exchange, real_clock_now(carrier->clock));
        if (exchange->is_over || atomic_load(&carrier->is_interrupted)) {
            return false;
        }
        curl_multi_poll(errand->multi, NULL, 0, poll_ms(carrier, exchange), NULL);
    }
}

static void perform(void *context, Exchange *exchange) {
    RealCarrier *carrier = context;
    Errand *errand = take_errand(carrier, &exchange->request);
    if (errand == NULL) {
        exchange_carried(exchange, real_clock_now(carrier->clock), HOST_CONNECT);
        return;
    }
    real_transfer_set(&errand->transfer, exchange);
    curl_multi_add_handle(errand->multi, errand->transfer.easy);
    CURLcode code = CURLE_OK;
    char *origin = NULL;
    bool has_finished = see_through(carrier, errand, exchange, &code);
    curl_multi_remove_handle(errand->multi, errand->transfer.easy);
    if (has_finished) {
        if (code == CURLE_OK) {
            origin = memory_copy_string(exchange->request.url);
            origin[origin_length(&exchange->request)] = '\0';
        }
        real_transfer_finish(&errand->transfer, code);
    } else {
        real_transfer_forget(&errand->transfer);
    }
    give_errand(carrier, errand, origin);
}

/* The run is over: all of them are. */
static void interrupt(void *context, Exchange *exchange) {
    (void)exchange;
    RealCarrier *carrier = context;
    atomic_store(&carrier->is_interrupted, true);
    pthread_mutex_lock(&carrier->errands_lock);
    for (const Errand *errand = carrier->busy_errands; errand != NULL; errand = errand->next) {
        curl_multi_wakeup(errand->multi);
    }
    pthread_mutex_unlock(&carrier->errands_lock);
}

/* ---- life ---- */

static const ExchangeCarrier SEAM = {
    .begin = begin, .cancel = cancel, .perform = perform, .interrupt = interrupt};

static void lock_share(CURL *easy, curl_lock_data data, curl_lock_access access, void *context) {
    (void)easy, (void)data, (void)access;
    pthread_mutex_lock(&((RealCarrier *)context)->share_lock);
}

static void unlock_share(CURL *easy, curl_lock_data data, void *context) {
    (void)easy, (void)data;
    pthread_mutex_unlock(&((RealCarrier *)context)->share_lock);
}

static bool may_refuse(const WorldHost *line) {
    for (size_t i = 0; i < line->faults.count; i++) {
        if (line->faults.items[i].kind == WORLD_FAULT_CONNECT) {
            return true;
        }
    }
    return false;
}

static bool has_refusing_host(const World *world) {
    for (int place = 0; world != NULL && place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            if (may_refuse(layer->hosts.items[i])) {
                return true;
            }
        }
    }
    return false;
}

static bool make_route(RealCarrier *carrier, const RealCarrierOptions *options) {
    RealRoute *route = &carrier->route;
    route->clock = options->clock;
    route->lacks_files = &carrier->lacks_files;
    route->share = curl_share_init();
    if (route->share == NULL) {
        return false;
    }
    curl_share_setopt(route->share, CURLSHOPT_LOCKFUNC, lock_share);
    curl_share_setopt(route->share, CURLSHOPT_UNLOCKFUNC, unlock_share);
    curl_share_setopt(route->share, CURLSHOPT_USERDATA, carrier);
    curl_share_setopt(route->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    if (options->server == NULL) {
        return true;
    }
    Text to = {0};
    text_printf(&to, "::127.0.0.1:%u", real_server_port(options->server));
    route->server = curl_slist_append(NULL, text_cstr(&to));
    text_release(&to);
    route->refused = curl_slist_append(NULL, "::127.0.0.1:1"); /* tcpmux: nobody has it */
    route->authority = real_server_authority(options->server);
    route->world = has_refusing_host(options->world) ? options->world : NULL;
    return route->server != NULL && route->refused != NULL;
}

/* Somebody has to ask, so that the dead server's port refuses connections. */
static void on_server_gone(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    (void)real_server_is_running(((RealCarrier *)context)->server, NULL);
}

static bool watch_server(RealCarrier *carrier) {
    if (carrier->server == NULL || real_server_fd(carrier->server) < 0) {
        return true;
    }
    carrier->server_gone =
        event_new(real_clock_base(carrier->clock), real_server_fd(carrier->server), EV_READ,
                  on_server_gone, carrier);
    return carrier->server_gone != NULL && event_add(carrier->server_gone, NULL) == 0;
}

static bool make_multi(RealCarrier *carrier) {
    CURLM *multi = carrier->multi = curl_multi_init();
    carrier->timer = evtimer_new(real_clock_base(carrier->clock), on_timer, carrier);
    if (multi == NULL || carrier->timer == NULL) {
        return false;
    }
    carrier->kept_max = KEPT_CONNECTIONS;
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, carrier);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, carrier);
    return true;
}

static void allow_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* what is not to be had will be missed, or not */
    }
}

bool real_carrier_lacked_files(const RealCarrier *carrier, int64_t *files_max) {
    struct rlimit limit = {0};
    if (files_max != NULL && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        *files_max = (int64_t)limit.rlim_cur;
    }
    return atomic_load(&carrier->lacks_files);
}

/* A stock of handles; and one request, to a port where nobody listens, so that what libcurl does
 * once for all is not done in the run. */
static void warm_up(RealCarrier *carrier) {
    for (int i = 0; i < STOCK; i++) {
        RealTransfer *transfer = new_transfer(carrier);
        if (transfer == NULL) {
            return;
        }
        give_transfer(carrier, transfer);
    }
    CURLM *multi = curl_multi_init();
    CURL *easy = carrier->idle->easy;
    int running = 1;
    curl_easy_setopt(easy, CURLOPT_URL, "http://127.0.0.1:1/");
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, NULL);
    curl_multi_add_handle(multi, easy);
    while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK) {
        curl_multi_poll(multi, NULL, 0, 1, NULL);
    }
    curl_multi_remove_handle(multi, easy);
    curl_multi_cleanup(multi);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, carrier->route.server);
}

Status real_carrier_new(const RealCarrierOptions *options, RealCarrier **carrier, Error *error) {
    RealCarrier *made = memory_new_zeroed(1, sizeof *made);
    made->seam = SEAM;
    made->seam.context = made;
    made->clock = options->clock;
    made->server = options->server;
    allow_files();
    pthread_mutex_init(&made->share_lock, NULL);
    pthread_mutex_init(&made->errands_lock, NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !make_route(made, options) ||
        !make_multi(made) || !watch_server(made)) {
        real_carrier_free(made);
        return error_set(error, STATUS_REAL, "could not set libcurl up: no memory, or no files");
    }
    if (options->server != NULL) {
        warm_up(made);
    }
    *carrier = made;
    return STATUS_OK;
}

static void free_errands(Errand *first) {
    while (first != NULL) {
        Errand *next = first->next;
        free_errand(first);
        first = next;
    }
}

void real_carrier_free(RealCarrier *carrier) {
    if (carrier == NULL) {
        return;
    }
    CHECK(carrier->under_way == 0 && carrier->busy_errands == NULL);
    while (carrier->idle != NULL) {
        RealTransfer *next = carrier->idle->next;
        real_transfer_release(carrier->idle);
        memory_free(carrier->idle);
        carrier->idle = next;
    }
    free_errands(carrier->idle_errands);
    curl_multi_cleanup(carrier->multi);
    for (size_t i = 0; i < carrier->sockets.count; i++) {
        memory_free(carrier->sockets.items[i]);
    }
    ARRAY_RELEASE(&carrier->sockets);
    if (carrier->timer != NULL) {
        event_free(carrier->timer);
    }
    if (carrier->server_gone != NULL) {
        event_free(carrier->server_gone);
    }
    curl_share_cleanup(carrier->route.share);
    curl_slist_free_all(carrier->route.server);
    curl_slist_free_all(carrier->route.refused);
    pthread_mutex_destroy(&carrier->share_lock);
    pthread_mutex_destroy(&carrier->errands_lock);
    memory_free(carrier);
}

const ExchangeCarrier *real_carrier_seam(const RealCarrier *carrier) {
    return &carrier->seam;
}
