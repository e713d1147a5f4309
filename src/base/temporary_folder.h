/* Folders for files that live as long as a piece of work: below $TMPDIR, if that is an absolute
 * path, else below /tmp, and only for this user. */
#ifndef BASE_TEMPORARY_FOLDER_H
#define BASE_TEMPORARY_FOLDER_H

#include "base/status.h"

/* Makes one. `what` is to lie in it, for the message: "programs". The caller frees the path. */
Status temporary_folder_make(char **path, const char *what, Error *error) MUST_CHECK;

/* Removes it with the files in it. NULL is fine. */
void temporary_folder_remove(const char *path);

#endif
