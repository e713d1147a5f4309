/* The rows of what lies over the picture: the keys, the palette, the programs to open, the answers
 * to a question. All of them are filtered by what was typed. */
#ifndef UI_APP_ROWS_H
#define UI_APP_ROWS_H

#include "ui/app.h"

/* Makes the rows of the overlay that is shown; the first one is chosen. */
void app_rows_gather(App *app);
void app_rows_release(App *app);

/* Chooses the row of a lesson, or of the one behind it, by its name; nothing where there is none.
 */
void app_rows_choose_lesson(App *app, const char *name, bool is_next);

/* Does what the chosen row says, and closes the overlay. */
void app_rows_take(App *app);

/* Marks the chosen program of the opening screen, or no longer. */
void app_rows_mark(App *app);

#endif
