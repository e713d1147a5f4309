#include "sim/world_host.h"

#include "base/memory.h"
#include "sim/world_distribution.h"

#include <jansson.h>
#include <string.h>

enum { PATTERN_BYTES_MAX = 2048 };

bool world_host_matches(const WorldHost *line, const char *host, int port, const char *path) {
    return (line->port == 0 || line->port == port) && world_glob_matches(line->host, host) &&
           (line->path == NULL || world_glob_matches(line->path, path));
}

void world_host_parse_pattern(Cursor *cursor, Word word, WorldHost *host) {
    if (word.length > PATTERN_BYTES_MAX) {
        cursor_fail(cursor, word, NULL, "this pattern is longer than %d bytes", PATTERN_BYTES_MAX);
        return;
    }
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        if (c <= 0x20 || c == 0x7F) {
            cursor_fail(cursor, cursor_between(cursor, word.offset + i, word.offset + i + 1), NULL,
                        "a control character cannot stand in a host's name");
            return;
        }
    }
    for (size_t i = 0; i + 2 < word.length; i++) {
        if (memcmp(word.bytes + i, "://", 3) == 0) {
            cursor_fail(cursor, cursor_between(cursor, word.offset, word.offset + i + 3),
                        "write the host alone: api.example.com/users", "a pattern has no scheme");
            return;
        }
    }
    size_t slash = 0;
    while (slash < word.length && word.bytes[slash] != '/') {
        slash++;
    }
    Word path = cursor_between(cursor, word.offset + slash, word.offset + word.length);
    const char *question = path.length > 0 ? memchr(path.bytes, '?', path.length) : NULL;
    if (question != NULL) {
        size_t offset = (size_t)(question - cursor->line);
        cursor_fail(cursor, cursor_between(cursor, offset, word.offset + word.length),
                    "a path is matched without its query", "a pattern has no query");
        return;
    }
    size_t colon = slash;
    for (size_t i = slash; i-- > 0;) {
        if (word.bytes[i] == ':') {
            colon = i;
            break;
        }
        if (word.bytes[i] == ']') {
            break;
        }
    }
    Word name = cursor_between(cursor, word.offset, word.offset + colon);
    if (name.length == 0) {
        cursor_fail(cursor, word, "for example api.example.com or *", "the host's name is missing");
        return;
    }
    if (memchr(name.bytes, ':', name.length) != NULL && name.bytes[0] != '[') {
        cursor_fail(cursor, name, "an IPv6 address stands in brackets: [::1]:8000",
                    "'%s' is no name of a host", cursor_show(name).text);
        return;
    }
    if (colon < slash) {
        Word port = cursor_between(cursor, word.offset + colon + 1, word.offset + slash);
        int number = 0;
        for (size_t i = 0; i < port.length && number <= 65535; i++) {
            number = cursor_is_digit(port.bytes[i]) ? number * 10 + (port.bytes[i] - '0') : 65536;
        }
        if (!cursor_word_is(port, "*") && (number < 1 || number > 65535)) {
            cursor_fail(cursor, port, NULL, "'%s' is not a port: 1 to 65535, or *",
                        cursor_show(port).text);
            return;
        }
        host->port = cursor_word_is(port, "*") ? 0 : number;
    }
    host->pattern = cursor_copy(word);
    host->host = cursor_copy(name);
    for (char *c = host->host; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    host->path = path.length > 0 ? cursor_copy(path) : NULL;
}

/* number "%" */
static int64_t percent_of(Cursor *cursor, Word word) {
    int64_t parts = 0;
    int64_t unit = WORLD_WHOLE / 100; /* of the digit just read */
    bool fraction = false;
    bool wrong = word.length < 2 || !cursor_is_digit(word.bytes[0]);
    for (size_t i = 0; i + 1 < word.length && !wrong; i++) {
        char c = word.bytes[i];
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (!cursor_is_digit(c)) {
            wrong = true;
        } else if (fraction) {
            unit /= 10;
            parts += unit * (c - '0');
        } else {
            parts = parts * 10 + (c - '0') * unit;
            wrong = parts > WORLD_WHOLE;
        }
    }
    if (wrong || parts > WORLD_WHOLE || word.bytes[word.length - 1] != '%') {
        cursor_fail(cursor, word, NULL, "'%s' is not a percentage between 0%% and 100%%",
                    cursor_show(word).text);
    }
    return parts;
}

static void take_fault(Cursor *cursor, WorldHost *host, Word option) {
    WorldFault fault = {.kind = WORLD_FAULT_STATUS, .parts = WORLD_WHOLE};
    if (cursor_word_is(option, "status")) {
        fault.status = (int)cursor_need_count(cursor, "a status", 200, 599);
    } else {
        static const char *const kinds[] = {"connect", "reset", "timeout", NULL};
        Word kind = cursor_need(cursor, "connect, reset or timeout");
        if (cursor_word_is(kind, "connect")) {
            fault.kind = WORLD_FAULT_CONNECT;
        } else if (cursor_word_is(kind, "reset")) {
            fault.kind = WORLD_FAULT_RESET;
        } else if (cursor_word_is(kind, "timeout")) {
            fault.kind = WORLD_FAULT_TIMEOUT;
        } else if (!cursor->failed) {
            cursor_fail_unknown(cursor, kind, "a way to fail", kinds);
        }
    }
    Word percent = cursor_peek(cursor);
    if (!cursor->failed && percent.length > 0 && cursor_is_digit(percent.bytes[0])) {
        cursor_take(cursor);
        fault.parts = percent_of(cursor, percent);
    }
    int64_t sum = fault.parts;
    for (size_t i = 0; i < host->faults.count; i++) {
        sum += host->faults.items[i].parts;
    }
    if (sum > WORLD_WHOLE) {
        cursor_fail(cursor, option, NULL, "this host's faults add up to more than 100%%");
    }
    if (!cursor->failed) {
        ARRAY_PUSH(&host->faults, fault);
    }
}

/* body = "'" JSON "'"; single or double quotes, up to the next one of the same kind. */
static void take_body(Cursor *cursor, WorldHost *host) {
    if (cursor_at_end(cursor) ||
        (cursor->line[cursor->at] != '\'' && cursor->line[cursor->at] != '"')) {
        cursor_fail(cursor, cursor_peek(cursor), "for example body '{\"id\": 1}'",
                    "expected the body between quotes");
        return;
    }
    size_t open = cursor->at++;
    size_t start = cursor->at;
    while (cursor->at < cursor->length && cursor->line[cursor->at] != cursor->line[open]) {
        cursor->at++;
    }
    if (cursor->at >= cursor->length) {
        cursor_fail(cursor, cursor_between(cursor, open, open + 1), NULL,
                    "this quote is never closed");
        return;
    }
    Word body = cursor_between(cursor, start, cursor->at++);
    json_error_t error;
    json_t *json = json_loadb(body.bytes, body.length, JSON_DECODE_ANY, &error);
    if (json == NULL) {
        size_t offset = error.position > 0 && (size_t)error.position <= body.length
                            ? body.offset + (size_t)error.position - 1
                            : body.offset;
        cursor_fail(cursor, cursor_between(cursor, offset, offset + 1),
                    "a body is JSON, on one line", "this is not JSON: %s", error.text);
        return;
    }
    json_decref(json);
    memory_free(host->body);
    host->body = cursor_copy(body);
}

/* A number and one of several units; what `scale` says is the value of one. */
typedef struct Unit {
    const char *name;
    int64_t scale;
} Unit;

static int64_t need_amount(Cursor *cursor, const char *what, const Unit *units, int64_t high) {
    Word word = cursor_need(cursor, what);
    size_t digits = 0;
    while (digits < word.length &&
           (cursor_is_digit(word.bytes[digits]) || word.bytes[digits] == '.')) {
        digits++;
    }
    Word number = cursor_between(cursor, word.offset, word.offset + digits);
    Word unit = cursor_between(cursor, word.offset + digits, word.offset + word.length);
    if (cursor->failed) {
        return 0;
    }
    if (digits == 0) {
        cursor_fail(cursor, word, NULL, "expected %s, not '%s'", what, cursor_show(word).text);
        return 0;
    }
    double value = cursor_number_of(cursor, number, "a number");
    for (size_t i = 0; units[i].name != NULL; i++) {
        if (cursor_word_is(unit, units[i].name)) {
            double amount = value * (double)units[i].scale;
            if (amount > (double)high) {
                cursor_fail(cursor, word, NULL, "this is more than we can simulate");
                return 0;
            }
            return (int64_t)(amount + 0.5);
        }
    }
    cursor_fail(cursor, word, NULL, "'%s' is not %s", cursor_show(word).text, what);
    return 0;
}

static const Unit bit_rates[] = {{"bit", 1},           {"kbit", 1000},         {"Mbit", 1000000},
                                 {"Gbit", 1000000000}, {"bit/s", 1},           {"kbit/s", 1000},
                                 {"Mbit/s", 1000000},  {"Gbit/s", 1000000000}, {NULL, 0}};
static const Unit byte_sizes[] = {{"B", 1},         {"kB", 1000},     {"MB", 1000000},
                                  {"KiB", 1 << 10}, {"MiB", 1 << 20}, {NULL, 0}};

void world_host_rate_of(Cursor *cursor, Word word, int64_t *count, int64_t *period_ns) {
    size_t slash = 0;
    int64_t number = 0;
    while (slash < word.length && cursor_is_digit(word.bytes[slash])) {
        number = number > WORLD_COUNT_MAX ? number : number * 10 + (word.bytes[slash] - '0');
        slash++;
    }
    char unit[8] = "1";
    size_t rest = word.length - slash;
    const char *wrong = "";
    if (number >= 1 && number <= 100000 && rest >= 2 && rest <= 4 && word.bytes[slash] == '/') {
        memcpy(unit + 1, word.bytes + slash + 1, rest - 1);
        wrong = distribution_parse_duration(unit, rest, period_ns);
    }
    if (wrong != NULL) {
        cursor_fail(cursor, word, "for example 10/s or 600/min, at most 100000",
                    "'%s' is not a rate", cursor_show(word).text);
        return;
    }
    *count = number;
}

enum {
    GAVE_LATENCY = 1,
    GAVE_RTT = 2,
    GAVE_SERVERS = 4,
    GAVE_QUEUE = 8,
    GAVE_BANDWIDTH = 16,
    GAVE_SIZE = 32,
    GAVE_RATE = 64,
    GAVE_BODY = 128,
};

static unsigned once(Cursor *cursor, Word option, unsigned given, unsigned what) {
    cursor_refuse_twice(cursor, option, (given & what) != 0);
    return given | what;
}

static unsigned take_option(Cursor *cursor, WorldHost *host, unsigned given) {
    static const char *const names[] = {"latency",   "rtt",  "servers", "queue",
                                        "bandwidth", "size", "rate",    "status",
                                        "fail",      "body", NULL};
    Word option = cursor_take(cursor);
    if (cursor_word_is(option, "latency")) {
        given = once(cursor, option, given, GAVE_LATENCY);
        host->latency_given = true;
        distribution_release(&host->latency);
        world_distribution_take(cursor, "a latency", host, &host->latency);
    } else if (cursor_word_is(option, "rtt")) {
        given = once(cursor, option, given, GAVE_RTT);
        distribution_release(&host->rtt);
        world_distribution_take(cursor, "a round trip time", NULL, &host->rtt);
    } else if (cursor_word_is(option, "servers")) {
        given = once(cursor, option, given, GAVE_SERVERS);
        host->servers = cursor_need_count(cursor, "the number of servers", 1, WORLD_SERVERS_MAX);
    } else if (cursor_word_is(option, "queue")) {
        given = once(cursor, option, given, GAVE_QUEUE);
        host->queue = cursor_need_count(cursor, "the length of the queue", 0, WORLD_COUNT_MAX);
    } else if (cursor_word_is(option, "bandwidth")) {
        given = once(cursor, option, given, GAVE_BANDWIDTH);
        host->bandwidth_bits =
            need_amount(cursor, "a bandwidth such as 10Mbit", bit_rates, INT64_C(1000000000000));
        if (!cursor->failed && host->bandwidth_bits == 0) {
            cursor_fail(cursor, option, NULL, "a bandwidth of 0 would transfer nothing");
        }
    } else if (cursor_word_is(option, "size")) {
        given = once(cursor, option, given, GAVE_SIZE);
        host->size_bytes =
            need_amount(cursor, "a size such as 20kB", byte_sizes, INT64_C(1000000000000));
    } else if (cursor_word_is(option, "rate")) {
        given = once(cursor, option, given, GAVE_RATE);
        Word rate = cursor_need(cursor, "a rate such as 10/s");
        if (!cursor->failed) {
            world_host_rate_of(cursor, rate, &host->rate_count, &host->rate_period_ns);
        }
    } else if (cursor_word_is(option, "status") || cursor_word_is(option, "fail")) {
        take_fault(cursor, host, option);
    } else if (cursor_word_is(option, "body")) {
        given = once(cursor, option, given, GAVE_BODY);
        take_body(cursor, host);
    } else {
        cursor_fail_unknown(cursor, option, "an option of a host", names);
    }
    return given;
}

WorldHost *world_host_new(void) {
    WorldHost *host = memory_new_zeroed(1, sizeof *host);
    host->latency.a_ns = WORLD_LATENCY_DEFAULT_NS;
    host->queue = -1;
    host->size_bytes = -1;
    return host;
}

static void release_host(WorldHost *host) {
    distribution_release(&host->latency);
    distribution_release(&host->rtt);
    ARRAY_RELEASE(&host->faults);
    memory_free(host->pattern);
    memory_free(host->host);
    memory_free(host->path);
    memory_free(host->body);
}

void world_host_free(WorldHost *host) {
    release_host(host);
    memory_free(host);
}

void world_host_parse(Cursor *cursor) {
    WorldHost *host = world_host_new();
    Word pattern = cursor_need(cursor, "a host such as api.example.com or *");
    if (!cursor->failed) {
        world_host_parse_pattern(cursor, pattern, host);
    }
    unsigned given = 0;
    while (!cursor->failed && !cursor_at_end(cursor)) {
        given = take_option(cursor, host, given);
    }
    if (!cursor->failed && (given & GAVE_QUEUE) && !(given & GAVE_SERVERS)) {
        cursor_fail(cursor, pattern, "add 'servers N'", "a queue needs servers to wait for");
    }
    if (!cursor->failed && (given & GAVE_SIZE) && !(given & GAVE_BANDWIDTH)) {
        cursor_fail(cursor, pattern, "add 'bandwidth 10Mbit'",
                    "a size matters only with a bandwidth");
    }
    if (cursor->failed) {
        world_host_free(host);
    } else {
        ARRAY_PUSH(&cursor->layer->hosts, host);
    }
}
