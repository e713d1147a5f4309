#include "cli/cli_real.h"

int main(int argc, char **argv) {
    return cli_real_main(argc, argv);
}
