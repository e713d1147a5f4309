#include "sim/host.h"

#include "base/check.h"
#include "base/memory.h"
#include "sim/httpbin.h"
#include "sim/json_text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What one host keeps for one line of the world. */
typedef struct HostService {
    const World *world;
    const WorldHost *line;
    uint64_t latency_position; /* of a replay */
    uint64_t rtt_position;
    ARRAY_OF(int64_t) free_at_ns; /* a heap with the earliest first: when each server is done */
    ARRAY_OF(int64_t) starts_ns;  /* of those that had to wait, a queue from starts_first on */
    size_t starts_first;
    ARRAY_OF(int64_t) admitted_ns; /* the last rate_count requests, a ring */
    size_t admitted_next;
} HostService;

typedef struct HostStreams {
    Random latency, rtt, fault;
} HostStreams;

/* The streams of a larger seed, after as many requests as they were asked for. */
typedef struct OtherStreams {
    uint32_t further;
    size_t requests;
    HostStreams streams;
} OtherStreams;

typedef struct Host {
    char *name;
    HostStreams streams;
    Random body_stream;
    ARRAY_OF(const WorldHost *) drawn; /* the line of each request so far, if there is a chooser */
    ARRAY_OF(OtherStreams) others;
    ARRAY_OF(HostService *) services;
    const HostApp *app; /* NULL: the world answers */
    void *app_context;
} Host;

/* Where a URL leads: found once, since programs ask for the same ones again and again. */
typedef struct Destination {
    char *bytes; /* the URL, owned; NULL: this is none yet */
    size_t length;
    Url url; /* taken apart */
    Host *host;
    HostService *service;
    bool is_plain; /* what is there depends on the URL alone, and is this: */
    Text page;
} Destination;

enum { DESTINATIONS = 64 }; /* a power of two */

struct HostTable {
    const World *world;
    uint64_t seed;
    ARRAY_OF(Host *) hosts;             /* in the order of their first request */
    size_t *slots;                      /* open addressing by name: index into hosts + 1 */
    size_t slot_count;                  /* a power of two, or 0 */
    uint32_t (*further)(void *context); /* NULL: nobody chooses */
    void *further_context;
    const struct ExchangeCarrier *carrier; /* NULL: the world answers */
    bool has_apps;
    Destination *last;                      /* of these, the one asked for last, or NULL */
    Destination destinations[DESTINATIONS]; /* by hash: who comes later takes the place */
};

/* --- the table --- */

HostTable *host_table_new(const World *world) {
    HostTable *table = memory_new_zeroed(1, sizeof *table);
    table->world = world;
    table->seed = world_seed(world);
    return table;
}

void host_table_set_chooser(HostTable *table, uint32_t (*further)(void *context), void *context) {
    table->further = further;
    table->further_context = context;
}

static void service_free(HostService *service) {
    ARRAY_RELEASE(&service->free_at_ns);
    ARRAY_RELEASE(&service->starts_ns);
    ARRAY_RELEASE(&service->admitted_ns);
    memory_free(service);
}

static void forget_destination(Destination *to) {
    memory_free(to->bytes);
    url_release(&to->url);
    text_release(&to->page);
    *to = (Destination){0};
}

void host_table_free(HostTable *table) {
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; i < DESTINATIONS; i++) {
        forget_destination(&table->destinations[i]);
    }
    for (size_t i = 0; i < table->hosts.count; i++) {
        Host *host = table->hosts.items[i];
        for (size_t n = 0; n < host->services.count; n++) {
            service_free(host->services.items[n]);
        }
        ARRAY_RELEASE(&host->services);
        ARRAY_RELEASE(&host->drawn);
        ARRAY_RELEASE(&host->others);
        memory_free(host->name);
        memory_free(host);
    }
    ARRAY_RELEASE(&table->hosts);
    memory_free(table->slots);
    memory_free(table);
}

static uint64_t hash_of(const char *bytes, size_t length) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001B3);
    }
    return hash ^ hash >> 32;
}

static size_t *slot_of(const HostTable *table, const char *name) {
    size_t at = (size_t)hash_of(name, strlen(name)) & (table->slot_count - 1);
    while (table->slots[at] != 0 &&
           strcmp(table->hosts.items[table->slots[at] - 1]->name, name) != 0) {
        at = (at + 1) & (table->slot_count - 1);
    }
    return &table->slots[at];
}

static void grow_slots(HostTable *table) {
    memory_free(table->slots);
    table->slot_count = table->slot_count == 0 ? 16 : table->slot_count * 2;
    table->slots = memory_new_zeroed(table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < table->hosts.count; i++) {
        *slot_of(table, table->hosts.items[i]->name) = i + 1;
    }
}

static Random stream(uint64_t seed, const char *purpose, const char *name) {
    Text text = {0};
    text_printf(&text, "host %s %s", purpose, name);
    Random random = random_stream(seed, text_cstr(&text));
    text_release(&text);
    return random;
}

static HostStreams streams_of(uint64_t seed, const char *name) {
    return (HostStreams){.latency = stream(seed, "latency", name),
                         .rtt = stream(seed, "rtt", name),
                         .fault = stream(seed, "fault", name)};
}

static Host *find_host(HostTable *table, const char *name) {
    if (table->hosts.count * 2 >= table->slot_count) {
        grow_slots(table);
    }
    size_t *slot = slot_of(table, name);
    if (*slot == 0) {
        Host *host = memory_new_zeroed(1, sizeof *host);
        host->name = memory_copy_string(name);
        host->streams = streams_of(table->seed, name);
        host->body_stream = stream(table->seed, "body", name);
        ARRAY_PUSH(&table->hosts, host);
        *slot = table->hosts.count;
    }
    return table->hosts.items[*slot - 1];
}

static HostService *find_service(Host *host, const World *world, const WorldHost *line) {
    for (size_t i = 0; i < host->services.count; i++) {
        if (host->services.items[i]->line == line) {
            return host->services.items[i];
        }
    }
    HostService *service = memory_new_zeroed(1, sizeof *service);
    service->world = world;
    service->line = line;
    ARRAY_PUSH(&host->services, service);
    return service;
}

static bool is_to(const Destination *to, const char *bytes, size_t length) {
    return to->bytes != NULL && to->length == length && memcmp(to->bytes, bytes, length) == 0;
}

/* NULL: this is no URL, and *wrong says why. Good until the next one is looked for. */
static Destination *find_destination(HostTable *table, const char *bytes, size_t length,
                                     const char **wrong) {
    Destination *to = table->last;
    if (to != NULL && is_to(to, bytes, length)) {
        return to;
    }
    to = table->last = &table->destinations[hash_of(bytes, length) & (DESTINATIONS - 1)];
    if (is_to(to, bytes, length)) {
        return to;
    }
    Url url;
    *wrong = url_parse(&url, bytes, length);
    if (*wrong != NULL) {
        return NULL;
    }
    forget_destination(to);
    to->bytes = memory_new(length);
    memcpy(to->bytes, bytes, length);
    to->length = length;
    to->url = url;
    to->host = find_host(table, url.name);
    to->service = find_service(to->host, table->world,
                               world_find_host(table->world, url.host, url.port, url.path));
    return to;
}

/* --- capacity --- */

/* How long a request must wait until `rate` has room for it; 0: now. A request that is turned away
 * does not count. */
static int64_t wait_for_rate(HostService *service, int64_t now_ns) {
    const WorldHost *line = service->line;
    size_t count = (size_t)line->rate_count;
    if (count == 0) {
        return 0;
    }
    if (service->admitted_ns.count < count) {
        ARRAY_PUSH(&service->admitted_ns, now_ns);
        return 0;
    }
    int64_t *oldest = &service->admitted_ns.items[service->admitted_next];
    int64_t period_ns = world_scaled_ns(service->world, line->rate_period_ns);
    if (now_ns - *oldest < period_ns) {
        return *oldest + period_ns - now_ns;
    }
    *oldest = now_ns;
    service->admitted_next = (service->admitted_next + 1) % count;
    return 0;
}

static int64_t earliest_free(const HostService *service) {
    if ((int64_t)service->free_at_ns.count < service->line->servers) {
        return 0; /* one of them has not served anybody yet */
    }
    return service->free_at_ns.items[0];
}

static void occupy(HostService *service, int64_t until_ns) {
    int64_t *heap = service->free_at_ns.items;
    size_t count = service->free_at_ns.count;
    size_t at = 0;
    if ((int64_t)count < service->line->servers) {
        ARRAY_PUSH(&service->free_at_ns, until_ns);
        heap = service->free_at_ns.items;
        for (at = count; at > 0 && heap[(at - 1) / 2] > until_ns; at = (at - 1) / 2) {
            heap[at] = heap[(at - 1) / 2];
        }
        heap[at] = until_ns;
        return;
    }
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= count) {
            break;
        }
        child += child + 1 < count && heap[child + 1] < heap[child];
        if (heap[child] >= until_ns) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = until_ns;
}

/* How many of those sent before still wait for a server at this time. */
static int64_t waiting(HostService *service, int64_t now_ns) {
    while (service->starts_first < service->starts_ns.count &&
           service->starts_ns.items[service->starts_first] <= now_ns) {
        service->starts_first++;
    }
    if (service->starts_first > 1024 && service->starts_first * 2 > service->starts_ns.count) {
        size_t left = service->starts_ns.count - service->starts_first;
        memmove(service->starts_ns.items, service->starts_ns.items + service->starts_first,
                left * sizeof *service->starts_ns.items);
        service->starts_ns.count = left;
        service->starts_first = 0;
    }
    return (int64_t)(service->starts_ns.count - service->starts_first);
}

/* Finds a server for a request that arrives now and takes serve_ns. Returns how long it waits for
 * it, or -1 when the queue is full. */
static int64_t queue_for(HostService *service, int64_t now_ns, int64_t serve_ns) {
    const WorldHost *line = service->line;
    if (line->servers == 0) {
        return 0;
    }
    int64_t free_ns = earliest_free(service);
    int64_t start_ns = free_ns > now_ns ? free_ns : now_ns;
    if (start_ns > now_ns) {
        if (line->queue >= 0 && waiting(service, now_ns) >= line->queue) {
            return -1;
        }
        if (line->queue >= 0) {
            ARRAY_PUSH(&service->starts_ns, start_ns);
        }
    }
    int64_t until_ns;
    if (__builtin_add_overflow(start_ns, serve_ns, &until_ns)) {
        until_ns = HOST_NEVER;
    }
    occupy(service, until_ns);
    return start_ns - now_ns;
}

/* --- one request --- */

/* The fault, if any, that a number below WORLD_WHOLE stands for. */
static const WorldFault *pick_fault(const WorldHost *line, int64_t number) {
    for (size_t i = 0; i < line->faults.count; i++) {
        number -= line->faults.items[i].parts;
        if (number < 0) {
            return &line->faults.items[i];
        }
    }
    return NULL;
}

static int64_t transfer_ns(const HostService *service, size_t body_bytes) {
    const WorldHost *line = service->line;
    if (line->bandwidth_bits == 0) {
        return 0;
    }
    int64_t bytes = line->size_bytes >= 0 ? line->size_bytes : (int64_t)body_bytes;
    __extension__ typedef unsigned __int128 Wide;
    Wide ns = (Wide)(uint64_t)bytes * 8u * 1000000000u / (uint64_t)line->bandwidth_bits;
    return world_scaled_ns(service->world,
                           ns > (Wide)DISTRIBUTION_NS_MAX ? DISTRIBUTION_NS_MAX : (int64_t)ns);
}

static void write_page(Destination *to) {
    const char *fragment = memchr(to->bytes, '#', to->length);
    text_append_cstr(&to->page, "{\"url\": ");
    json_text_append_string(&to->page, to->bytes,
                            fragment == NULL ? to->length : (size_t)(fragment - to->bytes));
    text_append_cstr(&to->page, ", \"path\": ");
    json_text_append_string(&to->page, to->url.path, strlen(to->url.path));
    text_append_char(&to->page, '}');
}

static void plain_answer(Destination *to, HostReply *reply) {
    if (!to->is_plain) {
        to->is_plain = true;
        write_page(to);
    }
    reply->status = 200;
    reply->reason = "OK";
    reply->content_type = "application/json";
    if (to->service->line->body == NULL) {
        text_append(&reply->body, to->page.bytes, to->page.length);
    }
}

static void clear_headers(HostReply *reply) {
    for (size_t i = 0; i < reply->headers.count; i++) {
        memory_free((char *)reply->headers.items[i].name);
        memory_free((char *)reply->headers.items[i].value);
    }
    reply->headers.count = 0;
}

void host_reply_add_header(HostReply *reply, const char *name, const char *value) {
    HostHeader header = {memory_copy_string(name), memory_copy_string(value)};
    ARRAY_PUSH(&reply->headers, header);
}

static bool has_header(const HostReply *reply, const char *name) {
    for (size_t i = 0; i < reply->headers.count; i++) {
        if (strcasecmp(reply->headers.items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

void host_reply_each_header(const HostReply *reply,
                            void (*add)(void *context, const char *name, const char *value),
                            void *context) {
    if (reply->content_type[0] != '\0') {
        add(context, "Content-Type", reply->content_type);
    }
    bool has_body = reply->status >= 200 && reply->status != 204 && reply->status != 304;
    if (has_body && reply->service != NULL && !has_header(reply, "Content-Length")) {
        char size[32];
        snprintf(size, sizeof size, "%zu", reply->content_length);
        add(context, "Content-Length", size);
    }
    for (size_t i = 0; i < reply->headers.count; i++) {
        add(context, reply->headers.items[i].name, reply->headers.items[i].value);
    }
}

void host_reply_fill(HostReply *reply, int status, const HostHeader *headers, size_t header_count,
                     const char *body, size_t body_length) {
    reply->failure = HOST_OK;
    reply->status = status;
    reply->reason = host_reason(status);
    reply->content_type = "";
    clear_headers(reply);
    for (size_t i = 0; i < header_count; i++) {
        host_reply_add_header(reply, headers[i].name, headers[i].value);
    }
    text_clear(&reply->body);
    text_append(&reply->body, body, body_length);
    reply->content_length = body_length;
    if (reply->is_head) {
        text_clear(&reply->body);
    }
    reply->receive_ns = transfer_ns(reply->service, body_length);
}

/* An answer that the host gives without serving: 429 and 503. */
static void turn_away(HostReply *reply, int status) {
    Text body = {0};
    text_printf(&body, "{\"error\": \"%s\"}", host_reason(status));
    host_reply_fill(reply, status, NULL, 0, text_cstr(&body), body.length);
    reply->content_type = "application/json";
    reply->queue_ns = 0;
    reply->service_ns = 0;
    reply->receive_ns = 0;
    text_release(&body);
}

/* What a simulated host says, whether or not it will come to that. */
static int64_t make_answer(Destination *to, const HostRequest *request, int64_t latency_ns,
                           HostReply *reply) {
    const WorldHost *line = to->service->line;
    int64_t delay_ns = -1;
    if (to->is_plain ||
        !httpbin_answer(&to->url, request, &to->host->body_stream, reply, &delay_ns)) {
        plain_answer(to, reply);
    }
    if (line->body != NULL) {
        text_clear(&reply->body);
        text_append_cstr(&reply->body, line->body);
        reply->content_type = "application/json";
    }
    if (delay_ns >= 0) {
        return line->latency_given ? latency_ns + delay_ns : delay_ns;
    }
    return latency_ns;
}

/* What stands before an app (a proxy, the network) fails or answers in its place. */
static void inject(const WorldFault *fault, HostReply *reply) {
    if (fault->kind == WORLD_FAULT_CONNECT) {
        reply->failure = HOST_CONNECT;
        return;
    }
    if (reply->app != NULL) {
        reply->app = NULL;
        reply->service_ns = 0;
    }
    if (fault->kind == WORLD_FAULT_STATUS) {
        reply->status = fault->status;
        reply->reason = host_reason(fault->status);
    } else if (fault->kind == WORLD_FAULT_RESET) {
        reply->failure = HOST_RESET;
    } else {
        reply->never = true;
    }
}

/* What a request draws, whatever then happens to it. */
typedef struct Draws {
    int64_t latency_ns, rtt_ns;
    int64_t fault; /* below WORLD_WHOLE */
} Draws;

static Draws next_draws(HostStreams *streams, const WorldHost *line, uint64_t *latency_position,
                        uint64_t *rtt_position) {
    return (Draws){.latency_ns =
                       distribution_draw(&line->latency, &streams->latency, latency_position),
                   .rtt_ns = distribution_draw(&line->rtt, &streams->rtt, rtt_position),
                   .fault = (int64_t)random_below(&streams->fault, WORLD_WHOLE)};
}

static bool is_random(const Distribution *distribution) {
    return distribution->kind != DISTRIBUTION_CONSTANT && distribution->kind != DISTRIBUTION_REPLAY;
}

/* What the last request would draw if the seed were larger by `further`: a stream is followed from
 * its beginning, since how much of it a request takes depends on its line. */
static Draws other_draws(const HostTable *table, Host *host, const HostService *service,
                         uint32_t further) {
    OtherStreams *other = NULL;
    for (size_t i = 0; i < host->others.count && other == NULL; i++) {
        other = host->others.items[i].further == further ? &host->others.items[i] : NULL;
    }
    if (other == NULL) {
        ARRAY_PUSH(&host->others,
                   (OtherStreams){.further = further,
                                  .streams = streams_of(table->seed + further, host->name)});
        other = &host->others.items[host->others.count - 1];
    }
    Draws draws = {0};
    while (other->requests < host->drawn.count) {
        /* A replay goes on where it is, whatever the seed. */
        uint64_t latency_position = service->latency_position - 1;
        uint64_t rtt_position = service->rtt_position - 1;
        draws = next_draws(&other->streams, host->drawn.items[other->requests++], &latency_position,
                           &rtt_position);
    }
    return draws;
}

static Draws draw_numbers(const HostTable *table, Host *host, HostService *service) {
    const WorldHost *line = service->line;
    Draws draws =
        next_draws(&host->streams, line, &service->latency_position, &service->rtt_position);
    if (table->further == NULL) {
        return draws;
    }
    ARRAY_PUSH(&host->drawn, line);
    bool depends = is_random(&line->latency) || is_random(&line->rtt) || line->faults.count > 0;
    uint32_t further = depends ? table->further(table->further_context) : 0;
    return further > 0 ? other_draws(table, host, service, further) : draws;
}

static void draw(const HostTable *table, Destination *to, const HostRequest *request,
                 HostReply *reply) {
    Host *host = to->host;
    HostService *service = to->service;
    const WorldHost *line = service->line;
    Draws draws = draw_numbers(table, host, service);
    int64_t latency_ns = draws.latency_ns, rtt_ns = draws.rtt_ns;
    const WorldFault *fault = pick_fault(line, draws.fault);
    reply->service = service;
    reply->app = host->app;
    reply->app_context = host->app_context;
    rtt_ns = world_scaled_ns(table->world, rtt_ns);
    reply->connect_ns = request->fresh ? rtt_ns : 0;
    reply->tls_ns = request->fresh && to->url.secure ? rtt_ns : 0;
    reply->service_ns = HOST_NEVER;
    if (host->app != NULL && host->app->arrived == NULL) {
        reply->app = NULL;
        reply->failure = HOST_CONNECT;
        return;
    }
    if (host->app == NULL) {
        reply->service_ns = make_answer(to, request, latency_ns, reply);
        reply->service_ns = world_scaled_ns(table->world, reply->service_ns);
    } else {
        reply->send_ns = line->latency_given ? world_scaled_ns(table->world, latency_ns) : 0;
    }
    if (fault != NULL) {
        inject(fault, reply);
    }
    if (reply->status < 200 || reply->status == 204 || reply->status == 304) {
        text_clear(&reply->body);
    }
    reply->content_length = reply->body.length;
    reply->receive_ns = transfer_ns(service, reply->body.length);
    if (reply->is_head) {
        text_clear(&reply->body);
    }
}

const char *host_draw(HostTable *table, const HostRequest *request, HostReply *reply) {
    const char *wrong = NULL;
    *reply = (HostReply){
        .reason = "", .content_type = "", .is_head = strcmp(request->method, "HEAD") == 0};
    Destination *to = find_destination(table, request->url, request->url_length, &wrong);
    if (to == NULL) {
        reply->failure = HOST_CONNECT;
        return wrong;
    }
    draw(table, to, request, reply);
    return NULL;
}

void host_arrive(HostReply *reply, int64_t now_ns) {
    int64_t wait_ns = wait_for_rate(reply->service, now_ns);
    if (wait_ns > 0) {
        char seconds[32];
        snprintf(seconds, sizeof seconds, "%lld", (long long)((wait_ns + 999999999) / 1000000000));
        turn_away(reply, 429);
        host_reply_add_header(reply, "Retry-After", seconds);
        reply->app = NULL;
        reply->never = false;
        return;
    }
    if (reply->app != NULL) {
        return;
    }
    reply->queue_ns = queue_for(reply->service, now_ns, reply->service_ns);
    if (reply->queue_ns < 0) {
        turn_away(reply, 503);
        reply->never = false;
    } else if (reply->never) {
        reply->service_ns = HOST_NEVER;
    }
}

void host_table_serve(HostTable *table, const char *name, const HostApp *app, void *context) {
    Host *host = find_host(table, name);
    host->app = app;
    host->app_context = context;
    table->has_apps |= app != NULL;
}

void host_table_set_carrier(HostTable *table, const struct ExchangeCarrier *carrier) {
    table->carrier = carrier;
}

const struct ExchangeCarrier *host_table_carrier(HostTable *table, const HostRequest *request) {
    const char *wrong = NULL;
    if (table->carrier == NULL || !table->has_apps) {
        return table->carrier;
    }
    const Destination *to = find_destination(table, request->url, request->url_length, &wrong);
    return to != NULL && to->host->app != NULL ? NULL : table->carrier;
}

void host_reply_release(HostReply *reply) {
    clear_headers(reply);
    ARRAY_RELEASE(&reply->headers);
    text_release(&reply->body);
    memory_free(reply->given_reason);
}

const char *host_failure_name(HostFailure failure) {
    switch (failure) {
    case HOST_OK:
        return "";
    case HOST_CONNECT:
        return "connect";
    case HOST_RESET:
        return "reset";
    case HOST_POOL_TIMEOUT:
        return "pool timeout";
    case HOST_CONNECT_TIMEOUT:
        return "connect timeout";
    case HOST_READ_TIMEOUT:
        return "read timeout";
    case HOST_TOTAL_TIMEOUT:
        return "total timeout";
    case HOST_CANCELLED:
        return "cancelled";
    }
    UNREACHABLE();
}

/* As Python's http.HTTPStatus words them. */
const char *host_reason(int status) {
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {203, "Non-Authoritative Information"},
        {204, "No Content"},
        {205, "Reset Content"},
        {206, "Partial Content"},
        {300, "Multiple Choices"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Request Entity Too Large"},
        {414, "Request-URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Requested Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {418, "I'm a Teapot"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Entity"},
        {426, "Upgrade Required"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {451, "Unavailable For Legal Reasons"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {511, "Network Authentication Required"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return "";
}

char *host_name_of(const char *bytes, size_t length) {
    Url url;
    if (url_parse(&url, bytes, length) != NULL) {
        return NULL;
    }
    char *name = memory_copy_string(url.name);
    url_release(&url);
    return name;
}
