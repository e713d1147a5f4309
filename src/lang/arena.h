/* Memory that goes all at once: pieces are cut from large blocks and never freed alone. A Unit
 * lives in one. Sizes are in bytes; what is given out is zeroed and aligned for any object. */
#ifndef LANG_ARENA_H
#define LANG_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena); /* with everything cut from it; NULL is fine */
void *arena_allocate(Arena *arena, size_t size);

/* Copies `size` bytes (`bytes` may be NULL when there are none). */
void *arena_copy(Arena *arena, const void *bytes, size_t size);

/* Copies `length` bytes and puts a NUL behind them. */
const char *arena_copy_string(Arena *arena, const char *bytes, size_t length);

#endif
