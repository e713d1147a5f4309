/* Hands a command over to the window's executable, meanwhile-window, which takes this process's
 * place. It is found beside our own in a tree, and in libexec/meanwhile where it was installed. */
#ifndef CLI_HAND_OVER_H
#define CLI_HAND_OVER_H

/* Runs the command, whose name is argv[0], there, and so does not return; or returns the exit code
 * when there is nothing to hand over (--help, a wrong command line), or nobody to hand it to. */
int hand_over_to_window(int argc, char **argv);

#endif
