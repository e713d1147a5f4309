/* What the window remembers from one time to the next: the theme and how large everything is. They
 * stand in settings.json in the user's data folder (base/data_folder.h):
 *
 *     {"theme": "dark", "scale": 150}
 *
 * What the command line says goes before. Settings that cannot be read are as good as none: the
 * window opens as it does the first time, and what is chosen there is kept over them. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "ui/app.h"

/* Fills in theme and scale where they were not given. The strings live as long as the program. */
void settings_read(AppOptions *app);

/* Keeps theme and scale. Fails, with a message, where they cannot be written. */
Status settings_keep(const AppOptions *app, Error *error) MUST_CHECK;

#endif
