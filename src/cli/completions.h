/* Scripts that let a shell complete our command lines, made from the tables of commands, options
 * and topics, so that they know exactly what the executable knows. `meanwhile help bash` and its
 * like print them, `make install` puts them where the shells look. Each completes commands, the
 * options of the command that stands there, and files where a file is wanted. */
#ifndef CLI_COMPLETIONS_H
#define CLI_COMPLETIONS_H

#include "base/text.h"

/* Appends a function for `complete -F`. */
void completions_append_bash(Text *text);

/* Appends an autoloaded function, the file _meanwhile in one of zsh's folders ($fpath). */
void completions_append_zsh(Text *text);

/* Appends calls of `complete`, for one of fish's vendor_completions.d. */
void completions_append_fish(Text *text);

#endif
