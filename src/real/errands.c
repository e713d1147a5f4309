#include "real/errands.h"

#include "base/check.h"
#include "base/memory.h"

#include <string.h>

static const int64_t NS_PER_MS = 1000000;
enum {
    POLL_MS = 1000,
    KEPT = 16, /* idle, with a connection each, before one is taken from another origin */
};

/* A handle, with its own connection. */
typedef struct RealErrand {
    CURLM *multi;
    RealTransfer transfer;
    RealSent *latest;
    char *origin; /* of the connection that it keeps, "https://a.org:8443"; NULL: it has none */
    struct RealErrand *next;
} Errand;

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
static Errand **find_idle(RealErrands *errands, const HostRequest *request) {
    for (Errand **link = &errands->idle; *link != NULL; link = &(*link)->next) {
        if (request->fresh ? (*link)->origin == NULL : keeps(*link, request)) {
            return link;
        }
    }
    return errands->idle_count >= KEPT ? &errands->idle : NULL;
}

static Errand *new_errand(RealErrands *errands) {
    Errand *errand = memory_new_zeroed(1, sizeof *errand);
    errand->multi = curl_multi_init();
    if (errand->multi == NULL || !real_transfer_init(&errand->transfer, errands->route)) {
        curl_multi_cleanup(errand->multi);
        memory_free(errand);
        return NULL;
    }
    curl_multi_setopt(errand->multi, CURLMOPT_MAXCONNECTS, 1L);
    return errand;
}

static void free_errand(Errand *errand) {
    real_transfer_release(&errand->transfer);
    real_sent_release(errand->latest);
    curl_multi_cleanup(errand->multi);
    memory_free(errand->origin);
    memory_free(errand);
}

static Errand *take_errand(RealErrands *errands, const HostRequest *request) {
    pthread_mutex_lock(&errands->lock);
    Errand **link = find_idle(errands, request);
    Errand *errand = link != NULL ? *link : new_errand(errands);
    if (link != NULL) {
        *link = errand->next;
        errands->idle_count--;
    }
    if (errand != NULL) {
        errand->next = errands->busy;
        errands->busy = errand;
    }
    pthread_mutex_unlock(&errands->lock);
    return errand;
}

/* `origin` is that of the connection which it has kept, or NULL. */
static void give_errand(RealErrands *errands, Errand *errand, char *origin) {
    pthread_mutex_lock(&errands->lock);
    Errand **link = &errands->busy;
    while (*link != errand) {
        link = &(*link)->next;
    }
    *link = errand->next;
    memory_free(errand->origin);
    errand->origin = origin;
    errand->next = NULL;
    for (link = &errands->idle; *link != NULL;) {
        link = &(*link)->next;
    }
    *link = errand;
    errands->idle_count++;
    pthread_mutex_unlock(&errands->lock);
}

/* How long to wait for the sockets, until the next of the client's limits. */
static int poll_ms(const RealErrands *errands, const Exchange *exchange) {
    int64_t left_ns = exchange->due_ns - real_clock_now(errands->route->clock);
    if (exchange->due_ns == HOST_NEVER || left_ns > POLL_MS * NS_PER_MS) {
        return POLL_MS;
    }
    return left_ns <= 0 ? 0 : (int)((left_ns + NS_PER_MS - 1) / NS_PER_MS);
}

/* Until it is over, one way or the other: true if libcurl has finished it. */
static bool see_through(RealErrands *errands, Errand *errand, Exchange *exchange, CURLcode *code) {
    for (;;) {
        int running, left;
        curl_multi_perform(errand->multi, &running);
        const CURLMsg *message = curl_multi_info_read(errand->multi, &left);
        if (message != NULL) {
            *code = message->data.result;
            return true;
        }
        exchange_go_on(exchange, real_clock_now(errands->route->clock));
        if (exchange->is_over || atomic_load(&errands->is_interrupted)) {
            return false;
        }
        curl_multi_poll(errand->multi, NULL, 0, poll_ms(errands, exchange), NULL);
    }
}

void real_errands_perform(RealErrands *errands, Exchange *exchange) {
    Errand *errand = take_errand(errands, &exchange->request);
    if (errand == NULL) {
        exchange_carried(exchange, real_clock_now(errands->route->clock), HOST_CONNECT);
        return;
    }
    real_transfer_set(&errand->transfer, exchange, &errand->latest);
    curl_multi_add_handle(errand->multi, errand->transfer.easy);
    CURLcode code = CURLE_OK;
    char *origin = NULL;
    bool has_finished = see_through(errands, errand, exchange, &code);
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
    give_errand(errands, errand, origin);
}

void real_errands_interrupt(RealErrands *errands) {
    atomic_store(&errands->is_interrupted, true);
    pthread_mutex_lock(&errands->lock);
    for (const Errand *errand = errands->busy; errand != NULL; errand = errand->next) {
        curl_multi_wakeup(errand->multi);
    }
    pthread_mutex_unlock(&errands->lock);
}

static void free_all(Errand *first) {
    while (first != NULL) {
        Errand *next = first->next;
        free_errand(first);
        first = next;
    }
}

void real_errands_init(RealErrands *errands, const RealRoute *route) {
    *errands = (RealErrands){.route = route};
    pthread_mutex_init(&errands->lock, NULL);
}

void real_errands_release(RealErrands *errands) {
    CHECK(errands->busy == NULL);
    free_all(errands->idle);
    pthread_mutex_destroy(&errands->lock);
}
