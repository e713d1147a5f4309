#include "sim/har.h"

#include "base/memory.h"
#include "base/text.h"
#include "sim/distribution.h"
#include "sim/url.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUM_NS_MAX (DISTRIBUTION_NS_MAX * 100) /* so that sums of all of them are numbers */

/* What is read now, for messages. */
typedef struct Reader {
    const char *name;
    size_t entry; /* from 1; 0: none yet */
    Error *error;
} Reader;

__attribute__((format(printf, 2, 3))) static Status fail(const Reader *reader, const char *format,
                                                         ...) {
    char message[ERROR_TEXT_MAX / 2];
    char place[32] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (reader->entry > 0) {
        snprintf(place, sizeof place, "entry %zu: ", reader->entry);
    }
    return error_set(reader->error, STATUS_USAGE, "could not read %.200s: %s%s", reader->name,
                     place, message);
}

/* --- dates:  YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm) --- */

static const char *take_number(const char *at, int digits, int lowest, int highest, int *number) {
    *number = 0;
    for (int i = 0; i < digits; i++) {
        if (at == NULL || at[i] < '0' || at[i] > '9') {
            return NULL;
        }
        *number = *number * 10 + (at[i] - '0');
    }
    return *number >= lowest && *number <= highest ? at + digits : NULL;
}

static const char *take_char(const char *at, const char *set) {
    return at != NULL && *at != '\0' && strchr(set, *at) != NULL ? at + 1 : NULL;
}

/* Days since 1970-01-01, by Howard Hinnant's days_from_civil. */
static int64_t days_of(int year, int month, int day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static bool parse_date(const char *text, int64_t *ns) {
    int year, month, day, hour, minute, second, zone_hour = 0, zone_minute = 0;
    int64_t fraction_ns = 0;
    const char *at = take_number(text, 4, 1970, 2199, &year);
    at = take_number(take_char(at, "-"), 2, 1, 12, &month);
    at = take_number(take_char(at, "-"), 2, 1, 31, &day);
    at = take_number(take_char(at, "T "), 2, 0, 23, &hour);
    at = take_number(take_char(at, ":"), 2, 0, 59, &minute);
    at = take_number(take_char(at, ":"), 2, 0, 60, &second);
    if (at == NULL) {
        return false;
    }
    if (*at == '.') {
        int64_t place_ns = 100000000;
        for (at++; *at >= '0' && *at <= '9'; at++, place_ns /= 10) {
            fraction_ns += place_ns * (*at - '0');
        }
    }
    char sign = *at;
    if (sign == '+' || sign == '-') {
        at = take_number(at + 1, 2, 0, 23, &zone_hour);
        at = at != NULL && *at == ':' ? at + 1 : at;
        at = take_number(at, 2, 0, 59, &zone_minute);
    } else {
        at = take_char(at, "Zz");
    }
    if (at == NULL || *at != '\0') {
        return false;
    }
    int64_t zone = (zone_hour * 60 + zone_minute) * (sign == '-' ? -60 : 60);
    int64_t seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone;
    *ns = seconds * 1000000000 + fraction_ns;
    return true;
}

/* --- one entry --- */

/* A time in ms that may be missing or -1. */
static Status read_time(const Reader *reader, const json_t *timings, const char *key, int64_t *ns) {
    const json_t *value = json_object_get(timings, key);
    *ns = 0;
    if (value == NULL || json_is_null(value)) {
        return STATUS_OK;
    }
    if (!json_is_number(value)) {
        return fail(reader, "\"%s\" is not a number", key);
    }
    double ms = json_number_value(value);
    if (ms == -1) {
        return STATUS_OK;
    }
    if (!(ms >= 0)) {
        return fail(reader, "\"%s\" is %g ms, less than none", key, ms);
    }
    if (ms * 1e6 > (double)DISTRIBUTION_NS_MAX) {
        return fail(reader, "\"%s\" is %g ms, more than a year", key, ms);
    }
    *ns = (int64_t)(ms * 1e6 + 0.5);
    return STATUS_OK;
}

static Status read_timings(const Reader *reader, const json_t *timings, HarEntry *entry) {
    static const struct {
        const char *key;
        TracePhase phase;
    } KEYS[] = {{"blocked", TRACE_PHASE_POOL},    {"dns", TRACE_PHASE_DNS},
                {"connect", TRACE_PHASE_CONNECT}, {"ssl", TRACE_PHASE_TLS},
                {"send", TRACE_PHASE_SEND},       {"wait", TRACE_PHASE_SERVICE},
                {"receive", TRACE_PHASE_RECEIVE}};
    if (!json_is_object(timings)) {
        return fail(reader, "it has no \"timings\"");
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        Status status = read_time(reader, timings, KEYS[i].key, &entry->phase_ns[KEYS[i].phase]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (entry->phase_ns[TRACE_PHASE_CONNECT] >= entry->phase_ns[TRACE_PHASE_TLS]) {
        entry->phase_ns[TRACE_PHASE_CONNECT] -= entry->phase_ns[TRACE_PHASE_TLS];
    }
    return STATUS_OK;
}

static const char *string_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static bool is_http(const char *url) {
    return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

/* *skipped: it is well-formed, and no request over http. */
static Status read_entry(const Reader *reader, const json_t *object, HarEntry *entry,
                         bool *skipped) {
    const json_t *request = json_object_get(object, "request");
    const char *started = string_of(object, "startedDateTime");
    const char *method = string_of(request, "method");
    const char *url = string_of(request, "url");
    *skipped = false;
    if (started == NULL || !parse_date(started, &entry->start_ns)) {
        return fail(reader, "its \"startedDateTime\" is no date such as "
                            "2024-05-01T12:00:00.000Z");
    }
    if (method == NULL || url == NULL) {
        return fail(reader, "its \"request\" has no \"method\" and \"url\"");
    }
    if (!is_http(url)) {
        *skipped = true;
        return STATUS_OK;
    }
    Url parts;
    const char *wrong = url_parse(&parts, url, strlen(url));
    if (wrong != NULL) {
        return fail(reader, "its \"url\" is none: %s", wrong);
    }
    Text origin = {0};
    text_printf(&origin, "%s://%s", parts.secure ? "https" : "http", parts.name);
    url_release(&parts);
    entry->origin = text_take(&origin);
    entry->method = memory_copy_string(method);
    entry->url = memory_copy_string(url);
    json_int_t status =
        json_integer_value(json_object_get(json_object_get(object, "response"), "status"));
    entry->status = status >= 100 && status <= 999 ? (int)status : 0;
    return read_timings(reader, json_object_get(object, "timings"), entry);
}

static void entry_release(HarEntry *entry) {
    memory_free(entry->method);
    memory_free(entry->url);
    memory_free(entry->origin);
}

/* --- the whole --- */

static int compare_starts(const void *left, const void *right) {
    const HarEntry *a = left, *b = right;
    return (a->start_ns > b->start_ns) - (a->start_ns < b->start_ns);
}

/* By merging: stable, unlike qsort. */
static void sort_by_start(Har *har) {
    size_t count = har->entries.count;
    HarEntry *items = har->entries.items;
    HarEntry *spare = memory_new((count + 1) * sizeof *spare);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = middle + width < count ? middle + width : count;
            size_t left = low, right = middle;
            for (size_t i = low; i < high; i++) {
                bool take_left =
                    left < middle &&
                    (right >= high || compare_starts(&items[left], &items[right]) <= 0);
                spare[i] = take_left ? items[left++] : items[right++];
            }
        }
        memcpy(items, spare, count * sizeof *items);
    }
    memory_free(spare);
}

static Status read_entries(Reader *reader, const json_t *root, Har *har) {
    const json_t *entries = json_object_get(json_object_get(root, "log"), "entries");
    if (!json_is_array(entries)) {
        return fail(reader, "it is no HTTP archive: it has no \"log\" with \"entries\"");
    }
    size_t count = json_array_size(entries);
    if (count > HAR_ENTRIES_MAX) {
        return fail(reader, "it has %zu entries, more than %d", count, HAR_ENTRIES_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        HarEntry entry = {0};
        bool skipped;
        reader->entry = i + 1;
        Status status = read_entry(reader, json_array_get(entries, i), &entry, &skipped);
        if (status != STATUS_OK) {
            entry_release(&entry);
            return status;
        }
        if (skipped) {
            har->skipped++;
        } else {
            ARRAY_PUSH(&har->entries, entry);
        }
    }
    reader->entry = 0;
    if (har->entries.count == 0) {
        return fail(reader, "it has no requests");
    }
    sort_by_start(har);
    int64_t first_ns = har->entries.items[0].start_ns, sum_ns = 0;
    for (size_t i = 0; i < har->entries.count; i++) {
        int64_t length_ns = har_entry_length_ns(&har->entries.items[i]);
        if (__builtin_add_overflow(sum_ns, length_ns, &sum_ns) || sum_ns > SUM_NS_MAX) {
            return fail(reader, "its requests took more than a century");
        }
        har->entries.items[i].start_ns -= first_ns;
        if (har->entries.items[i].start_ns > DISTRIBUTION_NS_MAX) {
            return fail(reader, "its requests are more than a year apart");
        }
    }
    return STATUS_OK;
}

Status har_parse(Har *har, const char *name, const char *bytes, size_t length, Error *error) {
    Reader reader = {.name = name, .error = error};
    *har = (Har){0};
    if (length > HAR_BYTES_MAX) {
        return fail(&reader, "it is larger than %d MB", HAR_BYTES_MAX >> 20);
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    json_error_t problem;
    json_t *root = json_loadb(bytes, length, JSON_ALLOW_NUL, &problem);
    if (root == NULL) {
        for (char *c = problem.text; *c != '\0'; c++) { /* it quotes the file */
            *c = *c < 0x20 || *c == 0x7F ? '?' : *c;
        }
        return fail(&reader, "line %d, column %d: %s", problem.line, problem.column, problem.text);
    }
    Status status = read_entries(&reader, root, har);
    json_decref(root);
    return status;
}

void har_release(Har *har) {
    for (size_t i = 0; i < har->entries.count; i++) {
        entry_release(&har->entries.items[i]);
    }
    ARRAY_RELEASE(&har->entries);
}

int64_t har_entry_latency_ns(const HarEntry *entry) {
    return entry->phase_ns[TRACE_PHASE_SEND] + entry->phase_ns[TRACE_PHASE_SERVICE] +
           entry->phase_ns[TRACE_PHASE_RECEIVE];
}

int64_t har_entry_length_ns(const HarEntry *entry) {
    int64_t sum_ns = 0;
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        sum_ns += entry->phase_ns[i];
    }
    return sum_ns;
}
