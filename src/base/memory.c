#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void) {
    fputs("meanwhile: could not continue: out of memory\n", stderr);
    exit(120);
}

void *memory_new(size_t size) {
    void *block = malloc(size > 0 ? size : 1);
    if (block == NULL) {
        out_of_memory();
    }
    return block;
}

void *memory_new_aligned(size_t alignment, size_t size) {
    void *block = aligned_alloc(alignment, size);
    if (block == NULL) {
        out_of_memory();
    }
    return block;
}

void *memory_new_zeroed(size_t count, size_t size) {
    void *block = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (block == NULL) {
        out_of_memory();
    }
    return block;
}

void *memory_resize(void *block, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        out_of_memory();
    }
    size_t bytes = count * size;
    void *resized = realloc(block, bytes > 0 ? bytes : 1);
    if (resized == NULL) {
        out_of_memory();
    }
    return resized;
}

void memory_free(void *block) {
    free(block);
}

char *memory_copy_string(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = memory_new(size);
    memcpy(copy, text, size);
    return copy;
}
