/* HTTP archives (HAR 1.2), as the developer tools of browsers export them: which requests a page
 * made, when, and how long each phase of them took. Only that is read, and where to; bodies and
 * headers are skipped.
 *
 * HAR's timings are milliseconds, and -1 where one does not apply. They become our phases:
 *
 *     blocked → pool   dns → dns   connect → connect and tls   send → send
 *     wait → service   receive → receive
 *
 * `ssl` is a part of `connect`, unless it is larger, as in files of tools that keep them apart.
 * What is hostile (no JSON, something else than HAR, negative or endless times) is refused with one
 * sentence that says where: line and column of wrong JSON, else the entry, from 1. */
#ifndef SIM_HAR_H
#define SIM_HAR_H

#include "base/array.h"
#include "base/status.h"
#include "trace/trace.h"

#include <stdint.h>

enum {
    HAR_ENTRIES_MAX = 100000,
    HAR_BYTES_MAX = 64 << 20,
};

typedef struct HarEntry {
    char *method;
    char *url;        /* http or https, absolute */
    char *origin;     /* whose connection it needs: "https://example.com" */
    int64_t start_ns; /* from the first request of the page; what lies before, blocked, included */
    int64_t phase_ns[TRACE_PHASE_COUNT];
    int status; /* 0: it failed */
} HarEntry;

typedef struct Har {
    ARRAY_OF(HarEntry) entries; /* in the order of their starts; of equal ones, the file's */
    size_t skipped;             /* requests that are not http, such as data: */
} Har;

/* Reads the bytes; `name` is the file's, for the message. har_release() in any case. */
Status har_parse(Har *har, const char *name, const char *bytes, size_t length,
                 Error *error) MUST_CHECK;
void har_release(Har *har);

/* From sending to having the response: what a host's latency is. */
int64_t har_entry_latency_ns(const HarEntry *entry);
int64_t har_entry_length_ns(const HarEntry *entry); /* of all its phases */

#endif
