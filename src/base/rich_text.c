#include "base/rich_text.h"

#include "base/check.h"

#include <string.h>

void rich_text_release(RichText *rich) {
    text_release(&rich->pool);
    ARRAY_RELEASE(&rich->blocks);
    ARRAY_RELEASE(&rich->runs);
}

RichBlock *rich_text_add_block(RichText *rich, RichBlockKind kind) {
    ARRAY_PUSH(&rich->blocks,
               (RichBlock){.kind = kind, .first_run = (uint32_t)rich->runs.count, .run_count = 0});
    return &rich->blocks.items[rich->blocks.count - 1];
}

void rich_text_add(RichText *rich, const char *bytes, size_t length, unsigned style, int32_t link,
                   unsigned cell) {
    CHECK(rich->blocks.count > 0);
    if (length == 0) {
        return;
    }
    RichBlock *block = &rich->blocks.items[rich->blocks.count - 1];
    RichRun *last = block->run_count > 0 ? &rich->runs.items[rich->runs.count - 1] : NULL;
    if (last != NULL && last->style == style && last->link == link && last->cell == cell &&
        last->offset + last->length == rich->pool.length) {
        last->length += (uint32_t)length;
    } else {
        ARRAY_PUSH(&rich->runs, (RichRun){.offset = (uint32_t)rich->pool.length,
                                          .length = (uint32_t)length,
                                          .link = link,
                                          .style = (uint8_t)style,
                                          .cell = (uint8_t)cell});
        block->run_count++;
    }
    text_append(&rich->pool, bytes, length);
}

int32_t rich_text_add_link(RichText *rich, const char *bytes, size_t length) {
    int32_t offset = (int32_t)rich->pool.length;
    text_append(&rich->pool, bytes, length);
    text_append_char(&rich->pool, '\0');
    return offset;
}

void rich_text_add_plain(RichText *rich, const char *text) {
    rich_text_add_block(rich, RICH_PARAGRAPH);
    rich_text_add(rich, text, strlen(text), RICH_PLAIN, RICH_NO_LINK, 0);
}

void rich_text_append(RichText *rich, const RichText *other) {
    uint32_t pool = (uint32_t)rich->pool.length;
    uint32_t first = (uint32_t)rich->runs.count;
    for (size_t i = 0; i < other->blocks.count; i++) {
        RichBlock block = other->blocks.items[i];
        block.first_run += first;
        ARRAY_PUSH(&rich->blocks, block);
    }
    for (size_t i = 0; i < other->runs.count; i++) {
        RichRun run = other->runs.items[i];
        run.offset += pool;
        run.link += run.link != RICH_NO_LINK ? (int32_t)pool : 0;
        ARRAY_PUSH(&rich->runs, run);
    }
    text_append(&rich->pool, text_cstr(&other->pool), other->pool.length);
}

bool rich_text_is_empty(const RichText *rich) {
    return rich->blocks.count == 0;
}

const char *rich_text_bytes(const RichText *rich, const RichRun *run) {
    return rich->pool.bytes + run->offset;
}

const char *rich_text_link(const RichText *rich, const RichRun *run) {
    return run->link == RICH_NO_LINK ? NULL : rich->pool.bytes + run->link;
}

void rich_text_write_plain(const RichText *rich, Text *plain) {
    for (size_t i = 0; i < rich->blocks.count; i++) {
        const RichBlock *block = &rich->blocks.items[i];
        if (plain->length > 0) {
            text_append_char(plain, '\n');
        }
        for (uint32_t r = 0; r < block->run_count; r++) {
            const RichRun *run = &rich->runs.items[block->first_run + r];
            if (r > 0 && run->cell != run[-1].cell) {
                text_append_char(plain, '\t');
            }
            text_append(plain, rich_text_bytes(rich, run), run->length);
        }
    }
}
