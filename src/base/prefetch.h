/* A hint to the processor: memory that will be used soon, and has likely left its caches, is
 * fetched while something else runs. Never wrong, whatever lies there; only useful or not. */
#ifndef BASE_PREFETCH_H
#define BASE_PREFETCH_H

enum { PREFETCH_LINE = 64 }; /* bytes that a processor fetches at a time */

static inline void prefetch(const char *from, int bytes) {
    for (int offset = 0; offset < bytes; offset += PREFETCH_LINE) {
        __builtin_prefetch(from + offset);
    }
}

#endif
