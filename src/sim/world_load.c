#include "sim/world_load.h"

#include "base/memory.h"
#include "base/text.h"
#include "sim/url.h"
#include "sim/world_host.h"

#include <string.h>

static void need_keyword(Cursor *cursor, const char *keyword) {
    Word word = cursor_take(cursor);
    if (!cursor->failed && !cursor_word_is(word, keyword)) {
        cursor_fail(cursor, word, NULL, "expected '%s' here", keyword);
    }
}

void world_load_release(WorldLoad *load) {
    memory_free(load->target);
    memory_free(load->url);
}

/* "clients" N "each" M */
static void parse_clients(Cursor *cursor, WorldLoad *load) {
    need_keyword(cursor, "clients");
    load->clients = cursor_need_count(cursor, "the number of clients", 1, WORLD_CLIENTS_MAX);
    need_keyword(cursor, "each");
    load->each = cursor_need_count(cursor, "the number of requests", 1, WORLD_COUNT_MAX);
    if (!cursor->failed && load->each > WORLD_REQUESTS_MAX / load->clients) {
        cursor->at = 0;
        cursor_fail(cursor, cursor_peek(cursor), NULL, "this load sends more than %d requests",
                    WORLD_REQUESTS_MAX);
    }
}

/* R "for" DUR */
static void parse_arrivals(Cursor *cursor, WorldLoad *load) {
    Word rate = cursor_need(cursor, "a rate such as 200/s");
    if (!cursor->failed) {
        world_host_rate_of(cursor, rate, &load->rate_count, &load->rate_period_ns);
    }
    need_keyword(cursor, "for");
    load->duration_ns = cursor->failed ? 0 : cursor_need_duration(cursor, "a duration");
    __extension__ typedef __int128 Wide;
    if (!cursor->failed && (Wide)load->duration_ns * load->rate_count >
                               (Wide)load->rate_period_ns * WORLD_REQUESTS_MAX) {
        cursor_fail(cursor, rate, NULL, "these arrivals are more than %d requests",
                    WORLD_REQUESTS_MAX);
    }
}

void world_load_parse(Cursor *cursor, Word keyword) {
    WorldHost *target = world_host_new();
    Word whole = cursor_need(cursor, "a host and path such as api.example.com/users");
    Word pattern = whole; /* what stands before the query */
    if (!cursor->failed) {
        const char *question = memchr(whole.bytes, '?', whole.length);
        size_t end =
            question != NULL ? (size_t)(question - cursor->line) : whole.offset + whole.length;
        pattern = cursor_between(cursor, whole.offset, end);
        world_host_parse_pattern(cursor, pattern, target);
    }
    world_host_free(target);
    if (!cursor->failed && memchr(pattern.bytes, '*', pattern.length) != NULL) {
        cursor_fail(cursor, pattern, NULL, "one host must be named here, without *");
    }
    WorldLoad load = {0};
    if (cursor_word_is(keyword, "load")) {
        parse_clients(cursor, &load);
    } else {
        parse_arrivals(cursor, &load);
    }
    if (!cursor->failed && !cursor_at_end(cursor)) {
        cursor_fail(cursor, cursor_take(cursor), NULL, "nothing should follow here");
    }
    if (cursor->failed) {
        return;
    }
    Text url = {0};
    load.target = cursor_copy(whole);
    text_printf(&url, "http://%s", load.target);
    load.url = text_take(&url);
    Url parsed;
    const char *wrong = url_parse(&parsed, load.url, strlen(load.url));
    if (wrong != NULL) {
        cursor_fail(cursor, whole, NULL, "no request can be sent there: %s", wrong);
        world_load_release(&load);
        return;
    }
    url_release(&parsed);
    ARRAY_PUSH(&cursor->world->loads, load);
}
