#include "lang/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <string.h>

enum { BLOCK_BYTES = 32 << 10 };

typedef struct Block Block;

struct Block {
    Block *older;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
};

struct Arena {
    Block *newest;
};

Arena *arena_new(void) {
    return memory_new_zeroed(1, sizeof(Arena));
}

void arena_free(Arena *arena) {
    if (!arena) {
        return;
    }
    Block *block = arena->newest;
    while (block) {
        Block *older = block->older;
        memory_free(block);
        block = older;
    }
    memory_free(arena);
}

void *arena_allocate(Arena *arena, size_t size) {
    size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    Block *block = arena->newest;
    if (!block || block->size - block->used < rounded) {
        size_t room = rounded > BLOCK_BYTES / 4 ? rounded : BLOCK_BYTES;
        Block *fresh = memory_new_zeroed(1, sizeof *fresh + room);
        fresh->size = room;
        if (block && room == rounded) {
            /* A large piece has a block of its own; the one in use stays the newest. */
            fresh->older = block->older;
            block->older = fresh;
        } else {
            fresh->older = block;
            arena->newest = fresh;
        }
        block = fresh;
    }
    void *piece = block->bytes + block->used;
    block->used += rounded;
    return piece;
}

void *arena_copy(Arena *arena, const void *bytes, size_t size) {
    void *copy = arena_allocate(arena, size);
    if (size) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

const char *arena_copy_string(Arena *arena, const char *bytes, size_t length) {
    char *copy = arena_allocate(arena, length + 1);
    if (length) {
        memcpy(copy, bytes, length);
    }
    return copy;
}
