#include "sim/world.h"

#include "base/memory.h"
#include "base/text.h"
#include "sim/world_host.h"
#include "sim/world_load.h"

#include <string.h>

World *world_new(void) {
    World *world = memory_new_zeroed(1, sizeof *world);
    world->fallback =
        (WorldHost){.latency = {.a_ns = WORLD_LATENCY_DEFAULT_NS}, .queue = -1, .size_bytes = -1};
    return world;
}

void world_free(World *world) {
    if (world == NULL) {
        return;
    }
    for (int place = 0; place < WORLD_PLACES; place++) {
        WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            world_host_free(layer->hosts.items[i]);
        }
        ARRAY_RELEASE(&layer->hosts);
    }
    for (size_t i = 0; i < world->tunes.count; i++) {
        memory_free(world->tunes.items[i].name);
    }
    ARRAY_RELEASE(&world->tunes);
    for (size_t i = 0; i < world->loads.count; i++) {
        world_load_release(&world->loads.items[i]);
    }
    ARRAY_RELEASE(&world->loads);
    for (size_t i = 0; i < world->errors.count; i++) {
        WorldError *error = &world->errors.items[i];
        memory_free(error->file);
        memory_free(error->message);
        memory_free(error->hint);
        memory_free(error->text);
    }
    ARRAY_RELEASE(&world->errors);
    memory_free(world);
}

uint64_t world_seed(const World *world) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        if (world->layers[place].seed_set) {
            return world->layers[place].seed;
        }
    }
    return 0;
}

int64_t world_scaled_ns(const World *world, int64_t ns) {
    int64_t scale = WORLD_SCALE_UNIT;
    for (int place = WORLD_PLACES - 1; place >= 0; place--) {
        scale = world->layers[place].scale > 0 ? world->layers[place].scale : scale;
    }
    if (ns == INT64_MAX || scale == WORLD_SCALE_UNIT) {
        return ns;
    }
    __extension__ typedef __int128 Wide;
    Wide scaled = ((Wide)ns * scale + WORLD_SCALE_UNIT / 2) / WORLD_SCALE_UNIT;
    return scaled < DISTRIBUTION_NS_MAX ? (int64_t)scaled : DISTRIBUTION_NS_MAX;
}

/* Greedy, going back to the last star only: linear for one star, and never exponential. */
bool world_glob_matches(const char *glob, const char *text) {
    const char *star = NULL;
    const char *resume = NULL;
    while (*text != '\0') {
        if (*glob == '*') {
            star = glob++;
            resume = text;
        } else if (*glob == *text) {
            glob++;
            text++;
        } else if (star != NULL) {
            glob = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*glob == '*') {
        glob++;
    }
    return *glob == '\0';
}

const WorldHost *world_find_host(const World *world, const char *host, int port, const char *path) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            const WorldHost *candidate = layer->hosts.items[i];
            if (world_host_matches(candidate, host, port, path)) {
                return candidate;
            }
        }
    }
    return &world->fallback;
}

static bool refuses(const WorldHost *host) {
    for (size_t i = 0; i < host->faults.count; i++) {
        const WorldFault *fault = &host->faults.items[i];
        if (fault->kind == WORLD_FAULT_CONNECT && fault->parts == WORLD_WHOLE) {
            return true;
        }
    }
    return false;
}

bool world_always_refuses(const World *world, const char *host, int port) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            const WorldHost *line = layer->hosts.items[i];
            bool is_hosts =
                world_glob_matches(line->host, host) && (line->port == 0 || line->port == port);
            if (is_hosts && (!refuses(line) || line->path == NULL)) {
                return refuses(line);
            }
        }
    }
    return false;
}

/* --- what the command line changes --- */

void world_set_latency(World *world, const char *pattern, const char *distribution) {
    Text line = {0};
    text_printf(&line, "host %s latency %s", pattern, distribution);
    World *scratch = world_new();
    world_add_lines(scratch, WORLD_COMMAND_LINE, "--set", 1, NULL, text_cstr(&line), line.length);
    text_release(&line);
    for (size_t i = 0; i < scratch->errors.count; i++) {
        ARRAY_PUSH(&world->errors, scratch->errors.items[i]);
    }
    scratch->errors.count = 0;
    if (scratch->layers[WORLD_COMMAND_LINE].hosts.count == 1) {
        WorldHost *wanted = scratch->layers[WORLD_COMMAND_LINE].hosts.items[0];
        bool found = false;
        for (int place = 0; place < WORLD_PLACES; place++) {
            for (size_t i = 0; i < world->layers[place].hosts.count; i++) {
                WorldHost *host = world->layers[place].hosts.items[i];
                if (strcmp(host->pattern, wanted->pattern) != 0) {
                    continue;
                }
                found = true;
                distribution_release(&host->latency);
                host->latency = wanted->latency;
                host->latency.samples.items = NULL;
                host->latency.samples.count = host->latency.samples.capacity = 0;
                for (size_t n = 0; n < wanted->latency.samples.count; n++) {
                    ARRAY_PUSH(&host->latency.samples, wanted->latency.samples.items[n]);
                }
                host->latency_given = true;
            }
        }
        if (!found) {
            ARRAY_PUSH(&world->layers[WORLD_COMMAND_LINE].hosts, wanted);
            scratch->layers[WORLD_COMMAND_LINE].hosts.count = 0;
        }
    }
    world_free(scratch);
}

void world_set_seed(World *world, uint64_t seed) {
    world->layers[WORLD_COMMAND_LINE].seed = seed;
    world->layers[WORLD_COMMAND_LINE].seed_set = true;
}
