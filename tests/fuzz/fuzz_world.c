/* Any bytes as a world, in each of its places, and as a program with world comments. A world
 * without errors serves requests; the input's last line is tried as a URL, too. */
#include "base/check.h"
#include "sim/exchange.h"
#include "sim/load.h"
#include "sim/world.h"

#include <string.h>

enum { REQUESTS = 20, CLIENTS_MAX = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sends one at now_ns and sees it through; returns when it was over. */
static int64_t request(HostTable *hosts, const char *url, size_t length, int64_t now_ns) {
    HostRequest request = {
        .method = "GET", .url = url, .url_length = length, .body = "", .fresh = true};
    ExchangeLimits limits = {EXCHANGE_NO_LIMIT, 1000000000, EXCHANGE_NO_LIMIT};
    Exchange exchange = {0};
    exchange_begin(&exchange, hosts, &request, &limits, now_ns);
    while (!exchange.is_over) {
        CHECK(exchange.due_ns > now_ns);
        now_ns = exchange.due_ns;
        exchange_go_on(&exchange, now_ns);
    }
    for (size_t i = 0; i < exchange.phase_count; i++) {
        CHECK(exchange.phases[i].start_ns < now_ns);
        CHECK(i == 0 || exchange.phases[i - 1].start_ns < exchange.phases[i].start_ns);
    }
    CHECK(host_failure_name(exchange.failure) != NULL);
    exchange_end(&exchange, now_ns);
    return now_ns;
}

static bool gives_up(void *context) {
    int *left = context;
    *left -= *left > 0;
    return *left == 0;
}

/* The world's own clients, for a while. */
static void send_load(const World *world, HostTable *hosts) {
    int64_t clients = 0;
    for (size_t i = 0; i < world->loads.count; i++) {
        clients += world->loads.items[i].clients;
    }
    if (clients > CLIENTS_MAX) {
        return;
    }
    int left = REQUESTS * 5;
    MachineSettings settings = {.cores = 1};
    LoadSettings load_settings = {.world = world,
                                  .hosts = hosts,
                                  .machine = machine_new(&settings),
                                  .gives_up = gives_up,
                                  .context = &left};
    Load *load = load_new(&load_settings);
    CHECK(load_wait(load) == MACHINE_WOKEN);
    load_free(load);
    machine_end(load_settings.machine);
    machine_free(load_settings.machine);
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
        int64_t now_ns = 0;
        for (int i = 0; i < REQUESTS; i++) {
            const char *url = URLS[(size_t)i % (sizeof URLS / sizeof *URLS)];
            now_ns = request(hosts, url, strlen(url), now_ns);
            now_ns = request(hosts, bytes + line, size - line, now_ns);
        }
        host_table_free(hosts);
        hosts = host_table_new(world);
        send_load(world, hosts);
        host_table_free(hosts);
    }
    world_free(world);
    return 0;
}
