#include "real/carrier.h"

#include "base/memory.h"
#include "real/awaited.h"
#include "real/errands.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>

struct RealCarrier {
    ExchangeCarrier seam;
    RealClock *clock;
    RealRoute route;
    pthread_mutex_t share_lock;
    atomic_bool lacks_files;
    RealServer *server;
    struct event *server_gone; /* NULL: there is none */
    RealAwaited awaited;
    RealErrands errands;
};

/* ---- the seam ---- */

static void begin(void *context, Exchange *exchange) {
    real_awaited_begin(&((RealCarrier *)context)->awaited, exchange);
}

static void cancel(void *context, Exchange *exchange) {
    real_awaited_cancel(&((RealCarrier *)context)->awaited, exchange);
}

static void perform(void *context, Exchange *exchange) {
    real_errands_perform(&((RealCarrier *)context)->errands, exchange);
}

static void interrupt(void *context, Exchange *exchange) {
    (void)exchange;
    real_errands_interrupt(&((RealCarrier *)context)->errands);
}

static const ExchangeCarrier SEAM = {
    .begin = begin, .cancel = cancel, .perform = perform, .interrupt = interrupt};

/* ---- life ---- */

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

Status real_carrier_new(const RealCarrierOptions *options, RealCarrier **carrier, Error *error) {
    RealCarrier *made = memory_new_zeroed(1, sizeof *made);
    made->seam = SEAM;
    made->seam.context = made;
    made->clock = options->clock;
    made->server = options->server;
    allow_files();
    pthread_mutex_init(&made->share_lock, NULL);
    real_errands_init(&made->errands, &made->route);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !make_route(made, options) ||
        !real_awaited_init(&made->awaited, &made->route, made->clock) || !watch_server(made)) {
        real_carrier_free(made);
        return error_set(error, STATUS_REAL, "could not set libcurl up: no memory, or no files");
    }
    real_awaited_warm_up(&made->awaited);
    *carrier = made;
    return STATUS_OK;
}

void real_carrier_free(RealCarrier *carrier) {
    if (carrier == NULL) {
        return;
    }
    real_awaited_release(&carrier->awaited);
    real_errands_release(&carrier->errands);
    if (carrier->server_gone != NULL) {
        event_free(carrier->server_gone);
    }
    curl_share_cleanup(carrier->route.share);
    curl_slist_free_all(carrier->route.server);
    curl_slist_free_all(carrier->route.refused);
    pthread_mutex_destroy(&carrier->share_lock);
    memory_free(carrier);
}

const ExchangeCarrier *real_carrier_seam(const RealCarrier *carrier) {
    return &carrier->seam;
}
