#include "real/target.h"

#include "sim/url.h"

#include <string.h>
#include <strings.h>

/* Whether the URL's host can be the server itself, which may listen on any address. */
static bool is_own_address(const Url *url, uint16_t port) {
    bool is_number = url->host[0] == '[' || url->host[strspn(url->host, "0123456789.")] == '\0';
    return url->port == port && (is_number || strcmp(url->host, "localhost") == 0);
}

static bool has_line(const World *world, const char *name, size_t length) {
    for (size_t place = 0; place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            const char *host = layer->hosts.items[i]->host;
            if (strlen(host) == length && strncasecmp(host, name, length) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* "/HOST/…": the length of HOST; 0 when the path does not begin with one. */
static size_t host_in_front(const World *world, const char *path) {
    size_t length = strcspn(path + 1, "/?#");
    if (length == 0 || path[1 + length] != '/') {
        return 0;
    }
    bool looks_like_one =
        memchr(path + 1, '.', length) != NULL || memchr(path + 1, ':', length) != NULL;
    return looks_like_one || has_line(world, path + 1, length) ? length : 0;
}

void target_append_url(Text *url, const RequestParser *request, bool secure, uint16_t port,
                       const World *world) {
    const char *scheme = secure ? "https://" : "http://";
    const char *target = request->target;
    if (target[0] != '/' && strcmp(target, "*") != 0) {
        text_append_cstr(url, target);
        return;
    }
    target = target[0] == '*' ? "/" : target; /* OPTIONS asks so */
    size_t begin = url->length;
    if (request->host[0] == '\0') { /* HTTP/1.0 */
        text_printf(url, "%slocalhost:%d%s", scheme, port, target);
    } else {
        text_printf(url, "%s%s%s", scheme, request->host, target);
    }
    Url parsed;
    if (url_parse(&parsed, url->bytes + begin, url->length - begin) != NULL) {
        return;
    }
    if (is_own_address(&parsed, port) && host_in_front(world, target) > 0) {
        url->length = begin;
        text_printf(url, "%s%s", scheme, target + 1);
    }
    url_release(&parsed);
}
