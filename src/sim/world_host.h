/* The world's host lines: which requests one is for, and what it says of them. */
#ifndef SIM_WORLD_HOST_H
#define SIM_WORLD_HOST_H

#include "sim/cursor.h"

WorldHost *world_host_new(void); /* with the defaults */
void world_host_free(WorldHost *host);

/* What stands behind `host`: the line is added to the cursor's layer, unless it is wrong. */
void world_host_parse(Cursor *cursor);

/* PATTERN = host [":" port] ["/" path];  [::1]:8000 is an IPv6 address with a port. */
void world_host_parse_pattern(Cursor *cursor, Word word, WorldHost *host);

/* rate = count "/" ("s" | "ms" | "min") */
void world_host_rate_of(Cursor *cursor, Word word, int64_t *count, int64_t *period_ns);

/* Whether the line is for this request; `host` in lower case, `path` without the query. */
bool world_host_matches(const WorldHost *line, const char *host, int port, const char *path);

#endif
