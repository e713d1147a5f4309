#include "sim/httpbin.h"

#include "base/array.h"
#include "base/memory.h"

#include <string.h>

/* --- JSON out --- */

/* Takes one code point off the front; an impossible byte counts as U+FFFD. */
static size_t decode(const unsigned char *bytes, size_t length, unsigned *point) {
    unsigned c = bytes[0];
    size_t size = c < 0x80                ? 1
                  : c >= 0xC2 && c < 0xE0 ? 2
                  : c >= 0xE0 && c < 0xF0 ? 3
                  : c >= 0xF0 && c < 0xF5 ? 4
                                          : 0;
    *point = 0xFFFD;
    if (size == 0 || size > length) {
        return 1;
    }
    unsigned value = size == 1 ? c : size == 2 ? c & 0x1Fu : size == 3 ? c & 0x0Fu : c & 0x07u;
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 1;
        }
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    if ((size == 3 && value < 0x800) || (size == 4 && (value < 0x10000 || value > 0x10FFFF))) {
        return 1;
    }
    *point = value;
    return size;
}

/* How many bytes at the front stand for themselves in a JSON string. */
static size_t plain_length(const char *bytes, size_t length) {
    size_t plain = 0;
    while (plain < length && bytes[plain] >= 0x20 && bytes[plain] < 0x7F && bytes[plain] != '"' &&
           bytes[plain] != '\\') {
        plain++;
    }
    return plain;
}

void httpbin_append_json(Text *out, const char *bytes, size_t length) {
    text_append_char(out, '"');
    for (size_t at = 0; at < length;) {
        size_t plain = plain_length(bytes + at, length - at);
        if (plain > 0) {
            text_append(out, bytes + at, plain);
            at += plain;
            continue;
        }
        unsigned point;
        at += decode((const unsigned char *)bytes + at, length - at, &point);
        switch (point) {
        case '"':
            text_append_cstr(out, "\\\"");
            break;
        case '\\':
            text_append_cstr(out, "\\\\");
            break;
        case '\n':
            text_append_cstr(out, "\\n");
            break;
        case '\r':
            text_append_cstr(out, "\\r");
            break;
        case '\t':
            text_append_cstr(out, "\\t");
            break;
        case '\b':
            text_append_cstr(out, "\\b");
            break;
        case '\f':
            text_append_cstr(out, "\\f");
            break;
        default:
            if (point < 0x10000) {
                text_printf(out, "\\u%04x", point);
            } else {
                text_printf(out, "\\u%04x\\u%04x", 0xD800 + ((point - 0x10000) >> 10),
                            0xDC00 + ((point - 0x10000) & 0x3FF));
            }
        }
    }
    text_append_char(out, '"');
}

/* --- what a request sent, sorted by name --- */

typedef struct Pair {
    Text name;
    Text value;
    size_t order;
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
        httpbin_append_json(out, text_cstr(&pair->name), pair->name.length);
        text_append_cstr(out, ": ");
        if (end == i + 1) {
            httpbin_append_json(out, text_cstr(&pair->value), pair->value.length);
        } else {
            text_append_cstr(out, "[\n");
            for (size_t n = i; n < end; n++) {
                const Text *value = &pairs->list.items[n].value;
                text_append_cstr(out, "      ");
                httpbin_append_json(out, text_cstr(value), value->length);
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
        int high = i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
        int low = i + 2 < length ? hex_digit(bytes[i + 2]) : -1;
        if (bytes[i] == '%' && high >= 0 && low >= 0) {
            text_append_char(out, (char)(high * 16 + low));
            i += 2;
        } else {
            text_append_char(out, bytes[i] == '+' ? ' ' : bytes[i]);
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

static void append_echo(Text *out, const Url *url, const HostRequest *request, bool all) {
    Pairs arguments = {0};
    Pairs headers = {0};
    parse_form(&arguments, url->query, strlen(url->query));
    collect_headers(&headers, url, request);
    text_append_cstr(out, "{\n  \"args\": ");
    append_pairs(out, &arguments);
    if (all) {
        text_append_cstr(out, ", \n  \"data\": ");
        httpbin_append_json(out, request->body, request->body_length);
        text_append_cstr(out, ", \n  \"files\": {}, \n  \"form\": {}");
    }
    text_append_cstr(out, ", \n  \"headers\": ");
    append_pairs(out, &headers);
    text_append_cstr(out, ", \n  \"origin\": \"127.0.0.1\", \n  \"url\": ");
    size_t length = request->url_length;
    const char *fragment = memchr(request->url, '#', length);
    httpbin_append_json(out, request->url,
                        fragment == NULL ? length : (size_t)(fragment - request->url));
    text_append_cstr(out, "\n}\n");
    pairs_release(&arguments);
    pairs_release(&headers);
}

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

bool httpbin_answer(const Url *url, const HostRequest *request, Random *random, HostReply *reply,
                    int64_t *delay_ns) {
    int64_t whole = 0;
    int64_t fraction = 0;
    reply->status = 200;
    reply->content_type = "application/json";
    if (strcmp(url->path, "/get") == 0) {
        append_echo(&reply->body, url, request, false);
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
        append_echo(&reply->body, url, request, true);
    } else if (number_after(url->path, "/status/", &whole, &fraction) && whole >= 100 &&
               whole <= 999) {
        reply->status = (int)whole;
        reply->content_type = "text/html; charset=utf-8";
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
