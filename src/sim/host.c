#include "sim/host.h"

#include "base/check.h"
#include "base/memory.h"
#include "sim/httpbin.h"

#include <string.h>

/* What one host keeps for one line of the world. */
typedef struct Service {
    const WorldHost *line;
    uint64_t latency_position; /* of a replay */
    uint64_t rtt_position;
    ARRAY_OF(int64_t) free_at_ns; /* a heap with the earliest first: when each server is done */
    ARRAY_OF(int64_t) starts_ns;  /* of those that had to wait, a queue from starts_first on */
    size_t starts_first;
    ARRAY_OF(int64_t) admitted_ns; /* the last rate_count requests, a ring */
    size_t admitted_next;
} Service;

typedef struct Host {
    char *name;
    Random latency_stream;
    Random rtt_stream;
    Random fault_stream;
    Random body_stream;
    ARRAY_OF(Service *) services;
} Host;

struct HostTable {
    const World *world;
    uint64_t seed;
    ARRAY_OF(Host *) hosts; /* in the order of their first request */
    size_t *slots;          /* open addressing by name: index into hosts + 1 */
    size_t slot_count;      /* a power of two, or 0 */
};

/* --- the table --- */

HostTable *host_table_new(const World *world) {
    HostTable *table = memory_new_zeroed(1, sizeof *table);
    table->world = world;
    table->seed = world_seed(world);
    return table;
}

static void service_free(Service *service) {
    ARRAY_RELEASE(&service->free_at_ns);
    ARRAY_RELEASE(&service->starts_ns);
    ARRAY_RELEASE(&service->admitted_ns);
    memory_free(service);
}

void host_table_free(HostTable *table) {
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; i < table->hosts.count; i++) {
        Host *host = table->hosts.items[i];
        for (size_t n = 0; n < host->services.count; n++) {
            service_free(host->services.items[n]);
        }
        ARRAY_RELEASE(&host->services);
        memory_free(host->name);
        memory_free(host);
    }
    ARRAY_RELEASE(&table->hosts);
    memory_free(table->slots);
    memory_free(table);
}

static uint64_t hash_of(const char *name) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
    }
    return hash ^ hash >> 32;
}

static size_t *slot_of(const HostTable *table, const char *name) {
    size_t at = (size_t)hash_of(name) & (table->slot_count - 1);
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

static Random stream(const HostTable *table, const char *purpose, const char *name) {
    Text text = {0};
    text_printf(&text, "host %s %s", purpose, name);
    Random random = random_stream(table->seed, text_cstr(&text));
    text_release(&text);
    return random;
}

static Host *find_host(HostTable *table, const char *name) {
    if (table->hosts.count * 2 >= table->slot_count) {
        grow_slots(table);
    }
    size_t *slot = slot_of(table, name);
    if (*slot == 0) {
        Host *host = memory_new_zeroed(1, sizeof *host);
        host->name = memory_copy_string(name);
        host->latency_stream = stream(table, "latency", name);
        host->rtt_stream = stream(table, "rtt", name);
        host->fault_stream = stream(table, "fault", name);
        host->body_stream = stream(table, "body", name);
        ARRAY_PUSH(&table->hosts, host);
        *slot = table->hosts.count;
    }
    return table->hosts.items[*slot - 1];
}

static Service *find_service(Host *host, const WorldHost *line) {
    for (size_t i = 0; i < host->services.count; i++) {
        if (host->services.items[i]->line == line) {
            return host->services.items[i];
        }
    }
    Service *service = memory_new_zeroed(1, sizeof *service);
    service->line = line;
    ARRAY_PUSH(&host->services, service);
    return service;
}

/* --- capacity --- */

/* Whether this is one request too many for `rate`. A request that is turned away does not count. */
static bool beyond_rate(Service *service, int64_t now_ns) {
    const WorldHost *line = service->line;
    size_t count = (size_t)line->rate_count;
    if (count == 0) {
        return false;
    }
    if (service->admitted_ns.count < count) {
        ARRAY_PUSH(&service->admitted_ns, now_ns);
        return false;
    }
    int64_t *oldest = &service->admitted_ns.items[service->admitted_next];
    if (now_ns - *oldest < line->rate_period_ns) {
        return true;
    }
    *oldest = now_ns;
    service->admitted_next = (service->admitted_next + 1) % count;
    return false;
}

static int64_t earliest_free(const Service *service) {
    if ((int64_t)service->free_at_ns.count < service->line->servers) {
        return 0; /* one of them has not served anybody yet */
    }
    return service->free_at_ns.items[0];
}

static void occupy(Service *service, int64_t until_ns) {
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
static int64_t waiting(Service *service, int64_t now_ns) {
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
static int64_t queue_for(Service *service, int64_t now_ns, int64_t serve_ns) {
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

static int64_t transfer_ns(const WorldHost *line, size_t body_bytes) {
    if (line->bandwidth_bits == 0) {
        return 0;
    }
    int64_t bytes = line->size_bytes >= 0 ? line->size_bytes : (int64_t)body_bytes;
    __extension__ typedef unsigned __int128 Wide;
    Wide ns = (Wide)(uint64_t)bytes * 8u * 1000000000u / (uint64_t)line->bandwidth_bits;
    return ns > (Wide)DISTRIBUTION_NS_MAX ? DISTRIBUTION_NS_MAX : (int64_t)ns;
}

static void plain_answer(const HostRequest *request, const Url *url, HostReply *reply) {
    reply->status = 200;
    reply->reason = "OK";
    reply->content_type = "application/json";
    size_t length = request->url_length;
    const char *fragment = memchr(request->url, '#', length);
    text_append_cstr(&reply->body, "{\"url\": ");
    httpbin_append_json(&reply->body, request->url,
                        fragment == NULL ? length : (size_t)(fragment - request->url));
    text_append_cstr(&reply->body, ", \"path\": ");
    httpbin_append_json(&reply->body, url->path, strlen(url->path));
    text_append_char(&reply->body, '}');
}

/* An answer that the host gives without serving: 429 and 503. */
static void turn_away(HostReply *reply, int status) {
    reply->failure = HOST_OK;
    reply->queue_ns = 0;
    reply->serve_ns = 0;
    reply->status = status;
    reply->reason = host_reason(status);
    reply->content_type = "application/json";
    text_clear(&reply->body);
    text_printf(&reply->body, "{\"error\": \"%s\"}", reply->reason);
}

static void answer(Host *host, Service *service, const HostRequest *request, const Url *url,
                   HostReply *reply) {
    const WorldHost *line = service->line;
    int64_t latency_ns =
        distribution_draw(&line->latency, &host->latency_stream, &service->latency_position);
    int64_t rtt_ns = distribution_draw(&line->rtt, &host->rtt_stream, &service->rtt_position);
    int64_t number = (int64_t)random_below(&host->fault_stream, WORLD_WHOLE);
    const WorldFault *fault = pick_fault(line, number);
    reply->connect_ns = !request->fresh ? 0 : url->secure ? 2 * rtt_ns : rtt_ns;
    int64_t delay_ns = -1;
    if (!httpbin_answer(url, request, &host->body_stream, reply, &delay_ns)) {
        plain_answer(request, url, reply);
    }
    if (line->body != NULL) {
        text_clear(&reply->body);
        text_append_cstr(&reply->body, line->body);
        reply->content_type = "application/json";
    }
    if (delay_ns >= 0) {
        latency_ns = line->latency_given ? latency_ns + delay_ns : delay_ns;
    }
    if (fault != NULL && fault->kind == WORLD_FAULT_STATUS) {
        reply->status = fault->status;
        reply->reason = host_reason(fault->status);
    }
    if (reply->status < 200 || reply->status == 204 || reply->status == 304) {
        text_clear(&reply->body);
    }
    reply->serve_ns = latency_ns + transfer_ns(line, reply->body.length);
    if (fault != NULL && fault->kind == WORLD_FAULT_CONNECT) {
        reply->failure = HOST_CONNECT;
        return;
    }
    int64_t arrival_ns = request->now_ns + reply->connect_ns;
    if (beyond_rate(service, arrival_ns)) {
        turn_away(reply, 429);
        return;
    }
    reply->queue_ns = queue_for(service, arrival_ns, reply->serve_ns);
    if (reply->queue_ns < 0) {
        turn_away(reply, 503);
        return;
    }
    if (fault != NULL && fault->kind == WORLD_FAULT_RESET) {
        reply->failure = HOST_RESET;
    } else if (fault != NULL && fault->kind == WORLD_FAULT_TIMEOUT) {
        reply->serve_ns = HOST_NEVER;
    }
}

const char *host_request(HostTable *table, const HostRequest *request, HostReply *reply) {
    Url url;
    *reply = (HostReply){.reason = "", .content_type = ""};
    const char *wrong = url_parse(&url, request->url, request->url_length);
    if (wrong != NULL) {
        reply->failure = HOST_CONNECT;
        return wrong;
    }
    Host *host = find_host(table, url.name);
    const WorldHost *line = world_find_host(table->world, url.host, url.port, url.path);
    answer(host, find_service(host, line), request, &url, reply);
    reply->content_length = reply->body.length;
    if (strcmp(request->method, "HEAD") == 0) {
        text_clear(&reply->body);
    }
    url_release(&url);
    return NULL;
}

void host_reply_release(HostReply *reply) {
    text_release(&reply->body);
}

static int64_t add(int64_t a_ns, int64_t b_ns) {
    int64_t sum;
    return __builtin_add_overflow(a_ns, b_ns, &sum) ? HOST_NEVER : sum;
}

int64_t host_wait(const HostReply *reply, const HostLimits *limits, HostFailure *failure) {
    int64_t wait_ns;
    *failure = reply->failure;
    if (reply->connect_ns > limits->connect_ns) {
        wait_ns = limits->connect_ns;
        *failure = HOST_CONNECT_TIMEOUT;
    } else if (reply->failure == HOST_CONNECT) {
        wait_ns = reply->connect_ns;
    } else {
        int64_t reply_ns = add(reply->queue_ns, reply->serve_ns);
        if (reply_ns > limits->read_ns) {
            reply_ns = limits->read_ns;
            *failure = HOST_READ_TIMEOUT;
        }
        wait_ns = add(reply->connect_ns, reply_ns);
    }
    if (wait_ns > limits->total_ns) {
        wait_ns = limits->total_ns;
        *failure = HOST_TOTAL_TIMEOUT;
    }
    return wait_ns;
}

const char *host_failure_name(HostFailure failure) {
    switch (failure) {
    case HOST_OK:
        return "";
    case HOST_CONNECT:
        return "connect";
    case HOST_RESET:
        return "reset";
    case HOST_CONNECT_TIMEOUT:
        return "connect timeout";
    case HOST_READ_TIMEOUT:
        return "read timeout";
    case HOST_TOTAL_TIMEOUT:
        return "total timeout";
    }
    UNREACHABLE();
}

/* RFC 9110, section 15, and RFC 6585. */
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
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {418, "I'm a Teapot"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
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
