/* Where what is kept for the user lies: $XDG_DATA_HOME/meanwhile, or ~/.local/share/meanwhile. */
#ifndef BASE_DATA_FOLDER_H
#define BASE_DATA_FOLDER_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

/* Replaces `path` by that of a file in the folder, which need not exist. False: neither variable is
 * set, so nothing can be kept. */
bool data_folder_path(const char *name, Text *path);

/* Makes the folders that a file's path goes through, those that are not there yet. */
Status data_folder_make(const char *path, Error *error) MUST_CHECK;

#endif
