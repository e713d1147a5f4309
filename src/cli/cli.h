/* The command line: finds the command that argv names and hands over. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#define MEANWHILE_VERSION "0.1"

/* Runs the command line and returns the process's exit code. */
int cli_main(int argc, char **argv);

#endif
