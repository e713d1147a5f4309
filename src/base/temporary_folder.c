#include "base/temporary_folder.h"

#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Status temporary_folder_make(char **path, const char *what, Error *error) {
    const char *place = getenv("TMPDIR");
    Text name = {0};
    text_printf(&name, "%s/meanwhile-XXXXXX", place != NULL && place[0] == '/' ? place : "/tmp");
    *path = text_take(&name);
    if (mkdtemp(*path) != NULL) {
        return STATUS_OK;
    }
    Status status = error_set(error, STATUS_SYSTEM, "could not make the folder %s for %s: %s",
                              *path, what, strerror(errno));
    memory_free(*path);
    *path = NULL;
    return status;
}

void temporary_folder_remove(const char *path) {
    DIR *directory = path != NULL ? opendir(path) : NULL;
    if (directory == NULL) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        (void)unlinkat(dirfd(directory), entry->d_name, 0); /* . and .. are no files */
    }
    (void)closedir(directory);
    (void)rmdir(path);
}
