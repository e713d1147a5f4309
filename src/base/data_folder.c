#include "base/data_folder.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A variable with an absolute path; what is relative is to be ignored, as the XDG base directory
 * specification says. */
static const char *folder_in(const char *variable) {
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' ? value : NULL;
}

bool data_folder_path(const char *name, Text *path) {
    const char *data = folder_in("XDG_DATA_HOME"), *home = folder_in("HOME");
    text_clear(path);
    if (data != NULL) {
        text_printf(path, "%s/meanwhile/%s", data, name);
    } else if (home != NULL) {
        text_printf(path, "%s/.local/share/meanwhile/%s", home, name);
    }
    return path->length > 0;
}

Status data_folder_make(const char *path, Error *error) {
    char *part = memory_copy_string(path);
    Status status = STATUS_OK;
    for (char *slash = part; status == STATUS_OK && (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            status = error_set(error, STATUS_SYSTEM, "could not make the folder %s: %s", part,
                               strerror(errno));
        }
        *slash = '/';
    }
    memory_free(part);
    return status;
}
