/* An absolute http or https URL taken apart. The bytes are hostile until here: what passes has a
 * host's name without control characters or blanks, a port in range, a path that begins with "/".
 * Nothing is decoded or normalised but the case of scheme and host. */
#ifndef SIM_URL_H
#define SIM_URL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    URL_BYTES_MAX = 65536,
    URL_HOST_MAX = 255,
};

typedef struct Url {
    bool secure;      /* https */
    int port;         /* given or the scheme's */
    const char *host; /* lower case; an IPv6 address keeps its brackets */
    const char
        *name; /* host, or host:port where the port is not the scheme's: whose server it is */
    const char *path;  /* at least "/" */
    const char *query; /* without "?"; "" when there is none */
    char *bytes;       /* owned: where these four stand */
} Url;

/* Returns NULL, or why this is no URL we could send a request to. `url` needs release only when it
 * is one. The fragment and "user:password@" are dropped. */
const char *url_parse(Url *url, const char *bytes, size_t length);
void url_release(Url *url);

#endif
