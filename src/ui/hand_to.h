/* Hands a file to the user's editor, and an address to their browser: programs that go on by
 * themselves, also after us. When one ends badly (there is no such command; the desktop has nothing
 * to open it with), a sentence says so: a thread waits for each of them.
 *
 * The editor is $MEANWHILE_EDITOR, a command to which the file is appended; else what the desktop
 * opens a program's text with (xdg-open); else $VISUAL or $EDITOR in a terminal window, since the
 * terminal that we were started from, if any, is ours. The browser is what the desktop opens
 * addresses with. */
#ifndef UI_HAND_TO_H
#define UI_HAND_TO_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

typedef struct HandTo HandTo;

/* `wake` (may be NULL) is called on another thread when there is a failure to take. */
HandTo *hand_to_new(void (*wake)(void *context), void *context);

/* Programs that run go on, and `wake` is not called any more. NULL is fine. */
void hand_to_free(HandTo *hand_to);

/* Fails when no such program is installed; the message says what to do instead. */
Status hand_to_editor(HandTo *hand_to, const char *path, Error *error) MUST_CHECK;

/* Only addresses of the web: "https://…", "http://…". */
Status hand_to_browser(HandTo *hand_to, const char *address, Error *error) MUST_CHECK;

/* Whether a program has ended badly; then `sentence` gets what there is to say about the last that
 * did. */
bool hand_to_take_failure(HandTo *hand_to, Text *sentence);

#endif
