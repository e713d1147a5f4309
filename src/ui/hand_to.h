/* Hands a file to the user's editor, and an address to their browser: programs that go on by
 * themselves and are not waited for.
 *
 * The editor is $MEANWHILE_EDITOR, a command to which the file is appended; else what the desktop
 * opens a program's text with (xdg-open); else $VISUAL or $EDITOR in a terminal window, since the
 * terminal that we were started from, if any, is ours. The browser is what the desktop opens
 * addresses with. */
#ifndef UI_HAND_TO_H
#define UI_HAND_TO_H

#include "base/status.h"

/* Fails when no such program is installed; the message says what to do instead. What becomes of the
 * program after that nobody knows. */
Status hand_to_editor(const char *path, Error *error) MUST_CHECK;

/* Only addresses of the web: "https://…", "http://…". */
Status hand_to_browser(const char *address, Error *error) MUST_CHECK;

#endif
