#include "sim/httpbin.h"

#include "base/array.h"
#include "base/base64.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "sim/json_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- what a request sent, sorted by name --- */

typedef struct Pair {
    Text name;
    Text value;
} Pair;

typedef struct Pairs {
    ARRAY_OF(Pair) list;
} Pairs;

static void pairs_release(Pairs *pairs) {
    for (size_t i = 0; i < pairs->list.count; i++) {
        text_release(&pairs->list.items[i].name);
        text_release(&pairs->list.items[i].value);
    }
    ARRAY_RELEASE(&pairs->list);
}

static int compare_names(const Text *a, const Text *b) {
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = memcmp(text_cstr(a), text_cstr(b), shorter);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

/* By insertion, so that equal names stay in order; a request has few. */
static void sort_pairs(Pairs *pairs) {
    for (size_t i = 1; i < pairs->list.count; i++) {
        Pair pair = pairs->list.items[i];
        size_t at = i;
        while (at > 0 && compare_names(&pairs->list.items[at - 1].name, &pair.name) > 0) {
            pairs->list.items[at] = pairs->list.items[at - 1];
            at--;
        }
        pairs->list.items[at] = pair;
    }
}

/* {"name": value} over lines, as httpbin indents it; a name that came twice has a list. */
static void append_pairs(Text *out, const Pairs *pairs) {
    if (pairs->list.count == 0) {
        text_append_cstr(out, "{}");
        return;
    }
    text_append_cstr(out, "{\n");
    for (size_t i = 0; i < pairs->list.count;) {
        const Pair *pair = &pairs->list.items[i];
        size_t end = i + 1;
        while (end < pairs->list.count &&
               compare_names(&pairs->list.items[end].name, &pair->name) == 0) {
            end++;
        }
        text_append_cstr(out, "    ");
        json_text_append_string(out, text_cstr(&pair->name), pair->name.length);
        text_append_cstr(out, ": ");
        if (end == i + 1) {
            json_text_append_string(out, text_cstr(&pair->value), pair->value.length);
        } else {
            text_append_cstr(out, "[\n");
            for (size_t n = i; n < end; n++) {
                const Text *value = &pairs->list.items[n].value;
                text_append_cstr(out, "      ");
                json_text_append_string(out, text_cstr(value), value->length);
                text_append_cstr(out, n + 1 < end ? ", \n" : "\n");
            }
            text_append_cstr(out, "    ]");
        }
        i = end;
        text_append_cstr(out, i < pairs->list.count ? ", \n" : "\n");
    }
    text_append_cstr(out, "  }");
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static void decode_form(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        size_t plain = 0;
        while (i + plain < length && bytes[i + plain] != '%' && bytes[i + plain] != '+') {
            plain++;
        }
        text_append(out, bytes + i, plain);
        i += plain;
        int high = i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
        int low = i + 2 < length ? hex_digit(bytes[i + 2]) : -1;
        if (i < length && bytes[i] == '%' && high >= 0 && low >= 0) {
            text_append_char(out, (char)(high * 16 + low));
            i += 2;
        } else if (i < length) {
            text_append_char(out, bytes[i] == '+' ? ' ' : '%');
        }
    }
}

enum { PAIRS_MAX = 1000 };

static void parse_form(Pairs *pairs, const char *bytes, size_t length) {
    for (size_t at = 0; at < length && pairs->list.count < PAIRS_MAX;) {
        const char *stop = memchr(bytes + at, '&', length - at);
        size_t end = stop == NULL ? length : (size_t)(stop - bytes);
        const char *equals = memchr(bytes + at, '=', end - at);
        size_t name_end = equals == NULL ? end : (size_t)(equals - bytes);
        if (end > at) {
            Pair pair = {0};
            decode_form(&pair.name, bytes + at, name_end - at);
            if (equals != NULL) {
                decode_form(&pair.value, equals + 1, end - name_end - 1);
            }
            ARRAY_PUSH(&pairs->list, pair);
        }
        at = end + 1;
    }
    sort_pairs(pairs);
}

/* "user-agent" is shown as "User-Agent". */
static void collect_headers(Pairs *pairs, const Url *url, const HostRequest *request) {
    bool has_host = false;
    for (size_t i = 0; i < request->header_count && i < PAIRS_MAX; i++) {
        Pair pair = {0};
        bool start = true;
        for (const char *c = request->headers[i].name; *c != '\0'; c++) {
            char shown = *c;
            if (start && shown >= 'a' && shown <= 'z') {
                shown = (char)(shown - 32);
            } else if (!start && shown >= 'A' && shown <= 'Z') {
                shown = (char)(shown + 32);
            }
            start = *c == '-';
            text_append_char(&pair.name, shown);
        }
        text_append_cstr(&pair.value, request->headers[i].value);
        if (strcmp(text_cstr(&pair.name), "Connection") == 0) { /* a proxy takes that one away */
            text_release(&pair.name);
            text_release(&pair.value);
            continue;
        }
        has_host = has_host || strcmp(text_cstr(&pair.name), "Host") == 0;
        ARRAY_PUSH(&pairs->list, pair);
    }
    if (!has_host) {
        Pair pair = {0};
        text_append_cstr(&pair.name, "Host");
        text_append_cstr(&pair.value, url->name);
        ARRAY_PUSH(&pairs->list, pair);
    }
    sort_pairs(pairs);
}

/* --- the paths --- */

static const char *header_of(const HostRequest *request, const char *name) {
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0) {
            return request->headers[i].value;
        }
    }
    return "";
}

/* What a response may show of its request, in the order in which it is shown. */
enum {
    SHOW_ARGS = 1,
    SHOW_BODY = 2, /* data, files, form */
    SHOW_HEADERS = 4,
    SHOW_JSON = 8,
    SHOW_METHOD = 16,
    SHOW_ORIGIN = 32,
    SHOW_URL = 64,
    SHOW_GET = SHOW_ARGS | SHOW_HEADERS | SHOW_ORIGIN | SHOW_URL,
    SHOW_DELAY = SHOW_GET | SHOW_BODY,
    SHOW_POST = SHOW_DELAY | SHOW_JSON,
    SHOW_ANYTHING = SHOW_POST | SHOW_METHOD,
};

static void begin_member(Text *out, const char *name) {
    text_printf(out, "%s\n  \"%s\": ", out->length > 0 ? ", " : "{", name);
}

static void append_form(Text *out, const char *bytes, size_t length) {
    Pairs pairs = {0};
    parse_form(&pairs, bytes, length);
    append_pairs(out, &pairs);
    pairs_release(&pairs);
}

static bool is_text(const char *bytes, size_t length) {
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t point;
        size = utf8_decode(bytes + at, length - at, &point);
        if (point == 0xFFFD && size == 1) {
            return false;
        }
    }
    return true;
}

/* What is no text is shown as httpbin does, as the address of itself. */
static void append_bytes(Text *out, const char *bytes, size_t length) {
    if (is_text(bytes, length)) {
        json_text_append_string(out, bytes, length);
    } else {
        text_append_cstr(out, "\"data:application/octet-stream;base64,");
        base64_append(out, bytes, length);
        text_append_char(out, '"');
    }
}

static void append_body(Text *out, const HostRequest *request) {
    static const char FORM[] = "application/x-www-form-urlencoded";
    bool is_form = strncasecmp(header_of(request, "Content-Type"), FORM, strlen(FORM)) == 0;
    begin_member(out, "data");
    append_bytes(out, request->body, is_form ? 0 : request->body_length);
    begin_member(out, "files");
    text_append_cstr(out, "{}");
    begin_member(out, "form");
    append_form(out, request->body, is_form ? request->body_length : 0);
}

static void append_body_as_json(Text *out, const HostRequest *request) {
    json_t *json = json_loadb(request->body, request->body_length, JSON_DECODE_ANY, NULL);
    begin_member(out, "json");
    if (json == NULL) {
        text_append_cstr(out, "null");
    } else {
        json_text_append_value(out, json, 2);
    }
    json_decref(json);
}

static void append_echo(Text *out, const Url *url, const HostRequest *request, unsigned shown) {
    if (shown & SHOW_ARGS) {
        begin_member(out, "args");
        append_form(out, url->query, strlen(url->query));
    }
    if (shown & SHOW_BODY) {
        append_body(out, request);
    }
    if (shown & SHOW_HEADERS) {
        Pairs headers = {0};
        collect_headers(&headers, url, request);
        begin_member(out, "headers");
        append_pairs(out, &headers);
        pairs_release(&headers);
    }
    if (shown & SHOW_JSON) {
        append_body_as_json(out, request);
    }
    if (shown & SHOW_METHOD) {
        begin_member(out, "method");
        json_text_append_string(out, request->method, strlen(request->method));
    }
    if (shown & SHOW_ORIGIN) {
        begin_member(out, "origin");
        text_append_cstr(out, "\"127.0.0.1\"");
    }
    if (shown & SHOW_URL) {
        const char *fragment = memchr(request->url, '#', request->url_length);
        begin_member(out, "url");
        json_text_append_string(out, request->url,
                                fragment == NULL ? request->url_length
                                                 : (size_t)(fragment - request->url));
    }
    text_append_cstr(out, "\n}\n");
}

/* --- redirects and cookies --- */

/* A field of the reply; what would end its line is a blank. */
static void add_field(HostReply *reply, const char *name, Text *value) {
    for (char *c = value->bytes; c != NULL && *c != '\0'; c++) {
        *c = *c == '\r' || *c == '\n' ? ' ' : *c;
    }
    host_reply_add_header(reply, name, text_cstr(value));
    text_release(value);
}

static void redirect(HostReply *reply, int status, const char *location) {
    Text value = {0};
    reply->status = status;
    reply->content_type = "text/html; charset=utf-8";
    text_append_cstr(&value, location);
    add_field(reply, "Location", &value);
}

/* The page that Flask's redirect() sends along. */
static void append_redirect_page(Text *out, const char *location) {
    text_printf(out,
                "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n"
                "<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
                "<p>You should be redirected automatically to target URL: <a href=\"%s\">%s</a>.  "
                "If not click the link.",
                location, location);
}

/* N more redirects: to the path with one less, or to /get. */
static void redirect_times(const Url *url, int64_t times, const char *kind, bool whole,
                           HostReply *reply) {
    Text location = {0};
    if (whole) {
        text_printf(&location, "%s://%s", url->secure ? "https" : "http", url->name);
    }
    if (times <= 1) {
        text_append_cstr(&location, "/get");
    } else {
        text_printf(&location, "/%s-redirect/%lld", kind, (long long)times - 1);
    }
    redirect(reply, 302, text_cstr(&location));
    text_release(&location);
}

/* /redirect-to?url=URL&status_code=N */
static void redirect_anywhere(const Url *url, HostReply *reply) {
    Pairs pairs = {0};
    const char *location = "";
    int status = 302;
    parse_form(&pairs, url->query, strlen(url->query));
    for (size_t i = 0; i < pairs.list.count; i++) {
        const char *name = text_cstr(&pairs.list.items[i].name);
        const char *value = text_cstr(&pairs.list.items[i].value);
        if (strcmp(name, "url") == 0) {
            location = value;
        } else if (strcmp(name, "status_code") == 0 && value[0] == '3' && strlen(value) == 3 &&
                   strspn(value, "0123456789") == 3) {
            status = (value[1] - '0') * 10 + (value[2] - '0') + 300;
        }
    }
    redirect(reply, status, location);
    pairs_release(&pairs);
}

/* {"cookies": {…}}, from a header such as "a=1; b=2". */
static void append_cookies(Text *out, const HostRequest *request) {
    Pairs pairs = {0};
    const char *at = header_of(request, "Cookie");
    while (*at != '\0' && pairs.list.count < PAIRS_MAX) {
        at += strspn(at, "; ");
        size_t length = strcspn(at, ";"), name_length = strcspn(at, "=;");
        if (name_length < length) {
            Pair pair = {0};
            text_append(&pair.name, at, name_length);
            text_append(&pair.value, at + name_length + 1, length - name_length - 1);
            ARRAY_PUSH(&pairs.list, pair);
        }
        at += length;
    }
    sort_pairs(&pairs);
    begin_member(out, "cookies");
    append_pairs(out, &pairs);
    text_append_cstr(out, "\n}\n");
    pairs_release(&pairs);
}

/* Sets (or makes to expire) what the query, or the rest of the path, names; then /cookies. */
static void change_cookies(const Url *url, const char *rest, bool deletes, HostReply *reply) {
    Pairs pairs = {0};
    const char *slash = strchr(rest, '/');
    if (slash != NULL) {
        Pair pair = {0};
        decode_form(&pair.name, rest, (size_t)(slash - rest));
        decode_form(&pair.value, slash + 1, strlen(slash + 1));
        ARRAY_PUSH(&pairs.list, pair);
    } else {
        parse_form(&pairs, url->query, strlen(url->query));
    }
    redirect(reply, 302, "/cookies");
    append_redirect_page(&reply->body, "/cookies");
    for (size_t i = 0; i < pairs.list.count; i++) {
        Text cookie = {0};
        text_printf(&cookie, "%s=%s; %sPath=/", text_cstr(&pairs.list.items[i].name),
                    deletes ? "" : text_cstr(&pairs.list.items[i].value),
                    deletes ? "Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0; " : "");
        add_field(reply, "Set-Cookie", &cookie);
    }
    pairs_release(&pairs);
}

static const char METHOD_NOT_ALLOWED[] =
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n"
    "<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n"
    "<p>The method is not allowed for the requested URL.</p>\n";

static const char slideshow[] = "{\n"
                                "  \"slideshow\": {\n"
                                "    \"author\": \"Yours Truly\", \n"
                                "    \"date\": \"date of publication\", \n"
                                "    \"slides\": [\n"
                                "      {\n"
                                "        \"title\": \"Wake up to WonderWidgets!\", \n"
                                "        \"type\": \"all\"\n"
                                "      }, \n"
                                "      {\n"
                                "        \"items\": [\n"
                                "          \"Why <em>WonderWidgets</em> are great\", \n"
                                "          \"Who <em>buys</em> WonderWidgets\"\n"
                                "        ], \n"
                                "        \"title\": \"Overview\", \n"
                                "        \"type\": \"all\"\n"
                                "      }\n"
                                "    ], \n"
                                "    \"title\": \"Sample Slide Show\"\n"
                                "  }\n"
                                "}\n";

/* RFC 4122, version 4, from 122 bits of the stream. */
static void append_uuid(Text *out, Random *random) {
    uint64_t high = random_next(random);
    uint64_t low = random_next(random);
    high = (high & ~UINT64_C(0xF000)) | UINT64_C(0x4000);
    low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62;
    text_printf(out, "{\n  \"uuid\": \"%08x-%04x-%04x-%04x-%012llx\"\n}\n", (unsigned)(high >> 32),
                (unsigned)(high >> 16 & 0xFFFF), (unsigned)(high & 0xFFFF), (unsigned)(low >> 48),
                (unsigned long long)(low & UINT64_C(0xFFFFFFFFFFFF)));
}

/* The digits behind a prefix, with at most one point: what follows it is in *fraction, in ns. False
 * when the path is not of that form. */
static bool number_after(const char *path, const char *prefix, int64_t *whole, int64_t *fraction) {
    size_t length = strlen(prefix);
    if (strncmp(path, prefix, length) != 0) {
        return false;
    }
    const char *c = path + length;
    *whole = 0;
    *fraction = 0;
    if (*c < '0' || *c > '9') {
        return false;
    }
    for (; *c >= '0' && *c <= '9'; c++) {
        *whole = *whole > 1000000000 ? *whole : *whole * 10 + (*c - '0');
    }
    if (*c == '.') {
        int64_t place = 100000000;
        for (c++; *c >= '0' && *c <= '9'; c++, place /= 10) {
            *fraction += place * (*c - '0');
        }
    }
    return *c == '\0';
}

/* httpbin writes its reasons in capitals: 404 NOT FOUND. */
static const char *shouted_reason(int status) {
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {201, "CREATED"},
        {202, "ACCEPTED"},
        {203, "NON AUTHORITATIVE INFORMATION"},
        {204, "NO CONTENT"},
        {206, "PARTIAL CONTENT"},
        {301, "MOVED PERMANENTLY"},
        {302, "FOUND"},
        {303, "SEE OTHER"},
        {304, "NOT MODIFIED"},
        {307, "TEMPORARY REDIRECT"},
        {308, "PERMANENT REDIRECT"},
        {400, "BAD REQUEST"},
        {401, "UNAUTHORIZED"},
        {402, "PAYMENT REQUIRED"},
        {403, "FORBIDDEN"},
        {404, "NOT FOUND"},
        {405, "METHOD NOT ALLOWED"},
        {406, "NOT ACCEPTABLE"},
        {408, "REQUEST TIMEOUT"},
        {409, "CONFLICT"},
        {410, "GONE"},
        {413, "REQUEST ENTITY TOO LARGE"},
        {415, "UNSUPPORTED MEDIA TYPE"},
        {418, "I'M A TEAPOT"},
        {422, "UNPROCESSABLE ENTITY"},
        {429, "TOO MANY REQUESTS"},
        {500, "INTERNAL SERVER ERROR"},
        {501, "NOT IMPLEMENTED"},
        {502, "BAD GATEWAY"},
        {503, "SERVICE UNAVAILABLE"},
        {504, "GATEWAY TIMEOUT"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return "UNKNOWN";
}

/* What comes behind a prefix of the path, or NULL. */
static const char *behind(const char *path, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(path, prefix, length) == 0 ? path + length : NULL;
}

/* The paths that show what was sent. */
static bool answer_echo(const Url *url, const HostRequest *request, HostReply *reply) {
    static const struct {
        const char *path;
        const char *method; /* "": any */
        unsigned shown;
    } ECHOES[] = {{"/get", "", SHOW_GET},           {"/post", "POST", SHOW_POST},
                  {"/put", "PUT", SHOW_POST},       {"/patch", "PATCH", SHOW_POST},
                  {"/delete", "DELETE", SHOW_POST}, {"/anything", "", SHOW_ANYTHING},
                  {"/headers", "", SHOW_HEADERS},   {"/ip", "", SHOW_ORIGIN}};
    for (size_t i = 0; i < sizeof ECHOES / sizeof ECHOES[0]; i++) {
        if (strcmp(url->path, ECHOES[i].path) != 0) {
            continue;
        }
        if (ECHOES[i].method[0] != '\0' && strcmp(ECHOES[i].method, request->method) != 0) {
            reply->status = 405;
            reply->content_type = "text/html";
            host_reply_add_header(reply, "Allow", ECHOES[i].method);
            text_append_cstr(&reply->body, METHOD_NOT_ALLOWED);
        } else {
            append_echo(&reply->body, url, request, ECHOES[i].shown);
        }
        return true;
    }
    return false;
}

static bool answer_redirect(const Url *url, const HostRequest *request, HostReply *reply) {
    int64_t times = 0, fraction = 0;
    const char *rest = behind(url->path, "/cookies/set");
    if (number_after(url->path, "/redirect/", &times, &fraction) && times > 0) {
        bool whole = strstr(url->query, "absolute=true") != NULL;
        redirect_times(url, times, whole ? "absolute" : "relative", whole, reply);
        append_redirect_page(&reply->body, reply->headers.items[0].value);
    } else if (number_after(url->path, "/absolute-redirect/", &times, &fraction) && times > 0) {
        redirect_times(url, times, "absolute", true, reply);
        append_redirect_page(&reply->body, reply->headers.items[0].value);
    } else if (number_after(url->path, "/relative-redirect/", &times, &fraction) && times > 0) {
        redirect_times(url, times, "relative", false, reply);
    } else if (strcmp(url->path, "/redirect-to") == 0) {
        redirect_anywhere(url, reply);
    } else if (strcmp(url->path, "/cookies") == 0) {
        append_cookies(&reply->body, request);
    } else if (rest != NULL && (*rest == '\0' || *rest == '/')) {
        change_cookies(url, rest + (*rest == '/'), false, reply);
    } else if (strcmp(url->path, "/cookies/delete") == 0) {
        change_cookies(url, "", true, reply);
    } else {
        return false;
    }
    return true;
}

bool httpbin_answer(const Url *url, const HostRequest *request, Random *random, HostReply *reply,
                    int64_t *delay_ns) {
    int64_t whole = 0;
    int64_t fraction = 0;
    reply->status = 200;
    reply->content_type = "application/json";
    if (answer_echo(url, request, reply) || answer_redirect(url, request, reply)) {
        /* done */
    } else if (strcmp(url->path, "/user-agent") == 0) {
        const char *agent = header_of(request, "User-Agent");
        begin_member(&reply->body, "user-agent");
        json_text_append_string(&reply->body, agent, strlen(agent));
        text_append_cstr(&reply->body, "\n}\n");
    } else if (strcmp(url->path, "/json") == 0) {
        text_append_cstr(&reply->body, slideshow);
    } else if (strcmp(url->path, "/uuid") == 0) {
        append_uuid(&reply->body, random);
    } else if (number_after(url->path, "/delay/", &whole, &fraction)) {
        if (whole >= HTTPBIN_DELAY_SECONDS_MAX) {
            whole = HTTPBIN_DELAY_SECONDS_MAX;
            fraction = 0;
        }
        *delay_ns = whole * 1000000000 + fraction;
        append_echo(&reply->body, url, request, SHOW_DELAY);
    } else if (number_after(url->path, "/status/", &whole, &fraction)) {
        /* 1xx comes before an answer, and is none. */
        bool is_final = whole >= 200 && whole <= 999;
        reply->status = is_final ? (int)whole : 400;
        reply->content_type = "text/html; charset=utf-8";
        text_append_cstr(&reply->body, is_final ? "" : "Invalid status code");
    } else if (number_after(url->path, "/bytes/", &whole, &fraction)) {
        size_t count = (size_t)(whole < HTTPBIN_BYTES_MAX ? whole : HTTPBIN_BYTES_MAX);
        for (size_t i = 0; i < count; i++) {
            text_append_char(&reply->body, (char)(random_next(random) >> 56));
        }
        reply->content_type = "application/octet-stream";
    } else {
        reply->content_type = "";
        return false;
    }
    reply->reason = shouted_reason(reply->status);
    return true;
}
