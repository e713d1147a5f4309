/* Counts what malloc, calloc and realloc are called for in this test program, to show that a frame
 * calls none of them. The sanitizers bring an allocator of their own; there nothing is counted. */
#ifndef UNIT_UI_ALLOCATIONS_H
#define UNIT_UI_ALLOCATIONS_H

#include <stddef.h>

static size_t allocations;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t nmemb, size_t size);
extern void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size);
void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t nmemb, size_t size);
void *calloc(size_t nmemb, size_t size) {
    allocations++;
    return __libc_calloc(nmemb, size);
}

void *realloc(void *ptr, size_t size);
void *realloc(void *ptr, size_t size) {
    allocations++;
    return __libc_realloc(ptr, size);
}
#endif

#endif
