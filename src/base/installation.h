/* Where the files are that belong to the executable: in the source tree beside build/, or where
 * `make install` put them, PREFIX/share/meanwhile and PREFIX/libexec/meanwhile. Both are found from
 * the executable's own place, so that a tree or an installation can be moved. */
#ifndef BASE_INSTALLATION_H
#define BASE_INSTALLATION_H

#include "base/text.h"

#include <stdbool.h>

/* Replaces `path` by where a file or folder is that the tree calls `name`, "assets/shim/run.py".
 * False: it is nowhere, `path` is then of no use. */
bool installation_find(const char *name, Text *path);

/* The same for another executable of ours: it lies beside this one, or in libexec/meanwhile. */
bool installation_find_program(const char *name, Text *path);

#endif
