/* --set NAME=VALUE: module-level constants of the program with other values. */
#ifndef SESSION_SETTINGS_H
#define SESSION_SETTINGS_H

#include "base/text.h"
#include "session/session.h"

#include <stdbool.h>

/* Replaces in the program's text the constants that the options set: the first line `NAME = …` at
 * the beginning of a line. What is replaced keeps its line, so positions stay true. False: there is
 * no such line, as `complaint` then says. */
bool settings_apply(const SessionOptions *options, Text *program, Text *complaint);

#endif
