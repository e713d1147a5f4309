/* Any bytes as a world, in each of its places, and as a program with world comments. A world
 * without errors serves requests; the input's last line is tried as a URL, too. */
#include "base/check.h"
#include "sim/host.h"
#include "sim/world.h"

#include <string.h>

enum { REQUESTS = 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void request(HostTable *hosts, const char *url, size_t length, int64_t now_ns) {
    HostRequest request = {
        .method = "GET", .url = url, .url_length = length, .fresh = true, .now_ns = now_ns};
    HostReply reply;
    if (host_request(hosts, &request, &reply) != NULL) {
        return;
    }
    HostLimits limits = {HOST_NO_LIMIT, 1000000000, HOST_NO_LIMIT};
    HostFailure failure;
    int64_t wait_ns = host_wait(&reply, &limits, &failure);
    CHECK(wait_ns >= 0);
    CHECK(host_failure_name(failure) != NULL);
    host_reply_release(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const URLS[] = {
        "https://api.example.com/users/1?x=y",
        "http://slow:8080/delay/2",
        "http://a/status/404",
        "http://b/bytes/2048",
        "http://c/json",
        "http://d/",
    };
    const char *bytes = (const char *)data;
    World *world = world_new();
    world_add_lines(world, WORLD_COMMAND_LINE, "--host", 1, NULL, bytes, size < 80 ? size : 80);
    world_add_lines(world, WORLD_FILE, "fuzz.world", 1, ".", bytes, size);
    world_add_program(world, "fuzz.py", ".", bytes, size);
    world_check(world);
    Text errors = {0};
    world_print_errors(world, &errors);
    CHECK((errors.length > 0) == (world->errors.count > 0));
    text_release(&errors);
    if (world->errors.count == 0) {
        HostTable *hosts = host_table_new(world);
        size_t line = size;
        while (line > 0 && bytes[line - 1] != '\n') {
            line--;
        }
        for (int i = 0; i < REQUESTS; i++) {
            const char *url = URLS[(size_t)i % (sizeof URLS / sizeof *URLS)];
            request(hosts, url, strlen(url), i * INT64_C(10000000));
            request(hosts, bytes + line, size - line, i * INT64_C(10000000));
        }
        host_table_free(hosts);
    }
    world_free(world);
    return 0;
}
