/* First-in first-out queues of 16-byte entries, in blocks from a pool that all queues of a loop
 * share. The ready queue, and each bucket of the timer queue, is one. Unlike a ring that doubles,
 * a queue of a million entries never copies and never holds twice its size, and the blocks that
 * the ready queue leaves behind become the timers'. The pool's memory goes when the loop goes. */
#ifndef LOOP_CHUNKS_H
#define LOOP_CHUNKS_H

#include "base/array.h"
#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LOOP_CHUNK_ENTRIES = 63,  /* a block is 1 KiB */
    LOOP_CHUNK_SLAB = 64,     /* blocks allocated at once, after the first slab */
    LOOP_CHUNK_SLAB_FIRST = 4 /* most loops are small */
};

typedef struct LoopEntry {
    uint64_t a; /* ready: target; timer: deadline */
    uint64_t b; /* ready: argument; timer: slot */
} LoopEntry;

typedef struct LoopChunk LoopChunk;
struct LoopChunk {
    LoopChunk *next;
    uint64_t unused; /* keeps the entries aligned to 16 bytes */
    LoopEntry entries[LOOP_CHUNK_ENTRIES];
};

typedef struct LoopChunkPool {
    LoopChunk *free;
    ARRAY_OF(LoopChunk *) slabs;
} LoopChunkPool;

typedef struct LoopChunks {
    LoopChunk *head; /* NULL when never used; else entries [head_index …) are queued */
    LoopChunk *tail;
    uint32_t head_index;
    uint32_t tail_index; /* next place to write in tail */
    size_t count;
} LoopChunks;

void loop_chunk_pool_release(LoopChunkPool *pool); /* all its queues must be forgotten */
LoopChunk *loop_chunk_pool_take(LoopChunkPool *pool);

static inline void loop_chunk_pool_give(LoopChunkPool *pool, LoopChunk *chunk) {
    chunk->next = pool->free;
    pool->free = chunk;
}

void loop_chunks_clear(LoopChunks *queue, LoopChunkPool *pool); /* blocks go back to the pool */
void loop_chunks_grow(LoopChunks *queue, LoopChunkPool *pool);  /* a fresh tail block */

static inline void loop_chunks_push(LoopChunks *queue, LoopChunkPool *pool, LoopEntry entry) {
    if (queue->tail == NULL || queue->tail_index == LOOP_CHUNK_ENTRIES) {
        loop_chunks_grow(queue, pool);
    }
    queue->tail->entries[queue->tail_index++] = entry;
    queue->count++;
}

/* The queue must not be empty. */
static inline LoopEntry loop_chunks_pop(LoopChunks *queue, LoopChunkPool *pool) {
    LoopChunk *head = queue->head;
    LoopEntry entry = head->entries[queue->head_index++];
    queue->count--;
    if (queue->count == 0) {
        queue->head_index = queue->tail_index = 0; /* one block is kept, and stays warm */
    } else if (queue->head_index == LOOP_CHUNK_ENTRIES) {
        queue->head = head->next;
        queue->head_index = 0;
        loop_chunk_pool_give(pool, head);
    }
    return entry;
}

#endif
