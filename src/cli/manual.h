/* What an installation needs besides the executable, made from the same tables as the help: the
 * manual page, and the completions of bash. `meanwhile help man` and `help bash` print them; `help
 * keys` and `help scripts` what the window understands. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/text.h"

/* Appends the manual page, in roff's man macros. */
void manual_append_page(Text *text);

/* Appends the keys of the window, from its table of actions. */
void manual_append_keys(Text *text);

/* Appends what can stand in scripts of the window. */
void manual_append_scripts(Text *text);

/* Appends a script for bash. */
void manual_append_completions(Text *text);

#endif
