#include "cli/cli_real.h"

#include <malloc.h>

/* A thousand requests under way need some memory, which the next thousand will need again: giving
 * it back to the system between the two would cost each of them a microsecond or two, and so would
 * taking it in small pieces. */
enum { KEPT_BYTES = 256 << 20, TAKEN_BYTES = 4 << 20 };

int main(int argc, char **argv) {
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, TAKEN_BYTES);
    return cli_real_main(argc, argv);
}
