#include "cli/cli_real.h"

#include <malloc.h>

/* A thousand requests under way need some memory, which the next thousand will need again: giving
 * it back to the system between the two would cost each of them a microsecond or two. */
enum { KEPT_BYTES = 256 << 20 };

int main(int argc, char **argv) {
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    return cli_real_main(argc, argv);
}
