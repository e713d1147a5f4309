/* The manual, made from the same tables as the help: `meanwhile help man` prints it as a manual
 * page, `help keys` and `help scripts` the parts about what the window understands. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/text.h"

/* Appends the manual page, in roff's man macros. */
void manual_append_page(Text *text);

/* Appends the keys of the window, from its table of actions. */
void manual_append_keys(Text *text);

/* Appends what can stand in scripts of the window. */
void manual_append_scripts(Text *text);

#endif
