#include "cli/cli_window.h"

int main(int argc, char **argv) {
    return cli_window_main(argc, argv);
}
