/* A line on standard error that says how far long work is, when that is a terminal: shown after
 * half a second, ten times a second, and gone when the work is done. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/text.h"

#include <stdint.h>

typedef struct Progress {
    int64_t began_ms, shown_ms;
    bool is_wanted, is_shown;
} Progress;

/* The work begins now. */
void progress_begin(Progress *progress);

/* Whether it is time to show a line; then make one and show it. */
bool progress_is_due(Progress *progress);
void progress_show(Progress *progress, const Text *line);

/* Since it began. */
int64_t progress_elapsed_ms(const Progress *progress);

/* Takes the line away, if there is one. */
void progress_end(Progress *progress);

#endif
