/* httpbin's paths, which tutorials use, as every simulated host serves them:
 *
 *     /get /post /put /patch /delete /anything   what was sent
 *     /headers /ip /user-agent                   a part of that
 *     /delay/N  /status/N  /bytes/N  /json  /uuid
 *     (/status/100 is 400: a client goes on waiting for the answer behind a 1xx)
 *     /redirect/N /relative-redirect/N /absolute-redirect/N    N redirects, then /get
 *     /redirect-to?url=URL&status_code=302       one, to anywhere
 *     /cookies  /cookies/set?NAME=VALUE  /cookies/set/NAME/VALUE  /cookies/delete?NAME
 *
 * The bodies are what httpbin.org sends, down to the blanks in its JSON, except that what is random
 * there comes from the host's stream here, and the origin is 127.0.0.1. */
#ifndef SIM_HTTPBIN_H
#define SIM_HTTPBIN_H

#include "base/random.h"
#include "base/text.h"
#include "sim/host.h"

enum {
    HTTPBIN_DELAY_SECONDS_MAX = 10, /* as httpbin.org */
    HTTPBIN_BYTES_MAX = 100 * 1024,
};

/* Fills status, reason, content_type and body of `reply`, and *delay_ns for /delay/N (else it is
 * left alone), if the path is one of these; returns whether it is. */
bool httpbin_answer(const Url *url, const HostRequest *request, Random *random, HostReply *reply,
                    int64_t *delay_ns);

#endif
