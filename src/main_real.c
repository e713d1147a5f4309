#include "cli/cli_real.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A thousand requests under way need some memory, which the next thousand will need again: giving
 * it back to the system between the two would cost each of them a microsecond or two, and so would
 * taking it in small pages. So it is taken at once, and comes in huge pages when it is touched. */
enum { KEPT_BYTES = 256 << 20, TAKEN_BYTES = 64 << 20, HUGE_PAGE = 2 << 20 };

static void take_memory(void) {
    char *before = sbrk(0);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, TAKEN_BYTES);
    mallopt(M_MMAP_THRESHOLD, TAKEN_BYTES); /* the next block is of the heap */
    void *volatile block = malloc(HUGE_PAGE);
    free(block);
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    char *end = sbrk(0);
    size_t skipped = HUGE_PAGE - (uintptr_t)before % HUGE_PAGE;
    if (end > before + skipped) {
        (void)madvise(before + skipped, (size_t)(end - before) - skipped, MADV_HUGEPAGE);
    }
}

int main(int argc, char **argv) {
    take_memory();
    return cli_real_main(argc, argv);
}
