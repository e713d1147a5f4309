/* The window: SDL's events become the app's input, and what the canvas has drawn is shown. It draws
 * only when something has changed, and sleeps until then: with nothing to do it takes no CPU. The
 * pixels are our own and go into the window's surface, so no graphics card is asked and none can be
 * lost; a surface that SDL takes back (a resize, another display) is asked for anew. */
#ifndef UI_WINDOW_H
#define UI_WINDOW_H

#include "ui/app.h"
#include "ui/script.h"

/* Opens a window for the app's options (size 0: as large as suits the display) and stays until it
 * is closed. `script` may be NULL; one that fails closes the window. STATUS_REAL: there is no
 * display, or it was lost. Afterwards the options hold the theme and scale that were seen last. */
Status window_run(AppOptions *options, const Script *script, Error *error) MUST_CHECK;

#endif
