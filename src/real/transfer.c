#include "real/transfer.h"

#include "base/check.h"
#include "base/memory.h"
#include "real/carrier.h"
#include "sim/url.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/* ---- what comes back ---- */

static bool has_room(const RealTransfer *transfer, size_t length) {
    return transfer->fields.length + transfer->exchange->reply.body.length + length <=
           REAL_REPLY_BYTES_MAX;
}

/* Each line of the header, also of those before the last (100 Continue, a proxy's). */
static size_t on_field(char *bytes, size_t size, size_t count, void *context) {
    RealTransfer *transfer = context;
    size_t length = size * count;
    if (!has_room(transfer, length)) {
        return 0;
    }
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        text_clear(&transfer->fields);
        if (!transfer->exchange->has_first_byte) {
            exchange_first_byte(transfer->exchange, real_clock_now(transfer->route->clock));
        }
    }
    text_append(&transfer->fields, bytes, length);
    return length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    RealTransfer *transfer = context;
    size_t length = size * count;
    if (!has_room(transfer, length)) {
        return 0;
    }
    text_append(&transfer->exchange->reply.body, bytes, length);
    return length;
}

/* The connection stands and the request is about to be sent: once. If libcurl wants to send it
 * again, on a new connection since the kept one has broken, that is a reset to our clients. */
static int on_connected(void *context, char *remote, char *local, int remote_port, int local_port) {
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    RealTransfer *transfer = context;
    if (transfer->exchange->has_arrived) {
        return CURL_PREREQFUNC_ABORT;
    }
    exchange_connected(transfer->exchange, real_clock_now(transfer->route->clock));
    return CURL_PREREQFUNC_OK;
}

/* As libcurl would open it, but that the program's exception is not all that is known of why. */
static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
    (void)purpose;
    const RealRoute *route = context;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
        atomic_store_explicit(route->lacks_files, true, memory_order_relaxed);
    }
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* ---- the handle ---- */

void real_sent_release(RealSent *sent) {
    if (sent != NULL && --sent->users == 0) {
        curl_slist_free_all(sent->list);
        text_release(&sent->text);
        memory_free(sent);
    }
}

bool real_transfer_init(RealTransfer *transfer, const RealRoute *route) {
    *transfer = (RealTransfer){.easy = curl_easy_init(), .route = route};
    CURL *easy = transfer->easy;
    if (easy == NULL) {
        return false;
    }
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 1024L);
    curl_easy_setopt(easy, CURLOPT_SHARE, route->share);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_field);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, route);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_connected);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)INT32_MAX); /* the exchange has limits */
    if (route->authority != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, route->authority);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (route->server != NULL) {
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, route->server);
        transfer->connect_to = route->server;
    }
    return true;
}

void real_transfer_release(RealTransfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    real_sent_release(transfer->sent);
    text_release(&transfer->fields);
}

/* ---- what is sent ---- */

static const char *header_value(const HostRequest *request, const char *name) {
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0) {
            return request->headers[i].value;
        }
    }
    return NULL;
}

static bool has_body(const HostRequest *request) {
    return request->body_length > 0 || header_value(request, "Content-Length") != NULL;
}

static void append_list(struct curl_slist **list, const char *line) {
    struct curl_slist *longer = curl_slist_append(*list, line);
    CHECK(longer != NULL);
    *list = longer;
}

/* Exactly the client's fields: none of libcurl's own. */
static struct curl_slist *list_of(const HostRequest *request) {
    static const char *const OWN[] = {"Accept", "User-Agent", "Expect", "Content-Type"};
    enum { OWN_WITHOUT_BODY = 2, OWN_COUNT = sizeof OWN / sizeof *OWN };
    struct curl_slist *list = NULL;
    Text line = {0};
    for (size_t i = 0; i < request->header_count; i++) {
        const HostHeader *header = &request->headers[i];
        text_clear(&line);
        text_printf(&line, header->value[0] != '\0' ? "%s: %s" : "%s;", header->name,
                    header->value);
        append_list(&list, text_cstr(&line));
    }
    for (size_t i = 0; i < (has_body(request) ? OWN_COUNT : OWN_WITHOUT_BODY); i++) {
        if (header_value(request, OWN[i]) == NULL) {
            text_clear(&line);
            text_printf(&line, "%s:", OWN[i]);
            append_list(&list, text_cstr(&line));
        }
    }
    text_release(&line);
    return list;
}

static void append_fields(Text *text, const HostRequest *request) {
    for (size_t i = 0; i < request->header_count; i++) {
        text_append_cstr(text, request->headers[i].name);
        text_append_char(text, ':');
        text_append_cstr(text, request->headers[i].value);
        text_append_char(text, '\n');
    }
    text_append_char(text, has_body(request) ? '+' : '-');
}

static bool same(const RealSent *sent, const Text *text) {
    return sent != NULL && sent->text.length == text->length &&
           memcmp(sent->text.bytes, text->bytes, text->length) == 0;
}

/* A client sends nearly the same fields again and again. */
static void set_fields(RealTransfer *transfer, const HostRequest *request, RealSent **latest) {
    Text text = {0};
    append_fields(&text, request);
    if (same(transfer->sent, &text)) {
        text_release(&text);
        return;
    }
    real_sent_release(transfer->sent);
    if (same(*latest, &text)) {
        text_release(&text);
    } else {
        real_sent_release(*latest);
        *latest = memory_new(sizeof **latest);
        **latest = (RealSent){.users = 1, .text = text, .list = list_of(request)};
    }
    transfer->sent = *latest;
    transfer->sent->users++;
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->sent->list);
    curl_easy_setopt(transfer->easy, CURLOPT_ACCEPT_ENCODING,
                     header_value(request, "Accept-Encoding"));
}

static void set_method(CURL *easy, const HostRequest *request) {
    bool is_head = strcmp(request->method, "HEAD") == 0;
    curl_easy_setopt(easy, CURLOPT_NOBODY, (long)is_head);
    if (is_head) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, NULL);
        return;
    }
    bool posts = has_body(request);
    if (posts) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    } else {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     strcmp(request->method, posts ? "POST" : "GET") == 0 ? NULL : request->method);
}

static bool always_refuses(const World *world, const HostRequest *request) {
    Url url;
    if (world == NULL || url_parse(&url, request->url, request->url_length) != NULL) {
        return false;
    }
    const WorldHost *line = world_find_host(world, url.host, url.port, url.path);
    bool refuses = line->faults.count > 0 && line->faults.items[0].kind == WORLD_FAULT_CONNECT &&
                   line->faults.items[0].parts == WORLD_WHOLE;
    url_release(&url);
    return refuses;
}

void real_transfer_set(RealTransfer *transfer, Exchange *exchange, RealSent **latest) {
    const HostRequest *request = &exchange->request;
    const RealRoute *route = transfer->route;
    CURL *easy = transfer->easy;
    transfer->exchange = exchange;
    text_clear(&transfer->fields);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    set_method(easy, request);
    set_fields(transfer, request, latest);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->fresh);
    struct curl_slist *to = always_refuses(route->world, request) ? route->refused : route->server;
    if (to != transfer->connect_to) {
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, to);
        transfer->connect_to = to;
    }
}

/* ---- the outcome ---- */

/* The header's bytes as fields; folded lines and lines without a colon are left out. */
static void fill_fields(RealTransfer *transfer) {
    HostReply *reply = &transfer->exchange->reply;
    char *line = transfer->fields.bytes;
    char *end;
    for (bool is_first = true; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        size_t length = (size_t)(end - line);
        while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' ')) {
            length--;
        }
        line[length] = '\0';
        char *colon = strchr(line, ':');
        if (is_first) { /* HTTP/1.1 200 OK */
            char *space = strchr(line, ' ');
            space = space != NULL ? strchr(space + 1, ' ') : NULL;
            reply->given_reason = memory_copy_string(space != NULL ? space + 1 : "");
            reply->reason = reply->given_reason;
            is_first = false;
        } else if (colon != NULL && line[0] != ' ' && line[0] != '\t') {
            *colon = '\0';
            host_reply_add_header(reply, line, colon + 1 + strspn(colon + 1, " \t"));
        }
    }
}

static HostFailure failure_of(const Exchange *exchange, CURLcode code) {
    if (code == CURLE_OK) {
        return HOST_OK;
    }
    return exchange->has_arrived ? HOST_RESET : HOST_CONNECT;
}

/* What the connection had to do first is known only afterwards, in parts. */
static void fill_phases(const RealTransfer *transfer) {
    Exchange *exchange = transfer->exchange;
    curl_off_t connected_us = 0, secured_us = 0;
    if (exchange->trace == NULL || !exchange->has_arrived) {
        return;
    }
    curl_easy_getinfo(transfer->easy, CURLINFO_CONNECT_TIME_T, &connected_us);
    curl_easy_getinfo(transfer->easy, CURLINFO_APPCONNECT_TIME_T, &secured_us);
    bool is_new = connected_us > 0;
    if (is_new && exchange->phase_count == 0) { /* the kept connection was gone */
        exchange_phase(exchange, TRACE_PHASE_CONNECT, exchange->began_ns);
    }
    if (is_new && secured_us > connected_us) {
        int64_t began_ns = exchange->arrived_ns - (secured_us - connected_us) * 1000;
        exchange_phase(exchange, TRACE_PHASE_TLS,
                       began_ns > exchange->began_ns ? began_ns : exchange->began_ns);
    }
    exchange_phase(exchange, TRACE_PHASE_SERVICE, exchange->arrived_ns);
    if (exchange->has_first_byte) {
        exchange_phase(exchange, TRACE_PHASE_RECEIVE, exchange->first_byte_ns);
    }
}

void real_transfer_finish(RealTransfer *transfer, CURLcode code) {
    Exchange *exchange = transfer->exchange;
    HostFailure failure = failure_of(exchange, code);
    fill_phases(transfer);
    if (failure == HOST_OK) {
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        exchange->reply.status = (int)status;
        exchange->reply.content_length = exchange->reply.body.length;
        fill_fields(transfer);
    }
    transfer->exchange = NULL;
    exchange_carried(exchange, real_clock_now(transfer->route->clock), failure);
}

void real_transfer_forget(RealTransfer *transfer) {
    if (transfer->exchange->has_arrived) {
        fill_phases(transfer);
    }
    transfer->exchange = NULL;
}
