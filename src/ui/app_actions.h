/* What each action of the table does. */
#ifndef UI_APP_ACTIONS_H
#define UI_APP_ACTIONS_H

#include "ui/app.h"

/* Does it, whatever the mode. */
void app_actions_do(App *app, ActionId action);

/* Whether a lane is one that timelines show, so that it can be selected. */
bool app_actions_can_select(const App *app, int run, uint32_t lane);

/* Zooms by eighths around a time: above 0 in, below 0 out. */
void app_actions_zoom(App *app, int64_t around_ns, int eighths);

#endif
