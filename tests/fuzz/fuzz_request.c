/* Any bytes as what a client sends: the requests in them are the same however the bytes are cut,
 * and whatever is accepted has a URL to ask the hosts for. */
#include "base/check.h"
#include "base/text.h"
#include "real/request_parser.h"
#include "real/target.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void append_request(Text *text, const RequestParser *parser, const World *world) {
    CHECK(parser->fields.count <= REQUEST_FIELDS_MAX);
    CHECK(parser->body.length <= REQUEST_BODY_BYTES_MAX);
    text_printf(text, "%s %s %d\n", parser->method, parser->target, parser->keeps_alive);
    for (size_t i = 0; i < parser->fields.count; i++) {
        const HostHeader *field = &parser->fields.items[i];
        CHECK(strpbrk(field->name, "\r\n: ") == NULL && strpbrk(field->value, "\r\n") == NULL);
        text_printf(text, "%s: %s\n", field->name, field->value);
    }
    text_append(text, parser->body.bytes, parser->body.length);
    target_append_url(text, parser, false, 8080, world);
}

/* All requests, as text; `cut` bytes are fed at a time. */
static void append_all(Text *text, const char *bytes, size_t size, size_t cut, const World *world) {
    RequestParser parser;
    request_parser_init(&parser);
    size_t taken = 0;
    while (taken < size && parser.state != REQUEST_WRONG) {
        size_t left = size - taken;
        size_t fed = request_parser_feed(&parser, bytes + taken, left < cut ? left : cut);
        CHECK(fed > 0 && fed <= left);
        taken += fed;
        CHECK(fed == (left < cut ? left : cut) || parser.state >= REQUEST_WHOLE);
        if (parser.state == REQUEST_WHOLE) {
            append_request(text, &parser, world);
            request_parser_next(&parser);
            CHECK(!request_parser_has_begun(&parser));
        }
    }
    text_printf(text, "ends %d, %d", (int)parser.state, parser.status);
    CHECK((parser.state == REQUEST_WRONG) == (parser.problem != NULL));
    request_parser_release(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    World *world = world_new();
    Text whole = {0}, parts = {0};
    append_all(&whole, (const char *)data + 1, size - 1, SIZE_MAX, world);
    append_all(&parts, (const char *)data + 1, size - 1, data[0] % 32 + 1u, world);
    CHECK(whole.length == parts.length && memcmp(whole.bytes, parts.bytes, whole.length) == 0);
    text_release(&whole);
    text_release(&parts);
    world_free(world);
    return 0;
}
