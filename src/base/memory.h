/* Memory of the host program (not of simulated programs, whose objects live in the vm's heap with a
 * budget of its own). An allocation that fails ends the process with a message and exit code 120:
 * nothing half-written is left, since files are written beside and renamed. Sizes are in bytes. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t size); /* uninitialised; free with memory_free */
/* … that begins at a multiple of `alignment`, a power of two that divides the size. */
void *memory_new_aligned(size_t alignment, size_t size);
void *memory_new_zeroed(size_t count, size_t size);          /* zero bytes; overflow is checked */
void *memory_resize(void *block, size_t count, size_t size); /* block may be NULL */
void memory_free(void *block);                               /* NULL is fine */
char *memory_copy_string(const char *text);                  /* the caller frees */

#endif
