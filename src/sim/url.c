#include "sim/url.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

typedef struct Part {
    const char *bytes;
    size_t length;
} Part;

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool has_prefix(Part part, const char *prefix) {
    size_t length = strlen(prefix);
    if (part.length < length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (lower(part.bytes[i]) != prefix[i]) {
            return false;
        }
    }
    return true;
}

/* Puts a copy of the part at *end, and a NUL; *end moves behind it. */
static char *copy(char **end, Part part) {
    char *bytes = *end;
    memcpy(bytes, part.bytes, part.length);
    bytes[part.length] = '\0';
    *end += part.length + 1;
    return bytes;
}

static size_t find(Part part, char c) {
    const char *found = part.length > 0 ? memchr(part.bytes, c, part.length) : NULL;
    return found == NULL ? part.length : (size_t)(found - part.bytes);
}

/* Where host and port end. */
static size_t find_end_of_authority(Part part) {
    size_t i = 0;
    while (i < part.length && part.bytes[i] != '/' && part.bytes[i] != '?' &&
           part.bytes[i] != '#' && part.bytes[i] != '\\') {
        i++;
    }
    return i;
}

/* authority = [ user "@" ] host [ ":" port ];  fills host and port (0: none was given). */
static const char *split_authority(Part authority, Part *host, int *port) {
    for (size_t i = authority.length; i-- > 0;) {
        if (authority.bytes[i] == '@') {
            authority.bytes += i + 1;
            authority.length -= i + 1;
            break;
        }
    }
    size_t colon = authority.length;
    if (authority.length > 0 && authority.bytes[0] == '[') {
        const char *close = memchr(authority.bytes, ']', authority.length);
        if (close == NULL) {
            return "its IPv6 address is not closed";
        }
        colon = (size_t)(close - authority.bytes) + 1;
        if (colon < authority.length && authority.bytes[colon] != ':') {
            return "something follows its IPv6 address";
        }
    } else {
        const char *first = memchr(authority.bytes, ':', authority.length);
        colon = first == NULL ? authority.length : (size_t)(first - authority.bytes);
    }
    *host = (Part){authority.bytes, colon};
    *port = 0;
    if (colon + 1 >= authority.length) { /* "host:" means the scheme's port */
        return host->length == 0 ? "it has no host" : NULL;
    }
    for (size_t i = colon + 1; i < authority.length; i++) {
        char c = authority.bytes[i];
        if (c < '0' || c > '9') {
            return "its port is not a number";
        }
        *port = *port * 10 + (c - '0');
        if (*port > 65535) {
            return "its port is larger than 65535";
        }
    }
    if (*port == 0) {
        return "its port is 0";
    }
    return host->length == 0 ? "it has no host" : NULL;
}

const char *url_parse(Url *url, const char *bytes, size_t length) {
    Part rest = {bytes, length};
    if (length > URL_BYTES_MAX) {
        return "it is too long";
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c <= 0x20 || c == 0x7F) {
            return "it holds a blank or a control character";
        }
    }
    bool secure = has_prefix(rest, "https://");
    if (!secure && !has_prefix(rest, "http://")) {
        return "it does not begin with http:// or https://";
    }
    size_t skip = secure ? 8 : 7;
    rest.bytes += skip;
    rest.length -= skip;
    size_t end = find_end_of_authority(rest);
    Part host;
    int port;
    const char *wrong = split_authority((Part){rest.bytes, end}, &host, &port);
    if (wrong != NULL) {
        return wrong;
    }
    if (host.length > URL_HOST_MAX) {
        return "its host's name is too long";
    }
    rest.bytes += end;
    rest.length -= end;
    rest.length = find(rest, '#');
    size_t question = find(rest, '?');
    Part path = {rest.bytes, question};
    Part query = {"", 0};
    if (question < rest.length) {
        query = (Part){rest.bytes + question + 1, rest.length - question - 1};
    }
    if (path.length == 0) {
        path = (Part){"/", 1};
    }
    int usual_port = secure ? 443 : 80;
    port = port == 0 ? usual_port : port;
    size_t name_size = host.length + sizeof ":65535";
    url->bytes = memory_new(host.length + 1 + path.length + 1 + query.length + 1 + name_size);
    char *next = url->bytes;
    char *name = copy(&next, host);
    for (char *c = name; *c != '\0'; c++) {
        *c = lower(*c);
    }
    url->secure = secure;
    url->host = url->name = name;
    url->port = port;
    url->path = copy(&next, path);
    url->query = copy(&next, query);
    if (port != usual_port) {
        url->name = next;
        snprintf(next, name_size, "%s:%d", url->host, port);
    }
    return NULL;
}

void url_release(Url *url) {
    memory_free(url->bytes);
    *url = (Url){0};
}
