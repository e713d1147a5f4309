/* The app's state in words: what scripts expect and tests compare. */
#ifndef UI_APP_STATE_H
#define UI_APP_STATE_H

#include "ui/app.h"

/* Appends the value of a state ("playing": "yes"); false: there is no such state. */
bool app_state_append(const App *app, const char *name, Text *value);

/* Appends all states, a line `name value` for each. */
void app_state_append_all(const App *app, Text *text);

/* Finds a lane by its label, or by the title of its run, a colon and the label; else by a part of
 * that. False: there is none. */
bool app_state_find_lane(const App *app, const char *name, int *run, uint32_t *lane);

#endif
