#include "loop/chunks.h"

LoopChunk *loop_chunk_pool_take(LoopChunkPool *pool) {
    if (pool->free == NULL) {
        size_t size = pool->slabs.count == 0 ? LOOP_CHUNK_SLAB_FIRST : LOOP_CHUNK_SLAB;
        LoopChunk *slab = memory_new(size * sizeof *slab);
        ARRAY_PUSH(&pool->slabs, slab);
        for (size_t i = size; i > 0; i--) {
            loop_chunk_pool_give(pool, &slab[i - 1]);
        }
    }
    LoopChunk *chunk = pool->free;
    pool->free = chunk->next;
    chunk->next = NULL;
    return chunk;
}

void loop_chunk_pool_release(LoopChunkPool *pool) {
    for (size_t i = 0; i < pool->slabs.count; i++) {
        memory_free(pool->slabs.items[i]);
    }
    ARRAY_RELEASE(&pool->slabs);
    pool->free = NULL;
}

void loop_chunks_grow(LoopChunks *queue, LoopChunkPool *pool) {
    LoopChunk *chunk = loop_chunk_pool_take(pool);
    if (queue->tail == NULL) {
        queue->head = chunk;
        queue->head_index = 0;
    } else {
        queue->tail->next = chunk;
    }
    queue->tail = chunk;
    queue->tail_index = 0;
}

void loop_chunks_clear(LoopChunks *queue, LoopChunkPool *pool) {
    LoopChunk *chunk = queue->head;
    while (chunk != NULL) {
        LoopChunk *next = chunk->next;
        loop_chunk_pool_give(pool, chunk);
        chunk = next;
    }
    *queue = (LoopChunks){0};
}
